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


_BEGINS: dict[int, frozenset[str] | None] = {}
"""By the identity of a part, since parts stay and their hashes are costly."""


def begins_with(part: Part) -> frozenset[str] | None:
    """The words that a part of a rule can begin with; None if any, or if it may be empty."""
    key = id(part)
    if key not in _BEGINS:
        _BEGINS[key] = None  # a rule that begins with itself may begin with anything
        _BEGINS[key] = _first_words(part)
    return _BEGINS[key]


def _first_words(part: Part) -> frozenset[str] | None:
    if isinstance(part, Word):
        return frozenset({part.folded})
    if isinstance(part, Rule):
        return begins_with(rules()[part.name]) if part.name in rules() else None
    if isinstance(part, Row):
        return begins_with(part.parts[0]) if part.parts else None
    if isinstance(part, Choice):
        found = [begins_with(way) for way in part.ways]
        return None if None in found else frozenset().union(*(f for f in found if f is not None))
    return None
