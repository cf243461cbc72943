"""The command that reads the kept PDFs again with today's program: reparse."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.decisions_option import DecisionsFile, load_decisions
from detainer_cli.cli.messages import is_terminal, say
from detainer_cli.cli.options import (
    DEFAULT_DB,
    Db,
    Format,
    HowMuch,
    OutputFormat,
    Panel,
    Quiet,
    Week,
)
from detainer_cli.cli.stdout import print_summary
from detainer_cli.errors import ExitCode
from detainer_cli.model.limits import (
    DEFAULT_LIMITS,
    DEFAULT_WAIT,
    SECONDS_A_FILE,
    SECONDS_A_PAGE,
    Limits,
)
from detainer_cli.model.summary import Caveats

if TYPE_CHECKING:
    from detainer_cli.ingest.reparse import Event, ReparseDone

app = CommandApp()

_SECONDS = f"{SECONDS_A_FILE:g} and {SECONDS_A_PAGE:g} a page"


@app.command(rich_help_panel=Panel.LOADING)
def reparse(
    week: Week = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, write nothing.")
    ] = False,
    decisions: DecisionsFile = None,
    password: Annotated[
        str | None,
        typer.Option("--password", metavar="TEXT", help="The password that opens the files."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Reports to read at a time.")] = 1,
    wait: Annotated[
        float, typer.Option("--wait", min=0, help="Seconds to wait for another writer.")
    ] = DEFAULT_WAIT,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", min=1, help=f"Seconds to read a report [{_SECONDS}]."),
    ] = None,
    max_memory: Annotated[int, typer.Option("--max-memory", min=64, help="MiB a report.")] = (
        DEFAULT_LIMITS.memory
    ),
    max_unpacked: Annotated[int, typer.Option("--max-unpacked", min=1, help="MiB a report.")] = (
        DEFAULT_LIMITS.unpacked
    ),
    max_pages: Annotated[int, typer.Option("--max-pages", min=1, help="Pages a report.")] = (
        DEFAULT_LIMITS.pages
    ),
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    caveats: HowMuch = None,
    quiet: Quiet = False,
) -> None:
    """Read the kept PDFs again with today's program, and bring what is loaded up to date.

    Examples:

        detainers reparse --dry-run

        detainers reparse

        detainers reparse --week 2017-02-01 --format json

    Every revision of every report is read as ingest reads it, with your decisions and with what it
    was accepted with. All of it is written in one transaction: if one report is refused today,
    nothing is. Rows that pair keep their ids; revisions, choices and errata stay.
    """
    from detainer_cli.ingest.batch import Reading
    from detainer_cli.ingest.reparse import Options
    from detainer_cli.ingest.reparse import reparse as run

    limits = Limits(max_memory, max_unpacked, max_pages, timeout)
    reading = Reading(password, limits, jobs)
    options = Options(db, reading, week, dry_run, wait, load_decisions(db, decisions))
    with closing(run(options)) as events:
        done = _show(events, quiet)
    _tell(done, dry_run, quiet)
    if dry_run or done.written:
        _print(done, format, caveats, quiet)
    raise typer.Exit(max((error.exit_code for error in done.refused), default=ExitCode.OK))


def _show(events: Generator[Event, None, None], quiet: bool) -> ReparseDone:
    """Shows the events as they come; the last of them."""
    from detainer_cli.cli.progress_bars import progress_bars
    from detainer_cli.ingest.reparse import ReparseDone

    with progress_bars(is_terminal(sys.stderr) and not quiet) as show:
        for event in events:
            if isinstance(event, ReparseDone):
                return event
            show(event)
    raise AssertionError("reading again ends with ReparseDone")


def _tell(done: ReparseDone, dry_run: bool, quiet: bool) -> None:
    """What stderr says: of reports that are refused today, and of those without a PDF."""
    from detainer_cli.answers.reparsed import told_without

    if done.without_pdf and not quiet:
        say(f"detainers: note: {told_without(done.without_pdf)}")
    for error in done.refused:
        say(f"detainers: {error}")
    if done.refused:
        number = "one report is" if len(done.refused) == 1 else f"{len(done.refused)} reports are"
        outcome = "would be written" if dry_run else "was written"
        say(
            f"detainers: {number} refused today, and nothing {outcome}. The reports of other weeks"
            " can be read again by themselves, with --week."
        )


def _print(done: ReparseDone, format: Format, caveats: Caveats | None, quiet: bool) -> None:
    """What is different, on stdout; where nothing is, a table for people is a sentence."""
    from detainer_cli.answers.reparsed import reparsed

    summary = reparsed(done.found, done.without_pdf, done.written)
    if summary.rows or format is not Format.TABLE:
        print_summary(summary, format, caveats)
    elif not (quiet or done.refused):
        number = len(done.found)
        reports = "One report was" if number == 1 else f"{number:,} reports were"
        typer.echo(f"{reports} read again: nothing changes.")
