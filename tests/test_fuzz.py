"""Mutants of reports: refused, or loaded with the rows of the report that they were made from.

Whatever is changed: no traceback, no hang, no exit 1, no half report. Forty in every run; a
thousand under the marker `fuzz`. A mutant that fails can be made again from its number.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from databases import is_whole
from mutants import byte_mutant, object_mutant, originals
from running import detainers

ALLOWED = {0, 3, 4, 5}
TABLES = ("issued_row", "declined_row", "policy_row", "rejected_row", "unread_value")
NOT_COMPARED = {"id", "report_id", "sources"}
"""The places are counted from the corner of the page, which a mutant may have moved."""

Rows = list[tuple[object, ...]]


def rows_by_name(db: Path) -> dict[str, Rows]:
    """All that was read from each report in a database, of whatever revision."""
    found: dict[str, Rows] = {}
    with closing(sqlite3.connect(db)) as conn:
        reports = conn.execute(
            "SELECT id, source_name, period_start, period_end, detainers_issued, pages"
            " FROM report_file"
        ).fetchall()
        for number, name, *week in reports:
            found[name] = [tuple(week)]
            for table in TABLES:
                rows = conn.execute(f"SELECT * FROM {table} WHERE report_id = ?", [number])  # noqa: S608
                names = [column[0] for column in rows.description]
                kept = [n for n, name in enumerate(names) if name not in NOT_COMPARED]
                found[name] += sorted(tuple(map(repr, (row[n] for n in kept))) for row in rows)
    return found


@cache
def true_rows() -> dict[int, Rows]:
    """What the originals say, each in its own database: two are of the same week."""
    true: dict[int, Rows] = {}
    with TemporaryDirectory() as folder:
        for number, content in enumerate(originals()):
            if content in originals()[:number]:
                true[number] = true[originals().index(content)]
                continue
            path, db = Path(folder) / f"{number}.pdf", Path(folder) / f"{number}.db"
            path.write_bytes(content)
            assert detainers("ingest", path, "--db", db).returncode == 0
            (true[number],) = rows_by_name(db).values()
    return true


def run_all(folder: Path, mutants: dict[str, tuple[int, bytes]]) -> None:
    inbox, db, log = folder / "inbox", folder / "x.db", folder / "log"
    inbox.mkdir()
    for name, (_, content) in mutants.items():
        (inbox / name).write_bytes(content)
    run = detainers("ingest", inbox, "--db", db, "--jobs", 2, "--log", log, "--quiet")
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert run.returncode in ALLOWED, run.stderr
    assert len(entries) == len(mutants)
    assert "Traceback" not in run.stderr
    assert [entry for entry in entries if entry["exit_code"] not in ALLOWED] == []
    failed = [entry for entry in entries if entry["exit_code"]]
    assert len(run.stderr.splitlines()) == len(failed)

    stored = [Path(e["file"]).name for e in entries if e["status"] in {"loaded", "revised"}]
    assert db.exists() is bool(stored)
    if stored:
        assert is_whole(db)
        found = rows_by_name(db)
        assert sorted(found) == sorted(stored)
        wrong = [name for name in stored if found[name] != true_rows()[mutants[name][0]]]
        assert wrong == []


Changed = Callable[[range], dict[str, tuple[int, bytes]]]


def bytes_changed(numbers: range) -> dict[str, tuple[int, bytes]]:
    return {f"bytes-{number:03}.pdf": byte_mutant(number) for number in numbers}


def objects_changed(numbers: range) -> dict[str, tuple[int, bytes]]:
    return {f"objects-{number:03}.pdf": object_mutant(number)[:2] for number in numbers}


def test_twenty_mutants_of_bytes(tmp_path: Path) -> None:
    run_all(tmp_path, bytes_changed(range(20)))


def test_twenty_mutants_of_objects(tmp_path: Path) -> None:
    run_all(tmp_path, objects_changed(range(20)))


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(25))
@pytest.mark.parametrize("change", [bytes_changed, objects_changed])
def test_a_thousand_mutants(tmp_path: Path, change: Changed, part: int) -> None:
    run_all(tmp_path, change(range(100 + 20 * part, 120 + 20 * part)))


def test_a_comparison_that_can_fail(tmp_path: Path) -> None:
    """A report of other rows than its original's is told."""
    with pytest.raises(AssertionError, match="one"):
        run_all(tmp_path, {"one.pdf": (0, originals()[1])})
