"""Connects to a database, and says in plain words what is wrong with it. Light."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from detainer_cli.db.migrations import newest
from detainer_cli.db.writer_record import current_writer, writer_record
from detainer_cli.errors import DatabaseError, UsageError
from detainer_cli.files import beside, is_database_there, log_beside
from detainer_cli.model.limits import DEFAULT_WAIT as DEFAULT_WAIT

APPLICATION_ID = 0x44544E52
"""`DTNR` in the header of every database of this program."""

SCHEMA_VERSION = newest()
"""Kept in the header (user_version): the number of the newest migration."""

DEFAULT_DB = Path("detainers.db")
"""The database where none is named, in the working directory."""


def open_as_it_is(path: Path) -> sqlite3.Connection | None:
    """An existing database, read-only, whatever the version of its schema; None if none is there.

    An empty one is none. Raises DatabaseError if the file is none of ours.
    """
    if not is_database_there(path):
        return None
    conn = connect(path, "ro", DEFAULT_WAIT)
    if schema_version(conn):
        return conn
    conn.close()
    return None


def nothing_loaded(path: Path) -> UsageError:
    """What to raise where a report is needed and none is there."""
    return UsageError(
        f"no report is loaded yet in {path}.", "Load one first: detainers ingest report.pdf"
    )


def connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    """A connection in `mode` (ro, rw, rwc) to a database of this program, or to a new one.

    Waits up to `wait` seconds for a lock. Raises DatabaseError if the file is no database, another
    program's, made by a newer version, or out of reach.
    """
    with database_errors(path):
        try:
            return _connect(path, mode, wait)
        except sqlite3.OperationalError:
            if mode != "ro" or not _is_at_rest(path):
                raise
            return _connect(path, "ro&immutable=1", wait)  # in a folder that cannot be written


def _connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    """A checked connection.

    A reader is opened as a writer that is held back: it can recover what a killed process left,
    and leaves no file of its own behind.
    """
    uri = f"{path.absolute().as_uri()}?mode={'rw' if mode == 'ro' else mode}"
    conn = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    try:
        conn.execute(f"PRAGMA query_only = {int(mode.startswith('ro'))}")
        conn.execute("PRAGMA foreign_keys = ON")
        require_ours(conn, path)
    except BaseException:
        conn.close()
        raise
    return conn


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection that the system itself keeps from writing, for SQL that others write.

    Unlike a reader that is held back, it needs a folder in which SQLite can keep its files, and may
    leave a log behind (`checkpoint`). It may be used by any thread. Raises sqlite3.Error.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    conn = sqlite3.connect(uri, uri=True, timeout=DEFAULT_WAIT, check_same_thread=False)
    try:
        conn.execute("PRAGMA query_only = 1")
        conn.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        conn.close()
        raise
    return conn


def _is_at_rest(path: Path) -> bool:
    """True if the file alone is the whole database: no log or journal has more to say."""
    return path.is_file() and not log_beside(path)


def use_wal(conn: sqlite3.Connection) -> None:
    """Lets readers read while one writes, where the file system can.

    It stays as it was on a file system without shared memory, or while another process has the
    database open: all is as safe then, readers only wait while a report is committed.
    """
    patience = conn.execute("PRAGMA busy_timeout").fetchone()[0]
    conn.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        conn.execute("PRAGMA journal_mode = WAL")
    conn.execute(f"PRAGMA busy_timeout = {patience}")


def checkpoint(path: Path) -> None:
    """Brings a log that is left beside the database into it, so that one file holds it all.

    A log that is in use stays: it is part of the database, and the next run tries again.
    """
    if os.path.exists(beside(path, "-wal")):  # noqa: PTH110 - it never raises
        with suppress(DatabaseError, sqlite3.Error):
            conn = connect(path, "rw", 0)
            try:
                conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                conn.close()


def schema_version(conn: sqlite3.Connection) -> int:
    """The number of the last migration that was applied; 0 for an empty file."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def require_ours(conn: sqlite3.Connection, path: Path) -> None:
    """Raises DatabaseError for another program's database, or a newer version's."""
    tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    app = conn.execute("PRAGMA application_id").fetchone()[0]
    if (tables or app) and app != APPLICATION_ID:
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
        cause, hint = _CAUSES.get(_code(error), (str(error), ""))
        writer = current_writer(path) if _code(error) in {"BUSY", "LOCKED"} else ""
        raise DatabaseError(f"{path}: {cause}{f' ({writer})' if writer else ''}.", hint) from None


def _code(error: sqlite3.Error) -> str:
    """SQLite's primary code as a word, such as BUSY; before Python 3.11, told by the message."""
    name = getattr(error, "sqlite_errorname", "")
    if name:
        return str(name.split("_")[1])
    return next((code for words, code in _MESSAGES.items() if words in str(error)), "")


def is_unwritable(error: sqlite3.Error) -> bool:
    """True if the disk or its rights are in the way, not what is in the database."""
    return _code(error) in {"FULL", "IOERR", "READONLY", "CANTOPEN"}


_MESSAGES = {
    "is locked": "BUSY",
    "not a database": "NOTADB",
    "malformed": "CORRUPT",
    "is full": "FULL",
    "I/O error": "IOERR",
    "readonly": "READONLY",
    "unable to open": "CANTOPEN",
}

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
        with writer_record(conn):
            yield
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
