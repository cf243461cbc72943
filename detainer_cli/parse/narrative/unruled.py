"""Tables without standing rules: prose in the last column, its number or place beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from detainer_cli.model.pages import Box, Cell, Line, Table, TableRow, Word
from detainer_cli.parse.narrative.blocks import is_bullet
from detainer_cli.parse.narrative.printed import Item, Printed
from detainer_cli.parse.narrative.telling import is_label_alone

_SAME = 1.5  # points: words that start a column
_GAP = 6.0  # points: between two columns; a space is 3 wide
_LEAST_LINES = 4
_WIDE = 1.22  # of the smallest distance of two lines: wider ones part rows

Columns = tuple[tuple[float, float], ...]


def with_tables(part: Sequence[Item]) -> list[Item]:
    """The lines of a column with those that are rows of a table made into one."""
    found: list[Item] = []
    run: list[Printed] = []
    for item in [*part, None]:
        if isinstance(item, Printed):
            run.append(item)
            continue
        found += _in_lines(run)
        run = []
        if item is not None:
            found.append(item)
    return found


def _in_lines(lines: list[Printed]) -> list[Item]:
    best: tuple[int, int, float] = (0, 0, 0.0)
    for x in _starts(lines):
        first = 0
        for at in range(len(lines) + 1):
            if at < len(lines) and _is_row_line(lines[at], x):
                continue
            if at - first > best[1] - best[0] and _is_table(lines[first:at], x):
                best = (first, at, x)
            first = at + 1
    first, last, x = best
    if last == 0:
        return list(lines)
    table = _table(lines[first:last], x)
    return [*_in_lines(lines[:first]), table, *_in_lines(lines[last:])]


def _starts(lines: Sequence[Printed]) -> list[float]:
    """Where words start behind a wide gap on several lines."""
    counts: Counter[float] = Counter()
    for line in lines:
        for one, two in pairwise(line.words):
            if two.box.x0 - one.box.x1 > _GAP:
                counts[round(two.box.x0, 0)] += 1
    return [x for x, n in counts.items() if n > 1]


def _is_row_line(line: Printed, x: float) -> bool:
    """True if a word starts the column, and none stands across the gap before it."""
    beside, told = _sides(line, x)
    starts = bool(told) and abs(told[0].box.x0 - x) <= _SAME
    return starts and (not beside or told[0].box.x0 - beside[-1].box.x1 > _GAP)


def _sides(line: Printed, x: float) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    left = tuple(word for word in line.words if word.box.x0 < x - _SAME)
    return left, line.words[len(left) :]


def _is_table(lines: Sequence[Printed], x: float) -> bool:
    """True if several lines have words beside the prose that are no marks, labels or numbers."""
    beside = [words for line in lines if (words := _sides(line, x)[0])]
    texts = [" ".join(word.text for word in words) for words in beside]
    named = [t for t in texts if len(t) > 3 and not is_bullet(t[:1]) and not is_label_alone(t)]
    told = [_sides(line, x)[1] for line in lines]
    is_prose = sum(len(words) > 5 for words in told) * 2 > len(lines)
    is_wide = (
        max((w[-1].box.x1 for w in told if w), default=x) - x > x - lines[0].start
        if lines
        else False
    )
    return len(lines) >= _LEAST_LINES and len(named) > 1 and is_prose and is_wide


def _table(lines: Sequence[Printed], x: float) -> Table:
    box = Box.around(line.box for line in lines)
    beside = [words for line in lines if (words := _sides(line, x)[0])]
    columns = (*_columns(beside, box.x0, x), (x - _SAME, box.x1))
    rows = []
    parts = _rows(lines, x)
    for number, part in enumerate(parts, start=1):
        around = Box.around(line.box for line in part)
        cells = tuple(_cell(part, column, number - 1, n) for n, column in enumerate(columns))
        rows.append(TableRow(number, around, cells))
    return Table(lines[0].page, 0, box, columns, tuple(rows))


def _columns(beside: Sequence[Sequence[Word]], left: float, x: float) -> Columns:
    """The columns before the prose: words start them behind a wide gap."""
    starts: list[float] = [left]
    for words in beside:
        for one, two in pairwise(words):
            is_new = all(abs(two.box.x0 - start) > _SAME for start in starts)
            if two.box.x0 - one.box.x1 > _GAP and is_new:
                starts.append(two.box.x0)
    edges = [*sorted(starts), x]
    return tuple((one - _SAME, two - _SAME) for one, two in pairwise(edges))


def _rows(lines: Sequence[Printed], x: float) -> list[list[Printed]]:
    """A row begins below a wide gap; where there are none, where words stand beside again."""
    distances = [one.baseline - two.baseline for one, two in pairwise(lines)]
    has = [bool(_sides(line, x)[0]) for line in lines]
    again = [at for at in range(1, len(lines)) if has[at] and not has[at - 1]]
    wide = [at for at, gap in enumerate(distances, start=1) if gap > _WIDE * min(distances)]
    starts = [0, *(wide if len(wide) >= len(again) else again), len(lines)]
    parts = [list(lines[one:two]) for one, two in pairwise(starts)]
    rows: list[list[Printed]] = []
    for part in parts:
        if rows and not any(_sides(line, x)[0] for line in part):
            rows[-1] += part
        else:
            rows.append(part)
    return rows


def _cell(lines: Sequence[Printed], column: tuple[float, float], row: int, number: int) -> Cell:
    left, right = column
    inside = []
    for line in lines:
        words = tuple(w for w in line.words if left <= w.box.x0 < right)
        if words:
            text = " ".join(word.text for word in words)
            inside.append(Line(text, words, room=right - words[-1].box.x1, page=line.page))
    around = Box.around(line.box for line in lines)
    return Cell(tuple(inside), Box(left, around.y0, right, around.y1), row, number)
