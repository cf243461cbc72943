"""What failed in a folder is remembered; every load can be logged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from databases import ask
from running import complaint, detainers, small_disk

from detainer_cli.cli import ingest_messages as telling
from detainer_cli.cli.tally import Tally
from detainer_cli.db.connection import DEFAULT_WAIT
from detainer_cli.db.store import Stored
from detainer_cli.errors import (
    CheckError,
    DatabaseError,
    DetainersError,
    MachineError,
    NotAReportError,
    TooSlowError,
    UnreadableError,
    UsageError,
)
from detainer_cli.ingest import engines
from detainer_cli.ingest import failures as module
from detainer_cli.ingest.batch import FileDone, Reading, ToldError, ingest_batch
from detainer_cli.ingest.failures import HINT, SUFFIX, Failures
from detainer_cli.ingest.file import File
from detainer_cli.ingest.report import Options, Outcome
from detainer_cli.ingest.run_log import as_entry, open_log
from detainer_cli.model.limits import Limits

BAD = b"%PDF-1.7 bad"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "bad.pdf").write_bytes(BAD)
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read; each is found damaged."""
    names: list[str] = []

    def damaged(content: bytes, name: str, *_: object) -> None:
        names.append(name)
        raise UnreadableError("it is damaged.", "Download it again.", page=3)

    monkeypatch.setattr(engines, "read_in_child", damaged)
    return names


def load(
    *paths: Path, retry: bool = False, limits: Limits | None = None, **options: Any
) -> list[Outcome]:
    texts = [str(path) for path in paths]
    db = paths[0].parent / "x.db"
    reading = Reading(None, limits or Limits(), 1)
    events = ingest_batch(texts, Options(db, **options), reading, retry)
    return [event.outcome for event in events if isinstance(event, FileDone)]


def test_an_unchanged_failure_is_told_again_without_reading(inbox: Path, read: list[str]) -> None:
    (first,), (second,) = load(inbox), load(inbox)
    assert read == ["bad.pdf"]
    assert (first.acknowledged, second.acknowledged) == (False, True)
    assert (tally([first]).exit_code(), tally([second]).exit_code()) == (3, 0)
    assert first.error == UnreadableError(
        "it is damaged.", "Download it again.", str(inbox / "bad.pdf"), 3
    )
    assert second.error == UnreadableError("it is damaged.", HINT, str(inbox / "bad.pdf"), 3)
    assert second.status == "rejected"
    assert not (inbox.parent / "x.db").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda inbox, patch: (inbox / "bad.pdf").write_bytes(BAD + b"!"),
        lambda inbox, patch: patch.setattr(module, "__version__", "99"),
    ],
    ids=["content", "version"],
)
def test_what_changed_is_tried_again(
    inbox: Path,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path, pytest.MonkeyPatch], object],
) -> None:
    load(inbox)
    change(inbox, monkeypatch)
    load(inbox)
    assert len(read) == 2


def test_options_that_matter_to_reading(inbox: Path, read: list[str]) -> None:
    load(inbox)
    load(inbox, limits=Limits(memory=2048))
    load(inbox, strict=True)
    assert len(read) == 3


def test_retry_and_files_by_name_are_always_tried(inbox: Path, read: list[str]) -> None:
    load(inbox)
    load(inbox, retry=True)
    load(inbox / "bad.pdf")
    load(inbox, inbox / "bad.pdf")
    assert len(read) == 4


def test_a_dry_run_tries_and_writes_nothing(inbox: Path, read: list[str]) -> None:
    load(inbox, dry_run=True)
    assert [path.name for path in inbox.parent.iterdir()] == ["inbox"]
    load(inbox)
    load(inbox, dry_run=True)
    assert len(read) == 3


