"""A batch without a command line: its events, what it hashes and opens, and what it leaves."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from databases import ask, built, store
from factory import LAYOUTS, build_report, make_content
from truths import REPORTS

from detainer_cli.cli.progress_bars import progress_bars
from detainer_cli.errors import UnreadableError
from detainer_cli.fetch.inbox import MEMORY
from detainer_cli.files import write_json
from detainer_cli.ingest.batch import (
    BatchDone,
    Event,
    FileDone,
    FileStarted,
    FoldersSearched,
    PagesRead,
    Reading,
    ingest_batch,
)
from detainer_cli.ingest.file import File
from detainer_cli.ingest.reading import document_of, read_report
from detainer_cli.ingest.report import Options, Outcome, ingest_file
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport
from detainer_cli.parse import parse

BAD = b"%PDF-1.7 bad"


@pytest.fixture
def inbox(tmp_path: Path, small_report: Path) -> Path:
    """A folder with a report, the same under another name, and a file that is none."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    shutil.copy(small_report, folder / "a.pdf")
    shutil.copy(small_report, folder / "b.pdf")
    (folder / "c.pdf").write_bytes(BAD)
    return folder


def run(inbox: Path, jobs: int = 1, sets_aside: bool = False, strict: bool = False) -> list[Event]:
    settings = Options(inbox.parent / "x.db", strict=strict)
    return list(ingest_batch([str(inbox)], settings, Reading(jobs=jobs), sets_aside=sets_aside))


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_happens_is_told_as_events(
    inbox: Path, jobs: int, capfd: pytest.CaptureFixture[str]
) -> None:
    first, *events, last = run(inbox, jobs)
    files = [str(inbox / name) for name in ("a.pdf", "b.pdf", "c.pdf")]
    assert isinstance(first, FoldersSearched)
    assert first.found.files == files
    assert isinstance(last, BatchDone)
    done = [event for event in events if isinstance(event, FileDone)]
    assert [event.path for event in done] == files
    statuses = [event.outcome.status for event in done]
    assert statuses == ["loaded", "already loaded", "rejected"]
    assert not any(event.is_named for event in done)
    for path in files:
        mine = [event for event in events if getattr(event, "path", None) == path]
        kinds = [type(event) for event in mine]
        assert kinds[0] is FileStarted
        assert kinds[-1] is FileDone
        assert set(kinds[1:-1]) <= {PagesRead}
    pages = [event for event in events if isinstance(event, PagesRead) and event.path == files[0]]
    assert sum(page.done for page in pages) == pages[-1].total > 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize(("kind", "loaded"), [(FileStarted, 0), (FileDone, 1)])
