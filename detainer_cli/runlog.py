"""The log of loads: a line of JSON for each file, appended, for whoever looks on Monday."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import IO

from detainer_cli.errors import ExitCode, UsageError
from detainer_cli.ingest import Outcome

_COUNTS = ("declined", "issued_counties", "policies", "unresolved")


@contextmanager
def open_log(path: Path | None) -> Iterator[Callable[[Outcome], None]]:
    """A function that adds a line for a file; without a path, one that does nothing.

    Every line is written at once, so that two runs never mix theirs. Raises UsageError if the log
    cannot be opened; a line that cannot be written later (a full disk) never fails a load.
    """
    if path is None:
        yield lambda outcome: None
        return
    with _opened(path) as file:

        def write(outcome: Outcome) -> None:
            with suppress(OSError):
                file.write(json.dumps(as_entry(outcome)).encode() + b"\n")

        yield write


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("ab", buffering=0)
    except OSError as error:
        raise UsageError(
            f"the log cannot be written ({error.strerror}).",
            "Name a file in a folder that exists and can be written to.",
            file=str(path),
        ) from None


def as_entry(outcome: Outcome) -> dict[str, object]:
    """The line of a file: `time` in UTC, `week` its first day, `seconds` to load it."""
    stored = outcome.stored
    error = outcome.error
    return {
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "file": outcome.path,
        "week": stored.week_start if stored else None,
        "status": outcome.status,
        "counts": {name: getattr(stored, name) for name in _COUNTS} if stored else None,
        "seconds": round(outcome.seconds, 3),
        "exit_code": int(error.exit_code if error else ExitCode.OK),
        "error": str(error) if error else None,
    }
