"""The words by which county and state of an event are resolved: those that are named, no others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from detainer_cli.model.cases import Span
from detainer_cli.parse.narrative.lexicon import LISTS
from detainer_cli.parse.narrative.sentence import Named
from detainer_cli.parse.narrative.states import state_code
from detainer_cli.parse.narrative.tokens import Token, folded, tokens
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names

_COUNTY = re.compile(r"\b((?:[A-Z][\w'’.-]*\s+)+?(?:County|Parish|COUNTY|PARISH))\b")
_EQUIVALENT = re.compile(
    r"\b((?:[A-Z][\w'’.-]*\s+)+?(?:Borough|Municipality|City|BOROUGH|MUNICIPALITY|CITY))\b"
)
_AROUND = frozenset("(–—-:)|/")
_BEFORE_STATE = _AROUND | {",", "in"}


@cache
def _states_of_county() -> dict[str, tuple[str, ...]]:
    """The states that have a county (or parish) of a name."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table("counties"):
        key = folded(f"{row['name']} {row['designation']}")
        found[key] = (*found.get(key, ()), row["state"])
    return found


@cache
def _county_names() -> dict[str, str]:
    return {row["fips"]: f"{row['name']} {row['designation']}".strip() for row in table("counties")}


@cache
def _counties_of_city() -> dict[tuple[str, str], frozenset[str]]:
    """The counties of a town, by state and name, folded."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for row in table("city_counties"):
        key = (row["state"], folded(row["name"]))
        found[key] = found.get(key, frozenset()) | {folded(_county_names()[row["fips"]])}
    return found


_TURNED = re.compile(
    r"(^|[^\w\s]\s*|\b(?:in|of|the|The|In)\s+)"
    r"(?:(?:City and|CITY AND|city and)\s+)?"
    r"(County|Parish|Municipality|Borough|City|COUNTY|PARISH|MUNICIPALITY|BOROUGH|CITY)\s+(?:of|OF)\s+"
    r"([A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*)*)"
)


def turned(text: str) -> str:
    """`Denver County, Colorado` for `City and County of Denver, Colorado`.

    A city that is a county of its own is turned, too: `Baltimore City` for `City of Baltimore`.
    """
    return _TURNED.sub(_turned, text)


def _turned(match: re.Match[str]) -> str:
    before, district, name = match.groups()
    is_city = district.lower() == "city"
    if is_city and folded(f"{name} city") not in _states_of_county():
        return match[0]
    return f"{before}{name} {'City' if is_city else district}"


def county_in(name: str) -> str | None:
    """`Prince George’s County` of `Prince George’s County Detention Center`."""
    name = turned(name)
    match = _COUNTY.search(name)
    if match:
        return match[1]
    other = _EQUIVALENT.search(name)  # `Anchorage Municipality`, `Baltimore City`
    found = known_part(other[1]) if other else ""
    return found if folded(found) in _states_of_county() else None


def known_part(county: str) -> str:
    """`Kern County` of `The Kern County`, `In Kern County`: the longest name that is known."""
    words = county.split()
    parts = (" ".join(words[at:]) for at in range(len(words) - 1))
    return next((part for part in parts if folded(part) in _states_of_county()), county)


def is_of(place: str | None, county: str) -> bool:
    """Whether a place is that county: `ORANGE COUNTY, CALIF.`"""
    return folded(place or "").startswith(folded(county))


_OF_STATE = re.compile(r"\bState\s+(?:\w+\s+)?(?:Prison|Penitentiary|Reformatory)\b")


def is_of_state(facility: str) -> bool:
    """Whether a facility is a state's, by its name: `New Hampshire State Prison`."""
    return _OF_STATE.search(facility) is not None


def heading_of(text: str | None) -> str | None:
    """The county or town with its state that a heading names; None for `Boston Field Office`.

    `Tacoma, Washington (Pierce County)`, `Clark County Jail, Nevada`, `Boston – Essex County, MA`.
    """
    if not text:
        return None
    text = turned(text)
    words = tokens(text, Span(0, len(text)))
    states = _states_in(words)
    county = county_in(text)
    if county and len({state_code(state) for state in states}) == 1:
        return f"{county}, {states[0]}"
    for at in range(len(words)):
        for end in LISTS["TOWN"](words, at):
            if _stands_alone(words, at, end):
                return text[words[at].span.start : words[end - 1].span.end]
    return None


def _states_in(words: tuple[Token, ...]) -> list[str]:
    """The states behind a comma, a mark or `in`, or at the beginning; `N.Y.` is several words."""
    return [
        " ".join(word.text for word in words[at:end]).replace(" .", ".").replace(". ", ".")
        for at in range(len(words))
        if at == 0 or words[at - 1].folded in _BEFORE_STATE or _is_state_of(words[:at])
        for end in LISTS["STATE"](words, at)
    ]


