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
from dataclasses import dataclass
from typing import Any

from detainer_cli.summary import Summary

BAR_WIDTH = 10
LONGEST_WORD = 26
MISSING = "–"
NO_ROW = "No row."
GAP = "   "
RULE = "─"
_DISGUISED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~])")


@dataclass(frozen=True)
class Screen:
    """Where a table will be shown: `width` is None off a terminal, where nothing is wrapped."""

    width: int | None = None


def render(summary: Summary, form: str, screen: Screen | None = None, caveats: bool = False) -> str:
    """The summary as text, in one of the formats table, json, csv, tsv, markdown.

    `caveats` puts them before CSV and TSV as a block of `#` comments; every other format has them.
    """
    if form == "json":
        return _json(summary)
    if form in {"csv", "tsv"}:
        return _separated(summary, "," if form == "csv" else "\t", caveats)
    if form == "markdown":
        return _markdown(summary)
    return _table(summary, screen or Screen())


# ---------------------------------------------------------------- for programs


def _json(summary: Summary) -> str:
    value = {
        "title": summary.title,
        "weeks": summary.weeks,
        "columns": summary.columns,
        "rows": summary.rows,
        "total": summary.total,
        "caveats": summary.caveats,
    }
    return json_text(value) + "\n"


def json_text(value: object) -> str:
    """JSON with readable letters, and every control or format character escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "".join(
        json.dumps(char)[1:-1] if char != "\n" and _is_disguised(char) else char for char in text
    )


def _separated(summary: Summary, delimiter: str, caveats: bool) -> str:
    out = io.StringIO()
    if caveats:
        lines = [summary.title, *summary.caveats]
        out.writelines(f"# {' '.join(line.split())}\n" for line in lines)
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(summary.columns)
    for row in summary.rows:
        writer.writerow([plain_value(row[column]) for column in summary.columns])
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
        return f"{value:,.1f}".removesuffix(".0")
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


def _heading(column: str) -> str:
    return column.replace("_", " ")


def _cells(summary: Summary, row: dict[str, object], bar: bool) -> list[str]:
    return [shown(row[column], column, summary.blanks, bar) for column in summary.columns]


def _last_line(summary: Summary, bar: bool) -> list[str]:
    """The cells of the line of totals: empty where it says nothing."""
    totals = summary.totals
    return [shown(totals[c], c, {}, bar) if c in totals else "" for c in summary.columns]


def _markdown(summary: Summary) -> str:
    heads = [_escaped(_heading(column)) for column in summary.columns]
    rules = ["---:" if _is_number(summary, column) else "---" for column in summary.columns]
    rows = [[_escaped(cell) for cell in _cells(summary, row, False)] for row in summary.rows]
    if summary.totals and summary.rows:
        last = [_escaped(cell) for cell in _last_line(summary, False)]
        rows.append([f"**{cell}**" if cell else "" for cell in last])
    lines = [f"**{_escaped(visible(summary.title))}**", ""]
    lines += [f"| {' | '.join(cells)} |" for cells in [heads, rules, *rows]]
    notes = [f"- {_escaped(visible(caveat))}" for caveat in summary.caveats]
    return "\n".join([*lines, *(["", *notes] if notes else [])]) + "\n"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _table(summary: Summary, screen: Screen) -> str:
    """The title, the table and the caveats; through rich only where there is a terminal."""
    if screen.width is not None:
        return _rich_table(summary, screen.width)
    lines = [visible(summary.title), *_plain_table(summary), ""]
    lines += [f"* {visible(caveat)}" for caveat in summary.caveats]
    return "\n".join(lines).rstrip("\n") + "\n"


def _plain_table(summary: Summary) -> list[str]:
    """Aligned lines, as wide as they need to be."""
    if not summary.rows:
        return [NO_ROW]
    heads = [_heading(column) for column in summary.columns]
    rows = [_cells(summary, row, True) for row in summary.rows]
    last = [_last_line(summary, True)] if summary.totals else []
    widths = [max(map(_width, cells)) for cells in zip(heads, *rows, *last, strict=True)]
    to_right = [_is_number(summary, column) for column in summary.columns]

    def line(cells: list[str]) -> str:
        parts = []
        for cell, width, right in zip(cells, widths, to_right, strict=True):
            space = " " * (width - _width(cell))
            parts.append(space + cell if right else cell + space)
        return GAP.join(parts).rstrip()

    rule = RULE * (sum(widths) + len(GAP) * (len(widths) - 1))
    body = [line(row) for row in rows]
    return [line(heads), rule, *body, *([rule, line(last[0])] if last else [])]


def _width(text: str) -> int:
    """How many columns a text takes on a screen."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _rich_table(summary: Summary, width: int) -> str:
    """For a terminal: cells too wide for it are folded, never cut."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    width = max(width, _least_width(summary))
    console = Console(file=out, force_terminal=True, width=width, highlight=False, markup=False)
    console.print(Text(visible(summary.title), style="bold"), soft_wrap=True)
    table = Table(box=_box(), show_footer=bool(summary.totals), pad_edge=False, show_edge=False)
    last = _last_line(summary, True)
    for column, total in zip(summary.columns, last, strict=True):
        side = "right" if _is_number(summary, column) else "left"
        head, foot = Text(_heading(column)), Text(total)
        least = _least_column_width(summary, column)
        table.add_column(head, foot, justify=side, overflow="fold", min_width=least)  # type: ignore[arg-type]
    for row in summary.rows:
        table.add_row(*(Text(cell) for cell in _cells(summary, row, True)))
    console.print(table if summary.rows else NO_ROW)
    console.print()
    for caveat in summary.caveats:
        console.print(Text(f"* {visible(caveat)}", style="dim"), soft_wrap=True)
    return out.getvalue()


def _least_column_width(summary: Summary, column: str) -> int:
    """The longest word of a column, up to a limit: a number or a date is never broken."""
    index = summary.columns.index(column)
    lines = [_cells(summary, row, True) for row in summary.rows] + [_last_line(summary, True)]
    words = [word for line in lines for word in [*_heading(column).split(), *line[index].split()]]
    return min(max((_width(word) for word in words), default=1), LONGEST_WORD)


def _least_width(summary: Summary) -> int:
    """A terminal narrower than this wraps whole lines, rather than break a number in two."""
    columns = summary.columns
    return sum(_least_column_width(summary, c) for c in columns) + len(GAP) * len(columns)


def _box() -> Any:
    """A line below the heads, and one above the totals."""
    from rich.box import Box

    blank, rule = "    \n", " ── \n"
    return Box(blank * 2 + rule + blank * 2 + rule + blank * 2)
