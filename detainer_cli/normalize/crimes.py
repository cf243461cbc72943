"""Crimes: the report's own term, its NCIC code, its category.

The reports print the descriptions of the FBI's NCIC uniform offense codes, abbreviated or in full
words, and some terms that NCIC does not have. A term is resolved by equality alone: both sides are
folded (case, punctuation, accents), the words of `crime_words.csv` are replaced on both sides, and
the keys are compared. What looks alike is shown as a candidate and never stored.

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

from detainer_cli.model import Candidate, CrimeResolution
from detainer_cli.normalize.text import LONGEST, NearMisses, fold, replace_words
from detainer_cli.reference import table

NCIC = "NCIC description"
NCIC_WORDS = "NCIC description, words expanded"
TERM = "curated term"
CATEGORY_ONLY = "curated term, category only"
NO_SUCH_TERM = "no such term"
AMBIGUOUS = "ambiguous"

_ARTICLES = frozenset({"A", "AN", "THE"})
_DISPOSITIONS = frozenset({"CHARGE", "CHARGED", "CONVICTED", "CONVICTION"})
_PHRASE = 3  # words of the longest entry of crime_words.csv
_SEVERAL = re.compile(r"[;+|]")
_NOTE = re.compile(r"[(\[]([^()\[\]]*(?:\([^()\[\]]*\)[^()\[\]]*)*)[)\]]")


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


@cache
def _words() -> dict[str, str]:
    rows = table("crime_words")
    direct = {row["variant"]: row["words"] for row in rows}
    forms = {row["variant"]: row["words"] for row in rows if row["kind"] == "form"}
    # An abbreviation may expand to a form that is itself replaced: POSS, POSSESS, POSSESSION.
    return {
        variant: " ".join(replace_words(words.split(), forms, _PHRASE))
        for variant, words in direct.items()
    }


@cache
def _notes() -> frozenset[str]:
    return frozenset(fold(row["note"]) for row in table("crime_notes"))


def _without_notes(text: str) -> str:
    """`text` without the instructions to the officer, such as `(describe offense)`."""

    def drop(match: re.Match[str]) -> str:
        return " " if fold(match[1]) in _notes() else match[0]

    return _NOTE.sub(drop, text) if "(" in text or "[" in text else text


def _key(words: list[str]) -> str:
    """The key of a term: words replaced, articles and inner OF left out, written together.

    Written together, `NON-FAMILY` is `NONFAMILY` and `STRONG ARM` is `STRONGARM`; a last OF is
    kept, as it tells `FORGERY OF` (2502) from `FORGERY` (2589).
    """
    replaced = replace_words([w for w in words if w not in _ARTICLES], _words(), _PHRASE)
    last = len(replaced) - 1
    return "".join(w for i, w in enumerate(replaced) if w != "OF" or i == last)


def _split(text: str) -> list[str]:
    """The folded words of `text` without notes, `see MIS` and a disposition left on it."""
    words = fold(_without_notes(text)).split()
    while len(words) > 1 and words[-1] in _DISPOSITIONS:
        words.pop()
    if len(words) > 2 and words[-2:] == ["SEE", "MIS"]:
        del words[-2:]
    return words


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
        words = _split(row["description"])
        literal[" ".join(words)] = keys[_key(words)][0]
    near = NearMisses((fold(writing), entry.candidate) for writing, entry in _entries())
    return _Reference(literal, keys, near)


def _unresolved(text: str, rule: str, candidates: tuple[Candidate, ...]) -> CrimeResolution:
    return CrimeResolution("crime", text, False, None, None, rule, candidates)


def _parts(text: str) -> tuple[Candidate, ...]:
    """The crimes of a cell that lists several, as candidates."""
    found = [_lookup(part) for part in _SEVERAL.split(text) if part.strip()]
    return tuple(dict.fromkeys(entries[0].candidate for entries in found if len(entries) == 1))


def crime_key(text: str) -> str:
    """The key by which crimes are compared; empty if `text` has no word."""
    return _key(_split(text))


def _lookup(text: str) -> tuple[_Entry, ...]:
    return _reference().keys.get(crime_key(text), ())


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
    entries = _lookup(text)
    if len(entries) > 1:
        return _unresolved(text, AMBIGUOUS, tuple(entry.candidate for entry in entries))
    if not entries:
        words = " ".join(_split(text))
        return _unresolved(text, NO_SUCH_TERM, _reference().near.find(words) if words else ())
    (entry,) = entries
    return _resolved(text, entry)


def _resolved(text: str, entry: _Entry) -> CrimeResolution:
    literal = _reference().literal.get(" ".join(_split(text))) == entry
    rule = NCIC if literal else entry.rule
    name = crime_categories().get(entry.category or "")
    return CrimeResolution("crime", text, True, entry.value, entry.code, rule, (), name)


def crime_of_code(text: str, code: str, rule: str) -> CrimeResolution | None:
    """The crime of an NCIC `code`, for a text that a person decided; None if unknown."""
    row = next((r for r in table("crime_descriptions") if r["code"] == code.strip()), None)
    if row is None:
        return None
    name = crime_categories().get(row["code"][:2])
    return CrimeResolution("crime", text, True, row["term"], row["code"], rule, (), name)
