"""Databases as earlier versions of this program left them: brought up to date, nothing lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Run
from databases import OLD, ask, is_whole, old_database

from detainer_cli.db.connection import SCHEMA_VERSION
from detainer_cli.db.views import VIEWS, definitions

VERSIONS = sorted(int(path.name.split("_")[1].split(".")[0]) for path in OLD.glob("*.gz"))
ANSWERS = (
    ("top-counties",),
    ("split", "--by", "crime"),
    ("breakdown", "--by", "county"),
    ("coverage",),
    ("trend",),
    ("lag",),
    ("policies", "--state", "CA"),
    ("rows", "--week", "latest"),
)
OF_THE_LOAD = {"id", "ingested_at", "tool_version"}
TABLES = ("report_file", "declined_row", "issued_row", "policy_row", "rejected_row")


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return old_database(request.param, tmp_path)


def counts(db: Path) -> list[list[tuple[object, ...]]]:
    return [ask(db, f"SELECT count(*) FROM {table}") for table in TABLES]  # noqa: S608


def view_of(db: Path, name: str) -> list[dict[str, object]]:
    with closing(sqlite3.connect(db)) as conn:
        cursor = conn.execute(f'SELECT * FROM "{name}"')  # noqa: S608
        heads = [column[0] for column in cursor.description]
        rows = [dict(zip(heads, row, strict=True)) for row in cursor]
    return [{k: v for k, v in row.items() if k not in OF_THE_LOAD} for row in rows]


def test_the_first_version_is_among_them() -> None:
    assert VERSIONS[0] == 1
    assert VERSIONS[-1] >= SCHEMA_VERSION - 1


def test_it_keeps_its_rows_and_answers_as_a_new_one(
    old: Path, loaded_db: Path, detainers: Run
) -> None:
    before = counts(old)
    for command in ANSWERS:
        mine, new = (detainers(*command, "-f", "json", "--db", db) for db in (old, loaded_db))
        assert (mine.returncode, mine.stdout) == (0, new.stdout)
    assert ask(old, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert counts(old) == before
    for view in VIEWS:
        assert view_of(old, view) == view_of(loaded_db, view)
    assert is_whole(old)
    assert detainers("check", "--db", old, "--quiet").returncode == 0


def test_its_tables_are_those_of_a_new_one(old: Path, loaded_db: Path, detainers: Run) -> None:
    """Column for column, in whatever order: a migration leaves out nothing."""
    assert detainers("reports", "--db", old).returncode == 0
    schema = "SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1"
    assert ask(old, schema) == ask(loaded_db, schema)
    for (table,) in ask(old, "SELECT name FROM sqlite_master WHERE type = 'table'"):
        columns = f"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}') ORDER BY 1"  # noqa: S608
        assert ask(old, columns) == ask(loaded_db, columns)


def test_its_views_are_those_of_today(old: Path, detainers: Run) -> None:
    assert detainers("reports", "--db", old).returncode == 0
    views = ask(old, "SELECT name, sql FROM sqlite_master WHERE type = 'view'")
    made = {name: select for name, select in views}  # noqa: C416 - of pairs
    for name, select in definitions().items():
        assert str(made[name]).endswith(select.strip())
