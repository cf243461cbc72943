"""CONTRIBUTING.md says where to add what: each addition touches these files and no others.

Each test makes the change in a copy of the program, and sees its effect from the command line. A
new kind of report is in `test_kinds.py`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from factory import LAYOUTS, build_report, make_content
from houses import House
from samples import SAMPLES

from detainer_cli.db.migrations import newest

LAYOUT = LAYOUTS["week_one"]
WEEK = "ddor2017_01-28to02-03.pdf"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house")


@pytest.fixture
def report(tmp_path: Path) -> Callable[..., Path]:
    """A report whose section II has these headers, each with the field whose texts stand there."""

    def build(*declined: tuple[str, str]) -> Path:
        path = tmp_path / "report.pdf"
        content = make_content(1, 3, 2, LAYOUT.week)
        build_report(content, replace(LAYOUT, name="other", declined=declined), path)
        return path

    return build


def test_a_header_word(house: House, report: Callable[..., Path]) -> None:
    path = report(("citizenship", "Passport"), *LAYOUT.declined[:1], *LAYOUT.declined[2:])
    refused = house.run("ingest", path)
    assert refused.returncode == 4
    assert "kinds/weekly/kind.toml" in refused.stderr
    house.edit("kinds/weekly/kind.toml", '{ needs = ["coc"] },', '{ needs = ["coc|passport"] },')
    assert house.run("ingest", path).returncode == 0
    assert house.changed() == {"kinds/weekly/kind.toml"}


def test_a_column_of_a_view(house: House, report: Callable[..., Path]) -> None:
    """The record, the column with its description, a migration; what is loaded has no value."""
    assert house.run("ingest", SAMPLES / WEEK).returncode == 0
    migration = f"db/migrations/{newest() + 1:04}_remarks.sql"
    house.edit(
        "kinds/weekly/kind.toml",
        """[[sections.fields]]
name = "disposition"
""",
        """[[sections.fields]]
name = "remark"
type = "text"
headers = [{ needs = ["remark"] }]

[[sections.fields]]
name = "disposition"
""",
    )
    house.append(
        "kinds/weekly/columns.csv", "declined,remark,r.remark,string,,A remark,,section II"
    )
    house.write(migration, "ALTER TABLE declined_row ADD COLUMN remark TEXT;\n")
    done = house.run("ingest", report(*LAYOUT.declined, ("citizenship", "Remark")))
    assert done.returncode == 0, done.stderr
    assert house.run("export", "out", "--only", "csv", "--quiet").returncode == 0
    with (house.folder / "out" / "declined.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[-1] == "remark"
    assert [bool(row["remark"]) for row in rows].count(True) == 3
    checked = house.run("check", "--format", "json")
    assert checked.returncode == 0, checked.stdout
    assert house.changed() == {"kinds/weekly/kind.toml", "kinds/weekly/columns.csv", migration}


def test_a_correction(house: House) -> None:
    assert house.run("ingest", SAMPLES / WEEK).returncode == 0
    house.append(
        "reference/errata.csv",
        'letter-philadelphia,2017-01-28,declined,"Philadelphia County, Pennsylvania",42101,,note'
        ",,,,,a dispute,The county,a letter,2017-03",
    )
    answer = json.loads(house.run("split", "--week", "--format", "json").stdout)
    assert any("Philadelphia County" in c and "a dispute" in c for c in answer["caveats"])
    assert house.changed() == {"reference/errata.csv"}


def test_a_reference_entry(house: House) -> None:
    asked = ("explain", "citizenship", "Ruritanian", "--format", "json")
    assert json.loads(house.run(*asked).stdout)[0]["resolved"] is False
    house.append("reference/demonyms.csv", "Ruritanian,AUT")
    (found,) = json.loads(house.run(*asked).stdout)
    assert (found["resolved"], found["code"]) == (True, "AUT")
    assert house.changed() == {"reference/demonyms.csv"}


def test_a_command(house: House) -> None:
    """An answer: its file, and its line in the table of commands."""
    house.write("answers/busiest_page.py", ANSWER)
    house.write("cli/busiest_page.py", COMMAND)
    house.edit("cli/app.py", '    "export": "export",', f'    {NEW},\n    "export": "export",')
    assert house.run("ingest", SAMPLES / WEEK).returncode == 0
    done = house.run("busiest-page", "--week", "--state", "TX", "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert list(answer["rows"][0]) == ["page", "detainers"]
    assert answer["caveats"]
    assert "busiest-page" in house.run("--help").stdout
    assert house.changed() == {"answers/busiest_page.py", "cli/busiest_page.py", "cli/app.py"}


NEW = '"busiest-page": "busiest_page"'
ANSWER = '''"""The page with most declined detainers."""

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.question import Question
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary

COLUMNS = [Column("page", ColumnKind.NUMBER), Column("detainers", ColumnKind.COUNT)]


def busiest_page(question: Question) -> Summary:
    """How many rows each page has."""
    found = question.select("declined_row", "r.page, count(*)", "GROUP BY 1 ORDER BY 2 DESC")
    rows = [{"page": page, "detainers": count} for page, count in found]
    about = caveats(question, {Basis.DECLINED})
    return Summary(question.title("Pages"), question.week_starts, COLUMNS, rows, None, about)
'''
COMMAND = '''"""The command: busiest-page."""

from detainer_cli.answers.question import Question
from detainer_cli.cli.answers_app import PLACES, AnswersApp
from detainer_cli.model.summary import Summary

app = AnswersApp()


@app.answer(PLACES)
def busiest_page(question: Question) -> Summary:
    """Pages by declined detainers.

    Examples:

        detainers busiest-page --week
    """
    from detainer_cli.answers.busiest_page import busiest_page

    return busiest_page(question)
'''


def test_a_format(house: House) -> None:
    """One entry: answers are printed in it, views exported, and the help offers it."""
    house.edit(
        "output/formats.py",
        '        Format("markdown", "text/markdown", "md", answer=as_markdown),',
        '        Format("markdown", "text/markdown", "md", answer=as_markdown),\n'
        '        Format("names", "text/plain", "names", answer=_names, view=_heads),',
    )
    house.edit(
        "output/formats.py",
        '_SHEETS = "',
        'def _names(summary: Summary, manner: Manner) -> str:\n    return " ".join(summary.names)\n'
        "\n\ndef _heads(view: View, manner: Manner, out: BinaryIO) -> None:\n"
        '    out.write(" ".join(view.columns).encode())\n'
        '\n\n_SHEETS = "',
    )
    assert house.run("ingest", SAMPLES / WEEK).returncode == 0
    done = house.run("split", "--format", "names")
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["group", "convicted"]), done.stderr
    assert house.run("export", "out", "--only", "names", "--quiet").returncode == 0
    assert (house.folder / "out" / "issued.names").read_text("utf-8").startswith("week_start ")
    assert "names" in house.run("split", "--help").stdout
    assert house.changed() == {"output/formats.py"}
