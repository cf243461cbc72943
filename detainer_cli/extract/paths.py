"""The paths that a page paints: rules, marks of lists, filled areas."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium_c

from detainer_cli.extract.matrices import (
    box_of,
    clip_of,
    common,
    is_rectangle,
    matrix_of,
    moved,
    times,
)
from detainer_cli.extract.painting import Area, Colour, Frame, Matrix, Painting, Point, Segment
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.model.pages import Box

_LINE, _BEZIER, _MOVE = (
    pdfium_c.FPDF_SEGMENT_LINETO,
    pdfium_c.FPDF_SEGMENT_BEZIERTO,
    pdfium_c.FPDF_SEGMENT_MOVETO,
)


def colour_of(get: Any, handle: Any) -> Colour | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    return Colour(*(p.value for p in parts)) if get(handle, *parts) else None


@dataclass
class _Shape:
    """A part of a path that is drawn without lifting the pen."""

    points: list[Point] = field(default_factory=list)
    is_curved: bool = False
    is_closed: bool = False


def add_path(handle: Any, frame: Frame, painting: Painting, order: int) -> None:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(handle, mode, stroked)
    fill = colour_of(pdfium_c.FPDFPageObj_GetFillColor, handle) if mode.value else None
    has_fill = bool(mode.value) and (fill is None or fill.alpha > 0)
    if not (has_fill or stroked.value):
        return
    clip, _ = clip_of(handle, frame)
    if clip is None:
        return
    shapes = _shapes(handle, times(matrix_of(handle), frame.matrix))
    if stroked.value:
        width = _stroke_width(handle, frame)
        colour = colour_of(pdfium_c.FPDFPageObj_GetStrokeColor, handle)
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
        shapes[-1].points.append(moved((x.value, y.value), matrix))
        shapes[-1].is_curved |= kind == _BEZIER
        shapes[-1].is_closed |= bool(pdfium_c.FPDFPathSegment_GetClose(segment))
    return [shape for shape in shapes if len(shape.points) > 1]


def _stroke_width(handle: Any, frame: Frame) -> float:
    width = ctypes.c_float()
    pdfium_c.FPDFPageObj_GetStrokeWidth(handle, width)
    a, b, c, d, _, _ = times(matrix_of(handle), frame.matrix)
    return float(width.value * abs(a * d - b * c) ** 0.5)


def _add_stroke(shape: _Shape, width: float, paint: Area, painting: Painting) -> None:
    """The sides of a stroked shape that run along an axis; a thick stroke is an area."""
    if shape.is_curved:
        box = _grown(box_of(shape.points), width / 2)
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
    box = box_of(shape.points)
    rule = thin(box)
    if rule is not None and not shape.is_curved:
        _clipped(rule, paint.box, painting)
        _add_rectangle(box, paint, painting)
        return
    is_shape = shape.is_curved or not is_rectangle(shape.points)
    _add_mark(box, paint.box, painting, is_shape=is_shape)
    _add_rectangle(box, paint, painting, is_shape=is_shape)


def _add_rectangle(box: Box, paint: Area, painting: Painting, *, is_shape: bool = False) -> None:
    """An area of one colour; a shape that is no rectangle covers only a part of its box."""
    inside = common(box, paint.box)
    if inside is not None:
        painting.areas.append(Area(paint.order, inside, None if is_shape else paint.colour))


def _grown(box: Box, by: float) -> Box:
    return Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)


def thin(box: Box) -> Segment | None:
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
    if common(whole, _grown(clip, SETTINGS.slant)) is None:
        return
    inside = common(whole, _grown(clip, SETTINGS.cut_line))
    if inside is not None:
        painting.rules.append((inside.x0, inside.y0, inside.x1, inside.y1))


def _add_mark(box: Box, clip: Box, painting: Painting, *, is_shape: bool = False) -> None:
    """A small shape, which may be the bullet of a list; the size of letters decides later."""
    width, height = box.x1 - box.x0, box.y1 - box.y0
    is_small = SETTINGS.least_mark <= min(width, height) and max(width, height) <= _LARGEST
    if is_small and common(box, clip) is not None:
        painting.marks.append(box)
        if is_shape:
            painting.shapes.append(box)


_LARGEST = 30.0  # points: no bullet of a list is larger, whatever the size of its letters


def _ring(shapes: list[_Shape]) -> Iterator[Segment]:
    """The rules of a frame that is filled between an outer and an inner rectangle.

    There are four, or three where a page break cuts the frame and leaves a side open.
    """
    if len(shapes) != 2 or any(s.is_curved or not is_rectangle(s.points) for s in shapes):
        return
    boxes = [box_of(shape.points) for shape in shapes]
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
