"""Opens a database for reading or writing, brought up to date first, or makes a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from detainer_cli.db.connection import (
    APPLICATION_ID,
    DEFAULT_WAIT,
    SCHEMA_VERSION,
    connect,
    database_errors,
    nothing_loaded,
    open_as_it_is,
    require_ours,
    schema_version,
    use_wal,
    writing,
)
from detainer_cli.db.writer_record import file_of
from detainer_cli.errors import DatabaseError, OutputError
from detainer_cli.files import (
    beside,
    database_error,
    is_database_there,
    part_path,
    put_in_new_place,
    require_writable,
)

T = TypeVar("T")


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Opens an existing database read-only, brought up to date first.

    Raises UsageError if no report is loaded yet, DatabaseError if the file is none of ours.
    """
    conn = open_if_loaded(path)
    if conn is None:
        raise nothing_loaded(path)
    return conn


def open_if_loaded(path: Path) -> sqlite3.Connection | None:
    """Like open_for_reading, but None if there is no database yet, or an empty one."""
    conn = open_as_it_is(path)
    if conn is None:
        return None
    version = schema_version(conn)
    if version == SCHEMA_VERSION:
        return conn
    conn.close()
    _upgrade(path, version)
    return connect(path, "ro", DEFAULT_WAIT)


def open_for_rehearsal(path: Path) -> sqlite3.Connection | None:
    """An existing database for a run that writes nothing; None if there is none, or an empty one.

    One of an older version is copied into memory, and the copy brought up to date.
    """
    conn = open_as_it_is(path)
    if conn is None or schema_version(conn) == SCHEMA_VERSION:
        return conn
    with closing(conn), database_errors(path):
        copy = sqlite3.connect(":memory:", isolation_level=None)
        conn.backup(copy)
        _migrate(copy, path)
    return copy


def _upgrade(path: Path, version: int) -> None:
    try:
        open_for_writing(path).close()
    except DatabaseError as error:
        raise DatabaseError(
            f"{path} was made by an older version of this program (its schema is {version}, this"
            f" program's {SCHEMA_VERSION}) and could not be brought up to date: {error.message}",
            error.hint,
        ) from None


def open_for_writing(path: Path, wait: float = DEFAULT_WAIT) -> sqlite3.Connection:
    """Opens or creates a database and brings its schema up to date.

    Waits up to `wait` seconds for another writer. Raises DatabaseError.
    """
    require_writable(path)
    conn = connect(path, "rwc", wait)
    try:
        _make_ready(conn, path)
    except BaseException:
        conn.close()
        raise
    return conn


def allow_writing(conn: sqlite3.Connection, path: Path, wait: float) -> None:
    """Makes a connection that was opened for reading one as `open_for_writing` gives."""
    require_writable(path)
    with database_errors(path):
        conn.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
        conn.execute("PRAGMA query_only = 0")
        require_ours(conn, path)
    _make_ready(conn, path)


def _make_ready(conn: sqlite3.Connection, path: Path) -> None:
    with database_errors(path):
        use_wal(conn)
        if schema_version(conn) < SCHEMA_VERSION:
            _migrate(conn, path)


def write(path: Path, wait: float, put: Callable[[sqlite3.Connection], T]) -> T:
    """What `put` gives for a connection on which it writes to the database at `path`.

    A new database appears with what is put in it, or not at all. Raises DatabaseError.
    """
    if not is_database_there(path):
        try:
            return _write_new(path, wait, put)
        except FileExistsError:  # another process was first
            pass
    with closing(open_for_writing(path, wait)) as conn:
        return put(conn)


def _write_new(path: Path, wait: float, put: Callable[[sqlite3.Connection], T]) -> T:
    """Makes the database in a hidden file that gets its name when it is whole.

    Raises FileExistsError if `path` exists by then.
    """
    require_writable(path)
    part = part_path(path)
    try:
        _remove(part)
        with closing(open_for_writing(part, wait)) as conn, database_errors(part):
            result = put(conn)
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # closing would hide that it failed
        put_in_new_place(part, path)
    except DatabaseError as error:
        error.message = error.message.replace(str(part), str(path))
        raise
    except FileExistsError:
        raise
    except OSError as error:
        raise database_error(path, error) from None
    finally:
        with suppress(OSError):
            _remove(part)
    return result


def _remove(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        beside(path, suffix).unlink(missing_ok=True)


def load_schema() -> Callable[[sqlite3.Connection], None]:
    """What makes and migrates a database: loaded only then, and ahead of it if there is time."""
    from detainer_cli.lean_imports import without

    with without("numpy", "pandas"):
        from detainer_cli.db.migrate import migrate

    return migrate


def _migrate(conn: sqlite3.Connection, path: Path) -> None:
    """Brings the schema up to date in one transaction; a copy of what was is kept beside."""
    migrate = load_schema()
    conn.execute("PRAGMA foreign_keys = OFF")  # tables are put in the place of others
    with writing(conn):
        if 0 < schema_version(conn) < SCHEMA_VERSION and file_of(conn) is not None:
            _keep_copy(path)
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(conn)
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    conn.execute("PRAGMA foreign_keys = ON")


def _keep_copy(path: Path) -> None:
    try:
        from detainer_cli.db.backup import copy_database

        copy_database(path, beside(path, f".before-v{SCHEMA_VERSION}"))
    except OutputError as error:
        raise DatabaseError(
            f"{path}: no copy of it can be kept while its schema changes: {error}"
        ) from None
