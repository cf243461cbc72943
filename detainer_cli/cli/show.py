"""The command that shows one row with its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, HowMuch, OutputFormat, Panel
from detainer_cli.cli.stdout import print_object, print_summary
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveats, Summary

if TYPE_CHECKING:
    from detainer_cli.answers.evidence import Shown

app = CommandApp()

COLUMNS = [
    Column("field", ColumnKind.NAME),
    Column("raw_text", ColumnKind.TEXT),
    Column("value", ColumnKind.ANY),
    Column("code", ColumnKind.CODE),
    Column("rule", ColumnKind.NAME),
]


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
    password: Annotated[
        str | None,
        typer.Option("--password", metavar="TEXT", help="Opens the stored report for --image."),
    ] = None,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    caveats: HowMuch = None,
) -> None:
    """Show a row of a report: raw text beside each value, the rule, week, page and row.

    Examples:

        detainers show 2017-01-28/p3/r2

        detainers show 2017-01-28/p3/r2 --image row.png

        detainers show 17 --format json

    Rows of every section have a reference: it is the column ref of the views and of `detainers
    rows`. Ids are of declined rows, and hold in one database only.
    """
    from detainer_cli.answers.evidence import shown_row
    from detainer_cli.db.opening import open_for_reading
    from detainer_cli.output.row_pictures import write_picture

    conn = open_for_reading(db)
    shown = shown_row(conn, wanted)
    _print(shown, format, caveats)
    if image is None:
        return
    if not write_picture(conn, shown, image, password):
        say("the column heads were not found again in the stored report; the picture lacks them")
    say(f"wrote {image}")


def _print(shown: Shown, format: Format, caveats: Caveats | None) -> None:
    from detainer_cli.output.screen import told

    summary = summary_of(shown, format in {Format.TABLE, Format.MARKDOWN})
    if format is Format.JSON:
        print_object(shown.as_json(told(summary, caveats or Caveats.FULL)))
    else:
        print_summary(summary, format, caveats)


def summary_of(shown: Shown, for_people: bool = True) -> Summary:
    """The row as a table, with what is known of it beside its own words, and its caveats.

    `for_people`, lines of a cell of the report stand behind each other.
    """
    from detainer_cli.db.periods import describe_period

    report = shown.report
    superseded = "" if report["is_current"] else " (a revision that is no longer current)"
    what = shown.section.name.capitalize()
    number = f" {shown.id}" if what == "Declined" else ""
    title = (
        f"{what} row{number}, {shown.ref}: {report['source_name']}{superseded}, {shown.places},"
        f" {describe_period((shown.week,))}"
    )
    values = [_on_one_line(value) if for_people else value for value in shown.values]
    values.append(_line("reporting week", str(shown.week)))
    if what == "Declined":
        known = {None: None, True: "yes", False: "no"}
        values.append(_line("listed policy in force", known[shown.has_policy]))
    return Summary(title, [report["week_start"]], COLUMNS, values, None, shown.caveats)


def _line(field: str, value: str | None) -> dict[str, Any]:
    """A line of what is known of the row beside its own words."""
    return {**dict.fromkeys(column.name for column in COLUMNS), "field": field, "value": value}


def _on_one_line(value: dict[str, Any]) -> dict[str, Any]:
    return value | {"raw_text": value["raw_text"].replace("\n", " ")}
