"""What a value of a filter stands for, as SQL over the columns of a row `r`."""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """Something else that the value may be meant as; told with the rows that it has, if any.

    `says` is a sentence with `{rows}`, or with `{names}` for the values of the column `by` and
    the rows of each.
    """

    sql: str
    values: tuple[str, ...]
    says: str
    by: str = ""


@dataclass(frozen=True)
class Match:
    """What one value of a filter stands for.

    `asked` is the value as it was given, `text` what it means. `codes` are the counties of a
    filter by county, `note` a caveat that goes with it. `within` says in what the rows lie that
    it can match, such as (`state`, `TX`): two filters that lie apart exclude each other.
    """

    sql: str
    values: tuple[str, ...]
    text: str
    note: str = ""
    codes: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    within: frozenset[tuple[str, str]] = frozenset()
    asked: str = ""
    is_group: bool = False


def marks(values: Iterable[object]) -> str:
    """As many SQL placeholders as there are values."""
    return ", ".join("?" for _ in values)


def any_of(column: str, values: Iterable[object]) -> str:
    """A condition that a column has one of the values, to be bound in this order."""
    return f"{column} IN ({marks(values)})"


def option(name: str, value: str) -> str:
    """An option as it is typed into a shell: `--category 'Sexual Assault'`."""
    return f"--{name} {shlex.quote(value)}"


def same_key(first: str, second: str) -> bool:
    """Whether two names are one but for case, accents, spaces and punctuation."""
    return plain_key(first) == plain_key(second)


def plain_key(text: str) -> str:
    """The letters and digits of a name."""
    from detainer_cli.normalize.text import fold

    return fold(text).replace(" ", "")


def loaded_names(conn: sqlite3.Connection, column: str, text: str) -> list[str]:
    """The values of a column of section II that are this name, but for case and punctuation."""
    key = plain_key(text)
    rows = conn.execute(f"SELECT DISTINCT {column} FROM declined_row")  # noqa: S608
    return [value for (value,) in rows if key and value and plain_key(value) == key]


def slug(text: str) -> str:
    """A name as one word that no shell needs to have quoted: `driving-under-influence-liquor`."""
    from detainer_cli.normalize.text import fold

    return fold(text).lower().replace(" ", "-")
