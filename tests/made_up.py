"""Databases with rows of a test's choice, written through the schema without any PDF."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from detainer_cli.answers.filters import narrowed
from detainer_cli.answers.question import Condition, Question
from detainer_cli.db.opening import open_for_writing
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.model.edition import READING

Row = dict[str, Any]

TRAVIS = {
    "raw_location": "Travis County Jail, Travis, Texas",
    "jurisdiction": "Travis County, Texas",
    "state": "TX",
    "county": "Travis County",
    "county_fips": "48453",
    "jurisdiction_resolved": 1,
}
UNRESOLVED_PLACE = {
    "raw_location": "Main Jail, Baltimore, Maryland",
    "jurisdiction": None,
    "state": "MD",
    "county": None,
    "county_fips": None,
    "jurisdiction_resolved": 0,
}
_PLACE = {**TRAVIS, "jurisdiction_rule": "made up", "jurisdiction_candidates": "[]"}
_COMMON = {"page": 3}

ISSUED = {**_COMMON, **_PLACE, "detainers_issued": 5, "raw_detainers": "5"}
DECLINED = {
    **_COMMON,
    **_PLACE,
    "facility": "Travis County Jail",
    "citizenship": "Mexico",
    "country_alpha_3": "MEX",
    "region": "Latin America and the Caribbean",
    "citizenship_rule": "made up",
    "citizenship_resolved": 1,
    "citizenship_candidates": "[]",
    "raw_citizenship": "Mexico",
    "crime": "Assault",
    "ncic_code": "1399",
    "crime_category": "Assault",
    "crime_rule": "made up",
    "crime_resolved": 1,
    "crime_candidates": "[]",
    "crime_text": "Assault",
    "raw_crime": "Assault (Charged)",
    "disposition": "charged",
    "raw_disposition": "",
    "issued_date": "2017-01-30",
    "raw_issued_date": "1/30/2017",
    "declined_date": "2017-02-01",
    "raw_declined_date": "2/1/2017",
    "has_policy": 1,
}
POLICY = {
    **_COMMON,
    **_PLACE,
    "kind": "county",
    "counties": '["48453"]',
    "aor": "San Antonio",
    "raw_aor": "San Antonio",
    "date_enacted": "2017-01",
    "raw_date_enacted": "January 2017",
    "policy": "Sheriff's Policy",
    "criteria": '["One", "Two"]',
    "raw_criteria": "One Two",
}


@cache
def _template() -> sqlite3.Connection:
    """The empty schema, made once."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        on_disk = open_for_writing(Path(folder) / "template.db")
        in_memory = sqlite3.connect(":memory:", check_same_thread=False)
        on_disk.backup(in_memory)
        on_disk.close()
    return in_memory


