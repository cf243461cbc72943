"""Trouble that is no report's fault: a bare environment, odd bytes in names, no room to write."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from databases import ask, is_whole, store
from running import complaint, detainers, environment, in_shell, python, small_disk
from samples import ROOT

from detainer_cli.errors import ExitCode
from detainer_cli.ingest.failures import SUFFIX

README = ROOT / "README.md"
ODD = os.fsdecode(b"caf\xe9")
"""A name as a system without UTF-8 has left it on disk."""


@pytest.fixture
def inbox(tmp_path: Path, small_report: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "report.pdf").write_bytes(small_report.read_bytes())
    return folder


def in_environment(variables: dict[str, str], *args: object) -> subprocess.CompletedProcess[str]:
    """A run with these variables only, and what finds the program."""
    return detainers(*args, env={"PYTHONPATH": str(ROOT), **variables})


# ---------------------------------------------------------------- the environment


@pytest.mark.parametrize("kept", [(), ("PATH",), ("HOME",)])
def test_a_bare_environment_is_enough(tmp_path: Path, inbox: Path, kept: tuple[str, ...]) -> None:
    """As of a service manager, or of cron on some systems."""
    given = {name: os.environ.get(name, "/") for name in kept}
    db = tmp_path / "x.db"
    run = in_environment(given, "ingest", inbox, "--db", db)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    for args in (["reports"], ["trend"], ["show", "1"], ["export", tmp_path / "out", "-q"]):
        assert in_environment(given, *args, "--db", db).returncode == 0
    assert in_environment(given, "--help").returncode == 0


def broken(tmp_path: Path, source: str) -> dict[str, str]:
    """An environment in which the library that finds tables does not load."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "camelot.py").write_text(source)
    return environment(PYTHONPATH=f"{folder}{os.pathsep}{ROOT}")


@pytest.mark.parametrize(
    "source",
    [
        "raise ImportError('libGL.so.1: cannot open shared object file')",
        "import os; os.open('/nowhere/at/all', os.O_RDONLY)",
        "import os; os.kill(os.getpid(), 9)",
    ],
    ids=["library missing", "system call refused", "killed from outside"],
)
def test_a_fault_of_the_environment_is_no_fault_of_the_file(
    tmp_path: Path, inbox: Path, source: str
) -> None:
    """It is not called damage, not remembered, and the file is loaded as soon as it can be."""
    args = ("ingest", inbox, "--db", tmp_path / "x.db", "--set-aside")
    variables = broken(tmp_path, source)
    for _ in range(2):
        run = in_environment(variables, *args)
        assert (run.returncode, run.stdout) == (6, "")
        text = complaint(run)
        assert "No file is at fault" in text
        assert "damage" not in text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["broken", "inbox"]
    run = detainers(*args)
    assert (run.returncode, run.stderr) == (0, "")


def test_no_process_can_be_started(tmp_path: Path, inbox: Path) -> None:
    """As where a limit on processes is reached: here the interpreter is gone."""
    code = (
        "import sys; from detainer_cli.cli import main\n"
        "sys.executable = '/nowhere/python'; sys.argv[0] = 'detainers'; main()"
    )
    run = python("-c", code, "ingest", inbox, "--db", tmp_path / "x.db")
    assert run.returncode == 6
    assert "No file is at fault" in complaint(run)
    assert not (tmp_path / f"x.db{SUFFIX}").exists()


def test_no_memory_is_told_in_a_whole_sentence() -> None:
    """The error that says so has no text of its own."""
    code = "import detainer_cli.cli as cli\ncli.app = lambda: bytearray(1 << 60)\ncli.main()"
    run = python("-c", code)
    assert (run.returncode, run.stdout) == (6, "")
    assert "no more memory or processes. Nothing was half written." in complaint(run)


# ---------------------------------------------------------------- bytes that are no UTF-8


def odd(path: Path) -> Path:
    try:
        path.touch()
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    path.unlink()
    return path


def test_a_file_whose_name_is_no_utf_8(tmp_path: Path, inbox: Path) -> None:
    (inbox / "report.pdf").rename(odd(inbox / f"{ODD}.pdf"))
    log = tmp_path / "log"
    run = detainers("ingest", inbox, "--db", tmp_path / "x.db", "--log", log, "-f", "json", "-v")
    assert run.returncode == 0
    (found,) = json.loads(run.stdout)
    assert (found["path"], found["status"]) == (f"{inbox}/caf\\xe9.pdf", "loaded")
    assert json.loads(log.read_text())["file"] == f"{inbox}/caf\\xe9.pdf"
    assert "caf\\xe9.pdf: loaded" in run.stderr
    assert ask(tmp_path / "x.db", "SELECT source_name FROM report") == [("caf\\xe9.pdf",)]
    named = detainers("ingest", inbox / f"{ODD}.pdf", "--db", tmp_path / "x.db", "-f", "json")
    assert json.loads(named.stdout)[0]["status"] == "already loaded"


