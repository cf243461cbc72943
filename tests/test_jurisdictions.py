"""Places: every example of the brief, 600 strings as people write them, and the properties."""

from __future__ import annotations

import json
import string
from datetime import date
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placed import explain_jurisdiction
from samples import SAMPLES

from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import JurisdictionResolution
from detainer_cli.normalize.jurisdictions import (
    RULES,
    covering_counties,
    jurisdiction_of_code,
    normalize_jurisdiction,
    split_aor,
)
from detainer_cli.normalize.places_data import (
    County,
    consolidated_cities,
    counties,
    county_index,
    designations,
    known_facilities,
    namesake_cities,
    state_names,
)
from detainer_cli.normalize.places_location import Role
from detainer_cli.normalize.places_text import name_key, tokens
from detainer_cli.normalize.policy_in_force import has_policy
from detainer_cli.reference import table

HERE = Path(__file__).parent
MONTHS = "January February March April May June July August September October November December"
DAY = date(2017, 2, 1)
WORDS = ["Travis", "County", "Texas", "Washington", "CO", "Co", ",", "(", ")", "-", "City", "of"]


def strings() -> list[tuple[str, str]]:
    """The lines `TEXT => EXPECTED` of the list of strings."""
    lines = (HERE / "jurisdiction_strings.txt").read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if line and not line.startswith("#")]
    return [(text, expected) for text, _, expected in (line.rpartition(" => ") for line in kept)]


def code_by_name() -> dict[str, str]:
    """`Travis County, TX` to FIPS code, from the reference file alone."""
    rows = table("counties")
    full = {row["fips"]: f"{row['name']} {row['designation']}".strip() for row in rows}
    return {f"{full[row['fips']]}, {row['state']}": row["fips"] for row in rows}


CODES = code_by_name()


def day_of(county: County) -> date:
    """A day on which the county exists, 2017 if it did."""
    if county.valid(DAY):
        return DAY
    return county.since if county.since > DAY else county.until.replace(year=county.until.year - 1)


@pytest.mark.parametrize(("text", "expected"), strings())
def test_strings_as_people_write_them(text: str, expected: str) -> None:
    result = explain_jurisdiction(text)
    assert result.rule in RULES
    if expected == "?":
        assert not result.resolved
        assert (result.value, result.code, result.county_fips) == (None, None, None)
    elif expected.startswith("city: "):
        assert (result.value, result.code) == (expected[6:], None)
        assert result.resolved
    elif expected in state_names():
        assert (result.resolved, result.state, result.policy_kind) == (True, expected, "state")
        assert result.code is None
    else:
        assert (result.resolved, result.code) == (True, CODES[expected]), result
        assert result.county_fips == result.code
        assert result.state == expected[-2:]


def test_odd_spaces_and_quotes_are_read() -> None:
    assert explain_jurisdiction("Travis\u00a0County,\u2009Texas").code == "48453"
    assert explain_jurisdiction("Prince George\u2019s\u00a0County, Md.").code == "24033"
    assert explain_jurisdiction("Don\u0303a Ana, NM").code == "35013"
    assert explain_jurisdiction("\ufeffTra\u00advis County, TX").code == "48453"


# ---------------------------------------------------------------- fields of the results


def test_a_county_has_all_its_fields() -> None:
    result = explain_jurisdiction("Travis County Jail, Travis, Texas")
    assert result.value == "Travis County, Texas"
    assert (result.state, result.county, result.county_fips) == ("TX", "Travis County", "48453")
    assert result.counties == ("48453",)
    assert (result.facility, result.policy_kind) == ("Travis County Jail", "county")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Orleans, LA", "Orleans Parish, Louisiana"),
        ("Baltimore City, MD", "Baltimore city, Maryland"),
        ("Washington, DC", "District of Columbia"),
        ("New York County, NY", "New York County, New York"),
        ("Iowa County, Iowa", "Iowa County, Iowa"),
        ("Carson City, NV", "Carson City, Nevada"),
        ("Guam", "Guam"),
        ("Iowa City, Johnson County, Iowa", "Iowa City, Johnson County, Iowa"),
        ("Calif.", "California"),
    ],
)
def test_canonical_values(text: str, value: str) -> None:
    assert explain_jurisdiction(text).value == value


