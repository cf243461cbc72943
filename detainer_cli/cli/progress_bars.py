"""Progress bars on stderr: one for each file that is being read, by page, or for a count."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from detainer_cli.cli.messages import is_terminal
from detainer_cli.fetch.urls import shown
from detainer_cli.ingest.batch import Event, FileStarted, FoldersSearched, PagesRead
from detainer_cli.ingest.report import Outcome

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from detainer_cli.ingest import reparse

T = TypeVar("T")
Show = Callable[["Event | reparse.Event"], None]

_STATUSES = {"already loaded": "skipped"}
_SHOWN = ("skipped", "rejected")
_SECONDS = 0.1  # between two looks at the pages: drawing takes as long as reading some


@contextmanager
def progress_bars(visible: bool) -> Iterator[Show]:
    """What shows the events of a batch; nothing is shown if not `visible`."""
    if not visible:
        yield lambda event: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unit]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bars:
        yield _Shown(bars).show


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


class _Shown:
    """The bars of a batch: one of all files, if there are several, and one a file being read."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._files: dict[str, TaskID] = {}
        self._all: TaskID | None = None
        self._statuses: Counter[str] = Counter()
        self._shown_at = 0.0

    def show(self, event: Event | reparse.Event) -> None:
        """Shows an event; pages not each by itself."""
        self._take(event)
        if isinstance(event, PagesRead) and time.monotonic() < self._shown_at + _SECONDS:
            return
        self._shown_at = time.monotonic()
        self._bars.refresh()

    def _take(self, event: Event | reparse.Event) -> None:
        if isinstance(event, FoldersSearched):
            number = len(event.found.files)
            if number > 1:
                self._all = self._bars.add_task("reports", total=number, unit="files")
        elif isinstance(event, FileStarted) and self._all is None:
            self._add(event.path)  # of many, those that wait for their turn are not shown
        elif isinstance(event, PagesRead):
            task = self._add(event.path)
            self._bars.update(task, advance=event.done, total=event.total)
        elif (path := getattr(event, "path", None)) is not None:
            self._end(path, getattr(event, "outcome", None))

    def _add(self, path: str) -> TaskID:
        if path not in self._files:
            from rich.markup import escape

            name = escape(Path(shown(path)).name)
            self._files[path] = self._bars.add_task(name, total=None, unit="pages")
        return self._files[path]

    def _end(self, path: str, outcome: Outcome | None) -> None:
        if path in self._files:
            self._bars.remove_task(self._files.pop(path))
        if self._all is not None and outcome is not None:
            self._statuses[_STATUSES.get(outcome.status, outcome.status)] += 1
            told = [f"{self._statuses[name]} {name}" for name in _SHOWN if self._statuses[name]]
            text = f"reports ({', '.join(told)})" if told else "reports"
            self._bars.update(self._all, advance=1, description=text)
