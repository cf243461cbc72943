"""From a cell of a view to the glyphs on its page: words in a box are the raw text, and no others.

The pages are read by pdfium alone (`provenance.py`), not by the program.
"""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from corpus.producers.registry import name_of, producer_of
from corpus.runner import make
from databases import ask, change, is_whole, old_database
from factory import LAYOUTS, build_report, content_for
from PIL import Image, ImageChops
from provenance import Pages, Traced
from running import complaint, detainers, on_terminal
from samples import SAMPLES

from detainer_cli.answers.evidence import shown_row
from detainer_cli.db.opening import open_for_reading
from detainer_cli.db.stored_records import stored_reports
from detainer_cli.ingest.file import File
from detainer_cli.ingest.reading import read_report
from detainer_cli.ingest.report import Options, ingest_file

REPORTS = Path(__file__).parent / "reports"
WEEKS = sorted(SAMPLES.glob("*.pdf"))
VIEWS = {
    "declined": {
        "jurisdiction": "raw_location",
        "citizenship": "raw_citizenship",
        "crime": "raw_crime",
        "detainer issued": None,
        "detainer declined": None,
    },
    "issued": {"jurisdiction": "raw_jurisdiction", "detainers issued": None},
    "policy": {"jurisdiction": "raw_jurisdiction", "policy": "policy", "criteria": None},
}
"""The fields of each view, with its column of their raw text, where it has one."""


def load(pdf: Path, folder: Path) -> Path:
    """A database with one report."""
    db = folder / "one.db"
    outcome = ingest_file(File(pdf.name, pdf.read_bytes()), Options(db=db), read_report)
    assert outcome.error is None
    return db


def rows_of(db: Path) -> Iterator[dict[str, Any]]:
    """Every row of the three views, as `show --format json` prints it."""
    with closing(sqlite3.connect(db)) as conn:
        for view in VIEWS:
            refs = conn.execute(f"SELECT ref FROM {view}").fetchall()  # noqa: S608
            for (ref,) in refs:
                yield shown_row(conn, ref).as_json([])


def differences(db: Path, pdf: Path) -> list[str]:
    """Every way in which the pages of a report do not say what its rows say."""
    pages = Pages(pdf)
    return [told for shown in rows_of(db) for told in Traced(shown, pages).differences()]


def put(db: Path, row: object, column: str, value: object) -> None:
    """Puts other JSON into a column of a declined row."""
    with closing(sqlite3.connect(db)) as conn, conn:
        query = f"UPDATE declined_row SET {column} = ? WHERE id = ?"  # noqa: S608
        conn.execute(query, [json.dumps(value), row])


# ------------------------------------------------------------------ from the view to the page


@pytest.mark.parametrize("pdf", WEEKS, ids=lambda pdf: pdf.stem)
def test_ten_random_cells_are_the_words_in_their_boxes(pdf: Path, loaded_db: Path) -> None:
    sha256, chance = hashlib.sha256(pdf.read_bytes()).hexdigest(), random.Random(pdf.name)
    cells = [
        (view, ref, field, column)
        for view, fields in VIEWS.items()
        for field, column in fields.items()
        for (ref,) in ask(
            loaded_db,
            f"SELECT ref FROM {view} WHERE report_sha256 = '{sha256}'",  # noqa: S608
        )
    ]
    chosen = [chance.choice([c for c in cells if c[0] == view]) for view in VIEWS]  # one of each
    pages = Pages(pdf)
    for view, ref, field, column in chosen + chance.sample(cells, 10 - len(VIEWS)):
        run = detainers("show", ref, "--db", loaded_db, "--format", "json")
        shown = json.loads(run.stdout)
        assert shown["report"]["sha256"] == sha256
        value = next(v for v in shown["values"] if v["field"] == field)
        assert value["cells"], (ref, field)
        assert list(Traced(shown, pages).of_value(value)) == []
        if column is not None:
            query = f"SELECT {column} FROM {view} WHERE ref = '{ref}'"  # noqa: S608
            assert ask(loaded_db, query) == [(value["raw_text"],)]


