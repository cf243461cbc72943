"""The loaded reports that may be read again: those whose PDF the database keeps."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from detainer_cli.db.periods import choose_weeks
from detainer_cli.model.periods import Period

RECOGNIZED = "recognized text"
"""The check of what was accepted as text of a scan; all else that is accepted could not be read."""


@dataclass(frozen=True)
class KeptReport:
    """A loaded report: what it is told by, and what it was accepted with."""

    id: int
    sha256: str
    name: str
    kind: str
    period: Period
    revision: int
    is_current: bool
    has_pdf: bool
    accepts_unread: bool
    accepts_ocr: bool

    @property
    def title(self) -> str:
        """How it is called in messages."""
        return f"{self.name} ({self.period.name} of {self.period.start}, revision {self.revision})"

    @property
    def reference_revision(self) -> int | None:
        """The revision that references to its rows name."""
        return None if self.is_current else self.revision


_SELECT = """
SELECT f.id, f.sha256, f.source_name, f.kind, f.period, f.period_start, f.period_end, f.revision,
  f.is_current, EXISTS (SELECT 1 FROM report_pdf p WHERE p.report_id = f.id), f.warnings
FROM report_file f ORDER BY f.period_start, f.kind, f.revision
"""


def kept_reports(conn: sqlite3.Connection, week: str | None = None) -> list[KeptReport]:
    """The loaded reports, all revisions, of the periods that `week` names. Raises UsageError."""
    found = [_report(*row) for row in conn.execute(_SELECT)]
    if not found:
        return []
    chosen = set(choose_weeks(tuple(sorted({report.period for report in found})), week))
    return [report for report in found if report.period in chosen]


def _report(
    report_id: int, sha256: str, name: str, kind: str, period: str, start: str, end: str,
    revision: int, is_current: int, has_pdf: int, warnings: str,
) -> KeptReport:  # fmt: skip
    accepted = {w["check"] for w in json.loads(warnings) if w["severity"] == "accepted"}
    return KeptReport(
        report_id,
        sha256,
        name,
        kind,
        Period(date.fromisoformat(start), date.fromisoformat(end), period),
        revision,
        bool(is_current),
        bool(has_pdf),
        accepts_unread=bool(accepted - {RECOGNIZED}),
        accepts_ocr=RECOGNIZED in accepted,
    )


def kept_pdf(conn: sqlite3.Connection, report_id: int) -> bytes:
    """The PDF that is kept of a report that has one."""
    row = conn.execute("SELECT content FROM report_pdf WHERE report_id = ?", [report_id]).fetchone()
    return bytes(row[0])
