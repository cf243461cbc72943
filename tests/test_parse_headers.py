"""Columns are found by their header words, in any order; an unknown header is named."""

from __future__ import annotations

from itertools import permutations

import pytest
from sheets import (
    DECLINED,
    DECLINED_HEADER,
    ISSUED,
    LEFT,
    POLICY,
    POLICY_HEADER,
    TOTAL,
    UP,
    parsed,
    whole,
)

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.model.records import Record

ROW = DECLINED[1]


def declined(*rows: list[str]) -> Record:
    """The only record of a section II with these rows."""
    (record,) = parsed(declined=[[rows]]).sections["declined"]
    return record


def in_column(at: int, words: str) -> list[str]:
    return [words if i == at else other for i, other in enumerate(DECLINED_HEADER)]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        *[(0, w) for w in (
            "Detention Location", "DETENTION LOCATION", "Facility", "Detention Facility",
            "Detaining Facility", "Location", "Jurisdiction", "Facility, County, State",
            "Law Enforcement Agency", "Detention\nFacility", "Detention Center", "LEA",
        )],
        *[(1, w) for w in (
            "Citizenship", "Country of Citizenship", "Nationality", "COC", "Citizen of",
            "Alien’s Citizenship", "Citizenship/Nationality", "Country of\nCitizenship",
        )],
        *[(2, w) for w in (
            "Detainer Issued Date", "Date Issued", "Issue Date", "Date Detainer Issued", "Issued",
            "Date of Detainer Issuance", "Date\u00a0Issued", "Detainer\nIssued\nDate",
        )],
        *[(3, w) for w in (
            "Detainer Declined Date", "Date Declined", "Declined Date", "Decline Date",
            "Date Decline Recorded", "Date Detainer Declined", "Date Recorded as Declined",
        )],
        *[(4, w) for w in (
            "Notable Criminal Activity", "Criminal Activity", "Crime", "Offense", "Notable Crime",
            "Most Serious Conviction/Charge", "Criminal Conviction/Charge", "Charge(s)",
        )],
    ],
)  # fmt: skip
def test_synonyms(at: int, words: str) -> None:
    record = declined(in_column(at, words), ROW)
    assert record.location.raw == "Travis County Jail, Travis, Texas"
    assert record.raw["citizenship"] == "Mexico"
    assert (record.raw["issued_date"], record.raw["declined_date"]) == ("1/3/2017", "2/1/2017")
    assert (record.values["crime_text"], record.values["disposition"]) == ("Assault", "charged")


@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_any_order(order: tuple[int, ...]) -> None:
    record = declined([DECLINED_HEADER[i] for i in order], [ROW[i] for i in order])
    assert record == declined(DECLINED_HEADER, ROW)


@pytest.mark.parametrize(
    "words",
    [
        "Gender", "Sex", "Release Date", "Country of Birth", "Date of Birth", "Age", "Name",
        "A-Number", "Reason Declined", "Declined By", "Detainer Number", "Detainer Type", "Date",
        "Immigration Status", "Citizenship Status", "Release Location", "Offense Date",
        "Conviction Date", "Field Office", "State of Birth",
    ],
)  # fmt: skip
def test_unknown_header_is_named(words: str) -> None:
    with pytest.raises(NotAReportError) as caught:
        declined([*DECLINED_HEADER, words], [*ROW, "x"])
    assert f"“{words}”" in caught.value.message
    assert "Detention Location" in caught.value.message
    assert (caught.value.page, caught.value.row) == (3, 1)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("issued", "Detainers Declined"), ("issued", "Population"), ("issued", "Percent"),
        ("policy", "Notes"), ("policy", "Date Repealed"), ("policy", "Status"),
    ],
)  # fmt: skip
def test_unknown_header_of_the_other_sections_is_named(section: str, words: str) -> None:
    table = ISSUED if section == "issued" else POLICY
    rows = [[*table[0], words], [*table[1], "7"]]
    with pytest.raises(NotAReportError, match=f"“{words}”"):
        parsed(**{section: [[rows]]})


def test_header_that_replaces_a_needed_one_is_named() -> None:
    with pytest.raises(NotAReportError, match="“Country of Birth”"):
        declined(in_column(1, "Country of Birth"), ROW)


@pytest.mark.parametrize("words", ["Country", "Criminal History"])
def test_two_headers_of_one_meaning_are_named(words: str) -> None:
    with pytest.raises(NotAReportError, match=f"“{words}”.* mean the same"):
        declined([*DECLINED_HEADER, words], [*ROW, "x"])


