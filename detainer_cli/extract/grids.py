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

from detainer_cli.imports import postpone
from detainer_cli.model import Box

_LAYOUT = {"boxes_flow": None, "detect_vertical": False}
"""No paragraphs and no upright text are looked for: pages are upright, words come from pdfium."""

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


Rule = tuple[float, float, float]
"""A drawn line: its place across, and its start and end along, in points."""


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


def load_engine() -> None:
    """Loads camelot ahead of its use; what only its own engines need, when they are asked."""
    postpone("pandas", "numpy", "cv2")
    import camelot  # noqa: F401


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
            layout_kwargs=_LAYOUT,
        )
    for table in tables:
        found.setdefault(table.page, []).append(_grid(table, engine.tolerance + 1))
    return found


def _grid(table: Any, near: float) -> Grid:
    rows = [(float(top), float(bottom)) for top, bottom in table.rows]
    columns = [(float(left), float(right)) for left, right in table.cols]
    vertical = [(x0, min(y0, y1), max(y0, y1)) for x0, y0, _, y1 in table._segments[0]]
    horizontal = [(y0, min(x0, x1), max(x0, x1)) for x0, y0, x1, _ in table._segments[1]]
    bottom, top = _reach(vertical, _edges(columns), rows[-1][1], rows[0][0])
    left, right = _reach(horizontal, _edges(rows), columns[0][0], columns[-1][1])
    if bottom < rows[-1][1]:
        rows.append((rows[-1][1], bottom))
    if top > rows[0][0]:
        rows.insert(0, (top, rows[0][0]))
    if left < columns[0][0]:
        columns.insert(0, (left, columns[0][0]))
    if right > columns[-1][1]:
        columns.append((columns[-1][1], right))
    spans = tuple(_spans(_Rules(rows, columns, vertical, horizontal, near)))
    return Grid(Box(left, bottom, right, top), tuple(rows), tuple(columns), spans)


def _edges(parts: Sequence[tuple[float, float]]) -> list[float]:
    """The places of the rules between and around rows or columns."""
    return [parts[0][0], *(end for _, end in parts)]


def _reach(
    rules: Sequence[Rule], edges: Sequence[float], low: float, high: float
) -> tuple[float, float]:
    """How far most of the rules at `edges` run on beyond `low` and `high`.

    Some producers draw no rule around a table, or none where a page break cuts a row: the words
    there stand between rules that are open at the end.
    """
    lows, highs = [], []
    for edge in edges:
        mine = [
            (start, end)
            for at, start, end in rules
            if abs(at - edge) <= _REACH and start <= high and end >= low
        ]
        lows.append(min((start for start, _ in mine), default=low))
        highs.append(max((end for _, end in mine), default=high))
    middle = len(edges) // 2
    lowest, highest = sorted(lows)[middle], sorted(highs, reverse=True)[middle]
    return (
        lowest if lowest < low - _REACH else low,
        highest if highest > high + _REACH else high,
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
    vertical: Sequence[Rule]
    horizontal: Sequence[Rule]
    near: float

    def below(self, row: int, column: int) -> bool:
        """True if a rule runs between `row` and the next one, in `column`."""
        low, high = self.columns[column]
        at = self.rows[row][1]
        return _covers(_near(self.horizontal, at, self.near), low, high)

    def right(self, row: int, column: int) -> bool:
        """True if a rule runs between `column` and the next one, in `row`."""
        high, low = self.rows[row]
        at = self.columns[column][1]
        return _covers(_near(self.vertical, at, self.near), low, high)


def _near(rules: Sequence[Rule], at: float, near: float) -> list[tuple[float, float]]:
    return [(start, end) for place, start, end in rules if abs(place - at) <= near]


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
