"""Remembers which files of a folder failed, so that an hourly run does not read them each time.

The memory is a small JSON file beside the database, never in it: losing it costs time only. A file
is tried again when its content changed, the program's version did, or an option that matters to
reading did.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from detainer_cli import __version__
from detainer_cli.errors import (
    CheckError,
    DetainersError,
    ExitCode,
    NotAReportError,
    UnreadableError,
)
from detainer_cli.files import beside, read_json, write_json

SUFFIX = ".failures.json"
HINT = "It failed before and is unchanged: --retry tries it again."

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

    def known(self, path: str, content: bytes) -> DetainersError | None:
        """The error that this content gave at `path` when it was last read as it would be now."""
        entry = self._known.get(_key(path))
        if not isinstance(entry, dict) or not self._same(content).items() <= entry.items():
            return None
        kind = _ERRORS.get(entry.get("exit_code", 0))
        if kind is None:
            return None
        place = (entry.get("page"), entry.get("row"))
        return kind(str(entry.get("message")), HINT, path, *place)

    def record(self, path: str, content: bytes, error: DetainersError | None) -> None:
        """Remembers that the file failed by its own fault, or that it no longer does."""
        if error is not None and error.exit_code in _ERRORS:
            where = {"page": error.page, "row": error.row, "message": error.message}
            code = {"exit_code": int(error.exit_code)}
            self._changes[_key(path)] = self._same(content) | code | where
        elif error is None and _key(path) in self._known:
            self._changes[_key(path)] = None

    def save(self) -> None:
        """Writes what changed, into what another run may have written meanwhile.

        Where that is impossible (a full disk, a read-only folder), the files are tried again.
        """
        if not self._changes:
            return
        every = read_json(self._path, {}) | self._changes
        kept = {path: entry for path, entry in every.items() if entry and Path(path).exists()}
        with suppress(OSError):
            if kept:
                write_json(self._path, kept)
            else:
                self._path.unlink(missing_ok=True)

    def _same(self, content: bytes) -> dict[str, object]:
        sha256 = hashlib.sha256(content).hexdigest()
        return {"sha256": sha256, "tool_version": __version__, "settings": self._settings}


def _key(path: str) -> str:
    return str(Path(path).absolute())
