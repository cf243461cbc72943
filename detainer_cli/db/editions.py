"""Reports that an earlier edition of the reading has read, and that the user is told so once."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from detainer_cli.db.connection import SCHEMA_VERSION, open_as_it_is, schema_version, writing
from detainer_cli.db.opening import open_for_writing
from detainer_cli.errors import DatabaseError
from detainer_cli.model.edition import READING

_TOLD = f"reading {READING}"
_OLDER = """
SELECT count(*) FROM report_file f JOIN report_pdf p ON p.report_id = f.id WHERE f.reading < ?
"""


def older_reports(conn: sqlite3.Connection) -> int:
    """How many reports an earlier edition has read, and can be read again."""
    return int(conn.execute(_OLDER, [READING]).fetchone()[0])


def older_reports_to_tell(path: Path) -> int:
    """How many there are, if that was not told of this database yet; it is then.

    0 where it cannot be kept in the database that it was told: it would be told each time.
    """
    with suppress(DatabaseError, sqlite3.Error):
        conn = open_as_it_is(path)
        if conn is None:
            return 0
        with closing(conn):
            number = _untold(conn)
        if number:
            with closing(open_for_writing(path, 0)) as writer, writing(writer):
                return _tell(writer, number)
    return 0


def _untold(conn: sqlite3.Connection) -> int:
    if schema_version(conn) != SCHEMA_VERSION:
        return 0
    told = conn.execute("SELECT 1 FROM told_once WHERE what = ?", [_TOLD]).fetchone()
    return 0 if told else older_reports(conn)


def _tell(conn: sqlite3.Connection, number: int) -> int:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    written = conn.execute("INSERT OR IGNORE INTO told_once VALUES (?, ?)", [_TOLD, now])
    return number if written.rowcount else 0  # or another process was first
