"""Runs the command as its users do: as a process of its own."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from samples import ROOT

COMMAND = [sys.executable, "-m", "detainer_cli"]


def detainers(*args: object, **named: Any) -> subprocess.CompletedProcess[str]:
    """The finished run of `detainers ARGS`, without the tester's own settings."""
    return python(*COMMAND[1:], *args, **named)


def python(*args: object, **named: Any) -> subprocess.CompletedProcess[str]:
    """The finished run of `python ARGS`, with the program at hand."""
    return subprocess.run(
        [sys.executable, *map(str, args)],
        **{"check": False, "env": environment(), **named},
        capture_output=True,
        text=True,
    )


def in_shell(line: str) -> subprocess.CompletedProcess[str]:
    """What a shell makes of a line in which `detainers` stands for the program."""
    function = f'detainers() {{ {shlex.join(COMMAND)} "$@"; }}'
    return subprocess.run(
        ["sh", "-c", f"{function}; {line}"],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )


def start(*args: object) -> subprocess.Popen[str]:
    """A run of `detainers ARGS` that goes on."""
    return subprocess.Popen(
        command(*args),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def on_terminal(*args: object, columns: int, with_messages: bool = False) -> str:
    """What `detainers ARGS` shows on a terminal of so many columns, which cuts and adds nothing.

    Lines stand as they were written; bold and dim are left out. `with_messages` has stderr there,
    too, as it is when nothing is redirected.
    """
    text = as_written(*args, columns=columns, with_messages=with_messages)
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def as_written(*args: object, columns: int, with_messages: bool = False, **env: str) -> str:
    """What `detainers ARGS` writes to a terminal, which is all that it says."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    left_out = {"COLUMNS", "LINES", "NO_COLOR"}
    known = {k: v for k, v in environment().items() if k not in left_out}
    with subprocess.Popen(
        command(*args),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs if with_messages else subprocess.PIPE,
        env={**known, "TERM": "xterm", **env},
    ) as process:
        os.close(theirs)
        text = b"".join(iter(lambda: _read(ours), b"")).decode()
        assert process.stderr is None or process.stderr.read() == b""
    os.close(ours)
    assert process.returncode == 0
    return text.replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed: so a terminal says that it is over
        return b""


def command(*args: object) -> list[str]:
    """`detainers ARGS` as a process is given it."""
    return [*COMMAND, *map(str, args)]


def quick_ingest(*args: object) -> list[str]:
    """`detainers ARGS` of the program to which a small text is a report (`quick_ingest.py`)."""
    return [sys.executable, str(ROOT / "tests" / "quick_ingest.py"), *map(str, args)]


def environment(**more: str) -> dict[str, str]:
    """The tester's environment without what would change the program, and with `more`.

    The program is the one beside these tests, whatever is installed.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DETAINERS_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def complaint(run: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr of a run that failed; it is never a traceback."""
    (line,) = run.stderr.splitlines()
    assert line.startswith("detainers: ")
    assert "Traceback" not in line
    return line


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own with room for `size`; without the right to mount, no test."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        is_mounted = False
    if not is_mounted:
        pytest.skip("mounting is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
