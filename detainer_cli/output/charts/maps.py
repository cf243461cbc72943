"""Maps of counties and of states: all of them in outline, those with a value in classes of it.

A code without a shape (unresolved, no county, a territory outside the projection) is no place on
the map: `off_the_map` counts those, and the map says so below itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from detainer_cli.answers.question import UNRESOLVED
from detainer_cli.output.charts import shapes
from detainer_cli.output.charts.library import altair, specification
from detainer_cli.output.charts.style import INK, LAND, MUTED, RULE, SMALL, WIDTH, config, scale
from detainer_cli.text import visible

Layer = Literal["counties", "states"]
HEIGHT = 440
MOST_CLASSES = 5
NOT_LISTED = {
    "issued": "not on a list (unknown, not zero)",
    "declined": "none among these rows",
}
"""What a county without a value is, by the basis."""
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Place:
    """A place of a map: `code` is its FIPS code (None: it has none), `value` a count.

    `href` is the address that a click on it opens, if any.
    """

    code: str | None
    name: str
    value: int
    href: str = ""


@dataclass(frozen=True)
class OffTheMap:
    """What a map has no shape for: how many groups, their counts, and that of unresolved ones."""

    places: int
    value: int
    unresolved: int


def county_map(
    rows: Iterable[Mapping[str, object]],
    *,
    basis: Literal["issued", "declined"] = "declined",
    code: str = "county_fips",
    name: str = "county",
    value: str = "detainers",
    href: str = "href",
    marked: Iterable[str] = (),
    marked_fill: str = "",
    marked_text: str = "",
    description: str = "",
    width: int = WIDTH,
    height: int = HEIGHT,
) -> dict[str, Any]:
    """A map of counties as a specification of Vega-Lite, whole: shapes and data are in it.

    `rows` are rows of one basis, as an answer has them: `code`, `name`, `value` and `href` name
    their columns (`href` may be missing). Rows without a shape are counted below the map, never
    dropped in silence; those whose value is None (unread) likewise. `marked` are FIPS codes drawn
    with a thick broken outline (jurisdictions with a policy), which `marked_text` explains below
    the map; `marked_fill` is a fill for them that the page knows, such as `url(#policy)`. Sizes
    are in pixels. Raises UsageError without the extra `charts`.
    """
    rows = list(rows)
    places = [
        Place(
            str(row[code]) if row.get(code) else None,
            str(row[name]),
            int(str(row[value])),
            str(row.get(href) or ""),
        )
        for row in rows
        if row.get(value) is not None
    ]
    unread = len(rows) - len(places)
    notes = [*_notes("counties", places, unread), *([marked_text] if marked_text else [])]
    drawn = drawn_map("counties", places, basis, frozenset(marked), marked_fill, width, height)
    return specification(
        drawn.properties(
            description=visible(description),
            title=_below(notes),
        ).configure(**config()),
        data_of("counties"),
    )


def data_of(layer: Layer) -> dict[str, object]:
    """The shapes that stand in a map of a layer by their names alone (see `specification`)."""
    return {name: shapes.layer(name) for name in (layer, "states")}


def off_the_map(layer: Layer, places: Iterable[Place]) -> OffTheMap:
    """What of the places has no shape in a layer."""
    known = shapes.codes(layer)
    outside = [place for place in places if place.code not in known]
    unresolved = [place.value for place in outside if UNRESOLVED in place.name]
    return OffTheMap(len(outside), sum(place.value for place in outside), sum(unresolved))


def _notes(layer: Layer, places: Sequence[Place], unread: int) -> list[str]:
    notes = []
    if (off := off_the_map(layer, places)).places:
        notes.append(off_text(off))
    if unread:
        notes.append(f"Not on the map: {unread:,} with a count that could not be read.")
    return notes


def off_text(off: OffTheMap) -> str:
    """What a map says of what it has no shape for."""
    of = "1 group" if off.places == 1 else f"{off.places:,} groups"
    others = off.value - off.unresolved
    parts = [f"{off.unresolved:,} of unresolved places"] if off.unresolved else []
    parts += [f"{others:,} of no single county or of a territory outside it"] if others else []
    detainers = "1 detainer" if off.value == 1 else f"{off.value:,} detainers"
    return f"Not on the map: {detainers} in {of}: {', '.join(parts) or 'none'}."


def _below(notes: Sequence[str]) -> Any:
    alt = altair()
    if not notes:
        return alt.Undefined
    return alt.TitleParams(
        text=[visible(note) for note in notes],
        orient="bottom", anchor="start", fontWeight="normal", fontSize=SMALL, color=MUTED,
    )  # fmt: skip


# ---------------------------------------------------------------- what is drawn


def drawn_map(
    layer: Layer,
    places: Sequence[Place],
    basis: str,
    marked: frozenset[str] = frozenset(),
    marked_fill: str = "",
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Any:
    """The map as a chart of Altair: land, places with a value, borders of states, marked places."""
    alt = altair()
    known = shapes.codes(layer)
    on_map = [place for place in places if place.code in known]
    labels = classes(max((place.value for place in on_map), default=0))
    land = alt.Chart().mark_geoshape(fill=LAND, stroke=RULE, strokeWidth=0.3, aria=False)
    layers = [land, _valued(on_map, labels, basis)]
    if marked:
        layers.append(_marked(marked & known, marked_fill))
    counties = alt.layer(*layers, data=_data(layer, feature=True))
    borders = alt.Chart(_data("states", feature=False)).mark_geoshape(
        filled=False, stroke="#7a7a7a", strokeWidth=0.6, aria=False
    )
    return alt.layer(counties, borders).properties(width=width, height=height).project("albersUsa")


def _data(layer: Layer, feature: bool) -> Any:
    alt = altair()
    named = {"feature": layer} if feature else {"mesh": layer}
    form = alt.TopoDataFormat(type="topojson", **named)
    return alt.NamedData(name=layer, format=form)


def _valued(places: Sequence[Place], labels: Sequence[tuple[int, str]], basis: str) -> Any:
    alt = altair()
    names = [text for _, text in labels]
    none = NOT_LISTED.get(basis, "none")
    colours = _spread(scale(basis), len(names))
    known = [
        {
            "code": place.code,
            "name": visible(place.name),
            "value": place.value,
            "told": f"{visible(place.name)}: {place.value:,} {basis}",
            "class": [text for least, text in labels if place.value >= least][-1],
            **({"href": place.href} if place.href else {}),
        }
        for place in places
        if place.value > 0
    ]
    fields = ["name", "value", "told", "class", *(["href"] if any(p.href for p in places) else [])]
    found = alt.LookupData(alt.InlineData(values=known), key="code", fields=fields)
    encoded = {"href": alt.Href("href:N")} if "href" in fields else {}
    return (
        alt.Chart()
        .transform_lookup(lookup="id", from_=found)
        .transform_filter("isValid(datum.value)")
        .mark_geoshape(stroke=INK, strokeWidth=0.7)
        .encode(
            color=alt.Color("class:O")
            .scale(domain=[none, *names], range=[LAND, *colours])
            .legend(
                title=f"detainers {basis}",
                orient="bottom",
                direction="horizontal",
                symbolType="square",
                symbolStrokeWidth=0.6,
                symbolSize=130,
            ),
            tooltip=[alt.Tooltip("name:N", title="place"), alt.Tooltip("value:Q", title=basis)],
            description=alt.Description("told:N"),
            **encoded,
        )
    )


def _marked(codes: frozenset[str], fill: str) -> Any:
    """Outlines of places, above their values."""
    alt = altair()
    style = {"fill": fill} if fill else {"filled": False}
    return (
        alt.Chart()
        .transform_filter(alt.FieldOneOfPredicate(field="id", oneOf=sorted(codes)))
        .mark_geoshape(stroke="#000000", strokeWidth=1.6, strokeDash=[3, 2], aria=False, **style)
    )


def classes(largest: int) -> list[tuple[int, str]]:
    """The classes of a map: the least value of each and its words, from few to many.

    Their bounds are of the series 1, 2, 5, 10, 20, 50 …, of which every second or third is taken
    where all would be more classes than an eye tells apart.
    """
    if largest <= MOST_CLASSES:
        return [(value, f"{value}") for value in range(1, largest + 1)]
    bounds = [step * 10**power for power in range(len(str(largest))) for step in _STEPS]
    bounds = [bound for bound in bounds if bound <= largest]
    every = -(-len(bounds) // MOST_CLASSES)
    kept = bounds[::every]
    ends = [f" to {bound - 1:,}" if bound - 1 > least else "" for least, bound in pairwise(kept)]
    texts = [f"{least:,}{end}" for least, end in zip(kept, [*ends, " or more"], strict=True)]
    return list(zip(kept, texts, strict=True))


def _spread(colours: Sequence[str], count: int) -> list[str]:
    """So many of the colours, the ends among them."""
    if count == 1:
        return [colours[-2]]
    return [colours[round(n * (len(colours) - 1) / (count - 1))] for n in range(count)]
