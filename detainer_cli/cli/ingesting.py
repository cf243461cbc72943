"""Runs `ingest` over many files: reads them, shows progress, reports what became of each."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from detainer_cli.cli.telling import ToldError
from detainer_cli.db.connection import checkpoint
from detainer_cli.db.revisions import FileTime
from detainer_cli.errors import (
    DatabaseError,
    DetainersError,
    MachineError,
    OutputError,
    UnreadableError,
    UsageError,
)
from detainer_cli.fetch.inbox import fetched_at
from detainer_cli.files import require_writable
from detainer_cli.ingest import launch
from detainer_cli.ingest.failures import Failures, is_passing
from detainer_cli.ingest.folders import STDIN, Found, find_files, look_at_folders
from detainer_cli.ingest.report import Options, Outcome, ingest_file
from detainer_cli.ingest.sandbox import Limits, Progress, read_in_child
from detainer_cli.ingest.set_aside import set_aside
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport
from detainer_cli.text import printable


@dataclass(frozen=True)
class Reading:
    """How files are read: see `detainers ingest --help`."""

    password: str | None
    limits: Limits
    jobs: int


@dataclass
class Run:
    """What the files of one run share.

    A file that was named by itself is always tried and told; one of a folder that failed before is
    read again if it changed, or with `retry`. `blocked` is what is wrong with the database: no
    further file is read then. `said` has the troubles that were told, and of which file.
    """

    options: Options
    reading: Reading
    found: Found
    failures: Failures
    retry: bool = False
    sets_aside: bool = False
    blocked: DatabaseError | None = None
    said: dict[str, str] = field(default_factory=dict)

    def is_named(self, path: str) -> bool:
        """True if the user named this file, not its folder only."""
        return path not in self.found.folder_of

    def remembers(self, path: str) -> bool:
        """True if the run records whether this file failed."""
        return not self.is_named(path) and not self.options.dry_run


class Turns:
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


def start_run(
    paths: Sequence[str], options: Options, reading: Reading, retry: bool, sets_aside: bool = False
) -> Run:
    """A run over `paths` that remembers the failures of earlier ones."""
    settings = (
        reading.limits,
        bool(reading.password),
        options.strict,
        options.accept_unread,
        hash_of_decisions(options),
    )
    failures = Failures(options.db, settings)
    found = find_files(paths)
    found.folder_of = {f: d for f, d in found.folder_of.items() if f not in paths}
    look_at_folders(found, failures, options.db, retry)
    return Run(options, reading, found, failures, retry, sets_aside)


def hash_of_decisions(options: Options) -> list[str]:
    """The user's decisions in a form that is the same for the same decisions."""
    return sorted(map(repr, options.decisions.items()))


def ingest_all(run: Run, show_progress: bool) -> Iterator[Outcome]:
    """Loads the files in order, reading as many at a time as `run.reading.jobs` says."""
    turns = Turns()
    with progress_bars(show_progress) as start_bar, ThreadPoolExecutor(run.reading.jobs) as pool:

        def load(number: int, path: str) -> Outcome:
            try:
                more = number + 1 < len(run.found.files)
                return _load(path, run, start_bar(path), lambda: turns.wait(number), more)
            finally:
                turns.end(number)

        try:
            yield from pool.map(load, count(), run.found.files)
        finally:
            launch.end_early()
            if not run.options.dry_run:
                run.failures.save()
                checkpoint(run.options.db)


def _load(
    path: str, run: Run, progress: Progress, wait_for_turn: Callable[[], None], more: bool
) -> Outcome:
    content = b""
    try:
        content = _content(path, run.reading.limits.unpacked)
        known = run.failures.known(path, content) if run.remembers(path) else None
        if known is not None and not run.retry:
            raise known
    except DetainersError as error:
        return _remember(_rejected(path, error), path, content, run)

    def read(data: bytes, name: str) -> tuple[Document, ParsedReport]:
        if run.blocked is not None:
            raise run.blocked
        if not run.options.dry_run:
            require_writable(run.options.db)
        reading = run.reading
        try:
            found = read_in_child(data, name, reading.password, reading.limits, progress, more)
        except DatabaseError as error:
            raise MachineError(error.message, error.hint) from None
        wait_for_turn()
        return found

    name = "stdin" if path == STDIN else printable(path)
    outcome = ingest_file(content, name, run.options, read, _dated(path, content))
    if isinstance(outcome.error, DatabaseError):
        return _told_once(outcome, outcome.error, run)
    return _remember(outcome, path, content, run)


