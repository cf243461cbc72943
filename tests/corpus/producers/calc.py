"""LibreOffice Calc printing a spreadsheet: a sheet for each section, lists as lines of a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..document import CellText, Document, Table
from ..traits import PAPERS, Abilities, Traits
from ..widths import measure, text_width
from .base import Producer
from .office import print_to_pdf

FONTS = {"sans": "Liberation Sans", "serif": "Liberation Serif", "mono": "Liberation Mono"}
GROUNDS = {"gray": "D9D9D9", "dark": "1F3864"}
POINTS_IN_A_CHARACTER = 5.6  # a column's width is counted in digits of the standard font
VALIGNS = {"top": "top", "middle": "center", "bottom": "bottom"}
PAPER_CODES = {"letter": 1, "legal": 5, "a4": 9}


class Calc(Producer):
    name = "calc"
    command = "soffice"
    module = "openpyxl"
    package = "apt: libreoffice-calc fonts-liberation; pip: openpyxl"
    cuts = True
    can = Abilities(
        papers=("letter", "letter wide", "legal", "legal wide", "a4", "a4 wide"),
        fonts=("sans", "serif", "mono"),
        rules=("lines",),
        aligns=("left", "left", "center"),
        bullets=("•", "▪", "o", "-", "–", "1.", "1)"),
        breaking=("normal", "normal", "anywhere"),
        merges=("cut",),
        cut_rows=False,
        row_heights=False,
        overflow=0.12,
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        source = folder / "report.xlsx"
        _write(document, source)
        print_to_pdf(source, path, "calc")


def _write(document: Document, path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    front = book.active
    front.title = "Front"
    lines = [*document.titles, *document.summary]
    if document.traits.contents != "none":
        lines += [section.heading for section in document.sections]
    _lines(front, lines, document, bold=3)
    _set_page(front, document)
    for number, section in enumerate(document.sections, 1):
        sheet = book.create_sheet(f"Section {number}")
        _lines(sheet, [section.heading, *section.paragraphs], document, bold=1)
        if section.table:
            _table(sheet, section.table, document.traits)
        _set_page(sheet, document)
    book.save(str(path))


def _lines(sheet: Any, lines: list[str], document: Document, bold: int) -> None:
    """Text above a table: wrapped cells merged over the width of the page."""
    from openpyxl.styles import Alignment, Font

    width = text_width(document.traits)
    columns = 10
    letters = "ABCDEFGHIJ"
    if sheet.title in ("Front", "Section 4"):
        for letter in letters:
            sheet.column_dimensions[letter].width = width / columns / POINTS_IN_A_CHARACTER
        span = columns
    else:
        table = document.sections[int(sheet.title[-1]) - 1].table
        assert table is not None
        span, width = len(table.columns), sum(table.widths)
    for number, text in enumerate(lines, 1):
        cell = sheet.cell(number, 1, text)
        cell.font = Font(name=FONTS[document.traits.font], size=10, bold=number <= bold)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=span)
        rows = -(-len(text) * 6.4 // width)  # about as wide as its letters
        sheet.row_dimensions[number].height = 14 * rows + 6


def _table(sheet: Any, table: Table, traits: Traits) -> None:
    """The header and the rows, below what is there."""
    from openpyxl.utils import get_column_letter

    start = sheet.max_row + 1
    for number, width in enumerate(table.widths, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width / POINTS_IN_A_CHARACTER
    _header(sheet, start, table, traits)
    for number, row in enumerate(table.rows):
        _row(sheet, start + 1 + number, row, traits, shaded=traits.zebra and number % 2 > 0)
        low = traits.overflow and table.section == 2
        height = traits.size * 1.45 if low else _height(table, row, traits)
        sheet.row_dimensions[start + 1 + number].height = height
    for (row_number, column), span in table.spans.items():
        first = start + 1 + row_number
        sheet.merge_cells(
            start_row=first, end_row=first + span - 1, start_column=column + 1,
            end_column=column + 1,
        )  # fmt: skip
    if traits.repeat_header:
        sheet.print_title_rows = f"{start}:{start}"


def _header(sheet: Any, at: int, table: Table, traits: Traits) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    words = [column.header for column in table.columns]
    sheet.row_dimensions[at].height = _height(table, words, traits)
    for number, text in enumerate(words, 1):
        cell = sheet.cell(at, number, text)
        cell.font = Font(
            name=FONTS[traits.font], size=traits.size, bold=traits.header != "plain",
            color="FFFFFF" if traits.header == "dark" else "000000",
        )  # fmt: skip
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = _border(traits)
        if traits.header in GROUNDS:
            cell.fill = PatternFill("solid", fgColor=GROUNDS[traits.header])


def _row(sheet: Any, at: int, row: list[CellText], traits: Traits, shaded: bool) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for number, content in enumerate(row, 1):
        cell = sheet.cell(at, number)
        cell.value = _text(content, traits)
        cell.data_type = "s"  # text, whatever it looks like
        cell.font = Font(name=FONTS[traits.font], size=traits.size)
        cell.border = _border(traits)
        align = "left" if isinstance(content, tuple) else traits.align
        cell.alignment = Alignment(
            wrap_text=True, vertical=VALIGNS[traits.valign], horizontal=align
        )
        if shaded:
            cell.fill = PatternFill("solid", fgColor="EEF2F7")


def _border(traits: Traits) -> Any:
    from openpyxl.styles import Border, Side

    gray = round(traits.rule_gray * 255)
    style = "thin" if traits.rule_width < 1 else "medium"
    side = Side(style=style, color=f"{gray:02X}{gray:02X}{gray:02X}")
    return Border(left=side, right=side, top=side, bottom=side)


def _height(table: Table, row: list[CellText] | list[str], traits: Traits) -> float:
    """A height at which no line of the row runs out of its cell."""
    lines = 1
    for cell, width in zip(row, table.widths, strict=True):
        texts = _text(cell, traits).split("\n")
        lines = max(lines, sum(_lines_of(text, 0.9 * width - 5, traits) for text in texts))
    return lines * traits.size * 1.25 + 4


def _lines_of(text: str, width: float, traits: Traits) -> int:
    """The lines that a text takes, a word that is too long cut."""
    lines, used = 1, 0.0
    for word in text.split():
        wide = measure(word + " ", traits)
        if used and used + wide > width:
            lines, used = lines + 1, 0.0
        lines += int(wide // width)
        used = used + wide if wide < width else wide % width
    return lines


def _text(cell: CellText, traits: Traits) -> str:
    if isinstance(cell, str):
        return cell
    marks = [traits.bullet.replace("1", str(number)) for number in range(1, len(cell) + 1)]
    return "\n".join(f"{mark} {item}" for mark, item in zip(marks, cell, strict=True))


def _set_page(sheet: Any, document: Document) -> None:
    traits = document.traits
    width, height = PAPERS[traits.paper]
    setup = sheet.page_setup
    setup.paperSize = PAPER_CODES[traits.paper.removesuffix(" wide")]
    setup.orientation = "landscape" if width > height else "portrait"
    sheet.page_margins.left = sheet.page_margins.right = traits.margin / 72
    sheet.page_margins.top = sheet.page_margins.bottom = max(54, traits.margin) / 72
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    setup.fitToWidth, setup.fitToHeight = 1, 0
    furniture = sheet.oddFooter if traits.furniture == "bottom" else sheet.oddHeader
    furniture.left.text = document.notice
    furniture.right.text = traits.page_number.replace("{page}", "&P").replace("{pages}", "&N")
    for part in (furniture.left, furniture.right):
        part.size = 7
