"""What the words of a text tell: of a person, of something that happened, of a place, of a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from detainer_cli.kinds.narrative_words import finding_words
from detainer_cli.parse.narrative.tokens import sentences
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names


@cache
def _names() -> dict[str, str]:
    """What stands for the names in braces: alternatives, the longest first."""
    countries = [row["name"] for row in (*table("countries"), *table("country_names"))]
    people = [row["demonym"] for row in table("demonyms")]
    words = finding_words()
    return {
        **{
            f"{{{group}}}": _any(getattr(words, group))
            for group in ("persons", "numbers", "months")
        },
        "{countries}": _any(map(re.escape, countries)),
        "{people}": _any(map(re.escape, people)),
        "{states}": _any(map(re.escape, state_names().values())),
        "{in_state}": _any(_written_states()),
        "{districts}": _any(words.district),
    }


def _written_states() -> Iterator[str]:
    """Expressions for the ways to write a state behind a comma: in full, in short, by its code.

    A short form or code is one in its capitals only: `Ore.` and `OR` are Oregon, `or` is not.
    """
    short = [row["alias"] for row in table("state_aliases")]
    yield from map(re.escape, state_names().values())
    for name in sorted({*short, *map(str.upper, short)}):
        yield rf"(?-i:{re.escape(name)})\.?"
    yield from (rf"(?-i:{code}|{code.capitalize()}\.?)" for code in state_names())


@cache
def country_codes() -> dict[str, str]:
    """The code of a country by its names and by that of its people, in lower case."""
    named = {row["name"]: row["code"] for row in table("country_names")}
    countries = {row["name"]: row["code"] for row in table("countries")}
    people = {row["demonym"]: row["code"] for row in table("demonyms")}
    return {name.casefold(): code for name, code in {**named, **countries, **people}.items()}


def names_in(text: str) -> list[str]:
    """The names of countries and of their people in a text."""
    names = "|".join(_names()[group] for group in ("{countries}", "{people}"))
    return re.findall(rf"(?<!\w)(?:{names})(?!\w)", text, re.I)


def tells_people(text: str) -> bool:
    """Whether a text names the people of a country: `Mexican`."""
    return re.search(rf"(?<!\w)(?:{_names()['{people}']})(?!\w)", text, re.I) is not None


def sentences_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(patterns), key=lambda p: (-len(p), p)))})"


@cache
def pattern(*groups: str) -> re.Pattern[str]:
    """The expressions of groups of `finding.toml` as one, at the borders of words."""
    every = _any(words_of(group) for group in groups)
    return re.compile(rf"(?<![^\W_]){every}(?![^\W_])", re.I)


def tells_of(text: str, *groups: str) -> bool:
    return pattern(*groups).search(text) is not None


def words_of(group: str) -> str:
    """The expressions of a group of `finding.toml` as one, with the names in them filled in."""
    every = _any(getattr(finding_words(), group))
    for name, names in _names().items():
        every = every.replace(name, names)
    return every


def introduces_person(text: str) -> bool:
    """True if the text names a person for the first time: by age, citizenship or nationality.

    So does no text that speaks of a person who is known already (`he`, `the 23-year-old`), nor of
    several; but one that begins with `the subject, a citizen of …` does.
    """
    is_new = any(next(introductions(sentence), None) for sentence in sentences_of(text))
    return is_new or bool(apposition_of(text))


_OPENINGS = 2  # sentences: a label or place may be one of its own


def apposition_of(text: str) -> str:
    """The sentence that begins a text with `the subject, a citizen of …`; empty if none does.

    So does `officers arrested the subject, a citizen of …`. Nobody was pointed to before, and what
    tells age or citizenship stands at the noun itself.
    """
    for sentence in sentences_of(text)[:_OPENINGS]:
        if found := pattern("titled").search(sentence):
            is_late = tells_of(sentence[: found.start()], "himself")
            return sentence if not is_late and is_in_apposition(sentence, found) else ""
        if tells_of(sentence, "event", "himself"):
            return ""
    return ""


_APPOSED = r"(?:\s*[,(–—]\s*|\s+is\s+)(?:(?:an?|aged)\s+)?(?:[^\s,;.]+\s+){0,2}|\s+"


def is_in_apposition(sentence: str, person: re.Match[str]) -> bool:
    """True if age or citizenship stands at a noun: `the man, 31, of …`, `the man is a Cuban`."""
    for found in pattern("age", "origin").finditer(sentence, person.start()):
        between = sentence[person.end() : max(found.start(), person.end())]
        is_beside = found.start() < person.end() or re.fullmatch(_APPOSED, between, re.I)
        if is_beside and (between.strip() or found[0][0] == "(" or not between):
            return True
    return False


def introductions(sentence: str) -> Iterator[tuple[int, int]]:
    """Where a sentence names persons for the first time: start and end of the words that do."""
    for found in pattern("age", "origin").finditer(sentence):
        before = sentence[: found.start()]
        word = re.search(r"([^\W_]+)\W*$", before)
        is_known = word is not None and pattern("known").fullmatch(word[1]) is not None
        is_known = is_known or tells_of(" ".join(before.split()[-2:]), "several", "bystander")
        if not is_known and not tells_of(before, "known_subject"):
            yield found.start(), found.end()


def case_number() -> str:
    """An expression for the label of a case with its number: `Case No. 3`, `#3`."""
    labels = "|".join(finding_words().label)
    words = r"[A-Z]|[IVXLC]{1,6}|one|two|three|four|five|six|seven|eight|nine|ten"
    number = rf"(?:\d{{1,3}}|(?<![^\W\d_])(?:{words}))"  # `Cases` is no `Case S`
    return rf"(?:(?:{labels})\s*(?:no\.|number|nr\.)?\s*[#№]?\s*{number}|[#№]\s*\d{{1,3}})"


@cache
def _label() -> re.Pattern[str]:
    return re.compile(
        rf"^\W*{case_number()}"
        r"(?=$|\s*[.:;,)(–—-]|\s+[–—-]|(?<=[A-Z\d])\s+(?:was|is|has|had)\b)",
        re.I,
    )


def label_of(text: str) -> str:
    """The label of a case at the start of a text (`Case No. 3`); empty if it has none."""
    found = _label().match(text)
    return found[0].strip() if found else ""


def is_section(text: str) -> bool:
    """True for the heading of a part that has no cases of its own: `Background`."""
    return pattern("section").fullmatch(bare(text)) is not None


def bare(text: str) -> str:
    """A heading without the marks and numbers around it."""
    return re.sub(r"^[\W\d]+|\W+$", "", text)


def is_label_alone(text: str) -> bool:
    return bool(label_of(text)) and not re.search(r"\w", _label().sub("", text, count=1))


IN_BRACKETS = r"\[[^\]]{2,40}\]"
"""What stands in brackets before an entry of a case: `[same day]`. Longer ones are a remark."""


@cache
def _line_start() -> re.Pattern[str]:
    day = words_of("day")
    days = rf"(?:on\s+)?{day}(?:\s*(?:to|through|until|and|–|-)\s*{day})?"
    label = r"(?-i:[A-Z])[\w’'/-]*(?:\s+[\w’'/&-]+){0,3}"
    behind = r"(?::(?=\s)|\||–|—|(?<=\s)-{1,2}(?=\s))"
    in_brackets = rf"{IN_BRACKETS}\s*(?:{behind})?"
    return re.compile(
        rf"(?:{in_brackets}|[(\[]?(?:{days}[)\]]?\s*{behind}|{label}(?:\s*[:|](?=\s)|\s+[–—-]\s)))\s*(?=\w)",
        re.I,
    )


def line_start(text: str) -> str:
    """The date or label with its sign by which a line of a list begins: `Oct. 2, 2018:`, `Now:`.

    Empty if there is none, and for the label of a case and the name of a part of the report.
    """
    found = _line_start().match(text)
    if found is None or label_of(text) or is_section(found[0]) or is_note(text):
        return ""
    return found[0].strip()


def is_day(text: str) -> bool:
    """True if a text begins with a date."""
    return re.match(rf"[(\[]?(?:on\s+)?{words_of('day')}", text, re.I) is not None


def is_headline(text: str) -> bool:
    """True for the line that a case stands under: its label or person, and nothing that happened.

    `File 1. Mexican national, male, 29 years old. Sedgwick County, Kansas.`
    """
    return not tells_of(text, "event") and (bool(label_of(text)) or introduces_person(text))


@cache
def _note() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(finding_words().note)})", re.I)


def is_note(text: str) -> bool:
    return _note().match(text) is not None


@cache
def _caption() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(finding_words().caption)})", re.I)


def is_caption(text: str) -> bool:
    """True for the first line of what a table is called: `Table 1: Cases by field office`."""
    return _caption().match(text) is not None


def may_be_of_case(text: str) -> bool:
    """True for what somebody did on a day: nothing says that it is policy, or of many."""
    return tells_of(text, "day") and not tells_of(text, "said", "several", "modal")
