"""A consistent copy of a database in one file, checked, also while another process loads."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from detainer_cli.db.connection import (
    connect,
    database_errors,
    is_unwritable,
    nothing_loaded,
    open_as_it_is,
)
from detainer_cli.errors import DatabaseError, OutputError, UsageError
from detainer_cli.files import (
    beside,
    is_there,
    log_beside,
    output_error,
    part_path,
    place_of,
    put_in_place,
    require_place,
)
from detainer_cli.text import printable

_WAIT = 30.0
_UNWRITTEN = "the copy cannot be written"


def backup(db: Path, target: Path, force: bool = False) -> int:
    """Copies the database to `target`; the number of reports in the copy.

    Raises UsageError if `target` is the database itself, exists (unless `force`) or has no folder,
    DatabaseError if the database cannot be read or is not sound, OutputError if the copy cannot be
    written or something other than a file is there.
    """
    conn = open_as_it_is(db)
    if conn is None:
        raise nothing_loaded(db)
    conn.close()
    _require_place(db, target, force)
    return copy_database(db, target)


def _require_place(db: Path, target: Path, force: bool) -> None:
    name = str(target)
    require_place(_UNWRITTEN, target)
    exists = is_there(target)
    if exists and target.samefile(db):
        raise UsageError("that is the database itself.", "Name another file.", file=name)
    if exists and not force:
        raise UsageError("the file exists.", "Overwrite it with --force.", file=name)
    if log_beside(place_of(target)):
        raise UsageError(
            "that is a database in use, or one that was not closed (a log lies beside it).",
            "Name another file.",
            file=name,
        )


def copy_database(db: Path, target: Path) -> int:
    """Copies `db` onto `target` through a hidden file beside it; the number of its reports.

    The copy needs no log (journal mode DELETE), is checked before it gets its name, and has the
    rights of the original. Raises DatabaseError or OutputError; nothing is left then.
    """
    try:
        place = place_of(target)
        part = part_path(place)
        try:
            with closing(connect(db, "ro", _WAIT)) as source, database_errors(db), _full(target):
                reports = _copy(source, part)
            shutil.copymode(db, part)
            put_in_place(part, place)
        finally:
            for suffix in ("", "-journal", "-wal", "-shm"):
                beside(part, suffix).unlink(missing_ok=True)
    except OSError as error:
        raise output_error(_UNWRITTEN, target, error) from None
    return reports


@contextmanager
def _full(target: Path) -> Iterator[None]:
    """Tells a disk that takes no copy from a database that gives none."""
    try:
        yield
    except sqlite3.Error as error:
        if not is_unwritable(error):
            raise
        hint = "Look at the free space and at the rights."
        raise OutputError(f"{_UNWRITTEN} ({error}).", hint, file=printable(target)) from None


def _copy(source: sqlite3.Connection, part: Path) -> int:
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        found = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
        if found != ["ok"]:
            raise DatabaseError(
                f"the database is damaged ({found[0]}); no copy was made of it.",
                "Keep the last good backup, and see what is wrong: detainers check",
            )
        return int(copy.execute("SELECT count(*) FROM report_file").fetchone()[0])
