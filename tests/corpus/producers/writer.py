"""LibreOffice Writer printing a word processor's file (.docx)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from ..document import CellText, Document, Table
from ..traits import PAPERS, Abilities, Traits
from ..widths import INDENT
from .base import Producer
from .office import print_to_pdf

FONTS = {"sans": "Liberation Sans", "serif": "Liberation Serif", "mono": "Liberation Mono"}
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
GROUNDS = {"gray": "D9D9D9", "dark": "1F3864"}
ALIGNS = {"left": "left", "justify": "both", "center": "center"}
VALIGNS = {"top": "top", "middle": "center", "bottom": "bottom"}


class Writer(Producer):
    name = "writer"
    command = "soffice"
    module = "docx"
    package = "apt: libreoffice-writer hyphen-en-us fonts-liberation; pip: python-docx"
    cuts = True
    can = Abilities(
        fonts=("sans", "serif", "mono"),
        rules=("lines", "inner"),
        bullets=("•", "▪", "o", "-", "–", "1.", "1)", "symbol", "symbol", "hanging"),
        hyphens=True,
        breaking=("normal", "normal", "anywhere"),
        merges=("cut",),
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        source = folder / "report.docx"
        _write(document, source)
        print_to_pdf(source, path, "writer")


def _write(document: Document, path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    traits = document.traits
    file = docx.Document()
    _set_pages(file, document)
    body = file.element.body
    last = body.sectPr

    def add(xml: str) -> None:
        last.addprevious(parse_xml(xml))

    for title in document.titles:
        add(_paragraph(title, traits, 13, bold=True, center=True))
    for text in document.summary:
        add(_paragraph(text, traits))
    if traits.contents != "none":
        for section in document.sections:
            add(_paragraph(section.heading, traits))
    for number, section in enumerate(document.sections):
        new = traits.cover if number == 0 else not traits.flow
        add(_paragraph(section.heading, traits, 11, bold=True, new_page=new, keep=True))
        for text in section.paragraphs:
            add(_paragraph(text, traits, keep=section.table is not None))
        if section.table:
            add(_table(section.table, traits))
            add(_paragraph("", traits))
    file.save(str(path))


def _set_pages(file: Any, document: Document) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Pt

    traits = document.traits
    page = file.sections[0]
    page.page_width, page.page_height = (Pt(side) for side in PAPERS[traits.paper])
    page.left_margin = page.right_margin = Pt(traits.margin)
    page.top_margin = page.bottom_margin = Pt(max(48, traits.margin))
    page.header_distance = page.footer_distance = Pt(20)
    furniture = page.footer if traits.furniture == "bottom" else page.header
    paragraph = furniture.paragraphs[0]._p
    for run in _furniture(document):
        paragraph.append(parse_xml(run))
    settings = file.settings.element
    if traits.hyphenate:
        settings.append(parse_xml(f"<w:autoHyphenation {NAMESPACE}/>"))


def _furniture(document: Document) -> list[str]:
    """The runs of the line on each page: the notice, the page number as fields."""
    form = f"    {document.traits.page_number}"
    pieces = [document.notice]
    for piece in form.replace("{", "|{").replace("}", "}|").split("|"):
        pieces.append(piece)
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    size = '<w:rPr><w:sz w:val="15"/></w:rPr>'
    return [
        f'<w:fldSimple {NAMESPACE} w:instr="{fields[piece]}"><w:r>{size}<w:t>1</w:t></w:r>'
        "</w:fldSimple>"
        if piece in fields
        else f'<w:r {NAMESPACE}>{size}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        for piece in pieces
    ]


# ---------------------------------------------------------------- paragraphs


def _run(text: str, traits: Traits, size: float, bold: bool = False, color: str = "") -> str:
    font = FONTS[traits.font]
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>{"<w:b/>" if bold else ""}'
        f"{f'<w:color w:val={chr(34)}{color}{chr(34)}/>' if color else ''}"
        f'<w:sz w:val="{round(size * 2)}"/><w:lang w:val="en-US"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _paragraph(
    text: str, traits: Traits, size: float = 10, *, bold: bool = False, center: bool = False,
    new_page: bool = False, keep: bool = False,
) -> str:  # fmt: skip
    flags = ("<w:keepNext/>" if keep else "") + ("<w:pageBreakBefore/>" if new_page else "")
    align = '<w:jc w:val="center"/>' if center else ""
    return (
        f'<w:p {NAMESPACE}><w:pPr>{flags}<w:suppressAutoHyphens/><w:spacing w:after="100"'
        f' w:line="252" w:lineRule="auto"/>{align}</w:pPr>{_run(text, traits, size, bold)}</w:p>'
    )


def _inside(text: str, traits: Traits, *, indent: str = "", style: str = "", left: bool = False,
            bold: bool = False, color: str = "") -> str:  # fmt: skip
    """A paragraph of a cell."""
    align = "left" if left and traits.align == "center" else ALIGNS[traits.align]
    return (
        f'<w:p><w:pPr>{style}<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'{indent}<w:jc w:val="{align}"/></w:pPr>{_run(text, traits, traits.size, bold, color)}'
        "</w:p>"
    )


# ---------------------------------------------------------------- tables


def _table(table: Table, traits: Traits) -> str:
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in table.widths)
    pad = _twips(traits.padding)
    margins = "".join(
        f'<w:{s} w:w="{pad}" w:type="dxa"/>' for s in ("top", "left", "bottom", "right")
    )
    header = _header(table, traits)
    rows = "".join(_row(table, number, traits) for number in range(len(table.rows)))
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{_twips(sum(table.widths))}" w:type="dxa"/>'
        f'{_borders(traits)}<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{header}{rows}</w:tbl>"
    )


def _twips(points: float) -> int:
    return round(points * 20)


def _borders(traits: Traits) -> str:
    gray = round(traits.rule_gray * 255)
    sides = ["insideH", "insideV"]
    if traits.rules != "inner":
        sides = ["top", "left", "bottom", "right", *sides]
    rule = (f'w:val="single" w:sz="{max(2, round(traits.rule_width * 8))}" w:space="0"'
            f' w:color="{gray:02X}{gray:02X}{gray:02X}"')  # fmt: skip
    return f"<w:tblBorders>{''.join(f'<w:{side} {rule}/>' for side in sides)}</w:tblBorders>"


def _row_properties(traits: Traits, header: bool = False) -> str:
    parts = "" if traits.cut_rows and not header else "<w:cantSplit/>"
    if traits.row_height:
        parts += f'<w:trHeight w:val="{_twips(traits.row_height)}" w:hRule="atLeast"/>'
    return f"<w:trPr>{parts}{'<w:tblHeader/>' if header and traits.repeat_header else ''}</w:trPr>"


def _header(table: Table, traits: Traits) -> str:
    color = "FFFFFF" if traits.header == "dark" else ""
    cells = [
        _boxed(
            _inside(column.header, traits, bold=traits.header != "plain", color=color, left=True),
            width, GROUNDS.get(traits.header, ""), "top",
        )
        for column, width in zip(table.columns, table.widths, strict=True)
    ]  # fmt: skip
    return f"<w:tr>{_row_properties(traits, header=True)}{''.join(cells)}</w:tr>"


def _row(table: Table, number: int, traits: Traits) -> str:
    covered, cells = table.covered(), []
    ground = "EEF2F7" if traits.zebra and number % 2 else ""
    for column, cell in enumerate(table.rows[number]):
        merge = ""
        content = _cell(cell, traits)
        if (number, column) in covered:
            merge, content = "<w:vMerge/>", "<w:p/>"
        elif (number, column) in table.spans:
            merge = '<w:vMerge w:val="restart"/>'
        cells.append(_boxed(content, table.widths[column], ground, traits.valign, merge))
    return f"<w:tr>{_row_properties(traits)}{''.join(cells)}</w:tr>"


def _boxed(content: str, width: float, ground: str, valign: str, merge: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{merge}{shade}'
        f'<w:vAlign w:val="{VALIGNS[valign]}"/></w:tcPr>{content}</w:tc>'
    )


def _cell(cell: CellText, traits: Traits) -> str:
    if isinstance(cell, str):
        return _inside(cell, traits)
    hanging = f'<w:ind w:left="{_twips(INDENT)}" w:hanging="{_twips(INDENT)}"/>'
    if traits.bullet == "symbol":  # a list of the word processor, its bullet in a symbol font
        style = '<w:pStyle w:val="ListBullet"/>'
        return "".join(_inside(i, traits, style=style, indent=hanging, left=True) for i in cell)
    items = []
    for number, item in enumerate(cell, 1):
        mark = "" if traits.bullet == "hanging" else f"{traits.bullet.replace('1', str(number))} "
        items.append(_inside(mark + item, traits, indent=hanging, left=True))
    return "".join(items)
