"""The words by which county and state of an event are resolved: those that are named, no others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from detainer_cli.model.cases import Span
from detainer_cli.parse.narrative.acts import Named
from detainer_cli.parse.narrative.lexicon import LISTS
from detainer_cli.parse.narrative.tokens import folded, tokens
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names

_COUNTY = re.compile(r"(?:^|\b)((?:[A-Z][\w'’.-]*\s+)+?(?:County|Parish|COUNTY|PARISH))\b")


@cache
def _state_codes() -> dict[str, str]:
    named = {folded(name): code for code, name in state_names().items()}
    aliases = {folded(row["alias"]).rstrip("."): row["usps"] for row in table("state_aliases")}
    return aliases | named | {code.lower(): code for code in state_names()}


def state_code(text: str) -> str | None:
    """The code of a state by its name, code or short form."""
    return _state_codes().get(folded(text).strip().rstrip("."))


@cache
def _states_of_county() -> dict[str, tuple[str, ...]]:
    """The states that have a county (or parish) of a name."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table("counties"):
        key = folded(f"{row['name']} {row['designation']}")
        found[key] = (*found.get(key, ()), row["state"])
    return found


def county_in(name: str) -> str | None:
    """`Prince George’s County` of `Prince George’s County Detention Center`."""
    match = _COUNTY.search(name)
    return match[1] if match else None


def heading_of(text: str | None) -> str | None:
    """The place that a heading is, in its own words; None if it is none (`Boston Field Office`)."""
    if not text:
        return None
    words = tokens(text, Span(0, len(text)))
    for end in LISTS["TOWN"](words, 0):
        if end == len(words) or words[end].text in "(–—-:":
            return text[: words[end - 1].span.end]
    return None


class Places:
    """The places that heading and case name in full, and what follows from them."""

    def __init__(self, heading: str | None, towns: Iterable[str]) -> None:
        self.heading = heading
        full = [heading, *towns] if heading else list(towns)
        self._counties: dict[str, set[str]] = {}
        for place in full:
            county = county_in(place or "")
            if place and county and "," in place:
                self._counties.setdefault(folded(county), set()).add(place)

    def of_name(self, name: Named | None, beside: Named | None) -> tuple[bool, str | None]:
        """Whether a name (with the town told beside it) says its place, and which."""
        county = county_in(name.text) if name else None
        if county:
            return True, self._county(county, beside.text if beside else None)
        if beside and "," in beside.text:
            return True, self._town(beside.text)
        if beside and state_code(beside.text):
            return False, None
        return (True, self._county(beside.text, None)) if beside else (False, None)

    def _county(self, county: str, beside: str | None) -> str | None:
        """A county with its state: told beside it, elsewhere in the case, or the only one."""
        state = beside.rpartition(",")[2] if beside else ""
        if state_code(state):
            return f"{county}, {state.strip()}"
        known = self._counties.get(folded(county), set())
        if known:
            return next(iter(known)) if len(known) == 1 else None
        states = _states_of_county().get(folded(county), ())
        return f"{county}, {state_names()[states[0]]}" if len(states) == 1 else None

    def _town(self, town: str) -> str | None:
        """A town with its state: the county if heading or case names it and it lies there."""
        if county_in(town):
            return town
        return self._holding(town) or town.rpartition(",")[2].strip()

    def _holding(self, town: str) -> str | None:
        name, _, state = town.rpartition(",")
        if self.heading and state_code(self.heading.rpartition(",")[2]) == state_code(state):
            return self.heading
        return None
