"""Small readings: what a text means, and what must not be read into it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import line_of, lines_of

from detainer_cli.parse.cuts import Joiner
from detainer_cli.parse.text import (
    lower_words,
    read_count,
    read_date,
    read_disposition,
    read_month,
    split_disposition,
    split_list,
    starts_item,
)
from detainer_cli.reference import words

FIRST = date(2017, 2, 1)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  DETAINER\tIssued–Date: ", "detainer issued date"),
        ("Number (#)", "number #"),
        ("Détention", "détention"),
        ("", ""),
    ],
)
def test_words_are_folded(text: str, folded: str) -> None:
    assert lower_words(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "2/1/2017", "02/01/2017", "02/01/17", "2/1/17", "2-1-2017", "2–1–2017", "2.1.2017",
        "2017-02-01", "Feb. 1, 2017", "FEB 1, 2017", "February 1, 2017", "February 1 2017",
        "1-Feb-17", "1 Feb. 2017", "2/1/ 2017", "2/1/20 17", "2\u00a0/ 1/2017", "2/1/2017*",
        "２/１/２０１７",
    ],
)  # fmt: skip
def test_a_day_is_read(text: str) -> None:
    assert read_date(text) == FIRST


@pytest.mark.parametrize("text", ["Sept. 5, 2016", "Sept 5, 2016", "Sep. 5, 2016", "9/5/16"])
def test_september_is_read(text: str) -> None:
    assert read_date(text) == date(2016, 9, 5)


@pytest.mark.parametrize(
    "text",
    ["", "N/A", "2/30/2017", "13/1/2017", "2/1/0217", "2/1/1917", "2/1", "2/1/201", "2/1/20171",
     "2/1/2017 2/2/2017", "20170201", "42767", "February", "2/1/2017 or 2/2/2017"],
)  # fmt: skip
def test_no_day_is_guessed(text: str) -> None:
    assert read_date(text) is None


@given(st.dates(date(1990, 1, 1), date(2068, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    for text in (f"{day:%m/%d/%Y}", f"{day.month}/{day.day}/{day.year}", f"{day:%B} {day.day}, "
                 f"{day.year}", f"{day:%m/%d/%y}", f"{day:%Y-%m-%d}"):  # fmt: skip
        assert read_date(text) == day


@given(st.text(max_size=12))
def test_any_text_is_read_or_is_not_a_day(text: str) -> None:
    day = read_date(text)
    assert day is None or 1990 <= day.year < 2100


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("January 2017", "2017-01"), ("Jan. 2017", "2017-01"), ("JANUARY 2017", "2017-01"),
        ("Sept. 2014", "2014-09"), ("January, 2017", "2017-01"), ("1/2017", "2017-01"),
        ("2017-01", "2017-01"), ("Jan-17", "2017-01"), ("1/15/2017", "2017-01"),
        ("July 1, 2014", "2014-07"), ("January\u00a02017", "2017-01"), ("Janu-ary 2017", "2017-01"),
        ("2014", None), ("Fall 2013", None), ("Unknown", None), ("", None),
        ("January 2017 December 2016", None),
    ],
)  # fmt: skip
def test_a_month_is_read(text: str, month: str | None) -> None:
    assert read_month(text) == month


@pytest.mark.parametrize(
    ("text", "count"),
    [("51", 51), ("1,234", 1234), ("3, 083", 3083), ("51*", 51), (" 7 ", 7)],
)
def test_a_count_is_read(text: str, count: int) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize("text", ["51 1", "5 1", "1.5", "", "n/a", "1,23", "٥", "-3", "51 38"])
def test_no_count_is_put_together(text: str) -> None:
    """A footnote's number behind a count, or two counts, are no larger count."""
    assert read_count(text) is None


@pytest.mark.parametrize(
    ("text", "crime", "disposition"),
    [
        ("Assault (Charged)", "Assault", "charged"),
        ("Assault (Conviction)", "Assault", "convicted"),
        ("ASSAULT (CHARGED)", "ASSAULT", "charged"),
        ("Assault(Charge)", "Assault", "charged"),
        ("Assault [Convicted]", "Assault", "convicted"),
        ("Assault - Convicted", "Assault", "convicted"),
        ("Assault – Charged", "Assault", "charged"),
        ("Assault, Charged", "Assault", "charged"),
        ("Assault Charged", "Assault", "charged"),
        ("Charged: Assault", "Assault", "charged"),
        ("Charged - Assault", "Assault", "charged"),
        ("Charged with Assault", "Assault", "charged"),
        ("Convicted of Assault", "Assault", "convicted"),
        ("(Charged) Assault", "Assault", "charged"),
        ("Assault (Charged)*", "Assault", "charged"),
        (
            "Flight To Avoid (prosecution, confinement, etc.) (Charged)",
            "Flight To Avoid (prosecution, confinement, etc.)",
            "charged",
        ),
        ("Obscene Material - Possession - Convicted", "Obscene Material - Possession", "convicted"),
    ],
)
def test_a_disposition_is_split_off(text: str, crime: str, disposition: str) -> None:
    assert split_disposition(text) == (crime, disposition)


