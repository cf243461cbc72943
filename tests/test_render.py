"""Summaries as text, in every format, and what reports may hide in their words."""

from __future__ import annotations

import csv
import io
import json

import pytest

from detainer_cli.render import Screen, render
from detainer_cli.summary import Summary

NASTY = "\x1b[31mred\x1b[0m [bold]x[/bold] a|b *c* \u202egnp.exe\u2066 \u009b2J line\nbreak"
SUMMARY = Summary(
    "Detainers DECLINED by crime, 28 January to 3 February 2017",
    ["2017-01-28"],
    ["group", "detainers", "share"],
    [
        {"group": "Driving Under Influence", "detainers": 12345, "share": 0.4368932},
        {"group": "日本", "detainers": 7, "share": None},
        {"group": NASTY, "detainers": None, "share": 1.0},
    ],
    12352,
    ["A caveat with [brackets]."],
    {"group": "Total", "detainers": 12352},
    {"detainers": "unread"},
)


def test_json_is_the_object_of_the_contract() -> None:
    value = json.loads(render(SUMMARY, "json"))
    assert list(value) == ["title", "weeks", "columns", "rows", "total", "caveats"]
    assert value["rows"] == SUMMARY.rows
    assert value["total"] == 12352


def test_json_has_no_character_that_a_terminal_obeys() -> None:
    text = render(SUMMARY, "json")
    assert not {"\x1b", "\u202e", "\u2066", "\u009b"} & set(text)
    assert "日本" in text


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_csv_and_tsv_are_verbatim(form: str, delimiter: str) -> None:
    rows = list(csv.reader(io.StringIO(render(SUMMARY, form), newline=""), delimiter=delimiter))
    assert rows[0] == SUMMARY.columns
    assert rows[1] == ["Driving Under Influence", "12345", "0.4368932"]
    assert rows[3] == [NASTY, "", "1.0"]


def test_csv_can_begin_with_the_caveats() -> None:
    lines = render(SUMMARY, "csv", caveats=True).splitlines()
    assert lines[:2] == [f"# {SUMMARY.title}", "# A caveat with [brackets]."]
    assert lines[2] == "group,detainers,share"
    assert not render(SUMMARY, "csv").startswith("#")


def test_markdown_has_no_cell_that_breaks_its_table() -> None:
    lines = render(SUMMARY, "markdown").splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + len(SUMMARY.rows) + 1
    assert table[1] == "| --- | ---: | ---: |"
    assert table[2] == "| Driving Under Influence | 12,345 | 43.7% |"
    assert {line.replace("\\|", "").count("|") for line in table} == {4}
    assert "- A caveat with \\[brackets\\]." in lines


def test_a_table_off_a_terminal_is_whole_and_plain() -> None:
    text = render(SUMMARY, "table")
    lines = text.splitlines()
    assert lines[0] == SUMMARY.title
    assert "12,345" in text
    assert "43.7%" in text
    assert "unread" in text
    assert "[bold]x[/bold]" in text
    assert "\\u001b[31mred" in text
    assert "\\u202e" in text
    assert "line\\u000abreak" in text
    assert not {"\x1b", "\u202e", "\u009b"} & set(text)
    assert lines[-1] == "* A caveat with [brackets]."


def test_columns_stay_aligned_with_wide_letters() -> None:
    _, head, rule, first, second, *_ = render(SUMMARY, "table").splitlines()
    at = first.index("12,345") + len("12,345")
    assert len(second[: second.index("7") + 1]) + 2 == at  # two letters of double width
    assert head.startswith("group")
    assert set(rule) == {"─"}


@pytest.mark.parametrize("width", [20, 40, 200])
def test_a_table_on_a_terminal_is_folded_never_cut(width: int) -> None:
    text = render(SUMMARY, "table", Screen(width))
    assert "…" not in text
    letters = "".join(char for char in text if char.isalpha())
    for word in ("Driving", "Influence", "caveat"):
        assert word in text or all(part in letters for part in word)
    assert "\x1b[31m" not in text


def test_no_row_is_said() -> None:
    empty = Summary("Nothing", [], ["group"], [], 0)
    assert render(empty, "table") == "Nothing\nNo row.\n"
    assert "No row." in render(empty, "table", Screen(80))
    assert render(empty, "csv") == "group\n"
