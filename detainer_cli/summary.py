"""The answer that every question ends in. Apart from the other values, so that it loads fast."""

from __future__ import annotations

from dataclasses import dataclass, field


class Note(str):
    """A caveat on the wording of the question itself, which is said on stderr, too."""

    __slots__ = ()


@dataclass(frozen=True)
class Summary:
    """An answer: a table with its title, the weeks it speaks of, and the caveats that apply.

    `rows` and `total` are what programs read. `totals` is the line that a table for people ends
    with, and `blanks` the word that such a table shows for a missing value of a column.
    """

    title: str
    weeks: list[str]
    columns: list[str]
    rows: list[dict[str, object]]
    total: int | None
    caveats: list[str] = field(default_factory=list)
    totals: dict[str, object] = field(default_factory=dict)
    blanks: dict[str, str] = field(default_factory=dict)
