"""Commands that load reports: ingest."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.decisions_option import DecisionsFile, load_decisions
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Panel, Quiet, Verbose
from detainer_cli.errors import UsageError
from detainer_cli.fetch.urls import is_url
from detainer_cli.model.limits import (
    DEFAULT_LIMITS,
    DEFAULT_WAIT,
    SECONDS_A_FILE,
    SECONDS_A_PAGE,
    Limits,
)

if TYPE_CHECKING:
    from detainer_cli.cli.tally import Tally
    from detainer_cli.ingest.batch import Event
    from detainer_cli.ingest.folders import Found
    from detainer_cli.ingest.run_log import RunLog

app = CommandApp()

_SECONDS = f"{SECONDS_A_FILE:g} and {SECONDS_A_PAGE:g} a page"


@app.command(rich_help_panel=Panel.LOADING)
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…",
            help="Files, folders (every PDF in them), URLs (https://, s3://, gs://), - for standard"
            " input.",
        ),
    ],
    db: Db = DEFAULT_DB,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Run every check, write nothing.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a report that has an unresolved value.")
    ] = False,
    accept_unread: Annotated[
        bool,
        typer.Option(
            "--accept-unread",
            help="Load a report whose counts, dates or dispositions cannot be read; they stay"
            " blank, and answers say so.",
        ),
    ] = False,
    accept_ocr: Annotated[
        bool,
        typer.Option(
            "--accept-ocr",
            help="Load text that was recognized in pictures of pages (a scan); answers say so.",
        ),
    ] = False,
    no_keep_pdf: Annotated[
        bool,
        typer.Option(
            "--no-keep-pdf",
            help="Leave the PDF out of the database; show --image and reparse need the file then.",
        ),
    ] = False,
    password: Annotated[
        str | None,
        typer.Option("--password", metavar="TEXT", help="The password that opens the files."),
    ] = None,
    decisions: DecisionsFile = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            min=1,
            help="Files to read at a time [the cores that it may use]; the result is the same.",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--dask-scheduler",
            metavar="ADDRESS",
            help="Read on the workers of this Dask cluster (tcp://HOST:PORT), store here; the extra"
            " dask.",
        ),
    ] = None,
    wait: Annotated[
        float, typer.Option("--wait", min=0, help="Seconds to wait for another load.")
    ] = DEFAULT_WAIT,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", min=1, help=f"Seconds to read a file [{_SECONDS}]."),
    ] = None,
    max_memory: Annotated[int, typer.Option("--max-memory", min=64, help="MiB a file.")] = (
        DEFAULT_LIMITS.memory
    ),
    max_unpacked: Annotated[int, typer.Option("--max-unpacked", min=1, help="MiB a file.")] = (
        DEFAULT_LIMITS.unpacked
    ),
    max_pages: Annotated[int, typer.Option("--max-pages", min=1, help="Pages a file.")] = (
        DEFAULT_LIMITS.pages
    ),
    retry: Annotated[
        bool, typer.Option("--retry", help="Also files of a folder that failed and are unchanged.")
    ] = False,
    sets_aside: Annotated[
        bool,
        typer.Option(
            "--set-aside", help="Move a file of a folder that fails beside it, with the reason."
        ),
    ] = False,
    log: Annotated[
        Path | None,
        typer.Option(
            "--log", metavar="FILE", help="Append a line of JSON for each file that is tried."
        ),
    ] = None,
    format: OutputFormat = Format.TABLE,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load report PDFs into the database.

    Examples:

        detainers ingest report.pdf

        detainers ingest inbox/ --db detainers.db

        detainers ingest s3://bucket/reports/ --jobs 8

        detainers ingest archive/ --dask-scheduler tcp://10.0.0.5:8786

        curl -s https://www.example.gov/report.pdf | detainers ingest -

    A file that is already loaded is skipped. Of several files for one week, the newest by the time
    at which it was fetched or modified is the current one. A report is loaded whole or not at all;
    with several files, all are tried. What fails in a folder is told once, and once a week while
    it stays. Ctrl-C leaves what is loaded; the next run goes on with the rest.
    """
    if strict and accept_unread:
        raise UsageError(
            "--strict and --accept-unread exclude each other: what is unread is unresolved.",
            "Leave one of them out.",
        )
    if sets_aside and any(is_url(path) for path in paths):
        raise UsageError(
            "--set-aside moves files of this machine, and a URL is none.",
            "Load what is behind URLs by a run of its own.",
        )
    from detainer_cli.cli.ingest_messages import print_outcomes, tell_edition
    from detainer_cli.cli.tally import Tally
    from detainer_cli.ingest.batch import Reading, ingest_batch
    from detainer_cli.ingest.report import Options
    from detainer_cli.ingest.run_log import open_log

    limits = Limits(max_memory, max_unpacked, max_pages, timeout, accept_ocr)
    decided = load_decisions(db, decisions)
    options = Options(db, dry_run, strict, wait, decided, accept_unread, not no_keep_pdf)
    reading = Reading(password, limits, jobs, scheduler)
    tally = Tally(keeps_rows=format is not Format.TABLE)
    with (
        open_log(log, verbose) as run_log,
        closing(ingest_batch(paths, options, reading, retry, sets_aside)) as batch,
    ):
        found = _show(batch, tally, run_log, quiet, verbose)
    tally.tell(run_log.troubles, quiet, dry_run)
    if not (quiet or dry_run):
        tell_edition(db)
    print_outcomes(tally.rows, found, format)
    raise typer.Exit(tally.exit_code([*found.troubles, *run_log.troubles]))


def _show(
    batch: Iterator[Event], tally: Tally, run_log: RunLog, quiet: bool, verbose: bool
) -> Found:
    """Shows the events of a batch as they come, counts and logs its files; what was found."""
    from detainer_cli.cli.ingest_messages import tell, tell_folders
    from detainer_cli.cli.progress_bars import progress_bars
    from detainer_cli.ingest.batch import BatchDone, FileDone, FoldersSearched

    on_terminal = sys.stderr.isatty()
    talkative = on_terminal or verbose
    with progress_bars(on_terminal and not quiet) as show:
        for event in batch:
            show(event)
            if isinstance(event, FoldersSearched):
                tell_folders(event.found, talkative and not quiet)
            elif isinstance(event, FileDone):
                tell(event.outcome, talkative, quiet, event.is_named)
                run_log.write(event.outcome)
                tally.add(event.outcome)
            elif isinstance(event, BatchDone):
                return event.found
    raise AssertionError("a batch ends with BatchDone")
