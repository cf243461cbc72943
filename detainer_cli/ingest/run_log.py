"""The log of loads: a line of JSON for each file, appended, for whoever looks on Monday."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from detainer_cli.errors import DetainersError, ExitCode
from detainer_cli.files import output_error
from detainer_cli.ingest.report import Outcome, counts_of


class RunLog:
    """Adds a line for each file that was tried; `verbose` one for each file there is.

    Every line is written at once, so that two runs never mix theirs. A line that cannot be written
    (a full disk) never fails a load: it is kept in `troubles`, once.
    """

    def __init__(self, path: Path | None, file: IO[bytes] | None, verbose: bool) -> None:
        self._path = path
        self._file = file
        self._verbose = verbose
        self.troubles: list[DetainersError] = []

    def write(self, outcome: Outcome) -> None:
        is_news = outcome.status != "already loaded" and not outcome.acknowledged
        if self._path is None or self._file is None or not (is_news or self._verbose):
            return
        try:
            _append(self._file, json.dumps(as_entry(outcome)).encode() + b"\n")
        except OSError as error:
            if not self.troubles:
                what = "the log cannot be written, lines of this run are missing"
                self.troubles.append(output_error(what, self._path, error))


def _append(file: IO[bytes], line: bytes) -> None:
    """Writes a line whole, or takes back the part of it that a full disk had room for."""
    written = 0
    try:
        while written < len(line):
            written += file.write(line[written:])
    except OSError:
        if written:
            os.ftruncate(file.fileno(), file.tell() - written)
        raise


@contextmanager
def open_log(path: Path | None, verbose: bool = False) -> Iterator[RunLog]:
    """The log at `path`; without a path, one that writes nothing.

    Raises UsageError or OutputError if it cannot be opened.
    """
    if path is None:
        yield RunLog(None, None, verbose)
        return
    with _opened(path) as file:
        yield RunLog(path, file, verbose)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("ab", buffering=0)
    except OSError as error:
        raise output_error("the log cannot be written", path, error) from None


def as_entry(outcome: Outcome) -> dict[str, object]:
    """The line of a file: `time` in UTC, `week` its first day, `seconds` to load it."""
    stored = outcome.stored
    error = outcome.error
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "file": outcome.path,
        "week": stored.start if stored else None,
        "status": outcome.status,
        "counts": counts_of(stored) if stored else None,
        "seconds": round(outcome.seconds, 3),
        "exit_code": int(error.exit_code if error else ExitCode.OK),
        "error": str(error) if error else None,
    }
