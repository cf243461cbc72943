"""Commands that watch over what is loaded: status, check, backup."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

from detainer_cli.cli.app import app
from detainer_cli.cli.listing import print_object
from detainer_cli.cli.messages import is_terminal, say
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Quiet, Verbose
from detainer_cli.errors import CheckError, StaleError
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary

WATCHING = "Watching"
FINDINGS = [
    Column("severity", ColumnKind.NAME),
    Column("check", ColumnKind.NAME),
    Column("week", ColumnKind.DATE),
    Column("page", ColumnKind.NUMBER),
    Column("message", ColumnKind.TEXT),
]


@app.command(rich_help_panel=WATCHING)
def status(
    max_age: Annotated[
        str, typer.Option("--max-age", metavar="AGE", help="As 10d, 2w or 36h.")
    ] = "10d",
    today: Annotated[
        Optional[datetime],  # noqa: UP045 - typer reads this at run time, also on Python 3.10
        typer.Option("--today", formats=["%Y-%m-%d"], help="Count from this day, not from today."),
    ] = None,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tell whether the newest loaded week is fresh: for monitoring.

    Examples:

        detainers status --max-age 10d

        detainers status --max-age 2w --today 2017-03-01 --format json

    The age is counted from the last day of the week. Exit code 7 if it is more than --max-age, if
    nothing is loaded, or if the clock stands before the end of the week. What is fresh is silent
    off a terminal, unless --verbose or another --format asks.
    """
    from detainer_cli.answers.status import COLUMNS, parse_duration, read_status

    day = today.date() if today else date.today()
    found = read_status(db, day, parse_duration(max_age))
    row = found.as_row()
    weeks = [found.week_start] if found.week_start else []
    if format is Format.JSON:
        print_object(row)
    elif format is not Format.TABLE:
        _put(Summary("Status", weeks, COLUMNS, [row], None), format)
    elif found.is_fresh and (verbose or is_terminal(sys.stdout)) and not quiet:
        typer.echo(found.sentence)
    if not found.is_fresh:
        raise StaleError(found.sentence, found.hint, file=str(db))


@app.command(rich_help_panel=WATCHING)
def check(db: Db = DEFAULT_DB, format: OutputFormat = Format.TABLE, quiet: Quiet = False) -> None:
    """Run every check again on what is loaded, and compare it with published totals.

    Examples:

        detainers check

        detainers check --format json

    Exit code 5 if a finding is an error. A warning was there when the report was loaded; a note is
    good to know.
    """
    from detainer_cli.db.audit import audit, audited_weeks

    findings = audit(db)
    rows = [finding.as_row() for finding in findings]
    if rows or format is not Format.TABLE:
        _put(Summary("Findings", audited_weeks(db), FINDINGS, rows, len(rows)), format)
    elif not quiet:
        typer.echo("Every check passed.")
    errors = sum(finding.severity == "error" for finding in findings)
    if errors:
        count = "one finding is an error" if errors == 1 else f"{errors} findings are errors"
        hint = "Restore the last good backup, or load the reports into a new database."
        raise CheckError(f"{count}.", hint, file=str(db))


@app.command(rich_help_panel=WATCHING)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write.")],
    db: Db = DEFAULT_DB,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a consistent, checked copy of the database, also while another process loads.

    Examples:

        detainers backup /backups/detainers-$(date +%F).db

        detainers backup latest.db --force
    """
    from detainer_cli.db.backup import backup as write_backup

    reports = write_backup(db, file, force)
    if (sys.stderr.isatty() or verbose) and not quiet:
        say(f"{file}: {reports} reports, checked")


def _put(summary: Summary, format: Format) -> None:
    from detainer_cli.cli.questions import put, screen
    from detainer_cli.output.render import render

    put(render(summary, format.value, screen()))