def test_new_york_city_is_five_counties() -> None:
    result = explain_jurisdiction("New York City, New York")
    assert result.counties == ("36005", "36047", "36061", "36081", "36085")
    assert (result.county, result.county_fips, result.code) == (None, None, None)
    assert (result.state, result.policy_kind) == ("NY", "city")


def test_ambiguous_names_show_both_with_their_codes() -> None:
    result = explain_jurisdiction("Baltimore, Maryland")
    assert [(c.value, c.code) for c in result.candidates] == [
        ("Baltimore County, Maryland", "24005"),
        ("Baltimore city, Maryland", "24510"),
    ]
    assert result.state == "MD"
    assert result.rule == "ambiguous: city or county"


def test_a_county_without_a_state_shows_every_state_that_has_it() -> None:
    result = explain_jurisdiction("Franklin County")
    assert result.rule == "no state given"
    assert len(result.candidates) == 25  # 24 counties and a parish
    assert ("Franklin County, New York", "36033") in [(c.value, c.code) for c in result.candidates]


def test_a_near_miss_is_a_candidate_only() -> None:
    result = explain_jurisdiction("Travic County, Texas")
    assert (result.resolved, result.state) == (False, "TX")
    assert result.candidates[0].code == "48453"


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("text", "on", "code"),
    [
        ("Shannon County, South Dakota", date(2014, 6, 1), "46113"),
        ("Shannon County, South Dakota", date(2015, 5, 1), "46102"),
        ("Oglala Lakota County, South Dakota", date(2014, 6, 1), "46113"),
        ("Wade Hampton Census Area, Alaska", date(2014, 1, 1), "02270"),
        ("Wade Hampton Census Area, Alaska", date(2016, 1, 1), "02158"),
        ("Dade County, Florida", date(1996, 1, 1), "12025"),
        ("Bedford City, Virginia", date(2012, 1, 1), "51515"),
        ("Bedford City, Virginia", date(2013, 7, 1), "51019"),
        ("Bedford, Virginia", date(2012, 1, 1), None),
        ("Bedford, Virginia", DAY, "51019"),
        ("Hartford County, Connecticut", date(2021, 12, 31), "09003"),
        ("Hartford County, Connecticut", date(2022, 1, 1), None),
        ("Capitol Planning Region, Connecticut", date(2022, 1, 1), "09110"),
        ("Capitol Planning Region, Connecticut", DAY, None),
        ("Valdez-Cordova Census Area, Alaska", date(2019, 1, 1), "02261"),
        ("Valdez-Cordova Census Area, Alaska", date(2019, 1, 2), None),
        ("Chugach, Alaska", date(2019, 1, 2), "02063"),
    ],
)
def test_the_vintage_is_that_of_the_day(text: str, on: date, code: str | None) -> None:
    assert explain_jurisdiction(text, on).code == code


def test_what_a_former_county_became_is_shown() -> None:
    result = explain_jurisdiction("Valdez-Cordova, Alaska", date(2020, 1, 1))
    assert result.rule == "no such county on that day"
    assert [c.code for c in result.candidates] == ["02063", "02066"]
    assert len(explain_jurisdiction("Hartford, Connecticut", date(2023, 1, 1)).candidates) == 9


# ---------------------------------------------------------------- columns and roles


@pytest.mark.parametrize(
    "location",
    [
        LocationText(whole="Rikers Island, Queens, Queens, New York"),
        LocationText(facility="Rikers Island, Queens", county="Queens", state="New York"),
        LocationText(facility="Rikers Island, Queens", whole="Queens, New York"),
        LocationText(whole="Rikers Island, Queens, Queens", state="New York"),
        LocationText(facility="Rikers Island, Queens, Queens", state="NY"),
        LocationText(facility="Rikers Island, Queens", county="Queens, N.Y."),
    ],
)
def test_every_division_into_columns_reads_the_same(location: LocationText) -> None:
    result = normalize_jurisdiction(location, DAY)
    assert (result.code, result.facility) == ("36081", "Rikers Island, Queens")


