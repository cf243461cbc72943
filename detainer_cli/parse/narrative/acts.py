"""What the clauses of a sentence tell, each as one act: no dates resolved, no events made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.model.cases import Span
from detainer_cli.parse.narrative.act_names import (
    WITHOUT_TOWN,
    agency_of,
    city_of_act,
    first_name,
    offenses_of,
    place_of,
    state_of,
    town_of,
)
from detainer_cli.parse.narrative.dates import NotUnderstoodError, number_of
from detainer_cli.parse.narrative.matching import Node
from detainer_cli.parse.narrative.sentence import Named, Sentence


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a clause tells.

    `link` is how it is joined to the act before it in its sentence (`and`, `same`, `after`, `` for
    the first); `subject` the rule of who acts, if that is told (`holder`, `person`).
    """

    kind: str
    node: Node
    link: str
    quote: Span
    whens: tuple[Node, ...] = ()
    agency: Named | None = None
    place: Named | None = None
    town: Named | None = None
    state: Named | None = None
    city: Named | None = None
    offenses: tuple[Named, ...] = ()
    fronted: bool = False
    flags: frozenset[str] = field(default_factory=frozenset)
    times: int = 1
    days: tuple[Node, ...] = ()
    of_days: tuple[tuple[Named, ...], ...] = ()
    booked: Named | None = None
    lodged_at: Named | None = None
    all_of: int | None = None

    def has(self, flag: str) -> bool:
        return flag in self.flags


def acts_of(sentence: Sentence) -> Iterator[Act]:
    """The acts of a sentence in the order of its words."""
    acts: list[Act] = []
    for act in _in_order(sentence):
        is_colon = False
        if act.link == "colon":  # `Released: May 3, 2018, detainer disregarded`: one day for both
            pair = {acts[-1].kind, act.kind} if acts else set()
            if pair == {"release", "declined"} and act.fronted and not acts[-1].whens:
                acts[-1] = replace(acts[-1], whens=act.whens)
            act = replace(act, link="and")
            is_colon = True
        if acts and _is_label(acts[-1]) and (is_colon or act.kind in ("arrest", "ice_arrest")):
            act = _labelled(acts.pop(), act)
        if acts and _notes_charges(sentence, acts[-1], act):
            acts[-1] = replace(acts[-1], offenses=act.offenses)
            act = replace(act, offenses=())
        acts.append(act)
    return iter(acts)


def _notes_charges(sentence: Sentence, arrest: Act, booking: Act) -> bool:
    """`arrested by the police, booked at the county jail (theft)`: the note is of the arrest.

    Words that belong to the booking (`booked on charges of theft`) are its own.
    """
    if (arrest.kind, booking.kind) != ("arrest", "booking") or arrest.offenses:
        return False
    notes = list(booking.node.all("OFFENSES"))
    around = [sentence.words[n.first - 1].text for n in notes]
    around += [word.text for n in notes for word in sentence.words[n.end : n.end + 1]]
    return around == ["(", ")"]


def _is_label(act: Act) -> bool:
    """`ICE arrest`, and no more of it than a day."""
    is_bare = not (act.town or act.city or act.state or act.node.has("person"))
    return act.kind == "ice_arrest" and is_bare and (act.node.has("ice_label") or not act.whens)


def _labelled(label: Act, act: Act) -> Act:
    """`ICE arrest: On May 4 ICE took custody of him`: one arrest."""
    if act.kind != "ice_arrest":
        raise NotUnderstoodError("a label of an arrest before what is none by ICE")
    return replace(act, link=label.link, whens=act.whens or label.whens)


def _in_order(sentence: Sentence) -> Iterator[Act]:
    link = ""
    for node in sentence.tree.find("clause", "link", "offense_note", "fate"):
        if node.rule == "link":
            link = _link(node)
            continue
        if node.rule != "clause":
            _require_no_matter(sentence, node)
            yield from _act(sentence, node, node, link, ())
            continue
        fronts = tuple(when for front in node.find("front") for when in front.find("when"))
        yield from _of_clause(sentence, node, _with_fronts(node), link, fronts)
        link = "and"