def _is_state_of(words: tuple[Token, ...]) -> bool:
    """Whether words end in `state of`."""
    return [word.folded for word in words[-2:]] == ["state", "of"]


def _stands_alone(words: tuple[Token, ...], at: int, end: int) -> bool:
    """Whether only marks stand around some words: `Boston – Essex County, Massachusetts`."""
    before = at == 0 or words[at - 1].text in _AROUND
    behind = words[end:] if words[-1].text != "." else words[end:-1]  # `Boston, Mass.`
    return before and (not behind or behind[0].text in _AROUND)


_NONE: frozenset[str] = frozenset()
_STATE_BEHIND = re.compile(r"\s*\(([^()]+)\)$")


def with_comma(place: str) -> str:
    """`Howard County, Maryland` for `Howard County (Maryland)`, and for `County of Howard, …`."""
    return turned(_STATE_BEHIND.sub(r", \1", place))


class Places:
    """The places that heading and case name in full, and what follows from them."""

    def __init__(
        self, heading: str | None, named: Iterable[str], jails: Iterable[Named] = ()
    ) -> None:
        # a town alone tells no county, but its state
        names_county = heading is None or county_in(heading) is not None
        self.heading = heading if names_county else (heading or "").rpartition(",")[2].strip()
        self._counties: dict[str, set[str]] = {}
        for place in map(with_comma, (heading or "", *named)):
            county, _, state = place.rpartition(",")
            if county_in(county) == county and state_code(state):
                self._counties.setdefault(folded(county), set()).add(place)
        self._of_jails: dict[str, set[str]] = {}
        for name in jails:
            if held := self.of_name(name, None)[1]:
                self._of_jails.setdefault(folded(held.rpartition(",")[0]), set()).add(held)

    @property
    def state(self) -> str | None:
        """The state of the heading, in its words."""
        state = (self.heading or "").rpartition(",")[2].strip()
        return state if state_code(state) else None

    def of_name(self, name: Named, state: Named | None) -> tuple[bool, str | None]:
        """Whether the name of an agency or facility says its place, and which."""
        county = county_in(name.text)
        if county is None:
            return False, None
        return True, self._county(county, state)

    def of_town(self, town: Named) -> tuple[bool, str | None]:
        """What a town or county says: with its state, or as a county without."""
        place = with_comma(town.text)
        if "," not in place:
            return True, self._county(place, None)
        name, _, state = place.rpartition(",")
        if county_in(name):
            return True, place
        code = state_code(state)
        return True, self._county_of(name, code) or state.strip()

    def of_city(self, name: str) -> bool:
        """Whether a town without state is one of the heading's county."""
        state = state_code(self.state or "")
        return bool(state) and self.holding(name, state) == self.heading

    def lies_elsewhere(self, name: str) -> bool:
        """Whether a town of the heading's state lies in no county that heading or case names."""
        state = state_code(self.state or "")
        known = _counties_of_city().get((state or "", folded(name)))
        return bool(known) and self.county_of_city(name) is None

    def county_of_city(self, name: str) -> str | None:
        """The county of a town of the heading's state, if heading, case or a jail names it."""
        state = state_code(self.state or "")
        return self._county_of(name, state)

    def _county_of(self, name: str, state: str | None) -> str | None:
        return self.holding(name, state) or self._among(self._of_jails, name, state)

    def holding(self, name: str, state: str | None) -> str | None:
        """The one county that heading or case names in full in which a town lies."""
        return self._among(self._counties, name, state)

    def _among(self, named: dict[str, set[str]], name: str, state: str | None) -> str | None:
        """The one county in which a town lies, if it is among those that are named."""
        known = _counties_of_city()
        plain = folded(name).removesuffix(" township")  # `Haverford Township Police Department`
        counties = known.get((state or "", folded(name))) or known.get((state or "", plain), _NONE)
        if len(counties) != 1:
            return None
        found = {
            place
            for place in named.get(next(iter(counties)), set())
            if state_code(place.rpartition(",")[2]) == state
        }
        return self.heading if self.heading in found else next(iter(sorted(found)), None)

    def _county(self, county: str, beside: Named | None) -> str | None:
        """A county with its state: told beside it, elsewhere in the case, or the only one."""
        if folded(county) not in _states_of_county():
            county = county.rpartition("-")[2]  # `Athens-Clarke County`: one with its town
        if beside and state_code(beside.text):
            return f"{county}, {beside.text}"
        known = self._counties.get(folded(county), set())
        if known:
            return next(iter(known)) if len(known) == 1 else None
        states = _states_of_county().get(folded(county), ())
        if self.state and state_code(self.state) in states:
            return f"{county}, {self.state}"
        return f"{county}, {state_names()[states[0]]}" if len(states) == 1 else None
