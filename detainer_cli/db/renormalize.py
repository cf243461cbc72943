"""Applies today's reference data and decisions to what is loaded, without the PDFs."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from detainer_cli.db.connection import database_errors, writing
from detainer_cli.db.store import name_columns, place_columns, policy_columns
from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import DeclinedResolution, JurisdictionResolution
from detainer_cli.normalize import (
    LINE_BREAK,
    Decisions,
    Doubts,
    has_policy,
    location_role,
    resolve_citizenship,
    resolve_crime,
    resolve_place,
)
from detainer_cli.normalize.jurisdictions import Role

Row = Mapping[str, object]
InForce = list[tuple[JurisdictionResolution, str | None]]

_PARTS = ("whole", "facility", "county", "state")
_SHOWN = {
    "jurisdiction": ("raw_location", "jurisdiction"),
    "crime": ("raw_crime", "crime"),
    "citizenship": ("raw_citizenship", "citizenship"),
}
_CODES = {
    "state": "raw_location",
    "county_fips": "raw_location",
    "has_policy": "raw_location",
    "ncic_code": "raw_crime",
    "crime_category": "raw_crime",
    "country_alpha_3": "raw_citizenship",
    "region": "raw_citizenship",
}


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
        reports = conn.execute("SELECT id, week_start FROM report_file ORDER BY id").fetchall()
        for report_id, week_start in reports:
            _report(conn, report_id, date.fromisoformat(week_start), decisions, dry_run, seen)
    return sorted(
        (Change(*key, rows=rows) for key, rows in seen.items()),
        key=lambda c: (c.kind, -c.rows, c.raw_text),
    )


def _report(
    conn: sqlite3.Connection,
    report_id: int,
    on: date,
    decisions: Decisions,
    dry_run: bool,
    seen: Counter[tuple[str, str, str | None, str | None]],
) -> None:
    in_force: InForce = []
    role = _role(conn, report_id, on)
    doubts = _doubts(conn, report_id)

    def place(row: Row, role: Role) -> JurisdictionResolution:
        return resolve_place(_location(row), on, role, decisions, doubts)

    def policy(row: Row) -> Row:
        found = place(row, "policy")
        enacted = row["date_enacted"]
        in_force.append((found, str(enacted) if enacted else None))
        return place_columns(_location(row), found) | policy_columns(found)

    def issued(row: Row) -> Row:
        return place_columns(_location(row), place(row, "issued"))

    def declined(row: Row) -> Row:
        found = DeclinedResolution(
            place(row, role),
            resolve_crime(str(row["crime_text"]), decisions, row["raw_crime"] in doubts),
            resolve_citizenship(str(row["raw_citizenship"]), decisions, doubts),
        )
        day = date.fromisoformat(str(row["declined_date"])) if row["declined_date"] else None
        covered = has_policy(found.jurisdiction, day, in_force)
        return (
            place_columns(_location(row), found.jurisdiction)
            | name_columns(found)
            | {"has_policy": covered if covered is None else int(covered)}
        )

    steps: dict[str, Callable[[Row], Row]] = {
        "policy_row": policy,
        "issued_row": issued,
        "declined_row": declined,
    }
    for table, resolve in steps.items():
        _table(conn, table, report_id, resolve, dry_run, seen)


def _doubts(conn: sqlite3.Connection, report_id: int) -> Doubts:
    """The texts of the report of which a line break is in doubt."""
    query = "SELECT raw_text FROM unread_value WHERE report_id = ? AND kind = ?"
    return frozenset(text for (text,) in conn.execute(query, [report_id, LINE_BREAK]))


def _role(conn: sqlite3.Connection, report_id: int, on: date) -> Role:
    """How the report's locations are read, which is decided by all of them together."""
    columns = ", ".join(f"location_{name}" for name in _PARTS)
    rows = conn.execute(
        f"SELECT {columns} FROM declined_row WHERE report_id = ?",  # noqa: S608
        [report_id],
    )
    return location_role((LocationText(*row) for row in rows.fetchall()), on)


def _table(
    conn: sqlite3.Connection,
    table: str,
    report_id: int,
    resolve: Callable[[Row], Row],
    dry_run: bool,
    seen: Counter[tuple[str, str, str | None, str | None]],
) -> None:
    cursor = conn.execute(
        f"SELECT * FROM {table} WHERE report_id = ? ORDER BY position",  # noqa: S608
        [report_id],
    )
    names = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        changed = {k: v for k, v in resolve(row).items() if row[k] != v}
        seen.update(_shown(row, changed))
        if changed and not dry_run:
            marks = ", ".join(f"{name} = :{name}" for name in changed)
            conn.execute(
                f"UPDATE {table} SET {marks} WHERE id = :id",  # noqa: S608
                changed | {"id": row["id"]},
            )


def _shown(row: Row, changed: Row) -> list[tuple[str, str, str | None, str | None]]:
    """What to tell of a row: the names that change; only where none does, the codes."""
    names = {name: (kind, raw) for kind, (raw, name) in _SHOWN.items() if name in changed}
    if not names:
        names = {code: (code, raw) for code, raw in _CODES.items() if code in changed}
    return [
        (kind, str(row[raw]), _text(row[name]), _text(changed[name]))
        for name, (kind, raw) in names.items()
    ]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _location(row: Row) -> LocationText:
    parts = (row[f"location_{name}"] for name in _PARTS)
    return LocationText(*(None if part is None else str(part) for part in parts))


def unresolved_values(conn: sqlite3.Connection) -> list[dict[str, object]]:
    """What is unresolved in the current revisions: kind, raw text, candidates, rows, first page."""
    cursor = conn.execute("""
        SELECT u.kind, u.raw_text, u.candidates, sum(u."rows") AS "rows",
          min(f.week_start) AS first_week, min(u.first_page) AS first_page
        FROM unresolved u JOIN report_file f ON f.sha256 = u.report_sha256
        WHERE f.is_current = 1
        GROUP BY u.kind, u.raw_text ORDER BY 4 DESC, u.kind, u.raw_text""")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor]
    return [row | {"candidates": json.loads(row["candidates"])} for row in rows]
