"""The command about two issues of one report: diff."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.options import DEFAULT_DB, Bom, Db, Format, HowMuch, OutputFormat, Panel
from detainer_cli.cli.stdout import encode_for_spreadsheets, print_summary
from detainer_cli.db.connection import database_errors
from detainer_cli.db.opening import open_for_reading

app = CommandApp()


@app.command(rich_help_panel=Panel.EVIDENCE)
def diff(
    week: Annotated[
        str, typer.Argument(metavar="WEEK", help="A day of a week or other period, or latest.")
    ],
    first: Annotated[
        int | None,
        typer.Option("--from", metavar="N", min=1, help="The revision before [the one before]."),
    ] = None,
    second: Annotated[
        int | None, typer.Option("--to", metavar="N", min=1, help="The revision after [newest].")
    ] = None,
    section: Annotated[
        str | None,
        typer.Option(
            "--section", metavar="NAME", help="One section, as the column section has it."
        ),
    ] = None,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    caveats: HowMuch = None,
    bom: Bom = False,
) -> None:
    """What a re-issue of a week's report changed: rows added, removed and changed, cell by cell.

    Examples:

        detainers diff 2017-01-28

        detainers diff latest --section declined --format csv

        detainers diff 2017-01-28 --from 1 --to 3

    The report gives its rows no identifier: they are paired by what they print, and a pair that
    could as well be another says so. `detainers reports --all` lists the revisions.
    """
    from detainer_cli.answers.diff import choose_report
    from detainer_cli.answers.diff import diff as answer

    if bom:
        encode_for_spreadsheets(format)
    with database_errors(db), closing(open_for_reading(db)) as conn:
        kind, period = choose_report(conn, week)
        summary = answer(conn, kind, period, first, second, section)
    print_summary(summary, format, caveats, bom)
