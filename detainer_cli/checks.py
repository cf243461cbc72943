"""What must hold before a report is written, and what is worth a warning. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from detainer_cli.errors import CheckError
from detainer_cli.layouts import SECTION_TITLES
from detainer_cli.model import Extraction, Finding, Normalized, ParsedReport


def check(extraction: Extraction, normalized: Normalized, strict: bool = False) -> list[Finding]:
    """All findings about a report; raises CheckError for the first that is an error.

    With `strict`, an unresolved value is an error.
    """
    report = normalized.report
    findings = [
        *_words_add_up(extraction),
        *_rows_add_up(report),
        *_dates(report),
        *(Finding("warning", "reading", text) for text in report.warnings),
    ]
    if strict:
        findings += _unresolved(normalized)
    for finding in findings:
        if finding.severity == "error":
            hint = "Nothing was loaded."
            raise CheckError(finding.message, hint, page=finding.page, row=finding.row)
    return findings


def _words_add_up(extraction: Extraction) -> Iterator[Finding]:
    """Every word of a page is in exactly one cell or one line."""
    for page in extraction.pages:
        placed = sum(line.words for line in page.lines) + sum(t.words for t in page.tables)
        if placed != page.words:
            yield Finding(
                "error",
                "word accounting",
                f"{page.words} words stand on the page but {placed} were placed.",
                page.number,
            )


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


def _dates(report: ParsedReport) -> Iterator[Finding]:
    """Declines are recorded in the week of the report, and after the detainer was issued."""
    outside = 0
    for record in report.declined:
        page, row = record.sources[0].page, record.sources[0].row
        day = record.declined_date
        if day is not None and not report.week_start <= day <= report.week_end:
            outside += 1
            text = f"declined on {day}, outside the week {report.week_start} to {report.week_end}"
            yield Finding("warning", "date outside the week", text, page, row)
        if day is not None and record.issued_date is not None and record.issued_date > day:
            text = f"issued on {record.issued_date}, after it was declined on {day}"
            yield Finding("warning", "issued after declined", text, page, row)
    if outside * 2 > len(report.declined):
        yield Finding(
            "error",
            "dates outside the week",
            f"{outside} of {len(report.declined)} detainers were declined outside the week"
            f" {report.week_start} to {report.week_end}: the week or the date columns were"
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
