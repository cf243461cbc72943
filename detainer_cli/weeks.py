"""The reporting weeks that are loaded, and which of them a `--week` names."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from detainer_cli.errors import UsageError

ONE_WEEK = timedelta(days=7)
FORMS = "latest, all, a day (2017-02-01) or a range of days (2017-01-28..2017-02-17)"


@dataclass(frozen=True, order=True)
class Week:
    """A reporting week that is loaded: its first and its last day."""

    start: date
    end: date

    def overlaps(self, first: date, last: date) -> bool:
        return self.start <= last and first <= self.end

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


def loaded_weeks(conn: sqlite3.Connection) -> tuple[Week, ...]:
    """The loaded weeks, oldest first; none if no report is loaded."""
    rows = conn.execute(
        "SELECT week_start, week_end FROM report_file WHERE is_current = 1 ORDER BY week_start"
    )
    return tuple(Week(date.fromisoformat(start), date.fromisoformat(end)) for start, end in rows)


def choose_weeks(loaded: tuple[Week, ...], text: str | None) -> tuple[Week, ...]:
    """The weeks that `text` names, oldest first: all of them if it is None.

    Raises UsageError if it has no known form, or names a time of which no week is loaded.
    """
    wanted = "all" if text is None else text.strip().lower() or "latest"
    if wanted == "all":
        return loaded
    if wanted == "latest":
        return loaded[-1:]
    first, last = _days(wanted)
    chosen = tuple(week for week in loaded if week.overlaps(first, last))
    if not chosen:
        raise UsageError(f"no loaded week holds {text}.", f"Loaded: {describe_loaded(loaded)}.")
    return chosen


def choose_week(loaded: tuple[Week, ...], text: str) -> Week:
    """The one week that `text` names. Raises UsageError if it names more than one."""
    chosen = choose_weeks(loaded, text)
    if len(chosen) > 1:
        raise UsageError(
            f"{text} names {len(chosen)} weeks where one is needed.",
            f"Name a day of one of them: {describe_loaded(chosen)}.",
        )
    return chosen[0]


def describe_loaded(weeks: tuple[Week, ...], most: int = 12) -> str:
    """The weeks in words, the newest of them if there are many."""
    shown = ", ".join(str(week) for week in weeks[-most:])
    hidden = len(weeks) - most
    return f"{hidden} older weeks from {weeks[0].start} on, {shown}" if hidden > 0 else shown


def gap_after(week: Week, following: Week) -> tuple[Week, ...]:
    """The weeks between two loaded ones of which no report is loaded.

    They are counted in sevens of days; what is left over before `following` is a shorter one.
    """
    gaps = []
    start = week.end + timedelta(days=1)
    while start < following.start:
        after = min(start + ONE_WEEK, following.start)
        gaps.append(Week(start, after - timedelta(days=1)))
        start = after
    return tuple(gaps)


def describe_period(weeks: tuple[Week, ...]) -> str:
    """The weeks for a title: `28 January to 3 February 2017`."""
    count = f"{len(weeks)} weeks, " if len(weeks) > 1 else ""
    return count + _span(weeks[0].start, weeks[-1].end)


def _span(first: date, last: date) -> str:
    start = f"{first.day}"
    if first.year != last.year:
        start += f" {first:%B %Y}"
    elif first.month != last.month:
        start += f" {first:%B}"
    return f"{start} to {last.day} {last:%B %Y}"


def _days(text: str) -> tuple[date, date]:
    first, dots, last = text.partition("..")
    start = _day(first, text)
    end = _day(last, text) if dots else start
    if end < start:
        raise UsageError(f"{text} ends before it starts.", f"Write {end}..{start}.")
    return start, end


def _day(text: str, whole: str) -> date:
    """A day as year-month-day. Python 3.11 reads further forms, which 3.10 refuses."""
    day = text.strip()
    try:
        if len(day) == len("2017-02-01"):
            return date.fromisoformat(day)
    except ValueError:
        pass
    raise UsageError(f"“{whole}” is no week.", f"--week takes {FORMS}.")
