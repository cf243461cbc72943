"""Runs the command as its users do: as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "detainer_cli"]


def detainers(*args: object, **named: Any) -> subprocess.CompletedProcess[str]:
    """The finished run of `detainers ARGS`, without the tester's own settings."""
    return subprocess.run(
        [*COMMAND, *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
        **named,
    )


def start(*args: object) -> subprocess.Popen[str]:
    """A run of `detainers ARGS` that goes on."""
    return subprocess.Popen(
        [*COMMAND, *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def environment() -> dict[str, str]:
    """The tester's environment without what would change the program."""
    return {k: v for k, v in os.environ.items() if not k.startswith("DETAINERS_")}


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
