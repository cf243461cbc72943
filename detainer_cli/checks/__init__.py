"""What must hold before a report is written, and what is worth a warning. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from detainer_cli.errors import CheckError
from detainer_cli.kinds.layouts import SECTION_TITLES
from detainer_cli.model.findings import Finding, Severity
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport
from detainer_cli.model.resolutions import Normalized

OUTSIDE = "date outside the week"
ISSUED_LATER = "issued after declined"
UNREAD = "unread"

DatedRow = tuple[date | None, date | None, int, int]
"""A declined row's dates of issue and of decline, its page and its row on it."""


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
    findings = [
        *_rows_add_up(report),
        *_unread(report, "accepted" if accept_unread else "error"),
        *_recognized(document),
        *_dates(report),
        *(Finding("warning", "reading", text) for text in (*document.notes, *report.warnings)),
    ]
    if strict:
        findings += _unresolved(normalized)
    _refuse_errors(findings)
    return findings


def _refuse_errors(findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.severity == "error":
            hint = _ACCEPT if finding.check == UNREAD else "Nothing was loaded."
            raise CheckError(finding.message, hint, page=finding.page, row=finding.row)


def _rows_add_up(report: ParsedReport) -> Iterator[Finding]:
    """Every extracted row is a header, a record, a continuation or rejected."""
    records = {
        "issued": len(report.issued),
        "declined": len(report.declined),
        "policy": len(report.policies),
    }
    for section, account in report.accounting.items():
        if not account.adds_up or account.record != records[section]:
            yield Finding(
                "error",
                "row accounting",
                f"the rows of {SECTION_TITLES[section]} do not add up: {account}.",
            )


_SEVERAL_ROWS = 3  # on a page: one or two may be misprints
_MOST_UNREAD = 20  # one row in so many; and more than _FEW_UNREAD: a report may have its own gaps
_FEW_UNREAD = 2


def _unread(report: ParsedReport, severity: Severity) -> Iterator[Finding]:
    """A count of section I, on which every rank depends; or a field that is missing too often.

    A date or a disposition that one row lacks, the report may lack; where more than one row in
    twenty lacks the same field, the page was misread.
    """
    rows = {
        "issued_date": len(report.declined),
        "declined_date": len(report.declined),
        "disposition": len(report.declined),
        "date_enacted": len(report.policies),
    }
    for unread in report.unread:
        if unread.kind == "detainers_issued":
            text = f"the count “{unread.raw_text}” of section I cannot be read."
            yield Finding(severity, UNREAD, text, unread.page, unread.row)
    for kind, count in Counter(unread.kind for unread in report.unread).items():
        if count > _FEW_UNREAD and count * _MOST_UNREAD > rows.get(kind, count * _MOST_UNREAD):
            first = next(unread for unread in report.unread if unread.kind == kind)
            name = kind.replace("_", " ")
            text = f"the {name} of {count} of {rows[kind]} rows cannot be read."
            yield Finding(severity, UNREAD, text, first.page, first.row)


_ACCEPT = (
    "Nothing was loaded: the page may have been misread. If that is what the report says, load it"
    " with --accept-unread."
)


def _recognized(document: Document) -> Iterator[Finding]:
    if document.accepted_ocr:
        text = "the text was recognized in pictures of its pages (OCR), and may be wrong."
        yield Finding("accepted", "recognized text", text)


def _dates(report: ParsedReport) -> Iterator[Finding]:
    rows = [
        (r.issued_date, r.declined_date, r.sources[0].page, r.sources[0].row)
        for r in report.declined
    ]
    yield from date_findings(report.week_start, report.week_end, rows)
    pages: dict[int, list[bool]] = {}
    for _, declined, page, _ in rows:
        if declined is not None:
            is_inside = report.week_start <= declined <= report.week_end
            pages.setdefault(page, []).append(is_inside)
    for page, inside in pages.items():
        if len(inside) >= _SEVERAL_ROWS and not any(inside):
            text = (
                "every detainer on the page was declined outside the week: it is of another report."
            )
            yield Finding("error", OUTSIDE, text, page)


def date_findings(week_start: date, week_end: date, rows: Sequence[DatedRow]) -> Iterator[Finding]:
    """Declines are recorded in the week of the report, and after the detainer was issued."""
    outside = 0
    for issued, declined, page, row in rows:
        if declined is not None and not week_start <= declined <= week_end:
            outside += 1
            text = f"declined on {declined}, outside the week {week_start} to {week_end}"
            yield Finding("warning", OUTSIDE, text, page, row)
        if declined is not None and issued is not None and issued > declined:
            text = f"issued on {issued}, after it was declined on {declined}"
            yield Finding("warning", ISSUED_LATER, text, page, row)
    if outside * 2 > len(rows):
        yield Finding(
            "error",
            "dates outside the week",
            f"{outside} of {len(rows)} detainers were declined outside the week"
            f" {week_start} to {week_end}: the week or the date columns were"
            " misread, or the report has the wrong title.",
        )


def _unresolved(normalized: Normalized) -> Iterator[Finding]:
    report = normalized.report
    for unread in report.unread:
        text = f"the {unread.kind.replace('_', ' ')} “{unread.raw_text}” cannot be read."
        yield Finding("error", "unresolved", text, unread.page, unread.row)
    for record, found in zip(report.declined, normalized.declined, strict=True):
        for value in (found.jurisdiction, found.crime, found.citizenship):
            if not value.resolved:
                source = record.sources[0]
                text = f"the {value.kind} “{value.text}” is unresolved ({value.rule})."
                yield Finding("error", "unresolved", text, source.page, source.row)
    sources = [*(i.sources[0] for i in report.issued), *(p.sources[0] for p in report.policies)]
    places = (*normalized.issued, *normalized.policies)
    for source, place in zip(sources, places, strict=True):
        if not place.resolved:
            text = f"the jurisdiction “{place.text}” is unresolved ({place.rule})."
            yield Finding("error", "unresolved", text, source.page, source.row)
