"""Who is writing: a small record beside the database, for the message that another load sees.

The record only informs. The lock is SQLite's own, and it ends with the process that holds it.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from detainer_cli.files import beside, read_json

_SUFFIX = ".writer"
_FRESH = timedelta(days=1)


@contextmanager
def writer_record(conn: sqlite3.Connection) -> Iterator[None]:
    """Keeps the record of this process while it holds the write lock of `conn`."""
    path = file_of(conn)
    if path is None:  # in memory
        yield
        return
    import json  # an answer writes nothing

    record = beside(path, _SUFFIX)
    with suppress(OSError):  # a full disk: the write itself will tell
        record.write_text(json.dumps(_this_process()), encoding="utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            record.unlink(missing_ok=True)


def file_of(conn: sqlite3.Connection) -> Path | None:
    """The file of a database, whatever bytes its name has; None if it is in memory."""
    as_text, conn.text_factory = conn.text_factory, os.fsdecode
    try:
        name = conn.execute("PRAGMA database_list").fetchone()[2]
    finally:
        conn.text_factory = as_text
    return Path(name) if name else None


def _this_process() -> dict[str, object]:
    """What the record says: never a whole command line, which may hold a password."""
    words = [Path(sys.argv[0]).name, *sys.argv[1:2]]
    return {
        "pid": os.getpid(),
        "host": platform.node(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join(word for word in words if not word.startswith("-")),
    }


def current_writer(db: Path) -> str:
    """`detainers ingest, process 4711 on host since 2017-03-20T06:00:00+00:00`; empty if unknown.

    A record that a killed process left behind is ignored.
    """
    record = read_json(beside(db, _SUFFIX), {})
    try:
        pid, host, started = int(record["pid"]), str(record["host"]), str(record["started"])
        age = datetime.now(UTC) - datetime.fromisoformat(started)
    except (KeyError, ValueError, TypeError):
        return ""
    if age > _FRESH or (host == platform.node() and not _is_alive(pid)):
        return ""
    return f"{record.get('command')}, process {pid} on {host} since {started}"


def _is_alive(pid: int) -> bool:
    if pid <= 0:
        return False
    if sys.platform == "win32":  # there, os.kill would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
