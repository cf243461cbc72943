"""A grid of a page being filled with its words, and how words become lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from detainer_cli.extract.glyphs import Run
from detainer_cli.extract.grids import Grid, Span
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.extract.visible import CUT, CUT_ASIDE
from detainer_cli.model.pages import Box, TextLine, Word


@dataclass
class Filling:
    """A grid being filled: runs by span."""

    grid: Grid
    at: dict[tuple[int, int], Span] = field(default_factory=dict)
    runs: dict[Span, list[Run]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for span in self.grid.spans:
            for row in range(span.row, span.row + span.row_span):
                for column in range(span.column, span.column + span.column_span):
                    self.at[row, column] = span

    def cell_at(self, box: Box) -> Box | None:
        """The box of the cell that the middle of `box` lies in."""
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        for span in self.grid.spans:
            rows = self.grid.rows[span.row : span.row + span.row_span]
            columns = self.grid.columns[span.column : span.column + span.column_span]
            cell = Box(columns[0][0], rows[-1][1], columns[-1][1], rows[0][0])
            if cell.x0 <= x <= cell.x1 and cell.y0 <= y <= cell.y1:
                return cell
        return None


def holds_middle(table: Box, box: Box) -> bool:
    """True if the middle of `box` lies in `table`."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return table.x0 <= x <= table.x1 and table.y0 <= y <= table.y1


def words_of(line: list[Run]) -> Iterator[Word]:
    """The words of a line; runs that touch are one word, whatever order the file draws them in."""
    parts: list[Run] = []
    for run in line:
        if parts and not touches(parts[-1], run):
            yield _word(parts)
            parts = []
        parts.append(run)
    yield _word(parts)


def touches(before: Run, run: Run) -> bool:
    """True if nothing parts two runs of a line: no gap, and no space in the file."""
    gap = run.x0 - before.x1
    open_ended = not (before.closed or run.opened)
    level = abs(before.baseline - run.baseline) <= SETTINGS.raised * before.height
    return open_ended and level and gap < SETTINGS.kerned_gap * min(before.height, run.height)


def _word(parts: list[Run]) -> Word:
    text = "".join(run.text for run in parts)
    cut = any(run.verdict in (CUT, CUT_ASIDE) for run in parts)
    largest = max(parts, key=lambda run: len(run.edges))
    return Word(
        text,
        Box.around(r.box for r in parts),
        sum(len(r.edges) for r in parts),
        cut,
        largest.baseline,
        largest.size,
    )


def lines_of(runs: Iterable[Run]) -> list[list[Run]]:
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


def joined(line: list[Run]) -> str:
    """The text of a line: its words with single spaces."""
    return " ".join(word.text for word in words_of(line))


def text_line(line: list[Run], marks: Sequence[Box] = ()) -> TextLine:
    """A line outside tables, with its segments between wide gaps, and the bullets drawn in it."""
    segments: list[list[Run]] = [[line[0]]]
    for before, run in itertools.pairwise(line):
        if run.x0 - before.x1 > SETTINGS.segment_gap * run.height:
            segments.append([])
        segments[-1].append(run)
    texts = tuple(joined(segment) for segment in segments)
    box = Box.around(run.box for run in line)
    return TextLine(
        " ".join(texts),
        box,
        sum(len(run.edges) for run in line),
        texts,
        words=tuple(word for segment in segments for word in words_of(segment)),
        marks=tuple(m for m in marks if any(_is_just_before(m, run) for run in line)),
    )


def _is_just_before(mark: Box, run: Run) -> bool:
    near = run.x0 - mark.x1 < SETTINGS.farthest_mark * run.height
    return near and is_bullet_of(mark, run)


def inner_right(filling: Filling, column: int) -> float:
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


def is_bullet_of(mark: Box, run: Run) -> bool:
    """True if the drawn mark stands before the word, at the height of its letters."""
    height, (x, y) = run.height, ((mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2)
    most = SETTINGS.largest_mark * height
    is_small = mark.x1 - mark.x0 <= most and mark.y1 - mark.y0 <= most
    is_before = x < run.x0 + 0.1 * height  # justified lines start far behind their bullet
    return is_small and is_before and abs(y - run.middle) < 0.5 * height


def area_of(box: Box) -> float:
    """Square points."""
    return (box.x1 - box.x0) * (box.y1 - box.y0)
