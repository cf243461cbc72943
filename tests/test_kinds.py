"""A kind of report is a folder: a new one is loaded, checked, shown and exported by it alone."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from houses import House
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table
from samples import SAMPLES

from detainer_cli.db.migrations import newest
from detainer_cli.kinds.columns import columns
from detainer_cli.kinds.registry import kind_of, kinds

KIND = """
name = "quarterly"
title = "Quarterly Detainer Transfer Report"
titles = ["detainer transfer report"]
period = "fiscal quarter"
period_example = "Quarterly Detainer Transfer Report, Second Quarter, Fiscal Year 2018"
counts = { transferred = "transferred", held = "places" }

[[sections]]
name = "transferred"
title = "section I (individuals transferred)"
numerals = ["i", "1"]
headings = ["individuals transferred"]
expected = "Jurisdiction, Citizenship, Transfer Date, Arrival Date, Offense"
table = "transferred_row"
view = "transferred"
view_title = "Individuals transferred, a row each"
role = "location"
place_columns = ["facility"]

[sections.dates]
first = "transfer_date"
last = "arrival_date"
days = "days_on_the_way"
happened = ["transferred", "received"]

[[sections.fields]]
name = "citizenship"
type = "citizenship"
required = true
headers = [{ needs = ["citizenship"] }]

[[sections.fields]]
name = "transfer_date"
type = "date"
required = true
anchor = true
headers = [{ needs = ["transfer"], may = "date of" }]

[[sections.fields]]
name = "arrival_date"
type = "date"
required = true
headers = [{ needs = ["arrival"], may = "date of" }]

[[sections.fields]]
name = "offense"
type = "crime"
column = "crime_text"
required = true
headers = [{ needs = ["offense"] }]

[[sections]]
name = "held"
title = "section II (individuals held)"
numerals = ["ii", "2"]
headings = ["individuals held"]
expected = "Jurisdiction, Individuals Held"
table = "held_row"
view = "held"
view_title = "Individuals held at the end of a quarter"
role = "issued"

