"""A folder of reports and the job that reads it each hour: silent, unless there is something."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from databases import ask
from factory import LAYOUTS, build_report, make_content
from running import complaint, detainers, small_disk

from detainer_cli.ingest.failures import SUFFIX
from detainer_cli.ingest.file import File
from detainer_cli.ingest.folders import find_files
from detainer_cli.ingest.reading import read_report
from detainer_cli.ingest.report import Options, ingest_file
from detainer_cli.ingest.set_aside import REASON

BAD = b"%PDF-1.7 bad"
LAYOUT = LAYOUTS["week_one"]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def report(path: Path, week: int = 0, rows: int = 1) -> Path:
    """A small report of a week, counted from the first of 2017."""
    start = date(2016, 12, 31) + timedelta(weeks=week)
    layout = replace(LAYOUT, week=start)
    build_report(make_content(week, rows, 1, start), layout, path)
    return path


def run(inbox: Path, *args: object, code: int = 0) -> list[str]:
    """The lines on stderr of one run over the folder; nothing else is said."""
    done = detainers("ingest", inbox, "--db", inbox.parent / "x.db", *args)
    assert (done.returncode, done.stdout) == (code, "")
    return done.stderr.splitlines()


# ---------------------------------------------------------------- a day


def test_a_day_of_hourly_runs_prints_one_message(tmp_path: Path, inbox: Path) -> None:
    """One bad file, one side file, 52 good ones, two of which arrive during the day."""
    db, log = tmp_path / "x.db", tmp_path / "ingest.log"
    late = {hour: report(tmp_path / f"{hour}.pdf", hour) for hour in (9, 15)}
    for week in set(range(52)) - set(late):
        path = report(inbox / f"{week:02}.pdf", week)
        outcome = ingest_file(File(path.name, path.read_bytes()), Options(db), read_report)
        assert outcome.error is None
    (inbox / "bad.pdf").write_bytes(BAD)
    (inbox / "~$07.pdf").write_bytes(b"\x05owner")
    said = []
    for hour in range(24):
        if hour in late:
            shutil.move(late[hour], inbox)
        said += run(inbox, "--log", log, code=0 if hour else 3)
        assert detainers("status", "--db", db, "--today", "2017-12-31").stderr == ""
    (message,) = said
    assert message.startswith(f"detainers: {inbox}/bad.pdf: ")
    assert ask(db, "SELECT count(*), sum(is_current) FROM report") == [(52, 52)]
    logged = [json.loads(line) for line in log.read_text().splitlines()]
    assert [Path(entry["file"]).name for entry in logged] == ["bad.pdf", "9.pdf", "15.pdf"]


# ---------------------------------------------------------------- what is passed over

SIDE_FILES = [
    ".hidden.pdf",
    "._report.pdf",
    "~$report.pdf",
    ".~lock.report.pdf#",
    "report.pdf.part",
    "report.pdf.crdownload",
    "report.pdf.lock",
    ".report.pdf.4711.part",
    ".detainers-fetch.json",
    ".git/report.pdf",
    ".Trash-1000/files/report.pdf",
    "__MACOSX/._report.pdf",
    "report.pdf.download/report.pdf",
]


def write(path: Path, content: bytes = BAD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", SIDE_FILES)
def test_files_of_other_programs_are_passed_over(inbox: Path, name: str) -> None:
    write(inbox / name)
    write(inbox / "report.txt")
    assert find_files([str(inbox)]).files == []


def test_side_files_make_no_sound(inbox: Path) -> None:
    report(inbox / "report one.pdf")
    for name in SIDE_FILES:
        write(inbox / name)
    assert run(inbox) == []
    (line,) = [line for line in run(inbox, "--verbose") if "passed over" in line]
    assert "~$report.pdf" in line
    assert ".git" not in line


@pytest.mark.parametrize("end", [".part", ".crdownload", ".aria2", ".filepart", ".download"])
def test_a_download_under_way_is_passed_over_until_it_is_abandoned(inbox: Path, end: str) -> None:
    """Firefox, for one, makes an empty file of the final name first."""
    path = write(inbox / "report.pdf", b"")
    mark = write(inbox / f"report.pdf{end}")
    assert find_files([str(inbox)]).skipped == [str(path)]
    for days in (-2, 2):
        when = (datetime.now(UTC) + timedelta(days=days)).timestamp()
        os.utime(mark, (when, when))
        assert find_files([str(inbox)]).files == [str(path)]


def test_a_side_file_that_is_named_is_tried(inbox: Path) -> None:
    path = report(inbox / ".hidden.pdf")
    done = detainers("ingest", path, "--db", inbox.parent / "x.db")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_inbox_may_itself_be_hidden(tmp_path: Path) -> None:
    path = write(tmp_path / ".cache" / ".inbox" / "report.pdf")
    assert find_files([str(path.parent)]).files == [str(path)]


# ---------------------------------------------------------------- the folder itself


def test_a_missing_inbox(tmp_path: Path) -> None:
    for _ in range(2):
        (line,) = run(tmp_path / "inbox", code=2)
        assert line == (
            f"detainers: {tmp_path}/inbox: there is no such file or folder. Check the path."
        )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_inbox_is_told_once_until_it_was_filled(tmp_path: Path, inbox: Path) -> None:
    write(inbox / "notes.txt")
    (line,) = run(inbox, code=2)
    assert line.startswith(f"detainers: {inbox}: no PDF is in this folder.")
    assert run(inbox) == []
    assert run(inbox, "--verbose") == [f"no PDF is in {inbox}"]
    path = report(inbox / "report.pdf")
    assert run(inbox) == []
    assert not (tmp_path / f"x.db{SUFFIX}").exists()
    path.unlink()
    (again,) = run(inbox, code=2)
    assert again == line


def test_a_dry_run_remembers_nothing_of_a_folder(tmp_path: Path, inbox: Path) -> None:
    for _ in range(2):
        assert len(run(inbox, "--dry-run", code=2)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


def test_an_inbox_that_is_no_longer_mounted(tmp_path: Path) -> None:
    """Each time, whether or not something lies in the folder that is under it."""
    inbox = tmp_path / "inbox"
    with small_disk(inbox, "4m"):
        report(inbox / "report.pdf")
        assert run(inbox) == []
    for _ in range(2):
        (line,) = run(inbox, code=3)
        assert f"{inbox} was mounted when the folder was last read, and is not now" in line
    write(inbox / "bad.pdf")
    assert any("was mounted" in line for line in run(inbox, code=3))
    (inbox / "bad.pdf").unlink()
    assert "no PDF" in run(inbox, "--retry", code=2)[0]  # from now on it is a plain folder
    assert run(inbox) == []


def without_privilege() -> None:
    """Becomes a user who may not read everything."""
    from test_database import without_privilege

    without_privilege()


@contextmanager
def closed(path: Path) -> Iterator[None]:
    path.chmod(0)
    try:
        yield
    finally:
        path.chmod(0o755)


def test_a_folder_that_cannot_be_read(tmp_path: Path, inbox: Path) -> None:
    report(inbox / "report.pdf")
    write(inbox / "lost+found" / "report.pdf")
    args = ("ingest", inbox, "--db", tmp_path / "x.db")
    with closed(inbox / "lost+found"):
        done = detainers(*args, preexec_fn=without_privilege)
        assert done.returncode == 3
        assert "lost+found: the folder cannot be read (Permission denied)" in complaint(done)
        again = detainers(*args, preexec_fn=without_privilege)
        assert (again.returncode, again.stderr) == (0, "")
    assert ask(tmp_path / "x.db", "SELECT count(*) FROM report") == [(1,)]


def test_a_folder_that_cannot_be_read_is_in_the_list(tmp_path: Path, inbox: Path) -> None:
    write(inbox / "report.pdf")
    args = ("ingest", inbox, "--db", tmp_path / "x.db", "-f", "json")
    with closed(inbox):
        for code in (3, 0):  # told once, and in the list each time, as a file is
            done = detainers(*args, preexec_fn=without_privilege)
            assert done.returncode == code
            (entry,) = json.loads(done.stdout)
            assert (entry["path"], entry["status"]) == (str(inbox), "rejected")
            assert "the folder cannot be read (Permission denied)" in entry["error"]


def test_a_folder_without_a_report_is_in_the_list(tmp_path: Path, inbox: Path) -> None:
    shutil.rmtree(inbox)
    inbox.mkdir()
    done = detainers("ingest", inbox, "--db", tmp_path / "x.db", "-f", "csv")
    assert done.returncode == 2
    assert done.stdout.splitlines()[1].startswith(f"{inbox},rejected,")


def test_a_file_that_cannot_be_read_is_told_once(tmp_path: Path, inbox: Path) -> None:
    path = report(inbox / "report.pdf")
    args = ("ingest", inbox, "--db", tmp_path / "x.db")
    with closed(path):
        done = detainers(*args, preexec_fn=without_privilege)
        assert done.returncode == 3
        assert "the file cannot be read (Permission denied)" in complaint(done)
        again = detainers(*args, preexec_fn=without_privilege)
        assert (again.returncode, again.stderr) == (0, "")
    assert run(inbox) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inbox", "x.db"]


# ---------------------------------------------------------------- set aside


def test_a_bad_file_is_set_aside_with_its_reason(tmp_path: Path, inbox: Path) -> None:
    report(inbox / "report.pdf")
    write(inbox / "2017" / "bad.pdf")
    (line,) = run(inbox, "--set-aside", code=3)
    aside = tmp_path / "inbox-set-aside"
    assert f"{inbox}/2017/bad.pdf: " in line
    assert f"set aside as {aside}/bad.pdf" in line
    assert (aside / "bad.pdf").read_bytes() == BAD
    reason = (aside / f"bad.pdf{REASON}").read_text()
    assert "bad.pdf: " in reason
    assert "exit code 3" in reason
    assert not (inbox / "2017" / "bad.pdf").exists()
    assert run(inbox, "--set-aside") == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inbox", "inbox-set-aside", "x.db"]


def test_what_was_told_before_is_set_aside_too(tmp_path: Path, inbox: Path) -> None:
    write(inbox / "bad.pdf")
    run(inbox, code=3)
    (line,) = run(inbox, "--set-aside", code=3)
    assert "set aside as" in line
    assert (tmp_path / "inbox-set-aside" / "bad.pdf").exists()
    assert not (tmp_path / f"x.db{SUFFIX}").exists()


def test_nothing_that_was_set_aside_is_overwritten(tmp_path: Path, inbox: Path) -> None:
    for content in (BAD, BAD + b"!", BAD):
        write(inbox / "bad.pdf", content)
        run(inbox, "--set-aside", code=3)
    kept = {p.read_bytes() for p in (tmp_path / "inbox-set-aside").glob("*.pdf")}
    assert kept == {BAD, BAD + b"!"}
    assert len(list((tmp_path / "inbox-set-aside").iterdir())) == 4


def test_what_is_no_fault_of_the_file_is_not_set_aside(tmp_path: Path, inbox: Path) -> None:
    path = report(inbox / "report.pdf")
    (tmp_path / "x.db").write_bytes(b"this is no database " * 100)
    assert len(run(inbox, "--set-aside", code=6)) == 1
    assert path.exists()
    (tmp_path / "x.db").unlink()
    write(path)
    assert len(run(inbox, "--set-aside", "--dry-run", code=3)) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["inbox"]
    assert path.exists()


def test_a_slow_machine_sets_no_file_aside(tmp_path: Path, inbox: Path) -> None:
    from detainer_cli.errors import TooSlowError
    from detainer_cli.ingest.batch import FileDone, Reading, ingest_batch
    from detainer_cli.model.limits import Limits

    path = report(inbox / "report.pdf")
    options = Options(tmp_path / "x.db")
    reading = Reading(None, Limits(seconds=0.01), 1)
    events = ingest_batch([str(inbox)], options, reading, sets_aside=True)
    outcomes = [event.outcome for event in events if isinstance(event, FileDone)]
    assert [type(outcome.error) for outcome in outcomes] == [TooSlowError]
    assert path.exists()


def test_a_file_named_by_itself_stays_where_it_is(tmp_path: Path, inbox: Path) -> None:
    path = write(inbox / "bad.pdf")
    done = detainers("ingest", path, "--db", tmp_path / "x.db", "--set-aside")
    assert done.returncode == 3
    assert path.exists()


def test_across_file_systems_and_on_a_full_disk(tmp_path: Path) -> None:
    """The folder beside a mounted inbox is on another disk; without room there nothing moves."""
    inbox = tmp_path / "outer" / "inbox"
    with small_disk(tmp_path / "outer", "16k") as outer:
        (outer / "inbox").mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(inbox)], check=True)
        try:
            content = BAD + b" " * 20_000
            db = tmp_path / "x.db"
            write(inbox / "bad.pdf", content)
            args = ("ingest", inbox, "--db", db, "--set-aside")
            done = detainers(*args)
            assert done.returncode == 8
            assert "It could not be set aside" in complaint(done)
            assert (inbox / "bad.pdf").read_bytes() == content
            assert not list((outer / "inbox-set-aside").glob("*bad.pdf*"))
            write(inbox / "bad.pdf")
            assert detainers(*args).returncode == 3
            assert (outer / "inbox-set-aside" / "bad.pdf").read_bytes() == BAD
            assert list(inbox.iterdir()) == []
        finally:
            subprocess.run(["umount", str(inbox)], check=True)


# ---------------------------------------------------------------- one line about unresolved values


def test_unresolved_values_are_told_in_one_line(inbox: Path) -> None:
    for week in (0, 1):
        start = date(2016, 12, 31) + timedelta(weeks=week)
        truth = make_content(week, 3, 1, start)
        for row in truth.declined:
            row["citizenship"] = "Atlantis"
        build_report(truth, replace(LAYOUT, week=start), inbox / f"{week}.pdf")
    report(inbox / "2.pdf", 2)
    assert run(inbox) == [
        "detainers: note: unresolved in what was loaded: 2 values of 2 reports; see them with:"
        " detainers review"
    ]
    assert run(inbox) == []


def test_one_unresolved_value_and_quiet(inbox: Path) -> None:
    truth = make_content(1, 1, 1, LAYOUT.week)
    truth.declined[0]["citizenship"] = "Atlantis"
    build_report(truth, LAYOUT, inbox / "odd.pdf")
    assert run(inbox, "--dry-run") == [
        "detainers: note: unresolved in what would be loaded: one value of one report"
    ]
    assert run(inbox, "--quiet") == []
