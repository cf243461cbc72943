"""Loads many files: takes paths and options, and yields what happens as events.

Nothing is printed here. Files are read as many at a time as is asked, and stored by one thread, in
the order in which they were given.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

from detainer_cli.db.connection import checkpoint
from detainer_cli.db.store import is_loaded
from detainer_cli.errors import DatabaseError, DetainersError, MachineError, OutputError
from detainer_cli.fetch.urls import shown
from detainer_cli.files import require_writable
from detainer_cli.ingest import launch
from detainer_cli.ingest.ahead import Ahead, StoppedError, Turn
from detainer_cli.ingest.engines import Engine, LocalEngine, cores
from detainer_cli.ingest.failures import Failures, is_passing
from detainer_cli.ingest.file import File, time_of
from detainer_cli.ingest.folders import Found, find_files, look_at_folders
from detainer_cli.ingest.report import Options, Outcome, ingest_file
from detainer_cli.ingest.set_aside import set_aside
from detainer_cli.model.limits import DEFAULT_LIMITS, Limits
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport

# ------------------------------------------------------------------ what is asked, what happens
from detainer_cli.text import printable


@dataclass(frozen=True)
class Reading:
    """How files are read: see `detainers ingest --help`. Without `jobs`, on all cores;
    with a `scheduler`, on the workers of a Dask cluster.
    """

    password: str | None = None
    limits: Limits = DEFAULT_LIMITS
    jobs: int | None = 1
    scheduler: str | None = None


@dataclass(frozen=True)
class FoldersSearched:
    """The first event: the files to load, and what is wrong with the folders themselves."""

    found: Found


@dataclass(frozen=True)
class FileStarted:
    """A file is read from now on."""

    path: str


@dataclass(frozen=True)
class PagesRead:
    """So many pages more of a file are read, of so many."""

    path: str
    done: int
    total: int


@dataclass(frozen=True)
class FileDone:
    """What became of a file; these come in the order in which the files were given.

    `is_named` says that the user named the file, not its folder only.
    """

    path: str
    outcome: Outcome
    is_named: bool


@dataclass(frozen=True)
class BatchDone:
    """The last event: every file is done."""

    found: Found


Event = FoldersSearched | FileStarted | PagesRead | FileDone | BatchDone


class ToldError(DatabaseError):
    """Trouble with the database or the machine that was told of another file before."""


# ------------------------------------------------------------------ the batch


def ingest_batch(
    paths: Sequence[str],
    options: Options,
    reading: Reading,
    retry: bool = False,
    sets_aside: bool = False,
) -> Generator[Event, None, None]:
    """Loads the files that `paths` name, and remembers those of folders that failed.

    What failed before is read again with `retry`; with `sets_aside`, what fails is moved out of its
    folder. Close the iterator if it is left before its end: no file is begun then.
    """
    batch = _start(paths, options, reading, retry, sets_aside)
    yield FoldersSearched(batch.found)
    try:
        yield from _events(batch)
    finally:
        launch.end_early()
        if not options.dry_run:
            batch.failures.save()
            checkpoint(options.db)
    yield BatchDone(batch.found)


@dataclass
class _Batch:
    """What the files of one batch share.

    A file that was named by itself is always tried and told; one of a folder that failed before is
    read again if it changed, or with `retry`. `blocked` is what is wrong with the database: no
    further file is read then. `said` has the troubles that were told, and of which file.
    """

    options: Options
    reading: Reading
    found: Found
    failures: Failures
    retry: bool
    sets_aside: bool
    blocked: DatabaseError | None = None
    said: dict[str, str] = field(default_factory=dict)

    def is_named(self, path: str) -> bool:
        """True if the user named this file, not its folder only."""
        return path not in self.found.folder_of

    def remembers(self, path: str) -> bool:
        """True if the batch records whether this file failed."""
        return not self.is_named(path) and not self.options.dry_run


def _start(
    paths: Sequence[str], options: Options, reading: Reading, retry: bool, sets_aside: bool
) -> _Batch:
    settings = (
        reading.limits,
        bool(reading.password),
        options.strict,
        options.accept_unread,
        sorted(map(repr, options.decisions.items())),  # the same for the same decisions
    )
    failures = Failures(options.db, settings)
    found = find_files(paths)
    found.folder_of = {f: d for f, d in found.folder_of.items() if f not in paths}
    look_at_folders(found, failures, options.db, retry)
    return _Batch(options, reading, found, failures, retry, sets_aside)


def _events(batch: _Batch) -> Iterator[Event]:
    """What happens to the files, told by the thread that stores them and those that read."""
    happened: SimpleQueue[Event | Future[None]] = SimpleQueue()

    def is_news(file: File) -> bool:
        return _is_news(file, batch)

    ahead = Ahead(
        batch.found.files,
        engine_for(batch.reading, len(batch.found.files)),
        batch.reading.limits.unpacked,
        is_news,
        lambda path: happened.put(FileStarted(path)),
        lambda path, done, total: happened.put(PagesRead(path, done, total)),
    )
    with ThreadPoolExecutor(1) as writer:
        all_stored = writer.submit(_load_all, ahead, batch, happened.put)
        all_stored.add_done_callback(happened.put)
        try:
            while not isinstance(event := happened.get(), Future):
                yield event
            event.result()
        finally:
            ahead.stop()


def engine_for(reading: Reading, files: int) -> Engine:
    """What reads so many files. Raises UsageError or MachineError for a cluster out of reach."""
    if reading.scheduler is not None and files:
        from detainer_cli.ingest.cluster import ClusterEngine

        how = (reading.password, reading.limits, reading.jobs)
        return ClusterEngine(reading.scheduler, *how, files)
    width = reading.jobs or cores()
    return LocalEngine(reading.password, reading.limits, max(1, min(width, files)))


def _load_all(ahead: Ahead, batch: _Batch, tell: Callable[[Event], None]) -> None:
    """Loads one file after another, in order, until the batch is left."""
    with suppress(StoppedError):
        for turn in ahead.turns():
            tell(FileDone(turn.path, _load(turn, ahead, batch), batch.is_named(turn.path)))


# ------------------------------------------------------------------ one file


def _is_news(file: File, batch: _Batch) -> bool:
    """False if the file will not be read at its turn, as far as that is known before."""
    if batch.blocked is not None or _known_failure(file, batch) is not None:
        return False
    try:
        return not is_loaded(batch.options.db, file.sha256)
    except DetainersError:  # it is told at the file's turn
        return False


def _known_failure(file: File, batch: _Batch) -> DetainersError | None:
    is_asked = batch.remembers(file.path) and not batch.retry
    return batch.failures.known(file) if is_asked else None


def _load(turn: Turn, ahead: Ahead, batch: _Batch) -> Outcome:
    file = turn.file
    error = turn.error or _known_failure(file, batch)
    if error is not None:
        return _remember(_rejected(turn.path, error), file, batch)

    def read(content: bytes, name: str) -> tuple[Document, ParsedReport]:
        if batch.blocked is not None:
            raise batch.blocked
        if not batch.options.dry_run:
            require_writable(batch.options.db)
        return ahead.read(turn)

    outcome = ingest_file(file, batch.options, read, time_of(file))
    outcome = replace(outcome, seconds=outcome.seconds + turn.lag)
    if isinstance(outcome.error, DatabaseError):
        return _told_once(outcome, outcome.error, batch)
    return _remember(outcome, file, batch)


def _rejected(path: str, error: DetainersError) -> Outcome:
    error.file = printable(shown(path))
    return Outcome(error.file, "rejected", error=error)


def _told_once(outcome: Outcome, error: DatabaseError, batch: _Batch) -> Outcome:
    """Trouble with the database or the machine is told once; the former ends the reading."""
    is_new = batch.said.setdefault(error.message, outcome.path) == outcome.path
    if not isinstance(error, MachineError) and batch.blocked is None:
        batch.blocked = DatabaseError(error.message, error.hint)
    if is_new:
        return outcome
    return replace(outcome, error=ToldError(error.message, error.hint, outcome.path))


def _remember(outcome: Outcome, file: File, batch: _Batch) -> Outcome:
    """Records what became of a file of a folder, and moves it away if it failed and is to go."""
    if not batch.remembers(file.path):
        return outcome
    was_told = batch.failures.record(file, outcome.error) and not batch.retry
    outcome = replace(outcome, acknowledged=was_told)
    if not batch.sets_aside or outcome.error is None or is_passing(outcome.error, file):
        return outcome
    return _set_aside(outcome, outcome.error, file, batch)


def _set_aside(outcome: Outcome, error: DetainersError, file: File, batch: _Batch) -> Outcome:
    try:
        moved = set_aside(file, Path(batch.found.folder_of[file.path]), error)
    except DetainersError as trouble:
        both = f"{error.message} It could not be set aside: {trouble.message}"
        return replace(outcome, error=OutputError(both, trouble.hint, error.file))
    if moved is None:
        return outcome
    batch.failures.forget(file.path)
    hint = f"It was set aside as {printable(moved)}, with the reason beside it."
    told = replace(error, hint=hint)
    return replace(outcome, error=told, acknowledged=False)
