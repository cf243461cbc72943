"""Where files are written and read: links, what is no file, names that no system takes."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest
from running import complaint, detainers
from samples import SAMPLES

WEEK = SAMPLES / "ddor2017_01-28to02-03.pdf"
REF = "2017-01-28/p3/r2"
TOO_LONG = "n" * 300
"""A name that the system refuses as it does a folder that may not be searched: with an OSError."""

OUTPUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "backup": ("x.db", ("backup", "FILE", "--force")),
    "browse": ("x.json", ("browse", "--write-metadata", "FILE")),
    "brief": ("x.md", ("brief", "-o", "FILE")),
    "dossier": ("x.md", ("dossier", "Travis County, Texas", "-o", "FILE")),
    "lag": ("x.svg", ("lag", "--chart", "FILE")),
    "show": ("x.png", ("show", REF, "--image", "FILE")),
}
"""Of each command that writes a file: a name that it takes, and its arguments."""


def args_of(command: str, file: Path, db: Path) -> list[object]:
    args = OUTPUTS[command][1]
    return [*(file if arg == "FILE" else arg for arg in args), "--db", db]


@pytest.mark.parametrize("command", OUTPUTS)
def test_a_fifo_is_no_place_for_a_file(command: str, loaded_db: Path, tmp_path: Path) -> None:
    """It stays one, and nothing else is written."""
    file = tmp_path / OUTPUTS[command][0]
    os.mkfifo(file)
    run = detainers(*args_of(command, file, loaded_db), timeout=60)
    assert (run.returncode, run.stdout) == (8, "")
    assert f"{file}: " in complaint(run)
    assert "it is a FIFO, no regular file" in complaint(run)
    assert stat.S_ISFIFO(file.stat().st_mode)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("command", OUTPUTS)
def test_a_link_stays_and_its_file_is_replaced(
    command: str, loaded_db: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain" / OUTPUTS[command][0]
    link = tmp_path / "links" / plain.name
    target = tmp_path / "targets" / "target"
    for path in (plain, link, target):
        path.parent.mkdir()
    link.symlink_to("../targets/target")
    for _ in range(2):  # a link to nothing yet, then one to a file
        run = detainers(*args_of(command, link, loaded_db))
        assert run.returncode == 0
        assert link.is_symlink()
        assert list(target.parent.iterdir()) == [target]
    assert detainers(*args_of(command, plain, loaded_db)).returncode == 0
    assert target.stat().st_size == plain.stat().st_size


def test_a_socket_and_a_link_to_a_fifo_are_no_places(loaded_db: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link.md").symlink_to("fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.md"))
        for name, what in {"link.md": "a FIFO", "s.md": "a socket"}.items():
            run = detainers("brief", "-o", tmp_path / name, "--db", loaded_db)
            assert run.returncode == 8
            assert what in complaint(run)
    assert {path.name for path in tmp_path.iterdir()} == {"fifo", "link.md", "s.md"}


@pytest.mark.parametrize("command", OUTPUTS)
def test_a_folder_is_no_place_for_a_file(command: str, loaded_db: Path, tmp_path: Path) -> None:
    file = tmp_path / OUTPUTS[command][0]
    file.mkdir()
    run = detainers(*args_of(command, file, loaded_db))
    assert (run.returncode, run.stdout) == (2, "")
    assert "it is a folder" in complaint(run)
    assert list(tmp_path.rglob("*")) == [file]


def test_a_link_to_a_folder_stays_when_an_export_is_replaced(
    loaded_db: Path, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to("real")
    for _ in range(2):
        run = detainers("export", link, "--only", "csv", "-q", "--db", loaded_db)
        assert (run.returncode, run.stderr) == (0, "")
    assert link.is_symlink()
    assert (tmp_path / "real" / "declined.csv").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"real", "link"}


@pytest.mark.parametrize(
    "args",
    [
        ("reports",),
        ("trend",),
        ("ingest", WEEK),
        ("review", "accept", "crime", "Zork", "1399"),
        ("explain", "crime", "Zork"),
        ("backup", "copy.db"),
    ],
)
def test_a_database_that_cannot_be_reached(args: tuple[object, ...], tmp_path: Path) -> None:
    run = detainers(*args, "--db", tmp_path / TOO_LONG, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (6, "")
    assert "cannot be reached (File name too long)" in complaint(run)
    assert list(tmp_path.iterdir()) == []


def test_a_new_database_whose_name_leaves_no_room_for_the_hidden_one(tmp_path: Path) -> None:
    run = detainers("ingest", WEEK, "--db", tmp_path / ("n" * 250))
    assert (run.returncode, run.stdout) == (6, "")
    assert "cannot be reached (File name too long)" in complaint(run)
    assert list(tmp_path.iterdir()) == []


def test_a_database_whose_name_leaves_no_room_for_a_log(loaded_db: Path, tmp_path: Path) -> None:
    db = tmp_path / ("n" * 253)
    db.write_bytes(loaded_db.read_bytes())
    assert detainers("check", "--db", db).returncode == 0


@pytest.mark.parametrize("command", OUTPUTS)
@pytest.mark.parametrize("length", [300, 250])
def test_an_output_with_too_long_a_name(
    command: str, length: int, loaded_db: Path, tmp_path: Path
) -> None:
    file = tmp_path / ("n" * (length - 5) + OUTPUTS[command][0])
    run = detainers(*args_of(command, file, loaded_db))
    assert (run.returncode, run.stdout) == (8, "")
    assert "cannot be written (File name too long). Give it a shorter name." in complaint(run)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_an_export_with_too_long_a_name(loaded_db: Path, tmp_path: Path) -> None:
    for name in (TOO_LONG, "n" * 250, f"{TOO_LONG}/data"):
        run = detainers("export", tmp_path / name, "--only", "csv", "--db", loaded_db)
        assert (run.returncode, run.stdout) == (8, "")
        assert "File name too long" in complaint(run)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "args",
    [
        ("explain", "crime", "Zork"),
        ("renormalize", "--dry-run"),
        ("review", "accept", "crime", "Zork", "1399"),
        ("review", "forget", "crime", "Zork"),
        ("review", "decisions"),
    ],
)
def test_decisions_with_too_long_a_name(
    args: tuple[str, ...], loaded_db: Path, tmp_path: Path
) -> None:
    run = detainers(*args, "--decisions", tmp_path / TOO_LONG, "--db", loaded_db)
    assert (run.returncode, run.stdout) == (2, "")
    assert "(File name too long)" in complaint(run)


# ---------------------------------------------------------------- reads that would not end


def test_a_larger_file_than_any_of_decisions_is_not_read(loaded_db: Path, tmp_path: Path) -> None:
    file = sparse(tmp_path / "decisions.csv", 17)
    commands = (
        ("explain", "crime", "Zork"),
        ("renormalize", "--dry-run"),
        ("review", "accept", "crime", "Zork", "1399"),
        ("review", "decisions"),
    )
    for args in commands:
        run = detainers(*args, "--decisions", file, "--db", loaded_db)
        assert (run.returncode, run.stdout) == (2, "")
        assert "the decisions cannot be read (it has more than 16 MiB)" in complaint(run)


@pytest.mark.parametrize("command", [("accept", "crime", "Zork", "1399"), ("forget", "crime", "x")])
def test_decisions_are_not_recorded_in_a_fifo(
    command: tuple[str, ...], loaded_db: Path, tmp_path: Path
) -> None:
    """It is refused before it is read, for which it would wait."""
    os.mkfifo(tmp_path / "fifo")
    args = ("--decisions", tmp_path / "fifo", "--db", loaded_db)
    run = detainers("review", *command, *args, timeout=60)
    assert (run.returncode, run.stdout) == (2, "")
    assert "cannot be written (it is a FIFO, no regular file)" in complaint(run)


def test_larger_errata_than_any_are_not_read(loaded_db: Path, tmp_path: Path) -> None:
    run = detainers("trend", "--errata", sparse(tmp_path / "errata.csv", 17), "--db", loaded_db)
    assert (run.returncode, run.stdout) == (2, "")
    assert "the errata cannot be read (it has more than 16 MiB)" in complaint(run)


def test_a_larger_file_than_any_report_is_not_read(loaded_db: Path, tmp_path: Path) -> None:
    pdf = sparse(tmp_path / "report.pdf", 257)
    args = ("--image", tmp_path / "x.png", "--pdf", pdf, "--db", loaded_db)
    run = detainers("show", REF, *args)
    assert (run.returncode, run.stdout) == (2, "")
    assert "it has more than 256 MiB" in complaint(run)


def test_more_texts_than_any_on_stdin_are_not_read(tmp_path: Path) -> None:
    with sparse(tmp_path / "texts", 17).open() as stdin:
        run = detainers("explain", "crime", stdin=stdin, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "stdin has more than 16 MiB" in complaint(run)


def sparse(path: Path, mib: int) -> Path:
    """A file of so many MiB that takes no room."""
    path.touch()
    os.truncate(path, mib * 2**20)
    return path
