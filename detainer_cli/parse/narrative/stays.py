"""What the acts of a case add up to: events, and the stays in custody that they belong to.

A stay begins with an arrest by local officers (or a booking without one) and ends with the next, or
with an arrest by ICE. A release while a detainer stands is a detainer declined and a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

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
    days: tuple[str | None, ...] = ()


class Stays:
    """Adds one act after another."""

    def __init__(self) -> None:
        self.events: list[Draft] = []
        self.stays: list[Stay] = []
        self.stay: Stay | None = None
        self.fate: Outcome | None = None
        self.fate_sentence = -1
        self.restated = False
        self.gap = -1  # how many events there were at the last sentence that was not read

    def add(self, told: Told) -> None:
        self.restated = False
        _WAYS[told.act.kind](self, told)

    def forget(self, about_detainer: bool, about_stay: bool) -> None:
        """A sentence was not read: what it may have told is not inferred from the others."""
        self.gap = len(self.events)
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
        if self._is_same_arrest(told):
            self._merge_arrest(told)
            self.restated = True
            return
        if any(node.has("ice") for node in told.act.node.all("by", "record_mod")):
            raise NotUnderstoodError("an arrest by the agency, told like one by others")
        if self._completes_arrest(told):
            return
        if told.act.has("again_arrest") and not (told.before and told.before.kind == "arrest"):
            raise NotUnderstoodError("again, but not what")
        if told.act.node.has("any_agency"):
            raise NotUnderstoodError("an agency of nothing")
        if _is_label_alone(told.before, "arrest"):
            self._merge_arrest(told)
            return
        if told.act.link == "after" and told.before and told.before.kind == "issued":
            self._arrest_before_issued(told)
            return
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
        stay = self._begin()
        stay.arrest = self._event("arrest", told)

    def _is_same_arrest(self, told: Told) -> bool:
        """`He was arrested on May 4. The Dover police arrested him for theft.`: told once more."""
        last = self.events[-1] if self.events else None
        if told.before or told.act.whens or last is None or last.type != "arrest":
            return False
        is_next = last.sentence == told.sentence - 1 and not told.act.has("anew")
        return is_next and not _both_tell(last, told.act)

    def arrest_told(self, told: Told) -> None:
        """`The arrest was made by ...`, of the arrest that was told before."""
        first = self.stay.arrest if self.stay and not self.stay.release else None
        last = self.events[-1] if self.events else None
        if first is None and told.act.whens:
            self.arrest(told)
            return
        if first is None or last is None or last.stay is not self.stay:
            raise NotUnderstoodError("an arrest that was not told")
        if last.type not in ("arrest", "booking", "charge") or _both_tell(first, told.act):
            raise NotUnderstoodError("an arrest that was told otherwise")
        self._merge_arrest(told)
        self.restated = True

    def _completes_arrest(self, told: Told) -> bool:
        """`Arrest date: ...` and `Arresting agency: ...` on lines of their own: one arrest."""
        stay, act = self.stay, told.act
        first = stay.arrest if stay and not stay.release and not stay.declined else None
        of_nobody = not act.whens and not act.node.has("person")
        by_line = act.has("agency_line") or (of_nobody and act.agency is not None)
        if first is None or first.sentence == told.sentence:
            return False
        told_agency = act.agency.text if act.agency else None
        if by_line and (first.agency is None or first.agency.text == told_agency):
            first.agency = act.agency
        elif act.has("date_line") and first.date is None and self.events[-1] is first:
            first.date = told.date
        else:
            return False
        first.offenses = first.offenses or act.offenses
        first.spans += [act.quote, *told.dated]
        return True

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
        if told.act.has("arresting"):  # `deputies took him to the jail after arresting him`
            draft.agency, stay.booking.agency = stay.booking.agency, None
        self.events.remove(draft)
        self.events.insert(self.events.index(stay.booking), draft)
        stay.arrest = draft

    def _arrest_before_issued(self, told: Told) -> None:
        """`ICE lodged a detainer after his arrest by ...`: the arrest came first, if it is new."""
        issued, stay = self.events[-1], self.stay
        if stay is None or stay.number >= 0 or issued.type != "detainer_issued":
            raise NotUnderstoodError("an arrest that is told twice")
        begun = self._begin()
        begun.standing, issued.stay = 1, begun
        begun.arrest = self._event("arrest", told)
        self.events.remove(begun.arrest)
        self.events.insert(self.events.index(issued), begun.arrest)

    def arrest_noun(self, told: Told) -> None:
        before = told.before
        if before and told.act.link == "after" and before.kind == "issued":
            if told.act.agency or told.act.offenses:
                self._arrest_before_issued(told)
            return
        if before and told.act.link == "after" and before.kind in ("arrest", "charge"):
            self._arrest_named_behind(told)
            return
        if told.act.link != "after" or before is None or before.kind != "booking":
            if told.act.agency or told.act.offenses or told.act.whens:
                raise NotUnderstoodError("an arrest told beside something else")
            return
        self._arrest_before_booking(told)

    def _arrest_named_behind(self, told: Told) -> None:
        """`came into custody ... following his arrest by ...`, `was charged ... after his arrest`."""
        stay = self.stay
        if stay and stay.arrest and not stay.release:
            if _both_tell(stay.arrest, told.act):
                raise NotUnderstoodError("an arrest that was told otherwise")
            self._merge_arrest(told)
            return
        if told.before is None or told.before.kind != "charge":
            raise NotUnderstoodError("an arrest told beside something else")
        stay = self._begin()
        stay.arrest = self._event("arrest", told)
        self.events[-2:] = self.events[:-3:-1]

    def booking(self, told: Told) -> None:
        same = told.act.link == "same" and told.before and told.before.kind == "arrest"
        if same and told.act.agency and not (told.act.place or told.act.node.has("into")):
            self._merge_arrest(told)  # `was arrested when the police booked him for theft`
            return
        stay = self.stay
        if _is_same_booking(told):
            self._merge_booking(told)
            return
        if told.act.has("moved") and (stay is None or stay.release):
            raise NotUnderstoodError("a move from where nobody is told to be")
        if told.act.link in ("same", "after") and told.before and told.before.kind == "release":
            raise NotUnderstoodError("a booking told after the release from it")
        if stay is None or stay.release or stay.unsure:
            stay = self._begin()
        date = told.date
        joined = told.before and told.before.kind == "arrest" and told.act.link in ("and", "same")
        if stay.arrest and joined and _is_one_verb(told):
            stay.arrest.date = stay.arrest.date or date
        if self._told_again(stay, told):
            return
        draft = self._event("booking", told)
        draft.moved = told.act.has("moved")
        draft.date = date or (told.before_date if joined else None)
        if stay.booking is None:
            stay.booking = draft

    def _merge_booking(self, told: Told) -> None:
        """`was taken to the jail and booked`: one booking, at the facility that is told."""
        draft, act = self.events[-1], told.act
        draft.date = draft.date or told.date
        draft.place = act.place or draft.place
        draft.town, draft.offenses = draft.town or act.town, draft.offenses or act.offenses
        draft.spans += [act.quote, *told.dated]

    @staticmethod
    def _told_again(stay: Stay, told: Told) -> bool:
        """`Once booked into the county jail, ...` of a booking there that was told before."""
        first, act = stay.booking, told.act
        if first is None or told.date not in (None, first.date) or act.has("moved"):
            return False
        if first.place is None or act.place is None or first.place.text != act.place.text:
            return False
        first.spans += [act.quote, *told.dated]
        return True

    def _in_turn(self, told: Told, way: Callable[[Told], None]) -> None:
        """`detainers were lodged on May 2 and June 3`: one for each of the last stays."""
        stays = self.stays[-len(told.days) :]
        if len(stays) != len(told.days) or None in told.days:
            raise NotUnderstoodError("days of which arrests")
        after = self.stay
        for stay, day in zip(stays, told.days, strict=True):
            begun = (stay.arrest or stay.booking or Draft("arrest", 0, told.act.quote)).date
            if begun is None or str(day) < begun or stay.release:
                raise NotUnderstoodError("days that fit no arrests")
            self.stay = stay
            flags = told.act.flags - {"listed_issued", "listed_release"}
            act = replace(told.act, days=(), flags=flags)
            way(Told(act, told.sentence, day, told.dated, None, None))
        self.stay = after

    def _each_issued(self, told: Told) -> None:
        """`a detainer was lodged after both arrests`: for all stays that have none."""
        bare = [stay for stay in self.stays if not (stay.standing or stay.declined or stay.release)]
        if len(bare) < 2 or told.date or (told.act.all_of or len(bare)) != len(bare):
            raise NotUnderstoodError("detainers, and it is not known after which arrests")
        for stay in bare:
            self.stay = stay
            self._event("detainer_issued", told)
            stay.standing = 1

    def issued(self, told: Told) -> None:
        if told.act.has("issued_each"):
            self._each_issued(told)
            return
        if told.act.has("listed_issued"):
            self._in_turn(told, self.issued)
            return
        node = told.act.node
        is_told = node.has("lodges", "ice", "target", "facility", "issued_label")
        if node.has("detail") and not is_told:
            raise NotUnderstoodError("what happened to the detainer")  # `detainer under review`
        before = told.before
        is_told_here = node.has("detainer", "issued_np", "new_issued")
        is_bare = before and before.kind == "issued" and not is_told_here
        if is_bare or _is_label_alone(before, "issued"):
            self._more_of_it(told)  # `was signed and delivered to the jail`: one detainer
            return
        if self._points_back(told):
            return
        self._open().standing += 1
        self._event("detainer_issued", told)

    def _points_back(self, told: Told) -> bool:
        """`Although a detainer had been lodged`, `the detainer was received`: told before."""
        act, stay = told.act, self.stay
        own = (e for e in reversed(self.events) if e.type == "detainer_issued" and e.stay is stay)
        draft = next(own, None)
        if stay is None or draft is None:
            return False
        is_known = act.has("known_detainer")
        if not stay.standing and not is_known and act.link != "after":
            return False
        in_passing = act.has("recalled") or act.has("standing_still")
        if in_passing and told.date not in (None, draft.date):
            raise NotUnderstoodError("a detainer of another day, told in passing")
        same_day = told.date is not None and told.date == draft.date
        elsewhere = act.place and draft.place and act.place.text != draft.place.text
        if not (in_passing or is_known or act.link == "after" or (same_day and not elsewhere)):
            return False
        draft.place, draft.agency = draft.place or act.place, draft.agency or act.agency
        draft.spans += [act.quote, *told.dated]
        return True

    def _more_of_it(self, told: Told) -> None:
        draft, act = self.events[-1], told.act
        draft.date = draft.date or told.date
        draft.agency, draft.place = draft.agency or act.agency, draft.place or act.place
        draft.spans += [act.quote, *told.dated]

    def declined(self, told: Told) -> None:
        if told.act.has("refused_all"):
            self._all_declined(told)
        else:
            self._declined(told)

    def _all_declined(self, told: Told) -> None:
        """`Both detainers were declined`: those of all stays that have one."""
        standing = [stay for stay in self.stays if stay.standing and stay.declined is None]
        number = told.act.all_of or len(standing)
        if len(standing) < 2 or number != len(standing) or told.date:
            raise NotUnderstoodError("several detainers, and it is not known which")
        for stay in standing:
            self.stay = stay
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
        if self.stay is None and self.events and self.events[-1].type == "rearrest_by_ice":
            raise NotUnderstoodError("a release behind an arrest by ICE")
        if told.act.has("listed_release"):
            self._in_turn(told, self.release)
            return
        stay = self.stay or self._open()
        joined = not told.act.whens and _one_happening(told)
        date = told.date or (told.before_date if joined else None)
        if stay.release is not None:
            self._again_released(stay, told, date)
            return
        if told.act.node.has("dated_detainer"):
            self._issued_before(told, stay)
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

    def _issued_before(self, told: Told, stay: Stay) -> None:
        """`was released despite a detainer lodged on May 2`: that detainer, if it was not told."""
        if stay.standing or stay.declined or len(told.days) != 1:
            raise NotUnderstoodError("a detainer that may have been told before")
        draft = self._event("detainer_issued", told)
        draft.stay, draft.date = stay, told.days[0]
        draft.agency = draft.place = draft.town = draft.city = None
        stay.standing = 1

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
        last = self.events[-1] if self.events else None
        is_of_last = last and last.type in ("arrest", "booking") and not last.offenses
        if told.act.has("charge_note") and told.before is None and is_of_last:
            self.offense_note(told)
            return
        joined = told.before is not None and told.before.kind in ("arrest", "booking")
        draft = self._event("charge", told, stay=False)
        draft.date = told.date or (told.before_date if joined and told.act.link == "and" else None)

    def conviction(self, told: Told) -> None:
        self._event("conviction", told, stay=False)

    def ice_arrest(self, told: Told) -> None:
        if told.act.has("where") and told.before and told.before.kind == "booking":
            raise NotUnderstoodError("`to the jail, where ICE detained him`: held or arrested?")
        draft = self._event("rearrest_by_ice", told, stay=False)
        draft.agency = None  # those who helped
        self.stay = None
        self._becomes("ice_custody", told)

    def removal(self, told: Told) -> None:
        _nowhere(self._event("removal", told, stay=False))
        self.stay = None
        self._becomes("removed", told)

    def at_large(self, told: Told) -> None:
        last = self.events[-1] if self.events else None
        is_next = last is not None and last.sentence >= told.sentence - 1
        if last and last.type == "at_large" and (is_next or self.gap < len(self.events)):
            last.spans += [told.act.quote, *told.dated]  # told twice: at large, whereabouts unknown
        else:
            _nowhere(self._event("at_large", told, stay=False))
        self._becomes("at_large", told)

    def in_ice_custody(self, told: Told) -> None:
        if self.stay and not self.stay.release and not told.act.has("of_agency"):
            return  # `remains in custody` after a local arrest
        self._becomes("ice_custody", told)

    def groups(self, told: Told) -> None:
        """`three more times ...; each time ...`: that many groups, with the days of a list."""
        node = told.act.node
        if not node.has(*_OF_EACH):
            raise NotUnderstoodError("how often is not told of each")
        if node.has("date_list", "group_arrest") and node.has("ice_arrest"):
            raise NotUnderstoodError("an arrest by the agency among others")
        arrests = node.all("group_arrest", "dated_arrests")
        if any(by.has("ice") for arrest in arrests for by in arrest.all("by")):
            raise NotUnderstoodError("arrests by the agency")
        bare = Told(told.act, told.sentence, None, (), None, None)
        for number in range(told.act.times):
            stay = self._begin()
            stay.arrest = self._event("arrest", bare)
            stay.arrest.place = None
            stay.arrest.date = told.days[number] if told.days else None
            own = told.act.of_days[number] if told.act.of_days else ()
            if told.act.of_days and any(told.act.of_days):
                stay.arrest.offenses = own
            for type_ in _group_types(told.act):
                draft = self._event(type_, bare)
                draft.agency, draft.offenses, draft.town, draft.city = None, (), None, None
                places = {"detainer_issued": draft.place, "booking": told.act.booked}
                draft.place = places.get(type_)
                if type_ == "detainer_issued":
                    stay.standing = 1
                elif type_ == "detainer_declined":
                    stay.declined, stay.standing = draft, 0
                elif type_ == "release":
                    stay.release = draft
                else:
                    stay.booking = draft

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


def _both_tell(first: Draft, act: Act) -> bool:
    """Whether an arrest and what tells of one both name an agency, a place or offenses."""
    pairs = ((first.agency, act.agency), (first.town, act.town), (first.city, act.city))
    return any(one and two for one, two in (*pairs, (first.offenses, act.offenses)))


def _is_one_verb(told: Told) -> bool:
    """Whether an arrest is told in one verb with a booking: `arrested and booked into ... on`."""
    before, act = told.before, told.act
    if before is None or act.link != "and" or not act.node.inner:
        return False
    is_bare = any(node.end == before.node.end for node in before.node.find("arrested", "arrests"))
    return is_bare and act.node.inner[0].rule in ("booked", "books", "mods")


def _is_same_booking(told: Told) -> bool:
    """Whether somebody was brought to a jail and booked there, on one day."""
    before, act = told.before, told.act
    if before is None or before.kind != "booking" or act.link not in ("and", "same"):
        return False
    if act.has("moved") or before.has("moved"):
        return False
    if told.date and told.before_date and told.date != told.before_date:
        return False
    return act.place is None or not before.node.has("facility_name")


def _nowhere(draft: Draft) -> None:
    """Where somebody was last, or was taken from, is no place of what became of them."""
    draft.town = draft.city = draft.state = draft.place = None


_OF_EACH = ("each", "of_each", "issued_all", "refused_all", "same_sequence", "date_list")
"""What tells that something happened each time."""


def _group_types(act: Act) -> Iterable[EventType]:
    """What happened each time, beside the arrest."""
    node = act.node
    is_free = node.has("group_parts") or node.has("date_list")
    issued = not is_free or node.has("gissued", "gdetainer")
    refused = act.has("not_honored") or node.has("group_refused", "refused_all", "undeclared")
    released = act.has("group_release")
    if is_free and refused and not issued:
        raise NotUnderstoodError("detainers that were not told")
    if node.has("group_booking"):
        yield "booking"
    if issued:
        yield "detainer_issued"
    if (issued and released) or refused:
        yield "detainer_declined"
    if released:
        yield "release"


def _is_label_alone(act: Act | None, kind: str) -> bool:
    """`Arrest: May 3, 2018, the police arrested him`: the label is no arrest of its own."""
    if act is None or act.kind != kind or act.agency or act.place or act.offenses:
        return False
    return not act.node.has("person", "local", "arrested", "arrest_np", "ice", "lodges", "detainer")


def _one_happening(told: Told) -> bool:
    """Whether a release has the date of what its sentence tells before it."""
    before = told.before
    if before is None or told.act.whens:  # a day that is told, if not known, is its own
        return False
    return before.kind in ("declined", "release") or (
        before.kind in ("filler", "no_notice") and before.fronted and told.act.link == "and"
    )


def _redated(told: Told) -> Told:
    date = told.date or told.before_date
    return Told(told.act, told.sentence, date, told.dated, told.before, told.before_date)


_WAYS: dict[str, Callable[[Stays, Told], None]] = {
    "arrest": Stays.arrest,
    "arrest_told": Stays.arrest_told,
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
    "held_by_ice": Stays.in_ice_custody,
    "groups": Stays.groups,
    "fate": Stays.fate_told,
    "offense_note": Stays.offense_note,
    "offense_told": Stays.offense_note,
    "no_notice": Stays.nothing,
    "back": Stays.nothing,
    "filler": Stays.nothing,
}
