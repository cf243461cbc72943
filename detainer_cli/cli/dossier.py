"""The command for a county's side: all that the reports say of it, on a page."""

from __future__ import annotations

import base64
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detainer_cli.cli.answers_app import open_question
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.completion import completer_of
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, ErrataFile, Panel, Quiet, Revision, Week
from detainer_cli.cli.pages import Output, Page, Today, form_of
from detainer_cli.cli.stdout import write_stdout
from detainer_cli.db.connection import database_errors
from detainer_cli.files import output_error, place_of, write_atomically

if TYPE_CHECKING:
    import sqlite3

    from detainer_cli.answers.dossier import Dossier

app = CommandApp()


@app.command(rich_help_panel=Panel.EVIDENCE)
def dossier(
    county: Annotated[
        str,
        typer.Argument(
            metavar="COUNTY",
            help="Travis, “Travis County, Texas” or 48453.",
            autocompletion=completer_of("county"),
        ),
    ],
    output: Output = None,
    format: Annotated[
        Page | None,
        typer.Option("--format", "-f", help="markdown (also on stdout) or html."),
    ] = None,
    pictures: Annotated[
        bool,
        typer.Option(
            "--pictures/--no-pictures",
            help="Each row as it is printed: in the HTML itself, or in a folder beside FILE.md.",
        ),
    ] = True,
    week: Week = None,
    revision: Revision = None,
    errata: ErrataFile = None,
    today: Today = None,
    db: Db = DEFAULT_DB,
    quiet: Quiet = False,
) -> None:
    """All that the reports say of a county on one page, with references, pictures, corrections.

    Examples:

        detainers dossier "Travis County, Texas" -o travis.html

        detainers dossier 48453 --week 2017-01-28 --no-pictures

    For who checks what is said of a county, and who asks it: detainers issued and declined and the
    policies, week by week, each figure with its reference and the picture of its row, what was
    corrected or disputed, and the caveats. Markdown on stdout has no pictures.
    """
    from detainer_cli.answers.dossier import dossier as made

    page = form_of(output, format)
    day = today.date() if today else date.today()
    with database_errors(db):
        question = open_question(db, week, {}, errata=errata, revision=revision)
        with closing(question.conn):
            found = made(question, county, day)
            is_shown = pictures and (output is not None or page is Page.HTML)
            drawn = _pictures(question.conn, found, quiet) if is_shown else {}
    if output is None:
        write_stdout(_written(found, page, _inside(drawn)))
        return
    _put(output, found, page, drawn)
    if not quiet:
        say(f"wrote {output}")


def _pictures(conn: sqlite3.Connection, found: Dossier, quiet: bool) -> dict[str, bytes]:
    """The pictures of the rows; without those whose report is not kept."""
    from detainer_cli.cli.progress_bars import counted
    from detainer_cli.output.row_pictures import pictures_of_rows

    wanted = list(dict.fromkeys(found.references))
    rows = counted(pictures_of_rows(conn, wanted), len(wanted), "pictures of rows", quiet)
    drawn = {reference: content for reference, content in rows if content is not None}
    if missing := len(wanted) - len(drawn):
        say(
            f"{missing} rows have no picture: the database does not keep the PDF of their report,"
            " or it needs a password"
        )
    return drawn


def _inside(drawn: dict[str, bytes]) -> dict[str, str]:
    """Pictures as parts of the page."""
    return {
        ref: f"data:image/png;base64,{base64.b64encode(content).decode()}"
        for ref, content in drawn.items()
    }


def _put(output: Path, found: Dossier, page: Page, drawn: dict[str, bytes]) -> None:
    """Writes the page, and before it what it shows."""
    addresses = _inside(drawn)
    try:
        place_of(output)  # before a picture is written
        if page is Page.MARKDOWN and drawn:
            folder = output.with_name(f"{output.stem}_pictures")
            folder.mkdir(exist_ok=True)
            names = {ref: f"{ref.replace('/', '-')}.png" for ref in drawn}
            for ref, content in drawn.items():
                write_atomically(folder / names[ref], content)
            addresses = {ref: f"{folder.name}/{name}" for ref, name in names.items()}
        write_atomically(output, _written(found, page, addresses).encode("utf-8"))
    except OSError as error:
        raise output_error("the page cannot be written", output, error) from None


def _written(found: Dossier, page: Page, addresses: dict[str, str]) -> str:
    from detainer_cli.output.dossier import as_html, as_markdown

    return (as_html if page is Page.HTML else as_markdown)(found, addresses)
