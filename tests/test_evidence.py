"""show: a row with its evidence, named by id or reference, and its picture from the report."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from factory import LAYOUTS, build_report, content_for
from made_up import add_report, county, empty, save
from PIL import Image
from running import complaint, detainers
from samples import SAMPLES

from detainer_cli.answers.evidence import Shown, shown_row
from detainer_cli.extract import extract
from detainer_cli.extract.glyphs import text_angles
from detainer_cli.extract.opening import open_pdf, set_upright
from detainer_cli.extract.pictures import RULE, SCALE, SIDE
from detainer_cli.ingest.file import File
from detainer_cli.ingest.reading import read_report
from detainer_cli.ingest.report import Options, ingest_file
from detainer_cli.model.pages import Box, Table
from detainer_cli.output.row_pictures import Wanted, caption, write_picture

SAMPLE = SAMPLES / "ddor2017_01-28to02-03.pdf"
WILLIAMSON = county("Williamson County", "TX", "Texas", "48491")


def show(db: Path, *args: object) -> dict[str, Any]:
    """The object that `show` prints."""
    run = detainers("show", *args, "--db", db, "--format", "json")
    assert (run.returncode, run.stderr) == (0, "")
    shown: dict[str, Any] = json.loads(run.stdout)
    return shown


def values_of(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {value["field"]: value for value in shown["values"]}


def cut_row(db: Path) -> int:
    """The id of a row that a page break cut."""
    with sqlite3.connect(db) as conn:
        query = "SELECT id FROM declined_row WHERE json_array_length(sources) = 2 LIMIT 1"
        return int(conn.execute(query).fetchone()[0])


def test_a_cut_row_shows_both_its_pages_and_every_raw_text(loaded_db: Path) -> None:
    shown = show(loaded_db, cut_row(loaded_db))
    first, second = (source["page"] for source in shown["sources"])
    assert second == first + 1
    values = values_of(shown)
    with sqlite3.connect(loaded_db) as conn:
        row = conn.execute(
            "SELECT raw_location, county_fips, raw_citizenship, issued_date, ref FROM declined"
            " WHERE id = ?",
            [shown["id"]],
        ).fetchone()
    assert row == (
        values["jurisdiction"]["raw_text"],
        values["jurisdiction"]["code"],
        values["citizenship"]["raw_text"],
        values["detainer issued"]["value"],
        shown["ref"],
    )
    assert values["jurisdiction"]["rule"]


def test_the_table_names_report_week_page_and_row_and_its_policy(loaded_db: Path) -> None:
    run = detainers("show", "2017-01-28/p3/r2", "--db", loaded_db)
    assert (run.returncode, run.stderr) == (0, "")
    title, *lines = run.stdout.splitlines()
    for part in (SAMPLE.name, "page 3, row 2", "2017-01-28/p3/r2", "28 January to 3 February 2017"):
        assert part in title
    assert any(re.match(r"reporting week +– +2017-01-28 to 2017-02-03", line) for line in lines)
    assert any(re.match(r"listed policy in force +– +no\b", line) for line in lines)
    notes = " ".join(line for line in lines if line.startswith("* "))
    for part in ("SYNTHETIC SAMPLE", "Section II selects", "this program's grouping"):
        assert part in notes


def test_a_row_has_its_week_caveats_policy_and_correction(tmp_path: Path) -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [{}, {**WILLIAMSON, "has_policy": None}])
    db = save(conn, tmp_path / "made-up.db")
    plain, corrected = (show(db, f"2017-01-28/p3/r{row}") for row in (2, 3))
    assert (plain["has_policy"], corrected["has_policy"]) == (True, None)
    assert plain["report"]["week_start"] == corrected["report"]["week_start"] == "2017-01-28"
    assert plain["corrections"] == []
    assert not [text for text in plain["caveats"] if "corrected" in text]
    (correction,) = corrected["corrections"]
    assert correction["status"] == "corrected"
    assert "transfers to another facility" in correction["statement"]
    (told,) = [text for text in corrected["caveats"] if "corrected" in text]
    assert "Williamson County, Texas (1 row: 2017-01-28/p3/r3)" in told
    assert show(db, "2017-01-28/p3/r3", "--caveats", "none")["caveats"] == []


def test_an_issued_county_is_shown(loaded_db: Path) -> None:
    shown = show(loaded_db, "2017-01-28/p2/r5")
    values = values_of(shown)
    assert shown["section"] == "issued"
    assert values["jurisdiction"]["code"] == "19137"
    assert values["detainers issued"]["raw_text"] == "12"
    assert values["detainers issued"]["value"] == 12
    assert shown["has_policy"] is None
    assert [text for text in shown["caveats"] if "Issued is not declined" in text]
    assert shown["corrections"][0]["jurisdiction"] == "Montgomery County, Iowa"


def test_a_policy_is_shown(loaded_db: Path) -> None:
    with sqlite3.connect(loaded_db) as conn:
        ref, aor, criteria = conn.execute(
            "SELECT ref, aor, criteria FROM policy WHERE jurisdiction = 'New York City, New York'"
        ).fetchone()
    shown = show(loaded_db, ref)
    values = values_of(shown)
    assert shown["section"] == "policy"
    assert values["criteria"]["value"] == json.loads(criteria)
    assert values["area of responsibility"]["value"] == aor
    assert aor in values["area of responsibility"]["raw_text"]
    assert [text for text in shown["caveats"] if "not the text of any policy" in text]
    table = detainers("show", ref, "--db", loaded_db).stdout
    assert "\\u000a" not in table


def test_every_row_of_every_view_is_found_by_its_reference(loaded_db: Path) -> None:
    with sqlite3.connect(loaded_db) as conn:
        for view, text in (("issued", "raw_jurisdiction"), ("declined", "raw_location")):
            query = f"SELECT ref, {text} FROM {view}"  # noqa: S608
            for ref, raw in conn.execute(query).fetchall():
                shown = shown_row(conn, ref)
                assert (shown.ref, shown.section.name) == (ref, view)
                assert shown.values[0]["raw_text"] == raw


def test_the_rest_of_a_cut_row_names_the_whole_row(loaded_db: Path) -> None:
    whole = show(loaded_db, cut_row(loaded_db))
    rest = whole["sources"][1]
    assert show(loaded_db, f"2017-01-28/p{rest['page']}/r{rest['row']}") == whole


def test_a_revision_that_is_not_current_is_named(tmp_path: Path) -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [{"raw_location": "Old Jail"}])
    add_report(conn, "2017-01-28", [{"raw_location": "New Jail"}])
    db = save(conn, tmp_path / "made-up.db")
    new, old = show(db, "2017-01-28/p3/r2"), show(db, "2017-01-28/p3/r2/rev1")
    assert values_of(new)["jurisdiction"]["raw_text"] == "New Jail"
    assert values_of(old)["jurisdiction"]["raw_text"] == "Old Jail"
    assert (new["ref"], old["ref"]) == ("2017-01-28/p3/r2", "2017-01-28/p3/r2/rev1")
    assert show(db, 1) == old
    assert show(db, "2017-01-28/p3/r2/rev2") == new
    assert "no longer current" in detainers("show", old["ref"], "--db", db).stdout


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (10**9, "there is no declined row 1000000000"),
        ("2017-01-28/p3/r1", "Page 3 has the rows 2 to"),
        ("2017-01-28/p1/r1", "No row begins on page 1"),
        ("2017-01-29/p3/r2", "Loaded: 2017-01-28 to 2017-02-03"),
        ("2017-01-28/p3/r2/rev7", "no revision 7 of the week"),
        ("p3", "is no reference to a row"),
        ("٣", "is no reference to a row"),
    ],
)
def test_what_names_no_row_is_a_usage_error(wanted: object, told: str, loaded_db: Path) -> None:
    run = detainers("show", wanted, "--db", loaded_db)
    assert (run.returncode, run.stdout) == (2, "")
    assert told in complaint(run)


# ---------------------------------------------------------------- pictures


def load(layout: str, folder: Path) -> Path:
    """A database with a report of a layout of the factory."""
    made = LAYOUTS[layout]
    pdf = folder / "report.pdf"
    build_report(content_for(made, 1), made, pdf)
    file = File(pdf.name, pdf.read_bytes())
    outcome = ingest_file(file, Options(db=folder / "detainers.db"), read_report)
    assert outcome.error is None
    return folder / "detainers.db"


class Pages:
    """The pages of the report that a database keeps, as they look and as they are read."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        (content,) = conn.execute("SELECT content FROM report_pdf LIMIT 1").fetchone()
        opened = open_pdf(content, None, 2**30)
        self.document = pypdfium2.PdfDocument(set_upright(opened, text_angles(opened.data)))
        self.read = extract(content, "report").pages

    def part(self, number: int, box: Box) -> Image.Image:
        """A part of a page, with the rules around it, as a viewer shows it."""
        page = self.document[number - 1]
        width, height = page.get_size()
        crop = (box.x0 - SIDE, box.y0 - RULE, width - box.x1 - SIDE, height - box.y1 - RULE)
        picture: Image.Image = page.render(scale=SCALE, crop=crop).to_pil()
        return picture.convert("RGB")

    def heads(self, number: int, first_words: set[str]) -> Box | None:
        """The rows at the top of a page's table whose first cells have these words."""
        for table in self.read[number - 1].tables:
            rows = [row for row in table.rows if set(_words(table, row.number)) <= first_words]
            if rows and rows[0].number == 1:
                return Box.around(row.box for row in rows)
        return None


