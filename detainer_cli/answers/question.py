"""What is asked: which database, which weeks, which rows; and the one way to read them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from detainer_cli.db.errata import WOULD_BE, known_errata
from detainer_cli.db.periods import describe_period
from detainer_cli.db.row_reference import Reference
from detainer_cli.model.errata import Erratum
from detainer_cli.model.periods import Period

if TYPE_CHECKING:
    from detainer_cli.answers.filter_values import Match

Table = Literal["declined_row", "issued_row", "policy_row"]
UNRESOLVED = "(unresolved)"

_CURRENT = "FROM current_weekly_report f WHERE f.week_start BETWEEN ? AND ?"
_REPORTS = f"SELECT id {_CURRENT}"
_FEW = 100
"""So many reports are named to SQLite one by one: it then sees that going by them is shorter."""
_OTHERS = (
    "SELECT 1 FROM weekly_report WHERE is_current = 0 OR week_start NOT BETWEEN ? AND ? LIMIT 1"
)
"""Finds a report that is not asked of. Where there is none, no row needs to be looked at for it."""


class Condition(NamedTuple):
    """A filter as SQL over the columns of a row `r`; `text` is what it means, for titles.

    `codes` are the counties of a filter by county, `note` a caveat that goes with the filter,
    `matches` what each of its values stands for.
    """

    name: str
    sql: str
    values: tuple[str, ...]
    text: str
    note: str = ""
    codes: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()


def condition_of(name: str, matches: tuple[Match, ...]) -> Condition:
    """The condition that a row is one of what the values of a filter stand for."""
    return Condition(
        name,
        " OR ".join(f"({match.sql})" for match in matches),
        tuple(value for match in matches for value in match.values),
        f"{name} {' or '.join(match.text for match in matches)}",
        " ".join(match.note for match in matches if match.note),
        tuple(code for match in matches for code in match.codes),
        matches,
    )


@dataclass(frozen=True)
class Question:
    """The rows that a summary is about: those of some weeks that meet all conditions.

    `errata` are those that are known (None: those of the database), `corrected` says that the
    connection sees the rows as they correct them (`db/overlay.py`), `revisions` which weeks speak
    by a revision that is not the current one. `schema` stands before the names of the tables.
    """

    conn: sqlite3.Connection
    weeks: tuple[Period, ...]
    conditions: tuple[Condition, ...] = ()
    errata: tuple[Erratum, ...] | None = None
    corrected: bool = False
    revisions: Mapping[str, int] = field(default_factory=dict)
    schema: str = ""

    def known_errata(self) -> tuple[Erratum, ...]:
        """The errata that may touch the rows: those it was given, else those of the database."""
        return known_errata(self.conn) if self.errata is None else self.errata

    def as_printed(self) -> Question:
        """The same question of the rows as they were printed, whatever errata correct."""
        return replace(self, schema="main.")

    def as_would_be(self) -> Question:
        """The same question of the rows as errata would have them, which are not applied."""
        return replace(self, schema=WOULD_BE)

    def reference(self, week: Period, page: int, row: int) -> str:
        """The reference of a row, with its revision if that is not the current one of the week."""
        start = week.start.isoformat()
        return str(Reference(start, page, row, self.revisions.get(start)))

    def select(self, table: Table, columns: str, tail: str = "") -> list[Any]:
        """What the rows `r` of a table hold; `tail` is GROUP BY and the like."""
        where = "".join(f" AND ({condition.sql})" for condition in self.conditions)
        values = [value for condition in self.conditions for value in condition.values]
        reports, bounds = self._reports_asked()
        source = f"{self.schema}{table}"
        sql = f"SELECT {columns} FROM {source} r WHERE {reports}{where} {tail}"  # noqa: S608
        return self.conn.execute(sql, [*bounds, *values]).fetchall()

    def _reports_asked(self) -> tuple[str, Sequence[Any]]:
        """The condition that a row is of a report that is asked of, and its values."""
        if not self.conn.execute(_OTHERS, self.bounds).fetchone():
            return "TRUE", ()
        found = self.conn.execute(f"{_REPORTS} LIMIT {_FEW + 1}", self.bounds).fetchall()
        if len(found) > _FEW:
            return f"r.report_id IN ({_REPORTS})", self.bounds
        return f"r.report_id IN ({', '.join('?' * len(found))})", [number for (number,) in found]

    def count(self, table: Table) -> int:
        """How many rows there are."""
        ((rows,),) = self.select(table, "count(*)")
        return int(rows)

    def reports(self, columns: str) -> list[Any]:
        """What the current reports `f` of the weeks hold, by week."""
        sql = f"SELECT {columns} {_CURRENT} ORDER BY f.week_start"
        return self.conn.execute(sql, self.bounds).fetchall()

    @property
    def bounds(self) -> tuple[str, str]:
        """The first days of the oldest and of the newest week."""
        return self.weeks[0].start.isoformat(), self.weeks[-1].start.isoformat()

    def week_of_report(self) -> dict[int, str]:
        """The first day of the week of each report, by the report's id."""
        return dict(self.reports("f.id, f.week_start"))

    def within(self, *weeks: Period) -> Question:
        """The same question of other weeks."""
        return replace(self, weeks=weeks)

    @property
    def week_starts(self) -> list[str]:
        return [week.start.isoformat() for week in self.weeks]

    def title(self, what: str, period: str = "") -> str:
        """The title of an answer: what is counted, of which rows, of which weeks."""
        of = f" ({'; '.join(c.text for c in self.conditions)})" if self.conditions else ""
        numbers = sorted(set(self.revisions.values()))
        how = ", as corrected" if self.corrected else ""
        how += f", revision {' and '.join(map(str, numbers))}" if numbers else ""
        return f"{what}{of}{how}, {period or describe_period(self.weeks)}"
