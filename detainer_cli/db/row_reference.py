"""References to the rows of reports: `2017-01-28/p7/r12`, the same in every database.

A reference names the week (its first day), the page on which the row begins and the row on that
page, counted over the page's tables; `/rev1` behind it names a revision that is not the current
one. Light: every answer that shows rows needs it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

FORM = "2017-01-28/p7/r12 (first day of the week, page, row; of a narrative case c12)"

_TEXT = r"(\d{4}-\d\d-\d\d)/p(\d{1,6})/([rce])(\d{1,6})(?:/rev(\d{1,6}))?"


class Reference(NamedTuple):
    """Where a row begins; `revision` is None for the current one of the week.

    `mark` is what its section has before the number: r for rows of tables, c for cases.
    """

    week_start: str
    page: int
    row: int
    revision: int | None = None
    mark: str = "r"

    def __str__(self) -> str:
        revision = "" if self.revision is None else f"/rev{self.revision}"
        return f"{self.week_start}/p{self.page}/{self.mark}{self.row}{revision}"


def parse_reference(text: str) -> Reference | None:
    """The reference that a text is; None if it is none."""
    found = re.fullmatch(_TEXT, text.strip(), re.IGNORECASE)
    if found is None:
        return None
    week, page, mark, row, revision = found.groups()
    number = int(revision) if revision else None
    return Reference(week, int(page), int(row), number, mark.lower())


def row_on_page(alias: str) -> str:
    """SQL for the number of a row on the page on which it begins, from 1."""
    return f"{alias}.row_on_page"
