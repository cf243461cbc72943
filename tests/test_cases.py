"""What `cases` finds and says of its filters; commands where narrative reports are alone."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from running import detainers as run
from running import on_terminal

FOLDER = Path(__file__).parent / "narrative"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three narrative reports, for reading."""
    path = tmp_path_factory.mktemp("cases") / "cases.db"
    assert run("ingest", FOLDER, "--db", path).returncode == 0
    return path


def found(db: Path, *how: object) -> list[dict[str, Any]]:
    done = run("cases", *how, "--db", db, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return rows


def refs(db: Path, *how: object) -> set[str]:
    return {row["ref"] for row in found(db, *how)}


def test_any_offense_of_an_event_counts(db: Path) -> None:
    homicide = refs(db, "--category", "Homicide")
    assert "2019-01-01/p4/c1" in homicide
    told = [
        row["offenses"]
        for row in found(db, "--category", "Homicide", "--events")
        if row["ref"] == "2019-01-01/p4/c1" and "homicide" in row["offenses"]
    ]
    assert [offenses.index("homicide") for offenses in told] == [2]
    assert homicide == refs(db, "--category", "09")


def test_words_of_one_meaning_find_the_same_cases(db: Path) -> None:
    told = {
        row["ref"]
        for row in found(db, "--events")
        if {"DUI", "driving under the influence"} & set(row["offenses"])
    }
    for word in ("DUI", "dui", "driving under the influence", "drunk driving"):
        assert refs(db, "--crime", word) == told
    done = run("cases", "--crime", "DUI", "--db", db)
    assert "“DUI” stands for the group “driving under the influence”" in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [
        ("crime", "xyzzy", "Cases have: "),
        ("crime", "%", "Cases have: "),
        ("crime", "_", "Cases have: "),
        ("crime", "robery", "Near it: robbery (1 case)"),
        ("state", "ZZ", "California (8 cases)"),
        ("state", "Califronia", "Near it: California (8 cases)"),
        ("citizenship", "Xanadu", "Mexico (6 cases)"),
        ("citizenship", "Hondras", "Near it: Honduras (4 cases)"),
        ("category", "Homocide", "Near it: Homicide (6 cases)"),
    ],
)
def test_a_value_that_nobody_knows_is_refused_with_what_is_near(
    db: Path, option: str, value: str, near: str
) -> None:
    done = run("cases", f"--{option}", value, "--db", db)
    assert done.returncode == 2
    assert f"--{option} “{value}” is not known." in done.stderr
    assert near in done.stderr


@pytest.mark.parametrize(
    ("how", "note"),
    [
        (("--state", "WY"), "No case has the state Wyoming (“WY”). Cases have: California"),
        (("--citizenship", "France"), "No case has the citizenship France."),
        (("--category", "55"), "No case has the category Health and Safety."),
        (("--crime", "arson"), "No case has the crime arson."),
        (
            ("--state", "TX", "--county", "King County, Washington"),
            "No case meets all filters together; of each alone: state Texas (“TX”) 1 case;"
            " county King County, Washington 3 cases.",
        ),
    ],
)
def test_no_case_is_told_with_why(db: Path, how: tuple[str, ...], note: str) -> None:
    done = run("cases", *how, "--db", db)
    assert done.returncode == 0
    assert f"detainers: note: {note}" in done.stderr
    assert "(no case)" not in done.stderr
    assert run("cases", *how, "--db", db, "--quiet").stderr == ""


def test_a_name_of_several_counties_names_them(db: Path) -> None:
    done = run("cases", "--county", "Middlesex", "--db", db)
    assert "Middlesex County, Massachusetts (3 cases), Middlesex County, New Jersey (1" in (
        done.stderr
    )


def test_week_names_the_periods(db: Path) -> None:
    every = found(db)
    for week, start in (("latest", "2020-06-01"), ("2018-02-10", "2018-01-01")):
        assert found(db, "--week", week) == [r for r in every if r["period_start"] == start]
    assert found(db, "--week", "2018..2019") == [r for r in every if r["period_start"] < "2020"]
    assert {row["ref"] for row in found(db, "--week", "2019", "--events")} == {
        row["ref"] for row in every if row["period_start"] == "2019-01-01"
    }
    done = run("cases", "--week", "2025", "--db", db)
    assert (done.returncode, "2020-06-01 to 2020-06-30" in done.stderr) == (2, True)


@pytest.mark.parametrize("option", [("--corrected",), ("--revision", "1")])
def test_what_weekly_rows_alone_have_is_refused(db: Path, option: tuple[str, ...]) -> None:
    done = run("cases", *option, "--db", db)
    assert done.returncode == 2
    assert f"{option[0]} is for weekly rows, not for cases." in done.stderr


@pytest.mark.parametrize("what", [("cases",), ("show", "2018-01-01/p1/c1")])
def test_a_screen_says_once_that_the_individuals_are_invented(
    db: Path, what: tuple[str, ...]
) -> None:
    shown = " ".join(on_terminal(*what, "--db", db, columns=200).split())
    assert shown.count("individuals are invented") == 1
    assert shown.count("From a sample") == 1


# ------------------------------------------------------------------ a case with its evidence


def test_what_is_printed_nowhere_has_no_raw_text(detainers: Run, db: Path) -> None:
    done = detainers("show", "2018-01-01/p1/c1", "--db", db, "--format", "json")
    values = {value["field"]: value for value in json.loads(done.stdout)["values"]}
    for field, value, rule in (
        ("arrests", 10, "counted from the events"),
        ("detainers issued", 10, "counted from the events"),
        ("detainers declined", 10, "counted from the events"),
        ("outcome", "rearrested", "follows from the events"),
        ("sex", "male", "follows from the words for the person"),
    ):
        told = values[field]
        assert (told["raw_text"], told["value"], told["rule"]) == ("", value, rule)
        assert told["reference"] is None
    assert values["age"]["raw_text"] == "23"
    assert values["place heading"]["raw_text"] == "San Francisco County, California"
    table = detainers("show", "2018-01-01/p1/c1", "--db", db, "--format", "markdown").stdout
    assert "Case, 2018-01-01/p1/c1" in table
    assert "reporting week" not in table


