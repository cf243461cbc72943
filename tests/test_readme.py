"""What the README and docs/ tell an administrator to write and to type works as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
from databases import ask, store
from running import COMMAND, environment
from samples import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]
EVERY = "\n".join(path.read_text("utf-8") for path in PAGES)


def block(kind: str, words: str) -> str:
    """The one block of a kind that holds these words."""
    blocks = re.findall(rf"^ *```{kind}\n(.*?)^ *```$", EVERY, re.DOTALL | re.MULTILINE)
    (found,) = [text for text in blocks if words in text]
    return str(found)


def units() -> dict[str, str]:
    """The systemd units by their names."""
    parts = re.split(r"^# /etc/systemd/system/(\S+)\n", block("ini", "[Unit]"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """The program as a command that can be named by its path."""
    path = tmp_path / "bin" / "detainers"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n')
    path.chmod(0o755)
    return path


def test_a_failed_run_starts_a_unit_that_is_there() -> None:
    found = units()
    service = ConfigParser(interpolation=None)
    service.read_string(found["detainers.service"])
    assert service["Unit"]["OnFailure"] in found
    assert set(found) == {"detainers.service", "detainers-failed.service", "detainers.timer"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd")
def test_systemd_takes_the_units(tmp_path: Path, command: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    for name, text in units().items():
        (folder / name).write_text(text.replace("/usr/local/bin/detainers", str(command)))
    paths = [str(path) for path in folder.iterdir()]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *paths],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{folder}:"},
    )
    assert "detainers" not in done.stderr


@pytest.mark.skipif(shutil.which("logrotate") is None, reason="logrotate is not installed")
def test_logrotate_moves_the_log(tmp_path: Path) -> None:
    log, rules = tmp_path / "ingest.log", tmp_path / "rules"
    rules.write_text(block("conf", "rotate").replace("/srv/detainers/ingest.log", str(log)))
    tmp_path.chmod(0o755)
    command = [*COMMAND, "ingest", "none.pdf", "--db", str(tmp_path / "x.db"), "--log", str(log)]
    for lines in (1, 2):
        subprocess.run(command, check=False, env=environment(), capture_output=True)
        assert len(log.read_text().splitlines()) == lines
    rotate = ["logrotate", "--force", "--state", str(tmp_path / "state"), str(rules)]
    subprocess.run(rotate, check=True, env=environment() | {"PATH": "/usr/sbin:/usr/bin:/bin"})
    assert not log.exists()
    assert len((tmp_path / "ingest.log.1").read_text().splitlines()) == 2
    subprocess.run(command, check=False, env=environment(), capture_output=True)
    assert len(log.read_text().splitlines()) == 1


def test_the_crontab_lines_are_commands(command: Path) -> None:
    lines = block("crontab", "ingest").splitlines()
    assert len(lines) == 2
    for line in lines:
        fields = line.split()
        assert all(re.fullmatch(r"[\d*/]+", field) for field in fields[:5])
        run = subprocess.run(
            [command, *fields[6:7], "--help"], capture_output=True, text=True, check=True
        )
        for option in (word for word in fields if word.startswith("--")):
            assert option in run.stdout


def test_a_backup_is_restored(tmp_path: Path, command: Path) -> None:
    """With a log of the old database left behind, as after a kill."""
    db = store(tmp_path / "detainers.db")
    subprocess.run([command, "backup", "backup.db"], cwd=tmp_path, check=True, env=environment())
    before = ask(tmp_path / "backup.db", "SELECT * FROM declined")
    store(db, 1)
    (tmp_path / "detainers.db-wal").write_bytes(b"of another file")
    done = subprocess.run(
        ["sh", "-ec", block("sh", "cp backup.db")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=environment() | {"PATH": f"{command.parent}:{os.environ['PATH']}"},
    )
    assert done.returncode == 0, done.stderr
    assert "2017-03-04 to 2017-03-10" in done.stdout
    assert ask(db, "SELECT * FROM declined") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backup.db", "bin", "detainers.db"]
