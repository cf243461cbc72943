"""What every command that answers a question has in common: its options, and how it answers.

A command is a function from a Question and its own options to a Summary. `answering` registers
it with the options that all of them share.
"""

from __future__ import annotations

import inspect
import io
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from detainer_cli.cli.app import app
from detainer_cli.cli.completing import complete_state, completing
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Quiet, Verbose, Week
from detainer_cli.database import database_errors, open_if_loaded
from detainer_cli.errors import ExitCode, UsageError
from detainer_cli.render import Screen, render
from detainer_cli.summaries.question import Question
from detainer_cli.summary import Note, Summary
from detainer_cli.weeks import choose_weeks, loaded_weeks

ANSWERS = "Answers"
FILTERS = "Filters (repeat one to accept any of its values)"


def _filter(name: str, help: str) -> Any:
    return typer.Option(
        f"--{name}",
        metavar=name.upper(),
        help=help,
        rich_help_panel=FILTERS,
        autocompletion=complete_state if name == "state" else completing(name),
    )


def _place_options(
    state: Annotated[
        Optional[list[str]], _filter("state", "TX or Texas.")  # noqa: UP045
    ] = None,
    county: Annotated[
        Optional[list[str]],  # noqa: UP045
        _filter("county", "Travis, “Travis County, Texas” or 48453."),
    ] = None,
) -> None:
    """The filters of every section."""


def _row_options(
    crime: Annotated[
        Optional[list[str]], _filter("crime", "Assault, 1399 or DUI.")  # noqa: UP045
    ] = None,
    category: Annotated[
        Optional[list[str]], _filter("category", "“Traffic Offenses” or 54.")  # noqa: UP045
    ] = None,
    citizenship: Annotated[
        Optional[list[str]], _filter("citizenship", "Mexico or MEX.")  # noqa: UP045
    ] = None,
    region: Annotated[
        Optional[list[str]], _filter("region", "“Western Asia”: a UN region.")  # noqa: UP045
    ] = None,
    facility: Annotated[
        Optional[list[str]],  # noqa: UP045
        _filter("facility", "“Travis County Jail”, the whole name."),
    ] = None,
    disposition: Annotated[
        Optional[list[str]], _filter("disposition", "convicted or charged.")  # noqa: UP045
    ] = None,
) -> None:
    """The filters of section II."""


def _output_options(
    week: Week = None,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    caveats: Annotated[
        bool, typer.Option("--caveats", help="Begin CSV and TSV with the caveats, as # lines.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Which weeks of which database, and how to print the answer."""


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(function, eval_str=True).parameters.values())


PLACES = _parameters(_place_options)
ROWS = _parameters(_row_options)
OUTPUT = _parameters(_output_options)


def answering(
    filters: list[inspect.Parameter], without: str = ""
) -> Callable[[Callable[..., Summary]], Callable[..., Summary]]:
    """Registers a function of a Question and its own options as a command.

    It has these filters and the options of all answers, but for the one named by `without`.
    """
    output = [p for p in OUTPUT if p.name != without]

    def register(function: Callable[..., Summary]) -> Callable[..., Summary]:
        own = _parameters(function)[1:]

        def command(**options: Any) -> None:
            shared = {p.name: options.pop(p.name) for p in output}
            wanted = {p.name: options.pop(p.name) or [] for p in filters}
            answer(lambda question: function(question, **options), wanted, **shared)

        command.__doc__ = function.__doc__
        command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [p.replace(kind=p.KEYWORD_ONLY) for p in [*own, *filters, *output]]
        )
        name = function.__name__.replace("_", "-")
        app.command(name, rich_help_panel=ANSWERS)(command)
        return function

    return register


def answer(
    ask: Callable[[Question], Summary],
    wanted: dict[str, list[str]],
    db: Path,
    format: Format,
    caveats: bool,
    quiet: bool,
    verbose: bool,
    week: str | None = None,
) -> None:
    """Opens the database, asks, and prints the answer to stdout."""
    with database_errors(db):
        question = open_question(db, week, wanted)
        with closing(question.conn):
            summary = ask(question)
    for note in (c for c in summary.caveats if isinstance(c, Note) and not quiet):
        say(f"detainers: note: {note}")
    if verbose:
        say(f"{db}: {len(question.weeks)} weeks, {', '.join(map(str, question.weeks))}")
    put(render(summary, format.value, screen(), caveats))


def open_question(db: Path, week: str | None, wanted: dict[str, list[str]]) -> Question:
    """A question of some weeks of a database. Raises UsageError if no report is loaded."""
    conn = open_if_loaded(db)
    weeks = loaded_weeks(conn) if conn is not None else ()
    if conn is None or not weeks:
        raise UsageError(
            "no report is loaded yet: detainers ingest report.pdf",
            f"(Looked in {db}; --db names another database.)",
        )
    question = Question(conn, choose_weeks(weeks, week))
    if not any(wanted.values()):
        return question
    from detainer_cli.summaries.filters import narrowed

    return narrowed(question, wanted)


def screen() -> Screen:
    """Where stdout goes: to a terminal of some width, or not to a terminal."""
    return Screen(shutil.get_terminal_size().columns if sys.stdout.isatty() else None)


def put(text: str) -> None:
    """Writes the answer to stdout; ends quietly if its reader has seen enough."""
    if isinstance(sys.stdout, io.TextIOWrapper) and "utf" not in sys.stdout.encoding.lower():
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(ExitCode.OK) from None
