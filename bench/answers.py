"""Every answer over ten years of weekly reports, beside the start of Python with what it needs."""

from __future__ import annotations

import compileall
import os
import shutil
import sqlite3
import statistics
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from large_database import WEEKS, make
from timing import PROGRAM, ROOT, run, table

ROUNDS = 7
START = [sys.executable, "-c", "import typer, rich"]
START_AND_SQLITE = [*START[:2], START[2] + ", sqlite3"]
START_GOAL, GOAL, INDEX_GOAL = 1.3, 1.6, 1.3
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

OF_SEVERAL = {"compare", "TX"}  # what a database of one week may not have

ABOUT = """Whole processes over a made-up database of 520 weeks and {rows:,} declined rows, each
taken right after `python -c "import typer, rich"` (`--help` and `--version`, goal at most
{start:g} times that) or `python -c "import typer, rich, sqlite3"` (the answers, goal at most
{goal:g} times that). Medians of {rounds} rounds; the ratio is the median of the rounds' ratios. *A
week* is the same over a database of one week, where there is nothing to compute: what it takes
beyond the start of Python is the program's own modules, and the rest of the time is the query."""
WHY = """Where an answer misses its goal, that is why: the program's own modules take most of what
the goal leaves beside typer and rich, and the query of such an answer more than what is left."""


@dataclass(frozen=True)
class Pair:
    """A command beside what it is compared with: median milliseconds, the median of the ratios.

    `week` is what it takes over one week, None where no database is asked.
    """

    name: str
    own: float
    base: float
    ratio: float
    goal: float
    week: float | None = None


def section() -> str:
    """The part of the results about answers, and about what indexes take."""
    compileall.compile_dir(ROOT / "detainer_cli", quiet=1)  # as pip does
    with TemporaryDirectory(prefix="bench-") as folder:
        databases = {weeks: Path(folder) / f"{weeks}.db" for weeks in (WEEKS, 1)}
        for weeks, path in databases.items():
            make(path, weeks)
        pairs = [_pair(option, START, START_GOAL) for option in ("--help", "--version")]
        asked = [databases[WEEKS], databases[1]]
        pairs += [_pair(question, START_AND_SQLITE, GOAL, asked) for question in QUESTIONS]
        with closing(sqlite3.connect(databases[WEEKS])) as conn:
            (rows,) = conn.execute("SELECT count(*) FROM declined_row").fetchone()
            sizes = sizes_told(conn)
    about = ABOUT.format(rows=rows, start=START_GOAL, goal=GOAL, rounds=ROUNDS)
    return "\n\n".join(["## Answers", about, _table(pairs), _summary(pairs), WHY, sizes])


def _pair(question: str, base: list[str], goal: float, databases: Sequence[Path] = ()) -> Pair:
    """`databases` are all weeks and one; the question names weeks that only the former has."""
    command = [*program(), *question.split()]
    commands = [[*command, "--db", str(path)] for path in databases] or [command]
    if set(question.split()) & OF_SEVERAL:
        commands = commands[:1]
    for one in commands:
        run(one)  # all start from warm files
    rounds = [[run(one).seconds for one in (base, *commands)] for _ in range(ROUNDS)]
    first, own, *week = (statistics.median(times) * 1000 for times in zip(*rounds, strict=True))
    ratio = statistics.median(times[1] / times[0] for times in rounds)
    return Pair(question, own, first, ratio, goal, week[0] if week else None)


def program() -> list[str]:
    """The command as pip installs it, where it is; else the module."""
    installed = shutil.which("detainers", path=str(Path(sys.executable).parent))
    return [installed] if installed and os.access(installed, os.X_OK) else PROGRAM


def _table(pairs: list[Pair]) -> str:
    rows = [
        [f"`{p.name}`", f"{p.own:.0f} ms", f"{p.week:.0f} ms" if p.week else "",
         f"{p.base:.0f} ms", f"{p.ratio:.2f}",
         "met" if p.ratio <= p.goal else f"missed by {p.ratio / p.goal - 1:.0%}"]
        for p in pairs
    ]  # fmt: skip
    return table(["command", "time", "a week", "start of Python", "ratio", "goal"], rows)


def _summary(pairs: list[Pair]) -> str:
    met = sum(p.ratio <= p.goal for p in pairs)
    worst = max(pairs, key=lambda p: p.ratio / p.goal)
    return (
        f"{met} of {len(pairs)} meet their goal; the farthest from it is `{worst.name}` at"
        f" {worst.ratio:.2f}."
    )


def sizes_told(conn: sqlite3.Connection) -> str:
    """What the indexes take beside the rows."""
    found = sizes(conn)
    if found is None:
        return "The size of the indexes is not told: this SQLite has no `dbstat`."
    rows, indexes = found
    how = "met" if indexes <= INDEX_GOAL * rows else "missed"
    return (
        f"Indexes take {indexes / 2**20:.0f} MiB beside {rows / 2**20:.0f} MiB of rows:"
        f" {indexes / rows:.2f} times the rows' own size, goal at most {INDEX_GOAL:g}: {how}."
    )


def sizes(conn: sqlite3.Connection) -> tuple[int, int] | None:
    """Bytes of the tables and of the indexes; None if this SQLite cannot tell."""
    query = (
        "SELECT coalesce(sum(pgsize) FILTER (WHERE type = 'table'), 0),"
        " coalesce(sum(pgsize) FILTER (WHERE type = 'index'), 0)"
        " FROM dbstat JOIN sqlite_master USING (name)"
    )
    try:
        rows, indexes = conn.execute(query).fetchone()
    except sqlite3.OperationalError:
        return None
    return rows, indexes
