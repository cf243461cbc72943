"""Sentences that no rule builds as a whole: read by what stands in them, if that is plain.

A clause is read only if the pieces in it fit the frame of its one verb (`free_order.toml`). What is
left over, what is told twice or could belong to two clauses leaves the sentence unread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from detainer_cli.kinds.free_order import free_order
from detainer_cli.parse.narrative.free_pieces import (
    LOCAL,
    PERSON,
    Clause,
    Piece,
    clauses_of,
    pieces_of,
)
from detainer_cli.parse.narrative.matching import Matcher, Node

Pieces = Sequence[Piece]


def free_sentence(matcher: Matcher) -> Node | None:
    """The sentence as its pieces build it; None if that is not plain."""
    end = len(matcher.words)
    if end and matcher.words[-1].text in ".;":
        end -= 1
    start, head = _head(matcher)
    told: list[tuple[str, Clause]] = []
    for clause in clauses_of(pieces_of(matcher, start, end)):
        kind = _kind(matcher, clause)
        before = told[-1][0] if told else ""
        if kind is None or (clause.link == "same" and (before, kind) != ("declined", "release")):
            return None
        told.append((kind, clause))
    if not told or not _goes_with_release(told):
        return None
    return Node("sentence", 0, end, (*head, Node("body", start, end, _nodes(told))))


def _goes_with_release(told: Sequence[tuple[str, Clause]]) -> bool:
    """Whether a negated clause stands beside the release that it is about, if there is one.

    Alone it may tell what is counted: `the jail did not keep him for ICE`.
    """
    is_negated = any(x.kind == "negation" for _, clause in told for x in clause.pieces)
    return not is_negated or any(kind == "release" for kind, _ in told)


def _head(matcher: Matcher) -> tuple[int, tuple[Node, ...]]:
    """The date of an item or the place of a dateline before the sentence."""
    for name in ("item", "dateline"):
        for end, nodes in matcher.found(name, 0):
            return end, nodes
    return 0, ()


# ------------------------------------------------------------------ what a clause tells


def _kind(matcher: Matcher, clause: Clause) -> str | None:
    """The event that a clause tells, by the rule of the grammar; None if that is not plain."""
    pieces = clause.pieces
    kinds = {piece.kind for piece in pieces}
    if not pieces or not _is_plain(matcher, pieces):
        return None
    if _files_charges(clause):
        return None
    if kinds & {"negation", "negated"}:
        return "filler" if _is_untold(clause) else None
    if clause.tells is None:
        return _kind_without_verb(pieces, kinds)
    verb = clause.tells.kind
    if verb == "free_lodged":
        verb = "free_issue" if "detainer" in kinds else "free_booking"
    elif verb == "free_carried":
        verb = "free_booking"
    frame = free_order().frames[verb]
    if frame.needs - kinds or frame.without & kinds:
        return None
    further = _FURTHER.get(frame.tells)
    return further(matcher, pieces, clause.tells) if further else frame.tells


def _files_charges(clause: Clause) -> bool:
    """`arrested him and filed charges of theft`: two events, and one verb that tells of them."""
    at = clause.pieces.index(clause.tells) if clause.tells else len(clause.pieces)
    named = [piece.kind for piece in clause.pieces[at + 1 :] if piece.kind != "word"]
    return ("free_issue", "charges") in pairwise(named)


def _is_untold(clause: Clause) -> bool:
    """`ICE was not called`, `was not charged`: nothing that happened, on no day."""
    pieces, known = clause.pieces, free_order()
    kinds = [piece.kind for piece in pieces]
    words = {piece.word for piece in pieces}
    is_short = len(pieces) < _LEAST_NEGATED
    if is_short or "when" in kinds or "negation" not in kinds or words & known.exceptions:
        return False
    if clause.tells is None:
        return True
    at = pieces.index(clause.tells)
    before = [x for x in pieces[:at] if not x.is_word("been", "yet", "ever")]
    return clause.tells.kind in _DONE and bool(before) and before[-1].kind == "negation"


_LEAST_NEGATED = 3  # `ICE not told`; `Released: no` is no sentence
_DONE = ("free_arrest", "free_booking", "free_charge", "free_conviction", "free_removal")
"""What is not so if it is negated: `was not charged`; `was not ignored` says another thing."""


def _is_plain(matcher: Matcher, pieces: Pieces) -> bool:
    """Whether nothing is named twice, each date is the event's, and the offenses are whole."""
    groups = (("when",), ("ice",), LOCAL, ("facility",), ("TOWN", "CITY"), ("charges",))
    more = (("detainer",), ("country",))
    is_once = all(sum(x.kind in group for x in pieces) <= 1 for group in (*groups, *more))
    return (
        is_once
        and not any(piece.is_word("but") for piece in pieces)  # `all but one`
        and all(_is_own_date(matcher, pieces, x) for x in pieces if x.kind == "when")
        and not any(_is_unclear(piece, behind) for piece, behind in pairwise(pieces))
        and not _is_with_another(matcher, pieces)
        and not _is_anybody(matcher, pieces)
        and all(_is_own_place(matcher, x) for x in pieces if x.kind in ("TOWN", "CITY"))
    )


