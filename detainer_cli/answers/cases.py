"""The cases of narrative reports and their events: never counted with the weekly rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from detainer_cli.answers.case_filters import narrowed
from detainer_cli.answers.caveats import of_samples
from detainer_cli.db.named_rows import named_rows
from detainer_cli.db.periods import choose_weeks, describe_period
from detainer_cli.errors import UsageError
from detainer_cli.kinds.caveats import caveats_of
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat, Note, Summary

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

REPORTS = [
    Column("kind", ColumnKind.NAME),
    Column("period_start", ColumnKind.DATE),
    Column("period_end", ColumnKind.DATE),
    Column("revision", ColumnKind.NUMBER),
    Column("revisions", ColumnKind.NUMBER),
    Column("cases", ColumnKind.COUNT),
    Column("events", ColumnKind.COUNT),
    Column("unread", ColumnKind.COUNT),
    Column("pages", ColumnKind.COUNT),
    Column("source_name", ColumnKind.TEXT),
    Column("ingested_at", ColumnKind.TIME),
]
_REPORTS = """
SELECT f.kind, f.period_start, f.period_end, f.revision,
  (SELECT count(*) FROM narrative_report o
   WHERE o.period_start = f.period_start AND o.period_end = f.period_end),
  (SELECT count(*) FROM case_row r WHERE r.report_id = f.id),
  (SELECT count(*) FROM case_event_row r WHERE r.report_id = f.id),
  (SELECT coalesce(sum(json_array_length(r.unread)), 0) FROM case_row r WHERE r.report_id = f.id),
  f.pages, f.source_name, f.ingested_at
FROM current_narrative_report f ORDER BY f.period_start, f.period_end
"""


@dataclass(frozen=True)
class Asked:
    """Which cases: `wanted` are filters with their values, any of which will do.

    `outcomes` and `least_arrests` are of the case itself. `week` names days of the periods of the
    reports that are asked; None: all of them.
    """

    wanted: Mapping[str, Sequence[str]]
    outcomes: Sequence[str] = ()
    least_arrests: int = 0
    week: str | None = None


def cases(conn: sqlite3.Connection, asked: Asked) -> Summary:
    """The cases that are asked for, in the order of the reports.

    Raises UsageError for an unknown value, and if no narrative report is loaded.
    """
    found = _found(conn, asked)
    return _summary(conn, "Cases told in narrative reports", asked, CASES, found, found.rows)


def events(conn: sqlite3.Connection, asked: Asked) -> Summary:
    """The events of these cases, a row each."""
    found = _found(conn, asked)
    refs = {row["id"]: row["ref"] for row in found.rows}
    rows = named_rows(conn.execute("SELECT * FROM case_events"))
    listed = [
        row | {"ref": refs[row["case_id"]], "offenses": json.loads(row["offenses"])}
        for row in rows
        if row["case_id"] in refs
    ]
    what = "Events of cases told in narrative reports"
    return _summary(conn, what, asked, EVENTS, found, listed)


def narrative_reports(conn: sqlite3.Connection, asked: Asked) -> Summary:
    """The current narrative reports of the periods that are asked, with what they tell."""
    found = _found(conn, Asked({}, week=asked.week))
    spans = {(period.start.isoformat(), period.end.isoformat()) for period in found.periods}
    names = [column.name for column in REPORTS]
    listed = (dict(zip(names, row, strict=True)) for row in conn.execute(_REPORTS))
    rows = [row for row in listed if (row["period_start"], row["period_end"]) in spans]
    summary = _summary(
        conn, "Narrative reports loaded", Asked({}, week=asked.week), REPORTS, found, rows
    )
    return replace(summary, total=len(found.rows), totals={"kind": "All", "cases": len(found.rows)})


def sample_notices(conn: sqlite3.Connection) -> list[str]:
    """What narrative reports say that are no publication, as that the individuals are invented."""
    notices = conn.execute(
        "SELECT DISTINCT sample_notice FROM current_narrative_report"
        " WHERE sample_notice IS NOT NULL ORDER BY 1"
    )
    return [notice for (notice,) in notices]


def _summary(
    conn: sqlite3.Connection,
    what: str,
    asked: Asked,
    columns: list[Column],
    found: _Found,
    rows: list[dict[str, Any]],
) -> Summary:
    told = [f"{name} {' or '.join(values)}" for name, values in asked.wanted.items() if values]
    told += [f"outcome {' or '.join(asked.outcomes)}"] if asked.outcomes else []
    told += [f"at least {asked.least_arrests} arrests"] if asked.least_arrests else []
    told += [describe_period(found.periods)] if asked.week is not None else []
    starts = dict.fromkeys(period.start.isoformat() for period in found.periods)
    names = [column.name for column in columns]
    return Summary(
        what + (f" ({'; '.join(told)})" if told else ""),
        list(starts),
        columns,
        [{name: row[name] for name in names} for row in rows],
        len(rows),
        [*found.notes, *_caveats(conn)],
        basis="narrative",
    )


def _caveats(conn: sqlite3.Connection) -> Iterator[Caveat]:
    yield from of_samples(sample_notices(conn), quotes=True)
    for caveat in caveats_of("narrative").values():
        yield Caveat(caveat.text, caveat.brief, caveat.readme)


# ------------------------------------------------------------------ which cases


@dataclass(frozen=True)
class _Found:
    """The cases that are asked for, the periods of the reports asked, and the notes."""

    rows: list[dict[str, Any]]
    periods: tuple[Period, ...]
    notes: list[Note]


def _found(conn: sqlite3.Connection, asked: Asked) -> _Found:
    periods = _periods(conn, asked.week)
    reports = conn.execute("SELECT id, period_start, period_end FROM current_narrative_report")
    spans = {(period.start.isoformat(), period.end.isoformat()) for period in periods}
    ids = [report for report, start, end in reports if (start, end) in spans]
    places = ", ".join("?" for _ in ids)
    sql = f"SELECT id FROM case_row WHERE report_id IN ({places})"  # noqa: S608
    scope = frozenset(row[0] for row in conn.execute(sql, ids))
    met, notes = narrowed(conn, asked.wanted, scope)
    cases = named_rows(conn.execute("SELECT * FROM cases"))
    rows = [
        case
        for case in cases
        if case["id"] in met
        and case["arrests"] >= asked.least_arrests
        and (not asked.outcomes or case["outcome"] in asked.outcomes)
    ]
    return _Found(rows, periods, notes)


def _periods(conn: sqlite3.Connection, text: str | None) -> tuple[Period, ...]:
    """The periods of narrative reports that `text` names a day of."""
    rows = conn.execute(
        "SELECT DISTINCT period_start, period_end, period FROM current_narrative_report"
        " ORDER BY 1, 2"
    )
    loaded = tuple(
        Period(date.fromisoformat(a), date.fromisoformat(b), name) for a, b, name in rows
    )
    if not loaded:
        raise UsageError(
            "no narrative report is loaded yet.", "Load one first: detainers ingest report.pdf"
        )
    try:
        return choose_weeks(loaded, text)
    except UsageError as error:
        hint = f"{error.hint} The periods of narrative reports are asked."
        raise UsageError(error.message, hint) from None
