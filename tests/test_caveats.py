"""The caveats that fit the question: corrections, groupings, short forms, and where more stands."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import fields
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from conftest import Run
from made_up import PLACES, TRAVIS, add_report, conditions, county, empty, question
from running import on_terminal
from samples import ROOT

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.caveats import (
    DECLINED,
    GROUPINGS,
    ISSUED,
    POLICY,
    About,
    Basis,
    Correction,
    Own,
    applicable,
)
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.compare import compare
from detainer_cli.answers.coverage import coverage
from detainer_cli.answers.lag import lag
from detainer_cli.answers.question import Question
from detainer_cli.answers.rows import rows
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.answers.trend import trend
from detainer_cli.db.errata import program_errata
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.model.errata import Effect, Erratum
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat
from detainer_cli.reference import table

README = ROOT / "README.md"
WEEK = Period(date(2017, 1, 28), date(2017, 2, 3))
LATER = Period(date(2017, 3, 4), date(2017, 3, 10))
WILLIAMSON = county("Williamson County", "TX", "Texas", "48491")
MONTGOMERY = county("Montgomery County", "IA", "Iowa", "19137")
KERN = county("Kern County", "CA", "California", "06029")


WITH_OWN = ("caveats", "trend", "lag", "policies", "errata", "applicable_caveats")
"""The modules that have caveats of their own."""


EFFECTS: tuple[tuple[Effect, bool], ...] = (
    ("withdraw", False),
    ("withdraw", True),
    ("replace", True),
    ("note", False),
)


def erratum(effect: Effect) -> Erratum:
    """One of nobody."""
    blank = {field.name: "" for field in fields(Erratum)}
    known = {"jurisdiction": "X County, Texas", "authority": "ICE", "statement": "a statement"}
    return Erratum(**{**blank, **known, "effect": effect, "rows_stated": None})  # type: ignore[arg-type]


def constants() -> list[Caveat]:
    """Every caveat that is written down, and one of each kind that is made."""
    told = map(import_module, (f"detainer_cli.answers.{name}" for name in WITH_OWN))
    made = [value for m in told for value in vars(m).values()]
    kinds = About(
        frozenset(Basis),
        (WEEK, LATER),
        ("A NOTICE",),
        10_000,
        has_unresolved=True,
        has_unread=True,
        corrections=tuple(
            Correction(erratum(effect), WEEK, ("a", "b"), applied=applied)
            for effect, applied in EFFECTS
        ),
        own=frozenset(Own),
    )
    found = [*(value for value in made if isinstance(value, Caveat)), *applicable(kinds)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("caveat", constants(), ids=lambda caveat: caveat.brief)
def test_in_short_it_is_one_line_that_says_where_more_stands(caveat: Caveat) -> None:
    assert len(f"* {caveat.brief} ({caveat.link})") <= 80
    headings = re.findall(r"^#+ (.*)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
    assert caveat.link == f"README.md#{caveat.section}"
    assert caveat.section in anchors


@pytest.mark.parametrize(
    ("basis", "says"), [(Basis.ISSUED, ISSUED), (Basis.DECLINED, DECLINED), (Basis.POLICY, POLICY)]
)
def test_each_basis_has_its_own_and_none_of_another(basis: Basis, says: str) -> None:
    found = applicable(About(frozenset({basis}), (LATER,)))
    assert says in found
    assert [text for text in (ISSUED, DECLINED, POLICY) if text in found] == [says]


def test_no_caveat_comes_twice() -> None:
    found = applicable(
        About(frozenset(Basis), (WEEK, LATER), ("A", "A"), 1, has_unresolved=True, has_unread=True)
    )
    assert len(found) == len(set(found))


def test_a_gap_of_many_weeks_is_counted_not_listed_in_full() -> None:
    years_later = Period(date(2019, 1, 5), date(2019, 1, 11))
    (gap,) = [t for t in applicable(About(frozenset(), (WEEK, years_later))) if "no report" in t]
    assert gap.endswith("and 94 more.")
    assert "100 weeks" in gap.brief


# ---------------------------------------------------------------- corrections


def corrected(texts: list[Caveat]) -> list[Caveat]:
    return [text for text in texts if "corrected" in text or "Disputed" in text]


def test_a_correction_is_told_with_the_rows_that_it_touches() -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [{}, WILLIAMSON, {}, WILLIAMSON])
    (text,) = corrected(breakdown(question(conn), By.CRIME).caveats)
    refs = "2017-01-28/p3/r3, 2017-01-28/p3/r5"
    assert f"Williamson County, Texas (2 rows: {refs}) – transfers to another facility" in text
    assert "28 January to 3 February 2017" in text
    assert not [place for place in ("Bastrop", "Chester", "Montgomery") if place in text]
    assert "2 rows of 2017-01-28" in text.brief


def test_a_correction_that_touches_no_row_is_not_told() -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [{}, WILLIAMSON], [{}, MONTGOMERY])
    add_report(conn, "2017-02-04", [WILLIAMSON], [MONTGOMERY])
    whole = question(conn)
    travis = Question(conn, whole.weeks, conditions(conn, {"county": ["Travis"]}))
    later = whole.within(whole.weeks[1])
    for answer in (split(travis), rows(travis), trend(travis), split(later), coverage(later)):
        assert corrected(answer.caveats) == []
    first, second = loaded_weeks(conn)
    assert corrected(compare(travis, first, second).caveats) == []
    assert corrected(top_counties(travis, CountyBasis.ISSUED, 10).caveats) == []
    for answer in (split(whole), rows(whole), trend(whole), lag(whole, By.COUNTY)):
        assert len(corrected(answer.caveats)) == 1
        assert "Montgomery" not in corrected(answer.caveats)[0]
    (text,) = corrected(top_counties(whole, CountyBasis.ISSUED, 10).caveats)
    assert "Montgomery County, Iowa (5 detainers, 1 row: 2017-01-28/p3/r3)" in text
    assert "Williamson" not in text


def test_kern_is_disputed_where_its_row_is_asked() -> None:
    conn = empty()
    add_report(conn, "2017-02-04", issued=[{}, {**KERN, "detainers_issued": 65}])
    (text,) = corrected(top_counties(question(conn), CountyBasis.ISSUED, 10).caveats)
    assert text.startswith("Disputed")
    assert "Kern County, California (65 detainers, 1 row: 2017-02-04/p3/r3)" in text


def test_many_rows_are_counted_and_some_are_named() -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [WILLIAMSON] * 14)
    (text,) = corrected(split(question(conn)).caveats)
    assert "answers with --corrected apply" in text
    assert "(14 rows: 2017-01-28/p3/r2, " in text
    assert " and 4 more)" in text


def test_every_erratum_names_a_county_a_week_and_a_source() -> None:
    counties = {row["fips"]: row for row in table("counties")}
    states = {row["usps"]: row["name"] for row in table("states")}
    errata = table("errata")
    assert len(program_errata()) == len(errata)
    assert len(errata) == 9
    for row in errata:
        place = counties[row["county_fips"]]
        name = f"{place['name']} {place['designation']}, {states[place['state']]}"
        assert row["jurisdiction"] == name
        assert row["section"] in {basis.value for basis in Basis}
        assert row["effect"] in get_args(Effect)
        assert date.fromisoformat(row["week_start"]).weekday() == 5  # a Saturday
        assert row["statement"]
        assert row["authority"]
        assert row["citation"]


# ---------------------------------------------------------------- groupings of our own


def test_a_grouping_of_our_own_says_so_once_where_it_is_used() -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [{}, PLACES[1]])
    about = question(conn)
    drugs = Question(conn, about.weeks, conditions(conn, {"category": ["Assault"]}))
    used = [
        (split(about, By.CATEGORY), {Own.CATEGORY}),
        (lag(about, By.REGION), {Own.REGION}),
        (breakdown(drugs, By.CATEGORY), {Own.CATEGORY}),
        (breakdown(drugs, By.COUNTY), {Own.CATEGORY}),
        (coverage(about), {Own.COVERAGE}),
        (rows(about), set(Own)),
        (split(about), set()),
        (breakdown(about, By.CRIME), set()),
        (top_counties(about, CountyBasis.ISSUED, 10), set()),
    ]
    for answer, expected in used:
        counts = Counter(answer.caveats)
        assert {own for own, text in GROUPINGS.items() if counts[text]} == expected
        assert max(counts.values()) == 1


# ---------------------------------------------------------------- from outside


def test_on_a_terminal_a_caveat_is_one_line(loaded_db: Path) -> None:
    args = ("coverage", "--week", "2017-02-06", "--db", loaded_db)
    lines = on_terminal(*args, columns=80).splitlines()
    notes = lines[lines.index("") + 1 :]
    assert len(notes) > 4
    assert all(note.startswith("* ") and "(README.md#" in note for note in notes[:-1])
    assert notes[-1] == "  --caveats full has them whole."
    full = " ".join(on_terminal(*args, "--caveats", "full", columns=80).split())
    assert "agencies do not generally tell ICE when they decline a detainer." in full
    assert "*" not in on_terminal(*args, "--caveats", "none", columns=80)


@pytest.mark.parametrize("form", ["table", "markdown", "json", "csv", "tsv"])
def test_as_many_caveats_as_are_wanted(form: str, detainers: Run, loaded_db: Path) -> None:
    args = ("coverage", "-f", form)
    full, short, none = (
        detainers(*args, "--caveats", how, db=loaded_db).stdout for how in ("full", "short", "none")
    )
    assert detainers(*args, "--caveats", db=loaded_db).stdout == full
    assert len(full) > len(short) > len(none)
    assert "agencies do not generally" in full
    assert "agencies do not generally" not in short
    assert "README.md#declined" in short
    assert "README.md" not in none
    default = detainers(*args, db=loaded_db).stdout
    assert default == (none if form in {"csv", "tsv"} else full)


def test_an_unknown_length_is_told(detainers: Run, loaded_db: Path) -> None:
    done = detainers("coverage", "--caveats", "long", db=loaded_db)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'short'" in done.stderr


def test_compare_heads_its_columns_with_the_weeks(detainers: Run, loaded_db: Path) -> None:
    args = ("compare", "2017-01-28", "latest", "--by", "state")
    done = detainers(*args, db=loaded_db)
    heads = done.stdout.splitlines()[1]
    assert heads.split("  ")[0] == "group"
    assert "week of 2017-01-28   week of 2017-02-11   change" in heads
    markdown = detainers(*args, "-f", "markdown", db=loaded_db).stdout
    assert "| group | week of 2017-01-28 | week of 2017-02-11 | change |" in markdown
    for form in ("csv", "json"):  # for programs the names stay the same from week to week
        assert "week of" not in detainers(*args, "-f", form, db=loaded_db).stdout


def test_a_place_has_one_name_everywhere(detainers: Run, loaded_db: Path) -> None:
    name = "District of Columbia"
    for args in (
        ("breakdown", "--by", "county"),
        ("split", "--county", name),
        ("policies", "--county", "11001"),
        ("rows", "--state", "DC"),
        ("top-counties", "--basis", "declined", "--county", "11001"),
    ):
        done = detainers(*args, "-f", "json", db=loaded_db)
        assert done.returncode == 0
        assert name in done.stdout
        assert f"{name}, {name}" not in done.stdout
        named = ("group", "county", "jurisdiction")
        places = [
            row[key] for row in json.loads(done.stdout)["rows"] for key in named if key in row
        ]
        assert all(place == name for place in places if name in str(place))


def test_one_county_is_one_group_whatever_its_state() -> None:
    conn = empty()
    guam = {
        **TRAVIS,
        "jurisdiction": "Guam",
        "state": "GU",
        "county": "Guam",
        "county_fips": "66010",
    }
    add_report(conn, "2017-01-28", [guam, {}])
    names = [row["group"] for row in breakdown(question(conn), By.COUNTY).rows]
    assert names == ["Guam", "Travis County, Texas"]
