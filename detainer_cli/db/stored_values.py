"""The values of stored rows, read once more from the raw texts beside them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from detainer_cli.checks.values import Record, value_problems
from detainer_cli.model.records import DeclinedRecord, IssuedRecord, LocationText, PolicyRecord

_NOWHERE = LocationText()
"""Places are no values of this kind: `renormalize` holds them against their texts."""

Row = dict[str, Any]
Found = tuple[str, int, str]
"""First day of the week, page, and what is wrong."""


def contradicting_values(conn: sqlite3.Connection) -> Iterator[Found]:
    """Every stored count, date, disposition and list that its raw text does not say."""
    for name, record_of in _RECORDS.items():
        for row in _rows(conn, name):
            problems = [*value_problems(record_of(row)), *_days(row)]
            source = json.loads(row["sources"])[0]
            for problem in problems:
                yield row["week_start"], source["page"], f"row {source['row']}: {problem}"


def _rows(conn: sqlite3.Connection, table: str) -> Iterator[Row]:
    cursor = conn.execute(
        f"SELECT f.week_start, r.* FROM {table} r"  # noqa: S608
        " JOIN report_file f ON f.id = r.report_id ORDER BY r.report_id, r.position"
    )
    names = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        yield dict(zip(names, values, strict=True))


def _days(row: Row) -> Iterator[str]:
    """The days from the one date to the other, where both are known."""
    if "days_to_decline" in row:
        first, last = _date(row["issued_date"]), _date(row["declined_date"])
        days = (last - first).days if first and last else None
        if row["days_to_decline"] != days:
            yield f"{row['days_to_decline']} days are not those between {first} and {last}."


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _issued(row: Row) -> Record:
    return IssuedRecord(
        row["position"], _NOWHERE, row["raw_detainers"], row["detainers_issued"], ()
    )


def _declined(row: Row) -> Record:
    return DeclinedRecord(
        row["position"],
        _NOWHERE,
        row["raw_citizenship"],
        row["raw_issued_date"],
        row["raw_declined_date"],
        row["raw_crime"],
        row["raw_disposition"],
        row["crime_text"],
        row["disposition"],
        _date(row["issued_date"]),
        _date(row["declined_date"]),
        (),
    )


def _policy(row: Row) -> Record:
    return PolicyRecord(
        row["position"],
        _NOWHERE,
        row["raw_aor"],
        row["raw_date_enacted"],
        row["date_enacted"],
        row["policy"],
        row["raw_criteria"],
        tuple(json.loads(row["criteria"])),
        (),
    )


_RECORDS: dict[str, Callable[[Row], Record]] = {
    "issued_row": _issued,
    "declined_row": _declined,
    "policy_row": _policy,
}
