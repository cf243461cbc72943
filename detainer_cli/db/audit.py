"""Every check once more, on what is loaded: the database, each report, the weeks together."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal

from detainer_cli import __version__
from detainer_cli.checks import date_findings
from detainer_cli.checks.values import value_problems
from detainer_cli.db.corrected_rows import unsettled
from detainer_cli.db.decided import decided
from detainer_cli.db.editions import older_reports
from detainer_cli.db.opening import open_for_reading
from detainer_cli.db.renormalize import renormalize
from detainer_cli.db.row_columns import days_between
from detainer_cli.db.store import PDF_NOT_KEPT
from detainer_cli.db.stored_records import Row, stored_reports
from detainer_cli.kinds.descriptor import Kind, Section
from detainer_cli.kinds.registry import kinds
from detainer_cli.model.periods import Period
from detainer_cli.model.records import Record
from detainer_cli.reference import table

Severity = Literal["error", "warning", "note"]
Check = Callable[[sqlite3.Connection], Iterator["AuditFinding"]]
Known = tuple[str, int | None, int | None]
"""A finding of the load: its check, page and row."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AuditFinding:
    """One thing a check found. `week` is the first day (ISO) of the week that it concerns.

    An error means that the data cannot be trusted, a warning that a value looks odd, as it did when
    it was loaded; a note is good to know.
    """

    severity: Severity
    check: str
    week: str | None
    page: int | None
    message: str

    def as_row(self) -> dict[str, object]:
        return asdict(self)


def audit(db: Path) -> list[AuditFinding]:
    """All findings about a database, errors first. Raises DatabaseError if it cannot be opened."""
    order = ("error", "warning", "note")
    with closing(open_for_reading(db)) as conn:
        found = [finding for check in _CHECKS for finding in _run(check, conn)]
    return sorted(found, key=lambda f: (order.index(f.severity), f.week or "", f.check))


def audited_weeks(db: Path) -> list[str]:
    """The first days of the loaded weeks, oldest first. Raises DatabaseError."""
    with closing(open_for_reading(db)) as conn:
        rows = conn.execute("SELECT DISTINCT period_start FROM report_file ORDER BY 1")
        return [start for (start,) in rows]


