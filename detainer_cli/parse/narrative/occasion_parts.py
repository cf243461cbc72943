"""What happened on one of several occasions, part by part: `arrested ..., a detainer, a release`.

A sentence that neither the rules nor free order read as a whole is cut where parts are joined; it
is read if each part is, by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detainer_cli.parse.narrative.free_order import free_sentence
from detainer_cli.parse.narrative.matching import Matcher, Node
from detainer_cli.parse.narrative.tokens import Token

_MARKS = frozenset({",", ";", ":", ".", "–", "—", "-"})
_JOINTS = frozenset({"and", "but", "yet", "then"})
_BEHIND_JOINTS = frozenset({"by", "with", "only", "the", "also"})
"""What may stand between `and` and a part that is named by a noun: `and by a release`."""
_MOST_JOINTS = 24
NOUNS = {
    "part_arrest": "arrest",
    "part_booking": "booking",
    "part_issued": "issued",
    "part_declined": "declined",
    "part_release": "release",
}

AND = Node("link", 0, 0, (Node("and", 0, 0, ()),))
"""What joins two clauses of a tree."""

_Parts = tuple[Node, ...]


def in_parts(words: Sequence[Token]) -> Node | None:
    """The sentence whose clauses are its parts; None if one of them is not read."""
    cuts = _cuts(words)
    if len(cuts) > _MOST_JOINTS:
        return None
    ends = [first for first, _ in cuts]
    known: dict[int, _Parts | None] = {len(words): ()}
    for start in sorted({0, *(end for _, end in cuts)} - {len(words)}, reverse=True):
        known[start] = _from(words, start, cuts, [*ends, len(words)], known)
    clauses = known[0]
    if not clauses:
        return None
    return Node("sentence", 0, len(words), (Node("body", 0, len(words), _joined(clauses)),))


def _cuts(words: Sequence[Token]) -> list[tuple[int, int]]:
    """Where parts may be joined: from which word up to which; at the end, up to the end."""
    found: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if word.folded not in _MARKS | _JOINTS:
            continue
        end = at + 1
        while end < len(words) and words[end].folded in _MARKS | _JOINTS:
            end += 1
        found.append((at, end))
        if word.folded in _JOINTS and end < len(words) and words[end].folded in _BEHIND_JOINTS:
            found.append((at, end + 1))
    return found


def _from(
    words: Sequence[Token],
    start: int,
    cuts: Sequence[tuple[int, int]],
    ends: Sequence[int],
    known: dict[int, _Parts | None],
) -> _Parts | None:
    """The clauses from a word on, the first of them as long as can be."""
    for end in sorted({end for end in ends if end > start}, reverse=True):
        behind = {to for first, to in cuts if first == end} or {end}
        rest = next((known[to] for to in sorted(behind) if known.get(to) is not None), None)
        clauses = _part(words, start, end) if rest is not None else None
        if clauses and rest is not None and _goes_on(clauses[-1], rest):
            return (*clauses, *rest)
    return None


def _goes_on(clause: Node, rest: _Parts) -> bool:
    """`A detainer was lodged, ignored`: what is only a verb goes on with what was just told."""
    return not (rest and rest[0].has("part_declined")) or clause.has("issued")


def _part(words: Sequence[Token], start: int, end: int) -> _Parts | None:
    """The clauses of a part, their places those of the whole; None if it is not read."""
    matcher = Matcher(words[start:end])
    for rule, kind in NOUNS.items():
        for to, (node, *_) in matcher.found(rule, 0):
            if to == end - start:
                core = Node("core", 0, to, (replace(node, rule=kind, inner=(node,)),))
                return (_moved(Node("clause", 0, to, (core,)), start),)
    clauses = _clauses(matcher.sentence()) or _clauses(free_sentence(matcher), without="filler")
    return tuple(_moved(node, start) for node in clauses)


def _clauses(tree: Node | None, without: str = "") -> _Parts:
    """The clauses of a sentence that has nothing besides; of free order, no words of anything."""
    bodies = tree.inner if tree else ()
    parts = [node for body in bodies for node in body.inner if body.rule == "body"]
    clauses = tuple(node for node in parts if node.rule == "clause")
    kinds = {node.rule for clause in clauses for core in clause.find("core") for node in core.inner}
    is_plain = len(bodies) == 1 and {node.rule for node in parts} <= {"clause", "link"}
    return clauses if is_plain and without not in kinds else ()


def _moved(node: Node, by: int) -> Node:
    inner = tuple(_moved(part, by) for part in node.inner)
    return Node(node.rule, node.first + by, node.end + by, inner)


def _joined(clauses: _Parts) -> _Parts:
    return tuple(node for clause in clauses for node in (AND, clause))[1:]
