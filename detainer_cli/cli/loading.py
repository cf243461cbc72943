"""Commands that load reports: ingest."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Optional

import typer

from detainer_cli import __version__
from detainer_cli.cli.app import app
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Quiet, Verbose
from detainer_cli.errors import ExitCode, UnreadableError, UsageError

LOADING = "Loading"


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"detainers {__version__}")
        raise typer.Exit


@app.callback()
def detainers(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """ICE's Weekly Declined Detainer Outcome Reports: from the PDF to numbers to print."""


@app.command(rich_help_panel=LOADING)
def ingest(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="PDF files, folders of them, or -.")
    ],
    db: Db = DEFAULT_DB,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check all, write nothing.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a report with an unresolved value.")
    ] = False,
    password: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--password", metavar="TEXT", help="Opens a file that needs it."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Files to read at a time.")] = 1,
    format: OutputFormat = Format.TABLE,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load report PDFs into the database.

    A file that is already loaded is skipped; another file for a loaded week becomes its next
    revision. A report is loaded whole or not at all.

    Examples:

        detainers ingest report.pdf
        detainers ingest inbox/ --db week.db
        curl -s https://example.org/report.pdf | detainers ingest -
    """
    from detainer_cli.cli.ingesting import run

    files = list(_files(paths))
    if not files:
        raise UsageError(f"no PDF was found in {', '.join(paths)}.", "Name a file or a folder.")
    code = run(files, db, dry_run, strict, password, jobs, format, quiet, verbose)
    raise typer.Exit(code)
