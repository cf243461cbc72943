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
from detainer_cli.parse.narrative.occasion_parts import AND, in_parts
from detainer_cli.parse.narrative.tokens import Token

_NOUNS = ("arrests_told", "arrests_of", "bookings_told", "made_arrests")
_TIMES = ("again_times", *_NOUNS, "episodes_told")
_EACH = ("each", "each_alone", "each_leads", "each_ahead", "none_honored")
LEFT_OUT = (*_TIMES, *_EACH, "span_told", "course_told", "by_all", "occasions_label")
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
    by_noun: bool


def tells_of_occasions(matcher: Matcher) -> bool:
    """Whether a sentence says that something happened so many times."""
    plain = Matcher(_without_figures(matcher.words))
    places = range(len(plain.words))
    return any(plain.found(rule, at) for at in places for rule in _TIMES)


def _without_figures(words: Sequence[Token]) -> tuple[Token, ...]:
    """The words of `two (2) more times` without the figures that say it once more."""
    again = {
        at
        for at in range(1, len(words) - 2)
        if words[at].text == "(" and words[at + 2].text == ")" and words[at + 1].text.isdigit()
        and lexicon().numbers.get(words[at - 1].folded) == int(words[at + 1].text)
    }  # fmt: skip
    return tuple(w for n, w in enumerate(words) if not again & {n, n - 1, n - 2})


def occasions(matcher: Matcher) -> tuple[tuple[Token, ...], Node] | None:
    """The words of one occasion and the tree of all; None if that is not plain."""
    read = (_of_one(matcher, noun) for noun in (("arrest",), ("another", "arrest")))
    return next((one for one in read if one), None)


def _of_one(matcher: Matcher, noun: Sequence[str]) -> tuple[tuple[Token, ...], Node] | None:
    """The same, with these words for `two more arrests`."""
    told = _told(Matcher(_without_figures(matcher.words)), noun)
    if told is None:
        return None
    one = Matcher(told.words)
    tree = one.sentence() or free_sentence(one) or in_parts(told.words)
    if tree is None or any(True for _ in tree.all("date", "day_of_month")):
        return None
    clauses = [*tree.find("clause", "link")]
    kinds = [node.find("core", "release_first") for node in clauses if node.rule == "clause"]
    first, *others = [next(core).inner[0].rule for core in kinds]
    if told.by_noun and not (first == "arrest" and _happened(told.words)):
        return None
    if first not in ("arrest", "booking") or not set(others) <= _OF_ONE_TIME:
        return None
    happened = {"issued", "declined", "release"} & set(others)
    if not (told.of_each if happened else told.further):
        return None  # `He was arrested three times` may sum up what is told besides
    return told.words, _repeated(tree, clauses, told.times)


def _told(matcher: Matcher, noun: Sequence[str]) -> _Told | None:
    words, left_out = _parted(matcher, noun)
    told = [node for node in left_out if node.rule in _TIMES]
    times = [_number(matcher, node) for node in told]
    if not times or len(set(times)) > 1 or not 1 < times[0] <= _MOST:
        return None
    if any(word.folded in free_order().not_each for word in words):
        return None
    own = matcher.words[told[-1].first : told[-1].end]
    return _Told(
        words,
        times[0],
        # `twice he was arrested, and twice ICE lodged a detainer`
        of_each=len(times) > 1
        or any(node.rule in (*_EACH, "course_told") for node in left_out)
        or _is_ahead(matcher, told),
        further=any(word.folded in lexicon().anew - {"time", "twice"} for word in own),
        by_noun=any(node.rule in ("arrests_told", "arrests_of") for node in left_out),
    )


def _is_ahead(matcher: Matcher, told: Sequence[Node]) -> bool:
    """`On four further occasions he was arrested, ...`: what says how often is ahead of it all."""
    return told[0].first == 0 and matcher.words[0].folded == "on"


def _parted(matcher: Matcher, noun: Sequence[str]) -> tuple[tuple[Token, ...], list[Node]]:
    """The words of one occasion, and what is left out of them."""
    words: list[Token] = []
    left_out: list[Node] = []
    at, count = 0, len(matcher.words)
    while at < count:
        node = _left_out(matcher, at)
        if node is None:
            if words or matcher.words[at].text not in (*_MARKS, "."):
                of_course = any(left.rule == "course_told" for left in left_out)
                words.append(_inside(matcher.words[at], at + 1 < count, of_course))
            at += 1
            continue
        words += _instead(matcher, node, noun)
        left_out.append(node)
        at = node.end + (node.rule in _EACH and _is_before_part(matcher, node, words))
        at -= _is_joint_behind(matcher, node, words)
    return tuple(words), left_out


