"""Persons in a sentence: introduced, named or pointed back to, and what is done to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detainer_cli.parse.narrative.telling import (
    IN_BRACKETS,
    introductions,
    pattern,
    sentences_of,
    tells_of,
    words_of,
)

_NAME = r"(?-i:[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,3})"
_BE = r"(?:was|were|has\s+been|have\s+been|had\s+been|got|is\s+being|came\s+into|entered)"
_DONE = r"(?:\w+\s+){0,2}(?:{taken}|{handled})"
NEAR = 90  # letters, at most, between a person and what is done to that person
_MOST_FRAGMENT_WORDS = 8
_FIRST = 3  # letters: what begins so early begins the sentence
OBLIQUE = re.compile(
    r"(?<!\w)(?:of|against|with|from|by|on|to|for|involving|upon|toward|including|like)\s+$", re.I
)


@cache
def _expression(pattern_of: str) -> re.Pattern[str]:
    """An expression in which `{group}` stands for a group of `finding.toml`."""
    filled = re.sub(r"\{([a-z]+)\}", lambda found: words_of(found[1]), pattern_of)
    return re.compile(rf"{filled}(?![^\W_])", re.I)


def search(pattern_of: str, text: str) -> re.Match[str] | None:
    return _expression(rf"(?<![^\W_]){pattern_of}").search(text)


def is_dated(text: str) -> bool:
    return tells_of(text, "dated", "day")


# ------------------------------------------------------------------ what happens to persons


def happens(sentence: str) -> bool:
    """True if a sentence tells of what was done to a person, not to a thing."""
    if tells_of(sentence, "taken"):
        return True
    for found in _expression(rf"(?<!\w){_BE}\s+(?:\w+\s+){{0,2}}{{handled}}").finditer(sentence):
        before = " ".join(sentence[: found.start()].split()[-4:])
        is_person = search(r"(?:{himself}|who|whom|they|and|{persons})$", before)
        if is_person or not tells_of(before, "things"):
            return True
    return search(r"{handled}\s+(?:{himself}|{pointer}|them|{opening})", sentence) is not None


def happening(text: str) -> str:
    """The first sentence that tells of what was done to a person; empty if none does."""
    return next(filter(happens, sentences_of(text)), "")


# ------------------------------------------------------------------ persons in a sentence


def _is_taken(sentence: str, start: int, end: int) -> bool:
    """True if something is done to the person who is named there."""
    behind, before = sentence[end:], sentence[:start]
    if search(r"(?:{taken}|{handled})$", before.rstrip()):
        return True
    passive = rf"[^.;]{{0,{NEAR}}}?(?<!\w){_BE}\s+(?:{_DONE}|into|the)"
    return not OBLIQUE.search(before) and _starts_with(passive, behind)


def _starts_with(pattern_of: str, text: str) -> bool:
    return _expression(pattern_of).match(text) is not None


def is_behind_pointer(sentence: str, at: int) -> bool:
    return tells_of(sentence[:at], "himself", "pointer")


def opening_of(sentence: str) -> str:
    """A person who comes up without age or citizenship, to whom something is done."""
    for found in pattern("opening").finditer(sentence):
        if is_behind_pointer(sentence, found.start()):
            continue
        if _is_taken(sentence, found.start(), found.end()):
            return found[0]
    return ""


def name_of(sentence: str, known: str) -> str:
    """A name that is not among the `known` words, if something is done to its bearer."""
    passive = rf"(?<!\w)(?P<name>{_NAME})(?:,\s+\d{{2}},)?\s+{_BE}\s+{_DONE}"
    for found in _expression(passive).finditer(sentence):
        before = sentence[: found.start()]
        is_beside = re.search(r",\s+$", before) or OBLIQUE.search(before)
        if not is_beside and _is_person(found["name"], before, known):
            return found["name"]
    active = rf"(?<!\w)(?:{{taken}}|{{handled}})\s+(?P<name>{_NAME})(?!’s|'s|,\s+(?:who|which))"
    for found in _expression(active).finditer(sentence):
        if _is_person(found["name"], sentence[: found.start()], known):
            return found["name"]
    return ""


def _is_person(name: str, before: str, known: str) -> bool:
    last = name.split()[-1].strip(".,’'")
    is_known = tells_of(before, "himself", "pointer")
    if is_known or re.search(rf"(?<!\w){re.escape(last)}(?!\w)", known):
        return False
    return not tells_of(name, "months", "agency", "himself", "pointer", "known", "elliptic")


def group_of(sentence: str) -> str:
    """Several persons to whom something is done together."""
    for found in pattern("groups").finditer(sentence):
        if is_behind_pointer(sentence, found.start()):
            continue
        is_beside = OBLIQUE.search(sentence[: found.start()]) is not None
        if not is_beside and _is_taken(sentence, found.start(), found.end()):
            return found[0]
    return ""


def other_of(sentence: str) -> str:
    """Somebody beside the person of the case to whom something is done."""
    for found in pattern("others").finditer(sentence):
        done = r"(?:\w+\s+){0,2}(?:{taken}|released|removed|held)"
        passive = rf"\s+(?:{{persons}}\s+)?{_BE}\s+{done}"
        before = sentence[: found.start()]
        if _starts_with(passive, sentence[found.end() :]) and not OBLIQUE.search(before):
            return found[0]
    return ""


def other_of_case(text: str) -> str:
    """The first sentence that tells of somebody beside the person of a case; empty if none does."""
    return next(filter(other_of, sentences_of(text)), "")


def second_person(text: str) -> str:
    """The sentence of a case that introduces another person than the one introduced before."""
    is_open = False
    for sentence in sentences_of(text):
        found = list(_introduced(sentence))
        if any(found) or (found and is_open):
            return sentence
        is_another = opening_of(sentence) and is_dated(sentence) and not points_back(sentence)
        if group_of(sentence) or (is_open and is_another):
            return sentence
        is_open = (
            is_open or bool(found) or tells_of(sentence, "age", "origin", "himself", "pointer")
        )
    return ""


def _introduced(sentence: str) -> Iterator[bool]:
    """For each person introduced to whom something is done: is it one more, joined by `and`?"""
    last, is_person = -1, False
    for start, end in introductions(sentence):
        first = re.match(r"(?:an?|another|one)\s+", sentence[start:], re.I)
        upto = start + (first.end() if first else 0)
        article = re.search(
            r"(?<!\w)(?:an?|another|one)\s+(?:[^\s,]+\s+){0,3}$", sentence[:upto], re.I
        )
        at = article.start() if article else start
        if at == last or is_behind_pointer(sentence, at):
            continue
        is_joined = is_person and re.search(r"(?<!\w)and\s+$", sentence[:at]) is not None
        is_named = article is not None or at < _FIRST
        if is_named and (is_joined or _is_taken(sentence, at, end)):
            last, is_person = at, article is not None
            yield is_joined


def introduced_late(text: str) -> str:
    """The first sentence, if it introduces its person behind a word that points to one:

    `Two weeks after his last release, a citizen of Peru, 37, was arrested`.
    """
    first = next(iter(sentences_of(text)), "")
    for start, end in introductions(first):
        article = re.search(r",\s+(?:an?|another)\s+(?:[^\s,]+\s+){0,3}$", first[:start], re.I)
        if article and is_behind_pointer(first, start) and _is_taken(first, article.end(), end):
            is_subject = not re.search(
                r"(?<!\w)(?:he|she|him|her)\b", first[: article.start()], re.I
            )
            return first[start:] if is_subject else ""
    return ""


# ------------------------------------------------------------------ how a text begins


def is_entry(text: str) -> bool:
    """True for an entry of a list of days (`May 4, 2018: …`), or words without a subject."""
    if re.match(rf"\s*{IN_BRACKETS}\s*\w", text):  # `[same day] Subject arrested`
        return True
    day = pattern("day").match(text.lstrip("(["))
    rest = text.lstrip("([")[day.end() :] if day else re.sub(r"^On\s+", "", text)
    if day is None and (after := pattern("day").match(rest)):
        rest = rest[after.end() :]
    elif day and re.match(r"\s*[\])]*\s*(?:[:–—|-]|$)", rest):
        return True
    rest = re.sub(r"^[\W_]+", "", rest)
    return any(pattern(group).match(rest) for group in ("taken", "handled", "elliptic"))


def points_back(sentence: str) -> bool:
    """True if a sentence speaks of a person who is known, before it names any other."""
    return tells_of(sentence, "himself", "pointer")


def is_quoted(text: str) -> bool:
    """True for somebody's words: `“We hold nobody on a request,” a sheriff said.`"""
    return text[:1] in ("“", '"')


def is_statement(text: str) -> bool:
    """True for words of which nothing says that they tell what happened: policy, what is said."""
    if tells_of(text, "said", "several") or is_quoted(text):
        return True
    if tells_of(text, "modal") and not is_dated(text):
        return True
    is_past = re.search(r"(?<!\w)(?:was|were|had|did|been|\w+ed)(?!\w)", text, re.I) is not None
    return not is_past and len(text.split()) > _MOST_FRAGMENT_WORDS