def _words(table: Table, number: int) -> list[str]:
    cells = table.rows[number - 1].cells
    return [word for cell in cells for line in cell.lines for word in line.text.split()]


def is_within(part: Image.Image, whole: Image.Image) -> bool:
    """True if a picture holds another at its left side, dot for dot."""
    strip = whole.crop((0, 0, part.width, whole.height))
    return part.tobytes() in strip.tobytes()


def pictured(conn: sqlite3.Connection, shown: Shown, path: Path) -> Image.Image:
    assert write_picture(conn, shown, Wanted(path))
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        return picture.convert("RGB")


HEADS = {
    "declined": "Detention Location Citizenship Detainer Issued Date Declined Notable Criminal"
    " Activity",
    "issued": "Jurisdiction Detainers Issued",
    "policy": "Jurisdiction (AOR) Date Enacted Policy Criteria for Honoring Detainer",
}
LAYOUTS_SHOWN = ["week_one", "cut_lines", "cut_lines_no_header", "same_page", "two_row_header"]


@pytest.mark.parametrize("layout", LAYOUTS_SHOWN)
def test_a_picture_holds_whole_column_heads_and_the_whole_row(layout: str, tmp_path: Path) -> None:
    db = load(layout, tmp_path)
    with closing(sqlite3.connect(db)) as conn:
        pages = Pages(conn)
        for view, heads in HEADS.items():
            refs = [ref for (ref,) in conn.execute(f"SELECT ref FROM {view}")]  # noqa: S608
            for ref in (refs[len(refs) // 2], refs[-1]):
                shown = shown_row(conn, ref)
                picture = pictured(conn, shown, tmp_path / "row.png")
                first = shown.sources[0]["page"]
                found = [(n, pages.heads(n, set(heads.split()))) for n in range(first, 0, -1)]
                page, box = next((n, b) for n, b in found if b is not None)
                assert is_within(_inner(pages.part(page, box)), picture), (view, ref)
                for source in shown.sources:
                    row = _inner(pages.part(source["page"], Box(*source["box"])))
                    assert is_within(row, picture), (view, ref)


def _inner(part: Image.Image) -> Image.Image:
    """A part without the rounded rows of dots at its upper and lower edge."""
    return part.crop((0, 3, part.width, part.height - 3))


@pytest.mark.parametrize("layout", ["rotate_mixed", "origin_rotated", "merged_states", "narrow"])
def test_heads_are_found_on_pages_of_any_kind(layout: str, tmp_path: Path) -> None:
    db = load(layout, tmp_path)
    with closing(sqlite3.connect(db)) as conn:
        for view in ("declined", "issued", "policy"):
            refs = [ref for (ref,) in conn.execute(f"SELECT ref FROM {view}")]  # noqa: S608
            for ref in (refs[0], refs[-1]):
                pictured(conn, shown_row(conn, ref), tmp_path / "row.png")


def test_under_the_picture_stand_week_page_and_row(loaded_db: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(loaded_db)) as conn:
        shown = shown_row(conn, "2017-01-28/p16/r5")
        assert caption(shown) == [
            "Week of 28 January to 3 February 2017, page 16, row 5 (2017-01-28/p16/r5)",
            SAMPLE.name,
        ]
        picture = pictured(conn, shown, tmp_path / "row.png")
    under = picture.crop((0, picture.height - 120, picture.width, picture.height)).convert("L")
    lines = [under.crop((0, top, under.width, top + 40)) for top in (0, 40, 80)]
    assert all(sum(line.histogram()[:128]) > 200 for line in lines)  # the notice is the third


@pytest.mark.parametrize("ref", ["1", "2017-01-28/p2/r5", "2017-01-28/p17/r10"])
def test_a_picture_of_a_row_of_any_section(ref: str, loaded_db: Path, tmp_path: Path) -> None:
    run = detainers("show", ref, "--db", loaded_db, "--image", tmp_path / "row.png")
    assert (run.returncode, run.stderr) == (0, f"wrote {tmp_path / 'row.png'}\n")
    with Image.open(tmp_path / "row.png") as picture:
        assert picture.format == "PNG"


def test_a_picture_without_its_heads_says_so(loaded_db: Path, tmp_path: Path) -> None:
    """As when the box that was stored lies in no table that is found today."""
    db = tmp_path / "moved.db"
    with closing(sqlite3.connect(loaded_db)) as conn:
        conn.execute("VACUUM INTO ?", [str(db)])
    with closing(sqlite3.connect(db)) as conn:
        moved = '[{"page": 3, "table": 1, "row": 2, "box": [1, 1, 99, 20]}]'
        conn.execute("UPDATE declined_row SET sources = ? WHERE page = 3", [moved])
        conn.commit()
    run = detainers("show", 1, "--db", db, "--image", tmp_path / "row.png")
    assert run.returncode == 0
    assert "column heads were not found again" in run.stderr
    assert (tmp_path / "row.png").exists()


def test_a_name_of_several_lines_is_one_line_under_the_picture(
    loaded_db: Path, tmp_path: Path
) -> None:
    db = tmp_path / "named.db"
    with closing(sqlite3.connect(loaded_db)) as conn:
        conn.execute("VACUUM INTO ?", [str(db)])
    with closing(sqlite3.connect(db)) as conn:
        conn.execute("UPDATE report_file SET source_name = 'a\nb\u202ec.pdf'")
        pictured(conn, shown_row(conn, "1"), tmp_path / "row.png")


def test_a_picture_that_cannot_be_written_says_so(loaded_db: Path, tmp_path: Path) -> None:
    run = detainers("show", 1, "--db", loaded_db, "--image", tmp_path / "no" / "row.png")
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
