"""Puts the words of a page into the cells of its grids; the words outside become lines.

Every glyph lands in exactly one cell, one line, or among those that no reader sees. A word that
stands across a rule in such a way that its cell cannot be told is reported as a problem of the
page, never dropped.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from detainer_cli.extract.glyphs import SIDEWAYS, PageGlyphs, Run
from detainer_cli.extract.grids import Grid, Span
from detainer_cli.extract.overprint import Clash, apart
from detainer_cli.extract.painted import Painting, Segment
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.extract.visible import CUT, CUT_ASIDE, NO_INK, OUTSIDE, SEEN, TOO_SMALL, UNSEEN
from detainer_cli.model import Box, Cell, LeftOut, Line, Page, Table, TableRow, TextLine, Word


@dataclass
class _Filling:
    """A grid being filled: runs by span."""

    grid: Grid
    at: dict[tuple[int, int], Span] = field(default_factory=dict)
    runs: dict[Span, list[Run]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for span in self.grid.spans:
            for row in range(span.row, span.row + span.row_span):
                for column in range(span.column, span.column + span.column_span):
                    self.at[row, column] = span


def assemble(page: PageGlyphs, grids: Sequence[Grid], engine: str) -> Page:
    """The page with its words in cells and lines."""
    fillings = [_Filling(grid) for grid in grids if len(grid.columns) > 1]
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
        problems += [*_doubtful_merges(filling), *_doubtful_columns(filling)]
    left_out = [*_left_out([*unseen, *again], boxes)]
    fillings.sort(key=lambda f: (-f.grid.box.y1, f.grid.box.x0))
    tables = [_table(f, page, n) for n, f in enumerate(fillings, start=1)]
    return Page(
        page.number,
        page.width,
        page.height,
        tuple(_text_line(line) for line in _lines(outside)),
        tuple(tables),
        page.painted,
        tuple(left_out),
        len(page.painting.pictures),
        pictured(page),
        engine,
        tuple(problems),
        (
            *_clashes(clashes, boxes),
            *_sideways(left_out),
            *_garbled(fillings),
            *_clipped_lines(fillings, unseen),
            *_cut_words(fillings, unseen),
            *_hidden_rows(fillings, left_out),
            *_struck_words(fillings, page.painting.rules),
            *_strange_shapes(fillings, page.painting),
            *_annotated(page.painting, boxes),
        ),
    )


def pictured(page: PageGlyphs) -> float:
    """The share of the page that its largest picture covers."""
    sizes = (_area(box) for box in page.painting.pictures)
    return max(sizes, default=0.0) / max(1.0, page.width * page.height)


def _home(fillings: list[_Filling], run: Run) -> _Filling | None:
    """The smallest grid that holds the middle of the run."""
    x, y, edge = (run.x0 + run.x1) / 2, run.middle, SETTINGS.edge
    holding = [
        f
        for f in fillings
        if f.grid.box.x0 - edge <= x <= f.grid.box.x1 + edge and f.grid.box.y0 <= y <= f.grid.box.y1
    ]
    return min(holding, key=lambda f: _area(f.grid.box), default=None)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


# ------------------------------------------------------------------ what is not read


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
        inside = any(_holds_middle(table, box) for table in tables)
        yield LeftOut(text, group[0].verdict or "", box, glyphs, inside)


def _holds_middle(table: Box, box: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return table.x0 <= x <= table.x1 and table.y0 <= y <= table.y1


def _clashes(clashes: Sequence[Clash], tables: Sequence[Box]) -> Iterator[str]:
    for clash in clashes:
        if any(_holds_middle(table, clash.box) for table in tables):
            yield f"the words “{clash.one}” and “{clash.other}” are printed over each other"


def _sideways(left_out: Sequence[LeftOut]) -> Iterator[str]:
    for words in left_out:
        if words.in_table and words.reason == SIDEWAYS:
            yield f"the words “{words.text[:80]}” of the table run {SIDEWAYS}"


def _clipped_lines(fillings: Sequence[_Filling], unseen: Sequence[Run]) -> Iterator[str]:
    """Lines that their cell hides though they go on from one that it shows.

    They start, end or are centred at the same place, a line's distance away, in the same size;
    other text outside its clip is nobody's line.
    """
    for line in _lines(run for run in unseen if run.verdict == OUTSIDE):
        for filling in fillings:
            shown = [other for runs in filling.runs.values() for other in _lines(runs)]
            if any(_goes_on(other, line) for other in shown):
                yield f"the line “{_joined(line)[:80]}” of a cell is hidden by the cell's edge"
                break


def _cut_words(fillings: Sequence[_Filling], unseen: Sequence[Run]) -> Iterator[str]:
    """Words of which the edge of the page, or of a clip, hides some letters altogether."""
    hidden = [run for run in unseen if run.verdict == OUTSIDE]
    shown = [run for filling in fillings for runs in filling.runs.values() for run in runs]
    for run in hidden:
        for other in shown:
            first, last = (other, run) if other.x0 <= run.x0 else (run, other)
            level = abs(first.baseline - last.baseline) < 0.1 * first.height
            if level and first.x1 <= last.x0 + 1 and _touches(first, last):
                yield f"the word “{first.text}{last.text}” is cut off by an edge"


def _hidden_rows(fillings: Sequence[_Filling], left_out: Sequence[LeftOut]) -> Iterator[str]:
    """Rows that show nothing of what they hold: covered by a bar, or printed too small."""
    for words in left_out:
        x, y = (words.box.x0 + words.box.x1) / 2, (words.box.y0 + words.box.y1) / 2
        for filling in fillings if words.reason in _UNREADABLE else ():
            grid = filling.grid
            row = next((i for i, (top, low) in enumerate(grid.rows) if low <= y <= top), None)
            if row is None or not grid.box.x0 <= x <= grid.box.x1:
                continue
            if not any(span.row <= row < span.row + span.row_span for span in filling.runs):
                text = words.text[:60]
                yield f"row {row + 1} shows nothing of its text “{text}”: {words.reason}"


_UNREADABLE = (UNSEEN, TOO_SMALL, NO_INK)


def _struck_words(fillings: Sequence[_Filling], rules: Sequence[Segment]) -> Iterator[str]:
    """Words that a line strikes out."""
    lying = [rule for rule in rules if rule[2] - rule[0] > rule[3] - rule[1]]
    for filling in fillings:
        box = filling.grid.box
        inside = [r for r in lying if box.y0 < r[1] < box.y1 and r[0] < box.x1 and box.x0 < r[2]]
        for run in (run for runs in filling.runs.values() for run in runs):
            low = run.baseline + SETTINGS.strike_low * run.height
            high = run.baseline + SETTINGS.struck_high * run.height
            covered = sum(
                max(0.0, min(x1, run.x1) - max(x0, run.x0))
                for x0, y, x1, _ in inside
                if low < y < high
            )
            if covered > 0.5 * (run.x1 - run.x0):
                yield f"the word “{run.text}” is struck out"


def _strange_shapes(fillings: Sequence[_Filling], painting: Painting) -> Iterator[str]:
    """Shapes in a table that are no rule, no area and no bullet: letters drawn as outlines."""
    for filling in fillings:
        inside = [shape for shape in painting.shapes if _holds_middle(filling.grid.box, shape)]
        lines = [line for runs in filling.runs.values() for line in _lines(runs)] if inside else []
        for shape in inside:
            if not any(_is_bullet_of(shape, line[0]) for line in lines):
                yield (
                    f"something is drawn in the table at {shape.x0:.0f}, {shape.y0:.0f} points that"
                    " is no rule, bullet or letter of the file"
                )


def _annotated(painting: Painting, tables: Sequence[Box]) -> Iterator[str]:
    """Annotations that add to a table, or cover a part of it."""
    for kind, box in painting.annotations:
        if any(_meet(table, box) for table in tables):
            yield f"an annotation ({kind}) lies over the table"


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _goes_on(shown: list[Run], hidden: list[Run]) -> bool:
    """True if two lines are neighbours in one text."""
    one, other = Box.around(r.box for r in shown), Box.around(r.box for r in hidden)
    height = shown[0].height
    pitch = abs(shown[0].baseline - hidden[0].baseline)
    if not 0.7 * height < pitch < SETTINGS.line_pitch * height:
        return False
    if abs(height - hidden[0].height) > 0.1 * height:
        return False
    middles = (one.x0 + one.x1) / 2, (other.x0 + other.x1) / 2
    pairs = ((one.x0, other.x0), (one.x1, other.x1), middles)
    return any(abs(a - b) < 1.0 for a, b in pairs)


def _garbled(fillings: Sequence[_Filling]) -> Iterator[str]:
    """Words with a sign inside that no word has: what is shown there is another letter."""
    for filling in fillings:
        for span, runs in filling.runs.items():
            for run in runs:
                if _GARBLED.search(run.text):
                    yield (
                        f"the word “{run.text}” in row {span.row + 1} has a sign in it that no word"
                        " has: the text of the file is not what it shows"
                    )


_GARBLED = re.compile(
    "[A-Za-z][®©¯¨¬¦§¶·¸¹²³ªº¿¡×÷¤¢£¥±°][a-z]|[A-Za-z][\u0370-\u1dff\u2e80-\ud7ff]"
    "|[\u0370-\u1dff\u2e80-\ud7ff][A-Za-z]|[A-Za-z][\x00-\x1f\ufffd][a-z]"
)
"""The places of `fi`, `fl` and the like in the codes of older fonts, read as Latin 1; and letters
of other scripts in a Latin word, as which some producers give out ligatures."""


# ------------------------------------------------------------------ words into cells


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
        if spans[i] != spans[i - 1] and gap > SETTINGS.cell_gap * run.height:
            first, rest = run.split(i)
            return [first, *_split_at_rules(filling, rest)]
    return [run]


def _place(filling: _Filling, run: Run) -> list[str]:
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


def _over_an_edge(fillings: list[_Filling], run: Run) -> list[str]:
    """A word outside all tables that stands across the lower or upper edge of one."""
    for filling in fillings:
        box = filling.grid.box
        is_beside = run.x1 < box.x0 or run.x0 > box.x1
        if not is_beside and (_is_struck(run, box.y0) or _is_struck(run, box.y1)):
            return [f"the word {run.text!r} stands across the edge of the table"]
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
            _lines(runs)
            for span, runs in filling.runs.items()
            if span.column == column and span.column_span == 1
        ]
        limit = _inner_right(filling, column)
        wide = [lines for lines in cells if _has_wide_gap(lines[0])]
        first = [lines[0] for lines in wide if not _is_justified(lines, limit)]
        apart = [line for line in map(_text_line, first) if line.is_tabular]
        if len(apart) > max(2, len(cells) // 2):
            found.append(f"“{' | '.join(apart[0].segments)}” may be the text of several cells")
    return found


def _has_wide_gap(line: list[Run]) -> bool:
    return any(
        run.x0 - before.x1 > SETTINGS.segment_gap * run.height
        for before, run in itertools.pairwise(line)
    )


def _is_justified(lines: list[list[Run]], limit: float) -> bool:
    """True if the first line may be spread to reach the right edge, as all but the last one are."""
    first = lines[0]
    return len(lines) > 1 and limit - first[-1].x1 < SETTINGS.spread * first[0].height


def _has_gap_at_rule(filling: _Filling, line: list[Run]) -> bool:
    """True if a column's edge lies in a gap between words that is wider than a space."""
    for before, run in itertools.pairwise(line):
        wide = run.x0 - before.x1 > SETTINGS.wide_space * run.height
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
    return min(steps) > SETTINGS.line_pitch * lines[0][0].height


