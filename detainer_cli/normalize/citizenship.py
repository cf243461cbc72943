"""Citizenship: the ISO 3166 alpha-3 code of a country, its name, its UN M49 sub-region.

A name is resolved by equality alone, after case, accents, punctuation, spaces and the article THE
are folded away and the abbreviations of `country_words.csv` are replaced on both sides. Listed are
the names of ISO 3166-1 and 3166-3, the ways in which US agencies write them, and nationalities
that belong to one country only. What looks alike is shown as a candidate and never stored.

The value is one name per code: ISO's common name or else its name, except where that is turned
round or longer than a reader would write (`country_overrides.csv`): Bolivia, South Korea, Russia.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from detainer_cli.model.resolutions import Candidate, CitizenshipResolution
from detainer_cli.normalize.text import LONGEST, NearMisses, fold, replace_words, tidy
from detainer_cli.reference import table

COUNTRY_NAME = "country name"
AGENCY_NAME = "name as US agencies write it"
DEMONYM = "nationality of one country"
ALPHA_3 = "ISO alpha-3 code"
NO_COUNTRY = "no country, by its own word"
NO_SUCH_COUNTRY = "no such country"
AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a writing means: the name of the country, its code and region, the rule."""

    value: str
    code: str | None
    region: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class _Reference:
    keys: Mapping[str, _Entry]
    codes: Mapping[str, _Entry]
    ambiguous: Mapping[str, tuple[Candidate, ...]]
    near: NearMisses


@cache
def _words() -> dict[str, str]:
    return {row["variant"]: row["words"] for row in table("country_words")}


def country_key(text: str) -> str:
    """The key by which names of countries are compared; empty if `text` has no word."""
    words = [word for word in fold(text).split() if word != "THE"]
    return "".join(replace_words(words, _words(), 1))


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in table("countries")}


@cache
def _regions() -> dict[str, str]:
    return {row["code"]: row["region"] for row in table("country_regions")}


def _entry(code: str, rule: str) -> _Entry:
    return _Entry(_names()[code], code, _regions()[code], rule)


def _writings() -> Iterator[tuple[str, _Entry]]:
    """Every writing that the reference data lists, with what it means; the first one counts."""
    for row in table("countries"):
        yield row["name"], _entry(row["code"], COUNTRY_NAME)
    for row in table("country_names"):
        yield row["name"], _entry(row["code"], row["rule"])
    for row in table("country_aliases"):
        yield row["alias"], _entry(row["code"], AGENCY_NAME)
    for row in table("demonyms"):
        yield row["demonym"], _entry(row["code"], DEMONYM)
    for row in table("country_none"):
        yield row["name"], _Entry(row["value"], None, None, NO_COUNTRY)


def _ambiguous() -> dict[str, tuple[Candidate, ...]]:
    """Names with several readings, by key.

    Codes of two letters are among them: ISO 3166, FIPS 10-4 and NCIC give the same letters to
    different countries, and the Postal Service gives them to states.
    """
    readings: dict[str, tuple[Candidate, ...]] = {
        row["alpha_2"]: (Candidate(row["name"], row["code"]),)
        for row in table("countries")
        if row["alpha_2"]
    }
    for row in table("country_ambiguous"):
        key = country_key(row["name"])
        candidate = Candidate(_names()[row["code"]], row["code"])
        readings[key] = (*readings.get(key, ()), candidate)
    return readings


@cache
def _reference() -> _Reference:
    keys: dict[str, _Entry] = {}
    near: list[tuple[str, Candidate]] = []
    for writing, entry in _writings():
        keys.setdefault(country_key(writing), entry)
        near.append((fold(writing), Candidate(entry.value, entry.code)))
    codes = {row["code"]: _entry(row["code"], ALPHA_3) for row in table("countries")}
    return _Reference(keys, codes, _ambiguous(), NearMisses(near))


def _unresolved(text: str, rule: str, found: tuple[Candidate, ...]) -> CitizenshipResolution:
    return CitizenshipResolution("citizenship", text, False, None, None, rule, found)


@lru_cache(maxsize=16384)
def normalize_citizenship(text: str) -> CitizenshipResolution:
    """The country of a citizenship as the report writes it.

    A code of three letters is read in capitals only (`MEX`), one of two letters never decides.
    `Stateless` and `Unknown` are values of their own, resolved without a code or region. Raises
    nothing: a text that no table lists comes back unresolved, with the rule `no such country` (or
    `ambiguous`) and candidates. Names and codes are those of ISO 3166 as pycountry carries them,
    regions those of UN M49; see SOURCES.md.
    """
    if len(text) > LONGEST:
        return _unresolved(text, NO_SUCH_COUNTRY, ())
    reference, key = _reference(), country_key(text)
    entry = reference.keys.get(key) or reference.codes.get(tidy(text))
    if entry is None and key in reference.ambiguous:
        return _unresolved(text, AMBIGUOUS, reference.ambiguous[key])
    if entry is None:
        found = reference.near.find(fold(text)) if key else ()
        return _unresolved(text, NO_SUCH_COUNTRY, found)
    return CitizenshipResolution(
        "citizenship", text, True, entry.value, entry.code, entry.rule, (), entry.region
    )


def citizenship_of_code(text: str, code: str, rule: str) -> CitizenshipResolution | None:
    """The country of an ISO alpha-3 `code`, for a text that a person decided; None if unknown."""
    entry = _reference().codes.get(code.strip().upper())
    if entry is None:
        return None
    return CitizenshipResolution(
        "citizenship", text, True, entry.value, entry.code, rule, (), entry.region
    )
