"""The command that shows how a text would be normalized: explain."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.decisions_option import DecisionsFile, load_decisions
from detainer_cli.cli.options import (
    DEFAULT_DB,
    Db,
    Format,
    KindName,
    OutputFormat,
    Panel,
    RoleName,
)
from detainer_cli.cli.stdout import print_rows
from detainer_cli.errors import UsageError
from detainer_cli.model.limits import MIB, MOST_TEXT
from detainer_cli.text import is_text, printable

app = CommandApp()

EXPLANATION = ("text", "resolved", "value", "code", "rule", "candidates")
OF_CRIMES = (*EXPLANATION, "category", "synonyms")


@app.command(rich_help_panel=Panel.NAMES)
def explain(
    kind: Annotated[KindName, typer.Argument(help="What the texts are.")],
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT…]", help="Texts; without any, a line each from stdin."),
    ] = None,
    on: Annotated[
        datetime,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day whose county names count."),
    ] = datetime(2017, 1, 28),
    role: Annotated[
        RoleName,
        typer.Option(
            "--role",
            help="Where a place stands: in section II (city: of a report that has cities in the"
            " place of counties), I or III, where a city alone is one.",
        ),
    ] = "location",
    db: Db = DEFAULT_DB,
    decisions: DecisionsFile = None,
    format: OutputFormat = Format.TABLE,
) -> None:
    """Show how a text would be normalized, by which rule, or why it is not.

    Of a crime also its category and the groups of synonyms, by which `--crime DUI` finds it.

    Examples:

        detainers explain jurisdiction "Rikers Island, Queens, Queens, New York"

        detainers explain crime "AGGRAV ASSLT - WEAPON" --format json

        detainers explain citizenship < countries.txt --format csv
    """
    from detainer_cli.answers.explain import as_json, explain_all

    made = load_decisions(db, decisions)
    found = explain_all(kind, texts or _lines(), on.date(), role, made)
    rows = [as_json(text, resolution) for text, resolution in found]
    columns = OF_CRIMES if kind == "crime" else EXPLANATION
    print_rows(rows, columns, f"How each {kind} would be normalized", format)


def _lines() -> Iterator[str]:
    """The lines of stdin. Raises UsageError for too many, and one with bytes that are no text."""
    read = sys.stdin.read(MOST_TEXT + 1)
    if len(read) > MOST_TEXT:
        most = MOST_TEXT // MIB
        raise UsageError(f"stdin has more than {most} MiB.", "Give it a part of the texts a time.")
    for number, line in enumerate(io.StringIO(read), start=1):
        text = line.rstrip("\r\n")
        if not is_text(text):
            raise UsageError(
                f"it is no text in {sys.stdin.encoding.upper()}: “{printable(text)}”.",
                "Convert what is read first, as with iconv.",
                file=f"standard input, line {number}",
            )
        yield text