def test_a_bad_file_whose_name_is_no_utf_8(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    odd(inbox / f"{ODD}.pdf").write_bytes(b"%PDF-1.7 bad")
    (inbox / "bad.pdf").write_bytes(b"%PDF-1.7 bad")
    args = ("ingest", inbox, "--db", tmp_path / "x.db")
    first, second = detainers(*args), detainers(*args)
    assert (first.returncode, len(first.stderr.splitlines())) == (3, 2)
    assert "caf\\xe9.pdf: " in first.stderr
    assert (second.returncode, second.stderr) == (0, "")
    moved = detainers(*args, "--set-aside")
    assert moved.returncode == 3
    assert sorted(os.fsencode(p.name) for p in (tmp_path / "inbox-set-aside").iterdir()) == [
        b"bad.pdf", b"bad.pdf.reason.txt", b"caf\xe9.pdf", b"caf\xe9.pdf.reason.txt",
    ]  # fmt: skip


def test_every_place_may_have_a_name_that_is_no_utf_8(tmp_path: Path, inbox: Path) -> None:
    db = odd(tmp_path / f"{ODD}.db")
    log, into = tmp_path / f"{ODD}.log", tmp_path / f"{ODD}.d"
    runs = [
        detainers("ingest", inbox, "--db", db, "--log", log),
        detainers("reports", "--db", db),
        detainers("export", into, "--db", db, "-f", "json"),
        detainers("backup", tmp_path / f"{ODD}.bak", "--db", db),
        detainers("show", 1, "--image", tmp_path / f"{ODD}.png", "--db", db),
        detainers("reports", "--make-current", 1, "--db", db),
    ]
    assert [run.returncode for run in runs] == [0] * len(runs)
    listed = json.loads(runs[2].stdout)["rows"]
    assert f"{tmp_path}/caf\\xe9.d/declined.csv" in {file["file"] for file in listed}
    assert is_whole(db)


@pytest.mark.parametrize(
    "args",
    [
        [ODD],
        ["reports", "--week", ODD],
        ["reports", f"--{ODD}"],
        ["reports", "--format", ODD],
        ["top-counties", "--county", ODD],
        ["top-counties", "--limit", ODD],
        ["split", "--crime", "Assault", "--crime", ODD],
        ["compare", "latest", ODD],
        ["explain", "crime", ODD],
        ["explain", ODD],
        ["review", "accept", "crime", ODD, "1399"],
        ["status", "--max-age", ODD],
        ["ingest", "x.pdf", "--password", ODD],
        ["fetch", f"https://{ODD}/x.pdf", "--into", "x"],
        ["export", "x", "--only", ODD],
        ["ingest", f"{ODD}.pdf"],
        ["show", ODD],
    ],
)
def test_an_argument_that_is_no_utf_8_is_wrong_usage(tmp_path: Path, args: list[str]) -> None:
    db = store(tmp_path / "x.db")
    more = [] if args[0] in {"explain", "fetch", ODD} else ["--db", db]
    run = detainers(*args, *more, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr
    assert "defect" not in run.stderr
    assert "Traceback" not in run.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.db"]


# ---------------------------------------------------------------- no room to write


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_output_that_cannot_be_written_has_one_exit_code(tmp_path: Path, inbox: Path) -> None:
    """Standard output, the log, an export, a copy, a picture, a download's folder."""
    db = store(tmp_path / "x.db")
    assert detainers("ingest", inbox, "--db", db).returncode == 0
    with small_disk(tmp_path / "disk", "4k") as disk:
        (disk / "full").write_bytes(b" " * 4096)
        runs = [
            in_shell(f"detainers reports --db {db} > /dev/full"),
            detainers("ingest", inbox, "--db", db, "-v", "--log", "/dev/full"),
            detainers("export", disk / "out", "--db", db),
            detainers("backup", disk / "copy.db", "--db", db),
            detainers("show", 3, "--image", disk / "row.png", "--db", db),
        ]
        assert [run.returncode for run in runs] == [ExitCode.OUTPUT] * len(runs)
        for run in runs:
            assert "cannot be written" in run.stderr or "could not be written" in run.stderr
        assert [p.name for p in disk.iterdir()] == ["full"]


def test_every_exit_code_is_in_the_readme() -> None:
    lines = README.read_text("utf-8").splitlines()
    documented = {line.split("|")[1].strip() for line in lines if line.startswith("| ")}
    assert {str(int(code)) for code in ExitCode} <= documented
    (row,) = [line for line in lines if line.startswith(f"| {int(ExitCode.OUTPUT)} |")]
    assert "cannot be written" in row
