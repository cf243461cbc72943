"""Every answer over millions of declined rows, beside the start of Python: seconds beyond that.

`python bench/millions.py 100000` measures over as many rows as you name, and prints the table.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import large_database
from answers import QUESTIONS, START_AND_SQLITE, program, sizes_told
from timing import run, table

ROWS = 5_000_000
ROUNDS = 3
GOAL = 1.0  # seconds beyond the start of Python
ABOUT = """{weeks} made-up weeks with {rows:,} declined rows in all, {gib:.1f} GiB. Each answer as a
whole process, right after `python -c "import typer, rich, sqlite3"`; what it takes beyond that, the
median of {rounds} rounds after one to warm the files up. Goal: at most {goal:g} s."""

WHY = """Where an answer misses the goal, that is why: it counts over all weeks, and SQLite steps
through an index of all rows for that, which goes with their number. An answer about one week, or
about the counties of section I, does not. Sums kept beside the rows would be faster and a second
truth; at such sizes the exported Parquet is the way on (`docs/scale.md`)."""


def section(
    rows: int = ROWS, weeks: int = large_database.WEEKS, questions: Sequence[str] = QUESTIONS
) -> str:
    """The part of the results about millions of rows."""
    with TemporaryDirectory(prefix="bench-") as folder:
        database = Path(folder) / "millions.db"
        large_database.make(database, weeks)
        large_database.multiply(database, rows)
        told = [_row(question, database) for question in questions]
        gib = database.stat().st_size / 2**30
        with closing(sqlite3.connect(database)) as conn:
            (number,) = conn.execute("SELECT count(*) FROM declined_row").fetchone()
            sizes = sizes_told(conn)
    about = ABOUT.format(weeks=weeks, rows=number, gib=gib, rounds=ROUNDS, goal=GOAL)
    missed = sum(row[-1] != "met" for row in told)
    summary = f"{len(told) - missed} of {len(told)} meet the goal."
    head = ["command", "beyond the start", "memory", "goal"]
    return "\n\n".join(["## Millions of rows", about, table(head, told), summary, WHY, sizes])


def _row(question: str, database: Path) -> list[str]:
    command = [*program(), *question.split(), "--db", str(database)]
    run(command)
    print(f"measuring: {question}", file=sys.stderr)
    taken = [(run(START_AND_SQLITE), run(command)) for _ in range(ROUNDS)]
    beyond = statistics.median(own.seconds - start.seconds for start, own in taken)
    mib = max(own.mib for _, own in taken)
    goal = "met" if beyond <= GOAL else f"missed by {beyond - GOAL:.2f} s"
    return [f"`{question}`", f"{beyond:.2f} s", f"{mib:.0f} MiB", goal]


if __name__ == "__main__":
    print(section(int(sys.argv[1]) if sys.argv[1:] else ROWS))
