"""Who a case is about: age, sex and citizenship, where its words tell them."""

from __future__ import annotations

import re

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.model.cases import Fact
from detainer_cli.parse.narrative.sentence import Sentence

_SEX_OF = {"M": "male", "F": "female"}
_DIGITS = re.compile(r"\d{1,3}")


def person_of(read: list[Sentence]) -> tuple[Fact | None, Fact | None, Fact | None]:
    """Age, sex and citizenship; what sentences tell differently is not told."""
    return _one(_ages(read)), _one(_sexes(read)), _one(_citizenships(read))


def _one(facts: list[Fact]) -> Fact | None:
    return facts[0] if len({fact.value for fact in facts}) == 1 else None


def _ages(read: list[Sentence]) -> list[Fact]:
    found = []
    for sentence in read:
        for name in sentence.names(sentence.tree, "age", "age_adjective", "bare_age"):
            age = _number(name.text)
            if age:
                found.append(Fact(age, name.span))
    return found


def _number(text: str) -> str | None:
    """`34` of `34-year-old`, `25` of `twenty-five-year-old`."""
    digits = _DIGITS.search(text)
    if digits:
        return digits[0]
    known = lexicon().numbers
    words = [known[word] for word in text.lower().split("-") if word in known]
    return str(sum(words)) if words else None


def _sexes(read: list[Sentence]) -> list[Fact]:
    found = []
    rules = (
        "pronoun",
        "possessive",
        "sex_word",
        "description",
        "introduced",
        "profile",
        "profile_is",
        "the_person",
        "person_word",
        "status_word",
        "sex_letter",
    )
    for sentence in read:
        for node in sentence.tree.all(*rules):
            for word in sentence.words[node.first : node.end]:
                if node.rule == "sex_letter":
                    found.append(Fact(_SEX_OF[word.text], word.span))
                if word.folded in lexicon().women:
                    found.append(Fact("female", word.span))
                elif word.folded in lexicon().men:
                    found.append(Fact("male", word.span))
    return found


def _citizenships(read: list[Sentence]) -> list[Fact]:
    return [
        Fact(name.text, name.span)
        for sentence in read
        for name in sentence.names(sentence.tree, "country", "nationality")
    ]
