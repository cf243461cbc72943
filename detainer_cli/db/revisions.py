"""Which report of a week is the current one: the newest by its time, unless a user chose another.

The order in which files are named, found or loaded plays no part: the same files give the same
numbers and the same current report in every database.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from detainer_cli import __version__
from detainer_cli.db.connection import database_errors, writing
from detainer_cli.errors import UsageError

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
        return cls(datetime.now(timezone.utc), "loaded")

    @classmethod
    def modified(cls, seconds: float) -> FileTime:
        """From a file's time of modification; a time that is still to come is none."""
        known = max(0.0, min(seconds, cls.now().at.timestamp()))
        return cls(datetime.fromtimestamp(known, timezone.utc), "file")

    def __str__(self) -> str:
        """ISO text in UTC, with microseconds always: as text, later is larger."""
        return self.at.astimezone(timezone.utc).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Standing:
    """A loaded report among those of its week, and the current one of them."""

    week_start: str
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
        return (
            f"it is not the current report of the week of {self.week_start}, and no answer counts"
            f" it: it is revision {self.revision}, and revision {self.current_revision}"
            f" ({self.current_name}) is {why}. To choose it: detainers reports --week"
            f" {self.week_start} --make-current {self.revision}"
        )


_STANDING = """
SELECT f.week_start, f.revision, f.is_current,
  c.revision, c.source_name, c.id, f.dated_at = c.dated_at
FROM report_file f JOIN report_file c ON c.week_start = f.week_start AND c.is_current = 1
WHERE f.sha256 = ?
"""


def standing(conn: sqlite3.Connection, sha256: str) -> Standing | None:
    """How the report with this content stands in its week; None if it is not loaded."""
    row = conn.execute(_STANDING, [sha256]).fetchone()
    if row is None:
        return None
    week, revision, is_current, current, name, current_id, same_time = row
    is_chosen = _chosen(conn, week) == current_id
    return Standing(week, revision, bool(is_current), current, name, is_chosen, bool(same_time))


def would_be_current(
    conn: sqlite3.Connection, week_start: str, time: FileTime, sha256: str
) -> bool:
    """True if a report of this time and content would become the current one of its week."""
    newest = conn.execute(
        "SELECT max(dated_at), sha256 FROM (SELECT dated_at, sha256 FROM report_file"
        " WHERE week_start = ? ORDER BY dated_at DESC, sha256 DESC LIMIT 1)",
        [week_start],
    ).fetchone()
    is_newest = newest[0] is None or (str(time), sha256) > tuple(newest)
    return is_newest and _chosen(conn, week_start) is None


def settle(conn: sqlite3.Connection, week_start: str) -> None:
    """Numbers the reports of a week from the oldest, and marks the current one.

    To be called in the transaction that changed them.
    """
    rows = conn.execute(
        "SELECT id FROM report_file WHERE week_start = ? ORDER BY dated_at, sha256", [week_start]
    ).fetchall()
    ids = [row[0] for row in rows]
    current = _chosen(conn, week_start) or ids[-1]
    conn.execute(  # out of the way of the numbers to come, each of which may stand once
        "UPDATE report_file SET revision = -id, is_current = 0 WHERE week_start = ?", [week_start]
    )
    conn.executemany(
        "UPDATE report_file SET revision = ?, is_current = ? WHERE id = ?",
        [(number, int(id_ == current), id_) for number, id_ in enumerate(ids, 1)],
    )


def _chosen(conn: sqlite3.Connection, week_start: str) -> int | None:
    """The id of the report that a user chose for a week, as long as the choice holds."""
    row = conn.execute(
        "SELECT report_id, holds FROM revision_choice WHERE week_start = ?"
        " ORDER BY id DESC LIMIT 1",
        [week_start],
    ).fetchone()
    return row[0] if row and row[1] else None


def make_current(conn: sqlite3.Connection, path: Path, week_start: str, revision: int) -> str:
    """Makes a revision the current one of its week and records the choice; what was done, in words.

    A choice holds whatever is loaded later. Choosing the newest one ends it: the week then follows
    its newest report again. Raises UsageError if there is no such revision, and DatabaseError.
    """
    with database_errors(path), writing(conn):
        found = dict(
            conn.execute(
                "SELECT revision, id FROM report_file WHERE week_start = ? ORDER BY revision",
                [week_start],
            )
        )
        if revision not in found:
            loaded = ", ".join(map(str, found))
            raise UsageError(
                f"the week of {week_start} has no revision {revision}.", f"It has: {loaded}."
            )
        holds = revision != max(found)
        conn.execute(
            "INSERT INTO revision_choice (week_start, report_id, chosen_at, holds, tool_version)"
            " VALUES (?, ?, ?, ?, ?)",
            [week_start, found[revision], str(FileTime.now()), int(holds), __version__],
        )
        settle(conn, week_start)
    until = (
        "whatever is loaded later, until another is chosen"
        if holds
        else "as the newest one; a newer report will take its place"
    )
    return f"revision {revision} is the current one of the week of {week_start}, {until}"
