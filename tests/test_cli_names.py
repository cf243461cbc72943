"""explain, review and renormalize, from outside."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factory import LAYOUTS, build_report, make_content
from running import detainers


def answer(*args: object, stdin: str = "") -> Any:
    run = detainers(*args, "--format", "json", input=stdin)
    assert (run.returncode, run.stderr) == (0, "")
    return json.loads(run.stdout)


def test_explain_gives_the_keys_of_the_contract() -> None:
    (row,) = answer("explain", "jurisdiction", "Rikers Island, Queens, Queens, New York")
    assert row == {
        "kind": "jurisdiction",
        "text": "Rikers Island, Queens, Queens, New York",
        "resolved": True,
        "value": "Queens County, New York",
        "code": "36081",
        "rule": row["rule"],
        "candidates": [],
    }
    assert row["rule"]


def test_explain_reads_a_line_each_from_standard_input() -> None:
    lines = ["KOREA, SOUTH", "", "Mexixo", "Bahamas, The"]
    rows = answer("explain", "citizenship", stdin="\n".join(lines) + "\n")
    assert [row["text"] for row in rows] == lines
    assert [row["code"] for row in rows] == ["KOR", None, None, "BHS"]
    assert rows[2]["candidates"][0]["value"] == "Mexico"


def test_explain_takes_a_crime_with_its_disposition_as_the_reports_print_it() -> None:
    texts = ["Assault (Charged)", "Charged: Assault", "ASSAULT - CONVICTED", "Assault"]
    assert {row["code"] for row in answer("explain", "crime", *texts)} == {"1399"}


def test_explain_as_csv_has_a_line_for_each_text() -> None:
    run = detainers("explain", "crime", "Assault", "No, such crime", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    assert [row["text"] for row in rows] == ["Assault", "No, such crime"]
    assert rows[1]["code"] == ""


def test_explain_of_an_unknown_kind_is_a_usage_error() -> None:
    run = detainers("explain", "colour", "red")
    assert (run.returncode, run.stdout) == (2, "")
    assert "Traceback" not in run.stderr


@pytest.fixture(scope="module")
def unresolved_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with a misspelt citizenship and an ambiguous place."""
    folder = tmp_path_factory.mktemp("review")
    truth = make_content(seed=5, rows=6, policies=4, week_start=date(2017, 1, 28))
    for row in truth.declined[:2]:
        row["citizenship"] = "Mexixo"
    truth.declined[3] |= {"facility": "Main Jail", "county": "Baltimore", "state": "Maryland"}
    path = folder / "report.pdf"
    build_report(truth, LAYOUTS["week_one"], path)
    return path


@pytest.fixture
def db(unresolved_report: Path, tmp_path: Path) -> Path:
    path = tmp_path / "detainers.db"
    assert detainers("ingest", unresolved_report, "--db", path).returncode == 0
    return path


def test_review_lists_what_is_unresolved_with_candidates_and_rows(db: Path) -> None:
    rows = answer("review", "--db", db)
    assert [(row["kind"], row["raw_text"], row["rows"]) for row in rows] == [
        ("citizenship", "Mexixo", 2),
        ("jurisdiction", "Main Jail, Baltimore, Maryland", 1),
    ]
    assert {c["code"] for c in rows[1]["candidates"]} == {"24005", "24510"}


def test_strict_refuses_a_report_with_unresolved_values(
    unresolved_report: Path, tmp_path: Path
) -> None:
    run = detainers("ingest", unresolved_report, "--strict", "--db", tmp_path / "strict.db")
    assert run.returncode == 5
    assert "unresolved" in run.stderr
    assert not (tmp_path / "strict.db").exists()


def test_accept_applies_at_once_and_to_every_later_load(
    db: Path, unresolved_report: Path, tmp_path: Path
) -> None:
    run = detainers("review", "accept", "citizenship", "Mexixo", "MEX", "--db", db)
    assert (run.returncode, run.stdout) == (0, "")
    assert "Mexico" in run.stderr
    assert "2 rows" in run.stderr
    with sqlite3.connect(db) as conn:
        found = conn.execute(
            "SELECT DISTINCT citizenship, country_alpha_3, region FROM declined"
            " WHERE raw_citizenship = 'Mexixo'"
        ).fetchall()
        rules = conn.execute(
            "SELECT DISTINCT citizenship_rule FROM declined_row WHERE raw_citizenship = 'Mexixo'"
        ).fetchall()
    assert found == [("Mexico", "MEX", "Latin America and the Caribbean")]
    assert rules == [("decision of the user",)]
    assert [row["kind"] for row in answer("review", "--db", db)] == ["jurisdiction"]
    assert answer("review", "decisions", "--db", db)[0]["code"] == "MEX"
    assert answer("review", "list", "--db", db) == answer("review", "--db", db)

    later = tmp_path / "later.db"
    decisions = tmp_path / "detainers-decisions.csv"
    detainers("ingest", unresolved_report, "--db", later, "--decisions", decisions)
    assert [row["kind"] for row in answer("review", "--db", later)] == ["jurisdiction"]