def test_a_batch_that_is_left_ends_its_reading(
    inbox: Path, kind: type[Event], loaded: int, jobs: int
) -> None:
    db = inbox.parent / "x.db"
    with closing(ingest_batch([str(inbox)], Options(db), Reading(jobs=jobs))) as events:
        for event in events:
            if isinstance(event, kind):
                break
    assert threading.enumerate() == [threading.main_thread()]
    assert db.exists() == bool(loaded)
    assert not loaded or ask(db, "SELECT count(*) FROM report") == [(loaded,)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_thread_is_left(inbox: Path, jobs: int) -> None:
    run(inbox, jobs)
    assert threading.enumerate() == [threading.main_thread()]


def test_a_file_is_hashed_once(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By all who ask for its checksum: what failed, was fetched, is loaded, is set aside."""
    (inbox / "b.pdf").unlink()
    contents = {path.name: path.read_bytes() for path in inbox.iterdir()}
    write_json(inbox / MEMORY, {"urls": {}, "files": {}})
    hashed: list[bytes] = []
    real = hashlib.sha256

    def sha256(data: bytes = b"", **named: bool) -> object:
        hashed.append(bytes(data))
        return real(data, **named)

    monkeypatch.setattr(hashlib, "sha256", sha256)
    for _ in range(2):
        hashed.clear()
        run(inbox)
        assert [hashed.count(content) for content in contents.values()] == [1, 1]
    hashed.clear()
    run(inbox, sets_aside=True, strict=True)
    assert [hashed.count(content) for content in contents.values()] == [1, 1]
    assert not (inbox / "c.pdf").exists()


# ---------------------------------------------------------------- connections


_opened: list[str] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event == "sqlite3.connect":
        _opened.append(os.fsdecode(args[0]))


sys.addaudithook(_hook)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The databases that are opened from now on."""
    _opened.clear()
    yield _opened
    _opened.clear()


def _read(content: bytes, name: str) -> tuple[Document, ParsedReport]:
    extraction = built(int(content), content)
    return document_of(extraction), parse(extraction)


def load(db: Path, week: int, dry_run: bool = False) -> str:
    outcome = ingest_file(File("x.pdf", str(week).encode()), Options(db, dry_run), _read)
    assert outcome.error is None
    return outcome.status


def test_a_report_needs_one_connection(tmp_path: Path, opened: list[str]) -> None:
    db = tmp_path / "x.db"
    for week, dry_run, status, connections in (
        (0, True, "loaded", 0),
        (0, False, "loaded", 1),
        (1, True, "loaded", 1),
        (1, False, "loaded", 1),
        (1, False, "already loaded", 1),
        (1, True, "already loaded", 1),
    ):
        opened.clear()
        assert load(db, week, dry_run) == status
        assert len(opened) == connections, (week, dry_run)
    assert ask(db, "SELECT count(*) FROM report") == [(2,)]


def test_a_batch_opens_a_connection_for_each_report(tmp_path: Path, opened: list[str]) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    layout = LAYOUTS["week_one"]
    for week in range(2):
        made = make_content(week, 3, 2, layout.week + timedelta(weeks=week))
        build_report(made, layout, inbox / f"{week}.pdf")
    run(inbox)
    assert len(opened) == 2
    run(inbox)
    assert len(opened) == 4


def test_a_database_that_is_replaced_meanwhile_gets_the_report(tmp_path: Path) -> None:
    """What was written to the file that is gone would be lost."""
    db, other = store(tmp_path / "x.db", 0), store(tmp_path / "other.db", 2)

    def read(content: bytes, name: str) -> tuple[Document, ParsedReport]:
        other.replace(db)
        return _read(content, name)

    outcome = ingest_file(File("x.pdf", b"1"), Options(db), read)
    assert (outcome.error, outcome.status) == (None, "loaded")
    assert ask(db, "SELECT count(*) FROM report") == [(2,)]


def test_a_database_that_is_removed_meanwhile_is_made_anew(tmp_path: Path) -> None:
    db = store(tmp_path / "x.db", 0)

    def read(content: bytes, name: str) -> tuple[Document, ParsedReport]:
        db.unlink()
        return _read(content, name)

    assert ingest_file(File("x.pdf", b"1"), Options(db), read).status == "loaded"
    assert ask(db, "SELECT count(*) FROM report") == [(1,)]


def test_the_checksum_is_ours_whatever_the_child_says(tmp_path: Path) -> None:
    db, content = tmp_path / "x.db", REPORTS[0].read_bytes()

    def read(content: bytes, name: str) -> tuple[Document, ParsedReport]:
        _, report = read_report(content, name)
        return Document("0" * 64, name, 1, 1), report

    ingest_file(File("x.pdf", content), Options(db), read)
    assert ask(db, "SELECT sha256 FROM report") == [(hashlib.sha256(content).hexdigest(),)]


def test_a_failure_to_read_closes_the_connection(tmp_path: Path) -> None:
    db = store(tmp_path / "x.db", 0)

    def read(content: bytes, name: str) -> tuple[Document, ParsedReport]:
        raise UnreadableError("it is damaged.")

    outcome = ingest_file(File("x.pdf", b"1"), Options(db), read)
    assert isinstance(outcome.error, UnreadableError)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.db"]


def test_the_bars_need_no_thread_of_their_own() -> None:
    with progress_bars(True) as show:
        for event in (FileStarted("a.pdf"), PagesRead("a.pdf", 0, 2), PagesRead("a.pdf", 2, 2)):
            show(event)
            assert threading.enumerate() == [threading.main_thread()]
        show(FileDone("a.pdf", Outcome("a.pdf", "loaded"), True))
