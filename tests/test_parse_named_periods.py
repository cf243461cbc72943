"""Quarters, months and years that a title names in place of their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detainer_cli.kinds.descriptor import PeriodName
from detainer_cli.parse.named_periods import MONTHS, named_period, whole_months

SECOND = (date(2018, 1, 1), date(2018, 3, 31))


@pytest.mark.parametrize(
    "text",
    [
        "Declined Detainer Report, Second Quarter, Fiscal Year 2018",
        "Fiscal Year 2018, Second Quarter",
        "FY 2018 Q2",
        "FY18 Q2",
        "FY ’18 – Quarter 2",
        "2nd Quarter of FY2018",
        "Q2 of Fiscal Year 2018",
        "SECOND QUARTER OF THE FISCAL YEAR 2018",
    ],
)
def test_a_fiscal_quarter(text: str) -> None:
    assert named_period(text, "fiscal quarter") == SECOND
    assert named_period(text, "quarter") == SECOND  # it says itself that it is fiscal


@pytest.mark.parametrize(
    ("text", "name", "days"),
    [
        ("First Quarter, Fiscal Year 2018", "quarter", (date(2017, 10, 1), date(2017, 12, 31))),
        ("First Quarter of 2018", "quarter", SECOND),
        ("First Quarter of 2018", "fiscal quarter", (date(2017, 10, 1), date(2017, 12, 31))),
        ("Calendar Year 2018, Q4", "quarter", (date(2018, 10, 1), date(2018, 12, 31))),
        ("Report of February 2016", "month", (date(2016, 2, 1), date(2016, 2, 29))),
        ("Sept. 2018", "month", (date(2018, 9, 1), date(2018, 9, 30))),
        ("Fiscal Year 2018", "fiscal year", (date(2017, 10, 1), date(2018, 9, 30))),
        ("Annual Report 2018", "year", (date(2018, 1, 1), date(2018, 12, 31))),
    ],
)
def test_other_periods(text: str, name: PeriodName, days: tuple[date, date]) -> None:
    assert named_period(text, name) == days


@pytest.mark.parametrize("name", list(MONTHS))
@pytest.mark.parametrize(
    "text", ["", "Page 12 of 29", "Fifth Quarter of 2018", "Report 17", "Room 2018A"]
)
def test_what_names_no_period(text: str, name: PeriodName) -> None:
    if not ("2018" in text and name in ("year", "fiscal year")):
        assert named_period(text, name) is None


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.integers(1, 12))
def test_months_are_whole_and_follow_each_other(day: date, months: int) -> None:
    first, last = whole_months(day, months)
    assert first <= day <= whole_months(day, 1)[1] <= last
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
    following, _ = whole_months(last + timedelta(days=1), months)
    assert following == last + timedelta(days=1)
