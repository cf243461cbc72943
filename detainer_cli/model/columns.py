"""What a column of an answer or a view holds, by which every output writes its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

MISSING = "–"


class ColumnKind(StrEnum):
    """What the values of a column are; any of them may be missing."""

    COUNT = "count"  # a number of things, which can be added up
    NUMBER = "number"  # any other whole number: a rank, a page, a revision
    SHARE = "share"  # a fraction of 1
    DAYS = "days"  # a length of time; quartiles are quarters of a day
    DATE = "date"  # an ISO day
    MONTH = "month"  # `2017-01`
    TIME = "time"  # an ISO day and time of day, UTC
    CODE = "code"  # text in which every sign counts, leading zeros too
    NAME = "name"  # one of the names of a vocabulary
    PLACE = "place"
    TEXT = "text"  # words as somebody wrote them
    LIST = "list"  # a list of texts; in a view its JSON
    FLAG = "flag"  # 1 or 0
    ANY = "any"  # a listing that declares nothing: each value is what it is

    @property
    def is_number(self) -> bool:
        """Whether values are numbers, which stand to the right."""
        return self in _NUMBERS

    def holds(self, value: object) -> bool:
        """Whether a value is of this kind."""
        return value is None or _TESTS.get(self, _is_text)(value)


_NUMBERS = frozenset(
    {
        ColumnKind.COUNT,
        ColumnKind.NUMBER,
        ColumnKind.SHARE,
        ColumnKind.DAYS,
        ColumnKind.FLAG,
    }
)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _reads(read: Callable[[str], object], form: str = "{}") -> Callable[[object], bool]:
    """A test whether a text, put into a form, can be read."""

    def test(value: object) -> bool:
        try:
            return isinstance(value, str) and bool(read(form.format(value)))
        except ValueError:
            return False

    return test


_TESTS: dict[ColumnKind, Callable[[object], bool]] = {
    ColumnKind.COUNT: lambda value: _is_whole(value) and int(str(value)) >= 0,
    ColumnKind.NUMBER: _is_whole,
    ColumnKind.SHARE: lambda value: isinstance(value, float) and 0 <= value <= 1,
    ColumnKind.DAYS: lambda value: _is_whole(value) or isinstance(value, float),
    ColumnKind.DATE: _reads(date.fromisoformat),
    ColumnKind.MONTH: _reads(date.fromisoformat, "{}-01"),
    ColumnKind.TIME: _reads(datetime.fromisoformat),
    ColumnKind.LIST: lambda value: isinstance(value, (list, str)),
    ColumnKind.FLAG: lambda value: value in (0, 1),
    ColumnKind.ANY: lambda value: True,
}


class Column(NamedTuple):
    """A column: `name` for programs; for people `head` above it, and `blank` for what is missing.

    Without a `head` the name's words are it.
    """

    name: str
    kind: ColumnKind
    head: str = ""
    blank: str = MISSING

    @property
    def heading(self) -> str:
        """What a table for people has above the column."""
        return self.head or self.name.replace("_", " ")


def undeclared(names: Iterable[str]) -> list[Column]:
    """Columns of a listing of which no more is known than their names."""
    return [Column(name, ColumnKind.ANY) for name in names]
