"""How loading many reports goes on one core and on two: `many_reports.py [--reports N] …`.

The reports are made first, a week each. One core and all are measured in turn as whole processes,
into new databases, so that a busy machine slows both; what counts is the ratio of the medians. One
core means that the process and its children may run on no other. Memory is that of the process that
stores, at a tenth, a half and all of the reports: it is to be flat.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median

from timing import TESTS, table

sys.path.append(str(TESTS))

from factory import LAYOUTS, build_report, make_content

REPORTS, ROWS, ROUNDS = 520, 206, 1
GOAL = 1.8  # times faster on two cores than on one
FLAT = 1.1  # times the memory of a tenth of the reports
ABOUT = """`detainers ingest` of {reports} reports, a week each, of {rows} declined rows, made by
`tests/factory`, into a new database: on one core and on two in turn, medians of rounds: {rounds}.
One core means that the program and its children may run on no other. Memory is that of the process
that stores, of a tenth, a half and all of the reports: it is to be flat."""
LOAD = """
import resource, sys
from detainer_cli.__main__ import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def make(folder: Path, number: int, rows: int) -> list[Path]:
    """So many reports of so many declined rows, for weeks without published totals."""
    layout = LAYOUTS["week_one"]
    paths = [folder / f"{week:04}.pdf" for week in range(number)]
    for week, path in enumerate(paths, 5):
        truth = make_content(week, rows, 10, layout.week + timedelta(weeks=week))
        build_report(truth, layout, path)
    return paths


def load(paths: Sequence[Path], cores: set[int]) -> tuple[float, float]:
    """Seconds, and MiB of the process that stores."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", LOAD, "ingest", *map(str, paths), "--quiet"]
        command += ["--db", str(Path(folder) / "x.db")]
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores)
        started = time.perf_counter()
        try:
            run = subprocess.run(command, check=True, capture_output=True, text=True)
        finally:
            os.sched_setaffinity(0, before)
        return time.perf_counter() - started, int(run.stderr.splitlines()[-1]) / 1024


def section(reports: int = REPORTS, rows: int = ROWS, rounds: int = ROUNDS) -> str:
    """The part of the results about many reports."""
    every = sorted(os.sched_getaffinity(0))
    times: dict[int, list[float]] = {1: [], 2: []}
    memory = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        paths = make(Path(folder), reports, rows)
        for _ in range(rounds):
            for cores in times:
                seconds, memory[reports] = load(paths, set(every[:cores]))
                times[cores].append(seconds)
                print(f"{reports} reports, {cores} core(s): {seconds:.1f} s", file=sys.stderr)
        for number in (reports // 10, reports // 2):
            memory[number] = load(paths[:number], set(every[:2]))[1]
    one, two = (median(taken) for taken in times.values())
    return "\n\n".join(
        [
            "## Many reports",
            ABOUT.format(reports=reports, rows=rows, rounds=rounds),
            f"- one core {one:.0f} s, two cores {two:.0f} s: {one / two:.2f} times as fast, goal at"
            f" least {GOAL}: {_told(GOAL / (one / two))}\n"
            f"- a report takes {one / reports:.2f} s of one core\n"
            f"- memory of all is {memory[reports] / memory[reports // 10]:.2f} times that of a"
            f" tenth, flat is at most {FLAT}:"
            f" {_told(memory[reports] / memory[reports // 10] / FLAT)}",
            table(["reports", "memory"], [[n, f"{memory[n]:.0f} MiB"] for n in sorted(memory)]),
        ]
    )


def _told(share: float) -> str:
    return "met" if share <= 1 else f"missed by {share - 1:.0%}"


def main() -> None:
    """Prints the part."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reports", type=int, default=REPORTS)
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    print(section(**vars(arguments.parse_args())))


if __name__ == "__main__":
    main()
