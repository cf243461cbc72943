"""The place of each event in words: its own, or that of its stay, or that of the heading."""

from __future__ import annotations

from collections.abc import Iterator

from detainer_cli.parse.narrative.acts import Sentence
from detainer_cli.parse.narrative.places import Places, heading_of
from detainer_cli.parse.narrative.stays import Draft, Stay

_OF_STAY = ("arrest", "booking", "detainer_issued", "detainer_declined", "release")


def jurisdictions(
    events: list[Draft], heading: str | None, read: list[Sentence]
) -> Iterator[tuple[Draft, str | None]]:
    """Each event with the words of its place."""
    towns = [t.text for s in read for t in s.names(s.tree, "TOWN")]
    own_heading = heading_of(heading) or _dateline(read)
    places = Places(own_heading, towns)
    named = [_own(places, event) for event in events]
    for event, (tells, words) in zip(events, named, strict=True):
        if tells or event.type not in _OF_STAY:
            yield event, words
        else:
            yield event, _of_stay(event, events, named, own_heading)


def _dateline(read: list[Sentence]) -> str | None:
    """The place that the case itself begins with."""
    for sentence in read[:1]:
        for node in sentence.tree.find("dateline", "case_head"):
            for town in sentence.names(node, "TOWN"):
                return town.text
    return None


def _own(places: Places, event: Draft) -> tuple[bool, str | None]:
    """Whether an event says its place itself, and which: by its facility, agency or town."""
    for name in (event.place, event.agency):
        tells, words = places.of_name(name, event.town) if name else (False, None)
        if tells:
            return True, words
    return places.of_name(None, event.town)


def _of_stay(
    event: Draft, events: list[Draft], named: list[tuple[bool, str | None]], heading: str | None
) -> str | None:
    stay = event.stay
    if stay is None:
        return None
    told = _told_of(stay, events, named)
    if told:
        return told[0] if len(set(told)) == 1 else None
    if stay.unsure or (_moved(stay, events, named, heading) and not _seen(stay, events)):
        return None
    return heading


def _told_of(
    stay: Stay, events: list[Draft], named: list[tuple[bool, str | None]]
) -> list[str | None]:
    """The places that events of a stay say; that of a facility goes before all others."""
    found = [
        (event, words)
        for event, (tells, words) in zip(events, named, strict=True)
        if tells and event.stay is stay
    ]
    held = [words for event, words in found if event.place]
    return held or [words for _, words in found]


def _moved(
    stay: Stay, events: list[Draft], named: list[tuple[bool, str | None]], heading: str | None
) -> bool:
    """Whether the case was elsewhere before."""
    for event, (tells, words) in zip(events, named, strict=True):
        if event.stay is stay:
            return False
        if event.stay is not None and tells and words != heading:
            return True
    return False


def _seen(stay: Stay, events: list[Draft]) -> bool:
    """Whether an agency of this stay was told in one of the heading's place before."""
    agencies = {e.agency.text for e in events if e.stay is stay and e.agency}
    before = {e.agency.text for e in events if e.stay and e.stay.number < stay.number and e.agency}
    return bool(agencies) and agencies <= before
