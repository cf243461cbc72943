"""Summaries as text, in every format, and what reports may hide in their words."""

from __future__ import annotations

import csv
import io
import json

import pytest

from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveat, Caveats, Summary
from detainer_cli.output.render import render
from detainer_cli.output.screen import Screen
from detainer_cli.text import json_text

NASTY = "\x1b[31mred\x1b[0m [bold]x[/bold] a|b *c* \u202egnp.exe\u2066 \u009b2J line\nbreak"
SUMMARY = Summary(
    "Detainers DECLINED by crime, 28 January to 3 February 2017",
    ["2017-01-28"],
    [
        Column("group", ColumnKind.NAME),
        Column("detainers", ColumnKind.COUNT, blank="unread"),
        Column("share", ColumnKind.SHARE),
    ],
    [
        {"group": "Driving Under Influence", "detainers": 12345, "share": 0.4368932},
        {"group": "日本", "detainers": 7, "share": None},
        {"group": NASTY, "detainers": None, "share": 1.0},
    ],
    12352,
    [Caveat("A caveat with [brackets]; and more of it.", "", "crimes")],
    {"group": "Total", "detainers": 12352},
)
FULL = "A caveat with [brackets]; and more of it. (README.md#crimes)"
SHORT = "A caveat with [brackets] (README.md#crimes)"


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
    assert rows[0] == SUMMARY.names
    assert rows[1] == ["Driving Under Influence", "12345", "0.4368932"]
    assert rows[3] == [NASTY, "", "1.0"]


def test_csv_can_begin_with_the_caveats() -> None:
    lines = render(SUMMARY, "csv", caveats=Caveats.FULL).splitlines()
    assert lines[:2] == [f"# {SUMMARY.title}", f"# {FULL}"]
    assert lines[2] == "group,detainers,share"
    assert render(SUMMARY, "csv", caveats=Caveats.SHORT).splitlines()[1] == f"# {SHORT}"
    for caveats in (None, Caveats.NONE):
        assert not render(SUMMARY, "csv", caveats=caveats).startswith("#")


def test_markdown_has_no_cell_that_breaks_its_table() -> None:
    lines = render(SUMMARY, "markdown").splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + len(SUMMARY.rows) + 1
    assert table[1] == "| --- | ---: | ---: |"
    assert table[2] == "| Driving Under Influence | 12,345 | 43.7% |"
    assert {line.replace("\\|", "").count("|") for line in table} == {4}
    told = "A caveat with \\[brackets\\]; and more of it."
    assert lines[-1] == f"- {told} ([README](README.md#crimes))"


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
    assert lines[-1] == f"* {FULL}"


def test_columns_stay_aligned_with_wide_letters() -> None:
    _, head, rule, first, second, *_ = render(SUMMARY, "table").splitlines()
    at = first.index("12,345") + len("12,345")
    assert len(second[: second.index("7") + 1]) + 2 == at  # two letters of double width
    assert head.startswith("group")
    assert set(rule) == {"─"}


def test_each_format_has_its_own_caveats_and_takes_others() -> None:
    assert render(SUMMARY, "table", Screen(80)).splitlines()[-2:] == [
        f"* {SHORT}",
        "  --caveats full has them whole.",
    ]
    for form in ("table", "json", "markdown"):
        assert "more of it" in render(SUMMARY, form)
        assert "more of it" in render(SUMMARY, form, Screen(80), Caveats.FULL)
        assert "brackets" not in render(SUMMARY, form, Screen(80), Caveats.NONE)
        short = render(SUMMARY, form, caveats=Caveats.SHORT)
        assert "brackets" in short
        assert "more of it" not in short


def test_a_terminal_that_takes_it_gets_bold_and_dim_text() -> None:
    text = render(SUMMARY, "table", Screen(80, is_styled=True))
    assert text.startswith("\x1b[1mDetainers DECLINED")
    assert "\x1b[2m* A caveat" in text
    assert "\x1b[31m" not in text
    assert "\x1b" not in render(SUMMARY, "table", Screen(80))


def test_elsewhere_than_in_utf8_a_table_is_drawn_in_ascii_and_aligned() -> None:
    text = render(SUMMARY, "table", Screen(encoding="ascii"))
    assert text.isascii()
    _, _, rule, first, second, *_ = text.splitlines()
    assert set(rule) == {"-"}
    assert first.endswith("####......  43.7%")
    assert second.startswith("\\u65e5\\u672c ")
    assert second.index(" 7") + 2 == first.index("12,345") + 6
    assert "日" in render(SUMMARY, "table", Screen(encoding="utf8"))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "shift_jis", "utf-16"])
@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_any_encoding_can_write_what_is_for_people(form: str, encoding: str) -> None:
    text = render(SUMMARY, form, Screen(60, encoding), Caveats.FULL)
    text.encode(encoding)
    assert not set("─█░–") & set(text)
    if form == "json":
        assert text.isascii()
        assert json.loads(text)["rows"] == SUMMARY.rows


def test_a_value_as_json_is_ascii_where_it_must_be() -> None:
    value = {"name": "Doña Ana", "sign": "\u202e"}
    assert "Doña" in json_text(value)
    assert json_text(value, ascii_only=True).isascii()
    assert json.loads(json_text(value, ascii_only=True)) == json.loads(json_text(value)) == value


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_file_for_spreadsheets_has_a_mark_and_runs_no_formula(form: str) -> None:
    columns = [Column("text", ColumnKind.TEXT), Column("change", ColumnKind.NUMBER)]
    formula = Summary("x", [], columns, [{"text": "=1+1", "change": -3}], None)
    delimiter = "," if form == "csv" else "\t"
    assert render(formula, form, bom=True) == f"\ufefftext{delimiter}change\n'=1+1{delimiter}-3\n"
    assert render(formula, form) == f"text{delimiter}change\n=1+1{delimiter}-3\n"
    noted = render(SUMMARY, form, caveats=Caveats.FULL, bom=True)
    assert noted.startswith("\ufeff# Detainers DECLINED")
    assert noted.count("\ufeff") == 1


def test_quartiles_are_shown_to_the_quarter_of_a_day() -> None:
    rows: list[dict[str, object]] = [{"median": 87.75}, {"median": 39.5}, {"median": 9}]
    days = Summary("x", [], [Column("median", ColumnKind.DAYS)], rows, None)
    assert [line.strip() for line in render(days, "table").splitlines()[3:]] == [
        "87.75",
        "39.5",
        "9",
    ]


def test_no_row_is_said() -> None:
    empty = Summary("Nothing", [], [Column("group", ColumnKind.NAME)], [], 0)
    assert render(empty, "table") == "Nothing\nNo row.\n"
    assert "No row." in render(empty, "table", Screen(80))
    assert render(empty, "csv") == "group\n"
