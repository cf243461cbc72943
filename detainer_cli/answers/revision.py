"""A question of a revision that need not be the current one of its weeks."""

from __future__ import annotations

from dataclasses import replace

from detainer_cli.answers.question import Question
from detainer_cli.db.overlay import see_revision
from detainer_cli.errors import UsageError

_REVISIONS = "SELECT week_start, revision, is_current FROM main.weekly_report ORDER BY 1, 2"


def of_revision(question: Question, number: int) -> Question:
    """The question of this revision of each of its weeks. Raises UsageError if one lacks it."""
    found = question.conn.execute(_REVISIONS).fetchall()
    having = {start for start, revision, _ in found if revision == number}
    if lacking := [start for start in question.week_starts if start not in having]:
        named = ", ".join(lacking[:6]) + (f" and {len(lacking) - 6} more" if lacking[6:] else "")
        others = ", ".join(sorted(having)) or "No loaded week"
        raise UsageError(
            f"there is no revision {number} of the week of {named}.",
            f"{others} has it; name a week with --week. `detainers reports --all` lists them.",
        )
    current = {start: revision for start, revision, is_current in found if is_current}
    see_revision(question.conn, number)
    asked = {start: number for start in question.week_starts if current.get(start) != number}
    return replace(question, revisions=asked)
