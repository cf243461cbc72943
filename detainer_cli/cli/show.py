"""The command that shows one row with its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, HowMuch, OutputFormat, Panel
from detainer_cli.cli.stdout import print_object, print_summary, write_stdout
from detainer_cli.errors import UsageError
from detainer_cli.model.summary import Caveats
from detainer_cli.text import visible

if TYPE_CHECKING:
    from detainer_cli.answers.evidence import Shown

app = CommandApp()


@app.command(rich_help_panel=Panel.EVIDENCE)
def show(
    wanted: Annotated[
        str,
        typer.Argument(metavar="REF", help="A reference, or an id in the view `declined`."),
    ],
    image: Annotated[
        Path | None,
        typer.Option("--image", metavar="FILE.png", help="Write a picture of the row."),
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option(
            "--pdf",
            metavar="FILE",
            help="The report's file for --image, where the database does not keep it.",
        ),
    ] = None,
    cell: Annotated[
        str | None,
        typer.Option("--cell", metavar="FIELD", help="Mark the cell of a field in the picture."),
    ] = None,
    password: Annotated[
        str | None,
        typer.Option("--password", metavar="TEXT", help="Opens the report for --image."),
    ] = None,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    caveats: HowMuch = None,
) -> None:
    """Show a row of a report with all that it rests on: raw text, value, rule, page and box.

    Examples:

        detainers show 2017-01-28/p3/r2

        detainers show 2017-01-28/p3/r2 --image row.png --cell crime

        detainers show 2017-01-28/p3/r2 --image row.png --pdf report.pdf

        detainers show 17 --format json

    Rows of every section have a reference: it is the column ref of the views and of `detainers
    rows`. Ids are of declined rows, and hold in one database only. A place is a page and a box on
    it: left, lower, right and upper edge in points (1/72 inch) from the lower left of the upright
    page; the words that the page paints in it are the raw text.
    """
    if image is None and (pdf is not None or cell is not None):
        raise UsageError("--pdf and --cell go with a picture.", "Add --image FILE.png.")
    from detainer_cli.answers.evidence import shown_row
    from detainer_cli.db.opening import open_for_reading

    conn = open_for_reading(db)
    shown = shown_row(conn, wanted)
    has_heads = True
    if image is not None:  # first: what cannot be pictured as asked is not printed either
        from detainer_cli.output.row_pictures import Wanted, write_picture

        has_heads = write_picture(conn, shown, Wanted(image, password, pdf, cell))
    _print(shown, format, caveats)
    if not has_heads:
        say("the column heads were not found again in the report; the picture lacks them")
    if image is not None:
        say(f"wrote {image}")


def _print(shown: Shown, format: Format, caveats: Caveats | None) -> None:
    from detainer_cli.output.row_tables import table_for_programs, tables_for_people
    from detainer_cli.output.screen import told

    if format in {Format.TABLE, Format.MARKDOWN}:
        if shown.cells is None:
            say(
                f"an earlier version read {visible(shown.report['source_name'])} and kept neither"
                " the places of its words nor the evidence; read it again with: detainers reparse"
            )
        for number, table in enumerate(tables_for_people(shown)):
            write_stdout("\n" if number else "")
            print_summary(table, format, caveats)
        return
    whole = table_for_programs(shown)
    if format is Format.JSON:
        print_object(shown.as_json(told(whole, caveats or Caveats.FULL)))
    else:
        print_summary(whole, format, caveats)
