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

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from factory import LAYOUTS, build_report, make_content

GOAL = 1.8  # times faster on two cores than on one
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


def main() -> int:
    """Prints the table; 1 if the goal was missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reports", type=int, default=520)
    arguments.add_argument("--rows", type=int, default=206)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    every = sorted(os.sched_getaffinity(0))
    times: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        paths = make(Path(folder), asked.reports, asked.rows)
        for _ in range(asked.rounds):
            for cores in times:
                times[cores].append(load(paths, set(every[:cores]))[0])
                print(f"{cores} core(s): {times[cores][-1]:.1f} s", flush=True)
        ratio = median(times[1]) / median(times[2])
        print(
            f"{len(paths)} reports: {ratio:.2f} times faster on two cores; goal {GOAL}", flush=True
        )
        for number in (len(paths) // 10, len(paths) // 2, len(paths)):
            print(f"{number} reports: {load(paths[:number], set(every))[1]:.0f} MiB", flush=True)
    return int(ratio < GOAL)


if __name__ == "__main__":
    sys.exit(main())