# ------------------------------------------------------------------ tables


def _table(filling: _Filling, page: PageGlyphs, number: int) -> Table:
    grid = filling.grid
    marks = [mark for mark in page.painting.marks if _holds_middle(grid.box, mark)]
    limits = [_inner_right(filling, column) for column in range(len(grid.columns))]
    cells = {span: _cell(filling, span, marks, limits) for span in grid.spans}
    rows = tuple(
        TableRow(
            r + 1,
            Box(grid.box.x0, bottom, grid.box.x1, top),
            tuple(cells[filling.at[r, c]] for c in range(len(grid.columns))),
        )
        for r, (top, bottom) in enumerate(grid.rows)
    )
    return Table(page.number, number, grid.box, grid.columns, rows)


def _inner_right(filling: _Filling, column: int) -> float:
    """How far right the words of a column may go: as far as any does, or as its left side shows.

    Cells keep the same distance from both their rules; centred words go closer to the right one.
    """
    left, right = filling.grid.columns[column]
    runs = [
        run
        for span, inside in filling.runs.items()
        if span.column == column and span.column_span == 1
        for run in inside
    ]
    if not runs:
        return right
    padding = max(0.0, min(run.x0 for run in runs) - left)
    return max(max(run.x1 for run in runs), right - padding)


def _cell(filling: _Filling, span: Span, marks: Sequence[Box], limits: Sequence[float]) -> Cell:
    grid = filling.grid
    box = Box(
        grid.columns[span.column][0],
        grid.rows[span.row + span.row_span - 1][1],
        grid.columns[span.column + span.column_span - 1][1],
        grid.rows[span.row][0],
    )
    limit = limits[span.column + span.column_span - 1]
    mine = [mark for mark in marks if _holds_middle(box, mark)]
    runs = filling.runs.get(span, [])
    lines = tuple(_line(line, mine, limit) for line in _lines(runs)) if runs else ()
    return Cell(lines, box, span.row, span.column, span.row_span, span.column_span)


