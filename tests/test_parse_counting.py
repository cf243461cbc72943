"""What a report counts itself: row numbers, totals, ruled rows that are not filled."""

from __future__ import annotations

import pytest
from sheets import (
    DECLINED,
    DECLINED_HEADER,
    HEADINGS,
    ISSUED,
    POLICY,
    TITLE,
    TOTAL,
    Item,
    build,
    parsed,
)

from detainer_cli.errors import CheckError
from detainer_cli.model.records import ParsedReport
from detainer_cli.parse import parse

ROW = DECLINED[1]
NUMBERED = ["No.", *DECLINED_HEADER]
BLANK = [""] * len(DECLINED_HEADER)
FOOT = "Sample, page 7"


def numbered(*numbers: str) -> list[list[str]]:
    return [NUMBERED, *[[number, *ROW] for number in numbers]]


def declined(*tables: list[list[str]], lead: str = "") -> ParsedReport:
    first, *others = tables
    return parsed(declined=[[lead, first] if lead else [first], *[[table] for table in others]])


def test_row_numbers_run_on() -> None:
    assert len(declined(numbered("1", "2"), numbered("3", "4")).sections["declined"]) == 4
    assert len(declined(numbered("1", "2"), numbered("1", "2")).sections["declined"]) == 4
    with pytest.raises(CheckError, match="5 follows 2: rows are missing") as caught:
        declined(numbered("1", "2"), numbered("5", "6"))
    assert caught.value.page == 4
    with pytest.raises(CheckError, match="2 follows 3"):
        declined(numbered("1", "2", "3", "2"))


def test_codes_of_rows_are_no_numbers() -> None:
    assert len(declined(numbered("7", "12")).sections["declined"]) == 2
    assert len(declined(numbered("1", "A-4")).sections["declined"]) == 2


@pytest.mark.parametrize("total", ["3", "1,000"])
def test_a_total_that_is_not_the_number_of_rows(total: str) -> None:
    assert len(declined([*DECLINED, ["Total", "", "", "", "2"]]).sections["declined"]) == 2
    assert len(declined([*DECLINED, ["Total", "", "", "", ""]]).sections["declined"]) == 2
    with pytest.raises(CheckError, match="does not count its 2 rows"):
        declined([*DECLINED, ["Total", "", "", "", total]])


def test_a_sentence_that_counts_other_rows() -> None:
    says = "A total of {} declined detainers were recorded in the week."
    assert len(declined(DECLINED, lead=says.format(2)).sections["declined"]) == 2
    with pytest.raises(CheckError, match="says “3 declined detainers”, and has 2 rows"):
        declined(DECLINED, lead=says.format(3))


def test_rows_without_text_where_the_section_goes_on() -> None:
    found = declined([*DECLINED, BLANK], DECLINED)
    assert len(found.sections["declined"]) == 4
    assert any("page 3: a ruled row at the end" in note for note in found.warnings)
    with pytest.raises(CheckError, match=r"ruled rows at the end of the page \(2\)") as caught:
        declined([*DECLINED, BLANK, BLANK], DECLINED)
    assert (caught.value.page, caught.value.row) == (3, 4)
    assert len(declined(DECLINED, [*DECLINED, BLANK, BLANK]).sections["declined"]) == 4


def test_a_row_above_one_without_text_is_not_cut_by_the_page_break() -> None:
    """Two people never become one, whatever is missing of the first."""
    piece = ["Travis County Jail, Travis, Texas", "", "", "", ""]
    with pytest.raises(CheckError, match="it is the rest of one on another page"):
        declined([*DECLINED, piece, BLANK], DECLINED)


def with_foot(lacking: int) -> ParsedReport:
    """Pages with a foot each, but `lacking`, on which the table ends without text."""
    last = [*DECLINED, BLANK, BLANK]
    pages: list[list[Item]] = [
        [*TITLE, FOOT],
        [HEADINGS["issued"], TOTAL, ISSUED, FOOT],
        [HEADINGS["declined"], last],
        [HEADINGS["policy"], POLICY, FOOT],
        [HEADINGS["scope"], FOOT],
    ]
    if lacking != 3:
        pages[2].append(FOOT)
    return parse(build(*pages), frozenset({"Sample, page #"}))


def test_a_page_whose_text_breaks_off_lacks_its_foot() -> None:
    assert len(with_foot(0).sections["declined"]) == 2
    with pytest.raises(CheckError, match="may not be printed whole") as caught:
        with_foot(3)
    assert caught.value.page == 3