def _is_own_place(matcher: Matcher, place: Piece) -> bool:
    """Whether a town is where it happened: not `ERO Boston`, `the Phoenix airport`."""
    return _before(matcher, place) in free_order().before_places


def _is_own_date(matcher: Matcher, pieces: Pieces, date: Piece) -> bool:
    """Whether a date is that of the event: not `until May 3`, `a warrant of May 3`."""
    others, before = free_order().before_other_dates, _before(matcher, date)
    if before == "dated" and any(piece.kind == "detainer" for piece in pieces):
        return True
    return before not in others and (date.word not in others or date.node.has("vague"))


def _is_unclear(piece: Piece, behind: Piece) -> bool:
    """`theft of a boat` where `theft` alone is known; `a man with the same name`; `claimed he`."""
    if piece.is_word(*free_order().hearsay) and behind.is_word("to"):
        return True
    if piece.kind == "free_plain" and piece.word in _OF_HERS and behind.is_word("by"):
        return True  # `upon her arrest by the Newark Police Department`: that is an arrest
    if piece.kind == "word" and piece.word in free_order().doubts:
        return behind.is_word("that") or behind.kind in PERSON
    if behind.kind == "detainer" and behind.word in free_order().bare_detainers:
        is_other = piece.kind in ("word", "sentence_term", "court")  # `a probation hold`
        return is_other and piece.word not in free_order().before_detainers
    if behind.kind != "word":
        return False
    if piece.kind == "charges":
        return behind.word not in free_order().behind_offenses
    if piece.kind == "detainer":  # `a request for bond`, `a request for detention records`
        return behind.word not in free_order().behind_detainers
    return piece.kind == "description" and behind.word in free_order().of_another


_OF_HERS = ("his", "her", "the", "this", "that", "such", "said")


def _is_anybody(matcher: Matcher, pieces: Pieces) -> bool:
    """`a person`, `an individual`: of whom a custom tells, too."""
    told = [matcher.words[x.node.first : x.node.end] for x in pieces if x.kind == "description"]
    return any([w.folded for w in words][1:] in (["person"], ["individual"]) for words in told)


def _is_with_another(matcher: Matcher, pieces: Pieces) -> bool:
    """`a woman who was with him`: two persons."""
    persons = [piece for piece in pieces if piece.kind == "pronoun"]
    return any(_before(matcher, piece) == "with" for piece in persons)


def _kind_without_verb(pieces: Pieces, kinds: set[str]) -> str | None:
    """`The charges listed were ...`, or nothing that is counted."""
    if kinds <= {"word", "charges"} and pieces[-1].kind == "charges":
        is_note = any(piece.word in free_order().names_of_offenses for piece in pieces)
        return "offense_note" if is_note else None
    other = {"ice", "detainer", "free_over", "free_untold", "charges", "free_moved"}
    if "facility" in kinds and kinds & {"when", "free_carried", "free_lodged"}:
        return None  # `was put in the county jail that day`
    return None if kinds & other else "filler"


# ------------------------------------------------------------------ what single events need


def _arrest(matcher: Matcher, pieces: Pieces, verb: Piece) -> str | None:
    ice, local = _first(pieces, "ice"), _first(pieces, *LOCAL)
    if any(piece.kind == "pronoun" and piece.word in ("they", "them") for piece in pieces):
        return None
    if not _happens_to_person(pieces, verb) or _is_behind_who_had(matcher, verb):
        return None
    if ice is None:
        is_told = local is not None or not _is_active(pieces, verb)
        return "arrest" if is_told and _acts(matcher, pieces, local, verb) else None
    is_plain = local is None and all(piece.kind != "charges" for piece in pieces)
    return "ice_arrest" if is_plain and _acts(matcher, pieces, ice, verb) else None


