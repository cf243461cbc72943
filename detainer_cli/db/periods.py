"""The reporting weeks that are loaded, and which of them a `--week` names."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from detainer_cli.errors import UsageError
from detainer_cli.model.periods import Period

ONE_WEEK = timedelta(days=7)
FORMS = (
    "latest, all, a day (2017-02-01) or a range (2017-01-28..2017-02-17, 2017-01-28.., ..latest);"
    " also a month (2017-02), a year (2017) or a week's number (2017-W05: the week of its Monday)"
)
_YEAR = r"(\d{4})"
_MONTH = r"(\d{4})-(\d{1,2})"
_DAY = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_NUMBER = r"(\d{4})-?w(\d{1,2})"


def loaded_weeks(conn: sqlite3.Connection) -> tuple[Period, ...]:
    """The loaded weeks, oldest first; none if no report is loaded."""
    rows = conn.execute(
        "SELECT week_start, week_end FROM current_weekly_report ORDER BY week_start"
    )
    return tuple(Period(date.fromisoformat(start), date.fromisoformat(end)) for start, end in rows)


def choose_weeks(loaded: tuple[Period, ...], text: str | None) -> tuple[Period, ...]:
    """The weeks that `text` names, oldest first: all of them if it is None.

    A day, a month, a year or a range of them names every week that holds one of its days; a
    week's number, which ISO 8601 counts from Mondays, the reporting week that holds its Monday.
    Raises UsageError if it has no known form, or names a time of which no week is loaded.
    """
    wanted = "all" if text is None else text.strip().lower()
    if wanted == "all":
        return loaded
    if wanted == "latest":
        return loaded[-1:]
    first, last = _days(wanted, loaded)
    chosen = tuple(week for week in loaded if week.overlaps(first, last))
    if not chosen:
        raise UsageError(f"no loaded week holds {text}.", f"Loaded: {describe_loaded(loaded)}.")
    return chosen


def uncovered(chosen: tuple[Period, ...], text: str | None) -> Iterator[str]:
    """The days at the ends of a range that lie outside the loaded weeks which it names."""
    if text is None or ".." not in text or not chosen:
        return
    first, last = _days(text.strip().lower(), chosen)
    if date.min < first < chosen[0].start:
        yield _days_between(first, chosen[0].start - timedelta(days=1))
    if date.max > last > chosen[-1].end:
        yield _days_between(chosen[-1].end + timedelta(days=1), last)


def _days_between(first: date, last: date) -> str:
    span = f"{first} to {last}" if first < last else f"{first}"
    return f"No report is loaded for {span}, at the end of the days asked for."


def choose_week(loaded: tuple[Period, ...], text: str) -> Period:
    """The one week that `text` names. Raises UsageError if it names none, or more than one."""
    chosen = choose_weeks(loaded, text)
    if not chosen:
        raise UsageError("no weekly report is loaded.", "Load one: detainers ingest report.pdf")
    if len(chosen) > 1:
        raise UsageError(
            f"{text} names {len(chosen)} weeks where one is needed.",
            f"Name a day of one of them: {describe_loaded(chosen)}.",
        )
    return chosen[0]


def describe_loaded(weeks: tuple[Period, ...], most: int = 12) -> str:
    """The weeks in words, the newest of them if there are many."""
    shown = ", ".join(str(week) for week in weeks[-most:])
    hidden = len(weeks) - most
    return f"{hidden} older weeks from {weeks[0].start} on, {shown}" if hidden > 0 else shown


def gap_after(week: Period, following: Period) -> tuple[Period, ...]:
    """The weeks between two loaded ones of which no report is loaded.

    They are counted in sevens of days; what is left over before `following` is a shorter one.
    """
    gaps = []
    start = week.end + timedelta(days=1)
    while start < following.start:
        after = min(start + ONE_WEEK, following.start)
        gaps.append(Period(start, after - timedelta(days=1)))
        start = after
    return tuple(gaps)


def describe_period(weeks: tuple[Period, ...]) -> str:
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


def _days(text: str, loaded: tuple[Period, ...]) -> tuple[date, date]:
    """The first and the last day that a text means; a range may be open at one of its ends."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    if not dots:
        return _period(first, text, loaded)
    if not first and not last:
        raise _no_week(text)
    start = _period(first, text, loaded)[0] if first else date.min
    end = _period(last, text, loaded)[1] if last else date.max
    if end < start:
        raise UsageError(f"{text} ends before it starts.", f"Write {last}..{first}.")
    return start, end


def _period(text: str, whole: str, loaded: tuple[Period, ...]) -> tuple[date, date]:
    """The days of one end of a range: a day, a month, a year, the Monday of a week, the newest."""
    if text == "latest" and loaded:
        return loaded[-1].start, loaded[-1].end
    try:
        if found := re.fullmatch(_DAY, text, re.ASCII):
            day = date(*map(int, found.groups()))
            return day, day
        if found := re.fullmatch(_NUMBER, text, re.ASCII):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return monday, monday
        if found := re.fullmatch(_MONTH, text, re.ASCII):
            return _month(int(found[1]), int(found[2]))
        if found := re.fullmatch(_YEAR, text, re.ASCII):
            return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    except ValueError:  # no such day
        pass
    raise _no_week(whole)


def _month(year: int, month: int) -> tuple[date, date]:
    from calendar import monthrange

    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def _no_week(text: str) -> UsageError:
    return UsageError(f"“{text}” is no week.", f"--week takes {FORMS}.")
