"""The command that writes everything to files."""

from __future__ import annotations

import os
from contextlib import closing
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from detainer_cli.answers.other_kinds import has_reports
from detainer_cli.cli import options
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Panel, Quiet, tell_unused_errata
from detainer_cli.cli.stdout import print_summary
from detainer_cli.db.connection import database_errors, nothing_loaded
from detainer_cli.db.opening import open_for_reading
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.errors import UsageError
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary
from detainer_cli.output.formats import Format, exported
from detainer_cli.text import printable

app = CommandApp()


class ExportFormat(StrEnum):
    """What `--only` takes."""

    _ignore_ = ["_known"]  # noqa: RUF012 - read by enum
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    XLSX = "xlsx"
    for _known in exported():
        if _known.name.upper() not in vars():
            vars()[_known.name.upper()] = _known.name


class Listing(StrEnum):
    """What `--format` takes: how to print the list of files, or a workbook instead of files."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "markdown"
    XLSX = "xlsx"


@app.command(rich_help_panel=Panel.ANSWERS)
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an export.")],
    only: Annotated[
        list[ExportFormat] | None,
        typer.Option("--only", help="This format only; repeat it for more. Without it, all."),
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Leave text in CSV that a spreadsheet runs as a formula.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="CSV with a byte order mark, by which Excel knows UTF-8.")
    ] = False,
    db: Db = DEFAULT_DB,
    format: Annotated[
        Listing,
        typer.Option("--format", "-f", help="How to print the list of files; xlsx is --only xlsx."),
    ] = Listing.TABLE,
    quiet: Quiet = False,
) -> None:
    """Every public view as CSV, JSON and Parquet, with a data dictionary and the caveats.

    Examples:

        detainers export data/
        detainers export data/ --only csv --raw
        detainers export data/ --format xlsx

    The folder appears whole or not at all, and an earlier export in it is replaced. The same
    reports export the same bytes. Parquet needs pyarrow: pip install 'detainer-cli[parquet]'; xlsx,
    a workbook with a sheet a view, needs XlsxWriter: pip install 'detainer-cli[xlsx]'.
    """
    if folder.suffix.lower() == ".xlsx" and not os.path.isdir(folder):  # noqa: PTH112 - it never raises
        name = printable(folder.with_suffix(""))
        raise UsageError(
            "an export is a folder; the workbook is a file in it.",
            f"Write: detainers export {name} --format xlsx",
            file=printable(folder),
        )
    chosen = [form.value for form in only or []]
    if format is Listing.XLSX:
        chosen.append(format.value)
        format = Listing.TABLE
    formats = _formats(chosen)
    from detainer_cli.output.datapackage import File
    from detainer_cli.output.export import export

    if not quiet:
        tell_unused_errata("An export")
    with database_errors(db), closing(open_for_reading(db)) as conn:
        if not (weeks := loaded_weeks(conn)) and not has_reports(conn):
            raise nothing_loaded(db)
        files: list[File] = export(conn, folder, formats, raw, bom)
    rows: list[dict[str, object]] = [
        {"file": printable(folder / file.name), "rows": file.rows, "bytes": file.size}
        for file in files
    ]
    summary = Summary(
        f"Exported to {printable(folder)}",
        [week.start.isoformat() for week in weeks],
        [
            Column("file", ColumnKind.TEXT),
            Column("rows", ColumnKind.COUNT),
            Column("bytes", ColumnKind.COUNT),
        ],
        rows,
        len(rows),
    )
    if not quiet:
        print_summary(summary, options.Format(format.value))


def _formats(only: list[str]) -> list[str]:
    """The formats to write.

    Raises UsageError if one is asked for whose library is not installed; without being asked for,
    it is left out.
    """
    wanted = [known for known in exported() if (known.name in only if only else known.view)]
    missing = [known for known in wanted if not _can_write(known)]
    for form, library in ((known.name, known.needs) for known in missing):
        extra = f"pip install 'detainer-cli[{form}]'"
        if only:
            raise UsageError(
                f"{form} needs {library}, which is not installed.", f"Get it with: {extra}"
            )
        say(f"{form} is left out: it needs {library}, which is not installed. Get it with: {extra}")
    return [known.name for known in wanted if known not in missing]


def _can_write(known: Format) -> bool:
    """True if what the format needs is installed, and whole."""
    try:
        return not known.needs or bool(import_module(known.needs.lower()))
    except ImportError:
        return False
