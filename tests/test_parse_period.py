"""The reporting week and the week's total, in all the wordings that are known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sheets import HEADINGS, ISSUED, TITLE, report

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.model.records import ParsedReport
from detainer_cli.parse import parse

TITLED = "For Recorded Declined Detainers "
WEEK_1 = ("2017-01-28", "2017-02-03")


def week_of(*title: str) -> tuple[str, str]:
    found = parse(report(title=(*TITLE[:2], *title)))
    return str(found.period.start), str(found.period.end)


@pytest.mark.parametrize(
    "dates",
    [
        "Jan. 28 – Feb. 3, 2017",
        "Jan 28 – Feb 3, 2017",
        "Jan. 28–Feb. 3, 2017",
        "Jan. 28 - Feb. 3, 2017",
        "Jan. 28 ‐ Feb. 3, 2017",
        "Jan. 28 — Feb. 3,2017",
        "January 28 – February 3, 2017",
        "JANUARY 28 – FEBRUARY 3, 2017",
        "January 28, 2017 – February 3, 2017",
        "between January 28, 2017, and February 3, 2017",
        "January 28th through February 3rd, 2017",
        "Saturday, January 28 – Friday, February 3, 2017",
        "1/28/2017 – 2/3/2017",
        "01/28/17 – 02/03/17",
        "1/28 – 2/3/2017",
        "2017-01-28 to 2017-02-03",
    ],
)
def test_week_of_the_title(dates: str) -> None:
    assert week_of(TITLED + dates) == WEEK_1


@pytest.mark.parametrize(
    ("dates", "week"),
    [
        ("Feb 4 – Feb 10, 2017", ("2017-02-04", "2017-02-10")),
        ("February 4 – 10, 2017", ("2017-02-04", "2017-02-10")),
        ("Feb. 4-10, 2017", ("2017-02-04", "2017-02-10")),
        ("Sept. 30 – Oct. 6, 2017", ("2017-09-30", "2017-10-06")),
        ("Dec. 31 – Jan. 6, 2017", ("2016-12-31", "2017-01-06")),
        ("Dec. 31, 2016 – Jan. 6, 2017", ("2016-12-31", "2017-01-06")),
        ("12/31/2016 – 1/6/2017", ("2016-12-31", "2017-01-06")),
        ("Feb. 29 – Mar. 6, 2020", ("2020-02-29", "2020-03-06")),
    ],
)
def test_other_weeks(dates: str, week: tuple[str, str]) -> None:
    assert week_of(TITLED + dates) == week


def test_title_over_several_lines() -> None:
    assert week_of(TITLED.strip(), "Jan. 28 –", "Feb. 3, 2017") == WEEK_1


def test_week_of_the_headings_where_the_title_has_none() -> None:
    heading = "between January 28, 2017, and February 3, 2017"
    made = report(title=TITLE[:2], declined=[[heading, [*DECLINED_ROWS]]])
    found = parse(made)
    assert (str(found.period.start), str(found.period.end)) == WEEK_1


DECLINED_ROWS = (
    ["Location", "Citizenship", "Date Issued", "Date Declined", "Crime"],
    ["Travis, Texas", "Mexico", "1/3/2017", "2/1/2017", "Assault (Charged)"],
)


def test_no_week_at_all_is_no_report() -> None:
    with pytest.raises(NotAReportError, match="reporting week"):
        parse(report(title=TITLE[:2]))


@pytest.mark.parametrize(
    "dates", ["Jan. 28 – Feb. 4, 2017", "Jan. 28 – Feb. 28, 2017", "Feb. 3 – Jan. 28, 2017"]
)
def test_what_is_not_seven_days_is_refused(dates: str) -> None:
    with pytest.raises(CheckError, match="covers 7"):
        week_of(TITLED + dates)


def test_a_week_that_starts_on_another_day_is_a_warning() -> None:
    found = parse(report(title=(*TITLE[:2], TITLED + "Jan. 29 – Feb. 4, 2017")))
    assert any("starts on a Sunday" in warning for warning in found.warnings)


def test_a_heading_of_another_week_is_a_warning() -> None:
    heading = "between February 4, 2017, and February 10, 2017"
    found = parse(report(declined=[[heading, [*DECLINED_ROWS]]]))
    assert str(found.period.start) == "2017-01-28"
    assert found.warnings == ("a section heading names another week: 2017-02-04 to 2017-02-10",)


def total_of(*sentence: str) -> ParsedReport:
    return parse(report(issued=[[*sentence, ISSUED]]))


@pytest.mark.parametrize(
    "sentence",
    [
        ("ICE issued 3,083 detainers throughout the United States.",),
        ("ICE ISSUED 3,083 DETAINERS THROUGHOUT",),
        ("In the week, ICE issued", "3,083", "detainers throughout"),
        ("ICE issued 3083 detainers",),
        ("ICE issued a total of 3,083 detainers",),
        ("A number of 3,083 detainers were issued",),
        ("Total detainers issued: 3,083",),
        ("ICE issued 3,083 immigration detainers",),
    ],
)
def test_total_of_the_week(sentence: tuple[str, ...]) -> None:
    found = total_of(*sentence)
    assert found.total == 3083
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("sentence", "warning"),
    [
        ("ICE issued detainers.", "no sentence gives"),
        ("ICE issued 3,083 detainers; before, ICE issued 2,900 detainers.", "2,900, 3,083"),
        ("ICE issued approximately 3,000 detainers", "no sentence gives"),
    ],
)
def test_no_total_is_guessed(sentence: str, warning: str) -> None:
    found = total_of(sentence)
    assert found.total is None
    assert warning in found.warnings[0]


def test_title_may_stand_in_a_table() -> None:
    boxed = [["ENFORCEMENT AND REMOVAL OPERATIONS", ""], [TITLE[1], TITLE[2]]]
    made = report(title=(), declined=[["between January 28 and February 3, 2017", DECLINED_ROWS]])
    pages = (report(title=(boxed,)).pages[0], *made.pages[1:])
    found = parse(replace(made, pages=pages))
    assert str(found.period.start) == "2017-01-28"


def test_another_document_is_no_report() -> None:
    with pytest.raises(NotAReportError, match="title was not found"):
        parse(report(title=("Quarterly Report", HEADINGS["scope"])))
