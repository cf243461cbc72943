"""How many declined rows of a report were found: right, wrong, missing."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.truth import declined_whole, plain

Cells = Sequence[str]
LIKE = 0.5
"""A row that agrees in at least this share of its cells is the true row, with faults."""


@dataclass(frozen=True)
class Score:
    """Declined rows of one report or of several.

    Of the `rows` that the report has, `right` were found with every value, `wrong` with some that
    are otherwise, `missing` not at all. `letters` are those that are right if white space and
    punctuation do not count; `refused` are reports that were not read.
    """

    rows: int = 0
    right: int = 0
    letters: int = 0
    wrong: int = 0
    missing: int = 0
    refused: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(a + b for a, b in zip(_figures(self), _figures(other), strict=True)))


def _figures(score: Score) -> tuple[int, ...]:
    return tuple(vars(score).values())


def refused(rows: int) -> Score:
    """A report that was not read, or that a library failed on."""
    return Score(rows, missing=rows, refused=1)


def of_rows(found: Iterable[Cells], printed: Iterable[Cells]) -> Score:
    """The rows of tables beside the rows as they are printed, each found row counting once.

    Rows of other tables and headers are found, too: they are like no true row. Of those that are
    left when the right ones are taken out, one that is like a true row is that row, read wrong.
    """
    true, left = list(printed), list(found)
    right, missed, left = _paired(true, left, lambda row: tuple(map(plain, row)))
    more, _, _ = _paired(missed, list(left), lambda row: tuple(map(_letters, row)))
    wrong = _alike(missed, left)
    return Score(len(true), right, right + more, wrong, len(missed) - wrong)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _paired(
    true: list[Cells], found: list[Cells], key: Callable[[Cells], tuple[str, ...]]
) -> tuple[int, list[Cells], list[Cells]]:
    """How many true rows were found by a key, and the true and found rows that are left over."""
    unused, missed = Counter(map(key, found)), []
    for row in true:
        if unused[key(row)]:
            unused[key(row)] -= 1
        else:
            missed.append(row)
    left = []
    for row in found:
        if unused[key(row)]:
            unused[key(row)] -= 1
            left.append(row)
    return len(true) - len(missed), missed, left


def _alike(missed: list[Cells], left: list[Cells]) -> int:
    """How many of the missed rows have a row of their own that agrees with them in part."""
    count = 0
    rows = [set(filter(None, map(_letters, row))) for row in left]
    for row in missed:
        cells = set(filter(None, map(_letters, row)))
        best = max(rows, key=lambda other: len(cells & other), default=set[str]())
        if cells and len(cells & best) >= LIKE * len(cells):
            rows.remove(best)
            count += 1
    return count


def of_database(database: Path, expected: dict[str, Any]) -> Score:
    """The rows in a database with this one report beside what the report says, value by value."""
    rows = len(expected["declined"])
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        (loaded,) = conn.execute("SELECT count(*) FROM declined_row").fetchone()
    right = declined_whole(database, expected)
    return Score(rows, right, right, loaded - right, max(0, rows - loaded))
