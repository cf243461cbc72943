"""Progress bars on stderr: one for each file that is being read, by page, or for a count."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from detainer_cli.cli.messages import is_terminal
from detainer_cli.ingest.batch import Event, FileStarted, PagesRead

if TYPE_CHECKING:
    from rich.progress import Progress

    from detainer_cli.ingest import reparse

T = TypeVar("T")
Show = Callable[["Event | reparse.Event"], None]

_SECONDS = 0.1  # between two looks at the pages: drawing takes as long as reading some


@contextmanager
def progress_bars(visible: bool) -> Iterator[Show]:
    """What shows the events of a batch; nothing is shown if not `visible`."""
    if not visible:
        yield lambda event: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bars:
        yield _shown_by(bars)


def counted(items: Iterable[T], total: int, what: str, quiet: bool) -> Iterator[T]:
    """The items, with a bar on stderr if that is a terminal."""
    if quiet or not is_terminal(sys.stderr):
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, what, total, console=console, transient=True)


@contextmanager
def step_by_step(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """What shows how many of some things are done, with a bar if stderr is a terminal."""
    if quiet or not is_terminal(sys.stderr):
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)
        yield lambda what, done, total: bars.update(
            task, description=what, completed=done, total=total
        )


def _shown_by(bars: Progress) -> Show:
    from rich.markup import escape

    tasks: dict[str, Any] = {}
    shown_at = [0.0]

    def show(event: Event | reparse.Event) -> None:
        if isinstance(event, FileStarted):
            tasks[event.path] = bars.add_task(escape(Path(event.path).name), total=None)
        elif isinstance(event, PagesRead):
            bars.update(tasks[event.path], advance=event.done, total=event.total)
        elif (path := getattr(event, "path", None)) in tasks:  # it is done with
            bars.remove_task(tasks.pop(path))
        if isinstance(event, PagesRead) and time.monotonic() < shown_at[0] + _SECONDS:
            return
        shown_at[0] = time.monotonic()
        bars.refresh()

    return show
