"""Is the newest loaded week fresh enough: for monitoring."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from detainer_cli.db.connection import open_as_it_is
from detainer_cli.errors import UsageError
from detainer_cli.model.columns import Column, ColumnKind

COLUMNS = [
    Column("fresh", ColumnKind.FLAG),
    Column("week_start", ColumnKind.DATE),
    Column("week_end", ColumnKind.DATE),
    Column("age_days", ColumnKind.DAYS),
    Column("max_age_days", ColumnKind.DAYS),
    Column("message", ColumnKind.TEXT),
]
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class Status:
    """The newest loaded week (first and last day, ISO; None without a report) and its age in days.

    `max_age` is in days, too; 36 hours are 1.5. An age below zero is that of a wrong clock: reports
    are published after their week. `has_others` says that reports without a week are loaded.
    """

    week_start: str | None
    week_end: str | None
    age: int | None
    max_age: float
    has_others: bool = False

    @property
    def is_fresh(self) -> bool:
        return self.age is not None and 0 <= self.age <= self.max_age

    @property
    def hint(self) -> str:
        """What to do if it is not fresh."""
        if self.age is not None and self.age < 0:
            return "Set the clock of this machine."
        kind = "weekly " if self.has_others else ""
        return f"Load the newest {kind}report: detainers ingest"

    @property
    def sentence(self) -> str:
        """What a person should know, whether it is fresh or not."""
        if self.age is None and self.has_others:
            return "no weekly report is loaded, only others, which no week becomes fresh by."
        if self.age is None:
            return "no report is loaded."
        if self.age < 0:
            return (
                f"the newest loaded week, {self.week_start} to {self.week_end}, is not known to be"
                f" fresh: by the clock it ends in {_days(-self.age)} only."
            )
        state = "fresh" if self.is_fresh else "stale"
        return (
            f"the newest loaded week, {self.week_start} to {self.week_end}, is {state}: it ended"
            f" {_days(self.age)} ago, and {_days(self.max_age)} are allowed."
        )

    def as_row(self) -> dict[str, object]:
        """The object that `status --format json` prints."""
        return {
            "fresh": self.is_fresh,
            "week_start": self.week_start,
            "week_end": self.week_end,
            "age_days": self.age,
            "max_age_days": self.max_age,
            "message": self.sentence,
        }


def _days(number: float) -> str:
    return f"{number:g} day{'' if number == 1 else 's'}"


def read_status(db: Path, today: date, max_age: timedelta) -> Status:
    """The state of a database on the day `today`. Raises DatabaseError.

    A database that does not exist yet is one without reports.
    """
    allowed = max_age / timedelta(days=1)
    conn = open_as_it_is(db)
    if conn is None:
        return Status(None, None, None, allowed)
    try:
        newest = conn.execute(
            "SELECT week_start, week_end FROM report ORDER BY week_end DESC, week_start LIMIT 1"
        ).fetchone()
    finally:
        conn.close()
    start, end = newest or (None, None)
    if end is None:
        return Status(None, None, None, allowed, has_others=newest is not None)
    return Status(start, end, (today - date.fromisoformat(end)).days, allowed)


def parse_duration(text: str) -> timedelta:
    """`10d`, `2w` or `36h`. Raises UsageError."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*([hdw])\s*", text, re.ASCII | re.IGNORECASE)
    if not found:
        raise UsageError(
            f"“{text}” is no duration.", "Give a whole number with h, d or w: 36h, 10d, 2w."
        )
    return timedelta(**{_UNITS[found[2].lower()]: int(found[1])})
