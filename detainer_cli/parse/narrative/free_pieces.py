"""Cuts a sentence into pieces that rules know, and these into clauses with one event each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from detainer_cli.kinds.free_order import free_order
from detainer_cli.parse.narrative.matching import Matcher, Node

LOCAL = ("agency_staff", "agency", "town_police", "police")
PERSON = ("description", "the_person", "pronoun")
_EVENTS = (
    "free_arrest", "free_booking", "free_lodged", "free_carried", "free_issue", "free_refusal",
    "free_left", "free_release", "free_removal", "free_conviction", "free_charge", "free_large",
    "free_ice_custody",
)  # fmt: skip
RULES = (
    *_EVENTS, "free_moved", "free_event", "free_over", "free_untold", "free_plain", "court",
    "sentence_words", "sentence_term", "age_words", "when", "ice", *LOCAL, "facility",
    "free_jail", *PERSON, "detainer", "possessive", "charges", "country", "TOWN", "CITY",
)  # fmt: skip
_WHO = (*LOCAL, *PERSON, "ice", "facility", "free_jail", "detainer")
_SUBJECTS = (*_WHO, "possessive")
_NEEDS = {
    "free_issue": ("detainer",),
    "free_lodged": ("detainer", "facility"),
    "free_carried": ("facility",),
}
"""What else a verb of two meanings needs to tell an event."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands at some words: the name of its rule (or `word`), its node, and its first word."""

    kind: str
    node: Node
    word: str

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.word in words


@dataclass(frozen=True, slots=True)
class Clause:
    """The pieces around one verb; `link` joins them to the clause before, `tells` is the verb."""

    link: str
    pieces: tuple[Piece, ...]
    tells: Piece | None


def pieces_of(matcher: Matcher, at: int, end: int) -> list[Piece]:
    """Everything from a word up to another, the longest first; nothing if a word is unknown."""
    found: list[Piece] = []
    while at < end:
        piece = _piece(matcher, at, end)
        if piece is None:
            return []
        found.append(piece)
        at = piece.node.end
    return found


def _piece(matcher: Matcher, at: int, last: int) -> Piece | None:
    text, folded = matcher.words[at].text, matcher.words[at].folded
    best: Node | None = None
    for name in RULES:
        for end, (node, *_) in matcher.found(name, at):
            if end <= last and (best is None or end > best.end):
                best = node
    if best is not None:
        return Piece(best.rule, best, folded)
    if _leads_to_offense(matcher, at):
        for end, (node, *_) in matcher.found("OFFENSES", at):
            if end <= last:
                return Piece("charges", node, folded)
    known = free_order()
    node = Node("word", at, at + 1, ())
    if folded in known.negations:
        return Piece("negation", node, folded)
    if text in known.words or (at == 0 and folded in known.words):
        return Piece("word", node, folded)
    return Piece("negated", node, folded) if folded in known.negated else None


def _leads_to_offense(matcher: Matcher, at: int) -> bool:
    """Whether words such as `of`, `for the` stand before."""
    before = [word.folded for word in matcher.words[max(0, at - 2) : at]]
    last = before[:-1] if before and before[-1] in ("a", "an", "the") else before
    return bool(last) and last[-1] in free_order().before_offenses


# ------------------------------------------------------------------ clauses


def clauses_of(pieces: Sequence[Piece]) -> list[Clause]:
    """The pieces, cut where one event ends and the next begins; none if that is not plain."""
    told = _telling(pieces)
    cuts: list[int] = []
    for first, second in pairwise(told):
        cut = _cut(pieces, first, second)
        if cut is None:
            return []
        cuts.append(cut)
    starts, ends = [0, *cuts], [*cuts, len(pieces)]
    spans = zip(starts, ends, told or [-1], strict=True)
    return [clause for start, end, verb in spans for clause in _parts(pieces, start, end, verb)]


def _parts(pieces: Sequence[Piece], start: int, end: int, verb: int) -> list[Clause]:
    """The clause of a verb, and those beside it that have a subject of their own but no event."""
    first, last = start, end
    for n in range(start + 1, end - 1):
        is_parted = _has_own_subject(pieces, start, n, end) or _parts_negation(
            pieces, start, n, end, verb
        )
        if not is_parted:
            continue
        if n < verb:
            first = n
        elif n > verb >= 0:
            last = n
            break
    verbs = [(start, first, None), (first, last, pieces[verb] if verb >= 0 else None)]
    found = [*verbs, (last, end, None)]
    return [_clause(pieces[at:to], tells) for at, to, tells in found if at < to]


