"""The forms of `--week`, and the weeks that are missing between loaded ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detainer_cli.db.periods import (
    choose_week,
    choose_weeks,
    describe_period,
    gap_after,
    uncovered,
)
from detainer_cli.errors import UsageError
from detainer_cli.model.periods import Period

FIRST = Period(date(2017, 1, 28), date(2017, 2, 3))
SECOND = Period(date(2017, 2, 4), date(2017, 2, 10))
FOURTH = Period(date(2017, 2, 18), date(2017, 2, 24))
LOADED = (FIRST, SECOND, FOURTH)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        (None, LOADED),
        ("all", LOADED),
        ("ALL", LOADED),
        ("latest", (FOURTH,)),
        ("2017-01-28", (FIRST,)),
        ("2017-02-01", (FIRST,)),
        ("2017-02-03", (FIRST,)),
        ("2017-02-04", (SECOND,)),
        ("2017-01-28..2017-02-17", (FIRST, SECOND)),
        ("2017-02-03..2017-02-04", (FIRST, SECOND)),
        ("2016-01-01..2018-01-01", LOADED),
        (" 2017-02-01 .. 2017-02-02 ", (FIRST,)),
        ("2017-1-28", (FIRST,)),
        ("2017-2-4..2017-2-9", (SECOND,)),
        ("2017-01", (FIRST,)),
        ("2017-02", LOADED),
        ("2017-2", LOADED),
        ("2017", LOADED),
        ("2016..2017", LOADED),
        ("2017-W05", (FIRST,)),
        ("2017-w5", (FIRST,)),
        ("2017W06", (SECOND,)),
        ("2017-W08", (FOURTH,)),
        ("2017-W05..2017-W06", (FIRST, SECOND)),
        ("2017-01-28..", LOADED),
        ("2017-02-04..", (SECOND, FOURTH)),
        ("..2017-02-10", (FIRST, SECOND)),
        ("..2017-02-03", (FIRST,)),
        ("..latest", LOADED),
        ("2017-02-05..latest", (SECOND, FOURTH)),
        ("latest..", (FOURTH,)),
        ("..2017-01", (FIRST,)),
        ("2017-W06..2017-02", (SECOND, FOURTH)),
    ],
)
def test_each_form_names_its_weeks(text: str | None, chosen: tuple[Period, ...]) -> None:
    assert choose_weeks(LOADED, text) == chosen


@pytest.mark.parametrize(
    "text",
    ["2017-02-11", "2017-02-11..2017-02-17", "2030-01-01", "2017-W07", "2016", "2017-03", "..2016"],
)
def test_a_time_without_a_loaded_week_lists_the_loaded_ones(text: str) -> None:
    with pytest.raises(UsageError) as error:
        choose_weeks(LOADED, text)
    for week in LOADED:
        assert f"{week.start} to {week.end}" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2017-13-01", "2017-02-30", "20170201", "2017-W05-3", "..", "2017-13"),
        *("2017-00", "2017-W00", "2017-W54", "0000", "17", "2017-01-28..soon", "1..2..3", "W05"),
        *("2017-01-28...", "2017-٠٢", "all..", "2017-01-28..all"),
    ],
)
def test_another_form_is_named_with_those_that_there_are(text: str) -> None:
    with pytest.raises(UsageError, match="latest, all, a day"):
        choose_weeks(LOADED, text)


def test_a_range_that_runs_backwards_is_shown_the_right_way_round() -> None:
    with pytest.raises(UsageError, match=r"Write 2017-01-28\.\.2017-02-17"):
        choose_weeks(LOADED, "2017-02-17..2017-01-28")


def test_days_at_the_ends_of_a_range_without_a_report_are_told() -> None:
    first, last = LOADED[0], LOADED[-1]
    before, behind = first.start - timedelta(days=3), last.end + timedelta(days=1)

    def told(text: str) -> list[str]:
        return list(uncovered(choose_weeks(LOADED, text), text))

    assert told(f"{first.start}..{last.end}") == told("all") == told(f"{first.start}..") == []
    (says,) = told(f"{before}..{last.end}")
    assert f"{before} to {first.start - timedelta(days=1)}" in says
    assert f"for {behind}," in " ".join(told(f"{before}..{behind}"))
    assert len(told(f"{before}..{behind}")) == 2


def test_one_week_is_not_several() -> None:
    assert choose_week(LOADED, "latest") == FOURTH
    with pytest.raises(UsageError, match="names 2 weeks"):
        choose_week(LOADED, "2017-02-03..2017-02-04")


def test_weeks_that_are_not_loaded_are_the_gap() -> None:
    assert gap_after(FIRST, SECOND) == ()
    assert gap_after(SECOND, FOURTH) == (Period(date(2017, 2, 11), date(2017, 2, 17)),)


@given(st.integers(0, 60))
def test_a_gap_covers_every_day_between_once(days: int) -> None:
    start = FIRST.end + timedelta(days=1 + days)
    gaps = gap_after(FIRST, Period(start, start + timedelta(days=6)))
    covered = [g.start + timedelta(days=n) for g in gaps for n in range((g.end - g.start).days + 1)]
    assert covered == [FIRST.end + timedelta(days=n) for n in range(1, days + 1)]


@given(st.dates(date(2010, 1, 1), date(2030, 12, 31)))
def test_a_weeks_number_is_the_reporting_week_that_holds_its_monday(saturday: date) -> None:
    start = saturday + timedelta(days=(5 - saturday.weekday()) % 7)
    week = Period(start, start + timedelta(days=6))
    year, number, _ = (start + timedelta(days=2)).isocalendar()
    assert choose_weeks((week,), f"{year}-W{number:02}") == (week,)
    _, before, _ = start.isocalendar()
    assert before != number  # by its Saturday it would be the week before


@given(st.dates(date(2010, 1, 1), date(2030, 12, 31)), st.integers(0, 40))
def test_an_open_range_is_the_range_to_the_last_loaded_day(day: date, more: int) -> None:
    weeks = tuple(
        Period(s, s + timedelta(days=6))
        for s in (day + timedelta(weeks=n) for n in range(more + 1))
    )
    start, end = weeks[0].start, weeks[-1].end
    for text in (f"{start}..", f"..{end}", "..latest", f"{start}..latest", f"{start}..{end}"):
        assert choose_weeks(weeks, text) == weeks


@pytest.mark.parametrize(
    ("weeks", "text"),
    [
        ((FIRST,), "28 January to 3 February 2017"),
        ((SECOND,), "4 to 10 February 2017"),
        ((FIRST, SECOND), "2 weeks, 28 January to 10 February 2017"),
        (
            (Period(date(2016, 12, 31), date(2017, 1, 6)),),
            "31 December 2016 to 6 January 2017",
        ),
    ],
)
def test_a_period_reads_as_people_write_it(weeks: tuple[Period, ...], text: str) -> None:
    assert describe_period(weeks) == text
