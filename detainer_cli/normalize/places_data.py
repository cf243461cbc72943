"""States, counties and cities of the reference files, indexed by the keys of their names.

Everything is read once and never changed. A county that came, went or changed its name carries
the days between which it is valid; an alias is valid where its county is.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from typing import NamedTuple

from detainer_cli.normalize.places_text import name_key, plain_key, tokens
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names as state_names

FIRST_DAY, LAST_DAY = date.min, date.max
BY_NAME = "county name and state"


class County(NamedTuple):
    """A county or its equivalent; valid on days from `since` up to, not including, `until`."""

    fips: str
    state: str
    name: str
    designation: str
    since: date
    until: date

    @property
    def full_name(self) -> str:
        """The Census name: `Travis County`, `Baltimore city`, `Carson City`."""
        return f"{self.name} {self.designation}" if self.designation else self.name

    @property
    def is_city(self) -> bool:
        """Whether it is an independent city (Carson City has the word in its name)."""
        return self.designation == "city" or (not self.designation and self.name[-5:] == " City")

    def valid(self, on: date) -> bool:
        """Whether it is a county on a day."""
        return self.since <= on < self.until

    @property
    def value(self) -> str:
        """The canonical text: `Travis County, Texas`; of D.C. and Guam the name alone."""
        state = state_names()[self.state]
        return state if self.full_name == state else f"{self.full_name}, {state}"


class Entry(NamedTuple):
    """A name under which a county is listed, the designation it has there, and the rule.

    `since` is the first day on which the name means this county.
    """

    county: County
    designation: str
    rule: str
    since: date = FIRST_DAY

    def valid(self, on: date) -> bool:
        """Whether the name means the county on a day."""
        return self.since <= on and self.county.valid(on)


class City(NamedTuple):
    """A city that is one with its county or counties, or whose county is known from a table."""

    state: str
    name: str
    counties: tuple[str, ...]


def _day(text: str, default: date) -> date:
    return date.fromisoformat(text) if text else default


@cache
def state_keys() -> dict[str, str]:
    """Key of every name, code and short form of a state to its USPS code."""
    keys = {plain_key(row["name"]): row["usps"] for row in table("states")}
    keys |= {row["usps"].lower(): row["usps"] for row in table("states")}
    return keys | {plain_key(row["alias"]): row["usps"] for row in table("state_aliases")}


@cache
def counties() -> dict[str, County]:
    """FIPS code to county, of every vintage."""
    return {
        row["fips"]: County(
            row["fips"],
            row["state"],
            row["name"],
            row["designation"],
            _day(row["since"], FIRST_DAY),
            _day(row["until"], LAST_DAY),
        )
        for row in table("counties")
    }


@cache
def county_index() -> dict[tuple[str, str], tuple[Entry, ...]]:
    """State and key of a name to all that is listed under it, the counties' own names first."""
    index: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    by_fips = counties()
    for county in by_fips.values():
        entry = Entry(county, county.designation, BY_NAME)
        index[county.state, name_key(tokens(county.name))].append(entry)
    for row in table("county_aliases"):
        since = _day(row["since"], FIRST_DAY)
        entry = Entry(by_fips[row["fips"]], row["designation"], row["rule"], since)
        index[row["state"], name_key(tokens(row["name"]))].append(entry)
    return {key: tuple(entries) for key, entries in index.items()}


@cache
def names_without_state() -> dict[str, tuple[County, ...]]:
    """Key of a county's name to the counties of all states that bear it."""
    index: dict[str, list[County]] = defaultdict(list)
    for county in counties().values():
        index[name_key(tokens(county.name))].append(county)
    return {key: tuple(found) for key, found in index.items()}


@cache
def designations() -> dict[str, frozenset[str]]:
    """The words of a text to the Census designations they may stand for."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in table("designations"):
        found[row["words"]].add(row["designation"])
    return {words: frozenset(every) for words, every in found.items()}


@cache
def designation_words() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Tokens that write a designation, longest first, with the words they stand for."""
    rows = [(tuple(row["word"].split()), row["words"]) for row in table("designation_words")]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row)))


def _city_table(name: str, city_column: str) -> dict[tuple[str, str], City]:
    return {
        (row["state"], name_key(tokens(row["name"]))): City(
            row["state"], row[city_column], tuple(row["fips"].split(";"))
        )
        for row in table(name)
    }


@cache
def consolidated_cities() -> dict[tuple[str, str], City]:
    """State and key to a city that is one with its county, or New York City with its five."""
    return _city_table("consolidated_cities", "city")


@cache
def namesake_cities() -> dict[tuple[str, str], City]:
    """State and key to a large city that lies outside the county of the same name."""
    return _city_table("namesake_cities", "city")


@cache
def cities_elsewhere() -> dict[tuple[str, str], tuple[City, ...]]:
    """State and key of a county's name to the cities of that name in other counties.

    A city whose county could not be told has none.
    """
    found: dict[tuple[str, str], list[City]] = defaultdict(list)
    for row in table("cities_elsewhere"):
        key = row["state"], name_key(tokens(row["name"]))
        found[key].append(City(row["state"], row["city"], tuple(row["fips"].split(";"))))
    return {key: tuple(cities) for key, cities in found.items()}


@cache
def unique_cities() -> dict[str, str]:
    """Key of a city's name that needs no state to its state."""
    return {name_key(tokens(row["name"])): row["state"] for row in table("unique_cities")}


@cache
def known_facilities() -> dict[tuple[str, str], str]:
    """State and key of a facility's name to the FIPS code of the place it belongs to."""
    return {
        (row["state"], name_key(tokens(row["name"]))): row["fips"]
        for row in table("known_facilities")
    }


@cache
def _city_names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for row in table("cities"):
        names[row["state"]].append(row["name"])
    return names


@cache
def known_cities(state: str | None) -> dict[str, str]:
    """Key to the name of each populated place of a state that has to be looked at."""
    return {name_key(tokens(name)): name for name in _city_names().get(state or "", ())}


@cache
def counties_of(state: str) -> dict[str, tuple[County, ...]]:
    """Key of a name to the counties of a state that bear it, of every vintage, sorted by name."""
    found: dict[str, list[County]] = defaultdict(list)
    for county in sorted(counties().values(), key=lambda county: (county.name, county.fips)):
        if county.state == state:
            found[name_key(tokens(county.name))].append(county)
    return {key: tuple(every) for key, every in found.items()}
