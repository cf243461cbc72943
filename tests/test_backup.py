"""backup: a consistent copy in one file, or none."""

from __future__ import annotations

import resource
import threading
from contextlib import closing
from pathlib import Path

import pytest
from databases import ask, is_whole, store
from running import complaint, detainers

from detainer_cli.db.backup import backup
from detainer_cli.db.connection import writing
from detainer_cli.db.opening import open_for_reading, open_for_writing
from detainer_cli.errors import DatabaseError, UsageError


@pytest.fixture
def db(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    return store(tmp_path / "source" / "detainers.db")


def test_copy_is_one_whole_file_with_everything(db: Path, tmp_path: Path) -> None:
    db.chmod(0o600)
    target = tmp_path / "copy.db"
    assert backup(db, target) == 1
    assert is_whole(target)
    assert ask(target, "PRAGMA journal_mode") == [("delete",)]
    assert target.stat().st_mode & 0o777 == 0o600
    views = ("declined", "issued", "policy", "report", "unresolved")
    for query in (f"SELECT * FROM {view}" for view in views):  # noqa: S608
        assert ask(target, query) == ask(db, query)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.db", "source"]
    assert [p.name for p in db.parent.iterdir()] == ["detainers.db"]


def test_a_copy_can_be_loaded_into_again(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    backup(db, target)
    store(target, 1)
    assert ask(target, "SELECT count(*) FROM report") == [(2,)]
    assert ask(target, "PRAGMA journal_mode") == [("wal",)]


def test_copy_while_another_process_is_amid_a_load(db: Path, tmp_path: Path) -> None:
    """The copy has what was committed, and neither side waits for the other."""
    with closing(open_for_writing(db, 0)) as conn, writing(conn):
        conn.execute("DELETE FROM report_file")
        backup(db, tmp_path / "copy.db")
    assert is_whole(tmp_path / "copy.db")
    assert ask(tmp_path / "copy.db", "SELECT count(*) FROM report") == [(1,)]


def test_copies_while_reports_are_loaded(db: Path, tmp_path: Path) -> None:
    loads = threading.Thread(target=lambda: [store(db, week) for week in range(1, 6)])
    loads.start()
    counts = [backup(db, tmp_path / f"{n}.db") for n in range(6)]
    loads.join()
    assert counts == sorted(counts)
    assert all(is_whole(tmp_path / f"{n}.db") for n in range(6))


def test_an_existing_file_is_kept_without_force(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"precious")
    with pytest.raises(UsageError, match="--force"):
        backup(db, target)
    assert target.read_bytes() == b"precious"
    backup(db, target, force=True)
    assert is_whole(target)


@pytest.mark.parametrize("force", [False, True])
def test_never_onto_the_database_itself(db: Path, tmp_path: Path, force: bool) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(db)
    hard = tmp_path / "hard.db"
    hard.hardlink_to(db)
    before = db.read_bytes()
    for target in (db, link, hard, db.parent / ".." / "source" / db.name):
        with pytest.raises(UsageError, match="the database itself"):
            backup(db, target, force)
    assert db.read_bytes() == before


def test_never_onto_a_database_in_use(db: Path, tmp_path: Path) -> None:
    other = store(tmp_path / "other.db")
    with closing(open_for_writing(other, 0)) as conn:
        with writing(conn):
            conn.execute("UPDATE report_file SET producer = 'changed'")
        with pytest.raises(UsageError, match="in use"):
            backup(db, other, force=True)


def test_no_place_for_a_file(db: Path, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "missing" / "copy.db"):
        with pytest.raises(UsageError, match="the copy cannot be written"):
            backup(db, target)


def test_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no report is loaded"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_not_called_a_backup(db: Path, tmp_path: Path) -> None:
    page = ask(db, "SELECT rootpage FROM sqlite_master WHERE name = 'declined_row'")[0][0]
    with db.open("r+b") as file:
        file.seek((int(str(page)) - 1) * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(DatabaseError, match="damaged"):
        backup(db, tmp_path / "copy.db")
    assert [p.name for p in tmp_path.iterdir()] == ["source"]


def test_full_disk_leaves_nothing(db: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    run = detainers("backup", tmp_path / "copy.db", "--db", db, preexec_fn=limit)
    assert (run.returncode, run.stdout) == (8, "")
    assert "disk" in complaint(run)
    assert [p.name for p in tmp_path.iterdir()] == ["source"]


def test_command_is_silent_and_leaves_readers_alone(db: Path, tmp_path: Path) -> None:
    with closing(open_for_reading(db)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM declined").fetchone()
        run = detainers("backup", tmp_path / "copy.db", "--db", db)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
