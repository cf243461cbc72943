"""Puts the words of a page into the cells of its grids; the words outside become lines.

Every word lands in exactly one cell or one line. A word that stands across a rule in such a way
that its cell cannot be told is reported as a problem of the page, never dropped.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detainer_cli.extract.grids import Grid, Span
from detainer_cli.extract.words import PageWords, Run
from detainer_cli.model import Box, Cell, Page, Table, TableRow, TextLine

_SAME_LINE = 0.45  # of the text height: baselines closer than this are one line
_SEGMENT_GAP = 1.5  # of the text height: a wider gap separates columns
_CELL_GAP = 0.1  # of the text height: glyphs on both sides of a rule further apart are two words
_OVERHANG = 0.3  # share of a word's glyphs that may stand beyond the rule of its cell
_WIDE_SPACE = 0.6  # of the text height: wider than the space between two words
_LINE_PITCH = 1.4  # of the text height: further apart than two lines of a paragraph
_EDGE = 2.0  # points: text may start this far outside the outermost rules


@dataclass
class _Filling:
    """A grid being filled: runs by span."""

    grid: Grid
    at: dict[tuple[int, int], Span] = field(default_factory=dict)
    runs: dict[Span, list[Run]] = field(default_factory=dict)
    words: int = 0

    def __post_init__(self) -> None:
        for span in self.grid.spans:
            for row in range(span.row, span.row + span.row_span):
                for column in range(span.column, span.column + span.column_span):
                    self.at[row, column] = span


def assemble(page: PageWords, grids: Sequence[Grid], engine: str) -> Page:
    """The page with its words in cells and lines."""
    fillings = [_Filling(grid) for grid in grids if len(grid.columns) > 1]
    outside: list[Run] = []
    problems: list[str] = []
    count = 0
    for run in page.runs:
        filling = _home(fillings, run)
        if filling is None:
            outside.append(run)
            count += 1
            continue
        parts = _split_at_rules(filling, run)
        count += len(parts)
        for part in parts:
            problems += _place(filling, part)
    for filling in fillings:
        problems += [*_doubtful_merges(filling), *_doubtful_columns(filling)]
    fillings.sort(key=lambda f: (-f.grid.box.y1, f.grid.box.x0))
    tables = [_table(f, page.number, n) for n, f in enumerate(fillings, start=1)]
    return Page(
        page.number,
        page.width,
        page.height,
        tuple(_text_line(line) for line in _lines(outside)),
        tuple(tables),
        count,
        page.images,
        engine,
        tuple(problems),
    )


def _home(fillings: list[_Filling], run: Run) -> _Filling | None:
    """The smallest grid that holds the middle of the run."""
    x, y = (run.x0 + run.x1) / 2, run.middle
    holding = [
        f
        for f in fillings
        if f.grid.box.x0 - _EDGE <= x <= f.grid.box.x1 + _EDGE
        and f.grid.box.y0 <= y <= f.grid.box.y1
    ]
    return min(holding, key=lambda f: _area(f.grid.box), default=None)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _span_of(filling: _Filling, x: float, y: float) -> Span:
    rows, columns = filling.grid.rows, filling.grid.columns
    row = next((i for i, (_, bottom) in enumerate(rows) if y >= bottom), len(rows) - 1)
    column = next((i for i, (_, right) in enumerate(columns) if x <= right), len(columns) - 1)
    return filling.at[row, column]


def _is_inside_one(filling: _Filling, run: Run) -> bool:
    """True if the whole run stands in one cell: then its glyphs need not be asked one by one."""
    return any(left <= run.x0 and run.x1 <= right for left, right in filling.grid.columns)


def _glyph_spans(filling: _Filling, run: Run) -> list[Span]:
    return [_span_of(filling, (left + right) / 2, run.middle) for left, right in run.edges]


def _split_at_rules(filling: _Filling, run: Run) -> list[Run]:
    """Two words that only a rule separates come as one run: cut them apart at the rule."""
    if _is_inside_one(filling, run):
        return [run]
    spans = _glyph_spans(filling, run)
    for i in range(1, len(spans)):
        gap = run.edges[i][0] - run.edges[i - 1][1]
        if spans[i] != spans[i - 1] and gap > _CELL_GAP * run.height:
            first, rest = run.split(i)
            return [first, *_split_at_rules(filling, rest)]
    return [run]


def _place(filling: _Filling, run: Run) -> list[str]:
    """Puts the run into the cell of most of its glyphs; returns a problem if that is doubtful."""
    if _is_inside_one(filling, run):
        span, most = _span_of(filling, run.x0, run.middle), len(run.text)
    else:
        span, most = Counter(_glyph_spans(filling, run)).most_common(1)[0]
    filling.runs.setdefault(span, []).append(run)
    filling.words += 1
    if len(run.text) - most > max(1, _OVERHANG * len(run.text)):
        return [f"the word {run.text!r} in row {span.row + 1} stands across a rule"]
    return []


def _doubtful_merges(filling: _Filling) -> list[str]:
    """Cells taken for merged although their words stand apart like those of several cells."""
    found = []
    for span, runs in filling.runs.items():
        lines = _lines(runs)
        apart = span.column_span > 1 and any(_has_gap_at_rule(filling, line) for line in lines)
        if apart or (span.row_span > 1 and _has_text_a_row(filling, span, lines)):
            text = " ".join(_joined(line) for line in lines)
            found.append(f"“{text[:80]}” in row {span.row + 1} may be the text of several cells")
    return found


def _doubtful_columns(filling: _Filling) -> list[str]:
    """Columns whose cells mostly hold two texts far apart: the rule between them is missing."""
    found = []
    for column in range(len(filling.grid.columns)):
        cells = [
            [_text_line(line) for line in _lines(runs)]
            for span, runs in filling.runs.items()
            if span.column == column and span.column_span == 1
        ]
        apart = [line for lines in cells for line in lines[:1] if line.is_tabular]
        if len(apart) > max(2, len(cells) // 2):
            found.append(f"“{' | '.join(apart[0].segments)}” may be the text of several cells")
    return found


def _has_gap_at_rule(filling: _Filling, line: list[Run]) -> bool:
    """True if a column's edge lies in a gap between words that is wider than a space."""
    for before, run in itertools.pairwise(line):
        wide = run.x0 - before.x1 > _WIDE_SPACE * run.height
        if wide and any(before.x1 <= right <= run.x0 for _, right in filling.grid.columns):
            return True
    return False


