"""Databases made without a PDF: reports written as text, stored as `ingest` stores them."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sheets import DECLINED_HEADER, ISSUED, POLICY, TITLE, TOTAL, report

from detainer_cli.checks import check
from detainer_cli.db.opening import open_for_writing
from detainer_cli.db.store import store_report
from detainer_cli.ingest.reading import document_of
from detainer_cli.model.pages import Extraction
from detainer_cli.normalize.report import normalize
from detainer_cli.parse import parse

FIRST = date(2017, 3, 4)
"""The first day of the first week that is stored: one without published totals."""

Row = Sequence[str]

OLD = Path(__file__).parent / "old_databases"
"""Databases with the three samples, as earlier versions of this program left them."""


def old_database(version: int, folder: Path) -> Path:
    """The database of an earlier version of the schema, put into a folder."""
    path = folder / f"schema_{version}.db"
    path.write_bytes(gzip.decompress((OLD / f"schema_{version}.db.gz").read_bytes()))
    return path


def store(
    path: Path,
    week: int = 0,
    rows: Sequence[Row] | None = None,
    content: bytes = b"",
    total: str = TOTAL,
    policy: Sequence[Row] = POLICY,
) -> Path:
    """Stores a report of the week `week` (from 0) in the database `path`.

    `rows` are those of section II (by default two sound ones), `content` what is kept as its PDF.
    """
    content = content or f"report of week {week}".encode()
    extraction = built(week, content, rows, total, policy)
    normalized = normalize(parse(extraction))
    document = document_of(extraction)
    findings = check(document, normalized, accept_unread=True)
    with closing(open_for_writing(path, 5)) as conn:
        assert store_report(conn, path, document, normalized, findings, content)
    return path


def built(
    week: int,
    content: bytes,
    rows: Sequence[Row] | None = None,
    total: str = TOTAL,
    policy: Sequence[Row] = POLICY,
) -> Extraction:
    """What reading the report of a week would give, with the checksum of `content`."""
    start = FIRST + timedelta(weeks=week)
    table = [DECLINED_HEADER, *(sound_rows(week) if rows is None else rows)]
    extraction = report(
        issued=[[total, ISSUED]], declined=[[table]], policy=[[policy]], title=_title(start)
    )
    return replace(extraction, sha256=hashlib.sha256(content).hexdigest())


def sound_rows(week: int = 0) -> list[list[str]]:
    """Two rows whose dates fit the week."""
    day = FIRST + timedelta(weeks=week, days=2)
    before = day - timedelta(days=9)
    dates = [f"{d.month}/{d.day}/{d.year}" for d in (before, day)]
    return [
        ["Travis County Jail, Travis, Texas", "Mexico", *dates, "Assault (Charged)"],
        ["Cook County Jail, Cook, Illinois", "Cuba", *dates, "Larceny (Conviction)"],
    ]


def _title(start: date) -> list[str]:
    end = start + timedelta(days=6)
    week = f"{start:%B} {start.day} – {end:%B} {end.day}, {end.year}"
    return [*TITLE[:2], f"For Recorded Declined Detainers {week}"]


def change(path: Path, *statements: str) -> None:
    """Changes a database behind the program's back."""
    with closing(sqlite3.connect(path)) as conn:
        for statement in statements:
            conn.execute(statement)
        conn.commit()


def ask(path: Path, query: str) -> list[tuple[object, ...]]:
    """The rows of a query."""
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(query).fetchall()


def is_whole(path: Path) -> bool:
    """True if SQLite finds no fault in a database, and every report has what belongs to it."""
    with closing(sqlite3.connect(path)) as conn:
        found = conn.execute("PRAGMA integrity_check").fetchall()
        strays = conn.execute("PRAGMA foreign_key_check").fetchall()
        if not conn.execute("PRAGMA user_version").fetchone()[0]:
            return found == [("ok",)]  # not yet a database of ours
        short = conn.execute(
            """SELECT f.id FROM report_file f WHERE
              (SELECT sum(record) FROM section_accounting a WHERE a.report_id = f.id) IS NOT
              (SELECT count(*) FROM declined_row r WHERE r.report_id = f.id)
              + (SELECT count(*) FROM issued_row r WHERE r.report_id = f.id)
              + (SELECT count(*) FROM policy_row r WHERE r.report_id = f.id)
              OR (NOT EXISTS (SELECT 1 FROM report_pdf p WHERE p.report_id = f.id)
                AND NOT EXISTS (SELECT 1 FROM json_each(f.warnings) w
                  WHERE json_extract(w.value, '$.check') = 'stored PDF'))"""
        ).fetchall()
    return (found, strays, short) == ([("ok",)], [], [])
