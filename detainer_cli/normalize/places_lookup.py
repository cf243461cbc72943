"""Looks a name up: which counties or city a text may mean, and which names are close to it.

Closeness is only ever shown to a person; nothing here picks one of several.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

from detainer_cli.likeness import alike
from detainer_cli.model.resolutions import Candidate
from detainer_cli.normalize.places_data import (
    City,
    County,
    Entry,
    counties_of,
    county_index,
    designation_words,
    designations,
    names_without_state,
    state_keys,
    state_names,
)
from detainer_cli.normalize.places_text import name_key, standard, tokens

MOST_CANDIDATES = 60
LONGEST_NAME = 60
_JOINED = re.compile(r"([a-z]{3,})(county|parish)$")
_SEGMENT = re.compile(r"\s[-–—]\s|/")
_OF = {"of", "de"}
_COUNTY_WORDS = {"county", "co", "cnty", "parish", "borough"}
_STATE_WORDS = {("state", "of"), ("commonwealth", "of"), ("territory", "of")}


def state_of(text: str) -> str | None:
    """The USPS code of a state, territory or D.C. by name, code or short form."""
    keys = state_keys()
    words = tokens(text)
    if words == ["la"] and "." in text.strip()[:-1]:
        return None  # `La.` is Louisiana, `L.A.` is not
    found = keys.get("".join(words))
    if found or len(words) < 2:
        return found
    if words[0] == "the":
        words = words[1:]
    if tuple(words[:2]) in _STATE_WORDS:
        return keys.get("".join(words[2:]))
    return keys.get("".join(words[:-1])) if words[-1] == "state" else None


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[tuple[str, str | None], ...]:
    """The ways to read a place's name: (key, words of its designation or None if it has none).

    `James City County` can be the name `James City` with `county`, or a name of three words.
    """
    words = tokens(text)
    found = _readings(words)
    if len(words) == 1 and (joined := _JOINED.match(words[0])):
        found.append((name_key([joined[1]]), joined[2]))
    if words[:1] == ["the"] and len(words) > 1:
        found += _readings(words[1:])
    return tuple(found)


def _readings(words: list[str]) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = [(name_key(words), None)]
    for written, meaning in designation_words():
        size = len(written)
        if len(words) > size and tuple(words[-size:]) == written:
            found.append((name_key(words[:-size]), meaning))
        if len(words) > size + 1 and tuple(words[:size]) == written and words[size] in _OF:
            rest = words[size + 1 :]
            found.append((name_key(rest), meaning))
            if tuple(rest[-size:]) == written and len(rest) > size:
                found.append((name_key(rest[:-size]), meaning))
    return found


def entries(state: str, key: str, words: str | None, on: date) -> list[Entry]:
    """What is listed in a state under a key on a day, one entry a county."""
    found: dict[str, Entry] = {}
    allowed = designations().get(words, frozenset()) if words else None
    for entry in county_index().get((state, key), ()):
        if entry.valid(on) and (allowed is None or entry.designation in allowed):
            found.setdefault(entry.county.fips, entry)
    return list(found.values())


def named_at_start(state: str, text: str, on: date) -> list[Entry]:
    """The counties whose name with its designation begins a facility's name.

    `Hillsboro - Washington County Jail` names Washington County; `Travis Unit` names none, nor
    does a segment that names two.
    """
    found: dict[str, Entry] = {}
    single = {written[0]: meaning for written, meaning in designation_words() if len(written) == 1}
    for segment in _SEGMENT.split(text):
        words = tokens(segment)
        if sum(word in _COUNTY_WORDS for word in words) > 1:
            continue
        for position, word in enumerate(words[1:6], start=1):
            if word in single:
                key = name_key(words[:position])
                for entry in entries(state, key, single[word], on):
                    found.setdefault(entry.county.fips, entry)
    return list(found.values())


def kinds_named(name: str, facility: str) -> set[str]:
    """Whether a facility's words call the place a `city`, a `county`, both or neither.

    The word stands beside the name (`Baltimore City Detention Center`, `City of Richmond Jail`)
    or opens the facility's name (`City Justice Center`).
    """
    place = " ".join(standard(tokens(name)))
    words = standard(tokens(facility))
    text = f" {' '.join(words)} "
    forms = {"city": ("city",), "county": ("county", "co", "cnty")}
    found = set()
    for kind, written in forms.items():
        beside = [f" {place} {word} " for word in written]
        before = [f" {word} of {place} " for word in written]
        if words[:1] == [kind] or any(form in text for form in beside + before):
            found.add(kind)
    if f"{place} city and county " in text or "city and county of" in text:
        found |= {"city", "county"}
    return found


def county_candidate(county: County) -> Candidate:
    """A county as a candidate, with its FIPS code."""
    return Candidate(county.value, county.fips)


def city_candidate(city: City) -> Candidate:
    """A city as a candidate; with a code only if it has a single county."""
    return Candidate(f"{city.name}, {state_names()[city.state]}", None)


@lru_cache(maxsize=4096)
def near(state: str, text: str, on: date) -> tuple[Candidate, ...]:
    """Names of the state close to a text, to be shown: same name first, then similar ones."""
    if len(text) > LONGEST_NAME:
        return ()
    listed = counties_of(state)
    keys = [key for key, _ in readings(text)]
    found = [county for key in keys for county in listed.get(key, ())]
    for key in keys:
        likely = [name for name in listed if name[0] == key[:1] or name[-3:] == key[-3:]]
        for name in alike(key, likely, 0.75, most=3):
            found += listed[name]
    return tuple(dict.fromkeys(county_candidate(c) for c in found if c.valid(on)))


def gone(state: str, text: str, on: date) -> tuple[Candidate, ...]:
    """What took the place of a county that a state had, but not on this day; else nothing.

    Those are the counties that begin when it ends (or, for a later county, end when it begins).
    """
    found: list[County] = []
    for key, words in readings(text):
        for entry in county_index().get((state, key), ()):
            if words is None or entry.designation in designations().get(words, ()):
                found.append(entry.county)
    others = [c for every in counties_of(state).values() for c in every if c.valid(on)]
    linked = [c for c in others for old in found if old.until == c.since or old.since == c.until]
    return tuple(dict.fromkeys(county_candidate(county) for county in linked))


@lru_cache(maxsize=4096)
def anywhere(text: str, on: date) -> tuple[Candidate, ...]:
    """Every county of any state with this name on a day."""
    found: dict[Candidate, None] = {}
    for key, words in readings(text):
        allowed = designations().get(words, frozenset()) if words else None
        for county in names_without_state().get(key, ()):
            if county.valid(on) and (allowed is None or county.designation in allowed):
                found[county_candidate(county)] = None
    return tuple(found)[:MOST_CANDIDATES]


@cache
def near_states(key: str) -> tuple[Candidate, ...]:
    """States whose name is close to a key, to be shown."""
    by_key = {"".join(tokens(name)): usps for usps, name in state_names().items()}
    close = alike(key, by_key, 0.8, most=2)
    return tuple(Candidate(state_names()[by_key[name]], by_key[name]) for name in close)