def _has_text_a_row(filling: _Filling, span: Span, lines: list[list[Run]]) -> bool:
    """True if each row of the span has text of its own, further apart than in a paragraph."""
    rows = filling.grid.rows[span.row : span.row + span.row_span]
    homes = [sum(line[0].middle < bottom for _, bottom in rows[:-1]) for line in lines]
    if set(homes) != set(range(span.row_span)):
        return False
    steps = [
        above[0].baseline - below[0].baseline
        for (above, row), (below, other) in itertools.pairwise(zip(lines, homes, strict=True))
        if row != other
    ]
    return min(steps) > _LINE_PITCH * lines[0][0].height


def _table(filling: _Filling, page: int, number: int) -> Table:
    grid = filling.grid
    cells = {span: _cell(filling, span) for span in grid.spans}
    rows = tuple(
        TableRow(
            r + 1,
            Box(grid.box.x0, bottom, grid.box.x1, top),
            tuple(cells[filling.at[r, c]] for c in range(len(grid.columns))),
        )
        for r, (top, bottom) in enumerate(grid.rows)
    )
    return Table(page, number, grid.box, grid.columns, rows, filling.words)


def _cell(filling: _Filling, span: Span) -> Cell:
    grid = filling.grid
    box = Box(
        grid.columns[span.column][0],
        grid.rows[span.row + span.row_span - 1][1],
        grid.columns[span.column + span.column_span - 1][1],
        grid.rows[span.row][0],
    )
    lines = tuple(_joined(line) for line in _lines(filling.runs.get(span, [])))
    return Cell(lines, box, span.row, span.column, span.row_span, span.column_span)


def _lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs as lines, from the top, each from the left."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -r.baseline):
        if lines and lines[-1][0].baseline - run.baseline < _SAME_LINE * _height(lines[-1], run):
            lines[-1].append(run)
        else:
            lines.append([run])
    for line in lines:
        line.sort(key=lambda r: r.x0)
    return lines


def _height(line: list[Run], run: Run) -> float:
    return min(line[0].height, run.height)


def _joined(line: list[Run]) -> str:
    return " ".join(run.text for run in line)


def _text_line(line: list[Run]) -> TextLine:
    segments: list[list[Run]] = [[line[0]]]
    for before, run in itertools.pairwise(line):
        if run.x0 - before.x1 > _SEGMENT_GAP * run.height:
            segments.append([])
        segments[-1].append(run)
    return TextLine(
        _joined(line),
        Box.around(run.box for run in line),
        len(line),
        tuple(_joined(segment) for segment in segments),
    )
