"""What a line break inside a cell stands for: a space, nothing, or the typesetter's hyphen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import line_of, parsed

from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.pages import Line
from detainer_cli.model.records import Unread
from detainer_cli.normalize.report import normalize
from detainer_cli.parse.cuts import Joiner
from detainer_cli.parse.text import join_lines
from detainer_cli.reference import words

FULL, WIDE = 0.5, 100.0  # points of room behind a line; letters are a point wide


def joiner() -> Joiner:
    return Joiner(words, kind_of("weekly").header_words, (), ())


def joined(*texts: str, room: float = FULL, breaks_words: bool = False) -> tuple[str, bool]:
    """The lines as one text, and whether any break is in doubt."""
    made = joiner()
    if breaks_words:
        made.breaks_words = True
    lines = made.joined([line_of(text, room=room) for text in texts])
    return join_lines(lines), any(line.in_doubt for line in lines)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Travis County", "Jail"), "Travis County Jail"),
        (("Sex Offense Against Child-", "Fondling"), "Sex Offense Against Child-Fondling"),
        (("SEX OFFENSE AGAINST CHILD-", "FONDLING"), "SEX OFFENSE AGAINST CHILD-FONDLING"),
        (("Obscene Material -", "Possession"), "Obscene Material - Possession"),
        (("form I-", "247N"), "form I-247N"),
        (("Miami-", "Dade TGK"), "Miami-Dade TGK"),
        (("Hit/", "Run"), "Hit/Run"),
        (("(Convic-", "tion)"), "(Conviction)"),
        (("San Fran-", "cisco"), "San Francisco"),
        (("Date De-", "clined"), "Date Declined"),
        (("a court-", "ordered release"), "a court-ordered release"),
        (("Wilkes-", "Barre"), "Wilkes-Barre"),
        (("(Pre-", "Trial)"), "(Pre-Trial)"),
        (("Half-", "Way House"), "Half-Way House"),
        (("Mc-", "Mullen"), "McMullen"),
        (("Smith-", "Yznaga Jail"), "Smith-Yznaga Jail"),
        ((), ""),
    ],
)
def test_a_hyphen_at_a_line_end_is_the_words_own_or_the_typesetters(
    lines: tuple[str, ...], text: str
) -> None:
    """Whether there was room left says nothing: a hyphen may stand anywhere."""
    assert joined(*lines, room=FULL) == (text, False)
    assert joined(*lines, room=WIDE) == (text, False)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Charged/Convicte", "d"), "Charged/Convicted"),
        (("CONVIC", "TED"), "CONVICTED"),
        (("CONV", "ICTE", "D"), "CONVICTED"),
        (("(Charge", "d)"), "(Charged)"),
        (("ANCHORA", "GE"), "ANCHORAGE"),
        (("Micronesia, Fede", "rated States of"), "Micronesia, Federated States of"),
        (("6/10/", "2016"), "6/10/2016"),
        (("6/10/20", "16"), "6/10/2016"),
        (("1,2", "34"), "1,234"),
    ],
)
def test_a_word_too_long_for_its_column_is_one_word(lines: tuple[str, ...], text: str) -> None:
    assert joined(*lines) == (text, False)


@pytest.mark.parametrize(
    "lines",
    [
        ("CONVIC", "TED"),
        ("El", "Salvador"),
        ("San", "Francisco"),
        ("in", "decent"),
        ("La", "Salle"),
    ],
)
def test_where_the_next_letter_would_have_fitted_a_break_is_a_space(lines: tuple[str, ...]) -> None:
    assert joined(*lines, room=WIDE) == (" ".join(lines), False)


@pytest.mark.parametrize(
    "lines", [("El", "Salvador"), ("San", "Francisco"), ("Main", "Jail"), ("Detention", "Center")]
)
def test_two_words_that_fill_their_lines_stay_two(lines: tuple[str, ...]) -> None:
    assert joined(*lines, breaks_words=True) == (" ".join(lines), False)


def test_where_lines_break_anywhere_a_known_word_is_one() -> None:
    made = joiner()
    made.breaks_words = made.breaks_anywhere = True
    for texts, whole in [
        (("Extortion Accuse Person of Cri", "me (Conviction)"), "of Crime (Conviction)"),
        (("Municipal Code Tit", "le 12"), "Code Title 12"),
        (("per the jurisdicti", "on's own"), "the jurisdiction's own"),
        (("at the Yzna", "gazz Center"), "the Yznagazz Center"),
        (("at the Yznaga", "Center"), "the Yznaga Center"),
        (("Board Resolution 20", "14-0231"), "Resolution 2014-0231"),
    ]:
        lines = made.joined([line_of(text, room=FULL) for text in texts])
        assert whole in join_lines(lines)


def test_two_words_that_could_be_one_are_what_the_report_prints_elsewhere() -> None:
    assert joined("in", "decent") == ("in decent", False)
    assert joined("in", "decent", breaks_words=True) == ("in decent", True)
    made = joiner()
    made.breaks_words, made.printed = True, frozenset({"indecent"})
    lines = [line_of("in", room=FULL), line_of("decent")]
    assert join_lines(made.joined(lines)) == "indecent"
    made.pairs = frozenset({"in decent"})
    assert join_lines(made.joined(lines)) == "in decent"


def test_a_hyphen_between_two_words_that_are_one_word_too() -> None:
    """`non-violent` is cut at its own hyphen where the typesetter puts in none."""
    made = joiner()
    lines = [line_of("a non-"), line_of("violent offense")]
    assert join_lines(made.joined(lines)) == "a non-violent offense"
    made.hyphenates, made.printed = True, frozenset({"nonviolent"})
    assert join_lines(made.joined(lines)) == "a nonviolent offense"


def test_a_word_that_is_written_both_ways_is_in_doubt_where_words_are_hyphenated() -> None:
    made = joiner()
    for hyphenates in (False, True):
        made.hyphenates = hyphenates
        for texts, whole in [
            (("Inter-", "governmental"), "Inter-governmental"),
            (("a county-", "wide court"), "a county-wide court"),
        ]:
            lines = made.joined([line_of(text) for text in texts])
            assert (join_lines(lines), lines[0].in_doubt) == (whole, hyphenates)


def test_initials_are_cut_only_where_lines_break_anywhere() -> None:
    made = joiner()
    texts = [line_of("with U.", room=FULL), line_of("S. Customs")]
    assert join_lines(made.joined(texts)) == "with U. S. Customs"
    made.breaks_words = made.breaks_anywhere = True
    assert join_lines(made.joined(texts)) == "with U.S. Customs"


def test_a_header_word_is_one_where_nothing_else_is_hyphenated() -> None:
    """`of-fender` may be two words there, `en-acted` in a header is not."""
    assert joined("Date En-", "acted") == ("Date Enacted", False)
    assert joined("Of-", "fender") == ("Of-fender", True)
    made = joiner()
    made.hyphenates = True
    assert join_lines(made.joined([line_of("Of-"), line_of("fender")])) == "Offender"


def test_a_hyphenated_word_that_is_cut_again_without_a_hyphen() -> None:
    made = joiner()
    made.hyphenates = made.breaks_words = True
    lines = made.joined([line_of(text, room=FULL) for text in ("DATE EN-", "ACTE", "D")])
    assert join_lines(lines) == "DATE ENACTED"


def test_a_word_alone_on_a_full_line_that_may_go_on_is_in_doubt() -> None:
    """Nothing else in the report is cut: `Williamson` may be the only word that is too long."""
    assert joined("William", "son") == ("William son", True)
    assert joined("of William", "son") == ("of William son", False)
    assert joined("William", "son", room=WIDE) == ("William son", False)


def test_a_capital_behind_a_small_word_starts_another() -> None:
    """`dulac` is a known name, `duLac` is no writing of it."""
    assert joined("Fond du", "Lac, Wisconsin", breaks_words=True) == (
        "Fond du Lac, Wisconsin",
        False,
    )


def test_the_day_of_a_cut_date_is_no_thousand() -> None:
    assert joined("Oct", "2,", "201", "7", breaks_words=True)[0] == "Oct 2, 2017"
    assert joined("2,", "201", breaks_words=True) == ("2,201", False)


def test_a_letter_at_a_line_end_is_a_word_or_starts_one() -> None:
    made = joiner()
    made.breaks_words = made.breaks_anywhere = True
    for head, tail, whole, in_doubt in [
        ("(S", "alt Lake City)", "(Salt Lake City)", False),
        ("a", "like offense", "a like offense", True),
    ]:
        lines = made.joined([line_of(head, room=FULL), line_of(tail)])
        assert (join_lines(lines), lines[0].in_doubt) == (whole, in_doubt)


def test_a_word_behind_another_may_go_on_below_where_words_are_cut() -> None:
    assert joined("Hillsboro - Washing", "ton Jail", breaks_words=True)[1]
    assert not joined("Washing", "of Cars", breaks_words=True)[1]


@pytest.mark.parametrize(
    ("lines", "text"),
    [(("Xanqor-", "vlith"), "Xanqor-vlith"), (("re-", "xqat"), "re-xqat")],
)
def test_what_no_evidence_decides_is_kept_as_printed_and_told(
    lines: tuple[str, ...], text: str
) -> None:
    assert joined(*lines) == (text, True)


def test_an_unknown_word_in_a_report_that_cuts_words_is_in_doubt() -> None:
    assert joined("Xanqor", "vlith") == ("Xanqor vlith", True)
    assert joined("Xanqor", "vlith", room=WIDE) == ("Xanqor vlith", False)
    assert joined("Xanqor", "Vlith") == ("Xanqor Vlith", False)
    assert joined("XANQOR", "JAIL", breaks_words=True) == ("XANQOR JAIL", True)
    assert joined("Xanqor", "vlith", breaks_words=True) == ("Xanqorvlith", False)


def test_a_word_printed_uncut_elsewhere_is_known() -> None:
    made = joiner()
    made.printed = frozenset({"xanqorvlith"})
    lines = made.joined([line_of("Xanqor-"), line_of("vlith")])
    assert join_lines(lines) == "Xanqorvlith"


LINES = st.lists(st.text("ab-/(), D9", min_size=1, max_size=8), min_size=1, max_size=5)


@given(LINES, st.sampled_from([FULL, WIDE]))
def test_no_letter_is_lost_or_made(texts: list[str], room: float) -> None:
    """Only hyphens at line ends may go, and only white space may come."""
    lines: list[Line] = [line_of(text, room=room) for text in texts if text.split()]
    text = join_lines(joiner().joined(lines))
    plain = "".join(line.text for line in lines)
    strip = str.maketrans("", "", " -")
    assert text.translate(strip) == plain.translate(strip)
    assert 0 <= plain.count("-") - text.count("-") < max(1, len(lines))


def test_a_text_in_doubt_resolves_to_nothing() -> None:
    """What it would be is a candidate, and no more."""
    crime = "Assault"
    report = replace(parsed(), unread=(Unread("line_break", f"{crime} (Charged)", 3, 2),))
    found = normalize(report).sections["declined"][0].crime
    certain = normalize(parsed()).sections["declined"][0].crime
    assert found is not None
    assert certain is not None
    assert report.sections["declined"][0].raw["crime"] == f"{crime} (Charged)"
    assert (found.resolved, found.value, found.code, found.category) == (False, None, None, None)
    assert [candidate.value for candidate in found.candidates] == [crime]
    assert certain.resolved
