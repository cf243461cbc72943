"""`two more times ...; each time ...`: one sentence that tells of several occasions.

What says how often, when in all and `each time` is taken out; what is left is read as a sentence of
one occasion, and counts so many times, without days (the rules of counting say so).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detainer_cli.kinds.free_order import free_order
from detainer_cli.kinds.grammar import lexicon
from detainer_cli.parse.narrative.dates import number_of
from detainer_cli.parse.narrative.free_order import free_sentence
from detainer_cli.parse.narrative.matching import Matcher, Node
from detainer_cli.parse.narrative.tokens import Token

_TIMES = ("again_times", "arrests_told", "episodes_told")
LEFT_OUT = (*_TIMES, "each", "each_alone", "span_told", "course_told")
"""Rules for what tells how often, when in all, and that it was so each time."""
_MOST = 20
"""More occasions than this are not counted: the most that a case is known to tell of is ten."""
_OF_ONE_TIME = frozenset({"booking", "issued", "declined", "release", "filler", "no_notice"})


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence without the words that tell of several occasions, and how many they are."""

    words: tuple[Token, ...]
    times: int
    of_each: bool
    further: bool


def tells_of_occasions(matcher: Matcher) -> bool:
    """Whether a sentence says that something happened so many times."""
    places = range(len(matcher.words))
    return any(matcher.found(rule, at) for at in places for rule in _TIMES)


def occasions(matcher: Matcher) -> tuple[tuple[Token, ...], Node] | None:
    """The words of one occasion and the tree of all; None if that is not plain."""
    read = (_of_one(matcher, noun) for noun in (("arrest",), ("another", "arrest")))
    return next((one for one in read if one), None)


def _of_one(matcher: Matcher, noun: Sequence[str]) -> tuple[tuple[Token, ...], Node] | None:
    """The same, with these words for `two more arrests`."""
    told = _told(matcher, noun)
    if told is None:
        return None
    one = Matcher(told.words)
    tree = one.sentence() or free_sentence(one)
    if tree is None or any(True for _ in tree.all("date", "day_of_month")):
        return None
    clauses = [*tree.find("clause", "link")]
    kinds = [node.find("core", "release_first") for node in clauses if node.rule == "clause"]
    first, *others = [next(core).inner[0].rule for core in kinds]
    if first not in ("arrest", "booking") or not set(others) <= _OF_ONE_TIME:
        return None
    happened = {"issued", "declined", "release"} & set(others)
    if not (told.of_each if happened else told.further):
        return None  # `He was arrested three times` may sum up what is told besides
    return told.words, _repeated(tree, clauses, told.times)


def _told(matcher: Matcher, noun: Sequence[str]) -> _Told | None:
    words: list[Token] = []
    times: list[int] = []
    of_each = further = of_course = False
    at, count = 0, len(matcher.words)
    while at < count:
        node = _left_out(matcher, at)
        if node is None:
            if words or matcher.words[at].text not in _MARKS:
                words.append(_inside(matcher.words[at], at + 1 < count, of_course))
            at += 1
            continue
        if node.rule in _TIMES:
            times.append(_number(matcher, node))
            own = matcher.words[node.first : node.end]
            further = any(word.folded in lexicon().anew - {"time", "twice"} for word in own)
        if node.rule == "arrests_told":
            first = matcher.words[node.first]
            words += [replace(first, text=word, folded=word) for word in noun]
        of_course = of_course or node.rule == "course_told"
        of_each = of_each or of_course or node.rule.startswith("each")
        at = node.end
    if len(times) != 1 or not 1 < times[0] <= _MOST:
        return None
    is_plain = not any(word.folded in free_order().not_each for word in words)
    return _Told(tuple(words), times[0], of_each, further) if is_plain else None


_MARKS = (",", ":", ";", "–", "—", "-")


def _inside(word: Token, goes_on: bool, of_course: bool) -> Token:
    """What ends a sentence, or stands before the course of each occasion, joins two clauses."""
    is_joint = word.text == "." or (word.text == ":" and of_course)
    return replace(word, text=";", folded=";") if is_joint and goes_on else word


def _left_out(matcher: Matcher, at: int) -> Node | None:
    """The longest phrase that tells of several occasions and begins here."""
    found = [node for rule in LEFT_OUT for _, (node, *_) in matcher.found(rule, at)]
    told = [node for node in found if node.rule != "each_alone" or _stands_alone(matcher, node)]
    return max(told, key=lambda node: node.end, default=None)


def _stands_alone(matcher: Matcher, each: Node) -> bool:
    """`each for theft`, not `each count`."""
    behind = matcher.words[each.end : each.end + 1]
    return bool(behind) and behind[0].folded in free_order().behind_each


def _number(matcher: Matcher, node: Node) -> int:
    """How many: `three more times`; without a number it is `twice`."""
    for number in node.all("number"):
        return number_of(matcher.words[number.first].folded)
    return 2


def _repeated(tree: Node, clauses: Sequence[Node], times: int) -> Node:
    """The clauses of one occasion, so many times over."""
    link = Node("link", 0, 0, (Node("and", 0, 0, ()),))
    marked = [_marked(node, clauses) if node.rule == "clause" else node for node in clauses]
    every = [*marked, *(node for _ in range(times - 1) for node in (link, *marked))]
    return Node(
        "sentence", tree.first, tree.end, (Node("body", tree.first, tree.end, tuple(every)),)
    )


def _marked(clause: Node, clauses: Sequence[Node]) -> Node:
    """A clause that says of what it tells that it is one occasion of several."""
    rules = ("occasion", "occasion_begins") if clause is clauses[0] else ("occasion",)
    marks = tuple(Node(rule, 0, 0, ()) for rule in rules)
    (core,) = clause.find("core", "release_first")
    told = replace(core.inner[0], inner=(*core.inner[0].inner, *marks))
    inner = tuple(replace(core, inner=(told,)) if node is core else node for node in clause.inner)
    return replace(clause, inner=inner)
