"""The command that cites: a report, a row, or an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detainer_cli.cli.answers_app import open_question, taken_instead
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.options import (
    DEFAULT_DB,
    Corrected,
    Db,
    ErrataFile,
    Panel,
    Revision,
    Week,
)
from detainer_cli.cli.stdout import write_stdout
from detainer_cli.db.connection import database_errors
from detainer_cli.db.opening import open_for_reading
from detainer_cli.db.row_reference import parse_reference
from detainer_cli.errors import UsageError

if TYPE_CHECKING:
    from detainer_cli.answers.citations import Citation
    from detainer_cli.answers.question import Question
    from detainer_cli.model.summary import Summary

app = CommandApp()

_ANSWERS = (
    "reports", "top-counties", "split", "breakdown", "coverage", "rows", "policies", "trend", "lag",
    "compare",
)  # fmt: skip
_CASES = "cases"
"""The answer that is asked of no weeks."""


class Form(StrEnum):
    """What `--format` takes."""

    TEXT = "text"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"
    JSON = "json"


@dataclass(frozen=True)
class _Asked:
    """The options of `cite` that are those of answers, too."""

    db: Path
    week: str | None
    corrected: bool
    errata: Path | None
    revision: int | None
    today: date

    def question(self, week: str | None) -> Question:
        """The question of a week, or of those of --week."""
        weeks = week or self.week
        return open_question(self.db, weeks, {}, self.corrected, self.errata, self.revision)

    @property
    def is_of_weeks(self) -> bool:
        """True if it asks for what only weekly reports have."""
        return self.corrected or self.errata is not None or self.revision is not None

    def options(self, takes_week: bool) -> Iterator[str]:
        """The options as an answer takes them, without the database."""
        yield from ["--week", self.week] if self.week is not None and takes_week else []
        yield from ["--corrected"] if self.corrected else []
        yield from ["--errata", str(self.errata)] if self.errata else []
        yield from ["--revision", str(self.revision)] if self.revision else []


@app.command(
    rich_help_panel=Panel.EVIDENCE,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def cite(
    context: typer.Context,
    wanted: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help="A week, a reference, an id of the view `declined`, or an answer with its options;"
            " of narrative reports a day of their period. Without it, every report of --week.",
        ),
    ] = None,
    format: Annotated[
        Form, typer.Option("--format", "-f", help="text, bibtex or csl-json (json is the same).")
    ] = Form.TEXT,
    week: Week = None,
    revision: Revision = None,
    corrected: Corrected = False,
    errata: ErrataFile = None,
    today: Annotated[
        datetime | None,
        typer.Option("--today", formats=["%Y-%m-%d"], help="The day of the query, if not today."),
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """Cite a report, a row or an answer, as text, BibTeX or CSL-JSON.

    Examples:

        detainers cite 2017-01-28

        detainers cite 2017-01-28/p3/r2 --format bibtex

        detainers cite top-counties --week 2017-01-28 --corrected --format csl-json

        detainers cite 2018-01-01/p2/c1

        detainers cite cases --min-arrests 10

    The citation has the publisher, the title with its week, the file's SHA-256, page and revision,
    the version of the program and the day of the query; of an answer the command, with its weeks
    by their days, and the reports that it rests on. With --corrected it says what was corrected.
    """
    from detainer_cli.output.citations import FORMS

    day = today.date() if today else date.today()
    of = _Asked(db, week, corrected, errata, revision, day)
    with database_errors(db):
        found = _citations(wanted, list(context.args), of)
    form = Form.CSL_JSON if format is Form.JSON else format
    write_stdout(FORMS[form.value](found))


def _citations(wanted: str | None, more: list[str], asked: _Asked) -> list[Citation]:
    from detainer_cli.answers.citations import cited_row, nothing_to_cite

    if wanted in (*_ANSWERS, _CASES):
        return _of_answer(str(wanted), more, asked)
    if more:
        raise UsageError(
            f"“{more[0]}” is no option of cite.", "Options of an answer follow its name."
        )
    if wanted is not None and (parse_reference(wanted) or wanted.isdecimal()):
        with closing(open_for_reading(asked.db)) as conn:
            return [cited_row(conn, wanted, asked.today, asked.corrected)]
    if wanted is not None and not wanted[:1].isdigit() and wanted not in ("latest", "all"):
        raise nothing_to_cite(wanted, (*_ANSWERS, _CASES))
    return _of_reports(wanted, asked)


def _of_reports(wanted: str | None, asked: _Asked) -> list[Citation]:
    """The reports of the weeks, and those of other kinds whose period has a day of them.

    Raises UsageError if there are none.
    """
    from detainer_cli.answers.citations import cited_others, cited_reports

    with closing(open_for_reading(asked.db)) as conn:
        others = [] if asked.is_of_weeks else cited_others(conn, wanted or asked.week, asked.today)
    try:
        question = asked.question(wanted)
    except UsageError:
        if others:
            return others
        raise
    with closing(question.conn):
        return [*cited_reports(question, asked.today), *others]


def _of_answer(name: str, more: list[str], asked: _Asked) -> list[Citation]:
    from detainer_cli.answers.citations import cited_answer, cited_answer_of_cases

    found: list[Citation] = []
    own = list(asked.options(name != "compare"))
    shown = [*more, *(word for word in own if word not in ("--week", asked.week))]

    def take(summary: Summary, of: Any) -> None:
        if name == _CASES:
            week = summary.weeks[-1] if asked.week == "latest" else asked.week
            of_cases = [*more, *(["--week", week] if week is not None else [])]
            found.extend(cited_answer_of_cases(summary, of, of_cases, asked.today))
        else:
            found.extend(cited_answer(summary, of, name, shown, asked.today))

    module = "cases" if name == _CASES else "answers"
    command = import_module(f"detainer_cli.cli.{module}").app.made(name)
    taken_instead(command, name, [*more, *own, "--db", str(asked.db)], take)
    return found
