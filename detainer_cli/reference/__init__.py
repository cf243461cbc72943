"""The reference data that the program carries, and the one place that reads it.

Every file is a CSV, sorted, one fact a line, but for lists of words and shapes; `SOURCES.md` says
where each comes from.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `reference/NAME.csv`, each a mapping of column to text."""
    text = Path(__file__).with_name(f"{name}.csv").read_text(encoding="utf-8")
    columns, *rows = csv.reader(text.splitlines())
    return tuple(dict(zip(columns, row, strict=True)) for row in rows)


@cache
def words() -> frozenset[str]:
    """The words of `reference/words.txt`: of all names and terms, and of common English."""
    return frozenset(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())


@cache
def shapes() -> dict[str, Any]:
    """The counties and states of `reference/counties-10m.json` as TopoJSON, by their FIPS codes."""
    import json  # an answer needs none

    path = Path(__file__).with_name("counties-10m.json")
    topology: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return topology
