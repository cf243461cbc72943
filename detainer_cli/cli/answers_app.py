"""What every command that answers a question has in common: its options, and how it answers.

A command is a function from a Question and its own options to a Summary. `AnswersApp` adds the
options that all of them share.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from contextlib import closing
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from detainer_cli.answers.other_kinds import chosen_weeks, has_reports
from detainer_cli.answers.question import Question
from detainer_cli.cli.chart_file import wanted_chart
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.completion import complete_state, completer_of
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import (
    DEFAULT_DB,
    Bom,
    ChartFile,
    Corrected,
    Db,
    ErrataFile,
    Format,
    HowMuch,
    OutputFormat,
    Panel,
    Quiet,
    Revision,
    Verbose,
    Week,
)
from detainer_cli.cli.stdout import encode_for_spreadsheets, print_summary, screen
from detainer_cli.db.connection import database_errors
from detainer_cli.db.opening import open_if_loaded
from detainer_cli.db.periods import loaded_weeks, uncovered
from detainer_cli.errors import UsageError
from detainer_cli.model.summary import Caveats, Note, Summary
from detainer_cli.output.render import has_whole

_TAKES: ContextVar[Callable[[Summary, Any], None] | None] = ContextVar("takes", default=None)
"""What takes an answer in place of stdout, while a command runs for another."""

FILTERS = "Filters (repeat one to accept any of its values)"


def _filter(name: str, help: str) -> Any:
    return typer.Option(
        f"--{name}",
        metavar=name.upper(),
        help=help,
        rich_help_panel=FILTERS,
        autocompletion=complete_state if name == "state" else completer_of(name),
    )


def _place_options(
    state: Annotated[list[str] | None, _filter("state", "TX or Texas.")] = None,
    county: Annotated[
        list[str] | None,
        _filter("county", "Travis, “Travis County, Texas” or 48453."),
    ] = None,
) -> None:
    """The filters of every section."""


def _row_options(
    crime: Annotated[list[str] | None, _filter("crime", "Assault, 1399 or DUI.")] = None,
    category: Annotated[list[str] | None, _filter("category", "“Traffic Offenses” or 54.")] = None,
    citizenship: Annotated[list[str] | None, _filter("citizenship", "Mexico or MEX.")] = None,
    region: Annotated[list[str] | None, _filter("region", "“Western Asia”: a UN region.")] = None,
    facility: Annotated[
        list[str] | None,
        _filter("facility", "“Travis County Jail”, the whole name."),
    ] = None,
    disposition: Annotated[
        list[str] | None, _filter("disposition", "convicted or charged.")
    ] = None,
) -> None:
    """The filters of section II."""


def _output_options(
    week: Week = None,
    revision: Revision = None,
    corrected: Corrected = False,
    errata: ErrataFile = None,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    caveats: HowMuch = None,
    bom: Bom = False,
    chart: ChartFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Which weeks of which database, and how to print the answer."""


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(function, eval_str=True).parameters.values())


PLACES = _parameters(_place_options)
ROWS = _parameters(_row_options)
OUTPUT = _parameters(_output_options)


class AnswersApp(CommandApp):
    """Commands that answer a question."""

    def answer(
        self, filters: list[inspect.Parameter], without: str = ""
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
                _answer(lambda question: function(question, **options), wanted, **shared)

            command.__name__ = function.__name__
            command.__doc__ = function.__doc__
            command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
                [p.replace(kind=p.KEYWORD_ONLY) for p in [*own, *filters, *output]]
            )
            self.command(rich_help_panel=Panel.ANSWERS)(command)
            return function

        return register


def _answer(
    ask: Callable[[Question], Summary],
    wanted: dict[str, list[str]],
    db: Path,
    format: Format,
    caveats: Caveats | None,
    bom: bool,
    quiet: bool,
    verbose: bool,
    chart: Path | None = None,
    revision: int | None = None,
    corrected: bool = False,
    errata: Path | None = None,
    week: str | None = None,
) -> None:
    """Opens the database, asks, and prints the answer to stdout."""
    if bom:
        encode_for_spreadsheets(format)
    picture = wanted_chart(chart)
    with database_errors(db):
        question = open_question(db, week, wanted, corrected, errata, revision)
        with closing(question.conn):
            summary = ask(question)
            outside = [Note(text) for text in uncovered(question.weeks, week)]
            summary = replace(summary, caveats=[*outside, *summary.caveats])
            if is_taken(summary, question):
                picture.refuse()
                return
    asked = summary
    if not quiet:
        summary = noted(summary, format, caveats)
    if verbose:
        say(f"{db}: {len(question.weeks)} weeks, {', '.join(map(str, question.weeks))}")
    if not picture.drawn(asked, verbose):
        print_summary(summary, format, caveats, bom)


def is_taken(summary: Summary, asked: Any) -> bool:
    """True if the answer was given to what runs the command in place of a user.

    `asked` goes with it: the question, or the connection of an answer that knows no weeks.
    """
    take = _TAKES.get()
    if take is not None:
        take(summary, asked)
    return take is not None


def taken_instead(
    command: Any, name: str, args: list[str], take: Callable[[Summary, Any], None]
) -> None:
    """Runs the command of an answer with these arguments; `take` gets what it would print.

    The connection of what was asked is open meanwhile.
    """
    token = _TAKES.set(take)
    try:
        with command.make_context(f"detainers {name}", args) as context:
            command.invoke(context)
    finally:
        _TAKES.reset(token)


def noted(summary: Summary, format: Format, caveats: Caveats | None) -> Summary:
    """Says the notes on the question on stderr; what is then left to print.

    Where both go to one screen, each note stands on it once: in the answer if that has it whole.
    """
    notes = [c for c in summary.caveats if isinstance(c, Note)]
    is_one_screen = sys.stdout.isatty() and sys.stderr.isatty()
    if is_one_screen and has_whole(format.value, screen(), caveats):
        return summary
    for note in notes:
        say(f"detainers: note: {note}")
    others = [c for c in summary.caveats if not isinstance(c, Note)]
    return replace(summary, caveats=others) if is_one_screen else summary


def open_question(
    db: Path,
    week: str | None,
    wanted: dict[str, list[str]],
    corrected: bool = False,
    errata: Path | None = None,
    revision: int | None = None,
) -> Question:
    """A question of some weeks of a database, as published or as `corrected`.

    Raises UsageError if no report is loaded, or not that revision of a week, and for a file of
    errata with a fault.
    """
    conn = open_if_loaded(db)
    weeks = loaded_weeks(conn) if conn is not None else ()
    if conn is None or not (weeks or has_reports(conn)):
        raise UsageError(
            "no report is loaded yet: detainers ingest report.pdf",
            f"(Looked in {db}; --db names another database.)",
        )
    question = Question(conn, chosen_weeks(conn, weeks, week))
    if revision is not None:
        from detainer_cli.answers.revision import of_revision

        question = of_revision(question, revision)
    if errata is not None or corrected:
        question = _with_errata(question, errata, corrected)
    if not any(wanted.values()):
        return question
    from detainer_cli.answers.filters import narrowed

    return narrowed(question, wanted)


def _with_errata(question: Question, file: Path | None, corrected: bool) -> Question:
    """The question with the errata of a file, too; if `corrected`, of the rows as they say."""
    from detainer_cli.db.errata import known_errata

    known = known_errata(question.conn, file)
    if corrected:
        from detainer_cli.db.overlay import see_corrections

        see_corrections(question.conn, known, question.weeks)
    return replace(question, errata=known, corrected=corrected)
