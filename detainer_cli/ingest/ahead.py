"""Files in the order in which they were given, each read before its turn if there is room.

What is stored and said is decided at a file's turn, by one thread, as if nothing were read ahead:
so the outcome is the same however many files are read at a time. Only so many files are in memory.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path

from detainer_cli.errors import DetainersError
from detainer_cli.ingest.arrivals import Arrival, Arrivals
from detainer_cli.ingest.engines import Engine, Found, ReadResult
from detainer_cli.ingest.file import File
from detainer_cli.model.pages import PageProgress

_DEPTH = 3  # files in memory for each that is read: a long one does not keep the others waiting


class StoppedError(Exception):
    """No further file is loaded: the batch was left."""


@dataclass
class Turn:
    """A file whose turn it is: its content, or why it has none (`error`).

    `lag` is by how many seconds the reading took longer than waiting for it.
    """

    path: str
    file: File
    more: bool
    error: DetainersError | None = None
    future: Future[ReadResult] | None = None
    lag: float = 0.0


class Ahead:
    """The turns of `paths`, with the engine that reads them."""

    def __init__(
        self,
        paths: Sequence[str],
        engine: Engine,
        most: int,
        is_news: Callable[[File], bool],
        started: Callable[[str], None],
        progress: Callable[[str, int, int], None],
    ) -> None:
        """`most` MiB a file; what is no news by its content is not read ahead."""
        self._arrivals = Arrivals(paths, most, engine.width)
        self._awaited: Arrival | None = None
        self._engine = engine
        self._is_news = is_news
        self._started = started
        self._progress = progress
        self._begun: deque[Turn] = deque()
        self._stopped = False

    def turns(self) -> Iterator[Turn]:
        """Each file in its turn."""
        depth = self._engine.width * _DEPTH if self._engine.width > 1 else 1
        while not self._stopped:
            while len(self._begun) < depth and (arrival := self._arrivals.next()):
                self._begin(arrival)
            if not self._begun:
                return
            yield self._begun[0]
            self._begun.popleft()

    def read(self, turn: Turn) -> Found:
        """What is in the PDF of a turn. Raises DetainersError, or StoppedError."""
        if turn.future is None:
            turn.future = self._submit(turn)
        started = time.monotonic()
        try:
            result = self._engine.result(turn.future)
        except CancelledError:
            if not self._stopped:
                raise
            raise StoppedError from None
        if self._stopped:  # what is told of a child that was ended is not the file's
            raise StoppedError
        turn.lag = result.seconds - (time.monotonic() - started)
        if isinstance(result.found, DetainersError):
            raise result.found
        return result.found

    def stop(self) -> None:
        """Ends the reading; the turn that is being stored is ended in order."""
        self._stopped = True
        self._arrivals.cancel()
        if self._awaited is not None:
            self._awaited.cancel()
        self._engine.stop()

    def _begin(self, arrival: Arrival) -> None:
        path, more = arrival.path, arrival.more
        self._started(path)
        try:
            turn = Turn(path, self._arrived(arrival), more)
        except DetainersError as error:
            turn = Turn(path, File(path), more, error)
        if self._engine.width > 1 and turn.error is None and self._is_worth_reading(turn.file):
            turn.future = self._submit(turn)
        self._begun.append(turn)

    def _arrived(self, arrival: Arrival) -> File:
        self._awaited = arrival
        if self._stopped:  # it may have been so before there was something to cancel
            raise StoppedError
        try:
            return arrival.file()
        except CancelledError:
            if not self._stopped:
                raise
            raise StoppedError from None

    def _is_worth_reading(self, file: File) -> bool:
        """A copy of what is being read is loaded by then, as a rule."""
        under_way = (turn.file.sha256 for turn in self._begun if turn.future)
        return file.sha256 not in under_way and self._is_news(file)

    def _submit(self, turn: Turn) -> Future[ReadResult]:
        if self._stopped:
            raise StoppedError

        def progress(done: int, total: int) -> None:
            self._progress(turn.path, done, total)

        tell: PageProgress = progress
        try:
            name = Path(turn.file.name).name
            return self._engine.submit(turn.file.content, name, tell, turn.more)
        except RuntimeError:  # the engine was stopped meanwhile, or the machine has no more threads
            if not self._stopped:
                raise
            raise StoppedError from None
