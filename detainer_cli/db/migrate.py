"""Brings the schema of a database up to date: sqlite-utils applies the migrations that it lacks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from detainer_cli.db.corrected_rows import settle_corrections
from detainer_cli.db.migrations import migration_files, name_of
from detainer_cli.db.views import make_views


def migrations() -> Migrations:
    """The migrations as sqlite-utils applies them."""
    found = Migrations("detainers")
    for path in migration_files():
        found(name=name_of(path))(_running(path))
    return found


def _running(path: Path) -> Callable[[Database], None]:
    """What runs the statements of a file, within the transaction that is open."""

    def run(db: Database) -> None:
        for statement in path.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                db.execute(statement)

    run.__name__ = name_of(path)
    return run


def migrate(conn: sqlite3.Connection) -> None:
    """Applies the migrations that the database lacks, then builds today's views and corrections.

    To be called in a transaction, on a connection that does not hold rows to their foreign keys:
    a migration may put a table in the place of another. Raises sqlite3.Error.
    """
    for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        conn.execute(f'DROP VIEW "{name}"')
    db = Database(conn, recursive_triggers=False, execute_plugins=False, strict=True)
    migrations().apply(db)
    make_views(conn)
    settle_corrections(conn)
    if broken := conn.execute("PRAGMA foreign_key_check").fetchone():
        raise sqlite3.IntegrityError(f"a row of {broken[0]} has lost the row that it belongs to")
