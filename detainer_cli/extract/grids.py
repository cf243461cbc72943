"""Finds the ruled tables of a PDF: the only import of camelot.

camelot gives the grid (rows, columns, which rules are drawn); the words come from `words.py` and
are put into the grid by their place, so that each is counted once.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from detainer_cli.model import Box

_COVERED = 0.6  # share of a cell's side that rules must cover for it to be ruled
_REACH = 3.0  # points: a rule that ends this close to a table's edge ends with it


@dataclass(frozen=True)
class Engine:
    """A way to find rules: camelot's lattice engine and its tolerances in points."""

    name: str
    lattice: str
    tolerance: int = 2


ENGINES = (
    Engine("vector", "vector"),
    Engine("combined", "combined"),
    Engine("combined, wide", "combined", 5),
)
"""From the fastest on; the next is tried for the pages on which the one before leaves words over.

The last takes rules up to 5 points apart for one, as between cells with borders of their own.
"""


@dataclass(frozen=True)
class Span:
    """A rectangle of the grid that no inner rule divides: rows and columns from 0."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True)
class Grid:
    """A table's rules: `rows` are (top, bottom) downwards, `columns` (left, right)."""

    box: Box
    rows: tuple[tuple[float, float], ...]
    columns: tuple[tuple[float, float], ...]
    spans: tuple[Span, ...]


def find_grids(data: bytes, pages: Sequence[int], engine: Engine) -> dict[int, list[Grid]]:
    """The grids on `pages` (from 1) of an upright PDF, read with `engine`."""
    import camelot

    logging.getLogger("camelot").setLevel(logging.CRITICAL)
    logging.getLogger("playa").setLevel(logging.CRITICAL)
    found: dict[int, list[Grid]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = camelot.io.read_pdf(
            data,
            pages=",".join(map(str, pages)),
            flavor="lattice",
            engine=engine.lattice,
            line_tol=engine.tolerance,
            joint_tol=engine.tolerance,
        )
    for table in tables:
        found.setdefault(table.page, []).append(_grid(table, engine.tolerance + 1))
    return found


def _grid(table: Any, near: float) -> Grid:
    rows = [(float(top), float(bottom)) for top, bottom in table.rows]
    columns = tuple((float(left), float(right)) for left, right in table.cols)
    open_above, open_below = _open_ends(table, rows, columns)
    vertical, horizontal = table._segments
    spans = list(_spans(_Rules(rows, columns, vertical, horizontal, near)))
    if open_below is not None:
        spans += [Span(len(rows), c, 1, 1) for c in range(len(columns))]
        rows.append((rows[-1][1], open_below))
    if open_above is not None:
        spans = [Span(s.row + 1, s.column, s.row_span, s.column_span) for s in spans]
        spans += [Span(0, c, 1, 1) for c in range(len(columns))]
        rows.insert(0, (open_above, rows[0][0]))
    box = Box(columns[0][0], rows[-1][1], columns[-1][1], rows[0][0])
    return Grid(box, tuple(rows), columns, tuple(spans))


def _open_ends(
    table: Any, rows: list[tuple[float, float]], columns: tuple[tuple[float, float], ...]
) -> tuple[float | None, float | None]:
    """How far the column rules run on above and below the last rules across.

    Some producers draw no rule where a page break cuts a row: its text stands between column
    rules that are open at the end.
    """
    edges = {columns[0][0], *(right for _, right in columns)}
    tops, bottoms = [], []
    for x0, y0, x1, y1 in table._segments[0]:
        if any(abs((x0 + x1) / 2 - edge) <= _REACH for edge in edges):
            low, high = min(y0, y1), max(y0, y1)
            if low <= rows[0][0] and high >= rows[-1][1]:
                tops.append(high)
                bottoms.append(low)
    enough = len(edges) // 2 + 1
    above = sorted(tops, reverse=True)[enough - 1] if len(tops) >= enough else rows[0][0]
    below = sorted(bottoms)[enough - 1] if len(bottoms) >= enough else rows[-1][1]
    return (
        above if above > rows[0][0] + _REACH else None,
        below if below < rows[-1][1] - _REACH else None,
    )


def _spans(rules: _Rules) -> Iterator[Span]:
    """The merged cells: neighbours without a rule between them, where they form a rectangle."""
    seen: set[tuple[int, int]] = set()
    for row in range(len(rules.rows)):
        for column in range(len(rules.columns)):
            if (row, column) not in seen:
                group = _connected(rules, row, column)
                seen |= group
                yield from _rectangles(group)


@dataclass(frozen=True)
class _Rules:
    """The rules drawn on a page, asked for the side of a cell.

    camelot's own marks for this want a rule to end on a crossing and miss those drawn cell by
    cell; here a side counts as ruled where rules cover most of it.
    """

    rows: Sequence[tuple[float, float]]
    columns: Sequence[tuple[float, float]]
    vertical: Sequence[tuple[float, float, float, float]]
    horizontal: Sequence[tuple[float, float, float, float]]
    near: float

    def below(self, row: int, column: int) -> bool:
        """True if a rule runs between `row` and the next one, in `column`."""
        low, high = self.columns[column]
        at = self.rows[row][1]
        parts = [
            (min(x0, x1), max(x0, x1))
            for x0, y0, x1, y1 in self.horizontal
            if abs((y0 + y1) / 2 - at) <= self.near
        ]
        return _covers(parts, low, high)

    def right(self, row: int, column: int) -> bool:
        """True if a rule runs between `column` and the next one, in `row`."""
        high, low = self.rows[row]
        at = self.columns[column][1]
        parts = [
            (min(y0, y1), max(y0, y1))
            for x0, y0, x1, y1 in self.vertical
            if abs((x0 + x1) / 2 - at) <= self.near
        ]
        return _covers(parts, low, high)


def _covers(parts: list[tuple[float, float]], low: float, high: float) -> bool:
    covered, reached = 0.0, low
    for start, end in sorted(parts):
        covered += max(0.0, min(end, high) - max(start, reached))
        reached = max(reached, min(end, high))
    return covered >= _COVERED * (high - low)


def _connected(rules: _Rules, row: int, column: int) -> set[tuple[int, int]]:
    height, width = len(rules.rows), len(rules.columns)
    group, queue = {(row, column)}, [(row, column)]
    while queue:
        r, c = queue.pop()
        steps = []
        if c > 0 and not rules.right(r, c - 1):
            steps.append((r, c - 1))
        if c < width - 1 and not rules.right(r, c):
            steps.append((r, c + 1))
        if r > 0 and not rules.below(r - 1, c):
            steps.append((r - 1, c))
        if r < height - 1 and not rules.below(r, c):
            steps.append((r + 1, c))
        for step in steps:
            if step not in group:
                group.add(step)
                queue.append(step)
    return group


def _rectangles(group: set[tuple[int, int]]) -> Iterator[Span]:
    rows = sorted({r for r, _ in group})
    columns = sorted({c for _, c in group})
    if len(group) == len(rows) * len(columns):
        yield Span(rows[0], columns[0], len(rows), len(columns))
        return
    for column in columns:  # not a rectangle: keep the columns apart, merge only downwards
        inside = sorted(r for r, c in group if c == column)
        start = previous = inside[0]
        for row in [*inside[1:], -1]:
            if row != previous + 1:
                yield Span(start, column, previous - start + 1, 1)
                start = row
            previous = row
