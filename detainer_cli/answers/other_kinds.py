"""Reports of other kinds than the weekly one: what an answer over weeks says of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from detainer_cli.db.periods import choose_weeks
from detainer_cli.errors import UsageError
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat

_OTHERS = """
SELECT period_start, period_end, source_name FROM current_report
WHERE kind <> 'weekly' ORDER BY period_start, kind
"""
_MOST = 6
"""Reports that are named one by one."""


def told_beside(conn: sqlite3.Connection) -> Iterator[Caveat]:
    """The reports of other kinds that are loaded, too, and counted in no answer over weeks."""
    found = conn.execute(_OTHERS).fetchall()
    if found:
        named = "; ".join(f"{name} ({start} to {end})" for start, end, name in found[:_MOST])
        more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
        yield Caveat(
            f"Loaded, too, and never counted with the weeks: {named}{more} (detainers cases).",
            f"Loaded, too, not counted here: {len(found)} of another kind.",
            "narrative",
        )


def has_reports(conn: sqlite3.Connection) -> bool:
    """True if a report of another kind is loaded."""
    return conn.execute(_OTHERS).fetchone() is not None


def chosen_weeks(
    conn: sqlite3.Connection, loaded: tuple[Period, ...], text: str | None
) -> tuple[Period, ...]:
    """The weeks that `text` names. Raises UsageError, which says so where it names other reports.

    Without a loaded week, it says that none is.
    """
    if not loaded:
        raise UsageError(
            "no weekly report is loaded, and this is asked of weekly reports.",
            "Narrative reports are: detainers cases --reports; their cases: detainers cases.",
        )
    try:
        return choose_weeks(loaded, text)
    except UsageError as error:
        if not (found := periods_named(conn, text)):
            raise
        named = ", ".join(str(period) for period in found[:_MOST])
        raise UsageError(
            error.message,
            f"{error.hint} Narrative reports are loaded there ({named}), whose cases are no rows"
            " of a week: detainers cases.",
        ) from None


def periods_named(conn: sqlite3.Connection, text: str | None) -> tuple[Period, ...]:
    """The periods of the loaded reports of other kinds of which `text` names a day.

    `latest` is a week, and names none.
    """
    rows = conn.execute(_OTHERS).fetchall()
    every = tuple(Period(date.fromisoformat(a), date.fromisoformat(b)) for a, b, _ in rows)
    if not every or (text is not None and text.strip().lower() == "latest"):
        return ()
    try:
        return choose_weeks(every, text)
    except UsageError:
        return ()
