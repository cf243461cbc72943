"""Reports that are refused unless they are accepted as they are, and what answers then say."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from databases import ask, change
from factory import LAYOUTS, build_report, make_content
from made_up import PLACES, add_report, empty, question, view
from running import complaint, detainers
from scans import scanned

from detainer_cli.answers.choices import CountyBasis
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.db.periods import loaded_weeks

PLAIN = replace(LAYOUTS["week_one"], week=date(2017, 6, 3))  # of which nothing is published
ROWS = 30
WEEK = PLAIN.week.isoformat()
ANSWERS = (
    ["top-counties"],
    ["top-counties", "--basis", "declined"],
    ["split", "--by", "crime"],
    ["breakdown", "--by", "state"],
    ["coverage"],
    ["lag"],
    ["trend"],
    ["policies"],
    ["rows"],
    ["reports"],
    ["show", "1"],
)


@pytest.fixture(scope="module")
def pending(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in which four of thirty rows say nothing of charged or convicted."""
    folder = tmp_path_factory.mktemp("pending")
    truth = make_content(3, ROWS, 4, PLAIN.week)
    crimes = [
        row | {"status": "Charged" if n < 4 else "Convicted"}
        for n, row in enumerate(truth.declined)
    ]
    layout = replace(PLAIN, charged="{} (Pending)")
    build_report(replace(truth, declined=crimes), layout, folder / "report.pdf")
    return folder / "report.pdf"


@pytest.fixture(scope="module")
def smudged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with one count of section I, the fourth, that is no number."""
    folder = tmp_path_factory.mktemp("smudged")
    truth = make_content(3, 6, 4, PLAIN.week)
    top = [(*place, "1l" if n == 3 else count) for n, (*place, count) in enumerate(truth.top)]
    build_report(replace(truth, top=top), PLAIN, folder / "report.pdf")  # type: ignore[arg-type]
    return folder / "report.pdf"


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of pages with a layer of recognized text."""
    path = tmp_path_factory.mktemp("scan") / "report.pdf"
    build_report(make_content(3, 6, 4, PLAIN.week), PLAIN, path)
    path.write_bytes(scanned(path.read_bytes()))
    return path


def load(pdf: Path, db: Path, *options: str) -> str:
    """Loads a report as it is; what stderr said."""
    run = detainers("ingest", pdf, "--db", db, *options)
    assert run.returncode == 0, run.stderr
    return run.stderr


def answer(db: Path, *args: str) -> dict[str, Any]:
    run = detainers(*args, "--db", db, "--format", "json")
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def every_answer_says(db: Path, text: str) -> None:
    missing = [
        args
        for args in ANSWERS
        if sum(text in caveat for caveat in answer(db, *args)["caveats"]) != 1
    ]
    assert missing == []


# ---------------------------------------------------------------- dates and dispositions


