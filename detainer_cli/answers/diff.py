"""What one revision of a report changed of another, row by row and cell by cell."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from detainer_cli.answers.applicable_caveats import accepted_in
from detainer_cli.answers.caveats import About, applicable
from detainer_cli.db.periods import choose_week, describe_period, loaded_weeks
from detainer_cli.db.row_changes import CHANGES, REPORT, Line, SectionChanges, changes_of_rows
from detainer_cli.db.row_reference import Reference
from detainer_cli.db.stored_records import Row, StoredReport, stored_report
from detainer_cli.errors import UsageError
from detainer_cli.kinds.descriptor import Kind, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat, Summary

COLUMNS = [
    Column("section", ColumnKind.NAME),
    Column("change", ColumnKind.NAME),
    Column("ref_before", ColumnKind.CODE),
    Column("ref_after", ColumnKind.CODE),
    Column("field", ColumnKind.NAME),
    Column("before", ColumnKind.TEXT),
    Column("after", ColumnKind.TEXT),
    Column("note", ColumnKind.TEXT),
]
NO_IDENTIFIER = Caveat(
    "The report gives its rows no identifier. A row is called changed where more than half of what"
    " it prints is the same before and after (the place counts twice) and no other row agrees"
    " better; it may as well be one row that was removed and another that was added.",
    "Rows have no identifier: what is called changed may be one row removed and another added.",
    "how-a-report-is-read",
)


@dataclass(frozen=True)
class _Revision:
    """A loaded report of a period, with what is said of it."""

    number: int
    is_current: bool
    name: str
    dated: str
    notice: str | None
    edition: tuple[int, str]
    stored: StoredReport

    def refs(self, section: Section) -> Callable[[Row], str]:
        """What gives the reference of a row of a section."""
        start = self.stored.report.period.start.isoformat()
        number = None if self.is_current else self.number
        return lambda row: str(
            Reference(start, row["page"], row["row_on_page"], number, section.mark)
        )


_FIND = """
SELECT revision, id, is_current, source_name, dated_at, sample_notice, reading, tool_version
FROM report_file WHERE kind = ? AND period_start = ? AND period_end = ? ORDER BY revision
"""


_OTHERS = """
SELECT kind, period, period_start, period_end FROM current_report
WHERE kind <> 'weekly' AND ? BETWEEN period_start AND period_end ORDER BY period_start DESC
"""
_NEWEST = """
SELECT kind, period, period_start, period_end FROM current_report
WHERE kind <> 'weekly' ORDER BY period_end DESC, period_start DESC LIMIT 1
"""


def choose_report(conn: sqlite3.Connection, text: str) -> tuple[str, Period]:
    """The kind and the period of the report that a day names: a week's, or else another's.

    `latest` is the newest week, or without one the newest period of another kind. Raises UsageError
    if it names none, or several.
    """
    weeks = loaded_weeks(conn)
    try:
        return "weekly", choose_week(weeks, text)
    except UsageError:
        newest = text.strip().lower() == "latest" and not weeks
        asked = (_NEWEST, []) if newest else (_OTHERS, [text.strip()])
        found = conn.execute(*asked).fetchall()
        if len(found) != 1:
            raise
    ((kind, name, start, end),) = found
    return kind, Period(date.fromisoformat(start), date.fromisoformat(end), name)


def diff(
    conn: sqlite3.Connection,
    kind: str,
    period: Period,
    first: int | None = None,
    second: int | None = None,
    section: str | None = None,
) -> Summary:
    """What the revision `second` changed of the revision `first`: of the two newest, if None.

    Raises UsageError if there are no two such revisions, or no such section.
    """
    described = kind_of(kind)
    _require_section(described, section)
    key = (kind, period.start.isoformat(), period.end.isoformat())
    found = {number: rest for number, *rest in conn.execute(_FIND, key)}
    numbers = _chosen(sorted(found), period, first, second)
    before, after = (_revision(conn, number, found[number]) for number in numbers)
    parts = [
        changes_of_rows(
            s,
            before.stored.rows[s.name],
            after.stored.rows[s.name],
            (before.refs(s), after.refs(s)),
        )
        for s in described.sections
        if section in (None, s.name)
    ]
    lines = [*(_total(described, before, after) if section is None else ())]
    lines += [line for part in parts for line in part.lines]
    of = f", {described.section(section).short}" if section else ""
    return Summary(
        f"What revision {after.number} changed of revision {before.number}{of},"
        f" {describe_period((period,))}",
        [period.start.isoformat()],
        COLUMNS,
        [line.as_row() for line in lines],
        len(lines),
        [*_of_reports(conn, period, before, after), *_of_changes(parts)],
    )


def _require_section(kind: Kind, name: str | None) -> None:
    if name is not None and name not in kind.names:
        raise UsageError(
            f"a {kind.title} has no section “{name}”.", f"Sections: {', '.join(kind.names)}."
        )


def _chosen(
    numbers: list[int], period: Period, first: int | None, second: int | None
) -> tuple[int, int]:
    """The two revisions that are asked for; without a number, the newest, and the one before."""
    of = f"the {period.name} of {period.start}"
    listed = f"Loaded: {', '.join(map(str, numbers))}. `detainers reports --all` lists them."
    if len(numbers) < 2:
        raise UsageError(
            f"of {of} one revision is loaded, and two are compared.",
            "Load the other issue of its report: detainers ingest",
        )
    for number in (first, second):
        if number is not None and number not in numbers:
            raise UsageError(f"{of} has no revision {number}.", listed)
    if second is None:
        second = numbers[-1] if first != numbers[-1] else numbers[-2]
    if first is None:
        earlier = [number for number in numbers if number < second]
        first = earlier[-1] if earlier else numbers[numbers.index(second) + 1]
    if first == second:
        raise UsageError(f"revision {first} of {of} is compared with itself.", listed)
    return first, second


def _revision(conn: sqlite3.Connection, number: int, found: list[object]) -> _Revision:
    report_id, is_current, name, dated, notice, reading, version = found
    stored = stored_report(conn, int(str(report_id)))
    edition = int(str(reading)), str(version)
    told = None if notice is None else str(notice)
    return _Revision(number, bool(is_current), str(name), str(dated), told, edition, stored)


def _total(kind: Kind, before: _Revision, after: _Revision) -> Iterator[Line]:
    """The number that the report gives for the whole country, if it is another."""
    mine, theirs = before.stored.report.total, after.stored.report.total
    if mine != theirs:
        texts = (None if number is None else f"{number:,}" for number in (mine, theirs))
        yield Line(REPORT, "changed", None, None, kind.total_name, *texts)


# ------------------------------------------------------------------ what is said of it


def _of_reports(
    conn: sqlite3.Connection, period: Period, before: _Revision, after: _Revision
) -> Iterator[Caveat]:
    notices = (before.notice, after.notice)
    accepted = (found for r in (before, after) for found in accepted_in(conn, r.stored.id))
    yield from applicable(
        About(
            bases=frozenset(),
            weeks=(period,),
            sample_notices=tuple(dict.fromkeys(notice for notice in notices if notice)),
            accepted=tuple(dict.fromkeys(accepted)),
        )
    )
    told = " and ".join(_told(revision) for revision in (before, after))
    yield Caveat(f"Compared are {told}, as they are printed.", section="how-a-report-is-read")
    if before.edition != after.edition:
        yield Caveat(
            "The two were not read by the same version of this program, so that a value may be"
            " another where the report prints the same. `detainers reparse` reads both again.",
            "The two were not read by the same version of this program.",
        )


def _told(revision: _Revision) -> str:
    current = ", the current one" if revision.is_current else ""
    day = revision.dated[:10]
    return f"revision {revision.number} ({revision.name}, of {day}{current})"


def _of_changes(parts: Iterable[SectionChanges]) -> Iterator[Caveat]:
    parts = list(parts)
    for part in parts:
        counts = (f"{part.rows(change):,} {change}" for change in CHANGES)
        title = part.section.title[0].upper() + part.section.title[1:]
        yield Caveat(
            f"{title}: {part.before:,} rows before, {part.after:,} after; {', '.join(counts)}.",
            f"{title}: {part.before:,} rows before, {part.after:,} after.",
        )
    if any(part.rows("changed") for part in parts):
        yield NO_IDENTIFIER
