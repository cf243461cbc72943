"""The map of a week: counties by declined detainers, jurisdictions with a listed policy hatched.

What the map has no place for is listed beside it and counted, so that nothing is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detainer_cli.answers.question import UNRESOLVED
from detainer_cli.model.resolutions import JurisdictionResolution
from detainer_cli.normalize.jurisdictions import covering_counties
from detainer_cli.output.site.shapes import Shape, shape_of
from detainer_cli.output.site.source import county_label
from detainer_cli.reference import table

CLASSES = ((1, 1), (2, 4), (5, 9), (10, 24), (25, 99), (100, None))
"""The steps of the scale: of how many detainers each is. The same in every week."""


@dataclass(frozen=True)
class Area:
    """A county on the map; `step` of the scale from 1, 0 for one without a declined detainer."""

    fips: str
    name: str
    count: int
    shape: Shape
    step: int
    policies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outside:
    """A place that the map does not show, and how many declined detainers it has.

    It has no FIPS code if it is unresolved, or no county.
    """

    name: str
    fips: str | None
    count: int


@dataclass(frozen=True)
class Map:
    """Counties with a value, the largest first, then those with a policy alone.

    `cities` are the jurisdictions with a policy that are no whole county, which nothing hatches.
    """

    areas: list[Area] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)
    cities: list[str] = field(default_factory=list)

    @property
    def shown(self) -> int:
        """The detainers of the counties on the map."""
        return sum(area.count for area in self.areas)

    @property
    def not_shown(self) -> int:
        return sum(place.count for place in self.outside)


def map_of(counties: Iterable[dict[str, object]], policies: Sequence[dict[str, object]]) -> Map:
    """The map of a week: the rows of `top-counties`, all of them, and its stored policies.

    A policy hatches its county, every county of its state, or the counties that its city is one
    with, as for the column `has_policy`; of a city that is a part of a county nothing is hatched.
    """
    hatched, cities = _hatched(policies)
    found = Map(cities=cities)
    for row in counties:
        count, fips = int(str(row["detainers"])), row["county_fips"]
        name = county_label(str(fips)) if fips else str(row["county"])
        shape = shape_of(str(fips)) if fips else None
        if shape is None:
            found.outside.append(Outside(name, str(fips) if fips else None, count))
        else:
            known = tuple(hatched.pop(str(fips), ()))
            found.areas.append(Area(str(fips), name, count, shape, _step(count), known))
    for fips in sorted(hatched):
        if shape := shape_of(fips):
            name, listed = county_label(fips), tuple(hatched[fips])
            found.areas.append(Area(fips, name, 0, shape, 0, listed))
    return found


def _hatched(policies: Sequence[dict[str, object]]) -> tuple[dict[str, list[str]], list[str]]:
    """The policies of each county to hatch, and those that hatch none."""
    found: dict[str, list[str]] = {}
    others = []
    for policy in policies:
        name = str(policy["jurisdiction"] or f"{UNRESOLVED} {policy['raw_location']}")
        codes = covered(policy)
        for code in codes:
            found.setdefault(code, []).append(name)
        if not codes:
            others.append(name)
    return found, others


def covered(policy: dict[str, object]) -> tuple[str, ...]:
    """The counties that a stored policy covers wholly, by the rule of the column `has_policy`.

    A city is looked up by its name as resolved and as printed: that of Washington is its District.
    """
    name, state = str(policy["jurisdiction"] or ""), str(policy["state"] or "")
    if policy["kind"] == "state":
        return tuple(row["fips"] for row in table("counties") if row["state"] == state)
    for written in (name, str(policy["raw_location"])):
        place = JurisdictionResolution(
            "jurisdiction", written, bool(name), name, None, "",
            state=state, city=written.partition(",")[0], policy_kind=str(policy["kind"]),
            counties=tuple(json.loads(str(policy["counties"]))),
        )  # fmt: skip
        if found := covering_counties(place):
            return found
    return ()


def _step(count: int) -> int:
    return next(
        number for number, (_, last) in enumerate(CLASSES, 1) if last is None or count <= last
    )
