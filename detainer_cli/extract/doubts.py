"""Why the words in a page's tables may be in the wrong cell, or other than a reader sees them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from detainer_cli.extract.filling import (
    Filling,
    holds_middle,
    inner_right,
    is_bullet_of,
    joined,
    lines_of,
    text_line,
    touches,
)
from detainer_cli.extract.glyphs import SIDEWAYS, PageGlyphs, Run
from detainer_cli.extract.grids import Span
from detainer_cli.extract.overprint import Clash
from detainer_cli.extract.painting import Colour, Painting, Segment
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.extract.visible import NO_INK, OUTSIDE, TOO_SMALL, UNSEEN
from detainer_cli.model.pages import Box, LeftOut

_UNREADABLE = (UNSEEN, TOO_SMALL, NO_INK)

_GARBLED = re.compile(
    "[A-Za-z][®©¯¨¬¦§¶·¸¹²³ªº¿¡×÷¤¢£¥±°][A-Za-z]|[A-Za-z][\u0370-\u1dff\u2e80-\ud7ff]"
    "|[\u0370-\u1dff\u2e80-\ud7ff][A-Za-z]|[A-Za-z][\x00-\x1f\ufffd][a-z]"
)
"""The places of `fi`, `fl` and the like in the codes of older fonts, read as Latin 1; and letters
of other scripts in a Latin word, as which some producers give out ligatures."""


def not_as_shown(
    page: PageGlyphs,
    fillings: Sequence[Filling],
    unseen: Sequence[Run],
    left_out: Sequence[LeftOut],
) -> Iterator[str]:
    """Why the words of the tables may not be what a reader sees there."""
    if not page.painting.is_complete and fillings:
        yield "more is drawn on the page, or deeper in forms, than is looked at"
    yield from _sideways(left_out)
    yield from _garbled(fillings)
    yield from _clipped_lines(fillings, unseen)
    yield from _cut_words(fillings, unseen)
    yield from _hidden_rows(fillings, left_out)
    yield from _covered_words(fillings, unseen, page.painting)
    yield from _struck_words(fillings, page.painting.rules)
    yield from _strange_shapes(fillings, page.painting)
    yield from _annotated(page.painting, [filling.grid.box for filling in fillings])


def clashing(clashes: Sequence[Clash], tables: Sequence[Box]) -> Iterator[str]:
    for clash in clashes:
        if any(holds_middle(table, clash.box) for table in tables):
            yield f"the words “{clash.one}” and “{clash.other}” are printed over each other"


def _sideways(left_out: Sequence[LeftOut]) -> Iterator[str]:
    for words in left_out:
        if words.in_table and words.reason == SIDEWAYS:
            yield f"the words “{words.text[:80]}” of the table run {SIDEWAYS}"


def _clipped_lines(fillings: Sequence[Filling], unseen: Sequence[Run]) -> Iterator[str]:
    """Lines that their cell hides though they go on from one that it shows.

    They start, end or are centred at the same place, a line's distance away, in the same size;
    other text outside its clip is nobody's line.
    """
    for line in lines_of(run for run in unseen if run.verdict == OUTSIDE):
        for filling in fillings:
            shown = [other for runs in filling.runs.values() for other in lines_of(runs)]
            if any(_goes_on(other, line) for other in shown):
                yield f"the line “{joined(line)[:80]}” of a cell is hidden by the cell's edge"
                break


def _cut_words(fillings: Sequence[Filling], unseen: Sequence[Run]) -> Iterator[str]:
    """Words of which the edge of the page, or of a clip, hides some letters altogether."""
    hidden = [run for run in unseen if run.verdict == OUTSIDE]
    shown = [run for filling in fillings for runs in filling.runs.values() for run in runs]
    for run in hidden:
        for other in shown:
            first, last = (other, run) if other.x0 <= run.x0 else (run, other)
            level = abs(first.baseline - last.baseline) < 0.1 * first.height
            if level and first.x1 <= last.x0 + 1 and touches(first, last):
                yield f"the word “{first.text}{last.text}” is cut off by an edge"


def _hidden_rows(fillings: Sequence[Filling], left_out: Sequence[LeftOut]) -> Iterator[str]:
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


def _covered_words(
    fillings: Sequence[Filling], unseen: Sequence[Run], painting: Painting
) -> Iterator[str]:
    """Words of which a bar or a picture in their cell hides some: the rest is not all that it says.

    Text hidden without a trace (white on white, under a cell's own shading) changes nothing.
    """
    bars = [a.box for a in painting.areas if a.colour is None or _stands_out(a.colour)]
    for run in (run for run in unseen if run.verdict == UNSEEN):
        covers = [bar for bar in (*bars, *painting.pictures) if holds_middle(bar, run.box)]
        for filling in fillings if covers else ():
            cell = filling.cell_at(run.box)
            if cell is not None and not all(_reaches_over(bar, cell) for bar in covers):
                yield f"“{run.text[:60]}” is covered by a bar or a picture"


def _stands_out(colour: Colour) -> bool:
    return colour.alpha == 255 and 255 * (1 - colour.brightness) >= SETTINGS.visible


def _reaches_over(bar: Box, cell: Box) -> bool:
    """True if an area is the ground of a cell, as far as its rules."""
    rim = SETTINGS.thickest_rule
    return (
        bar.x0 <= cell.x0 + rim
        and bar.y0 <= cell.y0 + rim
        and bar.x1 >= cell.x1 - rim
        and bar.y1 >= cell.y1 - rim
    )


def _struck_words(fillings: Sequence[Filling], rules: Sequence[Segment]) -> Iterator[str]:
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


def _strange_shapes(fillings: Sequence[Filling], painting: Painting) -> Iterator[str]:
    """Shapes in a table that are no rule, no area and no bullet: letters drawn as outlines."""
    for filling in fillings:
        inside = [shape for shape in painting.shapes if holds_middle(filling.grid.box, shape)]
        lines = (
            [line for runs in filling.runs.values() for line in lines_of(runs)] if inside else []
        )
        for shape in inside:
            if not any(is_bullet_of(shape, line[0]) for line in lines):
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


def _garbled(fillings: Sequence[Filling]) -> Iterator[str]:
    """Words with a sign inside that no word has: what is shown there is another letter."""
    for filling in fillings:
        for span, runs in filling.runs.items():
            for run in runs:
                if _GARBLED.search(run.text):
                    yield (
                        f"the word “{run.text}” in row {span.row + 1} has a sign in it that no word"
                        " has: the text of the file is not what it shows"
                    )


def doubtful_merges(filling: Filling) -> list[str]:
    """Cells taken for merged although their words stand apart like those of several cells."""
    found = []
    for span, runs in filling.runs.items():
        lines = lines_of(runs)
        apart = span.column_span > 1 and any(_has_gap_at_rule(filling, line) for line in lines)
        if apart or (span.row_span > 1 and _has_text_a_row(filling, span, lines)):
            text = " ".join(joined(line) for line in lines)
            found.append(f"“{text[:80]}” in row {span.row + 1} may be the text of several cells")
    return found


def doubtful_columns(filling: Filling) -> list[str]:
    """Columns whose cells mostly hold two texts far apart: the rule between them is missing."""
    found = []
    for column in range(len(filling.grid.columns)):
        cells = [
            lines_of(runs)
            for span, runs in filling.runs.items()
            if span.column == column and span.column_span == 1
        ]
        limit = inner_right(filling, column)
        wide = [lines for lines in cells if _has_wide_gap(lines[0])]
        end = max((run.x1 for lines in cells for line in lines for run in line), default=limit)
        first = [lines[0] for lines in wide if not _is_justified(lines, limit, end)]
        apart = [line for line in map(text_line, first) if line.is_tabular]
        if len(apart) > max(2, len(cells) // 2):
            found.append(f"“{' | '.join(apart[0].segments)}” may be the text of several cells")
    return found


def _has_wide_gap(line: list[Run]) -> bool:
    return any(
        run.x0 - before.x1 > SETTINGS.segment_gap * run.height
        for before, run in itertools.pairwise(line)
    )


def _is_justified(lines: list[list[Run]], limit: float, end: float) -> bool:
    """True if the first line may be spread to the right edge, as all but the last one are.

    That is at `limit`, or where the column's longest line ends.
    """
    first = lines[0]
    if len(lines) == 1:
        return False
    near = SETTINGS.spread * first[0].height
    return limit - first[-1].x1 < near or end - first[-1].x1 < 0.1 * first[0].height


def _has_gap_at_rule(filling: Filling, line: list[Run]) -> bool:
    """True if a column's edge lies in a gap between words that is wider than a space."""
    for before, run in itertools.pairwise(line):
        wide = run.x0 - before.x1 > SETTINGS.wide_space * run.height
        if wide and any(before.x1 <= right <= run.x0 for _, right in filling.grid.columns):
            return True
    return False


def _has_text_a_row(filling: Filling, span: Span, lines: list[list[Run]]) -> bool:
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
