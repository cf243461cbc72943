"""Reads a case: sentence by sentence, each wholly or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.model.cases import CaseFacts, CaseText, Event, Span
from detainer_cli.model.periods import Period
from detainer_cli.parse.narrative.act_links import (
    brought_back,
    came_later,
    ends_what_was,
    is_by_nobody,
    is_of_anybody,
    is_of_day,
    joined,
    placed,
    require_actor,
    require_subject,
    shares_subject,
)
from detainer_cli.parse.narrative.acts import Act, acts_of
from detainer_cli.parse.narrative.dates import (
    Known,
    NotUnderstoodError,
    date_of,
    day_before,
    year_of,
)
from detainer_cli.parse.narrative.first_person import in_third_person, with_short_names
from detainer_cli.parse.narrative.free_order import free_sentence
from detainer_cli.parse.narrative.jurisdiction import jurisdictions
from detainer_cli.parse.narrative.labels import behind_label, names_agency
from detainer_cli.parse.narrative.matching import Matcher, Node
from detainer_cli.parse.narrative.occasions import occasions, tells_of_occasions
from detainer_cli.parse.narrative.outcome import outcome_of
from detainer_cli.parse.narrative.parts import Parts
from detainer_cli.parse.narrative.person import person_of
from detainer_cli.parse.narrative.sentence import Sentence
from detainer_cli.parse.narrative.stay import Draft, Told
from detainer_cli.parse.narrative.stays import Stays
from detainer_cli.parse.narrative.tokens import Token, sentences, tokens


@dataclass(slots=True)
class _Item:
    """The day before the sentences of a line; `the next day` is one day for all of them."""

    line: int
    node: Node
    sentence: Sentence
    date: str | None = None
    heads: bool = False

    def on(self, reading: _Reading) -> tuple[str | None, tuple[Span, ...]]:
        """Its date, by what is known where it is first asked for, and where it stands."""
        self.date = self.date or _date(reading, self.sentence, self.node)
        return self.date, (self.sentence.span_of(self.node),)


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    carries_year: bool
    stays: Stays = field(default_factory=Stays)
    named: str | None = None
    last: str | None = None
    year: int | None = None
    every_year: int | None = None
    forgot: bool = False
    missed: bool = False
    missed_agency: bool = False
    item: _Item | None = None
    parts: Parts = field(default_factory=Parts)


def read_case(
    case: CaseText, period: Period | None = None, *, last_named_year: bool = False
) -> CaseFacts:
    """The facts that the words of a case tell, each with the place of its words.

    A sentence is read only if the rules account for all of its words; what they do not is in
    `unread`. `period` is that of the report; no date is taken from it. `last_named_year` is for a
    report that says that a day without a year is of the year named last; else it has no date.
    """
    reading = _Reading(last_named_year)
    read: list[Sentence] = []
    unread: list[tuple[int, Span]] = []
    for number, span in enumerate(sentences(case.text)):
        ways = _built(case.text, span)
        sentence = next((way for way in ways if _told(reading, way, number)), None)
        if sentence is not None:
            read.append(sentence)
            reading.missed = False
        else:
            unread.append((number, span))
            _forget(reading, case.text[span.start : span.end])
    age, sex, citizenship = person_of(read, case.text, [span for _, span in unread])
    stays = reading.stays
    missed = [(n, case.text[s.start : s.end]) for n, s in unread]
    events = tuple(_events(reading, case, read, missed))
    issued, declined = (
        sum(event.type == f"detainer_{way}" for event in events) for way in ("issued", "declined")
    )
    outcome = outcome_of(stays, events, missed)
    spans = tuple(span for _, span in unread), tuple(sentence.span for sentence in read)
    arrests = len(stays.stays)
    return CaseFacts(age, sex, citizenship, events, arrests, issued, declined, outcome, *spans)


def _built(text: str, span: Span) -> Iterator[Sentence]:
    """The ways to read a sentence; a later one is meant only if those before do not fit."""
    words = in_third_person(tokens(text, span))
    ways = list(_ways(text, words, span))
    yield from ways
    named = with_short_names(words)
    if not ways and named != words:
        ways = list(_ways(text, named, span))
        yield from ways
    if not ways and (at := behind_label(named)):
        is_agency = names_agency(named[:at])
        for way in _ways(text, named[at:], span):
            if not (is_agency and any(act.kind == "arrest" for act in acts_of(way))):
                yield way


def _ways(text: str, words: tuple[Token, ...], span: Span) -> Iterator[Sentence]:
    matcher = Matcher(words)
    tree = matcher.sentence()
    if tree is not None:
        yield Sentence(text, words, tree, span)
    if tells_of_occasions(matcher):
        if of_one := occasions(matcher):
            yield Sentence(text, *of_one, span)
    elif tree is None and (free := free_sentence(matcher)):
        yield Sentence(text, words, free, span)


def _told(reading: _Reading, sentence: Sentence, number: int) -> bool:
    """Whether what a sentence tells fits together; if not, nothing of it is kept."""
    before = deepcopy((reading.stays, reading.named, reading.last, reading.year, reading.forgot))
    try:
        _tell(reading, sentence, number)
    except NotUnderstoodError:
        reading.stays, reading.named, reading.last, reading.year, reading.forgot = before
        return False
    return True


def _tell(reading: _Reading, sentence: Sentence, number: int) -> None:
    item = _frame_of_days(reading, sentence)
    if reading.stays.events:
        reading.parts.read(sentence, number)
    previous: Act | None = None
    previous_date = front_date = None
    for act in placed(acts_of(sentence)):
        of_several = act.has("occasion")  # such have no dates
        date, spans = (None, ()) if of_several else _dated(reading, sentence, act)
        is_of_item = item and not (item.heads and act.kind in _STATES)
        if date is None and item and is_of_item and not _tells_day(act) and not of_several:
            date, spans = item.on(reading)
        require_subject(act, previous)
        _require_begun(reading, act)
        require_actor(act, previous)
        if act.flags & _NOW and is_of_anybody(act, sentence):
            raise NotUnderstoodError("what happens to a person, whoever it is")
        is_dated = date is not None or of_several or is_of_day(act, previous_date)
        if act.flags & _NOW and not is_dated:
            raise NotUnderstoodError("what happens now, on no day: it may be a custom")
        front_date = date if act.fronted or (date and front_date) else front_date
        date = date or _date_beside(act, previous, previous_date, front_date)
        days = _days(reading, sentence, act)
        told = Told(act, number, date, spans, previous, previous_date, days)
        reading.stays.add(told)
        if date:
            reading.named = reading.last = date
            reading.forgot = False
        elif act.kind in _HAPPENED and not joined(act) and not reading.stays.restated:
            reading.last = None
        if (
            act.kind == "groups"
            or of_several
            or (date is None and act.whens and act.kind in _DATING)
        ):
            reading.named = None  # `that day` is then one that is not known
        goes_on = joined(act) and not came_later(act, previous)
        previous_date = date or (previous_date if goes_on else None)
        previous = act


def _date_beside(
    act: Act, before: Act | None, before_date: str | None, front_date: str | None
) -> str | None:
    """The date of an act that tells none, by what its sentence tells beside it."""
    tells_of_it = act.has("day") or ends_what_was(act, before) or brought_back(act, before)
    if tells_of_it and before_date:
        return before_date
    if act.has("day_after") and before_date:
        return day_before(before_date)
    return front_date if shares_subject(act, before) else None


def _frame_of_days(reading: _Reading, sentence: Sentence) -> _Item | None:
    """The item of a chronology that a sentence is of, and the year that it says all days are of."""
    line = sentence.text.count("\n", 0, sentence.span.start)
    for node in sentence.tree.find("item", "day_line"):
        heads = node.rule == "day_line"
        if heads and reading.stays.events and not (reading.item and reading.item.heads):
            raise NotUnderstoodError("a day that may be that of what stands above it")
        reading.item = _Item(line, node, sentence, heads=heads)
        if node.has("date") and (day := _date(reading, sentence, node)):
            reading.named = reading.last = day
        elif heads and not node.has("relative"):
            reading.named = reading.last = None
    if sentence.tree.has("head_line", "part_line"):
        reading.item = None
    for node in sentence.tree.find("year_note", "year_line"):
        years = [w.text for w in sentence.words[node.first : node.end] if _YEAR.fullmatch(w.text)]
        reading.every_year = reading.year = int(years[-1])
        reading.carries_year = True
    item = reading.item
    return item if item and (item.heads or item.line == line) else None


def _require_begun(reading: _Reading, act: Act) -> None:
    """Raises NotUnderstoodError for what an unread sentence before it may have begun."""
    if not reading.missed:
        return
    is_note = act.kind in ("offense_note", "offense_told", "arrest_told")
    if is_note or act.has("charge_note"):
        raise NotUnderstoodError("what a sentence that is not read began")
    if reading.missed_agency and is_by_nobody(act):
        raise NotUnderstoodError("an arrest that may be of whom an unread sentence names")


_YEAR = re.compile(r"(?:19|20)\d\d")
_HAPPENED = ("arrest", "issued", "release", "ice_arrest", "removal", "conviction", "groups")
"""What happened on a day that is not told: `the next day` after it is not known."""
_DATING = (*_HAPPENED, "booking", "charge")
_NOW = frozenset(
    {"now_arrests", "now_lodges", "now_releases", "now_refuses", "now_bonds", "now_books"}
    | {
        "now_receives",
        "now_removes",
        "now_enters",
        "now_takes",
        "now_tells",
        "now_lets",
        "now_convicts",
        "now_asks",
        "now_follows",
    }
)


def _days(reading: _Reading, sentence: Sentence, act: Act) -> tuple[str | None, ...]:
    """The days of a list (`on June 2 and again on July 9, 2018`), of the year at its end."""
    if not act.days:
        return ()
    last = act.days[-1]
    year = year_of(Node("when", last.first, last.end, (last,)), sentence.words)
    named = {word.text for word in sentence.words if _YEAR.fullmatch(word.text)}
    year = year or (int(named.pop()) if len(named) == 1 else None)
    known = Known(None, None, year is not None, year)
    days = [date_of(Node("when", d.first, d.end, (d,)), sentence.words, known) for d in act.days]
    if None not in days and days != sorted(map(str, days)):
        raise NotUnderstoodError("days that are not in order")
    reading.year = year or reading.year
    return tuple(days)


def _tells_day(act: Act) -> bool:
    """Whether a day is told; `at midnight` is none."""
    return any(when.has("date", "relative", "loose_date", "weekday") for when in act.whens)


_STATES = ("fate", "at_large", "in_ice_custody")  # so today, under whichever day it is told


def _date(reading: _Reading, sentence: Sentence, when: Node) -> str | None:
    known = Known(reading.named, reading.last, reading.carries_year, reading.year, reading.forgot)
    date = date_of(when, sentence.words, known)
    reading.year = year_of(when, sentence.words) or reading.year
    return date


def _dated(reading: _Reading, sentence: Sentence, act: Act) -> tuple[str | None, tuple[Span, ...]]:
    """The date of an act and where it stands; several that differ are not understood."""
    found = [(_date(reading, sentence, when), sentence.span_of(when)) for when in act.whens]
    dates = {date for date, _ in found if date}
    if len(dates) > 1:
        raise NotUnderstoodError("two dates of one event")
    if len(found) > 1 and dates and None in {date for date, _ in found}:
        full = next(iter(dates))
        return full, tuple(span for _, span in found)
    return (next(iter(dates)) if dates else None), tuple(span for _, span in found)


def _forget(reading: _Reading, text: str) -> None:
    """After a sentence that was not read nothing is taken from what stands before it."""
    reading.named = reading.last = None
    reading.year = reading.every_year
    reading.forgot = reading.missed = True
    reading.missed_agency = any(name in text for name in lexicon().agency_names)
    words = text.lower()
    about_detainer = any(word in words for word in lexicon().detainer_words)
    reading.stays.forget(about_detainer, any(word in words for word in lexicon().stay_words))


def _events(
    reading: _Reading, case: CaseText, read: list[Sentence], unread: list[tuple[int, str]]
) -> Iterator[Event]:
    told, heading = reading.stays.events, case.place_heading
    for draft, words in jurisdictions(told, heading, read, unread, reading.parts):
        yield _event(draft, words)


def _event(draft: Draft, jurisdiction: str | None) -> Event:
    place = draft.place or (None if draft.is_within else draft.town or draft.city)
    named = [name.span for name in (draft.agency, place, *draft.offenses) if name]
    spans = sorted({*draft.spans, *named}, key=lambda span: (span.start, span.end))
    return Event(
        type=draft.type,
        date=draft.date,
        agency=draft.agency.text if draft.agency else None,
        place=place.text if place else None,
        jurisdiction=jurisdiction,
        offenses=tuple(offense.text for offense in draft.offenses),
        quote=draft.quote,
        spans=tuple(spans),
    )
