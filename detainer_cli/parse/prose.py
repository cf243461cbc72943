"""A report told in prose -> ParsedReport: its cases, and the events that their words tell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from detainer_cli.kinds.descriptor import Kind
from detainer_cli.model.cases import CaseFacts, CaseLine, CaseText, Event, Span
from detainer_cli.model.pages import Box, Extraction
from detainer_cli.model.records import (
    Accounting,
    CellText,
    LocationText,
    ParsedReport,
    Record,
    Source,
    Unread,
)
from detainer_cli.parse.narrative import find_cases, read_case
from detainer_cli.parse.narrative.ledger import require_told
from detainer_cli.parse.notice import sample_notice

SENTENCE = "sentence"
"""The kind of an unread text that is a sentence of a case."""

_CASE, _EVENT = 1, 2
"""The numbers that tell apart, on a page, what is a case and what is an event."""


def parse_prose(kind: Kind, printed: Extraction, running: frozenset[str]) -> ParsedReport:
    """What the report tells. Raises CheckError for words that belong nowhere."""
    found = find_cases(printed, running)
    facts = [read_case(case, found.period) for case in found.cases]
    for case, told in zip(found.cases, facts, strict=True):
        require_told(case, told)
    cases = tuple(_cases(found.cases, facts))
    events = tuple(_events(found.cases, facts))
    unread = tuple(_unread(found.cases, facts))
    return ParsedReport(
        kind=kind.name,
        period=found.period,
        total=None,
        sections={"cases": cases, "events": events},
        rejected=(),
        accounting={"cases": _accounting(len(cases)), "events": _accounting(len(events))},
        sample_notice=sample_notice(line.text for page in printed.pages for line in page.lines),
        unread=unread,
        warnings=(*found.doubts, *([_told(len(unread))] if unread else [])),
        title=found.title,
    )


def _accounting(records: int) -> Accounting:
    return Accounting(seen=records, header=0, record=records, continuation=0, rejected=0)


# ------------------------------------------------------------------ cases


def _cases(cases: Iterable[CaseText], facts: Iterable[CaseFacts]) -> Iterator[Record]:
    on_page: Counter[int] = Counter()
    for case, read in zip(cases, facts, strict=True):
        on_page[case.page] += 1
        numbers = {
            "arrests": read.arrests,
            "detainers_issued": read.detainers_issued,
            "detainers_declined": read.detainers_declined,
        }
        texts = {
            "place_heading": case.place_heading or "",
            "sex": read.sex.value if read.sex else "",
            "outcome": read.outcome,
            "text": case.text,
            "spans": _spans(read),
        }
        unread = tuple(_words(case, span) for span in read.unread)
        yield Record(
            position=case.position,
            location=LocationText(),
            raw={
                **texts,
                **{name: str(number) for name, number in numbers.items()},
                "age": read.age.value if read.age else "",
                "citizenship": read.citizenship.value if read.citizenship else "",
                "unread": "\n".join(unread),
            },
            values={
                **texts,
                **numbers,
                "age": int(read.age.value) if read.age else None,
                "unread": unread,
            },
            sources=tuple(_pages(case, read, on_page[case.page])),
        )


def _unread(cases: Iterable[CaseText], facts: Iterable[CaseFacts]) -> Iterator[Unread]:
    """The sentences that no rule understood, each where it begins."""
    for case, read in zip(cases, facts, strict=True):
        for span in read.unread:
            line = next(line for line in case.lines if _overlap(line.span, span))
            yield Unread(SENTENCE, _words(case, span), line.page, case.position)


def _told(unread: int) -> str:
    count = "1 sentence was" if unread == 1 else f"{unread} sentences were"
    return f"{count} not understood; what they tell is in no column (detainers review)"


def _words(case: CaseText, span: Span) -> str:
    return case.text[span.start : span.end]


def _spans(read: CaseFacts) -> str:
    """Where the facts stand in the text, and the sentences that were not understood."""
    facts = {"age": read.age, "sex": read.sex, "citizenship": read.citizenship}
    found: dict[str, list[list[int]]] = {
        name: [[fact.span.start, fact.span.end]] for name, fact in facts.items() if fact
    }
    found["unread"] = [[span.start, span.end] for span in read.unread]
    return json.dumps(found)


def _pages(case: CaseText, read: CaseFacts, number: int) -> Iterator[Source]:
    """A piece for each page that the case stands on, with the words that carry its facts."""
    facts = {"age": read.age, "sex": read.sex, "citizenship": read.citizenship}
    spans = {name: fact.span for name, fact in facts.items() if fact}
    spans["text"] = Span(0, len(case.text))
    for page in dict.fromkeys(line.page for line in case.lines):
        here = [line for line in case.lines if line.page == page]
        cells = tuple(
            cell for name, span in spans.items() for cell in _cell(case, name, span, here)
        )
        yield Source(page, _CASE, number, Box.around(line.box for line in here), cells)


def _cell(case: CaseText, name: str, span: Span, lines: Iterable[CaseLine]) -> Iterator[CellText]:
    """The words of a page that are a part of the text, as one place."""
    found = list(_printed(case, span, lines))
    if found:
        texts = tuple(text for _, _, text in found)
        yield CellText(name, found[0][0], Box.around(box for _, box, _ in found), texts)


def _printed(
    case: CaseText, span: Span, lines: Iterable[CaseLine]
) -> Iterator[tuple[int, Box, str]]:
    """What of these lines is a part of the text: page, place and words, a line each."""
    for line in lines:
        words = [word for word in line.words if _overlap(word.span, span)]
        if words:
            whole = Span(words[0].span.start, words[-1].span.end)
            yield line.page, Box.around(word.box for word in words), _words(case, whole)


# ------------------------------------------------------------------ events


def _events(cases: Iterable[CaseText], facts: Iterable[CaseFacts]) -> Iterator[Record]:
    on_page: Counter[int] = Counter()
    position = 0
    for case, read in zip(cases, facts, strict=True):
        for event in read.events:
            position += 1
            page = next(_printed(case, event.quote, case.lines))[0]
            on_page[page] += 1
            sources = tuple(_event_sources(case, event, on_page[page]))
            yield _event(case, event, position, sources)


def _event_sources(case: CaseText, event: Event, number: int) -> Iterator[Source]:
    """A piece for each line of the words that tell an event, then of others that it rests on."""
    others = [span for span in event.spans if not _overlap(span, event.quote)]
    for name, span in [("quote", event.quote), *(("spans", span) for span in others)]:
        for page, box, text in _printed(case, span, case.lines):
            yield Source(page, _EVENT, number, box, (CellText(name, page, box, (text,)),))


def _event(case: CaseText, event: Event, position: int, sources: tuple[Source, ...]) -> Record:
    texts = {
        "type": event.type,
        "date": event.date or "",
        "agency": event.agency or "",
        "place": event.place or "",
        "quote": _words(case, event.quote),
        "spans": json.dumps([[span.start, span.end] for span in event.spans]),
    }
    offense = event.offenses[0] if event.offenses else ""
    return Record(
        position=position,
        location=LocationText(whole=event.jurisdiction),
        raw={
            **texts,
            "case_position": str(case.position),
            "offenses": "\n".join(event.offenses),
            "offense": offense,
        },
        values={
            **texts,
            "case_position": case.position,
            "offenses": event.offenses,
            "offense_text": offense,
        },
        sources=sources,
    )


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end
