"""ReportLab's Platypus: paragraphs and tables that flow over pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Grid

from ..document import CellText, Document, Table
from ..traits import DRAWN, PAPERS, Abilities, Traits
from ..widths import INDENT
from .base import Producer

FONTS = {"sans": "Helvetica", "serif": "Times-Roman", "mono": "Courier"}
BOLD = {"sans": "Helvetica-Bold", "serif": "Times-Bold", "mono": "Courier-Bold"}
ALIGNS = {"left": 0, "center": 1, "justify": 4}
GROUNDS = {"gray": HexColor("#d9d9d9"), "dark": HexColor("#1f3864")}


class Platypus(Producer):
    name = "platypus"
    module = "reportlab"
    package = "pip: reportlab"
    cuts = True
    can = Abilities(
        fonts=("sans", "serif", "mono"),
        rules=("lines", "boxes", "fills", "inner"),
        bullets=("•", "o", "-", "–", "1.", "1)", *DRAWN, "hanging"),
        hyphens=True,
        breaking=("normal", "normal", "anywhere"),
        merges=("whole",),
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        pages = _Pages.count(document, folder / "first.pdf") if _needs_total(document) else 0
        _print(document, path, pages)


def _needs_total(document: Document) -> bool:
    return "{pages}" in document.traits.page_number


class _Pages(BaseDocTemplate):
    """Pages with the notice and the page number."""

    @staticmethod
    def count(document: Document, path: Path) -> int:
        return _print(document, path, 0)


def _print(document: Document, path: Path, pages: int) -> int:
    """Writes the PDF and returns its number of pages."""
    traits = document.traits
    width, height = PAPERS[traits.paper]
    above = max(36.0, traits.margin)
    frame = Frame(
        traits.margin, above, width - 2 * traits.margin, height - 2 * above,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip

    def furnish(canvas: Canvas, template: Any) -> None:
        y = 18 if traits.furniture == "bottom" else height - 24
        number = traits.page_number.format(page=canvas.getPageNumber(), pages=pages)
        canvas.setFont("Helvetica", 7.5)
        canvas.drawString(traits.margin, y, document.notice)
        canvas.drawRightString(width - traits.margin, y, number)

    template = _Pages(str(path), pagesize=(width, height), title="Report")
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=furnish))
    template.build(_story(document))
    return int(template.page)


def _story(document: Document) -> list[Flowable]:
    traits = document.traits
    plain = ParagraphStyle("plain", fontName=FONTS[traits.font], fontSize=10, leading=13)
    bold = ParagraphStyle("bold", plain, fontName=BOLD[traits.font], fontSize=11, leading=14)
    story: list[Flowable] = []

    def write(text: str, style: ParagraphStyle) -> None:
        story.extend((Paragraph(escape(text), style), Spacer(0, 5)))

    for title in document.titles:
        write(title, bold)
    for text in document.summary:
        write(text, plain)
    if traits.contents != "none":
        for section in document.sections:
            write(section.heading, plain)
    for number, section in enumerate(document.sections):
        new = traits.cover if number == 0 else not traits.flow
        story.append(PageBreak() if new else CondPageBreak(170))
        write(section.heading, bold)
        for text in section.paragraphs:
            write(text, plain)
        if section.table:
            story.extend((_grid(section.table, traits), Spacer(0, 12)))
    return story


# ---------------------------------------------------------------- tables


def _grid(table: Table, traits: Traits) -> Flowable:
    styles = _styles(traits)
    header = [Paragraph(escape(column.header), styles["header"]) for column in table.columns]
    covered = table.covered()
    rows = [
        ["" if (r, c) in covered else _cell(cell, styles, traits) for c, cell in enumerate(row)]
        for r, row in enumerate(table.rows)
    ]
    least = traits.row_height or None
    kind = _Filled if traits.rules == "fills" else Grid
    return kind(
        [header, *rows], colWidths=table.widths, repeatRows=int(traits.repeat_header),
        hAlign="LEFT", style=_commands(table, traits),
        splitByRow=1, splitInRow=int(traits.cut_rows),
        minRowHeights=[least] * (len(rows) + 1) if least else None,
    )  # fmt: skip


class _Filled(Grid):
    """A table whose rules are thin filled rectangles."""

    def _drawLines(self) -> None:  # noqa: N802 - the name is the library's
        stroke = self.canv.line
        self.canv.line = self._fill
        try:
            super()._drawLines()
        finally:
            self.canv.line = stroke

    def _fill(self, x0: float, y0: float, x1: float, y1: float) -> None:
        width = self.canv._lineWidth
        self.canv.saveState()
        self.canv.setFillColor(self.canv._strokeColorObj)
        if y0 == y1:
            self.canv.rect(min(x0, x1), y0 - width / 2, abs(x1 - x0), width, stroke=0, fill=1)
        else:
            self.canv.rect(x0 - width / 2, min(y0, y1), width, abs(y1 - y0), stroke=0, fill=1)
        self.canv.restoreState()


def _styles(traits: Traits) -> dict[str, ParagraphStyle]:
    hyphens = {"hyphenationLang": "en_US", "embeddedHyphenation": 1, "uriWasteReduce": 0}
    cell = ParagraphStyle(
        "cell", fontName=FONTS[traits.font], fontSize=traits.size, leading=traits.size * 1.2,
        bulletFontName=FONTS[traits.font], bulletFontSize=traits.size,
        alignment=ALIGNS[traits.align], splitLongWords=1, **(hyphens if traits.hyphenate else {}),
    )  # fmt: skip
    return {
        "cell": cell,
        "item": ParagraphStyle(
            "item", cell, leftIndent=INDENT, firstLineIndent=0,
            alignment=ALIGNS["justify" if traits.align == "justify" else "left"],
        ),
        "hanging": ParagraphStyle(
            "hanging", cell, leftIndent=INDENT, firstLineIndent=-INDENT, alignment=0
        ),
        "header": ParagraphStyle(
            "header", cell, alignment=0,
            fontName=(FONTS if traits.header == "plain" else BOLD)[traits.font],
            textColor=white if traits.header == "dark" else black,
        ),
    }  # fmt: skip


def _commands(table: Table, traits: Traits) -> list[tuple[Any, ...]]:
    gray = Color(*[traits.rule_gray] * 3)
    pad = traits.padding
    commands: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), traits.valign.upper()),
        *[(f"{side}PADDING", (0, 0), (-1, -1), pad) for side in ("LEFT", "RIGHT", "TOP")],
        ("BOTTOMPADDING", (0, 0), (-1, -1), pad + 1),
    ]
    if traits.header in GROUNDS:
        commands.append(("BACKGROUND", (0, 0), (-1, 0), GROUNDS[traits.header]))
    if traits.zebra:
        commands.append(("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, HexColor("#eef2f7")]))
    for (row, column), span in table.spans.items():
        commands.append(("SPAN", (column, row + 1), (column, row + span)))
        commands.append(("NOSPLIT", (column, row + 1), (column, row + span)))
    if traits.rules == "boxes":
        cells = [(c, r) for c in range(len(table.columns)) for r in range(len(table.rows) + 1)]
        covered = {(c, r + 1) for r, c in {*table.covered(), *table.spans}}
        boxed = [cell for cell in cells if cell not in covered]
        spanned = [((c, r + 1), (c, r + n)) for (r, c), n in table.spans.items()]
        for first, last in [*((cell, cell) for cell in boxed), *spanned]:
            commands.append(("BOX", first, last, traits.rule_width, gray))
        return commands
    grid = "INNERGRID" if traits.rules == "inner" else "GRID"
    commands.append((grid, (0, 0), (-1, -1), traits.rule_width, gray))
    return commands


def _cell(cell: CellText, styles: dict[str, ParagraphStyle], traits: Traits) -> Any:
    if isinstance(cell, str):
        return Paragraph(escape(cell), styles["cell"])
    items: list[Flowable] = []
    for number, item in enumerate(cell, 1):
        if traits.bullet in DRAWN:
            items.append(_Marked(escape(item), styles["item"], traits.bullet))
        elif traits.bullet == "hanging":
            items.append(Paragraph(escape(item), styles["hanging"]))
        else:
            mark = traits.bullet.replace("1", str(number))
            items.append(Paragraph(escape(item), styles["item"], bulletText=mark))
    return items


class _Marked(Paragraph):
    """A paragraph with a disc or a square drawn before its first line."""

    mark = ""

    def __init__(self, text: str, style: ParagraphStyle, mark: str = "", **named: Any) -> None:
        super().__init__(text, style, **named)
        self.mark = mark

    def draw(self) -> None:
        middle = self.height - self.style.leading + 0.32 * self.style.fontSize
        if self.mark == "disc":
            self.canv.circle(4, middle, 1.6, stroke=0, fill=1)
        elif self.mark:
            self.canv.rect(2.4, middle - 1.6, 3.2, 3.2, stroke=0, fill=1)
        super().draw()