def test_missing_column_is_named() -> None:
    with pytest.raises(NotAReportError, match="no column for citizenship"):
        declined(
            [words for words in DECLINED_HEADER if words != "Citizenship"],
            [text for text in ROW if text != "Mexico"],
        )


# ---------------------------------------------------------------- dispositions

DISPOSITIONS = (
    "Disposition", "Status", "Convicted/Charged", "Charge/Conviction", "Conviction or Charge",
    "Charged or Convicted", "Criminal Status", "Disposition of Charge", "Conviction Status",
)  # fmt: skip


@pytest.mark.parametrize("words", DISPOSITIONS)
@pytest.mark.parametrize("crime", ["Criminal Activity", "Crime", "Charge", "Criminal Charge"])
@pytest.mark.parametrize("first", [True, False])
def test_crime_and_disposition_are_told_apart(words: str, crime: str, first: bool) -> None:
    """Where the words fit both columns, their values decide."""
    heads, values = [words, crime], ["Convicted", "Assault"]
    if not first:
        heads, values = heads[::-1], values[::-1]
    record = declined([*DECLINED_HEADER[:4], *heads], [*ROW[:4], *values])
    assert (record.values["crime_text"], record.values["disposition"]) == ("Assault", "convicted")


@pytest.mark.parametrize(
    ("crime", "own", "text", "disposition"),
    [
        ("Assault", "Charged", "Assault", "charged"),
        ("Assault (Charged)", "Charged", "Assault", "charged"),
        ("Assault (Charged)", "", "Assault", "charged"),
        ("Assault (Charged)", "Convicted", "Assault", None),
        ("Assault", "Pending", "Assault", None),
        ("Assault", "", "Assault", None),
    ],
)
def test_disposition_in_both_places(
    crime: str, own: str, text: str, disposition: str | None
) -> None:
    """Where the two differ, neither is believed."""
    record = declined([*DECLINED_HEADER, "Disposition"], [*ROW[:4], crime, own])
    assert (record.values["crime_text"], record.values["disposition"]) == (text, disposition)
    assert (record.raw["crime"], record.raw["disposition"]) == (crime, own)


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("heads", "values", "place"),
    [
        (["State", "County", "Facility"], ["Texas", "Travis", "Jail"],
         (None, "Jail", "Travis", "Texas")),
        (["Facility", "Jurisdiction"], ["Jail", "Travis, Texas"],
         ("Travis, Texas", "Jail", None, None)),
        (["Detention Location", "County", "State"], ["Jail", "Travis", "Texas"],
         (None, "Jail", "Travis", "Texas")),
        (["Facility"], ["Jail, Travis, Texas"], ("Jail, Travis, Texas", None, None, None)),
        (["County, State"], ["Travis, Texas"], ("Travis, Texas", None, None, None)),
    ],
)  # fmt: skip
def test_places(heads: list[str], values: list[str], place: tuple[str | None, ...]) -> None:
    found = declined([*heads, *DECLINED_HEADER[1:]], [*values, *ROW[1:]]).location
    assert (found.whole, found.facility, found.county, found.state) == place


@pytest.mark.parametrize(
    ("heads", "values"),
    [
        (["Rank", "Jurisdiction", "Detainers Issued"], ["1", "Clark, Nevada", "51"]),
        (["No.", "County", "State", "Number of Detainers"], ["1", "Clark", "Nevada", "51"]),
        (["Number", "Jurisdiction", "Number of Detainers"], ["1", "Clark, Nevada", "51"]),
        (["", "Jurisdiction", "Detainers Issued"], ["1.", "Clark, Nevada", "51"]),
        (["# of Detainers", "Jurisdictions"], ["51", "Clark, Nevada"]),
        (["Jurisdiction", "Total"], ["Clark, Nevada", "51"]),
    ],
)
def test_columns_of_section_1(heads: list[str], values: list[str]) -> None:
    """A rank is no count, whatever its column is called."""
    (record,) = parsed(issued=[[TOTAL, [heads, values]]]).sections["issued"]
    assert (record.location.raw, record.values["detainers_issued"]) == ("Clark, Nevada", 51)