def _is_joint_behind(matcher: Matcher, span: Node, before: Sequence[Token]) -> bool:
    """`arrested twice more in early 2020, a detainer was lodged`: the mark joins two parts."""
    is_open = bool(before) and before[-1].text not in _MARKS
    first, last = matcher.words[span.first].text, matcher.words[span.end - 1].text
    return span.rule == "span_told" and is_open and last == "," and first != ","


def _happened(words: Sequence[Token]) -> bool:
    """`Three more arrests followed`; not `are pending`, `are expected`."""
    first = next((at for at, word in enumerate(words) if word.text in (";", ":")), len(words))
    return not any(word.folded in ("are", "is", "be") for word in words[:first])


def _is_before_part(matcher: Matcher, each: Node, before: Sequence[Token]) -> bool:
    """Whether a mark follows that only parts `each time` from what happened: `Each time: ...`."""
    is_first = not before or before[-1].text in _MARKS or before[-1].folded in ("and", "but")
    return is_first and [word.text for word in matcher.words[each.end : each.end + 1]] in (
        [":"],
        [","],
    )


def _instead(matcher: Matcher, node: Node, noun: Sequence[str]) -> list[Token]:
    """The words of one occasion that stand for those of several."""
    first = matcher.words[node.first]
    if node.rule == "arrests_of":  # `two more Tampa Police Department arrests`
        (local,) = node.find("local")
        return [*_as_words(first, ("arrest", "by")), *matcher.words[local.first : local.end]]
    lodged = ("a", "detainer", "was", "lodged", ";") if node.has("lodges") else ()
    instead = {
        "arrests_told": noun,
        "bookings_told": ("booking",),
        "made_arrests": ("arrested",),
        "each_leads": (";",),
        "none_honored": (*lodged, "the", "detainer", "was", "not", "honored"),
    }
    return _as_words(first, instead.get(node.rule, ()))


def _as_words(at: Token, words: Sequence[str]) -> list[Token]:
    return [replace(at, text=word, folded=word) for word in words]


_MARKS = (",", ":", ";", "–", "—", "-")


def _inside(word: Token, goes_on: bool, of_course: bool) -> Token:
    """What ends a sentence, or stands before the course of each occasion, joins two clauses."""
    is_joint = word.text == "." or (word.text == ":" and of_course)
    return replace(word, text=";", folded=";") if is_joint and goes_on else word


def _left_out(matcher: Matcher, at: int) -> Node | None:
    """The longest phrase that tells of several occasions and begins here."""
    found = [node for rule in LEFT_OUT for _, (node, *_) in matcher.found(rule, at)]
    told = [node for node in found if _is_meant(matcher, node)]
    return max(told, key=lambda node: node.end, default=None)


_HAS = frozenset({"made", "makes", "had", "has", "have", "saw", "sees"})


def _is_meant(matcher: Matcher, node: Node) -> bool:
    """`each for theft`, not `each count`; `all by the police`, not `all charges`.

    `The police made three more arrests` does not say of whom.
    """
    before = [word.folded for word in matcher.words[max(0, node.first - 2) : node.first]]
    is_of_many = before[-1:] and before[-1] in _HAS and before[0] not in ("he", "she")
    if node.rule in ("arrests_told", "arrests_of") and is_of_many:
        return False
    behind = [word.folded for word in matcher.words[node.end : node.end + 1]]
    if node.rule in _EACH and behind[:1] in (["time"], ["times"]):
        return False  # `not acted on both times`: `acted on`, and `both times`
    if node.rule == "each_alone":
        return bool(behind) and behind[0] in free_order().behind_each
    return behind == ["by"] if node.rule == "by_all" else True


def _number(matcher: Matcher, node: Node) -> int:
    """How many: `three more times`; without a number it is `twice`."""
    for number in node.all("number"):
        return number_of(matcher.words[number.first].folded)
    return 2


def _repeated(tree: Node, clauses: Sequence[Node], times: int) -> Node:
    """The clauses of one occasion, so many times over."""
    marked = [_marked(node, clauses) if node.rule == "clause" else node for node in clauses]
    every = [*marked, *(node for _ in range(times - 1) for node in (AND, *marked))]
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
