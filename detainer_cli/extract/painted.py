"""Reads what a page paints besides its glyphs: rules, marks, areas, pictures; how text is painted.

One walk over pdfium's page objects in the order in which they are painted. Places are points of
the upright page; what a form holds is brought to them by the matrices on the way.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium_c

from detainer_cli.extract.matrices import (
    IDENTITY,
    bounds_of,
    clip_of,
    common,
    matrix_of,
    times,
)
from detainer_cli.extract.painting import Area, Frame, Painting, TextState
from detainer_cli.extract.paths import add_path, colour_of, thin
from detainer_cli.model.pages import Box

_MOST_DEPTH = 12  # forms in forms; a form that draws itself has no end
_MOST_OBJECTS = 60_000  # a page of a report has some hundred; a technical drawing up to 50,000


def read_painting(page: Any, width: float, height: float) -> Painting:
    """Walks over the objects of a pdfium page (its raw handle)."""
    painting = Painting()
    orders = iter(range(_MOST_OBJECTS))
    frame = Frame(IDENTITY, Box(0.0, 0.0, width, height), True, 0)
    count = pdfium_c.FPDFPage_CountObjects(page)
    objects = (pdfium_c.FPDFPage_GetObject(page, i) for i in range(count))
    _walk(objects, frame, painting, orders)
    painting.is_complete &= next(orders, None) is not None
    painting.annotations = list(_annotations(page))
    return painting


_KINDS = {
    pdfium_c.FPDF_ANNOT_FREETEXT: "text",
    pdfium_c.FPDF_ANNOT_STAMP: "stamp",
    pdfium_c.FPDF_ANNOT_WIDGET: "form field",
    pdfium_c.FPDF_ANNOT_SQUARE: "square",
    pdfium_c.FPDF_ANNOT_CIRCLE: "circle",
    pdfium_c.FPDF_ANNOT_POLYGON: "polygon",
    pdfium_c.FPDF_ANNOT_POLYLINE: "line",
    pdfium_c.FPDF_ANNOT_LINE: "line",
    pdfium_c.FPDF_ANNOT_INK: "ink",
    pdfium_c.FPDF_ANNOT_STRIKEOUT: "strike-out",
    pdfium_c.FPDF_ANNOT_REDACT: "redaction",
    pdfium_c.FPDF_ANNOT_WATERMARK: "watermark",
}
"""Kinds that change what is read; links, notes and highlights do not."""


def _annotations(page: Any) -> Iterator[tuple[str, Box]]:
    corners = pdfium_c.FS_RECTF()
    for i in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST_OBJECTS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, i)
        kind = _KINDS.get(pdfium_c.FPDFAnnot_GetSubtype(annotation))
        is_hidden = pdfium_c.FPDFAnnot_GetFlags(annotation) & pdfium_c.FPDF_ANNOT_FLAG_HIDDEN
        if kind and not is_hidden and pdfium_c.FPDFAnnot_GetRect(annotation, corners):
            x, y = sorted((corners.left, corners.right)), sorted((corners.bottom, corners.top))
            yield kind, Box(x[0], y[0], x[1], y[1])
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _walk(objects: Iterator[Any], frame: Frame, painting: Painting, orders: Iterator[int]) -> None:
    for handle in objects:
        order = next(orders, None)
        if order is None:
            return
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            add_path(handle, frame, painting, order)
        elif kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            painting.texts.append(_text_state(handle, frame, order))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            _walk_form(handle, frame, painting, orders)
        else:
            is_picture = kind == pdfium_c.FPDF_PAGEOBJ_IMAGE
            _add_area(handle, frame, painting, order, is_picture=is_picture)


def _walk_form(handle: Any, frame: Frame, painting: Painting, orders: Iterator[int]) -> None:
    if frame.depth >= _MOST_DEPTH:
        painting.is_complete = False
        return
    matrix = times(matrix_of(handle), frame.matrix)
    clip, is_plain = clip_of(handle, frame)
    opaque = not pdfium_c.FPDFPageObj_HasTransparency(handle)
    inner = Frame(matrix, clip, is_plain and opaque, frame.depth + 1)
    count = pdfium_c.FPDFFormObj_CountObjects(handle)
    objects = (pdfium_c.FPDFFormObj_GetObject(handle, i) for i in range(count))
    _walk(objects, inner, painting, orders)


# ------------------------------------------------------------------ text


def address(handle: Any) -> int:
    """The address of a pdfium handle: the same object has the same one."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _text_state(handle: Any, frame: Frame, order: int) -> TextState:
    clip, is_plain = clip_of(handle, frame)
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle)
    is_stroked = mode == pdfium_c.FPDF_TEXTRENDERMODE_STROKE
    get = pdfium_c.FPDFPageObj_GetStrokeColor if is_stroked else pdfium_c.FPDFPageObj_GetFillColor
    is_plain = is_plain and not pdfium_c.FPDFPageObj_HasTransparency(handle)
    colour = colour_of(get, handle)
    box = bounds_of(handle, frame)
    a, b, c, d, _, _ = times(matrix_of(handle), frame.matrix)
    angle = math.degrees(math.atan2(b, a)) % 360 if b else 180.0 * (a < 0)
    size = ctypes.c_float()
    pdfium_c.FPDFTextObj_GetFontSize(handle, size)
    points = abs(size.value) * min(math.hypot(a, b), math.hypot(c, d))
    in_layer = frame.depth > 0 or _has_layer_mark(handle)
    return TextState(
        address(handle), handle, order, mode, colour, clip, box, is_plain, angle, points, in_layer
    )


def _has_layer_mark(handle: Any) -> bool:
    """True if the object is marked as optional content (`/OC ... BDC`)."""
    marks = range(pdfium_c.FPDFPageObj_CountMarks(handle))
    return any(_mark_name(pdfium_c.FPDFPageObj_GetMark(handle, i)) == "OC" for i in marks)


def _mark_name(mark: Any) -> str:
    needed = ctypes.c_ulong()
    letters = (ctypes.c_ushort * 8)()  # longer names than `OC` need not be read
    pdfium_c.FPDFPageObjMark_GetName(mark, letters, ctypes.sizeof(letters), needed)
    return "".join(map(chr, letters[: max(0, needed.value // 2 - 1)]))


# ------------------------------------------------------------------ areas and pictures


def _add_area(
    handle: Any, frame: Frame, painting: Painting, order: int, *, is_picture: bool
) -> None:
    clip, _ = clip_of(handle, frame)
    box = common(bounds_of(handle, frame), clip)
    if box is None:
        return
    rule = thin(box)
    if is_picture and rule is not None:
        painting.rules.append(rule)  # some producers draw their rules as pictures of a line
        return
    painting.areas.append(Area(order, box, None))
    if is_picture:
        painting.pictures.append(box)
