"""The filter by county: `Travis`, `Travis County`, `Travis County, Texas`, `Travis, TX`, `48453`.

A name that several counties have stands for all of them, and the answer says so; a name that is
also a city's in another county is told with the rows of that county.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from detainer_cli.answers.filter_values import Hint, Match, any_of, option, plain_key
from detainer_cli.answers.groups import county_name
from detainer_cli.answers.question import UNRESOLVED, Condition, Question
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names

_MOST = 5
TABLES = ("declined_row", "issued_row", "policy_row")
_UNRESOLVED = (  # the first condition is that of the index `declined_row_no_place`
    "r.jurisdiction_resolved = 0 AND r.jurisdiction IS NULL AND r.jurisdiction_candidates LIKE ?"
)


@cache
def _labels() -> dict[str, str]:
    """FIPS to `Travis County, Texas`, for every county of any vintage."""
    states = state_names()
    labels = {}
    for row in table("counties"):
        full = f"{row['name']} {row['designation']}".strip()
        labels[row["fips"]] = county_name(full, states.get(row["state"], row["state"]))
    return labels


@cache
def _by_label() -> dict[str, str]:
    return {plain_key(label): fips for fips, label in _labels().items()}


def county_names(conn: sqlite3.Connection) -> Iterable[str]:
    """The full names of all counties, with their states."""
    return _labels().values()


def read_county(conn: sqlite3.Connection, text: str) -> Match | None:
    """The counties that a text names, or the places of the loaded rows that it names."""
    for writing in dict.fromkeys((text, text.replace("-", " "))):
        found = _by_name(writing)
        if found:
            return _named(text, found)
        place = _by_rules(writing) or _by_city(writing)
        if place is None or len(place.codes) == 1:
            place = _loaded(conn, writing) or place
        if place:
            return place
    return None


def _named(text: str, found: list[str]) -> Match:
    labels = [_labels()[fips] for fips in found]
    match = _of_counties(tuple(found), labels[0] if len(labels) == 1 else text)
    return replace(match, hints=(*_several(text, found), *match.hints, *_cities(text, found)))


def _several(text: str, found: list[str]) -> Iterator[Hint]:
    """That a name is that of several counties, and which of them the rows are of."""
    if len(found) > 1:
        says = (
            f"“{text}” stands for every county of that name ({len(found)}); of these, rows have:"
            " {names}."
        )
        yield Hint(any_of("r.county_fips", found), tuple(found), says, "r.jurisdiction")


def _of_counties(codes: tuple[str, ...], text: str, note: str = "") -> Match:
    states = {row["fips"]: row["state"] for row in table("counties")}
    hints = tuple(
        Hint(
            _UNRESOLVED,
            (f'%"{code}"%',),
            f"{{rows}} more may be of {_labels()[code]}: their place is unresolved"
            " (`detainers review`).",
        )
        for code in codes
    )
    within = frozenset(("state", states[code]) for code in codes)
    return Match(any_of("r.county_fips", codes), codes, text, note, codes, hints, within)


@cache
def _index() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Key of a name to the state, the FIPS code and the designation of all that bear it."""
    from detainer_cli.normalize.places_data import county_index

    index: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for (state, key), listed in county_index().items():
        index[key] += [(state, entry.county.fips, entry.designation) for entry in listed]
    return {key: tuple(found) for key, found in index.items()}


def _by_name(text: str) -> list[str]:
    """The counties with this code or name, in the state behind the comma if there is one."""
    from detainer_cli.normalize.places_data import designations
    from detainer_cli.normalize.places_lookup import readings, state_of

    if fips := text if text in _labels() else _by_label().get(plain_key(text)):
        return [fips]
    name, comma, state = text.rpartition(",")
    usps = state_of(state) if comma else None
    found = set()
    for key, words in readings(name if usps else text):
        allowed = designations().get(words, frozenset()) if words else None
        for in_state, fips, designation in _index().get(key, ()):
            if usps in (None, in_state) and (allowed is None or designation in allowed):
                found.add(fips)
    return sorted(found, key=lambda fips: (_labels()[fips], fips))


