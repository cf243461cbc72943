"""`detainers ingest` beside others that only extract: time, memory, and what is right of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from accuracy import Score, of_database, of_rows, refused
from peers import FLOOR, PEERS, command
from reports import Report, layouts, samples
from timing import PROGRAM, Median, Run, alternately, run, table

ROUNDS = 3
NEW, EXISTING = "detainers ingest, new database", "detainers ingest, existing database"
GOALS = {"camelot, as it comes": 0.15, "pdfplumber extract_tables": 0.5, FLOOR: 6.0}
"""What `detainers ingest` may take at most, in units of what these take."""
MEMORY_GOAL = 120  # MiB

ABOUT = """Whole processes, in turn, medians of {rounds} rounds after one to warm up, on `{file}`
({rows} declined rows), into a database that is not there yet and into one that holds the other two
weeks. `ingest` reads, checks, normalizes and stores; the others only extract tables, and the floor
no more than the text of each page and the box of each character. Memory is that of the largest
process."""
COUNTED = """Declined rows. Of `ingest`, a row is right if every value in the database is that of
the truth. Of the others, it is right if every cell has the printed text, white space folded;
nobody joins for them a row that a page break cuts, or a word that a typesetter hyphenated. *But
for spaces* counts the rows too that are right when white space and punctuation do not count.
*Wrong* is a row of which at least half of the cells are right, *missing* one of which less was
found. Rows that are found twice or out of nothing are not counted against the others. The ten
layouts are reports 0 to 9 of the corpus' seed `bench` (`docs/corpus.md`), a seed that
nothing was tuned to{unbuilt}."""

STEPS = {
    "Python, and the libraries that read": "",
    "reading: text, rulings, rows, the ledgers of words and rows": (
        "; read_report(Path(sys.argv[1]).read_bytes(), sys.argv[1])"
    ),
}
"""What the process that reads does, one after the other, as Python behind the imports."""
IMPORTS = """import sys; from pathlib import Path
from detainer_cli.ingest.reading import read_report
from detainer_cli.extract.grids import load_engine
load_engine()"""
WHY = """Where the time of `ingest` goes, as differences of processes that do a part of it, of the
same rounds. No file is read in the process that stores (a hostile one cannot harm it), so that
Python starts twice. pdfium's text and boxes are the floor; what reading takes beyond it is each
letter's colour and visibility, the rulings, the rows, and two counts of every word that are made
apart from each other. No step is left that takes a tenth of it alone: to meet the goals, about
half of these steps would have to go."""


@dataclass
class Reader:
    """One of those that are compared: how it reads a report, and what it found in all."""

    score: Callable[[Report, Path], Score]
    samples: Score = field(default_factory=Score)
    layouts: Score = field(default_factory=Score)


def section() -> str:
    """The part of the results about reading."""
    readers = {"detainers ingest": Reader(_ingested)}
    readers |= {name: Reader(_extractor(name)) for name in PEERS if name != FLOOR}
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        known, built = samples(), list(layouts(folder))
        for reader in readers.values():
            reader.samples = sum((reader.score(r, folder) for r in known), Score())
            reader.layouts = sum((reader.score(r, folder) for r in built), Score())
        medians = _timed(known, folder)
    unbuilt = f"; {10 - len(built)} could not be built here" if len(built) < 10 else ""
    about = ABOUT.format(rounds=ROUNDS, file=known[0].path.name, rows=len(known[0].printed))
    return "\n\n".join(
        ["## Reading", about, _times(medians), _goals(medians), WHY, _steps(medians),
         COUNTED.format(unbuilt=unbuilt), _scores(readers)]
    )  # fmt: skip


def _timed(known: list[Report], folder: Path) -> dict[str, Median]:
    report, others = known[0].path, known[1:]
    before = folder / "before.db"
    run([*PROGRAM, "ingest", *(str(other.path) for other in others), "--db", str(before)])

    def ingest(existing: bool) -> Run:
        with TemporaryDirectory(prefix="bench-", dir=folder) as name:
            database = Path(name) / "bench.db"
            if existing:
                shutil.copy(before, database)
            return run([*PROGRAM, "ingest", str(report), "--db", str(database)])

    commands: dict[str, Callable[[], Run]] = {
        step: lambda code=IMPORTS + code: run([*PROGRAM[:1], "-c", code, str(report)])  # type: ignore[misc]
        for step, code in STEPS.items()
    }
    commands |= {
        NEW: lambda: ingest(existing=False),
        EXISTING: lambda: ingest(existing=True),
    }
    for name in PEERS:
        commands[name] = lambda name=name: run(command(name, report))  # type: ignore[misc]
    return alternately(commands, ROUNDS)


def _ingested(report: Report, folder: Path) -> Score:
    with TemporaryDirectory(prefix="bench-", dir=folder) as name:
        database = Path(name) / "bench.db"
        taken = run([*PROGRAM, "ingest", str(report.path), "--db", str(database)], may_fail=True)
        if taken.returncode:
            return refused(len(report.printed))
        return of_database(database, report.expected)


def _extractor(name: str) -> Callable[[Report, Path], Score]:
    def score(report: Report, folder: Path) -> Score:
        out = folder / "rows.json"
        out.unlink(missing_ok=True)
        run(command(name, report.path, out), may_fail=True)
        if not out.exists():
            return refused(len(report.printed))
        return of_rows(json.loads(out.read_text("utf-8")), report.printed)

    return score


def _times(medians: dict[str, Median]) -> str:
    ours, floor = medians[NEW].seconds, medians[FLOOR].seconds
    rows = [
        [name, f"{m.seconds:.2f} s", f"{m.seconds / floor:.1f}", f"{ours / m.seconds:.2f}",
         f"{m.mib:.0f} MiB"]
        for name, m in medians.items()
        if name not in STEPS
    ]  # fmt: skip
    return table(["", "time", "in units of the floor", "`ingest` takes of it", "memory"], rows)


def _steps(medians: dict[str, Median]) -> str:
    names = [*STEPS, "names, checks and storing; starting what reads"]
    ends = [*(medians[name].seconds for name in STEPS), medians[NEW].seconds]
    taken = [end - before for before, end in zip([0.0, *ends], ends, strict=False)]
    rows = [
        [name, f"{seconds:.2f} s", f"{seconds / ends[-1]:.0%}"]
        for name, seconds in zip(names, taken, strict=True)
    ]
    return table(["step", "time", "of `ingest`"], rows)


def _goals(medians: dict[str, Median]) -> str:
    ours = medians[NEW]
    told = [
        _goal(f"`ingest` / {name}", ours.seconds / medians[name].seconds, goal)
        for name, goal in GOALS.items()
    ]
    return "\n".join([*told, _goal("memory of `ingest` in MiB", ours.mib, MEMORY_GOAL)])


def _goal(what: str, figure: float, goal: float) -> str:
    how = "met" if figure <= goal else f"missed by {figure / goal - 1:.0%}"
    return f"- {what}: {figure:.3g}, goal at most {goal:g}: {how}"


def _scores(readers: dict[str, Reader]) -> str:
    rows = []
    for name, reader in readers.items():
        for where, score in (("samples", reader.samples), ("ten layouts", reader.layouts)):
            rows.append(
                [name, where, f"{score.right} of {score.rows}", score.letters, score.wrong,
                 score.missing, score.refused]
            )  # fmt: skip
    head = ["", "reports", "right", "but for spaces", "wrong", "missing", "reports refused"]
    return table(head, rows)
