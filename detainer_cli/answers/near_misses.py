"""What is near a value that names no row: shown with the rows that it has, and never chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from detainer_cli.answers.filter_crime import categories
from detainer_cli.answers.filter_values import Match
from detainer_cli.answers.question import Question, Table, condition_of
from detainer_cli.likeness import alike

if TYPE_CHECKING:
    from detainer_cli.normalize.crime_concepts import Concept

MOST = 4
FEW = 12  # values of a vocabulary that is listed whole
_LIKE = 0.7  # likeness from which names are shown
_SHORTEST = 4  # letters of a word by which names are found

COLUMNS = {
    "state": "r.state",
    "county": "r.county_fips, r.jurisdiction",
    "facility": "r.facility",
    "crime": "r.crime",
    "category": "r.crime_category",
    "citizenship": "r.citizenship",
    "region": "r.region",
    "disposition": "r.disposition",
}


def count_of(question: Question, match: Match, table: Table = "declined_row") -> int:
    """How many rows a match has in the weeks of the question."""
    return _only(question, match).count(table)


def rows(count: int) -> str:
    """`no row`, `1 row`, `1,200 rows`."""
    return f"{count:,} row{'' if count == 1 else 's'}" if count else "no row"


def _only(question: Question, match: Match) -> Question:
    return replace(question, conditions=(condition_of("", (match,)),))


def nearest(
    question: Question,
    name: str,
    text: str,
    names: Iterable[str] = (),
    table: Table = "declined_row",
) -> list[str]:
    """Names near `text`, those of loaded rows first, with their rows; `names` are further ones."""
    counted = loaded(question, name, table)
    found = [f"{near} ({rows(counted[near])})" for near in similar(text, counted)]
    if name == "crime":
        found += _groups(question, text, table)
    if name == "citizenship":
        found += _named_so(question, text, "region")
    if not found and len(counted) <= FEW:
        found = [f"{value} ({rows(count)})" for value, count in counted.items()]
    if len(found) < MOST:
        others = [near for near in similar(text, names) if near not in counted]
        found += [f"{near} ({rows(0)})" for near in others[: MOST - len(found)]]
    return list(dict.fromkeys(found))[: 2 * MOST]


def loaded(question: Question, name: str, table: Table) -> dict[str, int]:
    """The values of a filter that rows of the question's weeks have, the most frequent first."""
    if table != "declined_row" and name not in ("state", "county"):
        return {}
    columns = COLUMNS[name]
    every = replace(question, conditions=()).select(
        table, f"{columns}, count(*)", f"GROUP BY {columns} ORDER BY count(*) DESC, {columns}"
    )
    label = _labels(name)
    return {label(row[-2]): row[-1] for row in every if row[-2] is not None}


def _labels(name: str) -> Callable[[str], str]:
    if name != "state":
        return str
    from detainer_cli.reference.states import state_names

    return lambda code: state_names().get(code, code)


def similar(text: str, names: Iterable[str]) -> list[str]:
    """Names that are like a text, begin as it does, or have its words; at most a few."""
    listed = list(dict.fromkeys(names))
    return list(dict.fromkeys([*_close(text, listed), *having_words(text, listed)]))[:MOST]


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()


def _close(text: str, names: list[str]) -> list[str]:
    """Up to three names like `text`, or whose first words are."""
    size = len(text.split())
    by_key: dict[str, list[str]] = {}
    for name in names:
        for key in {name.casefold(), " ".join(name.casefold().split()[:size]).rstrip(",")}:
            by_key.setdefault(key, []).append(name)
    close = alike(text.casefold(), by_key, _LIKE, most=3)
    return list(dict.fromkeys(name for key in close for name in by_key[key]))[:3]


def having_words(text: str, names: Iterable[str]) -> list[str]:
    """The names that hold every word of a text, of four letters or more."""
    words = [word for word in _words(text) if len(word) >= _SHORTEST]
    return [n for n in names if words and all(w in " ".join(_words(n)) for w in words)]


def _named_so(question: Question, text: str, name: str) -> list[str]:
    """The loaded values of another filter that a text is near to."""
    counted = loaded(question, name, "declined_row")
    return [f"{name} {near} ({rows(counted[near])})" for near in similar(text, counted)]


def _groups(question: Question, text: str, table: Table) -> list[str]:
    """The category of a crime, and categories and concepts near it that have rows."""
    from detainer_cli.normalize.crime_concepts import concepts
    from detainer_cli.normalize.crimes import normalize_crime

    counted = loaded(question, "category", table)
    own = normalize_crime(text).category
    found = (
        [f"its category {own} ({rows(counted[own]) if own in counted else 'no row'})"]
        if own
        else []
    )
    named = [n for n in similar(text, categories().values()) if n in counted and n != own]
    found += [f"category {name} ({rows(counted[name])})" for name in named]
    words = {word: concept for concept in concepts().values() for word in concept.words}
    for word in similar(text, words):
        if count := count_of(question, _match(words[word], word), table):
            found.append(f"“{word}”: {words[word].name} ({rows(count)})")
    return found[:MOST]


def _match(concept: Concept, word: str) -> Match:
    from detainer_cli.answers.filter_crime import of_concept

    return of_concept(concept, word)
