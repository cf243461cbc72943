"""status: is the newest loaded week fresh."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from databases import store
from running import complaint, detainers

from detainer_cli.answers.status import parse_duration, read_status
from detainer_cli.errors import DatabaseError, UsageError

END = date(2017, 3, 17)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("status") / "two.db"
    store(path, 1)
    return store(path, 0)  # an older week that came late does not count


@pytest.mark.parametrize(
    ("text", "days"), [("10d", 10), ("2w", 14), ("36h", 1.5), (" 0d ", 0), ("1 W", 7), ("48H", 2)]
)
def test_durations(text: str, days: float) -> None:
    assert parse_duration(text) == timedelta(days=days)


@pytest.mark.parametrize(
    "text", ["", "10", "d", "-1d", "1.5d", "10 days", "1d2h", "٣d", "9" * 9 + "w"]
)
def test_no_duration(text: str) -> None:
    with pytest.raises(UsageError, match="36h, 10d, 2w"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("days", "allowed", "is_fresh"),
    [
        (0, 0, True),
        (10, 10, True),
        (11, 10, False),
        (2, 1.5, False),
        (1, 1.5, True),
        (-3, 0, False),
    ],
)
def test_age_is_counted_from_the_last_day_of_the_newest_week(
    db: Path, days: int, allowed: float, is_fresh: bool
) -> None:
    found = read_status(db, END + timedelta(days=days), timedelta(days=allowed))
    assert (found.week_start, found.week_end) == ("2017-03-11", "2017-03-17")
    assert (found.age, found.is_fresh) == (days, is_fresh)
    assert ("is fresh" in found.sentence) == is_fresh


def test_a_clock_before_the_end_of_the_week_is_not_fresh(db: Path) -> None:
    run = detainers("status", "--db", db, "--today", "1970-01-01")
    assert (run.returncode, run.stdout) == (7, "")
    text = complaint(run)
    assert "is not known to be fresh: by the clock it ends in 17242 days only" in text
    assert "Set the clock" in text
    as_json = detainers("status", "--db", db, "--today", "1970-01-01", "-f", "json")
    assert json.loads(as_json.stdout)["fresh"] is False
    assert detainers("status", "--db", db, "--today", "2017-03-17").returncode == 0


def test_nothing_loaded_is_stale(tmp_path: Path) -> None:
    found = read_status(tmp_path / "none.db", END, timedelta(days=10))
    assert (found.is_fresh, found.age) == (False, None)
    assert not (tmp_path / "none.db").exists()


def test_what_is_no_database_is_not_called_stale(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("no database" * 100)
    with pytest.raises(DatabaseError):
        read_status(path, END, timedelta(days=10))


def test_command(db: Path) -> None:
    args = ("status", "--db", db, "--max-age", "10d", "--today", "2017-03-20")
    silent = detainers(*args)
    assert (silent.returncode, silent.stdout, silent.stderr) == (0, "", "")
    fresh = detainers(*args, "--verbose")
    assert (fresh.returncode, fresh.stderr) == (0, "")
    assert fresh.stdout == (
        "the newest loaded week, 2017-03-11 to 2017-03-17, is fresh: it ended 3 days ago,"
        " and 10 days are allowed.\n"
    )
    stale = detainers(
        "status", "--db", db, "--max-age", "2d", "--today", "2017-03-20", "-f", "json"
    )
    assert stale.returncode == 7
    assert json.loads(stale.stdout) == {
        "fresh": False,
        "week_start": "2017-03-11",
        "week_end": "2017-03-17",
        "age_days": 3,
        "max_age_days": 2.0,
        "message": "the newest loaded week, 2017-03-11 to 2017-03-17, is stale: it ended 3 days"
        " ago, and 2 days are allowed.",
    }
    assert "is stale" in complaint(stale)


@pytest.mark.parametrize("form", ["csv", "tsv", "markdown"])
def test_a_flag_is_0_or_1_in_every_table(db: Path, form: str) -> None:
    args = ("status", "--db", db, "-f", form)
    for day, flag in (("2017-03-20", "1"), ("2017-05-20", "0")):
        *_, row = detainers(*args, "--today", day).stdout.splitlines()
        assert row.strip("| ").startswith(flag)


def test_command_without_a_database(tmp_path: Path) -> None:
    run = detainers("status", "--db", tmp_path / "none.db")
    assert (run.returncode, run.stdout) == (7, "")
    assert "no report is loaded" in complaint(run)
