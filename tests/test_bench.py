"""What `make bench` counts, on small inputs: a fault that is put there is a fault that it tells."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from databases import ask
from running import detainers, python
from samples import ROOT

sys.path.append(str(ROOT / "bench"))

import answers
import large_database
import many_reports
import millions
import peers
import reports
from accuracy import Score, of_database, of_rows, refused
from timing import alternately, run, table

PRINTED = [
    ["Travis County Jail, Travis, Texas", "Mexico", "2/1/2017", "2/3/2017", "Assault (Charged)"],
    ["Cook County Jail, Cook, Illinois", "Cuba", "1/4/2017", "2/2/2017", "Larceny (Conviction)"],
    ["Cook County Jail, Cook, Illinois", "Cuba", "1/4/2017", "2/2/2017", "Larceny (Conviction)"],
]
HEADER = ["Detention Location", "Citizenship", "Issued", "Declined", "Activity"]
Rows = list[list[str]]


def _changed(row: int, cell: int, text: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        rows[row][cell] = text
        return rows

    return change


FAULTS: dict[str, tuple[Callable[[Rows], Rows], Score]] = {
    "none": (lambda rows: rows, Score(3, 3, 3, 0, 0)),
    "a line break": (_changed(0, 0, "Travis County\nJail, Travis,  Texas"), Score(3, 3, 3, 0, 0)),
    "spaces lost": (_changed(0, 0, "TravisCountyJail Travis, Texas"), Score(3, 2, 3, 1, 0)),
    "another letter": (_changed(0, 4, "Assault (Changed)"), Score(3, 2, 2, 1, 0)),
    "another day": (_changed(1, 3, "2/22/2017"), Score(3, 2, 2, 1, 0)),
    "a row is gone": (lambda rows: rows[1:], Score(3, 2, 2, 0, 1)),
    "one of two that are alike is gone": (lambda rows: rows[:2], Score(3, 2, 2, 0, 1)),
    "a row twice": (lambda rows: [rows[0], *rows], Score(3, 3, 3, 0, 0)),
    "cells in another order": (
        lambda rows: [rows[0][::-1], *rows[1:]],
        Score(3, 2, 2, 1, 0),
    ),
    "a row in two pieces": (
        lambda rows: [[*rows[0][:3], "", ""], ["", "", *rows[0][3:]], *rows[1:]],
        Score(3, 2, 2, 1, 0),
    ),
    "rows shifted by a column": (
        lambda rows: [["", *row[:-1]] for row in rows],
        Score(3, 0, 0, 3, 0),
    ),
    "nothing": (lambda _: [], Score(3, 0, 0, 0, 3)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_rows_is_counted(fault: str) -> None:
    change, score = FAULTS[fault]
    found = change([list(row) for row in PRINTED])
    assert of_rows([HEADER, *found], PRINTED) == score


def test_scores_add_up() -> None:
    assert Score(3, 1, 2, 1, 1) + refused(4) == Score(7, 1, 2, 1, 5, 1)


# ------------------------------------------------------------------ what is read, whole


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> tuple[reports.Report, Path]:
    """The second sample week, and its database."""
    report = reports.samples()[1]
    database = tmp_path_factory.mktemp("bench") / "week.db"
    assert detainers("ingest", report.path, "--db", database).returncode == 0
    return report, database


def test_a_sample_is_right_row_for_row(week: tuple[reports.Report, Path]) -> None:
    report, database = week
    rows = len(report.printed)
    assert rows == len(json.loads(report.path.with_suffix(".json").read_text("utf-8"))["declined"])
    assert of_database(database, report.expected) == Score(rows, rows, rows, 0, 0)


@pytest.mark.parametrize(
    ("change", "wrong", "missing"),
    [
        ("DELETE FROM declined_row WHERE position = 3", 0, 1),
        ("UPDATE declined_row SET declined_date = '2017-01-01' WHERE position = 3", 1, 0),
        ("UPDATE declined_row SET disposition = NULL WHERE position < 3", 2, 0),
    ],
)
def test_a_fault_in_a_database_is_counted(
    change: str, wrong: int, missing: int, week: tuple[reports.Report, Path], tmp_path: Path
) -> None:
    report, database = week
    changed = tmp_path / "changed.db"
    changed.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(changed)) as conn:
        assert conn.execute(change).rowcount
        conn.commit()
    rows = len(report.printed)
    right = rows - wrong - missing
    assert of_database(changed, report.expected) == Score(rows, right, right, wrong, missing)


def test_a_peer_writes_what_it_found(tmp_path: Path) -> None:
    report = reports.samples()[1]
    out = tmp_path / "rows.json"
    run(peers.command("pdfplumber extract_tables", report.path, out))
    score = of_rows(json.loads(out.read_text("utf-8")), report.printed)
    assert 0 < score.right <= score.rows
    assert score.right + score.wrong + score.missing == score.rows


def test_the_floor_reads_and_finds_nothing(tmp_path: Path) -> None:
    out = tmp_path / "rows.json"
    run(peers.command(peers.FLOOR, reports.samples()[1].path, out))
    assert json.loads(out.read_text("utf-8")) == []


# ------------------------------------------------------------------ the instrument


def test_a_run_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"])
    assert run([sys.executable, "-c", "raise SystemExit(3)"], may_fail=True).returncode == 3


def test_memory_is_that_of_the_largest_process_of_the_family() -> None:
    """Asked by a process of its own: what this one holds by now would be the least it can be."""
    script = """
