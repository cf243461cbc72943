"""Runs `ingest` over many files: reads them, shows progress, reports what became of each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from detainer_cli import launch
from detainer_cli.cli.listing import print_rows
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import Format
from detainer_cli.database import checkpoint
from detainer_cli.errors import (
    DatabaseError,
    DetainersError,
    ExitCode,
    UnreadableError,
    UsageError,
)
from detainer_cli.failures import Failures
from detainer_cli.files import require_writable
from detainer_cli.ingest import COUNTS, Options, Outcome, ingest_file
from detainer_cli.model import Document, ParsedReport
from detainer_cli.sandbox import Limits, Progress, read_in_child

STDIN = "-"


@dataclass(frozen=True)
class Reading:
    """How files are read: see `detainers ingest --help`."""

    password: str | None
    limits: Limits
    jobs: int


def find_files(paths: Sequence[str]) -> list[str]:
    """The files that `paths` name: a folder stands for every PDF in it, in order of name."""
    found: list[str] = []
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            inside = (p for p in Path(path).rglob("*") if p.suffix.lower() == ".pdf")
            found += sorted(str(p) for p in inside if not p.is_dir())
        else:
            found.append(path)
    return list(dict.fromkeys(found))


@dataclass
class Run:
    """What the files of one run share.

    Files in `named` were named one by one and are always tried; a file of a folder that failed
    before is tried again if it changed, or with `retry`. `blocked` is what is wrong with the
    database: no further file is read then.
    """

    options: Options
    reading: Reading
    named: frozenset[str]
    failures: Failures
    retry: bool = False
    blocked: DatabaseError | None = None

    def remembers(self, path: str) -> bool:
        """True if the run records whether this file failed."""
        return path not in self.named and not self.options.dry_run


class NotTriedError(DatabaseError):
    """A file that was not read, because an earlier one showed that the database is out of reach."""


def start_run(paths: Sequence[str], options: Options, reading: Reading, retry: bool) -> Run:
    """A run over `paths` that remembers the failures of earlier ones."""
    decisions = hash_of_decisions(options)
    settings = (reading.limits, bool(reading.password), options.strict, decisions)
    return Run(options, reading, frozenset(paths), Failures(options.db, settings), retry)


def hash_of_decisions(options: Options) -> list[str]:
    """The user's decisions in a form that is the same for the same decisions."""
    return sorted(map(repr, options.decisions.items()))


def ingest_all(files: Sequence[str], run: Run, show_progress: bool) -> Iterator[Outcome]:
    """Loads the files in order, reading as many at a time as `run.reading.jobs` says."""
    with progress_bars(show_progress) as start_bar, ThreadPoolExecutor(run.reading.jobs) as pool:

        def load(number: int, path: str) -> Outcome:
            return _load(path, run, start_bar(path), more=number < len(files))

        try:
            yield from pool.map(load, range(1, len(files) + 1), files)
        finally:
            launch.end_early()
            run.failures.save()
            if not run.options.dry_run:
                checkpoint(run.options.db)


def _load(path: str, run: Run, progress: Progress, more: bool) -> Outcome:
    try:
        content = _content(path, run.reading.limits.unpacked)
        known = run.failures.known(path, content) if run.remembers(path) else None
        if known is not None and not run.retry:
            raise known
    except DetainersError as error:
        error.file = path
        return Outcome(path, "rejected", error=error)

    def read(data: bytes, name: str) -> tuple[Document, ParsedReport]:
        if run.blocked is not None:
            raise run.blocked
        if not run.options.dry_run:
            require_writable(run.options.db)
        reading = run.reading
        return read_in_child(data, name, reading.password, reading.limits, progress, more)

    outcome = ingest_file(content, "stdin" if path == STDIN else path, run.options, read)
    if isinstance(outcome.error, DatabaseError):
        return _blocked(outcome, outcome.error, run)
    if run.remembers(path):
        run.failures.record(path, content, outcome.error)
    return outcome


def _blocked(outcome: Outcome, error: DatabaseError, run: Run) -> Outcome:
    """The first trouble with the database is told in full, the same for other files in short."""
    if run.blocked is None:
        run.blocked = DatabaseError(error.message, error.hint)
        return outcome
    return replace(outcome, error=NotTriedError(error.message, error.hint, outcome.path))


def _content(path: str, most: int) -> bytes:
    """The content of a file of at most `most` MiB. Raises UsageError or UnreadableError."""
    if path != STDIN and Path(path).exists() and not Path(path).is_file():
        raise UnreadableError("it is no regular file.", "Pipe it to standard input: ingest -")
    try:
        with sys.stdin.buffer if path == STDIN else Path(path).open("rb") as file:
            content = file.read(most * 2**20 + 1)
    except FileNotFoundError:
        raise UsageError("there is no such file.", "Check the path.") from None
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


def describe(outcome: Outcome) -> str:
    """One line for a file that was loaded: week, counts, seconds."""
    stored = outcome.stored
    assert stored is not None
    return (
        f"{outcome.path}: {outcome.status}: week {stored.week_start} to {stored.week_end},"
        f" {stored.declined:,} declined, {stored.issued_counties} counties,"
        f" {stored.policies} policies, {stored.unresolved} unresolved, {outcome.seconds:.1f} s"
    )


def tell(outcome: Outcome, talkative: bool, quiet: bool) -> None:
    """What stderr says of one file: errors always, notes unless quiet, success if talkative."""
    if isinstance(outcome.error, NotTriedError):
        return
    if outcome.error is not None:
        say(f"detainers: {outcome.error}")
        return
    if talkative and not quiet:
        say(describe(outcome))
    if not quiet and outcome.status != "already loaded":
        for note in outcome.notes:
            say(f"detainers: {outcome.path}: note: {note}")


def tell_not_tried(outcomes: Sequence[Outcome]) -> None:
    """One line for all files that were not tried."""
    number = sum(isinstance(outcome.error, NotTriedError) for outcome in outcomes)
    if number:
        files = "file was" if number == 1 else "files were"
        say(f"detainers: {number} more {files} not tried for the same reason.")


def print_outcomes(outcomes: Sequence[Outcome], format: Format) -> None:
    """The outcomes on stdout as JSON, CSV, TSV or Markdown; nothing for a table."""
    if format is not Format.TABLE:
        rows = [outcome.as_json() for outcome in outcomes]
        columns = ("path", "status", "week_start", "week_end", *COUNTS, "accounting", "error")
        print_rows(rows, columns, "Loaded reports", format)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """The largest code of all files."""
    return max((o.error.exit_code for o in outcomes if o.error), default=ExitCode.OK)
