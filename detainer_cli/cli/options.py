"""Options that mean the same in every command."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from detainer_cli.cli.completion import complete_week
from detainer_cli.cli.messages import say
from detainer_cli.db.connection import DEFAULT_DB as DEFAULT_DB
from detainer_cli.errors import UsageError
from detainer_cli.files import is_database_there
from detainer_cli.model.summary import Caveats
from detainer_cli.output.formats import FORMATS


class Panel:
    """The headings of the list of commands."""

    ANSWERS = "Answers"
    NAMES = "Names and codes"
    LOADING = "Loading"
    EVIDENCE = "Evidence"
    WATCHING = "Watching"


class Format(StrEnum):
    """How an answer is printed: those of the formats that can be, in the order of the help."""

    _ignore_ = ["_name"]  # noqa: RUF012 - read by enum
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "markdown"
    for _name in (known.name for known in FORMATS.values() if known.answer):
        if _name.upper() not in vars():
            vars()[_name.upper()] = _name


KindName = Literal["jurisdiction", "crime", "citizenship"]
RoleName = Literal["location", "city", "issued", "policy"]


def _require_file_name(path: Path) -> Path:
    """Raises UsageError for a folder, DatabaseError for what cannot be reached."""
    if is_database_there(path) and path.is_dir():  # an empty text is the working directory, too
        raise UsageError(f"--db names a folder ({path}).", "Name a file, such as detainers.db.")
    return path


Db = Annotated[
    Path,
    typer.Option(
        "--db",
        metavar="PATH",
        envvar="DETAINERS_DB",
        help="The database.",
        show_default=True,
        callback=_require_file_name,
    ),
]
OutputFormat = Annotated[Format, typer.Option("--format", "-f", help="How to print the answer.")]
Week = Annotated[
    str | None,
    typer.Option(
        "--week",
        metavar="WEEK",
        help="latest (also without a value), all, any day of a week (2017-02-01), a month"
        " (2017-02), a year (2017), a week's number (2017-W05), or a range"
        " (2017-01-28..2017-02-17, 2017-01-28.., ..latest)."
        " Without the option: all loaded weeks together.",
        autocompletion=complete_week,
    ),
]
HowMuch = Annotated[
    Caveats | None,
    typer.Option(
        "--caveats",
        help="How much is said of what the numbers do not say; full without a value. Without the"
        " option: short on a terminal, none in CSV and TSV, else full.",
    ),
]
Bom = Annotated[
    bool,
    typer.Option(
        "--bom",
        help="CSV and TSV for spreadsheets: UTF-8 with a byte order mark, and an apostrophe before"
        " text that one would run as a formula.",
    ),
]
Corrected = Annotated[
    bool,
    typer.Option(
        "--corrected",
        help="Apply the corrections that are known, and name them; without it, as published.",
    ),
]
ERRATA = "DETAINERS_ERRATA"
"""The environment variable that names a user's errata."""
ErrataFile = Annotated[
    Path | None,
    typer.Option(
        "--errata",
        metavar="FILE",
        envvar=ERRATA,
        help="Your corrections beside those of the program: a CSV (docs/corrections.md).",
    ),
]
Revision = Annotated[
    int | None,
    typer.Option(
        "--revision",
        metavar="N",
        min=1,
        help="Answer from revision N of each week asked, not from the current one.",
    ),
]
ChartFile = Annotated[
    Path | None,
    typer.Option(
        "--chart",
        metavar="FILE",
        help="Draw the answer, too: FILE.svg, FILE.png or FILE.html; - is SVG on stdout in place of"
        " the answer. Needs the extra charts.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")]


def tell_unused_errata(what: str) -> None:
    """Says on stderr that the errata of $DETAINERS_ERRATA, if it is set, do not reach `what`."""
    if os.environ.get(ERRATA):
        say(
            f"detainers: note: ${ERRATA} is not used here. {what} has the corrections of the"
            " program and those that the database keeps: detainers errata --errata FILE --keep"
        )