def empty() -> sqlite3.Connection:
    """A new database in memory, without a report."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    _template().backup(conn)
    return conn


def add_report(
    conn: sqlite3.Connection,
    start: str,
    declined: Iterable[Mapping[str, Any]] = (),
    issued: Iterable[Mapping[str, Any]] = (),
    policies: Iterable[Mapping[str, Any]] = (),
    **columns: Any,
) -> None:
    """Adds a report of the week that starts on a day; a loaded one of it is replaced."""
    earlier = conn.execute("SELECT count(*) FROM report_file").fetchone()[0]
    revision = conn.execute(
        "SELECT count(*) FROM report_file WHERE period_start = ?", [start]
    ).fetchone()[0]
    conn.execute("UPDATE report_file SET is_current = 0 WHERE period_start = ?", [start])
    file = _file(earlier + 1, start, revision + 1) | columns
    _insert(conn, "report_file", [file])
    above = 0
    for number, (table, default, rows) in enumerate(
        (
            ("issued_row", ISSUED, issued),
            ("declined_row", DECLINED, declined),
            ("policy_row", POLICY, policies),
        ),
        1,
    ):
        every = list(map(_with_days, rows) if table == "declined_row" else rows)
        _insert(
            conn,
            table,
            [
                {**default, "sources": _sources(number, n), "row_on_page": above + n + 1, **row}
                | {"report_id": file["id"], "position": n}
                for n, row in enumerate(every, 1)
            ],
        )
        above += len(every) + 1 if every else 0


def _sources(table: int, position: int) -> str:
    """All tables stand on page 3, each with a row of column heads."""
    return json.dumps([{"page": 3, "table": table, "row": position + 1, "box": [0, 0, 9, 9]}])


def _with_days(row: Mapping[str, Any]) -> Row:
    whole: Row = {**DECLINED, **row}
    dates = [whole["issued_date"], whole["declined_date"]]
    issued, declined = (date.fromisoformat(d) if d else None for d in dates)
    return whole | {"days_to_decline": (declined - issued).days if issued and declined else None}


def _file(number: int, start: str, revision: int) -> Row:
    return {
        "id": number,
        "sha256": f"{number:064x}",
        "source_name": f"{start}.pdf",
        "kind": "weekly",
        "period": "week",
        "period_start": start,
        "period_end": (date.fromisoformat(start) + timedelta(days=6)).isoformat(),
        "revision": revision,
        "is_current": 1,
        "detainers_issued": 3000,
        "pages": 20,
        "words": 5000,
        "restricted": 0,
        "producer": "",
        "sample_notice": None,
        "notes": "[]",
        "warnings": "[]",
        "ingested_at": "2017-04-01T00:00:00+00:00",
        "tool_version": "0",
        "reading": READING,
        "dated_at": "2017-04-01T00:00:00.000000+00:00",
        "dated_by": "file",
    }


def _insert(conn: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    if rows:
        names = ", ".join(rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        conn.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def question(conn: sqlite3.Connection) -> Question:
    """A question about all loaded weeks."""
    return Question(conn, loaded_weeks(conn))


def save(conn: sqlite3.Connection, path: Path) -> Path:
    """Writes a database in memory to a file."""
    target = sqlite3.connect(path)
    conn.backup(target)
    target.close()
    return path


def view(conn: sqlite3.Connection, name: str = "declined") -> list[Row]:
    """The rows of a view."""
    cursor = conn.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name of a test
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def county(name: str, state: str, full_state: str, fips: str) -> Row:
    place = f"{name}, {full_state}"
    return {
        **TRAVIS,
        "raw_location": f"County Jail, {place}",
        "jurisdiction": place,
        "state": state,
        "county": name,
        "county_fips": fips,
    }


PLACES = [
    TRAVIS,
    county("Washington County", "OR", "Oregon", "41067"),
    county("Washington County", "MN", "Minnesota", "27163"),
    {
        **county("", "NY", "New York", ""),
        "raw_location": "New York City",
        "jurisdiction": "New York City, New York",
        "county": None,
        "county_fips": None,
    },
    UNRESOLVED_PLACE,
    {**UNRESOLVED_PLACE, "raw_location": "Main Jail", "state": None},
]
FACILITIES = [{"facility": name} for name in ("County Jail", "Travis County Jail", None)]
CITIZENSHIPS: list[Row] = [
    {},
    {
        "citizenship": "Türkiye",
        "country_alpha_3": "TUR",
        "region": "Western Asia",
        "raw_citizenship": "TURKEY",
    },
    {
        "citizenship": "Stateless",
        "country_alpha_3": None,
        "region": None,
        "raw_citizenship": "Stateless",
    },
    {
        "citizenship": None,
        "country_alpha_3": None,
        "region": None,
        "raw_citizenship": "Freedonia",
        "citizenship_resolved": 0,
    },
]
CRIMES: list[Row] = [
    {},
    {
        "crime": "Driving Under Influence",
        "ncic_code": None,
        "crime_category": "Traffic Offenses",
        "crime_text": "D.U.I.",
        "raw_crime": "D.U.I. (Charged)",
    },
    {
        "crime": None,
        "ncic_code": None,
        "crime_category": None,
        "crime_text": "Mopery",
        "raw_crime": "Mopery",
        "crime_resolved": 0,
    },
]


def conditions(conn: sqlite3.Connection, wanted: Mapping[str, list[str]]) -> tuple[Condition, ...]:
    """The conditions of filters, asked of all weeks."""
    return narrowed(Question(conn, loaded_weeks(conn)), wanted).conditions
