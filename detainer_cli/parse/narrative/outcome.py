"""What became of the person of a case, as far as it is told."""

from __future__ import annotations

import re

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.model.cases import Event, Outcome
from detainer_cli.parse.narrative.stays import Stays

_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|us|[Oo]urs?|[Tt]his office)\b")


def outcome_of(stays: Stays, events: tuple[Event, ...], unread: list[tuple[int, str]]) -> Outcome:
    """By what is stated last; not known where a sentence behind it may say otherwise."""
    if any(number > stays.fate_sentence and _fateful(text) for number, text in unread):
        return "unknown"
    if stays.fate and not (stays.fate == "removed" and _was_removed_before(events)):
        return stays.fate
    declined: Event | None = None
    for event in events:
        if event.type == "detainer_declined":
            declined = declined or event
        elif declined and event.type in ("arrest", "booking") and _begins(stays, event):
            told_late = event.date and declined.date and event.date < declined.date
            if not told_late:
                return "rearrested" if not _ends_unread(stays, unread) else "unknown"
    return "unknown"


def _ends_unread(stays: Stays, unread: list[tuple[int, str]]) -> bool:
    """Whether the last words of a case are not read: they may say where the person is now."""
    return bool(unread) and unread[-1][0] > max(event.sentence for event in stays.events)


def _was_removed_before(events: tuple[Event, ...]) -> bool:
    """Whether somebody was removed before all else that is told, and so came back."""
    removed = [event.date[:7] for event in events if event.date and event.type == "removal"]
    others = [event.date[:7] for event in events if event.date and event.type != "removal"]
    return bool(removed and others) and max(removed) < min(others)


def _fateful(text: str) -> bool:
    """Whether a sentence may say that somebody is at large, removed or in the agency's custody."""
    words, lower = lexicon(), text.lower()
    if any(word in lower for word in words.fate_words):
        return True
    by_agency = any(name in text for name in words.agency_names) or bool(_FIRST_PERSON.search(text))
    return by_agency and any(word in lower for word in words.ice_fate_words)


def _begins(stays: Stays, event: Event) -> bool:
    """Whether an arrest, or a booking without one, begins a stay."""
    for stay in stays.stays:
        first = stay.arrest or stay.booking
        if first and first.quote == event.quote and first.type == event.type:
            return True
    return False
