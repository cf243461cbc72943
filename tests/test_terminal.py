"""On a terminal of any width every number of an answer is whole, and words are not folded."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_up import conditions
from running import as_written, detainers, on_terminal

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.compare import compare
from detainer_cli.answers.coverage import coverage
from detainer_cli.answers.evidence import shown_row
from detainer_cli.answers.lag import lag
from detainer_cli.answers.policies import policies
from detainer_cli.answers.question import Question
from detainer_cli.answers.reports import reports
from detainer_cli.answers.rows import rows
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.answers.trend import trend
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.model.columns import undeclared
from detainer_cli.model.summary import Caveat, Caveats, Summary
from detainer_cli.output.render import render
from detainer_cli.output.row_tables import tables_for_people
from detainer_cli.output.screen import Screen
from detainer_cli.output.text_table import TextTable, aligned, blocks, folded, width_of, wrapped

WIDTHS = range(20, 201)
NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*%?")


def numbers(text: str) -> set[str]:
    """The numbers, dates and times of a text as a reader takes them from it."""
    return set(NUMBER.findall(text))


def as_shown(value: object, column: str) -> str:
    """A value of the JSON as a table for people writes it."""
    if isinstance(value, float):
        return f"{value:.1%}" if column.endswith("share") else f"{value:,.2f}".rstrip("0")
    return f"{value:,}" if isinstance(value, int) else str(value)


def said(answer: dict[str, Any]) -> set[str]:
    """The numbers of an answer as JSON."""
    cells = [as_shown(value, column) for row in answer["rows"] for column, value in row.items()]
    return numbers(" ".join([answer["title"], *cells, *answer["caveats"]]))


def whole_lines(text: str, width: int) -> list[str]:
    """The lines of a table, none of which is wider than the screen, which would cut it."""
    lines = text.splitlines()
    assert [line for line in lines if width_of(line) > width] == []
    return lines


# ---------------------------------------------------------------- from outside


def test_142_at_40_columns(loaded_db: Path) -> None:
    text = on_terminal(
        *("top-counties", "--basis", "declined", "--week", "2017-02-01", "--db", loaded_db),
        columns=40,
    )
    assert "142" in numbers(" ".join(whole_lines(text, 40)))


def test_lag_has_every_column_at_80(loaded_db: Path) -> None:
    args = ("lag", "--by", "state", "--db", loaded_db)
    lines = whole_lines(on_terminal(*args, columns=80), 80)
    rows = json.loads(detainers(*args, "--format", "json").stdout)["rows"]
    expected = [as_shown(value, column) for column, value in rows[0].items()]
    assert expected in [line.split() for line in lines]


def test_reports_has_the_time_at_80(loaded_db: Path) -> None:
    lines = whole_lines(on_terminal("reports", "--db", loaded_db, columns=80), 80)
    times = json.loads(detainers("reports", "--db", loaded_db, "--format", "json").stdout)["rows"]
    for row in times:
        assert any(row["ingested_at"] in line for line in lines)


def test_policies_folds_no_word_at_80(loaded_db: Path) -> None:
    args = ("policies", "--state", "CA", "--db", loaded_db)
    words = " ".join(whole_lines(on_terminal(*args, columns=80), 80)).split()
    for row in json.loads(detainers(*args, "--format", "json").stdout)["rows"]:
        for text in [row["jurisdiction"], row["policy"], *row["criteria"]]:
            assert {word.rstrip(";") for word in text.split()} <= {w.rstrip(";") for w in words}


def test_caveats_and_the_title_wrap_at_words(loaded_db: Path) -> None:
    args = ("coverage", "--db", loaded_db)
    words = set(" ".join(whole_lines(on_terminal(*args, columns=50), 50)).split())
    answer = json.loads(detainers(*args, "--format", "json", "--caveats=short").stdout)
    for text in [answer["title"], *answer["caveats"]]:
        assert set(text.split()) <= words


def test_bold_and_dim_are_for_terminals_that_want_them(loaded_db: Path) -> None:
    args = ("split", "--db", loaded_db)
    assert "\x1b[1mDetainers DECLINED" in as_written(*args, columns=80)
    plain: tuple[dict[str, Any], ...] = ({"NO_COLOR": "1"}, {"TERM": "dumb"})
    for env in plain:
        assert "\x1b" not in as_written(*args, columns=80, **env)


@pytest.mark.parametrize("columns", [1, 5, 1000])
def test_no_width_is_an_error(columns: int, loaded_db: Path) -> None:
    assert "306" in on_terminal("split", "--db", loaded_db, columns=columns)


@pytest.mark.parametrize("how", [[], ["--caveats", "full"], ["--format", "json"], ["-f", "csv"]])
def test_a_note_on_the_question_stands_once_on_a_terminal(how: list[str], loaded_db: Path) -> None:
    args = ("split", "--crime", "DUI", *how, "--db", loaded_db)
    note = "Driving Under Influence Liquor (42 rows)"
    text = on_terminal(*args, columns=200, with_messages=True)
    assert " ".join(text.split()).count(note) == 1
    apart = detainers(*args)
    assert note in apart.stderr
    assert (note in apart.stdout) is ("csv" not in how)


# ---------------------------------------------------------------- every answer, every width


def answers(conn: sqlite3.Connection) -> Iterator[Summary]:
    """Every answer about the samples; by every grouping those of a week."""
    weeks = loaded_weeks(conn)
    whole, week = Question(conn, weeks), Question(conn, weeks[1:2])
    texas = Question(conn, weeks[:1], conditions(conn, {"state": ["TX"]}))
    california = Question(conn, weeks, conditions(conn, {"state": ["CA"]}))
    yield from (top_counties(whole, basis, 10) for basis in CountyBasis)
    yield from (split(week, by) for by in By)
    yield from (breakdown(texas, By.CRIME), compare(whole, weeks[0], weeks[2], By.STATE))
    yield from (split(texas), coverage(whole), lag(texas), lag(whole, By.REGION), trend(whole))
    yield from (rows(week), policies(california), reports(whole))


def check(summary: Summary) -> None:
    """At every width the numbers of the table are those of the JSON, and of its line of totals."""
    expected = said(json.loads(render(summary, "json")))
    totals = {as_shown(value, column) for column, value in summary.totals.items()}
    heads = numbers(" ".join(column.heading for column in summary.columns))
    for width in WIDTHS:
        text = render(summary, "table", Screen(width), Caveats.FULL)
        lines = whole_lines(text, width)
        found = numbers("\n".join(lines))
        assert expected <= found, (summary.title, width)
        assert found <= expected | numbers(" ".join(totals)) | heads, (summary.title, width)


def test_every_number_of_every_answer_is_whole_at_every_width(loaded_db: Path) -> None:
    with sqlite3.connect(loaded_db) as conn:
        for summary in answers(conn):
            check(summary)


def test_every_number_of_a_row_is_whole_at_every_width(loaded_db: Path) -> None:
    with sqlite3.connect(loaded_db) as conn:
        for ref in ("2017-01-28/p3/r2", "2017-01-28/p2/r5", "2017-01-28/p17/r10"):
            for table in tables_for_people(shown_row(conn, ref)):
                check(table)


TEXT = st.text(
    st.sampled_from("aZé日 -_/.,:()%0123456789") | st.characters(codec="utf-8"), max_size=40
)
VALUE = st.integers(-(10**9), 10**9) | st.floats(0, 1) | TEXT | st.none()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(VALUE, VALUE, VALUE), min_size=1, max_size=5),
    st.lists(TEXT, max_size=2),
    st.integers(20, 200),
)
@example([("0\x1f\xa0\u0e5c", None, 1)], [], 20)  # a space that is none to break at
def test_any_answer_shows_all_its_letters(
    values: list[tuple[object, ...]], caveats: list[str], width: int
) -> None:
    columns = ["group", "of_many_words_share", "detainers"]
    made = [dict(zip(columns, row, strict=True)) for row in values]
    told = [Caveat(text) for text in caveats]
    summary = Summary("A title of 3,083 words", [], undeclared(columns), made, None, told)
    narrow = render(summary, "table", Screen(width), Caveats.FULL)
    broad = render(summary, "table", Screen(10_000), Caveats.FULL)
    for letter in set(broad) - set(" \n─█░"):
        assert narrow.count(letter) >= broad.count(letter), letter


# ---------------------------------------------------------------- the parts


@given(TEXT, st.integers(12, 60), st.sampled_from(["", "  "]))
def test_lines_hold_every_word_and_no_number_is_cut(text: str, width: int, indent: str) -> None:
    lines = wrapped(text, width, indent)
    assert "".join("".join(lines).split()) == "".join(text.split())
    runs = re.findall(r"\d+", text)
    if all(len(run) <= width - len(indent) for run in runs):
        assert sorted(run for line in lines for run in re.findall(r"\d+", line)) == sorted(runs)
        assert all(width_of(line) <= width for line in lines)


@given(st.lists(st.sampled_from(["Travis", "County,", "2017-01-28", "a"]), max_size=30))
def test_no_word_that_fits_is_broken(words: list[str]) -> None:
    assert " ".join(wrapped(" ".join(words), 12)).split() == words


def test_a_word_too_long_is_cut_behind_a_mark() -> None:
    assert wrapped("ddor2017_01-28to02-03.pdf", 20) == ["ddor2017_", "01-28to02-03.pdf"]
    assert wrapped("README.md#groupings", 12) == ["README.", "md#groupings"]
    assert wrapped("1" * 30, 20) == ["1" * 30]


TABLE = TextTable(
    ["group", "first quartile"], [["Cook County", "1,234"]], ["All", ""], [False, True]
)


def test_a_table_is_side_by_side_folded_or_in_blocks() -> None:
    assert aligned(TABLE)[0] == "group         first quartile"
    assert folded(TABLE, 22) == [
        "                first",
        "group        quartile",
        "─────────────────────",
        "Cook County     1,234",
        "─────────────────────",
        "All",
    ]
    assert folded(TABLE, 12) is None
    assert blocks(TABLE, 30) == [
        "group           Cook County",
        "first quartile  1,234",
        "──────────────",
        "group  All",
    ]
    assert blocks(TABLE, 18) == [
        "group: Cook County",
        "first quartile:",
        "  1,234",
        "──────────────",
        "group: All",
    ]
