"""Reports as they are stored, read back as the values that they were made of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from detainer_cli.db.named_rows import named_rows
from detainer_cli.db.stored_sources import evidence_of, sources_of
from detainer_cli.kinds.descriptor import Kind, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.periods import Period
from detainer_cli.model.records import LocationText, ParsedReport, Record, Unread, Value

Row = dict[str, Any]

_PARTS = ("whole", "facility", "county", "state")


@dataclass(frozen=True)
class StoredReport:
    """A report with its rows as they are stored, in the order of its records."""

    id: int
    kind: Kind
    report: ParsedReport
    rows: dict[str, list[Row]]

    def __iter__(self) -> Iterator[tuple[Section, Record, Row]]:
        for section in self.kind.sections:
            records = self.report.sections[section.name]
            for record, row in zip(records, self.rows[section.name], strict=True):
                yield section, record, row


def stored_reports(conn: sqlite3.Connection) -> Iterator[StoredReport]:
    """Every loaded report, one at a time, the oldest load first."""
    for (report_id,) in conn.execute("SELECT id FROM report_file ORDER BY id").fetchall():
        yield stored_report(conn, report_id)


def stored_report(conn: sqlite3.Connection, report_id: int) -> StoredReport:
    """The loaded report of this id, as it was printed."""
    name, period, start, end, total = conn.execute(
        "SELECT kind, period, period_start, period_end, detainers_issued FROM main.report_file"
        " WHERE id = ?",
        [report_id],
    ).fetchone()
    kind = kind_of(name)
    rows = {s.name: _rows(conn, s.table, report_id) for s in kind.sections}
    report = ParsedReport(
        kind=name,
        period=Period(date.fromisoformat(start), date.fromisoformat(end), period),
        total=total,
        sections={s.name: tuple(record_of(s, r) for r in rows[s.name]) for s in kind.sections},
        rejected=(),
        accounting={},
        unread=_unread(conn, report_id),
    )
    return StoredReport(report_id, kind, report, rows)


def _rows(conn: sqlite3.Connection, table: str, report_id: int) -> list[Row]:
    query = f"SELECT * FROM main.{table} WHERE report_id = ? ORDER BY position"  # noqa: S608
    return list(named_rows(conn.execute(query, [report_id])))


def _unread(conn: sqlite3.Connection, report_id: int) -> tuple[Unread, ...]:
    query = "SELECT kind, raw_text, page, row FROM unread_value WHERE report_id = ? ORDER BY id"
    return tuple(Unread(*row) for row in conn.execute(query, [report_id]))


def record_of(section: Section, row: Row) -> Record:
    """The record that a row was made of."""
    raw = {f.name: row.get(f"raw_{f.name}", row.get(f.value)) or "" for f in section.fields}
    values: dict[str, Value] = {
        field.value: _VALUES.get(field.type, _as_it_is)(row[field.value])
        for field in section.fields
        if field.type not in ("citizenship", "area")
    }
    location = LocationText(*(row[f"location_{part}"] for part in _PARTS))
    sources, evidence = sources_of(row["sources"], raw, location), evidence_of(row["evidence"])
    return Record(row["position"], location, raw, values, sources, evidence)


def _as_it_is(value: Any) -> Value:
    found: Value = value
    return found


_VALUES: dict[str, Callable[[Any], Value]] = {
    "list": lambda text: tuple(json.loads(text)),
    "text": lambda text: text or "",  # of a report that was loaded before the column was there
}
