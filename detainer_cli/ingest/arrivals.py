"""The files of a load in order; those behind URLs are downloaded before their turn, some at a time.

A download runs in a thread that nobody waits for at the end of the program: a server that does not
answer holds up no Ctrl-C.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from threading import Thread

from detainer_cli.errors import DetainersError
from detainer_cli.fetch.urls import is_url
from detainer_cli.ingest.file import File, read_file


class Arrival:
    """A file that is on its way, or can be read at once."""

    def __init__(self, path: str, more: bool, most: int) -> None:
        """`more` files follow; it has at most `most` MiB."""
        self.path = path
        self.more = more
        self._most = most
        self._download: Future[File] | None = None
        if is_url(path):
            self._download = Future()
            Thread(target=self._get, args=(self._download,), daemon=True).start()

    def file(self) -> File:
        """Waits for the file. Raises DetainersError, or CancelledError if it is not to come."""
        if self._download is not None:
            return self._download.result()
        return read_file(self.path, self._most)

    def cancel(self) -> None:
        """Whoever waits is told that it does not come."""
        if self._download is not None:
            self._download.cancel()

    def _get(self, download: Future[File]) -> None:
        with suppress(InvalidStateError):  # it was cancelled meanwhile
            try:
                download.set_result(read_file(self.path, self._most))
            except DetainersError as error:
                download.set_exception(error)
            finally:
                download.cancel()  # which does nothing where the file is there


class Arrivals:
    """The files at `paths`; `width` of those behind URLs are downloaded at a time."""

    def __init__(self, paths: Sequence[str], most: int, width: int) -> None:
        last = len(paths) - 1
        self._following = iter([(path, at < last) for at, path in enumerate(paths)])
        self._most = most
        self._width = width
        self._coming: deque[Arrival] = deque()

    def next(self) -> Arrival | None:
        """The next file, waited for by nobody yet; None behind the last."""
        while len(self._coming) < self._width and (item := next(self._following, None)):
            self._coming.append(Arrival(*item, self._most))
        return self._coming.popleft() if self._coming else None

    def cancel(self) -> None:
        """Nothing more comes."""
        self._following = iter([])
        for arrival in list(self._coming):
            arrival.cancel()
