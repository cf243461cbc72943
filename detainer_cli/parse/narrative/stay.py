"""A stay in custody, and what of it was told so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from detainer_cli.model.cases import EventType, Outcome, Span
from detainer_cli.parse.narrative.acts import Act
from detainer_cli.parse.narrative.dates import NotUnderstoodError
from detainer_cli.parse.narrative.sentence import Named


@dataclass(slots=True)
class Draft:
    """An event that may still get its date, and has no jurisdiction yet.

    `is_within` if its town is where several occasions were, and may be more than its own place.
    """

    type: EventType
    sentence: int
    quote: Span
    date: str | None = None
    agency: Named | None = None
    place: Named | None = None
    town: Named | None = None
    state: Named | None = None
    city: Named | None = None
    offenses: tuple[Named, ...] = ()
    spans: list[Span] = field(default_factory=list)
    stay: Stay | None = None
    moved: bool = False
    is_within: bool = False

    def add(self, told: Told, *fields: str) -> None:
        """What an act tells once more: these fields where they are not known, and its words."""
        self.date = self.date or told.date
        for name in fields:
            setattr(self, name, getattr(self, name) or getattr(told.act, name))
        self.spans += [told.act.quote, *told.dated]

    def may_be_on(self, date: str | None) -> bool:
        """Whether it is on this day, as far as both are known."""
        return self.date is None or date is None or self.date == date


@dataclass(slots=True)
class Stay:
    """A time in local custody."""

    number: int
    standing: int = 0
    declined: Draft | None = None
    release: Draft | None = None
    arrest: Draft | None = None
    booking: Draft | None = None
    unsure: bool = False
    honored: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """An act with what its sentence gives it: its date, where that stands, the act before it."""

    act: Act
    sentence: int
    date: str | None
    dated: tuple[Span, ...]
    before: Act | None
    before_date: str | None
    days: tuple[str | None, ...] = ()


class StaysTold:
    """The events and stays of a case, as far as they were told."""

    def __init__(self) -> None:
        self.events: list[Draft] = []
        self.stays: list[Stay] = []
        self.stay: Stay | None = None
        self.fate: Outcome | None = None
        self.fate_sentence = -1
        self.restated = False
        self.gap = -1  # how many events there were at the last sentence that was not read

    def forget(self, about_detainer: bool, about_stay: bool) -> None:
        """A sentence was not read: what it may have told is not inferred from the others."""
        self.gap = len(self.events)
        if self.stay and about_detainer:
            self.stay.standing = 0
        if self.stay and about_stay:
            self.stay.unsure = True

    def _event(self, type_: EventType, told: Told, *, stay: bool = True) -> Draft:
        act = told.act
        draft = Draft(type_, told.sentence, act.quote, told.date, act.agency, act.place, act.town)
        draft.state, draft.city = act.state, act.city
        draft.offenses = act.offenses
        draft.spans = [act.quote, *told.dated]
        draft.stay = self.stay if stay else None
        self.events.append(draft)
        return draft

    def _begin(self) -> Stay:
        self.stay = Stay(len(self.stays))
        self.stays.append(self.stay)
        return self.stay

    def _open(self) -> Stay:
        """The stay that somebody is in; where none was told, one that is no arrest."""
        if self.stay is None or self.stay.release:
            self.stay = Stay(-1)
        return self.stay

    def _merge_arrest(self, told: Told) -> None:
        first = self.stay.arrest if self.stay else None
        if first is None or not first.may_be_on(told.date):
            raise NotUnderstoodError("two arrests in one")
        first.add(told, "agency", "town", "offenses")

    def _more_of_it(self, told: Told) -> None:
        self.events[-1].add(told, "agency", "place")

    def _becomes(self, fate: Outcome, told: Told) -> None:
        self.fate, self.fate_sentence = fate, told.sentence

    def nothing(self, told: Told) -> None:
        """Words that are understood and tell no event."""


def both_tell(first: Draft, act: Act) -> bool:
    """Whether an arrest and what tells of one both name an agency, a place or offenses."""
    pairs = ((first.agency, act.agency), (first.town, act.town), (first.city, act.city))
    return any(one and two for one, two in (*pairs, (first.offenses, act.offenses)))


def is_label_alone(act: Act | None, kind: str) -> bool:
    """`Arrest: May 3, 2018, the police arrested him`: the label is no arrest of its own."""
    if act is None or act.kind != kind or act.agency or act.place or act.offenses:
        return False
    return not act.node.has("person", "local", "arrested", "arrest_np", "ice", "lodges", "detainer")