@pytest.mark.parametrize("pdf", WEEKS, ids=lambda pdf: pdf.stem)
def test_every_cell_of_a_sample_is_the_words_in_its_box(pdf: Path, tmp_path: Path) -> None:
    assert differences(load(pdf, tmp_path), pdf) == []


MADE_BY_OTHERS = [
    "hard/p02_typst_columns",
    "hard/p07_pdfmake_combined",
    "hard/p16_groff_combined",
    "hard/p19_wkhtmltopdf_upper_dash",
    "hard/p26_word_upper_narrow",
    "hard/p35_mutoolconvert_of_word",
    "painted/bold-0.3",
]


@pytest.mark.parametrize("name", MADE_BY_OTHERS)
def test_every_cell_of_reports_by_other_producers(name: str, tmp_path: Path) -> None:
    pdf = REPORTS / f"{name}.pdf"
    assert differences(load(pdf, tmp_path), pdf) == []


@pytest.mark.parametrize("number", [0, 3, 5, 18, 20, 45, 48], ids=lambda n: f"{n}-{name_of(n)}")
def test_every_cell_of_reports_of_the_corpus(number: int, tmp_path: Path) -> None:
    if why := producer_of(number).missing():
        pytest.skip(why)
    pdf = tmp_path / "report.pdf"
    make("ci", number, pdf)
    db = tmp_path / "one.db"
    assert detainers("ingest", pdf, "--db", db).returncode == 0  # by the child, as it is used
    assert differences(db, pdf) == []


LAYOUTS_TRACED = [
    "places_apart",
    "disposition_first",
    "two_row_header",
    "same_page",
    "cut_cells_places_apart",
    "cut_middle",
    "cut_twice_no_header",
    "merged_states",
    "merged_each_page",
    "shaded",
    "rotate_90",
    "rotate_mixed",
    "origin_rotated",
    "narrow",
]


@pytest.mark.parametrize("name", LAYOUTS_TRACED)
def test_every_cell_of_layouts_of_all_sorts(name: str, tmp_path: Path) -> None:
    """Turned pages, merged cells, places in several columns, rows cut by a page break."""
    layout, pdf = LAYOUTS[name], tmp_path / "report.pdf"
    build_report(content_for(layout, 1), layout, pdf)
    assert differences(load(pdf, tmp_path), pdf) == []


@pytest.mark.parametrize("field", ["jurisdiction", "citizenship", "crime"])
def test_a_box_that_is_moved_by_a_row_is_caught(field: str, tmp_path: Path) -> None:
    db = load(WEEKS[0], tmp_path)
    name = {"jurisdiction": "location"}.get(field, field)
    query = "SELECT id, sources FROM declined_row WHERE page = 3 ORDER BY row_on_page LIMIT 2"
    (row, above), (_, below) = ((i, json.loads(str(text))) for i, text in ask(db, query))
    above[0]["cells"][name][1::2] = [
        edge + below[0]["box"][3] - above[0]["box"][3] for edge in above[0]["cells"][name][1::2]
    ]
    put(db, row, "sources", above)
    found = differences(db, WEEKS[0])
    assert found
    assert {told.split(" ")[0] for told in found} == {"2017-01-28/p3/r2"}


def test_a_box_that_is_cut_by_a_word_or_takes_in_another_is_caught(tmp_path: Path) -> None:
    for wider in (-40, 200):
        db = load(WEEKS[0], tmp_path)
        ((text,),) = ask(db, "SELECT sources FROM declined_row WHERE id = 1")
        sources = json.loads(str(text))
        sources[0]["cells"]["citizenship"][2] += wider
        put(db, 1, "sources", sources)
        assert differences(db, WEEKS[0]), wider
        db.unlink()


# ------------------------------------------------------------------ what was decided


