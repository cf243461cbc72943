"""Whether a sentence is built by the rules, to its last word, and what stands where in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detainer_cli.model.cases import Span
from detainer_cli.parse.narrative.lexicon import LISTS
from detainer_cli.parse.narrative.patterns import (
    NO_WORD,
    UNKNOWN,
    Any,
    Choice,
    Like,
    Part,
    Row,
    Rule,
    Word,
    rules,
    vocabulary,
    ways_at,
)
from detainer_cli.parse.narrative.tokens import Token

MOST_TOKENS = 400
"""A sentence of more words is left unread: no rule is meant for it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A rule that fits: its name, from which word up to which, and the rules inside of it."""

    rule: str
    first: int
    end: int
    inner: tuple[Node, ...]

    def find(self, *names: str) -> Iterator[Node]:
        """The rules of these names in it, in the order of the text, none inside another found."""
        for node in self.inner:
            if node.rule in names:
                yield node
            else:
                yield from node.find(*names)

    def all(self, *names: str) -> Iterator[Node]:
        """The rules of these names in it, also those inside others."""
        for node in self.inner:
            if node.rule in names:
                yield node
            yield from node.all(*names)

    def has(self, *names: str) -> bool:
        return any(True for _ in self.all(*names))


Found = tuple[int, tuple[Node, ...]]


class Matcher:
    """Matches rules on the words of one sentence; each rule is tried once at each word."""

    def __init__(self, words: Sequence[Token]) -> None:
        self.words = words
        known = vocabulary()
        starts = [word.folded if word.folded in known else UNKNOWN for word in words]
        self._starts = (*starts, NO_WORD)
        self._known: dict[tuple[str, int], list[Found]] = {}

    def sentence(self) -> Node | None:
        """The sentence as the rules build it; None if they do not cover all of its words."""
        count = len(self.words)
        if not count or count > MOST_TOKENS:
            return None
        ends = {count}
        if self.words[-1].text in ".;":
            ends.add(count - 1)
        for end, nodes in self._rule("sentence", 0):
            if end in ends:
                return nodes[0]
        return None

    def found(self, rule: str, at: int) -> list[Found]:
        """Where a rule can end that begins at a word, what is preferred first."""
        return self._rule(rule, at)

    def span(self, node: Node) -> Span:
        return Span(self.words[node.first].span.start, self.words[node.end - 1].span.end)

    def _ends(self, part: Part, at: int) -> list[Found]:
        """Where a part can end that begins at a word; what is preferred comes first."""
        if isinstance(part, Rule):
            return self._rule(part.name, at)
        if isinstance(part, Choice):
            return self._choice(part, at)
        if isinstance(part, Row):
            return self._row(part.parts, at)
        if isinstance(part, Any):
            return self._any(part.part, at)
        return [(at + 1, ())] if at < len(self.words) and self._fits(part, at) else []

    def _fits(self, part: Word | Like, at: int) -> bool:
        if isinstance(part, Word):
            return self.words[at].folded == part.folded
        return bool(part.pattern.fullmatch(self.words[at].text))

    def _choice(self, choice: Choice, at: int) -> list[Found]:
        ways = ways_at(choice, self._starts[at])
        if len(ways) == 1:
            return self._ends(ways[0], at)
        return _once(found for way in ways for found in self._ends(way, at))

    def _row(self, parts: tuple[Part, ...], at: int) -> list[Found]:
        found: list[Found] = [(at, ())]
        for part in parts:
            if len(found) == 1:  # nearly always: no end can come twice
                start, before = found[0]
                found = [(end, before + nodes) for end, nodes in self._ends(part, start)]
            else:
                found = _once(
                    (end, before + nodes)
                    for start, before in found
                    for end, nodes in self._ends(part, start)
                )
            if not found:
                break
        return found

    def _any(self, part: Part, at: int) -> list[Found]:
        """Any number of times: as often as it goes comes first."""
        levels: list[list[Found]] = [[(at, ())]]
        seen = {at}
        while levels[-1]:
            further: list[Found] = []
            for start, before in levels[-1]:
                for end, nodes in self._ends(part, start):
                    if end not in seen:
                        seen.add(end)
                        further.append((end, (*before, *nodes)))
            levels.append(further)
        return [found for level in reversed(levels) for found in level]

    def _rule(self, name: str, at: int) -> list[Found]:
        key = (name, at)
        if key not in self._known:
            self._known[key] = []  # a rule that begins with itself finds nothing there
            self._known[key] = self._matched(name, at)
        return self._known[key]

    def _matched(self, name: str, at: int) -> list[Found]:
        if name in LISTS:
            ends = dict.fromkeys(LISTS[name](self.words, at))
            return [(end, (Node(name, at, end, ()),)) for end in ends]
        found = self._ends(rules()[name], at)
        return [(end, (Node(name, at, end, nodes),)) for end, nodes in found]


def _once(found: Iterator[Found]) -> list[Found]:
    """Each end once, in the way that is preferred."""
    kept: dict[int, tuple[Node, ...]] = {}
    for end, nodes in found:
        kept.setdefault(end, nodes)
    return list(kept.items())
