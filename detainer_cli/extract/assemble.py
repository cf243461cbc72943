"""Puts the words of a page into the cells of its grids; the words outside become lines.

Every glyph lands in exactly one cell, one line, or among those that no reader sees. A word that
stands across a rule in such a way that its cell cannot be told is reported as a problem of the
page, never dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from detainer_cli.extract.doubts import clashing, doubtful_columns, doubtful_merges, not_as_shown
from detainer_cli.extract.filling import (
    Filling,
    area_of,
    holds_middle,
    inner_right,
    is_bullet_of,
    lines_of,
    text_line,
    words_of,
)
from detainer_cli.extract.glyphs import PageGlyphs, Run
from detainer_cli.extract.grids import Grid, Span
from detainer_cli.extract.overprint import apart
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.extract.visible import SEEN
from detainer_cli.model.pages import Box, Cell, LeftOut, Line, Page, Table, TableRow


def assemble(page: PageGlyphs, grids: Sequence[Grid], engine: str) -> Page:
    """The page with its words in cells and lines."""
    fillings = [Filling(grid) for grid in grids if len(grid.columns) > 1]
    seen = [run for run in page.runs if run.verdict in SEEN]
    unseen = [run for run in page.runs if run.verdict not in SEEN]
    runs, again, clashes = apart(seen)
    outside: list[Run] = []
    problems: list[str] = []
    for run in runs:
        filling = _home(fillings, run)
        if filling is None:
            outside.append(run)
            problems += _over_an_edge(fillings, run)
            continue
        for part in _split_at_rules(filling, run):
            problems += _place(filling, part)
    boxes = [filling.grid.box for filling in fillings]
    for filling in fillings:
        problems += [*doubtful_merges(filling), *doubtful_columns(filling)]
    left_out = list(_left_out([*unseen, *again], boxes))
    unsure = not_as_shown(page, fillings, unseen, left_out)
    fillings.sort(key=lambda f: (-f.grid.box.y1, f.grid.box.x0))
    tables = [_table(f, page, n) for n, f in enumerate(fillings, start=1)]
    return Page(
        page.number,
        page.width,
        page.height,
        tuple(text_line(line, page.painting.marks) for line in lines_of(outside)),
        tuple(tables),
        page.painted,
        tuple(left_out),
        len(page.painting.pictures),
        pictured(page),
        engine,
        tuple(problems),
        (*clashing(clashes, boxes), *unsure),
        tuple(_boxes(page, grids)),
    )


_LEAST_BOX = 12.0  # points: what is lower or narrower holds no two lines


def _boxes(page: PageGlyphs, grids: Sequence[Grid]) -> Iterator[Box]:
    """Shaded areas, and frames without columns: text in them may stand beside the text."""
    for area in page.painting.areas:
        box, is_seen = area.box, area.colour is None or area.colour.brightness < 1
        if is_seen and box.x1 - box.x0 > _LEAST_BOX and box.y1 - box.y0 > _LEAST_BOX:
            yield box
    yield from (grid.box for grid in grids if len(grid.columns) == 1)


def pictured(page: PageGlyphs) -> float:
    """The share of the page that its largest picture covers."""
    sizes = (area_of(box) for box in page.painting.pictures)
    return max(sizes, default=0.0) / max(1.0, page.width * page.height)


def _home(fillings: list[Filling], run: Run) -> Filling | None:
    """The smallest grid that holds the middle of the run."""
    x, y, edge = (run.x0 + run.x1) / 2, run.middle, SETTINGS.edge
    holding = [
        f
        for f in fillings
        if f.grid.box.x0 - edge <= x <= f.grid.box.x1 + edge and f.grid.box.y0 <= y <= f.grid.box.y1
    ]
    return min(holding, key=lambda f: area_of(f.grid.box), default=None)


def _left_out(runs: Sequence[Run], tables: Sequence[Box]) -> Iterator[LeftOut]:
    """The unseen words, those of one reason that follow each other on a line as one text."""
    groups: list[list[Run]] = []
    for run in runs:
        last = groups[-1][-1] if groups else None
        if last and last.verdict == run.verdict and abs(last.baseline - run.baseline) < 0.5:
            groups[-1].append(run)
        else:
            groups.append([run])
    for group in groups:
        box = Box.around(run.box for run in group)
        glyphs = sum(len(run.edges) for run in group)
        text = " ".join(run.text for run in group)
        inside = any(holds_middle(table, box) for table in tables)
        yield LeftOut(text, group[0].verdict or "", box, glyphs, inside)


def _span_of(filling: Filling, x: float, y: float) -> Span:
    rows, columns = filling.grid.rows, filling.grid.columns
    row = next((i for i, (_, bottom) in enumerate(rows) if y >= bottom), len(rows) - 1)
    column = next((i for i, (_, right) in enumerate(columns) if x <= right), len(columns) - 1)
    return filling.at[row, column]


def _is_inside_one(filling: Filling, run: Run) -> bool:
    """True if the whole run stands in one cell: then its glyphs need not be asked one by one."""
    return any(left <= run.x0 and run.x1 <= right for left, right in filling.grid.columns)


def _glyph_spans(filling: Filling, run: Run) -> list[Span]:
    return [_span_of(filling, (left + right) / 2, run.middle) for left, right in run.edges]


def _split_at_rules(filling: Filling, run: Run) -> list[Run]:
    """Two words that only a rule separates come as one run: cut them apart at the rule."""
    if _is_inside_one(filling, run):
        return [run]
    spans = _glyph_spans(filling, run)
    for i in range(1, len(spans)):
        gap = run.edges[i][0] - run.edges[i - 1][1]
        if spans[i] != spans[i - 1] and gap > SETTINGS.cell_gap * run.height:
            first, rest = run.split(i)
            return [first, *_split_at_rules(filling, rest)]
    return [run]


def _place(filling: Filling, run: Run) -> list[str]:
    """Puts the run into the cell of most of its glyphs; returns a problem if that is doubtful."""
    if _is_inside_one(filling, run):
        span, most = _span_of(filling, run.x0, run.middle), len(run.edges)
    else:
        span, most = Counter(_glyph_spans(filling, run)).most_common(1)[0]
    filling.runs.setdefault(span, []).append(run)
    top, bottom = filling.grid.rows[span.row][0], filling.grid.rows[span.row + span.row_span - 1][1]
    if _is_struck(run, top) or _is_struck(run, bottom):
        return [f"the word {run.text!r} in row {span.row + 1} stands across a rule between rows"]
    if len(run.edges) - most > max(1, SETTINGS.overhang * len(run.edges)):
        return [f"the word {run.text!r} in row {span.row + 1} stands across a rule"]
    return []


def _is_struck(run: Run, y: float) -> bool:
    """True if a rule at `y` would run through the small letters of the word."""
    low, high = SETTINGS.struck_low * run.height, SETTINGS.struck_high * run.height
    return run.baseline + low < y < run.baseline + high


def _over_an_edge(fillings: list[Filling], run: Run) -> list[str]:
    """A word outside all tables that stands across the lower or upper edge of one."""
    for filling in fillings:
        box = filling.grid.box
        is_beside = run.x1 < box.x0 or run.x0 > box.x1
        if not is_beside and (_is_struck(run, box.y0) or _is_struck(run, box.y1)):
            return [f"the word {run.text!r} stands across the edge of the table"]
    return []


def _table(filling: Filling, page: PageGlyphs, number: int) -> Table:
    grid = filling.grid
    marks = [mark for mark in page.painting.marks if holds_middle(grid.box, mark)]
    limits = [inner_right(filling, column) for column in range(len(grid.columns))]
    cells = {span: _cell(filling, span, marks, limits, page.number) for span in grid.spans}
    rows = tuple(
        TableRow(
            r + 1,
            Box(grid.box.x0, bottom, grid.box.x1, top),
            tuple(cells[filling.at[r, c]] for c in range(len(grid.columns))),
        )
        for r, (top, bottom) in enumerate(grid.rows)
    )
    return Table(page.number, number, grid.box, grid.columns, rows)


def _cell(
    filling: Filling, span: Span, marks: Sequence[Box], limits: Sequence[float], page: int
) -> Cell:
    grid = filling.grid
    box = Box(
        grid.columns[span.column][0],
        grid.rows[span.row + span.row_span - 1][1],
        grid.columns[span.column + span.column_span - 1][1],
        grid.rows[span.row][0],
    )
    limit = limits[span.column + span.column_span - 1]
    mine = [mark for mark in marks if holds_middle(box, mark)]
    runs = filling.runs.get(span, [])
    lines = tuple(_line(line, mine, limit, page) for line in lines_of(runs)) if runs else ()
    return Cell(lines, box, span.row, span.column, span.row_span, span.column_span)


def _line(line: list[Run], marks: Sequence[Box], limit: float, page: int) -> Line:
    words = tuple(words_of(line))
    text = " ".join(word.text for word in words)
    has_mark = any(is_bullet_of(mark, line[0]) for mark in marks)
    return Line(text, words, has_mark, limit - words[-1].box.x1, page=page)
