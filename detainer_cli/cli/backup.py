"""The command that copies the database: backup."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Panel, Quiet, Verbose

app = CommandApp()


@app.command(rich_help_panel=Panel.WATCHING)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write.")],
    db: Db = DEFAULT_DB,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a consistent, checked copy of the database, also while another process loads.

    Examples:

        detainers backup /backups/detainers-$(date +%F).db

        detainers backup latest.db --force
    """
    from detainer_cli.db.backup import backup as write_backup

    reports = write_backup(db, file, force)
    if (sys.stderr.isatty() or verbose) and not quiet:
        say(f"{file}: {reports} reports, checked")
