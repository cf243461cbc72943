"""Reads a case: sentence by sentence, each wholly or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.model.cases import CaseFacts, CaseText, Event, Outcome, Span
from detainer_cli.model.periods import Period
from detainer_cli.parse.narrative.acts import IN_PASSING, Act, Sentence, acts_of
from detainer_cli.parse.narrative.dates import Known, NotUnderstoodError, date_of, year_of
from detainer_cli.parse.narrative.free_order import free_sentence
from detainer_cli.parse.narrative.jurisdiction import jurisdictions
from detainer_cli.parse.narrative.matching import Matcher, Node
from detainer_cli.parse.narrative.person import person_of
from detainer_cli.parse.narrative.stay import Draft, Told
from detainer_cli.parse.narrative.stays import Stays
from detainer_cli.parse.narrative.tokens import sentences, tokens


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
    item: tuple[int, Node, Sentence] | None = None
    item_day: tuple[int, str | None] | None = None


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
        sentence = _built(case.text, span)
        if sentence is not None and _told(reading, sentence, number):
            read.append(sentence)
            reading.missed = False
        else:
            unread.append((number, span))
            _forget(reading, case.text[span.start : span.end])
    age, sex, citizenship = person_of(read)
    stays = reading.stays
    missed = [(n, case.text[s.start : s.end]) for n, s in unread]
    events = tuple(_events(stays, case, read, missed))
    issued, declined = (
        sum(event.type == f"detainer_{way}" for event in events) for way in ("issued", "declined")
    )
    outcome = _outcome(stays, events, missed)
    spans = tuple(span for _, span in unread), tuple(sentence.span for sentence in read)
    arrests = len(stays.stays)
    return CaseFacts(age, sex, citizenship, events, arrests, issued, declined, outcome, *spans)


def _built(text: str, span: Span) -> Sentence | None:
    words = tokens(text, span)
    matcher = Matcher(words)
    tree = matcher.sentence() or free_sentence(matcher)
    return Sentence(text, words, tree, span) if tree else None


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
    previous: Act | None = None
    previous_date = front_date = None
    for act in _placed(acts_of(sentence)):
        date, spans = _dated(reading, sentence, act)
        if act.has(IN_PASSING):
            _tell_in_passing(reading, Told(act, number, date, spans, previous, previous_date))
            continue
        if date is None and item and not _tells_day(act):
            date, spans = _day_of_item(reading, item), (item[2].span_of(item[1]),)
        _require_subject(sentence, act, previous)
        _require_begun(reading, act)
        _require_actor(act, previous)
        if date is None and act.flags & _NOW:
            raise NotUnderstoodError("what happens now, on no day: it may be a custom")
        front_date = date if act.fronted else front_date
        if date is None and (act.has("day") or _ends_what_was(act, previous)):
            date = previous_date
        if date is None and _shares_subject(act, previous):
            date = front_date
        days = _days(reading, sentence, act)
        told = Told(act, number, date, spans, previous, previous_date, days)
        reading.stays.add(told)
        if date:
            reading.named = reading.last = date
            reading.forgot = False
        elif act.kind in _HAPPENED and not _joined(act) and not reading.stays.restated:
            reading.last = None
        if act.kind == "groups" or (date is None and act.whens and act.kind in _DATING):
            reading.named = None  # `that day` is then one that is not known
        goes_on = _joined(act) and not _came_later(act, previous)
        previous_date = date or (previous_date if goes_on else None)
        previous = act


def _tell_in_passing(reading: _Reading, told: Told) -> None:
    """What has a day of its own; where it is told first, `the next day` may be after either."""
    reading.stays.add(told)
    if told.act.kind == "issued" and told.act.has("told_first"):
        reading.named = reading.last = None


def _frame_of_days(reading: _Reading, sentence: Sentence) -> tuple[int, Node, Sentence] | None:
    """The item of a chronology that a sentence is of, and the year that it says all days are of."""
    line = sentence.text.count("\n", 0, sentence.span.start)
    for node in sentence.tree.find("item"):
        reading.item = (line, node, sentence)
        if node.has("date") and (day := _date(reading, sentence, node)):
            reading.named = reading.last = day
    for node in sentence.tree.find("year_note"):
        reading.every_year = reading.year = int(sentence.words[node.end - 1].text)
        reading.carries_year = True
    return reading.item if reading.item and reading.item[0] == line else None


def _day_of_item(reading: _Reading, item: tuple[int, Node, Sentence]) -> str | None:
    """`Next day: Detainer refused; out on bail.`: one day for all that stands behind it."""
    line, node, sentence = item
    if reading.item_day is None or reading.item_day[0] != line:
        reading.item_day = line, _date(reading, sentence, node)
    return reading.item_day[1]


def _require_begun(reading: _Reading, act: Act) -> None:
    """Raises NotUnderstoodError for what an unread sentence before it may have begun."""
    if not reading.missed:
        return
    is_note = act.kind in ("offense_note", "offense_told", "arrest_told")
    if is_note or act.has("charge_note"):
        raise NotUnderstoodError("what a sentence that is not read began")
    if reading.missed_agency and _is_by_nobody(act):
        raise NotUnderstoodError("an arrest that may be of whom an unread sentence names")


_YEAR = re.compile(r"(?:19|20)\d\d")
_HAPPENED = ("arrest", "issued", "release", "ice_arrest", "removal", "conviction", "groups")
"""What happened on a day that is not told: `the next day` after it is not known."""
_DATING = (*_HAPPENED, "booking", "charge")
_NOW = frozenset(
    {"now_arrests", "now_lodges", "now_releases", "now_refuses", "now_bonds", "now_books"}
    | {"now_receives", "now_removes"}
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


_OF_PERSONS = ("arrest", "booking", "release", "charge", "conviction", "ice_arrest", "removal")


def _came_later(act: Act, before: Act | None) -> bool:
    """`lodged a detainer on May 2, but it was ignored`: when it was is not told."""
    is_fate = before is None or before.kind in ("release", "declined")
    return act.kind == "declined" and not is_fate


def _ends_what_was(act: Act, before: Act | None) -> bool:
    """`was at large until May 3, when officers arrested him`: on that day."""
    return act.link == "same" and before is not None and before.has("until_then")


def _shares_subject(act: Act, before: Act | None) -> bool:
    """`On May 4 he pleaded guilty and was released`: one day for what one person did."""
    is_bare = act.kind in _OF_PERSONS and not act.whens and not act.node.has("person", "holder")
    return is_bare and before is not None and act.link == "and"


def _of_person_named(sentence: Sentence, act: Act, before: Act | None) -> bool:
    """`a detainer for a citizen of Haiti, whom the police had arrested`: who that is, is plain."""
    first = act.node.first
    if before is None or before.kind != "issued" or first == 0:
        return False
    persons = (node.end for node in before.node.all("description"))
    is_behind = any(end in (first - 1, first - 2) for end in persons)
    return is_behind and sentence.words[first - 1].folded in ("who", "whom")


def _require_subject(sentence: Sentence, act: Act, before: Act | None) -> None:
    """Raises NotUnderstoodError for `the form was sent and delivered to the jail`: who was?"""
    if _of_person_named(sentence, act, before):
        return
    is_bare = act.kind in _OF_PERSONS and act.kind != "release" and not act.node.has("person")
    if act.kind == "release" and before is not None and before.node.has("encounter"):
        raise NotUnderstoodError("a release of somebody who was stopped, not held")
    if act.node.has("bare_taking") and not (before and before.node.has("local", "agency")):
        raise NotUnderstoodError("it is not told who took somebody into custody")
    of_detainer = before is not None and before.kind in ("issued", "standing_honored")
    of_ice = before is not None and before.kind == "filler" and before.node.has("ice")
    if is_bare and (of_detainer or of_ice) and act.link == "and":
        raise NotUnderstoodError("it is not told who this happened to")


def _require_actor(act: Act, before: Act | None) -> None:
    """Raises NotUnderstoodError for an arrest by nobody beside words that name ICE."""
    if act.kind != "arrest" or act.agency or act.node.has("agency_name", "town_police"):
        return
    by_local = act.node.has("local", "by")
    if act.has("of_agency") or (before and before.has("of_agency") and not by_local):
        raise NotUnderstoodError("an arrest that may be by ICE")


def _is_by_nobody(act: Act) -> bool:
    """`He was taken into custody there`: neither by whom nor for what."""
    return act.kind == "arrest" and not (
        act.agency or act.offenses or act.node.has("local", "by", "charges")
    )


def _placed(acts: Iterable[Act]) -> Iterator[Act]:
    """`booked into X, where ICE lodged a detainer`: what follows happened at X."""
    before: Act | None = None
    for act in acts:
        if act.link == "where" and before and act.place is None and act.kind == "issued":
            act = replace(act, place=before.place, link="same")
        elif before and act.has("received_it") and act.place is None:
            act = replace(act, place=before.place if before.kind == "booking" else None)
        elif act.link in ("where", "day"):
            act = replace(act, link="same", flags=act.flags | {act.link})
        if before and _same_actor(act, before):
            act = replace(act, agency=before.agency, place=before.place)
        yield act
        before = before if act.has(IN_PASSING) else act


def _same_actor(act: Act, before: Act) -> bool:
    """`The office declined it and released him`: who declined is who released."""
    if (act.kind, before.kind, act.link) != ("release", "declined", "and"):
        return False
    first = act.node.first
    return act.agency is None and any(node.first == first for node in act.node.all("released"))


def _joined(act: Act) -> bool:
    return act.link in ("and", "same")


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
    stays: Stays, case: CaseText, read: list[Sentence], unread: list[tuple[int, str]]
) -> Iterator[Event]:
    for draft, words in jurisdictions(stays.events, case.place_heading, read, unread):
        yield _event(draft, words)


def _event(draft: Draft, jurisdiction: str | None) -> Event:
    place = draft.place or draft.town or draft.city
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


def _outcome(stays: Stays, events: tuple[Event, ...], unread: list[tuple[int, str]]) -> Outcome:
    """By what is stated last; not known where a sentence behind it may say otherwise."""
    if any(number > stays.fate_sentence and _fateful(text) for number, text in unread):
        return "unknown"
    if stays.fate:
        return stays.fate
    declined: Event | None = None
    for event in events:
        if event.type == "detainer_declined":
            declined = declined or event
        elif declined and event.type in ("arrest", "booking") and _begins(stays, event):
            told_late = event.date and declined.date and event.date < declined.date
            if not told_late:
                return "rearrested"
    return "unknown"


def _fateful(text: str) -> bool:
    """Whether a sentence may say that somebody is at large, removed or in the agency's custody."""
    words, lower = lexicon(), text.lower()
    if any(word in lower for word in words.fate_words):
        return True
    by_agency = any(name in text for name in words.agency_names)
    return by_agency and any(word in lower for word in words.ice_fate_words)


def _begins(stays: Stays, event: Event) -> bool:
    """Whether an arrest, or a booking without one, begins a stay."""
    for stay in stays.stays:
        first = stay.arrest or stay.booking
        if first and first.quote == event.quote and first.type == event.type:
            return True
    return False
