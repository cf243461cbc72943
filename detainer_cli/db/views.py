"""The public views as an export gives them, and what is known of their columns and keys."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from detainer_cli.reference import table

VIEWS = ("declined", "issued", "policy", "report", "unresolved")
TITLES = {
    "declined": "Detainers recorded as DECLINED, a row each (section II)",
    "issued": "Jurisdictions with the most detainers ISSUED in a week (section I)",
    "policy": "Jurisdictions with a policy, as each report lists them (section III)",
    "report": "The reports that are loaded, all revisions",
    "unresolved": "Texts that could not be resolved or read",
}
_OF_THE_LOAD = frozenset({("report", "ingested_at")})
"""What tells of one load of the reports, not of the reports: the same reports export the same."""


@dataclass(frozen=True)
class View:
    """A public view: its columns in order and its rows in order."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def entries(self) -> list[dict[str, str]]:
        """What the data dictionary says of each column, in their order."""
        known = {row["column"]: row for row in table("columns") if row["view"] == self.name}
        return [known[column] for column in self.columns]

    def types(self) -> list[str]:
        """The type of each column, in the words of the Table Schema."""
        return [entry["type"] for entry in self.entries()]


def read_view(conn: sqlite3.Connection, name: str) -> View:
    """A view of VIEWS with all its rows; what tells of the load alone is left empty."""
    cursor = conn.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name of VIEWS
    columns = tuple(column[0] for column in cursor.description)
    empty = [n for n, column in enumerate(columns) if (name, column) in _OF_THE_LOAD]
    rows = cursor.fetchall()
    if empty:
        rows = [tuple(None if n in empty else v for n, v in enumerate(row)) for row in rows]
    return View(name, columns, tuple(rows))


def is_code(entry: dict[str, str]) -> bool:
    """True for a column of the dictionary whose codes are digits, which must be read as text."""
    return entry["codes"].endswith(" digits")


def codes_of(view: str) -> list[str]:
    """The columns of a view that hold codes made of digits."""
    return [row["column"] for row in table("columns") if row["view"] == view and is_code(row)]


def primary_key(view: View) -> list[str]:
    """The columns that tell the rows of a view apart; none if the view has no such columns."""
    keys = [row["columns"].split() for row in table("keys") if _is_of(row, view, "primary")]
    return next((key for key in keys if set(key) <= set(view.columns)), [])


def foreign_keys(view: View) -> list[tuple[str, str, str]]:
    """The columns that name a row of another view: column, view, and its column."""
    rows = [row for row in table("keys") if _is_of(row, view, "foreign")]
    return [(row["columns"], *_target(row["references"])) for row in rows]


def _is_of(row: dict[str, str], view: View, kind: str) -> bool:
    return row["view"] == view.name and row["key"] == kind


def _target(text: str) -> tuple[str, str]:
    view, _, column = text.partition(".")
    return view, column
