"""The report as an HTML page, for the producers that print one."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from ..document import CellText, Document, Table
from ..traits import DRAWN, PAPERS, Traits
from ..widths import INDENT
from .hyphens import soft_hyphens

FAMILIES = {
    "sans": "'Liberation Sans', Arimo, Helvetica, Arial, sans-serif",
    "serif": "'Liberation Serif', Tinos, Times, serif",
    "mono": "'Liberation Mono', Cousine, Courier, monospace",
}
GROUNDS = {
    "plain": "font-weight: normal",
    "bold": "font-weight: bold",
    "gray": "font-weight: bold; background: #d9d9d9",
    "dark": "font-weight: bold; background: #1f3864; color: #fff",
}


@dataclass(frozen=True)
class Dialect:
    """What the engine needs: who hyphenates, who prints the lines of each page."""

    hyphens_by: str = "engine"  # or "soft": soft hyphens in the text
    margin_boxes: bool = True  # CSS boxes in the page's margin
    drawn_by: str = "list"  # discs by `list-style`; "box": small filled boxes
    counters: bool = False  # page numbers in the table of contents
    grouped: bool = True  # a table body for each group of merged rows
    scale: float = 1.0  # of all lengths, for engines with a point of their own


def page(document: Document, dialect: Dialect) -> str:
    """The whole page."""
    css = _css(document, dialect)
    body = _front(document, dialect) + "".join(
        _section(document, number, dialect) for number in range(len(document.sections))
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Report</title>'
        f"<style>{css}</style></head><body>{body}</body></html>"
    )


# ---------------------------------------------------------------- style


def _css(document: Document, dialect: Dialect) -> str:
    traits = document.traits
    pt = _Points(dialect.scale)
    gray = round(traits.rule_gray * 255)
    rule = f"{pt(traits.rule_width)} solid rgb({gray},{gray},{gray})"
    rules = [
        f"body {{font-family: {FAMILIES[traits.font]}; font-size: {pt(max(9, traits.size))};"
        " margin: 0}",
        f"h1, h2 {{font-size: {pt(12)}; margin: {pt(10)} 0 {pt(6)} 0; page-break-after: avoid}}",
        "h1 {text-align: center}",
        ".cover {page-break-after: always} .new {page-break-before: always}",
        f"table {{table-layout: fixed; font-size: {pt(traits.size)}; margin: {pt(6)} 0}}",
        f"td, th {{padding: {pt(traits.padding)}; vertical-align: {traits.valign};"
        f" text-align: {traits.align}; {_breaking(traits)}; {_hyphens(traits, dialect)}}}",
        f"th {{{GROUNDS[traits.header]}; text-align: left; vertical-align: middle}}",
        f".item {{padding-left: {pt(INDENT)}; text-indent: -{pt(INDENT)}; margin: 0;"
        f" text-align: {_list_align(traits)}}}",
        f"ul {{margin: 0; text-align: {_list_align(traits)}; padding-left: {pt(INDENT)};"
        f" list-style: {traits.bullet}}}",
        f".mark {{display: inline-block; width: {pt(3.2)}; height: {pt(3.2)}; background: #000;"
        f" margin: 0 {pt(4.4)} {pt(1.4)} {pt(4.4)}; text-indent: 0;"
        f" border-radius: {'50%' if traits.bullet == 'disc' else '0'}}}",
        *_borders(traits, rule),
    ]
    if not traits.cut_rows:
        rules.append("tr, .kept {page-break-inside: avoid; break-inside: avoid}")
    if not traits.repeat_header:
        rules.append("thead {display: table-row-group}")
    if traits.zebra:
        rules.append("tr.even td {background: #eef2f7}")
    if traits.overflow:  # rows that are too low, and text that does not care
        rules.append(f".low {{height: {pt(traits.size * 1.3)}; overflow: visible}}")
    if traits.row_height:
        rules.append(f"tr {{height: {pt(traits.row_height)}}}")
    if dialect.margin_boxes:
        rules.append(_page_rule(document))
    return "\n".join(rules)


class _Points:
    """Writes lengths for CSS."""

    def __init__(self, scale: float) -> None:
        self.scale = scale

    def __call__(self, length: float) -> str:
        return f"{length * self.scale:.2f}pt"


def _list_align(traits: Traits) -> str:
    """Lists stand at the left of centered cells: a hanging indent could not be seen."""
    return "justify" if traits.align == "justify" else "left"


def _breaking(traits: Traits) -> str:
    if traits.breaking == "all":
        return "word-break: break-all"
    return "overflow-wrap: anywhere; word-wrap: break-word" if traits.squeeze else ""


def _hyphens(traits: Traits, dialect: Dialect) -> str:
    if traits.hyphenate:
        return "hyphens: auto" if dialect.hyphens_by == "engine" else "hyphens: manual"
    return "hyphens: none"


def _borders(traits: Traits, rule: str) -> list[str]:
    if traits.rules == "boxes":
        return [
            "table {border-collapse: separate; border-spacing: 0}",
            f"td, th {{border: {rule}}}",
        ]
    hidden = ["table {border-style: hidden}"] if traits.rules == "inner" else []
    return ["table {border-collapse: collapse}", f"td, th {{border: {rule}}}", *hidden]


def _page_rule(document: Document) -> str:
    traits = document.traits
    width, height = PAPERS[traits.paper]
    number = _counter(traits.page_number)
    side = traits.furniture
    margin = max(traits.margin, 36)
    return (
        f"@page {{size: {width}pt {height}pt; margin: {margin}pt {traits.margin}pt;"
        f" @{side}-left {{content: '{document.notice}'; font: 7.5pt sans-serif;"
        " white-space: nowrap}"
        f" @{side}-right {{content: {number}; font: 7.5pt sans-serif}} }}"
    )


def _counter(form: str) -> str:
    text = form.replace("{page}", "' counter(page) '").replace("{pages}", "' counter(pages) '")
    return f"'{text}'"


# ---------------------------------------------------------------- body


def _front(document: Document, dialect: Dialect) -> str:
    traits = document.traits
    parts = [f"<h1>{escape(title)}</h1>" for title in document.titles]
    parts += [f"<p>{escape(text)}</p>" for text in document.summary]
    if traits.contents != "none":
        parts.append("<p>This report is comprised of four sections:</p>")
        for number, section in enumerate(document.sections, 1):
            paged = dialect.counters and traits.contents == "pages"
            link = f' <a class="toc" href="#s{number}"></a>' if paged else ""
            parts.append(f"<p>{escape(section.heading)}{link}</p>")
        if dialect.counters:
            parts.append("<style>.toc::after{content: ' .... ' target-counter(attr(href), page)}"
                         "</style>")  # fmt: skip
    return f'<div class="{"cover" if traits.cover else ""}">{"".join(parts)}</div>'


def _section(document: Document, number: int, dialect: Dialect) -> str:
    traits, section = document.traits, document.sections[number]
    new = number > 0 and not traits.flow
    parts = [
        f'<h2 id="s{number + 1}" class="{"new" if new else ""}">{escape(section.heading)}</h2>'
    ]
    parts += [f"<p>{escape(text)}</p>" for text in section.paragraphs]
    if section.table:
        parts.append(_table(section.table, traits, dialect))
    return "".join(parts)


def _table(table: Table, traits: Traits, dialect: Dialect) -> str:
    pt = _Points(dialect.scale)
    columns = "".join(f'<col style="width:{pt(width)}">' for width in table.widths)
    headers = "".join(
        f"<th>{_text(column.header, traits, dialect)}</th>" for column in table.columns
    )
    covered, bodies = table.covered(), []
    for group in table.groups():
        rows = "".join(_row(table, row, covered, traits, dialect) for row in group)
        bodies.append(f'<tbody class="kept">{rows}</tbody>' if table.spans else rows)
    body = "".join(bodies) if table.spans else f"<tbody>{''.join(bodies)}</tbody>"
    width = pt(sum(table.widths))
    return (
        f'<table style="width:{width}"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{headers}</tr></thead>{body}</table>"
    )


def _row(
    table: Table, row: int, covered: set[tuple[int, int]], traits: Traits, dialect: Dialect
) -> str:
    cells = []
    for column, cell in enumerate(table.rows[row]):
        if (row, column) in covered:
            continue
        span = table.spans.get((row, column), 1)
        spanning = f' rowspan="{span}"' if span > 1 else ""
        text = _cell(cell, traits, dialect)
        if traits.overflow and table.section == 2:
            text = f'<div class="low">{text}</div>'
        cells.append(f"<td{spanning}>{text}</td>")
    return f'<tr class="{"even" if row % 2 else "odd"}">{"".join(cells)}</tr>'


def _cell(cell: CellText, traits: Traits, dialect: Dialect) -> str:
    if isinstance(cell, str):
        return _text(cell, traits, dialect)
    if traits.bullet in DRAWN and dialect.drawn_by == "list":
        return f"<ul>{''.join(f'<li>{_text(i, traits, dialect)}</li>' for i in cell)}</ul>"
    items = []
    for number, item in enumerate(cell, 1):
        text = _mark(traits.bullet, number) + _text(item, traits, dialect)
        items.append(f'<p class="item">{text}</p>')
    return "".join(items)


def _mark(bullet: str, number: int) -> str:
    if bullet in DRAWN:
        return '<span class="mark"></span>'
    if bullet == "hanging":
        return ""
    return f"{escape(bullet.replace('1', str(number)))} "


def _text(text: str, traits: Traits, dialect: Dialect) -> str:
    if traits.hyphenate and dialect.hyphens_by == "soft":
        text = soft_hyphens(text)
    return escape(text)