def test_columns_that_are_missing() -> None:
    assert normalize_jurisdiction(LocationText()).rule == "no text"
    assert normalize_jurisdiction(LocationText(state="Texas")).state == "TX"
    assert normalize_jurisdiction(LocationText(county="Travis", state="TX")).code == "48453"
    assert normalize_jurisdiction(LocationText(county="Travis")).rule == "no state given"
    assert normalize_jurisdiction(LocationText(facility="Travis County Jail", state="TX")).code
    assert not normalize_jurisdiction(LocationText(facility="Unit 3", state="TX")).resolved


def test_a_column_of_counties_makes_a_name_a_county() -> None:
    assert normalize_jurisdiction(LocationText(county="Houston", state="Texas")).code == "48225"
    issued = normalize_jurisdiction(LocationText(whole="Houston, Texas"), role="issued")
    assert issued.code == "48225"
    assert not normalize_jurisdiction(LocationText(county="Baltimore", state="Maryland")).resolved


@pytest.mark.parametrize(
    ("text", "value", "code", "kind"),
    [
        ("Ithaca, New York (Buffalo)", "Ithaca, New York", None, "city"),
        ("Boston, Massachusetts", "Boston, Massachusetts", None, "city"),
        ("Hartford, Connecticut", "Hartford, Connecticut", None, "city"),
        ("Richmond, California", "Richmond, California", None, "city"),
        ("Houston, Texas", "Houston, Texas", None, "city"),
        ("Town of Amherst, Massachusetts", "Amherst, Massachusetts", None, "city"),
        ("New Orleans, Louisiana", "New Orleans, Louisiana", "22071", "city"),
        ("Philadelphia, Pennsylvania", "Philadelphia, Pennsylvania", "42101", "city"),
        ("Denver, Colorado", "Denver, Colorado", "08031", "city"),
        ("Washington, District of Columbia", "District of Columbia", "11001", "city"),
        ("Alexandria, Virginia", "Alexandria city, Virginia", "51510", "city"),
        ("Travis County, Texas (San Antonio)", "Travis County, Texas", "48453", "county"),
        ("Clark, Nevada", "Clark County, Nevada", "32003", "county"),
        ("Brooklyn, New York", "Kings County, New York", "36047", "county"),
        ("State of California", "California", None, "state"),
        ("Connecticut (Boston)", "Connecticut", None, "state"),
        (
            "Iowa City, Johnson County, Iowa (Saint Paul)",
            "Iowa City, Johnson County, Iowa",
            "19103",
            "city",
        ),
    ],
)
def test_section_iii(text: str, value: str, code: str | None, kind: str) -> None:
    result = normalize_jurisdiction(LocationText(whole=text), DAY, role="policy")
    assert (result.value, result.code, result.policy_kind) == (value, code, kind)


@pytest.mark.parametrize("text", ["Baltimore, Maryland", "New York, New York", "Ithica, New York"])
def test_section_iii_does_not_guess(text: str) -> None:
    assert not normalize_jurisdiction(LocationText(whole=text), DAY, role="policy").resolved


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ithaca, New York (Buffalo)", ("Ithaca, New York", "Buffalo")),
        ("Travis County, Texas(San Antonio)", ("Travis County, Texas", "San Antonio")),
        ("Ithaca, New York", ("Ithaca, New York", "")),
        ("Ithaca, New York (Buffalo (NY))", ("Ithaca, New York", "Buffalo (NY)")),
        ("Ithaca, New York (Buffalo", ("Ithaca, New York", "Buffalo")),
        ("Clark County, Nevada Salt Lake City)", ("Clark County, Nevada", "Salt Lake City")),
        ("Baltimore (City), Maryland", ("Baltimore (City), Maryland", "")),
        ("Baltimore, Maryland (City)", ("Baltimore, Maryland (City)", "")),
        ("Polk County, Iowa ( Saint  Paul )", ("Polk County, Iowa", "Saint Paul")),
        ("(Buffalo)", ("(Buffalo)", "")),
        ("", ("", "")),
    ],
)
def test_split_aor(text: str, parts: tuple[str, str]) -> None:
    assert split_aor(text) == parts


