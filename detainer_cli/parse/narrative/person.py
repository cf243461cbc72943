"""Who a case is about: age, sex and citizenship, where its words tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.model.cases import Fact, Span
from detainer_cli.parse.narrative.matching import Matcher, Node
from detainer_cli.parse.narrative.sentence import Sentence
from detainer_cli.parse.narrative.tokens import Token, tokens

_SEX_OF = {"M": "male", "F": "female"}
_OPENING = 3  # sentences: what comes before the person is a heading or a line of place
_DESCRIPTIONS = ("description", "introduced", "citizen_of")
_LINES = ("profile", "head_line")  # of a person, at the beginning alone
_DIGITS = re.compile(r"\d{1,3}")


Person = tuple[Fact | None, Fact | None, Fact | None]


def person_of(read: list[Sentence], text: str, unread: list[Span]) -> Person:
    """Age, sex and citizenship; what sentences tell differently is not told.

    A case begins with whom it is about: if that sentence is not read as a whole, the words that
    introduce somebody in it are (`a 31-year-old citizen of Mexico`), where it has no others such.
    """
    events = [s.span.start for s in read if s.tree.has("clause")]
    spans = [span for span in unread[:_OPENING] if span.start < min(events, default=span.end)]
    opening = [sentence for span in spans if (sentence := _introduction(text, span))]
    age, sex, citizenship = (
        _one(told(read) or told(opening)) for told in (_ages, _sexes, _citizenships)
    )
    return age, sex, citizenship


def _introduction(text: str, span: Span) -> Sentence | None:
    """The words of a sentence that introduce a person; None if two are, or perhaps a victim."""
    words = tokens(text, span)
    matcher, found = Matcher(words), []
    at = 0
    while at < len(words):
        node = _described(matcher, at)
        if node is not None:
            found.append(node)
        at = node.end if node is not None else at + 1
    if len(found) != 1 or _is_of_another(words, found[0]):
        return None
    return Sentence(text, words, Node("sentence", 0, len(words), (found[0],)), span)


def _described(matcher: Matcher, at: int) -> Node | None:
    """The longest description of a person at a word."""
    ways = [
        (end, node)
        for rule in (*_DESCRIPTIONS, *(_LINES if at == 0 else ()))
        for end, (node, *_) in matcher.found(rule, at)
        if node.has("age", "age_adjective", "bare_age", "country", "nationality")
    ]
    return max(ways, key=lambda way: way[0])[1] if ways else None


def _is_of_another(words: tuple[Token, ...], node: Node) -> bool:
    """`assault of a 61-year-old woman`: of a victim; `the arrest of a 31-year-old man` is not."""
    before = [word.folded for word in words[max(0, node.first - 2) : node.first]]
    if not before or before[-1] not in lexicon().before_others:
        return False
    return before[-1] != "of" or not before[:1] or before[0] not in lexicon().of_the_person


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
        for node in _no_removals(sentence.tree)
        if node.rule in ("country", "nationality")
        for name in (sentence.named(node),)
    ]


def _no_removals(tree: Node) -> Iterator[Node]:
    """The rules in a sentence; of a removal, which names a country, those of the person alone."""
    for node in tree.inner:
        if node.rule != "removal":
            yield node
            yield from _no_removals(node)
        for person in node.find("person") if node.rule == "removal" else ():
            yield from _no_removals(person)
