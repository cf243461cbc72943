"""An answer as a table on a screen or in Markdown.

Tables for people show thousands, percentages with a small bar, and text from reports with its
control characters made visible.
"""

from __future__ import annotations

from collections.abc import Iterable

from detainer_cli.model.summary import Caveats, Summary
from detainer_cli.output.cells import cells, heads, last_line, to_right
from detainer_cli.output.markdown import escaped
from detainer_cli.output.screen import Manner, Screen, caveats_of, told
from detainer_cli.output.text_table import TextTable, aligned, blocks, folded, width_of, wrapped
from detainer_cli.text import visible

NO_ROW = "No row."
MORE = "--caveats full has them whole."
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def as_markdown(summary: Summary, manner: Manner) -> str:
    """The title, a table of Markdown and the caveats as a list."""
    rules = ["---:" if is_number else "---" for is_number in to_right(summary)]
    rows = [[escaped(cell) for cell in cells(summary, row, False)] for row in summary.rows]
    if summary.totals and summary.rows:
        last = [escaped(cell) for cell in last_line(summary, False)]
        rows.append([f"**{cell}**" if cell else "" for cell in last])
    lines = [f"**{escaped(visible(summary.title))}**", ""]
    head = [escaped(text) for text in heads(summary)]
    lines += [f"| {' | '.join(line)} |" for line in [head, rules, *rows]]
    notes = [
        f"- {escaped(visible(text))}" + (f" ([README]({caveat.link}))" if caveat.link else "")
        for caveat, text in caveats_of(summary, manner.caveats)
    ]
    text = "\n".join([*lines, *(["", *notes] if notes else [])]) + "\n"
    return manner.screen.writable(text)


def as_table(summary: Summary, manner: Manner) -> str:
    """The title, the table and the caveats."""
    screen, how = manner.screen, manner.caveats
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
    def written(texts: Iterable[str]) -> list[str]:
        return [screen.writable(text) for text in texts]

    return TextTable(
        written(heads(summary)),
        [written(cells(summary, row, bar)) for row in summary.rows],
        written(last_line(summary, bar)) if summary.totals else [],
        to_right(summary),
    )
