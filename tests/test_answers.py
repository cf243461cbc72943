"""The summaries, on databases that each test makes up."""

from __future__ import annotations

import made_up
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import (
    CRIMES,
    PLACES,
    TRAVIS,
    UNRESOLVED_PLACE,
    add_report,
    conditions,
    empty,
    question,
    view,
)

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.compare import compare
from detainer_cli.answers.lag import lag, quartiles
from detainer_cli.answers.policies import policies
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.answers.reports import reports
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.answers.trend import trend
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.errors import UsageError
from detainer_cli.model.summary import Note

WEEKS = ("2017-01-28", "2017-02-04", "2017-02-18")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(PLACES)), max_size=12))
def test_ranks_are_shared_by_equal_counts_and_a_tie_is_never_cut(
    counts: list[tuple[int, dict[str, object]]],
) -> None:
    conn = empty()
    add_report(conn, WEEKS[0], issued=[{**place, "detainers_issued": n} for n, place in counts])
    for limit in (1, 2, 3, 10):
        rows = top_counties(question(conn), CountyBasis.ISSUED, limit).rows
        everything = top_counties(question(conn), CountyBasis.ISSUED, 1000).rows
        sizes = [int(str(r["detainers"])) for r in everything]
        assert sizes == sorted(sizes, reverse=True)
        assert [r["rank"] for r in everything] == [1 + sum(o > n for o in sizes) for n in sizes]
        assert rows == [r for r in everything if int(str(r["rank"])) <= limit]


def test_equal_counts_sort_by_name_and_share_a_rank() -> None:
    conn = empty()
    counts = {"A": 9, "C": 5, "B": 5, "D": 1}
    places = [
        {**TRAVIS, "county": f"{name} County", "county_fips": f"4800{i}", "detainers_issued": n}
        for i, (name, n) in enumerate(counts.items())
    ]
    add_report(conn, WEEKS[0], issued=places)
    rows = top_counties(question(conn), CountyBasis.ISSUED, 2).rows
    assert [(r["rank"], r["county"]) for r in rows] == [
        (1, "A County"),
        (2, "B County"),
        (2, "C County"),
    ]


def test_a_sum_over_weeks_says_in_how_many_lists_the_county_stood() -> None:
    conn = empty()
    add_report(
        conn, WEEKS[0], issued=[{"detainers_issued": 3}, PLACES[1] | {"detainers_issued": 4}]
    )
    add_report(conn, WEEKS[1], issued=[{"detainers_issued": 2}])
    summary = top_counties(question(conn), CountyBasis.ISSUED, 10)
    assert summary.names[-1] == "weeks_listed"
    assert [(r["county"], r["detainers"], r["weeks_listed"]) for r in summary.rows] == [
        ("Travis County", 5, 2),
        ("Washington County", 4, 1),
    ]
    assert any("weeks_listed" in caveat for caveat in summary.caveats)
    one = top_counties(question(conn).within(loaded_weeks(conn)[0]), CountyBasis.ISSUED, 10)
    assert one.names == ["rank", "county", "state", "county_fips", "detainers"]


def test_a_count_that_was_not_read_is_neither_zero_nor_cut() -> None:
    conn = empty()
    unread = {**PLACES[1], "detainers_issued": None, "raw_detainers": "5l"}
    add_report(conn, WEEKS[0], issued=[unread, {"detainers_issued": 7}, {**PLACES[2]}])
    summary = top_counties(question(conn), CountyBasis.ISSUED, 1)
    assert [(r["rank"], r["state"], r["detainers"]) for r in summary.rows] == [
        (None, "TX", 7),
        (None, "OR", None),
    ]
    assert summary.columns[-1].blank == "unread"
    assert any("could not be read" in caveat for caveat in summary.caveats)


def test_unresolved_places_are_never_merged() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [UNRESOLVED_PLACE, UNRESOLVED_PLACE, PLACES[5], {}])
    rows = top_counties(question(conn), CountyBasis.DECLINED, 10).rows
    assert [(r["county"], r["county_fips"], r["detainers"]) for r in rows] == [
        ("(unresolved) Main Jail, Baltimore, Maryland", None, 2),
        ("(unresolved) Main Jail", None, 1),
        ("Travis County", "48453", 1),
    ]


