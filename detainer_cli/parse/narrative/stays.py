"""What the acts of a case add up to: events, and the stays in custody that they belong to.

A stay begins with an arrest by local officers (or a booking without one) and ends with the next, or
with an arrest by ICE. A release while a detainer stands is a detainer declined and a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from detainer_cli.model.cases import EventType
from detainer_cli.parse.narrative.acts import Act
from detainer_cli.parse.narrative.dates import NotUnderstoodError
from detainer_cli.parse.narrative.stay import Draft, Told
from detainer_cli.parse.narrative.stay_arrests import Arrests
from detainer_cli.parse.narrative.stay_detainers import Detainers


class Stays(Arrests, Detainers):
    """Adds one act after another."""

    def add(self, told: Told) -> None:
        self.restated = False
        if told.act.has("occasion_begins"):
            self._begin_occasion(told)
        else:
            _WAYS[told.act.kind](self, told)

    def _begin_occasion(self, told: Told) -> None:
        """One of several like occasions: a stay of its own, whatever was told before it."""
        stay = self._begin()
        if told.act.kind == "arrest":
            stay.arrest = self._event("arrest", told)
            stay.arrest.is_within = told.act.node.has("front_told")
        else:
            stay.booking = self._event("booking", told)

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
        if told.act.has("is_now") and told.date is None:  # `and she is detained by ICE`
            self.in_ice_custody(told)
            return
        draft = self._event("rearrest_by_ice", told, stay=False)
        draft.agency = None  # those who helped
        self.stay = None
        self._becomes("ice_custody", told)

    def removal(self, told: Told) -> None:
        days = [event.date[:7] for event in self.events if event.date]
        is_earlier = bool(told.date and days) and (told.date or "")[:7] < min(days)
        if told.act.has("had_been") or is_earlier:
            self._removed_before(told, days)
            return
        last = self.events[-1] if self.events else None
        if last and last.type == "removal" and told.date in (None, last.date):
            last.spans += [told.act.quote, *told.dated]  # told again: `Outcome: removed`
            return
        _nowhere(self._event("removal", told, stay=False))
        self.stay = None
        self._becomes("removed", told)

    def _removed_before(self, told: Told, days: list[str]) -> None:
        """`had been removed in May 2013`: it ends nothing of what is told so far."""
        if told.date is None or (days and told.date[:7] >= min(days)):
            raise NotUnderstoodError("a removal that may not be before what is told here")
        _nowhere(self._event("removal", told, stay=False))
        if self.fate is None:
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
        if told.act.node.has("removal"):
            self.removal(told)
        elif told.act.node.has("at_large_state", "at_large"):
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


def _nowhere(draft: Draft) -> None:
    """Where somebody was last, or was taken from, is no place of what became of them."""
    draft.town = draft.city = draft.state = draft.place = None


_OF_EACH = (
    "each", "of_each", "issued_all", "refused_all", "same_sequence", "date_list",
    "each_of_occasions", "each_made",
)  # fmt: skip
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
