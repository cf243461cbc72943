"""What the acts of a case add up to: events, and the stays in custody that they belong to.

A stay begins with an arrest by local officers (or a booking without one) and ends with the next, or
with an arrest by ICE. A release while a detainer stands is a detainer declined and a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from detainer_cli.model.cases import EventType, Outcome, Span
from detainer_cli.parse.narrative.acts import Act, Named
from detainer_cli.parse.narrative.dates import NotUnderstoodError


@dataclass(slots=True)
class Draft:
    """An event that may still get its date, and has no jurisdiction yet."""

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


@dataclass(slots=True)
class Stay:
    """A time in local custody."""

    number: int
    standing: int = 0
    declined: Draft | None = None
    release: Draft | None = None
    arrest: Draft | None = None
    booking: Draft | None = None
    bonded: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """An act with what its sentence gives it: its date, where that stands, the act before it."""

    act: Act
    sentence: int
    date: str | None
    dated: tuple[Span, ...]
    before: Act | None
    before_date: str | None


class Stays:
    """Adds one act after another."""

    def __init__(self) -> None:
        self.events: list[Draft] = []
        self.stays: list[Stay] = []
        self.stay: Stay | None = None
        self.fate: Outcome | None = None
        self.fate_sentence = -1

    def add(self, told: Told) -> None:
        _WAYS[told.act.kind](self, told)

    def forget(self, about_detainer: bool, about_stay: bool) -> None:
        """A sentence was not read: what it may have told is not inferred from the others."""
        if self.stay and about_detainer:
            self.stay.standing = 0
        if self.stay and about_stay:
            self.stay.unsure = True

    # ---------------------------------------------------------------- making events

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

    # ---------------------------------------------------------------- the ways

    def arrest(self, told: Told) -> None:
        same = told.act.link in ("same", "after") and told.before is not None
        if same and told.before and told.before.kind == "arrest":
            self._merge_arrest(told)
            return
        if same and told.before and told.before.kind == "back":
            told = _redated(told)
        elif same and told.before and told.before.kind == "booking":
            self._arrest_before_booking(told)
            return
        elif told.act.link == "after":
            raise NotUnderstoodError("an arrest after something that is neither arrest nor booking")
        if self._is_told_again(told):
            self._merge_arrest(told)
            return
        stay = self._begin()
        stay.arrest = self._event("arrest", told)

    def _is_told_again(self, told: Told) -> bool:
        """Whether an arrest adds to one that nothing followed: a stay has one arrest."""
        act, stay = told.act, self.stay
        first = stay.arrest if stay and not stay.unsure else None
        if first is None or first is not self.events[-1] or act.node.has("again"):
            return False
        both = (
            (first.date, told.date if told.date != first.date else None),
            (first.agency, act.agency),
            (first.town or first.city, act.town or act.city),
            (first.offenses, act.offenses),
        )
        return not any(one and other for one, other in both)

    def _merge_arrest(self, told: Told) -> None:
        first = self.stay.arrest if self.stay else None
        if first is None or (told.date and first.date and told.date != first.date):
            raise NotUnderstoodError("two arrests in one")
        act = told.act
        first.date = first.date or told.date
        first.agency, first.town = first.agency or act.agency, first.town or act.town
        first.offenses = first.offenses or act.offenses
        first.spans += [act.quote, *told.dated]

    def _arrest_before_booking(self, told: Told) -> None:
        """`was booked ... following his arrest by ...`: the arrest came first."""
        stay = self.stay
        if stay is None or stay.arrest or stay.booking is None:
            raise NotUnderstoodError("an arrest that is told twice")
        draft = self._event("arrest", told)
        self.events.remove(draft)
        self.events.insert(self.events.index(stay.booking), draft)
        stay.arrest = draft

    def arrest_noun(self, told: Told) -> None:
        if told.act.link != "after" or told.before is None or told.before.kind != "booking":
            if told.act.agency or told.act.offenses or told.act.whens:
                raise NotUnderstoodError("an arrest told beside something else")
            return
        self._arrest_before_booking(told)

    def booking(self, told: Told) -> None:
        stay = self.stay
        if stay is None or stay.release or stay.unsure:
            stay = self._begin()
        if self._is_booked_again(told):
            return
        date = told.date
        joined = told.before and told.before.kind == "arrest" and told.act.link in ("and", "same")
        draft = self._event("booking", told)
        draft.moved = told.act.has("moved")
        draft.date = date or (told.before_date if joined else None)
        if stay.booking is None:
            stay.booking = draft

    def _is_booked_again(self, told: Told) -> bool:
        """Whether a booking adds to one at the same place."""
        first, act = self.stay.booking if self.stay else None, told.act
        if first is None or act.has("moved") or not (first.place and act.place):
            return False
        if _is_handed_over(told):
            first.place, first.spans = act.place, [*first.spans, act.quote, *told.dated]
            return True
        if first.place.text != act.place.text or (
            told.date and first.date not in (None, told.date)
        ):
            return False
        first.date = first.date or told.date
        first.spans += [act.quote, *told.dated]
        return True

    def issued(self, told: Told) -> None:
        before = told.before
        if before and before.kind == "issued" and not told.act.node.has("detainer"):
            self._more_of_it(told)  # `was signed and delivered to the jail`: one detainer
            return
        self._open().standing += 1
        self._event("detainer_issued", told)

    def _more_of_it(self, told: Told) -> None:
        draft, act = self.events[-1], told.act
        draft.date = draft.date or told.date
        draft.agency, draft.place = draft.agency or act.agency, draft.place or act.place
        draft.spans += [act.quote, *told.dated]

    def declined(self, told: Told) -> None:
        self._declined(told)

    def standing_honored(self, told: Told) -> None:
        """A detainer that is honored stands no longer; it makes no event."""
        self._open().standing = 0

    def _declined(self, told: Told) -> Draft:
        stay = self.stay or self._open()
        if stay.declined is not None:
            draft = stay.declined
            draft.date = draft.date or told.date
            draft.agency = draft.agency or told.act.agency
            draft.spans += [told.act.quote, *told.dated]
        else:
            draft = self._event("detainer_declined", told)
            draft.stay = stay
            if told.date is None and stay.release:
                draft.date = stay.release.date
            stay.declined = draft
        stay.standing = 0
        return draft

    def release(self, told: Told) -> None:
        stay = self.stay or self._open()
        date = told.date or (told.before_date if _one_happening(told) else None)
        if stay.release is not None:
            self._again_released(stay, told, date)
            return
        if told.act.has("undeclared") or stay.standing or stay.declined:
            had = stay.declined
            declined = had or self._declined_by(told)
            declined.date = declined.date or date
            if had:
                declined.spans += [told.act.quote, *told.dated]
        self.stay = stay
        draft = self._event("release", told)
        draft.date = date
        stay.release = draft

    def _declined_by(self, told: Told) -> Draft:
        draft = self._declined(told)
        draft.place = draft.town = None
        return draft

    def _again_released(self, stay: Stay, told: Told, date: str | None) -> None:
        """`He posted bond ... and was released ...`: one release."""
        first = stay.release
        assert first is not None
        if told.act.link == "" and told.act.whens and first.date != date:
            raise NotUnderstoodError("a release from a stay that was not told")
        if first.sentence == told.sentence and told.date:
            first.date = told.date
        first.spans += [told.act.quote, *told.dated]
        if told.act.has("undeclared") or stay.standing:
            declined = stay.declined or self._declined_by(told)
            declined.date = declined.date or first.date
            self.events.sort(key=lambda event: event is first)
        if stay.declined and stay.declined.sentence == told.sentence and told.date:
            stay.declined.date = told.date

    def charge(self, told: Told) -> None:
        joined = told.before is not None and told.before.kind in ("arrest", "booking")
        draft = self._event("charge", told, stay=False)
        draft.date = told.date or (told.before_date if joined and told.act.link == "and" else None)

    def conviction(self, told: Told) -> None:
        self._event("conviction", told, stay=False)

    def ice_arrest(self, told: Told) -> None:
        self._event("rearrest_by_ice", told, stay=False)
        self.stay = None
        self._becomes("ice_custody", told)

    def removal(self, told: Told) -> None:
        self._event("removal", told, stay=False)
        self.stay = None
        self._becomes("removed", told)

    def at_large(self, told: Told) -> None:
        last = self.events[-1] if self.events else None
        if last and last.type == "at_large" and last.sentence >= told.sentence - 1:
            last.spans += [told.act.quote, *told.dated]  # told twice: at large, whereabouts unknown
        else:
            draft = self._event("at_large", told, stay=False)
            draft.town = draft.city = draft.state = draft.place = (
                None  # where was told, not where is
            )
        self._becomes("at_large", told)

    def in_ice_custody(self, told: Told) -> None:
        is_local = self.stay is not None and self.stay.number >= 0 and self.stay.release is None
        if is_local and told.act.has("bare_custody"):  # `remains in custody`: in that of the jail
            return
        self._becomes("ice_custody", told)

    def groups(self, told: Told) -> None:
        """`three more times ...; each time ...`: that many groups, without dates."""
        released = told.act.has("group_release")
        declined = released or told.act.has("not_honored")
        bare = Told(told.act, told.sentence, None, (), None, None)
        for _ in range(told.act.times):
            stay = self._begin()
            stay.arrest = self._event("arrest", bare)
            stay.arrest.place = None
            for type_ in self._group_types(declined, released):
                draft = self._event(type_, bare)
                draft.agency, draft.offenses = None, ()
                draft.place = draft.place if type_ == "detainer_issued" else None

    @staticmethod
    def _group_types(declined: bool, released: bool) -> Iterable[EventType]:
        yield "detainer_issued"
        if declined:
            yield "detainer_declined"
        if released:
            yield "release"

    def fate_told(self, told: Told) -> None:
        if told.act.node.has("at_large_state"):
            self.at_large(told)
        else:
            self.in_ice_custody(told)

    def offense_note(self, told: Told) -> None:
        """`Offense(s): ...` belongs to the arrest or booking before it."""
        for event in reversed(self.events):
            if event.type in ("arrest", "booking"):
                stay = event.stay
                owner = (stay.arrest or event) if stay else event
                if owner.offenses:
                    break
                owner.offenses = told.act.offenses
                owner.spans.append(told.act.quote)
                return
        raise NotUnderstoodError("offenses of nothing")

    def nothing(self, told: Told) -> None:
        """Words that are understood and tell no event."""

    def _becomes(self, fate: Outcome, told: Told) -> None:
        self.fate, self.fate_sentence = fate, told.sentence


def _is_handed_over(told: Told) -> bool:
    """`turned over to the sheriff and admitted to the jail`: one booking, at the jail."""
    before = told.before
    if before is None or before.kind != "booking" or told.date or told.act.link != "and":
        return False
    return before.node.has("agency_name") and not before.node.has("facility_name")


def _one_happening(told: Told) -> bool:
    """Whether a release has the date of what its sentence tells before it."""
    before = told.before
    if before is None:
        return False
    return before.kind in ("declined", "release") or (
        before.kind in ("filler", "no_notice") and before.fronted and told.act.link == "and"
    )


def _redated(told: Told) -> Told:
    date = told.date or told.before_date
    return Told(told.act, told.sentence, date, told.dated, told.before, told.before_date)


_WAYS: dict[str, Callable[[Stays, Told], None]] = {
    "arrest": Stays.arrest,
    "arrest_noun": Stays.arrest_noun,
    "booking": Stays.booking,
    "issued": Stays.issued,
    "declined": Stays.declined,
    "standing_honored": Stays.standing_honored,
    "release": Stays.release,
    "charge": Stays.charge,
    "conviction": Stays.conviction,
    "ice_arrest": Stays.ice_arrest,
    "removal": Stays.removal,
    "at_large": Stays.at_large,
    "in_ice_custody": Stays.in_ice_custody,
    "groups": Stays.groups,
    "fate": Stays.fate_told,
    "offense_note": Stays.offense_note,
    "no_notice": Stays.nothing,
    "back": Stays.nothing,
    "filler": Stays.nothing,
}
