"""Reads PDFs on the workers of a Dask cluster: the extra `dask`, loaded only where it is asked for.

A worker reads as this machine would: in a child process with limits (`engines.read_now`). Results
come back pickled, so that scheduler and workers are trusted as this machine is.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from typing import TYPE_CHECKING

from detainer_cli import __version__
from detainer_cli.errors import DatabaseError, DetainersError, MachineError, UsageError
from detainer_cli.ingest.engines import ReadResult, read_now
from detainer_cli.model.edition import READING
from detainer_cli.model.limits import Limits
from detainer_cli.model.pages import PageProgress

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_SECONDS = 10.0
_WORKER_SECONDS = 60.0  # until the first worker is there
_SAME_PROGRAM = f"Install detainer-cli {__version__} on every worker."


class ClusterEngine:
    """Reads on the workers behind a scheduler; `jobs` files at a time, or as many as they take.

    Raises UsageError without the extra or for an address that is none, and MachineError if no
    scheduler or worker answers.
    """

    def __init__(
        self, address: str, password: str | None, limits: Limits, jobs: int | None, files: int
    ) -> None:
        self._address = address
        self._how = (password, limits)
        self._is_stopped = False
        self._client = _connected(address)
        try:
            self.width = min(jobs or _threads(self._client, address), files)
        except DetainersError:
            self._client.close()
            raise
        self._executor: Executor = self._client.get_executor(pure=False)

    def submit(
        self, content: bytes, name: str, progress: PageProgress, more: bool
    ) -> Future[ReadResult]:
        """See Engine. How far a worker is in a file is not told."""
        return self._executor.submit(read_now, content, name, *self._how)

    def result(self, future: Future[ReadResult]) -> ReadResult:
        """See Engine."""
        from distributed import KilledWorker

        try:
            error = future.exception()
        except CancelledError:
            if self._is_stopped:
                raise
            return _failed(_lost(self._address, "its connection was closed"))
        if isinstance(error, KilledWorker):
            return _failed(_killed())
        if error is not None:  # whatever a worker lacks
            return _failed(_lost(self._address, f"{type(error).__name__}: {error}"[:300]))
        result = future.result()
        if (result.version, result.reading) != (__version__, READING):
            told = f"a worker has detainer-cli {result.version} (reading {result.reading})"
            return _failed(DatabaseError(f"{told}, not {__version__} ({READING}).", _SAME_PROGRAM))
        return result

    def stop(self) -> None:
        """See Engine. What a worker has begun it ends by itself, within its limits."""
        self._is_stopped = True
        self._executor.shutdown(wait=False)
        self._client.close()


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--dask-scheduler needs the package distributed.",
            "Install it: pip install 'detainer-cli[dask]'",
        ) from None
    _silence("distributed", "tornado")
    warnings.filterwarnings("ignore", module="distributed")
    return _tried(address, lambda: Client(address, timeout=_CONNECT_SECONDS, set_as_default=False))


def _silence(*libraries: str) -> None:
    """What matters of their logs is told as an error; Dask sets the level of several by itself."""
    for name in (*libraries, *logging.root.manager.loggerDict):
        if name.partition(".")[0] in libraries:
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _tried(address: str, connect: Callable[[], Client]) -> Client:
    try:
        return connect()
    except ValueError as error:
        raise UsageError(
            f"{address!r} is no address of a Dask scheduler ({error}).",
            "Give it as tcp://HOST:PORT.",
        ) from None
    except (OSError, TimeoutError, RuntimeError) as error:
        raise MachineError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}).",
            "Check that it runs (dask scheduler) and that this machine reaches it.",
        ) from None


def _threads(client: Client, address: str) -> int:
    """The threads of all workers; waits for the first worker."""
    try:
        client.wait_for_workers(1, _WORKER_SECONDS)
    except (TimeoutError, OSError):
        raise MachineError(
            f"the Dask scheduler at {address} has no worker.",
            f"Start some: dask worker {address}",
        ) from None
    return max(1, sum(int(threads) for threads in client.nthreads().values()))


def _failed(error: DetainersError) -> ReadResult:
    return ReadResult(error, 0.0)


def _killed() -> MachineError:
    return MachineError(
        "the workers that read it died, one after another.",
        "If they are short of memory, allow less with --max-memory, or give each fewer threads.",
    )


def _lost(address: str, reason: str) -> DatabaseError:
    """Not one file's trouble: nothing more is read."""
    return DatabaseError(
        f"the Dask cluster at {address} does not read any more ({reason}).",
        f"Check the scheduler and its workers. {_SAME_PROGRAM} The next run goes on.",
    )
