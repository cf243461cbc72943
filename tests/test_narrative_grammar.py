"""From the text of a case to its facts: the reports with their truth, and what must always hold."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ROOT

from detainer_cli.kinds.grammar import grammar_rules
from detainer_cli.model.cases import CaseFacts, CaseLine, CaseText, Event, Span
from detainer_cli.model.pages import Box
from detainer_cli.model.records import LocationText
from detainer_cli.normalize.citizenship import normalize_citizenship
from detainer_cli.normalize.crimes import crime_categories, normalize_crime
from detainer_cli.normalize.jurisdictions import normalize_jurisdiction
from detainer_cli.parse.narrative import read_case
from detainer_cli.parse.narrative.free_pieces import RULES
from detainer_cli.parse.narrative.lexicon import LISTS
from detainer_cli.parse.narrative.occasion_parts import NOUNS
from detainer_cli.parse.narrative.occasions import LEFT_OUT
from detainer_cli.parse.narrative.patterns import Any as AnyNumber
from detainer_cli.parse.narrative.patterns import Choice, Part, Row, Rule, parsed, rules
from detainer_cli.parse.narrative.tokens import sentences

FOLDER = ROOT / "tests" / "narrative"
REPORTS = ("n1", "n2", "n3")
Case = dict[str, Any]


def cases_of(name: str) -> list[Case]:
    found: list[Case] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return found


CASES = [case for name in REPORTS for case in cases_of(name)]
OWN = cases_of("own_cases")


def case_text(text: str, heading: str | None = None) -> CaseText:
    line = CaseLine(Span(0, len(text)), 1, Box(0, 0, 1, 1), ())
    return CaseText(1, heading, text, (line,))


def facts_of(text: str, heading: str | None = None) -> CaseFacts:
    return read_case(case_text(text, heading))


def place_of(event: Event) -> tuple[str | None, str | None]:
    if event.jurisdiction is None:
        return None, None
    day = date.fromisoformat(f"{(event.date or '2018-06')[:7]}-01")
    found = normalize_jurisdiction(LocationText(whole=event.jurisdiction), day, "issued")
    return found.county_fips, found.state


def read_rows(facts: CaseFacts) -> list[tuple[Any, ...]]:
    return [(e.type, e.date, e.agency, e.place, *place_of(e), e.offenses) for e in facts.events]


def true_rows(case: Case) -> list[tuple[Any, ...]]:
    columns = ("type", "date", "agency", "place", "county_fips", "state")
    return [(*(e[c] for c in columns), tuple(e["offenses"])) for e in case["events"]]


# ---------------------------------------------------------------- the reports


@pytest.mark.parametrize("name", REPORTS)
def test_every_event_of_the_reports(name: str) -> None:
    for case in cases_of(name):
        facts = facts_of(case["text"], case["place_heading"])
        assert read_rows(facts) == true_rows(case)
        assert facts.unread == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_person_counts_and_outcome(case: Case) -> None:
    facts = facts_of(case["text"], case["place_heading"])
    citizenship = facts.citizenship and normalize_citizenship(facts.citizenship.value)
    told = case["citizenship"]
    assert (citizenship.code if citizenship else None) == (told["alpha_3"] if told else None)
    assert (int(facts.age.value) if facts.age else None) == case["age"]
    assert (facts.sex.value if facts.sex else None) == case["sex"]
    counts = (facts.arrests, facts.detainers_issued, facts.detainers_declined, facts.outcome)
    assert counts == tuple(
        case[key] for key in ("arrests", "detainers_issued", "detainers_declined", "outcome")
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_the_category_of_the_first_offense(case: Case) -> None:
    codes = {name: code for code, name in crime_categories().items()}
    for event in case["events"]:
        if event["offenses"]:
            crime = normalize_crime(event["offenses"][0])
            assert codes.get(crime.category or "") == event["ncic_category"], event["offenses"][0]


# ---------------------------------------------------------------- other wordings


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("own_cases", 126),
        ("offices", 354),
        ("free_prose", 162),
        ("unseen_1", 236),
        ("unseen_2", 158),
        ("unseen_3", 152),
        ("unseen_4", 325),
        ("unseen_5", 137),
        ("unseen_6", 217),
        ("unseen_7", 271),
        ("unseen_8", 232),
        ("unseen_9", 286),
        ("unseen_10", 265),
        ("unseen_11", 228),
        ("unseen_12", 244),
        ("unseen_13", 259),
        ("unseen_14", 244),
        ("unseen_15", 283),
        ("unseen_16", 268),
        ("unseen_17", 276),
        ("unseen_18", 307),
        ("unseen_19", 302),
        ("unseen_20", 265),
        ("unseen_21", 307),
        ("unseen_22", 303),
        ("unseen_23", 241),
        ("unseen_24", 313),
        ("unseen_25", 303),
        ("unseen_26", 309),
        ("unseen_27", 268),
        ("unseen_28", 297),
        ("unseen_29", 272),
        ("unseen_30", 254),
        ("unseen_31", 270),
        ("unseen_32", 326),
        ("unseen_33", 282),
        ("unseen_34", 286),
        ("unseen_35", 288),
        ("unseen_36", 266),
        ("unseen_37", 294),
        ("unseen_38", 298),
        ("unseen_39", 285),
        ("unseen_40", 292),
        ("unseen_41", 256),
        ("unseen_42", 267),
        ("unseen_43", 279),
        ("areas", 2706),
    ],
)
def test_other_wordings(name: str, least: int) -> None:
    """No event is told otherwise than the truth has it; README.md tells what was read at first.

    What is not right is in a sentence that is unread, or lacks what such a sentence tells.
    """
    right = 0
    for case in cases_of(name):
        facts = facts_of(case["text"], case["place_heading"])
        true = true_rows(case)
        for row in sorted(read_rows(facts), key=lambda row: row not in true):
            same = row if row in true else next((t for t in true if _says_less(row, t)), None)
            assert same is not None, (case["text"], row)
            right += row == same
            true.remove(same)
        assert facts.outcome in (case["outcome"], "unknown"), case["text"]
        for fact, truth in ((facts.age, case["age"]), (facts.sex, case["sex"])):
            assert fact is None or fact.value == str(truth), case["text"]
        country = facts.citizenship and normalize_citizenship(facts.citizenship.value).code
        told = case["citizenship"] or {"alpha_3": None}
        is_coded = not case["citizenship"] or told.get("alpha_3")  # small cases have names alone
        assert country in (None, told.get("alpha_3") if is_coded else country), case["text"]
    assert right >= least


@pytest.mark.parametrize(
    ("opening", "person"),
    [
        ("A 31-year-old Honduran man zzz on May 3, 2018.", ("31", "male", "Honduran")),
        ("Police in Kenner know this 45-year-old citizen of Peru.", ("45", None, "Peru")),
        ("Zzz: a female citizen of Peru aged 41 zzz there.", ("41", "female", "Peru")),
        ("No. 4.\nCuban male, 29 years old, zzz in Ohio.", ("29", "male", "Cuban")),
        ("The arrest of a Mexican citizen, 38, zzz.", ("38", None, "Mexican")),
        ("Zzz for the rape of a 15-year-old girl.", (None, None, None)),
        ("A 31-year-old citizen of Peru zzz a 25-year-old man.", (None, None, None)),
        ("A man zzz with a 25-year-old citizen of Peru.", (None, None, None)),
        ("Zzz happened. It zzz. It zzz. A 31-year-old man zzz.", (None, None, None)),
    ],
)
def test_who_a_case_begins_with(opening: str, person: tuple[str | None, ...]) -> None:
    """Words that introduce the person are read though their sentence is not, if they alone do."""
    facts = facts_of(f"{opening}\nThe detainer was not honored.")
    assert facts.unread
    told = (facts.age, facts.sex, facts.citizenship)
    assert tuple(fact and fact.value for fact in told) == person


@pytest.mark.parametrize(
    ("heading", "county"),
    [
        ("Monroe County, N.Y.", "36055"),
        ("Essex County (N.J.)", "34013"),
        ("Kent County, Mich.", "26081"),
        ("Travis County, TX", "48453"),
    ],
)
def test_short_states_of_headings_are_states(heading: str, county: str) -> None:
    """`N.Y.` is several words to the rules, and one to who looks its county up."""
    jail = f"{heading.split(' County')[0]} County Jail"
    told = f"A citizen of Peru was arrested for theft on May 3, 2018, and booked into the {jail}."
    counties = [place_of(event)[0] for event in facts_of(told, heading).events]
    assert counties == [county, county]


@pytest.mark.parametrize(
    "line",
    [
        "A 34-year-old man from Peru (Kent County, Michigan) was arrested by the Wyoming Police"
        " Department on May 3, 2018, for theft.",
        "The Wyoming Police Department made the arrest of a Peruvian national, 46 (Kent County,"
        " Michigan), on May 3, 2018; the count was theft.",
    ],
)
def test_a_county_in_brackets_behind_a_person_is_no_place_of_an_arrest(line: str) -> None:
    (event, *_) = facts_of(line).events
    assert (event.type, event.place) == ("arrest", None)


def test_the_police_of_a_town_are_of_its_county_whatever_jail_follows() -> None:
    """Fremont lies in Dodge County, which the heading names; the jail is Saunders County's."""
    text = (
        "On May 3, 2018, the Fremont Police Department arrested a citizen of Peru for theft. He was"
        " booked into the Saunders County Jail. ICE lodged a detainer on May 4, 2018."
    )
    counties = [place_of(event)[0] for event in facts_of(text, "Dodge County, Nebraska").events]
    assert counties == ["31053", "31155", "31155"]


