"""What is stored of a report: written in one transaction, never half; and found again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from detainer_cli import __version__
from detainer_cli.db.connection import database_errors, open_as_it_is, writing
from detainer_cli.db.corrected_rows import settle_corrections
from detainer_cli.db.revisions import FileTime, settle
from detainer_cli.db.row_columns import columns_of_rows
from detainer_cli.db.views import unresolved_rows
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.edition import READING
from detainer_cli.model.findings import Finding
from detainer_cli.model.pages import Document
from detainer_cli.model.periods import Period
from detainer_cli.model.records import Accounting
from detainer_cli.model.resolutions import Normalized

PDF_NOT_KEPT = Finding("warning", "stored PDF", "the PDF was not kept in the database, as asked")
"""Among the warnings of a report whose PDF was left out: one that is missing is a fault."""


@dataclass(frozen=True)
class Stored:
    """A report in the database: its kind, its period (first and last day, ISO) and its counts.

    `rows` are those of each section, `unresolved` the texts that could not be resolved or read.
    """

    kind: str
    period: str
    start: str
    end: str
    rows: dict[str, int]
    unresolved: int
    accounting: Accounting

    def told(self) -> str:
        """What it is in a line: `week 2017-01-28 to 2017-02-03, 206 declined, 10 counties`."""
        counts = kind_of(self.kind).counts
        rows = "".join(f", {self.rows[name]:,} {what}" for name, what in counts.items())
        return f"{self.period} {self.start} to {self.end}{rows}"


_IS_LOADED = "SELECT 1 FROM report_file WHERE sha256 = ?"
_FIND = """
SELECT f.id, f.kind, f.period, f.period_start, f.period_end,
  sum(a.seen), sum(a.header), sum(a.record), sum(a.continuation), sum(a.rejected)
FROM report_file f JOIN section_accounting a ON a.report_id = f.id
WHERE f.sha256 = ? GROUP BY f.id
"""


def is_loaded(path: Path, sha256: str) -> bool:
    """True if the database at `path` has a report with this content. Raises DatabaseError."""
    conn = open_as_it_is(path)
    if conn is None:
        return False
    with closing(conn), database_errors(path):
        return conn.execute(_IS_LOADED, [sha256]).fetchone() is not None


def find_report(conn: sqlite3.Connection, sha256: str) -> Stored | None:
    """The report with this content, if it is loaded."""
    row = conn.execute(_FIND, [sha256]).fetchone()
    if row is None:
        return None
    report_id, kind, period, start, end, *account = row
    rows = {s.name: _count(conn, s.table, report_id) for s in kind_of(kind).sections}
    return Stored(
        kind, period, start, end, rows, _unresolved(conn, report_id), Accounting(*account)
    )


def _count(conn: sqlite3.Connection, table: str, report_id: int) -> int:
    query = f"SELECT count(*) FROM {table} WHERE report_id = ?"  # noqa: S608
    return int(conn.execute(query, [report_id]).fetchone()[0])


def _unresolved(conn: sqlite3.Connection, report_id: int) -> int:
    """The texts that the view `unresolved` has of one report: it itself goes through them all."""
    rows = unresolved_rows("report_id = :report")
    query = f"SELECT count(*) FROM (SELECT DISTINCT kind, raw_text FROM ({rows}))"  # noqa: S608
    return int(conn.execute(query, {"report": report_id}).fetchone()[0])


def rows_before(conn: sqlite3.Connection, kind: str, period: Period) -> dict[str, int] | None:
    """The rows of each section of the current report of a period; None if there is none."""
    found = conn.execute(
        "SELECT id FROM current_report WHERE kind = ? AND period_start = ? AND period_end = ?",
        [kind, period.start.isoformat(), period.end.isoformat()],
    ).fetchone()
    if found is None:
        return None
    return {s.name: _count(conn, s.table, found[0]) for s in kind_of(kind).sections}


def store_report(
    conn: sqlite3.Connection,
    path: Path,
    document: Document,
    normalized: Normalized,
    findings: Iterable[Finding],
    content: bytes | None,
    time: FileTime | None = None,
) -> bool:
    """Writes a report in one transaction, as a revision of its period by its time (now if None).

    Its PDF is not kept if `content` is None, and the report says so. False if another process has
    loaded the same content meanwhile. Raises DatabaseError; nothing is written then.
    """
    with database_errors(path), writing(conn):
        if find_report(conn, document.sha256) is not None:
            return False
        report = normalized.report
        revision = conn.execute(
            "SELECT coalesce(max(revision), 0) + 1 FROM report_file"
            " WHERE kind = ? AND period_start = ? AND period_end = ?",
            [report.kind, report.period.start.isoformat(), report.period.end.isoformat()],
        ).fetchone()[0]
        told = [*findings, *([PDF_NOT_KEPT] if content is None else [])]
        row = _file(document, normalized, told, revision, time or FileTime.now())
        insert_rows(conn, "report_file", [row])
        report_id = int(conn.execute("SELECT last_insert_rowid()").fetchone()[0])
        if content is not None:
            insert_rows(conn, "report_pdf", [{"report_id": report_id, "content": content}])
        for table, rows in rows_beside(report_id, normalized).items():
            insert_rows(conn, table, rows)
        _insert_records(conn, report_id, normalized)
        settle(conn, report.kind, report.period)
        settle_corrections(conn, report.period)
    return True


def insert_rows(conn: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Adds rows that have the same columns to a table."""
    if rows:
        columns = ", ".join(rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        conn.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _file(
    document: Document,
    normalized: Normalized,
    findings: list[Finding],
    revision: int,
    time: FileTime,
) -> dict[str, object]:
    """The row of a report that is not the current one yet."""
    report = normalized.report
    return {
        "sha256": document.sha256,
        "source_name": document.source_name,
        "kind": report.kind,
        "period": report.period.name,
        "period_start": report.period.start.isoformat(),
        "period_end": report.period.end.isoformat(),
        "revision": revision,
        "is_current": 0,
        "ingested_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "dated_at": str(time),
        "dated_by": time.source,
        **columns_of_reading(document, normalized, findings),
    }


def columns_of_reading(
    document: Document, normalized: Normalized, findings: Iterable[Finding]
) -> dict[str, object]:
    """What reading a report gives for it as a whole: all that another reading may change."""
    report = normalized.report
    return {
        "detainers_issued": report.total,
        "pages": document.page_count,
        "words": document.words,
        "restricted": int(document.restricted),
        "producer": document.producer,
        "title": report.title,
        "sample_notice": report.sample_notice,
        "notes": _json(report.notes),
        "warnings": _json([asdict(finding) for finding in findings]),
        "tool_version": __version__,
        "reading": READING,
    }


def rows_beside(report_id: int, normalized: Normalized) -> dict[str, list[dict[str, object]]]:
    """What is stored of a report beside its records, by its tables."""
    report = normalized.report
    of: dict[str, object] = {"report_id": report_id}
    return {
        "section_accounting": [
            of | {"section": s} | asdict(a) for s, a in report.accounting.items()
        ],
        "rejected_row": [
            of
            | {
                "section": rejected.section,
                "page": rejected.source.page,
                "row": rejected.source.row,
                "text": rejected.text,
                "reason": rejected.reason,
            }
            for rejected in report.rejected
        ],
        "unread_value": [of | asdict(value) for value in report.unread],
    }


def _insert_records(conn: sqlite3.Connection, report_id: int, normalized: Normalized) -> None:
    for section, rows in columns_of_rows(normalized):
        insert_rows(conn, section.table, [{"report_id": report_id} | row for row in rows])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
