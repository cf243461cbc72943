"""A sentence that was read, and the names in it, with their places in the text."""

from __future__ import annotations

from dataclasses import dataclass

from detainer_cli.model.cases import Span
from detainer_cli.parse.narrative.matching import Node
from detainer_cli.parse.narrative.tokens import Token


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text: of an agency, a facility or a town."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that the rules build: its words, its tree, and its place in the text."""

    text: str
    words: tuple[Token, ...]
    tree: Node
    span: Span

    def span_of(self, node: Node) -> Span:
        return Span(self.words[node.first].span.start, self.words[node.end - 1].span.end)

    def named(self, node: Node) -> Named:
        span = self.span_of(node)
        return Named(self.text[span.start : span.end], span)

    def names(self, node: Node, *rules: str) -> list[Named]:
        return [self.named(found) for found in node.all(*rules)]
