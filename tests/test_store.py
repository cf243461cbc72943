"""The database: its schema, its views, one transaction a report, revisions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sheets import DECLINED, DECLINED_HEADER, TITLE, report

from detainer_cli.checks import check
from detainer_cli.db import store
from detainer_cli.db.connection import APPLICATION_ID, SCHEMA_VERSION
from detainer_cli.db.opening import open_for_writing, open_if_loaded
from detainer_cli.db.store import find_report, rows_before, store_report
from detainer_cli.errors import DatabaseError
from detainer_cli.ingest.reading import document_of
from detainer_cli.model.pages import Extraction
from detainer_cli.model.periods import Period
from detainer_cli.normalize.report import normalize
from detainer_cli.parse import parse

VIEWS = {
    "declined": "id, week_start, week_end, state, county, county_fips, jurisdiction, facility,"
    " citizenship, country_alpha_3, region, crime, ncic_code, crime_category, disposition,"
    " issued_date, declined_date, days_to_decline, has_policy, page, raw_location,"
    " raw_citizenship, raw_crime, report_sha256, ref",
    "issued": "week_start, week_end, rank, jurisdiction, state, county, county_fips,"
    " detainers_issued, page, raw_jurisdiction, report_sha256, ref",
    "policy": "week_start, week_end, jurisdiction, kind, state, county, county_fips, aor,"
    " date_enacted, policy, criteria, page, raw_jurisdiction, report_sha256, ref",
    "report": "sha256, source_name, week_start, week_end, revision, is_current,"
    " detainers_issued, declined, pages, ingested_at, tool_version, kind, period_start,"
    " period_end",
    "unresolved": "kind, raw_text, candidates, rows, first_page, report_sha256",
}
"""The columns of the public views, in the order that others rely on."""

OTHER_WEEK = (*TITLE[:2], "For Recorded Declined Detainers Feb 4 – Feb 10, 2017")
ODD = ["Somewhere", "Atlantis", "2/30/2017", "2/1/2017", "Assault"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.db"


@pytest.fixture
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    conn = open_for_writing(path)
    yield conn
    conn.close()


def named(letter: str, extraction: Extraction | None = None) -> Extraction:
    """A report whose content hashes to 64 times this letter."""
    return replace(extraction or report(), sha256=letter * 64, source_name=f"{letter}.pdf")


def put(conn: sqlite3.Connection, path: Path, extraction: Extraction) -> bool:
    normalized = normalize(parse(extraction))
    document = document_of(extraction)
    findings = check(document, normalized, accept_unread=True)
    return store_report(conn, path, document, normalized, findings, b"%PDF-")


def dump(conn: sqlite3.Connection) -> list[str]:
    return list(conn.iterdump())


# ---------------------------------------------------------------- schema


@pytest.mark.parametrize("view", VIEWS)
def test_views_keep_their_columns(conn: sqlite3.Connection, view: str) -> None:
    columns = [row[1] for row in conn.execute("SELECT * FROM pragma_table_info(?)", [view])]
    assert columns == VIEWS[view].split(", ")


def test_tables_are_strict(conn: sqlite3.Connection) -> None:
    tables = {
        row[1]: row[5]
        for row in conn.execute("PRAGMA table_list")
        if row[2] == "table" and not row[1].startswith(("sqlite_", "_sqlite"))
    }
    assert len(tables) >= 8
    assert [name for name, strict in tables.items() if not strict] == []


def test_the_file_says_whose_it_is(conn: sqlite3.Connection) -> None:
    assert conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_types_are_kept(conn: sqlite3.Connection, path: Path) -> None:
    put(conn, path, named("a"))
    row = conn.execute(
        "SELECT typeof(county_fips), typeof(issued_date), typeof(days_to_decline), county_fips"
        " FROM declined WHERE county_fips LIKE '1%'"
    ).fetchone()
    assert row == ("text", "text", "integer", "17031")
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute("UPDATE declined_row SET issued_date = '2017-02-30'")
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute("UPDATE declined_row SET page = 'three'")
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute("UPDATE declined_row SET report_id = 999")


# ---------------------------------------------------------------- a report


def test_a_report_is_stored_with_its_raw_text(conn: sqlite3.Connection, path: Path) -> None:
    assert put(conn, path, named("a"))
    conn.row_factory = sqlite3.Row
    first, second = (dict(row) for row in conn.execute("SELECT * FROM declined"))
    assert (first["raw_location"], first["raw_citizenship"], first["raw_crime"]) == (
        "Travis County Jail, Travis, Texas", "Mexico", "Assault (Charged)",
    )  # fmt: skip
    assert (first["state"], first["county"], first["county_fips"]) == (
        "TX", "Travis County", "48453",
    )  # fmt: skip
    assert (first["country_alpha_3"], first["crime"], first["disposition"]) == (
        "MEX", "Assault", "charged",
    )  # fmt: skip
    assert (first["issued_date"], first["declined_date"], first["days_to_decline"]) == (
        "2017-01-03", "2017-02-01", 29,
    )  # fmt: skip
    assert (first["page"], first["report_sha256"]) == (3, "a" * 64)
    assert second["disposition"] == "convicted"
    policy = dict(conn.execute("SELECT * FROM policy").fetchone())
    assert json.loads(policy["criteria"]) == ["Only with a warrant"]
    assert (policy["kind"], policy["aor"], policy["date_enacted"]) == (
        "city", "Buffalo", "2017-01",
    )  # fmt: skip
    loaded = dict(conn.execute("SELECT * FROM report").fetchone())
    assert (loaded["declined"], loaded["detainers_issued"], loaded["pages"]) == (2, 3083, 5)
    assert (loaded["revision"], loaded["is_current"]) == (1, 1)
    assert loaded["ingested_at"].endswith("+00:00")


def test_equal_counts_share_a_rank(conn: sqlite3.Connection, path: Path) -> None:
    counts = ["51", "12", "12", "9", "n/a"]
    places = ["Clark, Nevada", "Cook, Illinois", "King, Washington", "Kern, California", "Ulster"]
    rows = [["Jurisdiction", "Detainers"], *map(list, zip(places, counts, strict=True))]
    put(conn, path, named("a", report(issued=[[rows]])))
    ranks = conn.execute("SELECT rank, detainers_issued FROM issued").fetchall()
    assert ranks == [(1, 51), (2, 12), (2, 12), (4, 9), (None, None)]


def test_what_is_unresolved_is_listed(conn: sqlite3.Connection, path: Path) -> None:
    table = [DECLINED_HEADER, *DECLINED[1:], ODD, ODD]
    put(conn, path, named("a", report(declined=[[table]])))
    rows = {
        (kind, text): (count, page)
        for kind, text, count, page in conn.execute(
            'SELECT kind, raw_text, "rows", first_page FROM unresolved'
        )
    }
    assert rows == {
        ("jurisdiction", "Somewhere"): (2, 3),
        ("citizenship", "Atlantis"): (2, 3),
        ("issued_date", "2/30/2017"): (2, 3),
        ("disposition", "Assault"): (2, 3),
    }
    nulls = "SELECT county, citizenship, issued_date, disposition, raw_citizenship FROM declined"
    assert conn.execute(nulls).fetchall()[2:] == [(None, None, None, None, "Atlantis")] * 2


def test_accounting_is_stored(conn: sqlite3.Connection, path: Path) -> None:
    put(conn, path, named("a"))
    found = find_report(conn, "a" * 64)
    assert found is not None
    assert found.rows == {"issued": 2, "declined": 2, "policy": 1}
    assert found.accounting.adds_up
    assert found.accounting.seen == 8
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute("UPDATE section_accounting SET seen = seen + 1")


# ---------------------------------------------------------------- again, and revised


def test_the_same_content_changes_nothing(conn: sqlite3.Connection, path: Path) -> None:
    put(conn, path, named("a"))
    before = dump(conn)
    assert not put(conn, path, replace(named("a"), source_name="renamed.pdf"))
    assert dump(conn) == before


def test_other_content_for_a_week_is_its_next_revision(
    conn: sqlite3.Connection, path: Path
) -> None:
    put(conn, path, named("a"))
    put(conn, path, named("b", report(declined=[[DECLINED[:2]]])))
    put(conn, path, named("c", report(title=OTHER_WEEK, declined=[[[DECLINED_HEADER]]])))
    rows = "SELECT source_name, week_start, revision, is_current, declined FROM report"
    assert conn.execute(rows).fetchall() == [
        ("a.pdf", "2017-01-28", 1, 0, 2),
        ("b.pdf", "2017-01-28", 2, 1, 1),
        ("c.pdf", "2017-02-04", 1, 1, 0),
    ]
    assert conn.execute("SELECT count(*) FROM declined_row").fetchone() == (3,)
    for view, rows_of_current in (("declined", 1), ("issued", 4), ("policy", 2)):
        query = f'SELECT count(*), min(report_sha256) FROM "{view}"'  # noqa: S608
        found = conn.execute(query).fetchone()
        assert found == (rows_of_current, "b" * 64)


def test_weeks(conn: sqlite3.Connection, path: Path) -> None:
    put(conn, path, named("a"))
    (declined,) = conn.execute("SELECT count(*) FROM declined_row").fetchone()
    first = Period(date(2017, 1, 28), date(2017, 2, 3))
    found = rows_before(conn, "weekly", first)
    assert found is not None
    assert found["declined"] == declined > 0
    assert rows_before(conn, "weekly", Period(date(2017, 2, 4), date(2017, 2, 10))) is None
    assert rows_before(conn, "quarterly", first) is None
    assert find_report(conn, "b" * 64) is None


# ---------------------------------------------------------------- all or nothing


class _FailureError(Exception):
    """What a test lets happen in the middle of a report."""


@pytest.mark.parametrize("table", ["report_pdf", "section_accounting", "issued_row", "policy_row"])
def test_a_failure_in_the_middle_writes_nothing(
    conn: sqlite3.Connection, path: Path, table: str
) -> None:
    """A trigger in the database itself fails, while the first revision is current."""
    put(conn, path, named("a"))
    conn.execute(
        f"CREATE TRIGGER fail BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    before = dump(conn)
    with pytest.raises(DatabaseError):
        put(conn, path, named("b"))
    assert dump(conn) == before
    assert not conn.in_transaction
    conn.execute("DROP TRIGGER fail")
    assert put(conn, path, named("b"))


def test_a_defect_in_the_middle_writes_nothing(
    conn: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise _FailureError

    before = dump(conn)
    monkeypatch.setattr(store, "_insert_records", fail)
    with pytest.raises(_FailureError):
        put(conn, path, named("a"))
    assert dump(conn) == before
    assert not conn.in_transaction


def test_another_writer_is_waited_for_then_named(conn: sqlite3.Connection, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    conn.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(DatabaseError, match="another process is writing"):
        put(conn, path, named("a"))
    other.execute("ROLLBACK")
    other.close()
    assert put(conn, path, named("a"))


# ---------------------------------------------------------------- whose database


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="another program"):
        open_for_writing(path)
    assert path.read_bytes() == before


def test_a_newer_database_is_left_alone(conn: sqlite3.Connection, path: Path) -> None:
    conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(DatabaseError, match="newer version"):
        open_for_writing(path)


def test_no_database(tmp_path: Path) -> None:
    assert open_if_loaded(tmp_path / "none.db") is None
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("This is no database, it is a text." * 50)
    with pytest.raises(DatabaseError, match="not a SQLite database"):
        open_if_loaded(tmp_path / "text.db")
