"""What a narrative report tells: cases in prose, and the facts that their words carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detainer_cli.model.pages import Box

EventType = Literal[
    "arrest",
    "booking",
    "detainer_issued",
    "detainer_declined",
    "release",
    "charge",
    "conviction",
    "rearrest_by_ice",
    "removal",
    "at_large",
]
Outcome = Literal["rearrested", "ice_custody", "removed", "at_large", "unknown"]
Sex = Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a case's text: from `start` up to `end`, counted in characters from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CaseWord:
    """A printed word of a case: which part of its text it is, and where it stands."""

    span: Span
    box: Box


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A printed line of a case: which part of its text it holds, and where it stands."""

    span: Span
    page: int
    box: Box
    words: tuple[CaseWord, ...]


@dataclass(frozen=True, slots=True)
class CaseText:
    """A case as it is printed.

    `place_heading` is the heading that it stands under, verbatim without the number of its part
    and `(continued)`; `text` its prose, verbatim, the items of a list (and its paragraphs) each on
    a line of its own, without their marks; `page` is that on which it begins.
    """

    position: int
    place_heading: str | None
    text: str
    lines: tuple[CaseLine, ...]

    @property
    def page(self) -> int:
        return self.lines[0].page


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the words of a case say: what they say of it, verbatim, and where.

    `value` is the age in digits, the sex, or the words of the citizenship (`Honduras`).
    """

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened once.

    `date` is as far as told: `2019-08-21`, `2019-08`, None. `agency` and `place` are verbatim, of
    the facility or the town; `jurisdiction` is the place in words by which county and state are
    resolved (`Middlesex County, Massachusetts`; `California` where only the state is known), None
    if none is named. `offenses` are verbatim. `quote` is the clause that tells it, `spans` every
    part of the text that the event rests on, the quote among them.
    """

    type: EventType
    date: str | None
    agency: str | None
    place: str | None
    jurisdiction: str | None
    offenses: tuple[str, ...]
    quote: Span
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules read in a case, by sentence: `read` was understood, `unread` was not."""

    age: Fact | None
    sex: Fact | None
    citizenship: Fact | None
    events: tuple[Event, ...]
    arrests: int
    detainers_issued: int
    detainers_declined: int
    outcome: Outcome
    unread: tuple[Span, ...]
    read: tuple[Span, ...]
