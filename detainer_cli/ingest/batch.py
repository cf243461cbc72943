"""Loads many files: takes paths and options, and yields what happens as events.

Nothing is printed here. Files are read as many at a time as is asked, and stored in the order in
which they were given.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

from detainer_cli.db.connection import checkpoint
from detainer_cli.errors import DatabaseError, DetainersError, MachineError, OutputError
from detainer_cli.files import require_writable
from detainer_cli.ingest import launch
from detainer_cli.ingest.failures import Failures, is_passing
from detainer_cli.ingest.file import File, read_file, time_of
from detainer_cli.ingest.folders import Found, find_files, look_at_folders
from detainer_cli.ingest.report import Options, Outcome, ingest_file
from detainer_cli.ingest.sandbox import read_in_child
from detainer_cli.ingest.set_aside import set_aside
from detainer_cli.model.limits import DEFAULT_LIMITS, Limits
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport

# ------------------------------------------------------------------ what is asked, what happens
from detainer_cli.text import printable


@dataclass(frozen=True)
class Reading:
    """How files are read: see `detainers ingest --help`."""

    password: str | None = None
    limits: Limits = DEFAULT_LIMITS
    jobs: int = 1


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
    """The last event: all outcomes, in order."""

    outcomes: tuple[Outcome, ...]
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
    outcomes = []
    try:
        for event in _events(batch):
            if isinstance(event, FileDone):
                outcomes.append(event.outcome)
            yield event
    finally:
        launch.end_early()
        if not options.dry_run:
            batch.failures.save()
            checkpoint(options.db)
    yield BatchDone(tuple(outcomes), batch.found)


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
    happened: SimpleQueue[Event | Future[FileDone]] = field(default_factory=SimpleQueue)
    blocked: DatabaseError | None = None
    said: dict[str, str] = field(default_factory=dict)

    def is_named(self, path: str) -> bool:
        """True if the user named this file, not its folder only."""
        return path not in self.found.folder_of

    def remembers(self, path: str) -> bool:
        """True if the batch records whether this file failed."""
        return not self.is_named(path) and not self.options.dry_run


class _Turns:
    """Lets files be stored in the order in which they were given, however many are read at once."""

    def __init__(self) -> None:
        self._next = 0
        self._over: set[int] = set()
        self._changed = threading.Condition()

    def wait(self, number: int) -> None:
        """Waits until the files before `number` are done with."""
        with self._changed:
            self._changed.wait_for(lambda: self._next >= number)

    def end(self, number: int) -> None:
        with self._changed:
            self._over.add(number)
            while self._next in self._over:
                self._next += 1
            self._changed.notify_all()


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
    """What happens to the files, told by the threads that load them."""
    turns = _Turns()
    last = len(batch.found.files) - 1

    def load(number: int, path: str) -> FileDone:
        try:
            batch.happened.put(FileStarted(path))
            outcome = _load(path, batch, lambda: turns.wait(number), number < last)
            return FileDone(path, outcome, batch.is_named(path))
        finally:
            turns.end(number)

    with ThreadPoolExecutor(batch.reading.jobs) as pool:
        loads = deque(pool.submit(load, *file) for file in enumerate(batch.found.files))
        for future in loads:
            future.add_done_callback(batch.happened.put)
        try:
            yield from _in_order(loads, batch)
        finally:
            for future in loads:
                future.cancel()


def _in_order(loads: deque[Future[FileDone]], batch: _Batch) -> Iterator[Event]:
    """The events as they come, but for the ends of files: each waits for those before it."""
    over: set[Future[FileDone]] = set()
    while loads:
        event = batch.happened.get()
        if isinstance(event, Future):
            over.add(event)
        else:
            yield event
        while loads and loads[0] in over:
            yield loads.popleft().result()


# ------------------------------------------------------------------ one file


def _load(path: str, batch: _Batch, wait_for_turn: Callable[[], None], more: bool) -> Outcome:
    file = File(path)
    try:
        file = read_file(path, batch.reading.limits.unpacked)
        known = batch.failures.known(file) if batch.remembers(path) else None
        if known is not None and not batch.retry:
            raise known
    except DetainersError as error:
        return _remember(_rejected(path, error), file, batch)

    def read(content: bytes, name: str) -> tuple[Document, ParsedReport]:
        found = _read(content, name, path, batch, more)
        wait_for_turn()
        return found

    outcome = ingest_file(file, batch.options, read, time_of(file))
    if isinstance(outcome.error, DatabaseError):
        return _told_once(outcome, outcome.error, batch)
    return _remember(outcome, file, batch)


def _read(
    content: bytes, name: str, path: str, batch: _Batch, more: bool
) -> tuple[Document, ParsedReport]:
    """Reads a report in a child, unless it could not be stored anyway."""

    def progress(done: int, total: int) -> None:
        batch.happened.put(PagesRead(path, done, total))

    if batch.blocked is not None:
        raise batch.blocked
    if not batch.options.dry_run:
        require_writable(batch.options.db)
    reading = batch.reading
    try:
        return read_in_child(content, name, reading.password, reading.limits, progress, more)
    except DatabaseError as error:
        raise MachineError(error.message, error.hint) from None


def _rejected(path: str, error: DetainersError) -> Outcome:
    error.file = printable(path)
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