@pytest.mark.parametrize(
    "text",
    [
        "Assault", "Assault (Pending)", "Charged", "Assault (Chargd)", "Not Charged",
        "Assault - Not Convicted", "Assault — No Conviction", "DUI prior conviction",
        "Assault, Previously Convicted", "Assault (Charged) (Convicted)",
        "Assault (Charged), Burglary (Convicted)", "Convicted - Drug Possession - Charged",
        "Assault (Conviction/Charged)", "Criminal Charges", "",
    ],
)  # fmt: skip
def test_no_disposition_is_guessed(text: str) -> None:
    assert split_disposition(text) == (text, None)


@pytest.mark.parametrize(
    ("text", "disposition"),
    [
        ("Convicted", "convicted"), ("CONVICTION", "convicted"), ("Charged", "charged"),
        ("Charge", "charged"), ("Charged/Convicted", None), ("Not Convicted", None),
        ("Pending", None), ("", None),
    ],
)  # fmt: skip
def test_a_column_of_dispositions_is_read(text: str, disposition: str | None) -> None:
    assert read_disposition(text) == disposition


ALL = ["•", "‣", "◦", "▪", "●", "○", "·", "➢", "✓", "→", "»", "\uf0b7", "\uf0a7", "\ufffd",
       "\x88", "±", '"', "^", "¬", "o",
       "-", "–", "—", "*", ">", "§", "Ø", "l", "n", "q", "v", "ü"]  # fmt: skip


@pytest.mark.parametrize("glyph", ALL)
def test_a_list_is_split_whatever_its_bullet(glyph: str) -> None:
    lines = [f"{glyph} Will not honor", "any ICE detainer", f"{glyph} Will hold", "48 hours"]
    assert split_list(lines_of(*lines)) == ("Will not honor any ICE detainer", "Will hold 48 hours")
    assert starts_item(line_of(lines[0]))
    assert not starts_item(line_of(lines[1]))


@pytest.mark.parametrize("glyph", ["•", "\uf0b7", "▪", "➢"])
def test_a_bullet_without_a_space_behind_it(glyph: str) -> None:
    assert split_list(lines_of(*[f"{glyph}Will hold", "48 hours", f"{glyph}Never"])) == (
        "Will hold 48 hours",
        "Never",
    )


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (["•", "a", "•", "b"], ("a", "b")),
        (["1. a", "2. b"], ("a", "b")),
        (["(1) a", "b", "(2) c"], ("a b", "c")),
        (["a. one", "b. two", "more", "c) three"], ("one", "two more", "three")),
        (["(A) one", "(B) two"], ("one", "two")),
        (["i. one", "ii. two", "iii. three", "iv. four"], ("one", "two", "three", "four")),
        (["I) one", "of V) the", "II) two"], ("one of V) the", "two")),
        (["a. one", "c. two"], ("one c. two",)),
        (["● a", "o b"], ("a", "b")),
        (["Only if:", "- a", "- b"], ("Only if:", "a", "b")),
        (["a", "b"], ("a b",)),
        (["• form I-", "247N"], ("form I-247N",)),
        ([], ()),
    ],
)
def test_lists(lines: list[str], items: tuple[str, ...]) -> None:
    assert split_list(Joiner(words, frozenset(), (), ()).joined(lines_of(*lines))) == items


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (["• see policy", "– as amended", "• c"], ("see policy – as amended", "c")),
        (["• hold for no more than", "2. days"], ("hold for no more than 2. days",)),
        (["• 8 U.S.C.", "§ 1373 only"], ("8 U.S.C. § 1373 only",)),
        (["§ 1373 requires", "that"], ("§ 1373 requires that",)),
        (["No criteria", "- none at all"], ("No criteria - none at all",)),
        (["1. hold", "48. Never", "2. b"], ("hold 48. Never", "b")),
    ],
)
def test_a_wrapped_line_is_no_item(lines: list[str], items: tuple[str, ...]) -> None:
    """It may start with a dash, a section sign or a number."""
    assert split_list(Joiner(words, frozenset(), (), ()).joined(lines_of(*lines))) == items


@given(st.lists(st.text("xy –-•1.", min_size=1, max_size=6).map(str.strip).filter(bool)))
def test_splitting_a_list_keeps_its_words(lines: list[str]) -> None:
    letters = [char for line in lines for char in line if char in "xy"]
    assert [
        char for item in split_list(lines_of(*lines)) for char in item if char in "xy"
    ] == letters
