"""A question never gets a clean zero by its wording: every value gives rows or is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from made_up import CRIMES, PLACES, TRAVIS, add_report, empty, question, save

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.compare import compare
from detainer_cli.answers.filter_county import county_names, read_county
from detainer_cli.answers.filter_values import slug
from detainer_cli.answers.filters import VOCABULARIES, narrowed
from detainer_cli.answers.policies import policies
from detainer_cli.answers.question import Question
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.cli.completion import complete_state, completer_of
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.errors import UsageError
from detainer_cli.model.summary import Note, Summary
from detainer_cli.normalize.crime_concepts import concepts
from detainer_cli.normalize.crime_text import crime_key
from detainer_cli.normalize.crimes import crime_categories, normalize_crime
from detainer_cli.reference import table

WEEKS = ("2017-01-28", "2017-02-04")
DUI = {
    "crime": "Driving Under Influence Liquor",
    "ncic_code": "5404",
    "crime_category": "Traffic Offenses",
    "crime_text": "Driving Under Influence Liquor",
}


def crime(text: str) -> dict[str, Any]:
    """A row with this crime, as `ingest` would store it."""
    found = normalize_crime(text)
    return {
        "crime": found.value,
        "ncic_code": found.code,
        "crime_category": found.category,
        "crime_text": text,
        "raw_crime": text,
    }


def asked(*rows: dict[str, Any], **wanted: str | list[str]) -> Question:
    """The question with these filters of a database with these rows of one week."""
    conn = empty()
    add_report(conn, WEEKS[0], rows)
    return narrowed(question(conn), _listed(wanted))


def _listed(wanted: dict[str, Any]) -> dict[str, list[str]]:
    return {k: [v] if isinstance(v, str) else v for k, v in wanted.items()}


def notes(summary: Summary) -> str:
    return " ".join(caveat for caveat in summary.caveats if isinstance(caveat, Note))


def refused(*rows: dict[str, Any], **wanted: str) -> str:
    with pytest.raises(UsageError) as error:
        asked(*rows, **wanted)
    return str(error.value)


# ---------------------------------------------------------------- words and groups of them


@pytest.mark.parametrize(
    ("word", "texts", "counted"),
    [
        ("DUI", ["Driving Under Influence Liquor", "Assault"], 1),
        ("drunk driving", ["Driving Under Influence Liquor", "Driving Under Influence"], 2),
        ("murder", ["Homicide", "Homicide - Negligent Manslaughter - Vehicle"], 1),
        ("theft", ["Larceny", "Shoplifting", "Vehicle Theft"], 2),
        ("drugs", ["Drug Possession", "Cocaine - Sell", "Assault"], 2),
        ("guns", ["Carrying Prohibited Weapon", "Possession Of Weapon"], 2),
        ("domestic abuse", ["Domestic Violence", "Cruelty Toward Wife", "Battery"], 2),
    ],
)
def test_a_word_that_no_row_has_stands_for_its_group(
    word: str, texts: list[str], counted: int
) -> None:
    summary = split(asked(*map(crime, texts), crime=word))
    assert summary.total == counted
    assert f"“{word}” stands for the group" in notes(summary)
    assert f"{texts[0]} (1 row)" in notes(summary)
    assert f"“{word}”" in summary.title or word in summary.title


def test_a_word_that_rows_have_is_those_rows_and_the_rest_of_its_group_is_told() -> None:
    rows = [crime("DUI"), DUI, DUI]
    summary = split(asked(*rows, crime="dui"))
    assert summary.total == 1
    assert "Driving Under Influence Liquor (2 rows)" in notes(summary)
    assert "--crime 'any dui'" in notes(summary)
    assert split(asked(*rows, crime="any dui")).total == 3
    assert split(asked(DUI, DUI, crime="any DUI")).total == 2


def test_what_has_the_word_and_is_not_in_the_group_is_told() -> None:
    summary = split(asked(crime("Larceny"), crime("Identity Theft"), crime="theft"))
    assert summary.total == 1
    assert "Not in “theft”: Identity Theft (1 row)" in notes(summary)


def test_a_name_that_is_also_a_categorys_says_how_many_that_has() -> None:
    summary = split(asked(crime("Sex Assault"), crime("Rape"), crime="sexual assault"))
    assert summary.total == 1
    assert "Sexual Assault has 2 rows (--category 'Sexual Assault')" in notes(summary)
    both = asked(crime("Sex Assault"), crime("Rape") | PLACES[1], crime="sex assault", state="TX")
    assert "Sexual Assault has 1 row" in notes(split(both))  # of the rows that are asked for


@pytest.mark.parametrize(
    "text", ["Assault (Charged)", "assault [charged]", "Assault - Charged", "Assault, CHARGED"]
)
def test_a_crime_with_its_disposition_is_told_to_be_two_filters(text: str) -> None:
    """As the report writes it: the crime alone is a filter, and its rows are of both kinds."""
    rows = [{**crime("Assault"), "disposition": d} for d in ("charged", "charged", "convicted")]
    summary = split(asked(*rows, crime=text))
    assert summary.total == 3
    assert f"“{text}”: the crime alone is looked for" in notes(summary)
    assert "charged (2 rows), convicted (1 row)" in notes(summary)
    assert "add --disposition charged" in notes(summary)


def test_an_exact_term_is_told_nothing() -> None:
    summary = split(asked(DUI, crime("Assault"), crime="Driving Under Influence Liquor"))
    assert (summary.total, notes(summary)) == (1, "")


def test_groups_are_told_of_the_rows_that_the_other_filters_leave() -> None:
    rows = [DUI, DUI | PLACES[1], crime("Driving Under Influence Drugs") | PLACES[1]]
    summary = split(asked(*rows, crime="DUI", state="TX"))
    assert summary.total == 1
    assert "Driving Under Influence Liquor (1 row)." in notes(summary)


# ---------------------------------------------------------------- known and absent


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("crime", "Bigamy", "the crime Bigamy. Near it: its category Family Offenses (1 row)"),
        ("crime", "1102", "the crime Rape with Weapon (1102)"),
        ("crime", "extortion", "the crime extortion"),
        ("county", "Texas", "the county Texas. “Texas” is a state: --state Texas has 2 rows."),
        ("category", "Bribery", "the category Bribery"),
        ("citizenship", "Tuvalu", "the citizenship Tuvalu"),
        ("state", "Hawaii", "the state Hawaii"),
        ("county", "Honolulu, HI", "the county Honolulu County, Hawaii"),
        ("region", "polynesia", "the region Polynesia"),
        ("disposition", "convicted", "the disposition convicted. Near it: charged (2 rows)"),
    ],
)
def test_a_known_value_without_rows_is_told(name: str, text: str, says: str) -> None:
    summary = split(asked({}, crime("Family Offense"), **{name: text}))
    assert summary.total == 0
    assert f"No row of section II in this week has {says}" in notes(summary)


def test_rows_of_other_weeks_are_told() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [DUI, DUI])
    add_report(conn, WEEKS[1], [{}])
    newest = question(conn).within(loaded_weeks(conn)[-1])
    summary = split(narrowed(newest, {"crime": ["Driving Under Influence Liquor"]}))
    assert summary.total == 0
    assert "All loaded weeks have 2 rows." in notes(summary)


def test_section_one_leaves_out_and_does_not_say_zero() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}, {}], [PLACES[1]])
    about = narrowed(question(conn), {"state": ["TX"]})
    said = notes(top_counties(about, CountyBasis.ISSUED, 10))
    assert "lists no jurisdiction of the state Texas" in said
    assert "unknown, not zero" in said
    assert "Section II has 2 rows" in said


def test_section_three_is_told_too_and_a_city_in_the_county_counts() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}], policies=[{"county_fips": None, "counties": '["48453"]'}])
    travis = policies(narrowed(question(conn), {"county": ["Travis"]}))
    assert (travis.total, notes(travis)) == (1, "")
    cook = policies(narrowed(question(conn), {"county": ["Cook, IL"]}))
    assert "Section III of this week lists no jurisdiction" in notes(cook)


def test_compare_is_told_once_of_both_weeks() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [DUI])
    add_report(conn, WEEKS[1], [DUI, DUI])
    first, second = loaded_weeks(conn)
    said = notes(compare(narrowed(question(conn), {"crime": ["DUI"]}), first, second))
    assert said.count("stands for") == 1
    assert "Driving Under Influence Liquor (3 rows)" in said


def test_places_that_may_be_of_the_county_are_told() -> None:
    doubt = {
        **dict.fromkeys(["jurisdiction", "county", "county_fips"]),
        "jurisdiction_resolved": 0,
        "jurisdiction_candidates": '[{"value": "x", "code": "48453"}]',
    }
    summary = split(asked({}, doubt, county="Travis"))
    assert summary.total == 1
    assert "1 row more may be of Travis County, Texas" in notes(summary)


def test_a_city_of_the_countys_name_is_told_with_its_rows() -> None:
    harris = {**TRAVIS, "county": "Harris County", "county_fips": "48201"}
    summary = split(asked(harris, harris, county="Houston, TX"))
    assert summary.total == 0
    assert "“Houston, TX” is a city, too, in Harris County, Texas, which has 2 rows" in notes(
        summary
    )


# ---------------------------------------------------------------- unknown


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("crime", "Asault", "Did you mean Assault (1 row)"),
        ("crime", "Obstructing the Judiciary, Congress or Legislature", "is a category"),
        ("crime", "35", "“35” is a category"),
        ("category", "DUI", "--crime DUI has 1 row"),
        ("citizenship", "Korea", "South Korea"),
        ("citizenship", "Latin America", "region Latin America and the Caribbean (2 rows)"),
        *(("citizenship", f"{code}s", "Mexico (2 rows)") for code in ("MEX", "mex", "TUR")),
        ("citizenship", "Cubs", "Cuba"),
        ("citizenship", "Mexicos", "Mexico"),
        ("state", "TX, CA", "Give the option once for each value: --state TX --state CA."),
        ("state", "Travis County", "--county 'Travis County' has 2 rows"),
        ("county", "Illinois", "“Illinois” is a state: --state Illinois has no row"),
        ("county", "Chicago", "“Chicago” is a city (Illinois)"),
        ("facility", "Travis County", "--county 'Travis County' has 2 rows"),
        ("facility", "Travis Jail", "Did you mean Travis County Jail (2 rows)"),
        ("disposition", "guilty", "charged (2 rows)"),
        ("crime", "", "detainers breakdown --by crime"),
    ],
)
def test_an_unknown_value_is_refused_with_what_is_near(name: str, text: str, says: str) -> None:
    message = refused(DUI, {}, **{name: text})
    assert f"--{name} “{text}” is not known." in message
    assert says in message


@pytest.mark.parametrize("text", ["Mexicans", "mexicans", "MEXICANS", "Mexican", "MEX", "mex"])
def test_a_citizenship_by_its_people_or_code(text: str) -> None:
    """A code alone has no plural: `Mars` is not MAR."""
    match = VOCABULARIES["citizenship"].read(empty(), text)
    assert match is not None
    assert match.text == "Mexico"


def test_rows_that_name_a_city_are_shown_with_their_counties() -> None:
    cook = {"raw_location": "Jail, Chicago, Illinois", "jurisdiction": "Cook County, Illinois"}
    message = refused({}, cook, county="chicago")
    assert "Rows whose own text has “chicago” are of Cook County, Illinois (1)." in message


def test_a_city_that_is_one_with_its_county_is_the_county() -> None:
    orleans = {**TRAVIS, "county": "Orleans Parish", "county_fips": "22071"}
    summary = split(asked(orleans, {}, county="New Orleans"))
    assert summary.total == 1
    assert "is asked as Orleans Parish, Louisiana" in " ".join(summary.caveats)


def test_a_facility_by_its_name_up_to_a_comma() -> None:
    rows = [{"facility": "Rikers Island, Queens"}, {"facility": "Rikers Island, Bronx"}, {}]
    summary = split(asked(*rows, facility="rikers island"))
    assert (summary.total, "Rikers Island, Bronx or Rikers Island, Queens" in summary.title) == (
        2,
        True,
    )


# ---------------------------------------------------------------- filters together


@pytest.mark.parametrize(
    "wanted",
    [
        {"state": "TX", "county": "Cook County, Illinois"},
        {"state": "TX", "county": "Washington County, Oregon"},
        {"crime": "Assault", "category": "Traffic Offenses"},
        {"crime": "DUI", "category": "Assault"},
        {"citizenship": "Mexico", "region": "Western Asia"},
    ],
)
def test_filters_that_exclude_each_other_are_told(wanted: dict[str, str]) -> None:
    summary = split(asked({}, DUI, PLACES[1], **wanted))
    assert summary.total == 0
    assert "exclude each other: no row can meet both" in notes(summary)


def test_filters_that_no_row_meets_together_are_told_with_their_rows() -> None:
    summary = split(asked(DUI, PLACES[1], crime="Assault", state="TX"))
    assert "No row meets all filters together" in notes(summary)
    assert "crime Assault 1 row; state Texas 1 row" in notes(summary)
    allowed = asked(DUI, PLACES[1], state=["TX", "OR"], county="Travis")
    assert notes(split(allowed)) == ""


# ---------------------------------------------------------------- every value that is shown


LOADED = [
    *CRIMES,
    *PLACES,
    DUI,
    crime("Flight To Avoid (prosecution, confinement, etc.)"),
    crime("Exploitation/Enticement"),
    {"facility": "D.C. Jail #2 (Annex), “North”"},
    {
        "citizenship": "Türkiye",
        "country_alpha_3": "TUR",
        "region": "Western Asia",
        "raw_citizenship": "TURKEY",
    },
    {
        "crime": "Of a later reference file",
        "ncic_code": None,
        "crime_category": None,
        "crime_text": "Of a Later Reference File",
    },
]


@pytest.mark.parametrize("by", [b for b in By if b is not By.WEEK])
def test_a_group_that_is_shown_can_be_asked_for(by: By) -> None:
    conn = empty()
    add_report(conn, WEEKS[0], LOADED)
    whole = question(conn)
    for row in breakdown(whole, by).rows:
        if str(row["group"]).startswith("(unresolved)"):
            continue
        found = split(narrowed(whole, {by.value: [str(row["group"])]}))
        assert found.total == row["detainers"], row


def offered(complete: Callable[..., list[tuple[str, str]]], db: Path) -> list[str]:
    context: Any = SimpleNamespace(params={"db": db})
    return [word for word, _ in complete(context, "")]


@pytest.fixture(scope="module")
def made_up_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    conn = empty()
    add_report(conn, WEEKS[0], LOADED, [*PLACES[:4], {"state": "HI"}])
    add_report(conn, WEEKS[1], [{}])
    return save(conn, tmp_path_factory.mktemp("offered") / "made_up.db")


@pytest.mark.parametrize("name", VOCABULARIES)
@pytest.mark.parametrize("source", ["made_up_db", "loaded_db"])
def test_every_value_that_completion_shows_gives_rows_or_a_told_absence(
    name: str, source: str, request: pytest.FixtureRequest
) -> None:
    from detainer_cli.db.opening import open_for_reading

    db = request.getfixturevalue(source)
    words = offered(complete_state if name == "state" else completer_of(name), db)
    assert words
    conn = open_for_reading(db)
    for weeks in (loaded_weeks(conn), loaded_weeks(conn)[-1:]):
        for word in words:
            assert word.split() == [word]  # no shell needs to have it quoted
            summary = split(narrowed(Question(conn, weeks), {name: [word]}))
            assert summary.total or "No row of section II" in notes(summary), word


def test_every_county_is_found_by_its_name_as_one_word() -> None:
    conn = empty()
    codes = {row["fips"] for row in table("counties")}
    found = [read_county(conn, slug(label)) for label in county_names(conn)]
    assert [len(match.codes) for match in found if match] == [1] * len(codes)
    assert {match.codes[0] for match in found if match} == codes


# ---------------------------------------------------------------- the groups themselves


def test_no_word_stands_for_two_groups_and_all_that_they_hold_is_known() -> None:
    words: dict[str, str] = {}
    descriptions = {row["code"] for row in table("ncic_offenses")}
    for name, concept in concepts().items():
        for word in (name, *concept.words):
            assert crime_key(word)
            assert words.setdefault(crime_key(word), name) == name, word
        assert set(concept.codes) <= descriptions
        assert set(concept.categories) <= set(crime_categories().values())
        assert all(normalize_crime(term).value == term for term in concept.terms), name
        assert concept.codes or concept.categories or concept.terms


def test_notes_are_of_the_question_and_weeks_that_are_asked() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [DUI])
    about = narrowed(question(conn), {"crime": ["DUI"]})
    assert notes(split(about))
    assert notes(split(replace(about, conditions=()))) == ""
