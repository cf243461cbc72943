"""Corrections: what errata touch, what --corrected makes of it, and that both ways to it agree."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from databases import ask, change, is_whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import SAMPLES

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.filters import narrowed
from detainer_cli.answers.question import Question
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.db.corrected_rows import keep_errata
from detainer_cli.db.errata import known_errata
from detainer_cli.db.errata_file import COLUMNS, read_errata
from detainer_cli.db.opening import open_for_writing
from detainer_cli.db.overlay import see_corrections
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.errors import UsageError

WEEK_1 = ("--week", "2017-01-28")
KNOWN = {
    "id": "ours-1",
    "week_start": "2017-01-28",
    "section": "declined",
    "jurisdiction": "Travis County, Texas",
    "effect": "withdraw",
    "statement": "a statement",
    "authority": "The county",
    "citation": "a letter",
    "date": "2017-04",
}


def write(path: Path, *errata: dict[str, str]) -> Path:
    """A file of errata, each of them KNOWN but for what is given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({**KNOWN, "id": f"ours-{n}", **e} for n, e in enumerate(errata, 1))
    return path


def answer(detainers: Run, db: Path, *args: object) -> Any:
    done = detainers(*args, "--db", db, "-f", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ---------------------------------------------------------------- ICE's correction of week 1


def test_the_list_of_week_1_as_corrected(detainers: Run, loaded_db: Path) -> None:
    found = answer(detainers, loaded_db, "top-counties", *WEEK_1, "--corrected")
    listed = [(row["county"], row["state"], row["detainers"]) for row in found["rows"]]
    assert listed == [
        ("Clark County", "NV", 51),
        ("Nassau County", "NY", 38),
        ("Cook County", "IL", 13),
        ("Snohomish County", "WA", 12),
        ("Washington County", "OR", 7),
        ("Alachua County", "FL", 5),
    ]
    assert "as corrected" in found["title"]
    caveats = " ".join(found["caveats"])
    assert "4 entries were withdrawn" in caveats
    assert "the places below those listed here are unknown" in caveats
    for place in ("Franklin County, Iowa", "Franklin County, New York", "Montgomery County, Iowa"):
        assert place in caveats


def test_the_declined_of_week_1_as_corrected(detainers: Run, loaded_db: Path) -> None:
    found = answer(detainers, loaded_db, "split", *WEEK_1, "--corrected")
    assert found["total"] == 206 - 4 - 3 - 1 - 3
    (told,) = [text for text in found["caveats"] if text.startswith("As corrected")]
    published = answer(detainers, loaded_db, "rows", *WEEK_1)["rows"]
    kept = {
        row["ref"] for row in answer(detainers, loaded_db, "rows", *WEEK_1, "--corrected")["rows"]
    }
    gone = [row["ref"] for row in published if row["ref"] not in kept]
    assert len(gone) == 11
    assert all(ref in told for ref in gone)
    for place in ("Williamson County, Texas (4 rows", "Bastrop County, Texas (3 rows"):
        assert place in told
    assert "Chester County, Pennsylvania (1 row:" in told
    assert "Richmond County, North Carolina (3 rows" in told
    assert answer(detainers, loaded_db, "split", *WEEK_1)["total"] == 206


def test_other_weeks_say_that_no_correction_is_known(detainers: Run, loaded_db: Path) -> None:
    found = answer(detainers, loaded_db, "split", "--week", "2017-02-04", "--corrected")
    assert any("No correction that is known" in text for text in found["caveats"])
    assert found["total"] == answer(detainers, loaded_db, "split", "--week", "2017-02-04")["total"]


def test_the_list_of_errata_has_the_figures_before_and_after(
    detainers: Run, loaded_db: Path
) -> None:
    rows = {row["id"]: row for row in answer(detainers, loaded_db, "errata")["rows"]}
    assert len(rows) == 9
    williamson = rows["ice-2017-01-28-declined-williamson-tx"]
    assert (williamson["rows"], williamson["before"], williamson["after"]) == (4, 4, 0)
    montgomery = rows["ice-2017-01-28-issued-montgomery-ia"]
    assert (montgomery["before"], montgomery["after"]) == (12, None)
    kern = rows["kern-2017-02-04-issued-kern-ca"]
    assert (kern["state"], kern["before"], kern["after"]) == ("told only", 65, 65)
    later = answer(detainers, loaded_db, "errata", "--week", "2017-02-11")
    assert later["rows"] == []
    assert len(answer(detainers, loaded_db, "errata", "--week", "2017-02-11", "--all")["rows"]) == 9


def test_nothing_is_written_by_an_answer(detainers: Run, loaded_db: Path) -> None:
    before = loaded_db.read_bytes()
    answer(detainers, loaded_db, "breakdown", "--by", "county", "--corrected")
    answer(detainers, loaded_db, "errata", "--all")
    assert loaded_db.read_bytes() == before


def test_every_answer_takes_it(detainers: Run, loaded_db: Path) -> None:
    for command in (
        ("reports",), ("top-counties", "--basis", "declined"), ("split", "--by", "crime"),
        ("breakdown", "--by", "week"), ("coverage",), ("rows",), ("policies",), ("trend",),
        ("lag", "--by", "state"), ("compare", "2017-01-28", "2017-02-04", "--by", "county"),
    ):  # fmt: skip
        answer(detainers, loaded_db, *command, "--corrected")
        answer(detainers, loaded_db, *command, "--revision", "1")


# ---------------------------------------------------------------- a user's own


@pytest.fixture
def db(detainers: Run, loaded_db: Path, tmp_path: Path) -> Path:
    """A database of the samples to write to."""
    path = tmp_path / "mine.db"
    with closing(sqlite3.connect(loaded_db)) as conn, closing(sqlite3.connect(path)) as mine:
        conn.backup(mine)
    return path


def test_all_faults_of_a_file_are_told_at_once(detainers: Run, db: Path, tmp_path: Path) -> None:
    path = write(
        tmp_path / "ours.csv",
        {"week_start": "28 January", "date": "2017-13"},
        {"section": "declines", "effect": "delete", "authority": ""},
        {"jurisdiction": "Atlantis County, Texas", "rows_stated": "none"},
        {"effect": "replace", "field": "criteria", "corrected": "x"},
        {"effect": "replace", "field": "declined_date", "corrected": "31 February"},
        {"conditions": "colour=red", "id": "ours-1"},
        {"jurisdiction": ""},
        {"section": "report", "jurisdiction": ""},
        {"id": "ice-2017-01-28-declined-bastrop-tx"},
    )
    with path.open("a", encoding="utf-8") as file:
        file.write("," * len(COLUMNS) + "more\n")
    done = detainers("split", "--corrected", "--errata", path, "--db", db)
    assert (done.returncode, done.stdout) == (2, "")
    for text in (
        "line 2: week_start “28 January”", "line 2: date “2017-13”",
        "line 3: section “declines”", "line 3: effect “delete”", "line 3: authority is empty",
        "line 4: jurisdiction “Atlantis County, Texas” is unresolved", "line 4: rows_stated",
        "line 5: field “criteria”", "line 6: corrected “31 February”",
        "line 7: conditions: “colour”", "line 7: the id “ours-1” stands in line 2",
        "line 8: nothing says which rows", "line 9: a whole report cannot be withdrawn",
        "line 10: the program has an erratum", "line 11: it has more cells",
    ):  # fmt: skip
        assert text in done.stderr
    assert len(done.stderr.splitlines()) > 15
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "missing columns"),
        (b"id,week\n", "unknown columns: week"),
        (b"\xff\xfe\x00", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_none(
    detainers: Run, db: Path, tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "ours.csv"
    if content is not None:
        path.write_bytes(content)
    for how in ((), ("--corrected",)):
        done = detainers("split", *how, "--db", db, DETAINERS_ERRATA=str(path))
        assert done.returncode == 2
        assert said in done.stderr


def test_a_value_is_replaced_with_all_that_goes_with_it(
    detainers: Run, db: Path, tmp_path: Path
) -> None:
    (row,) = ask(db, "SELECT ref, raw_crime, jurisdiction, issued_date FROM declined LIMIT 1")
    ref, crime, place, issued = map(str, row)
    path = write(
        tmp_path / "ours.csv",
        {"jurisdiction": place, "conditions": f"ref={ref}", "effect": "replace", "field": "crime",
         "printed": crime, "corrected": "Robbery", "rows_stated": "1"},
        {"jurisdiction": place, "conditions": f"ref={ref}", "effect": "replace",
         "field": "citizenship", "corrected": "Cuba", "rows_stated": "1"},
        {"jurisdiction": "", "conditions": f"ref={ref}", "effect": "replace",
         "field": "jurisdiction", "corrected": "Travis County, Texas"},
    )  # fmt: skip
    found = answer(detainers, db, "rows", "--corrected", "--errata", path, *WEEK_1)
    (corrected,) = [row for row in found["rows"] if row["ref"] == ref]
    assert corrected["crime"] == "Robbery"
    assert corrected["crime_category"] == "Robbery"
    assert (corrected["citizenship"], corrected["region"]) == (
        "Cuba", "Latin America and the Caribbean",
    )  # fmt: skip
    assert (corrected["jurisdiction"], corrected["state"]) == ("Travis County, Texas", "TX")
    assert corrected["issued_date"] == issued
    assert corrected["has_policy"] == 1  # Travis has one: computed for the place as corrected
    told = " ".join(found["caveats"])
    assert "replaced here" in told
    assert "“Robbery” in place of" in told
    assert "The county (a letter)" in told
    assert ask(db, f"SELECT raw_crime FROM declined WHERE ref = '{ref}'") == [(crime,)]  # noqa: S608


def test_a_policy_that_is_withdrawn_covers_no_row(detainers: Run, db: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "ours.csv", {"section": "policy"})
    before = answer(detainers, db, "coverage", *WEEK_1)
    after = answer(detainers, db, "coverage", *WEEK_1, "--corrected", "--errata", path)
    assert before["rows"][0]["detainers"] > 142
    with_policy = {row["group"]: row["detainers"] for row in after["rows"]}["with policy"]
    assert with_policy <= before["rows"][0]["detainers"] - 142
    policies = answer(detainers, db, "policies", *WEEK_1, "--corrected", "--errata", path)
    assert policies["total"] == 117


def test_the_total_of_the_country_is_replaced(detainers: Run, db: Path, tmp_path: Path) -> None:
    path = write(
        tmp_path / "ours.csv",
        {"section": "report", "jurisdiction": "", "effect": "replace",
         "field": "detainers_issued", "printed": "3,083", "corrected": "3,100"},
    )  # fmt: skip
    given_ = ("--errata", path)
    found = answer(detainers, db, "trend", *WEEK_1, "--corrected", *given_)
    assert found["rows"][0]["issued"] == 3100
    assert any("“3,100” in place of “3,083”" in text for text in found["caveats"])
    published = answer(detainers, db, "trend", *WEEK_1, *given_)
    assert published["rows"][0]["issued"] == 3083
    assert any(
        "with --corrected apply" in text and "3,100" in text for text in published["caveats"]
    )
    listed = answer(detainers, db, "errata", *WEEK_1, *given_)["rows"]
    assert [(r["before"], r["after"]) for r in listed if r["id"] == "ours-1"] == [(3083, 3100)]


@pytest.mark.parametrize(
    ("erratum", "state", "total"),
    [
        ({"conditions": "crime=No such crime"}, "matches no row", 195),
        ({"rows_stated": "2"}, "matches more rows than the 2", 195),
        ({"rows_stated": "500"}, "matches fewer rows than the 500", 195 - 142),
    ],
)
def test_an_erratum_that_is_not_what_it_states_is_told(
    detainers: Run, db: Path, tmp_path: Path, erratum: dict[str, str], state: str, total: int
) -> None:
    path = write(tmp_path / "ours.csv", erratum)
    done = detainers(
        "split", *WEEK_1, "--corrected", "--errata", path, "--db", db, "--format", "json"
    )
    assert state in done.stderr
    found = json.loads(done.stdout)
    assert found["total"] == total
    assert any(state in text for text in found["caveats"])
    listed = answer(detainers, db, "errata", *WEEK_1, "--errata", path)["rows"]
    (mine,) = [row for row in listed if row["id"] == "ours-1"]
    assert mine["state"].startswith(state)


def test_errata_that_are_kept_are_known_to_all(detainers: Run, db: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "ours.csv", {})
    done = detainers("errata", "--errata", path, "--keep", "--db", db)
    assert done.returncode == 0, done.stderr
    assert "1 erratum of ours.csv kept" in done.stderr
    assert answer(detainers, db, "split", *WEEK_1, "--corrected")["total"] == 195 - 142
    count = "SELECT count(*) FROM declined_corrected WHERE week_start = '2017-01-28'"
    assert ask(db, count) == [(195 - 142,)]
    again = detainers("ingest", SAMPLES / "ddor2017_01-28to02-03.pdf", "--db", db)
    assert again.returncode == 0
    assert detainers("renormalize", "--db", db).returncode == 0
    assert ask(db, count) == [(195 - 142,)]
    assert detainers("errata", "--errata", write(path), "--keep", "--db", db).returncode == 0
    assert ask(db, count) == [(195,)]
    assert is_whole(db)
    none = detainers("errata", "--keep", "--db", db)
    assert none.returncode == 2
    missing = detainers("errata", "--keep", "--errata", path, "--db", tmp_path / "none.db")
    assert missing.returncode == 2
    assert not (tmp_path / "none.db").exists()


def test_the_views_as_corrected_name_their_errata(loaded_db: Path) -> None:
    rows = ask(
        loaded_db,
        "SELECT rank, county, detainers_issued FROM issued_corrected"
        " WHERE week_start = '2017-01-28' ORDER BY rank",
    )
    assert rows[:2] == [(1, "Clark County", 51), (2, "Nassau County", 38)]
    assert len(rows) == 6
    kern = "SELECT errata FROM issued_corrected WHERE county_fips = '06029' AND errata <> '[]'"
    assert ask(loaded_db, kern) == [('["kern-2017-02-04-issued-kern-ca"]',)]
    assert ask(loaded_db, "SELECT sum(rows) FROM errata WHERE section = 'declined'") == [(11,)]


def test_what_an_answer_shows_beside_is_corrected_and_told(
    detainers: Run, db: Path, tmp_path: Path
) -> None:
    """Counts of a list, policies in force, and rows that a correction would bring to an answer."""
    listed = answer(detainers, db, "reports", "--corrected")
    assert listed["rows"][0]["declined"] == 195
    assert any(text.startswith("As corrected by ICE") for text in listed["caveats"])
    policy = write(tmp_path / "policy.csv", {"section": "policy"})
    for how, said in (
        ((), "answers with --corrected apply"),
        (("--corrected",), "As corrected by"),
    ):
        for command in (("coverage",), ("rows", "--county", "Travis")):
            found = answer(detainers, db, *command, *WEEK_1, *how, "--errata", policy)
            assert any("The county" in t and said in t for t in found["caveats"]), (command, how)
    elsewhere = answer(detainers, db, "coverage", "--county", "17031", *WEEK_1, "--errata", policy)
    assert not any("The county (a letter)" in text for text in elsewhere["caveats"])
    gone = answer(detainers, db, "policies", "--county", "Travis", *WEEK_1, "--corrected",
                  "--errata", policy)  # fmt: skip
    assert not any("lists no jurisdiction" in text for text in gone["caveats"])
    crime = write(
        tmp_path / "crime.csv",
        {"conditions": "crime=Assault", "effect": "replace", "field": "crime",
         "corrected": "Robbery"},
    )  # fmt: skip
    asked = ("split", "--crime", "Robbery", *WEEK_1, "--errata", crime)
    before, after = (answer(detainers, db, *asked, *how) for how in ((), ("--corrected",)))
    assert after["total"] > before["total"]
    assert any("answers with --corrected apply" in text for text in before["caveats"])


def test_errata_that_contradict_each_other_are_not_applied(
    detainers: Run, db: Path, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "ours.csv",
        {"effect": "replace", "field": "disposition", "corrected": "Charged"},
        {"effect": "replace", "field": "disposition", "corrected": "Convicted"},
        {"section": "report", "jurisdiction": "", "effect": "replace",
         "field": "detainers_issued", "corrected": "3,000"},
        {"section": "report", "jurisdiction": "", "effect": "replace",
         "field": "detainers_issued", "corrected": "4,000"},
        {"jurisdiction": "Williamson County, Texas", "effect": "replace", "field": "crime",
         "corrected": "Robbery"},
    )  # fmt: skip
    given_ = (*WEEK_1, "--errata", path)
    states = {r["id"]: r["state"] for r in answer(detainers, db, "errata", *given_)["rows"]}
    for number, other in ((1, 2), (2, 1), (3, 4), (4, 3)):
        assert states[f"ours-{number}"] == f"contradicts the erratum “ours-{other}”"
    assert "williamson" in states["ours-5"]  # which withdraws these rows
    found = answer(detainers, db, "trend", "--corrected", *given_)
    assert found["rows"][0]["issued"] == 3083
    whole = answer(detainers, db, "split", "--corrected", *WEEK_1)
    assert answer(detainers, db, "split", "--corrected", *given_)["rows"] == whole["rows"]


def test_days_that_begin_no_week_are_told(detainers: Run, db: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "ours.csv", {"week_start": "2017-01-29"})
    for command in (("split", "--corrected"), ("errata", "--keep")):
        done = detainers(*command, "--errata", path, "--db", db)
        assert done.returncode == 2
        assert "2017-01-29 is a day of the report that begins on 2017-01-28" in done.stderr
    later = write(tmp_path / "later.csv", {"week_start": "2018-01-06"})
    listed = answer(detainers, db, "errata", *WEEK_1, "--errata", later)["rows"]
    assert [r["state"] for r in listed if r["id"] == "ours-1"] == ["week not loaded"]


def test_days_as_corrected_that_cannot_be_are_told(
    detainers: Run, db: Path, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "ours.csv",
        {"effect": "replace", "field": "issued_date", "corrected": "2/20/2017"},
    )
    found = answer(detainers, db, "lag", *WEEK_1, "--corrected", "--errata", path)
    assert any("declined before issued" in text for text in found["caveats"])


def test_no_rank_below_the_printed_end_of_the_list(
    detainers: Run, db: Path, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "ours.csv",
        {"section": "issued", "jurisdiction": "Clark County, Nevada", "effect": "replace",
         "field": "detainers_issued", "printed": "51", "corrected": "1"},
    )  # fmt: skip
    found = answer(detainers, db, "top-counties", *WEEK_1, "--corrected", "--errata", path)
    ranks = {row["county"]: (row["detainers"], row["rank"]) for row in found["rows"]}
    assert ranks["Nassau County"] == (38, 1)
    assert ranks["Clark County"] == (1, None)


def test_a_printed_word_is_found_as_it_is_printed(detainers: Run, db: Path, tmp_path: Path) -> None:
    ((ref, raw),) = ask(
        db, "SELECT ref, raw_crime FROM declined WHERE raw_crime LIKE '%(Conviction)' LIMIT 1"
    )
    assert "Conviction" in str(raw)
    path = write(
        tmp_path / "ours.csv",
        {"jurisdiction": "", "conditions": f"ref={ref}", "effect": "replace",
         "field": "disposition", "printed": "Conviction", "corrected": "Charged"},
    )  # fmt: skip
    listed = answer(detainers, db, "errata", *WEEK_1, "--errata", path)["rows"]
    assert [r["state"] for r in listed if r["id"] == "ours-1"] == ["applies"]


def test_views_that_are_behind_are_told_and_mended(detainers: Run, db: Path) -> None:
    """As after an upgrade that brings errata; each way to be behind."""
    for fault in (
        "DELETE FROM corrected_row WHERE section = 'issued'",
        "UPDATE corrected_row SET withdrawn = 0",
        "DELETE FROM correction WHERE section = 'declined'",
        "DELETE FROM erratum",
    ):
        assert detainers("check", "--db", db).returncode == 0
        change(db, "PRAGMA foreign_keys = ON", fault)
        found = json.loads(detainers("check", "--db", db, "-f", "json").stdout)
        assert "corrections" in {finding["check"] for finding in found["rows"]}, fault
        assert detainers("renormalize", "--db", db).returncode == 0
        found = json.loads(detainers("check", "--db", db, "-f", "json").stdout)
        assert "corrections" not in {finding["check"] for finding in found["rows"]}


# ---------------------------------------------------------------- both ways agree


_GROUPS = {
    By.CRIME: "crime",
    By.CATEGORY: "crime_category",
    By.CITIZENSHIP: "citizenship",
    By.REGION: "region",
    By.STATE: "state",
    By.WEEK: "week_start",
}


@pytest.fixture(scope="module")
def sampled(loaded_db: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(loaded_db)) as conn:
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute("SELECT * FROM declined")]


def random_erratum(rows: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, str]]:
    """An erratum about a row of the samples, and about those that say the same."""
    replaced = st.sampled_from(
        [
            ("crime", "Robbery"), ("crime", "Assault (Convicted)"), ("citizenship", "Cuba"),
            ("disposition", "Charged"), ("jurisdiction", "Cook County, Illinois"),
            ("declined_date", "2/2/2017"), ("issued_date", "1/1/2016"),
        ]
    )  # fmt: skip

    def made(row: dict[str, Any], by: str, effect: str, new: tuple[str, str]) -> dict[str, str]:
        erratum = {"week_start": row["week_start"], "jurisdiction": "", "effect": effect}
        if by == "jurisdiction" and row["county_fips"]:
            erratum["jurisdiction"] = row["jurisdiction"]
        else:
            erratum["conditions"] = (
                f"{by if by != 'jurisdiction' else 'ref'}={row[by] or row['ref']}"
            )
        if row.get(by) is None:
            erratum["conditions"] = f"ref={row['ref']}"
        return erratum | ({"field": new[0], "corrected": new[1]} if effect == "replace" else {})

    return st.builds(
        made,
        st.sampled_from(rows),
        st.sampled_from(["jurisdiction", "crime", "citizenship", "declined_date", "ref"]),
        st.sampled_from(["withdraw", "replace", "replace", "note"]),
        replaced,
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_group_and_filter_agrees_with_the_views_as_corrected(
    data: st.DataObject, sampled: list[dict[str, Any]], loaded_db: Path, tmp_path: Path
) -> None:
    errata = data.draw(st.lists(random_erratum(sampled), min_size=1, max_size=5))
    path = write(tmp_path / "ours.csv", *errata)
    db = tmp_path / "copy.db"
    db.unlink(missing_ok=True)
    with closing(sqlite3.connect(loaded_db)) as conn, closing(sqlite3.connect(db)) as mine:
        conn.backup(mine)
    with closing(open_for_writing(db)) as conn:
        printed = conn.execute("SELECT * FROM declined").fetchall()
        keep_errata(conn, db, read_errata(path))
        assert conn.execute("SELECT * FROM declined").fetchall() == printed
        weeks = loaded_weeks(conn)
        known = known_errata(conn)
        see_corrections(conn, known, weeks)
        question = Question(conn, weeks, errata=known, corrected=True)
        view = conn.execute
        for by, column in _GROUPS.items():
            name = f"coalesce({column}, '(unresolved)')"
            groups = f"SELECT {name}, count(*) FROM declined_corrected GROUP BY 1"  # noqa: S608
            shown = {r["group"]: r["detainers"] for r in breakdown(question, by).rows}
            assert {g: n for g, n in shown.items() if n} == dict(view(groups).fetchall())
        for name, column, value in (
            ("state", "state", "Texas"), ("crime", "crime", "Robbery"),
            ("citizenship", "citizenship", "Cuba"), ("disposition", "disposition", "charged"),
            ("county", "county_fips", "17031"), ("category", "crime_category", "Assault"),
        ):  # fmt: skip
            stored = "TX" if name == "state" else value
            sql = f"SELECT count(*) FROM declined_corrected WHERE {column} = ?"  # noqa: S608
            ((count,),) = view(sql, [stored]).fetchall()
            narrow = narrowed(question, {name: [value]})
            assert breakdown(narrow, By.WEEK).total == count
        listed = top_counties(question.within(weeks[0]), CountyBasis.ISSUED, 10)
        issued = view(
            "SELECT county, detainers_issued FROM issued_corrected WHERE week_start = ?",
            [weeks[0].start.isoformat()],
        )
        assert {(r["county"], r["detainers"]) for r in listed.rows} == set(issued.fetchall())


def test_an_erratum_of_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(",".join(COLUMNS) + "\n" + "," * (len(COLUMNS) - 1) + "\n", encoding="utf-8")
    assert read_errata(path) == ()
    with pytest.raises(UsageError):
        read_errata(write(path, {"statement": ""}))


def test_a_file_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    """With a byte order mark, and with line ends of its own."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*KNOWN], lineterminator="\r\n")
    writer.writeheader()
    writer.writerow(KNOWN)
    path = tmp_path / "ours.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    (erratum,) = read_errata(path)
    assert (erratum.county_fips, erratum.origin) == ("48453", "ours.csv")
