"""`ingest --jobs N`: the same whatever N; interrupted in the middle; what is kept in memory."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import weakref
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from databases import ask, built
from factory import LAYOUTS, build_report, make_content
from running import as_written, command, detainers, environment
from samples import ROOT
from test_sandbox import children_of

from detainer_cli.errors import UnreadableError
from detainer_cli.ingest import arrivals, engines
from detainer_cli.ingest.batch import FileDone, Reading, ingest_batch
from detainer_cli.ingest.file import File
from detainer_cli.ingest.file import read_file as read_for_real
from detainer_cli.ingest.reading import document_of
from detainer_cli.ingest.report import Options
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport
from detainer_cli.parse import parse

_TIME = 1_500_000_000  # of every file: what orders them is the order in which they are given
WEEK = LAYOUTS["week_one"]


def report(path: Path, seed: int, rows: int, week: int = 0) -> Path:
    """A report of `rows` declined rows; those of one week differ by their seed."""
    build_report(make_content(seed, rows, 4, WEEK.week + timedelta(weeks=week)), WEEK, path)
    os.utime(path, (_TIME, _TIME))
    return path


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Revisions of a week, the longest first; copies, damaged files, a letter, a narrative."""
    folder = tmp_path_factory.mktemp("given") / "inbox"
    folder.mkdir()
    report(folder / "a-long.pdf", 1, 90)
    report(folder / "b-short.pdf", 2, 3)
    report(folder / "c-middle.pdf", 3, 30)
    shutil.copy(folder / "b-short.pdf", folder / "d-copy.pdf")
    (folder / "e-bad.pdf").write_bytes(b"%PDF-1.7 bad")
    shutil.copy(folder / "e-bad.pdf", folder / "f-bad-copy.pdf")
    (folder / "g-letter.pdf").write_bytes(b"Dear reader,")
    shutil.copy(ROOT / "tests" / "narrative" / "n1.pdf", folder / "h-narrative.pdf")
    shutil.copy(ROOT / "tests" / "reports" / "damaged" / "mutant_34.pdf", folder / "i-damaged.pdf")
    report(folder / "j-short.pdf", 4, 2, week=1)
    shutil.copy(folder / "a-long.pdf", folder / "k-copy.pdf")
    for path in folder.iterdir():
        os.utime(path, (_TIME, _TIME))
    return folder


def dump(db: Path) -> list[str]:
    """All that is in a database, but for when it was loaded."""
    copy = db.with_suffix(".copy")
    with closing(sqlite3.connect(db)) as conn, closing(sqlite3.connect(copy)) as other:
        conn.backup(other)
        other.execute("UPDATE report_file SET ingested_at = ''")
        other.execute("UPDATE _sqlite_migrations SET applied_at = ''")
        return list(other.iterdump())


def told(folder: Path, inbox: Path, *options: object) -> tuple[object, ...]:
    """What a load and a second one say, and what they leave."""
    folder.mkdir()
    run = ("ingest", inbox, "--format", "json", *options, "--db", folder / "x.db")
    found = [detainers(*run) for _ in range(2)]
    what = [(run.returncode, run.stdout, run.stderr) for run in found]
    return what, dump(folder / "x.db"), sorted(path.name for path in folder.iterdir())


def test_the_result_is_the_same_however_many_are_read_at_a_time(
    inbox: Path, tmp_path: Path
) -> None:
    one, *others = (told(tmp_path / str(jobs), inbox, "--jobs", jobs) for jobs in (1, 2, 4))
    assert one == others[0]
    assert one == others[1]
    assert one == told(tmp_path / "all", inbox)
    numbered = ask(
        tmp_path / "4" / "x.db",
        "SELECT source_name, revision FROM report_file ORDER BY id",
    )
    names = ["a-long.pdf", "b-short.pdf", "c-middle.pdf", "h-narrative.pdf", "j-short.pdf"]
    assert [name for name, _ in numbered] == names


