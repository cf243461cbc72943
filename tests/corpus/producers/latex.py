"""LaTeX: `longtable`, hyphenating and justifying as TeX does."""

from __future__ import annotations

from pathlib import Path

from ..document import CellText, Document, Table
from ..traits import PAPERS, Abilities, Traits
from ..widths import INDENT
from .base import Producer, run

FONTS = {
    "sans": r"\usepackage[scaled=.95]{helvet}\renewcommand\familydefault{\sfdefault}",
    "serif": r"\usepackage{mathptmx}",
    "roman": r"\usepackage{lmodern}",
}
COLUMNS = {"top": "p", "middle": "m", "bottom": "b"}
ALIGNS = {"left": r"\raggedright", "justify": r"\justified", "center": r"\centering"}
SPECIAL = {
    "\\": r"\textbackslash{}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "–": r"\textendash{}",
}  # fmt: skip
MARKS = {"•": r"\textbullet", "–": r"\textendash", "-": "-", "o": "o"}


class LaTeX(Producer):
    name = "latex"
    command = "pdflatex"
    package = (
        "apt: texlive-latex-base texlive-latex-recommended texlive-latex-extra"
        " texlive-fonts-recommended lmodern"
    )
    can = Abilities(
        fonts=("sans", "serif", "roman"),
        rules=("fills", "fills", "inner"),
        bullets=("•", "–", "-", "o", "1.", "1)", "square", "hanging"),
        hyphens=True,
        merges=("whole",),
        cut_rows=False,
        contents_pages=True,
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        (folder / "report.tex").write_text(_source(document), encoding="utf-8")
        for _ in range(3 if _needs_third(document.traits) else 2):
            run(["pdflatex", "-interaction=batchmode", "-halt-on-error", "report.tex"], folder)
        path.write_bytes((folder / "report.pdf").read_bytes())


def _needs_third(traits: Traits) -> bool:
    return traits.contents == "pages"


def _source(document: Document) -> str:
    parts = [_preamble(document), r"\begin{document}", _front(document)]
    for number, section in enumerate(document.sections):
        new = document.traits.cover if number == 0 else not document.traits.flow
        parts.append(r"\clearpage" if new else r"\medskip")
        parts.append(rf"\needspace{{26\baselineskip}}\head{{{_text(section.heading)}}}")
        parts += [_text(text) + r"\par\smallskip" for text in section.paragraphs]
        if section.table:
            parts.append(_table(section.table, document.traits))
    return "\n\n".join([*parts, r"\end{document}"])


def _preamble(document: Document) -> str:
    traits = document.traits
    width, height = PAPERS[traits.paper]
    number = _text(traits.page_number.replace("{page}", "@").replace("{pages}", "!"))
    number = number.replace("@", r"\thepage").replace("!", r"\pageref{LastPage}")
    side = "foot" if traits.furniture == "bottom" else "head"
    above = max(50, traits.margin)
    return rf"""\documentclass[10pt]{{article}}
\usepackage[T1]{{fontenc}}\usepackage[utf8]{{inputenc}}\usepackage{{textcomp}}
\input{{glyphtounicode}}\pdfgentounicode=1
{FONTS[traits.font]}
\usepackage[paperwidth={width}bp,paperheight={height}bp,hmargin={traits.margin}bp,
  vmargin={above}bp,headsep=8bp,footskip=24bp]{{geometry}}
\usepackage{{array,longtable,multirow,enumitem,fancyhdr,lastpage,ragged2e,needspace}}
\usepackage[table]{{xcolor}}
\definecolor{{dark}}{{HTML}}{{1F3864}}\definecolor{{zebra}}{{HTML}}{{EEF2F7}}
\pagestyle{{fancy}}\fancyhf{{}}\renewcommand\headrulewidth{{0pt}}
\l{side}{{\scriptsize {_text(document.notice)}}}\r{side}{{\scriptsize {number}}}
\setlength\parindent{{0pt}}\setlength\parskip{{4pt}}\emergencystretch=4em\raggedbottom
\newcommand\head[1]{{{{\bfseries\normalsize\raggedright #1\par}}%
  \addcontentsline{{toc}}{{section}}{{#1}}}}
\setlist[itemize]{{leftmargin={INDENT}pt,labelsep=3pt,itemsep=0pt,topsep=0pt,partopsep=0pt,
  parsep=0pt,before=\vspace{{-.3\baselineskip}},after=\vspace{{-.6\baselineskip}}}}
\LTleft=0pt\LTright=\fill"""


def _front(document: Document) -> str:
    parts = [rf"\textbf{{{_text(title)}}}\par" for title in document.titles]
    parts += [_text(text) + r"\par" for text in document.summary]
    if document.traits.contents == "pages":
        parts.append(r"\tableofcontents")
    elif document.traits.contents == "list":
        parts += [_text(section.heading) + r"\par" for section in document.sections]
    return "\n\n".join(parts)


# ---------------------------------------------------------------- tables


def _table(table: Table, traits: Traits) -> str:
    size = rf"\fontsize{{{traits.size}}}{{{traits.size * 1.2:.2f}}}\selectfont"
    hyphens = "" if traits.hyphenate else r"\hyphenpenalty=10000 "
    header = " & ".join(_header(column.header, traits) for column in table.columns)
    top = "" if traits.rules == "inner" else r"\hline"
    ground = {"gray": r"\rowcolor{black!15}", "dark": r"\rowcolor{dark}"}.get(traits.header, "")
    heads = rf"{top}{ground}{header} \\ \hline \endfirsthead"
    repeated = rf"{top}{ground}{header} \\ \hline \endhead" if traits.repeat_header else (
        rf"{top} \endhead"
    )  # fmt: skip
    least = f"[{traits.row_height - traits.size * 1.4:.1f}pt]" if traits.row_height else ""
    rows = "\n".join(_row(table, number, traits, least) for number in range(len(table.rows)))
    gray = round(100 - traits.rule_gray * 100)
    return rf"""{{{size}{hyphens}\setlength\tabcolsep{{{traits.padding}bp}}
\setlength\arrayrulewidth{{{traits.rule_width}bp}}\arrayrulecolor{{black!{gray}}}
\setlength\extrarowheight{{{max(1.0, traits.padding - 1)}bp}}
\begin{{longtable}}{{{_columns(table, traits)}}}
{heads}
{repeated}
{rows}
\end{{longtable}}}}"""


def _columns(table: Table, traits: Traits) -> str:
    """The columns' widths without their padding and rules."""
    kind = COLUMNS[traits.valign]
    inner = [w - 2 * traits.padding - traits.rule_width - 0.2 for w in table.widths]
    columns = [f">{{{_align(traits)}}}{kind}{{{width:.2f}bp}}" for width in inner]
    if traits.rules == "inner":
        return "|".join(columns)
    return "|" + "|".join(columns) + "|"


def _align(traits: Traits) -> str:
    align = traits.align
    if traits.hyphenate and align == "left":
        return r"\RaggedRight\arraybackslash"
    return ALIGNS[align].replace("justified", "justifying") + r"\arraybackslash"


def _header(text: str, traits: Traits) -> str:
    bold = "" if traits.header == "plain" else r"\bfseries"
    white = r"\color{white}" if traits.header == "dark" else ""
    hyphens = r"\RaggedRight" if traits.hyphenate else r"\raggedright"
    return rf"{hyphens}\arraybackslash{bold}{white}\hspace{{0pt}}{_text(text)}"


def _row(table: Table, number: int, traits: Traits, least: str) -> str:
    covered = table.covered()
    cells = []
    for column, cell in enumerate(table.rows[number]):
        span = table.spans.get((number, column), 1)
        if (number, column) in covered:
            cells.append("")
        elif span > 1:
            cells.append(rf"\multirow[t]{{{span}}}{{=}}{{{_cell(cell, traits)}}}")
        else:
            cells.append(_cell(cell, traits))
    shade = r"\rowcolor{zebra}" if traits.zebra and number % 2 and not table.spans else ""
    going_on = [c for c in range(len(cells)) if (number + 1, c) in covered]
    last = number == len(table.rows) - 1
    if last:
        rule = "" if traits.rules == "inner" else r"\hline"
    elif going_on:
        ends = [c for c in range(len(cells)) if c not in going_on]
        rule = "".join(rf"\cline{{{c + 1}-{c + 1}}}" for c in ends)
    else:
        rule = r"\hline"
    end = r"\\*" if going_on else r"\\"
    return f"{shade}{' & '.join(cells)} {end}{least} {rule}"


def _cell(cell: CellText, traits: Traits) -> str:
    if isinstance(cell, str):
        return rf"\hspace{{0pt}}{_text(cell)}"
    left = r"\raggedright\arraybackslash" if traits.align == "center" else ""
    if traits.bullet == "hanging":
        hung = (rf"\noindent\hangindent={INDENT}pt {_text(item)}" for item in cell)
        return left + r"\par ".join(hung)
    items = []
    for number, item in enumerate(cell, 1):
        mark = MARKS.get(traits.bullet, traits.bullet.replace("1", str(number)))
        if traits.bullet == "square":
            mark = r"\raisebox{.15em}{\rule{3.2pt}{3.2pt}}"
        items.append(rf"\item[{mark}] {_text(item)}")
    return rf"{left}\begin{{itemize}}{''.join(items)}\end{{itemize}}"


def _text(text: str) -> str:
    return "".join(SPECIAL.get(c, c) for c in text)
