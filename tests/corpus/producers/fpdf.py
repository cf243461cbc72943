"""fpdf2: a Python library, with its own tables and the fonts that every viewer has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..document import CellText, Document, Table
from ..traits import CUTTING, PAPERS, Abilities, Traits
from .base import Producer
from .hyphens import soft_hyphens

FONTS = {"sans": "helvetica", "serif": "times", "mono": "courier"}
ALIGNS = {"left": "LEFT", "justify": "JUSTIFY", "center": "CENTER"}
GROUNDS = {"plain": None, "bold": None, "gray": (217, 217, 217), "dark": (31, 56, 100)}


class Fpdf2(Producer):
    name = "fpdf2"
    module = "fpdf"
    package = "pip: fpdf2"
    cuts = True
    can = Abilities(
        fonts=("sans", "serif", "mono"),
        rules=("lines", "inner"),
        bullets=("•", "o", "-", "–", "1.", "1)"),
        hyphens=True,
        breaking=CUTTING,
        merges=("whole",),
        cut_rows=False,
        row_heights=True,
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        pdf = _pages(document)
        _front(pdf, document)
        for number in range(len(document.sections)):
            _section(pdf, document, number)
        pdf.output(str(path))


def _pages(document: Document) -> Any:
    """An empty document whose pages carry the notice."""
    from fpdf import FPDF

    traits = document.traits

    class Pages(FPDF):
        def header(self) -> None:
            if traits.furniture == "top":
                self._line_at(18)
                self.set_y(max(36, traits.margin))

        def footer(self) -> None:
            if traits.furniture == "bottom":
                self._line_at(-26)

        def _line_at(self, y: float) -> None:
            self.set_font("helvetica", size=7.5)
            self.set_text_color(0)
            self.set_xy(traits.margin, y)
            self.cell(0, 8, document.notice)
            form = traits.page_number.format(page=self.page_no(), pages="{nb}")
            self.set_xy(traits.margin, y)
            self.cell(0, 8, form, align="R")

    pdf = Pages(unit="pt", format=PAPERS[traits.paper])
    pdf.core_fonts_encoding = "windows-1252"
    above = max(36.0, traits.margin)
    pdf.set_margins(traits.margin, above, traits.margin)
    pdf.set_auto_page_break(True, margin=above)
    pdf.add_page()
    return pdf


def _write(pdf: Any, traits: Traits, text: str, size: float = 10, style: str = "") -> None:
    pdf.set_font(FONTS[traits.font], style=style, size=size)
    pdf.set_text_color(0)
    pdf.multi_cell(0, size * 1.3, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)


def _front(pdf: Any, document: Document) -> None:
    traits = document.traits
    for title in document.titles:
        _write(pdf, traits, title, 13, "B")
    for text in document.summary:
        _write(pdf, traits, text)
    if traits.contents != "none":
        _write(pdf, traits, "This report is comprised of four sections:")
        for section in document.sections:
            _write(pdf, traits, section.heading)


def _section(pdf: Any, document: Document, number: int) -> None:
    traits, section = document.traits, document.sections[number]
    if (not traits.flow and number) or (traits.cover and number == 0) or pdf.will_page_break(150):
        pdf.add_page()
    _write(pdf, traits, section.heading, 11, "B")
    for text in section.paragraphs:
        _write(pdf, traits, text)
    if section.table:
        _table(pdf, section.table, traits)


def _table(pdf: Any, table: Table, traits: Traits) -> None:
    from fpdf.enums import TableBordersLayout, TableCellFillMode, WrapMode
    from fpdf.fonts import FontFace

    ground = GROUNDS[traits.header]
    head = FontFace(
        emphasis="" if traits.header == "plain" else "BOLD",
        color=(255, 255, 255) if traits.header == "dark" else None,
        fill_color=ground,
    )
    pdf.set_font(FONTS[traits.font], size=traits.size)
    pdf.set_text_color(0)
    pdf.set_draw_color(round(traits.rule_gray * 255))
    pdf.set_line_width(traits.rule_width)
    layout = TableBordersLayout.INTERNAL if traits.rules == "inner" else TableBordersLayout.ALL
    zebra = TableCellFillMode.EVEN_ROWS if traits.zebra else TableCellFillMode.NONE
    with pdf.table(
        width=sum(table.widths) - 0.1, col_widths=tuple(table.widths), align="LEFT",
        text_align=ALIGNS[traits.align], v_align=traits.valign.upper(),
        line_height=traits.size * 1.2, padding=traits.padding, borders_layout=layout,
        headings_style=head, repeat_headings=int(traits.repeat_header),
        cell_fill_mode=zebra, cell_fill_color=(238, 242, 247) if traits.zebra else None,
        wrapmode=WrapMode.CHAR if traits.breaking == "all" else WrapMode.WORD,
        min_row_height=traits.row_height or None,
    ) as grid:  # fmt: skip
        heads = grid.row()
        for column in table.columns:
            heads.cell(_text(column.header, traits), align="LEFT")
        covered = table.covered()
        for number, cells in enumerate(table.rows):
            row = grid.row()
            for place, cell in enumerate(cells):
                if (number, place) not in covered:
                    span = table.spans.get((number, place), 1)
                    align = "LEFT" if isinstance(cell, tuple) and traits.align == "center" else None
                    row.cell(_cell(cell, traits), rowspan=span, align=align)


def _cell(cell: CellText, traits: Traits) -> str:
    if isinstance(cell, str):
        return _text(cell, traits)
    marks = [traits.bullet.replace("1", str(n)) for n in range(1, len(cell) + 1)]
    return "\n".join(f"{m} {_text(i, traits)}" for m, i in zip(marks, cell, strict=True))


def _text(text: str, traits: Traits) -> str:
    return soft_hyphens(text) if traits.hyphenate else text