[[sections.fields]]
name = "held"
type = "count"
required = true
anchor = true
must_read = true
headers = [{ needs = ["held"], may = "individuals" }]
"""

CAVEATS = """name,section,text,brief,readme
ended,transferred,Counted where they ended. A caveat of this kind alone.,Where they ended.,
"""
PLACE = """raw_location TEXT NOT NULL, location_whole TEXT, location_facility TEXT,
  location_county TEXT, location_state TEXT, jurisdiction TEXT, state TEXT, county TEXT,
  county_fips TEXT, jurisdiction_rule TEXT NOT NULL, jurisdiction_resolved INTEGER NOT NULL,
  jurisdiction_candidates TEXT NOT NULL, page INTEGER NOT NULL, row_on_page INTEGER NOT NULL,
  sources TEXT NOT NULL, evidence TEXT NOT NULL DEFAULT '[]'"""
ROW = """id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  position INTEGER NOT NULL"""
MIGRATION = f"""-- The tables of the quarterly report.
CREATE TABLE transferred_row (
  {ROW},
  {PLACE},
  facility TEXT,
  citizenship TEXT, country_alpha_3 TEXT, region TEXT, raw_citizenship TEXT NOT NULL,
  citizenship_rule TEXT NOT NULL, citizenship_resolved INTEGER NOT NULL,
  citizenship_candidates TEXT NOT NULL,
  transfer_date TEXT, raw_transfer_date TEXT NOT NULL,
  arrival_date TEXT, raw_arrival_date TEXT NOT NULL, days_on_the_way INTEGER,
  crime TEXT, ncic_code TEXT, crime_category TEXT, crime_rule TEXT NOT NULL,
  crime_resolved INTEGER NOT NULL, crime_candidates TEXT NOT NULL, crime_text TEXT NOT NULL,
  raw_offense TEXT NOT NULL
) STRICT;
CREATE TABLE held_row (
  {ROW},
  {PLACE},
  held INTEGER, raw_held TEXT NOT NULL
) STRICT;
"""
COLUMNS = """view,column,sql,type,key,description,codes,source
transferred,ref,f.period_start || '/p' || r.page || '/r' || r.row_on_page,string,primary,Reference,,
transferred,quarter_start,f.period_start,date,,First day of the quarter,,
transferred,county_fips,r.county_fips,string,,County,"Census FIPS code, five digits",
transferred,citizenship,r.citizenship,string,,Citizenship,,
transferred,crime,r.crime,string,,Offense,,
transferred,days_on_the_way,r.days_on_the_way,integer,,Days from transfer to arrival,,
transferred,report_sha256,f.sha256,string,report.sha256,The report,,
held,ref,f.period_start || '/p' || r.page || '/r' || r.row_on_page,string,primary,Reference,,
held,jurisdiction,r.jurisdiction,string,,The place,,
held,held,r.held,integer,,Individuals held,,
"""

TITLE = "Quarterly Detainer Transfer Report, Second Quarter, Fiscal Year 2018"
TRANSFERRED = [
    ["Jurisdiction", "Citizenship", "Transfer Date", "Arrival Date", "Offense"],
    ["Travis County Jail, Travis, Texas", "Mexico", "1/3/2018", "1/5/2018", "Assault"],
    ["Clark County Jail, Clark, Nevada", "Honduras", "2/1/2018", "2/1/2018", "Burglary"],
    ["Nowhere, Atlantis", "Mexico", "3/1/2018", "3/31/2018", "Robbery"],
]
HELD = [["Jurisdiction", "Individuals Held"], ["Travis County, Texas", "12"], ["Texas", "1,300"]]


def draw(path: Path, transferred: list[list[str]], held: list[list[str]]) -> Path:
    """A report of the new kind, by ReportLab; its individuals are invented and it says so."""
    style = getSampleStyleSheet()
    grid = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    notice = Paragraph("Synthetic test report: invented individuals.", style["Normal"])
    story = [Paragraph(TITLE, style["Heading1"]), notice]
    for numeral, words, rows in (("I", "transferred", transferred), ("II", "held", held)):
        heading = Paragraph(f"Section {numeral}: Individuals {words}", style["Heading2"])
        story += [heading, Table(rows, style=grid), Spacer(1, 20), PageBreak()]
    SimpleDocTemplate(str(path), pagesize=landscape(letter)).build(story)
    return path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The program with one folder more, and no other edit."""
    made = House(tmp_path_factory.mktemp("house"))
    migration = f"kinds/quarterly/{newest() + 1:04}_quarterly.sql"
    made.write("kinds/quarterly/kind.toml", KIND)
    made.write("kinds/quarterly/columns.csv", COLUMNS)
    made.write("kinds/quarterly/caveats.csv", CAVEATS)
    made.write(migration, MIGRATION)
    own = {f"kinds/quarterly/{name}" for name in ("kind.toml", "columns.csv", "caveats.csv")}
    assert made.changed() == own | {migration}
    return made


@pytest.fixture(scope="module")
def loaded(house: House) -> House:
    """The new report beside a weekly one, both loaded by the new house."""
    report = draw(house.folder / "transfers.pdf", TRANSFERRED, HELD)
    weekly = SAMPLES / "ddor2017_02-11to02-17.pdf"
    done = house.run("ingest", weekly, report, "--format", "json")
    assert (done.returncode, done.stderr.count("defect")) == (0, 0), done.stderr
    _, found = json.loads(done.stdout)
    assert (found["kind"], found["status"]) == ("quarterly", "loaded")
    assert (found["period_start"], found["period_end"]) == ("2018-01-01", "2018-03-31")
    assert (found["week_start"], found["declined"]) == (None, None)
    assert found["rows"] == {"transferred": 3, "held": 2}
    assert found["unresolved"] == 1
    return house


