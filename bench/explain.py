"""Lines a second of `detainers explain` over 10,000 lines, for each kind; whole process."""

from __future__ import annotations

import random
import statistics

from timing import PROGRAM, run, table

from detainer_cli import reference

LINES = 10_000
RUNS = 3
GOAL = 5_000
SEED = 20170128


def texts(kind: str) -> list[str]:
    """Names from the reference data as reports write them, a tenth with a letter missing."""
    choose = random.Random(SEED)
    if kind == "jurisdiction":
        states = {row["usps"]: row["name"] for row in reference.table("states")}
        names = [f"{row['name']} Jail, {row['name']}, {states[row['state']]}" for row in _2017()]
    elif kind == "crime":
        names = [
            f"{row['description'].title()} (Charged)" for row in reference.table("ncic_offenses")
        ]
    else:
        names = [row["alias"] for row in reference.table("country_aliases")]
    lines = [choose.choice(names) for _ in range(LINES)]
    return [line[1:] if choose.random() < 0.1 else line for line in lines]


def _2017() -> list[dict[str, str]]:
    return [row for row in reference.table("counties") if not row["until"] or row["until"] > "2017"]


def section() -> str:
    """The part of the results about names."""
    rows = []
    for kind in ("jurisdiction", "crime", "citizenship"):
        given = "\n".join(texts(kind))
        command = [*PROGRAM, "explain", kind, "--format", "csv"]
        seconds = statistics.median(run(command, given).seconds for _ in range(RUNS))
        speed = LINES / seconds
        how = "met" if speed >= GOAL else f"missed by {1 - speed / GOAL:.0%}"
        rows.append([kind, f"{seconds:.2f} s", f"{speed:,.0f}", f"{GOAL:,}: {how}"])
    about = f"`detainers explain` of {LINES:,} lines, whole processes, medians of {RUNS} rounds."
    return "\n\n".join(
        ["## Names", about, table(["kind", "time", "lines a second", "goal, at least"], rows)]
    )