def test_a_detainer_of_another_day_is_another() -> None:
    """The arrest before it is not read, so that it is of no stay that is known."""
    text = (
        "Henrico County Police Division arrested her on 11/6/18 for fraud. ICE detainer emailed the"
        " next day. Released on 11/9/18, detainer set aside. Zzz on 12/14/18. ICE detainer emailed"
        " to Chesterfield County Sheriff's Office on 12/17/18."
    )
    issued = [e for e in facts_of(text).events if e.type == "detainer_issued"]
    assert [(e.date, e.agency) for e in issued] == [("2018-11-07", None)]


def test_an_arrest_on_the_detainer_issues_none() -> None:
    told = facts_of(
        "On May 3, 2018, the Denver Police Department arrested a citizen of Peru for theft. ICE"
        " lodged a detainer on May 4, 2018.\nICE arrest (02/10/2020): at Denver County Adult"
        " Detention Center, on the detainer"
    )
    assert [e.type for e in told.events].count("detainer_issued") == 1
    places = [e.place for e in told.events if e.type == "rearrest_by_ice"]
    assert places in ([], ["Denver County Adult Detention Center"])


def test_a_second_arrest_on_another_day_is_no_part_of_the_first() -> None:
    """Also where the release between them is in a sentence that is not read."""
    line = "Arrested by the Reno Police Department and booked into the Washoe County Jail."
    text = f"08/09/2018: {line}\nArrest, custody and detainer zzz.\n02/03/2019: {line}"
    told = [(event.type, event.date) for event in facts_of(text).events]
    assert told.count(("arrest", "2019-02-03")) == 1
    assert told.count(("arrest", "2018-08-09")) == 1


