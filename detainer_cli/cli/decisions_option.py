"""The option --decisions: the file that holds the user's decisions, and what it says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detainer_cli.errors import UsageError
from detainer_cli.files import is_there
from detainer_cli.text import printable

if TYPE_CHECKING:
    from detainer_cli.normalize.names import Decisions

DECISIONS_NAME = "detainers-decisions.csv"

DecisionsFile = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        metavar="FILE",
        envvar="DETAINERS_DECISIONS",
        help="Your decisions [default: detainers-decisions.csv beside the database].",
    ),
]


def decisions_path(db: Path, file: Path | None) -> Path:
    """The file named by the user, or the one beside the database."""
    return file or db.absolute().parent / DECISIONS_NAME


def require_default(path: Path, file: Path | None) -> None:
    """A file of decisions that was named for this command must exist."""
    if file is not None and os.environ.get("DETAINERS_DECISIONS") != str(file):
        raise UsageError(
            "there is no such file of decisions.",
            "Check --decisions; `detainers review accept` makes the file.",
            file=str(path),
        )


def are_decisions_there(path: Path) -> bool:
    """True if there is a file of decisions. Raises UsageError where that cannot be known."""
    try:
        return is_there(path)
    except OSError as error:
        raise UsageError(
            f"the decisions cannot be read ({error.strerror}).",
            "Look at the name and at the rights of its folders; see --decisions.",
            file=printable(path),
        ) from None


def load_decisions(db: Path, file: Path | None) -> Decisions:
    """The decisions that apply to a database."""
    path = decisions_path(db, file)
    if not are_decisions_there(path):
        require_default(path, file)
        return {}
    from detainer_cli.db.decisions import as_rules, read_decisions

    return as_rules(read_decisions(path))
