"""References: one a row, the same in every database, and read back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from databases import old_database
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import add_report, empty
from samples import SAMPLES

from detainer_cli.db.opening import open_for_writing
from detainer_cli.db.row_reference import Reference, parse_reference
from detainer_cli.ingest.file import File
from detainer_cli.ingest.reading import read_report
from detainer_cli.ingest.report import Options, ingest_file

VIEWS = ("declined", "issued", "policy")


def references(conn: sqlite3.Connection) -> list[str]:
    return [ref for view in VIEWS for (ref,) in conn.execute(f"SELECT ref FROM {view}")]  # noqa: S608


def test_every_row_of_the_samples_has_one_of_its_own(loaded_db: Path) -> None:
    with sqlite3.connect(loaded_db) as conn:
        found = references(conn)
        first = conn.execute("SELECT ref, page FROM declined LIMIT 1").fetchone()
    assert len(found) == len(set(found)) == 306 + 30 + 340
    assert first == ("2017-01-28/p3/r2", 3)


def test_it_is_the_last_column_of_its_view(loaded_db: Path) -> None:
    with sqlite3.connect(loaded_db) as conn:
        for view in VIEWS:
            columns = [c[0] for c in conn.execute(f"SELECT * FROM {view}").description]  # noqa: S608
            assert columns[-2:] == ["report_sha256", "ref"]


def test_the_order_of_loading_does_not_change_it(loaded_db: Path, tmp_path: Path) -> None:
    db = tmp_path / "other.db"
    for path in sorted(SAMPLES.glob("*.pdf"), reverse=True)[:2]:
        ingest_file(File(path.name, path.read_bytes()), Options(db=db), read_report)
    with sqlite3.connect(db) as other, sqlite3.connect(loaded_db) as conn:
        weeks = {ref[:10] for ref in references(other)}
        assert len(weeks) == 2
        expected = [ref for ref in references(conn) if ref[:10] in weeks]
        assert sorted(references(other)) == sorted(expected)


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.integers(0, 4)] * 3))
def test_tables_that_share_a_page_share_no_number(counts: tuple[int, int, int]) -> None:
    conn = empty()
    rows: list[list[dict[str, object]]] = [[{}] * count for count in counts]
    add_report(conn, "2017-01-28", *rows)
    found = references(conn)
    assert len(found) == len(set(found)) == sum(counts)
    assert None not in found


FIRST = ("tables_and_views", "times_of_reports")


def test_an_older_database_gets_the_column(loaded_db: Path, tmp_path: Path) -> None:
    with sqlite3.connect(loaded_db) as conn:
        expected = references(conn)
    with closing(open_for_writing(old_database(1, tmp_path))) as conn:
        assert references(conn) == expected


@given(
    st.dates().map(str),
    st.integers(1, 2000),
    st.integers(1, 500),
    st.none() | st.integers(1, 99),
)
def test_a_reference_is_read_back(week: str, page: int, row: int, revision: int | None) -> None:
    reference = Reference(week, page, row, revision)
    assert parse_reference(f" {reference} ") == reference
    assert parse_reference(str(reference).upper()) == reference


@pytest.mark.parametrize(
    "text", ["17", "", "2017-01-28", "2017-01-28/p3", "2017-01-28/r3/p3", "2017-01-28/p3/r2/rev"]
)
def test_what_is_none(text: str) -> None:
    assert parse_reference(text) is None