TOLD_BEFORE = (
    "On May 1, 2018, the Denver Police Department arrested a 30-year-old citizen of Mexico for"
    " theft. ICE lodged a detainer with the Denver County Jail on May 2, 2018. "
)


@pytest.mark.parametrize("part", range(6))
def test_what_looks_like_an_event_and_is_none(part: int) -> None:
    """Plans, doubts, negations, other persons, customs: read or not, they add no event."""
    lines = (FOLDER / "no_events.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 370
    for line in lines[part::6]:
        facts = facts_of(TOLD_BEFORE + line, "Denver County, Colorado")
        assert len(facts.events) == 2, line


def _says_less(row: tuple[Any, ...], whole: tuple[Any, ...]) -> bool:
    return all(mine in (its, None, ()) for mine, its in zip(row, whole, strict=True))


WORDINGS = [
    ("He was released on May 3, 2018.", [("release", "2018-05-03")]),
    (
        "On 5/3/18 he was arrested by the Dover Police Department for theft. The next day, ICE"
        " lodged a detainer. Two weeks later, he posted bond.",
        [
            ("arrest", "2018-05-03"),
            ("detainer_issued", "2018-05-04"),
            ("detainer_declined", None),
            ("release", None),
        ],
    ),
    (
        "He was arrested for theft on May 3, 2018. ICE lodged a detainer. The next day, he was"
        " released.",
        [
            ("arrest", "2018-05-03"),
            ("detainer_issued", None),
            ("detainer_declined", None),
            ("release", None),
        ],
    ),
    ("On May 3, he was arrested for theft.", [("arrest", None)]),
    ("In May 2018, he was deported to Mexico.", [("removal", "2018-05")]),
    ("He was arrested for theft on February 30, 2018.", []),
    ("He was arrested on May 3, 2018, for theft on May 4, 2018.", []),
]


@pytest.mark.parametrize(("text", "events"), WORDINGS, ids=[text[:30] for text, _ in WORDINGS])
def test_dates(text: str, events: list[tuple[str, str | None]]) -> None:
    assert [(event.type, event.date) for event in facts_of(text).events] == events


def test_a_day_without_year_is_of_the_last_named_year_where_the_report_says_so() -> None:
    text = "He was arrested for theft on May 3, 2018. On June 4, he was released."
    assert [e.date for e in facts_of(text).events] == ["2018-05-03", None]
    facts = read_case(case_text(text), last_named_year=True)
    assert [e.date for e in facts.events] == ["2018-05-03", "2018-06-04"]


@pytest.mark.parametrize(
    "text",
    [
        "He was never arrested for theft.",
        "ICE did not lodge a detainer.",
        "He was not released.",
        "He had previously been removed to Mexico in 2010.",
        "The detainer was honored and he was transferred to ICE.",
        "Police believe he was arrested for theft.",
        "He may have been released on May 3, 2018.",
        "ICE intends to issue a detainer.",
        "He was arrested for an unknown reason.",
        "His brother was arrested for theft.",
        "He was arrested for theft of a vehicle belonging to Anna.",
        "ICE cancelled the detainer on May 3, 2018, and he was released.",
        "He has been arrested twice.",
    ],
)
def test_what_is_half_understood_gives_no_event(text: str) -> None:
    facts = facts_of(text)
    assert facts.events == ()
    assert [text[span.start : span.end] for span in facts.unread] == [text]


def test_a_detainer_that_may_have_been_lifted_was_not_declined() -> None:
    text = "ICE issued a detainer. The detainer was later cancelled by ICE. He was released."
    assert [e.type for e in facts_of(text).events] == ["detainer_issued", "release"]


def test_the_outcome_is_not_known_where_an_unread_sentence_may_tell_it() -> None:
    read = "He was arrested by ICE officers on May 3, 2018. "
    assert facts_of(read).outcome == "ice_custody"
    assert facts_of(read + "Nobody can say whether he was deported.").outcome == "unknown"


def test_a_town_outside_of_the_heading_has_only_its_state() -> None:
    text = "ICE officers arrested him in Round Rock, Texas. ICE officers arrested him in {}, Texas."
    facts = facts_of(text.format("Austin"), "Travis County, Texas")
    assert [e.jurisdiction for e in facts.events] == ["Texas", "Travis County, Texas"]


# ---------------------------------------------------------------- what always holds

TEXTS = [case["text"] for case in [*CASES, *OWN]]


def check_spans(text: str, facts: CaseFacts) -> None:
    """Quoted words stand in the text, and within the spans that a fact rests on."""
    for fact in (facts.age, facts.citizenship):
        assert fact is None or fact.value in text[fact.span.start : fact.span.end]
    for event in facts.events:
        assert event.quote in event.spans
        assert all(0 <= span.start < span.end <= len(text) for span in event.spans)
        quoted = [text[span.start : span.end] for span in event.spans]
        for words in (event.agency, event.place, *event.offenses):
            assert words is None or words in quoted
        if event.jurisdiction:
            assert place_of(event)[1]


def parts_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def told(event: Event) -> tuple[Any, ...]:
    return event.type, event.agency, event.place, event.offenses


@pytest.mark.parametrize("case", [*CASES, *OWN], ids=lambda case: case["text"][:40])
def test_quoted_words_stand_in_the_text(case: Case) -> None:
    check_spans(case["text"], facts_of(case["text"], case["place_heading"]))


@settings(deadline=None)  # the first text reads the tables
@given(st.data())
def test_an_unread_sentence_takes_only_what_followed_from_it(data: st.DataObject) -> None:
    """Its own events go; others may lose a date, a place or offenses, and never get another."""
    case = data.draw(st.sampled_from(CASES))
    parts = parts_of(case["text"])
    gone = data.draw(st.integers(0, len(parts) - 1))
    unread = "Arrest, custody and detainer zzz."
    text = "\n".join(unread if i == gone else part for i, part in enumerate(parts))
    whole = facts_of("\n".join(parts), case["place_heading"])
    facts = facts_of(text, case["place_heading"])
    check_spans(text, facts)
    full = [(told(e), e.date, place_of(e)) for e in whole.events]
    for event in facts.events:
        own, offenses = told(event)[:3], event.offenses
        same = [
            (day, place)
            for other, day, place in full
            if other[:3] == own and offenses in (other[3], ())
        ]
        assert any(
            event.date in (day, None) and place_of(event) in (place, (None, None), (None, place[1]))
            for day, place in same
        ), event


@settings(deadline=None)  # the first text reads the tables
@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False))
def test_sentences_in_another_order_tell_nothing_new(text: str, random: Any) -> None:
    parts = parts_of(text)
    shuffled = list(parts)
    random.shuffle(shuffled)
    mixed = "\n".join(shuffled)
    facts = facts_of(mixed)
    check_spans(mixed, facts)
    for event in facts.events:
        clause = mixed[event.quote.start : event.quote.end]
        assert any(clause in part for part in parts)


