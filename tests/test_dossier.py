"""A county's page: all that is said of it, and nothing else."""

from __future__ import annotations

import base64
import io
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import Run
from databases import ask
from PIL import Image

TODAY = ("--today", "2026-11-25")
REFERENCE = re.compile(r"\d{4}-\d\d-\d\d/p\d+/r\d+")


def page(detainers: Run, db: Path, county: str, *args: object) -> str:
    done = detainers("dossier", county, *args, *TODAY, "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def references(db: Path, fips: str) -> set[str]:
    """Those of all rows of a county, from the views."""
    found: set[str] = set()
    for view in ("issued", "declined", "policy"):
        rows = ask(db, f"SELECT ref FROM {view} WHERE county_fips = '{fips}'")  # noqa: S608
        found |= {str(ref) for (ref,) in rows}
    return found


@pytest.mark.parametrize("fips", ["48453", "48491", "06029", "17031", "53061"])
def test_every_row_of_the_county_is_there(detainers: Run, loaded_db: Path, fips: str) -> None:
    text = page(detainers, loaded_db, fips)
    ((usps,),) = ask(
        loaded_db,
        f"SELECT DISTINCT state FROM declined WHERE county_fips = '{fips}'",  # noqa: S608
    ) or [("",)]
    of_state = "SELECT ref FROM policy WHERE kind = 'state' AND state = ?"
    with closing(sqlite3.connect(loaded_db)) as conn:
        whole = {ref for (ref,) in conn.execute(of_state, [usps])}
        cities = {
            ref
            for (ref,) in conn.execute(
                "SELECT v.ref FROM policy v JOIN policy_row r"
                " ON v.raw_jurisdiction = r.raw_location AND v.page = r.page,"
                " json_each(r.counties) WHERE value = ?",
                [fips],
            )
        }
    named = set(REFERENCE.findall(text))
    assert references(loaded_db, fips) <= named
    assert named - references(loaded_db, fips) <= whole | cities
    assert "individuals are invented" in text


def test_what_was_said_against_it_is_told(detainers: Run, loaded_db: Path) -> None:
    text = page(detainers, loaded_db, "Williamson County, Texas")
    assert "4 rows: 2 convicted, 2 charged." in text
    assert "**As corrected:** 0 rows: 0 convicted, 0 charged." in text
    assert "\\u000a" not in text
    assert "Withdrawn, section II: Williamson County, Texas (4 rows" in text
    assert "AILA Doc. No. 17032002" in text
    assert "the number is\nunknown, not zero" in text or "unknown, not zero" in text
    kern = page(detainers, loaded_db, "Kern")
    assert "Disputed, section I: Kern County, California" in kern
    assert "ISSUED" in kern
    assert "Issued is not declined" in kern


def test_figures_that_corrections_change_are_given_beside(
    detainers: Run, loaded_db: Path, tmp_path: Path
) -> None:
    """Without a row less, too: a count, a disposition, the country's total, an entry moved in."""
    errata = tmp_path / "ours.csv"
    errata.write_text(
        "id,week_start,section,jurisdiction,effect,field,printed,corrected,statement,authority,citation\n"
        'a,2017-01-28,declined,"Travis County, Texas",replace,disposition,Charged,Convicted,s,x,y\n'
        "b,2017-01-28,report,,replace,detainers_issued,,3100,s,x,y\n"
        'c,2017-01-28,issued,"Clark County, Nevada",replace,jurisdiction,,'
        '"Cook County, Illinois",s,x,y\n',
        encoding="utf-8",
    )
    how = ("--week", "2017-01-28", "--errata", errata)
    travis = page(detainers, loaded_db, "48453", *how)
    assert "**As corrected:** 142 rows: 142 convicted, 0 charged." in travis
    assert "**In the whole country, as corrected:** 3,100." in travis
    assert "the whole country – " in travis
    cook = page(detainers, loaded_db, "17031", *how)
    assert "**Detainers issued, as corrected:** 64" in cook
    assert "Clark County, Nevada (51 detainers, 1 row" in cook


def test_a_county_without_a_row_has_a_page(detainers: Run, loaded_db: Path) -> None:
    text = page(detainers, loaded_db, "Loving County, Texas")
    assert not REFERENCE.findall(text)
    assert text.count("No row of this week.") == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("Washington",), "names 31 counties"),
        (("Atlantis",), "is not known"),
        (("Travis", "-o", "page.txt"), "says no form"),
        (("Travis", "-o", "no/such/folder/page.html", "--no-pictures"), "cannot be written"),
    ],
)
def test_what_makes_no_page(
    detainers: Run, loaded_db: Path, asked: tuple[str, ...], said: str
) -> None:
    done = detainers("dossier", *asked, "--db", loaded_db)
    assert done.returncode in (2, 8)
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


class Parsed(HTMLParser):
    """What a page of HTML shows and asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.images: list[str] = []
        self.others: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "img":
            self.images.append(str(known["src"]))
            assert known["alt"]
        self.others += [tag] if tag in ("script", "link", "iframe") else []
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_whole_with_the_picture_of_every_row(
    detainers: Run, loaded_db: Path, tmp_path: Path
) -> None:
    done = detainers("dossier", "48491", "-o", "page.html", *TODAY, "--db", loaded_db)
    assert (done.returncode, done.stdout) == (0, "")
    parsed = Parsed((tmp_path / "page.html").read_text("utf-8"))
    assert (parsed.open, parsed.others) == ([], [])
    assert len(parsed.images) == len(references(loaded_db, "48491"))
    for source in parsed.images:
        head, _, content = source.partition(",")
        assert head == "data:image/png;base64"
        drawn = Image.open(io.BytesIO(base64.b64decode(content))).convert("L")
        assert drawn.getextrema() == (0, 255)


def test_markdown_has_its_pictures_beside(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    done = detainers("dossier", "48491", "-o", "page.md", *TODAY, "--db", loaded_db)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "page.md").read_text("utf-8")
    addresses = re.findall(r"!\[[^]]*\]\(([^)]*)\)", text)
    assert len(addresses) == len(references(loaded_db, "48491"))
    assert all((tmp_path / address).read_bytes().startswith(b"\x89PNG") for address in addresses)


def test_what_a_report_says_is_no_markup(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    db = tmp_path / "bad.db"
    bad = "<script>alert(1)</script>|[x](y)\x1b[31m"
    with closing(sqlite3.connect(loaded_db)) as conn, closing(sqlite3.connect(db)) as mine:
        conn.backup(mine)
        mine.execute("UPDATE declined_row SET facility = ? WHERE county_fips = '48491'", [bad])
        mine.commit()
    html = page(detainers, db, "48491", "--format", "html", "--no-pictures")
    assert Parsed(html).others == []
    assert "&lt;script&gt;" in html
    markdown = page(detainers, db, "48491")
    assert "<script>" not in markdown
    assert "\x1b" not in html + markdown
