"""The text of a crime: its key, and the ways to write a term that are no other term. Pure.

A key is compared by equality alone. Besides the words as they stand, three ways of writing are
read, none of which adds or drops a word that tells one offense from another:

- the class of the charge behind or before it, and the value or weight that grades it: `Arson
  (F2)`, `Theft of Property >= $100 < $750`;
- a part that stands behind a dash or a comma though it belongs in front: `Release Violation -
  Conditional`, `Cocaine, Possession of`;
- a heading before the term, whose category the term has: `Weapon Law - Carrying Concealed Weapon`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from detainer_cli.normalize.text import fold, replace_words
from detainer_cli.reference import table

_ARTICLES = frozenset({"A", "AN", "THE"})
_DISPOSITIONS = frozenset({"CHARGE", "CHARGED", "CONVICTED", "CONVICTION"})
_PHRASE = 3  # words of the longest entry of crime_words.csv
_NOTE = re.compile(r"[(\[]([^()\[\]]*(?:\([^()\[\]]*\)[^()\[\]]*)*)[)\]]")
_HEADING_END = re.compile("[-\u2010-\u2015:_]+")
_TURN = re.compile("[-\u2010-\u2015:_,]+")
_DEGREE = re.compile(r"(.*\S)\W+(\S+\s+degree)\W*", re.IGNORECASE)
_AMOUNT = re.compile(  # what the value or the weight is above or below; a unit is g, oz, lb, kg
    r"\(?(?:[<>]=?|=>|=<|(?:under|over|less than|more than|at least)\s)\s*\$?\s*\d[\d,.]*"
    r"\s*(?:k|(?:mg|g|gms?|grams?|kg|oz|ounces?|lbs?|pounds?)\b)?\)?"
    r"|\(?\$\s*\d[\d,.]*\s*(?:k\b|(?:or|and)\s+(?:more|less|over|under))?\)?",
    re.IGNORECASE,
)
_CLASS_BEHIND = (
    re.compile(r"(?P<rest>.*\S)\s*[(\[](?P<charge>[^()\[\]]+)[)\]]\W*"),
    re.compile("(?P<rest>.*\\S)\\s*[-\u2010-\u2015,:]\\s*(?P<charge>[^-\u2010-\u2015,:()]+)"),
    re.compile(r"(?P<rest>.*\S)\s+(?P<charge>\S*\d\S*)"),
)
_CLASS_BEFORE = (
    re.compile(r"\W*[(\[](?P<charge>[^()\[\]]+)[)\]]\s*(?P<rest>.+)"),
    re.compile("(?P<charge>[^-\u2010-\u2015,:()]+)[-\u2010-\u2015,:]\\s*(?P<rest>.+)"),
    re.compile(r"(?P<charge>\S*\d\S*)\s+(?P<rest>.+)"),
)


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
        note = fold(match[1])
        return " " if note in _notes() or note.split(" ")[0] in _notes() else match[0]

    return _NOTE.sub(drop, text) if "(" in text or "[" in text else text


def crime_words(text: str) -> list[str]:
    """The folded words of `text` without notes, `see MIS` and a disposition left on it."""
    words = fold(_without_notes(text)).split()
    while len(words) > 1 and words[-1] in _DISPOSITIONS:
        words.pop()
    if len(words) > 2 and words[-2:] == ["SEE", "MIS"]:
        del words[-2:]
    return words


def key_of_words(words: list[str]) -> str:
    """The key of a term: words replaced, articles and inner OF left out, written together.

    Written together, `NON-FAMILY` is `NONFAMILY` and `STRONG ARM` is `STRONGARM`; a last OF is
    kept, as it tells `FORGERY OF` (2502) from `FORGERY` (2589).
    """
    replaced = replace_words([w for w in words if w not in _ARTICLES], _words(), _PHRASE)
    last = len(replaced) - 1
    return "".join(w for i, w in enumerate(replaced) if w != "OF" or i == last)


def crime_key(text: str) -> str:
    """The key by which crimes are compared; empty if `text` has no word."""
    return key_of_words(crime_words(text))


# ---------------------------------------------------------------- ways of writing a term


@cache
def _classes() -> frozenset[str]:
    return frozenset(_class_key(row["class"]) for row in table("charge_classes"))


def _class_key(text: str) -> str:
    return fold(text).replace(" ", "")


def without_class(text: str) -> str | None:
    """`text` without the class of the charge, such as `(F2)` or `Class B Misdemeanor`, or amounts.

    None if it has none. A class without brackets, dash or comma is one with a digit only.
    """
    graded = text.strip()
    measured = _AMOUNT.sub(" ", graded).strip()
    bare = _without_one_class(measured) or measured
    return bare if bare != graded and fold(bare) else None


def _without_one_class(text: str) -> str | None:
    for pattern in (*_CLASS_BEHIND, *_CLASS_BEFORE):
        match = pattern.fullmatch(text)
        if match and _class_key(match["charge"]) in _classes():
            return match["rest"]
    return None


def turned(text: str) -> Iterator[tuple[str, str]]:
    """What stands before a dash or a comma, and what behind it, which may belong in front.

    So may a degree, with or without such a mark: `Robbery 1st Degree`.
    """
    for mark in _TURN.finditer(text):
        before, behind = text[: mark.start()], text[mark.end() :]
        if fold(before) and fold(behind):
            yield before, behind
    if degree := _DEGREE.fullmatch(text):
        yield degree[1], degree[2]


@cache
def _headings() -> dict[str, frozenset[str]]:
    """Key of a heading to the categories of the terms that may stand behind it."""
    found = defaultdict(set)
    for row in table("crime_headings"):
        found[crime_key(row["heading"])].add(row["category"])
    return {key: frozenset(categories) for key, categories in found.items()}


def behind_headings(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What stands behind a heading, and the categories that the heading allows."""
    for mark in _HEADING_END.finditer(text):
        categories = _headings().get(crime_key(text[: mark.start()]))
        rest = text[mark.end() :]
        if categories and fold(rest):
            yield rest, categories
