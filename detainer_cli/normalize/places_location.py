"""Takes a location text apart: what stands before the county, the county, the state. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from detainer_cli.model.records import LocationText
from detainer_cli.normalize.places_data import county_index, unique_cities
from detainer_cli.normalize.places_lookup import entries, readings, state_of
from detainer_cli.normalize.places_text import (
    is_field_office,
    name_key,
    plain_key,
    split_aor,
    split_parts,
    tokens,
)

Role = Literal["location", "city", "issued", "policy"]

_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_REMARK = re.compile(r"\(([^()]+)\)\s*$")
_DASH = re.compile(r"\s+[-–—]\s+|\s*:\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """A location taken apart.

    `in_column` says that the report gives the county a column of its own, `sure` that a comma or a
    column sets the state apart.
    """

    text: str
    facility: tuple[str, ...]
    county: str | None
    state: str
    in_column: bool
    sure: bool
    on: date
    role: Role

    @property
    def facility_text(self) -> str | None:
        return ", ".join(self.facility) or None

    @property
    def designated(self) -> bool:
        """Whether the county's text says what it is: `County`, `Parish`, `City`."""
        return is_designated(self.county or "")

    def facility_only(self) -> Place:
        """The same place with what stands for the county read as part of the facility."""
        parts = (*self.facility, self.county) if self.county else self.facility
        return replace(self, facility=parts, county=None)


def is_designated(text: str) -> bool:
    """Whether a name is written with its designation, as in `Travis County`."""
    return any(words for _, words in readings(text))


def take_apart(location: LocationText, on: date, role: Role) -> Place:
    """The parts of a location in the order FACILITY, COUNTY, STATE; no state is an empty one.

    The columns are read in that order as if they were one text; within each, commas separate.
    """
    parts: list[str] = []
    for text in (location.facility, location.whole, location.county, location.state):
        if text and text is not location.facility:
            text = _without_area(text, role)
        parts += split_parts(text) if text else []
    before, state, sure = _take_state(_without_remarks(parts, on))
    while len(before) > 1 and state_of(before[-1]) == state and not _is_county(before[-1], state):
        before.pop()  # `Polk County Jail, IA, Iowa`
    only_facility = location.whole is None and location.county is None and len(before) == 1
    county = before.pop() if before and not (only_facility and location.facility) else None
    in_column = bool(location.county) or role == "issued"
    return Place(location.raw, tuple(before), county, state, in_column, sure, on, role)


def _is_county(text: str, state: str) -> bool:
    return any((state, key) in county_index() for key, _ in readings(text))


def _without_area(text: str, role: Role) -> str:
    """The text without the parentheses of an area of responsibility at its end."""
    if "(" not in text and ")" not in text:
        return text
    before, area = split_aor(text)
    return before if role == "policy" or is_field_office(area) else text


def _without_remarks(parts: list[str], on: date) -> list[str]:
    """`Cook County (Chicago), Illinois` without its remark.

    Only where the name has its designation, or the remark names the same county, as in `Kings
    (Brooklyn)`, and then says it best: `Marion (Grant County), Indiana` is a city.
    """
    if len(parts) < 2 or not any("(" in part for part in parts[-2:]):
        return parts
    bare = parts[:-2] + [_PARENTHESES.sub("", part).strip() for part in parts[-2:]]
    if not all(bare):
        return parts
    before, state, _ = _take_state(bare)
    if not state or not before:
        return parts
    if is_designated(before[-1]):
        return bare
    remark = _REMARK.search(parts[-2])
    if remark and _same_county(state, before[-1], remark[1], on):
        return [*parts[:-2], remark[1], parts[-1]]
    return parts


def _same_county(state: str, first: str, second: str, on: date) -> bool:
    """Whether two texts can each mean only one county of a state, and it is the same."""
    named = []
    for text in (first, second):
        found = [entry for key, words in readings(text) for entry in entries(state, key, words, on)]
        named.append({entry.county.fips for entry in found})
    return len(named[0]) == 1 and named[0] == named[1]


def _take_state(parts: list[str]) -> tuple[list[str], str, bool]:
    """The parts before the state, the state or nothing, and whether it is set apart."""
    if not parts:
        return [], "", True
    last = parts[-1]
    if state := state_of(last):
        return parts[:-1], state, True
    if state := unique_cities().get(name_key(tokens(last))):
        return list(parts), state, True
    rest, state = _state_at_end(last)
    if state:
        return [*parts[:-1], rest], state, False
    swapped, state = _state_first(parts)
    return swapped, state or "", True


def _state_at_end(text: str) -> tuple[str, str | None]:
    """`Cook County IL` taken apart; a bare code only in capitals or after a designation.

    `CO` is read as Colorado only after a designation: `ADAMS CO` and `Adams Co.` are no states.
    """
    words = text.replace("(", " ").replace(")", " ").split()
    for size in range(min(5, len(words) - 1), 0, -1):
        tail = " ".join(words[-size:])
        state = state_of(tail)
        if state is None:
            continue
        rest = " ".join(words[:-size])
        plain = plain_key(tail) != "co" and (len(tail) > 2 or tail.isupper())
        if plain or is_designated(rest):
            return rest, state
    return text, None


def _state_first(parts: list[str]) -> tuple[list[str], str | None]:
    """`Texas, Travis County` in the usual order; Washington is left out, being a city's name too.

    Only before a name with its designation: a bare name after a state's may be anything.
    """
    split = parts if len(parts) > 1 else _DASH.split(parts[0], maxsplit=1)
    if len(split) < 2:
        return list(parts), None
    state = state_of(split[0])
    if state in (None, "WA") or not is_designated(split[1]):
        return list(parts), None
    return [*split[2:], split[1]], state
