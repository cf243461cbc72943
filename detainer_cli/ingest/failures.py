"""Remembers what failed in a folder, so that an hourly run neither reads nor tells it each time.

The memory is a small JSON file beside the database, never in it: losing it costs time only. A file
is read again when its content changed, the program's version did, or an option that matters to
reading did, and in any case after a week; what is wrong with it is told as often.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from detainer_cli import __version__
from detainer_cli.errors import (
    CheckError,
    DetainersError,
    ExitCode,
    NotAReportError,
    TooSlowError,
    UnreadableError,
    UsageError,
)
from detainer_cli.fetch.urls import is_url, shown
from detainer_cli.files import beside, read_json, write_json
from detainer_cli.ingest.file import File

SUFFIX = ".failures.json"
HINT = "It failed before and is unchanged: --retry tries it again."
REMINDER = timedelta(days=7)

_ERRORS: dict[int, type[DetainersError]] = {
    ExitCode.UNREADABLE: UnreadableError,
    ExitCode.NOT_A_REPORT: NotAReportError,
    ExitCode.CHECK_FAILED: CheckError,
}


class Failures:
    """The failures known for a database; `settings` are the options that matter to reading."""

    def __init__(self, db: Path, settings: object) -> None:
        self._path = beside(db, SUFFIX)
        self._settings = hashlib.sha256(repr(settings).encode()).hexdigest()[:16]
        self._known: dict[str, Any] = read_json(self._path, {})
        self._changes: dict[str, dict[str, object] | None] = {}
        self._now = datetime.now(UTC)

    # -------------------------------------------------------------- files

    def known(self, file: File) -> DetainersError | None:
        """The error that a file gave, if it was read as it would be now and was told.

        None if it must be read: it is due after a week, or the error may have been the machine's.
        """
        entry = self._entry(file.path)
        kind = _ERRORS.get(entry.get("exit_code", 0))
        is_same = self._same(file).items() <= entry.items()
        if kind is None or not is_same or entry.get("passing") or not self._was_told(entry):
            return None
        place = (entry.get("page"), entry.get("row"))
        return kind(str(entry.get("message")), HINT, file.path, *place)

    def record(self, file: File, error: DetainersError | None) -> bool:
        """Remembers that the file failed, or that it no longer does.

        True if the same was told of the same content in the last week. What is no fault of the file
        alone (a slow machine, a lacking right) is read again each time, and told as seldom; of what
        is the machine's alone nothing is remembered.
        """
        if error is None or error.exit_code not in {*_ERRORS, ExitCode.USAGE}:
            if error is None and "exit_code" in self._entry(file.path):
                self._changes[_key(file.path)] = None
            return False
        what = self._same(file) | {
            "exit_code": int(error.exit_code),
            "message": error.message,
            "page": error.page,
            "row": error.row,
            "passing": is_passing(error, file),
        }
        entry = self._entry(file.path)
        if what.items() <= entry.items() and self._was_told(entry):
            return True
        self._changes[_key(file.path)] = what | {"told_at": self._now.isoformat(timespec="seconds")}
        return False

    def forget(self, path: str) -> None:
        """Forgets a file that is no longer there."""
        self._changes[_key(path)] = None

    # -------------------------------------------------------------- folders

    def folder(self, path: str) -> dict[str, Any]:
        """What is kept of a folder: see `keep_folder`."""
        return self._entry(path)

    def keep_folder(self, path: str, is_empty: bool, mount: str | None) -> None:
        """Keeps that a folder held no report, and the mount point that it lies on."""
        entry: dict[str, object] | None = {"empty": is_empty, "mount": mount}
        if not is_empty and mount is None:
            entry = None
        if entry or _key(path) in self._known:
            self._changes[_key(path)] = entry

    # -------------------------------------------------------------- the memory

    def save(self) -> None:
        """Writes what changed, into what another run may have written meanwhile.

        Where that is impossible (a full disk, a read-only folder), the files are tried again.
        """
        known = read_json(self._path, {})
        every = known | self._changes
        kept = {
            path: entry
            for path, entry in every.items()
            if entry and (is_url(path) or os.path.lexists(path))
        }
        if kept == known:
            return
        with suppress(OSError):
            if kept:
                write_json(self._path, kept)
            else:
                self._path.unlink(missing_ok=True)

    def _entry(self, path: str) -> dict[str, Any]:
        entry = self._known.get(_key(path))
        return entry if isinstance(entry, dict) else {}

    def _same(self, file: File) -> dict[str, object]:
        return {"sha256": file.sha256, "tool_version": __version__, "settings": self._settings}

    def _was_told(self, entry: dict[str, Any]) -> bool:
        """False once a week has passed, or if the clock was turned back."""
        try:
            told_at = datetime.fromisoformat(str(entry.get("told_at")))
            return timedelta(0) <= self._now - told_at < REMINDER
        except (ValueError, TypeError):
            return False


def is_passing(error: DetainersError, file: File) -> bool:
    """True if the error may be the machine's: what could not be read, or not in time."""
    return isinstance(error, (TooSlowError, UsageError)) or not file.content


def _key(path: str) -> str:
    return shown(path) if is_url(path) else str(Path(path).absolute())
