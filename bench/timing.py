"""Runs commands as whole processes, in turn, and keeps what each took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
PROGRAM = [sys.executable, "-m", "detainer_cli"]
TESTS = ROOT / "tests"
_MIB = 1024**2 if sys.platform == "darwin" else 1024  # units of ru_maxrss in a MiB


@dataclass(frozen=True)
class Run:
    """What a process took: its wall time, and the memory of the largest process of its family."""

    seconds: float
    mib: float
    processor: float
    returncode: int


@dataclass(frozen=True)
class Median:
    """The medians of several runs."""

    seconds: float
    mib: float


def run(command: Sequence[str], given: str = "", may_fail: bool = False) -> Run:
    """Runs a command to its end. Raises RuntimeError with what it said if it fails.

    Memory is told by the system for the process and all that it waited for. It starts at what this
    process holds, so that nothing large may be imported here.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdin
    assert process.stderr
    process.stdin.write(given)
    process.stdin.close()
    said = process.stderr.read()
    process.stderr.close()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and not may_fail:
        raise RuntimeError(f"{' '.join(command)}: {said[-2000:]}")
    processor = used.ru_utime + used.ru_stime
    return Run(seconds, used.ru_maxrss / _MIB, processor, process.returncode)


def environment() -> dict[str, str]:
    """The user's, without settings of the program, which is the one beside this file."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DETAINERS_")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def alternately(
    commands: Mapping[str, Callable[[], Run]], rounds: int, warm: bool = True
) -> dict[str, Median]:
    """Runs all in turn, `rounds` times, so that a busy machine slows all alike."""
    if warm:
        for start in commands.values():
            start()
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, start in commands.items():
            runs[name].append(start())
    return {
        name: Median(median(r.seconds for r in taken), median(r.mib for r in taken))
        for name, taken in runs.items()
    }


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table of Markdown, its columns as wide as they need be."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    told = [" | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines]
    rule = " | ".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (told[0], rule, *told[1:]))