def test_a_code_that_a_person_decided() -> None:
    county = jurisdiction_of_code("Baltimore, Maryland", "24510", "decision")
    assert county is not None
    assert (county.value, county.rule) == ("Baltimore city, Maryland", "decision")
    assert (county.text, county.county_fips, county.resolved) == (
        "Baltimore, Maryland",
        "24510",
        True,
    )
    state = jurisdiction_of_code("Kalifornia", "ca", "decision")
    assert state is not None
    assert (state.state, state.policy_kind) == ("CA", "state")
    assert jurisdiction_of_code("x", "99999", "decision") is None


# ---------------------------------------------------------------- properties


BY_WORDS = ("independent city by its words", "county by its words")


def forms(county: County) -> list[LocationText]:
    """The canonical name with its state in every plain form, as one text and in columns."""
    names = (county.full_name, county.full_name.upper(), county.full_name.replace(" ", "  "))
    states = (state_names()[county.state], county.state)
    return [
        location
        for name, state in product(names, states)
        for location in (
            LocationText(whole=f"{name}, {state}"),
            LocationText(facility="Unit 3", county=name, state=state),
            LocationText(whole=f"Unit 3, {name}", state=state),
        )
    ]


def test_every_canonical_name_gives_itself() -> None:
    failures = []
    for county in counties().values():
        on = day_of(county)
        result = explain_jurisdiction(county.value, on)
        if (result.value, result.code) != (county.value, county.fips):
            failures.append(result)
        if result.rule not in ("county name and state", "state name", *BY_WORDS):
            failures.append(result)
        every = [normalize_jurisdiction(location, on) for location in forms(county)]
        failures += [result for result in every if result.code != county.fips]
    assert not failures


def test_a_bare_name_is_its_county_or_openly_ambiguous() -> None:
    failures = []
    for county in counties().values():
        result = explain_jurisdiction(f"{county.name}, {county.state}", day_of(county))
        codes = [candidate.code for candidate in result.candidates]
        ambiguous = result.rule.startswith("ambiguous: c") and county.fips in codes
        if result.code != county.fips and (result.resolved or not ambiguous):
            failures.append(result)
    assert not failures


def test_few_bare_names_are_ambiguous() -> None:
    bare = [explain_jurisdiction(f"{c.name}, {c.state}", day_of(c)) for c in counties().values()]
    assert sum(not result.resolved for result in bare) < 40


def test_no_name_of_a_state_has_two_codes() -> None:
    for (state, key), listed in county_index().items():
        for designation in {entry.designation for entry in listed}:
            for on in (DAY, date(2012, 1, 1), date(2023, 1, 1)):
                same = [e for e in listed if e.designation == designation and e.valid(on)]
                assert len({e.county.fips for e in same}) < 2, (state, key, designation)


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_one_letter_changed_resolves_only_to_a_listed_name(data: st.DataObject) -> None:
    county = data.draw(st.sampled_from(sorted(counties().values())))
    place = data.draw(st.integers(0, len(county.name) - 1))
    letter = data.draw(st.sampled_from([*string.ascii_lowercase, ""]))
    name = county.name[:place] + letter + county.name[place + 1 :]
    for text in (f"{name} County, {county.state}", f"{name}, {county.state}"):
        result = explain_jurisdiction(text)
        if not result.resolved:
            continue
        key = name_key(tokens(name))
        listed = {e.county.fips for e in county_index().get((county.state, key), ())}
        city = consolidated_cities().get((county.state, key))
        listed |= set(city.counties) if city else set()
        whole = {"DC", "GU"} & {county.state}
        assert listed & set(result.counties) or whole, (text, result)


