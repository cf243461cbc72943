"""What must hold before a report is written, and what is worth a warning. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from detainer_cli.errors import CheckError
from detainer_cli.kinds.descriptor import READ_TYPES, Dates, Kind
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.findings import Finding, Severity
from detainer_cli.model.pages import Document
from detainer_cli.model.periods import Period
from detainer_cli.model.records import ParsedReport, Record
from detainer_cli.model.resolutions import Normalized
from detainer_cli.normalize.unresolved import unresolved_names

UNREAD = "unread"
_UNRESOLVED = "unresolved"
_MOST_TOLD = 20  # of what a strict reading refuses, beside the first

DatedRow = tuple[date | None, date | None, int, int]
"""The first and the last day of a row, its page and its row on it."""


def check(
    document: Document,
    normalized: Normalized,
    strict: bool = False,
    accept_unread: bool = False,
) -> list[Finding]:
    """All findings about a report; raises CheckError for the first that is an error.

    With `strict`, an unresolved value is an error; with `accept_unread`, values that cannot be
    read are accepted, however many.
    """
    report = normalized.report
    kind = kind_of(report.kind)
    findings = [
        *_rows_add_up(kind, report),
        *_unread(kind, report, "accepted" if accept_unread else "error"),
        *_recognized(document),
        *_dates(kind, report),
        *(Finding("warning", "reading", text) for text in (*document.notes, *report.warnings)),
    ]
    if strict:
        findings += _unresolved(normalized)
    _refuse_errors(findings)
    return findings


def _refuse_errors(findings: Sequence[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        first, *others = errors
        hint = _ACCEPT if first.check == UNREAD else "Nothing was loaded."
        told = tuple(f"page {x.page}: {x.message}" for x in others if x.check == _UNRESOLVED)
        more = (f"and {len(told) - _MOST_TOLD} more",) if len(told) > _MOST_TOLD else ()
        raise CheckError(
            first.message, hint, page=first.page, row=first.row, details=(*told[:_MOST_TOLD], *more)
        )


def _rows_add_up(kind: Kind, report: ParsedReport) -> Iterator[Finding]:
    """Every extracted row is a header, a record, a continuation or rejected."""
    for section in kind.sections:
        account = report.accounting[section.name]
        if not account.adds_up or account.record != len(report.sections[section.name]):
            text = f"the rows of {section.title} do not add up: {account}."
            yield Finding("error", "row accounting", text)


_SEVERAL_ROWS = 3  # on a page: one or two may be misprints
_MOST_UNREAD = 20  # one row in so many; and more than _FEW_UNREAD: a report may have its own gaps
_FEW_UNREAD = 2


def _unread(kind: Kind, report: ParsedReport, severity: Severity) -> Iterator[Finding]:
    """A value that must be read, since every rank depends on it; or one missing too often.

    A date or a disposition that one row lacks, the report may lack; where more than one row in
    twenty lacks the same field, the page was misread.
    """
    must = {
        field.value: (field, section)
        for section in kind.sections
        for field in section.fields
        if field.must_read
    }
    for unread in report.unread:
        if unread.kind in must:
            field, section = must[unread.kind]
            text = f"the {field.type} “{unread.raw_text}” of {section.short} cannot be read."
            yield Finding(severity, UNREAD, text, unread.page, unread.row)
    rows = _rows_with(kind, report)
    for name, count in Counter(unread.kind for unread in report.unread).items():
        if count > _FEW_UNREAD and count * _MOST_UNREAD > rows.get(name, count * _MOST_UNREAD):
            first = next(unread for unread in report.unread if unread.kind == name)
            text = f"the {name.replace('_', ' ')} of {count} of {rows[name]} rows cannot be read."
            yield Finding(severity, UNREAD, text, first.page, first.row)


def _rows_with(kind: Kind, report: ParsedReport) -> Counter[str]:
    """How many rows have each field that may be unread, but for those that must be read."""
    rows: Counter[str] = Counter()
    for section in kind.sections:
        for field in section.of_type(*READ_TYPES):
            if not field.must_read:
                rows[field.value] += len(report.sections[section.name])
    return rows


_ACCEPT = (
    "Nothing was loaded: the page may have been misread. If that is what the report says, load it"
    " with --accept-unread."
)


def _recognized(document: Document) -> Iterator[Finding]:
    if document.accepted_ocr:
        text = "the text was recognized in pictures of its pages (OCR), and may be wrong."
        yield Finding("accepted", "recognized text", text)


def _dates(kind: Kind, report: ParsedReport) -> Iterator[Finding]:
    for section in kind.sections:
        if section.dates is None:
            continue
        rows = [
            (r.day(section.dates.first), r.day(section.dates.last), *_place_of(r))
            for r in report.sections[section.name]
        ]
        yield from date_findings(section.dates, report.period, rows)
        yield from _pages_of_another_report(section.dates, report.period, rows)


def _place_of(record: Record) -> tuple[int, int]:
    return record.sources[0].page, record.sources[0].row


def _pages_of_another_report(
    dates: Dates, period: Period, rows: Sequence[DatedRow]
) -> Iterator[Finding]:
    pages: dict[int, list[bool]] = {}
    for _, last, page, _ in rows:
        if last is not None:
            pages.setdefault(page, []).append(period.holds(last))
    for page, inside in pages.items():
        if len(inside) >= _SEVERAL_ROWS and not any(inside):
            text = (
                f"every detainer on the page was {dates.happened[1]} outside the {period.name}:"
                " it is of another report."
            )
            yield Finding("error", outside(period), text, page)


def outside(period: Period) -> str:
    """The name of the check that days lie within the period."""
    return f"date outside the {period.name}"


def date_findings(dates: Dates, period: Period, rows: Sequence[DatedRow]) -> Iterator[Finding]:
    """The last day of a row is in the period of the report, and no day before the first."""
    before, after = dates.happened
    beyond = 0
    for first, last, page, row in rows:
        if last is not None and not period.holds(last):
            beyond += 1
            text = f"{after} on {last}, outside the {period.name} {period}"
            yield Finding("warning", outside(period), text, page, row)
        if last is not None and first is not None and first > last:
            text = f"{before} on {first}, after it was {after} on {last}"
            yield Finding("warning", f"{before} after {after}", text, page, row)
    if beyond * 2 > len(rows):
        yield Finding(
            "error",
            f"dates outside the {period.name}",
            f"{beyond} of {len(rows)} detainers were {after} outside the {period.name}"
            f" {period}: the {period.name} or the date columns were"
            " misread, or the report has the wrong title.",
        )


def _unresolved(normalized: Normalized) -> Iterator[Finding]:
    for unread in normalized.report.unread:
        text = f"the {unread.kind.replace('_', ' ')} “{unread.raw_text}” cannot be read."
        yield Finding("error", _UNRESOLVED, text, unread.page, unread.row)
    for _, record, value, _ in unresolved_names(normalized):
        text = f"the {value.kind} “{value.text}” is unresolved ({value.rule})."
        yield Finding("error", _UNRESOLVED, text, *_place_of(record))