def _is_behind_who_had(matcher: Matcher, verb: Piece) -> bool:
    """`The officers who had arrested him testified on May 3`: the day may be of what follows."""
    before = [word.folded for word in matcher.words[max(0, verb.node.first - 2) : verb.node.first]]
    return before in (["who", "had"], ["which", "had"], ["that", "had"])


def _is_active(pieces: Pieces, verb: Piece) -> bool:
    """`arrested him`: who did is told, or the sentence is not plain."""
    return not _is_passive(pieces, verb) and _behind(pieces, verb) in PERSON


def _is_passive(pieces: Pieces, verb: Piece) -> bool:
    return any(piece.is_word("was", "were", "been") for piece in pieces[: pieces.index(verb)])


def _behind(pieces: Pieces, verb: Piece) -> str:
    """The kind of what follows a verb; empty at the end."""
    at = pieces.index(verb) + 1
    return pieces[at].kind if at < len(pieces) else ""


def _acts(matcher: Matcher, pieces: Pieces, who: Piece | None, verb: Piece) -> bool:
    """Whether somebody is who acts: before the verb as its subject, or behind it with `by`."""
    if who is None:
        return True
    before, at = _before(matcher, who), who.node.first
    if at < verb.node.first:
        is_dated = any(piece.kind == "when" and piece.node.end == at for piece in pieces)
        return is_dated or before in free_order().before_actors
    is_by_hands = at > 1 and before == "of" and matcher.words[at - 2].folded == "hands"
    return before == "by" or is_by_hands


def _booking(matcher: Matcher, pieces: Pieces, verb: Piece) -> str | None:
    facility, local = _first(pieces, "facility"), _first(pieces, *LOCAL)
    if facility is None or not _acts(matcher, pieces, local, verb):
        return None
    is_into = _before(matcher, facility) in free_order().before_jails
    is_first = facility.node.first < verb.node.first
    return "booking" if is_into or (is_first and _acts(matcher, pieces, facility, verb)) else None


def _issued(matcher: Matcher, pieces: Pieces, verb: Piece) -> str | None:
    targets = [piece for piece in pieces if piece.kind in ("facility", "free_jail", *LOCAL)]
    detainer = _first(pieces, "detainer")
    if detainer is None or len(targets) > 1:
        return None
    for target in targets:
        is_behind = target.node.first > detainer.node.first
        if not is_behind or _before(matcher, target) not in free_order().before_targets:
            return None
    return "issued"


def _declined(matcher: Matcher, pieces: Pieces, verb: Piece) -> str | None:
    """`did not follow the detainer`; not `the detainer did not follow`."""
    before = pieces[pieces.index(verb) - 1] if pieces[0] is not verb else None
    if before and (before.is_word("the", "of", "all", "those") or before.kind == "possessive"):
        return None  # `four of the refused detainers`
    return (
        None if verb.node.has("to_honor") and before and before.kind == "detainer" else "declined"
    )


def _release(matcher: Matcher, pieces: Pieces, verb: Piece) -> str | None:
    """A person is let out of a jail: `was released`, `released him`, not `released a report`."""
    known = free_order()
    words = [piece.word for piece in pieces if piece.kind == "word"]
    if set(words) & known.no_jails or ("custody", "of") in pairwise(words):
        return None
    if any(x.kind == "sentence_term" and x.word in known.no_jails for x in pieces):
        return None  # `released from probation`
    if verb.kind == "free_left":  # `his release`: with a verb that says that it happened
        is_told = pieces[0] is verb and not set(words) & known.auxiliaries
        return "release" if is_told or any(x.kind == "free_event" for x in pieces) else None
    if not _happens_to_person(pieces, verb):
        return None
    is_him = _behind(pieces, verb) in PERSON or verb.node.has("person")
    return "release" if is_him or _is_of_person(pieces, verb) else None


_ASIDE = ("when", "free_plain", "free_over", "free_untold")


