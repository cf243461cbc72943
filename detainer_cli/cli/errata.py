"""The command about what was said against the reports after they were published: errata."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from detainer_cli.cli.answers_app import open_question
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import (
    DEFAULT_DB,
    Db,
    ErrataFile,
    Format,
    HowMuch,
    OutputFormat,
    Panel,
    Quiet,
    Week,
)
from detainer_cli.cli.stdout import print_summary
from detainer_cli.db.connection import database_errors
from detainer_cli.errors import UsageError

app = CommandApp()


@app.command(rich_help_panel=Panel.EVIDENCE)
def errata(
    week: Week = None,
    errata: ErrataFile = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also those of weeks that are not loaded.")
    ] = False,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep",
            help="Keep those of --errata in the database, in place of those kept before: every"
            " answer and the views as corrected know them then.",
        ),
    ] = False,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    caveats: HowMuch = None,
    quiet: Quiet = False,
) -> None:
    """Corrections known for the loaded reports: the rows they touch, figures before and after.

    Examples:

        detainers errata

        detainers errata --week 2017-01-28 --format json

        detainers errata --errata ours.csv --keep

    Nothing of a report is changed by them: answers are as published, and apply them with
    --corrected. An erratum that matches no row, or more rows than it states, is told and not
    applied.
    """
    from detainer_cli.answers.errata import errata as answer

    with database_errors(db):
        if keep:
            _keep(db, errata, quiet)
        question = open_question(db, week, {}, errata=errata)
        with closing(question.conn):
            summary = answer(question, every)
    print_summary(summary, format, caveats)


def _keep(db: Path, file: Path | None, quiet: bool) -> None:
    """Keeps the errata of a file in the database."""
    if file is None:
        raise UsageError(
            "--keep needs the errata to keep.",
            "Name their file with --errata; an empty one ends it.",
        )
    from detainer_cli.db.corrected_rows import keep_errata
    from detainer_cli.db.errata import errata_of_user
    from detainer_cli.db.opening import open_for_reading, open_for_writing

    with closing(open_for_reading(db)) as conn:  # refuses what is no database of ours
        found = errata_of_user(conn, file)
    with closing(open_for_writing(db)) as conn:
        keep_errata(conn, db, found)
    if not quiet:
        what = "1 erratum" if len(found) == 1 else f"{len(found):,} errata"
        say(f"{db}: {what} of {file.name} kept; `detainers errata` tells what each touches")
