"""show: a declined row with its evidence, and its picture cut from the stored report."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from PIL import Image
from running import detainers

SAMPLE = Path(__file__).parent.parent / "sample_reports" / "ddor2017_01-28to02-03.pdf"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("show") / "detainers.db"
    assert detainers("ingest", SAMPLE, "--db", path).returncode == 0
    return path


def cut_row(db: Path) -> int:
    """The id of a row that a page break cut."""
    with sqlite3.connect(db) as conn:
        query = "SELECT id FROM declined_row WHERE json_array_length(sources) = 2 LIMIT 1"
        return int(conn.execute(query).fetchone()[0])


def test_a_cut_row_shows_both_its_pages_and_every_raw_text(db: Path) -> None:
    run = detainers("show", cut_row(db), "--db", db, "--format", "json")
    assert (run.returncode, run.stderr) == (0, "")
    shown = json.loads(run.stdout)
    first, second = (source["page"] for source in shown["sources"])
    assert second == first + 1
    values = {value["field"]: value for value in shown["values"]}
    with sqlite3.connect(db) as conn:
        row = conn.execute(
            "SELECT raw_location, county_fips, raw_citizenship, issued_date FROM declined"
            " WHERE id = ?",
            [shown["id"]],
        ).fetchone()
    assert row == (
        values["jurisdiction"]["raw_text"],
        values["jurisdiction"]["code"],
        values["citizenship"]["raw_text"],
        values["detainer issued"]["value"],
    )
    assert values["jurisdiction"]["rule"]


def test_the_table_names_report_page_and_row(db: Path) -> None:
    run = detainers("show", 1, "--db", db)
    assert run.returncode == 0
    assert SAMPLE.name in run.stdout
    assert "page 3, row 2" in run.stdout


def test_the_picture_holds_the_pieces_and_the_notice(db: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    assert detainers("show", 1, "--db", db, "--image", one).returncode == 0
    assert detainers("show", cut_row(db), "--db", db, "--image", two).returncode == 0
    with Image.open(one) as whole, Image.open(two) as cut:
        assert whole.format == cut.format == "PNG"
        assert cut.height > whole.height - 60
        dark = sum(whole.convert("L").histogram()[:128])
        assert dark > 500  # there is text on it


def test_an_unknown_id_is_a_usage_error(db: Path) -> None:
    run = detainers("show", 10**9, "--db", db)
    assert (run.returncode, run.stdout) == (2, "")
    assert "1000000000" in run.stderr


def test_a_picture_that_cannot_be_written_says_so(db: Path, tmp_path: Path) -> None:
    run = detainers("show", 1, "--db", db, "--image", tmp_path / "no" / "row.png")
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
