"""What a chart shows, in words and numbers: the alternative text for who does not see it."""

from __future__ import annotations

from collections.abc import Sequence

from detainer_cli.output.charts.items import Item, total_of
from detainer_cli.output.charts.kinds import Panel
from detainer_cli.output.charts.weeks import Week

MOST_NAMED = 5
NO_ROW = "No row: there is nothing to draw."


def plural(count: int, noun: Sequence[str]) -> str:
    """`1 detainer declined`, `1,204 detainers declined`."""
    return f"{count:,} {noun[0] if count == 1 else noun[1]}"


def of_bars(items: Sequence[Item], noun: Sequence[str]) -> str:
    """The largest of the bars, and what the others have together."""
    named = _list([f"{item.name}: {item.words[0]}" for item in items[:MOST_NAMED]])
    rest = items[MOST_NAMED:]
    others = f" {_more(len(rest))} together: {total_of(rest):,}." if rest else ""
    return (
        f"{plural(total_of(items), noun)} in {_groups(len(items))}. {named}.{others}{unread(items)}"
    )


def unread(items: Sequence[Item]) -> str:
    """That counts could not be read, which are in no sum; empty if all could."""
    count = sum(item.values[0] is None for item in items)
    return f" {_groups(count)} with a count that could not be read, in no sum." if count else ""


def of_pairs(items: Sequence[Item], series: Sequence[str]) -> str:
    """The values of the first items, and of all together."""
    named = [f"{item.name}: {_each(series, item.words)}" for item in items[:MOST_NAMED]]
    sums = [f"{total_of(items, place):,}" for place in range(len(series))]
    rest = items[MOST_NAMED:]
    others = f" {_more(len(rest))}." if rest else ""
    together = f" All {len(items):,} together: {_each(series, sums)}." if len(items) > 1 else ""
    return f"{'; '.join(named)}.{others}{together}"


def of_ranges(items: Sequence[Item]) -> str:
    """Median and middle half of the first items."""
    named = [_range(item) for item in items[:MOST_NAMED]]
    rest = items[MOST_NAMED:]
    return f"Days. {'; '.join(named)}." + (f" {_more(len(rest))}." if rest else "")


def _range(item: Item) -> str:
    least, first, median, third, most = item.words
    if item.values[2] is None:
        return f"{item.name}: no row with both dates"
    return (
        f"{item.name}: median {median}, the middle half from {first} to {third},"
        f" least {least}, largest {most}"
    )


def of_lines(weeks: Sequence[Week], panels: Sequence[Panel]) -> str:
    """Of each line its first and last number, its least and its largest; how many weeks lack."""
    gaps = sum(week.is_gap for week in weeks)
    told = [_line(weeks, name) for panel in panels for name in panel.values]
    count = len(weeks) - gaps
    lacking = f" No report is loaded for {gaps:,} of the weeks between." if gaps else ""
    return f"{count:,} week{'' if count == 1 else 's'}. {' '.join(told)}{lacking}"


def _line(weeks: Sequence[Week], name: str) -> str:
    known = [(week.start, value) for week in weeks if (value := week.values[name]) is not None]
    called = name.replace("_", " ").capitalize()
    if not known:
        return f"{called}: no number known."
    (first, start), (last, end) = known[0], known[-1]
    if len(known) == 1:
        return f"{called}: {start:,} in the week of {first}."
    least = min(known, key=lambda found: found[1])
    most = max(known, key=lambda found: found[1])
    return (
        f"{called}: {start:,} in the week of {first}, {end:,} in that of {last};"
        f" least {least[1]:,} ({least[0]}), largest {most[1]:,} ({most[0]})."
    )


def left_out(items: Sequence[Item], drawn: int) -> list[str]:
    """What is said below bars of those that are not drawn: never a silent cut."""
    rest = items[drawn:]
    if not rest:
        return []
    return [
        f"Drawn are the first {drawn:,} of {len(items):,} rows; the other {len(rest):,} have"
        f" {total_of(rest):,} together.{unread(rest)} The answer itself lists all."
    ]


def _each(series: Sequence[str], words: Sequence[str]) -> str:
    return ", ".join(f"{name} {word}" for name, word in zip(series, words, strict=True))


def _list(texts: Sequence[str]) -> str:
    return "; ".join(texts)


def _more(count: int) -> str:
    return f"{count:,} more {'row' if count == 1 else 'rows'}"


def _groups(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