def evidence_of(db: Path, kind: str) -> list[dict[str, Any]]:
    """The evidence of a kind, of all rows."""
    return [e for shown in rows_of(db) for e in shown["evidence"] if e["kind"] == kind]


def test_a_word_that_a_line_break_cut_says_what_it_became_and_why(loaded_db: Path) -> None:
    found = evidence_of(loaded_db, "rejoined")
    assert {(e["printed"], e["became"], e["field"]) for e in found} >= {
        ("Child-\nFondling", "Child-Fondling", "crime"),
        ("Miami-\nDade,", "Miami-Dade,", "location"),
    }
    assert all(e["why"] and e["decided"] and e["page"] for e in found)


def test_a_hyphen_of_the_typesetter_is_told_from_one_of_the_word(tmp_path: Path) -> None:
    db = load(REPORTS / "hard" / "p16_groff_combined.pdf", tmp_path)
    became = {e["printed"]: e["became"] for e in evidence_of(db, "rejoined")}
    assert became["Fran-\ncisco)"] == "Francisco)"
    assert became["confine-\nment,"] == "confinement,"


def test_a_row_over_two_pages_says_by_what_it_was_joined(loaded_db: Path) -> None:
    (row,) = ask(
        loaded_db, "SELECT id FROM declined_row WHERE json_array_length(sources) = 2 LIMIT 1"
    )
    shown = json.loads(detainers("show", *row, "--db", loaded_db, "--format", "json").stdout)
    first, second = shown["pages"]
    (joined,) = [e for e in shown["evidence"] if e["kind"] == "page_break"]
    assert joined["page"] == second == first + 1
    assert joined["why"].startswith("the row on this page lacks issued date, declined date")
    table = detainers("show", *row, "--db", loaded_db).stdout
    assert f"page {first}:" in table
    assert f"page {second}:" in table
    assert joined["why"] in table
    assert shown["report"]["sha256"] in table


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        ("hidden-Sex-Tr3", "Sex", "painted without ink"),
        ("ocg-off-behind-crime", None, "not visible"),
        ("tiny-text-beside", None, "too small to be read"),
        ("hidden-digit-white-sec1", None, "not visible"),
    ],
)
def test_words_that_no_reader_sees_are_recorded_with_their_place(
    name: str, words: str | None, why: str, tmp_path: Path
) -> None:
    pdf = REPORTS / "painted" / f"{name}.pdf"
    db = load(pdf, tmp_path)
    (left,) = evidence_of(db, "left_out")
    assert left["why"].startswith(why)
    assert words in (None, left["printed"])
    glyphs = Pages(pdf).inside(left["page"], left["box"])
    painted = {glyph.text for glyph in glyphs}
    assert set("".join(left["printed"].split())) <= painted
    assert differences(db, pdf) == []


def test_the_number_of_a_row_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    if why := producer_of(18).missing():
        pytest.skip(why)
    pdf = tmp_path / "report.pdf"
    make("ci", 18, pdf)
    for shown in rows_of(load(pdf, tmp_path)):
        numbers = [e for e in shown["evidence"] if e["why"] == "the number of the row"]
        assert [e["printed"].rstrip(".").isdecimal() for e in numbers] == [True]


def test_without_its_evidence_a_word_that_was_left_out_is_caught(tmp_path: Path) -> None:
    pdf = REPORTS / "painted" / "bold-0.3.pdf"
    db = load(pdf, tmp_path)
    change(db, "UPDATE declined_row SET evidence = '[]'")
    assert any("p5/" in told and "paints" in told for told in differences(db, pdf))


def test_a_doubt_about_a_line_break_is_told_as_one(tmp_path: Path) -> None:
    db = load(WEEKS[0], tmp_path)
    doubt = [
        {
            "kind": "kept_apart",
            "field": "crime",
            "printed": "Wash\ning",
            "became": "Wash ing",
            "why": "one word or two",
            "decided": False,
            "page": 3,
        }
    ]
    put(db, 1, "evidence", doubt)
    table = detainers("show", 1, "--db", db).stdout
    assert "Wash / ing" in table
    assert "in doubt: one word or two" in table


