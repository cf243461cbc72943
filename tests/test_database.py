"""The database: locks, read-only places, other programs' files, newer versions, a full disk."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from databases import ask, change, is_whole, store
from running import complaint, detainers, small_disk
from truths import REPORTS

from detainer_cli.db import connection as database
from detainer_cli.db import opening
from detainer_cli.db import writer_record as writers
from detainer_cli.db.connection import SCHEMA_VERSION, checkpoint, connect, writing
from detainer_cli.db.opening import open_for_reading, open_for_writing, open_if_loaded
from detainer_cli.errors import DatabaseError

SAMPLE = REPORTS[2]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return store(tmp_path / "detainers.db")


def refusal(path: Path) -> str:
    """Why a database can be neither read nor written; the file stays as it is."""
    before = path.read_bytes()
    with pytest.raises(DatabaseError) as reading:
        open_if_loaded(path)
    with pytest.raises(DatabaseError) as writing_it:
        open_for_writing(path, 0)
    assert str(reading.value) == str(writing_it.value)
    assert reading.value.hint
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    return str(reading.value)


# ---------------------------------------------------------------- what is none of ours


def test_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    shutil.copy(SAMPLE, path)
    path.chmod(0o600)
    assert "it is not a SQLite database" in refusal(path)


def test_another_programs_database(tmp_path: Path) -> None:
    change(tmp_path / "other.db", "CREATE TABLE report_file (id)")
    assert "of another program" in refusal(tmp_path / "other.db")


def test_another_programs_empty_database(tmp_path: Path) -> None:
    change(tmp_path / "other.db", "PRAGMA application_id = 99")
    assert "of another program" in refusal(tmp_path / "other.db")


def test_newer_version(db: Path) -> None:
    change(db, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    text = refusal(db)
    assert f"its schema is {SCHEMA_VERSION + 1}, this program knows {SCHEMA_VERSION}" in text
    assert "Update this program" in text


def test_truncated_database(db: Path) -> None:
    os.truncate(db, 5000)
    assert "is damaged" in refusal(db)


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_if_loaded(tmp_path)


def test_missing_folder(tmp_path: Path) -> None:
    run = detainers("ingest", SAMPLE, "--db", tmp_path / "missing" / "x.db")
    assert (run.returncode, run.stdout) == (6, "")
    assert "does not exist" in complaint(run)


def test_an_empty_file_is_a_database_without_reports(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    path.touch()
    assert open_if_loaded(path) is None
    store(path)
    assert is_whole(path)


@pytest.mark.parametrize(
    ("text", "code"), [(message, code) for message, code in database._MESSAGES.items()]
)
def test_errors_without_a_name_are_told_by_their_message(text: str, code: str) -> None:
    """As before Python 3.11."""
    assert database._code(sqlite3.OperationalError(f"it {text} so")) == code


# ---------------------------------------------------------------- one writer, many readers


def test_a_second_writer_waits_and_then_says_who_writes(db: Path) -> None:
    with closing(open_for_writing(db, 0)) as conn, writing(conn):
        record = json.loads((db.parent / "detainers.db.writer").read_text())
        assert record["pid"] == os.getpid()
        run = detainers("ingest", SAMPLE, "--db", db, "--wait", 0)
        assert (run.returncode, run.stdout) == (6, "")
        text = complaint(run)
        assert f"process {os.getpid()} on {record['host']} since {record['started']}" in text
        assert "--wait" in text
    assert [p.name for p in db.parent.iterdir()] == ["detainers.db"]


def test_the_record_of_a_writer_holds_no_password(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/detainers", "ingest", "--password", "secret"])
    with closing(open_for_writing(db, 0)) as conn, writing(conn):
        assert writers.current_writer(db).startswith("detainers ingest, process")


@pytest.mark.parametrize(
    "change_record",
    [
        {"pid": 2**22 + 1},
        {"pid": -1},
        {"started": "2017-01-28T00:00:00+00:00"},
        {"started": "yesterday"},
        {"pid": None},
    ],
)
def test_an_old_or_damaged_record_is_ignored(db: Path, change_record: dict[str, object]) -> None:
    with closing(open_for_writing(db, 0)) as conn, writing(conn):
        path = db.parent / "detainers.db.writer"
        path.write_text(json.dumps(json.loads(path.read_text()) | change_record))
        assert writers.current_writer(db) == ""
        with pytest.raises(DatabaseError, match="another process is writing to it\\."):
            _begin(db)


def _begin(path: Path) -> None:
    with database.database_errors(path), closing(connect(path, "rw", 0)) as conn, writing(conn):
        pass


def test_readers_are_never_blocked_and_never_block(db: Path) -> None:
    with closing(open_for_writing(db, 0)) as conn, writing(conn):
        conn.execute("DELETE FROM report_file")
        with closing(open_for_reading(db)) as reader:
            assert reader.execute("SELECT count(*) FROM report").fetchone() == (1,)
    with closing(open_for_reading(db)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM report").fetchone() == (0,)
        store(db)
        assert reader.execute("SELECT count(*) FROM report").fetchone() == (0,)


def test_a_reader_cannot_write(db: Path) -> None:
    with closing(open_for_reading(db)) as reader, pytest.raises(sqlite3.OperationalError):
        reader.execute("DELETE FROM report_file")


def test_a_database_in_another_journal_mode_gets_the_log_back(db: Path) -> None:
    with closing(sqlite3.connect(db)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute("SELECT count(*) FROM report_file").fetchone()
        open_for_writing(db, 0).close()
    assert ask(db, "PRAGMA journal_mode") == [("wal",)]


def test_where_the_log_is_impossible_it_does_without(db: Path) -> None:
    """Another connection that reads keeps the journal mode from changing."""
    change(db, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(db, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM report_file").fetchone()
        with closing(open_for_writing(db, 0)) as conn:
            assert conn.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            assert conn.execute("PRAGMA busy_timeout").fetchone() == (0,)
        reader.execute("COMMIT")
    store(db, 1)
    assert is_whole(db)


# ---------------------------------------------------------------- nothing is left lying about


def test_one_file_remains(db: Path) -> None:
    with closing(open_for_reading(db)) as reader:
        reader.execute("SELECT * FROM declined").fetchall()
    assert [p.name for p in db.parent.iterdir()] == ["detainers.db"]


def test_a_log_left_behind_is_brought_in(db: Path, tmp_path: Path) -> None:
    """As after a kill: the log lies beside the database, and nobody has it open."""
    left = tmp_path / "left"
    left.mkdir()
    with closing(open_for_writing(db, 0)) as conn, writing(conn):
        conn.execute("UPDATE report_file SET producer = 'new'")
    with closing(sqlite3.connect(db, isolation_level=None)) as conn:
        conn.execute("UPDATE report_file SET producer = 'newer'")
        for name in ("detainers.db", "detainers.db-wal"):
            shutil.copy(db.parent / name, left / name)
    assert (left / "detainers.db-wal").stat().st_size
    checkpoint(left / "detainers.db")
    assert [p.name for p in left.iterdir()] == ["detainers.db"]
    assert ask(left / "detainers.db", "SELECT producer FROM report_file") == [("newer",)]


def test_a_copy_is_kept_before_the_schema_changes(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = SCHEMA_VERSION + 1
    monkeypatch.setattr(opening, "SCHEMA_VERSION", newer)
    monkeypatch.setattr(database, "SCHEMA_VERSION", newer)
    open_for_writing(db, 0).close()
    kept = db.parent / f"detainers.db.before-v{newer}"
    assert ask(kept, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert ask(kept, "SELECT * FROM declined") == ask(db, "SELECT * FROM declined")
    assert ask(db, "PRAGMA user_version") == [(newer,)]
    assert is_whole(kept)
    assert sorted(p.name for p in db.parent.iterdir()) == [db.name, kept.name]


def test_a_schema_change_that_fails_changes_nothing(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(opening, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr("detainer_cli.db.migrate.make_views", fails)
    with pytest.raises(DatabaseError, match="disk"):
        open_for_writing(db, 0)
    assert ask(db, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert is_whole(db)


# ---------------------------------------------------------------- places that cannot be written


def without_privilege() -> None:
    """Takes from a superuser the right to write where the folder's rights forbid it."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


