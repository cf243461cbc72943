"""Sentences that tell of several occasions: read as one occasion, so many times, or not at all."""

from __future__ import annotations

import pytest
from test_narrative_grammar import check_spans, facts_of, told

BEFORE = "On May 1, 2018, the Denver Police Department arrested a man for theft. "
LODGED, DECLINED, RELEASED = "detainer_issued", "detainer_declined", "release"
STAY = ["arrest", LODGED, DECLINED, RELEASED]


@pytest.mark.parametrize(
    ("text", "times", "each"),
    [
        (
            "He was taken into custody two more times by the Aurora Police Department, each time"
            " for driving without a license. Each time ICE placed a detainer, and each time the"
            " detainer was declined and he was discharged.",
            2,
            STAY,
        ),
        (
            "Between June 2018 and March 2019 the Aurora Police Department arrested him three"
            " further times. A detainer was lodged each time, and each time he was released despite"
            " the detainer.",
            3,
            STAY,
        ),
        (
            "2019-02 to 2019-06 – Two more arrests by Aurora Police Department; each time detainer"
            " lodged with Adams County Jail, detainer not honored, released.",
            2,
            STAY,
        ),
        (
            "He was admitted to the Adams County Jail two more times that winter. On each occasion"
            " ICE filed a detainer, and the jail declined it and released him.",
            2,
            ["booking", *STAY[1:]],
        ),
        (
            "Further arrests: four more, by the Aurora Police Department, each for theft.",
            4,
            STAY[:1],
        ),
    ],
)
def test_every_occasion_counts_and_has_no_day(text: str, times: int, each: list[str]) -> None:
    facts = facts_of(BEFORE + text, "Adams County, Colorado")
    assert [(e.type, e.date) for e in facts.events[1:]] == [(x, None) for x in each] * times
    assert facts.arrests == 1 + times
    assert facts.unread == ()
    check_spans(BEFORE + text, facts)


def test_what_is_told_of_each_is_told_of_all() -> None:
    text = (
        "She was arrested two more times by the Aurora Police Department for theft; each time ICE"
        " sent a detainer to the Adams County Jail, and she was let out despite the detainer."
    )
    events = facts_of(BEFORE + text, "Adams County, Colorado").events[1:]
    assert [told(event) for event in events[:4]] == [told(event) for event in events[4:]]
    assert (events[0].agency, events[0].offenses) == ("Aurora Police Department", ("theft",))
    assert events[1].place == "Adams County Jail"


@pytest.mark.parametrize(
    "text",
    [
        "He was arrested twice.",  # may sum up what is told besides
        "He had been arrested five times before.",
        "He was arrested three more times, and only once released.",
        "He was arrested two more times, and ICE lodged a detainer.",  # each time?
        "He was arrested two more times for theft on May 4 and June 7, 2018.",
        "He was arrested 400 more times.",
        "He was never arrested two more times.",
        "He was arrested two or three more times for theft.",
        "He was arrested two more times; each time he was released but the last.",
        "He was arrested one more time and two further times for theft.",
        "ICE lodged a detainer on each occasion.",
        "Two other men were arrested two more times.",
        "He may be arrested two more times.",
    ],
)
def test_what_is_not_plain_of_each_is_unread(text: str) -> None:
    facts = facts_of(BEFORE + text, "Adams County, Colorado")
    assert [event.type for event in facts.events] == ["arrest"]
    assert len(facts.unread) == 1
