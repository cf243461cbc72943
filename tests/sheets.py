"""Builds what the extraction gives (`model.Extraction`) straight from text: reports without a PDF.

A page is a list of lines and tables from the top. A line is a text, with a tab where a wide gap
separates columns. A table is a list of rows, a row a list of cells; a line feed breaks the lines
of a cell, `UP` and `LEFT` are cells merged with the one above or on the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detainer_cli.model.pages import (
    Box,
    Cell,
    Extraction,
    Line,
    Page,
    Table,
    TableRow,
    TextLine,
    Word,
)
from detainer_cli.model.records import Accounting, ParsedReport
from detainer_cli.parse import parse
from detainer_cli.reference import words

UP, LEFT = "\x00up", "\x00left"
WIDTH, HEIGHT, LINE, MARGIN, LETTER = 792.0, 612.0, 12.0, 50.0, 1.0

Rows = Sequence[Sequence[str]]
Item = str | Rows

TITLE = (
    "ENFORCEMENT AND REMOVAL OPERATIONS",
    "Weekly Declined Detainer Outcome Report",
    "For Recorded Declined Detainers Jan. 28 – Feb. 3, 2017",
)
HEADINGS = {
    "issued": "Section I: Highest Volume of Detainers Issued to Non-Cooperative Jurisdictions",
    "declined": "Section II: Jurisdictions with Recorded Declined Detainers",
    "policy": "Section III: Table of Jurisdictions that have Enacted Policies",
    "scope": "Section IV: Report Scope and Data Fidelity",
}
TOTAL = "During the week, ICE issued 3,083 detainers throughout the United States."
ISSUED_HEADER = ["Jurisdiction", "Detainers Issued"]
DECLINED_HEADER = [
    "Detention Location",
    "Citizenship",
    "Detainer Issued Date",
    "Detainer Declined Date",
    "Notable Criminal Activity",
]
POLICY_HEADER = ["Jurisdiction (AOR)", "Date Enacted", "Policy", "Criteria for Honoring Detainer"]
ISSUED = [ISSUED_HEADER, ["Clark County, Nevada", "51"], ["Nassau County, New York", "38"]]
DECLINED = [
    DECLINED_HEADER,
    ["Travis County Jail, Travis, Texas", "Mexico", "1/3/2017", "2/1/2017", "Assault (Charged)"],
    ["Cook County Jail, Cook, Illinois", "Cuba", "1/9/2017", "1/30/2017", "Larceny (Conviction)"],
]
POLICY = [
    POLICY_HEADER,
    ["Ithaca, New York (Buffalo)", "January 2017", "Ordinance", "• Only with a warrant"],
]


def build(*pages: Sequence[Item]) -> Extraction:
    """A report of these pages."""
    made = tuple(_page(n, items) for n, items in enumerate(pages, start=1))
    return Extraction("0" * 64, "built.pdf", made, len(made))


def report(
    issued: Sequence[Sequence[Item]] = (),
    declined: Sequence[Sequence[Item]] = (),
    policy: Sequence[Sequence[Item]] = (),
    title: Sequence[Item] = TITLE,
) -> Extraction:
    """A report of all sections; each is given as its pages, without its heading.

    A section that is not given has a small table of its own.
    """
    sections = {
        "issued": issued or [[TOTAL, ISSUED]],
        "declined": declined or [[DECLINED]],
        "policy": policy or [[POLICY]],
        "scope": [["1. Some field offices ceased issuing detainers.", "2. Counts differ."]],
    }
    pages: list[Sequence[Item]] = [list(title)]
    for name, given in sections.items():
        first, *others = given
        pages += [[HEADINGS[name], *first], *others]
    return build(*pages)


def parsed(**sections: Any) -> ParsedReport:
    """`report` as it is parsed."""
    return parse(report(**sections), reference_words=words)


def rows_of(extraction: Extraction) -> int:
    """All rows of all tables."""
    return sum(len(table.rows) for page in extraction.pages for table in page.tables)


def whole(account: Accounting) -> tuple[int, int, int, int, int]:
    """An accounting as a tuple: seen, header, record, continuation, rejected."""
    return (
        account.seen,
        account.header,
        account.record,
        account.continuation,
        account.rejected,
    )


def _page(number: int, items: Sequence[Item]) -> Page:
    y = HEIGHT - MARGIN
    lines: list[TextLine] = []
    tables: list[Table] = []
    for item in items:
        if isinstance(item, str):
            lines.append(_line(item, y))
            y -= LINE * 1.5
        else:
            tables.append(_table(number, len(tables) + 1, item, y))
            y = tables[-1].box.y0 - LINE
    glyphs = sum(line.glyphs for line in lines) + sum(table.glyphs for table in tables)
    return Page(number, WIDTH, HEIGHT, tuple(lines), tuple(tables), glyphs)


def _line(text: str, top: float) -> TextLine:
    segments = tuple(text.split("\t"))
    box = Box(MARGIN, top - LINE, WIDTH - MARGIN, top)
    return TextLine(" ".join(segments), box, len("".join(text.split())), segments)


def _table(page: int, number: int, rows: Rows, top: float) -> Table:
    width = (WIDTH - 2 * MARGIN) / len(rows[0])
    columns = tuple((MARGIN + i * width, MARGIN + (i + 1) * width) for i in range(len(rows[0])))
    heights = [LINE * max(text.count("\n") + 1 for text in row) for row in rows]
    tops = [top - sum(heights[:i]) for i in range(len(rows) + 1)]
    home = _homes(rows)
    cells = {
        corner: _cell(rows, corner, [at for at, c in home.items() if c == corner], columns, tops)
        for corner in set(home.values())
    }
    table_rows = tuple(
        TableRow(
            r + 1,
            Box(MARGIN, tops[r + 1], WIDTH - MARGIN, tops[r]),
            tuple(cells[home[r, c]] for c in range(len(columns))),
        )
        for r in range(len(rows))
    )
    box = Box(MARGIN, tops[-1], WIDTH - MARGIN, top)
    return Table(page, number, box, columns, table_rows)


def line_of(text: str, left: float = 0.0, top: float = LINE, room: float = 100.0) -> Line:
    """A line of a cell whose letters are all `LETTER` wide; `room` is what is left behind it."""
    words, x = [], left
    for word in text.split(" "):
        words.append(Word(word, Box(x, top - LINE, x + LETTER * len(word), top), len(word)))
        x += LETTER * (len(word) + 1)
    return Line(text, tuple(words), room=room)


def lines_of(*texts: str) -> list[Line]:
    """Lines of one cell, below each other."""
    return [line_of(text, top=-LINE * i) for i, text in enumerate(texts)]


def _homes(rows: Rows) -> dict[tuple[int, int], tuple[int, int]]:
    """For each place of the grid the upper left corner of its cell."""
    home: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text == UP:
                home[r, c] = home[r - 1, c]
            elif text == LEFT:
                home[r, c] = home[r, c - 1]
            else:
                home[r, c] = (r, c)
    return home


def _cell(
    rows: Rows,
    corner: tuple[int, int],
    places: Sequence[tuple[int, int]],
    columns: Sequence[tuple[float, float]],
    tops: Sequence[float],
) -> Cell:
    (row, column), (last_row, last_column) = corner, max(places)
    text = rows[row][column]
    box = Box(columns[column][0], tops[last_row + 1], columns[last_column][1], tops[row])
    lines = [
        line_of(part, box.x0 + 4, box.y1 - LINE * i) for i, part in enumerate(text.split("\n"))
    ]
    return Cell(
        tuple(lines) if text else (),
        box,
        row,
        column,
        last_row - row + 1,
        last_column - column + 1,
    )