def _line(line: list[Run], marks: Sequence[Box], limit: float) -> Line:
    words = tuple(_words(line))
    text = " ".join(word.text for word in words)
    has_mark = any(_is_bullet_of(mark, line[0]) for mark in marks)
    return Line(text, words, has_mark, limit - words[-1].box.x1)


def _is_bullet_of(mark: Box, run: Run) -> bool:
    """True if the drawn mark stands before the word, at the height of its letters."""
    height, (x, y) = run.height, ((mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2)
    most = SETTINGS.largest_mark * height
    is_small = mark.x1 - mark.x0 <= most and mark.y1 - mark.y0 <= most
    is_before = x < run.x0 + 0.1 * height  # justified lines start far behind their bullet
    return is_small and is_before and abs(y - run.middle) < 0.5 * height


def _words(line: list[Run]) -> Iterator[Word]:
    """The words of a line; runs that touch are one word, whatever order the file draws them in."""
    parts: list[Run] = []
    for run in line:
        if parts and not _touches(parts[-1], run):
            yield _word(parts)
            parts = []
        parts.append(run)
    yield _word(parts)


def _touches(before: Run, run: Run) -> bool:
    gap = run.x0 - before.x1
    open_ended = not (before.closed or run.opened)
    level = abs(before.baseline - run.baseline) <= SETTINGS.raised * before.height
    return open_ended and level and gap < SETTINGS.kerned_gap * min(before.height, run.height)


def _word(parts: list[Run]) -> Word:
    text = "".join(run.text for run in parts)
    cut = any(run.verdict in (CUT, CUT_ASIDE) for run in parts)
    return Word(text, Box.around(r.box for r in parts), sum(len(r.edges) for r in parts), cut)


# ------------------------------------------------------------------ lines


def _lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs as lines, from the top, each from the left."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -r.baseline):
        if lines and _is_same_line(lines[-1], run):
            lines[-1].append(run)
        else:
            lines.append([run])
    for line in lines:
        line.sort(key=lambda r: r.x0)
    return lines


def _is_same_line(line: list[Run], run: Run) -> bool:
    height = min(line[0].height, run.height)
    return line[0].baseline - run.baseline < SETTINGS.same_line * height


def _joined(line: list[Run]) -> str:
    return " ".join(word.text for word in _words(line))


def _text_line(line: list[Run]) -> TextLine:
    segments: list[list[Run]] = [[line[0]]]
    for before, run in itertools.pairwise(line):
        if run.x0 - before.x1 > SETTINGS.segment_gap * run.height:
            segments.append([])
        segments[-1].append(run)
    texts = tuple(_joined(segment) for segment in segments)
    box = Box.around(run.box for run in line)
    return TextLine(" ".join(texts), box, sum(len(run.edges) for run in line), texts)
