"""How long `detainers ingest` takes, beside camelot alone with its defaults, in the same run.

Both are timed as whole processes, in turn, so that a busy machine slows both. What counts is the
ratio of the medians.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

REPORT = Path(__file__).parent.parent / "sample_reports" / "ddor2017_01-28to02-03.pdf"
ROUNDS = 3
GOAL = 0.3
CAMELOT = "import sys, camelot; camelot.read_pdf(sys.argv[1], pages='all', flavor='lattice')"


def seconds(*command: str) -> float:
    """The wall time of a process that ends well."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def ingest() -> float:
    """Loading the report into a database that does not exist yet."""
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "bench.db")
        return seconds(sys.executable, "-m", "detainer_cli", "ingest", str(REPORT), "--db", db)


def camelot() -> float:
    """Finding the tables alone: no word is checked, no row joined, nothing stored."""
    return seconds(sys.executable, "-c", CAMELOT, str(REPORT))


def main() -> int:
    """Prints the table; 1 if the goal was missed."""
    ingest()  # both start from warm files
    rounds = [(ingest(), camelot()) for _ in range(ROUNDS)]
    ours, theirs = (median(column) for column in zip(*rounds, strict=True))
    ratio = ours / theirs
    print(f"{REPORT.name}, whole process, seconds, median of {ROUNDS} rounds")
    for name, value in (("detainers ingest", ours), ("camelot.read_pdf, defaults", theirs)):
        print(f"  {name:<28}{value:7.2f}")
    print(f"  {'ratio':<28}{ratio:7.2f}   goal: at most {GOAL}")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main())
