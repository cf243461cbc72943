"""pdfmake: a JavaScript library, run by Node; draws the discs and squares of its lists."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ..document import CellText, Document, Table
from ..traits import DRAWN, PAPERS, Abilities, Traits
from ..widths import INDENT
from .base import Producer, run

NODE = Path(__file__).parents[1] / "node"
FONTS = {"sans": "Helvetica", "serif": "Times", "mono": "Courier"}
GROUNDS = {"gray": "#d9d9d9", "dark": "#1f3864"}


class PdfMake(Producer):
    name = "pdfmake"
    command = "node"
    package = f"apt: nodejs npm; npm install --prefix {NODE}"
    can = Abilities(
        fonts=("sans", "serif", "mono"),
        rules=("lines", "inner"),
        aligns=("left", "left", "center"),  # justified, it tears words apart at their hyphens
        bullets=("•", "-", "1.", "1)", *DRAWN, *DRAWN),
        breaking=(*["normal"] * 9, "all"),
        merges=("cut",),
    )

    def missing(self) -> str:
        why = super().missing()
        if not why and not (NODE / "node_modules" / "pdfmake").is_dir():
            why = f"no pdfmake in {NODE} ({self.package})"
        return why

    def build(self, document: Document, path: Path, folder: Path) -> None:
        given = {"definition": _definition(document), "look": _look(document)}
        source = folder / "report.json"
        source.write_text(json.dumps(given), encoding="utf-8")
        run(
            [shutil.which("node") or "node", str(NODE / "print.js"), str(source), str(path)], folder
        )


def _look(document: Document) -> dict[str, Any]:
    traits = document.traits
    gray = round(traits.rule_gray * 255)
    return {
        "notice": document.notice,
        "number": traits.page_number,
        "margin": traits.margin,
        "side": "footer" if traits.furniture == "bottom" else "header",
        "inner": traits.rules == "inner",
        "width": traits.rule_width,
        "color": f"#{gray:02x}{gray:02x}{gray:02x}",
        "padding": traits.padding,
        "header": GROUNDS.get(traits.header),
        "zebra": traits.zebra,
    }


def _definition(document: Document) -> dict[str, Any]:
    traits = document.traits
    width, height = PAPERS[traits.paper]
    above = max(40.0, traits.margin)
    content: list[Any] = [
        {"text": title, "bold": True, "fontSize": 13} for title in document.titles
    ]
    content += [{"text": text, "margin": [0, 4, 0, 4]} for text in document.summary]
    if traits.contents != "none":
        content.append({"ul": [section.heading for section in document.sections]})
    for number, section in enumerate(document.sections):
        new = traits.cover if number == 0 else not traits.flow
        heading = {"text": section.heading, "bold": True, "margin": [0, 10, 0, 4]}
        content.append({**heading, **({"pageBreak": "before"} if new else {})})
        content += [{"text": text, "margin": [0, 2, 0, 4]} for text in section.paragraphs]
        if section.table:
            content.append(_table(section.table, traits))
    return {
        "pageSize": {"width": width, "height": height},
        "pageMargins": [traits.margin, above, traits.margin, above],
        "defaultStyle": {"font": FONTS[traits.font], "fontSize": 10, "lineHeight": 1.12},
        "content": content,
    }


def _table(table: Table, traits: Traits) -> dict[str, Any]:
    bold = traits.header != "plain"
    color = "white" if traits.header == "dark" else "black"
    header = [{"text": c.header, "bold": bold, "color": color} for c in table.columns]
    covered = table.covered()
    body = [
        ["" if (r, c) in covered else _cell(table, r, c, traits) for c in range(len(row))]
        for r, row in enumerate(table.rows)
    ]
    inner = [w - 2 * traits.padding - traits.rule_width for w in table.widths]
    return {
        "layout": "corpus",
        "fontSize": traits.size,
        "alignment": traits.align,
        "table": {
            "headerRows": int(traits.repeat_header),
            "dontBreakRows": not traits.cut_rows,
            "widths": inner,
            "heights": traits.row_height or "auto",
            "body": [header, *body],
        },
    }


def _cell(table: Table, row: int, column: int, traits: Traits) -> dict[str, Any]:
    cell = _content(table.rows[row][column], traits)
    if traits.valign != "top":
        cell["verticalAlignment"] = traits.valign
    if span := table.spans.get((row, column)):
        cell["rowSpan"] = span
    if traits.breaking == "all":
        cell["wordBreak"] = "break-all"
    return cell


def _content(cell: CellText, traits: Traits) -> dict[str, Any]:
    if isinstance(cell, str):
        return {"text": cell}
    left = {"alignment": "left"} if traits.align == "center" else {}
    if traits.bullet in DRAWN:
        kind = {"type": "square"} if traits.bullet == "square" else {}
        return {"ul": list(cell), **kind, **left}
    if traits.bullet in ("1.", "1)"):
        return {"ol": list(cell), "separator": traits.bullet[1:], **left}
    margin = [INDENT, 0, 0, 0] if traits.bullet == "•" else [0, 0, 0, 0]
    mark = {"leadingIndent": -INDENT} if traits.bullet == "•" else {}
    items = [{"text": f"{traits.bullet} {item}", "margin": margin, **mark} for item in cell]
    return {"stack": items, **left}