@given(st.text(max_size=80), st.sampled_from(get_args(Role)))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str, role: Role) -> None:
    for location in (LocationText(whole=text), LocationText(text, text, text, text)):
        result = normalize_jurisdiction(location, role=role)
        assert result.rule in RULES
        assert result.resolved == (result.value is not None)
        assert not (result.resolved and result.candidates)


@given(st.lists(st.sampled_from(WORDS)))
@settings(max_examples=300, deadline=None)
def test_no_mixture_of_words_raises(words: list[str]) -> None:
    assert explain_jurisdiction(" ".join(words)).rule in RULES


# ---------------------------------------------------------------- reference files


def test_the_counties_of_2017_are_those_of_the_census() -> None:
    valid = [county for county in counties().values() if county.valid(DAY)]
    in_states = [c for c in valid if c.state not in ("AS", "GU", "MP", "PR", "VI")]
    assert len(in_states) == 3142
    assert len([c for c in valid if c.state == "PR"]) == 78
    assert len([c for c in valid if c.state == "VA" and c.is_city]) == 38
    assert len([c for c in valid if c.state == "CT"]) == 8


@pytest.mark.parametrize(
    "name",
    [
        "cities",
        "cities_elsewhere",
        "consolidated_cities",
        "counties",
        "county_aliases",
        "designation_words",
        "designations",
        "facility_words",
        "field_offices",
        "known_facilities",
        "namesake_cities",
        "place_words",
        "state_aliases",
        "states",
        "unique_cities",
    ],
)
def test_reference_files_are_sorted_and_without_repetition(name: str) -> None:
    rows = [tuple(row.values()) for row in table(name)]
    assert rows == sorted(set(rows))


def test_reference_files_name_only_listed_things() -> None:
    known = set(counties())
    assert {row["fips"] for row in table("county_aliases")} <= known
    assert set(known_facilities().values()) <= known
    for city in (*consolidated_cities().values(), *namesake_cities().values()):
        assert set(city.counties) <= known
        assert {fips[:2] for fips in city.counties} <= {r["fips"] for r in table("states")}
    assert {row["designation"] for row in table("designations")} <= {
        row["designation"] for row in table("counties")
    }
    assert {row["words"] for row in table("designations")} <= {
        row["words"] for row in table("designation_words")
    }
    assert {row["rule"] for row in table("county_aliases")} <= set(RULES)
    assert set(designations()) >= {"county", "city"}


def test_no_alias_of_a_state_is_another_state() -> None:
    keys: dict[str, str] = {}
    pairs = [(row["name"], row["usps"]) for row in table("states")]
    pairs += [(row["usps"], row["usps"]) for row in table("states")]
    pairs += [(row["alias"], row["usps"]) for row in table("state_aliases")]
    for text, usps in pairs:
        assert keys.setdefault("".join(tokens(text)), usps) == usps
        assert explain_jurisdiction(text).state == usps


# ---------------------------------------------------------------- coverage


