"""Finds the ruled tables of a page: the only import of camelot.

camelot's own line functions make the grid from the rules that pdfium read; its whole engines look
at a page again only where that leaves doubt. The words come from `glyphs.py` and are put into the
grid by their place, so that each is counted once.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detainer_cli.extract.painting import Segment
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.lean_imports import postpone
from detainer_cli.model.pages import Box

_LAYOUT = {"boxes_flow": None, "detect_vertical": False}
"""No paragraphs and no upright text are looked for: pages are upright, words come from pdfium."""


@dataclass(frozen=True)
class Engine:
    """A way to find rules, and how far apart (in points) two may be and still be one.

    `lattice` is the engine of camelot that reads the page itself; None takes the rules of pdfium.
    """

    name: str
    lattice: str | None = None
    tolerance: int = 2


ENGINES = (
    Engine("vector"),
    Engine("vector, wide", tolerance=5),
    Engine("combined", "combined"),
    Engine("combined, wide", "combined", 5),
)
"""From the fastest on; the next is tried for the pages on which the one before leaves doubt.

The wide ones take rules up to 5 points apart for one, as between cells with borders of their own.
"""

Joint = tuple[float, float]
"""A crossing of two rules."""

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


def grids_of(rules: Sequence[Segment], engine: Engine) -> list[Grid]:
    """The grids that the rules of one page make, by camelot's line functions."""
    from camelot.image_processing import coalesce_collinear_lines, find_joints_from_lines

    near = engine.tolerance
    lying = [rule for rule in rules if abs(rule[1] - rule[3]) <= abs(rule[0] - rule[2])]
    standing = [rule for rule in rules if abs(rule[1] - rule[3]) > abs(rule[0] - rule[2])]
    horizontal = _long(coalesce_collinear_lines(lying, "horizontal", near))
    vertical = _long(coalesce_collinear_lines(standing, "vertical", near))
    for frame in _frames(horizontal, vertical, near):
        x0, y0, x1, y1 = frame
        horizontal += [(x0, y0, x1, y0), (x0, y1, x1, y1)]
        vertical += [(x0, y0, x0, y1), (x1, y0, x1, y1)]
    tables = find_joints_from_lines(horizontal, vertical, near)
    drawn = _Drawn(
        [(x0, min(y0, y1), max(y0, y1)) for x0, y0, _, y1 in vertical],
        [(y0, min(x0, x1), max(x0, x1)) for x0, y0, x1, _ in horizontal],
        near + 1,
    )
    return [
        grid
        for box, joints in tables.items()
        for part_box, part in _stacked(box, joints, drawn)
        for grid in _grid(part_box, part, drawn, near)
    ]


def _frames(
    horizontal: Sequence[Segment], vertical: Sequence[Segment], near: float
) -> list[Segment]:
    """Frames around the few rules of a small table that has none of its own.

    camelot takes rules that cross each other four times or less for no table: a row below its
    header, with five columns and no outer rule, has no more.
    """
    groups: list[tuple[set[int], set[int]]] = []
    for h, (x0, y, x1, _) in enumerate(horizontal):
        crossed = {
            v
            for v, (x, low, _, high) in enumerate(vertical)
            if x0 - near <= x <= x1 + near and low - near <= y <= high + near
        }
        mine = ({h}, crossed)
        for group in [g for g in groups if g[1] & crossed]:
            groups.remove(group)
            mine = (mine[0] | group[0], mine[1] | group[1])
        groups.append(mine)
    return [
        _around([(x, y) for x0, y0, x1, y1 in lines for x, y in ((x0, y0), (x1, y1))])
        for hs, vs in groups
        if 1 <= len(hs) * len(vs) <= _FEW
        for lines in [[*(horizontal[h] for h in hs), *(vertical[v] for v in vs)]]
        if len(hs) * len(vs) > 1 or max(horizontal[h][2] - horizontal[h][0] for h in hs) > _WIDE
    ]


_FEW = 4  # crossings: camelot's own limit
_WIDE = 150.0  # points: one crossing alone is a table only where the rules are as long as one's


def _stacked(
    box: Segment, joints: Sequence[Joint], drawn: _Drawn
) -> Iterator[tuple[Segment, Sequence[Joint]]]:
    """Two tables that share a rule, as the end of one and the start of the next, are two.

    So it is where no standing rule goes on across the lying one but those at its ends: both may
    be as wide as the page.
    """
    rest = sorted(joints, key=lambda joint: -joint[1])
    for y in sorted({y for _, y in joints}, reverse=True):
        above, below = (_standing_at(drawn, y + side * 2 * drawn.near) for side in (1, -1))
        if _ends(above, below, drawn.near):
            upper = [(x, h) for x, h in rest if h > y or (h == y and _shared([x], above, 1))]
            rest = [(x, h) for x, h in rest if h < y or (h == y and _shared([x], below, 1))]
            if upper and rest:
                yield _around(upper), upper
    if rest:
        yield (box, joints) if len(rest) == len(joints) else (_around(rest), rest)