def test_places_of_one_name_are_kept_apart() -> None:
    conn = empty()
    jail = {"facility": "County Jail"}
    add_report(conn, WEEKS[0], [PLACES[1] | jail, PLACES[2] | jail, {}])
    by_county = [r["group"] for r in breakdown(question(conn), By.COUNTY).rows]
    assert by_county == [
        "Travis County, Texas",
        "Washington County, Minnesota",
        "Washington County, Oregon",
    ]
    by_facility = [r["group"] for r in breakdown(question(conn), By.FACILITY).rows]
    assert by_facility == [
        "County Jail, Washington County, Minnesota",
        "County Jail, Washington County, Oregon",
        "Travis County Jail",
    ]


def test_a_filter_by_section_two_is_refused_for_issued_counts() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}], [{}])
    about = Question(conn, loaded_weeks(conn), conditions(conn, {"crime": ["Assault"]}))
    with pytest.raises(UsageError, match="--crime cannot be asked of detainers issued"):
        top_counties(about, CountyBasis.ISSUED, 10)


@pytest.mark.parametrize(
    ("name", "text", "close"),
    [
        ("state", "Texs", "Texas"),
        ("county", "Travs County", "Travis County, Texas"),
        ("crime", "Asault", "Assault"),
        ("category", "Trafic", "Traffic Offenses"),
        ("citizenship", "Mexco", "Mexico"),
        ("disposition", "convited", "convicted"),
    ],
)
def test_an_unknown_value_is_refused_with_the_closest_names(
    name: str, text: str, close: str
) -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}])
    with pytest.raises(UsageError) as error:
        conditions(conn, {name: [text]})
    assert f"--{name} “{text}” is not known" in str(error.value)
    assert close in str(error.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("state", "Hawaii"),
        ("county", "Honolulu County, Hawaii"),
        ("crime", "Arson"),
        ("crime", "0101"),
        ("category", "Bribery"),
        ("citizenship", "Tuvalu"),
        ("citizenship", "tuv"),
    ],
)
def test_a_known_name_without_rows_gives_none(name: str, text: str) -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}])
    about = Question(conn, loaded_weeks(conn), conditions(conn, {name: [text]}))
    assert split(about).total == 0


def test_several_values_of_a_filter_are_any_of_them() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}, PLACES[1], PLACES[2]])
    about = Question(conn, loaded_weeks(conn), conditions(conn, {"state": ["TX", "Oregon"]}))
    assert split(about).total == 2
    assert "state Texas or Oregon" in split(about).title


def test_a_name_of_several_counties_says_so() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [PLACES[1], PLACES[2]])
    about = Question(conn, loaded_weeks(conn), conditions(conn, {"county": ["Washington"]}))
    summary = split(about)
    assert summary.total == 2
    (told,) = [c for c in summary.caveats if "stands for every county of that name" in c]
    assert isinstance(told, Note)  # it is said on stderr, too, also beside CSV
    assert "rows have: Washington County, " in told


def test_trend_shows_gaps_as_gaps_and_issued_only_for_the_whole() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}, {}])
    add_report(conn, WEEKS[2], [], detainers_issued=None)
    rows = trend(question(conn)).rows
    assert [(r["week_start"], r["issued"], r["declined"]) for r in rows] == [
        ("2017-01-28", 3000, 2),
        ("2017-02-04", None, None),
        ("2017-02-11", None, None),
        ("2017-02-18", None, 0),
    ]
    filtered = Question(conn, loaded_weeks(conn), conditions(conn, {"state": ["TX"]}))
    assert {r["issued"] for r in trend(filtered).rows} == {None}


def test_compare_counts_groups_that_one_week_lacks() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}, {}, CRIMES[2]])
    add_report(conn, WEEKS[1], [{}, CRIMES[1]])
    first, second = loaded_weeks(conn)
    summary = compare(question(conn), first, second, By.CRIME)
    assert summary.rows == [
        {"group": UNRESOLVED, "first": 1, "second": 0, "change": -1},
        {"group": "Assault", "first": 2, "second": 1, "change": -1},
        {"group": "Driving Under Influence", "first": 0, "second": 1, "change": 1},
    ]
    assert summary.weeks == [WEEKS[0], WEEKS[1]]


