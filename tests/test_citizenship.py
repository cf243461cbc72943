"""Citizenship: how US agencies write countries, every code of ISO, and what must not resolve."""

from __future__ import annotations

import json
import string

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import SAMPLES

from detainer_cli.normalize.citizenship import country_key, normalize_citizenship
from detainer_cli.reference import table

NAMES = {row["code"]: row["name"] for row in table("countries")}
WRITINGS = {row["alias"]: row["code"] for row in table("country_aliases")}
WRITINGS |= {row["name"]: row["code"] for row in table("country_names")}
WRITINGS |= {row["demonym"]: row["code"] for row in table("demonyms")}
LISTED = {country_key(name) for name in (*WRITINGS, *NAMES.values())}
LISTED |= {country_key(row["name"]) for row in table("country_none")}

EXAMPLES = {
    "Antigua-Barbuda": "ATG",
    "Bahamas, The": "BHS",
    "The Bahamas": "BHS",
    "BOLIVIA": "BOL",
    "Bosnia & Herzegovina": "BIH",
    "BOSNIA-HERZEGOVINA": "BIH",
    "BRITISH VIRGIN ISLANDS": "VGB",
    "BRUNEI": "BRN",
    "BURMA": "MMR",
    "Burma (Myanmar)": "MMR",
    "CAPE VERDE": "CPV",
    "CENTRAL AFRICAN REP": "CAF",
    "China, People\u2019s Republic Of": "CHN",
    "CHINA, PEOPLES REPUBLIC OF": "CHN",
    "CONGO (BRAZZAVILLE)": "COG",
    "CONGO (KINSHASA)": "COD",
    "CONGO, DEM REP": "COD",
    "COTE D'IVOIRE": "CIV",
    "Cote d Ivoire": "CIV",
    "Côte d\u2019Ivoire": "CIV",
    "CZECH REPUBLIC": "CZE",
    "DEM REP OF THE CONGO": "COD",
    "DEM. REP. OF THE CONGO": "COD",
    "Dominica": "DMA",
    "DOMINICAN REP": "DOM",
    "DOMINICAN REPUBLIC": "DOM",
    "EAST TIMOR": "TLS",
    "El  Salvador": "SLV",
    "ENGLAND": "GBR",
    "EQUATORIAL GUINEA": "GNQ",
    "FED. STATES OF MICRONESIA": "FSM",
    "FRENCH GUIANA": "GUF",
    "Gambia, The": "GMB",
    "GAZA": "PSE",
    "Georgia": "GEO",
    "GREAT BRITAIN": "GBR",
    "GUINEA": "GIN",
    "GUINEA-BISSAU": "GNB",
    "GUYANA": "GUY",
    "HOLLAND": "NLD",
    "HONG KONG": "HKG",
    "Honduran": "HND",
    "IRAN": "IRN",
    "IRELAND": "IRL",
    "IVORY COAST": "CIV",
    "KOREA, NORTH": "PRK",
    "Korea, South": "KOR",
    "KOREA, SOUTH": "KOR",
    "KOSOVO": "XKX",
    "LAOS": "LAO",
    "MACAU": "MAC",
    "MACEDONIA": "MKD",
    "MARSHALL ISLANDS": "MHL",
    "MEX": "MEX",
    "México": "MEX",
    "Mexican": "MEX",
    "Micronesia": "FSM",
    "Micronesia, Federated States Of": "FSM",
    "MOLDOVA": "MDA",
    "NIGER": "NER",
    "NIGERIA": "NGA",
    "NORTHERN IRELAND": "GBR",
    "PALESTINE": "PSE",
    "PAPUA NEW GUINEA": "PNG",
    "PEOPLES REPUBLIC OF CHINA": "CHN",
    "REPUBLIC OF CONGO": "COG",
    "RUSSIA": "RUS",
    "S. Africa": "ZAF",
    "Samoa": "WSM",
    "SAO TOME AND PRINCIPE": "STP",
    "Salvadoran": "SLV",
    "SOUTH KOREA": "KOR",
    "SOUTH SUDAN": "SSD",
    "ST KITTS AND NEVIS": "KNA",
    "ST. KITTS-NEVIS": "KNA",
    "ST. LUCIA": "LCA",
    "ST. VINCENT-GRENADINES": "VCT",
    "SAINT VINCENT": "VCT",
    "SUDAN": "SDN",
    "SWAZILAND": "SWZ",
    "SYRIA": "SYR",
    "TAIWAN": "TWN",
    "TANZANIA": "TZA",
    "TRINIDAD & TOBAGO": "TTO",
    "TRINIDAD-TOBAGO": "TTO",
    "TURKEY": "TUR",
    "TURKS AND CAICOS": "TCA",
    "U.S. Virgin Islands": "VIR",
    "UK": "GBR",
    "UNITED STATES OF AMERICA": "USA",
    "USA": "USA",
    "VENEZUELA": "VEN",
    "VIETNAM": "VNM",
    "WEST BANK": "PSE",
    "YEMEN": "YEM",
}
GONE = {
    "CZECHOSLOVAKIA": "CSK",
    "Czechoslovakia, former": "CSK",
    "EAST GERMANY": "DDR",
    "NETHERLANDS ANTILLES": "ANT",
    "SERBIA AND MONTENEGRO": "SCG",
    "SOVIET UNION": "SUN",
    "U.S.S.R.": "SUN",
    "USSR": "SUN",
    "YUGOSLAVIA": "YUG",
    "ZAIRE": "ZAR",
}
AMBIGUOUS = {
    "China, Republic of": {"CHN", "TWN"},
    "CONGO": {"COD", "COG"},
    "Congolese": {"COD", "COG"},
    "Dominican": {"DMA", "DOM"},
    "Guiana": {"GUF", "GUY"},
    "Guinean": {"GIN", "GNB", "GNQ"},
    "KOREA": {"KOR", "PRK"},
    "St. Martin": {"MAF", "SXM"},
    "The Congo": {"COD", "COG"},
    "VIRGIN ISLANDS": {"VGB", "VIR"},
}
MISSPELT = {
    "Columbia": "COL",
    "Equador": "ECU",
    "Gautemala": "GTM",
    "Hondurus": "HND",
    "Mexixo": "MEX",
    "Phillipines": "PHL",
}
UNRESOLVED = [
    "",
    "  ",
    "-",
    "Africa",
    "Born On Board Ship",
    "Mexico (1)",
    "Mexico 2",
    "Mexico City",
    "Mexico and Guatemala",
    "Mexico, Honduras",
    "New Mexico",
    "Oceania",
    "Republic",
    "The",
    "mex",
    "x" * 5000,
]