_BEHIND_REMOVAL = ("and", "as", "at", "to")


def _require_no_matter(sentence: Sentence, fate: Node) -> None:
    """Raises NotUnderstoodError for `removal hearing pending`: nobody was removed."""
    behind = sentence.words[fate.end : fate.end + 1]
    is_bare = fate.has("removal") and fate.end == fate.first + 1
    if is_bare and any(w.text.isalpha() and w.folded not in _BEHIND_REMOVAL for w in behind):
        raise NotUnderstoodError("a matter of removal that is pending")


_CARRIES = ("arrest", "arrest_and_charge", "booking")
"""What the words before a clause may belong to: `Accused of theft, he was arrested`."""


def _with_fronts(clause: Node) -> Node:
    """What a clause tells, with the offenses and the place that stand before it."""
    core = next(clause.find("core", "release_first")).inner[0]
    if core.rule == "comes_in":  # `was taken in at the county jail for theft`: no arrest is told
        core = replace(core, rule="booking")
    fronts = tuple(node for front in clause.find("front") for node in front.find("front_told"))
    if not fronts:
        return core
    is_offense = any(node.has("OFFENSES") for node in fronts)
    if core.rule not in _CARRIES and (is_offense or core.rule != "ice_arrest"):
        raise NotUnderstoodError("a place or an offense before what has none")
    return replace(core, inner=(*fronts, *core.inner))


def _link(node: Node) -> str:
    if node.has("where"):
        return "where"
    if node.has("that_day"):
        return "day"
    if node.has("day_after"):
        return "day_after"
    return node.inner[0].rule if node.inner else "and"


def _of_clause(
    sentence: Sentence, clause: Node, core: Node, link: str, fronts: tuple[Node, ...]
) -> Iterator[Act]:
    if core.rule in ("in_one", "pair"):
        for part in core.inner:
            for act in _act(sentence, clause, part, link, fronts):
                yield replace(act, kind=_IN_ONE[part.rule])
            link, fronts = "and", ()
        return
    if core.rule == "told_before":
        yield from _told_before(sentence, clause, core, link, fronts)
        return
    if core.rule != "arrest_and_charge":
        yield from _act(sentence, clause, core, link, fronts)
        return
    charge = next(core.find("charge"))
    before = replace(core, inner=tuple(node for node in core.inner if node is not charge))
    for act in _act(sentence, clause, before, link, fronts):
        (charged,) = _act(sentence, clause, charge, "and", fronts)
        yield replace(act, kind="arrest", whens=act.whens or charged.whens)
        yield replace(charged, whens=charged.whens or act.whens)


def _told_before(
    sentence: Sentence, clause: Node, core: Node, link: str, fronts: tuple[Node, ...]
) -> Iterator[Act]:
    """`A man, whom ICE had removed in May 2013, was arrested`: what was before, then the rest."""
    (past,) = next(core.find("past_event")).inner[-1:]
    part = past if past.rule == "past_removal_by" else past.inner[0]
    kind = "removal" if part.rule == "past_removal_by" else part.rule
    for act in _act(sentence, clause, part, link, ()):
        yield replace(
            act, kind=kind, flags=act.flags | {"had_been"} if kind == "removal" else act.flags
        )
    yield from _of_clause(sentence, clause, core.inner[-1], "and", fronts)


_IN_ONE = {
    "removal": "removal", "conviction_np": "conviction",
    "issued_np": "issued", "issued": "issued", "new_issued": "issued",
    "declined_np": "declined", "declined": "declined",
    "release_np": "release", "release_by": "release", "release_upon": "release",
    "np_arrest": "arrest", "brought_in": "booking",
    "who_arrested": "arrest", "then_booked": "booking", "arrested_one": "arrest",
}  # fmt: skip
"""What `a detainer lodged on May 4 was not honored` tells in one clause, act by act."""


