"""The answer that every question ends in. Apart from the other values, so that it loads fast."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from detainer_cli.model.columns import Column

README = "README.md"
_CLAUSE = re.compile(r"(?<=[.;:])\s")


class Caveats(StrEnum):
    """How much is said of what a number does not say."""

    SHORT = "short"
    FULL = "full"
    NONE = "none"


_C = TypeVar("_C", bound="Caveat")


class Caveat(str):
    """What a number does not say: the whole text, which also has a `brief` form of one line.

    `section` is the heading of the README, as in a link, under which more stands, if any does. A
    text without a brief form is cut behind its first clause.
    """

    brief: str
    section: str

    def __new__(cls: type[_C], text: str, brief: str = "", section: str = "") -> _C:
        made = super().__new__(cls, text)
        made.brief = brief or _CLAUSE.split(text, maxsplit=1)[0].rstrip(";:")
        made.section = section
        return made

    @property
    def link(self) -> str:
        """Where more of it stands; empty if nowhere."""
        return f"{README}#{self.section}" if self.section else ""


class Note(Caveat):
    """A caveat on the wording of the question itself, which is said on stderr, too."""

    def __new__(cls, text: str, brief: str = "", section: str = "names") -> Note:
        return super().__new__(cls, text, brief, section)


@dataclass(frozen=True)
class Summary:
    """An answer: a table with its title, the weeks it speaks of, and the caveats that apply.

    `rows` and `total` are what programs read. `totals` is the line that a table for people ends
    with, by the names of its columns. `basis` is what is counted: detainers `issued` or `declined`,
    `both` in columns of their own, a `policy`, or cases of a `narrative`; empty if nothing is.
    """

    title: str
    weeks: list[str]
    columns: Sequence[Column]
    rows: list[dict[str, object]]
    total: int | None
    caveats: list[Caveat] = field(default_factory=list)
    totals: dict[str, object] = field(default_factory=dict)
    basis: str = ""

    @property
    def names(self) -> list[str]:
        """The names of the columns, as programs read them."""
        return [column.name for column in self.columns]
