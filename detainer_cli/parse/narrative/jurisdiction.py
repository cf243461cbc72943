"""The place of each event in words: its own, or that of its stay, or that of the heading."""

from __future__ import annotations

from collections.abc import Iterator

from detainer_cli.model.cases import Span
from detainer_cli.parse.narrative.lexicon import city_of
from detainer_cli.parse.narrative.matching import Matcher
from detainer_cli.parse.narrative.parts import Parts
from detainer_cli.parse.narrative.places import (
    Places,
    county_in,
    heading_of,
    is_of,
    is_of_state,
    known_part,
    with_comma,
)
from detainer_cli.parse.narrative.sentence import Sentence
from detainer_cli.parse.narrative.states import state_code
from detainer_cli.parse.narrative.stay import Draft, Stay
from detainer_cli.parse.narrative.tokens import tokens

_HEAD = 8
"""A case in labelled lines has number, age, sex, citizenship and place before its first event."""

_PLACE_LINES = (
    "dateline", "case_head", "place_line", "profile_line", "head_line", "part_line",
)  # fmt: skip

_OF_STAY = ("arrest", "booking", "detainer_issued", "detainer_declined", "release")


def jurisdictions(
    events: list[Draft],
    heading: str | None,
    read: list[Sentence],
    unread: list[tuple[int, str]],
    parts: Parts,
) -> Iterator[tuple[Draft, str | None]]:
    """Each event with the words of its place."""
    begins = min((event.quote.start for event in events), default=0)
    head = [sentence for sentence in read if sentence.span.start <= begins]
    own_heading = _place_of_case(heading_of(heading), _dateline(head, unread))
    jails = [name for event in events for name in (event.place, event.agency) if name]
    places = Places(own_heading, _named_in_full(events, read), jails)
    counties = [(n, known_part(c)) for n, text in unread if (c := county_in(text))]
    stays = _OfStays(places, events, counties, parts)
    for event in events:
        tells, words = stays.named[id(event)]
        if tells or event.type not in _OF_STAY:
            yield event, words or stays.of_jail(event)
        else:
            yield event, stays.of(event)


def _named_in_full(events: list[Draft], read: list[Sentence]) -> Iterator[str]:
    """The counties that the case names with their states."""
    for sentence in read:
        for town in sentence.names(sentence.tree, "TOWN"):
            yield town.text
    for event in events:
        for name in (event.place, event.agency):
            county = county_in(name.text) if name else None
            if county and event.state:
                yield f"{county}, {event.state.text}"
        if event.place and event.town and (county := county_in(event.place.text)):
            behind = event.town.span.start - event.place.span.end
            if 0 < behind <= len(", in ") and "," in event.town.text:
                yield f"{county},{event.town.text.rpartition(',')[2]}"


def _place_of_case(heading: str | None, dateline: str | None) -> str | None:
    """The place of a case: its own before that of its heading, which may be the state alone."""
    if dateline is None or heading is None or county_in(dateline) is None:
        return heading or dateline
    if "," not in dateline and state_code(heading):
        return f"{dateline}, {heading}"
    return dateline if "," in dateline else heading


def _dateline(read: list[Sentence], unread: list[tuple[int, str]]) -> str | None:
    """The place that the case itself begins with, also where its first sentence is not read."""
    for _, text in unread[:1]:
        if unread[0][0] == 0 and (place := _before_sentence(text)):
            return with_comma(place)
    for sentence in read[:_HEAD]:
        for named in sentence.names(sentence.tree, "head_place"):
            return heading_of(with_comma(named.text)) or named.text
        for node in sentence.tree.find(*_PLACE_LINES):
            for town in sentence.names(node, "TOWN"):
                return with_comma(town.text)
    return None


def _before_sentence(text: str) -> str | None:
    """The county of `Fayette County, Kentucky: Between June and ...`, with its state."""
    words = tokens(text, Span(0, len(text)))
    for _, nodes in Matcher(words).found("dateline", 0):
        for town in (found for node in nodes for found in (node, *node.all("TOWN"))):
            if town.rule == "TOWN":
                name = text[words[town.first].span.start : words[town.end - 1].span.end]
                return name if county_in(name) and "," in name else None
    return None


