"""What errata change of the rows of reports: which are withdrawn, which say something else.

A row that is replaced is what the report would have given had it said so: the corrected record is
normalized like any other, with all records of its report, and only the columns that become others
by that are kept. The rows themselves stay as they are.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from detainer_cli.db.connection import database_errors, writing
from detainer_cli.db.errata import Touched, kept_errata, program_errata, put_errata, touched_in
from detainer_cli.model.errata import PROGRAM, REPORT, Erratum
from detainer_cli.model.periods import Period

Place = tuple[str, int]
"""A section and the id of a row; for what a report says itself, REPORT and the report's id."""


@dataclass
class Corrected:
    """What errata make of a report: `withdrawn` rows, the columns that are others, and by what."""

    withdrawn: set[Place] = field(default_factory=set)
    changed: dict[Place, dict[str, Any]] = field(default_factory=dict)
    by: dict[Place, list[str]] = field(default_factory=lambda: defaultdict(list))


def corrected_report(conn: sqlite3.Connection, found: Sequence[Touched]) -> Corrected:
    """What errata make of one report, as far as they apply to it."""
    made = Corrected()
    for touched in found:
        if touched.applies or (touched.erratum.effect == "note" and not touched.is_too_many):
            for row_id in touched.rows:
                made.by[touched.erratum.section, row_id].append(touched.erratum.id)
    applied = [touched for touched in found if touched.applies]
    made.withdrawn = {
        (t.erratum.section, row_id)
        for t in applied
        if t.erratum.effect == "withdraw"
        for row_id in t.rows
    }
    for touched in applied:
        if touched.erratum.section == REPORT:
            total = int(touched.erratum.corrected.replace(",", ""))
            made.changed[REPORT, touched.report_id] = {touched.erratum.field: total}
    rows = [t for t in applied if t.erratum.section != REPORT]
    if any(t.erratum.effect == "replace" or _bears_on_others(t.erratum) for t in rows):
        made.changed |= dict(_changed(conn, rows[0].report_id, rows, made.withdrawn))
    return made


def _bears_on_others(erratum: Erratum) -> bool:
    """Whether rows of another section are read by those that it is about: policies in force."""
    from detainer_cli.kinds.registry import kinds

    return any(s.covered_by == erratum.section for kind in kinds() for s in kind.sections)


