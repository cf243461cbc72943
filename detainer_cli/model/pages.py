"""What is on the pages of a PDF.

Lengths and positions are PDF points (1/72 inch) with the origin at the lower left of the upright
page. Pages, tables and rows are counted from 1."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of `boxes` (at least one)."""
        every = list(boxes)
        if len(every) == 1:  # most words are one piece
            return every[0]
        return Box(
            min(b.x0 for b in every),
            min(b.y0 for b in every),
            max(b.x1 for b in every),
            max(b.y1 for b in every),
        )


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs that follow each other without a gap; `glyphs` counts them (a ligature is one).

    A word that is `cut` is shown in part only: the edge of the page or of a clip runs through it,
    or through the row that it stands in. `baseline` is what its letters stand on, `size` that of
    its font, both in points; the size is 0 if that cannot be relied on.
    """

    text: str
    box: Box
    glyphs: int
    cut: bool = False
    baseline: float = 0.0
    size: float = 0.0


Joint = Literal[" ", "", "-"]
"""What the break behind a line stands for: a space, nothing, or a hyphen of the typesetter."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell. `text` is its words with single spaces.

    `mark` says that a bullet is drawn before it that is no glyph; `room` is what is left between
    its last word and the inner right edge of its column, in points. `in_doubt` says that it could
    not be told what the break behind it stands for, `why` what showed it where it is no plain
    space. `page` is where the line stands, 0 if it is on none.
    """

    text: str
    words: tuple[Word, ...] = ()
    mark: bool = False
    room: float = math.inf
    joint: Joint = " "
    in_doubt: bool = False
    why: str = ""
    page: int = 0

    @property
    def left(self) -> float:
        """Where the line starts, in points from the left edge of the page."""
        return self.words[0].box.x0 if self.words else 0.0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of words outside any table; `segments` are its parts between wide gaps.

    `words` are those of its text, from the left; `marks` are bullets drawn before them that are no
    glyphs.
    """

    text: str
    box: Box
    glyphs: int
    segments: tuple[str, ...]
    joint: Joint = " "
    words: tuple[Word, ...] = ()
    marks: tuple[Box, ...] = ()

    @property
    def is_tabular(self) -> bool:
        """True if the line looks like a row whose rules are missing (a bullet is no column)."""
        return len(self.columns) > 1

    @property
    def key(self) -> str:
        """The text with numbers as #: the same for a running head on every page."""
        return re.sub(r"\d+", "#", self.text)

    @property
    def columns(self) -> tuple[str, ...]:
        """The segments that can be cells: without a leading bullet or number of a list."""
        is_list = len(self.segments) > 1 and len(self.segments[0]) <= 3
        return self.segments[1:] if is_list else self.segments


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a ruled table: its lines of text, and the rows and columns it spans (from 0).

    A merged cell appears once, at its upper left position; `lines` keeps the report's own breaks.
    """

    lines: tuple[Line, ...]
    box: Box
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: for each column the cell that covers it (merged cells repeat)."""

    number: int
    box: Box
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell.lines for cell in self.cells)

    @property
    def is_cut(self) -> bool:
        """True if the edge of the page, or of a clip, runs through a word of the row."""
        return any(word.cut for cell in self.cells for line in cell.lines for word in line.words)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table on one page; `columns` are the (left, right) edges."""

    page: int
    number: int
    box: Box
    columns: tuple[tuple[float, float], ...]
    rows: tuple[TableRow, ...]

    @property
    def glyphs(self) -> int:
        """The glyphs in its cells, each cell once."""
        cells = {(cell.row, cell.column): cell for row in self.rows for cell in row.cells}
        return sum(w.glyphs for c in cells.values() for line in c.lines for w in line.words)


PAINTED_TWICE = "painted twice on one place"
SHOWN_BEFORE = "the rest of letters that the page before shows"
SHOWN_OVERLEAF = "shown whole on the next page"
READ_ELSEWHERE = (PAINTED_TWICE, SHOWN_BEFORE, SHOWN_OVERLEAF)
"""Why words are left out that are read at another place: nothing is lost with them."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that stand in the file and are not read; `reason` says why no reader sees them."""

    text: str
    reason: str
    box: Box
    glyphs: int
    in_table: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its tables and the lines outside them, each in reading order.

    `painted` counts the glyphs of the page before anything is made of them; `engine` is the table
    finder's engine that was used; `problems` say why it is in doubt in which cell a word stands,
    `overprinted` which words cannot be told from others. `pictured` is the share of the page that
    its largest picture covers; `boxes` are areas that are shaded or have a border, and no tables.
    """

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]
    tables: tuple[Table, ...]
    painted: int
    left_out: tuple[LeftOut, ...] = ()
    images: int = 0
    pictured: float = 0.0
    engine: str = "vector"
    problems: tuple[str, ...] = ()
    overprinted: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()

    @property
    def words(self) -> int:
        """The words that were read, in tables and in lines."""
        cells = {cell for table in self.tables for row in table.rows for cell in row.cells}
        inside = sum(len(line.text.split()) for cell in cells for line in cell.lines)
        return inside + sum(len(line.text.split()) for line in self.lines)

    @property
    def glyphs(self) -> int:
        """The glyphs that were read: those in tables and those in lines."""
        return sum(t.glyphs for t in self.tables) + sum(line.glyphs for line in self.lines)


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read from one PDF.

    `page_count` is what the file itself says, before a page was read; `notes` are what its reading
    noticed, `accepted_ocr` that its text was recognized from pictures.
    """

    sha256: str
    source_name: str
    pages: tuple[Page, ...]
    page_count: int
    restricted: bool = False
    producer: str = ""
    notes: tuple[str, ...] = ()
    accepted_ocr: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What is kept of a PDF besides the report in it: its pages stay in the child that read them.

    `words` are those of all pages; `restricted` says that its owner had limited copying; `notes`
    are what the reading noticed; `accepted_ocr` that its text was recognized from pictures.
    """

    sha256: str
    source_name: str
    page_count: int
    words: int
    restricted: bool = False
    producer: str = ""
    notes: tuple[str, ...] = ()
    accepted_ocr: bool = False


PageProgress = Callable[[int, int], None]
"""Called while a PDF is read, with (pages done in this step, pages in all)."""
