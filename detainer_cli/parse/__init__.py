"""Extraction -> ParsedReport: sections, rows, records, the period; every row accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detainer_cli.errors import NotAReportError
from detainer_cli.kinds.descriptor import Kind
from detainer_cli.model.pages import Extraction, TextLine
from detainer_cli.model.records import ParsedReport, Record, Unread
from detainer_cli.parse.completeness import (
    require_no_problems,
    require_rows,
    require_tables,
    require_whole_lines,
)
from detainer_cli.parse.counting import blank_ends, require_counted
from detainer_cli.parse.cuts import Words, make_joiner, mend
from detainer_cli.parse.kind import recognize
from detainer_cli.parse.notice import sample_notice
from detainer_cli.parse.period import read_period, read_total
from detainer_cli.parse.prose import parse_prose
from detainer_cli.parse.records import doubtful_breaks, records_of, unread_values
from detainer_cli.parse.rows import SectionRows, section_rows
from detainer_cli.parse.sections import Outline, outline
from detainer_cli.parse.text import join_lines


def parse(
    printed: Extraction,
    running: frozenset[str] = frozenset(),
    reference_words: Words = frozenset,
) -> ParsedReport:
    """What the report says, before any code is given to a name. Pure.

    `running` are the lines (numbers as #) that stand on most pages, `reference_words` gives the
    words that are known to be words. Raises NotAReportError for another kind of document or an
    unknown header, CheckError for what does not add up.
    """
    kind = recognize(printed)
    if kind.prose:
        return parse_prose(kind, printed, running)
    joiner = make_joiner(printed, reference_words, kind)
    extraction = mend(printed, joiner)
    require_whole_lines(extraction)
    found = _outline(kind, extraction)
    period = read_period(found)
    require_tables(extraction, found, running)
    rows = {s.name: section_rows(s, found.tables[s.name], joiner.joined) for s in kind.sections}
    require_rows(found, rows)
    require_counted(found, rows, running)
    sections = {s.name: records_of(s, rows[s.name].rows, printed.pages) for s in kind.sections}
    total, doubts = read_total(found)
    return ParsedReport(
        kind=kind.name,
        period=period.period,
        total=total,
        sections=sections,
        rejected=tuple(r for found_rows in rows.values() for r in found_rows.rejected),
        accounting={name: found_rows.accounting for name, found_rows in rows.items()},
        unread=tuple(_unread(kind, sections, rows)),
        notes=tuple(_notes(found, running)),
        sample_notice=sample_notice(line.text for _, line in found.lines),
        warnings=(
            *period.warnings,
            *doubts,
            *(note for found_rows in rows.values() for note in found_rows.notes),
            *_other_tables(found),
            *_empty(kind, sections),
            *blank_ends(found),
        ),
        headers=tuple(h for found_rows in rows.values() for h in found_rows.headers),
        others=tuple(found.others),
    )


def _unread(
    kind: Kind, sections: dict[str, tuple[Record, ...]], rows: dict[str, SectionRows]
) -> Iterable[Unread]:
    for section in kind.sections:
        yield from unread_values(section, sections[section.name])
    for section in kind.sections:
        yield from doubtful_breaks(rows[section.name].rows)


def _outline(kind: Kind, extraction: Extraction) -> Outline:
    """Where the sections are; a header that is unknown may be one that is not shown whole."""
    try:
        return outline(kind, extraction)
    except NotAReportError as unknown:
        require_no_problems(extraction, {unknown.page})
        raise


def _other_tables(found: Outline) -> Iterable[str]:
    for other in found.others:
        yield (
            f"page {other.page}: a table of {other.rows} rows belongs to no section and was not"
            f" read: “{other.text[:80]}”"
        )


def _empty(kind: Kind, sections: dict[str, tuple[Record, ...]]) -> Iterable[str]:
    """A section without a row, which nothing but its absence may tell."""
    for section in kind.sections:
        if section.empty and not sections[section.name]:
            yield section.empty.note


def _notes(found: Outline, running: frozenset[str]) -> Iterable[str]:
    """The numbered notes of the closing section, each as one text."""
    closing = found.kind.closing
    if closing is None or closing.name not in found.starts:
        return []
    notes: list[list[TextLine]] = []
    for place, line in found.lines:
        if place < found.starts[closing.name] or line.key in running:
            continue
        if not notes or re.match(r"\W*\d{1,2}[.)]\s", line.text):
            notes.append([])
        notes[-1].append(line)
    return [join_lines(note) for note in notes]
