"""Rows cut by a page break, merged cells, and rows that are no record."""

from __future__ import annotations

import pytest
from sheets import DECLINED, DECLINED_HEADER, ISSUED, LEFT, POLICY_HEADER, TOTAL, UP, parsed, whole

from detainer_cli.errors import CheckError
from detainer_cli.model.records import ParsedReport

ROW, OTHER = DECLINED[1], DECLINED[2]
APART = ["State", "County", "Facility", *DECLINED_HEADER[1:]]
OWN = [*DECLINED_HEADER, "Disposition"]
JAIL = "Travis County Jail, Travis, Texas"
BLANK = [""] * 5


def pages(*tables: list[list[str]]) -> ParsedReport:
    """Section II with these tables, a page each."""
    return parsed(declined=[[table] for table in tables])


def rows(*tables: list[list[str]]) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            r.location.raw,
            r.raw["citizenship"],
            r.raw["issued_date"],
            r.raw["declined_date"],
            r.raw["crime"],
        )
        for r in pages(*tables).sections["declined"]
    ]


ONE = [(JAIL, "Korea, South", "1/3/2017", "2/1/2017", "Driving Under Influence (Charged)")]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["Travis County", "Korea,", "1/3/2017", "2/1/2017", "Driving Under"],
         ["Jail, Travis, Texas", "South", "", "", "Influence (Charged)"]),
        ([JAIL, "Korea, South", "1/3/2017", "2/1/2017", "Driving Under Influence"],
         ["", "", "", "", "(Charged)"]),
        (["Travis County Jail,", "Korea, South", "1/3/2017", "2/1/2017",
          "Driving Under Influence (Charged)"], ["Travis, Texas", "", "", "", ""]),
        ([JAIL, "", "", "", ""],
         ["", "Korea, South", "1/3/2017", "2/1/2017", "Driving Under Influence (Charged)"]),
        (["", "Korea, South", "", "", "Driving Under Influence (Charged)"],
         [JAIL, "", "1/3/2017", "2/1/2017", ""]),
        (["Travis County", "Korea, South", "1/3/2017", "", "Driving"],
         ["Jail, Travis, Texas", "", "", "2/1/2017", "Under Influence (Charged)"]),
        ([JAIL, "Korea, South", "1/3/", "2/1/", "Driving Under Influence (Charged)"],
         ["", "", "2017", "2017", ""]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("header", [[DECLINED_HEADER], []])
def test_row_cut_by_a_page_break(
    above: list[str], below: list[str], header: list[list[str]]
) -> None:
    found = rows([DECLINED_HEADER, OTHER, above], [*header, below, OTHER])
    assert found == [(*OTHER,), *ONE, (*OTHER,)]


def test_row_cut_more_than_once() -> None:
    first = ["Travis County", "Korea,", "1/3/2017", "2/1/2017", "Driving"]
    second = ["Jail, Travis,", "South", "", "", "Under"]
    third = ["Texas", "", "", "", "Influence (Charged)"]
    for header in ([DECLINED_HEADER], []):
        report = pages([DECLINED_HEADER, OTHER, first], [*header, second], [*header, third, OTHER])
        assert report.sections["declined"][1].location.raw == JAIL
        assert [source.page for source in report.sections["declined"][1].sources] == [3, 4, 5]
        assert whole(report.accounting["declined"])[2:] == (3, 2, 0)


def test_disposition_of_its_own_column_may_be_cut_off() -> None:
    found = pages(
        [OWN, [*ROW[:4], "Driving Under", ""]], [["", "", "", "", "Influence", "Charged"]]
    ).sections["declined"]
    assert [(r.values["crime_text"], r.values["disposition"]) for r in found] == [
        ("Driving Under Influence", "charged")
    ]


def test_identical_rows_are_all_kept() -> None:
    """Two people may share every column, also over a page break."""
    for header in ([DECLINED_HEADER], []):
        found = rows([DECLINED_HEADER, ROW, ROW], [*header, ROW, ROW], [*header, ROW])
        assert found == [(*ROW,)] * 5


@pytest.mark.parametrize(
    "row",
    [
        [JAIL, "Mexico", "", "", "Assault (Charged)"],
        [JAIL, "Mexico", "2/30/2017", "N/A", "Assault (Charged)"],
        [JAIL, "Mexico", "1/3/2017", "2/1/2017", "Assault"],
        [JAIL, "Mexico", "", "2/1/2017", "Assault"],
        [JAIL, "", "1/3/2017", "2/1/2017", "Assault (Charged)"],
        ["", "Mexico", "1/3/2017", "2/1/2017", "Assault (Charged)"],
        [JAIL, "Mexico", "unknown", "unknown", "Assault"],
    ],
)
@pytest.mark.parametrize("header", [[DECLINED_HEADER], []])
def test_row_that_lacks_a_value_is_a_row(row: list[str], header: list[list[str]]) -> None:
    """Also where it stands last on its page, or first on the next."""
    assert rows([DECLINED_HEADER, OTHER, row], [*header, OTHER]) == [
        (*OTHER,), (*row,), (*OTHER,)
    ]  # fmt: skip
    assert rows([DECLINED_HEADER, OTHER], [*header, row, OTHER]) == [
        (*OTHER,), (*row,), (*OTHER,)
    ]  # fmt: skip


def test_what_cannot_be_read_is_listed() -> None:
    found = pages([DECLINED_HEADER, [JAIL, "Mexico", "2/30/2017", "", "Assault"], ROW])
    assert [(u.kind, u.raw_text, u.page, u.row) for u in found.unread] == [
        ("issued_date", "2/30/2017", 3, 2),
        ("declined_date", "", 3, 2),
        ("disposition", "Assault", 3, 2),
    ]
    record = found.sections["declined"][0]
    assert (
        record.values["issued_date"],
        record.values["declined_date"],
        record.values["disposition"],
    ) == (None, None, None)
    assert (record.raw["issued_date"], record.raw["crime"]) == ("2/30/2017", "Assault")


# ---------------------------------------------------------------- rows that are no record


@pytest.mark.parametrize(
    "first", ["Total", "TOTAL:", "Grand Total", "Total Issued", "Subtotal", "Total: 2 counties"]
)
def test_total_is_no_record(first: str) -> None:
    found = parsed(issued=[[TOTAL, [*ISSUED, [first, "89"]]]])
    assert whole(found.accounting["issued"]) == (4, 1, 2, 0, 1)
    assert (found.rejected[0].reason, found.rejected[0].text) == ("a total", f"{first} | 89")


@pytest.mark.parametrize("first", ["Totalia County, Nevada", "All Saints County", "Total Wine"])
def test_county_is_no_total(first: str) -> None:
    assert len(parsed(issued=[[TOTAL, [*ISSUED, [first, "89"]]]]).sections["issued"]) == 3


def test_note_across_the_table_is_kept_as_rejected() -> None:
    note = ["Texas", *[LEFT] * 4]
    found = pages([DECLINED_HEADER, note, ROW])
    assert whole(found.accounting["declined"]) == (3, 1, 1, 0, 1)
    assert (found.rejected[0].reason, found.rejected[0].text) == (
        "a note across the table",
        "Texas",
    )


def test_blank_rows_are_counted() -> None:
    found = pages([DECLINED_HEADER, BLANK, ROW, BLANK], [BLANK, ROW])
    assert whole(found.accounting["declined"]) == (6, 1, 2, 0, 3)


def test_header_in_the_middle_is_a_header() -> None:
    found = pages([DECLINED_HEADER, ROW, DECLINED_HEADER, ROW])
    assert whole(found.accounting["declined"]) == (4, 2, 2, 0, 0)


def test_several_tables_on_a_page() -> None:
    found = parsed(declined=[[DECLINED, "Texas", DECLINED], [DECLINED]])
    assert whole(found.accounting["declined"]) == (9, 3, 6, 0, 0)


def test_cut_row_below_a_blank_one() -> None:
    found = rows([DECLINED_HEADER, [*ROW[:4], "Assault"]], [BLANK, ["", "", "", "", "(Charged)"]])
    assert found == [(*ROW,)]


# ---------------------------------------------------------------- merged cells


def places(*tables: list[list[str]]) -> list[str]:
    return [row.location.raw for row in pages(*tables).sections["declined"]]


def test_merged_cell_counts_for_every_row() -> None:
    rest = ROW[1:]
    found = places([APART, ["Texas", "Travis", "Jail", *rest], [UP, UP, "Jail 2", *rest],
                    [UP, "Cook", UP, *rest]])  # fmt: skip
    assert found == ["Jail, Travis, Texas", "Jail 2, Travis, Texas", "Jail 2, Cook, Texas"]


@pytest.mark.parametrize(("last", "first"), [("Texas", ""), ("", "Texas"), ("Texas", "Texas")])
def test_merged_cell_over_a_page_break(last: str, first: str) -> None:
    """Its text may stand on one of the pages or on both."""
    rest = ["Travis", "Jail", *ROW[1:]]
    found = places([APART, [last, *rest], [UP, *rest]], [APART, [first, *rest], [UP, *rest]])
    assert found == ["Jail, Travis, Texas"] * 4


def test_merged_cell_said_again_beside_a_cut_row() -> None:
    rest = ["Travis", "Jail", *ROW[1:-1]]
    found = places(
        [APART, ["Texas", *rest, "Assault (Charged)"], [UP, *rest, "Assault"]],
        [APART, ["Texas", *[""] * 5, "(Charged)"], [UP, *rest, "Assault (Charged)"]],
    )
    assert found == ["Jail, Travis, Texas"] * 3


def test_merged_dates_are_told() -> None:
    """A person with two crimes, or two of one day: the report does not say."""
    found = pages([DECLINED_HEADER, ROW, [JAIL, "Cuba", UP, UP, "Larceny (Charged)"]])
    assert len(found.sections["declined"]) == 2
    assert any("dates are merged" in note for note in found.warnings)
    assert not any("dates are merged" in note for note in pages([DECLINED_HEADER, ROW]).warnings)


def test_merged_cell_cut_with_a_row_is_whole_in_every_row() -> None:
    """`New` stands below one page's last row, `York` above the rest of that row on the next."""
    above = ["Travis", "Jail", *ROW[1:-1], "Assault"]
    rest, below = ["York", *[""] * 5, "(Charged)"], [UP, "Cook", "Jail", *ROW[1:]]
    found = places([APART, ["New", "Travis", "Jail", *ROW[1:]], [UP, *above]], [APART, rest, below])
    assert found == ["Jail, Travis, New York", "Jail, Travis, New York", "Jail, Cook, New York"]


def test_blank_cell_stays_blank_where_no_cell_is_merged() -> None:
    rest = ["Travis", "Jail", *ROW[1:]]
    assert places([APART, ["Texas", *rest]], [APART, ["", *rest]]) == [
        "Jail, Travis, Texas",
        "Jail, Travis",
    ]


# ---------------------------------------------------------------- section III

ITHACA = ["Ithaca, New York (Buffalo)", "January 2017", "Ordinance", "• Never\n• Or later"]


@pytest.mark.parametrize(
    ("above", "below", "criteria"),
    [
        (["Ithaca, New York", "January 2017", "Ordinance", "• Never honors"],
         ["(Buffalo)", "", "", "any detainer\n• Or later"],
         ("Never honors any detainer", "Or later")),
        (["Ithaca, New York (Buffalo)", "January 2017", "Ordinance", "• Never honors"],
         ["", "", "", "• Or later"], ("Never honors", "Or later")),
        (["Ithaca, New York (Buffalo)", "January 2017", "", "•"],
         ["", "", "Ordinance", "Never"], ("Never",)),
        (["Ithaca, New York (Buffalo)", "January", "Ordinance", "Never"],
         ["", "2017", "", "at all"], ("Never at all",)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("header", [[POLICY_HEADER], []])
def test_policy_cut_by_a_page_break(
    above: list[str], below: list[str], criteria: tuple[str, ...], header: list[list[str]]
) -> None:
    found = parsed(policy=[[[POLICY_HEADER, ITHACA, above]], [[*header, below, ITHACA]]])
    assert [p.location.raw for p in found.sections["policy"]] == [ITHACA[0]] * 3
    assert {p.values["date_enacted"] for p in found.sections["policy"]} == {"2017-01"}
    assert found.sections["policy"][1].values["criteria"] == criteria
    assert found.sections["policy"][1].values["policy"] == "Ordinance"


NUMBERED = ["No.", *POLICY_HEADER]


def test_a_row_without_its_date_and_what_all_others_have_is_the_rest_of_one() -> None:
    """Where the page break cuts the place between two words, and the items of the list."""
    rows = [[str(i), *ITHACA] for i in range(1, 6)]
    above = ["6", "Ithaca", "January 2017", "Ordinance", "• Never"]
    rest = ["", "Town, New York", "", "of 2017", "• Or later"]
    found = parsed(policy=[[[NUMBERED, *rows, above]], [[NUMBERED, rest, ["7", *ITHACA]]]])
    assert len(found.sections["policy"]) == 7
    assert found.sections["policy"][5].location.raw == "Ithaca Town, New York"
    assert found.sections["policy"][5].values["criteria"] == ("Never", "Or later")
    rest[0] = "7"
    found = parsed(policy=[[[NUMBERED, *rows, above]], [[NUMBERED, rest, ["8", *ITHACA]]]])
    assert len(found.sections["policy"]) == 8


def test_policies_without_bullets_or_date_are_rows() -> None:
    plain = ["Connecticut (Boston)", "December 2016", "State Law", "Only with a warrant"]
    undated = ["Connecticut (Boston)", "Unknown", "State Law", "Only with a warrant"]
    for row in (plain, undated):
        found = parsed(policy=[[[POLICY_HEADER, ITHACA]], [[POLICY_HEADER, row]], [[row]]])
        assert len(found.sections["policy"]) == 3
        assert found.sections["policy"][1].values["criteria"] == ("Only with a warrant",)


# ---------------------------------------------------------------- a rule between rows is missing


@pytest.mark.parametrize(
    ("section", "table"),
    [
        ("issued", [ISSUED[0], ["Clark, Nevada\nCook, Illinois", "51\n13"]]),
        ("declined", [DECLINED_HEADER, [f"{a}\n{b}" for a, b in zip(ROW, OTHER, strict=True)]]),
        ("declined", [DECLINED_HEADER, [f"{JAIL}\n{JAIL}", "Cuba\nCuba", "1/3/\n2017\n1/3/\n2017",
                                        "2/1/\n2017\n2/1/\n2017", "Assault\nLarceny"]]),
        ("policy", [POLICY_HEADER, [f"{a}\n{a}" for a in ITHACA]]),
    ],
)  # fmt: skip
def test_a_row_with_the_values_of_several_is_refused(section: str, table: list[list[str]]) -> None:
    """Two people in one row would be one record without dates."""
    items: list[object] = [TOTAL, table] if section == "issued" else [table]
    with pytest.raises(CheckError, match="values of several") as caught:
        parsed(**{section: [items]})
    assert caught.value.row == 2


def test_one_odd_date_refuses_nothing() -> None:
    """Two days in one of the columns are a value that cannot be read."""
    row = [*ROW[:2], "1/3/2017\n1/4/2017", *ROW[3:]]
    (record,) = pages([DECLINED_HEADER, row]).sections["declined"]
    assert record.values["issued_date"] is None
    assert record.values["declined_date"] is not None
