"""The database: opened safely, written in one transaction a report, never left half done."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from detainer_cli import __version__
from detainer_cli.db.connection import (
    database_errors,
    writing,
)
from detainer_cli.db.revisions import FileTime, settle
from detainer_cli.model.findings import Finding
from detainer_cli.model.pages import Document
from detainer_cli.model.records import (
    Accounting,
    DeclinedRecord,
    IssuedRecord,
    LocationText,
    PolicyRecord,
    Source,
)
from detainer_cli.model.resolutions import (
    DeclinedResolution,
    JurisdictionResolution,
    Normalized,
    Resolution,
)

T = TypeVar("T")

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Stored:
    """A report in the database: its week (first and last day, ISO) and its counts."""

    week_start: str
    week_end: str
    declined: int
    issued_counties: int
    policies: int
    unresolved: int
    accounting: Accounting


# The unresolved values are counted for one report, as the view of that name would: the view itself
# goes through all reports, which an hourly run over an inbox cannot afford for each file.
_FIND = """
SELECT f.week_start, f.week_end,
  (SELECT count(*) FROM declined_row r WHERE r.report_id = f.id),
  (SELECT count(*) FROM issued_row r WHERE r.report_id = f.id),
  (SELECT count(*) FROM policy_row r WHERE r.report_id = f.id),
  (SELECT count(*) FROM (
    SELECT 'jurisdiction', raw_location FROM declined_row
      WHERE report_id = f.id AND jurisdiction_resolved = 0
    UNION SELECT 'jurisdiction', raw_location FROM issued_row
      WHERE report_id = f.id AND jurisdiction_resolved = 0
    UNION SELECT 'jurisdiction', raw_location FROM policy_row
      WHERE report_id = f.id AND jurisdiction_resolved = 0
    UNION SELECT 'citizenship', raw_citizenship FROM declined_row
      WHERE report_id = f.id AND citizenship_resolved = 0
    UNION SELECT 'crime', crime_text FROM declined_row
      WHERE report_id = f.id AND crime_resolved = 0
    UNION SELECT kind, raw_text FROM unread_value WHERE report_id = f.id)),
  sum(a.seen), sum(a.header), sum(a.record), sum(a.continuation), sum(a.rejected)
FROM report_file f JOIN section_accounting a ON a.report_id = f.id
WHERE f.sha256 = ? GROUP BY f.id
"""


def find_report(conn: sqlite3.Connection, sha256: str) -> Stored | None:
    """The report with this content, if it is loaded."""
    row = conn.execute(_FIND, [sha256]).fetchone()
    if row is None:
        return None
    week_start, week_end, declined, issued, policies, unresolved, *account = row
    return Stored(
        week_start, week_end, declined, issued, policies, unresolved, Accounting(*account)
    )


def declined_before(conn: sqlite3.Connection, week_start: str) -> int | None:
    """The declined rows of a week's current report (its first day, ISO); None if there is none."""
    found = conn.execute(
        "SELECT count(d.id) FROM report_file f LEFT JOIN declined_row d ON d.report_id = f.id"
        " WHERE f.week_start = ? AND f.is_current = 1 GROUP BY f.id",
        [week_start],
    ).fetchone()
    return found[0] if found else None


def store_report(
    conn: sqlite3.Connection,
    path: Path,
    document: Document,
    normalized: Normalized,
    findings: Iterable[Finding],
    content: bytes,
    time: FileTime | None = None,
) -> bool:
    """Writes a report in one transaction, as a revision of its week by its time (now if None).

    False if another process has loaded the same content meanwhile. Raises DatabaseError; nothing
    is written then.
    """
    with database_errors(path), writing(conn):
        if find_report(conn, document.sha256) is not None:
            return False
        week = normalized.report.week_start.isoformat()
        revision = conn.execute(
            "SELECT coalesce(max(revision), 0) + 1 FROM report_file WHERE week_start = ?", [week]
        ).fetchone()[0]
        row = _file(document, normalized, list(findings), revision, time or FileTime.now())
        _insert(conn, "report_file", [row])
        report_id = int(conn.execute("SELECT last_insert_rowid()").fetchone()[0])
        _insert(conn, "report_pdf", [{"report_id": report_id, "content": content}])
        _insert_accounting(conn, report_id, normalized)
        _insert_records(conn, report_id, normalized)
        settle(conn, week)
    return True