def test_the_memory_ends_with_the_file_and_with_success(tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    one, two = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for path in (one, two):
        path.write_bytes(BAD)
    memory = Failures(db, ())
    for path in (one, two):
        memory.record(File(str(path), BAD), CheckError("it does not add up."))
    memory.save()
    one.unlink()
    memory = Failures(db, ())
    assert memory.known(File(str(two), BAD)) == CheckError("it does not add up.", HINT, str(two))
    memory.record(File(str(two), BAD), None)
    memory.save()
    assert not (tmp_path / f"x.db{SUFFIX}").exists()


@pytest.mark.parametrize("error", [DatabaseError("locked"), MachineError("no room")])
def test_the_machines_faults_are_never_remembered(tmp_path: Path, error: DetainersError) -> None:
    (tmp_path / "a.pdf").write_bytes(BAD)
    memory = Failures(tmp_path / "x.db", ())
    assert not memory.record(File(str(tmp_path / "a.pdf"), BAD), error)
    memory.save()
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(
    ("error", "content"),
    [
        (TooSlowError("it took too long."), BAD),
        (UnreadableError("the file cannot be read (Permission denied)."), b""),
        (UsageError("there is no such file or folder."), b""),
    ],
)
def test_what_may_pass_is_tried_each_time_and_told_once(
    tmp_path: Path, error: DetainersError, content: bytes
) -> None:
    """It may have been the machine: it is read again, and silent as long as it stays."""
    path = tmp_path / "a.pdf"
    path.write_bytes(BAD)
    for was_told in (False, True, True):
        memory = Failures(tmp_path / "x.db", ())
        assert memory.known(File(str(path), content)) is None
        assert memory.record(File(str(path), content), error) is was_told
        memory.save()
    memory.record(File(str(path), BAD), None)
    memory.save()
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def later(inbox: Path, **ago: float) -> None:
    """Lets the memory be so old."""
    path = inbox.parent / f"x.db{SUFFIX}"
    when = datetime.now(UTC) - timedelta(**ago)
    memory = json.loads(path.read_text())
    memory = {k: v | {"told_at": when.isoformat()} for k, v in memory.items()}
    path.write_text(json.dumps(memory))


def test_a_file_that_stays_is_read_and_told_again_after_a_week(
    inbox: Path, read: list[str]
) -> None:
    load(inbox)
    later(inbox, days=6, hours=23)
    assert load(inbox)[0].acknowledged
    later(inbox, days=7)
    assert not load(inbox)[0].acknowledged
    assert load(inbox)[0].acknowledged
    later(inbox, days=-1)  # the clock was turned back
    assert not load(inbox)[0].acknowledged
    assert len(read) == 3


def test_two_runs_keep_what_both_found(tmp_path: Path) -> None:
    names = ("a.pdf", "b.pdf")
    runs = [Failures(tmp_path / "x.db", ()) for _ in names]
    for run, name in zip(runs, names, strict=True):
        (tmp_path / name).write_bytes(BAD)
        run.record(File(str(tmp_path / name), BAD), NotAReportError("it is a letter."))
        run.save()
    memory = Failures(tmp_path / "x.db", ())
    assert all(memory.known(File(str(tmp_path / name), BAD)) for name in names)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"/a.pdf": 3}', '{"/a.pdf": {}}', "\x00"])
def test_a_damaged_memory_is_no_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / f"x.db{SUFFIX}").write_text(text)
    assert Failures(tmp_path / "x.db", ()).known(File("/a.pdf", BAD)) is None


def tally(outcomes: Sequence[Outcome]) -> Tally:
    counted = Tally()
    for outcome in outcomes:
        counted.add(outcome)
    return counted


