"""The command for monitoring: status."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import is_terminal
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Panel, Quiet, Verbose
from detainer_cli.cli.stdout import print_object, print_summary
from detainer_cli.errors import StaleError
from detainer_cli.model.summary import Summary

app = CommandApp()


@app.command(rich_help_panel=Panel.WATCHING)
def status(
    max_age: Annotated[
        str, typer.Option("--max-age", metavar="AGE", help="As 10d, 2w or 36h.")
    ] = "10d",
    today: Annotated[
        datetime | None,
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
        print_summary(Summary("Status", weeks, COLUMNS, [row], None), format)
    elif found.is_fresh and (verbose or is_terminal(sys.stdout)) and not quiet:
        typer.echo(found.sentence)
    if not found.is_fresh:
        raise StaleError(found.sentence, found.hint, file=str(db))
