"""Summary -> text: a table for people, JSON, CSV or TSV for programs, Markdown for documents.

Programs get every value as it is. Tables for people show thousands, percentages with a small bar,
and text from reports with its control characters made visible.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from detainer_cli.model.summary import Caveat, Caveats, Summary
from detainer_cli.output.encodings import is_utf8, writable
from detainer_cli.output.spreadsheets import BOM, without_formula
from detainer_cli.output.text_table import TextTable, aligned, blocks, folded, width_of, wrapped

BAR_WIDTH = 10
MISSING = "–"
NO_ROW = "No row."
MORE = "--caveats full has them whole."
_DISGUISED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~])")
_SEPARATED = {"csv": ",", "tsv": "\t"}
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True)
class Screen:
    """Where a table will be shown: `width` is None off a terminal, where nothing is wrapped.

    `encoding` is what it can write. `is_styled` says whether it takes bold and dim text.
    """

    width: int | None = None
    encoding: str = "utf-8"
    is_styled: bool = False

    @property
    def is_utf8(self) -> bool:
        return is_utf8(self.encoding)

    def writable(self, text: str) -> str:
        """`text` in letters that the screen has: drawing in ASCII, other letters as escapes."""
        return writable(text, self.encoding)


def render(
    summary: Summary,
    form: str,
    screen: Screen | None = None,
    caveats: Caveats | None = None,
    bom: bool = False,
) -> str:
    """The summary as text, in one of the formats table, json, csv, tsv, markdown.

    Without `caveats` each format has its own: a table on a terminal has them short, CSV and TSV
    have none, every other has them full. CSV and TSV have them before the head as `#` comments.
    With `bom` these two are made for spreadsheets: they begin with a byte order mark, and no text
    in them is run as a formula.
    """
    screen = screen or Screen()
    how = caveats or _usual(form, screen)
    if form == "json":
        return _json(summary, told(summary, how), not screen.is_utf8)
    if form in _SEPARATED:
        notes = [] if how is Caveats.NONE else [summary.title, *told(summary, how)]
        return _separated(summary, _SEPARATED[form], notes, bom)
    if form == "markdown":
        return screen.writable(_markdown(summary, how))
    return _table(summary, screen, how)


def has_whole(form: str, screen: Screen, caveats: Caveats | None) -> bool:
    """Whether `render` gives every caveat in full."""
    return (caveats or _usual(form, screen)) is Caveats.FULL


def _usual(form: str, screen: Screen) -> Caveats:
    if form in _SEPARATED:
        return Caveats.NONE
    return Caveats.SHORT if form == "table" and screen.width is not None else Caveats.FULL


def told(summary: Summary, how: Caveats | None) -> list[str]:
    """The caveats in the wanted length, each with the place where more stands."""
    return [
        f"{text} ({caveat.link})" if caveat.link else text
        for caveat, text in _caveats(summary, how)
    ]


def _caveats(summary: Summary, how: Caveats | None) -> list[tuple[Caveat, str]]:
    if how is Caveats.NONE:
        return []
    made = [c if isinstance(c, Caveat) else Caveat(c) for c in summary.caveats]
    return [(c, c.brief if how is Caveats.SHORT else str(c)) for c in made]


# ---------------------------------------------------------------- for programs


def _json(summary: Summary, caveats: list[str], ascii_only: bool) -> str:
    value = {
        "title": summary.title,
        "weeks": summary.weeks,
        "columns": summary.columns,
        "rows": summary.rows,
        "total": summary.total,
        "caveats": caveats,
    }
    return json_text(value, ascii_only) + "\n"


def json_text(value: object, ascii_only: bool = False) -> str:
    """JSON with readable letters, and every control or format character escaped.

    With `ascii_only` every letter that is not ASCII is escaped.
    """
    text = json.dumps(value, ensure_ascii=ascii_only, indent=2)
    if text.isascii():
        return text
    return "".join(
        json.dumps(char)[1:-1] if char != "\n" and _is_disguised(char) else char for char in text
    )


def _separated(summary: Summary, delimiter: str, notes: Iterable[str], bom: bool) -> str:
    out = io.StringIO()
    out.write(BOM if bom else "")
    out.writelines(f"# {' '.join(note.split())}\n" for note in notes)
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(summary.columns)
    for row in summary.rows:
        values = [plain_value(row[column]) for column in summary.columns]
        writer.writerow([without_formula(value) for value in values] if bom else values)
    return out.getvalue()


def plain_value(value: object) -> object:
    """A value for a cell of a file: a list as JSON, the rest as it is."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


