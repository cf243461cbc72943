"""What is loaded."""

from __future__ import annotations

from detainer_cli.summaries.attached import caveats
from detainer_cli.summaries.question import Question
from detainer_cli.summary import Summary

COLUMNS = [
    "week_start",
    "week_end",
    "revision",
    "is_current",
    "detainers_issued",
    "declined",
    "issued_counties",
    "policies",
    "unresolved",
    "pages",
    "source_name",
    "ingested_at",
]

_SELECT = """
SELECT f.week_start, f.week_end, f.revision, f.is_current, f.detainers_issued,
  (SELECT count(*) FROM declined_row r WHERE r.report_id = f.id),
  (SELECT count(*) FROM issued_row r WHERE r.report_id = f.id),
  (SELECT count(*) FROM policy_row r WHERE r.report_id = f.id),
  coalesce(u.texts, 0), f.pages, f.source_name, f.ingested_at
FROM report_file f
LEFT JOIN (SELECT report_sha256, count(*) AS texts FROM unresolved GROUP BY 1) u
  ON u.report_sha256 = f.sha256
WHERE f.week_start BETWEEN ? AND ?
ORDER BY f.week_start, f.revision
"""


def reports(question: Question) -> Summary:
    """Every loaded report, replaced revisions too; the total is of the current ones."""
    found = question.conn.execute(_SELECT, question.bounds).fetchall()
    rows: list[dict[str, object]] = [dict(zip(COLUMNS, row, strict=True)) for row in found]
    total = sum(declined for _, _, _, current, _, declined, *_ in found if current)
    return Summary(
        question.title("Reports loaded"),
        question.week_starts,
        COLUMNS,
        rows,
        total,
        caveats(question, set()),
        {"week_start": "Current", "declined": total},
        {"detainers_issued": "unread"},
    )
