"""`rows`: the individuals' rows that an answer counts, whatever is asked."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import given, settings
from made_up import UNRESOLVED_PLACE, add_report, empty, question
from test_totals import ASKED, FILTERS, LOADED, WEEKS, ask, load

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.compare import compare
from detainer_cli.answers.coverage import coverage
from detainer_cli.answers.lag import lag
from detainer_cli.answers.question import UNRESOLVED
from detainer_cli.answers.rows import COLUMNS as TYPED
from detainer_cli.answers.rows import rows
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.answers.trend import trend
from detainer_cli.db.periods import loaded_weeks

GROUPS = {
    By.CRIME: "crime",
    By.CATEGORY: "crime_category",
    By.CITIZENSHIP: "citizenship",
    By.REGION: "region",
    By.STATE: "state",
    By.COUNTY: "jurisdiction",
}
COVERED = {1: "with policy", 0: "without policy", None: UNRESOLVED}
Row = dict[str, Any]

COLUMNS = [column.name for column in TYPED]


def group(value: object) -> str:
    """The group in which an answer counts a value of a row."""
    return UNRESOLVED if value is None or str(value).startswith(UNRESOLVED) else str(value)


@settings(max_examples=60, deadline=None)
@given(LOADED, ASKED)
def test_the_rows_are_those_that_every_answer_counts(
    weeks: dict[str, list[dict[str, object]]], asked: list[tuple[str, str]]
) -> None:
    conn = load(weeks)
    about = ask(conn, asked)
    found: list[Row] = rows(about).rows
    assert rows(about).total == len(found)
    for by, column in GROUPS.items():
        counted = Counter(group(row[column]) for row in found)
        for answer in (breakdown(about, by), lag(about, by)):
            assert {str(r["group"]): r["detainers"] for r in answer.rows} == counted
        dispositions = {
            str(r["group"]): (r["convicted"], r["charged"]) for r in split(about, by).rows
        }
        for name in counted:
            mine = Counter(row["disposition"] for row in found if group(row[column]) == name)
            assert dispositions[name] == (mine["convicted"], mine["charged"])
    covered = Counter(COVERED[row["has_policy"]] for row in found)
    assert {r["group"]: r["detainers"] for r in coverage(about).rows if r["detainers"]} == covered
    by_week = Counter(row["ref"][:10] for row in found)
    assert {r["week_start"]: r["declined"] for r in trend(about).rows if r["declined"]} == by_week
    first, *_, last = loaded_weeks(conn)
    (change,) = compare(about, first, last).rows
    assert (change["first"], change["second"]) == (by_week[WEEKS[0]], by_week[WEEKS[2]])
    counties = Counter(str(row["jurisdiction"]) for row in found)
    listed = [r["detainers"] for r in top_counties(about, CountyBasis.DECLINED, 1000).rows]
    assert sorted(listed, key=str) == sorted(counties.values(), key=str)


@settings(max_examples=40, deadline=None)
@given(LOADED, ASKED)
def test_each_row_is_one_of_the_view_with_its_values(
    weeks: dict[str, list[dict[str, object]]], asked: list[tuple[str, str]]
) -> None:
    conn = load(weeks)
    about = ask(conn, asked)
    tests = [FILTERS[key] for key in asked] if about.conditions else []
    cursor = conn.execute("SELECT * FROM declined")
    names = [column[0] for column in cursor.description]
    known = {row["ref"]: row for row in (dict(zip(names, r, strict=True)) for r in cursor)}
    found: list[Row] = rows(about).rows
    refs = [row["ref"] for row in found]
    expected = [ref for ref, row in known.items() if all(test(row) for test in tests)]
    assert refs == expected  # in the order of the view, each once
    for row in found:
        for column in COLUMNS:
            value = known[row["ref"]][column]
            assert row[column] == value or (value is None and UNRESOLVED in row[column])


def test_what_is_unresolved_stands_in_the_words_of_the_report() -> None:
    conn = empty()
    lost = {**UNRESOLVED_PLACE, "citizenship": None, "raw_citizenship": "Freedonia"}
    add_report(conn, WEEKS[0], [{**lost, "crime": None, "crime_text": "Mopery"}])
    summary = rows(question(conn))
    (row,) = summary.rows
    assert row["jurisdiction"] == "(unresolved) Main Jail, Baltimore, Maryland"
    assert (row["citizenship"], row["crime"]) == ("(unresolved) Freedonia", "(unresolved) Mopery")
    assert [text for text in summary.caveats if text.startswith("(unresolved)")]


# ---------------------------------------------------------------- from outside


def test_the_rows_behind_a_number(detainers: Run, loaded_db: Path) -> None:
    args = ("--week", "2017-02-01", "--county", "Williamson County, Texas", "-f", "json")
    done = detainers("rows", *args, db=loaded_db)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert list(answer) == ["title", "weeks", "columns", "rows", "total", "caveats"]
    assert answer["columns"] == COLUMNS
    assert answer["total"] == len(answer["rows"]) == 4
    with sqlite3.connect(loaded_db) as conn:
        expected = conn.execute(
            "SELECT ref FROM declined WHERE week_start = '2017-01-28' AND county_fips = '48491'"
        ).fetchall()
    assert [(row["ref"],) for row in answer["rows"]] == expected
    (correction,) = [text for text in answer["caveats"] if "corrected" in text]
    assert all(row["ref"] in correction for row in answer["rows"])


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "markdown"])
def test_in_every_format(form: str, detainers: Run, loaded_db: Path) -> None:
    done = detainers("rows", "--state", "DC", "-f", form, db=loaded_db)
    assert (done.returncode, done.stderr) == (0, "")
    if form in {"csv", "tsv"}:
        delimiter = "," if form == "csv" else "\t"
        read = list(csv.DictReader(io.StringIO(done.stdout), delimiter=delimiter))
        assert list(read[0]) == COLUMNS
        assert {row["jurisdiction"] for row in read} == {"District of Columbia"}
    assert done.stdout.count("D.C. Jail") == 5


def test_every_reference_is_taken_by_show(detainers: Run, loaded_db: Path) -> None:
    found = json.loads(detainers("rows", "--state", "DC", "-f", "json", db=loaded_db).stdout)
    for row in found["rows"]:
        shown = json.loads(detainers("show", row["ref"], "-f", "json", db=loaded_db).stdout)
        assert shown["ref"] == row["ref"]
        values = {value["field"]: value["value"] for value in shown["values"]}
        assert values["jurisdiction"] == row["jurisdiction"]
        assert values["detainer declined"] == row["declined_date"]