def test_a_read_only_folder_can_be_read_but_not_written(db: Path) -> None:
    with read_only(db.parent):
        answer = detainers("check", "--db", db, preexec_fn=without_privilege)
        assert (answer.returncode, answer.stderr) == (0, "")
        run = detainers("ingest", SAMPLE, "--db", db, preexec_fn=without_privilege)
        assert (run.returncode, run.stdout) == (6, "")
        assert "read-only" in complaint(run)
    assert [p.name for p in db.parent.iterdir()] == ["detainers.db"]


def test_no_database_can_be_made_in_a_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    with read_only(folder):
        args = ("ingest", SAMPLE, "--db", folder / "x.db")
        run = detainers(*args, preexec_fn=without_privilege)
        assert run.returncode == 6
        assert "read-only" in complaint(run)
        trial = detainers(*args, "--dry-run", preexec_fn=without_privilege)
        assert (trial.returncode, trial.stderr) == (0, "")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("size", [150_000, 4_000])
def test_full_disk_by_a_limit_on_file_size(db: Path, size: int) -> None:
    before = ask(db, "SELECT * FROM report")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    run = detainers("ingest", SAMPLE, "--db", db, preexec_fn=limit)
    assert (run.returncode, run.stdout) == (6, "")
    assert "detainers.db: " in complaint(run)
    assert ask(db, "SELECT * FROM report") == before
    assert is_whole(db)
    assert detainers("ingest", SAMPLE, "--db", db).returncode == 0
    assert [p.name for p in db.parent.iterdir()] == ["detainers.db"]


def test_full_disk_for_real(tmp_path: Path) -> None:
    """A new database leaves nothing half made, whatever the room; a copy has a code of its own."""
    with small_disk(tmp_path / "disk", "4k") as disk:
        db = disk / "detainers.db"
        for size in ("4k", "16k", "100k", "300k"):
            subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)
            run = detainers("ingest", SAMPLE, "--db", db)
            assert (run.returncode, run.stdout) == (6, "")
            assert "full" in complaint(run)
            assert f": {db}: " in complaint(run)
            assert list(disk.iterdir()) == []
        subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        assert detainers("ingest", SAMPLE, "--db", db).returncode == 0
        assert is_whole(db)
        room = db.stat().st_size // 1024 + 64
        subprocess.run(["mount", "-o", f"remount,size={room}k", str(disk)], check=True)
        run = detainers("backup", disk / "copy.db", "--db", db)
        assert (run.returncode, run.stdout) == (8, "")
        assert "copy.db: the copy cannot be written" in complaint(run)
        assert [p.name for p in disk.iterdir()] == ["detainers.db"]
