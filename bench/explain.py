"""Lines a second of `detainers explain` over 10,000 lines, for each kind; whole process."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time

from detainer_cli.reference import table

LINES = 10_000
RUNS = 3
SEED = 20170128


def texts(kind: str) -> list[str]:
    """Names from the reference data as reports write them, a tenth with a letter missing."""
    choose = random.Random(SEED)
    if kind == "jurisdiction":
        states = {row["usps"]: row["name"] for row in table("states")}
        names = [f"{row['name']} Jail, {row['name']}, {states[row['state']]}" for row in _2017()]
    elif kind == "crime":
        names = [f"{row['description'].title()} (Charged)" for row in table("ncic_offenses")]
    else:
        names = [row["alias"] for row in table("country_aliases")]
    lines = [choose.choice(names) for _ in range(LINES)]
    return [line[1:] if choose.random() < 0.1 else line for line in lines]


def _2017() -> list[dict[str, str]]:
    return [row for row in table("counties") if not row["until"] or row["until"] > "2017"]


def main() -> None:
    """Prints a line for each kind."""
    print(f"explain, {LINES:,} lines from standard input, median of {RUNS} whole processes")
    for kind in ("jurisdiction", "crime", "citizenship"):
        given = "\n".join(texts(kind))
        command = [sys.executable, "-m", "detainer_cli", "explain", kind, "--format", "csv"]
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            subprocess.run(command, input=given, text=True, capture_output=True, check=True)
            times.append(time.perf_counter() - start)
        seconds = statistics.median(times)
        print(f"  {kind:<13} {seconds:5.2f} s  {LINES / seconds:9,.0f} lines/s  (goal: 5,000)")


if __name__ == "__main__":
    main()
