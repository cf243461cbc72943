"""Commands that load reports: ingest."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from detainer_cli.cli.app import app
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Quiet, Verbose
from detainer_cli.cli.review import DecisionsFile, load_decisions
from detainer_cli.db.connection import DEFAULT_WAIT
from detainer_cli.errors import UsageError

LOADING = "Loading"


@app.command(rich_help_panel=LOADING)
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…", help="Files, folders (every PDF in them), - for standard input."
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
    password: Annotated[
        Optional[str],  # noqa: UP045 - typer reads this at run time, also on Python 3.10
        typer.Option("--password", metavar="TEXT", help="The password that opens the files."),
    ] = None,
    decisions: DecisionsFile = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Files to read at a time.")] = 1,
    wait: Annotated[
        float, typer.Option("--wait", min=0, help="Seconds to wait for another load.")
    ] = DEFAULT_WAIT,
    timeout: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option("--timeout", min=1, help="Seconds to read a file [20 and 0.5 a page]."),
    ] = None,
    max_memory: Annotated[int, typer.Option("--max-memory", min=64, help="MiB a file.")] = 1024,
    max_unpacked: Annotated[int, typer.Option("--max-unpacked", min=1, help="MiB a file.")] = 256,
    max_pages: Annotated[int, typer.Option("--max-pages", min=1, help="Pages a file.")] = 2000,
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
        Optional[Path],  # noqa: UP045
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

        curl -s https://www.example.gov/report.pdf | detainers ingest -

    A file that is already loaded is skipped. Of several files for one week, the newest by the time
    at which it was fetched or modified is the current one. A report is loaded whole or not at all;
    with several files, all are tried. What fails in a folder is told once, and once a week while
    it stays.
    """
    from detainer_cli.cli.ingest_messages import (
        exit_code,
        print_outcomes,
        tell,
        tell_folders,
        tell_together,
        tell_troubles,
    )
    from detainer_cli.ingest.batch import Reading, ingest_all, start_run
    from detainer_cli.ingest.report import Options
    from detainer_cli.ingest.run_log import open_log
    from detainer_cli.ingest.sandbox import Limits

    if strict and accept_unread:
        raise UsageError(
            "--strict and --accept-unread exclude each other: what is unread is unresolved.",
            "Leave one of them out.",
        )
    on_terminal = sys.stderr.isatty()
    talkative = on_terminal or verbose
    limits = Limits(max_memory, max_unpacked, max_pages, timeout, accept_ocr)
    reading = Reading(password, limits, jobs)
    options = Options(db, dry_run, strict, wait, load_decisions(db, decisions), accept_unread)
    outcomes = []
    with open_log(log, verbose) as run_log:
        run = start_run(paths, options, reading, retry, sets_aside)
        tell_folders(run.found, talkative and not quiet)
        for outcome, path in zip(
            ingest_all(run, on_terminal and not quiet), run.found.files, strict=True
        ):
            tell(outcome, talkative, quiet, run.is_named(path))
            run_log.write(outcome)
            outcomes.append(outcome)
    tell_together(outcomes, quiet, dry_run)
    tell_troubles(run_log.troubles)
    print_outcomes(outcomes, run.found, format)
    raise typer.Exit(exit_code(outcomes, [*run.found.troubles, *run_log.troubles]))
