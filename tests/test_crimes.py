"""Crimes: the examples of the reports, every description of NCIC, and what must not resolve."""

from __future__ import annotations

import json
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import SAMPLES

from detainer_cli.normalize.crime_text import crime_key
from detainer_cli.normalize.crimes import crime_categories, normalize_crime
from detainer_cli.reference import table

OFFENSES = [(row["code"], row["description"]) for row in table("ncic_offenses")]
TERMS = {row["code"]: row["term"] for row in table("crime_descriptions")}
CURATED = [row["term"] for row in table("crime_terms")]
LISTED = {crime_key(t) for t in (*CURATED, *TERMS.values(), *(d for _, d in OFFENSES))}

CODED = {
    "Aggravated Assault - Weapon": "1315",
    "Aggravated Assault - Non-family-Strongarm": "1306",
    "AGGRAV ASSLT - POL OFF-GUN": "1310",
    "Aggravated Assault - Police Officer - Gun": "1310",
    "Assault": "1399",
    "Assault - Aggravated - Gun": "1314",
    "Assault - Simple": "1313",
    "Burglary - Forced Entry - Residence": "2202",
    "Burglary - No Forced Entry-Non-Residence": "2205",
    "Carrying Prohibited Weapon": "5203",
    "Cocaine - Possession": "3532",
    "Cruelty Toward Child": "3802",
    "Cruelty Toward Wife": "3803",
    "Damage Property": "2999",
    "Driving Under Influence Alcohol": "5404",
    "Driving Under Influence Liquor": "5404",
    "Driving Under the Influence of Drugs": "5403",
    "DUI - Alcohol": "5404",
    "Exploitation/Enticement (Use the MIS Field to further describe offense)": "6499",
    "Failure To Appear": "5015",
    "Family Offense": "3899",
    "Flight To Avoid": "4902",
    "Flight To Avoid (prosecution, confinement, etc.)": "4902",
    "Flight to Avoid-(Prosecution, confinement, etc.)": "4902",
    "Forgery": "2589",
    "Forgery Of": "2502",
    "Forgery of (identify object)": "2502",
    "Fraud By Wire": "2608",
    "Fraud - Impersonating": "2604",
    "Hit & Run": "5401",
    "Hit and Run": "5401",
    "Homicide": "0999",
    "Homicide - Negligent Manslaughter - Vehicle": "0909",
    "Homicide - Willful Kill - Public Official - Gun": "0905",
    "Homicide-Negligent Manslaughter-Vehicle": "0909",
    "Illegal Entry": "0301",
    "Illegal Entry (INA SEC.101(a)(43)(O), 8USC1325 only)": "0301",
    "Indecent Exposure": "3605",
    "Indecent Exposure to Minor": "3614",
    "Intimidation": "1316",
    "Larceny": "2399",
    "Larceny - From Yards": "2309",
    "Larceny (Describe Offense)": "2399",
    "Marijuana - Sell": "3560",
    "Narcotic Equip - Possession": "3550",
    "Obscene Material - Possession": "3704",
    "Obstruction of Justice": "5006",
    "Possession Forged (identify in comments)": "2506",
    "Possession Of Weapon": "5212",
    "Possession of Weapon (specify weapon)": "5212",
    "Probation Violation": "5012",
    "Public Order Crimes": "7399",
    "Rape": "1198",
    "Rape - Strong Arm": "1103",
    "Resisting Officer": "4801",
    "Robbery": "1299",
    "Sex Assault": "1199",
    "Sex Offense": "3699",
    "Sex Offense Against Child-Fondling": "3601",
    "Sexual Assault": "1199",
    "Simple Assault": "1313",
    "Stolen Vehicle": "2499",
    "Theft of U.S. Government Property": "2314",
    "Threat Terroristic State Offenses": "1602",
    "Traffic Offense": "5499",
    "Unauthorized Use of Vehicle (includes joy riding)": "2411",
    "Vehicle Theft": "2404",
    "Violation of a Court Order": "5016",
    "Violation of Court Order": "5016",
    "Weapon Offenses": "5299",
}
CATEGORY_ONLY = {
    "Aggravated Assault": "Assault",
    "Battery": "Assault",
    "Carjacking": "Robbery",
    "Child Abuse": "Family Offenses",
    "Domestic Violence": "Assault",
    "Driving Under Influence": "Traffic Offenses",
    "Driving While Intoxicated": "Traffic Offenses",
    "Drug Possession": "Dangerous Drugs",
    "Drug Trafficking": "Dangerous Drugs",
    "DUI": "Traffic Offenses",
    "DWI": "Traffic Offenses",
    "Evading": "Obstructing the Police",
    "False Imprisonment": "Kidnapping",
    "Harassment": "Public Peace",
    "Identity Theft": "Fraud",
    "Identity Theft (70AA)": "Fraud",
    "Illegal Re-Entry": "Immigration",
    "Illegal Re-Entry (INA SEC.101(a)(43)(O), 8USC1326 only)": "Immigration",
    "Lewd Conduct": "Sex Offenses",
    "Manslaughter": "Homicide",
    "Murder": "Homicide",
    "Neglect": "Family Offenses",
    "Statutory Rape": "Sexual Assault",
    "Threat": "Threat",
}
UNRESOLVED = [
    "",
    "   ",
    "(Charged)",
    "5404",
    "Aggravated",
    "Asault",
    "Assault; Battery",
    "Assault, Battery",
    "Assault + Battery",
    "Burglary, Larceny",
    "Cruelty Toward Husband",
    "DUI; Hit and Run",
    "Felony",
    "Gun",
    "Homocide",
    "Minor",
    "N/A",
    "None",
    "Not Assault",
    "Of",
    "Possession",
    "Prohibited Weapon Carrying",
    "The",
    "Unknown",
    "x" * 5000,
]


