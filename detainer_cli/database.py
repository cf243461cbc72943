"""Opens the database, and says in plain words what is wrong with it. Light: no heavy imports."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detainer_cli.errors import DatabaseError

APPLICATION_ID = 0x44544E52
"""`DTNR` in the header of every database of this program."""

SCHEMA_VERSION = 1
"""Kept in the header (user_version): the number of the last migration in schema.py."""

DEFAULT_WAIT = 30.0
"""Seconds that a second writer waits for the first."""


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Opens an existing database read-only. Raises DatabaseError if it is none of ours."""
    conn = open_if_loaded(path)
    if conn is None:
        raise DatabaseError(
            f"no report is loaded yet in {path}.", "Load one first: detainers ingest report.pdf"
        )
    return conn


def open_if_loaded(path: Path) -> sqlite3.Connection | None:
    """Like open_for_reading, but None if there is no database yet, or an empty one."""
    if not path.exists():
        return None
    conn = connect(path, "ro", DEFAULT_WAIT)
    return conn if schema_version(conn) else None


def connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    """A connection in `mode` (ro, rw, rwc) to a database of this program, or to a new one.

    Raises DatabaseError if the file is another program's, or made by a newer version.
    """
    with database_errors(path):
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        conn = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
        conn.execute("PRAGMA foreign_keys = ON")
        _require_ours(conn, path)
        return conn


def schema_version(conn: sqlite3.Connection) -> int:
    """The number of the last migration that was applied; 0 for an empty file."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def _require_ours(conn: sqlite3.Connection, path: Path) -> None:
    tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    app = conn.execute("PRAGMA application_id").fetchone()[0]
    if tables and app != APPLICATION_ID:
        raise DatabaseError(
            f"{path} is a SQLite database of another program.", "Name another file with --db."
        )
    version = schema_version(conn)
    if version > SCHEMA_VERSION:
        raise DatabaseError(
            f"{path} was made by a newer version of this program (its schema is {version},"
            f" this program knows {SCHEMA_VERSION}).",
            "Update this program: pipx upgrade detainer-cli",
        )


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Turns what SQLite raises into a DatabaseError that names the cause and the way out."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        cause, hint = _CAUSES.get(name.split("_")[1] if "_" in name else "", (str(error), ""))
        raise DatabaseError(f"{path}: {cause}.", hint) from None


_CAUSES = {
    "BUSY": ("another process is writing to it", "Try again, or wait longer with --wait."),
    "LOCKED": ("another process is writing to it", "Try again, or wait longer with --wait."),
    "NOTADB": ("it is not a SQLite database", "Name another file with --db."),
    "CORRUPT": ("the database is damaged", "Restore the last backup (detainers backup)."),
    "FULL": ("the disk is full; nothing was written", "Free some space and run it again."),
    "IOERR": ("it could not be read or written", "Look at the disk: it may be full or failing."),
    "READONLY": ("it cannot be written to", "Look at the rights of the file and its folder."),
    "CANTOPEN": ("it cannot be opened", "Look at the path and the rights of its folder."),
    "PERM": ("access is denied", "Look at the rights of the file and its folder."),
    "AUTH": ("access is denied", "Look at the rights of the file and its folder."),
}


@contextmanager
def writing(conn: sqlite3.Connection) -> Iterator[None]:
    """One transaction that takes the write lock at once: all of it is written, or nothing."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
