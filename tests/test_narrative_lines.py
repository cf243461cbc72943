"""Lines of labels, years and negated clauses: what they tell of a case, and what they do not."""

from __future__ import annotations

import pytest
from test_narrative_grammar import facts_of, place_of

ARRESTED = (
    "A 31-year-old citizen of Peru was arrested by the Tulsa Police Department on May 1, 2018 for"
    " theft. ICE lodged a detainer on May 2, 2018.\n"
)


def told_behind(line: str) -> tuple[list[tuple[str, str | None]], int]:
    """Type and date of what a line adds behind an arrest and a detainer, and how much is unread."""
    facts = facts_of(ARRESTED + line, "Tulsa County, Oklahoma")
    return [(event.type, event.date) for event in facts.events[2:]], len(facts.unread)


RELEASED = [("detainer_declined", "2018-05-04"), ("release", "2018-05-04")]


@pytest.mark.parametrize(
    "line",
    [
        "Next step: the sheriff let him go on May 4, 2018.",
        "Local outcome: released on bond on May 4, 2018.",
        "What came next: He was released on May 4, 2018.",
        "He was released on May 4, 2018, and ICE was not informed.",
        "ICE was not called, and he was released on May 4, 2018.",
        "The jail released him on May 4, 2018 and gave ICE no word about the detainer.",
        "He was released on May 4, 2018; county policy did not allow the detainer to be honored.",
        "He was released on May 4, 2018, and was not arrested again.",
        "On May 4, 2018 the jail lets him go over the detainer.",
        "On May 4, 2018, he walked out on a $1,500 bond while the detainer went unanswered.",
    ],
)
def test_a_release_behind_a_label_or_beside_what_did_not_happen(line: str) -> None:
    assert told_behind(line) == (RELEASED, 0)


@pytest.mark.parametrize(
    "line",
    [
        "It was not he who was released on May 4, 2018.",
        "The jail did not release him on May 4, 2018.",
        "He was not released until May 9, 2018.",
        "No one released him on May 4, 2018.",
        "Nothing shows that he was released on May 4, 2018.",
        "It is not known whether he was released on May 4, 2018.",
        "Neither the jail nor the court released him on May 4, 2018.",
        "Not one officer was there when he was released on May 4, 2018.",
        "ICE did not arrest him until June 4, 2018.",
        "He was never arrested again.",
        "Released: no.",
        "Plan: released on May 4, 2018.",
        "Report: released on May 4, 2018.",
        "Federal side: Arrested June 5, 2018 in Norman, Oklahoma.",
    ],
)
def test_what_is_denied_or_labelled_otherwise_is_unread(line: str) -> None:
    assert told_behind(line) == ([], 1)


def test_the_year_of_a_list_is_that_of_the_line_above() -> None:
    text = (
        "Sudanese man, 29\n2021\nMarch 14: arrested, Tulsa Police Department (theft)\n"
        "March 15: detainer sent\nSeptember: released, detainer not followed\n2022\n"
        "January 20: convicted (theft)"
    )
    dates = [event.date for event in facts_of(text, "Tulsa County, Oklahoma").events]
    assert dates == ["2021-03-14", "2021-03-15", "2021-09", "2021-09", "2022-01-20"]


def test_a_day_without_a_year_has_none_where_no_line_tells_it() -> None:
    text = "March 14: arrested, Tulsa Police Department (theft)\nMarch 15: detainer sent"
    assert [event.date for event in facts_of(text).events] == [None, None]


def test_a_jail_that_somebody_is_moved_back_to_has_its_county() -> None:
    text = (
        "A man from Peru was booked at the Purgatory Correctional Facility on May 3, 2018 for"
        " theft. He was released on May 5, 2018. The Iron County Sheriff’s Office arrested him on"
        " May 7, 2018. He was transferred to the Purgatory Correctional Facility on May 9, 2018."
    )
    counties = [place_of(event)[0] for event in facts_of(text, "Washington County, Utah").events]
    assert counties == ["49053", "49053", "49021", "49053"]


def test_a_prison_of_a_state_is_not_of_the_county_of_the_heading() -> None:
    text = (
        "A man from Peru was booked into the Strafford County House of Corrections on May 3, 2018"
        " for theft. He was transferred to the New Hampshire State Prison on May 9, 2018."
    )
    events = facts_of(text, "Strafford County, New Hampshire").events
    assert [place_of(event) for event in events] == [("33017", "NH"), (None, "NH")]


def test_a_county_that_is_named_with_a_jail_once_is_that_of_the_jail() -> None:
    text = (
        "A man from Peru was arrested by the Essex Police Department on May 3, 2018 for theft. He"
        " was booked into the Northwest State Correctional Facility in Franklin County on May 3,"
        " 2018. He was released on May 5, 2018. On June 7, 2018 he was booked into the Northwest"
        " State Correctional Facility for arson."
    )
    events = facts_of(text, "Chittenden County, Vermont").events
    assert place_of(events[-1])[0] == "50011"


@pytest.mark.parametrize(
    ("line", "offenses"),
    [
        (" (theft)", [("theft",), ()]),
        (" on charges of theft", [(), ("theft",)]),
    ],
)
def test_a_note_behind_an_arrest_and_a_booking_is_of_the_arrest(
    line: str, offenses: list[tuple[str, ...]]
) -> None:
    text = f"Arrested May 3, 2018 by Tulsa Police Department, booked at Tulsa County Jail{line}."
    assert [event.offenses for event in facts_of(text).events] == offenses


def test_an_outcome_is_not_inferred_past_words_that_are_not_read() -> None:
    told = (
        "He was released on May 4, 2018. The Tulsa Police Department arrested him on June 3, 2018"
        " for arson."
    )
    assert facts_of(ARRESTED + told).outcome == "rearrested"
    assert facts_of(f"{ARRESTED}{told} Zzz he zzz.").outcome == "unknown"


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("City and County of Denver, Colorado", ("08031", "CO")),
        ("County of Kern, California", ("06029", "CA")),
        ("COUNTY OF KERN, CALIF.", ("06029", "CA")),
        ("Parish of Orleans, Louisiana", ("22071", "LA")),
        ("Municipality of Anchorage, Alaska", ("02020", "AK")),
        ("Fairbanks North Star Borough, Alaska", ("02090", "AK")),
        ("City of Baltimore, Maryland", ("24510", "MD")),
        ("Baltimore City, Maryland", ("24510", "MD")),
        ("Baltimore County, Maryland", ("24005", "MD")),
        ("City of St. Louis, Missouri", ("29510", "MO")),
        ("City of Philadelphia, Pennsylvania", (None, "PA")),
        ("Kansas City, Missouri", (None, "MO")),
        ("Alexandria, Virginia", (None, "VA")),
    ],
)
def test_ways_to_name_a_county(heading: str, place: tuple[str | None, str]) -> None:
    """A city has its county only if that is named, or the city is one of its own."""
    (event, *_) = facts_of("A citizen of Peru was arrested on May 3, 2018.", heading).events
    assert place_of(event) == place


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("ICE made its own arrest in Norman, Oklahoma, on June 7, 2018.", "rearrest_by_ice"),
        ("Status: whereabouts unknown (at large)", "at_large"),
        ("Status: at large as far as known", "at_large"),
    ],
)
def test_what_became_of_a_person(line: str, event: str) -> None:
    told, unread = told_behind(line)
    assert ([kind for kind, _ in told], unread) == ([event], 0)
