"""Bars, pairs of bars, ranges and days: items as marks of Altair, each with its name and number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detainer_cli.output.charts.items import NOT_TOLD, Item
from detainer_cli.output.charts.letters import pixels
from detainer_cli.output.charts.library import altair
from detainer_cli.output.charts.style import (
    EXTENT,
    GAP,
    INK,
    LABELS,
    LINE,
    MARGIN,
    PAIR,
    SMALL,
    TEXT,
    WIDTH,
    colour,
)

_ROOM = 100
"""To the right of the longest bar, for its number."""
_OUTLINE = {"stroke": INK, "strokeWidth": 0.4}


def bars(items: Sequence[Item], basis: str, axis: str) -> Any:
    """A bar an item, its first value; its words stand behind it."""
    alt = altair()
    rows = [_row(place, item) | _value(item, 0) for place, item in enumerate(items)]
    base, left = _base(rows), _left(items)
    bar = base.mark_bar(color=colour(basis), **_OUTLINE).encode(x=_x(axis, left), tooltip=_tips())
    numbers = base.mark_text(align="left", dx=5, baseline="middle").encode(
        x=alt.X("end:Q"), text=alt.Text("words:N")
    )
    return _sized(alt.layer(bar, numbers, _names(base, left)), items)


def pairs(items: Sequence[Item], series: Sequence[str], axis: str) -> Any:
    """The values of an item side by side, a bar a series; their words stand behind them."""
    alt = altair()
    rows = [
        _row(place, item) | _value(item, number) | {"series": name, "number": number}
        for place, item in enumerate(items)
        for number, name in enumerate(series)
    ]
    left = _left(items)
    base = _base(rows).encode(yOffset=alt.YOffset("number:O", sort=None))
    shade = alt.Color("series:N", title=None).scale(
        domain=list(series), range=list(PAIR[: len(series)])
    )
    legend = shade.legend(orient="top", direction="horizontal", symbolType="square", offset=4)
    bar = base.mark_bar(**_OUTLINE).encode(x=_x(axis, left), color=legend, tooltip=_tips("series"))
    numbers = base.mark_text(align="left", dx=5, baseline="middle", fontSize=SMALL).encode(
        x=alt.X("end:Q"), text=alt.Text("words:N")
    )
    named = _base(rows[:: len(series)])
    return _sized(alt.layer(bar, numbers, _names(named, left)), items, len(series))


def ranges(items: Sequence[Item], axis: str) -> Any:
    """Least to largest as a line, the middle half as a box, the median as a stroke across it."""
    alt = altair()
    names = ("minimum", "first", "median", "third", "maximum")
    rows = [
        _row(place, item)
        | dict(zip(names, item.values, strict=True))
        | {"words": f"median {item.words[2]}"}
        for place, item in enumerate(items)
    ]
    base, left = _base(rows), _left(items)
    x = _x(axis, left, "minimum")
    line = base.mark_rule(color=INK).encode(x=x, x2="maximum:Q", tooltip=_range_tips(names))
    box = base.mark_bar(color="#c9c9c9", size=12, **_OUTLINE).encode(
        x=alt.X("first:Q"), x2="third:Q"
    )
    middle = base.mark_tick(color=PAIR[0], thickness=3, size=16, opacity=1).encode(
        x=alt.X("median:Q")
    )
    numbers = base.mark_text(align="left", dx=5, baseline="middle", fontSize=SMALL).encode(
        x=alt.X("maximum:Q"), text=alt.Text("words:N")
    )
    return _sized(alt.layer(line, box, middle, numbers, _names(base, left)), items)


def days(items: Sequence[Item], basis: str, axis: str, gaps: Sequence[Any] = ()) -> Any:
    """A bar a day, at its place in time, before `gaps`; items without a day are not drawn."""
    alt = altair()
    rows = [
        {"day": item.name, "value": item.values[0], "words": item.words[0], "name": item.name}
        for item in items
        if item.name != NOT_TOLD
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("day:T", title=None).scale(type="utc", padding=14).axis(format="%-d %b %Y", **_FEW)
    )
    size = max(1.0, min(22.0, (WIDTH - 120) / max(1, _span(rows))))
    bar = base.mark_bar(color=colour(basis), size=size, **_OUTLINE).encode(
        y=alt.Y("value:Q", title=None).axis(**_WHOLE, **EXTENT), tooltip=_tips()
    )
    layers = [*gaps, bar]
    if len(rows) <= 21:
        text = base.mark_text(dy=-7).encode(y=alt.Y("value:Q"), text=alt.Text("words:N"))
        layers.append(text)
    title = alt.TitleParams(text=axis, anchor="start", fontSize=12, fontWeight="normal", offset=10)
    return alt.layer(*layers).properties(width=WIDTH - MARGIN, height=260, title=title)


_FEW = {"labelOverlap": True, "tickCount": 8}
_WHOLE = {"tickMinStep": 1, "format": ",d"}


def _span(rows: Sequence[dict[str, Any]]) -> int:
    """How many days lie between the first row and the last."""
    from datetime import date

    if not rows:
        return 1
    first, last = (date.fromisoformat(rows[at]["day"]) for at in (0, -1))
    return (last - first).days + 1


def _row(place: int, item: Item) -> dict[str, Any]:
    return {"place": place, "lines": item.lines, "name": item.name}


def _value(item: Item, number: int) -> dict[str, Any]:
    """A value with its words; what is unread has no bar, and its words stand where one begins."""
    value = item.values[number]
    return {"value": value, "end": value or 0, "words": item.words[number]}


def _base(rows: Sequence[dict[str, Any]]) -> Any:
    alt = altair()
    y = alt.Y("place:O", axis=None, sort=None).scale(paddingInner=0.28, paddingOuter=0.15)
    return alt.Chart(alt.InlineData(values=list(rows))).encode(y=y)


def _left(items: Sequence[Item]) -> int:
    """Where bars begin: behind the longest line of a name."""
    widest = max((pixels(line, TEXT) for item in items for line in item.lines), default=0.0)
    return min(LABELS, round(widest) + GAP)


def _x(axis: str, left: int, field: str = "value") -> Any:
    x = altair().X(f"{field}:Q", title=axis).scale(zero=True, range=[left, WIDTH - _ROOM])
    return x.axis(tickCount=5, **_WHOLE)


def _names(base: Any, left: int) -> Any:
    alt = altair()
    return base.mark_text(
        align="right",
        dx=-7,
        baseline="middle",
        fontSize=TEXT,
        lineHeight=LINE,
        limit=LABELS,
        dy=alt.ExprRef(f"(1 - length(datum.lines)) * {LINE / 2}"),
    ).encode(x=alt.value(left), text=alt.Text("lines:N"))


def _tips(*more: str) -> list[Any]:
    alt = altair()
    fields = {"name": " ", **dict.fromkeys(more, "which"), "words": "number"}
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in fields.items()]


def _range_tips(names: Sequence[str]) -> list[Any]:
    alt = altair()
    return [
        alt.Tooltip("name:N", title=" "),
        *(alt.Tooltip(f"{name}:Q", title=name) for name in names),
    ]


def _sized(chart: Any, items: Sequence[Item], series: int = 1) -> Any:
    """The chart with room for every line of the longest name and for every bar of a row."""
    lines = max((len(item.lines) for item in items), default=1)
    step = max(8 + LINE * lines, 10 + 14 * series)
    return chart.properties(width=WIDTH, height=altair().Step(step, **{"for": "position"}))
