"""Extraction -> ParsedReport: sections, rows, records, the week; every row accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detainer_cli.errors import NotAReportError
from detainer_cli.kinds.layouts import SAMPLE_NOTICE_PATTERN, TITLE_WORDS
from detainer_cli.model.pages import Extraction, TextLine
from detainer_cli.model.records import Accounting, ParsedReport, SectionName
from detainer_cli.parse.completeness import (
    require_no_problems,
    require_rows,
    require_tables,
    require_whole_lines,
)
from detainer_cli.parse.counting import blank_ends, require_counted
from detainer_cli.parse.cuts import Words, make_joiner, mend
from detainer_cli.parse.records import (
    declined_records,
    doubtful_breaks,
    issued_records,
    policy_records,
    unread_values,
)
from detainer_cli.parse.rows import SectionRows, section_rows
from detainer_cli.parse.sections import ORDER, Outline, outline
from detainer_cli.parse.text import fold, join_lines
from detainer_cli.parse.week import read_issued_total, read_week


def parse(
    printed: Extraction,
    furniture: frozenset[str] = frozenset(),
    reference_words: Words = frozenset,
) -> ParsedReport:
    """What the report says, before any code is given to a name. Pure.

    `furniture` are the lines (numbers as #) that stand on most pages, `reference_words` gives the
    words that are known to be words. Raises NotAReportError for another kind of document or an
    unknown header, CheckError for what does not add up.
    """
    joiner = make_joiner(printed, reference_words)
    extraction = mend(printed, joiner)
    _require_title(extraction)
    require_whole_lines(extraction)
    found = _outline(extraction)
    week = read_week(found)
    require_tables(extraction, found, furniture)
    rows = {name: section_rows(name, found.tables[name], joiner.joined) for name in ORDER}
    require_rows(found, rows)
    require_counted(found, rows, furniture)
    issued = tuple(issued_records(rows["issued"].rows))
    declined = tuple(declined_records(rows["declined"].rows))
    policies = tuple(policy_records(rows["policy"].rows))
    total, doubts = read_issued_total(found)
    return ParsedReport(
        week_start=week.start,
        week_end=week.end,
        detainers_issued=total,
        issued=issued,
        declined=declined,
        policies=policies,
        rejected=tuple(r for name in ORDER for r in rows[name].rejected),
        accounting=_accounting(rows),
        unread=(
            *unread_values(issued, declined, policies),
            *(found for name in ORDER for found in doubtful_breaks(rows[name].rows)),
        ),
        notes=tuple(_notes(found, furniture)),
        sample_notice=_sample_notice(found),
        warnings=(
            *week.warnings,
            *doubts,
            *(note for name in ORDER for note in rows[name].notes),
            *_other_tables(found),
            *_empty(rows),
            *blank_ends(found),
        ),
        headers=tuple(h for name in ORDER for h in rows[name].headers),
        others=tuple(found.others),
    )


def _outline(extraction: Extraction) -> Outline:
    """Where the sections are; a header that is unknown may be one that is not shown whole."""
    try:
        return outline(extraction)
    except NotAReportError as unknown:
        require_no_problems(extraction, {unknown.page})
        raise


def _other_tables(found: Outline) -> Iterable[str]:
    for other in found.others:
        yield (
            f"page {other.page}: a table of {other.rows} rows belongs to no section and was not"
            f" read: “{other.text[:80]}”"
        )


def _empty(rows: dict[SectionName, SectionRows]) -> Iterable[str]:
    """A week without a declined detainer, which nothing but its absence may tell."""
    if not rows["declined"].rows:
        yield "section II lists no declined detainer; compare with the pages"


def _accounting(rows: dict[SectionName, SectionRows]) -> dict[SectionName, Accounting]:
    return {name: rows[name].accounting for name in ORDER}


def require_kind(texts: Iterable[str]) -> None:
    """Raises NotAReportError if no page's text has the title of a report, wherever it breaks.

    A document without any text passes: it may be a scan, which is told elsewhere.
    """
    titles = tuple("".join(words.split()) for words in TITLE_WORDS)
    has_text = False
    for text in texts:
        letters = "".join(fold(text).split())
        if any(title in letters for title in titles):
            return
        has_text = has_text or bool(letters)
    if has_text:
        raise _no_report()


def _no_report() -> NotAReportError:
    return NotAReportError(
        "the PDF is no Weekly Declined Detainer Outcome Report: its title was not found.",
        "Expected the words “Weekly Declined Detainer Outcome Report”.",
    )


def _require_title(extraction: Extraction) -> None:
    text = fold(join_lines([line for page in extraction.pages for line in page.lines]))
    tables = (c.lines for p in extraction.pages for t in p.tables for r in t.rows for c in r.cells)
    if any(words in text for words in TITLE_WORDS):
        return
    if any(words in fold(join_lines(lines)) for lines in tables for words in TITLE_WORDS):
        return
    raise _no_report()


def _notes(found: Outline, furniture: frozenset[str]) -> Iterable[str]:
    """The numbered notes of section IV, each as one text."""
    if "scope" not in found.starts:
        return []
    notes: list[list[TextLine]] = []
    for place, line in found.lines:
        if place < found.starts["scope"] or line.key in furniture:
            continue
        if not notes or re.match(r"\W*\d{1,2}[.)]\s", line.text):
            notes.append([])
        notes[-1].append(line)
    return [join_lines(note) for note in notes]


def _sample_notice(found: Outline) -> str | None:
    lines = (line.text for _, line in found.lines)
    notice = next((t for t in lines if re.search(SAMPLE_NOTICE_PATTERN, t, re.I)), None)
    return re.sub(r"\s*\|?\s*page\s+\d+.*$", "", notice, flags=re.I) if notice else None
