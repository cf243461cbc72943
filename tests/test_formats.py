"""Formats are entries of one table, and columns say what they hold."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pytest
from made_up import add_report, conditions, empty, question

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.compare import compare
from detainer_cli.answers.coverage import coverage
from detainer_cli.answers.lag import lag
from detainer_cli.answers.policies import policies
from detainer_cli.answers.question import Question
from detainer_cli.answers.reports import reports
from detainer_cli.answers.rows import rows
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.answers.trend import trend
from detainer_cli.cli import options as offered
from detainer_cli.cli.export import ExportFormat
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.db.views import VIEWS, View, view_in_place
from detainer_cli.model.columns import ColumnKind
from detainer_cli.model.summary import Caveats, Summary
from detainer_cli.output.export import export
from detainer_cli.output.formats import FORMATS, Format, exported
from detainer_cli.output.render import has_whole, render
from detainer_cli.output.screen import Manner, Screen, told
from detainer_cli.output.view_columns import columns_of


def lines_of_answer(summary: Summary, manner: Manner) -> str:
    """An answer in a format of the tests: a value a line, with its kind."""
    values = [(c.kind.value, row[c.name]) for row in summary.rows for c in summary.columns]
    told_lines = [f"caveat={text}" for text in told(summary, manner.caveats)]
    return "\n".join([*(f"{kind}={value}" for kind, value in values), *told_lines])


def lines_of_view(view: View, manner: Manner, out: BinaryIO) -> None:
    columns = columns_of(view)
    pairs = [(c.kind.value, v) for row in view.rows for c, v in zip(columns, row, strict=True)]
    out.write("\n".join(f"{kind}={value}" for kind, value in pairs).encode())


LINES = Format("lines", "text/x-lines", "lines", lines_of_answer, lines_of_view)


def test_a_new_format_is_one_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line that registers it is all: answers, exports and their description have it."""
    monkeypatch.setitem(FORMATS, LINES.name, LINES)
    conn = empty()
    add_report(conn, "2017-01-28", [{}, {}])
    answer = render(split(question(conn)), "lines")
    assert answer.splitlines()[:4] == ["name=all", "count=0", "count=2", "count=2"]
    assert "caveat=" in answer
    folder = tmp_path / "out"
    for _ in range(2):  # its files are known as those of an export, which may be replaced
        export(conn, folder, ["csv", "lines"])
    written = (folder / "declined.lines").read_text("utf-8").splitlines()
    assert "date=2017-01-28" in written
    assert "code=48453" in written
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (declined,) = [r for r in package["resources"] if r["name"] == "declined"]
    (other,) = declined["alternatives"]
    assert (other["path"], other["mediatype"]) == ("declined.lines", "text/x-lines")


def test_each_format_says_what_it_can_write() -> None:
    assert [f.name for f in FORMATS.values() if f.answer] == [
        "table", "csv", "json", "tsv", "markdown",
    ]  # fmt: skip
    assert [f.name for f in exported()] == ["csv", "json", "parquet", "xlsx"]
    assert all(f.name == name and "/" in f.media_type for name, f in FORMATS.items())
    conn = empty()
    add_report(conn, "2017-01-28", [{}])
    with pytest.raises(ValueError, match="parquet is no format of an answer"):
        render(trend(question(conn)), "parquet")
    with pytest.raises(ValueError, match="markdown is no format of a view"):
        FORMATS["markdown"].put(view_in_place(conn, "declined"), Manner(), io.BytesIO())


def test_the_command_line_offers_every_format() -> None:
    assert {f.value for f in offered.Format} == {f.name for f in FORMATS.values() if f.answer}
    assert [f.value for f in ExportFormat] == [f.name for f in exported()]


