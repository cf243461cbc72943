"""Lines over the weeks: each panel has one basis, and a week without a report is a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from detainer_cli.db.periods import gap_after
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Summary
from detainer_cli.output.charts.items import Number
from detainer_cli.output.charts.kinds import Kind, Panel
from detainer_cli.output.charts.library import altair
from detainer_cli.output.charts.style import EXTENT, INK, MARGIN, PAIR, SMALL, WIDTH, colour

MOST_NUMBERS = 14
"""Weeks up to which each point has its number."""
MOST_DAYS = 26
"""Weeks up to which the axis has their first days; beyond that, months."""
_HEIGHT = {1: 230, 2: 160, 3: 140}
_LAST = timedelta(days=6)
_DASHES = ([1, 0], [5, 3], [2, 2])


@dataclass(frozen=True)
class Week:
    """A week of a chart: its first day and its values by column; none at all is a gap."""

    start: str
    values: dict[str, Number]
    is_gap: bool = False


def weeks_of(summary: Summary, kind: Kind) -> list[Week]:
    """The weeks of an answer in their order, those between them that it lacks as gaps."""
    names = [name for panel in kind.panels for name in panel.values]
    (label,) = kind.label
    rows = [row for row in summary.rows if not kind.only or row[kind.only]]
    known = [
        Week(str(row[label]), {name: _number(row[name]) for name in names})
        for row in rows
        if any(row[name] is not None for name in names)
    ]
    known.sort(key=lambda week: week.start)
    every = list(known[:1])
    for before, week in pairwise(known):
        gaps = gap_after(_period(before.start), _period(week.start))
        every += [Week(str(gap.start), dict.fromkeys(names), True) for gap in gaps]
        every.append(week)
    return every


def _period(start: str) -> Period:
    first = date.fromisoformat(start)
    return Period(first, first + _LAST)


def _number(value: object) -> Number:
    return value if isinstance(value, (int, float)) else None


def lines(weeks: Sequence[Week], panels: Sequence[Panel]) -> list[Any]:
    """A chart a panel, one below the other, over the same time."""
    height = _HEIGHT.get(len(panels), 140)
    return [_panel(weeks, panel, height) for panel in panels]


def _panel(weeks: Sequence[Week], panel: Panel, height: int) -> Any:
    alt = altair()
    rows = [row for week in weeks for row in _points(week, panel)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_x(weeks))
    y = (
        alt.Y("value:Q", title=None)
        .scale(zero=True, nice=True)
        .axis(format=",d", tickMinStep=1, tickCount=5, **EXTENT)
    )
    tips = [alt.Tooltip(f"{name}:N", title=title) for name, title in _TIPS.items()]
    colours = _colours(panel)
    line = base.mark_line(strokeWidth=2, invalid="break-paths-show-path-domains").encode(
        y=y,
        color=alt.Color("series:N", legend=None).scale(domain=list(panel.values), range=colours),
        strokeDash=alt.StrokeDash("series:N", legend=None).scale(
            domain=list(panel.values), range=list(_DASHES[: len(panel.values)])
        ),
    )
    point = base.mark_point(filled=True, size=44, opacity=1, stroke=INK, strokeWidth=0.5).encode(
        y=y,
        color=alt.Color("series:N", legend=None).scale(domain=list(panel.values), range=colours),
        shape=alt.Shape("series:N", legend=None).scale(
            domain=list(panel.values), range=["circle", "square"][: len(panel.values)]
        ),
        tooltip=tips,
    )
    layers = [
        *grey(_gaps(weeks)),
        line,
        point,
        *_numbers(base, rows, weeks),
        *_ends(rows, weeks, panel),
    ]
    title = alt.TitleParams(
        text=panel.title, anchor="start", fontSize=12, fontWeight="bold", offset=8
    )
    return alt.layer(*layers).properties(width=WIDTH - MARGIN - 75, height=height, title=title)


_TIPS = {"series": "which", "start": "week of", "words": "number"}


def _colours(panel: Panel) -> list[str]:
    return [colour(panel.basis)] if len(panel.values) == 1 else list(PAIR[: len(panel.values)])


def _points(week: Week, panel: Panel) -> list[dict[str, Any]]:
    """A row a series; of several in a week the largest has its number above, the others below."""
    known = [value for name in panel.values if (value := week.values[name]) is not None]
    rows: list[dict[str, Any]] = []
    for name in panel.values:
        value = week.values[name]
        is_above = (
            value is not None and value == max(known) and not any(row["above"] for row in rows)
        )
        words = "no report" if week.is_gap else "unread" if value is None else f"{value:,}"
        rows.append(
            {"start": week.start, "series": name, "value": value, "words": words, "above": is_above}
        )
    return rows


def _x(weeks: Sequence[Week]) -> Any:
    alt = altair()
    axis = {"format": "%b %Y", "tickCount": 8}
    if len(weeks) <= MOST_DAYS:
        axis = {"format": "%-d %b %Y", "values": [_utc(week.start) for week in weeks]}
    x = alt.X("start:T", title="first day of the week").scale(type="utc", padding=14)
    return x.axis(labelOverlap=True, **axis)


def _utc(start: str) -> Any:
    day = date.fromisoformat(start)
    return altair().DateTime(year=day.year, month=day.month, date=day.day, utc=True)


def _gaps(weeks: Sequence[Week]) -> list[Period]:
    return [_period(week.start) for week in weeks if week.is_gap]


def gaps_between(starts: Sequence[str]) -> list[Period]:
    """The weeks between those that begin on these days."""
    known = [_period(start) for start in sorted(set(starts))]
    return [gap for before, week in pairwise(known) for gap in gap_after(before, week)]


def grey(gaps: Sequence[Period]) -> list[Any]:
    """Grey behind the weeks of which no report is loaded, for marks over time."""
    alt = altair()
    rows = [{"from": str(gap.start), "to": str(gap.end + timedelta(days=1))} for gap in gaps]
    if not rows:
        return []
    chart = alt.Chart(alt.InlineData(values=rows)).mark_rect(color="#e8e8e8", aria=False)
    return [chart.encode(x=alt.X("from:T").scale(type="utc"), x2="to:T")]


def _numbers(base: Any, rows: Sequence[dict[str, Any]], weeks: Sequence[Week]) -> list[Any]:
    alt = altair()
    if len(weeks) > MOST_NUMBERS:
        return []
    known = base.transform_filter("isValid(datum.value)")
    return [
        known.transform_filter(f"datum.above == {str(is_above).lower()}")
        .mark_text(dy=-9 if is_above else 11, fontSize=SMALL)
        .encode(y=alt.Y("value:Q"), text=alt.Text("words:N"))
        for is_above in (True, False)
        if any(row["above"] is is_above and row["value"] is not None for row in rows)
    ]


def _ends(rows: Sequence[dict[str, Any]], weeks: Sequence[Week], panel: Panel) -> list[Any]:
    """The name of a line where it ends, if there are several."""
    alt = altair()
    if len(panel.values) == 1:
        return []
    ends = {row["series"]: row for row in rows if row["value"] is not None}
    text = [row | {"label": row["series"].replace("_", " ")} for row in ends.values()]
    upper = sorted(text, key=lambda row: -row["value"])
    return [
        alt.Chart(alt.InlineData(values=[row]))
        .mark_text(align="left", dx=12, dy=-6 if row is upper[0] else 6)
        .encode(x=_x(weeks), y=alt.Y("value:Q"), text=alt.Text("label:N"))
        for row in text
    ]