def _rejected(path: str, error: DetainersError) -> Outcome:
    error.file = printable(path)
    return Outcome(error.file, "rejected", error=error)


def _told_once(outcome: Outcome, error: DatabaseError, run: Run) -> Outcome:
    """Trouble with the database or the machine is told once; the former ends the reading."""
    is_new = run.said.setdefault(error.message, outcome.path) == outcome.path
    if not isinstance(error, MachineError) and run.blocked is None:
        run.blocked = DatabaseError(error.message, error.hint)
    if is_new:
        return outcome
    return replace(outcome, error=ToldError(error.message, error.hint, outcome.path))


def _remember(outcome: Outcome, path: str, content: bytes, run: Run) -> Outcome:
    """Records what became of a file of a folder, and moves it away if it failed and is to go."""
    if not run.remembers(path):
        return outcome
    was_told = run.failures.record(path, content, outcome.error) and not run.retry
    outcome = replace(outcome, acknowledged=was_told)
    if not run.sets_aside or outcome.error is None or is_passing(outcome.error, content):
        return outcome
    return _set_aside(outcome, outcome.error, path, content, run)


def _set_aside(
    outcome: Outcome, error: DetainersError, path: str, content: bytes, run: Run
) -> Outcome:
    try:
        moved = set_aside(Path(path), Path(run.found.folder_of[path]), content, error)
    except DetainersError as trouble:
        both = f"{error.message} It could not be set aside: {trouble.message}"
        return replace(outcome, error=OutputError(both, trouble.hint, error.file))
    if moved is None:
        return outcome
    run.failures.forget(path)
    hint = f"It was set aside as {printable(moved)}, with the reason beside it."
    told = replace(error, hint=hint)
    return replace(outcome, error=told, acknowledged=False)


def _dated(path: str, content: bytes) -> FileTime | None:
    """When the file was fetched or, failing that, modified; None for what comes through a pipe."""
    if path != STDIN and (fetched := fetched_at(Path(path).parent, content)):
        return FileTime(fetched, "fetched")
    try:
        status = os.fstat(sys.stdin.fileno()) if path == STDIN else Path(path).stat()
    except (OSError, ValueError):
        return None
    return FileTime.modified(status.st_mtime) if stat.S_ISREG(status.st_mode) else None


def _content(path: str, most: int) -> bytes:
    """The content of a file of at most `most` MiB. Raises UsageError or UnreadableError."""
    if path != STDIN and os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113
        raise UnreadableError("it is no regular file.", "Pipe it to standard input: ingest -")
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as file:
            content = file.read(most * 2**20 + 1)
    except FileNotFoundError:
        raise UsageError("there is no such file or folder.", "Check the path.") from None
    except OSError as error:
        raise UnreadableError(f"the file cannot be read ({error.strerror}).") from None
    if len(content) > most * 2**20:
        raise UnreadableError(
            f"the file has more than {most} MiB.",
            "A weekly report has some 0.1 MiB. If the file is sound, allow more with"
            " --max-unpacked.",
        )
    return content


@contextmanager
def progress_bars(visible: bool) -> Iterator[Callable[[str], Progress]]:
    """Bars on stderr, one for each file being read, by page; nothing if not `visible`."""
    if not visible:
        yield lambda path: lambda done, total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

        def start(path: str) -> Callable[[int, int], None]:
            task = bars.add_task(escape(Path(path).name), total=None)

            def advance(done: int, total: int) -> None:
                bars.update(task, advance=done, total=total, visible=True)
                if bars.tasks[bars.task_ids.index(task)].finished:
                    bars.update(task, visible=False)

            return advance

        yield start
