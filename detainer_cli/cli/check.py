"""The command that runs every check again on what is loaded: check."""

from __future__ import annotations

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Panel, Quiet
from detainer_cli.cli.stdout import print_summary
from detainer_cli.errors import CheckError
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary

app = CommandApp()

COLUMNS = [
    Column("severity", ColumnKind.NAME),
    Column("check", ColumnKind.NAME),
    Column("week", ColumnKind.DATE),
    Column("page", ColumnKind.NUMBER),
    Column("message", ColumnKind.TEXT),
]


@app.command(rich_help_panel=Panel.WATCHING)
def check(db: Db = DEFAULT_DB, format: OutputFormat = Format.TABLE, quiet: Quiet = False) -> None:
    """Run every check again on what is loaded, and compare it with published totals.

    Examples:

        detainers check

        detainers check --format json

    Exit code 5 if a finding is an error. A warning was there when the report was loaded; a note is
    good to know.
    """
    from detainer_cli.db.audit import audit, audited_weeks

    findings = audit(db)
    rows = [finding.as_row() for finding in findings]
    if rows or format is not Format.TABLE:
        print_summary(Summary("Findings", audited_weeks(db), COLUMNS, rows, len(rows)), format)
    elif not quiet:
        typer.echo("Every check passed.")
    errors = sum(finding.severity == "error" for finding in findings)
    if errors:
        count = "one finding is an error" if errors == 1 else f"{errors} findings are errors"
        hint = "Restore the last good backup, or load the reports into a new database."
        raise CheckError(f"{count}.", hint, file=str(db))