def test_unread_dispositions_are_refused_unless_accepted(pending: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    run = detainers("ingest", pending, "--db", db)
    assert run.returncode == 5
    assert f"the disposition of 4 of {ROWS} rows cannot be read" in complaint(run)
    assert "--accept-unread" in run.stderr
    assert not db.exists()
    said = load(pending, db, "--accept-unread")
    assert f"the disposition of 4 of {ROWS} rows cannot be read" in said
    found = ask(db, "SELECT count(*), count(disposition) FROM declined")
    assert found == [(ROWS, ROWS - 4)]
    every_answer_says(db, f"the disposition of 4 of {ROWS} rows cannot be read.")


def test_an_export_says_what_was_accepted(pending: Path, tmp_path: Path) -> None:
    load(pending, tmp_path / "x.db", "--accept-unread")
    run = detainers("export", tmp_path / "out", "--only", "csv", "--db", tmp_path / "x.db")
    assert run.returncode == 0
    page = (tmp_path / "out" / "CAVEATS.md").read_text(encoding="utf-8")
    assert f"the disposition of 4 of {ROWS} rows cannot be read." in page


def test_a_sound_report_carries_no_such_caveat(loaded_db: Path) -> None:
    args = ("split", "--db", loaded_db, "--format", "json")
    assert not any("Accepted" in c for c in json.loads(detainers(*args).stdout)["caveats"])


def test_only_the_weeks_of_an_answer_count(pending: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    load(pending, db, "--accept-unread")
    other = replace(PLAIN, week=date(2017, 6, 10))
    build_report(make_content(4, 6, 4, other.week), other, tmp_path / "other.pdf")
    load(tmp_path / "other.pdf", db)
    alone = answer(db, "split", "--week", "2017-06-10")
    assert not any("Accepted" in caveat for caveat in alone["caveats"])
    both = answer(db, "compare", WEEK, "2017-06-10")
    assert sum("Accepted" in caveat for caveat in both["caveats"]) == 1


def test_status_reports_and_check_go_on(pending: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    load(pending, db, "--accept-unread")
    assert detainers("status", "--max-age", "99999d", "--db", db).returncode == 0
    assert answer(db, "reports")["rows"][0]["declined"] == ROWS
    run = detainers("check", "--db", db, "--format", "json")
    assert run.returncode == 0
    found = [row for row in json.loads(run.stdout)["rows"] if row["check"] == "unread"]
    assert [row["severity"] for row in found] == ["warning"]
    assert "was accepted when the report was loaded" in found[0]["message"]


def test_strict_and_accept_unread_exclude_each_other(pending: Path, tmp_path: Path) -> None:
    run = detainers("ingest", pending, "--strict", "--accept-unread", "--db", tmp_path / "x.db")
    assert run.returncode == 2
    assert "exclude each other" in complaint(run)


def test_renormalize_keeps_what_was_accepted(pending: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    load(pending, db, "--accept-unread")
    assert detainers("renormalize", "--db", db).returncode == 0
    assert any("Accepted" in caveat for caveat in answer(db, "split")["caveats"])


# ---------------------------------------------------------------- counts and ranks


def test_an_unread_count_is_refused_unless_accepted(smudged: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    run = detainers("ingest", smudged, "--db", db)
    assert run.returncode == 5
    assert "the count “1l” of section I cannot be read" in complaint(run)
    assert not db.exists()
    load(smudged, db, "--accept-unread")
    ranks = ask(db, "SELECT rank, detainers_issued FROM issued")
    assert [rank for rank, _ in ranks] == [1, 2, 3, *[None] * 7]
    assert [count is None for _, count in ranks] == [n == 3 for n in range(10)]
    top = answer(db, "top-counties", "--week", WEEK)
    assert [row["rank"] for row in top["rows"]] == [1, 2, 3, *[None] * 7]
    assert [row["detainers"] is None for row in top["rows"]] == [n == 9 for n in range(10)]
    assert any("No rank is given past it" in caveat for caveat in top["caveats"])
    every_answer_says(db, "the count “1l” of section I cannot be read.")


def test_weeks_that_are_added_up_with_an_unread_count_have_no_rank() -> None:
    conn = empty()
    unread = {**PLACES[2], "detainers_issued": None, "raw_detainers": "5l"}
    add_report(conn, "2017-01-28", issued=[{"detainers_issued": 7}, unread])
    add_report(conn, "2017-02-04", issued=[{"detainers_issued": 9}])
    both = top_counties(question(conn), CountyBasis.ISSUED, 10)
    assert [(row["rank"], row["detainers"]) for row in both.rows] == [(None, 16), (None, None)]
    first, second = (question(conn).within(week) for week in loaded_weeks(conn))
    of_first, of_second = (top_counties(q, CountyBasis.ISSUED, 10) for q in (first, second))
    assert [row["rank"] for row in of_first.rows] == [1, None]
    assert [row["rank"] for row in of_second.rows] == [1]
    assert [row["rank"] for row in view(conn, "issued")] == [1, None, 1]


@pytest.mark.parametrize(
    ("counts", "ranks"),
    [
        ([9, 7, None, 5], [1, 2, None, None]),
        ([None, 9, 7], [None, None, None]),
        ([9, 7, 5, None], [1, 2, 3, None]),
        ([9, 9, None, None, 3], [1, 1, None, None, None]),
        ([7, 9, None, 5], [None, None, None, None]),  # no order: the unread one may be any
        ([9, None, 12], [None, None, None]),
        ([None], [None]),
        ([7, 9, 5], [2, 1, 3]),
    ],
)
def test_no_rank_past_an_unread_count(counts: list[int | None], ranks: list[int | None]) -> None:
    conn = empty()
    rows = [
        {**place, "detainers_issued": count, "raw_detainers": str(count)}
        for place, count in zip(PLACES, counts, strict=False)
    ]
    add_report(conn, "2017-01-28", issued=rows)
    assert [row["rank"] for row in view(conn, "issued")] == ranks
    told = top_counties(question(conn), CountyBasis.ISSUED, 10).rows
    in_order = sorted(zip(counts, ranks, strict=True), key=lambda row: -(row[0] or 0))
    assert [(row["detainers"], row["rank"]) for row in told] == in_order


# ---------------------------------------------------------------- recognized text


def test_recognized_text_is_refused_unless_accepted(scan: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    run = detainers("ingest", scan, "--db", db)
    assert run.returncode == 3
    assert "a layer of recognized text" in complaint(run)
    assert "--accept-ocr" in run.stderr
    assert not db.exists()
    assert "recognized in pictures" in load(scan, db, "--accept-ocr")
    assert ask(db, "SELECT count(*) FROM declined") == [(6,)]
    every_answer_says(db, "the text was recognized in pictures of its pages (OCR)")
    image = tmp_path / "row.png"
    shown = detainers("show", "1", "--image", image, "--db", db)
    assert shown.returncode == 0
    assert "heads" not in shown.stderr
    assert image.read_bytes().startswith(b"\x89PNG")


def test_a_sound_report_is_not_called_recognized(small_report: Path, tmp_path: Path) -> None:
    said = load(small_report, tmp_path / "x.db", "--accept-ocr", "--accept-unread")
    assert "recognized" not in said
    assert not any("Accepted" in c for c in answer(tmp_path / "x.db", "split")["caveats"])


# ---------------------------------------------------------------- folders, older databases


@pytest.mark.parametrize(
    ("which", "flag", "code"), [("pending", "--accept-unread", 5), ("scan", "--accept-ocr", 3)]
)
def test_a_file_that_failed_is_tried_again_with_the_flag(
    which: str, flag: str, code: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    pdf: Path = request.getfixturevalue(which)
    (inbox / "report.pdf").write_bytes(pdf.read_bytes())
    db = tmp_path / "x.db"
    assert detainers("ingest", inbox, "--db", db).returncode == code
    again = detainers("ingest", inbox, "--db", db)
    assert (again.returncode, again.stderr) == (0, "")
    load(inbox, db, flag)
    assert ask(db, "SELECT count(*) FROM report") == [(1,)]


def test_the_view_of_an_older_database_gives_no_such_rank_either(
    smudged: Path, tmp_path: Path
) -> None:
    db = tmp_path / "x.db"
    load(smudged, db, "--accept-unread")
    change(
        db,
        "DROP VIEW issued",
        "CREATE VIEW issued AS SELECT i.position AS rank FROM issued_row i",
        "DELETE FROM _sqlite_migrations WHERE name = 'ranks_before_an_unread_count'",
        "PRAGMA user_version = 3",
    )
    assert answer(db, "top-counties")["rows"]
    with closing(sqlite3.connect(db)) as conn:
        found = conn.execute("SELECT rank FROM issued").fetchall()
    assert [rank for (rank,) in found] == [1, 2, 3, *[None] * 7]
