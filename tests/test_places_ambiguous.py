"""No county by accident: names that are also a city's or the state's, facilities that disagree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from databases import ask, store
from placed import explain_jurisdiction
from sheets import DECLINED_HEADER

from detainer_cli.db.opening import open_for_writing
from detainer_cli.db.renormalize import renormalize
from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import JurisdictionResolution
from detainer_cli.normalize.jurisdictions import (
    RULES,
    names_cities,
    normalize_jurisdiction,
)
from detainer_cli.normalize.places_data import cities_elsewhere, counties
from detainer_cli.reference import table

DAY = date(2017, 2, 1)


def listed() -> list[tuple[str, str]]:
    """The lines of the list: a location, and the code or the candidates that it must have."""
    text = (Path(__file__).parent / "places_ambiguous.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(text, expected) for text, _, expected in (line.partition("\t") for line in lines)]


def codes(result: JurisdictionResolution) -> set[str | None]:
    return {candidate.code for candidate in result.candidates}


@pytest.mark.parametrize(("text", "expected"), listed())
def test_the_list(text: str, expected: str) -> None:
    result = explain_jurisdiction(text)
    assert result.rule in RULES
    if not expected.startswith("unresolved: "):
        assert result.code == expected
        return
    assert (result.resolved, result.code) == (False, None)
    assert codes(result) >= set(expected.removeprefix("unresolved: ").split())


def in_columns(text: str) -> LocationText:
    facility, county, state = text.rsplit(", ", 2)
    return LocationText(facility=facility, county=county, state=state)


@pytest.mark.parametrize(
    ("text", "expected"), [(t, e) for t, e in listed() if t.count(", ") == 2 and "(" not in t]
)
def test_columns_do_not_hide_the_doubt(text: str, expected: str) -> None:
    result = normalize_jurisdiction(in_columns(text), DAY)
    if expected.startswith("unresolved: "):
        assert not result.resolved
        assert codes(result) >= set(expected.removeprefix("unresolved: ").split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("POLK COUNTY JAIL, IOWA, Iowa", "19153"),
        ("POLK COUNTY JAIL, IA, Iowa", "19153"),
        ("POLK COUNTY JAIL (IOWA), Iowa", "19153"),
        ("POLK COUNTY JAIL IOWA, Iowa", "19153"),
        ("IOWA COUNTY JAIL, IOWA, Iowa", "19095"),
        ("TULSA COUNTY JAIL (TULSA, OK), Oklahoma", "40143"),
        ("DAVIS COUNTY JAIL, UTAH, Utah", "49011"),
        ("UTAH COUNTY JAIL, UTAH, Utah", "49049"),
        ("MONROE COUNTY (ROCHESTER, NEW YORK), New York", "36055"),
        ("HOUSTON COUNTY JAIL, HOUSTON, Texas", "48225"),
        ("TRAVIS COUNTY JAIL, TRAVIS, Texas", "48453"),
        ("EL PASO SERVICE PROCESSING CENTER, EL PASO, Texas", "48141"),
        ("EAST HIDALGO DETENTION CENTER, HIDALGO, Texas", "48215"),
        ("COUNTY JAIL ANNEX, HOUSTON, Texas", "48225"),
        ("WICHITA POLICE, SEDGWICK, Kansas", "20173"),
    ],
)
def test_what_the_text_alone_tells_is_told(text: str, code: str) -> None:
    assert explain_jurisdiction(text).code == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STATE PENITENTIARY, OKLAHOMA, Oklahoma", {"40109"}),
        ("STATE PRISON, UTAH, Utah", {"49049"}),
        ("ALBANY COUNTY JAIL, KINGS COUNTY, New York", {"36001", "36047"}),
        ("UNION CITY POLICE DEPARTMENT, UNION, New Jersey", {"34039", "34017"}),
        ("POLICE DEPARTMENT, SEDGWICK, Kansas", {"20173", "20079"}),
        ("JEFFERSON CITY JAIL, JEFFERSON, Missouri", {"29099", "29051"}),
    ],
)
def test_what_is_in_doubt_is_not_chosen(text: str, expected: set[str]) -> None:
    result = explain_jurisdiction(text)
    assert not result.resolved
    assert codes(result) >= expected


ONLY_CITIES = ["HARRIS JAIL, CHICAGO, Illinois", "PROCESSING CENTER, MIAMI, Florida"]


def test_cities_in_the_place_of_counties_are_told_by_several_rows() -> None:
    counties_only = [LocationText(whole=t) for t, _ in listed()]
    cities = [LocationText(whole=text) for text in ONLY_CITIES]
    assert not names_cities(counties_only, DAY)
    assert not names_cities(cities[:1], DAY)
    assert names_cities([*counties_only, *cities], DAY)


def test_of_a_report_that_names_cities_no_name_that_is_both_is_chosen() -> None:
    def read(text: str) -> JurisdictionResolution:
        return normalize_jurisdiction(LocationText(whole=text), DAY, "city")

    both = read("HOLDING FACILITY, HOUSTON, Texas")
    assert explain_jurisdiction(both.text).code == "48225"
    assert (both.resolved, codes(both)) == (False, {"48225", "48201"})
    assert both.rule in RULES
    assert read("HOUSTON COUNTY JAIL, HOUSTON COUNTY, Texas").code == "48225"
    assert read("HOLDING FACILITY, TRAVIS, Texas").code == "48453"  # no city has the name
    assert read("HOLDING FACILITY, EL PASO, Texas").code == "48141"  # the city is in the county


@pytest.fixture
def report_of_cities(tmp_path: Path) -> Path:
    places = [*ONLY_CITIES, "HOLDING FACILITY, HOUSTON, Texas", "COUNTY JAIL, TRAVIS, Texas"]
    dates = ["2/24/2017", "3/6/2017"]
    rows = [[place, "Mexico", *dates, "Assault (Charged)"] for place in places]
    assert len(rows[0]) == len(DECLINED_HEADER)
    return store(tmp_path / "cities.db", rows=rows)


FIPS = "SELECT county_fips FROM declined_row ORDER BY position"


def test_a_report_is_read_as_a_whole(report_of_cities: Path) -> None:
    assert ask(report_of_cities, FIPS) == [(None,), (None,), (None,), ("48453",)]


def test_renormalizing_reads_the_report_as_a_whole_too(report_of_cities: Path) -> None:
    conn = open_for_writing(report_of_cities, 5)
    assert renormalize(conn, report_of_cities, {}, dry_run=False) == []
    assert ask(report_of_cities, FIPS) == [(None,), (None,), (None,), ("48453",)]


def test_cities_elsewhere_are_elsewhere() -> None:
    valid = [c for c in counties().values() if c.valid(DAY) and not c.is_city]
    known = {(c.state, c.name): c.fips for c in valid}
    assert len(table("cities_elsewhere")) > 300
    for row in table("cities_elsewhere"):
        own = known[row["state"], row["name"]]
        held = [fips for fips in row["fips"].split(";") if fips]
        assert own not in held
        assert all(counties()[fips].state == row["state"] for fips in held)
    assert len(cities_elsewhere()) <= len(table("cities_elsewhere"))