@pytest.mark.parametrize(
    ("heads", "values", "aor"),
    [
        (["Jurisdiction", "AOR"], ["Ithaca, New York", "Buffalo"], "Buffalo"),
        (["Jurisdiction", "Area of Responsibility"], ["Ithaca, New York", "Buffalo"], "Buffalo"),
        (["Jurisdiction", "Field Office"], ["Ithaca, New York", "Buffalo"], "Buffalo"),
        (["Jurisdiction", "State"], ["Ithaca", "New York"], ""),
    ],
)
def test_columns_of_section_3(heads: list[str], values: list[str], aor: str) -> None:
    rows = [[*heads, *POLICY_HEADER[1:]], [*values, *POLICY[1][1:]]]
    (record,) = parsed(policy=[[rows]]).sections["policy"]
    assert record.raw["aor"] == aor
    assert record.location.raw == ("Ithaca, New York")
    assert record.values["date_enacted"] == "2017-01"


# ---------------------------------------------------------------- headers of several rows

PLACE_HEADER = ["Detention Location", LEFT, LEFT]
PLACE_PARTS = ["State", "County", "Facility"]
PLACE = ["Texas", "Travis", "Jail"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            [["Detention Location", "Citizenship", "Detainer", LEFT, "Crime"],
             [UP, UP, "Issued Date", "Declined Date", UP]],
            ROW,
        ),
        (
            [["Detention", "Citizenship", "Detainer", "Detainer", "Criminal"],
             ["Location", "", "Issued", "Declined", "Activity"]],
            ROW,
        ),
        (
            [["Location", "Citizenship", "Detainer Issued", "Detainer Declined", "Crime"],
             ["", "", "Date", "Date", ""]],
            ROW,
        ),
        (
            [["Detention", "Country", "Detainer", "Detainer", "Notable"],
             ["", "of", "Issued", "Declined", "Criminal"],
             ["Location", "Citizenship", "Date", "Date", "Activity"]],
            ROW,
        ),
        (
            [[*PLACE_HEADER, "Citizenship", "Date Issued", "Date Declined", "Crime"],
             [*PLACE_PARTS, "", "", "", ""]],
            [*PLACE, *ROW[1:]],
        ),
        (
            [[*PLACE_HEADER, "Citizenship", "Detainer", LEFT, "Crime"],
             [*PLACE_PARTS, UP, "Issued", "Declined", UP]],
            [*PLACE, *ROW[1:]],
        ),
    ],
)  # fmt: skip
def test_header_of_several_rows(header: list[list[str]], row: list[str]) -> None:
    """Also repeated on the next page, and with the rest of a cut row below it."""
    first, rest = [*row[:-1], "Assault"], [*[""] * (len(row) - 1), "(Charged)"]
    found = parsed(declined=[[[*header, row, first]], [[*header, rest, row]]])
    assert whole(found.accounting["declined"]) == (2 * len(header) + 4, 2 * len(header), 3, 1, 0)
    assert {record.values["disposition"] for record in found.sections["declined"]} == {"charged"}
    assert {str(record.values["issued_date"]) for record in found.sections["declined"]} == {
        "2017-01-03"
    }
    assert len({record.location for record in found.sections["declined"]}) == 1


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        (["", "", "Ordinance", ""], ["Ithaca, New York", "January 2017", "of 2016", "• Never"]),
        (["", "", "Policy", ""], ["Ithaca, New York", "January 2017", "", "• Never"]),
    ],
)
def test_cut_row_below_the_first_header_is_no_header(first: list[str], rest: list[str]) -> None:
    """Its words may well be those of a header."""
    found = parsed(policy=[[[POLICY_HEADER, first]], [[rest]]])
    assert whole(found.accounting["policy"]) == (3, 1, 1, 1, 0)
    assert found.sections["policy"][0].values["policy"] == f"{first[2]} {rest[2]}".strip()


def test_title_across_the_table_is_no_header() -> None:
    title = ["Declined Detainers", *[LEFT] * 4]
    found = parsed(declined=[[[title, DECLINED_HEADER, ROW]], [[title, DECLINED_HEADER, ROW]]])
    assert whole(found.accounting["declined"]) == (6, 2, 2, 0, 2)


def test_data_is_no_header() -> None:
    with pytest.raises(NotAReportError, match="is not a known header"):
        parsed(declined=[[[ROW, ROW]]])
    with pytest.raises(NotAReportError, match="is not a known header"):
        parsed(issued=[[TOTAL, ISSUED[1:]]])


def test_header_of_an_earlier_section_is_out_of_order() -> None:
    """The table of section I under the heading of section II: of another report, or astray."""
    with pytest.raises(CheckError, match=r"section I .* stands behind one of section II"):
        parsed(declined=[[DECLINED, ISSUED]])
