"""Standard streams that are closed or full, and odd names: a sentence, never a traceback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from running import complaint, in_shell
from samples import SAMPLES

SAMPLE = SAMPLES / "ddor2017_02-04to02-10.pdf"


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Runs `detainers` with what the shell makes of its streams."""
    return in_shell(f"detainers {line}")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("streams") / "detainers.db"
    assert shell(f"ingest {SAMPLE} --db {path}").returncode == 0
    return path


@pytest.mark.parametrize("redirection", ["2>&-", "<&-", "2>&- <&-"])
def test_closed_streams_are_no_defect(db: Path, redirection: str) -> None:
    run = shell(f"reports --db {db} {redirection}")
    assert run.returncode == 0
    assert run.stdout
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "line", ["reports", "top-counties -f json", "status -f csv --today 2017-02-12", "brief"]
)
def test_an_answer_to_a_closed_standard_output_is_not_written(db: Path, line: str) -> None:
    run = shell(f"{line} --db {db} >&-")
    assert run.returncode == 8
    assert "could not be written to standard output: it is closed" in complaint(run)
    assert shell(f"{line} --db {db} >&- 2>&- <&-").returncode == 8


def test_help_is_an_answer_too() -> None:
    assert [shell(f"{line} >&-").returncode for line in ("--version", "split --help")] == [8, 8]


def test_what_prints_nothing_needs_no_standard_output(db: Path) -> None:
    for line in (f"ingest {SAMPLE}", "status --today 2017-02-12"):
        run = shell(f"{line} --db {db} >&-")
        assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_a_line_that_is_no_text_is_refused(errors: str) -> None:
    """By its number, and as no name that it would be without its bytes."""
    lines = "printf 'Travis County, Texas\\nTravis County, Te\\377xas\\n'"
    explain = "detainers explain jurisdiction -f csv"
    run = in_shell(f"export PYTHONIOENCODING=utf-8:{errors}; {lines} | {explain}")
    assert (run.returncode, run.stdout) == (2, "")
    told = complaint(run)
    assert "standard input, line 2: it is no text in UTF-8" in told
    assert "“Travis County, Te\\xffxas”" in told


def test_a_closed_standard_input_is_empty(tmp_path: Path) -> None:
    run = shell(f"ingest - --db {tmp_path / 'x.db'} <&-")
    assert run.returncode == 3
    assert "empty" in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_standard_output_says_so(db: Path) -> None:
    run = shell(f"reports --db {db} > /dev/full")
    assert run.returncode == 8
    assert "could not be written" in run.stderr
    assert "defect" not in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize(
    ("line", "code"),
    [("reports --db {missing}", 2), ("reports --db {db}", 0), ("ingest {missing} --db {db}", 2)],
)
def test_a_full_standard_error_leaves_the_exit_code_to_tell(
    db: Path, tmp_path: Path, line: str, code: int
) -> None:
    line = line.format(db=db, missing=tmp_path / "missing.db")
    assert shell(f"{line} 2> /dev/full").returncode == code


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    run = shell(f"ingest {SAMPLE} --db {tmp_path}")
    assert run.returncode == 2
    assert "folder" in run.stderr


def test_what_is_no_regular_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere.pdf")
    run = shell(f"ingest {tmp_path} --db {tmp_path / 'x.db'}")
    assert run.returncode == 3
    assert "pipe.pdf: it is no regular file" in run.stderr
    assert "gone.pdf: there is no such file" in run.stderr


def test_show_overwrites_no_file_that_is_no_picture(db: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.png"
    notes.write_text("not a picture")
    for path in (db, notes):
        before = path.read_bytes()
        assert shell(f"show 1 --db {db} --image {path}").returncode == 2
        assert path.read_bytes() == before


def test_a_replaced_week_is_worth_a_line(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "again.pdf"
    copy.write_bytes(SAMPLE.read_bytes() + b"\n% another file\n")
    run = shell(f"ingest {copy} --db {db}")
    assert run.returncode == 0
    assert "takes the place of the report" in run.stderr
    assert "47 declined, where that had 47" in run.stderr
    with sqlite3.connect(db) as conn:
        assert conn.execute("SELECT max(revision) FROM report").fetchone() == (2,)


def test_an_offense_is_found_by_any_of_its_names(db: Path) -> None:
    counts = [
        shell(f"split --crime '{name}' --format csv --db {db}").stdout.splitlines()[1]
        for name in ("5404", "Driving Under Influence Liquor", "driving under influence alcohol")
    ]
    assert len(set(counts)) == 1
    assert counts[0].split(",")[3] != "0"