# ---------------------------------------------------------------- for people


def shown(value: object, column: str, blanks: dict[str, str], bar: bool = False) -> str:
    """A value as people read it."""
    if value is None:
        return blanks.get(column, MISSING)
    if isinstance(value, float) and column.endswith("share"):
        return f"{_bar(value)} {value:6.1%}" if bar else f"{value:.1%}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")  # quartiles are quarters of a day
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return "; ".join(visible(str(item)) for item in value)
    return visible(str(value))


def visible(text: str) -> str:
    """`text` on one line, its control, bidirectional and other format characters written out."""
    if text.isprintable():
        return text
    return "".join(f"\\u{ord(char):04x}" if _is_disguised(char) else char for char in text)


def _is_disguised(char: str) -> bool:
    return not char.isprintable() and unicodedata.category(char) in _DISGUISED


def _bar(value: float) -> str:
    filled = round(max(0.0, min(1.0, value)) * BAR_WIDTH)
    return "█" * filled + "░" * (BAR_WIDTH - filled)


def _is_number(summary: Summary, column: str) -> bool:
    values = [row[column] for row in summary.rows if row[column] is not None]
    return bool(values) and all(isinstance(value, (int, float)) for value in values)


def _heading(summary: Summary, column: str) -> str:
    return summary.heads.get(column) or column.replace("_", " ")


def _cells(summary: Summary, row: dict[str, object], bar: bool) -> list[str]:
    return [shown(row[column], column, summary.blanks, bar) for column in summary.columns]


def _last_line(summary: Summary, bar: bool) -> list[str]:
    """The cells of the line of totals: empty where it says nothing."""
    totals = summary.totals
    return [shown(totals[c], c, {}, bar) if c in totals else "" for c in summary.columns]


def _markdown(summary: Summary, how: Caveats) -> str:
    heads = [_escaped(_heading(summary, column)) for column in summary.columns]
    rules = ["---:" if _is_number(summary, column) else "---" for column in summary.columns]
    rows = [[_escaped(cell) for cell in _cells(summary, row, False)] for row in summary.rows]
    if summary.totals and summary.rows:
        last = [_escaped(cell) for cell in _last_line(summary, False)]
        rows.append([f"**{cell}**" if cell else "" for cell in last])
    lines = [f"**{_escaped(visible(summary.title))}**", ""]
    lines += [f"| {' | '.join(cells)} |" for cells in [heads, rules, *rows]]
    notes = [
        f"- {_escaped(visible(text))}" + (f" ([README]({caveat.link}))" if caveat.link else "")
        for caveat, text in _caveats(summary, how)
    ]
    return "\n".join([*lines, *(["", *notes] if notes else [])]) + "\n"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _table(summary: Summary, screen: Screen, how: Caveats) -> str:
    """The title, the table and the caveats."""
    notes = [screen.writable(f"* {visible(note)}") for note in told(summary, how)]
    if notes and how is Caveats.SHORT:
        notes.append(f"  {MORE}")
    title = _paragraphs([screen.writable(visible(summary.title))], screen, _BOLD)
    lines = [*title, *_body(summary, screen), "", *_paragraphs(notes, screen, _DIM)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _paragraphs(texts: list[str], screen: Screen, style: str) -> list[str]:
    """Each text in lines that fit the screen, broken at words."""
    if screen.width is None:
        return texts
    lines = [line for text in texts for line in wrapped(text, screen.width, "  ")]
    return [f"{style}{line}{_PLAIN}" for line in lines] if screen.is_styled else lines


def _body(summary: Summary, screen: Screen) -> list[str]:
    """The table at its natural width, or in a form that fits the screen."""
    if not summary.rows:
        return [NO_ROW]
    lines = aligned(_text_table(summary, screen, bar=True))
    if screen.width is not None and max(map(width_of, lines)) > screen.width:
        table = _text_table(summary, screen, bar=False)
        lines = folded(table, screen.width) or blocks(table, screen.width)
    return [screen.writable(line) for line in lines]


def _text_table(summary: Summary, screen: Screen, bar: bool) -> TextTable:
    def written(cells: Iterable[str]) -> list[str]:
        return [screen.writable(cell) for cell in cells]

    return TextTable(
        written(visible(_heading(summary, column)) for column in summary.columns),
        [written(_cells(summary, row, bar)) for row in summary.rows],
        written(_last_line(summary, bar)) if summary.totals else [],
        [_is_number(summary, column) for column in summary.columns],
    )
