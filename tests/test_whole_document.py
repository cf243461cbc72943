"""The document is whole: a page that is repeated, missing or out of order is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from drawing import changed, filled, pdf
from factory import NOTICE
from reportlab.pdfgen.canvas import Canvas
from truths import REPORTS

from detainer_cli.checks.ledgers import check_pages
from detainer_cli.errors import CheckError, ExitCode
from detainer_cli.extract import extract, running_lines
from detainer_cli.ingest.reading import read_report

WEEK_3 = REPORTS[2]
PAGES = 8

# ---------------------------------------------------------------- numbers in many forms


def sheets(numbers: Sequence[str], tables: Sequence[int] | None = None) -> bytes:
    """A page for each text at its foot, with a table and words of its own.

    `tables` say what stands on each page; by default something else on every one.
    """

    def draw(canvas: Canvas, number: str, content: int) -> None:
        filled(canvas)
        canvas.drawString(104, 560, f"{chr(97 + content) * 9} {chr(98 + content) * 5} of a page")
        canvas.drawString(230, 624, chr(97 + content) * 6)
        if number:
            canvas.drawString(280, 30, number)

    contents = range(len(numbers)) if tables is None else tables
    pairs = zip(numbers, contents, strict=True)
    return pdf(*[partial(draw, number=number, content=n) for number, n in pairs])


def check(content: bytes) -> None:
    """Raises CheckError where the document is not whole."""
    found = extract(content, "test.pdf")
    check_pages(found, running_lines(found.pages))


FORMS: dict[str, Callable[[int], str]] = {
    "Page 3": "Page {}".format,
    "PAGE 3": "PAGE {}".format,
    "Page 3 of 8": lambda n: f"Page {n} of {PAGES}",
    "3 of 8": lambda n: f"{n} of {PAGES}",
    "3/8": lambda n: f"{n}/{PAGES}",
    "- 3 -": "- {} -".format,
    "3": str,
    "(3)": "({})".format,
    "notice, Page 3": lambda n: f"{NOTICE[:50]}   Page {n}",
    "notice 3": lambda n: f"{NOTICE[:50]}   {n}",
    "Weekly report | 3": "Weekly report | {}".format,
    "Week of 2/11/2017, 3": "Week of 2/11/2017, {}".format,
}


def printed(form: str, numbers: Sequence[int]) -> list[str]:
    return [FORMS[form](number) for number in numbers]


@pytest.mark.parametrize("form", FORMS)
def test_numbers_that_run_on(form: str) -> None:
    check(sheets(printed(form, range(1, PAGES + 1))))


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_page_is_named(form: str) -> None:
    with pytest.raises(CheckError, match="pages are missing") as caught:
        check(sheets(printed(form, [1, 2, 3, 5, 6, 7, 8])))
    assert caught.value.page == 4
    assert "the number 5, not 4" in caught.value.message


@pytest.mark.parametrize("form", FORMS)
def test_a_repeated_number_is_named(form: str) -> None:
    with pytest.raises(CheckError, match="the number 3 again") as caught:
        check(sheets(printed(form, [1, 2, 3, 3, 4, 5, 6, 7])))
    assert caught.value.page == 4


@pytest.mark.parametrize("form", FORMS)
def test_pages_out_of_order_are_named(form: str) -> None:
    with pytest.raises(CheckError, match="page numbers do not run on") as caught:
        check(sheets(printed(form, [1, 2, 4, 3, 5, 6, 7, 8])))
    assert caught.value.page == 3


@pytest.mark.parametrize("form", ["Page 3 of 8", "3 of 8", "3/8"])
def test_pages_that_are_missing_at_the_end_are_told(form: str) -> None:
    with pytest.raises(CheckError, match=r"8 pages by its own count, and ends with number 6"):
        check(sheets(printed(form, range(1, 7))))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("first", [2, 17])
def test_the_first_number_may_be_another_than_one(form: str, first: int) -> None:
    """Part of a larger document; a count of all pages then says nothing about the end."""
    if str(PAGES) not in FORMS[form](1):
        check(sheets(printed(form, range(first, first + PAGES))))


@pytest.mark.parametrize("form", FORMS)
def test_a_cover_may_bear_no_number(form: str) -> None:
    check(sheets(["", *printed(form, range(2, PAGES + 1))]))
    if str(PAGES) not in FORMS[form](1):
        check(sheets(["", *printed(form, range(1, PAGES))]))


@pytest.mark.parametrize("form", FORMS)
def test_a_page_without_a_number_in_the_middle_is_counted(form: str) -> None:
    numbers = printed(form, range(1, PAGES + 1))
    check(sheets([*numbers[:3], "", *numbers[4:]]))
    with pytest.raises(CheckError, match="pages are missing") as caught:
        check(sheets([*numbers[:3], "", *numbers[5:]]))
    assert caught.value.page == 5


@pytest.mark.parametrize("text", ["Page 1", "Page 1 of 1", "1", "Form 3", "Revision 2 of 2017"])
def test_the_same_number_on_every_page_says_nothing(text: str) -> None:
    check(sheets([text] * PAGES))


def test_numbers_of_no_pages_say_nothing() -> None:
    check(sheets([f"{n} detainers" for n in (51, 38, 13, 12, 9, 7, 5, 5)]))
    check(sheets(["", "", "see page 7", "", "", "", "see page 3", ""]))


def test_a_line_that_speaks_of_another_page_is_no_number() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        filled(canvas)
        canvas.drawString(230, 624, chr(96 + number) * 6)
        if number == 3:
            canvas.drawString(104, 580, "(see page 7)")
        canvas.drawString(280, 30, f"Page {number}")

    check(pdf(*[partial(draw, number=n) for n in range(1, PAGES + 1)]))


def test_a_number_that_stands_elsewhere_is_not_the_pages() -> None:
    """A count alone on its line, above the page's number, on some of the pages."""

    def draw(canvas: Canvas, number: int) -> None:
        filled(canvas)
        canvas.drawString(230, 624, chr(96 + number) * 6)
        if number % 2:
            canvas.drawString(104, 580, "2017")
        canvas.drawString(280, 30, f"{number}")

    check(pdf(*[partial(draw, number=n) for n in range(1, PAGES + 1)]))
    with pytest.raises(CheckError, match="the number 5, not 4") as caught:
        check(pdf(*[partial(draw, number=n) for n in (1, 2, 3, 5, 6, 7, 8)]))
    assert caught.value.page == 4