import sys
sys.path.append("bench")
from timing import run
large = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'b\\"x\\" * 300_000_000'])"
print(run([sys.executable, "-c", large]).mib > 280, run([sys.executable, "-c", "pass"]).mib < 280)
"""
    assert python("-c", script, cwd=ROOT).stdout.split() == ["True", "True"]


def test_all_are_run_in_turn() -> None:
    order: list[str] = []

    def named(name: str) -> Callable[[], object]:
        def start() -> object:
            order.append(name)
            return run([sys.executable, "-c", "pass"])

        return start

    alternately({"a": named("a"), "b": named("b")}, 2)  # type: ignore[dict-item]
    assert order == ["a", "b"] * 3


def test_a_table_is_markdown() -> None:
    assert table(["a", "b"], [["long", 1]]) == "| a    | b |\n| ---- | - |\n| long | 1 |"


def test_indexes_stay_within_the_size_that_is_told(tmp_path: Path) -> None:
    """Counted, not timed: the bytes of the indexes beside those of the rows."""
    database = tmp_path / "some.db"
    large_database.make(database, 20)
    with closing(sqlite3.connect(database)) as conn:
        found = answers.sizes(conn)
    if found is None:
        pytest.skip("this SQLite has no dbstat")
    rows, indexes = found
    assert 0 < indexes <= answers.INDEX_GOAL * rows


def test_an_unknown_part_is_told() -> None:
    done = python("bench/run.py", "reeding", cwd=ROOT)
    assert done.returncode == 2
    assert "reeding" in done.stdout


def test_rows_are_copied_to_the_number_that_is_asked_for(tmp_path: Path) -> None:
    database = tmp_path / "some.db"
    large_database.make(database, 3)
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name"
    count = "SELECT count(*), count(DISTINCT report_id || '/' || position) FROM declined_row"
    before = ask(database, indexes)
    large_database.multiply(database, 1500)
    assert ask(database, count) == [(1500, 1500)]
    assert ask(database, indexes) == before
    done = detainers("breakdown", "--by", "week", "--db", database, "--format", "json")
    assert json.loads(done.stdout)["total"] == 1500


def test_the_large_parts_run_on_little() -> None:
    """What they measure is another matter."""
    told = millions.section(700, 3, ["split", "trend"])
    assert "3 made-up weeks with 700 declined rows" in told
    assert "`trend`" in told
    told = many_reports.section(10, 2)
    assert "of 10 reports" in told
    assert "times as fast" in told
