"""Which report of a week is the current one: the newest by its time, or the one a user chose."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import ask, built, change
from factory import LAYOUTS, build_report, make_content
from running import detainers, environment, python, quick_ingest

from detainer_cli.checks import check
from detainer_cli.db.connection import SCHEMA_VERSION
from detainer_cli.db.opening import open_for_writing
from detainer_cli.db.revisions import FileTime
from detainer_cli.db.store import store_report
from detainer_cli.fetch.inbox import MEMORY
from detainer_cli.ingest.file import File
from detainer_cli.ingest.reading import document_of
from detainer_cli.ingest.report import Options, ingest_file
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport
from detainer_cli.normalize.report import normalize
from detainer_cli.parse import parse

VIEWS_OF_VERSION_ONE = Path(__file__).with_name("version_one_views.sql")
WEEK = "2017-03-04"
START = datetime(2017, 3, 20, 12, tzinfo=UTC)


def set_time(path: Path, days: float) -> Path:
    """Lets a file be last modified so many days after a day in March 2017."""
    seconds = (START + timedelta(days=days)).timestamp()
    os.utime(path, (seconds, seconds))
    return path


def put(inbox: Path, name: str, days: float, content: str = "0") -> Path:
    """A file that `quick_ingest` reads as a report of a week; white space tells it apart."""
    path = inbox / name
    path.write_text(content)
    return set_time(path, days)


def quick(*args: object) -> subprocess.CompletedProcess[str]:
    return python(*quick_ingest("ingest", *args)[1:])


def current(db: Path) -> list[tuple[object, ...]]:
    return ask(db, "SELECT week_start, source_name FROM report WHERE is_current = 1")


def numbers(db: Path) -> list[tuple[object, ...]]:
    return ask(db, "SELECT revision, is_current, sha256 FROM report ORDER BY 1")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


# ---------------------------------------------------------------- by time, and by nothing else


@pytest.mark.parametrize(
    ("names", "jobs"),
    [
        *((names, 3) for names in itertools.permutations(["a.pdf", "b.pdf", "sub/c.pdf"])),
        (("b.pdf", "sub/c.pdf", "a.pdf"), 1),
    ],
)
def test_the_newest_file_is_current_whatever_it_is_named(
    tmp_path: Path, inbox: Path, names: Sequence[str], jobs: int
) -> None:
    (inbox / "sub").mkdir()
    for days, name in enumerate(names):
        put(inbox, name, days, "0" + " " * days)
    run = quick(inbox, "--db", tmp_path / "x.db", "--jobs", jobs)
    assert run.returncode == 0
    assert current(tmp_path / "x.db") == [(WEEK, Path(names[-1]).name)]
    assert [row[:2] for row in numbers(tmp_path / "x.db")] == [(1, 0), (2, 0), (3, 1)]


def test_one_by_one_in_any_order_is_the_same_as_all_at_once(tmp_path: Path, inbox: Path) -> None:
    files = [put(inbox, f"{n}.pdf", -n, "0" + " " * n) for n in range(4)]
    quick(inbox, "--db", tmp_path / "whole.db")
    for number, order in enumerate(itertools.permutations(files)):
        db = tmp_path / f"{number}.db"
        for path in order:
            load(db, path)
        assert numbers(db) == numbers(tmp_path / "whole.db")
        assert current(db) == [(WEEK, "0.pdf")]


def load(db: Path, path: Path) -> None:
    """Loads a file of `put` in this process."""

    def read(content: bytes, name: str) -> tuple[Document, ParsedReport]:
        extraction = replace(built(int(content), content), source_name=name)
        return document_of(extraction), parse(extraction)

    dated = FileTime.modified(path.stat().st_mtime)
    assert ingest_file(File(path.name, path.read_bytes()), Options(db), read, dated).error is None


def test_files_of_one_time_are_told_apart_by_their_content(tmp_path: Path, inbox: Path) -> None:
    contents = ["0", "0 "]
    for name, order in (("x", contents), ("y", contents[::-1])):
        (inbox / name).mkdir()
        for n, content in enumerate(order):
            put(inbox / name, f"{n}.pdf", 0, content)
        quick(inbox / name, "--db", tmp_path / f"{name}.db")
    assert numbers(tmp_path / "x.db") == numbers(tmp_path / "y.db")


def test_a_time_to_come_is_none(tmp_path: Path, inbox: Path) -> None:
    """A file that a wrong clock has dated does not stay the newest for ever."""
    quick(put(inbox, "future.pdf", 365_000), "--db", tmp_path / "x.db")
    quick(put(inbox, "new.pdf", 365_000, "0 "), "--db", tmp_path / "x.db")
    assert current(tmp_path / "x.db") == [(WEEK, "new.pdf")]
    (when,) = ask(tmp_path / "x.db", "SELECT max(dated_at) FROM report_file")
    assert str(when[0]) <= str(FileTime.now())


@pytest.mark.parametrize("seconds", [-1e15, -1.0, 0.0, 1e15, 1e300, float("inf")])
def test_any_time_of_a_file_is_a_time(seconds: float) -> None:
    assert "1970-01-01" <= str(FileTime.modified(seconds)) <= str(FileTime.now())


def test_what_comes_through_a_pipe_is_of_now(tmp_path: Path, inbox: Path) -> None:
    db = tmp_path / "x.db"
    command = quick_ingest("ingest", "-", "--db", db)
    for content in ("0", "0 "):
        subprocess.run(command, input=content, text=True, check=True, env=environment())
    old = put(inbox, "old.pdf", 0, "0  ")
    with old.open() as file:  # a file as standard input has a time
        subprocess.run(command, stdin=file, check=True, env=environment())
    assert ask(db, "SELECT dated_by FROM report_file ORDER BY revision") == [
        ("file",), ("loaded",), ("loaded",),
    ]  # fmt: skip


# ---------------------------------------------------------------- when it was fetched


def fetched(inbox: Path, times: dict[str, float]) -> None:
    """Writes the memory of `fetch`: when each file came, in days after a day in March 2017."""
    import hashlib

    files = {
        hashlib.sha256((inbox / name).read_bytes()).hexdigest(): {
            "file": name,
            "fetched_at": (START + timedelta(days=days)).isoformat(),
        }
        for name, days in times.items()
    }
    (inbox / MEMORY).write_text(json.dumps({"urls": {}, "files": files}))


def test_the_time_of_the_download_comes_first(tmp_path: Path, inbox: Path) -> None:
    """A copy that was touched later is no newer report, and a name plays no part."""
    put(inbox, "first.pdf", 9)
    put(inbox, "second.pdf", 5, "0 ")
    fetched(inbox, {"first.pdf": 1, "second.pdf": 2})
    (inbox / "second.pdf").rename(inbox / "a.pdf")
    quick(inbox, "--db", tmp_path / "x.db")
    assert current(tmp_path / "x.db") == [(WEEK, "a.pdf")]
    assert ask(tmp_path / "x.db", "SELECT dated_by, dated_at FROM report_file ORDER BY 2") == [
        ("fetched", "2017-03-21T12:00:00.000000+00:00"),
        ("fetched", "2017-03-22T12:00:00.000000+00:00"),
    ]


@pytest.mark.parametrize("memory", ["{", "[]", '{"files": 3}', '{"files": {"x": 3}}', "\x00"])
def test_a_damaged_memory_of_downloads_is_none(tmp_path: Path, inbox: Path, memory: str) -> None:
    put(inbox, "a.pdf", 1)
    (inbox / MEMORY).write_text(memory)
    assert quick(inbox, "--db", tmp_path / "x.db").returncode == 0
    assert ask(tmp_path / "x.db", "SELECT dated_by FROM report_file") == [("file",)]


# ---------------------------------------------------------------- what is said


def test_a_superseded_file_says_that_it_is_not_the_current_one(tmp_path: Path, inbox: Path) -> None:
    db = tmp_path / "x.db"
    old, new = put(inbox, "z.pdf", 1), put(inbox, "a.pdf", 2, "0 ")
    quick(inbox, "--db", db)
    run = quick(old, "--db", db)
    assert run.returncode == 0
    assert run.stderr == (
        f"detainers: {old}: note: it is not the current report of the week of {WEEK}, and no"
        " answer counts it: it is revision 1, and revision 2 (a.pdf) is newer by its time. To"
        f" choose it: detainers reports --week {WEEK} --make-current 1\n"
    )
    assert quick(new, "--db", db).stderr == ""
    assert quick(inbox, "--db", db).stderr == ""  # nobody asked about this one file
    assert "not the current report" in quick(old, "--db", db, "--dry-run").stderr


def test_an_older_file_that_comes_later_says_so(tmp_path: Path, inbox: Path) -> None:
    db = tmp_path / "x.db"
    quick(put(inbox, "new.pdf", 2), "--db", db)
    old = put(inbox, "old.pdf", 1, "0 ")
    trial = quick(old, "--db", db, "--dry-run", "--format", "json")
    assert [o["status"] for o in json.loads(trial.stdout)] == ["loaded"]
    assert "would not be the current report" in trial.stderr
    run = quick(old, "--db", db, "--format", "json")
    assert [o["status"] for o in json.loads(run.stdout)] == ["loaded"]
    assert "not the current report of the week" in run.stderr
    assert current(db) == [(WEEK, "new.pdf")]


# ---------------------------------------------------------------- a choice


@pytest.fixture
def two(tmp_path: Path, inbox: Path) -> Path:
    """A database with two reports of one week and one of another."""
    put(inbox, "old.pdf", 1)
    put(inbox, "new.pdf", 2, "0 ")
    put(inbox, "other.pdf", 2, "1")
    quick(inbox, "--db", tmp_path / "x.db")
    return tmp_path / "x.db"


def choose(db: Path, number: int, week: str = WEEK) -> subprocess.CompletedProcess[str]:
    return detainers(
        "reports", "--week", week, "--make-current", number, "--all", "--db", db, "-f", "json"
    )


def test_a_choice_is_made_and_recorded(two: Path) -> None:
    run = choose(two, 1)
    assert run.returncode == 0
    assert run.stderr == ""
    answer = json.loads(run.stdout)
    assert [(row["revision"], row["is_current"]) for row in answer["rows"]] == [(1, 1), (2, 0)]
    (told,) = [text for text in answer["caveats"] if "are loaded" in text]
    assert "Revision 1 is current, by a choice of 2" in told
    (choice,) = ask(two, "SELECT period_start, holds, chosen_at FROM revision_choice")
    assert choice[:2] == (WEEK, 1)
    assert ask(
        two, "SELECT DISTINCT report_sha256 FROM declined WHERE week_start = '2017-03-04'"
    ) == (ask(two, "SELECT sha256 FROM report WHERE source_name = 'old.pdf'"))


def test_a_choice_holds_whatever_is_loaded_later(two: Path, inbox: Path) -> None:
    choose(two, 1)
    newest = put(inbox, "newest.pdf", 3, "0  ")
    run = quick(inbox, "--db", two)
    assert "revision 1 (old.pdf) is the one that was chosen" in run.stderr
    assert (WEEK, "old.pdf") in current(two)
    oldest = put(inbox, "oldest.pdf", 0, "0   ")
    quick(oldest, "--db", two)  # now the chosen one is revision 2
    assert (WEEK, "old.pdf") in current(two)
    assert "one that was chosen" in quick(newest, "--db", two).stderr


def test_choosing_the_newest_ends_the_choice(two: Path, inbox: Path) -> None:
    choose(two, 1)
    (told,) = [t for t in json.loads(choose(two, 2).stdout)["caveats"] if "are loaded" in t]
    assert "Revision 2 is current, as the newest" in told
    quick(put(inbox, "newest.pdf", 3, "0  "), "--db", two)
    assert (WEEK, "newest.pdf") in current(two)
    assert ask(two, "SELECT count(*) FROM revision_choice") == [(2,)]


@pytest.mark.parametrize(
    ("week", "number", "words"),
    [
        (WEEK, 3, "has no revision 3. It has: 1, 2."),
        ("all", 1, "--make-current needs one week"),
        ("2016-01-01", 1, "no loaded week holds"),
        (WEEK, 0, "--make-current"),
    ],
)
def test_a_choice_that_cannot_be_made(two: Path, week: str, number: int, words: str) -> None:
    before = two.read_bytes()
    run = choose(two, number, week)
    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr
    assert two.read_bytes() == before


def test_a_choice_changes_the_answers(two: Path) -> None:
    with closing(sqlite3.connect(two)) as conn:
        conn.execute(
            "DELETE FROM declined_row WHERE report_id ="
            " (SELECT id FROM report_file WHERE source_name = 'old.pdf')"
        )
        conn.commit()
    args = ("trend", "--week", WEEK, "--db", two, "-f", "json")
    assert json.loads(detainers(*args).stdout)["rows"][0]["declined"] == 2
    choose(two, 1)
    assert json.loads(detainers(*args).stdout)["rows"][0]["declined"] == 0


def test_check_takes_a_choice_for_what_it_is(two: Path) -> None:
    choose(two, 1)

    def found() -> list[str]:
        rows = json.loads(detainers("check", "--db", two, "-f", "json").stdout)["rows"]
        return [row["message"] for row in rows if row["check"] == "current revision"]

    assert found() == []
    change(two, "DELETE FROM revision_choice")
    (message,) = found()
    assert "it should be revision 2 alone" in message


# ---------------------------------------------------------------- databases of older versions


def version_one(path: Path) -> Path:
    """A database as the first version of this program left it: two reports of one week."""
    from sqlite_utils import Database

    from detainer_cli.db.migrate import migrations

    for week, content in ((0, b"one"), (0, b"two"), (1, b"three")):
        extraction = built(week, content)
        normalized = normalize(parse(extraction))
        document = document_of(extraction)
        with closing(open_for_writing(path, 5)) as conn:
            store_report(conn, path, document, normalized, check(document, normalized), content)
    old = path.with_name("old.db")
    with closing(sqlite3.connect(old, isolation_level=None)) as conn:
        database = Database(conn)
        migrations().apply(database, stop_before="times_of_reports")
        conn.execute("ATTACH ? AS new", [str(path)])
        tables = [
            name
            for (name,) in conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
            if not name.startswith(("sqlite_", "_sqlite"))
        ]
        for name in ("report_file", *(t for t in tables if t != "report_file")):
            names = [row[1] for row in conn.execute(f"PRAGMA main.table_info({name})")]
            columns = ", ".join(names)
            today = columns.replace("week_", "period_")
            source = f"SELECT {today} FROM new.{name}"  # noqa: S608
            conn.execute(f"INSERT INTO main.{name} ({columns}) {source}")
        conn.execute("UPDATE report_file SET ingested_at = '2026-01-01T00:00:00+00:00'")
        conn.executescript(VIEWS_OF_VERSION_ONE.read_text(encoding="utf-8"))
        conn.execute("PRAGMA application_id = 1146375762")
        conn.execute("PRAGMA user_version = 1")
    path.unlink()
    return old


@pytest.mark.parametrize(
    "args", [("reports", "-f", "json"), ("check",), ("status", "--max-age", "99999d"), ("ingest",)]
)
def test_a_database_of_the_first_version_is_brought_up_to_date(
    tmp_path: Path, inbox: Path, args: tuple[str, ...]
) -> None:
    """What was current stays so; the copy that is kept is the old one."""
    db = version_one(tmp_path / "x.db")
    names = ", ".join(
        str(name) for (name,) in ask(db, "SELECT name FROM pragma_table_info('report')")
    )
    every = f"SELECT {names} FROM report"  # noqa: S608 - the columns that it had
    before = ask(db, every)
    if args == ("ingest",):
        args = ("ingest", str(put(inbox, "late.pdf", 0, "0   ")))
        run = quick(*args[1:], "--db", db)
    else:
        run = detainers(*args, "--db", db)
    assert run.returncode == 0
    if args[0] == "status":  # needs nothing new, and changes nothing
        assert [p.name for p in db.parent.glob("*.db*")] == ["old.db"]
        return
    kept = db.with_name(f"old.db.before-v{SCHEMA_VERSION}")
    assert ask(kept, every) == before
    if args[0] == "ingest":
        assert "not the current report" in run.stderr
        assert current(db)[0][0] == WEEK
    else:
        assert ask(db, every) == before
    order = "SELECT sha256 FROM report WHERE is_current = 1 ORDER BY 1"
    assert ask(db, order) == ask(kept, order)
    starts = ask(db, "SELECT DISTINCT substr(ref, 1, 12) FROM declined ORDER BY 1")
    assert starts[0] == (f"{WEEK}/p",)


def test_a_dry_run_changes_no_database_of_an_older_version(tmp_path: Path, inbox: Path) -> None:
    db = version_one(tmp_path / "x.db")
    before = db.read_bytes()
    run = quick(put(inbox, "late.pdf", 0, "0   "), "--db", db, "--dry-run")
    assert run.returncode == 0
    assert db.read_bytes() == before
    assert [p.name for p in tmp_path.glob("old*")] == ["old.db"]


# ---------------------------------------------------------------- the program itself


def test_real_reports_in_any_order(tmp_path: Path, inbox: Path) -> None:
    layout = LAYOUTS["week_one"]
    for days, (name, rows) in enumerate({"z.pdf": 3, "m.pdf": 4, "a.pdf": 5}.items()):
        build_report(make_content(1, rows, 3, layout.week), layout, inbox / name)
        set_time(inbox / name, days)
    shutil.copytree(inbox, tmp_path / "copy", copy_function=shutil.copy2)
    for folder, jobs in ((inbox, 1), (tmp_path / "copy", 2)):
        db = tmp_path / f"{folder.name}.db"
        assert detainers("ingest", folder, "--db", db, "--jobs", jobs).returncode == 0
        assert ask(db, "SELECT revision, is_current, declined FROM report") == [
            (1, 0, 3), (2, 0, 4), (3, 1, 5),
        ]  # fmt: skip