def test_a_cell_that_stands_nowhere_is_not_offered(detainers: Run, db: Path) -> None:
    how = ("--image", "case.png", "--cell", "arrests")
    done = detainers("show", "2018-01-01/p1/c1", *how, "--db", db)
    assert done.returncode == 2
    assert "no cell “arrests”: it stands nowhere on the page. It has: age, citizenship" in (
        done.stderr
    )


def test_a_reference_that_is_not_there_lists_the_periods(
    detainers: Run, db: Path, mixed_db: Path
) -> None:
    for command in ("show", "cite"):
        done = detainers(command, "2018-01-02/p1/c1", "--db", mixed_db)
        assert done.returncode == 2
        assert "Loaded: 2017-01-28 to 2017-02-03" in done.stderr
        assert "narrative reports 2018-01-01 to 2018-03-31, 2019-01-01" in done.stderr
    alone = detainers("show", "2018-01-02/p1/c1", "--db", db).stderr
    assert "Loaded: narrative reports 2018-01-01" in alone


# ------------------------------------------------------------------ cited, loaded, pointed to


def keys_of(db: Path, *how: object) -> list[str]:
    done = run("cite", *how, "--db", db, "--format", "csl-json")
    assert done.returncode == 0, done.stderr
    return [str(item["id"]) for item in json.loads(done.stdout)]


def test_answers_of_other_options_have_other_keys(db: Path, mixed_db: Path) -> None:
    asked = [("cases",), ("cases", "--state", "CA"), ("cases", "--state", "OR"),
             ("cases", "--week", "2019")]  # fmt: skip
    assert len({keys_of(db, *how)[0] for how in asked}) == len(asked)
    assert keys_of(db, *asked[1]) == keys_of(db, *asked[1])
    rows = [("rows", "--state", state) for state in ("TX", "CA")]
    assert len({keys_of(mixed_db, *how)[0] for how in rows}) == 2
    assert len(keys_of(db, "cases", "--week", "2019")) == 2  # the answer, and its one report
    cited = run("cite", "cases", "--week", "latest", "--db", db).stdout
    assert "detainers cases --week 2020-06-01" in cited


def test_what_is_wrong_with_an_answer_is_told_of_its_command(detainers: Run, db: Path) -> None:
    done = detainers("cite", "cases", "--bogus", "--db", db)
    assert done.returncode == 2
    assert "detainers cases" in done.stderr
    assert "Usage: cases" not in done.stderr


def test_ingest_counts_cases_in_every_format(detainers: Run, tmp_path: Path) -> None:
    done = detainers("ingest", FOLDER / "n1.pdf", "--db", tmp_path / "new.db", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["kind"], row["period_start"]) == ("narrative", "2018-01-01")
    assert row["period_end"] == "2018-03-31"
    assert row["rows"].startswith("cases ")


def test_a_dossier_points_to_the_cases_of_the_county(
    detainers: Run, mixed_db: Path, loaded_db: Path
) -> None:
    how = ("dossier", "King County, Washington", "--no-pictures", "--format", "markdown", "--db")
    page = " ".join(detainers(*how, mixed_db).stdout.split())
    assert "tell 3 cases with an event here" in page
    assert "detainers cases --county 53033" in page
    assert len(refs(mixed_db, "--county", "53033")) == 3
    assert "detainers cases" not in detainers(*how, loaded_db).stdout


# ------------------------------------------------------------------ narrative reports alone


def test_status_says_that_no_week_is_loaded(detainers: Run, db: Path) -> None:
    done = detainers("status", "--db", db)
    assert done.returncode == 7
    assert "no weekly report is loaded, only others" in done.stderr
    told = detainers("status", "--db", db, "--format", "json")
    assert (told.returncode, json.loads(told.stdout)["week_end"]) == (7, None)


def test_diff_latest_is_of_the_newest_period(detainers: Run, db: Path, mixed_db: Path) -> None:
    done = detainers("diff", "latest", "--db", db)
    assert done.returncode == 2
    assert "of the month of 2020-06-01 one revision is loaded" in done.stderr
    assert "2017-02-11" in detainers("diff", "latest", "--db", mixed_db).stderr
    assert detainers("diff", "all", "--db", db).returncode == 2


def test_the_narrative_reports_are_listed(detainers: Run, db: Path) -> None:
    done = detainers("cases", "--reports", "--db", db, "--format", "json")
    told = json.loads(done.stdout)
    every = found(db)
    assert [(row["period_start"], row["kind"]) for row in told["rows"]] == [
        (start, "narrative") for start in ("2018-01-01", "2019-01-01", "2020-06-01")
    ]
    for row in told["rows"]:
        assert row["cases"] == sum(c["period_start"] == row["period_start"] for c in every)
    assert told["total"] == len(every)
    for format in ("csv", "markdown", "table"):
        listed = detainers("cases", "--reports", "--week", "2019", "--db", db, "-f", format).stdout
        assert ("2019-01-01" in listed, "n3.pdf" in listed) == (True, True)
        assert "2018-01-01" not in listed
    assert "cases --reports" in detainers("reports", "--db", db).stderr
    assert detainers("cases", "--reports", "--state", "CA", "--db", db).returncode == 2
