"""What the words of a text tell: of a person, of something that happened, of a place, of a note."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from detainer_cli.kinds.narrative_words import finding_words
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names

_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z“\"])|\n")


@cache
def _names() -> dict[str, str]:
    """What stands for the names in braces: alternatives, the longest first."""
    countries = [row["name"] for row in (*table("countries"), *table("country_names"))]
    people = [row["demonym"] for row in table("demonyms")]
    return {
        "{countries}": _any(map(re.escape, countries)),
        "{people}": _any(map(re.escape, people)),
        "{states}": _any(map(re.escape, state_names().values())),
    }


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(patterns), key=lambda p: (-len(p), p)))})"


@cache
def pattern(*groups: str) -> re.Pattern[str]:
    """The expressions of groups of `finding.toml` as one, at the borders of words."""
    words = finding_words()
    every = _any(one for group in groups for one in getattr(words, group))
    for name, names in _names().items():
        every = every.replace(name, names)
    return re.compile(rf"(?<![^\W_]){every}(?![^\W_])", re.I)


def tells_of(text: str, *groups: str) -> bool:
    return pattern(*groups).search(text) is not None


def introduces_person(text: str) -> bool:
    """True if the text names a person for the first time: by age, citizenship or nationality.

    So does no text that speaks of a person who is known already (`he`, `the 23-year-old`), nor of
    several.
    """
    for sentence in _SENTENCE_END.split(text):
        for found in pattern("age", "origin").finditer(sentence):
            before = sentence[: found.start()]
            word = re.search(r"([^\W_]+)\W*$", before)
            is_known = word is not None and pattern("known").fullmatch(word[1]) is not None
            is_known = is_known or tells_of(" ".join(before.split()[-2:]), "several")
            if not is_known and not tells_of(before, "known_subject"):
                return True
    return False


def first_sentence(text: str) -> str:
    return _SENTENCE_END.split(text)[0]


def opens_with_person(text: str) -> bool:
    """True if a person comes up of whom neither age nor citizenship may be told."""
    first = first_sentence(text)
    found = pattern("opening").search(first)
    has_day = re.search(r"\d", first) is not None
    return found is not None and has_day and not tells_of(first[: found.start()], "known_subject")


@cache
def _label() -> re.Pattern[str]:
    labels = "|".join(finding_words().label)
    number = r"(?:\d{1,3}|[A-Z]|[IVXLC]{1,6}|one|two|three|four|five|six|seven|eight|nine|ten)"
    return re.compile(
        rf"^\W*(?:(?:{labels})\s*(?:no\.|number|nr\.)?\s*[#№]?\s*{number}|[#№]\s*\d{{1,3}})"
        r"(?=$|\s*[.:;,)(–—-]|\s+[–—-])",
        re.I,
    )


def label_of(text: str) -> str:
    """The label of a case at the start of a text (`Case No. 3`); empty if it has none."""
    found = _label().match(text)
    return found[0].strip() if found else ""


def is_label_alone(text: str) -> bool:
    return bool(label_of(text)) and not re.search(r"\w", _label().sub("", text, count=1))


@cache
def _place() -> re.Pattern[str]:
    every = _any(finding_words().place)
    for name, names in _names().items():
        every = every.replace(name, names)
    return re.compile(rf"\W*{every}\W*", re.I)


_MOST_WORDS_OF_A_PLACE = 9


def is_place(text: str) -> bool:
    """True if the text is the name of a place and nothing else."""
    plain = re.sub(r"\((?:continued|cont[’'.]?d?\.?)\)", "", text, flags=re.I).strip()
    if len(plain.split()) > _MOST_WORDS_OF_A_PLACE or tells_of(plain, "event", "pointer"):
        return False
    return plain[:1].isupper() and _place().fullmatch(plain) is not None


@cache
def _note() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(finding_words().note)})", re.I)


def is_note(text: str) -> bool:
    return _note().match(text) is not None