def _has_own_subject(pieces: Sequence[Piece], start: int, cut: int, end: int) -> bool:
    """Whether a part begins here that has a subject, beside one before it that has one, too."""
    if pieces[cut].kind != "word" or pieces[cut].word not in {*free_order().cuts, ","}:
        return False
    if _is_negated(pieces[start:cut]) and not pieces[cut].is_word(*_BESIDE_NEGATION):
        return False
    behind = next((x for x in pieces[cut + 1 : end] if x.kind not in ("word", "when")), None)
    is_subject = behind is not None and behind.kind in _WHO
    is_plain = is_subject and _begins_clause(pieces, cut, pieces.index(behind) + 1)
    return is_plain and any(piece.kind in _WHO for piece in pieces[start:cut])


def _parts_negation(pieces: Sequence[Piece], start: int, cut: int, end: int, verb: int) -> bool:
    """Whether a part that is negated begins or ends here: `released him and made no call`.

    Not `it was not he who was released`.
    """
    if not pieces[cut].is_word(*_BESIDE_NEGATION):
        return False
    if verb < cut:
        return _is_negated(pieces[cut:end]) and not _is_negated(pieces[verb + 1 : cut])
    is_begun = _begins_clause(pieces, cut, verb) and not _is_negated(pieces[cut:end])
    return is_begun and _is_negated(pieces[start:cut])


_BESIDE_NEGATION = ("and", "but", ";", ",")


def _is_negated(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind == "negation" for piece in pieces)


def _clause(pieces: Sequence[Piece], verb: Piece | None) -> Clause:
    links = {"where": "where", "when": "same", "upon": "same"}
    link, own = "and", list(pieces)
    while own and own[0].kind == "word" and own[0].word in {*free_order().cuts, ","}:
        link = links.get(own[0].word, link)
        own.pop(0)
    return Clause(link, tuple(own), verb)


def _telling(pieces: Sequence[Piece]) -> list[int]:
    """The pieces that tell an event: its verbs, where what they need stands beside them."""
    found: list[int] = []
    claimed: set[int] = set()
    for n, piece in enumerate(pieces):
        if piece.kind in _NEEDS:
            thing = _needed(pieces, n, claimed)
            if thing is None:
                continue
            claimed.add(thing)
        if piece.kind in _EVENTS:
            found.append(n)
    behind = [*found, len(pieces)][1:]
    pairs = zip(found, behind, strict=True)
    return [n for n, then in pairs if then == len(pieces) or not _is_part(pieces, n, then)]


def _needed(pieces: Sequence[Piece], at: int, claimed: set[int]) -> int | None:
    """The nearest thing that a verb needs, with no other event between; each serves one verb."""
    kinds = _NEEDS[pieces[at].kind]
    for step, stop in ((1, len(pieces)), (-1, -1)):
        for n in range(at + step, stop, step):
            is_it = pieces[n].kind in kinds and n not in claimed
            if is_it and (step == 1 or pieces[n].kind == "detainer"):
                return n
            if pieces[n].kind in _EVENTS:
                break
    return None


def _is_part(pieces: Sequence[Piece], at: int, then: int) -> bool:
    """`taken to the jail, where he was booked`: one booking."""
    is_both = pieces[at].kind == "free_carried" and pieces[then].kind == "free_booking"
    return is_both and all(piece.kind != "facility" for piece in pieces[then:])


def _cut(pieces: Sequence[Piece], first: int, second: int) -> int | None:
    """Where the clause of the second verb begins; None if there is more than one such place."""
    for words in (free_order().cuts, frozenset({","})):
        places = [
            n
            for n in range(first + 1, second)
            if pieces[n].kind in ("word", "free_plain")
            and pieces[n].word in words
            and _begins_clause(pieces, n, second)
        ]
        if places:
            return places[0] if len(places) == 1 else None
    return None


def _begins_clause(pieces: Sequence[Piece], cut: int, verb: int) -> bool:
    """Whether the words behind a cut go on with a subject, an auxiliary or the verb itself."""
    known = free_order()
    for piece in pieces[cut + 1 : verb]:
        if piece.kind not in ("word", "when", "free_plain"):
            return piece.kind in _SUBJECTS
        if piece.word in known.auxiliaries:
            return True
        if piece.kind == "word" and piece.word not in known.before_subjects:
            return False
    return True