@pytest.mark.parametrize(("text", "code"), [*EXAMPLES.items(), *GONE.items()])
def test_country_has_its_code(text: str, code: str) -> None:
    result = normalize_citizenship(text)
    assert (result.resolved, result.code, result.value) == (True, code, NAMES[code])
    assert result.region
    assert result.text == text


@pytest.mark.parametrize(("text", "codes"), AMBIGUOUS.items())
def test_ambiguous_name_shows_its_readings(text: str, codes: set[str]) -> None:
    result = normalize_citizenship(text)
    assert not result.resolved
    assert result.rule == "ambiguous"
    assert {candidate.code for candidate in result.candidates} == codes


@pytest.mark.parametrize(("text", "code"), MISSPELT.items())
def test_misspelt_name_shows_the_obvious_candidate_first(text: str, code: str) -> None:
    result = normalize_citizenship(text)
    assert (result.resolved, result.value, result.code) == (False, None, None)
    assert result.candidates[0].code == code


@pytest.mark.parametrize("text", UNRESOLVED)
def test_what_is_not_listed_stays_unresolved(text: str) -> None:
    result = normalize_citizenship(text)
    assert (result.resolved, result.code, result.region) == (False, None, None)
    assert result.rule == "no such country"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("STATELESS", "Stateless"),
        ("UNKNOWN", "Unknown"),
        ("Not Reported", "Unknown"),
        ("NOT AVAILABLE", "Unknown"),
        ("UNK", "Unknown"),
    ],
)
def test_no_country_is_a_value_of_its_own(text: str, value: str) -> None:
    result = normalize_citizenship(text)
    assert (result.resolved, result.value) == (True, value)
    assert (result.code, result.region) == (None, None)
    assert normalize_citizenship(value).value == value


