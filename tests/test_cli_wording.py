"""The wording of a question, from outside: what is told, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from conftest import Run


def total(text: str) -> int:
    """The total of the one row of `split` as CSV."""
    (row,) = csv.DictReader(io.StringIO(text))
    return int(row["total"])


@pytest.mark.parametrize(
    ("value", "rows", "says"),
    [
        ("DUI", 42, "Driving Under Influence Liquor (42 rows)"),
        ("murder", 1, "Homicide (1 row)"),
        ("theft", 6, "Larceny (6 rows)"),
        ("drugs", 29, "Drug Possession (21 rows), Drug Trafficking (8 rows)"),
        ("sexual assault", 10, "Sexual Assault has 13 rows"),
    ],
)
def test_what_people_call_an_offense(
    value: str, rows: int, says: str, detainers: Run, loaded_db: Path
) -> None:
    done = detainers("split", "--crime", value, "-f", "csv", db=loaded_db)
    assert done.returncode == 0
    assert total(done.stdout) == rows
    assert says in done.stderr
    answer = json.loads(detainers("split", "--crime", value, "-f", "json", db=loaded_db).stdout)
    assert any(says in caveat for caveat in answer["caveats"])
    quiet = detainers("split", "--crime", value, "-f", "csv", "--quiet", db=loaded_db)
    assert (quiet.stdout, quiet.stderr) == (done.stdout, "")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--state", "TX", "--county", "Cook County, Illinois"], "exclude each other"),
        (["--crime", "Bigamy"], "has the crime Bigamy. Near it: its category Family Offenses (15"),
        (["--county", "Harris, TX"], "has the county Harris County, Texas"),
        (["--facility", "travis-county-jail", "--state", "CA"], "No row meets all filters"),
    ],
)
def test_a_zero_is_told(args: list[str], says: str, detainers: Run, loaded_db: Path) -> None:
    done = detainers("split", *args, "-f", "csv", db=loaded_db)
    assert (done.returncode, total(done.stdout)) == (0, 0)
    assert says in done.stderr


def test_an_unknown_value_has_exit_code_2_and_counts(detainers: Run, loaded_db: Path) -> None:
    done = detainers("breakdown", "--by", "county", "--crime", "Asault", db=loaded_db)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean Assault (53 rows)" in done.stderr
    assert "category Assault (96 rows)" in done.stderr


@pytest.mark.parametrize(
    ("week", "days"),
    [
        ("2017-W05", "28 January to 3 February 2017"),
        ("2017-1-28", "28 January to 3 February 2017"),
        ("2017-01", "28 January to 3 February 2017"),
        ("2017-02", "3 weeks, 28 January to 17 February 2017"),
        ("2017", "3 weeks, 28 January to 17 February 2017"),
        ("2017-02-04..", "2 weeks, 4 to 17 February 2017"),
        ("..2017-02-10", "2 weeks, 28 January to 10 February 2017"),
        ("..latest", "3 weeks, 28 January to 17 February 2017"),
    ],
)
def test_the_title_names_the_days_of_a_week_form(
    week: str, days: str, detainers: Run, loaded_db: Path
) -> None:
    done = detainers("split", "--week", week, "-f", "json", db=loaded_db)
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"].endswith(f", {days}")


def test_compare_takes_the_forms_that_name_one_week(detainers: Run, loaded_db: Path) -> None:
    done = detainers("compare", "2017-W05", "2017-W06", db=loaded_db)
    title = "4 to 10 February 2017 against 28 January to 3 February 2017"
    assert title in done.stdout.splitlines()[0]
    assert detainers("compare", "2017-02", "latest", db=loaded_db).returncode == 2


def test_an_option_that_is_given_twice_is_told(detainers: Run, loaded_db: Path) -> None:
    weeks = ("--week", "2017-01-28", "--week=2017-02-04")
    done = detainers("split", *weeks, "-f", "csv", db=loaded_db)
    assert done.returncode == 0
    said = "detainers: note: --week is given twice; only the last value counts: 2017-02-04.\n"
    assert done.stderr == said
    one = detainers("split", "--week", "2017-02-04", "-f", "csv", db=loaded_db)
    assert (done.stdout, one.stderr) == (one.stdout, "")
    thrice = detainers("breakdown", "--by", "state", "--by=crime", "--by", "week", db=loaded_db)
    assert "--by is given 3 times; only the last value counts: week" in thrice.stderr
    states = detainers("split", "--state", "TX", "--state", "CA", "-v", "-v", db=loaded_db)
    assert "given" not in states.stderr


def test_explain_shows_the_group_of_a_crime(detainers: Run) -> None:
    done = detainers("explain", "crime", "DUI", "Cruelty Toward Wife (Charged)", "-f", "json")
    dui, cruelty = json.loads(done.stdout)
    assert dui["category"] == "Traffic Offenses"
    assert dui["synonyms"][0]["concept"] == "driving under the influence"
    assert {"DUI", "DWI", "drunk driving"} <= set(dui["synonyms"][0]["words"])
    assert cruelty["synonyms"][0]["concept"] == "domestic violence"
    table = detainers("explain", "crime", "drunk driving").stdout
    assert "driving under the influence: DUI" in table
    place = json.loads(detainers("explain", "jurisdiction", "Texas", "-f", "json").stdout)
    assert "synonyms" not in place[0]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("detainers split --crime dr", ["driving-under-influence-liquor", "drug-possession"]),
        ("detainers split --county travis", ["travis-county-texas"]),
        ("detainers split --category weap", ["weapon-offenses"]),
        ("detainers split --disposition ", ["charged", "convicted"]),
        ("detainers split --week 2017-W", ["2017-W07", "2017-W06", "2017-W05"]),
    ],
)
def test_the_shell_completes_values_that_need_no_quotes(
    line: str, offered: list[str], detainers: Run, loaded_db: Path
) -> None:
    words = line.split(" ")
    env = {
        "_DETAINERS_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    done = detainers(db=loaded_db, **env)
    assert done.stdout.split()[: len(offered)] == offered
