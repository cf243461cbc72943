"""The connection that serves a report, from the question whether it is loaded to its storing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from detainer_cli.db.opening import allow_writing, open_for_rehearsal, open_if_loaded, write

T = TypeVar("T")


class ReportConnection:
    """A connection to the database at `path`; `conn` is None where there is no database yet."""

    def __init__(self, path: Path, conn: sqlite3.Connection | None, opened: os.stat_result | None):
        self.path = path
        self.conn = conn
        self._opened = opened

    def write(self, wait: float, put: Callable[[sqlite3.Connection], T]) -> T:
        """What `put` gives for a connection that writes, waiting up to `wait` seconds for others.

        A new database appears with what is put in it, or not at all. Raises DatabaseError.
        """
        if self.conn is not None and self._is_in_place():
            allow_writing(self.conn, self.path, wait)
            return put(self.conn)
        if self.conn is not None:
            self.conn.close()  # its log has the name of that of the new file
        return write(self.path, wait, put)

    def _is_in_place(self) -> bool:
        """False if the file was moved, removed or replaced since: what is written would be lost."""
        now = _status(self.path)
        return bool(now and self._opened and os.path.samestat(now, self._opened))


@contextmanager
def connection_for_report(path: Path, dry_run: bool) -> Iterator[ReportConnection]:
    """Opens what is there, held back from writing until something is to be stored.

    With `dry_run`, a database of an older version stays as it is. Raises DatabaseError.
    """
    opened = _status(path)
    conn = (open_for_rehearsal if dry_run else open_if_loaded)(path)
    try:
        yield ReportConnection(path, conn, opened)
    finally:
        if conn is not None:
            conn.close()


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
