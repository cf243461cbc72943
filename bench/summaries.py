"""Times every summary on ten years of reports against the start of Python with what it needs.

Prints, for each command, the median time of the whole process and the median of its ratios to the
time of `python -c "import typer, rich, sqlite3"`, each taken right before it. The goal is a ratio
of 2.0 at most.
"""

from __future__ import annotations

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from large_database import make

import detainer_cli

GOAL = 2.0
ROUNDS = 15
BASE = [sys.executable, "-c", "import typer, rich, sqlite3"]
QUESTIONS = [
    "top-counties",
    "top-counties --basis declined --limit 50",
    "split",
    "split --by crime",
    "split --by citizenship",
    "split --by state",
    "breakdown --by category",
    "breakdown --by region",
    "breakdown --by county",
    "breakdown --by facility",
    "breakdown --by week",
    "trend",
    "compare 2018-01-06 latest --by crime",
    "lag",
    "lag --by state",
    "lag --by county",
    "policies",
    "coverage",
    "reports",
    "rows --week latest",
    "split --by crime --week latest",
    "split --by crime --state TX",
]


def main() -> None:
    """Prints the table; exits with 1 if a command misses the goal."""
    compileall.compile_dir(Path(detainer_cli.__file__).parent, quiet=1)  # as pip does
    program = shutil.which("detainers", path=str(Path(sys.executable).parent))
    start = [program] if program else [sys.executable, "-m", "detainer_cli"]
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "large.db"
        make(database)
        os.environ["DETAINERS_DB"] = str(database)
        ratios = [_report(question, [*start, *question.split()]) for question in QUESTIONS]
    missed = sum(ratio > GOAL for ratio in ratios)
    print(f"{len(ratios) - missed} of {len(ratios)} at most {GOAL}, worst {max(ratios):.2f}")
    sys.exit(1 if missed else 0)


def _report(question: str, command: list[str]) -> float:
    pairs = [(_seconds(BASE), _seconds(command)) for _ in range(ROUNDS)]
    base, own = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    ratio = statistics.median(own / base for base, own in pairs)
    print(f"{ratio:5.2f}  {own:5.0f} ms of {base:4.0f} ms  {question}")
    return ratio


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
