"""The command that writes everything to files."""

from __future__ import annotations

from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Annotated, Optional

import typer

from detainer_cli.cli.app import app
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Quiet
from detainer_cli.cli.questions import ANSWERS, open_question, put, screen
from detainer_cli.database import database_errors
from detainer_cli.errors import UsageError
from detainer_cli.render import render
from detainer_cli.summary import Summary


class ExportFormat(str, Enum):
    """What `--only` takes."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


@app.command(rich_help_panel=ANSWERS)
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an export.")],
    only: Annotated[
        Optional[list[ExportFormat]],  # noqa: UP045 - typer reads this at run time
        typer.Option("--only", help="This format only; repeat it for more. Without it, all."),
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Leave text in CSV that a spreadsheet runs as a formula.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="CSV with a byte order mark, by which Excel knows UTF-8.")
    ] = False,
    db: Db = DEFAULT_DB,
    format: OutputFormat = Format.TABLE,
    quiet: Quiet = False,
) -> None:
    """Every public view as CSV, JSON and Parquet, with a data dictionary and the caveats.

    Examples:

        detainers export data/
        detainers export data/ --only csv --raw

    The folder appears whole or not at all, and an earlier export in it is replaced. Parquet needs
    pyarrow: pip install 'detainer-cli[parquet]'.
    """
    formats = _formats([form.value for form in only or []])
    from detainer_cli.export import File, export

    with database_errors(db):
        question = open_question(db, None, {})
        with closing(question.conn):
            files: list[File] = export(question.conn, folder, formats, raw, bom)
    rows: list[dict[str, object]] = [
        {"file": str(folder / file.name), "rows": file.rows, "bytes": len(file.content)}
        for file in files
    ]
    summary = Summary(
        f"Exported to {folder}", question.week_starts, ["file", "rows", "bytes"], rows, len(rows)
    )
    if not quiet:
        put(render(summary, format.value, screen()))


def _formats(only: list[str]) -> list[str]:
    """The formats to write. Raises UsageError if Parquet is asked for and cannot be written."""
    from detainer_cli.export import FORMATS, NO_PARQUET, can_write_parquet

    wanted = [form for form in FORMATS if form in only or not only]
    if "parquet" not in wanted or can_write_parquet():
        return wanted
    if only:
        raise UsageError(
            "--only parquet needs pyarrow, which is not installed.",
            "Get it with: pip install 'detainer-cli[parquet]'",
        )
    say(NO_PARQUET)
    return [form for form in wanted if form != "parquet"]