def test_accept_refuses_what_the_rules_resolve(db: Path) -> None:
    run = detainers("review", "accept", "citizenship", "Mexico", "HND", "--db", db)
    assert run.returncode == 2
    assert "needs no decision" in run.stderr


def test_accept_refuses_an_unknown_code(db: Path) -> None:
    run = detainers("review", "accept", "crime", "Odd", "99", "--db", db)
    assert run.returncode == 2
    assert "NCIC" in run.stderr


def test_renormalize_shows_first_and_changes_nothing_where_nothing_changes(db: Path) -> None:
    before = db.read_bytes()
    assert answer("renormalize", "--db", db) == []
    assert db.read_bytes() == before


def test_renormalize_dry_run_writes_nothing(db: Path) -> None:
    decisions = db.parent / "detainers-decisions.csv"
    decisions.write_text("kind,raw_text,code,value,note\ncitizenship,Mexixo,MEX,,\n")
    before = db.read_bytes()
    (change,) = answer("renormalize", "--dry-run", "--db", db)
    assert (change["raw_text"], change["before"], change["after"]) == ("Mexixo", None, "Mexico")
    assert change["rows"] == 2
    assert db.read_bytes() == before
    assert answer("renormalize", "--db", db) == [change]
    assert answer("renormalize", "--db", db) == []


def test_review_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    run = detainers("review", "--db", tmp_path / "none.db")
    assert run.returncode == 2
    assert "detainers ingest" in run.stderr


def test_a_file_of_decisions_that_is_named_must_exist(db: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"
    for command in (["renormalize"], ["review", "decisions"], ["ingest", tmp_path]):
        run = detainers(*command, "--db", db, "--decisions", missing)
        assert run.returncode == 2, command
        assert "missing.csv" in run.stderr


def test_no_decision_is_on_blank_cells(db: Path) -> None:
    """Of a file that an earlier version wrote, or a person."""
    decisions = db.parent / "detainers-decisions.csv"
    decisions.write_text("kind,raw_text,code,value,note\ncrime, ,1399,,\n")
    before = db.read_bytes()
    for command in (["renormalize"], ["review", "decisions"], ["explain", "crime", ""]):
        run = detainers(*command, "--db", db)
        assert (run.returncode, run.stdout) == (2, "")
        assert "line 2: the text of a decision on a crime is empty" in run.stderr
        assert "take the line out" in run.stderr
    assert db.read_bytes() == before


def test_accept_says_what_it_replaces_and_what_waits_for_it(db: Path) -> None:
    first = detainers("review", "accept", "crime", "Zorbing", "5404", "--note", "asked", "--db", db)
    assert "no loaded row" in first.stderr
    second = detainers("review", "accept", "crime", "Zorbing", "1399", "--db", db)
    assert "replaces" in second.stderr
    assert "asked" in second.stderr


def test_a_decision_is_taken_back_everywhere(db: Path) -> None:
    listed = answer("review", "--db", db)
    accept = ("review", "accept", "citizenship", "Mexixo")
    detainers(*accept, "MEX", "--db", db)
    assert len(answer("review", "--db", db)) == len(listed) - 1
    run = detainers("review", "forget", "citizenship", " Mexixo", "--db", db)
    assert (run.returncode, run.stdout) == (0, "")
    assert "“Mexixo” is no longer Mexico (MEX)" in run.stderr
    assert "2 rows changed" in run.stderr
    assert answer("review", "--db", db) == listed
    assert answer("review", "decisions", "--db", db) == []
    again = detainers("review", "forget", "citizenship", "Mexixo", "--db", db)
    assert again.returncode == 2
    assert "no decision on the citizenship “Mexixo” is recorded" in again.stderr


def test_a_code_that_is_none_of_the_candidates_is_told(tmp_path: Path) -> None:
    db = tmp_path / "none.db"
    accept = ("review", "accept", "citizenship", "Mexixo")
    other = detainers(*accept, "HND", "--db", db)
    assert other.returncode == 0
    assert "HND is none of the candidates, which are Mexico (MEX)" in other.stderr
    assert "candidates" not in detainers(*accept, "MEX", "--db", db).stderr


def test_nothing_is_recorded_for_a_database_that_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE t (x)")
    run = detainers("review", "accept", "citizenship", "Mexixo", "MEX", "--db", path)
    assert run.returncode == 6
    assert not (tmp_path / "detainers-decisions.csv").exists()