def test_a_format_may_bring_its_own_measure_of_caveats(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = Format("quiet", "text/plain", "txt", lines_of_answer, caveats=Caveats.NONE)
    monkeypatch.setitem(FORMATS, quiet.name, quiet)
    conn = empty()
    add_report(conn, "2017-01-28", [{}])
    assert "caveat=" not in render(split(question(conn)), "quiet")
    assert "caveat=" in render(split(question(conn)), "quiet", caveats=Caveats.FULL)
    assert has_whole("quiet", Screen(), None) is False


# ---------------------------------------------------------------- what columns hold


def answers(conn: sqlite3.Connection) -> Iterator[Summary]:
    """Every answer, by every group, of all and of a few rows."""
    weeks = loaded_weeks(conn)
    texas = conditions(conn, {"state": ["TX"]})
    for about in (Question(conn, weeks), Question(conn, weeks[:1], texas)):
        yield from (top_counties(about, basis, 10) for basis in CountyBasis)
        yield from (coverage(about), trend(about), rows(about), policies(about))
        yield reports(Question(conn, weeks))
        for by in (None, *By):
            yield split(about, by)
            yield lag(about, by)
            yield compare(about, weeks[0], weeks[-1], by)
        yield from (breakdown(about, by) for by in By)


def keeps_to_its_columns(summary: Summary) -> None:
    assert summary.columns
    assert all(column.kind is not ColumnKind.ANY for column in summary.columns), summary.title
    assert set(summary.totals) <= set(summary.names), summary.title
    for row in summary.rows:
        assert list(row) == summary.names, summary.title
        wrong = [(c.name, row[c.name]) for c in summary.columns if not c.kind.holds(row[c.name])]
        assert wrong == [], summary.title


def test_every_column_of_every_answer_holds_what_it_says(loaded_db: Path) -> None:
    with closing(sqlite3.connect(loaded_db)) as conn:
        for summary in answers(conn):
            keeps_to_its_columns(summary)


def test_what_could_not_be_read_or_resolved_keeps_to_its_column_too() -> None:
    conn = empty()
    nothing = {"crime": None, "citizenship": None, "issued_date": None, "disposition": None}
    add_report(conn, "2017-01-28", [{}, nothing], [{"detainers_issued": None}, {}], [{}])
    add_report(conn, "2017-02-11", [{}])
    for summary in answers(conn):
        keeps_to_its_columns(summary)


def test_every_column_of_every_view_holds_what_it_says(loaded_db: Path) -> None:
    with closing(sqlite3.connect(loaded_db)) as conn:
        for view in (view_in_place(conn, name) for name in VIEWS):
            columns = columns_of(view)
            assert [column.name for column in columns] == list(view.columns)
            for row in view.rows:
                pairs = zip(columns, row, strict=True)
                assert [c.name for c, value in pairs if not c.kind.holds(value)] == []


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (ColumnKind.COUNT, [0, 3083], [-1, 1.5, "3", True]),
        (ColumnKind.NUMBER, [-3, 29], [0.5, "1", False]),
        (ColumnKind.SHARE, [0.0, 0.25, 1.0], [43.7, -0.1, "0.5"]),
        (ColumnKind.DAYS, [0, 87.75, -2], ["9"]),
        (ColumnKind.DATE, ["2017-01-28"], ["2017-01", "28 January", "", 20170128]),
        (ColumnKind.MONTH, ["2017-01"], ["2017-13", "2017"]),
        (ColumnKind.TIME, ["2017-02-01T10:00:00+00:00"], ["noon"]),
        (ColumnKind.CODE, ["01003"], [1003]),
        (ColumnKind.PLACE, ["Travis County"], [["Travis County"]]),
        (ColumnKind.LIST, [["One"], []], [1]),
        (ColumnKind.FLAG, [0, 1, True], [2, "yes"]),
    ],
)
def test_a_kind_knows_its_values(kind: ColumnKind, good: list[object], bad: list[object]) -> None:
    assert all(map(kind.holds, [*good, None]))
    assert not any(map(kind.holds, bad))
