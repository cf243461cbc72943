"""The command that puts a week on a page."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from detainer_cli.cli.answers_app import open_question
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, ErrataFile, Panel, Quiet, Week
from detainer_cli.cli.pages import Output, Page, Today, form_of
from detainer_cli.cli.stdout import write_stdout
from detainer_cli.db.connection import database_errors
from detainer_cli.db.periods import choose_week, loaded_weeks
from detainer_cli.files import output_error, write_atomically

app = CommandApp()


@app.command(rich_help_panel=Panel.ANSWERS)
def brief(
    week: Week = "latest",
    output: Output = None,
    format: Annotated[
        Page | None,
        typer.Option("--format", "-f", help="markdown (without the option) or html."),
    ] = None,
    errata: ErrataFile = None,
    today: Today = None,
    db: Db = DEFAULT_DB,
    quiet: Quiet = False,
) -> None:
    """The week on a page to mail or paste: totals, changes, policies, corrections, with references.

    Examples:

        detainers brief

        detainers brief --week 2017-02-01 --format html

        detainers brief -o week.html

    The latest week, unless --week names another. It is compared with the week before, if that is
    loaded; if not, the page says so. Figures are as published; corrections are told. Cases of
    narrative reports are not in it.
    """
    from detainer_cli.answers.brief import brief as made
    from detainer_cli.output.brief import as_html, as_markdown

    form = form_of(output, format)
    with database_errors(db):
        question = open_question(db, week, {}, errata=errata)
        with closing(question.conn):
            one = choose_week(question.weeks, week or "latest")
            loaded = loaded_weeks(question.conn)
            day = today.date() if today else date.today()
            found = made(replace(question, weeks=(one,)), loaded, day)
    text = (as_html if form is Page.HTML else as_markdown)(found)
    if output is None:
        write_stdout(text)
        return
    try:
        write_atomically(output, text.encode("utf-8"))
    except OSError as error:
        raise output_error("the page cannot be written", output, error) from None
    if not quiet:
        say(f"wrote {output}")
