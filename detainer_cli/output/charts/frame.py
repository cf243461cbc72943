"""What stands in a picture around its marks: title, basis, weeks, notes, caveats, source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detainer_cli.answers.citations import PROGRAM
from detainer_cli.model.summary import Caveat, Summary
from detainer_cli.output.charts.items import shortened
from detainer_cli.output.charts.kinds import Basis
from detainer_cli.output.charts.letters import broken
from detainer_cli.output.charts.library import altair
from detainer_cli.output.charts.style import INK, LINE, MUTED, SMALL, TITLE, WIDTH, config
from detainer_cli.text import visible

_LONGEST, _LONGEST_TITLE = 200, 300
"""Columns of one caveat's short form, and of the title, which has the words of filters."""
MOST_WEEKS = 4


def framed(
    charts: Sequence[Any], summary: Summary, basis: Basis, notes: Sequence[str], margin: int = 0
) -> Any:
    """The charts one below the other, in their frame, which begins `margin` left of them."""
    alt = altair()
    title = alt.TitleParams(
        text=broken(shortened(visible(summary.title), _LONGEST_TITLE), TITLE * 1.08, WIDTH),
        subtitle=[line for text in above(summary, basis) for line in broken(text, SMALL, WIDTH)],
        anchor="start", fontSize=TITLE, subtitleFontSize=SMALL, subtitlePadding=6, offset=14,
        subtitleLineHeight=LINE, lineHeight=19,
    )  # fmt: skip
    told = [line for text in below(summary, basis, notes) for line in broken(text, SMALL, WIDTH)]
    return (
        alt.vconcat(*charts, _text(told, margin), title=title, padding=14, autosize="pad")
        .configure(**config())
        .resolve_scale(
            color="independent",
            shape="independent",
            strokeDash="independent",
            x="independent",
            y="independent",
        )
    )


def above(summary: Summary, basis: Basis) -> list[str]:
    """What stands below the title: the basis and the weeks."""
    return [basis.told, weeks_in_words(summary, basis)]


def weeks_in_words(summary: Summary, basis: Basis) -> str:
    """The weeks, or the periods of narrative reports, by their first days."""
    one, more = ("Period", "Periods") if basis.source == "narrative" else ("Week", "Weeks")
    starts = list(dict.fromkeys(summary.weeks))
    if len(starts) == 1:
        return f"{one} that begins on {starts[0]}."
    if len(starts) <= MOST_WEEKS:
        return f"{more} that begin on {', '.join(starts)}."
    return f"{more}: {len(starts):,}, the first begins on {starts[0]}, the last on {starts[-1]}."


def below(summary: Summary, basis: Basis, notes: Sequence[str]) -> list[str]:
    """What stands below the marks: notes on what is drawn, the caveats in short, the source."""
    made = [c if isinstance(c, Caveat) else Caveat(c) for c in summary.caveats]
    samples = [str(caveat) for caveat in made if caveat.section == "samples"]
    others = [shortened(c.brief, _LONGEST) for c in made if c.section != "samples"]
    texts = [*notes, *(["Caveats: " + " ".join(map(_sentence, others))] if others else [])]
    texts += list(dict.fromkeys(samples))
    return [visible(text) for text in [*texts, f"Source: {basis.source_name}; read by {PROGRAM}."]]


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?…" else f"{text}."


def _text(lines: Sequence[str], margin: int) -> Any:
    alt = altair()
    return (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_text(
            text=list(lines), align="left", baseline="top", fontSize=SMALL, lineHeight=LINE,
            color=MUTED,
        )
        .encode(x=alt.value(-margin), y=alt.value(0))
        .properties(width=WIDTH - margin, height=LINE * len(lines))
    )  # fmt: skip


def empty(text: str) -> Any:
    """In place of marks, where there is nothing to draw: a line that says so."""
    alt = altair()
    return (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_text(text=text, align="left", baseline="top", fontSize=TITLE, color=INK)
        .encode(x=alt.value(0), y=alt.value(0))
        .properties(width=WIDTH, height=40)
    )
