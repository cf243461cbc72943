"""What is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.other_kinds import told_beside
from detainer_cli.answers.question import Question
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveat, Summary

COLUMNS = [
    Column("week_start", ColumnKind.DATE),
    Column("week_end", ColumnKind.DATE),
    Column("revision", ColumnKind.NUMBER),
    Column("is_current", ColumnKind.FLAG),
    Column("detainers_issued", ColumnKind.COUNT, blank="unread"),
    Column("declined", ColumnKind.COUNT),
    Column("issued_counties", ColumnKind.COUNT),
    Column("policies", ColumnKind.COUNT),
    Column("unresolved", ColumnKind.COUNT),
    Column("pages", ColumnKind.COUNT),
    Column("source_name", ColumnKind.TEXT),
    Column("ingested_at", ColumnKind.TIME),
]

_SELECT = """
SELECT f.week_start, f.week_end, f.revision, f.is_current, f.detainers_issued,
  (SELECT count(*) FROM declined_row r WHERE r.report_id = f.id),
  (SELECT count(*) FROM issued_row r WHERE r.report_id = f.id),
  (SELECT count(*) FROM policy_row r WHERE r.report_id = f.id),
  coalesce(u.texts, 0), f.pages, f.source_name, f.ingested_at
FROM weekly_report f
LEFT JOIN (SELECT report_sha256, count(*) AS texts FROM unresolved GROUP BY 1) u
  ON u.report_sha256 = f.sha256
WHERE f.week_start BETWEEN ? AND ? AND (f.is_current OR ?)
ORDER BY f.week_start, f.revision
"""


_REVISIONS = """
SELECT f.week_start, f.revision, f.source_name, f.dated_by, f.dated_at, f.is_current,
  (SELECT CASE c.holds WHEN 1 THEN c.chosen_at END FROM revision_choice c
   WHERE c.kind = 'weekly' AND c.period_start = f.week_start ORDER BY c.id DESC LIMIT 1)
FROM weekly_report f
WHERE f.week_start BETWEEN ? AND ?
  AND (SELECT count(*) FROM weekly_report o WHERE o.week_start = f.week_start) > 1
ORDER BY f.week_start, f.revision
"""
_DATED = {"fetched": "fetched", "file": "last modified", "loaded": "loaded"}


def reports(question: Question, every: bool = False) -> Summary:
    """The reports by which the weeks speak, or every revision; the total is of the former."""
    found = question.conn.execute(_SELECT, [*question.bounds, every]).fetchall()
    names = [column.name for column in COLUMNS]
    rows: list[dict[str, object]] = [dict(zip(names, row, strict=True)) for row in found]
    total = sum(declined for _, _, _, current, _, declined, *_ in found if current)
    return Summary(
        question.title("Reports loaded"),
        question.week_starts,
        COLUMNS,
        rows,
        total,
        [
            *caveats(question, set(), touched={*Basis}),
            *_revisions(question),
            *told_beside(question.conn),
        ],
        {"week_start": "Current", "declined": total},
        "both",
    )


def _revisions(question: Question) -> Iterator[Caveat]:
    """Why the current report is that, for each week of which several are loaded."""
    found = question.conn.execute(_REVISIONS, question.bounds).fetchall()
    for week, group in groupby(found, key=lambda row: row[0]):
        rows = list(group)
        told = "; ".join(
            f"revision {number} is {name}, {_DATED[source]} {when[:19].replace('T', ' ')} UTC"
            for _, number, name, source, when, *_ in rows
        )
        current, chosen = next((row[1], row[6]) for row in rows if row[5])
        why = f"by a choice of {chosen[:10]}" if chosen else "as the newest"
        yield Caveat(
            f"Of the week of {week} {len(rows)} reports are loaded: {told}. Revision {current} is"
            f" current, {why}; every answer is from it. --all lists them, and"
            " --make-current chooses another.",
            f"Of {len(rows)} reports of {week} revision {current} is current, {why}.",
            "how-a-report-is-read",
        )
