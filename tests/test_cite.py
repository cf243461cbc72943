"""Citations: what they must name, and that others can read each form."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import Run
from databases import ask
from pybtex.database import parse_string

from detainer_cli import __version__
from detainer_cli.answers.citations import PUBLISHER

TODAY = ("--today", "2026-11-25")
NAME = {
    "type": "object",
    "properties": {"literal": {"type": "string"}},
    "required": ["literal"],
    "additionalProperties": False,
}
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "type": "array",
                "items": {"type": "number"},
                "minItems": 1,
                "maxItems": 3,
            },
        }
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
TEXT = {"type": "string"}
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "id": TEXT,
            "type": {"enum": ["report", "dataset"]},
            "author": {"type": "array", "items": NAME},
            "accessed": DATE,
            **dict.fromkeys(
                ("title", "publisher", "source", "version", "note"),
                TEXT,
            ),
            "page": {"type": ["string", "number"]},
            "number-of-pages": {"type": ["string", "number"]},
            "custom": {"type": "object"},
        },
    },
}
"""What of csl-data.json (Citation Style Language, input schema 1.0) these citations use, no wider
than it: what is valid here is valid there."""


def cite(detainers: Run, db: Path, *args: object) -> str:
    done = detainers("cite", *args, *TODAY, "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def items(detainers: Run, db: Path, *args: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(cite(detainers, db, *args, "--format", "csl-json"))
    jsonschema.validate(found, CSL)
    return found


def sha(db: Path, week: str) -> str:
    ((found,),) = ask(db, f"SELECT sha256 FROM report WHERE week_start = '{week}'")  # noqa: S608
    return str(found)


def test_a_report(detainers: Run, loaded_db: Path) -> None:
    text = cite(detainers, loaded_db, "2017-01-28")
    for part in (
        PUBLISHER, "Weekly Declined Detainer Outcome Report, 28 January to 3 February 2017",
        sha(loaded_db, "2017-01-28"), "revision 1", "ddor2017_01-28to02-03.pdf",
        f"detainers {__version__}", "25 November 2026", "individuals are invented",
    ):  # fmt: skip
        assert part in text
    assert "corrected" not in text
    assert text.count("\n") == 1


def test_every_report_without_an_id(detainers: Run, loaded_db: Path) -> None:
    assert len(items(detainers, loaded_db)) == 3
    assert len(items(detainers, loaded_db, "--week")) == 1


def test_a_row_and_what_was_corrected_of_it(detainers: Run, loaded_db: Path) -> None:
    ((ref, page),) = ask(
        loaded_db,
        "SELECT ref, page FROM declined WHERE county_fips = '48491' AND week_start = '2017-01-28'"
        " LIMIT 1",
    )
    plain, corrected = (cite(detainers, loaded_db, ref, *how) for how in ((), ("--corrected",)))
    assert str(ref) in plain
    assert f"section II, page {page}, row" in plain
    assert "corrected" not in plain
    assert "As corrected by ICE (AILA Doc. No. 17032002)" in corrected
    assert "Williamson County, Texas (1 row" in corrected
    (item,) = items(detainers, loaded_db, ref)
    assert item["page"] == str(page)
    assert item["custom"]["ref"] == ref


def test_an_answer_names_its_command_with_days_and_its_reports(
    detainers: Run, loaded_db: Path
) -> None:
    asked = ("top-counties", "--limit", "4", "--week", "latest", "--state", "New York")
    answer, report = items(detainers, loaded_db, *asked)
    words = "top-counties --limit 4 --state 'New York' --week 2017-02-11"
    assert answer["source"] == f"detainers {words}"
    assert answer["type"] == "dataset"
    assert report["custom"]["sha256"] == sha(loaded_db, "2017-02-11")
    again = detainers(
        "top-counties", "--limit", 4, "--state", "New York", "--week", "2017-02-11",
        "--db", loaded_db, "-f", "json",
    )  # fmt: skip
    assert json.loads(again.stdout)["title"] == answer["title"]
    every = items(detainers, loaded_db, "breakdown", "--by", "county", "--corrected")
    assert len(every) == 4
    assert every[0]["source"].endswith("--corrected --week 2017-01-28..2017-02-11")
    assert "As corrected by ICE" in every[0]["note"]
    compared = items(detainers, loaded_db, "compare", "2017-01-28", "latest")
    assert compared[0]["source"] == "detainers compare 2017-01-28 2017-02-11"
    assert len(compared) == 3


@pytest.mark.parametrize(
    "asked",
    [("2017-01-28", "--corrected"), ("2017-01-28/p3/r2",), ("split", "--by", "crime"), ()],
)
def test_bibtex_is_read_by_others(detainers: Run, loaded_db: Path, asked: tuple[str, ...]) -> None:
    text = cite(detainers, loaded_db, *asked, "--format", "bibtex")
    entries = parse_string(text, "bibtex").entries
    assert len(entries) == text.count("@misc{")
    for entry in entries.values():
        assert "Accessed 2026-11-25" in entry.fields["note"]
        assert not re.search(r"(?<!\\)[&%$#_]", entry.fields["howpublished"])


def test_a_name_of_a_file_does_no_harm(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    db = tmp_path / "named.db"
    with closing(sqlite3.connect(loaded_db)) as conn, closing(sqlite3.connect(db)) as mine:
        conn.backup(mine)
        mine.execute("UPDATE report_file SET source_name = ?", ["a}\\b_%$#&~^{\x1b[31m\n.pdf"])
        mine.commit()
    text = cite(detainers, db, "2017-01-28", "--format", "bibtex")
    assert "\x1b" not in text
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert r"a\textbraceright{}\textbackslash{}b\_\%\$\#\&" in entry.fields["howpublished"]
    assert "\x1b" not in cite(detainers, db, "2017-01-28")
    assert "\x1b" not in cite(detainers, db, "2017-01-28", "--format", "csl-json")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("nothing",), "nothing that can be cited"),
        (("2017-01-28/p1/r99",), "no row stands at"),
        (("2019-01-01",), "no loaded week holds"),
        (("999999",), "there is no declined row"),
        (("2017-01-28", "--limit", "3"), "no option of cite"),
        (("split", "--state", "Atlantis"), "is not known"),
        (("top-counties", "--no-such"), "No such option"),
        (("show",), "nothing that can be cited"),
    ],
)
def test_what_cannot_be_cited(
    detainers: Run, loaded_db: Path, asked: tuple[str, ...], said: str
) -> None:
    done = detainers("cite", *asked, "--db", loaded_db)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
