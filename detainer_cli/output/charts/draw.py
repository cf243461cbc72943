"""An answer as a chart: its specification, and what it shows in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detainer_cli.errors import UsageError
from detainer_cli.model.columns import ColumnKind
from detainer_cli.model.summary import Summary
from detainer_cli.output.charts import marks, words
from detainer_cli.output.charts.frame import above, below, empty, framed
from detainer_cli.output.charts.items import (
    MOST_BARS,
    NOT_TOLD,
    Item,
    by_day,
    counted,
    items,
    total_of,
)
from detainer_cli.output.charts.kinds import Kind, basis_of, kind_of
from detainer_cli.output.charts.library import specification
from detainer_cli.output.charts.maps import (
    Layer,
    Place,
    data_of,
    drawn_map,
    off_text,
    off_the_map,
)
from detainer_cli.output.charts.style import MARGIN
from detainer_cli.output.charts.weeks import gaps_between, grey, lines, weeks_of
from detainer_cli.text import visible


@dataclass(frozen=True)
class Chart:
    """A chart: `specification` of Vega-Lite with its data, `title`, and `text` in its place.

    `text` is the finding in words and numbers, `remarks` what the picture says around its marks.
    """

    title: str
    text: str
    specification: dict[str, Any]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Drawn:
    """The marks of a chart, what they show in words, the notes that belong below them."""

    charts: Sequence[Any]
    text: str
    notes: Sequence[str] = ()
    layer: Layer | None = None
    margin: int = 0


def chart(summary: Summary) -> Chart:
    """The chart that an answer's columns call for. The same answer gives the same chart.

    Raises UsageError for an answer without one, and without the extra `charts`.
    """
    kind = kind_of(summary)
    if kind is None or not summary.basis:
        raise UsageError("this answer has no chart.", "Leave --chart out, or ask another.")
    basis = basis_of(summary.basis)
    noun = kind.noun or basis.noun
    drawn = _DRAWING[kind.draw](summary, kind, noun) if summary.rows else _nothing()
    whole = framed(drawn.charts, summary, basis, drawn.notes, drawn.margin)
    title = visible(summary.title)
    text = f"{title}. {drawn.text}"
    return Chart(
        title,
        text,
        specification(
            whole.properties(description=text), data_of(drawn.layer) if drawn.layer else {}
        ),
        (*above(summary, basis), *below(summary, basis, drawn.notes)),
    )


def _nothing() -> _Drawn:
    return _Drawn([empty(words.NO_ROW)], words.NO_ROW)


def _bars(summary: Summary, kind: Kind, noun: Sequence[str]) -> _Drawn:
    found = items(summary, kind)
    if kind.is_sorted:
        found.sort(key=lambda item: -(item.values[0] or 0))
    return _barred(found, summary.basis, noun)


def _barred(
    found: Sequence[Item], basis: str, noun: Sequence[str], most: int = MOST_BARS
) -> _Drawn:
    shown = found[:most]
    return _Drawn(
        [marks.bars(shown, basis, noun[1])],
        words.of_bars(found, noun),
        words.left_out(found, len(shown)),
    )


def _places(summary: Summary, kind: Kind, noun: Sequence[str]) -> _Drawn:
    """Bars; below a map, if enough rows have a place on it."""
    made = _map_and_bars(summary, kind, noun)
    whole = _whole(summary, items(summary, kind), noun)
    return replace(made, notes=[*made.notes, *whole], text=" ".join([made.text, *whole]))


def _whole(summary: Summary, found: Sequence[Item], noun: Sequence[str]) -> list[str]:
    """What all have together, where the answer itself shows the first ranks only."""
    told, total = summary.totals.get("county"), summary.totals.get("detainers")
    if told is None or total == total_of(found):
        return []
    return [f"{told}: {words.plural(int(str(total)), noun)}."]


def _map_and_bars(summary: Summary, kind: Kind, noun: Sequence[str]) -> _Drawn:
    found = items(summary, kind)
    layer = _layer(summary)
    places = [Place(i.code, i.name, int(i.values[0])) for i in found if i.values[0] is not None]
    off = off_the_map(layer, places)
    if len(found) < kind.map_from or off.places == len(places):
        return _barred(found, summary.basis, noun)
    below = _barred(found, summary.basis, noun, _BELOW_A_MAP)
    text = off_text(off) if off.places else ""
    return _Drawn(
        [drawn_map(layer, places, summary.basis), *below.charts],
        " ".join(filter(None, (f"Map and bars. {below.text}", text))),
        [*([text] if text else []), *below.notes],
        layer,
    )


def _layer(summary: Summary) -> Layer:
    """Of what the rows are places: groups by a code are states."""
    is_of_states = any(
        column.name == "group" and column.kind is ColumnKind.CODE for column in summary.columns
    )
    return "states" if is_of_states else "counties"


_BELOW_A_MAP = 12


def _pairs(summary: Summary, kind: Kind, noun: Sequence[str]) -> _Drawn:
    found = items(summary, kind)
    heads = [c.heading for c in summary.columns if c.name in kind.values]
    shown = found[: MOST_BARS // 2]
    return _Drawn(
        [marks.pairs(shown, heads, noun[1])],
        words.of_pairs(found, heads),
        words.left_out(found, len(shown)),
    )


def _lines(summary: Summary, kind: Kind, noun: Sequence[str]) -> _Drawn:
    weeks = weeks_of(summary, kind)
    gaps = sum(week.is_gap for week in weeks)
    return _Drawn(
        lines(weeks, kind.panels),
        words.of_lines(weeks, kind.panels),
        [_GREY.format(gaps)] if gaps else [],
        margin=MARGIN,
    )


def _ranges(summary: Summary, kind: Kind, noun: Sequence[str]) -> _Drawn:
    found = items(summary, kind)
    shown = found[:MOST_BARS]
    legend = "Line: least to largest. Box: the middle half. Stroke: the median."
    rest = len(found) - len(shown)
    left = f"Drawn are the first {len(shown):,} of {len(found):,} rows; the answer lists all."
    return _Drawn(
        [marks.ranges(shown, "days from issued to declined")],
        words.of_ranges(found),
        [legend, *([left] if rest else [])],
    )


def _counted(summary: Summary, kind: Kind, noun: Sequence[str]) -> _Drawn:
    made = _barred(counted(summary, kind), summary.basis, noun)
    return _Drawn(made.charts, made.text, [_counting(summary, kind), *made.notes])


def _counting(summary: Summary, kind: Kind) -> str:
    rows = "The 1 row" if len(summary.rows) == 1 else f"The {len(summary.rows):,} rows"
    return f"{rows} of the answer, counted by {kind.count.replace('_', ' ')}."


def _days(summary: Summary, kind: Kind, noun: Sequence[str]) -> _Drawn:
    found = by_day(summary, kind)
    gaps = gaps_between(summary.weeks)
    notes = [_counting(summary, kind), *([_GREY.format(len(gaps))] if gaps else [])]
    without = [item for item in found if item.name == NOT_TOLD]
    lacking = [f"Without a day that can be read, and not drawn: {w.words[0]}." for w in without]
    text = words.of_bars(sorted(found, key=lambda item: -(item.values[0] or 0)), noun)
    chart = marks.days(found, summary.basis, noun[1], grey(gaps))
    return _Drawn([chart], text, [*notes, *lacking], margin=MARGIN)


_GREY = "Grey: no report is loaded for {:,} of the weeks between."


_DRAWING: dict[str, Callable[[Summary, Kind, Sequence[str]], _Drawn]] = {
    "bars": _bars,
    "places": _places,
    "pairs": _pairs,
    "lines": _lines,
    "ranges": _ranges,
    "counted": _counted,
    "days": _days,
}