@pytest.mark.parametrize(("code", "name"), NAMES.items())
def test_canonical_name_normalizes_to_itself(code: str, name: str) -> None:
    for text in (name, name.upper(), name.lower()):
        result = normalize_citizenship(text)
        assert (result.code, result.value) == (code, name)
    assert normalize_citizenship(code).code == code


def test_every_name_of_the_installed_iso_tables_resolves_to_its_code() -> None:
    ambiguous = {country_key(row["name"]) for row in table("country_ambiguous")}
    for country in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            name = getattr(country, field, None)
            if name and country_key(name) not in ambiguous:
                assert normalize_citizenship(name).code == country.alpha_3, name
        assert normalize_citizenship(country.alpha_3).code == country.alpha_3
    for gone in pycountry.historic_countries:
        assert normalize_citizenship(gone.alpha_3).code == gone.alpha_3


@pytest.mark.parametrize(("text", "code"), WRITINGS.items())
def test_every_listed_writing_resolves_to_its_code(text: str, code: str) -> None:
    for variant in (text, text.upper(), text.lower()):
        assert normalize_citizenship(variant).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("CH", "CHE"), ("GA", "GAB"), ("MX", "MEX"), ("NO", "NOR"), ("PA", "PAN"), ("CA", "CAN")],
)
def test_two_letters_never_decide(text: str, code: str) -> None:
    # ISO 3166, FIPS 10-4, NCIC and the Postal Service do not agree on them.
    result = normalize_citizenship(text)
    assert (result.resolved, result.rule) == (False, "ambiguous")
    assert [candidate.code for candidate in result.candidates] == [code]


def test_samples_have_their_countries_and_regions() -> None:
    path = SAMPLES / "ddor2017_01-28to02-03.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["declined"]
    results = [normalize_citizenship(row["citizenship"]) for row in rows]
    assert all(result.resolved for result in results)
    assert sum(result.code == "MEX" for result in results) == 144
    latin = sum(result.region == "Latin America and the Caribbean" for result in results)
    assert latin / len(results) > 0.95


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Mexico", "Latin America and the Caribbean"),
        ("Canada", "Northern America"),
        ("South Korea", "Eastern Asia"),
        ("Vietnam", "South-eastern Asia"),
        ("Iran", "Southern Asia"),
        ("Uzbekistan", "Central Asia"),
        ("Türkiye", "Western Asia"),
        ("Sudan", "Northern Africa"),
        ("South Sudan", "Sub-Saharan Africa"),
        ("Micronesia", "Micronesia"),
        ("Samoa", "Polynesia"),
        ("Fiji", "Melanesia"),
        ("Australia", "Australia and New Zealand"),
        ("Kosovo", "Southern Europe"),
        ("Taiwan", "Eastern Asia"),
        ("Soviet Union", "Eastern Europe"),
    ],
)
def test_region_is_the_sub_region_of_m49(name: str, region: str) -> None:
    assert normalize_citizenship(name).region == region


@given(
    st.sampled_from([*NAMES.values(), *WRITINGS]),
    st.sampled_from([" ", "\u00a0", "\u200b", ".", ","]),
)
def test_space_and_punctuation_carry_no_meaning(name: str, edge: str) -> None:
    variant = edge + name.replace(" ", "  ").replace("'", "\u2019").replace("-", "\u2011") + edge
    assert normalize_citizenship(variant).code == normalize_citizenship(name).code


@given(st.sampled_from(list(NAMES.values())), st.data())
def test_one_letter_changed_resolves_only_to_a_listed_name(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    changed = name[:place] + letter + name[place + 1 :]
    assert normalize_citizenship(changed).resolved == (country_key(changed) in LISTED)


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    result = normalize_citizenship(text)
    assert result.text == text
    assert result.resolved == (result.value is not None)