def expanded(description: str) -> str:
    """The description with every abbreviation of the table written out, by plain replacement."""
    rows = [row for row in table("crime_words") if row["kind"] == "abbreviation"]
    for row in sorted(rows, key=lambda row: -len(row["variant"])):
        description = re.sub(rf"\b{row['variant']}\b", row["words"], description)
    return description


@pytest.mark.parametrize(("text", "code"), CODED.items())
def test_term_has_its_code(text: str, code: str) -> None:
    result = normalize_crime(text)
    assert (result.resolved, result.code, result.text) == (True, code, text)
    assert result.category == crime_categories()[code[:2]]


@pytest.mark.parametrize(("text", "category"), CATEGORY_ONLY.items())
def test_term_that_ncic_lacks_has_a_category_and_no_code(text: str, category: str) -> None:
    result = normalize_crime(text)
    assert (result.resolved, result.code, result.category) == (True, None, category)
    assert result.rule == "curated term, category only"


@pytest.mark.parametrize("text", UNRESOLVED)
def test_what_is_not_listed_stays_unresolved(text: str) -> None:
    result = normalize_crime(text)
    assert not result.resolved
    assert (result.value, result.code, result.category) == (None, None, None)
    assert result.rule == "no such term"


@pytest.mark.parametrize(("code", "description"), OFFENSES)
def test_every_description_resolves_to_its_own_code(code: str, description: str) -> None:
    full = expanded(description)
    writings = [description, full, TERMS[code], description.replace("-", " ")]
    for writing in writings:
        for cased in (writing, writing.upper(), writing.title(), writing.lower()):
            result = normalize_crime(cased)
            assert (result.code, result.value) == (code, TERMS[code]), cased
    assert normalize_crime(description).rule == "NCIC description"


@pytest.mark.parametrize("term", [*TERMS.values(), *CURATED])
def test_value_normalizes_to_itself(term: str) -> None:
    first = normalize_crime(term)
    assert first.value is not None
    again = normalize_crime(first.value)
    assert (again.value, again.code, again.category) == (first.value, first.code, first.category)


def test_crimes_of_the_samples_keep_the_words_of_the_report() -> None:
    for path in sorted(SAMPLES.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["declined"]:
            assert normalize_crime(row["crime"]).value == row["crime"]


@pytest.mark.parametrize(
    "text",
    ["Assault (Charged)", "Assault (Conviction)", "ASSAULT - CONVICTED", "assault – Charged"],
)
def test_disposition_left_on_the_text_is_tolerated(text: str) -> None:
    assert normalize_crime(text).value == "Assault"


def test_abbreviated_and_full_words_give_one_value() -> None:
    writings = ["AGGRAV ASSLT - WEAPON", "Aggravated Assault - Weapon", "Agg. Assault: Weapons"]
    assert {normalize_crime(w).value for w in writings} == {"Aggravated Assault - Weapon"}


def test_older_wording_keeps_its_words_under_the_same_code() -> None:
    older, newer = "Driving Under Influence Liquor", "Driving Under Influence Alcohol"
    assert normalize_crime(older.upper()).value == older
    assert normalize_crime(newer.upper()).value == newer
    assert normalize_crime(older).code == normalize_crime(newer).code == "5404"


def test_rules_tell_how_it_was_found() -> None:
    rules = {
        "HIT AND RUN": "NCIC description",
        "BURGL - SAFE-VAULT": "NCIC description",
        "Burglary - Safe-Vault": "NCIC description, words expanded",
        "Driving Under Influence Liquor": "curated term",
        "Domestic Violence": "curated term, category only",
        "Jaywalking": "no such term",
    }
    assert {text: normalize_crime(text).rule for text in rules} == rules


def test_near_miss_is_shown_and_not_stored() -> None:
    result = normalize_crime("Asault")
    assert not result.resolved
    assert (result.candidates[0].value, result.candidates[0].code) == ("Assault", "1399")


def test_crimes_of_one_cell_are_candidates_of_it() -> None:
    values = [c.value for c in normalize_crime("Assault; Domestic Violence (Charged)").candidates]
    assert values == ["Assault", "Domestic Violence"]


def test_every_category_of_a_code_has_a_name() -> None:
    assert {code[:2] for code, _ in OFFENSES} == set(crime_categories())
    assert crime_categories()["13"] == "Assault"
    assert crime_categories()["54"] == "Traffic Offenses"


@given(
    st.sampled_from([*TERMS.values(), *CURATED]),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["", " ", "\u00a0", "\u200b", "."]),
)
def test_case_space_and_punctuation_carry_no_meaning(term: str, case: object, edge: str) -> None:
    assert callable(case)
    variant = edge + case(term).replace(" ", "  ").replace("-", "\u2013") + edge
    assert normalize_crime(variant).value == normalize_crime(term).value


@given(st.sampled_from(list(TERMS.values())), st.data())
def test_one_letter_changed_resolves_only_to_a_listed_term(term: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(term) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    changed = term[:place] + letter + term[place + 1 :]
    result = normalize_crime(changed)
    assert result.resolved == (crime_key(changed) in LISTED)


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    result = normalize_crime(text)
    assert result.text == text
    assert result.resolved == (result.value is not None)
