"""The command that applies today's reference data to what is loaded: renormalize."""

from __future__ import annotations

from typing import Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.decisions_option import DecisionsFile, load_decisions
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat, Panel
from detainer_cli.cli.stdout import print_rows

app = CommandApp()


@app.command(rich_help_panel=Panel.NAMES)
def renormalize(
    db: Db = DEFAULT_DB,
    decisions: DecisionsFile = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, write nothing.")] = False,
    format: OutputFormat = Format.TABLE,
) -> None:
    """Apply today's reference data and your decisions to what is loaded, without the PDFs.

    Examples:

        detainers renormalize --dry-run

        detainers renormalize
    """
    from dataclasses import asdict

    from detainer_cli.db.connection import DEFAULT_WAIT
    from detainer_cli.db.opening import open_for_reading, open_for_writing
    from detainer_cli.db.renormalize import renormalize as run

    conn = open_for_reading(db)
    made = load_decisions(db, decisions)
    if not dry_run:
        conn.close()
        conn = open_for_writing(db, DEFAULT_WAIT)
    changes = run(conn, db, made, dry_run)
    title = "What would change" if dry_run else "What changed"
    columns = ["kind", "raw_text", "before", "after", "rows"]
    print_rows([asdict(change) for change in changes], columns, title, format)
