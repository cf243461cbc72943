"""Runs `ingest` over many files: reads them, shows progress, reports what became of each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from detainer_cli.cli.messages import say
from detainer_cli.cli.options import Format
from detainer_cli.errors import DetainersError, ExitCode, UnreadableError, UsageError
from detainer_cli.ingest import Options, Outcome, ingest_file
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
            found += sorted(str(p) for p in inside if p.is_file())
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def ingest_all(
    files: Sequence[str], options: Options, reading: Reading, show_progress: bool
) -> Iterator[Outcome]:
    """Loads the files in order, reading up to `reading.jobs` of them at a time."""
    with progress_bars(show_progress) as start_bar, ThreadPoolExecutor(reading.jobs) as pool:

        def load(path: str) -> Outcome:
            return _load(path, options, reading, start_bar(path))

        yield from pool.map(load, files)


def _load(path: str, options: Options, reading: Reading, progress: Progress) -> Outcome:
    try:
        content = _content(path)
    except DetainersError as error:
        error.file = path
        return Outcome(path, "rejected", error=error)
    return ingest_file(
        content,
        "stdin" if path == STDIN else path,
        options,
        lambda data, name: read_in_child(data, name, reading.password, reading.limits, progress),
    )


def _content(path: str) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise UsageError("there is no such file.", "Check the path.") from None
    except OSError as error:
        raise UnreadableError(f"the file cannot be read ({error.strerror}).") from None


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
    if outcome.error is not None:
        say(f"detainers: {outcome.error}")
        return
    if talkative and not quiet:
        say(describe(outcome))
    if not quiet and outcome.status != "already loaded":
        for note in outcome.notes:
            say(f"detainers: {outcome.path}: note: {note}")


def print_outcomes(outcomes: Sequence[Outcome], format: Format) -> None:
    """The outcomes on stdout as JSON, CSV, TSV or Markdown; nothing for a table."""
    rows = [outcome.as_json() for outcome in outcomes]
    if format is Format.JSON:
        import json

        print(json.dumps(rows, indent=2, ensure_ascii=False))  # noqa: T201
    elif format is not Format.TABLE:
        from detainer_cli.render import render_rows

        sys.stdout.write(render_rows(rows, format.value))


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """The largest code of all files."""
    return max((o.error.exit_code for o in outcomes if o.error), default=ExitCode.OK)
