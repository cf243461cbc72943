"""How arrests and bookings add to the stays of a case."""

from __future__ import annotations

from detainer_cli.parse.narrative.dates import NotUnderstoodError, days_between
from detainer_cli.parse.narrative.stay import (
    Draft,
    Stay,
    StaysTold,
    Told,
    both_tell,
    is_label_alone,
)

_DAYS_TO_JAIL = 2
"""Within so many days somebody who is arrested comes into a jail."""


class Arrests(StaysTold):
    """A stay begins with an arrest, or with a booking without one."""

    def arrest(self, told: Told) -> None:
        if self._is_same_arrest(told):
            self._merge_arrest(told)
            self.restated = True
            return
        if self._completes_arrest(told):
            return
        _require_plain(told)
        self._require_in_order(told)
        if is_label_alone(told.before, "arrest"):
            self._merge_arrest(told)
            return
        if told.act.link == "after" and told.before and told.before.kind in ("issued", "filler"):
            self._arrest_before_issued(told)  # `The detainer named a man whom deputies ...`
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
        before = self.stay
        stay = self._begin()
        stay.arrest = self._event("arrest", told)
        if before and told.act.has("had_been"):
            self._began_with(before, stay, told.date)

    def _began_with(self, before: Stay, stay: Stay, date: str | None) -> None:
        """`ICE lodged a detainer. He had been arrested on May 3.`: of one stay, told backwards."""
        own = [event for event in self.events if event.stay is before]
        days = [event.date for event in own if event.date]
        if before.number >= 0 or date is None or any(day < date[: len(day)] for day in days):
            return
        for event in own:
            event.stay = stay
        stay.standing, stay.declined = before.standing, before.declined
        stay.release = before.release

    def _require_in_order(self, told: Told) -> None:
        """`The third, on May 4, was for theft`: after two arrests, and nothing else was counted.

        `The detainer was honored. Officers arrested him`: officers of ICE, as it seems.
        """
        if self.stay and self.stay.honored and told.act.agency is None:
            raise NotUnderstoodError("an arrest where ICE was to come, by nobody")
        if not told.act.has("bare_ordinal"):
            return
        is_next = told.act.all_of == len(self.stays) + 1
        if not is_next or self.events[-1].type in ("charge", "conviction"):
            raise NotUnderstoodError("the third of what")

    def _is_same_arrest(self, told: Told) -> bool:
        """`He was arrested on May 4. The Dover police arrested him for theft.`: told once more."""
        last = self.events[-1] if self.events else None
        if told.before or told.act.whens or last is None or last.type != "arrest":
            return False
        is_next = last.sentence == told.sentence - 1 and not told.act.has("anew")
        return is_next and not both_tell(last, told.act)

    def arrest_told(self, told: Told) -> None:
        """`The arrest was made by ...`, of the arrest that was told before."""
        first = self.stay.arrest if self.stay and not self.stay.release else None
        last = self.events[-1] if self.events else None
        if first is None and told.act.whens:
            self.arrest(told)
            return
        if first is None or last is None or last.stay is not self.stay:
            raise NotUnderstoodError("an arrest that was not told")
        if last.type not in ("arrest", "booking", "charge") or both_tell(first, told.act):
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
        if not first.may_be_on(told.date):
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

    def _arrest_before_booking(self, told: Told) -> None:
        """`was booked ... following his arrest by ...`: the arrest came first."""
        stay = self.stay
        if stay is None or stay.arrest or stay.booking is None:
            raise NotUnderstoodError("an arrest that is told twice")
        draft = self._event("arrest", told)
        if told.act.has("had_arrested") and stay.booking.agency is None:
            raise NotUnderstoodError("who arrested is not told")
        if told.act.has("arresting") or told.act.has("had_arrested"):
            # `deputies took him to the jail after arresting him`
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
        """`came into custody ... following his arrest by ...`, `charged ... after his arrest`."""
        stay = self.stay
        if stay and stay.arrest and not stay.release:
            if both_tell(stay.arrest, told.act):
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
        if _is_second_day(told):
            raise NotUnderstoodError("brought to a jail on one day and booked on another")
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
        _give_noted_charges(stay, draft, told)
        draft.date = date or (told.before_date if joined else None)
        draft.moved = told.act.has("moved") or (
            _is_elsewhere(stay.booking, draft) or self._held_before(draft)
        )
        if stay.booking is None:
            stay.booking = draft

    def _held_before(self, draft: Draft) -> bool:
        """Whether a detainer was issued days before a booking of the same stay."""
        own = (e for e in self.events if e.stay is draft.stay and e.type == "detainer_issued")
        return any(days_between(event.date, draft.date) > _DAYS_TO_JAIL for event in own)

    def _merge_booking(self, told: Told) -> None:
        """`was taken to the jail and booked`: one booking, at the facility that is told."""
        draft = self.events[-1]
        draft.place = told.act.place or draft.place
        draft.add(told, "town", "offenses")

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


def _is_elsewhere(first: Draft | None, then: Draft) -> bool:
    """Whether a booking is in another jail than one on another day before it."""
    if first is None or first.place is None or then.place is None:
        return False
    days = {first.date, then.date}
    return first.place.text != then.place.text and None not in days and len(days) > 1


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


def _is_second_day(told: Told) -> bool:
    """Whether somebody was brought to a jail, which booked him on another day: one booking."""
    before, act = told.before, told.act
    if before is None or before.kind != "booking" or act.has("moved"):
        return False
    is_bare = act.place is None and not act.node.has("into") and before.place is not None
    return is_bare and told.date is not None and told.date != told.before_date


def _redated(told: Told) -> Told:
    date = told.date or told.before_date
    return Told(told.act, told.sentence, date, told.dated, told.before, told.before_date)


def _require_plain(told: Told) -> None:
    """Raises NotUnderstoodError for an arrest by the agency, again for nothing, by nobody."""
    if any(node.has("ice") for node in told.act.node.all("by", "record_mod")):
        raise NotUnderstoodError("an arrest by the agency, told like one by others")
    if told.act.has("again_arrest") and not (told.before and told.before.kind == "arrest"):
        raise NotUnderstoodError("again, but not what")
    is_behind = told.act.link == "after" and told.before and told.before.kind == "booking"
    if told.act.has("had_arrested") and not is_behind:
        raise NotUnderstoodError("had arrested, but not who")
    if told.act.node.has("any_agency"):
        raise NotUnderstoodError("an agency of nothing")
    if told.act.link == "same" and told.before and told.before.kind == "release":
        raise NotUnderstoodError("`was out when they arrested him`: no release of that day")


def _give_noted_charges(stay: Stay, booking: Draft, told: Told) -> None:
    """`Arrest by X, intake at Y; counts: theft`: they are those of the arrest."""
    is_behind = told.before is not None and told.before.kind == "arrest"
    if not (is_behind and stay.arrest and told.act.has("noted_charges")):
        return
    if not stay.arrest.offenses:
        stay.arrest.offenses, booking.offenses = booking.offenses, ()
        stay.arrest.spans.append(told.act.quote)