def _run(check: Check, conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """What a check finds; that it could not be run on a damaged file is a finding, too."""
    try:
        yield from list(check(conn))
    except (sqlite3.Error, ValueError) as error:
        name = check.__name__.strip("_").replace("_", " ")
        yield AuditFinding("error", name, None, None, f"the check could not be run: {error}")


# ------------------------------------------------------------------ the database


def _integrity(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    for (text,) in conn.execute("PRAGMA integrity_check(20)"):
        if text != "ok":
            yield AuditFinding("error", "integrity", None, None, text)


def _foreign_keys(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    for name, row, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        text = f"row {row} of {name} belongs to a row of {parent} that is not there"
        yield AuditFinding("error", "foreign keys", None, None, text)


def _stored_pdfs(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """The PDF kept with a report is the one whose checksum the report carries."""
    rows = conn.execute("""
        SELECT f.period_start, f.source_name, f.sha256, p.content, f.warnings
        FROM report_file f LEFT JOIN report_pdf p ON p.report_id = f.id ORDER BY f.id""")
    for week, name, sha256, content, warnings in rows:
        if content is None and asdict(PDF_NOT_KEPT) in json.loads(warnings):
            text = f"the PDF of {name} was not kept, as asked (--no-keep-pdf)"
            yield AuditFinding("note", PDF_NOT_KEPT.check, week, None, text)
        elif content is None:
            yield AuditFinding("error", "stored PDF", week, None, f"the PDF of {name} is missing")
        elif hashlib.sha256(content).hexdigest() != sha256:
            text = f"the PDF of {name} is not the one that was loaded (its checksum differs)"
            yield AuditFinding("error", "stored PDF", week, None, text)


def _corrections(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """The views as corrected show what the errata of today correct."""
    for week in unsettled(conn):
        text = (
            "the views as corrected are not by the errata that are known today; bring them up to"
            " date: detainers renormalize"
        )
        yield AuditFinding("warning", "corrections", week, None, text)


# ------------------------------------------------------------------ each report


def _row_accounting(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """The rows in the tables are those that were counted when the report was loaded."""
    for kind in kinds():
        for section in kind.sections:
            yield from _accounting_of(conn, kind.name, section)


def _accounting_of(conn: sqlite3.Connection, kind: str, section: Section) -> Iterator[AuditFinding]:
    rows = conn.execute(
        f"""SELECT f.period_start, f.revision, a.record, a.rejected,
          (SELECT count(*) FROM {section.table} r WHERE r.report_id = f.id),
          (SELECT count(*) FROM rejected_row r WHERE r.report_id = f.id AND r.section = ?1)
        FROM report_file f
        LEFT JOIN section_accounting a ON a.report_id = f.id AND a.section = ?1
        WHERE f.kind = ?2
        ORDER BY f.period_start, f.revision""",  # noqa: S608
        [section.name, kind],
    )
    for start, revision, record, rejected, records, rejections in rows:
        counted = (record or 0, rejected or 0)
        if counted != (records, rejections):
            text = (
                f"{section.title}, revision {revision}: {counted[0]} records and"
                f" {counted[1]} rejected rows were counted, {records} and {rejections} are"
                " stored"
            )
            yield AuditFinding("error", "row accounting", start, None, text)


def _dates(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """As when the report was loaded: an odd date that was not odd then has been changed since."""
    for kind in kinds():
        reports = conn.execute(
            "SELECT id, period_start, period_end, warnings FROM current_report WHERE kind = ?",
            [kind.name],
        ).fetchall()
        for report_id, start, end, warnings in reports:
            period = Period(_date(start), _date(end), kind.period)
            known = {(w["check"], w["page"], w["row"]) for w in json.loads(warnings)}
            for section in kind.sections:
                yield from _dates_of(conn, section, report_id, period, known)


def _dates_of(
    conn: sqlite3.Connection, section: Section, report_id: int, period: Period, known: set[Known]
) -> Iterator[AuditFinding]:
    if section.dates is None:
        return
    rows = conn.execute(
        f"SELECT {section.dates.first}, {section.dates.last}, sources FROM {section.table}"  # noqa: S608
        " WHERE report_id = ? ORDER BY position",
        [report_id],
    )
    dated = [(_day(first), _day(last), *_place(text)) for first, last, text in rows]
    for found in date_findings(section.dates, period, dated):
        row = f"row {found.row}: " if found.row is not None else ""
        is_known = (found.check, found.page, found.row) in known
        severity: Severity = "warning" if is_known else "error"
        since = "" if is_known else " (this was not so when the report was loaded)"
        text = f"{row}{found.message}{since}"
        start = period.start.isoformat()
        yield AuditFinding(severity, found.check, start, found.page, text)


def _raw_texts(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """Every value is what the raw text beside it says."""
    for stored in stored_reports(conn):
        start = stored.report.period.start.isoformat()
        for section, record, row in stored:
            source = record.sources[0]
            for problem in (*value_problems(section, record), *_days(section, record, row)):
                text = f"row {source.row}: {problem}"
                yield AuditFinding("error", "raw text", start, source.page, text)


def _days(section: Section, record: Record, row: Row) -> Iterator[str]:
    """The days from the one date to the other, where both are known."""
    if section.dates is None:
        return
    stored, days = row[section.dates.days], days_between(section.dates, record)
    if stored != days:
        first, last = record.day(section.dates.first), record.day(section.dates.last)
        yield f"{stored} days are not those between {first} and {last}."


def _todays_rules(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """The names and codes are those that the rules give, or that the user has decided.

    Of reports that this version loaded a difference is an error; an older one had other rules.
    """
    versions = {v for (v,) in conn.execute("SELECT DISTINCT tool_version FROM report_file")}
    severity: Severity = "error" if versions == {__version__} else "note"
    for change in renormalize(conn, Path(), decided(conn), dry_run=True):
        text = (
            f"the {change.kind} of “{change.raw_text}” is {change.before or 'unresolved'} in"
            f" {change.rows} rows; the rules give {change.after or 'nothing'}"
            " (detainers renormalize --dry-run)"
        )
        yield AuditFinding(severity, "rules", None, None, text)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _place(sources: str) -> tuple[int, int]:
    first = json.loads(sources)[0]
    return first["page"], first["row"]


def _accepted(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """What a report would have been refused for, had it not been accepted."""
    rows = conn.execute("""
        SELECT f.period_start, w.value FROM current_report f, json_each(f.warnings) w
        WHERE json_extract(w.value, '$.severity') = 'accepted'
        ORDER BY f.period_start, w.key""")
    for week, text in rows:
        found = json.loads(text)
        message = f"{found['message']} It was accepted when the report was loaded."
        yield AuditFinding("warning", found["check"], week, found["page"], message)


def _unresolved(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    rows = conn.execute("""
        SELECT f.period_start, u.kind, count(*), sum(u."rows"), min(u.first_page)
        FROM unresolved u JOIN current_report f ON f.sha256 = u.report_sha256
        GROUP BY f.period_start, u.kind ORDER BY 1, 2""")
    for week, kind, texts, number, page in rows:
        text = f"{texts} {kind.replace('_', ' ')} texts in {number} rows are unresolved"
        yield AuditFinding("note", "unresolved", week, page, f"{text} (detainers review)")


def _editions(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    number = older_reports(conn)
    if number:
        reports = "1 report was" if number == 1 else f"{number} reports were"
        text = f"{reports} read by an earlier version of this program (detainers reparse --dry-run)"
        yield AuditFinding("note", "reading", None, None, text)


# ------------------------------------------------------------------ the weeks together


def _current_revisions(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """Exactly one revision of a week is the current one: the last, or the one that was chosen."""
    rows = conn.execute("""
        SELECT f.period_start, sum(f.is_current), coalesce(max(f.revision) FILTER (WHERE f.id =
            (SELECT iif(c.holds, c.report_id, NULL) FROM revision_choice c
             WHERE (c.kind, c.period_start, c.period_end) = (f.kind, f.period_start, f.period_end)
             ORDER BY c.id DESC LIMIT 1)), max(f.revision)),
          max(f.revision) FILTER (WHERE f.is_current)
        FROM report_file f GROUP BY f.kind, f.period_start, f.period_end ORDER BY f.period_start""")
    for week, current, due, shown in rows:
        if current != 1 or due != shown:
            text = (
                f"{current} revisions are current, where it should be revision {due} alone (the"
                " last one, or the one that was chosen)"
            )
            yield AuditFinding("error", "current revision", week, None, text)


def _published_totals(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """The published figures are those of a week's first issue; a later one may correct them."""
    rows = conn.execute("""
        SELECT f.period_start, f.revision, f.detainers_issued, count(d.id),
          sum(d.disposition = 'convicted'), sum(d.disposition = 'charged'),
          (SELECT count(*) FROM policy_row p WHERE p.report_id = f.id)
        FROM current_weekly_report f LEFT JOIN declined_row d ON d.report_id = f.id
        GROUP BY f.id""").fetchall()
    figures = ("issued", "declined", "convicted", "charged", "policies")
    loaded = {row[0]: (row[1], dict(zip(figures, row[2:], strict=True))) for row in rows}
    for known in table("published_totals"):
        week, figure, value = known["week_start"], known["figure"], int(known["value"])
        if week not in loaded or loaded[week][1][figure] == value:
            continue
        revision, counts = loaded[week]
        text = f"{figure}: {counts[figure]} loaded, {value} published ({known['source']})"
        severity: Severity = "error" if revision == 1 else "warning"
        yield AuditFinding(severity, "published totals", week, None, text)


def _gaps(conn: sqlite3.Connection) -> Iterator[AuditFinding]:
    """Publication was irregular: a gap is worth knowing and no error. Two weeks never overlap."""
    for kind in kinds():
        yield from _gaps_of(conn, kind)


def _gaps_of(conn: sqlite3.Connection, kind: Kind) -> Iterator[AuditFinding]:
    rows = conn.execute(
        "SELECT period_start, period_end FROM current_report WHERE kind = ? ORDER BY period_start",
        [kind.name],
    ).fetchall()
    for (_, end), (start, _) in pairwise(rows if kind.period != "any" else ()):
        days = (date.fromisoformat(start) - date.fromisoformat(end)).days - 1
        if days > 0:
            first, last = date.fromisoformat(end) + _ONE_DAY, date.fromisoformat(start) - _ONE_DAY
            text = (
                f"nothing is loaded for {first} to {last} ({days} days before this {kind.period})"
            )
            yield AuditFinding("note", f"gap between {kind.period}s", start, None, text)
        elif days < 0:
            text = f"the {kind.period} overlaps the one before it, which ends on {end}"
            yield AuditFinding("warning", f"overlapping {kind.period}s", start, None, text)


_CHECKS: tuple[Check, ...] = (
    _integrity,
    _foreign_keys,
    _stored_pdfs,
    _corrections,
    _row_accounting,
    _dates,
    _raw_texts,
    _todays_rules,
    _accepted,
    _unresolved,
    _editions,
    _current_revisions,
    _published_totals,
    _gaps,
)