def test_the_cells_come_back_from_the_database_as_they_went_in(tmp_path: Path) -> None:
    pdf = WEEKS[0]
    _, report = read_report(pdf.read_bytes(), pdf.name)
    with closing(open_for_reading(load(pdf, tmp_path))) as conn:
        (stored,) = stored_reports(conn)
    for name, records in report.sections.items():
        for was, back in zip(records, stored.report.sections[name], strict=True):
            cells = [[(c.field, c.page, c.lines) for s in r.sources for c in s.cells]
                     for r in (was, back)]  # fmt: skip
            assert cells[0] == cells[1]
            told = [[(e.kind, e.printed, e.became, e.why) for e in r.evidence] for r in (was, back)]
            assert told[0] == told[1]


# ------------------------------------------------------------------ what a value rests on


def test_each_value_names_what_it_rests_on(loaded_db: Path) -> None:
    rows = {shown["ref"]: shown for shown in rows_of(loaded_db)}
    county = rows["2017-01-28/p17/r3"]["values"][0]
    assert county["reference"] == f"Census county {county['code']}, reference/counties.csv"
    for shown in rows.values():
        for value in shown["values"]:
            assert (value["reference"] is None) == (value["value"] in (None, [])), value
    told = {v["reference"] for shown in rows.values() for v in shown["values"]}
    assert "ISO 3166 MEX, reference/countries.csv" in told
    assert "UN M49, reference/country_regions.csv" in told
    assert any(str(reference).startswith("NCIC ") for reference in told)


def test_a_decision_of_the_user_is_told_as_what_a_value_rests_on(tmp_path: Path) -> None:
    db = load(WEEKS[0], tmp_path)
    change(db, "UPDATE declined_row SET jurisdiction_rule = 'decision of the user' WHERE id = 1")
    shown = next(s for s in rows_of(db) if s["id"] == 1)
    assert shown["values"][0]["reference"] == "Census county 02020, by the user's decision"


@pytest.mark.parametrize("columns", [60, 100, 160])
def test_all_of_it_is_readable_on_a_terminal(columns: int, loaded_db: Path) -> None:
    text = on_terminal("show", "2017-01-28/p3/r15", "--db", loaded_db, columns=columns)
    folded = "".join(text.split())
    for part in ("What it rests on", "Census county 11001", "page 4:", "What was decided"):
        assert "".join(part.split()) in folded
    assert max(map(len, text.splitlines())) <= columns


# ------------------------------------------------------------------ databases of before, and no PDF


def test_a_database_of_before_shows_what_is_unknown_as_unknown(tmp_path: Path) -> None:
    db = old_database(5, tmp_path)
    run = detainers("show", "2017-01-28/p3/r2", "--db", db, "--format", "json")
    shown = json.loads(run.stdout)
    assert (shown["evidence"], {v["field"] for v in shown["values"] if v["cells"]}) == (None, set())
    run = detainers("show", "2017-01-28/p3/r2", "--db", db)
    assert "unknown" in run.stdout
    assert "detainers reparse" in run.stderr
    picture = ("show", 1, "--db", db, "--image", tmp_path / "x.png", "--cell", "crime")
    run = detainers(*picture)
    assert (run.returncode, run.stdout) == (2, "")
    assert "detainers reparse" in complaint(run)


@pytest.fixture
def without_pdf(tmp_path: Path) -> Path:
    """A database with a report whose PDF it does not keep."""
    db = tmp_path / "small.db"
    run = detainers("ingest", WEEKS[0], "--no-keep-pdf", "--db", db)
    assert run.returncode == 0, run.stderr
    return db


