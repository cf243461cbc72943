"""What a page paints besides its glyphs: rules, marks, areas, pictures, and how text is painted.

One walk over pdfium's page objects in the order in which they are painted. Places are points of
the upright page; what a form holds is brought to them by the matrices on the way.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from detainer_cli.extract.settings import SETTINGS
from detainer_cli.model.pages import Box

_MOST_DEPTH = 12  # forms in forms; a form that draws itself has no end
_MOST_OBJECTS = 60_000  # a page of a report has some hundred; a technical drawing up to 50,000

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Segment = tuple[float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_HIDDEN_MODES = frozenset(
    {pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP}
)
_LINE, _BEZIER, _MOVE = (
    pdfium_c.FPDF_SEGMENT_LINETO,
    pdfium_c.FPDF_SEGMENT_BEZIERTO,
    pdfium_c.FPDF_SEGMENT_MOVETO,
)


class Colour(NamedTuple):
    """Red, green, blue and opacity, each from 0 to 255."""

    red: int
    green: int
    blue: int
    alpha: int

    @property
    def brightness(self) -> float:
        """From 0 (black) to 1 (white), weighted as the eye does (ITU-R BT.601)."""
        return (0.299 * self.red + 0.587 * self.green + 0.114 * self.blue) / 255


@dataclass(frozen=True, slots=True)
class Area:
    """A filled area, a picture or a shading; `colour` is None where it has more than one.

    `order` is its place in the order of painting.
    """

    order: int
    box: Box
    colour: Colour | None


@dataclass(frozen=True, slots=True)
class TextState:
    """How an object of text is painted. `key` is its address, by which glyphs name it.

    `colour` is None where pdfium cannot tell it; `clip` is the box of its clip path, None without
    one; `is_plain` is False where only the pixels tell (a transparent group, a clip that is no
    rectangle). `angle` is the direction it runs in, in degrees counter-clockwise, `size` that of
    its font in points, across or upright, whichever is less. `in_layer` says that optional content
    may hide it.
    """

    key: int
    handle: Any
    order: int
    mode: int
    colour: Colour | None
    clip: Box | None
    box: Box
    is_plain: bool
    angle: float
    size: float
    in_layer: bool

    @property
    def is_hidden(self) -> bool:
        """True if its own state says that nothing of it is painted."""
        return self.mode in _HIDDEN_MODES or (self.colour is not None and self.colour.alpha == 0)


@dataclass
class Painting:
    """Everything that a page paints besides glyphs, and the states of its texts.

    `shapes` are those of the marks that are no rectangles, `annotations` those that add to the
    page or cover it, by their kind.
    """

    rules: list[Segment] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    texts: list[TextState] = field(default_factory=list)
    shapes: list[Box] = field(default_factory=list)
    annotations: list[tuple[str, Box]] = field(default_factory=list)
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class _Frame:
    """What an object inherits from the forms around it."""

    matrix: Matrix
    clip: Box | None
    is_plain: bool
    depth: int


def read_painting(page: Any, width: float, height: float) -> Painting:
    """Walks over the objects of a pdfium page (its raw handle)."""
    painting = Painting()
    orders = iter(range(_MOST_OBJECTS))
    frame = _Frame(_IDENTITY, Box(0.0, 0.0, width, height), True, 0)
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


def _walk(objects: Iterator[Any], frame: _Frame, painting: Painting, orders: Iterator[int]) -> None:
    for handle in objects:
        order = next(orders, None)
        if order is None:
            return
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add_path(handle, frame, painting, order)
        elif kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            painting.texts.append(_text_state(handle, frame, order))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            _walk_form(handle, frame, painting, orders)
        else:
            is_picture = kind == pdfium_c.FPDF_PAGEOBJ_IMAGE
            _add_area(handle, frame, painting, order, is_picture=is_picture)


def _walk_form(handle: Any, frame: _Frame, painting: Painting, orders: Iterator[int]) -> None:
    if frame.depth >= _MOST_DEPTH:
        painting.is_complete = False
        return
    matrix = _times(_matrix_of(handle), frame.matrix)
    clip, is_plain = _clip_of(handle, frame)
    opaque = not pdfium_c.FPDFPageObj_HasTransparency(handle)
    inner = _Frame(matrix, clip, is_plain and opaque, frame.depth + 1)
    count = pdfium_c.FPDFFormObj_CountObjects(handle)
    objects = (pdfium_c.FPDFFormObj_GetObject(handle, i) for i in range(count))
    _walk(objects, inner, painting, orders)


# ------------------------------------------------------------------ matrices, boxes, clips


def _matrix_of(handle: Any) -> Matrix:
    raw = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, raw):
        return _IDENTITY
    return (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _moved(point: Point, matrix: Matrix) -> Point:
    x, y = point
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _box_of(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _bounds(handle: Any, frame: _Frame) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    corners = [(x.value, y.value) for x in (left, right) for y in (bottom, top)]
    if frame.matrix != _IDENTITY:
        corners = [_moved(corner, frame.matrix) for corner in corners]
    return _box_of(corners)


def _common(one: Box, other: Box | None) -> Box | None:
    """What two boxes share; None if they share nothing."""
    if other is None:
        return None
    both = Box(
        max(one.x0, other.x0), max(one.y0, other.y0), min(one.x1, other.x1), min(one.y1, other.y1)
    )
    return both if both.x0 <= both.x1 and both.y0 <= both.y1 else None


_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def _clip_of(handle: Any, frame: _Frame) -> tuple[Box | None, bool]:
    """The box that limits the object, and whether its clip is a box at all."""
    path = pdfium_c.FPDFPageObj_GetClipPath(handle)
    count = pdfium_c.FPDFClipPath_CountPaths(path) if path else 0
    clip, is_plain = frame.clip, frame.is_plain
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(max(count, 0)):
        segments = pdfium_c.FPDFClipPath_CountPathSegments(path, number)
        points = []
        for i in range(segments):
            segment = pdfium_c.FPDFClipPath_GetPathSegment(path, number, i)
            pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
            points.append(_moved((x.value, y.value), frame.matrix))
        if points:
            clip = _common(_box_of(points), clip) or _NOWHERE
            is_plain = is_plain and _is_rectangle(points)
    return clip, is_plain


def _is_rectangle(points: list[Point]) -> bool:
    """True if every step runs along an axis: then the box of the points is the shape itself."""
    xs, ys = {round(x, 2) for x, _ in points}, {round(y, 2) for _, y in points}
    return len(xs) <= 2 and len(ys) <= 2


# ------------------------------------------------------------------ text


def address(handle: Any) -> int:
    """The address of a pdfium handle: the same object has the same one."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _text_state(handle: Any, frame: _Frame, order: int) -> TextState:
    clip, is_plain = _clip_of(handle, frame)
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle)
    is_stroked = mode == pdfium_c.FPDF_TEXTRENDERMODE_STROKE
    get = pdfium_c.FPDFPageObj_GetStrokeColor if is_stroked else pdfium_c.FPDFPageObj_GetFillColor
    is_plain = is_plain and not pdfium_c.FPDFPageObj_HasTransparency(handle)
    colour = _colour(get, handle)
    box = _bounds(handle, frame)
    a, b, c, d, _, _ = _times(_matrix_of(handle), frame.matrix)
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


