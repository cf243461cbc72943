"""The columns of the public views, as data: what each is, and the SQL that gives it.

`columns.csv` beside this file has those of all kinds (`report`, `unresolved`), the one in a kind's
folder those of its own views. In `sql` the row is `r` and its report `f`;
`{category_code}` stands for the digits of the row's category of crime. `key` is `primary` for
a column by which the rows are told apart, and `view.column` for one that names a row of another.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from detainer_cli.kinds import FOLDER, folders


@dataclass(frozen=True)
class Column:
    """A column of a public view; `type` is in the words of the Table Schema."""

    view: str
    column: str
    sql: str
    type: str
    key: str
    description: str
    codes: str
    source: str

    @property
    def is_primary(self) -> bool:
        return "primary" in self.key.split()

    @property
    def names(self) -> tuple[str, str] | None:
        """The view and the column of the row that it names; None if it names none."""
        found = next((part for part in self.key.split() if "." in part), None)
        view, _, column = (found or "").partition(".")
        return (view, column) if found else None


CORRECTED = "_corrected"
"""How the view of a section's rows is called with the known corrections applied."""

_BY = (
    "(SELECT json_group_array(erratum_id) FROM (SELECT erratum_id FROM correction c"
    " WHERE c.section = '{section}' AND c.row_id = r.id ORDER BY 1))"
)


@cache
def columns() -> dict[str, tuple[Column, ...]]:
    """The columns of each view in their order, the views by name.

    The view of a section's rows as corrected has those of the view as published, and the errata.
    """
    every = [row for path in _files() for row in _rows(path)]
    every += _as_corrected([row for path in _files()[1:] for row in _rows(path)])
    names = sorted({row.view for row in every})
    return {name: tuple(row for row in every if row.view == name) for name in names}


def _as_corrected(rows: list[Column]) -> list[Column]:
    twins = [replace(row, view=row.view + CORRECTED) for row in rows]
    words = "Ids of the errata that touch the row, as in the view errata (JSON list)"
    names = dict.fromkeys(row.view for row in twins)
    return twins + [
        Column(name, "errata", _BY, "array", "", words, "", "errata of the program and of users")
        for name in names
    ]


def _files() -> list[Path]:
    own = [folder / "columns.csv" for folder in folders()]
    return [path for path in (FOLDER / "columns.csv", *own) if path.exists()]


def _rows(path: Path) -> list[Column]:
    heads, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    return [Column(**dict(zip(heads, row, strict=True))) for row in rows]
