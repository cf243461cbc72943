"""Typst: a typesetter whose compiler comes with its Python package."""

from __future__ import annotations

from pathlib import Path

from ..document import CellText, Document, Table
from ..traits import DRAWN, PAPERS, Abilities, Traits
from ..widths import INDENT
from .base import Producer

FONTS = {  # what the package brings; the sizes of the first two are those of Times
    "serif": '"Libertinus Serif"',
    "roman": '"New Computer Modern"',
    "mono": '"DejaVu Sans Mono"',
}
GROUNDS = {"plain": "none", "bold": "none", "gray": 'rgb("#d9d9d9")', "dark": 'rgb("#1f3864")'}
VALIGNS = {"top": "top", "middle": "horizon", "bottom": "bottom"}


class Typst(Producer):
    name = "typst"
    module = "typst"
    package = "pip: typst"
    can = Abilities(
        fonts=("serif", "roman", "mono"),
        rules=("lines", "inner"),
        hyphens=True,
        merges=("whole",),
        contents_pages=True,
        row_heights=False,
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        import typst

        source = folder / "report.typ"
        source.write_text(_source(document), encoding="utf-8")
        typst.compile(str(source), output=str(path))


def _source(document: Document) -> str:
    parts = [_settings(document), _front(document)]
    for number, section in enumerate(document.sections):
        new = document.traits.cover if number == 0 else not document.traits.flow
        parts.append("#pagebreak(weak: true)" if new else "#v(8pt)")
        parts.append(f"= {_text(section.heading)}")
        parts += [_text(text) for text in section.paragraphs]
        if section.table:
            parts.append(_table(section.table, document.traits))
    return "\n\n".join(parts)


def _settings(document: Document) -> str:
    traits = document.traits
    width, height = PAPERS[traits.paper]
    number = traits.page_number.replace("{page}", "#counter(page).display()")
    number = number.replace("{pages}", "#context counter(page).final().first()")
    number = number.replace("#counter(page).display()", "#context counter(page).display()")
    line = f"[#set text(size: 7.5pt); {_text(document.notice)} #h(1fr) {number}]"
    side = "footer" if traits.furniture == "bottom" else "header"
    above = max(48, traits.margin)
    return f"""#set page(width: {width}pt, height: {height}pt, {side}: {line},
  margin: (x: {traits.margin}pt, y: {above}pt))
#set text(font: {FONTS[traits.font]}, size: 10pt, lang: "en", hyphenate: false)
#set smartquote(enabled: false)
#set par(justify: false)
#show heading: set text(size: 11pt)"""


def _front(document: Document) -> str:
    parts = [f"*{_text(title)}*" for title in document.titles]
    parts += [_text(text) for text in document.summary]
    if document.traits.contents == "pages":
        parts.append("#outline(title: [Table of Contents])")
    elif document.traits.contents == "list":
        parts += [_text(section.heading) for section in document.sections]
    return "\n\n".join(parts)


def _table(table: Table, traits: Traits) -> str:
    gray = round(traits.rule_gray * 100)
    stroke = f"{traits.rule_width}pt + luma({gray}%)"
    if traits.rules == "inner":
        stroke = (f"(x, y) => (left: if x > 0 {{ {stroke} }}, right: none,"
                  f" top: if y > 0 {{ {stroke} }}, bottom: none)")  # fmt: skip
    widths = ", ".join(f"{width:.2f}pt" for width in table.widths)
    header = ", ".join(_header(column.header, traits) for column in table.columns)
    zebra = 'if calc.even(y) and y > 0 { rgb("#eef2f7") }' if traits.zebra else ""
    fill = f"(x, y) => if y == 0 {{ {GROUNDS[traits.header]} }} {'else ' + zebra if zebra else ''}"
    align = "left" if traits.align == "justify" else traits.align
    covered, rows = table.covered(), []
    for number, row in enumerate(table.rows):
        cells = [
            _spanning(table.spans.get((number, column), 1), _cell(cell, traits))
            for column, cell in enumerate(row)
            if (number, column) not in covered
        ]
        rows.append(", ".join(cells))
    body = ",\n  ".join(rows)
    return f"""#[
#set text(size: {traits.size}pt, hyphenate: {_bool(traits.hyphenate)},
  top-edge: "ascender", bottom-edge: "descender")
#set par(justify: {_bool(traits.align == "justify")}, leading: 0.15em, spacing: 0.2em)
#show table.cell: set block(breakable: {_bool(traits.cut_rows)})
#set table.cell(breakable: {_bool(traits.cut_rows)})
#table(columns: ({widths},), inset: {traits.padding}pt, stroke: {stroke},
  align: {align} + {VALIGNS[traits.valign]}, fill: {fill},
  table.header(repeat: {_bool(traits.repeat_header)}, {header}),
  {body})
]"""


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _header(text: str, traits: Traits) -> str:
    weight = "regular" if traits.header == "plain" else "bold"
    color = "white" if traits.header == "dark" else "black"
    return f'text(weight: "{weight}", fill: {color})[{_text(text)}]'


def _spanning(span: int, cell: str) -> str:
    return f"table.cell(rowspan: {span}, {cell})" if span > 1 else cell


def _cell(cell: CellText, traits: Traits) -> str:
    if isinstance(cell, str):
        return f"[{_text(cell)}]"
    items = ", ".join(f"[{_text(item)}]" for item in cell)
    align = "left" if traits.align == "center" else ""
    return f"{{ set align(left); {_list(items, traits)} }}" if align else _list(items, traits)


def _list(items: str, traits: Traits) -> str:
    if traits.bullet in ("1.", "1)"):
        return f'enum(numbering: "{traits.bullet}", tight: true, {items})'
    if traits.bullet == "hanging":
        paragraphs = items.replace("[", f"par(hanging-indent: {INDENT}pt)[")
        return f"{{ {paragraphs.replace('], par', ']; par')} }}"
    mark = {
        "disc": "circle(radius: 1.6pt, fill: black, stroke: none)",
        "square": "rect(width: 3.2pt, height: 3.2pt, fill: black, stroke: none)",
    }.get(traits.bullet, f"[{_text(traits.bullet)}]")
    if traits.bullet in DRAWN:
        mark = f"box(baseline: -1.4pt, {mark})"
    return f"list(marker: {mark}, tight: true, {items})"


def _text(text: str) -> str:
    """The text with what Typst would understand escaped."""
    return "".join(f"\\{c}" if c in "\\#*_`$<>@[]~=-+/\"'" else c for c in text)
