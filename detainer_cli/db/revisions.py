"""Which report of a week is the current one: the newest by its time, unless a user chose another.

The order in which files are named, found or loaded plays no part: the same files give the same
numbers and the same current report in every database.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from detainer_cli import __version__
from detainer_cli.db.connection import database_errors, writing
from detainer_cli.errors import UsageError
from detainer_cli.model.periods import Period

Source = Literal["fetched", "file", "loaded"]


@dataclass(frozen=True)
class FileTime:
    """The time by which a report is ordered among those of its week.

    `source` says what it is: when the file was `fetched`, or else when the `file` was last
    modified; for what came through a pipe, when it was `loaded`.
    """

    at: datetime
    source: Source

    @classmethod
    def now(cls) -> FileTime:
        return cls(datetime.now(UTC), "loaded")

    @classmethod
    def modified(cls, seconds: float) -> FileTime:
        """From a file's time of modification; a time that is still to come is none."""
        known = max(0.0, min(seconds, cls.now().at.timestamp()))
        return cls(datetime.fromtimestamp(known, UTC), "file")

    def __str__(self) -> str:
        """ISO text in UTC, with microseconds always: as text, later is larger."""
        return self.at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Standing:
    """A loaded report among those of its week, and the current one of them."""

    period: Period
    revision: int
    is_current: bool
    current_revision: int
    current_name: str
    current_is_chosen: bool
    same_time: bool

    def sentence(self) -> str:
        """Why the report is not the current one, and how to make it so; empty if it is."""
        if self.is_current:
            return ""
        why = "newer by its time"
        if self.current_is_chosen:
            why = "the one that was chosen"
        elif self.same_time:
            why = "of the same time, so that their checksums decide"
        of = name_of(self.period)
        return (
            f"it is not the current report of {of}, and no answer counts"
            f" it: it is revision {self.revision}, and revision {self.current_revision}"
            f" ({self.current_name}) is {why}. To choose it: detainers reports --week"
            f" {self.period.start} --make-current {self.revision}"
        )


def name_of(period: Period) -> str:
    """The period in a sentence: `the week of 2017-01-28`."""
    return f"the {period.name} of {period.start}"


_STANDING = """
SELECT f.kind, f.period, f.period_start, f.period_end, f.revision, f.is_current,
  c.revision, c.source_name, c.id, f.dated_at = c.dated_at
FROM report_file f JOIN current_report c
  ON (c.kind, c.period_start, c.period_end) = (f.kind, f.period_start, f.period_end)
WHERE f.sha256 = ?
"""
_SAME = "kind = ? AND period_start = ? AND period_end = ?"
"""The reports of one kind and period, one of which is the current one."""


def standing(conn: sqlite3.Connection, sha256: str) -> Standing | None:
    """How the report with this content stands in its week; None if it is not loaded."""
    row = conn.execute(_STANDING, [sha256]).fetchone()
    if row is None:
        return None
    kind, of, start, end, revision, is_current, current, name, current_id, same_time = row
    period = Period(date.fromisoformat(start), date.fromisoformat(end), of)
    is_chosen = _chosen(conn, kind, period) == current_id
    return Standing(period, revision, bool(is_current), current, name, is_chosen, bool(same_time))


def would_be_current(
    conn: sqlite3.Connection, kind: str, period: Period, time: FileTime, sha256: str
) -> bool:
    """True if a report of this time and content would become the current one of its period."""
    newest = conn.execute(
        "SELECT max(dated_at), sha256 FROM (SELECT dated_at, sha256 FROM report_file"  # noqa: S608
        f" WHERE {_SAME} ORDER BY dated_at DESC, sha256 DESC LIMIT 1)",
        _key(kind, period),
    ).fetchone()
    is_newest = newest[0] is None or (str(time), sha256) > tuple(newest)
    return is_newest and _chosen(conn, kind, period) is None


def settle(conn: sqlite3.Connection, kind: str, period: Period) -> None:
    """Numbers the reports of a period from the oldest, and marks the current one.

    To be called in the transaction that changed them.
    """
    rows = conn.execute(
        f"SELECT id FROM report_file WHERE {_SAME} ORDER BY dated_at, sha256",  # noqa: S608
        _key(kind, period),
    ).fetchall()
    ids = [row[0] for row in rows]
    current = _chosen(conn, kind, period) or ids[-1]
    conn.execute(  # out of the way of the numbers to come, each of which may stand once
        f"UPDATE report_file SET revision = -id, is_current = 0 WHERE {_SAME}",  # noqa: S608
        _key(kind, period),
    )
    conn.executemany(
        "UPDATE report_file SET revision = ?, is_current = ? WHERE id = ?",
        [(number, int(id_ == current), id_) for number, id_ in enumerate(ids, 1)],
    )


def _key(kind: str, period: Period) -> tuple[str, str, str]:
    return kind, period.start.isoformat(), period.end.isoformat()


def _chosen(conn: sqlite3.Connection, kind: str, period: Period) -> int | None:
    """The id of the report that a user chose for a period, as long as the choice holds."""
    row = conn.execute(
        f"SELECT report_id, holds FROM revision_choice WHERE {_SAME}"  # noqa: S608
        " ORDER BY id DESC LIMIT 1",
        _key(kind, period),
    ).fetchone()
    return row[0] if row and row[1] else None


def make_current(
    conn: sqlite3.Connection, path: Path, kind: str, period: Period, revision: int
) -> str:
    """Makes a revision the current one of its period and records the choice; in words.

    A choice holds whatever is loaded later. Choosing the newest one ends it: the newest report of
    the period is the current one again. Raises UsageError if there is no such revision, and
    DatabaseError.
    """
    of = name_of(period)
    with database_errors(path), writing(conn):
        found = dict(
            conn.execute(
                f"SELECT revision, id FROM report_file WHERE {_SAME} ORDER BY revision",  # noqa: S608
                _key(kind, period),
            )
        )
        if revision not in found:
            loaded = ", ".join(map(str, found))
            raise UsageError(f"{of} has no revision {revision}.", f"It has: {loaded}.")
        holds = revision != max(found)
        conn.execute(
            "INSERT INTO revision_choice"
            " (kind, period_start, period_end, report_id, chosen_at, holds, tool_version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [*_key(kind, period), found[revision], str(FileTime.now()), int(holds), __version__],
        )
        settle(conn, kind, period)
    until = (
        "whatever is loaded later, until another is chosen"
        if holds
        else "as the newest one; a newer report will take its place"
    )
    return f"revision {revision} is the current one of {of}, {until}"