def _is_of_person(pieces: Pieces, verb: Piece) -> bool:
    """`he was then released`; not `the footage was released`, `his lawyer was let out`."""
    known = free_order()
    passing = known.auxiliaries | known.before_subjects | {"been", "being"}
    before = [x for x in pieces[: pieces.index(verb)] if x.kind not in _ASIDE]
    subject = before[:1]
    while before and before[-1].kind == "word" and before[-1].word in passing:
        if before.pop().word == "and":  # `he paid it and was released`
            return not subject or subject[0].kind in PERSON
    return not before or (before[-1].kind in PERSON and before[-1].word not in ("him", "them"))


def _happens_to_person(pieces: Pieces, verb: Piece) -> bool:
    """`was arrested`, `arrested him`, `his arrest`; not `arrested the driver`."""
    is_noun = verb.word in ("a", "an", "another", "one", "under", "made")
    if verb.word in ("his", "her"):  # `his third arrest`: with a verb that says that it happened
        return any(piece.kind == "free_event" for piece in pieces)
    is_bare = pieces[0] is verb or _is_passive(pieces, verb) or is_noun
    return is_bare or _behind(pieces, verb) in PERSON or verb.node.has("person")


def _removal(matcher: Matcher, pieces: Pieces, verb: Piece) -> str | None:
    """`was removed`, `ICE returned him to`; who returned somewhere was not removed."""
    is_passive = pieces[0] is verb or _is_passive(pieces, verb)
    is_told = is_passive or _behind(pieces, verb) in PERSON
    is_removed = is_told and (_first(pieces, "ice") or (is_passive and _first(pieces, "country")))
    return "removal" if is_removed else None


def _at_large(matcher: Matcher, pieces: Pieces, verb: Piece) -> str | None:
    """`has not been found`; not `found at fault`."""
    at = pieces.index(verb)
    if any(piece.kind == "possessive" for piece in pieces[:at]):  # `his car has not been found`
        return None
    behind = pieces[at + 1 :]
    is_plain = not behind or behind[0].kind != "word" or behind[0].word in free_order().behind_fates
    return "at_large" if is_plain else None


_FURTHER: dict[str, Callable[[Matcher, Pieces, Piece], str | None]] = {
    "arrest": _arrest,
    "booking": _booking,
    "issued": _issued,
    "declined": _declined,
    "release": _release,
    "removal": _removal,
    "at_large": _at_large,
}


def _first(pieces: Pieces, *kinds: str) -> Piece | None:
    return next((piece for piece in pieces if piece.kind in kinds), None)


def _before(matcher: Matcher, piece: Piece) -> str:
    """The word before a piece; empty at the start."""
    return matcher.words[piece.node.first - 1].folded if piece.node.first else ""


# ------------------------------------------------------------------ as the rules would build it


def _nodes(told: Sequence[tuple[str, Clause]]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for kind, clause in told:
        if nodes:
            nodes.append(Node("link", 0, 0, (Node(clause.link, 0, 0, ()),)))
        nodes.append(_clause_node(kind, clause.pieces))
    return tuple(nodes)


def _clause_node(kind: str, pieces: Pieces) -> Node:
    first, end = pieces[0].node.first, pieces[-1].node.end
    if kind == "offense_note":
        return Node(kind, first, end, (pieces[-1].node,))
    told = [x for n, x in enumerate(pieces) if x.kind != "word" and not _is_beside(pieces, n)]
    inner = tuple(map(_as_rule, told))
    core = Node(kind, first, end, inner)
    return Node("clause", first, end, (Node("core", first, end, (core,)),))


def _is_beside(pieces: Pieces, at: int) -> bool:
    """`a woman from Colombia (Cobb County, Georgia)`: not where something happened."""
    is_town = pieces[at].kind in ("TOWN", "CITY") and at > 1
    return is_town and pieces[at - 1].is_word("(") and pieces[at - 2].kind in (*PERSON, "age_words")


_NAMED = {"free_over": "undeclared", "free_untold": "undeclared", "free_moved": "moved"}


def _as_rule(piece: Piece) -> Node:
    """A piece under the name that it has in the rules."""
    node = piece.node
    if piece.kind in _NAMED:
        return Node(_NAMED[piece.kind], node.first, node.end, ())
    if piece.kind in PERSON:
        return Node("person", node.first, node.end, (node,))
    return Node("into", node.first, node.end, (node,)) if piece.kind == "facility" else node
