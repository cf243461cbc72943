"""Makes a database of ten years of weekly reports, for timing: `large_database.py FILE`.

Every row is made up at random, with a fixed seed; only the names are those of the reference data.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from detainer_cli.db.connection import writing
from detainer_cli.db.opening import open_for_writing
from detainer_cli.reference import table

WEEKS = 520
ROWS_A_WEEK = 206
POLICIES_A_WEEK = 118
FIRST_DAY = date(2017, 1, 28)
NOTICE = "Made up for timing; not an ICE publication; individuals are invented."
Row = dict[str, Any]


def make(path: Path, weeks: int = WEEKS) -> None:
    """Writes a database of so many weeks; an existing one is replaced."""
    path.unlink(missing_ok=True)
    conn = open_for_writing(path)
    dice, names = random.Random(2017), _names()
    with writing(conn):
        for number in range(1, weeks + 1):
            start = FIRST_DAY + timedelta(weeks=number - 1)
            _insert(conn, "report_file", [_file(number, start)])
            _insert(conn, "issued_row", _issued(number, dice, names))
            _insert(conn, "declined_row", _declined(number, start, dice, names))
            _insert(conn, "policy_row", _policies(number, names))
    conn.execute("ANALYZE")
    conn.close()


def multiply(path: Path, rows: int) -> None:
    """Copies the declined rows of a database until it has so many; indexes are made anew."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous = OFF")
        made = conn.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = 'declined_row' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in made:
            conn.execute(f"DROP INDEX {name}")
        (there,) = conn.execute("SELECT count(*) FROM declined_row").fetchone()
        for copy in range(1, -(-rows // there)):
            _copy(conn, copy, min(there, rows - copy * there))
        for _, sql in made:
            conn.execute(sql)
        conn.execute("ANALYZE")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(conn: sqlite3.Connection, copy: int, number: int) -> None:
    """The first rows once more, further down in their reports."""
    columns = [name for _, name, *_ in conn.execute("PRAGMA table_info(declined_row)")][1:]
    moved = {"position": ROWS_A_WEEK * copy, "row_on_page": 10 * copy}
    values = [f"{name} + {moved[name]}" if name in moved else name for name in columns]
    conn.execute(
        f"INSERT INTO declined_row ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608
        " FROM declined_row ORDER BY id LIMIT ?",
        [number],
    )


def _names() -> dict[str, list[Row]]:
    states = {row["usps"]: row["name"] for row in table("states")}
    counties = [
        {**row, "county": f"{row['name']} {row['designation']}", "state_name": states[row["state"]]}
        for row in table("counties")
    ]
    categories = {row["category"]: row["name"] for row in table("crime_categories")}
    return {
        "counties": random.Random(1).sample(counties, 300),
        "countries": list(table("countries"))[:150],
        "regions": [{"region": r} for r in ("Northern America", "Eastern Europe", "Western Asia")],
        "crimes": [
            {**row, "category": categories[row["code"][:2]]}
            for row in table("crime_descriptions")
            if row["code"][:2] in categories
        ][:120],
    }


def _insert(conn: sqlite3.Connection, into: str, rows: list[Row]) -> None:
    columns = ", ".join(rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    conn.executemany(f"INSERT INTO {into} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _file(number: int, start: date) -> Row:
    return {
        "id": number,
        "sha256": f"{number:064x}",
        "source_name": f"made-up-{start}.pdf",
        "kind": "weekly",
        "period": "week",
        "period_start": start.isoformat(),
        "period_end": (start + timedelta(days=6)).isoformat(),
        "revision": 1,
        "is_current": 1,
        "detainers_issued": 2500 + number,
        "pages": 30,
        "words": 9000,
        "restricted": 0,
        "producer": "bench",
        "sample_notice": NOTICE,
        "notes": "[]",
        "warnings": "[]",
        "ingested_at": "2017-04-01T00:00:00+00:00",
        "tool_version": "0",
        "dated_at": "2017-04-01T00:00:00.000000+00:00",
        "dated_by": "file",
    }


def _place(county: Row, facility: str = "") -> Row:
    place = f"{county['county']}, {county['state_name']}"
    return {
        "raw_location": f"{facility}, {place}" if facility else place,
        "jurisdiction": place,
        "state": county["state"],
        "county": county["county"],
        "county_fips": county["fips"],
        "jurisdiction_rule": "county name and state",
        "jurisdiction_resolved": 1,
        "jurisdiction_candidates": "[]",
    }


def _row(report: int, position: int) -> Row:
    box = '{"page": 3, "table": 1, "row": 7, "box": [36.1, 402.5, 575.9, 431.0]}'
    return {
        "report_id": report,
        "position": position,
        "page": 3,
        "row_on_page": 7,
        "sources": f"[{box}]",
    }


def _issued(report: int, dice: random.Random, names: dict[str, list[Row]]) -> list[Row]:
    counts = sorted((dice.randint(5, 90) for _ in range(10)), reverse=True)
    return [
        _row(report, n) | _place(county) | {"detainers_issued": count, "raw_detainers": str(count)}
        for n, (county, count) in enumerate(
            zip(dice.sample(names["counties"], 10), counts, strict=True), 1
        )
    ]


def _declined(
    report: int, start: date, dice: random.Random, names: dict[str, list[Row]]
) -> list[Row]:
    return list(_declined_rows(report, start, dice, names))


def _declined_rows(
    report: int, start: date, dice: random.Random, names: dict[str, list[Row]]
) -> Iterator[Row]:
    for position in range(1, ROWS_A_WEEK + 1):
        county, crime = dice.choice(names["counties"]), dice.choice(names["crimes"])
        facility = f"{county['name']} Jail"
        yield (
            _row(report, position)
            | _place(county, facility)
            | {"facility": facility, "has_policy": dice.randint(0, 1)}
            | _citizenship(dice.choice(names["countries"]), dice.choice(names["regions"]))
            | _crime(crime, dice.choice(["convicted", "charged"]))
            | _dates(start + timedelta(days=dice.randint(0, 6)), dice.randint(1, 900))
        )


def _citizenship(country: Row, region: Row) -> Row:
    return {
        "citizenship": country["name"],
        "country_alpha_3": country["code"],
        "region": region["region"],
        "citizenship_rule": "country name",
        "citizenship_resolved": 1,
        "citizenship_candidates": "[]",
        "raw_citizenship": country["name"],
    }


def _crime(crime: Row, disposition: str) -> Row:
    return {
        "crime": crime["term"],
        "ncic_code": crime["code"],
        "crime_category": crime["category"],
        "crime_rule": "NCIC description",
        "crime_resolved": 1,
        "crime_candidates": "[]",
        "crime_text": crime["term"],
        "raw_crime": f"{crime['term']} ({disposition.title()})",
        "disposition": disposition,
        "raw_disposition": "",
    }


def _dates(declined: date, days: int) -> Row:
    issued = declined - timedelta(days=days)
    return {
        "issued_date": issued.isoformat(),
        "raw_issued_date": f"{issued:%m/%d/%Y}",
        "declined_date": declined.isoformat(),
        "raw_declined_date": f"{declined:%m/%d/%Y}",
        "days_to_decline": days,
    }


def _policies(report: int, names: dict[str, list[Row]]) -> list[Row]:
    return [
        _row(report, position)
        | _place(county)
        | {
            "kind": "county",
            "counties": f'["{county["fips"]}"]',
            "aor": "San Antonio",
            "raw_aor": "San Antonio",
            "date_enacted": "2014-05",
            "raw_date_enacted": "May 2014",
            "policy": f"{county['county']} Sheriff's Policy",
            "criteria": '["Willing to accept some requests"]',
            "raw_criteria": "Willing to accept some requests",
        }
        for position, county in enumerate(names["counties"][:POLICIES_A_WEEK], 1)
    ]


if __name__ == "__main__":
    make(Path(sys.argv[1]))