def test_without_its_pdf_a_report_is_whole_and_says_so(without_pdf: Path, tmp_path: Path) -> None:
    assert ask(without_pdf, "SELECT count(*) FROM report_pdf") == [(0,)]
    assert without_pdf.stat().st_size < load(WEEKS[0], tmp_path).stat().st_size
    assert is_whole(without_pdf)
    run = detainers("check", "--db", without_pdf, "--format", "json")
    assert run.returncode == 0
    (note,) = [r for r in json.loads(run.stdout)["rows"] if r["check"] == "stored PDF"]
    assert note["severity"] == "note"
    copy = tmp_path / "copy.db"
    assert detainers("backup", copy, "--db", without_pdf).returncode == 0
    assert is_whole(copy)
    shown = json.loads(detainers("show", 1, "--db", without_pdf, "--format", "json").stdout)
    assert shown["report"]["pdf_kept"] is False


def test_a_picture_without_a_pdf_asks_for_the_file(without_pdf: Path, tmp_path: Path) -> None:
    target = tmp_path / "row.png"
    run = detainers("show", 1, "--db", without_pdf, "--image", target)
    assert (run.returncode, run.stdout) == (2, "")
    sha256 = hashlib.sha256(WEEKS[0].read_bytes()).hexdigest()
    for part in (WEEKS[0].name, sha256, "--pdf FILE"):
        assert part in complaint(run)
    other = detainers("show", 1, "--db", without_pdf, "--image", target, "--pdf", WEEKS[1])
    assert (other.returncode, other.stdout) == (2, "")
    for pdf in WEEKS[:2]:
        assert hashlib.sha256(pdf.read_bytes()).hexdigest() in complaint(other)
    none = detainers("show", 1, "--db", without_pdf, "--image", target, "--pdf", tmp_path / "no")
    assert none.returncode == 2
    assert not target.exists()


def test_a_picture_from_the_file_is_that_of_the_kept_pdf(
    without_pdf: Path, loaded_db: Path, tmp_path: Path
) -> None:
    given, kept = tmp_path / "given.png", tmp_path / "kept.png"
    picture = ("show", "2017-01-28/p3/r15", "--image")
    assert detainers(*picture, given, "--db", without_pdf, "--pdf", WEEKS[0]).returncode == 0
    assert detainers(*picture, kept, "--db", loaded_db).returncode == 0
    assert given.read_bytes() == kept.read_bytes()


@pytest.mark.parametrize("cell", ["crime", "detainer issued", "location"])
def test_a_frame_marks_a_cell_and_nothing_else(cell: str, loaded_db: Path, tmp_path: Path) -> None:
    plain, framed = tmp_path / "plain.png", tmp_path / "framed.png"
    picture = ("show", "2017-01-28/p3/r2", "--db", loaded_db, "--image")
    assert detainers(*picture, plain).returncode == 0
    assert detainers(*picture, framed, "--cell", cell).returncode == 0
    with Image.open(plain) as one, Image.open(framed) as other:
        changed = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
        area = changed.getbbox()
        assert area is not None
        inner = (area[0] + 4, area[1] + 4, area[2] - 4, area[3] - 4)
        assert changed.crop(inner).getbbox() is None
    shown = json.loads(detainers(*picture[:-1], "--format", "json").stdout)
    cells = (c for v in shown["values"] for c in v["cells"] if cell in (v["field"], c["name"]))
    x0, _, x1, _ = next(cells)["box"]
    assert abs((area[2] - area[0]) - (x1 - x0 + 2) * 200 / 72) < 4


def test_what_goes_with_a_picture_is_refused_without_one(loaded_db: Path) -> None:
    for options in (("--pdf", WEEKS[0]), ("--cell", "crime")):
        run = detainers("show", 1, "--db", loaded_db, *options)
        assert (run.returncode, run.stdout) == (2, "")
        assert "--image" in complaint(run)


def test_a_cell_that_the_row_does_not_have_is_refused(loaded_db: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.png"
    run = detainers("show", 1, "--db", loaded_db, "--image", target, "--cell", "shoe size")
    assert (run.returncode, run.stdout) == (2, "")
    assert "It has: citizenship, crime" in complaint(run)
    assert not target.exists()
