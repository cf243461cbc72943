"""groff: `tbl` and the ms macros, hyphenating and justifying as troff does."""

from __future__ import annotations

import re
from pathlib import Path

from ..document import CellText, Document, Table
from ..traits import PAPERS, Abilities, Traits
from .base import Producer, run

FAMILIES = {"sans": "H", "serif": "T", "mono": "C"}
SPECIAL = {"\\": r"\e", "'": r"\(aq", "–": r"\(en", "•": r"\(bu"}


class Groff(Producer):
    name = "groff"
    command = "groff"
    package = "apt: groff"
    can = Abilities(
        fonts=("sans", "serif", "mono"),
        rules=("lines", "inner"),
        aligns=("left", "justify", "justify"),
        bullets=("•", "–", "-", "1.", "disc"),
        hyphens=True,
        valigns=("top",),
        cut_rows=False,
        row_heights=False,
        header_once=False,  # ms carries a table over pages only with its header
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        pages = 0
        for _ in range(2 if "{pages}" in document.traits.page_number else 1):
            (folder / "report.ms").write_text(_source(document, pages), encoding="utf-8")
            width, height = (side / 72 for side in PAPERS[document.traits.paper])
            paper = f"-P-p{height:.4f}i,{width:.4f}i"
            command = f"groff -k -t -ms -Tpdf -P-e {paper} report.ms > report.pdf"
            run(["sh", "-c", command], folder)
            pages = _count(folder / "report.pdf")
        path.write_bytes((folder / "report.pdf").read_bytes())


def _count(path: Path) -> int:
    import pikepdf

    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _source(document: Document, pages: int) -> str:
    traits = document.traits
    parts = [_settings(document, pages), _front(document)]
    for number, section in enumerate(document.sections):
        new = traits.cover if number == 0 else not traits.flow
        parts.append(".bp" if new else ".ne 2i")
        parts.append(f".LP\n.nh\n.ft B\n{_text(section.heading)}\n.ft R")
        parts += [f".LP\n{_text(text)}" for text in section.paragraphs]
        if section.table:
            parts.append(_table(section.table, traits))
    return "\n".join(parts) + "\n"


def _settings(document: Document, pages: int) -> str:
    traits = document.traits
    width, height = PAPERS[traits.paper]
    above = max(50, traits.margin)
    number = traits.page_number.replace("{page}", r"\\n%").replace("{pages}", str(pages))
    side = "F" if traits.furniture == "bottom" else "H"
    other = "H" if side == "F" else "F"
    return f"""\\# a report of the corpus
.pl {height}p
.nr PO {traits.margin}p
.nr LL {width - 2 * traits.margin}p
.nr HM {above}p
.nr FM {above}p
.nr PS 10
.nr VS 13
.fam {FAMILIES[traits.font]}
.ds FAM {FAMILIES[traits.font]}
.ds L{side} \\s7{document.notice}\\s0
.ds C{side}
.ds R{side} \\s7{number}\\s0
.ds L{other}
.ds C{other}
.ds R{other}
.P1
.nh
.ad l"""


def _front(document: Document) -> str:
    parts = [f".LP\n.ft B\n{_text(title)}\n.ft R" for title in document.titles]
    parts += [f".LP\n{_text(text)}" for text in document.summary]
    if document.traits.contents != "none":
        parts += [f".LP\n{_text(section.heading)}" for section in document.sections]
    return "\n".join(parts)


# ---------------------------------------------------------------- tables


def _table(table: Table, traits: Traits) -> str:
    """A table in tbl's language; every cell is a text block of the column's width."""
    size = round(traits.size)
    padding = max(traits.padding, 2)
    widths = [w - 2 * padding - 1 for w in table.widths]
    bold = "" if traits.header == "plain" else "B"
    option = "allbox " if traits.rules == "lines" else ""
    between = "" if traits.rules == "lines" else " |"
    head = between.join(f" l{bold}w({w:.1f}p)" for w in widths)
    body = between.join(f" lw({w:.1f}p)" for w in widths)
    header = _line([column.header for column in table.columns], traits, header=True)
    rule = "" if traits.rules == "lines" else "\n_"
    rows = f"{rule}\n".join(_line(row, traits) for row in table.rows)
    return f""".LP
.ps {size}
.vs {size * 1.22:.1f}p
.TS H
{option}tab(\t);
{head}
{body}.
{header}{rule}
.TH
{rows}
.TE
.LP"""


def _line(cells: list[CellText] | list[str], traits: Traits, header: bool = False) -> str:
    return "\t".join(_block(cell, traits, header) for cell in cells)


def _block(cell: CellText, traits: Traits, header: bool) -> str:
    size = round(traits.size)
    adjust = ".ad b" if traits.align == "justify" and not header else ".ad l"
    hyphens = ".hy 6" if traits.hyphenate else ".nh"
    lines = [".sp 2p", f".ps {size}", f".vs {size * 1.22:.1f}p", adjust, hyphens]
    if isinstance(cell, str):
        lines.append(_text(cell))
    else:
        for number, item in enumerate(cell, 1):
            lines += [".br"] if number > 1 else []
            lines.append(f"{_mark(traits.bullet, number)} {_text(item)}")
    return "T{\n" + "\n".join(lines) + "\nT}"


def _mark(bullet: str, number: int) -> str:
    if bullet == "disc":
        return r"\h'1p'\v'-2p'\D'C 3p'\v'2p'\h'2p'"
    return _text(bullet.replace("1", str(number)))


def _text(text: str) -> str:
    """The text as troff reads it: no line may start with a dot or an apostrophe."""
    plain = "".join(SPECIAL.get(c, c) for c in text)
    return re.sub(r"^([.'])", r"\\&\1", plain)