def test_it_is_exported_with_its_dictionary_and_caveats(loaded: House) -> None:
    folder = loaded.folder / "export"
    assert loaded.run("export", folder, "--quiet").returncode == 0
    with (folder / "transferred.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["days_on_the_way"] for row in rows] == ["2", "0", "30"]
    assert [row["county_fips"] for row in rows] == ["48453", "32003", ""]
    assert [row["crime"] for row in rows] == ["Assault", "Burglary", "Robbery"]
    held = json.loads((folder / "held.json").read_text(encoding="utf-8"))
    assert [(row["jurisdiction"], row["held"]) for row in held] == [
        ("Travis County, Texas", 12),
        ("Texas", 1300),
    ]
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    titles = {resource["name"]: resource["title"] for resource in package["resources"]}
    assert titles["transferred"] == "Individuals transferred, a row each"
    assert "A caveat of this kind alone." in (folder / "CAVEATS.md").read_text(encoding="utf-8")
    reports = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert [(r["kind"], r["week_start"], r["declined"]) for r in reports] == [
        ("weekly", "2017-02-11", 53),
        ("quarterly", None, None),
    ]


def test_its_rows_are_shown_with_their_evidence(loaded: House) -> None:
    done = loaded.run("show", "2018-01-01/p1/r2", "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    values = {value["field"]: (value["raw_text"], value["value"]) for value in found["values"]}
    assert values["citizenship"] == ("Mexico", "Mexico")
    assert values["crime"] == ("Assault", "Assault")
    assert values["transfer date"] == ("1/3/2018", "2018-01-03")
    assert any("A caveat of this kind alone." in caveat for caveat in found["caveats"])


def test_no_answer_counts_it_among_the_weeks(loaded: House) -> None:
    done = loaded.run("trend", "--format", "json")
    assert [row["week_start"] for row in json.loads(done.stdout)["rows"]] == ["2017-02-11"]
    listed = json.loads(loaded.run("breakdown", "--by", "crime", "-f", "json").stdout)
    assert listed["total"] == 53


def test_it_is_checked_reviewed_and_resolved_again(loaded: House) -> None:
    checked = loaded.run("check", "--format", "json")
    assert checked.returncode == 0, checked.stderr
    found = json.loads(checked.stdout)["rows"]
    assert {row["severity"] for row in found} <= {"note", "warning"}
    assert any(row["check"] == "unresolved" and row["week"] == "2018-01-01" for row in found)
    listed = json.loads(loaded.run("review", "list", "--format", "json").stdout)
    assert [row["raw_text"] for row in listed] == ["Nowhere, Atlantis"]
    assert loaded.run("renormalize", "--dry-run", "--format", "json").stdout.strip() == "[]"


def test_its_faults_are_caught(house: House) -> None:
    """By the same ledgers and checks, in its own words."""
    broken = [*TRANSFERRED[:2], ["Clark, Nevada", "Honduras", "2/1/2018", "2/1/2019", "Theft"]]
    far = draw(house.folder / "far.pdf", [*broken[:1], broken[2]], HELD)
    done = house.run("ingest", far, "--dry-run")
    assert done.returncode == 5
    assert "were received outside the fiscal quarter" in done.stderr
    unread = draw(
        house.folder / "unread.pdf", TRANSFERRED, [HELD[0], ["Travis County, Texas", "many"]]
    )
    done = house.run("ingest", unread, "--dry-run")
    assert done.returncode == 5
    assert "“many” of section II cannot be read" in done.stderr
    other = draw(house.folder / "other.pdf", [["Jurisdiction", "Colour"], ["Texas", "Red"]], HELD)
    assert house.run("ingest", other, "--dry-run").returncode == 4


def test_a_second_issue_takes_the_place_of_its_own_kind_alone(loaded: House) -> None:
    again = draw(loaded.folder / "again.pdf", TRANSFERRED[:3], HELD)
    os.utime(again, (2_000_000_000, 1_600_000_000))
    os.utime(loaded.folder / "transfers.pdf", (1_500_000_000, 1_500_000_000))
    done = loaded.run("ingest", again, "--dry-run", "--format", "json")
    (found,) = json.loads(done.stdout)
    assert found["status"] in {"loaded", "revised"}
    reports = json.loads(loaded.run("reports", "--format", "json").stdout)["rows"]
    assert [row["declined"] for row in reports] == [53]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('type = "count"', 'type = "number"'), "type"),
        (("must_read = true", "must_be_read = true"), "must_be_read"),
        (('title = "section II (individuals held)"\n', ""), "title"),
        (('name = "quarterly"', 'name = "yearly"'), "its folder quarterly"),
    ],
)
def test_a_descriptor_that_is_not_as_it_must_be_is_told(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    copy = House(tmp_path / "house")
    copy.write("kinds/quarterly/kind.toml", KIND.replace(*change))
    done = copy.python("-c", "from detainer_cli.kinds.registry import kinds; kinds()")
    assert done.returncode == 1
    assert message in done.stderr
    assert "kind.toml" in done.stderr


def test_every_view_of_a_kind_has_its_columns() -> None:
    for kind in kinds():
        for section in kind.sections:
            assert section.view in columns()
    assert kind_of("weekly").period == "week"
