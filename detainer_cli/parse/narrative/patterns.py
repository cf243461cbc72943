"""The notation of `grammar.toml`: from a way to write something to what can be matched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detainer_cli.kinds.grammar import grammar_rules
from detainer_cli.parse.narrative.tokens import folded

_PIECE = re.compile(r"\\.|<\w+>|~[^~]+~|[\[\](){}|]|[^\s\\<>\[\](){}|~]+")
_WORDS = re.compile(r"\w+(?:[-'’]\w+)*|--|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark as it stands, capitals aside."""

    folded: str


@dataclass(frozen=True, slots=True)
class Like:
    """One word of a regular expression."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Another rule, or a list of words if its name is in capitals."""

    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing after another."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; earlier ones are preferred."""

    ways: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Something any number of times."""

    part: Part


Part = Word | Like | Rule | Row | Choice | Any
NOTHING = Row(())


@cache
def rules() -> dict[str, Part]:
    """All rules. Raises ValueError where one is not written as it must be."""
    return {name: Choice(tuple(map(parsed, ways))) for name, ways in grammar_rules().items()}


def parsed(way: str) -> Part:
    pieces = _PIECE.findall(way)
    part, rest = _choice(pieces, 0)
    if rest != len(pieces):
        raise ValueError(f"grammar: {way!r}: {pieces[rest]!r} closes nothing")
    return part


def _choice(pieces: list[str], at: int) -> tuple[Part, int]:
    ways: list[Part] = []
    while True:
        row, at = _row(pieces, at)
        ways.append(row)
        if at == len(pieces) or pieces[at] != "|":
            return (ways[0] if len(ways) == 1 else Choice(tuple(ways))), at
        at += 1


_CLOSED_BY = {"[": "]", "(": ")", "{": "}"}


def _row(pieces: list[str], at: int) -> tuple[Part, int]:
    parts: list[Part] = []
    while at < len(pieces) and pieces[at] not in "|])}":
        piece = pieces[at]
        if piece in _CLOSED_BY:
            inner, end = _choice(pieces, at + 1)
            if end == len(pieces) or pieces[end] != _CLOSED_BY[piece]:
                raise ValueError(f"grammar: {' '.join(pieces)!r}: {piece!r} is not closed")
            parts.append(_bracketed(piece, inner))
            at = end + 1
        else:
            parts += _single(piece)
            at += 1
    return (parts[0] if len(parts) == 1 else Row(tuple(parts))), at


def _bracketed(bracket: str, inner: Part) -> Part:
    if bracket == "[":
        return Choice((inner, NOTHING))
    return Any(inner) if bracket == "{" else inner


def _single(piece: str) -> Iterator[Part]:
    if piece.startswith("<"):
        yield Rule(piece[1:-1])
    elif piece.startswith("~"):
        yield Like(re.compile(piece[1:-1]))
    elif piece.startswith("\\"):
        yield Word(piece[1:])
    else:
        yield from (Word(folded(word)) for word in _WORDS.findall(piece))


Start = tuple[frozenset[str] | None, bool]
"""The words that something can begin with (None: any), and whether it may be empty."""

_STARTS: dict[int, Start] = {}
"""By the identity of a part, since parts stay and their hashes are costly."""


UNKNOWN = ""
"""Stands for every word that is in no rule."""
NO_WORD = "\n"
"""Stands for the end of the sentence."""
_WAYS: dict[tuple[int, str], tuple[Part, ...]] = {}


def ways_at(choice: Choice, word: str) -> tuple[Part, ...]:
    """The ways of a choice that a word of the vocabulary may begin, what is preferred first."""
    key = (id(choice), word)
    if key not in _WAYS:
        _WAYS[key] = tuple(way for way in choice.ways if _may_begin(way, word))
    return _WAYS[key]


def _may_begin(part: Part, word: str) -> bool:
    words, is_empty = _start(part)
    return is_empty or (word != NO_WORD and (words is None or word in words))


@cache
def vocabulary() -> frozenset[str]:
    """All words of all rules, folded."""
    return frozenset().union(*map(_words_of, rules().values()))


def _words_of(part: Part) -> frozenset[str]:
    if isinstance(part, Word):
        return frozenset({part.folded})
    if isinstance(part, Row | Choice):
        inner = part.parts if isinstance(part, Row) else part.ways
        return frozenset().union(*map(_words_of, inner))
    return _words_of(part.part) if isinstance(part, Any) else frozenset()


def _start(part: Part) -> Start:
    key = id(part)
    if key not in _STARTS:
        _STARTS[key] = (None, True)  # a rule that begins with itself may begin with anything
        _STARTS[key] = _start_of(part)
    return _STARTS[key]


def _start_of(part: Part) -> Start:
    if isinstance(part, Word):
        return frozenset({part.folded}), False
    if isinstance(part, Rule):
        return _start(rules()[part.name]) if part.name in rules() else (None, False)
    if isinstance(part, Row):
        return _start_of_row(part.parts)
    if isinstance(part, Choice):
        starts = [_start(way) for way in part.ways]
        return _either([words for words, _ in starts]), any(empty for _, empty in starts)
    if isinstance(part, Like):
        return None, False
    return _start(part.part)[0], True


def _start_of_row(parts: tuple[Part, ...]) -> Start:
    """What may be empty is followed by what it may stand before."""
    found: list[frozenset[str] | None] = []
    for part in parts:
        words, is_empty = _start(part)
        found.append(words)
        if not is_empty:
            return _either(found), False
    return _either(found), True


def _either(found: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [words for words in found if words is not None]
    return frozenset().union(*known) if len(known) == len(found) else None
