"""The figures that were published of the week of 28 January 2017, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

WEEK = "2017-02-01"
Ask = Callable[..., dict[str, Any]]

TOP_TEN = [
    (1, "Clark County", "NV", 51),
    (2, "Nassau County", "NY", 38),
    (3, "Cook County", "IL", 13),
    (4, "Montgomery County", "IA", 12),
    (4, "Snohomish County", "WA", 12),
    (6, "Franklin County", "NY", 9),
    (7, "Washington County", "OR", 7),
    (8, "Alachua County", "FL", 5),
    (8, "Franklin County", "IA", 5),
    (8, "Franklin County", "PA", 5),
]

CRIMES = {
    "Carrying Prohibited Weapon": (0, 2),
    "Cruelty Toward Wife": (0, 1),
    "Damage Property": (1, 0),
    "Domestic Violence": (11, 16),
    "Driving Under Influence Liquor": (17, 22),
    "Drug Possession": (10, 7),
    "Failure To Appear": (1, 0),
    "Family Offense": (0, 2),
    "Flight To Avoid (prosecution, confinement, etc.)": (0, 1),
    "Hit and Run": (1, 0),
    "Identity Theft": (0, 1),
    "Illegal Entry": (0, 1),
    "Indecent Exposure": (0, 3),
    "Indecent Exposure To Minor": (2, 0),
    "Obscene Material - Possession": (0, 1),
    "Possession Of Weapon": (1, 0),
    "Probation Violation": (0, 1),
    "Public Order Crimes": (1, 0),
    "Resisting Officer": (1, 2),
    "Sex Assault": (7, 0),
    "Sex Offense": (6, 0),
    "Traffic Offense": (1, 1),
    "Vehicle Theft": (1, 0),
    "Violation of a Court Order": (1, 0),
}
"""Charged and convicted: the lines of the press breakdown that survive."""


@pytest.fixture
def ask(detainers: Run, loaded_db: Path) -> Ask:
    """The answer to a question about the week, as JSON."""

    def run(*args: str) -> dict[str, Any]:
        done = detainers(*args, "--week", WEEK, "--format", "json", db=loaded_db)
        assert (done.returncode, done.stderr) == (0, "")
        answer: dict[str, Any] = json.loads(done.stdout)
        assert answer["weeks"] == ["2017-01-28"]
        return answer

    return run


def by_group(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["group"]: row for row in answer["rows"]}


def test_the_top_ten_of_issued_with_its_ties(ask: Ask) -> None:
    rows = ask("top-counties")["rows"]
    assert [(r["rank"], r["county"], r["state"], r["detainers"]) for r in rows] == TOP_TEN


def test_3083_issued_and_206_declined(ask: Ask) -> None:
    (row,) = ask("trend")["rows"]
    assert (row["issued"], row["declined"]) == (3083, 206)
    assert (row["convicted"], row["charged"]) == (90, 116)


def test_90_convicted_are_44_percent_and_116_charged_56(ask: Ask) -> None:
    answer = ask("split")
    (row,) = answer["rows"]
    assert (row["convicted"], row["charged"], row["total"]) == (90, 116, 206)
    assert round(100 * row["convicted_share"]) == 44
    assert round(100 * row["charged"] / row["total"]) == 56
    assert answer["total"] == 206


def test_the_crime_table(ask: Ask) -> None:
    crimes = by_group(ask("split", "--by", "crime"))
    found = {name.casefold(): (row["charged"], row["convicted"]) for name, row in crimes.items()}
    for name, counts in CRIMES.items():
        assert found[name.casefold()] == counts, name
    assert max(crimes, key=lambda name: crimes[name]["convicted"]).startswith("Driving Under")
    assert max(crimes, key=lambda name: crimes[name]["charged"]) == "Assault"


def test_149_in_texas_and_its_counties(ask: Ask) -> None:
    assert ask("split", "--state", "Texas")["total"] == 149
    rows = ask("top-counties", "--basis", "declined", "--state", "TX")["rows"]
    assert [(r["county"], r["detainers"]) for r in rows] == [
        ("Travis County", 142),
        ("Williamson County", 4),
        ("Bastrop County", 3),
    ]


def test_four_in_new_york_city(ask: Ask) -> None:
    rows = by_group(ask("breakdown", "--by", "county", "--state", "NY"))
    boroughs = ("Bronx", "Kings", "New York", "Queens", "Richmond")
    city = {f"{name} County, New York" for name in boroughs}
    assert sum(row["detainers"] for name, row in rows.items() if name in city) == 4


def test_187_with_a_listed_policy_and_19_without(ask: Ask) -> None:
    answer = ask("coverage")
    assert [(r["group"], r["detainers"]) for r in answer["rows"]] == [
        ("with policy", 187),
        ("without policy", 19),
    ]
    assert answer["total"] == 206


def test_118_jurisdictions_with_a_policy(ask: Ask) -> None:
    assert ask("policies")["total"] == 118


def test_more_than_95_percent_from_latin_america(ask: Ask) -> None:
    regions = by_group(ask("breakdown", "--by", "region"))
    assert regions["Latin America and the Caribbean"]["share"] > 0.95


def test_about_70_percent_from_mexico(ask: Ask) -> None:
    countries = by_group(ask("breakdown", "--by", "citizenship"))
    assert 0.65 < countries["Mexico"]["share"] < 0.75