def test_the_order_given_numbers_the_reports(inbox: Path, tmp_path: Path) -> None:
    """Whichever is read first: a long report stands before a short one, and behind it."""
    files = [inbox / "a-long.pdf", inbox / "b-short.pdf", inbox / "c-middle.pdf"]
    for number, order in enumerate((files, files[::-1])):
        one, four = (tmp_path / f"{number}-{jobs}.db" for jobs in (1, 4))
        for db, jobs in ((one, 1), (four, 4)):
            assert detainers("ingest", *order, "--db", db, "--jobs", jobs).returncode == 0
        assert dump(one) == dump(four)
        names = ask(four, "SELECT source_name FROM report_file ORDER BY id")
        assert [name for (name,) in names] == [path.name for path in order]


# ---------------------------------------------------------------- Ctrl-C


def hears_interrupts() -> None:
    """Whatever the tester ignores: a shell's background job is started deaf to SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("to_all", [False, True], ids=["program", "terminal"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_load_leaves_whole_reports_and_goes_on(
    tmp_path: Path, jobs: int, to_all: bool
) -> None:
    """As a terminal does it, the signal goes to all of the program's own group."""
    db, inbox = tmp_path / "x.db", tmp_path / "inbox"
    inbox.mkdir()
    for week in range(5, 11):  # without published totals
        report(inbox / f"{week}.pdf", week, 3, week)
    run = command("ingest", inbox, "--db", db, "--jobs", jobs, "--verbose")
    with subprocess.Popen(
        run,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
        preexec_fn=hears_interrupts,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert ": loaded: " in first
        children = children_of(process.pid)
        assert children
        (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
        rest = process.stderr.read().splitlines()
    assert process.returncode == 130
    assert rest[-1] == (
        "detainers: interrupted. What was loaded before stays; nothing is half written."
    )
    assert all(": loaded: " in line for line in rest[:-1])
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    ((loaded,),) = ask(db, "SELECT count(*) FROM report_file")
    assert 1 <= int(str(loaded)) < 6
    assert detainers("check", "--db", db).returncode == 0
    assert detainers("ingest", inbox, "--db", db).returncode == 0
    whole = tmp_path / "whole.db"
    assert detainers("ingest", inbox, "--db", whole).returncode == 0
    assert dump(db) == dump(whole)


# ---------------------------------------------------------------- memory


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_no_more_is_kept_of_more_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    def read(content: bytes, name: str, *_: object) -> tuple[Document, ParsedReport]:
        if int(content) % 3 == 0:
            raise UnreadableError("it is damaged.")
        extraction = built(int(content), content)
        return document_of(extraction), parse(extraction)

    kept: list[weakref.ref[File]] = []

    def read_file(path: str, most: int) -> File:
        file = read_for_real(path, most)
        kept.append(weakref.ref(file))
        return file

    monkeypatch.setattr(engines, "read_in_child", read)
    monkeypatch.setattr(arrivals, "read_file", read_file)
    for number in range(24):
        (tmp_path / f"{number:02}.pdf").write_text(str(number))
    most = 0
    events = ingest_batch([str(tmp_path)], Options(tmp_path / "x.db"), Reading(jobs=jobs))
    for event in events:
        if isinstance(event, FileDone):
            gc.collect()
            most = max(most, sum(file() is not None for file in kept))
    assert 0 < most <= 3 * jobs + 2
    assert ask(tmp_path / "x.db", "SELECT count(*) FROM report_file") == [(16,)]


# ---------------------------------------------------------------- on a terminal


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A database, and a folder of which one report is in it."""
    folder = tmp_path_factory.mktemp("loaded")
    inbox = folder / "inbox"
    inbox.mkdir()
    for week in range(3):
        report(inbox / f"{week}.pdf", week, 3, week)
    assert detainers("ingest", inbox / "0.pdf", "--db", folder / "x.db").returncode == 0
    return folder / "x.db", inbox


def test_a_terminal_shows_how_many_are_done_and_skipped(loaded: tuple[Path, Path]) -> None:
    db, inbox = loaded
    run = ("ingest", inbox, "--db", db, "--dry-run")
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", as_written(*run, columns=120, with_messages=True))
    assert "reports (1 skipped)" in text
    for done in ("0/3 files", "1/3 files", "2/3 files"):
        assert done in text, text
    assert as_written(*run, "--quiet", columns=120, with_messages=True) == ""


def test_a_pipe_gets_no_bar(loaded: tuple[Path, Path]) -> None:
    db, inbox = loaded
    run = detainers("ingest", inbox, "--db", db, "--dry-run")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_cores_are_those_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {3})
    assert engines.cores() == 1
