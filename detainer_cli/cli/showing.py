"""The command that shows one row with its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from detainer_cli.cli.app import app
from detainer_cli.cli.listing import print_object, print_rows
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat


@app.command(rich_help_panel="Evidence")
def show(
    row_id: Annotated[int, typer.Argument(metavar="ID", help="The id in the view `declined`.")],
    image: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads this at run time, also on Python 3.10
        typer.Option("--image", metavar="FILE.png", help="Write a picture of the row."),
    ] = None,
    password: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--password", metavar="TEXT", help="Opens the stored report for --image."),
    ] = None,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
) -> None:
    """Show a declined row: raw text beside each value, the rule, report and page.

    Examples:

        detainers show 17

        detainers show 17 --image row.png
    """
    from dataclasses import asdict

    from detainer_cli.database import open_for_reading
    from detainer_cli.showing import declined_row, write_picture

    conn = open_for_reading(db)
    shown = declined_row(conn, row_id)
    if format is Format.JSON:
        print_object(asdict(shown))
    else:
        report = shown.report
        places = " and ".join(f"page {s['page']}, row {s['row']}" for s in shown.sources)
        superseded = "" if report["is_current"] else " (a revision that is no longer current)"
        title = f"Declined row {row_id}: {report['source_name']}{superseded}, {places}"
        print_rows(shown.values, ("field", "raw_text", "value", "code", "rule"), title, format)
    if image is not None:
        write_picture(conn, shown, image, password)
        say(f"wrote {image}")
