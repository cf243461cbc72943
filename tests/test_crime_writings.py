"""Crimes in the full words of ICE and N-DEx, behind headings, turned round, with a class behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detainer_cli.normalize.crime_text import crime_key, turned, without_class
from detainer_cli.normalize.crimes import crime_categories, normalize_crime
from detainer_cli.reference import table

TERMS = {row["code"]: row["term"] for row in table("crime_descriptions")}
CLASSES = [row["class"] for row in table("charge_classes")]
LISTED = {
    crime_key(text)
    for text in (
        *TERMS.values(),
        *(row["term"] for row in table("crime_terms")),
        *(row["description"] for row in table("ncic_offenses")),
    )
}


def full_words() -> list[tuple[str, str]]:
    """The terms of the list, each with a code, or with `category` and two digits."""
    text = (Path(__file__).parent / "ncic_full_words.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(term, expected) for term, _, expected in (line.partition("\t") for line in lines)]


@pytest.mark.parametrize(("term", "expected"), full_words())
def test_terms_in_full_words(term: str, expected: str) -> None:
    for text in (term, term.upper(), term.replace(" - ", "_"), term.replace(" - ", "-")):
        result = normalize_crime(text)
        if expected.startswith("category "):
            name = crime_categories()[expected.removeprefix("category ")]
            assert (result.resolved, result.code, result.category) == (True, None, name), text
        else:
            assert (result.code, result.value) == (expected, normalize_crime(term).value), text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kidnapping Minor - Parent", "1010"),
        ("Weapon Law - Carrying Concealed Weapon", "5202"),
        ("Drug - Narcotic - Cocaine Possession", "3532"),
        ("Release Violation - Conditional", "5013"),
        ("Larceny - From Coin Operated Machine", "2307"),
        ("ARSON (F2)", "2099"),
        ("Dangerous Drugs - Heroin - Sell", "3510"),
        ("Cocaine, Possession of", "3532"),
        ("Traffic Offense: Hit and Run", "5401"),
        ("Homicide - Willful Kill - Weapon (identify weapon)", "0912"),
        ("Escape (identify institution)", "4901"),
        ("POSS MARIJ <2OZ (MB)", "3562"),
    ],
)
def test_the_same_offense_in_other_writings(text: str, code: str) -> None:
    assert normalize_crime(text).code == code


def test_a_class_behind_a_charge_is_no_part_of_the_crime() -> None:
    for text in ("THEFT (MC)", "THEFT [MC]", "THEFT - MC", "Theft, Class C Misdemeanor"):
        result = normalize_crime(text)
        assert (result.value, result.category) == ("Theft", "Larceny")
        assert result.rule.endswith(", without the class of the charge")
    assert normalize_crime("F3 - Robbery").code == "1299"
    assert normalize_crime("Robbery F3").code == "1299"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("THEFT PROP >=$100<$750 (MB)", "Theft of Property"),
        ("Theft of Property, under $500", "Theft of Property"),
        ("VANDALISM ($400 OR MORE)", "Vandalism"),
        ("Robbery 1st Degree", "Robbery - First Degree"),
        ("Rape 3rd Degree", "Third Degree Rape"),
        ("Arson - Second Degree", "Second Degree Arson"),
        ("2nd Degree Arson (F2)", "Second Degree Arson"),
    ],
)
def test_what_grades_a_charge(text: str, value: str) -> None:
    result = normalize_crime(text)
    assert (result.value, result.code) == (value, None)


@given(
    st.sampled_from(sorted(TERMS)),
    st.sampled_from(CLASSES),
    st.sampled_from(["{} ({})", "{}({})", "{} [{}]", "{} - {}"]),
)
def test_any_term_with_any_class_is_the_term(code: str, charge: str, form: str) -> None:
    term = TERMS[code]
    text = form.format(term, charge.title())
    assert without_class(text) is not None
    if crime_key(text) not in LISTED and not any(
        crime_key(f"{behind} {before}") in LISTED for before, behind in turned(text)
    ):
        assert normalize_crime(text).code == code


@given(st.sampled_from(table("crime_headings")), st.sampled_from(sorted(TERMS)))
def test_a_heading_says_the_category_and_nothing_else(heading: dict[str, str], code: str) -> None:
    text = f"{heading['heading']} - {TERMS[code]}"
    if crime_key(text) in LISTED:
        return
    allowed = {
        row["category"]
        for row in table("crime_headings")
        if crime_key(row["heading"]) == crime_key(heading["heading"])
    }
    result = normalize_crime(text)
    if code[:2] in allowed:
        assert result.code == code
    else:
        assert result.code in (None, *(c for c in TERMS if c[:2] in allowed))


@pytest.mark.parametrize(
    "text",
    [
        "Assault, Battery",
        "Assault - Robbery",
        "Weapon Law - Heroin - Sell",
        "Arson (F9)",
        "Drug - DUI",
        "$500",
        "> $500 (F2)",
        "Arson (Dwelling)",
        "(F2)",
        "F2",
        "Release Violation",
        "Conditional",
    ],
)
def test_nothing_is_read_into_a_text(text: str) -> None:
    result = normalize_crime(text)
    assert (result.resolved, result.code) == (False, None)