def _act(
    sentence: Sentence, clause: Node, core: Node, link: str, fronts: tuple[Node, ...]
) -> Iterator[Act]:
    offenses = tuple(core.all("OFFENSES"))
    _require_whole(sentence, core, offenses)
    if core.rule == "arrest":
        _require_own_jail(core)
    before = {word.folded for word in sentence.words[clause.first : core.first]}
    if core.rule == "booking" and before & {"detainer", "hold"}:
        core = _lodged(sentence, core)
    if core.rule in _CARRIES and any(node.has("ice") for node in core.all("by")):
        raise NotUnderstoodError("who arrested is the agency itself")
    is_dated = any(when.has("date", "relative") for when in core.all("when"))
    if core.has("intake_now") and not is_dated:
        raise NotUnderstoodError("`intake is at 5 p.m.` tells what is usual")
    if core.rule == "booking" and core.has("books") and _into_custody(sentence, core):
        raise NotUnderstoodError("who was taken into custody is told, but not by whom")
    yield Act(
        kind=core.rule,
        node=core,
        link=link,
        quote=sentence.span_of(clause),
        whens=(*fronts, *core.all("when")),
        fronted=bool(fronts),
        agency=agency_of(sentence, next(core.find("group_arrest", "dated_arrests"), core)),
        place=place_of(sentence, core),
        town=town_of(sentence, core),
        state=state_of(sentence, core),
        city=None if core.rule in WITHOUT_TOWN else city_of_act(sentence, core),
        offenses=tuple(offenses_of(sentence, offenses)),
        flags=frozenset(_flags(sentence, clause, core)),
        times=_times(sentence, core),
        days=tuple(
            date for node in core.all("date_list", "dated_detainer") for date in node.all("date")
        ),
        of_days=tuple(
            tuple(offenses_of(sentence, tuple(day.all("OFFENSES")))) for day in core.all("day_item")
        ),
        all_of=_all_of(sentence, core),
        booked=_booked(sentence, core),
        lodged_at=_lodged_at(sentence, core),
    )


def _lodged(sentence: Sentence, core: Node) -> Node:
    """`Detainer: lodged on May 4, county jail` books nobody: the detainer is what was lodged.

    Raises NotUnderstoodError if more is told than when and with whom.
    """
    is_plain = not any(core.has(rule) for rule in ("person", "OFFENSES", "agency", "moved"))
    if sentence.words[core.first].folded != "lodged" or not is_plain:
        raise NotUnderstoodError("somebody who is booked behind the label of a detainer")
    return replace(core, rule="issued")


def _require_own_jail(core: Node) -> None:
    """Raises NotUnderstoodError for `arrested pending arraignment at the jail`: no place of it."""
    ends = {node.end for node in core.all("detail", "padding")}
    for into in core.all("into"):
        if into.first in ends and into.has("facility_name"):
            raise NotUnderstoodError("a jail that may be where something else happened")


def _into_custody(sentence: Sentence, core: Node) -> bool:
    """Whether somebody was taken into custody, and no jail is told."""
    return any(sentence.words[node.end - 1].folded == "custody" for node in core.all("into"))


_BELONGING = frozenset(
    {"with", "of", "in", "on", "by", "from", "to", "near", "within", "under", "against", "at"}
    | {"while", "through", "as", "for"}
)