def _insert(conn: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        columns = ", ".join(rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        conn.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _file(
    document: Document,
    normalized: Normalized,
    findings: list[Finding],
    revision: int,
    time: FileTime,
) -> dict[str, object]:
    """The row of a report that is not the current one yet."""
    report = normalized.report
    return {
        "sha256": document.sha256,
        "source_name": document.source_name,
        "week_start": report.week_start.isoformat(),
        "week_end": report.week_end.isoformat(),
        "revision": revision,
        "is_current": 0,
        "detainers_issued": report.detainers_issued,
        "pages": document.page_count,
        "words": document.words,
        "restricted": int(document.restricted),
        "producer": document.producer,
        "sample_notice": report.sample_notice,
        "notes": _json(report.notes),
        "warnings": _json([asdict(finding) for finding in findings]),
        "ingested_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "tool_version": __version__,
        "dated_at": str(time),
        "dated_by": time.source,
    }


def _insert_accounting(conn: sqlite3.Connection, report_id: int, normalized: Normalized) -> None:
    report = normalized.report
    _insert(
        conn,
        "section_accounting",
        [{"report_id": report_id, "section": s} | asdict(a) for s, a in report.accounting.items()],
    )
    _insert(
        conn,
        "rejected_row",
        [
            {
                "report_id": report_id,
                "section": rejected.section,
                "page": rejected.source.page,
                "row": rejected.source.row,
                "text": rejected.text,
                "reason": rejected.reason,
            }
            for rejected in report.rejected
        ],
    )
    _insert(
        conn, "unread_value", [{"report_id": report_id} | asdict(value) for value in report.unread]
    )


def _insert_records(conn: sqlite3.Connection, report_id: int, normalized: Normalized) -> None:
    report = normalized.report
    _insert(
        conn,
        "issued_row",
        [
            _base(report_id, record) | place_columns(record.location, place) | _issued(record)
            for record, place in zip(report.issued, normalized.issued, strict=True)
        ],
    )
    _insert(
        conn,
        "declined_row",
        [
            _base(report_id, record)
            | place_columns(record.location, found.jurisdiction)
            | name_columns(found)
            | {"has_policy": None if covered is None else int(covered)}
            | _declined(record)
            for record, found, covered in zip(
                report.declined, normalized.declined, normalized.covered, strict=True
            )
        ],
    )
    _insert(
        conn,
        "policy_row",
        [
            _base(report_id, record)
            | place_columns(record.location, place)
            | policy_columns(place)
            | {"aor": aor}
            | _policy(record)
            for record, place, aor in zip(
                report.policies, normalized.policies, normalized.aors, strict=True
            )
        ],
    )


def _base(
    report_id: int, record: IssuedRecord | DeclinedRecord | PolicyRecord
) -> dict[str, object]:
    return {
        "report_id": report_id,
        "position": record.position,
        "page": record.sources[0].page,
        "sources": _json([_source(source) for source in record.sources]),
    }


def _source(source: Source) -> dict[str, object]:
    box = source.box
    return {
        "page": source.page,
        "table": source.table,
        "row": source.row,
        "box": [round(v, 1) for v in (box.x0, box.y0, box.x1, box.y1)],
    }


def place_columns(location: LocationText, place: JurisdictionResolution) -> dict[str, object]:
    """The columns of a place: its verbatim texts and what they were resolved to."""
    return {
        "raw_location": location.raw,
        "location_whole": location.whole,
        "location_facility": location.facility,
        "location_county": location.county,
        "location_state": location.state,
        "jurisdiction": place.value,
        "state": place.state,
        "county": place.county,
        "county_fips": place.county_fips,
        **_how("jurisdiction", place),
    }


def name_columns(found: DeclinedResolution) -> dict[str, object]:
    """The columns of a declined row's facility, crime and citizenship."""
    return {
        "facility": found.jurisdiction.facility,
        "citizenship": found.citizenship.value,
        "country_alpha_3": found.citizenship.code,
        "region": found.citizenship.region,
        **_how("citizenship", found.citizenship),
        "crime": found.crime.value,
        "ncic_code": found.crime.code,
        "crime_category": found.crime.category,
        **_how("crime", found.crime),
    }


def policy_columns(place: JurisdictionResolution) -> dict[str, object]:
    """The columns of a policy's kind of jurisdiction."""
    return {"kind": place.policy_kind, "counties": _json(place.counties)}


def _how(kind: str, found: Resolution) -> dict[str, object]:
    return {
        f"{kind}_rule": found.rule,
        f"{kind}_resolved": int(found.resolved),
        f"{kind}_candidates": _json([asdict(candidate) for candidate in found.candidates]),
    }


def _issued(record: IssuedRecord) -> dict[str, object]:
    return {"detainers_issued": record.detainers, "raw_detainers": record.raw_detainers}


def _declined(record: DeclinedRecord) -> dict[str, object]:
    return {
        "raw_citizenship": record.raw_citizenship,
        "crime_text": record.crime_text,
        "raw_crime": record.raw_crime,
        "disposition": record.disposition,
        "raw_disposition": record.raw_disposition,
        "issued_date": record.issued_date.isoformat() if record.issued_date else None,
        "raw_issued_date": record.raw_issued_date,
        "declined_date": record.declined_date.isoformat() if record.declined_date else None,
        "raw_declined_date": record.raw_declined_date,
        "days_to_decline": _days_between(record.issued_date, record.declined_date),
    }


def _days_between(first: date | None, second: date | None) -> int | None:
    return (second - first).days if first and second else None


def _policy(record: PolicyRecord) -> dict[str, object]:
    return {
        "raw_aor": record.raw_aor,
        "date_enacted": record.date_enacted,
        "raw_date_enacted": record.raw_date_enacted,
        "policy": record.policy,
        "criteria": _json(record.criteria),
        "raw_criteria": record.raw_criteria,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