def _colour(get: Any, handle: Any) -> Colour | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    return Colour(*(p.value for p in parts)) if get(handle, *parts) else None


# ------------------------------------------------------------------ areas and pictures


def _add_area(
    handle: Any, frame: _Frame, painting: Painting, order: int, *, is_picture: bool
) -> None:
    clip, _ = _clip_of(handle, frame)
    box = _common(_bounds(handle, frame), clip)
    if box is None:
        return
    rule = _thin(box)
    if is_picture and rule is not None:
        painting.rules.append(rule)  # some producers draw their rules as pictures of a line
        return
    painting.areas.append(Area(order, box, None))
    if is_picture:
        painting.pictures.append(box)


# ------------------------------------------------------------------ paths: rules, marks, areas


@dataclass
class _Shape:
    """A part of a path that is drawn without lifting the pen."""

    points: list[Point] = field(default_factory=list)
    is_curved: bool = False
    is_closed: bool = False


def _add_path(handle: Any, frame: _Frame, painting: Painting, order: int) -> None:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(handle, mode, stroked)
    fill = _colour(pdfium_c.FPDFPageObj_GetFillColor, handle) if mode.value else None
    has_fill = bool(mode.value) and (fill is None or fill.alpha > 0)
    if not (has_fill or stroked.value):
        return
    clip, _ = _clip_of(handle, frame)
    if clip is None:
        return
    shapes = _shapes(handle, _times(_matrix_of(handle), frame.matrix))
    if stroked.value:
        width = _stroke_width(handle, frame)
        colour = _colour(pdfium_c.FPDFPageObj_GetStrokeColor, handle)
        if colour is None or colour.alpha > 0:
            for shape in shapes:
                _add_stroke(shape, width, Area(order, clip, colour), painting)
    if has_fill:
        frame_rules = list(_ring(shapes))
        for rule in frame_rules:
            _clipped(rule, clip, painting)
        for shape in shapes if not frame_rules else ():
            _add_fill(shape, Area(order, clip, fill), painting)


def _shapes(handle: Any, matrix: Matrix) -> list[_Shape]:
    x, y = ctypes.c_float(), ctypes.c_float()
    shapes: list[_Shape] = []
    for i in range(pdfium_c.FPDFPath_CountSegments(handle)):
        segment = pdfium_c.FPDFPath_GetPathSegment(handle, i)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == _MOVE or not shapes:
            shapes.append(_Shape())
        shapes[-1].points.append(_moved((x.value, y.value), matrix))
        shapes[-1].is_curved |= kind == _BEZIER
        shapes[-1].is_closed |= bool(pdfium_c.FPDFPathSegment_GetClose(segment))
    return [shape for shape in shapes if len(shape.points) > 1]


