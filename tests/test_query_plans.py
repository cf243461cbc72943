"""How SQLite goes about each answer: no row table is read whole where an index serves.

The command runs as it is; its connections tell, of each query, the plan that SQLite has for it.
"""

from __future__ import annotations

import re
import shlex
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from databases import ask, change
from samples import ROOT

from detainer_cli.cli.app import app

sys.path.append(str(ROOT / "bench"))

import answers
import large_database

TABLE = r"(?:r|declined_row|issued_row|policy_row)"
SCAN = re.compile(rf"SCAN {TABLE}\b")
SERVED = re.compile(rf"SCAN {TABLE} USING (COVERING INDEX|INDEX \w+_(no_\w+|row_report)$)")
"""A scan of an index that has all that is asked, of the few rows of a kind, or of a small table
in the order of its reports."""

LATEST = [
    "top-counties --week latest",
    "top-counties --basis declined --week latest",
    "split --week latest",
    "split --by crime --week latest",
    "split --by state --week 2017-03-01..2017-03-10",
    "breakdown --by facility --week latest",
    "breakdown --by county --week latest",
    "lag --week latest",
    "lag --by citizenship --week latest",
    "coverage --week latest",
    "rows --week latest",
    "compare 2017-02-04 latest --by crime",
    "policies",
]
FILTERED = ["split --by crime --state TX", "lag --state TX", "rows --state TX --week latest"]


@pytest.fixture(scope="module", params=["analyzed", "without statistics"])
def weeks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty made-up weeks, with what `ANALYZE` tells SQLite of them or as `ingest` leaves them."""
    path = tmp_path_factory.mktemp("plans") / "weeks.db"
    large_database.make(path, 60)
    if request.param != "analyzed":
        change(path, "DELETE FROM sqlite_stat1")
    return path


def plans(command: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of the plans of all queries that a command asks."""
    told: list[str] = []

    class Telling(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql.lstrip().upper().startswith(("SELECT", "WITH")):
                explained = super().execute(f"EXPLAIN QUERY PLAN {sql}", *values)
                told.extend(line for *_, line in explained)
            return super().execute(sql, *values)

    connect = sqlite3.connect

    def telling(*args: Any, **named: Any) -> sqlite3.Connection:
        conn: sqlite3.Connection = connect(*args, **{**named, "factory": Telling})
        return conn

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", telling)
        app([*shlex.split(command), "--db", str(path), "--quiet"], standalone_mode=False)
    assert told
    return told


def scans(lines: list[str]) -> Iterator[str]:
    return (line for line in lines if SCAN.match(line))


@pytest.mark.parametrize("command", answers.QUESTIONS)
def test_all_weeks_are_read_from_indexes(
    command: str, weeks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plans(command.replace("2018-01-06", "2017-02-04"), weeks, monkeypatch)
    assert [line for line in scans(found) if not SERVED.match(line)] == []


@pytest.mark.parametrize("command", [*LATEST, *FILTERED])
def test_few_rows_are_searched_for(
    command: str, weeks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(scans(plans(command, weeks, monkeypatch))) == []


OF_A_STATE = ["split --by crime", "breakdown --by category", "split --by citizenship", "lag"]


@pytest.mark.parametrize("command", OF_A_STATE)
def test_the_rows_of_a_state_are_counted_from_an_index(
    command: str, weeks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plans(f"{command} --state TX", weeks, monkeypatch)
    searched = [line for line in found if re.match(r"SEARCH (r|declined_row) .*state=", line)]
    assert searched
    assert all("COVERING INDEX declined_row_state" in line for line in searched)


def test_a_county_and_what_may_be_in_it_are_searched_for(
    weeks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((county,),) = ask(weeks, "SELECT jurisdiction FROM declined_row LIMIT 1")
    found = plans(f"split --by crime --county '{county}'", weeks, monkeypatch)
    assert [line for line in scans(found) if not SERVED.match(line)] == []
    assert any("declined_row_no_place" in line for line in found)


def test_an_index_that_is_gone_is_seen(
    weeks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "without.db"
    with closing(sqlite3.connect(weeks)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    for what in ("crime", "report", "state"):
        change(path, f"DROP INDEX declined_row_{what}")
    for command in ("split --by crime", "split --by crime --week latest"):
        found = plans(command, path, monkeypatch)
        assert [line for line in scans(found) if not SERVED.match(line)] != []
