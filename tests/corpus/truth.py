"""Compares what is in the database with what a report says."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]

_SAME = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-"})  # one mark in two encodings
PIECES = ("location_facility", "location_whole", "location_county", "location_state")
QUERIES = {
    "issued": "SELECT v.*, {pieces} FROM issued_row t JOIN report_file f ON f.id = t.report_id"
    " JOIN (SELECT *, row_number() OVER () AS n FROM issued) v ON v.n = t.position",
    "declined": "SELECT v.*, t.crime_text, {pieces} FROM declined_row t"
    " JOIN declined v ON v.id = t.id",
    "policy": "SELECT v.*, t.raw_aor, {pieces} FROM policy_row t"
    " JOIN (SELECT *, row_number() OVER () AS n FROM policy) v ON v.n = t.position",
}


def plain(text: object) -> str:
    """White space folded; apostrophes and hyphens that look alike are alike."""
    return re.sub(r"\s+", " ", str(text).translate(_SAME)).strip()


def differences(database: Path, expected: dict[str, Any]) -> list[str]:
    """Every way in which the loaded report differs from the truth; [] if in none."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [*_week(connection, expected["week"]), *_sections(connection, expected)]


def declined_whole(database: Path, expected: dict[str, Any]) -> int:
    """How many of the declined rows are in the database with all their values, each once."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        loaded = _loaded_rows(connection, "declined")
    whole = 0
    for row in expected["declined"]:
        same = (r for r in loaded if all(_alike(r[name], value) for name, value in row.items()))
        if (found := next(same, None)) is not None:
            loaded.remove(found)
            whole += 1
    return whole


def in_doubt(database: Path) -> set[str]:
    """The texts of which the program says that a line break in them is in doubt."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        query = "SELECT raw_text FROM unresolved WHERE kind = 'line_break'"
        return {plain(text) for (text,) in connection.execute(query)}


def all_told(found: list[str], doubts: set[str]) -> bool:
    """True if every difference is in a text that the program says is in doubt."""
    letters = {re.sub(r"\W", "", text) for text in doubts}
    lines = [re.sub(r"\W", "", line) for line in found]
    return bool(lines) and all(any(text in line for text in letters) for line in lines)


def only_nulls(found: list[str]) -> bool:
    """True if every difference is a value that is missing where the report has one."""
    return bool(found) and all(line.split(" is not ")[0].endswith(" None") for line in found)


def _week(connection: sqlite3.Connection, expected: dict[str, Any]) -> Iterator[str]:
    rows = [dict(row) for row in connection.execute("SELECT * FROM report")]
    if len(rows) != 1:
        yield f"{len(rows)} reports loaded, not 1"
        return
    for name, value in expected.items():
        if rows[0][name] != value:
            yield f"{name}: {rows[0][name]} is not {value}"


def _sections(connection: sqlite3.Connection, expected: dict[str, Any]) -> Iterator[str]:
    for section in QUERIES:
        yield from _rows(section, _loaded_rows(connection, section), expected[section])


def _loaded_rows(connection: sqlite3.Connection, section: str) -> Rows:
    """A section of the loaded report, in order."""
    pieces = ", ".join(f"t.{name}" for name in PIECES)
    query = QUERIES[section].format(pieces=pieces) + " ORDER BY t.position"
    return [_loaded(section, dict(row)) for row in connection.execute(query)]


def _loaded(section: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row in the shape of the truth; a place by its pieces, which must make its raw text."""
    raw = row["raw_location" if section == "declined" else "raw_jurisdiction"]
    pieces = [row[name] for name in PIECES if row[name]]
    found = {**row, "place": pieces if plain(", ".join(pieces)) == plain(raw) else [raw]}
    if section == "policy":
        found["criteria"] = json.loads(row["criteria"])
    return found


def _rows(section: str, loaded: Rows, expected: Rows) -> Iterator[str]:
    if len(loaded) != len(expected):
        yield f"{section}: {len(loaded)} rows, not {len(expected)}"
        yield from _first_astray(section, loaded, expected)
        return
    for number, (mine, its) in enumerate(zip(loaded, expected, strict=True), start=1):
        for name, value in its.items():
            if not _alike(mine[name], value):
                yield f"{section} {number}, {name}: {mine[name]!r} is not {value!r}"


def _first_astray(section: str, loaded: Rows, expected: Rows) -> Iterator[str]:
    """Where two lists of unlike length part."""
    for number, (mine, its) in enumerate(zip(loaded, expected, strict=False), start=1):
        for name, value in its.items():
            if not _alike(mine[name], value):
                yield f"{section} {number}, {name}: {mine[name]!r} is not {value!r} (rows shift)"
                return


def _alike(mine: Any, its: Any) -> bool:
    if isinstance(its, list):
        return [plain(item) for item in mine] == [plain(item) for item in its]
    if isinstance(its, str):
        return mine is not None and plain(mine) == plain(its)
    return bool(mine == its)