def _stroke_width(handle: Any, frame: _Frame) -> float:
    width = ctypes.c_float()
    pdfium_c.FPDFPageObj_GetStrokeWidth(handle, width)
    a, b, c, d, _, _ = _times(_matrix_of(handle), frame.matrix)
    return float(width.value * abs(a * d - b * c) ** 0.5)


def _add_stroke(shape: _Shape, width: float, paint: Area, painting: Painting) -> None:
    """The sides of a stroked shape that run along an axis; a thick stroke is an area."""
    if shape.is_curved:
        box = _grown(_box_of(shape.points), width / 2)
        _add_mark(box, paint.box, painting)
        _add_rectangle(box, paint, painting, is_shape=True)
        return
    points = [*shape.points, shape.points[0]] if shape.is_closed else shape.points
    for (x0, y0), (x1, y1) in pairwise(points):
        box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        is_slanted = min(box.x1 - box.x0, box.y1 - box.y0) > SETTINGS.slant
        _add_rectangle(_grown(box, width / 2), paint, painting, is_shape=is_slanted)
        if not is_slanted and width <= SETTINGS.thickest_rule:
            _clipped((box.x0, box.y0, box.x1, box.y1), paint.box, painting)


def _add_fill(shape: _Shape, paint: Area, painting: Painting) -> None:
    box = _box_of(shape.points)
    rule = _thin(box)
    if rule is not None and not shape.is_curved:
        _clipped(rule, paint.box, painting)
        _add_rectangle(box, paint, painting)
        return
    is_shape = shape.is_curved or not _is_rectangle(shape.points)
    _add_mark(box, paint.box, painting, is_shape=is_shape)
    _add_rectangle(box, paint, painting, is_shape=is_shape)


def _add_rectangle(box: Box, paint: Area, painting: Painting, *, is_shape: bool = False) -> None:
    """An area of one colour; a shape that is no rectangle covers only a part of its box."""
    inside = _common(box, paint.box)
    if inside is not None:
        painting.areas.append(Area(paint.order, inside, None if is_shape else paint.colour))


def _grown(box: Box, by: float) -> Box:
    return Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)


def _thin(box: Box) -> Segment | None:
    """The rule that a thin shape draws: along its longer side, in its middle."""
    width, height = box.x1 - box.x0, box.y1 - box.y0
    if min(width, height) > SETTINGS.thickest_rule or max(width, height) < 2 * min(width, height):
        return None
    if width >= height:
        y = (box.y0 + box.y1) / 2
        return (box.x0, y, box.x1, y)
    x = (box.x0 + box.x1) / 2
    return (x, box.y0, x, box.y1)


def _clipped(rule: Segment, clip: Box, painting: Painting) -> None:
    """The part of a rule inside the clip, and as far beyond as a line of letters that it cuts."""
    whole = Box(*rule)
    if _common(whole, _grown(clip, SETTINGS.slant)) is None:
        return
    inside = _common(whole, _grown(clip, SETTINGS.cut_line))
    if inside is not None:
        painting.rules.append((inside.x0, inside.y0, inside.x1, inside.y1))


def _add_mark(box: Box, clip: Box, painting: Painting, *, is_shape: bool = False) -> None:
    """A small shape, which may be the bullet of a list; the size of letters decides later."""
    width, height = box.x1 - box.x0, box.y1 - box.y0
    is_small = SETTINGS.least_mark <= min(width, height) and max(width, height) <= _LARGEST
    if is_small and _common(box, clip) is not None:
        painting.marks.append(box)
        if is_shape:
            painting.shapes.append(box)


_LARGEST = 30.0  # points: no bullet of a list is larger, whatever the size of its letters


def _ring(shapes: list[_Shape]) -> Iterator[Segment]:
    """The rules of a frame that is filled between an outer and an inner rectangle.

    There are four, or three where a page break cuts the frame and leaves a side open.
    """
    if len(shapes) != 2 or any(s.is_curved or not _is_rectangle(s.points) for s in shapes):
        return
    boxes = [_box_of(shape.points) for shape in shapes]
    inner, outer = sorted(boxes, key=lambda box: (box.x1 - box.x0) * (box.y1 - box.y0))
    left, bottom = (outer.x0 + inner.x0) / 2, (outer.y0 + inner.y0) / 2
    right, top = (outer.x1 + inner.x1) / 2, (outer.y1 + inner.y1) / 2
    sides = (
        (inner.x0 - outer.x0, (left, bottom, left, top)),
        (inner.y0 - outer.y0, (left, bottom, right, bottom)),
        (outer.x1 - inner.x1, (right, bottom, right, top)),
        (outer.y1 - inner.y1, (left, top, right, top)),
    )
    if all(-_ROUNDING <= width <= SETTINGS.thickest_rule for width, _ in sides):
        yield from (rule for width, rule in sides if width > _ROUNDING)


_ROUNDING = 0.01  # points: coordinates of PDFs are single floats