def _cities(text: str, found: list[str]) -> Iterable[Hint]:
    """The cities of a bare name that lie in another county, or whose county is not told."""
    from detainer_cli.normalize.places_data import cities_elsewhere, counties, namesake_cities
    from detainer_cli.normalize.places_text import name_key, tokens

    name = text.split(",")[0]
    for fips in found:
        county = counties()[fips]
        if name_key(tokens(name)) != name_key(tokens(county.name)):
            continue
        large = namesake_cities().get((county.state, name_key(tokens(name))))
        if large and len(large.counties) > 1:
            city_of = f"{large.name}, {county.state}"
            yield Hint(
                any_of("r.county_fips", large.counties),
                large.counties,
                f"{large.name} is several counties, which together have {{rows}}"
                f" ({option('county', city_of)}).",
            )
        for city in cities_elsewhere().get((county.state, name_key(tokens(name))), ()):
            for other in filter(None, city.counties if city.name == county.name else ()):
                says = (
                    f"“{text}” is a city, too, in {_labels()[other]}, which has {{rows}}"
                    f" (--county {other})."
                )
                yield Hint("r.county_fips = ?", (other,), says)


def city_hints(question: Question, text: str) -> Iterable[str]:
    """Of a name that is no county: the states with a city of it, and the rows that name it."""
    from detainer_cli.normalize.places_data import known_cities
    from detainer_cli.normalize.places_text import name_key, tokens

    key = name_key(tokens(text.split(",")[0]))
    found = [name for state, name in state_names().items() if key in known_cities(state)]
    if found:
        more = len(found) - _MOST
        of = ", ".join(found[:_MOST]) + (f" and {more} more states" if more > 0 else "")
        yield f"“{text}” is a city ({of}); --county takes a county."
    named = Condition("", "r.raw_location LIKE ?", (f"%{text}%",), "")
    places = replace(question, conditions=(named,)).select(
        "declined_row", "r.jurisdiction, count(*)", "GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    if places:
        shown = "; ".join(f"{place or UNRESOLVED} ({count})" for place, count in places[:_MOST])
        yield f"Rows whose own text has “{text}” are of {shown}."


def _loaded(conn: sqlite3.Connection, text: str) -> Match | None:
    """The places of loaded rows whose jurisdiction or own text is this one."""
    union = " UNION ".join(
        f"SELECT county_fips, jurisdiction FROM {name}"  # noqa: S608
        " WHERE jurisdiction = :text COLLATE NOCASE OR raw_location = :text COLLATE NOCASE"
        " OR location_county = :text COLLATE NOCASE"
        for name in TABLES
    )
    found = conn.execute(union, {"text": text}).fetchall()
    codes = sorted({fips for fips, _ in found if fips})
    places = sorted({place for fips, place in found if place and not fips})
    parts = [any_of("r.county_fips", codes)] if codes else []
    if places:
        parts.append(f"r.county_fips IS NULL AND {any_of('r.jurisdiction', places)}")
    own = (None, None) in found
    if own:
        parts.append("r.jurisdiction IS NULL AND r.raw_location = ? COLLATE NOCASE")
    bound = (*codes, *places, *([text] if own else []))
    return Match(" OR ".join(parts), bound, text, "", tuple(codes)) if parts else None


def _by_city(text: str) -> Match | None:
    """The county that is one with a city, where one state only has such a city of this name."""
    from detainer_cli.normalize.places_data import consolidated_cities
    from detainer_cli.normalize.places_text import name_key, tokens

    key = name_key(tokens(text))
    found = [city for (_, name), city in consolidated_cities().items() if name == key]
    if len(found) != 1:
        return None
    named = "; ".join(_labels()[fips] for fips in found[0].counties)
    note = f"“{text}” is asked as {named}, which is one with {found[0].name}."
    return _of_counties(found[0].counties, named, note)


def _by_rules(text: str) -> Match | None:
    """The county, or the counties of a city, that the rules of the loader give to the text."""
    from datetime import date

    from detainer_cli.model.records import LocationText
    from detainer_cli.normalize.jurisdictions import normalize_jurisdiction

    found = normalize_jurisdiction(LocationText(whole=text), date(2017, 2, 1), "issued")
    if not found.resolved or not found.counties:
        return None
    match = _of_counties(found.counties, found.value or text)
    if len(found.counties) == 1:
        return match
    sql = f"{match.sql} OR r.county_fips IS NULL AND r.jurisdiction = ?"
    named = "; ".join(_labels()[fips] for fips in found.counties)
    note = f"{found.value} is asked as all of its counties: {named}."
    return replace(match, sql=sql, values=(*match.values, found.value or text), note=note)
