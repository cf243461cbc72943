"""Draws a table over as many pages as it needs, and cuts its rows where a page ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth

from .paper import BOLD, MARGIN, PRIVATE_BULLET, Paper, pieces, wrap
from .tables import CellText, Table

LEADING = 1.2  # of the font size
NAVY, PALE = Color(0.12, 0.2, 0.4), Color(0.88, 0.92, 0.97)
SLACK = 0.01
Edge = tuple[bool, float, float, float]  # horizontal?, the fixed coordinate, from, to
Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """A line in a cell; `slot` counts lines from the top of the row (halves in the middle)."""

    text: str
    slot: float
    bullet: str = ""
    indent: float = 0


@dataclass(frozen=True)
class Row:
    """A table row, or what a page break left of it."""

    cells: list[list[Line]]
    groups: list[tuple[str, ...]]  # rows with an equal, non-empty group share the column's cell
    index: int
    above: bool = False  # the row began on the page before
    below: bool = False  # the row goes on on the next page

    @property
    def slots(self) -> float:
        return max((line.slot + 1 for cell in self.cells for line in cell), default=1)


@dataclass(frozen=True)
class HeaderCell:
    columns: tuple[int, int]  # first, and the one after the last
    levels: tuple[int, int]
    lines: list[str]


class Grid:
    """One table on its way over the pages; what stands on the current page is in `placed`."""

    def __init__(self, paper: Paper, table: Table) -> None:
        self.paper, self.table, self.layout = paper, table, paper.layout
        self.bold = BOLD[self.layout.font]
        self.lefts = self._column_places()
        self.header, self.level_heights = self._header()
        self.placed: list[tuple[Row, float]] = []
        self.edges: list[Edge] = []
        self.boxes: list[Corners] = []
        self.random = Random(len(table.rows))

    # ------------------------------------------------------------ over the pages

    def draw(self) -> None:
        self._draw_header()
        for row in self._rows():
            self._place(row)
        self._flush()

    def _place(self, row: Row) -> None:
        """Puts the row on this page; what does not fit goes on the next, again and again."""
        fresh = False
        while row.slots > self._slots_left() + SLACK:
            part: Row | None = None
            if self.layout.cut != "never" or fresh:
                part, row = self._cut(row)
            if part:
                self._put(part)
            elif fresh:
                raise ValueError(f"{self.layout.name}: a page has no room for a line of a table")
            self._flush()
            self.paper.turn(table=True)
            if self.layout.repeat_header:
                self._draw_header()
                self.paper.deepen(sum(self.level_heights))
            fresh = True
        self._put(row)

    def _put(self, row: Row) -> None:
        self.placed.append((row, self.paper.y))
        self.paper.y -= self._height(row.slots)

    def _cut(self, row: Row) -> tuple[Row | None, Row]:
        """What this page still takes of the row, and the remainder.

        A row that starts at the top of a page keeps the first line of every cell: without them,
        even a person could not tell it from the rest of the row before.
        """
        first_on_page = not self.placed and not row.above
        if first_on_page:
            row = replace(row, cells=[_raised(cell, int(row.slots)) for cell in row.cells])
        slots = self._slots_left()
        keep = [sum(line.slot + 1 <= slots + SLACK for line in cell) for cell in row.cells]
        if self.layout.cut == "cells" and not first_on_page:
            chosen = [self.random.randint(0, count) for count in keep]
            keep = chosen if any(chosen) else keep
        if not any(count for count, group in zip(keep, row.groups, strict=True) if not group):
            return None, row
        keep = [len(row.cells[c]) if row.groups[c] else keep[c] for c in range(len(keep))]
        top = [cell[:count] for cell, count in zip(row.cells, keep, strict=True)]
        rest = [
            cell if group else _raised(cell[count:], slots)
            for cell, count, group in zip(row.cells, keep, row.groups, strict=True)
        ]
        return replace(row, cells=top, below=True), replace(row, cells=rest, above=True)

    def _slots_left(self) -> int:
        return int((self.paper.room - 2 * self.layout.padding) / (LEADING * self.layout.size))

    def _height(self, slots: float) -> float:
        return slots * LEADING * self.layout.size + 2 * self.layout.padding

    @property
    def least_height(self) -> float:
        """The header and two lines of the first row: less must not stand alone."""
        return sum(self.level_heights) + self._height(2)

    # ------------------------------------------------------------ columns and lines

    def _column_places(self) -> list[float]:
        """Left edges of the columns, and the right edge: no word is wider than its column."""
        least = [self._least(c) for c in range(len(self.table.columns))]
        wish = [self._wish(c) for c in range(len(self.table.columns))]
        whole = self.paper.text_width * self.layout.width
        spare = whole - sum(least)
        if spare < 0:
            raise ValueError(f"{self.layout.name}: columns need {-spare:.0f} points more")
        lefts = [MARGIN]
        for need, want in zip(least, wish, strict=True):
            lefts.append(lefts[-1] + need + spare * want / sum(wish))
        return lefts

    def _least(self, column: int) -> float:
        texts = [text for row in self.table.rows for text in _paragraphs(row[column])]
        body = [(piece, self.layout.font) for text in texts for piece in pieces(text)]
        words = self.table.columns[column][1].replace("|", " ")
        head = [(piece, self.bold) for piece in pieces(words)]
        widest = max(stringWidth(p.rstrip(), font, self.layout.size) for p, font in body + head)
        return float(widest + 2 * self.layout.padding + self._indent(column) + 1)

    def _wish(self, column: int) -> float:
        texts = [text for row in self.table.rows for text in _paragraphs(row[column])]
        return float(max((len(text) for text in texts), default=0) ** 0.5 + 1)

    def _indent(self, column: int) -> float:
        """How far the text of a bulleted column stands from its bullet."""
        if not any(isinstance(row[column], list) for row in self.table.rows):
            return 0
        return float(stringWidth(self.layout.bullet, "Vera-Bold", self.layout.size) + 5)

    def _inner(self, first: int, after: int) -> float:
        return self.lefts[after] - self.lefts[first] - 2 * self.layout.padding

    def _rows(self) -> list[Row]:
        rows = []
        for index, texts in enumerate(self.table.rows):
            cells = [self._lines(column, text) for column, text in enumerate(texts)]
            most, groups = max(len(cell) for cell in cells), self._groups(texts)
            cells = [
                cell if group else _settled(cell, most, self.layout.valign)
                for cell, group in zip(cells, groups, strict=True)
            ]
            rows.append(Row(cells, groups, index))
        return rows

    def _groups(self, texts: list[CellText]) -> list[tuple[str, ...]]:
        """A merged cell holds equal neighbours that are equal in the merged columns before, too."""
        groups: list[tuple[str, ...]] = []
        seen: tuple[str, ...] = ()
        for (field, _), text in zip(self.table.columns, texts, strict=True):
            merged = field in self.layout.merged and isinstance(text, str)
            seen = (*seen, str(text)) if merged else seen
            groups.append(seen if merged else ())
        return groups

    def _lines(self, column: int, text: CellText) -> list[Line]:
        size, font = self.layout.size, self.layout.font
        width = self._inner(column, column + 1)
        if isinstance(text, str):
            return [Line(part, i) for i, part in enumerate(wrap(text, width, font, size))]
        lines: list[Line] = []
        indent = self._indent(column)
        for number, item in enumerate(text, 1):
            bullet = f"{number}." if self.layout.bullet == "1." else self.layout.bullet
            for i, part in enumerate(wrap(item, width - indent, font, size)):
                hanging = indent if self.layout.hang or i == 0 else 0
                lines.append(Line(part, len(lines), "" if i else bullet, hanging))
        return lines

    def _header(self) -> tuple[list[HeaderCell], list[float]]:
        words = [words.split("|") for _, words in self.table.columns]
        levels = max(len(parts) for parts in words)
        cells: list[HeaderCell] = []
        for column, parts in enumerate(words):
            if len(parts) < levels:
                cells.append(self._header_cell(column, column + 1, (0, levels), parts[0]))
                continue
            cells.append(self._header_cell(column, column + 1, (levels - 1, levels), parts[-1]))
            if levels == 2 and (not column or words[column - 1][0] != parts[0]):
                after = column + sum(other[0] == parts[0] for other in words[column:])
                cells.append(self._header_cell(column, after, (0, 1), parts[0]))
        heights = [
            max(self._height(len(c.lines)) / (c.levels[1] - c.levels[0])
                for c in cells if c.levels[0] <= level < c.levels[1])
            for level in range(levels)
        ]  # fmt: skip
        return cells, heights

    def _header_cell(
        self, first: int, after: int, levels: tuple[int, int], text: str
    ) -> HeaderCell:
        lines = wrap(text, self._inner(first, after), self.bold, self.layout.size)
        return HeaderCell((first, after), levels, lines)

    # ------------------------------------------------------------ ink

    def _draw_header(self) -> None:
        top = self.paper.y
        bottom = top - sum(self.level_heights)
        if self.layout.header_fill:
            self._fill(self.lefts[0], bottom, self.lefts[-1], top, NAVY)
        self.paper.canvas.setFont(self.bold, self.layout.size)
        self.paper.canvas.setFillGray(1 if self.layout.header_fill else 0)
        for cell in self.header:
            low = top - sum(self.level_heights[: cell.levels[1]])
            high = top - sum(self.level_heights[: cell.levels[0]])
            self._edges(cell.columns, low, high)
            free = high - low - self._height(len(cell.lines))
            for slot, line in enumerate(cell.lines):
                self._write(Line(line, slot), cell.columns, high - free / 2)
        self.paper.canvas.setFillGray(0)
        self.paper.y = bottom

    def _flush(self) -> None:
        """Draws what stands on this page: shading, text, rules."""
        for row, top in self.placed:
            if self.layout.shaded and row.index % 2:
                low = top - self._height(row.slots)
                self._fill(self.lefts[0], low, self.lefts[-1], top, PALE)
        self.paper.canvas.setFont(self.layout.font, self.layout.size)
        for column in range(len(self.table.columns)):
            for portion in self._portions(column):
                self._draw_portion(column, portion)
        self._rule()
        self.placed, self.edges, self.boxes = [], [], []

    def _portions(self, column: int) -> list[list[tuple[Row, float]]]:
        """The column's cells on this page: rows one by one, or those that share a merged cell."""
        portions: list[list[tuple[Row, float]]] = []
        for row, top in self.placed:
            group = row.groups[column]
            if portions and group and portions[-1][-1][0].groups[column] == group:
                portions[-1].append((row, top))
            else:
                portions.append([(row, top)])
        return portions

    def _draw_portion(self, column: int, portion: list[tuple[Row, float]]) -> None:
        (first, top), (last, last_top) = portion[0], portion[-1]
        low = last_top - self._height(last.slots)
        columns = (column, column + 1)
        self._edges(columns, low, top, first.above, last.below)
        if first.groups[column]:
            starts = not first.above and self._begins(first, column)
            if not starts and self.layout.merged_text != "each":
                return
            spare = top - low - self._height(len(first.cells[column]))
            top -= spare / 2 if self.layout.merged_text == "middle" else 0
        for line in first.cells[column]:
            self._write(line, columns, top)

    def _begins(self, row: Row, column: int) -> bool:
        """Whether the merged cell starts with this row, or came over from the page before."""
        before = self.table.rows[row.index - 1] if row.index else None
        return before is None or self._groups(before)[column] != row.groups[column]

    def _write(self, line: Line, columns: tuple[int, int], top: float) -> None:
        size = self.layout.size
        y = top - self.layout.padding - (line.slot + 1) * LEADING * size + 0.28 * size
        left = self.lefts[columns[0]] + self.layout.padding
        if self.layout.centered and not line.indent:
            middle = (self.lefts[columns[0]] + self.lefts[columns[1]]) / 2
            self.paper.canvas.drawCentredString(middle, y, line.text)
            return
        if line.bullet:
            font = "Vera-Bold" if line.bullet == PRIVATE_BULLET else self.layout.font
            self.paper.canvas.saveState()
            self.paper.canvas.setFont(font, size)
            self.paper.canvas.drawString(left, y, line.bullet)
            self.paper.canvas.restoreState()
        self.paper.canvas.drawString(left + line.indent, y, line.text)

    def _fill(self, x0: float, y0: float, x1: float, y1: float, colour: Color) -> None:
        self.paper.canvas.setFillColor(colour)
        self.paper.canvas.rect(x0, y0, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.paper.canvas.setFillGray(0)

    def _edges(
        self, columns: tuple[int, int], low: float, high: float,
        above: bool = False, below: bool = False,
    ) -> None:  # fmt: skip
        """Notes the four sides of a cell; one that a page break cut open may lack a side."""
        left, right = self.lefts[columns[0]], self.lefts[columns[1]]
        self.boxes.append((left, low, right, high))
        if not (above and self.layout.open_cuts):
            self.edges.append((True, high, left, right))
        if not (below and self.layout.open_cuts):
            self.edges.append((True, low, left, right))
        if self.layout.rules != "rows":
            self.edges += [(False, left, low, high), (False, right, low, high)]

    def _rule(self) -> None:
        """Long lines, a stroked box for each cell, or thin filled rectangles."""
        canvas, style = self.paper.canvas, self.layout.rules
        canvas.setLineWidth(0.6)
        if style == "boxes":
            for x0, y0, x1, y1 in self.boxes:
                canvas.rect(x0, y0, x1 - x0, y1 - y0)
        elif style != "none":
            for flat, at, start, end in self.edges if style == "fills" else _joined(self.edges):
                x0, y0, x1, y1 = (start, at, end, at) if flat else (at, start, at, end)
                if style == "fills":
                    canvas.rect(x0, y0, max(x1 - x0, 0.48), max(y1 - y0, 0.48), stroke=0, fill=1)
                else:
                    canvas.line(x0, y0, x1, y1)


def _paragraphs(cell: CellText) -> list[str]:
    return [cell] if isinstance(cell, str) else cell


def _settled(cell: list[Line], most: int, valign: str) -> list[Line]:
    """The cell's lines at the top, in the middle or at the bottom of a row of `most` lines."""
    down = {"top": 0.0, "middle": (most - len(cell)) / 2, "bottom": float(most - len(cell))}[valign]
    return [replace(line, slot=line.slot + down) for line in cell]


def _raised(cell: list[Line], slots: int) -> list[Line]:
    """Lines that went to the next page, `slots` lines further up, none above the first."""
    if not cell:
        return []
    first = max(cell[0].slot - slots, 0)
    return [replace(line, slot=first + i) for i, line in enumerate(cell)]


def _joined(edges: list[Edge]) -> list[Edge]:
    """Sides that continue each other as one long line."""
    found: list[Edge] = []
    for flat, at, start, end in sorted(edges):
        if found and found[-1][:2] == (flat, at) and start <= found[-1][3] + SLACK:
            flat, at, start, before = found.pop()
            end = max(end, before)
        found.append((flat, at, start, end))
    return found
