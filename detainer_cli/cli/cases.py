"""The command about the cases of narrative reports: cases."""

from __future__ import annotations

from contextlib import closing
from enum import StrEnum
from typing import Annotated

import typer

from detainer_cli.cli.answers_app import is_taken, noted
from detainer_cli.cli.chart_file import wanted_chart
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.options import (
    DEFAULT_DB,
    Bom,
    ChartFile,
    Corrected,
    Db,
    Format,
    HowMuch,
    OutputFormat,
    Panel,
    Quiet,
    Revision,
    Verbose,
)
from detainer_cli.cli.stdout import encode_for_spreadsheets, print_summary
from detainer_cli.db.connection import database_errors
from detainer_cli.errors import UsageError

app = CommandApp()


class OutcomeName(StrEnum):
    """What `--outcome` takes."""

    REARRESTED = "rearrested"
    ICE_CUSTODY = "ice_custody"
    REMOVED = "removed"
    AT_LARGE = "at_large"
    UNKNOWN = "unknown"


def _filter(name: str, help: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(f"--{name}", metavar=name.upper(), help=help)
    return found


@app.command(rich_help_panel=Panel.ANSWERS)
def cases(
    state: Annotated[list[str] | None, _filter("state", "TX or Texas.")] = None,
    county: Annotated[list[str] | None, _filter("county", "“King County, Washington”.")] = None,
    citizenship: Annotated[list[str] | None, _filter("citizenship", "Mexico or MEX.")] = None,
    crime: Annotated[
        list[str] | None, _filter("crime", "Words of an offense, or a group: robbery, DUI.")
    ] = None,
    category: Annotated[list[str] | None, _filter("category", "“Burglary” or 22.")] = None,
    outcome: Annotated[
        list[OutcomeName] | None, typer.Option("--outcome", help="The last that is told.")
    ] = None,
    min_arrests: Annotated[
        int, typer.Option("--min-arrests", metavar="N", min=0, help="With N arrests or more.")
    ] = 0,
    events: Annotated[
        bool, typer.Option("--events", help="What happened in them, an event a row.")
    ] = False,
    reports: Annotated[
        bool, typer.Option("--reports", help="The narrative reports that are loaded instead.")
    ] = False,
    week: Annotated[
        str | None,
        typer.Option(
            "--week",
            metavar="WEEK",
            help="Of the reports whose period has a day of it: latest, 2018-02-01, 2018-02, 2018"
            " or a range. Without it: of all.",
        ),
    ] = None,
    corrected: Corrected = False,
    revision: Revision = None,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    caveats: HowMuch = None,
    bom: Bom = False,
    chart: ChartFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Cases of the narrative reports: arrests, detainers, outcome. Never part of a weekly count.

    Examples:

        detainers cases --min-arrests 10

        detainers cases --state CA --outcome at_large --format csv

        detainers cases --county "King County, Washington" --events

        detainers cases --crime DUI --week 2018

        detainers cases --reports

    A filter by place or crime finds the cases that have such an event, by any of its offenses, also
    where the category shown, which is that of the first, is another. Errata and revisions are of
    weekly rows: --corrected and --revision are refused. `detainers show` takes the
    reference of a case and shows it as a timeline, each event with the words that tell it.
    """
    from detainer_cli.answers.cases import Asked, narrative_reports
    from detainer_cli.answers.cases import cases as answer
    from detainer_cli.answers.cases import events as answer_events
    from detainer_cli.db.opening import open_for_reading

    if corrected or revision is not None:
        raise UsageError(
            f"{'--corrected' if corrected else '--revision'} is for weekly rows, not for cases.",
            "Cases are told as they are printed, by the current report of each period;"
            " `detainers diff PERIOD` compares its revisions.",
        )
    if bom:
        encode_for_spreadsheets(format)
    picture = wanted_chart(chart)
    wanted = {
        "state": state or [],
        "county": county or [],
        "citizenship": citizenship or [],
        "crime": crime or [],
        "category": category or [],
    }
    if reports and (events or outcome or min_arrests or any(wanted.values())):
        raise UsageError(
            "--reports lists reports, of which no case is asked.", "Give --week alone."
        )
    asked = Asked(wanted, [o.value for o in outcome or []], min_arrests, week)
    with database_errors(db), closing(open_for_reading(db)) as conn:
        made = narrative_reports if reports else answer_events if events else answer
        summary = made(conn, asked)
        if is_taken(summary, conn):
            picture.refuse()
            return
    drawn = summary
    if not quiet:
        summary = noted(summary, format, caveats)
    if not picture.drawn(drawn, verbose):
        print_summary(summary, format, caveats, bom)
