"""The cases of narrative reports and their events: never counted with the weekly rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detainer_cli.answers.filters import VOCABULARIES
from detainer_cli.errors import UsageError
from detainer_cli.kinds.caveats import caveats_of
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveat, Summary

CASES = [
    Column("ref", ColumnKind.CODE),
    Column("period_start", ColumnKind.DATE),
    Column("place_heading", ColumnKind.PLACE),
    Column("age", ColumnKind.NUMBER),
    Column("sex", ColumnKind.NAME),
    Column("citizenship", ColumnKind.NAME),
    Column("arrests", ColumnKind.COUNT),
    Column("detainers_issued", ColumnKind.COUNT),
    Column("detainers_declined", ColumnKind.COUNT),
    Column("outcome", ColumnKind.NAME),
    Column("unread", ColumnKind.COUNT),
]
EVENTS = [
    Column("ref", ColumnKind.CODE),
    Column("position", ColumnKind.NUMBER),
    Column("type", ColumnKind.NAME),
    Column("date", ColumnKind.TEXT),
    Column("agency", ColumnKind.NAME),
    Column("place", ColumnKind.PLACE),
    Column("state", ColumnKind.CODE),
    Column("county_fips", ColumnKind.CODE),
    Column("offenses", ColumnKind.LIST),
    Column("ncic_category", ColumnKind.CODE),
    Column("quote", ColumnKind.TEXT),
]
_CRIME = (
    "(r.crime = ? COLLATE NOCASE OR EXISTS (SELECT 1 FROM json_each(r.offenses)"
    " WHERE lower(value) LIKE '%' || lower(?) || '%'))"
)


@dataclass(frozen=True)
class Asked:
    """Which cases: `wanted` are filters with their values, any of which will do.

    `outcomes` and `least_arrests` are of the case itself.
    """

    wanted: Mapping[str, Sequence[str]]
    outcomes: Sequence[str] = ()
    least_arrests: int = 0


def cases(conn: sqlite3.Connection, asked: Asked) -> Summary:
    """The cases that are asked for, in the order of the reports.

    Raises UsageError for an unknown value, and if no narrative report is loaded.
    """
    found = list(_cases(conn, asked))
    return _summary(conn, "Cases told in narrative reports", asked, CASES, found)


def events(conn: sqlite3.Connection, asked: Asked) -> Summary:
    """The events of these cases, a row each."""
    refs = {row["id"]: row["ref"] for row in _cases(conn, asked)}
    cursor = conn.execute("SELECT * FROM case_events")
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    found = [
        row | {"ref": refs[row["case_id"]], "offenses": json.loads(row["offenses"])}
        for row in rows
        if row["case_id"] in refs
    ]
    return _summary(conn, "Events of cases told in narrative reports", asked, EVENTS, found)


def _summary(
    conn: sqlite3.Connection,
    what: str,
    asked: Asked,
    columns: list[Column],
    rows: list[dict[str, Any]],
) -> Summary:
    told = [f"{name} {' or '.join(values)}" for name, values in asked.wanted.items() if values]
    told += [f"outcome {' or '.join(asked.outcomes)}"] if asked.outcomes else []
    told += [f"at least {asked.least_arrests} arrests"] if asked.least_arrests else []
    starts = conn.execute("SELECT period_start FROM current_narrative_report ORDER BY 1")
    names = [column.name for column in columns]
    return Summary(
        what + (f" ({'; '.join(told)})" if told else ""),
        [start for (start,) in starts],
        columns,
        [{name: row[name] for name in names} for row in rows],
        len(rows),
        list(_caveats(conn)),
        basis="narrative",
    )


def _caveats(conn: sqlite3.Connection) -> Iterator[Caveat]:
    notices = conn.execute(
        "SELECT DISTINCT sample_notice FROM current_narrative_report"
        " WHERE sample_notice IS NOT NULL ORDER BY 1"
    )
    for (notice,) in notices:
        yield Caveat(
            "Loaded from a sample or reconstruction, not from ICE's own file, which says:"
            f" “{notice}”",
            "From a sample or reconstruction, not from ICE's own file.",
            "samples",
        )
    for caveat in caveats_of("narrative").values():
        yield Caveat(caveat.text, caveat.brief, caveat.readme)


# ------------------------------------------------------------------ which cases


def _cases(conn: sqlite3.Connection, asked: Asked) -> Iterator[dict[str, Any]]:
    _require_loaded(conn)
    ids = _ids(conn, asked)
    cursor = conn.execute("SELECT * FROM cases")
    names = [column[0] for column in cursor.description]
    for row in cursor:
        case = dict(zip(names, row, strict=True))
        if case["id"] not in ids or case["arrests"] < asked.least_arrests:
            continue
        if not asked.outcomes or case["outcome"] in asked.outcomes:
            yield case


def _require_loaded(conn: sqlite3.Connection) -> None:
    if not conn.execute("SELECT 1 FROM current_narrative_report LIMIT 1").fetchone():
        raise UsageError(
            "no narrative report is loaded yet.", "Load one first: detainers ingest report.pdf"
        )


def _ids(conn: sqlite3.Connection, asked: Asked) -> set[int]:
    """The cases that meet every filter."""
    found = {row[0] for row in conn.execute("SELECT id FROM case_row")}
    for name, values in asked.wanted.items():
        if values:
            found &= set().union(*(_meeting(conn, name, value) for value in values))
    return found


def _meeting(conn: sqlite3.Connection, name: str, text: str) -> set[int]:
    sql, bound = _condition(conn, name, text)
    if name == "citizenship":
        rows = conn.execute(f"SELECT r.id FROM case_row r WHERE {sql}", bound)  # noqa: S608
    else:
        rows = conn.execute(
            "SELECT c.id FROM case_event_row r JOIN case_row c"  # noqa: S608
            f" ON c.report_id = r.report_id AND c.position = r.case_position WHERE {sql}",
            bound,
        )
    return {row[0] for row in rows}


def _condition(conn: sqlite3.Connection, name: str, text: str) -> tuple[str, tuple[str, ...]]:
    """What a filter means for a row. Raises UsageError for a value that nobody knows."""
    if name == "crime":
        return _CRIME, (text, text)
    found = VOCABULARIES[name].read(conn, text)
    if found is None:
        raise UsageError(
            f"--{name} “{text}” is not known.", "The filters take the names and codes of answers."
        )
    return found.sql, found.values
