"""What the clauses of a sentence tell, each as one act: no dates resolved, no events made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from detainer_cli.model.cases import Span
from detainer_cli.parse.narrative.dates import NotUnderstoodError, number_of
from detainer_cli.parse.narrative.lexicon import offense_items
from detainer_cli.parse.narrative.matching import Node
from detainer_cli.parse.narrative.states import state_code
from detainer_cli.parse.narrative.tokens import Token

ACTS = (
    "groups", "conviction", "charge", "arrest", "ice_arrest", "arrest_noun", "booking", "issued",
    "declined", "standing_honored", "release", "no_notice", "removal", "at_large", "in_ice_custody",
    "back", "filler", "offense_note", "fate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text: of an agency, a facility or a town."""

    text: str
    span: Span


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

    def has(self, flag: str) -> bool:
        return flag in self.flags


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


def acts_of(sentence: Sentence) -> Iterator[Act]:
    """The acts of a sentence in the order of its words."""
    link = ""
    for node in sentence.tree.find("clause", "link", "offense_note", "fate"):
        if node.rule == "link":
            link = _link(node)
            continue
        if node.rule != "clause":
            yield from _act(sentence, node, node, link, ())
            continue
        fronts = tuple(when for front in node.find("front") for when in front.find("when"))
        core = next(node.find("core")).inner[0]
        yield from _of_clause(sentence, node, core, link, fronts)
        link = "and"


def _link(node: Node) -> str:
    if node.has("where"):
        return "where"
    if node.has("that_day"):
        return "day"
    return node.inner[0].rule if node.inner else "and"


def _of_clause(
    sentence: Sentence, clause: Node, core: Node, link: str, fronts: tuple[Node, ...]
) -> Iterator[Act]:
    if core.rule != "arrest_and_charge":
        yield from _act(sentence, clause, core, link, fronts)
        return
    charge = next(core.find("charge"))
    before = replace(core, inner=tuple(node for node in core.inner if node is not charge))
    for act in _act(sentence, clause, before, link, fronts):
        (charged,) = _act(sentence, clause, charge, "and", fronts)
        yield replace(act, kind="arrest", whens=act.whens or charged.whens)
        yield replace(charged, whens=charged.whens or act.whens)


def _act(
    sentence: Sentence, clause: Node, core: Node, link: str, fronts: tuple[Node, ...]
) -> Iterator[Act]:
    offenses = tuple(core.all("OFFENSES"))
    _require_whole(sentence, core, offenses)
    yield Act(
        kind=core.rule,
        node=core,
        link=link,
        quote=sentence.span_of(clause),
        whens=(*fronts, *core.all("when")),
        fronted=bool(fronts),
        agency=_agency(sentence, core),
        place=_facility(sentence, core) or _agency_as_place(sentence, core),
        town=_town(sentence, core),
        state=_state(sentence, core),
        city=None if core.rule in _WITHOUT_TOWN else _first(sentence, core, "CITY"),
        offenses=tuple(_items(sentence, offenses)),
        flags=frozenset(node.rule for node in core.all(*_FLAGS)),
        times=_times(sentence, core),
    )


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


_FLAGS = ("moved", "undeclared", "not_honored", "group_release", "bare_custody")


def _times(sentence: Sentence, core: Node) -> int:
    """How often it happened: `three more times`."""
    for node in core.all("again_times"):
        return number_of(next(named.text for named in sentence.names(node, "number")))
    return 1


def _first(sentence: Sentence, core: Node, rule: str) -> Named | None:
    return next(iter(sentence.names(core, rule)), None)


def _facility(sentence: Sentence, core: Node) -> Named | None:
    """The facility; of two, that into which somebody came (`moved from X to Y`)."""
    for into in core.all("into"):
        found = _first(sentence, into, "facility_name")
        if found is not None:
            return found
    return _first(sentence, core, "facility_name")


def _agency(sentence: Sentence, core: Node) -> Named | None:
    """The agency, unless it is that into whose keeping somebody came."""
    beside = ("into", "ice") if core.rule == "ice_arrest" else ("into",)
    kept = {id(node) for name in core.all(*beside) for node in name.all("agency_name")}
    found = [node for node in core.all("agency_name") if id(node) not in kept]
    return sentence.named(found[0]) if found else None


def _agency_as_place(sentence: Sentence, core: Node) -> Named | None:
    for into in core.all("into"):
        return _first(sentence, into, "agency_name")
    return None


_WITHOUT_TOWN = ("conviction", "removal")
"""`A Ramsey County jury` and `by way of El Paso` are not where it happened."""


def _town(sentence: Sentence, core: Node) -> Named | None:
    """The place that is told; who acts (`King County does not ...`) is none."""
    actors = {
        id(node) for who in core.all("holder", "county_name", "target") for node in who.all("TOWN")
    }
    if core.rule in _WITHOUT_TOWN:
        return None
    for node in core.all("TOWN"):
        named = sentence.named(node)
        if id(node) not in actors and state_code(named.text) is None:
            return named
    return None


def _state(sentence: Sentence, core: Node) -> Named | None:
    """A state that stands alone (`in Maryland`)."""
    found = sentence.names(core, "TOWN")
    return next((named for named in found if state_code(named.text)), None)


def _items(sentence: Sentence, lists: tuple[Node, ...]) -> Iterator[Named]:
    for node in lists:
        for first, end in offense_items(sentence.words, node.first, node.end):
            yield sentence.named(Node("item", first, end, ()))
