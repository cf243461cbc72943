"""Measures `publish` on made-up databases: processor time and memory of few and of many weeks.

`python bench/publishing.py 52 520` measures other sizes than `make bench` does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import large_database
from timing import PROGRAM, run, table

WEEKS = (13, 130)
ABOUT = """`detainers publish` of made-up weeks of 206 declined rows, without PDFs, into an empty
folder and again with nothing changed. What is to hold: ten times the weeks take about ten times
the processor time, and not ten times the memory."""


def section(weeks: tuple[int, ...] = WEEKS) -> str:
    """The part of the results about the site."""
    rows = []
    with TemporaryDirectory(prefix="bench-") as name:
        for number in weeks:
            db, site = Path(name) / f"{number}.db", Path(name) / f"site_{number}"
            large_database.make(db, number)
            for which in ("first", "again"):
                taken = run([*PROGRAM, "publish", str(site), "--db", str(db)])
                rows.append([number, which, f"{taken.processor:.1f} s", f"{taken.mib:.0f} MiB"])
    return "\n\n".join(
        ["## The site", ABOUT, table(["weeks", "run", "processor time", "memory"], rows)]
    )


if __name__ == "__main__":
    print(section(tuple(map(int, sys.argv[1:])) or WEEKS))