def test_trouble_with_the_database_is_told_once(
    tmp_path: Path, inbox: Path, read: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.db").write_bytes(b"this is no database " * 100)
    (inbox / "more.pdf").write_bytes(BAD)
    (inbox / "most.pdf").write_bytes(BAD)
    outcomes = load(inbox)
    for outcome in outcomes:
        telling.tell(outcome, True, False)
    tally(outcomes).tell((), False, False)
    assert [isinstance(o.error, ToldError) for o in outcomes] == [False, True, True]
    assert read == []
    assert tally(outcomes).exit_code() == 6
    first, second = capsys.readouterr().err.splitlines()
    assert "not a SQLite database" in first
    assert second == "detainers: 2 more files were not loaded for the same reason."


def test_trouble_with_the_machine_is_told_once_and_blames_no_file(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def no_room(content: bytes, name: str, *_: object) -> None:
        names.append(name)
        raise DatabaseError("there is no room." if name != "most.pdf" else "it was killed.")

    monkeypatch.setattr(engines, "read_in_child", no_room)
    for name in ("more.pdf", "most.pdf"):
        (inbox / name).write_bytes(BAD + name.encode())
    for _ in range(2):
        outcomes = load(inbox)
        assert [type(o.error) for o in outcomes] == [MachineError, ToldError, MachineError]
        assert tally(outcomes).exit_code() == 6
    assert names == ["bad.pdf", "more.pdf", "most.pdf"] * 2
    assert [path.name for path in inbox.parent.iterdir()] == ["inbox"]


def test_a_file_too_large_is_not_read_at_all(inbox: Path, read: list[str]) -> None:
    (inbox / "bad.pdf").write_bytes(b"%PDF" + b" " * 2**20)
    (outcome,) = load(inbox, limits=Limits(unpacked=1))
    assert read == []
    assert "more than 1 MiB" in str(outcome.error)


# ---------------------------------------------------------------- the log


def _outcomes() -> Sequence[Outcome]:
    from detainer_cli.model.records import Accounting

    rows = {"declined": 206, "issued": 10, "policy": 118}
    account = Accounting(1, 0, 1, 0, 0)
    stored = Stored("weekly", "week", "2017-01-28", "2017-02-03", rows, 0, account)
    return (
        Outcome("a\n.pdf", "loaded", stored, seconds=1.23456),
        Outcome("é.pdf", "rejected", error=UnreadableError("it is empty.", file="é.pdf")),
    )


def test_the_log_has_a_line_for_each_file(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    for outcome in _outcomes():
        with open_log(path) as log:
            log.write(outcome)
            assert log.troubles == []
    good, bad = (json.loads(line) for line in path.read_text().splitlines())
    when = datetime.fromisoformat(good.pop("time"))
    assert when.utcoffset() == timedelta(0)
    assert good == {
        "file": "a\n.pdf",
        "week": "2017-01-28",
        "status": "loaded",
        "counts": {"declined": 206, "issued_counties": 10, "policies": 118, "unresolved": 0},
        "seconds": 1.235,
        "exit_code": 0,
        "error": None,
    }
    assert (bad["week"], bad["counts"], bad["exit_code"]) == (None, None, 3)
    assert bad["error"] == "é.pdf: it is empty."


def test_no_log_without_a_path() -> None:
    with open_log(None) as log:
        log.write(_outcomes()[0])
    assert log.troubles == []
    assert as_entry(_outcomes()[0])["status"] == "loaded"


def test_command(inbox: Path) -> None:
    paths = (inbox, "--db", inbox.parent / "x.db", "--log", inbox.parent / "log.jsonl")
    first, second = detainers("ingest", *paths), detainers("ingest", *paths)
    assert (first.returncode, second.returncode) == (3, 0)
    assert "bad.pdf" in complaint(first)
    assert second.stderr == ""
    asked = detainers("ingest", *paths, "--verbose")
    assert asked.returncode == 0
    assert HINT in complaint(asked)
    again = detainers("ingest", *paths, "--retry")
    assert (again.returncode, again.stderr) == (3, first.stderr)
    entries = [json.loads(line) for line in (inbox.parent / "log.jsonl").read_text().splitlines()]
    assert [entry["exit_code"] for entry in entries] == [3, 3, 3]
    assert DEFAULT_WAIT == 30


def test_a_log_that_cannot_be_written_is_told_before_anything_is_loaded(inbox: Path) -> None:
    log = inbox / "missing" / "log.jsonl"
    run = detainers("ingest", inbox, "--db", inbox.parent / "x.db", "--log", log)
    assert run.returncode == 2
    assert "the log cannot be written" in complaint(run)
    assert not (inbox.parent / f"x.db{SUFFIX}").exists()


def test_a_log_on_a_full_disk_is_told_and_has_no_half_line(
    tmp_path: Path, small_report: Path
) -> None:
    """The report is loaded all the same."""
    with small_disk(tmp_path / "disk", "8k") as disk:
        log = disk / "log.jsonl"
        log.write_bytes(b"{}\n" * 2700)  # room for half a line in its last page
        before = log.read_bytes()
        db = tmp_path / "x.db"
        run = detainers("ingest", small_report, "--db", db, "--log", log)
        assert run.returncode == 8
        text = complaint(run)
        assert "log.jsonl: the log cannot be written" in text
        assert "No space left on device" in text
        assert log.read_bytes() == before
    assert ask(db, "SELECT count(*) FROM report") == [(1,)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_log_that_takes_nothing(inbox: Path) -> None:
    (inbox / "more.pdf").write_bytes(BAD + b"!")
    run = detainers("ingest", inbox, "--db", inbox.parent / "x.db", "--log", "/dev/full")
    assert run.returncode == 8
    assert sum("the log cannot be written" in line for line in run.stderr.splitlines()) == 1


def test_the_log_has_no_line_for_what_is_no_news(tmp_path: Path, small_report: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(small_report, inbox)
    (inbox / "bad.pdf").write_bytes(BAD)
    log = tmp_path / "log.jsonl"
    args = ("ingest", inbox, "--db", tmp_path / "x.db", "--log", log)
    for more, lines in ([], 2), ([], 2), (["--verbose"], 4), ([], 4):
        detainers(*args, *more)
        assert len(log.read_text().splitlines()) == lines
