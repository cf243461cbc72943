"""Applies today's reference data and decisions to what is loaded, without the PDFs."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from detainer_cli.db.connection import database_errors, writing
from detainer_cli.db.corrected_rows import settle_corrections
from detainer_cli.db.named_rows import named_rows
from detainer_cli.db.row_columns import columns_of_names
from detainer_cli.db.stored_records import Row, StoredReport, stored_reports
from detainer_cli.kinds.descriptor import RAW_PLACE, NameKind, Section
from detainer_cli.normalize.names import Decisions
from detainer_cli.normalize.report import normalize

_CODES = {
    "jurisdiction": ("state", "county_fips"),
    "crime": ("ncic_code", "crime_category"),
    "citizenship": ("country_alpha_3", "region"),
}
"""The columns of codes that go with a name, and may change where it does not."""


@dataclass(frozen=True, order=True)
class Change:
    """A text whose meaning changes: from one canonical name to another, in `rows` rows.

    `kind` is the column of a code where the name stays and the code does not.
    """

    kind: str
    raw_text: str
    before: str | None
    after: str | None
    rows: int


def renormalize(
    conn: sqlite3.Connection, path: Path, decisions: Decisions, dry_run: bool
) -> list[Change]:
    """Resolves every loaded text again, in one transaction; says what changes.

    Rows that stay the same are not touched. With `dry_run` nothing is written.
    """
    seen: Counter[tuple[str, str, str | None, str | None]] = Counter()
    with database_errors(path), nullcontext() if dry_run else writing(conn):
        for stored in stored_reports(conn):
            for section, row, changed in _changed(stored, decisions):
                seen.update(_shown(section, row, changed))
                if not dry_run:
                    _update(conn, section.table, row["id"], changed)
        if not dry_run:
            settle_corrections(conn)
    return sorted(
        (Change(*key, rows=rows) for key, rows in seen.items()),
        key=lambda c: (c.kind, -c.rows, c.raw_text),
    )


def _changed(stored: StoredReport, decisions: Decisions) -> Iterator[tuple[Section, Row, Row]]:
    """The rows whose names are others by the rules of today, with the columns that change."""
    found = normalize(stored.report, decisions).sections
    for section in stored.kind.sections:
        records = stored.report.sections[section.name]
        for record, row, resolved in zip(
            records, stored.rows[section.name], found[section.name], strict=True
        ):
            new = columns_of_names(section, record, resolved)
            changed = {name: value for name, value in new.items() if row[name] != value}
            if changed:
                yield section, row, changed


def _update(
    conn: sqlite3.Connection, table: str, row_id: int, changed: Mapping[str, object]
) -> None:
    marks = ", ".join(f"{name} = :{name}" for name in changed)
    conn.execute(
        f"UPDATE {table} SET {marks} WHERE id = :id",  # noqa: S608
        {**changed, "id": row_id},
    )


def _shown(
    section: Section, row: Row, changed: Row
) -> list[tuple[str, str, str | None, str | None]]:
    """What to tell of a row: the names that change; only where none does, the codes."""
    texts = {what: _raw(section, what) for what, _ in section.names}
    names: dict[str, str] = {what: text for what, text in texts.items() if what in changed}
    if not names:
        names = {c: text for what, text in texts.items() for c in _CODES[what] if c in changed}
        if section.covered_column in changed:
            names[section.covered_column] = RAW_PLACE
    return [
        (name, str(row[text]), _text(row[name]), _text(changed[name]))
        for name, text in names.items()
    ]


def _raw(section: Section, what: NameKind) -> str:
    """The column of the verbatim text of a name."""
    if what == "jurisdiction":
        return RAW_PLACE
    return next(f"raw_{field.name}" for field in section.fields if field.type == what)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def unresolved_values(conn: sqlite3.Connection) -> list[dict[str, object]]:
    """What is unresolved in the current revisions: kind, raw text, candidates, rows, first page.

    `case` is the reference of the first case that has an unread sentence; empty for other texts.
    """
    cursor = conn.execute("""
        SELECT u.kind, u.raw_text, u.candidates, sum(u."rows") AS "rows",
          min(f.period_start) AS first_week, min(u.first_page) AS first_page
        FROM unresolved u JOIN current_report f ON f.sha256 = u.report_sha256
        GROUP BY u.kind, u.raw_text ORDER BY 4 DESC, u.kind, u.raw_text""")
    rows = list(named_rows(cursor))
    cases = _cases_of_sentences(conn)
    return [
        row
        | {
            "candidates": json.loads(row["candidates"]),
            "case": cases.get((row["kind"], row["raw_text"])),
        }
        for row in rows
    ]


def _cases_of_sentences(conn: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The reference of the first case in which each unread sentence stands."""
    found = conn.execute("""
        SELECT v.kind, v.raw_text, c.ref
        FROM unread_value v
        JOIN report_file f ON f.id = v.report_id
        JOIN cases c ON c.report_sha256 = f.sha256 AND c.position = v.row
        WHERE v.kind = 'sentence'
        ORDER BY c.period_start DESC, c.position DESC""")
    return {(kind, text): ref for kind, text, ref in found}
