"""`publish`: the pages of the site, held against the answers; how it is written to a folder."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import signal
import sqlite3
import unicodedata
from collections import Counter
from contextlib import closing
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Run
from databases import sound_rows, store
from running import python
from sites import NARRATIVE, marks, published, seen, target, tree, with_cases
from test_hostile_text import CONTROLS, TEXTS, is_harmless
from test_hostile_text import rows as hostile_rows

from detainer_cli.answers.choices import By
from detainer_cli.answers.split import split
from detainer_cli.db.opening import open_for_reading
from detainer_cli.errors import DetainersError, OutputError, UsageError
from detainer_cli.output.site import addresses
from detainer_cli.output.site.albers import projection_of
from detainer_cli.output.site.map import CLASSES, covered, map_of
from detainer_cli.output.site.publish import publish
from detainer_cli.output.site.shapes import shape_of
from detainer_cli.output.site.source import declined_rows, site_of
from detainer_cli.output.site.weeks import week_of

WEEK = "2017-01-28"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def db(loaded_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three weeks of the samples and a narrative report."""
    return with_cases(loaded_db, tmp_path_factory.mktemp("site_db"))


@pytest.fixture(scope="module")
def site(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "www"
    published(db, folder)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A database of two weeks without PDFs, which is published fast."""
    return store(store(tmp_path / "small.db", 0), 1)


def pages(site: Path) -> list[Path]:
    return [site / name for name in tree(site) if name.endswith(".html")]


# ---------------------------------------------------------------- what the pages say


def test_every_link_leads_to_a_file_and_to_a_mark_in_it(site: Path) -> None:
    ids = {path.resolve(): seen(path).ids for path in pages(site)}
    assert len(ids) > 300
    for path in pages(site):
        doubled = [name for name, count in Counter(ids[path.resolve()]).items() if count > 1]
        assert doubled == [], path
        for link in seen(path).links():
            place, mark = target(path, link)
            assert place.is_file(), (path, link)
            assert not mark or mark in ids[place], (path, link)


def test_a_page_asks_no_other_host_and_runs_nothing_of_its_own(site: Path) -> None:
    for path in pages(site):
        page = seen(path)
        policies = [a for _, a in page.elements if a.get("http-equiv")]
        assert [a["http-equiv"] for a in policies] == ["Content-Security-Policy"]
        assert str(policies[0]["content"]).startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in str(policies[0]["content"])
        for tag, attributes in page.elements:
            assert tag not in ("style", "iframe", "object", "embed", "form"), path
            assert tag != "script" or str(attributes["src"]).startswith("../assets/")
            assert not any(name == "style" or name.startswith("on") for name in attributes)


def test_pages_made_from_samples_say_that_individuals_are_invented(site: Path) -> None:
    for path in pages(site):
        text = seen(path).text
        assert "whose individuals are invented" in text, path
        assert "Not an ICE publication; individuals are invented." in text, path
    feed = (site / "feed.xml").read_text(encoding="utf-8")
    assert "individuals are invented" in feed
    assert "individuals are invented" in (site / "data" / "CAVEATS.md").read_text("utf-8")


def test_the_crimes_of_a_county_are_those_of_split(site: Path, detainers: Run, db: Path) -> None:
    run = detainers("split", "--by", "crime", "--county", "48453", "--format", "json", db=db)
    text = (site / "county" / "48453" / "index.html").read_text(encoding="utf-8")
    table = text.partition('<div id="crimes">')[2].partition("</table>")[0]
    body = table.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row) for row in body.split("</tr>")]
    shown = [[unescape(re.sub("<.*?>", "", cell)) for cell in row[:4]] for row in cells if row]
    rows = json.loads(run.stdout)["rows"]
    assert shown == [[str(r[n]) for n in ("group", "convicted", "charged", "total")] for r in rows]


def test_the_map_of_a_week_has_every_declined_detainer(db: Path) -> None:
    with closing(open_for_reading(db)) as conn:
        source = site_of(conn, "")
        for place in range(len(source.weeks)):
            week = week_of(source, place)
            assert week.map.shown + week.map.not_shown == week.whole["total"]
        travis = week_of(source, 0).map.areas[0]
    assert (travis.name, travis.count, travis.step) == ("Travis County, Texas", 142, len(CLASSES))


def test_what_the_map_has_no_shape_for_stands_beside_it() -> None:
    rows: list[dict[str, object]] = [
        {"county": "Travis County", "county_fips": "48453", "detainers": 3},
        {"county": "Guam", "county_fips": "66010", "detainers": 2},
        {"county": "(unresolved) Somewhere", "county_fips": None, "detainers": 4},
    ]
    found = map_of(rows, [])
    assert [(area.fips, area.count) for area in found.areas] == [("48453", 3)]
    outside = [(place.fips, place.count) for place in found.outside]
    assert outside == [("66010", 2), (None, 4)]


def test_a_county_is_hatched_where_its_rows_have_a_policy(db: Path) -> None:
    """By another way than the column `has_policy`, which is made when a report is loaded."""
    with closing(open_for_reading(db)) as conn:
        source = site_of(conn, "")
        for place, period in enumerate(source.weeks):
            hatched = {area.fips for area in week_of(source, place).map.areas if area.policies}
            rows = source.of_week(period).select("declined_row", "r.county_fips, r.has_policy")
            assert rows
            assert all((fips in hatched) == bool(has_policy) for fips, has_policy in rows)


def test_a_policy_of_a_state_hatches_its_counties() -> None:
    policy: dict[str, object] = {
        "jurisdiction": "Rhode Island", "raw_location": "Rhode Island", "state": "RI",
        "kind": "state", "counties": "[]",
    }  # fmt: skip
    assert covered(policy) == ("44001", "44003", "44005", "44007", "44009")


def test_cases_are_never_counted_with_the_weeks(
    site: Path, loaded_db: Path, tmp_path: Path
) -> None:
    published(loaded_db, tmp_path / "weeks")
    alone, both = tree(tmp_path / "weeks"), tree(site)
    main = "<main"
    for name in (
        "index.html",
        "weeks/index.html",
        "counties/index.html",
        "county/48453/index.html",
    ):
        assert alone[name].decode().partition(main)[2] == both[name].decode().partition(main)[2]
    page = seen(next((site / "cases").glob("20*/index.html")))
    assert "They are never counted with the weekly rows" in page.text


def test_pages_of_rows_name_what_was_said_against_them(
    site: Path, detainers: Run, db: Path
) -> None:
    """Each row that an erratum touches, and no other, leads to it; pages with figures say so."""
    run = detainers("errata", "--format", "json", db=db)
    wanted = {
        (ref, f"e-{addresses.slug(row['id'])}")
        for row in json.loads(run.stdout)["rows"]
        if row["section"] == "declined"
        for ref in row["refs"]
    }
    assert len(wanted) > 10
    marked = set()
    for path in (site / "week").glob("*/rows/index.html"):
        text = path.read_text("utf-8")
        for line in re.findall(r"<tr id=.*?</th>", text):
            (ref,) = re.findall(r"<code>(.*?)</code>", line)
            marked |= {(ref, mark) for mark in re.findall(r"corrections/index\.html#(.*?)\"", line)}
    assert marked == wanted
    rows = (site / "week" / WEEK / "rows" / "index.html").read_text("utf-8")
    assert "withdrawn later" in rows
    assert "Said against these reports later" in rows


def test_a_crime_has_the_caveats_of_its_figures(site: Path, db: Path) -> None:
    with closing(open_for_reading(db)) as conn:
        source = site_of(conn, "")
        touched = {
            row.values["crime"]
            for week in source.weeks
            for row in declined_rows(source.of_week(week))
            if row.against
        }
    assert touched
    for path in (site / "crime").glob("*/index.html"):
        page = seen(path)
        assert "What the numbers do not say" in page.text
        name = next(
            c for c in crimes(db) if addresses.crime(c) == f"crime/{path.parent.name}/index.html"
        )
        assert ("Said against these reports later" in page.text) == (name in touched), name


def crimes(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as conn:
        found = conn.execute("SELECT DISTINCT coalesce(crime, '(unresolved)') FROM declined")
        return [name for (name,) in found]


def test_a_case_has_the_counts_of_its_answer(site: Path, detainers: Run, db: Path) -> None:
    run = detainers("cases", "--format", "json", db=db)
    rows = json.loads(run.stdout)["rows"]
    text = seen(next((site / "cases").glob("20*/index.html"))).text
    told = re.findall(
        r"Arrests told (\S+) Detainers issued, as told (\S+) Detainers declined, as told (\S+)",
        text,
    )
    names = ("arrests", "detainers_issued", "detainers_declined")
    assert told == [tuple(str(row[name]) for name in names) for row in rows]


def test_the_data_page_says_what_its_database_is_not(site: Path) -> None:
    assert "no database for the program's own --db" in seen(site / "data" / "index.html").text


def test_the_front_page_is_light_without_the_map(site: Path) -> None:
    parts = [site / "index.html", *(site / "assets").glob("*.css"), *(site / "assets").glob("ic*")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in parts) < 1_000_000
    words = (site / "index.html").read_text(encoding="utf-8")
    assert words.index('id="total-declined"') < words.index('class="us"')
    assert "<script" not in words


def test_projection() -> None:
    """The points are those that d3-geo's geoAlbersUsa gives, by the same scale and middle."""
    known = {
        "48": ((-97.7431, 30.2672), (463.921, 497.448)),
        "53": ((-122.3321, 47.6062), (97.625, 46.319)),
        "02": ((-149.9003, 61.2181), (112.277, 544.278)),
        "15": ((-157.8583, 21.3069), (266.960, 549.190)),
    }
    for state, (point, place) in known.items():
        projection = projection_of(state)
        assert projection is not None
        assert projection.place(*point) == pytest.approx(place, abs=0.001)
    assert projection_of("72") is None
    assert shape_of("72001") is None


def test_the_feed_has_weeks_reports_and_corrections(db: Path, tmp_path: Path) -> None:
    published(db, tmp_path / "www", "https://example.org/detainers/")
    root = ElementTree.parse(tmp_path / "www" / "feed.xml").getroot()
    entries = root.findall(f"{ATOM}entry")
    titles = [str(entry.findtext(f"{ATOM}title")) for entry in entries]
    assert sum(title.startswith("Week of 2017-") for title in titles) == 3
    assert sum(title.startswith("Correction of the week of 2017-01-28") for title in titles) > 3
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.attrib["href"].startswith("https://example.org/detainers/")
    front = (tmp_path / "www" / "county" / "48453" / "index.html").read_text("utf-8")
    assert 'rel="canonical" href="https://example.org/detainers/county/48453/"' in front


def test_the_feed_counts_rows_as_published(db: Path, tmp_path: Path) -> None:
    """Corrections withdraw rows of a week; the feed does not leave them out."""
    published(db, tmp_path / "www")
    with closing(open_for_reading(db)) as conn:
        source = site_of(conn, "")
        counts = {str(w.start): source.of_week(w).count("declined_row") for w in source.weeks}
    told = {}
    for entry in ElementTree.parse(tmp_path / "www" / "feed.xml").getroot().iter(f"{ATOM}entry"):
        title = str(entry.findtext(f"{ATOM}title"))
        if title.startswith("Week of "):
            text = "".join(entry.itertext())
            told[title[8:18]] = int(re.findall(r"([\d,]+) rows of detainers declined", text)[0])
    assert told == counts


def test_downloads_hold_what_the_views_hold(site: Path, db: Path) -> None:
    package = json.loads((site / "data" / "datapackage.json").read_text(encoding="utf-8"))
    files = [f for r in package["resources"] for f in (r, *r.get("alternatives", ()))]
    assert {f["format"] for f in files} == {"csv", "parquet", "xlsx", "db"}
    for file in files:
        content = (site / "data" / file["path"]).read_bytes()
        assert file["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    with closing(sqlite3.connect(site / "data" / "detainers.db")) as conn:
        copied = conn.execute("SELECT * FROM declined").fetchall()
        tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
    with closing(open_for_reading(db)) as own:
        assert copied == own.execute("SELECT * FROM declined").fetchall()
    assert {"report_file", "report_pdf", "declined_row", "told_once"} & tables == set()


# ---------------------------------------------------------------- hostile text


def test_hostile_text_is_shown_harmlessly_on_every_page(tmp_path: Path) -> None:
    db = store(tmp_path / "x.db", 0, hostile_rows(0))
    store(db, 0, hostile_rows(0, "Conviction"), b"re-issue")
    store(db, 1, hostile_rows(1))
    site = tmp_path / "www"
    published(db, site)
    shown = ""
    for path in [*pages(site), site / "feed.xml", site / "assets" / "search-index.js"]:
        text = path.read_text(encoding="utf-8")
        assert is_harmless(text.replace("\n", "")), path
        if path.suffix == ".html":
            page = seen(path)
            shown += page.text
            assert {tag for tag, _ in page.elements} & {"img", "b", "style", "iframe"} == set()
            scripts = [a for tag, a in page.elements if tag == "script"]
            assert all(set(a) == {"src", "defer"} for a in scripts)
            assert not any(n.startswith("on") for _, a in page.elements for n in a)
    assert "<script>alert(1)</script>" in shown
    assert "\\u202e" in shown
    assert len(TEXTS) + len(CONTROLS) > 10


def test_addresses_are_plain_and_told_apart() -> None:
    names = ["Travis County, Texas", "Doña Ana County, New Mexico", "Dona Ana County, New Mexico"]
    names += [
        "<script>",
        "../../etc",
        "\u202eabc",
        "縣",
        "",
        "a" * 300,
        "a" * 301,
        "St. Mary",
        "St Mary",
    ]
    slugs = [addresses.slug(name) for name in names]
    assert len(set(slugs)) == len(names)
    assert slugs[0] == "travis-county-texas"
    for made in slugs:
        assert made
        assert all(c.isascii() and (c.isalnum() or c == "-") for c in made)
        assert len(made) < 100
    assert unicodedata.normalize("NFC", names[1]) == names[1]


# ---------------------------------------------------------------- the folder


def test_the_same_database_gives_the_same_bytes(db: Path, site: Path, tmp_path: Path) -> None:
    published(db, tmp_path / "again")
    assert tree(tmp_path / "again") == tree(site)


def test_a_run_in_which_nothing_changed_writes_nothing(db: Path, site: Path) -> None:
    before = marks(site)
    done = published(db, site)
    assert (done.written, done.removed) == (0, 0)
    assert marks(site) == before


def test_a_new_week_rewrites_only_what_it_changes(small: Path, tmp_path: Path) -> None:
    site = tmp_path / "www"
    published(small, site)
    before, old = tree(site), marks(site)
    published(store(small, 2), site)
    after, new = tree(site), marks(site)
    assert "week/2017-03-18/index.html" in after
    for name in before:
        assert (before[name] == after[name]) == (old[str(site / name)] == new[str(site / name)])
    for name in ("week/2017-03-04/index.html", "week/2017-03-04/rows/index.html"):
        assert before[name] == after[name]
    fresh = tmp_path / "fresh"
    published(small, fresh)
    assert tree(fresh) == after


def test_what_somebody_changed_in_the_folder_is_made_good(small: Path, tmp_path: Path) -> None:
    site = tmp_path / "www"
    published(small, site)
    before = tree(site)
    (site / "index.html").write_text("broken")
    (site / "data" / "declined.csv").unlink()
    published(small, site)
    assert tree(site) == before


def test_weeks_that_were_published_stay(tmp_path: Path) -> None:
    site = tmp_path / "www"
    published(store(tmp_path / "old.db", 0, [[*sound_rows()[0]]]), site)
    week = (site / "week" / "2017-03-04" / "index.html").read_bytes()
    done = published(store(tmp_path / "new.db", 1, [[*sound_rows(1)[1]]]), site)
    assert done.stayed > 0
    assert (site / "week" / "2017-03-04" / "index.html").read_bytes() == week
    assert "2017-03-04" in seen(site / "weeks" / "index.html").text
    text = seen(site / "county" / "48453" / "index.html").text
    assert "No loaded report has what it was about, so it gives no figures" in text
    assert not (site / "county" / "48453" / "2017").exists()  # nothing leads there


def test_pages_that_stay_lead_to_no_page_that_is_gone(
    db: Path, small: Path, tmp_path: Path
) -> None:
    """Weeks and cases of a fuller database stay, with all that their pages lead to."""
    site = tmp_path / "www"
    published(db, site)
    before = tree(site)
    for _ in range(2):  # what the first run left has to outlast the next
        published(small, site)
        for path in pages(site):
            for link in seen(path).links():
                assert target(path, link)[0].is_file(), (path, link)
    after = tree(site)
    stayed = [name for name in before if name.startswith(("week/2017-01-28/", "cases/20"))]
    assert len(stayed) > 10
    assert all(after[name] == before[name] for name in stayed)
    (cases,) = {name.split("/")[1] for name in stayed if name.startswith("cases/")}
    for name in ("weeks", "cases"):
        assert f"Cases, {cases.replace('_', ' to ')}" in seen(site / name / "index.html").text
    done = published(small, site)
    assert (done.written, done.removed) == (0, 0)


def test_a_page_that_was_gone_is_made_again_with_its_report(tmp_path: Path) -> None:
    site = tmp_path / "www"
    old = store(tmp_path / "old.db", 0, [[*sound_rows()[0]]])
    published(old, site)
    page = (site / "county" / "48453" / "index.html").read_bytes()
    published(store(tmp_path / "new.db", 1, [[*sound_rows(1)[1]]]), site)
    assert (site / "county" / "48453" / "index.html").read_bytes() != page
    published(store(old, 1, [[*sound_rows(1)[1]]]), site)
    published(old, tmp_path / "fresh")
    assert tree(site) == tree(tmp_path / "fresh")


KILL = """
import os, signal, sys
from pathlib import Path
from detainer_cli.output.site import folder
left = [int(sys.argv.pop(1))]
where = sys.argv.pop(1)
def counted(original):
    def call(*args, **named):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*args, **named)
    return call
if where == "staging":
    folder.Folder.put = counted(folder.Folder.put)
else:
    carry_out = folder._carry_out
    def moving(*args):
        folder.Path.replace = counted(folder.Path.replace)
        carry_out(*args)
    folder._carry_out = moving
sys.argv[0] = "detainers"
import runpy
runpy.run_module("detainer_cli", run_name="__main__")
"""
"""The program, killed by the system after so many files were put, or moved."""


def killed(after: int, where: str, *args: object) -> None:
    run = python("-c", KILL, str(after), where, *map(str, args))
    assert run.returncode == -signal.SIGKILL, run.stderr


@pytest.mark.parametrize("after", [0, 1, 12, 30])
def test_a_run_that_is_killed_leaves_the_old_site(after: int, small: Path, tmp_path: Path) -> None:
    site = tmp_path / "www"
    published(small, site)
    before = tree(site)
    store(small, 2)
    killed(after, "staging", "publish", site, "--db", small)
    assert tree(site) == before
    published(small, site)
    published(small, tmp_path / "fresh")
    assert tree(site) == tree(tmp_path / "fresh")
    assert not list(site.glob(".detainers-*"))


@pytest.mark.parametrize("after", [2, 12, 25])
def test_a_run_that_is_killed_while_it_moves_is_ended_by_the_next(
    after: int, small: Path, tmp_path: Path
) -> None:
    """Every file is the old one or the new one whole; the front page is still the old one."""
    site, fresh = tmp_path / "www", tmp_path / "fresh"
    published(small, site)
    before = tree(site)
    store(small, 2)
    published(small, fresh)
    wanted = tree(fresh)
    killed(after, "moving", "publish", site, "--db", small)
    between = tree(site)
    assert between != before
    assert between["index.html"] == before["index.html"]
    for name, content in between.items():
        if name != "detainers-site.json":
            assert content in (before.get(name), wanted.get(name)), name
    assert len(reachable(site)) > 20
    published(small, site)
    assert tree(site) == wanted


def reachable(site: Path) -> set[Path]:
    """What a reader finds from the front page on; every link leads to a file."""
    found: set[Path] = set()
    left = [site.resolve() / "index.html"]
    while left:
        path = left.pop()
        assert path.is_file(), path
        if path not in found and path.suffix == ".html":
            left += [target(path, link)[0] for link in seen(path).links()]
        found.add(path)
    return found


def test_a_first_run_that_is_killed_is_no_obstacle(small: Path, tmp_path: Path) -> None:
    killed(20, "moving", "publish", tmp_path / "www", "--db", small)
    published(small, tmp_path / "www")
    published(small, tmp_path / "fresh")
    assert tree(tmp_path / "www") == tree(tmp_path / "fresh")


def test_a_folder_that_holds_other_things_is_left_alone(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("mine")
    before = marks(other)
    with pytest.raises(UsageError, match=r"chapter\.txt"):
        published(small, other)
    assert marks(other) == before


def test_other_files_beside_a_site_stay_and_are_never_overwritten(
    small: Path, tmp_path: Path
) -> None:
    site = tmp_path / "www"
    published(small, site)
    (site / "robots.txt").write_text("User-agent: *")
    (site / "week" / "2017-03-18").mkdir()
    (site / "week" / "2017-03-18" / "index.html").write_text("mine")
    before = tree(site)
    with pytest.raises(UsageError, match=r"week/2017-03-18/index\.html"):
        published(store(small, 2), site)
    assert tree(site) == before
    (site / "week" / "2017-03-18" / "index.html").unlink()
    published(small, site)
    assert (site / "robots.txt").read_text() == "User-agent: *"


def test_a_link_out_of_the_folder_is_not_followed(small: Path, tmp_path: Path) -> None:
    site, outside = tmp_path / "www", tmp_path / "outside"
    published(small, site)
    outside.mkdir()
    (site / "week" / "2017-03-18").symlink_to(outside)
    with pytest.raises(UsageError, match="2017-03-18"):
        published(store(small, 2), site)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["county", "week/2017-03-18", "index.html"])
def test_what_stands_in_the_way_is_named(name: str, small: Path, tmp_path: Path) -> None:
    """A file where a folder is to stand, and a folder where a file is."""
    site = tmp_path / "www"
    published(small, site)
    there = site / name
    if there.is_dir():
        shutil.rmtree(there)
    there.unlink(missing_ok=True)
    there.mkdir() if there.suffix else there.write_text("mine")
    before = tree(site)
    with pytest.raises(UsageError, match=rf"other files \({name}\)"):
        published(store(small, 2), site)
    assert tree(site) == before


def test_places_that_cannot_be_written(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for place in (file, tmp_path / "none" / "www", file / "www"):
        with pytest.raises(UsageError):
            published(small, place)
    with pytest.raises(DetainersError):
        published(small, Path("/proc/www"))


def test_a_disk_that_is_full_leaves_the_old_site(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "www"
    published(small, site)
    before = tree(site)

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    store(small, 2)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        published(small, site)
    monkeypatch.undo()
    assert tree(site) == before
    assert not list(site.glob(".detainers-*"))


def test_a_list_of_files_that_was_tampered_with_leads_nowhere_else(
    small: Path, tmp_path: Path
) -> None:
    site, outside = tmp_path / "www", tmp_path / "outside.txt"
    published(small, site)
    outside.write_text("mine")
    listed = json.loads((site / "detainers-site.json").read_text(encoding="utf-8"))
    listed["files"] |= {"../outside.txt": "0", str(outside): "0", "county/../../outside.txt": "0"}
    (site / "detainers-site.json").write_text(json.dumps(listed))
    (site / ".detainers-staging").mkdir()
    (site / ".detainers-staging" / "ready.json").write_text("{}")
    published(store(small, 2), site)
    assert outside.read_text() == "mine"
    assert not (site / ".detainers-staging").exists()


def test_two_runs_at_once_do_not_mix(small: Path, tmp_path: Path) -> None:
    from detainer_cli.output.site.folder import Folder

    site = tmp_path / "www"
    published(small, site)
    with Folder(site), pytest.raises(OutputError, match="another run"), Folder(site):
        pass


# ---------------------------------------------------------------- databases without pictures, rows


def test_reports_whose_pdf_is_not_kept_have_no_pictures(small: Path, tmp_path: Path) -> None:
    done = published(small, tmp_path / "www")
    assert len(done.without_pdf) == 2
    text = seen(tmp_path / "www" / "week" / "2017-03-04" / "rows" / "index.html").text
    assert "there are no pictures of its pages" in text
    assert not (tmp_path / "www" / "report").exists()


def test_a_county_of_many_rows_has_a_page_a_year(tmp_path: Path) -> None:
    row = sound_rows()[0]
    site = tmp_path / "www"
    published(store(tmp_path / "many.db", 0, [row] * 201), site)
    page = seen(site / "county" / "48453" / "2017" / "index.html")
    assert "201 rows of detainers declined" in page.text
    for path in pages(site):
        for link in seen(path).links():
            place, mark = target(path, link)
            assert place.is_file()
            assert not mark or mark in seen(place).ids, (path, link)


def test_figures_of_several_years_lead_to_a_year_that_has_them(tmp_path: Path) -> None:
    db = store(tmp_path / "years.db", 0, [sound_rows()[0]] * 201)
    store(db, 52, [[*sound_rows(52)[0][:4], "Robbery (Conviction)"]])
    published(db, tmp_path / "www")
    page = tmp_path / "www" / "county" / "48453" / "index.html"
    links = {
        mark: place.parent.name for place, mark in (target(page, x) for x in seen(page).links())
    }
    assert (links["crime-assault"], links["crime-robbery"]) == ("2017", "2018")


def test_a_week_after_a_gap_says_so(tmp_path: Path) -> None:
    site = tmp_path / "www"
    published(store(store(tmp_path / "gap.db", 0), 3), site)
    text = seen(site / "index.html").text
    assert "What changed since the last week that is loaded" in text
    assert "of the weeks between no report is loaded" in text
    assert "no report is loaded" in seen(site / "weeks" / "index.html").text


def test_pages_are_those_of_the_answers_while_another_loads(small: Path, tmp_path: Path) -> None:
    """All pages are of one state of the database, whatever is loaded meanwhile."""
    site = tmp_path / "www"
    done: list[Path] = []

    def load(what: str, place: int, of: int) -> None:
        if not done:
            done.append(store(small, 2))

    with closing(open_for_reading(small)) as conn:
        publish(conn, site, "", load)
    assert done
    assert not (site / "week" / "2017-03-18").exists()
    assert "2 weeks loaded" in seen(site / "weeks" / "index.html").text


def test_split_of_a_week_is_on_its_page(site: Path, db: Path) -> None:
    with closing(open_for_reading(db)) as conn:
        source = site_of(conn, "")
        answer = split(source.of_week(source.weeks[0]), By.CRIME)
    text = seen(site / "week" / WEEK / "index.html").text
    for row in answer.rows:
        assert f"{row['group']} {row['convicted']} {row['charged']} {row['total']}" in text


# ---------------------------------------------------------------- the command


def test_command(small: Path, tmp_path: Path, detainers: Run) -> None:
    run = detainers("publish", tmp_path / "www", db=small)
    assert (run.returncode, run.stdout) == (0, "")
    assert "files written" in run.stderr
    assert "no pictures of" in run.stderr
    run = detainers("publish", tmp_path / "www", db=small)
    assert "nothing changed" in run.stderr
    run = detainers("publish", tmp_path / "www", "--quiet", db=small)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_command_without_the_extra_says_how_to_get_it(small: Path, tmp_path: Path) -> None:
    script = "import sys, runpy; sys.modules['xlsxwriter'] = None; sys.argv[0] = 'detainers';"
    script += "runpy.run_module('detainer_cli', run_name='__main__')"
    run = python("-c", script, "publish", str(tmp_path / "www"), "--db", str(small))
    assert run.returncode == 2
    assert "pip install 'detainer-cli[site]'" in run.stderr
    assert not (tmp_path / "www").exists()


def test_command_refuses_what_is_no_address(small: Path, tmp_path: Path, detainers: Run) -> None:
    for url in ("example.org", "ftp://example.org/", "https://", "javascript:alert(1)"):
        run = detainers("publish", tmp_path / "www", "--url", url, db=small)
        assert run.returncode == 2
        assert "is no address of a site" in run.stderr
    assert not (tmp_path / "www").exists()


def test_command_refuses_what_names_no_folder(small: Path, tmp_path: Path, detainers: Run) -> None:
    before = marks(tmp_path)
    for name, said in (("-", "stdout takes none of them"), ("", "DIR is empty")):
        run = detainers("publish", name, db=small)
        assert (run.returncode, run.stdout) == (2, "")
        assert said in run.stderr
    assert marks(tmp_path).keys() - before.keys() <= {f"{small}-shm", f"{small}-wal"}


def test_command_without_a_week_says_what_shows_the_cases(tmp_path: Path, detainers: Run) -> None:
    assert detainers("ingest", NARRATIVE, "--db", tmp_path / "n.db").returncode == 0
    run = detainers("publish", "www", db=tmp_path / "n.db")
    assert (run.returncode, run.stdout) == (2, "")
    assert "the front page of a site is a week" in run.stderr
    assert "detainers export DIR" in run.stderr
    assert not (tmp_path / "www").exists()
    run = detainers("publish", "www", db=tmp_path / "none.db")
    assert run.returncode == 2
    assert "no report is loaded yet" in run.stderr


@pytest.mark.parametrize("command", ["publish", "export"])
def test_errata_of_the_environment_are_not_left_out_in_silence(
    command: str, small: Path, detainers: Run
) -> None:
    run = detainers(command, "there", db=small, DETAINERS_ERRATA="mine.csv")
    assert run.returncode == 0
    assert "$DETAINERS_ERRATA is not used here" in run.stderr
    assert "detainers errata --errata FILE --keep" in run.stderr
    assert "DETAINERS_ERRATA" not in detainers(command, "there", db=small).stderr
