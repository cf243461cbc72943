"""The caveats, and the corrections that are known."""

from __future__ import annotations

from datetime import date

import pytest

from detainer_cli.caveats import DECLINED, ISSUED, POLICY, About, Basis, applicable
from detainer_cli.reference import table
from detainer_cli.weeks import Week

WEEK = Week(date(2017, 1, 28), date(2017, 2, 3))
LATER = Week(date(2017, 3, 4), date(2017, 3, 10))


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
    years_later = Week(date(2019, 1, 5), date(2019, 1, 11))
    (gap,) = [t for t in applicable(About(frozenset(), (WEEK, years_later))) if "no report" in t]
    assert gap.endswith("and 94 more.")


def test_a_correction_is_told_with_its_week_and_its_places() -> None:
    (text,) = [
        t for t in applicable(About(frozenset({Basis.DECLINED}), (WEEK,))) if "ICE corrected" in t
    ]
    assert "28 January to 3 February 2017" in text
    for place in (
        "Williamson County, Texas",
        "Bastrop County, Texas",
        "Chester County",
        "Richmond",
    ):
        assert place in text
    assert "Richmond County, North Carolina" in text
    assert "Franklin" not in text


def test_every_erratum_names_a_county_a_week_and_a_source() -> None:
    counties = {row["fips"]: row for row in table("counties")}
    states = {row["usps"]: row["name"] for row in table("states")}
    rows = table("errata")
    assert len(rows) == 9
    for row in rows:
        county = counties[row["county_fips"]]
        name = f"{county['name']} {county['designation']}, {states[county['state']]}"
        assert row["jurisdiction"] == name
        assert row["section"] in {basis.value for basis in Basis}
        assert row["status"] in {"corrected", "disputed"}
        assert date.fromisoformat(row["week_start"]).weekday() == 5  # a Saturday
        assert row["statement"]
        assert row["source"]