def _changed(
    conn: sqlite3.Connection, report_id: int, found: Iterable[Touched], withdrawn: set[Place]
) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The columns of rows that are others if the report had said what the errata say."""
    from detainer_cli.db.row_columns import columns_of_rows
    from detainer_cli.db.stored_records import stored_report
    from detainer_cli.normalize.report import normalize

    stored = stored_report(conn, report_id)
    replaced: dict[Place, list[Erratum]] = defaultdict(list)
    for touched in found:
        if touched.erratum.effect == "replace":
            for row_id in touched.rows:
                replaced[touched.erratum.section, row_id].append(touched.erratum)
    sections, ids = {}, {}
    for section in stored.kind.sections:
        pairs = zip(stored.report.sections[section.name], stored.rows[section.name], strict=True)
        kept = [(r, row["id"]) for r, row in pairs if (section.name, row["id"]) not in withdrawn]
        ids[section.name] = [row_id for _, row_id in kept]
        sections[section.name] = tuple(
            _with(section, record, replaced.get((section.name, row_id), ()))
            for record, row_id in kept
        )
    before = dict(_by_row(columns_of_rows(normalize(stored.report)), stored_ids(stored)))
    after = replace(stored.report, sections=sections)
    for place, row in _by_row(columns_of_rows(normalize(after)), ids):
        others = {n: v for n, v in row.items() if before[place][n] != v and not _is_printed(n)}
        if others:
            yield place, others


def stored_ids(stored: Any) -> dict[str, list[int]]:
    """The ids of the rows of each section of a stored report."""
    return {name: [row["id"] for row in rows] for name, rows in stored.rows.items()}


def _by_row(
    rows: Iterable[tuple[Any, list[dict[str, Any]]]], ids: Mapping[str, Sequence[int]]
) -> Iterator[tuple[Place, dict[str, Any]]]:
    for section, made in rows:
        for row_id, row in zip(ids[section.name], made, strict=True):
            yield (section.name, row_id), row


def _with(section: Any, record: Any, errata: Iterable[Erratum]) -> Any:
    from detainer_cli.db.errata_file import replaceable
    from detainer_cli.parse.records import with_text

    for erratum in errata:
        record = with_text(section, record, replaceable(section)[erratum.field], erratum.corrected)
    return record


def _is_printed(column: str) -> bool:
    """Whether a column tells what was printed and where, which no erratum changes."""
    return column.startswith(("raw_", "location_")) or column in ("row_on_page", "evidence")


# ------------------------------------------------------------------ keeping it for readers


def keep_errata(conn: sqlite3.Connection, path: Path, errata: Iterable[Erratum]) -> None:
    """Keeps these errata of users in the database, in the place of those kept before.

    In one transaction, with the rows that they touch. Raises DatabaseError.
    """
    with database_errors(path), writing(conn):
        conn.execute("DELETE FROM erratum WHERE origin <> ?", [PROGRAM])
        put_errata(conn, errata)
        settle_corrections(conn)


def settle_corrections(conn: sqlite3.Connection, period: Period | None = None) -> None:
    """Brings what the database keeps of the corrections up to date, of all reports or a period's.

    To be called in the transaction that changed reports, rows or errata.
    """
    known = program_errata()
    marks = ", ".join("?" for _ in known)
    gone = f"DELETE FROM erratum WHERE origin = ? AND id NOT IN ({marks})"  # noqa: S608
    conn.execute(gone, [PROGRAM, *(erratum.id for erratum in known)])
    put_errata(conn, known)
    start = period.start.isoformat() if period else None
    errata = [e for e in (*known, *kept_errata(conn)) if start in (None, e.week_start)]
    for (report_id,) in conn.execute(
        "SELECT id FROM report_file WHERE ? IS NULL OR period_start = ? ORDER BY id",
        [start, start],
    ).fetchall():
        for table in ("corrected_row", "correction"):
            conn.execute(f"DELETE FROM {table} WHERE report_id = ?", [report_id])  # noqa: S608
        put_corrections(conn, report_id, corrected_report(conn, touched(conn, errata, report_id)))


def unsettled(conn: sqlite3.Connection) -> Iterator[str]:
    """The first days of the periods whose views as corrected are not by the errata of today."""
    errata = (*program_errata(), *kept_errata(conn))
    reports = conn.execute("SELECT id, period_start FROM report_file ORDER BY id").fetchall()
    for report_id, start in reports:
        made = corrected_report(conn, touched(conn, errata, report_id))
        today = {
            place: (place in made.withdrawn, made.changed.get(place, {}))
            for place in made.withdrawn | made.changed.keys()
        }
        named = {(*place, id_) for place, ids in made.by.items() for id_ in ids}
        if _kept(conn, report_id) != (today, named):
            yield start


def _kept(conn: sqlite3.Connection, report_id: int) -> tuple[Any, Any]:
    """What the database keeps of the corrections of a report."""
    rows = conn.execute(
        "SELECT section, row_id, withdrawn, changed FROM corrected_row WHERE report_id = ?",
        [report_id],
    )
    kept = {(section, row): (bool(gone), json.loads(new)) for section, row, gone, new in rows}
    by = "SELECT section, row_id, erratum_id FROM correction WHERE report_id = ?"
    return kept, set(conn.execute(by, [report_id]))


def touched(conn: sqlite3.Connection, errata: Iterable[Erratum], report_id: int) -> list[Touched]:
    """What the errata of a report's period touch in it."""
    (start,) = conn.execute(
        "SELECT period_start FROM main.report_file WHERE id = ?", [report_id]
    ).fetchone()
    return touched_in(conn, [e for e in errata if e.week_start == start], report_id)


def put_corrections(
    conn: sqlite3.Connection, report_id: int, made: Corrected, schema: str = "main"
) -> None:
    """Writes what errata make of a report."""
    places = sorted(made.withdrawn | made.changed.keys())
    conn.executemany(
        f"INSERT INTO {schema}.corrected_row VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        [
            (
                *place,
                report_id,
                int(place in made.withdrawn),
                json.dumps(made.changed.get(place, {}), ensure_ascii=False),
            )
            for place in places
        ],
    )
    conn.executemany(
        f"INSERT INTO {schema}.correction VALUES (?, ?, ?, ?)",  # noqa: S608
        [(*place, report_id, id_) for place, ids in sorted(made.by.items()) for id_ in ids],
    )