def test_a_number_on_one_page_alone_says_nothing() -> None:
    check(sheets(["", "", "3 of 8", ""]))
    check(sheets(["Page 2", "Page 2"]))


def test_no_numbers_say_nothing() -> None:
    check(sheets([""] * PAGES))


# ---------------------------------------------------------------- pages that are alike


def rows_of(canvas: Canvas, count: int, number: str = "") -> None:
    """A table of so many words (nine a row of three cells)."""
    ys = [740.0 - 20 * n for n in range(count // 9 + 1)]
    filled(canvas, ys=ys)
    for y in ys[:-1]:
        for x in (100.0, 220.0, 340.0):
            canvas.drawString(x + 50, y - 14, "more")
    canvas.drawString(280, 30, number)


def test_two_pages_that_are_alike_are_one_printed_twice() -> None:
    """With or without numbers, beside each other or not."""
    for contents in ([0, 1, 1, 2], [0, 1, 2, 1]):
        with pytest.raises(CheckError, match="the same as page 2") as caught:
            check(sheets([""] * 4, contents))
        assert caught.value.page == contents.index(1, 2) + 1


def test_a_full_page_that_is_alike_but_for_its_number_is_printed_twice() -> None:
    draws = [partial(rows_of, count=108, number=f"Page {n}") for n in (1, 2)]
    with pytest.raises(CheckError, match="the same as page 1"):
        check(pdf(*draws))


def test_pages_with_few_words_may_be_alike_but_for_their_number() -> None:
    check(pdf(*[partial(rows_of, count=45, number=f"Page {n}") for n in (1, 2)]))


def test_pages_without_a_table_may_be_alike() -> None:
    check(pdf(*[lambda canvas: canvas.drawString(100, 700, "This page is left blank")] * 2))


# ---------------------------------------------------------------- a sample week


def rearranged(order: Sequence[int]) -> bytes:
    """The sample week with these of its pages (from 1), in this order."""

    def change(document: pikepdf.Pdf) -> None:
        pages = list(document.pages)
        del document.pages[:]
        for number in order:
            document.pages.append(pages[number - 1])

    return changed(WEEK_3, change)


ALL_PAGES = list(range(1, 20))


@pytest.mark.parametrize(
    ("order", "page", "words"),
    [
        ([*ALL_PAGES[:6], 6, *ALL_PAGES[6:]], 7, "the same as page 6"),
        ([*ALL_PAGES[:9], 6, *ALL_PAGES[9:]], 10, "the same as page 6"),
        ([*ALL_PAGES[:6], *ALL_PAGES[7:]], 7, "pages are missing"),
        ([*ALL_PAGES[:6], 8, 7, *ALL_PAGES[8:]], 7, "do not run on"),
        ([1, *ALL_PAGES[2:], 2], 2, "pages are missing"),
        ([*ALL_PAGES[:4], 12, *ALL_PAGES[4:]], 13, "the same as page 5"),
        ([*ALL_PAGES[:4], 12, *ALL_PAGES[4:11], *ALL_PAGES[12:]], 5, "not 5: pages are missing"),
    ],
)
def test_a_sample_with_its_pages_rearranged_is_refused(
    order: list[int], page: int, words: str
) -> None:
    with pytest.raises(CheckError, match=words) as caught:
        read_report(rearranged(order), "rearranged.pdf")
    assert (caught.value.page, caught.value.exit_code) == (page, ExitCode.CHECK_FAILED)
    assert "each page once and in order" in caught.value.hint


def test_a_sample_written_anew_is_whole(tmp_path: Path) -> None:
    _, report = read_report(rearranged(ALL_PAGES), "rearranged.pdf")
    assert len(report.sections["declined"]) == 53