WORDS = sorted({word for text in TEXTS for word in text.split()})


@settings(deadline=None)  # the first text reads the tables
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_words_are_read_or_unread(words: list[str]) -> None:
    text = " ".join(words)
    facts = facts_of(text)
    check_spans(text, facts)
    covered = set(facts.unread)
    for event in facts.events:
        assert not any(s.start <= event.quote.start < s.end for s in covered)


@settings(deadline=None)  # the first text reads the tables
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    facts = facts_of(text or "x")
    assert facts.arrests >= 0


# ---------------------------------------------------------------- the rules themselves


def names_in(part: Part) -> set[str]:
    if isinstance(part, Rule):
        return {part.name}
    if isinstance(part, Row):
        return set().union(*map(names_in, part.parts))
    if isinstance(part, Choice):
        return set().union(*map(names_in, part.ways))
    return names_in(part.part) if isinstance(part, AnyNumber) else set()


def test_every_rule_that_is_named_is_there_and_used() -> None:
    named = set().union(*map(names_in, rules().values()))
    assert named - set(rules()) - set(LISTS) == set()
    assert set(rules()) - named - {*RULES, *LEFT_OUT, *NOUNS} == {"sentence"}
    assert set(RULES) <= set(rules()) | set(LISTS)
    assert set(grammar_rules()) == set(rules())


@pytest.mark.parametrize("way", ["a [b", "a ) b", "(a | b"])
def test_a_way_that_is_not_closed_is_told(way: str) -> None:
    with pytest.raises(ValueError, match="close"):
        parsed(way)