def sample(name: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The declined rows and the policies of a sample's truth."""
    truth = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return truth["declined"], truth["policies"]


def policies_of(rows: list[dict[str, str]]) -> list[tuple[JurisdictionResolution, str | None]]:
    found: list[tuple[JurisdictionResolution, str | None]] = []
    for row in rows:
        month, year = row["enacted"].split()
        text = f"{row['jurisdiction']} ({row['aor']})"
        place = normalize_jurisdiction(LocationText(whole=text), DAY, role="policy")
        found.append((place, f"{year}-{MONTHS.split().index(month) + 1:02}"))
    return found


@pytest.mark.parametrize(
    ("name", "covered", "uncovered", "texas"),
    [
        ("ddor2017_01-28to02-03", 187, 19, 149),
        ("ddor2017_02-04to02-10", 28, 19, 6),
        ("ddor2017_02-11to02-17", 38, 15, 7),
    ],
)
def test_samples_resolve_and_are_covered(
    name: str, covered: int, uncovered: int, texas: int
) -> None:
    declined, listed = sample(name)
    policies = policies_of(listed)
    assert all(place.resolved for place, _ in policies)
    places = [LocationText(None, r["facility"], r["county"], r["state"]) for r in declined]
    results = [normalize_jurisdiction(place, DAY) for place in places]
    assert all(result.resolved for result in results)
    assert [result.state for result in results].count("TX") == texas
    days = [date.fromisoformat(row["declined"]) for row in declined]
    answers = [has_policy(r, on, policies) for r, on in zip(results, days, strict=True)]
    assert (answers.count(True), answers.count(False)) == (covered, uncovered)


def policy(text: str) -> JurisdictionResolution:
    return normalize_jurisdiction(LocationText(whole=text), DAY, role="policy")


@pytest.mark.parametrize(
    ("policy_text", "enacted", "row", "answer"),
    [
        ("California", "2014-01", "Kern, California", True),
        ("California", "2014-01", "Clark, Nevada", False),
        ("Travis County, Texas", "2017-01", "Travis, Texas", True),
        ("Travis County, Texas", "2017-02", "Travis, Texas", True),
        ("Travis County, Texas", "2017-03", "Travis, Texas", False),
        ("Travis County, Texas", None, "Travis, Texas", True),
        ("Philadelphia, Pennsylvania", "2016-01", "Philadelphia, Pennsylvania", True),
        ("New Orleans, Louisiana", "2016-01", "Orleans Parish, Louisiana", True),
        ("New York City, New York", "2016-01", "Bronx, New York", True),
        ("New York City, New York", "2016-01", "Nassau, New York", False),
        ("New York City, New York", "2016-01", "New York City", True),
        ("Queens County, New York", "2016-01", "New York City", False),
        ("Iowa City, Johnson County, Iowa", "2016-01", "Johnson County, Iowa", False),
        ("Ithaca, New York", "2016-01", "Tompkins County, New York", False),
        ("Alexandria, Virginia", "2016-01", "Alexandria City, Virginia", True),
        ("Washington, District of Columbia", "2016-01", "D.C. Jail, Washington, DC", True),
        ("Maryland", "2016-01", "Baltimore, Maryland", True),
        ("Baltimore City, Maryland", "2016-01", "Baltimore, Maryland", None),
        ("Ithica, New York", "2016-01", "Tompkins County, New York", False),
    ],
)
def test_coverage(policy_text: str, enacted: str | None, row: str, answer: bool | None) -> None:
    declined = explain_jurisdiction(row)
    assert has_policy(declined, DAY, [(policy(policy_text), enacted)]) is answer


def test_coverage_without_a_day_or_a_policy() -> None:
    declined = explain_jurisdiction("Travis, Texas")
    assert has_policy(declined, None, [(policy("Travis County, Texas"), "2017-01")]) is None
    assert has_policy(declined, None, [(policy("Travis County, Texas"), None)]) is True
    assert has_policy(declined, DAY, []) is False


def test_counties_that_a_policy_covers() -> None:
    assert covering_counties(policy("Travis County, Texas")) == ("48453",)
    assert covering_counties(policy("Texas")) == ()
    assert covering_counties(policy("Ithaca, New York")) == ()
    assert len(covering_counties(policy("New York City, New York"))) == 5


def test_a_county_with_the_name_of_a_state_gives_no_state() -> None:
    """A report that has the state in a heading above the table leaves its column out."""
    jail = "Hillsboro - Washington County Jail"
    found = normalize_jurisdiction(LocationText(facility=jail, county="Washington"))
    assert (found.resolved, found.state, found.rule) == (False, None, "no state given")
    found = normalize_jurisdiction(LocationText(facility=jail, county="Washington County, Oregon"))
    assert (found.resolved, found.code) == (True, "41067")
