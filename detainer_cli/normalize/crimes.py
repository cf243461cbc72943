"""Crimes: the report's own term, its NCIC code, its category.

The reports print the descriptions of the FBI's NCIC uniform offense codes, abbreviated or in full
words, and some terms that NCIC does not have. A term is resolved by equality alone: both sides are
folded (case, punctuation, accents), the words of `crime_words.csv` are replaced on both sides, and
the keys are compared (`crime_text`). What looks alike is shown as a candidate and never stored.

The value is the term in the spelling of the reference data, so that capitals and abbreviations
give one group: `crime_descriptions.csv` for a description of NCIC, `crime_terms.csv` for any other
term, which keeps its own words (`Driving Under Influence Liquor` does not become `... Alcohol`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from detainer_cli.model.resolutions import Candidate, CrimeResolution
from detainer_cli.normalize.crime_text import (
    behind_headings,
    crime_key,
    crime_words,
    key_of_words,
    turned,
    without_class,
)
from detainer_cli.normalize.text import LONGEST, NearMisses, fold
from detainer_cli.reference import table

NCIC = "NCIC description"
NCIC_WORDS = "NCIC description, words expanded"
TERM = "curated term"
CATEGORY_ONLY = "curated term, category only"
NO_SUCH_TERM = "no such term"
AMBIGUOUS = "ambiguous"

CLASSED = ", without the class of the charge"
TURNED = ", its parts turned round"
HEADED = ", behind its heading"

_SEVERAL = re.compile(r"[;+|]")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a key means: the canonical term, its NCIC code, the two digits of its category."""

    value: str
    code: str | None
    category: str | None
    rule: str

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.value, self.code)


@dataclass(frozen=True, slots=True)
class _Reference:
    """The tables, read and folded once: the literal descriptions, and the keys of everything."""

    literal: Mapping[str, _Entry]
    keys: Mapping[str, tuple[_Entry, ...]]
    near: NearMisses


@cache
def crime_categories() -> Mapping[str, str]:
    """The readable name of each category, by the first two digits of its NCIC codes."""
    rows = table("crime_categories")
    return MappingProxyType({row["category"]: row["name"] for row in rows})


def _entries() -> list[tuple[str, _Entry]]:
    """Every writing that the reference data lists, with what it means."""
    terms = {row["code"]: row["term"] for row in table("crime_descriptions")}
    listed: list[tuple[str, _Entry]] = []
    for row in table("ncic_offenses"):
        term = terms[row["code"]]
        entry = _Entry(term, row["code"], row["code"][:2], NCIC_WORDS)
        listed += [(row["description"], entry), (term, entry)]
    for row in table("crime_terms"):
        code, category = row["code"] or None, row["category"] or None
        rule = TERM if code else CATEGORY_ONLY
        listed.append((row["term"], _Entry(row["value"] or row["term"], code, category, rule)))
    return listed


@cache
def _reference() -> _Reference:
    literal: dict[str, _Entry] = {}
    keys: dict[str, tuple[_Entry, ...]] = {}
    for writing, entry in _entries():
        key = crime_key(writing)
        keys[key] = tuple(dict.fromkeys((*keys.get(key, ()), entry)))
    for row in table("ncic_offenses"):
        words = crime_words(row["description"])
        literal[" ".join(words)] = keys[key_of_words(words)][0]
    near = NearMisses((fold(writing), entry.candidate) for writing, entry in _entries())
    return _Reference(literal, keys, near)


def _unresolved(text: str, rule: str, candidates: tuple[Candidate, ...]) -> CrimeResolution:
    return CrimeResolution("crime", text, False, None, None, rule, candidates)


def _parts(text: str) -> tuple[Candidate, ...]:
    """The crimes of a cell that lists several, as candidates."""
    found = [_lookup(part)[0] for part in _SEVERAL.split(text) if part.strip()]
    return tuple(dict.fromkeys(entries[0].candidate for entries in found if len(entries) == 1))


def _listed(text: str) -> tuple[_Entry, ...]:
    return _reference().keys.get(crime_key(text), ())


def _turned(text: str) -> tuple[_Entry, ...]:
    """The term of parts that are turned round; two parts that are crimes each are two crimes."""
    found = [
        entry
        for before, behind in turned(text)
        if not (_listed(before) and _listed(behind))
        for entry in _listed(f"{behind} {before}")
    ]
    return tuple(dict.fromkeys(found))


def _behind_heading(text: str) -> tuple[_Entry, ...]:
    """The terms behind a heading, or behind one more, that have its category."""
    found: dict[_Entry, None] = {}
    for rest, categories in behind_headings(text):
        entries, _ = _as_written(rest)
        found |= dict.fromkeys(e for e in entries if e.category in categories)
    return tuple(found)


def _as_written(text: str) -> tuple[tuple[_Entry, ...], str]:
    """What a text can mean, and what its rule is called beyond that of the term."""
    for way, how in ((_listed, ""), (_behind_heading, HEADED), (_turned, TURNED)):
        if entries := way(text):
            return entries, how
    return (), ""


def _lookup(text: str) -> tuple[tuple[_Entry, ...], str]:
    entries, how = _as_written(text)
    bare = None if entries else without_class(text)
    if bare is None:
        return entries, how
    entries, how = _as_written(bare)
    return entries, CLASSED + how


@lru_cache(maxsize=16384)
def normalize_crime(text: str) -> CrimeResolution:
    """What the text of a crime means.

    Takes the text of the cell without the disposition; `(Charged)`, `(Conviction)` or
    `- Convicted` left on it is tolerated. Raises nothing: a text that no table lists comes back
    unresolved, with the rule `no such term` (or `ambiguous`) and candidates. Codes and
    descriptions are the FBI's, as the NIEM 2.0 standard publishes them; see SOURCES.md.
    """
    if len(text) > LONGEST:
        return _unresolved(text, NO_SUCH_TERM, ())
    if _SEVERAL.search(text):
        return _unresolved(text, NO_SUCH_TERM, _parts(text))
    entries, how = _lookup(text)
    if len(entries) > 1:
        return _unresolved(text, AMBIGUOUS, tuple(entry.candidate for entry in entries))
    if not entries:
        words = " ".join(crime_words(text))
        return _unresolved(text, NO_SUCH_TERM, _reference().near.find(words) if words else ())
    (entry,) = entries
    return _resolved(text, entry, how)


def _resolved(text: str, entry: _Entry, how: str) -> CrimeResolution:
    literal = _reference().literal.get(" ".join(crime_words(text))) == entry
    rule = NCIC if literal else entry.rule + how
    name = crime_categories().get(entry.category or "")
    return CrimeResolution("crime", text, True, entry.value, entry.code, rule, (), name)


def crime_of_code(text: str, code: str, rule: str) -> CrimeResolution | None:
    """The crime of an NCIC `code`, for a text that a person decided; None if unknown."""
    row = next((r for r in table("crime_descriptions") if r["code"] == code.strip()), None)
    if row is None:
        return None
    name = crime_categories().get(row["code"][:2])
    return CrimeResolution("crime", text, True, row["term"], row["code"], rule, (), name)
