"""The reports that are read, each with what it says: three sample weeks, ten layouts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from timing import ROOT, environment

SAMPLES = ROOT / "sample_reports"
SEED = "bench"
LAYOUTS = 10
_DISPOSITIONS = {"Convicted": "Conviction", "Charged": "Charged"}


@dataclass(frozen=True)
class Report:
    """A report, each declined row as its cells print it, and what a database is to hold of it."""

    path: Path
    printed: list[list[str]]
    expected: dict[str, Any]
    name: str = ""


def samples() -> list[Report]:
    """The sample weeks, in their order."""
    return [_sample(path) for path in sorted(SAMPLES.glob("*.pdf"))]


def _sample(path: Path) -> Report:
    declined = json.loads(path.with_suffix(".json").read_text("utf-8"))["declined"]
    printed, expected = [], []
    for row in declined:
        place = f"{row['facility']}, {row['county']}, {row['state']}"
        crime = f"{row['crime']} ({_DISPOSITIONS[row['status']]})"
        printed.append(
            [place, row["citizenship"], _day(row["issued"]), _day(row["declined"]), crime]
        )
        expected.append(
            {
                "place": [place],
                "raw_citizenship": row["citizenship"],
                "crime_text": row["crime"],
                "raw_crime": crime,
                "disposition": row["status"].lower(),
                "issued_date": row["issued"],
                "declined_date": row["declined"],
            }
        )
    return Report(path, printed, {"declined": expected}, path.stem)


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}/{day.day}/{day.year}"


def layouts(folder: Path) -> Iterator[Report]:
    """Reports `0` to `9` of the corpus' seed `bench`: one by each of its first ten producers.

    They are built by processes of their own, which are large. A producer that this machine has not
    is passed over, and told on stderr.
    """
    for number in range(LAYOUTS):
        path = folder / f"{SEED}-{number}.pdf"
        command = ["-m", "tests.corpus", "make", "--seed", SEED, "--number", str(number), str(path)]
        made = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            print(f"layout {number} is not built: {made.stderr[-300:]}", file=sys.stderr)
            continue
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        yield Report(path, truth["printed"], truth["expected"], f"{SEED}/{number}")