def _standing_at(drawn: _Drawn, y: float) -> list[float]:
    return [x for x, low, high in drawn.vertical if low <= y <= high]


def _ends(above: Sequence[float], below: Sequence[float], near: float) -> bool:
    """True if no standing rule goes on from `above` to `below`, or only those at both sides."""
    if len(above) < 2 or len(below) < 2:
        return False
    inner, others = _inner(above, near), _inner(below, near)
    is_apart = bool(inner and others) and not _shared(inner, others, near)
    return is_apart or not _shared(above, below, near)


def _inner(places: Sequence[float], near: float) -> list[float]:
    return [x for x in places if min(places) + near < x < max(places) - near]


def _shared(some: Sequence[float], others: Sequence[float], near: float) -> bool:
    return any(abs(x - other) <= near for x in some for other in others)


def _around(joints: Sequence[Joint]) -> Segment:
    xs, ys = [x for x, _ in joints], [y for _, y in joints]
    return (min(xs), min(ys), max(xs), max(ys))


def _long(rules: Sequence[Segment]) -> list[Segment]:
    least = SETTINGS.shortest_rule
    return [r for r in rules if max(abs(r[2] - r[0]), abs(r[3] - r[1])) >= least]


def _grid(box: Segment, joints: Sequence[Joint], drawn: _Drawn, near: int) -> Iterator[Grid]:
    """The grid of a group of rules that cross each other; none if it has no row or column."""
    from camelot.utils import merge_close_lines

    xs = merge_close_lines(sorted([*(x for x, _ in joints), box[0], box[2]]), line_tol=near)
    ys = [*(y for _, y in joints), box[1], box[3]]
    ys = merge_close_lines(sorted(ys, reverse=True), line_tol=near)
    columns, rows = list(pairwise(xs)), list(pairwise(ys))
    if columns and rows:
        yield _made(rows, columns, drawn)


def find_grids(data: bytes, pages: Sequence[int], engine: Engine) -> dict[int, list[Grid]]:
    """The grids on `pages` (from 1) of an upright PDF, which camelot's `engine` reads itself."""
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
        rows = [(float(top), float(bottom)) for top, bottom in table.rows]
        columns = [(float(left), float(right)) for left, right in table.cols]
        drawn = _Drawn(
            [(x0, min(y0, y1), max(y0, y1)) for x0, y0, _, y1 in table._segments[0]],
            [(y0, min(x0, x1), max(x0, x1)) for x0, y0, x1, _ in table._segments[1]],
            engine.tolerance + 1,
        )
        if rows and columns:
            found.setdefault(table.page, []).append(_made(rows, columns, drawn))
    return found


@dataclass(frozen=True)
class _Drawn:
    """The rules of a page; `near` is how far (in points) one may lie from where it is asked for."""

    vertical: Sequence[Rule]
    horizontal: Sequence[Rule]
    near: float


Parts = list[tuple[float, float]]
"""Rows as (top, bottom), or columns as (left, right)."""


def _made(rows: Parts, columns: Parts, drawn: _Drawn) -> Grid:
    """The grid of these rows and columns, as far as their rules reach."""
    rows, columns = _trimmed(rows), _trimmed(columns)
    rules = _Rules(rows, columns, drawn.vertical, drawn.horizontal, drawn.near)
    spans = tuple(_spans(rules))
    kept_rows = _in_use(len(rows), {span.row for span in spans})
    kept_columns = _in_use(len(columns), {span.column for span in spans})
    if len(kept_rows) < len(rows) or len(kept_columns) < len(columns):
        return _made(_merged(rows, kept_rows), _merged(columns, kept_columns), drawn)
    box = Box(columns[0][0], rows[-1][1], columns[-1][1], rows[0][0])
    return Grid(box, tuple(rows), tuple(columns), spans)


def _in_use(count: int, starts: set[int]) -> list[int]:
    """The rows (or columns) at which some cell begins: others come from an underlined word."""
    return [i for i in range(count) if i in starts or i == 0]


def _merged(parts: Parts, kept: list[int]) -> Parts:
    ends = [*(i - 1 for i in kept[1:]), len(parts) - 1]
    return [(parts[first][0], parts[last][1]) for first, last in zip(kept, ends, strict=True)]


def _trimmed(parts: Parts) -> Parts:
    """The parts without those at the ends that rules make which run on a little too far.

    The words beside them stand in the next part, which reaches out as far.
    """
    kept = list(parts)
    while len(kept) > 1 and abs(kept[0][1] - kept[0][0]) <= SETTINGS.reach:
        kept[:2] = [(kept[0][0], kept[1][1])]
    while len(kept) > 1 and abs(kept[-1][1] - kept[-1][0]) <= SETTINGS.reach:
        kept[-2:] = [(kept[-2][0], kept[-1][1])]
    return kept


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
    return covered >= SETTINGS.covered * (high - low)


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