class _OfStays:
    """The places that events of a stay say, for those that say none."""

    def __init__(
        self,
        places: Places,
        events: list[Draft],
        unread: list[tuple[int, str]],
        parts: Parts,
    ) -> None:
        self.places, self.events, self.unread, self.parts = places, events, unread, parts
        self.named = {id(event): self._own(event) for event in events}
        self.named |= self._by_jail()

    def _own(self, event: Draft) -> tuple[bool, str | None]:
        """Whether an event says its place itself, and which: by facility, agency or town."""
        for name in (event.place, event.agency):
            tells, words = self.places.of_name(name, event.state) if name else (False, None)
            if tells:
                return True, words
        if event.place and is_of_state(event.place.text):
            return True, self.places.state  # a state's prison lies in any of its counties
        if event.town:
            return self.places.of_town(event.town)
        if event.city and event.type not in _OF_STAY:
            known = self.places.of_city(event.city.text)
            return known, self.places.heading if known else None
        if event.state and event.type not in _OF_STAY:
            return True, event.state.text
        return False, None

    def _by_jail(self) -> dict[int, tuple[bool, str | None]]:
        """The county that the case names once with a jail, wherever it names this jail again."""
        told: dict[str, set[str | None]] = {}
        for event in self.events:
            tells, words = self.named[id(event)]
            if event.place and tells:
                told.setdefault(event.place.text, set()).add(words)
        return {
            id(event): (True, next(iter(told[event.place.text])))
            for event in self.events
            if event.place
            and not self.named[id(event)][0]
            and len(told.get(event.place.text, ())) == 1
        }

    def of_jail(self, event: Draft) -> str | None:
        """That of a jail whose name tells none, by what of a stay happened there."""
        jail = event.place.text if event.place else None
        if jail is None or event.type in _OF_STAY:
            return None
        told = {
            self.named[id(e)][1] if self.named[id(e)][0] else self.of(e)
            for e in self.events
            if e.type in _OF_STAY and e.place and e.place.text == jail
        }
        return told.pop() if len(told) == 1 else None

    def of(self, event: Draft) -> str | None:
        stay = event.stay
        if stay is None:
            return None
        if seat := self._seat_of_police(event):
            return seat
        moves = self._moves(stay, event)
        told = self._told(stay, moves) or (self._back_in(stay, event) if moves else [])
        if told:
            is_plain = len(set(told)) == 1 and not self._may_have_moved(stay, event, told[0])
            return told[0] if is_plain else None
        elsewhere = self._other_state(stay)
        if elsewhere:
            return elsewhere  # `by the Reno Police Department in Nevada`, in a case of Idaho
        first = min(other.sentence for other in self.events if other.stay is stay)
        is_in_part, place = self.parts.of(first, event.sentence)
        if is_in_part:
            return place if place and self._may_lie_in(place, stay) else None
        if county := self._of_agencies(stay):
            return county
        if self._in_another_town(stay):
            return self.places.state  # its agency is of a town in another county
        own = self.places.heading
        is_doubted = any(
            number < event.sentence and not is_of(own, county) for number, county in self.unread
        )
        return None if is_doubted or self._doubtful(stay) else own

    def _back_in(self, stay: Stay, until: Draft) -> list[str | None]:
        """The place of a jail to which somebody is moved back, by an earlier time there."""
        own = [event for event in self.events if event.stay is stay]
        moved = [event for event in own[: own.index(until) + 1] if event.moved]
        jail = moved[-1].place.text if moved[-1].place else None
        return [
            self.named[id(event)][1] or self.of(event)
            for event in self.events[: self.events.index(moved[-1])]
            if event.place and event.place.text == jail and event.stay is not None
        ]

    def _seat_of_police(self, event: Draft) -> str | None:
        """The county of a town whose police made an arrest, if heading or case names it.

        `By the Fremont Police Department`, below `Dodge County`, and booked in Saunders County.
        """
        if event.type != "arrest" or event.agency is None:
            return None
        town = city_of(event.agency.text)
        return self.places.county_of_city(town) if town else None

    def _may_lie_in(self, place: str, stay: Stay) -> bool:
        """Whether no town of a stay is known to lie in another county."""
        state = state_code(place.rpartition(",")[2])
        held = {self.places.holding(town, state) for town in self._towns(stay)} - {None}
        return held <= {place}

    def _other_state(self, stay: Stay) -> str | None:
        """The state that its events tell, if it is not the heading's."""
        told = [event.state.text for event in self.events if event.stay is stay and event.state]
        own = state_code(self.places.state) if self.places.state else None
        return next((state for state in told if state_code(state) != own), None)

    def _moves(self, stay: Stay, until: Draft) -> int:
        """How often somebody was moved to another jail before an event of a stay, or by it."""
        own = [event for event in self.events if event.stay is stay]
        return sum(event.moved for event in own[: own.index(until) + 1])

    def _may_have_moved(self, stay: Stay, event: Draft, told: str | None) -> bool:
        """Whether an unread sentence before an event names another county than those before it."""
        known = [e.sentence for e in self.events if e.stay is stay and self.named[id(e)][0]]
        since = max((number for number in known if number <= event.sentence), default=-1)
        return any(
            since < number < event.sentence and not is_of(told, county)
            for number, county in self.unread
        )

    def _told(self, stay: Stay, moves: int | None = None) -> list[str | None]:
        """What its events say, those between two moves alone; a facility goes before all others."""
        found = [
            e
            for e in self.events
            if e.stay is stay and self.named[id(e)][0] and moves in (None, self._moves(stay, e))
        ]
        held = [e for e in found if e.place]
        return [self.named[id(e)][1] for e in held or found]

    def _towns(self, stay: Stay) -> list[str]:
        """The towns that the events of a stay tell, also by the names of their agencies."""
        own = [event for event in self.events if event.stay is stay]
        agencies = [city for e in own if e.agency and (city := city_of(e.agency.text))]
        return [*agencies, *(event.city.text for event in own if event.city)]

    def _of_agencies(self, stay: Stay) -> str | None:
        """The county of the towns of its agencies, if heading, case or a jail names it."""
        found = {self.places.county_of_city(town) for town in self._towns(stay)}
        return found.pop() if len(found) == 1 else None

    def _in_another_town(self, stay: Stay) -> bool:
        return any(self.places.lies_elsewhere(town) for town in self._towns(stay))

    def _doubtful(self, stay: Stay) -> bool:
        """Whether the case was in another county before, and nothing tells that it is back."""
        if any(self.places.of_city(town) for town in self._towns(stay)):
            return False
        return self._moved(stay) and not self._seen(stay)

    def _moved(self, stay: Stay) -> bool:
        """Whether the case was in another county before."""
        for event in self.events:
            if event.stay is stay:
                return False
            tells, words = self.named[id(event)]
            if event.stay is not None and tells and words != self.places.heading:
                return True
        return False

    def _seen(self, stay: Stay) -> bool:
        """Whether the agencies of this stay were told before, where nothing else was."""
        own = {e.agency.text for e in self.events if e.stay is stay and e.agency}
        before = {
            e.agency.text
            for e in self.events
            if e.stay and e.agency and e.stay.number < stay.number and not self._told(e.stay)
        }
        return bool(own) and own <= before