def _require_whole(sentence: Sentence, core: Node, offenses: tuple[Node, ...]) -> None:
    """Raises NotUnderstoodError for words behind an offense that may be part of its name."""
    ends = {node.end for node in offenses}
    for detail in core.all("detail", "near"):
        if detail.first in ends and sentence.words[detail.first].folded in _BELONGING:
            raise NotUnderstoodError("words behind an offense that may be part of it")
        if core.rule == "release" and sentence.words[detail.first].folded == "from":
            raise NotUnderstoodError("a release from what may be no custody")
        first = sentence.words[detail.first].folded
        if core.rule == "booking" and core.has("enters") and first == "to":
            raise NotUnderstoodError("came to a jail for what may be no stay: `to visit`")
        if core.rule == "arrest" and first == "by" and not detail.has("when"):
            raise NotUnderstoodError("taken by somebody who may be no police: `by his wife`")
        if core.rule == "removal" and first in ("from", "home"):
            raise NotUnderstoodError("removed from a car, sent home: not from the country")
        if core.rule == "ice_arrest" and first == "(" and not detail.has("TOWN", "CITY"):
            raise NotUnderstoodError("an arrest, and what may say that it was none")


_FLAGS = (
    "moved", "undeclared", "not_honored", "group_release", "arresting", "had_arrested",
    "known_detainer", "recalled", "standing_still", "group_booking", "group_refused", "refused_all",
    "date_line", "agency_line", "now_arrests", "now_lodges", "now_releases", "now_refuses",
    "now_bonds", "now_tells", "now_lets", "until_then", "listed_issued", "listed_release",
    "issued_each", "received_it", "again_arrest", "charge_note", "now_books", "now_receives",
    "now_removes", "now_enters", "now_takes", "bare_ordinal", "left_alone",
    "occasion_begins", "occasion", "noted_charges", "now_convicts", "now_arrives",
    "now_asks", "now_follows", "had_asked",
)  # fmt: skip


def _flags(sentence: Sentence, clause: Node, core: Node) -> Iterator[str]:
    """Rules in it that matter; whether its words tell of another time, and name the agency."""
    yield from (node.rule for node in core.all(*_FLAGS))
    if core.has("moved_np", "moved_away"):
        yield "moved"
    if any(word.folded in lexicon().anew for word in sentence.words[clause.first : clause.end]):
        yield "anew"
    was_before = core.has("before_now", "before_removal")
    if was_before or any(
        x.folded in ("had", "having") for x in sentence.words[core.first : core.end]
    ):
        yield "had_been"
    if any(sentence.words[when.first].folded in ("until", "till") for when in core.all("when")):
        yield "until"
    passives = [word for was in core.all("was") for word in sentence.words[was.first : was.end]]
    if any(word.folded == "is" for word in passives):
        yield "is_now"
    if any(word.folded in lexicon().of_agency for word in sentence.words[core.first : core.end]):
        yield "of_agency"


def _times(sentence: Sentence, core: Node) -> int:
    """How often it happened: `three more times`, or on so many days."""
    for node in core.all("date_list"):
        return sum(1 for _ in node.all("date"))
    for node in core.all("again_times"):
        told = [named.text for named in sentence.names(node, "number")]
        return number_of(told[0]) if told else 2  # `twice`
    for number in sentence.names(core, "group_number"):
        return number_of(number.text)
    return 1


def _booked(sentence: Sentence, core: Node) -> Named | None:
    """Where somebody was booked each time."""
    told = next(core.all("group_booking"), None)
    return first_name(sentence, told, "facility_name") if told else None


def _lodged_at(sentence: Sentence, core: Node) -> Named | None:
    """Where the detainer went that a release or a refusal tells in passing."""
    told = next(core.all("dated_detainer", "had_lodged"), None)
    return first_name(sentence, told, "facility_name") if told else None


_ORDINALS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip


def _all_of(sentence: Sentence, core: Node) -> int | None:
    """How many all of them are: `both`, `all three`; the how manieth one is: `the third`."""
    for named in sentence.names(core, "ordinal"):
        return _ORDINALS.index(named.text.lower()) + 2
    for node in core.all("refused_all", "issued_each"):
        words = {word.folded for word in sentence.words[node.first : node.end]}
        if words & {"both", "neither"}:
            return 2
        for named in sentence.names(node, "number"):
            return number_of(named.text)
    return None
