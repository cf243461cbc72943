"""Where the objects of a page stand: their matrices, bounds and clips, in points of the page."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c

from detainer_cli.extract.painting import Frame, Matrix, Point
from detainer_cli.model.pages import Box

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def matrix_of(handle: Any) -> Matrix:
    raw = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, raw):
        return IDENTITY
    return (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def moved(point: Point, matrix: Matrix) -> Point:
    x, y = point
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def box_of(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def bounds_of(handle: Any, frame: Frame) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    corners = [(x.value, y.value) for x in (left, right) for y in (bottom, top)]
    if frame.matrix != IDENTITY:
        corners = [moved(corner, frame.matrix) for corner in corners]
    return box_of(corners)


def common(one: Box, other: Box | None) -> Box | None:
    """What two boxes share; None if they share nothing."""
    if other is None:
        return None
    both = Box(
        max(one.x0, other.x0), max(one.y0, other.y0), min(one.x1, other.x1), min(one.y1, other.y1)
    )
    return both if both.x0 <= both.x1 and both.y0 <= both.y1 else None


_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def clip_of(handle: Any, frame: Frame) -> tuple[Box | None, bool]:
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
            points.append(moved((x.value, y.value), frame.matrix))
        if points:
            clip = common(box_of(points), clip) or _NOWHERE
            is_plain = is_plain and is_rectangle(points)
    return clip, is_plain


def is_rectangle(points: list[Point]) -> bool:
    """True if every step runs along an axis: then the box of the points is the shape itself."""
    xs, ys = {round(x, 2) for x, _ in points}, {round(y, 2) for _, y in points}
    return len(xs) <= 2 and len(ys) <= 2
