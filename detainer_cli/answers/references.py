"""What a value of a row rests on: the entry of an outside list, and the file that led there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detainer_cli.db.decisions import RULE as DECIDED
from detainer_cli.kinds.descriptor import Field, Section
from detainer_cli.reference import table

Row = Mapping[str, Any]

_FILES = {
    "county name and state": "counties",
    "independent city by its words": "designation_words",
    "county by its words": "designation_words",
    "decided by the facility's words": "facility_words",
    "decided by a known facility": "known_facilities",
    "county named by the facility": "counties",
    "the state's only county": "counties",
    "consolidated city": "consolidated_cities",
    "borough of New York City": "consolidated_cities",
    "city with its county": "cities",
    "city of the state": "cities",
    "state name": "states",
    "NCIC description, words expanded": "crime_words",
    "NCIC description": "ncic_offenses",
    "curated term": "crime_terms",
    "country name": "countries",
    "ISO alpha-3 code": "countries",
    "name as US agencies write it": "country_aliases",
    "nationality of one country": "demonyms",
    "no country, by its own word": "country_none",
}
"""The file of the reference data that a rule reads; a rule may say more behind these words."""

_NO_ISO = frozenset({"XKX"})  # Kosovo: a code that ISO leaves to its users


def reference_of(section: Section, line: str, row: Row) -> str | None:
    """What the value of a line of `show` rests on; None where there is no value."""
    if line in _OF_NAMES:
        return _OF_NAMES[line](row)
    field = next((f for f in section.fields if f.title == line), None)
    return None if field is None else _of_field(field, row)


def _jurisdiction(row: Row) -> str | None:
    if not row["jurisdiction_resolved"]:
        return None
    if row["county_fips"]:
        entry = f"Census county {row['county_fips']}"
    elif row["jurisdiction_rule"] == "state name" or row.get("kind") == "state":
        fips = {state["usps"]: state["fips"] for state in table("states")}
        entry = f"Census state {fips[row['state']]}"
    else:
        entry = "a city without a county's code"
    return _with_file(entry, row["jurisdiction_rule"], _alias_rules())


def _alias_rules() -> dict[str, str]:
    return dict.fromkeys((entry["rule"] for entry in table("county_aliases")), "county_aliases")


def _crime(row: Row) -> str | None:
    if not row["crime_resolved"]:
        return None
    entry = f"NCIC {row['ncic_code']}" if row["ncic_code"] else "a term without an NCIC code"
    return _with_file(entry, row["crime_rule"])


def _category(row: Row) -> str | None:
    found = (c["category"] for c in table("crime_categories") if c["name"] == row["crime_category"])
    number = next(found, None)
    return number and f"NCIC category {number}, reference/crime_categories.csv"


def _citizenship(row: Row) -> str | None:
    if not row["citizenship_resolved"]:
        return None
    code = row["country_alpha_3"]
    entry = "no country" if code is None else f"ISO 3166 {code}"
    if code in _NO_ISO:
        entry = f"{code}, a code outside ISO 3166"
    return _with_file(entry, row["citizenship_rule"], _name_rules())


def _name_rules() -> dict[str, str]:
    return dict.fromkeys((entry["rule"] for entry in table("country_names")), "country_names")


def _region(row: Row) -> str | None:
    code = row["country_alpha_3"]
    basis = next((r["basis"] for r in table("country_regions") if r["code"] == code), None)
    if basis is None or row["region"] is None:
        return None
    return f"{'UN M49' if basis == 'M49' else basis}, reference/country_regions.csv"


def _facility(row: Row) -> str | None:
    return row["facility"] and "the words before the county"


def _kind(row: Row) -> str | None:
    return row["kind"] and "by the jurisdiction"


_OF_NAMES: dict[str, Callable[[Row], str | None]] = {
    "jurisdiction": _jurisdiction,
    "facility": _facility,
    "kind": _kind,
    "crime": _crime,
    "crime category": _category,
    "citizenship": _citizenship,
    "region": _region,
}


def _with_file(entry: str, rule: str, more: Mapping[str, str] | None = None) -> str:
    """An entry with the file of its rule, or that a person decided."""
    if rule == DECIDED:
        return f"{entry}, by the user's decision"
    files = _FILES | dict(more or {})
    longest = max((words for words in files if rule.startswith(words)), key=len, default=None)
    return entry if longest is None else f"{entry}, reference/{files[longest]}.csv"


_READ = {
    "date": "the forms of dates in kinds/wording.toml",
    "month": "the forms of months in kinds/wording.toml",
    "disposition": "the words of dispositions in kinds/wording.toml",
    "count": "the number as printed",
    "area": "the words in parentheses, or in a column of their own",
    "text": "the text as printed",
    "list": "the items by their marks, as printed",
}


def _of_field(field: Field, row: Row) -> str | None:
    if field.derived:
        return None
    return _READ.get(field.type) if row[field.value] not in (None, "", "[]") else None
