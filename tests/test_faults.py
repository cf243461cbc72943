"""Kills, loads at once, a downgrade: the data before is intact, the next run completes the work."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import pytest
from databases import ask, change, is_whole, store
from running import complaint, detainers, environment, quick_ingest, start
from truths import REPORTS

from detainer_cli.db.connection import SCHEMA_VERSION


def fill(inbox: Path, weeks: int) -> Path:
    """A folder of files that `quick_ingest` reads as the reports of so many weeks."""
    inbox.mkdir()
    for week in range(weeks):
        (inbox / f"{week:02}.pdf").write_text(str(week))
    return inbox


def quick(*args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        quick_ingest("ingest", *args),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def kill_after(process: subprocess.Popen[str], seconds: float) -> None:
    """Lets a process run for some time and kills it without a warning."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()


def finish(*args: object) -> None:
    process = quick(*args)
    _, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_loading(tmp_path: Path, seed: int) -> None:
    """Five kills in a row while reports are written, then a run that ends: nothing is missing."""
    inbox, db, rng = fill(tmp_path / "inbox", 30), tmp_path / "x.db", Random(seed)
    for _ in range(5):
        process = quick(inbox, "--db", db, "-v")
        assert process.stderr is not None
        process.stderr.readline()  # the first report is loaded, or all is
        kill_after(process, rng.uniform(0, 0.25))
        assert is_whole(db)
    finish(inbox, "--db", db)
    assert is_whole(db)
    assert ask(db, "SELECT count(*), count(DISTINCT week_start), max(revision) FROM report") == [
        (30, 30, 1)
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inbox", "x.db"]


@pytest.mark.parametrize("seed", range(3))
def test_killed_while_the_database_is_made(tmp_path: Path, seed: int) -> None:
    inbox, db, rng = fill(tmp_path / "inbox", 1), tmp_path / "x.db", Random(seed)
    process = quick(inbox, "--db", db)
    while not db.exists() and process.poll() is None:
        pass
    kill_after(process, rng.uniform(0, 0.02))
    assert is_whole(db)
    finish(inbox, "--db", db)
    assert ask(db, "SELECT count(*) FROM report") == [(1,)]


def test_killed_while_reading_pdfs(tmp_path: Path) -> None:
    """The command itself, with real reports."""
    db, rng = tmp_path / "x.db", Random(1)
    for _ in range(2):
        kill_after(start("ingest", REPORTS[1], REPORTS[2], "--db", db), rng.uniform(0.3, 1.8))
        assert not db.exists() or is_whole(db)
    run = detainers("ingest", REPORTS[1], REPORTS[2], "--db", db)
    assert run.returncode == 0
    assert is_whole(db)
    assert ask(db, "SELECT week_start, declined FROM report") == [
        ("2017-02-04", 47),
        ("2017-02-11", 53),
    ]


def test_four_loads_at_once_of_the_same_files(tmp_path: Path) -> None:
    inbox, db = fill(tmp_path / "inbox", 12), tmp_path / "x.db"
    loads = [quick(inbox, "--db", db) for _ in range(4)]
    assert [(load.communicate()[1], load.returncode) for load in loads] == [("", 0)] * 4
    assert is_whole(db)
    assert ask(db, "SELECT count(*), max(revision) FROM report") == [(12, 1)]


def test_four_loads_at_once_of_different_files(tmp_path: Path) -> None:
    inbox, db = fill(tmp_path / "inbox", 12), tmp_path / "x.db"
    files = sorted(inbox.iterdir())
    loads = [quick(*files[n::4], "--db", db, "--jobs", 2) for n in range(4)]
    assert [(load.communicate()[1], load.returncode) for load in loads] == [("", 0)] * 4
    assert is_whole(db)
    assert ask(db, "SELECT count(*), max(revision) FROM report") == [(12, 1)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inbox", "x.db"]


def test_hourly_runs_over_a_year_of_reports_change_nothing(tmp_path: Path) -> None:
    inbox, db = fill(tmp_path / "inbox", 52), tmp_path / "x.db"
    finish(inbox, "--db", db)
    before = (db.read_bytes(), db.stat().st_mtime_ns)
    for _ in range(3):
        run = detainers("ingest", inbox, "--db", db)
        assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert (db.read_bytes(), db.stat().st_mtime_ns) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inbox", "x.db"]


def test_downgrade(tmp_path: Path) -> None:
    """An older program leaves the database of a newer one alone, whatever it is asked."""
    db = store(tmp_path / "x.db")
    change(db, f"PRAGMA user_version = {SCHEMA_VERSION + 1}", "ALTER TABLE report_pdf ADD new TEXT")
    before = db.read_bytes()
    for args in (("ingest", REPORTS[2]), ("check",), ("backup", tmp_path / "copy.db")):
        run = detainers(*args, "--db", db)
        assert (run.returncode, run.stdout) == (6, "")
        assert "newer version" in complaint(run)
    assert db.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["x.db"]