def test_lag_by_its_stated_method() -> None:
    conn = empty()
    starts = ["2017-02-01", "2017-01-31", "2017-01-22", "2016-02-01", None]
    add_report(conn, WEEKS[0], [{"issued_date": d, "declined_date": "2017-02-01"} for d in starts])
    (row,) = lag(question(conn)).rows
    assert row == {
        "group": "all",
        "detainers": 5,
        "minimum": 0,
        "first_quartile": 0.75,
        "median": 5.5,
        "third_quartile": 99,
        "maximum": 366,
        "over_a_year_share": 0.25,
        "missing": 1,
    }


@given(st.lists(st.integers(0, 1000), min_size=1))
def test_quartiles_are_those_of_a_spreadsheet(numbers: list[int]) -> None:
    """QUARTILE.INC: between the two values next to the place, by how near it is to each."""
    ordered = sorted(numbers)
    places = [(len(ordered) - 1) * quarter / 4 for quarter in (1, 2, 3)]
    pairs = [(ordered[int(place)], ordered[-int(-place // 1)], place % 1) for place in places]
    assert quartiles(ordered) == [low + (high - low) * part for low, high, part in pairs]


def test_quartiles_of_nothing_are_unknown() -> None:
    assert quartiles([]) == [None, None, None]


def test_policies_are_those_of_the_newest_week_and_reach_into_counties() -> None:
    conn = empty()
    city = {"kind": "city", "jurisdiction": "Austin, Texas", "county": None, "county_fips": None}
    add_report(conn, WEEKS[0], policies=[{}] * 3)
    add_report(conn, WEEKS[1], policies=[{}, city, PLACES[1] | {"counties": '["41067"]'}])
    assert policies(question(conn)).total == 3
    about = Question(conn, loaded_weeks(conn), conditions(conn, {"county": ["Travis"]}))
    found = policies(about)
    assert [r["jurisdiction"] for r in found.rows] == ["Travis County, Texas", "Austin, Texas"]
    assert found.rows[0]["criteria"] == ["One", "Two"]
    assert found.weeks == [WEEKS[1]]


def test_reports_lists_the_current_or_every_revision_and_counts_the_current() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}])
    add_report(conn, WEEKS[0], [{}, UNRESOLVED_PLACE, UNRESOLVED_PLACE], [{}], [{}, {}])
    (current,) = reports(question(conn)).rows
    assert (current["revision"], current["is_current"], current["declined"]) == (2, 1, 3)
    summary = reports(question(conn), every=True)
    assert [(r["revision"], r["is_current"], r["declined"]) for r in summary.rows] == [
        (1, 0, 1),
        (2, 1, 3),
    ]
    assert summary.total == 3
    last = summary.rows[-1]
    assert (last["issued_counties"], last["policies"], last["unresolved"]) == (1, 2, 1)


def test_each_caveat_stands_where_it_applies() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}, UNRESOLVED_PLACE], [{}], sample_notice="INVENTED")
    add_report(conn, WEEKS[2], [{}], [{}])
    both = question(conn)
    issued = " ".join(top_counties(both, CountyBasis.ISSUED, 10).caveats)
    declined = " ".join(breakdown(both, By.COUNTY).caveats)
    for text in (issued, declined):
        assert "“INVENTED”" in text
        assert "no report is loaded for: 2017-02-04 to 2017-02-10" in text
    assert "Issued is not declined" in issued
    assert "In the whole country ICE issued 6,000 detainers" in issued
    assert "Issued is not declined" not in declined
    for part in ("day on which a decline was recorded", "learned of", "under-reported"):
        assert part in declined
    assert UNRESOLVED in declined
    later = breakdown(both.within(loaded_weeks(conn)[1]), By.COUNTY).caveats
    assert not [text for text in later if "corrected" in text or "INVENTED" in text]
    assert "cannot be set against each other" in " ".join(trend(both).caveats)


def test_the_rows_that_tests_make_up_are_those_of_the_schema() -> None:
    conn = empty()
    add_report(conn, WEEKS[0], [{}], [{}], [{}])
    assert len(view(conn)) == 1
    assert made_up.save.__doc__
