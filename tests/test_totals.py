"""Whatever is loaded and asked, the groups of an answer add up to the rows of the view."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import CITIZENSHIPS, CRIMES, FACILITIES, PLACES, add_report, conditions, empty, view

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.compare import compare
from detainer_cli.answers.coverage import coverage
from detainer_cli.answers.lag import lag
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.answers.trend import trend
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.errors import UsageError

WEEKS = ("2017-01-28", "2017-02-04", "2017-02-18")
ViewRow = dict[str, Any]

REST = st.fixed_dictionaries(
    {
        "disposition": st.sampled_from(["convicted", "charged", None]),
        "has_policy": st.sampled_from([0, 1, None]),
        "issued_date": st.sampled_from(["2014-05-01", "2017-01-30", "2017-02-01", None]),
        "declined_date": st.sampled_from(["2017-02-01", "2017-02-03", None]),
    }
)
ROW = st.builds(
    lambda *parts: {key: value for part in parts for key, value in part.items()},
    st.sampled_from(PLACES),
    st.sampled_from(FACILITIES),
    st.sampled_from(CITIZENSHIPS),
    st.sampled_from(CRIMES),
    REST,
)
LOADED = st.fixed_dictionaries({week: st.lists(ROW, max_size=12) for week in WEEKS})

FILTERS: dict[tuple[str, str], Callable[[ViewRow], bool]] = {
    ("state", "TX"): lambda r: r["state"] == "TX",
    ("state", "oregon"): lambda r: r["state"] == "OR",
    ("county", "TRAVIS"): lambda r: r["county_fips"] == "48453",
    ("county", "27163"): lambda r: r["county_fips"] == "27163",
    ("county", "washington county"): lambda r: r["county"] == "Washington County",
    ("county", "Washington County, OR"): lambda r: r["county_fips"] == "41067",
    ("county", "new york city, new york"): lambda r: (r["jurisdiction"] or "").startswith("New Y"),
    ("county", "Main Jail"): lambda r: r["raw_location"] == "Main Jail",
    ("crime", "assault"): lambda r: r["crime"] == "Assault",
    ("crime", "1399"): lambda r: r["crime"] == "Assault",
    ("crime", "d.u.i."): lambda r: r["crime"] == "Driving Under Influence",
    ("crime", "MOPERY"): lambda r: r["raw_crime"] == "Mopery",
    ("crime", UNRESOLVED): lambda r: r["crime"] is None,
    ("category", "54"): lambda r: r["crime_category"] == "Traffic Offenses",
    ("category", "ASSAULT"): lambda r: r["crime_category"] == "Assault",
    ("citizenship", "mex"): lambda r: r["citizenship"] == "Mexico",
    ("citizenship", "Turkey"): lambda r: r["citizenship"] == "Türkiye",
    ("citizenship", "TÜRKIYE"): lambda r: r["citizenship"] == "Türkiye",
    ("citizenship", "freedonia"): lambda r: r["raw_citizenship"] == "Freedonia",
    ("disposition", "Conviction"): lambda r: r["disposition"] == "convicted",
    ("disposition", "charged"): lambda r: r["disposition"] == "charged",
}
ASKED = st.lists(st.sampled_from(sorted(FILTERS)), max_size=2, unique_by=lambda f: f[0])
VIEW_COLUMNS = {
    By.CRIME: "crime",
    By.CATEGORY: "crime_category",
    By.CITIZENSHIP: "citizenship",
    By.REGION: "region",
    By.STATE: "state",
    By.WEEK: "week_start",
}


def load(weeks: dict[str, list[dict[str, object]]]) -> sqlite3.Connection:
    """A database of these rows, and of a replaced revision that no answer may count."""
    conn = empty()
    add_report(conn, WEEKS[0], [{}] * 3)
    for start, rows in weeks.items():
        add_report(conn, start, rows)
    return conn


def ask(conn: sqlite3.Connection, asked: list[tuple[str, str]]) -> Question:
    weeks = loaded_weeks(conn)
    try:
        return Question(conn, weeks, conditions(conn, {name: [text] for name, text in asked}))
    except UsageError:  # a text that only stands in rows which this example does not have
        return Question(conn, weeks, ())


@settings(max_examples=60, deadline=None)
@given(LOADED, ASKED)
def test_the_groups_of_every_answer_add_up_to_the_rows_of_the_view(
    weeks: dict[str, list[dict[str, object]]], asked: list[tuple[str, str]]
) -> None:
    conn = load(weeks)
    about = ask(conn, asked)
    tests = [FILTERS[key] for key in asked] if about.conditions else []
    rows = [row for row in view(conn) if all(test(row) for test in tests)]
    dispositions = Counter(row["disposition"] for row in rows)

    for by in [None, *By]:
        answer = split(about, by)
        assert answer.total == len(rows) == sum(int(str(r["total"])) for r in answer.rows)
        for name in ("convicted", "charged"):
            assert sum(int(str(r[name])) for r in answer.rows) == dispositions[name]
        assert sum(int(str(r.get("not_stated", 0))) for r in answer.rows) == dispositions[None]
    for by in By:
        answer = breakdown(about, by)
        counts = {str(r["group"]): r["detainers"] for r in answer.rows}
        assert len(counts) == len(answer.rows)
        assert sum(int(str(n)) for n in counts.values()) == answer.total == len(rows)
        if by in VIEW_COLUMNS:
            expected = Counter(row[VIEW_COLUMNS[by]] or UNRESOLVED for row in rows)
            assert {name: n for name, n in counts.items() if n} == expected
    for summary in (coverage(about), top_counties(about, CountyBasis.DECLINED, 1000)):
        assert summary.total == len(rows) == sum(int(str(r["detainers"])) for r in summary.rows)
    for summary in (lag(about), lag(about, By.COUNTY)):
        assert summary.total == len(rows) == sum(int(str(r["detainers"])) for r in summary.rows)
        dated = sum(1 for row in rows if row["days_to_decline"] is not None)
        assert sum(int(str(r["missing"])) for r in summary.rows) == len(rows) - dated
    by_week = Counter(row["week_start"] for row in rows)
    shown = {str(r["week_start"]): r["declined"] for r in trend(about).rows}
    assert shown == {week: by_week[week] for week in WEEKS} | {"2017-02-11": None}
    loaded = loaded_weeks(conn)
    for by in [None, *By]:
        change = compare(about, loaded[0], loaded[2], by)
        assert sum(int(str(r["first"])) for r in change.rows) == by_week[WEEKS[0]]
        assert sum(int(str(r["second"])) for r in change.rows) == by_week[WEEKS[2]]
