"""Where PDFs are read: behind an executor, so many at a time, each in a child with limits.

An engine reads and knows nothing of databases, orders or messages. `read_now` is what runs behind
any executor: a thread of this process, or a worker on another machine (`cluster.py`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from detainer_cli import __version__
from detainer_cli.errors import DatabaseError, DetainersError, MachineError
from detainer_cli.ingest import launch
from detainer_cli.ingest.sandbox import read_in_child
from detainer_cli.model.edition import READING
from detainer_cli.model.limits import Limits
from detainer_cli.model.pages import Document, PageProgress
from detainer_cli.model.records import ParsedReport

Found = tuple[Document, ParsedReport]
_BETWEEN_KILLS = 0.05  # seconds: a child that is being started cannot be ended yet


@dataclass(frozen=True)
class ReadResult:
    """What was read, or why nothing was; in how many seconds, and by which program."""

    found: Found | DetainersError
    seconds: float
    version: str = __version__
    reading: int = READING


class Engine(Protocol):
    """Reads PDFs, `width` at a time."""

    width: int

    def submit(
        self, content: bytes, name: str, progress: PageProgress, more: bool
    ) -> Future[ReadResult]:
        """Has a PDF read; if `more` follow, what the next one needs is begun, too."""

    def result(self, future: Future[ReadResult]) -> ReadResult:
        """Waits for what was submitted. Raises CancelledError if the engine was stopped."""

    def stop(self) -> None:
        """Ends what is being read, and begins nothing more."""


def cores() -> int:
    """The cores on which this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_now(
    content: bytes,
    name: str,
    password: str | None,
    limits: Limits,
    progress: PageProgress = lambda done, total: None,
    more: bool = False,
) -> ReadResult:
    """Reads a report in a child of the process that this runs in."""
    started = time.monotonic()
    found: Found | DetainersError
    try:
        found = read_in_child(content, name, password, limits, progress, more)
    except DatabaseError as error:
        found = MachineError(error.message, error.hint)
    except DetainersError as error:
        found = error
    return ReadResult(found, time.monotonic() - started)


class LocalEngine:
    """Reads on this machine: a thread for each file, which waits for the file's child."""

    def __init__(self, password: str | None, limits: Limits, width: int) -> None:
        self.width = width
        self._how = (password, limits)
        self._executor: Executor = ThreadPoolExecutor(width)
        self._under_way: set[Future[ReadResult]] = set()

    def submit(
        self, content: bytes, name: str, progress: PageProgress, more: bool
    ) -> Future[ReadResult]:
        """See Engine."""
        future = self._executor.submit(read_now, content, name, *self._how, progress, more)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return future

    def result(self, future: Future[ReadResult]) -> ReadResult:
        """See Engine."""
        return future.result()

    def stop(self) -> None:
        """See Engine."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        while wait(list(self._under_way), _BETWEEN_KILLS).not_done:
            launch.end_running()
        self._executor.shutdown()


MakeEngine = Callable[[int], Engine]
"""Makes the engine for so many files."""
