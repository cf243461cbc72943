"""Which section a table stands in; what may stand between tables, and what must not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sheets import (
    DECLINED,
    DECLINED_HEADER,
    HEADINGS,
    ISSUED,
    LEFT,
    POLICY,
    TITLE,
    TOTAL,
    Item,
    build,
    parsed,
    whole,
)

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.extract import running_lines
from detainer_cli.model.records import ParsedReport
from detainer_cli.parse import parse

NOTES = "1. Some field offices ceased issuing detainers."
SPAN = "between January 28, 2017, and February 3, 2017"


def read(*pages: Sequence[Item], title: tuple[str, ...] = TITLE) -> ParsedReport:
    """A report of these pages behind its title page."""
    made = build(list(title), *pages)
    return parse(made, running_lines(made.pages))


def counts(report: ParsedReport) -> tuple[int, int, int]:
    return (
        len(report.sections["issued"]),
        len(report.sections["declined"]),
        len(report.sections["policy"]),
    )


ALL = FIRST, SECOND, THIRD, FOURTH = (
    HEADINGS["issued"],
    HEADINGS["declined"],
    HEADINGS["policy"],
    HEADINGS["scope"],
)
WHOLE: list[list[Item]] = [
    [FIRST, TOTAL, ISSUED],
    [SECOND, DECLINED],
    [THIRD, POLICY],
    [FOURTH, NOTES],
]


@pytest.mark.parametrize(
    "headings",
    [
        ALL,
        tuple(heading.upper() for heading in ALL),
        tuple(heading.lower() for heading in ALL),
        tuple(heading.split(": ")[1] for heading in ALL),
        ("Section I", "Section II", "Section III", "Section IV"),
        ("Section 1.", "Section 2.", "Section 3.", "Section 4."),
        ("SECTION I – Detainers", "SECTION II – Declined", "SECTION III – Laws", "SECTION IV –"),
    ],
)
def test_wordings_of_headings(headings: tuple[str, ...]) -> None:
    tables: list[list[Item]] = [[TOTAL, ISSUED], [DECLINED], [POLICY], [NOTES]]
    pages = [[heading, *items] for heading, items in zip(headings, tables, strict=True)]
    assert counts(read(*pages)) == (2, 2, 1)


def test_headings_broken_over_lines() -> None:
    broken = ["Section II:", "Jurisdictions with Recorded", "Declined Detainers", SPAN]
    assert counts(read(WHOLE[0], [*broken, DECLINED], *WHOLE[2:])) == (2, 2, 1)


def test_no_headings_but_headers() -> None:
    assert counts(read([ISSUED], [DECLINED], [POLICY])) == (2, 2, 1)


def test_all_on_one_page() -> None:
    page = [item for items in WHOLE for item in items]
    assert counts(read(page)) == (2, 2, 1)
    assert counts(parse(build([*TITLE, *page]))) == (2, 2, 1)


def test_table_of_contents_is_no_section() -> None:
    contents = [f"{heading} ........ {n}" for n, heading in enumerate(ALL, start=2)]
    tabbed = [f"{heading}\t{n}" for n, heading in enumerate(ALL, start=2)]
    assert counts(read(*WHOLE, title=(*TITLE, *contents))) == (2, 2, 1)
    assert counts(read(["Table of Contents", *tabbed], *WHOLE)) == (2, 2, 1)


def test_a_header_alone_above_the_heading_starts_no_section() -> None:
    """Some typesetters leave the head of a table on a page that its rows do not fit on."""
    contents = ["Contents", *[f"{heading}\t{n}" for n, heading in enumerate(ALL, start=2)]]
    first = [[ISSUED[0]], *WHOLE[0]]
    assert counts(read(first, *WHOLE[1:], title=(*TITLE, *contents))) == (2, 2, 1)


def test_a_header_that_a_page_break_cuts() -> None:
    above = ["Detention", "Citizenship", "Detainer", "Detainer", "Notable Criminal"]
    below = ["Location", "", "Issued Date", "Declined Date", "Activity"]
    cut: list[list[Item]] = [[SECOND, [above]], [[below, *DECLINED[1:]]]]
    found = read(WHOLE[0], *cut, *WHOLE[2:])
    assert counts(found) == (2, 2, 1)
    assert whole(found.accounting["declined"]) == (4, 2, 2, 0, 0)
    with pytest.raises(NotAReportError, match="is not a known header"):
        read(WHOLE[0], [SECOND, [above]], [[["Xyz", *below[1:]], *DECLINED[1:]]], *WHOLE[2:])


def test_sentence_about_a_section_is_no_heading() -> None:
    sentence = "Section III of this report lists the policies."
    assert counts(read(WHOLE[0], [SECOND, DECLINED, sentence], [DECLINED], *WHOLE[2:])) == (2, 4, 1)


def test_heading_on_every_page_of_its_section() -> None:
    found = read(WHOLE[0], [SECOND, DECLINED], [f"{SECOND} (continued)", DECLINED], *WHOLE[2:])
    assert counts(found) == (2, 4, 1)


def test_running_head_with_the_page_number() -> None:
    """It differs from section to section and stands apart like the cells of a row."""
    found = read(
        WHOLE[0],
        *[[f"Declined\tPage {n}", DECLINED] for n in range(3, 6)],
        *[[f"Policies\tPage {n}", POLICY] for n in range(6, 9)],
        [FOURTH, NOTES],
    )
    assert counts(found) == (2, 6, 3)


def test_running_heads_on_most_pages() -> None:
    found = read(*[["ICE\tDeclined Detainers", *items] for items in WHOLE])
    assert counts(found) == (2, 2, 1)


def test_figures_on_the_cover_are_no_section() -> None:
    cover = [*TITLE, [["Detainers Issued", "3,083"], ["Detainers Declined", "206"]]]
    assert counts(parse(build(cover, *WHOLE))) == (2, 2, 1)


def test_table_in_section_4_is_none_of_ours() -> None:
    glossary = [["Term", "Definition"], ["AOR", "Area of Responsibility"]]
    found = read(*WHOLE[:3], [FOURTH, NOTES, glossary], [glossary])
    assert counts(found) == (2, 2, 1)
    assert whole(found.accounting["policy"]) == (2, 1, 1, 0, 0)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_missing_section_is_no_report(missing: int) -> None:
    pages = [items for n, items in enumerate(WHOLE) if n != missing]
    with pytest.raises(NotAReportError, match="has no section"):
        read(*pages)


def test_notes_are_kept() -> None:
    found = read(*WHOLE[:3], [FOURTH, "1. Some field offices", "ceased.", "2. Counts differ."])
    assert found.notes[-2:] == ("1. Some field offices ceased.", "2. Counts differ.")


# ---------------------------------------------------------------- pages without a table


def test_page_without_a_table_is_refused() -> None:
    with pytest.raises(CheckError, match="no table was found") as caught:
        read(WHOLE[0], [SECOND, DECLINED], ["(Charged)"], [DECLINED], *WHOLE[2:])
    assert caught.value.page == 4


@pytest.mark.parametrize(
    "items", [[], ["This page intentionally left blank"], ["INTENTIONALLY BLANK"]]
)
def test_blank_page_is_none(items: list[Item]) -> None:
    assert counts(read(WHOLE[0], [SECOND, DECLINED], items, [DECLINED], *WHOLE[2:])) == (2, 4, 1)


def test_blank_page_with_its_running_head() -> None:
    pages: list[list[Item]] = [[f"Notice Page {n}", *items] for n, items in enumerate(WHOLE, 2)]
    assert counts(read(*pages[:2], ["Notice"], *pages[2:])) == (2, 2, 1)


def test_row_outside_the_rules_is_refused() -> None:
    row = "\t".join(DECLINED[1])
    with pytest.raises(CheckError, match="outside its rules") as caught:
        read(WHOLE[0], [SECOND, DECLINED, row], *WHOLE[2:])
    assert caught.value.page == 3
    assert "Travis County Jail" in caught.value.message


def test_rows_that_repeat_are_no_running_head() -> None:
    """The same words without rules on three pages: no number in them grows with the page."""
    row = "\t".join(DECLINED[1])
    pages = [[DECLINED, row] for _ in range(3)]
    with pytest.raises(CheckError, match="outside its rules"):
        read(WHOLE[0], [SECOND, DECLINED], *pages, *WHOLE[2:], *[[f"note {n}"] for n in range(6)])


def test_nothing_declined() -> None:
    for sentence in (
        "No declined detainers were recorded during this reporting period.",
        "There were no detainers recorded as declined.",
    ):
        found = read(WHOLE[0], [SECOND, sentence], *WHOLE[2:])
        assert counts(found) == (2, 0, 1)
        assert whole(found.accounting["declined"]) == (0, 0, 0, 0, 0)


def test_nothing_declined_with_an_empty_table() -> None:
    found = read(WHOLE[0], [SECOND, [DECLINED_HEADER]], *WHOLE[2:])
    assert whole(found.accounting["declined"]) == (1, 1, 0, 0, 0)
    blank = [DECLINED_HEADER, [""] * 5]
    found = read(WHOLE[0], [SECOND, blank], *WHOLE[2:])
    assert whole(found.accounting["declined"]) == (2, 1, 0, 0, 1)
    note = [DECLINED_HEADER, ["None", *[LEFT] * 4]]
    assert read(WHOLE[0], [SECOND, note], *WHOLE[2:]).rejected[0].text == "None"


def test_section_whose_table_was_not_found_is_refused() -> None:
    with pytest.raises(CheckError, match="no table was found under it"):
        read(WHOLE[0], [SECOND, "A row for each individual follows."], *WHOLE[2:])
    with pytest.raises(CheckError, match="no table was found under it"):
        read([FIRST, TOTAL], *WHOLE[1:])


def test_unknown_table_behind_the_known_ones_is_refused() -> None:
    other = [["Detention Location", "Citizenship", "Gender"], ["x", "y", "z"]]
    with pytest.raises(NotAReportError, match="Gender"):
        read(*WHOLE[:2], [other], *WHOLE[2:])


def test_columns_that_do_not_go_on_are_refused() -> None:
    with pytest.raises(CheckError, match="with 4 columns") as caught:
        parsed(declined=[[DECLINED], [[["a", "b", "c", "d"]]]])
    assert (caught.value.page, caught.value.row) == (4, 1)


def test_a_header_with_other_columns_is_refused() -> None:
    other = [[*DECLINED_HEADER, "Disposition"], [*DECLINED[1], ""]]
    with pytest.raises(CheckError, match="other columns than those before it") as caught:
        parsed(declined=[[DECLINED], [other]])
    assert (caught.value.page, caught.value.row) == (4, 1)


def test_a_header_in_another_order_is_read() -> None:
    turned = [row[::-1] for row in DECLINED]
    found = parsed(declined=[[DECLINED], [turned]])
    assert len(found.sections["declined"]) == 4
    assert found.sections["declined"][0].location == found.sections["declined"][2].location


def test_text_in_a_column_without_a_header_is_refused() -> None:
    rows = [[*DECLINED_HEADER, ""], [*DECLINED[1], "x"]]
    with pytest.raises(CheckError, match="column without a header"):
        parsed(declined=[[rows]])


def test_sample_notice_is_kept() -> None:
    notice = "SYNTHETIC SAMPLE for software testing; individuals are invented. | Page 1"
    found = read(*[[*items, notice] for items in WHOLE])
    assert found.sample_notice == notice.removesuffix(" | Page 1")
    assert read(*WHOLE).sample_notice is None
