"""Charts: every answer as SVG, PNG and HTML, from the command line and from outside."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shlex
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made_up import PLACES, TRAVIS, UNRESOLVED_PLACE, add_report, county, empty, question, save
from PIL import Image
from running import COMMAND, complaint, detainers, environment, python, small_disk
from samples import ROOT
from test_formats import answers
from test_hostile_text import CONTROLS, TEXTS
from test_hostile_text import run as in_process

from detainer_cli.answers.breakdown import breakdown
from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.groups import county_name
from detainer_cli.answers.rows import rows as answer_rows
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.answers.trend import trend
from detainer_cli.model.summary import Summary
from detainer_cli.output.charts import kinds, style
from detainer_cli.output.charts.draw import chart
from detainer_cli.output.charts.items import MOST_BARS, _county_codes
from detainer_cli.output.charts.letters import broken, pixels
from detainer_cli.output.charts.maps import Place, classes, county_map, off_the_map
from detainer_cli.output.charts.shapes import codes, layer
from detainer_cli.output.charts.write import ENDINGS, picture
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names
from detainer_cli.text import is_disguised

ANSWERS = {
    "reports": "reports",
    "issued": "top-counties --week 2017-02-01",
    "declined": "top-counties --basis declined --limit 40",
    "split": "split",
    "split by crime": "split --by crime",
    "split by week": "split --by week",
    "breakdown": "breakdown --by region",
    "map of counties": "breakdown --by county",
    "map of states": "breakdown --by state",
    "coverage": "coverage",
    "rows": "rows --state TX",
    "policies": "policies",
    "trend": "trend",
    "lag": "lag --by state",
    "compare": "compare 2017-01-28 latest --by county",
    "cases": "cases",
    "events": "cases --events",
}
NUMBERS = {
    "reports": ("detainers_issued", "declined"),
    "trend": ("issued", "declined", "convicted", "charged"),
    "split": ("convicted", "charged"),
    "split by crime": ("convicted", "charged"),
    "split by week": ("convicted", "charged"),
    "compare": ("first", "second"),
    "lag": ("minimum", "first_quartile", "median", "third_quartile", "maximum"),
    "cases": ("arrests",),
}
"""The columns that a chart draws, where they are not `detainers`."""
COUNTED = {"rows": "declined_date", "policies": "state", "events": "type"}
NOTICE = "individuals are invented"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="session")
def db(loaded_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample reports and a narrative one."""
    path = tmp_path_factory.mktemp("charts") / "x.db"
    shutil.copy(loaded_db, path)
    run = detainers("ingest", ROOT / "tests" / "narrative" / "n1.pdf", "--db", path)
    assert run.returncode == 0, run.stderr
    return path


def drawn(db: Path, answer: str, file: Path) -> dict[str, Any]:
    """What `detainers ANSWER --chart FILE` prints as JSON, in this process."""
    code, out, err = in_process(
        *answer.split(), "--db", str(db), "-f", "json", "--chart", str(file)
    )
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def words_of(svg: bytes) -> str:
    """The text that a picture shows, pieces of lines joined."""
    root = ElementTree.fromstring(svg)
    pieces = ("".join(part.itertext()) for part in root.iter(f"{SVG}text"))
    return " ".join(" ".join(pieces).split())


def specification_of(page: str) -> dict[str, Any]:
    """The specification that a page has."""
    (text,) = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


def data_of(part: Any) -> Iterator[list[dict[str, Any]]]:
    """All values that stand in a specification as rows."""
    if isinstance(part, list):
        for one in part:
            yield from data_of(one)
    elif isinstance(part, dict):
        values = part.get("data", {}).get("values") if isinstance(part.get("data"), dict) else None
        if isinstance(values, list) and values != [{}]:
            yield values
        for one in part.values():
            yield from data_of(one)


def all_values(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """Its rows, each once."""
    rows = [row for values in data_of(specification) for row in values]
    return list({json.dumps(row, sort_keys=True): row for row in rows}.values())


# ---------------------------------------------------------------- every answer, every format


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_as_svg(name: str, db: Path, tmp_path: Path) -> None:
    """The answer is printed as ever; the picture has its title, basis, weeks, source and notice."""
    file = tmp_path / "x.svg"
    asked = [*ANSWERS[name].split(), "--db", str(db), "-f", "json"]
    run = detainers(*asked, "--chart", file)
    assert (run.returncode, run.stdout, run.stderr) == in_process(*asked)
    answer = json.loads(run.stdout)
    root = ElementTree.fromstring(file.read_bytes())
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert title.text == answer["title"]
    assert root.get("role") == "img"
    assert (told.text or "").startswith(answer["title"])
    assert re.search(r"\d", (told.text or "").removeprefix(answer["title"]))
    shown = words_of(file.read_bytes())
    for words in (*answer["title"].split(), "Basis:", "Source:", "Caveats:", *answer["weeks"]):
        assert words in shown, words
    assert NOTICE in shown


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_as_png(name: str, db: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.PNG"
    answer = drawn(db, ANSWERS[name], file)
    with Image.open(file) as image:
        image.load()
        texts: dict[str, str] = image.text  # type: ignore[attr-defined]
        assert (image.format, image.mode) == ("PNG", "P")
        assert image.width > 1400
        assert len(image.convert("L").getcolors(256) or []) > 8  # something is drawn
    assert texts["Title"] == answer["title"]
    assert texts["Description"].startswith(answer["title"])
    assert NOTICE in texts["Comment"]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_as_html(name: str, db: Path, tmp_path: Path) -> None:
    """The numbers of the specification are those of the answer; the page has them as a table."""
    file = tmp_path / "x.html"
    answer = drawn(db, ANSWERS[name], file)
    page = file.read_text("utf-8")
    values = all_values(specification_of(page))
    if name in COUNTED:
        found = {row["name"]: row["value"] for row in values}
        told = [row[COUNTED[name]] or "(not told)" for row in answer["rows"]]
        assert found == {value: told.count(value) for value in told}
    else:
        columns = NUMBERS.get(name, ("detainers",))
        expected = {row[column] for row in answer["rows"] for column in columns}
        numbers = {v for row in values for v in row.values() if isinstance(v, (int, float))}
        is_cut = len(answer["rows"]) > MOST_BARS // len(columns) or name.startswith("map")
        assert numbers & expected if is_cut else expected <= numbers
        assert f"{max(filter(None, expected)):,}" in page
    assert page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>") == len(
        answer["rows"]
    )
    assert NOTICE in page


@pytest.mark.parametrize("name", ["split by crime", "declined", "cases"])
def test_each_bar_is_a_row_of_the_answer(name: str, db: Path, tmp_path: Path) -> None:
    """In the answer's order, or from the largest down; nothing is drawn that is not in it."""
    answer = drawn(db, ANSWERS[name], tmp_path / "x.html")
    columns = NUMBERS.get(name, ("detainers",))
    values = all_values(specification_of((tmp_path / "x.html").read_text("utf-8")))
    bars = [row for row in values if "place" in row]
    if name == "cases":
        answer["rows"].sort(key=lambda row: -row["arrests"])
    for row in bars:
        of = answer["rows"][row["place"]]
        assert row["value"] == of[columns[row.get("number", 0)]]
        named = {"split by crime": "group", "declined": "county", "cases": "ref"}[name]
        assert of[named] in row["name"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["map of counties", "trend", "split by crime"])
def test_the_same_bytes_twice(name: str, ending: str, db: Path, tmp_path: Path) -> None:
    """In two processes, in two time zones, with and without colours."""
    for place, zone in ((1, "America/Los_Angeles"), (2, "Asia/Tokyo")):
        run = detainers(
            *ANSWERS[name].split(), "--db", db, "--chart", tmp_path / f"{place}.{ending}",
            env=environment(TZ=zone, NO_COLOR="1" if place == 1 else ""),
        )  # fmt: skip
        assert run.returncode == 0
    assert (tmp_path / f"1.{ending}").read_bytes() == (tmp_path / f"2.{ending}").read_bytes()


def test_fonts_of_the_system_change_nothing(db: Path, tmp_path: Path) -> None:
    """A picture without them is that with them; without the right to hide them, no test."""
    command = f"{shlex.join(COMMAND)} trend --db {db} --chart"
    hiding = "mount -t tmpfs tmpfs /usr/share/fonts && mount -t tmpfs tmpfs /usr/share/texmf"
    may = subprocess.run(["unshare", "-m", "sh", "-c", hiding], capture_output=True, check=False)
    if may.returncode:
        pytest.skip("fonts cannot be hidden here")
    for ending in ("png", "svg"):
        drawn(db, "trend", tmp_path / f"with.{ending}")
        script = f"{hiding} && {command} {tmp_path}/without.{ending}"
        run = subprocess.run(
            ["unshare", "-m", "sh", "-c", script],
            capture_output=True,
            check=True,
            env=environment(),
        )
        assert run.stdout
        with_fonts = (tmp_path / f"with.{ending}").read_bytes()
        assert with_fonts == (tmp_path / f"without.{ending}").read_bytes()


def test_every_answer_by_every_group_has_a_chart(loaded_db: Path) -> None:
    with closing(sqlite3.connect(loaded_db)) as conn:
        for summary in answers(conn):
            found = chart(summary)
            assert found.text.startswith(summary.title)
            assert summary.basis
            titled = {"issued": "ISSUED", "declined": "DECLINED"}.get(summary.basis, "")
            assert titled in summary.title
            if titled:
                assert titled in kinds.basis_of(summary.basis).told


def test_every_basis_and_source_is_described() -> None:
    for name in ("issued", "declined", "both", "policy", "narrative"):
        assert kinds.basis_of(name).told.startswith("Basis: ")
        assert len(kinds.basis_of(name).noun) == 2


# ---------------------------------------------------------------- the two bases


@pytest.mark.parametrize("name", ["trend", "reports"])
def test_no_mark_has_both_bases(name: str, db: Path, tmp_path: Path) -> None:
    """Issued and declined are in panels of their own, each with its name above it."""
    drawn(db, ANSWERS[name], tmp_path / "x.html")
    specification = specification_of((tmp_path / "x.html").read_text("utf-8"))
    bases = []
    for panel in specification["vconcat"]:
        series = {row["series"] for row in all_values(panel) if "series" in row}
        is_issued = {name for name in series if "issued" in name}
        assert is_issued in (set(), series)
        if series:
            assert ("ISSUED" if is_issued else "DECLINED") in panel["title"]["text"]
            bases.append(bool(is_issued))
    assert sorted(set(bases)) == [False, True]


def test_the_bases_have_colours_of_their_own() -> None:
    assert style.colour("issued") != style.colour("declined")
    assert not set(style.scale("issued")) & set(style.scale("declined"))


def luminance(colour: str) -> float:
    """Relative luminance by WCAG."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scale", [*style.SCALES.values(), style.PAIR[:2]])
def test_colours_differ_in_black_and_white(scale: tuple[str, ...]) -> None:
    """Each is darker than the one before it, by a contrast that print keeps."""
    shades = sorted(map(luminance, scale))
    assert shades in (sorted(shades), [*map(luminance, scale)])
    steps = [(light + 0.05) / (dark + 0.05) for dark, light in pairwise(shades)]
    assert min(steps) > 1.3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
def test_text_can_be_read(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 7  # WCAG AAA on white


# ---------------------------------------------------------------- gaps, many, few, none


def with_weeks(weeks: list[str]) -> sqlite3.Connection:
    conn = empty()
    for number, week in enumerate(weeks):
        rows = [{"declined_date": week}] * (number + 1)
        add_report(conn, week, rows, [{}], detainers_issued=3000 + number)
    return conn


def panels_of(summary: Summary) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The points of each series of a chart over the weeks."""
    for panel in chart(summary).specification["vconcat"]:
        points = [row for row in all_values(panel) if "above" in row and "label" not in row]
        for series in dict.fromkeys(row["series"] for row in points):
            yield series, [row for row in points if row["series"] == series]


def test_gaps_are_kept_as_gaps() -> None:
    """A week without a report is a point without a number, which breaks the line."""
    summary = trend(question(with_weeks(["2017-01-28", "2017-02-04", "2017-02-25"])))
    for series, points in panels_of(summary):
        assert [point["start"] for point in points] == [
            "2017-01-28", "2017-02-04", "2017-02-11", "2017-02-18", "2017-02-25",
        ]  # fmt: skip
        by_week = {row["week_start"]: row[series] for row in summary.rows}
        assert {point["start"]: point["value"] for point in points} == by_week
        assert [point["value"] is None for point in points] == [False, False, True, True, False]
    found = chart(summary)
    greys = {(r["from"], r["to"]) for r in all_values(found.specification) if "from" in r}
    assert greys == {("2017-02-11", "2017-02-18"), ("2017-02-18", "2017-02-25")}
    assert any("no report is loaded for 2 of the weeks" in remark for remark in found.remarks)
    assert "No report is loaded for 2 of the weeks between." in found.text
    text = json.dumps(found.specification)
    assert '"invalid": "break-paths-show-path-domains"' in text


@pytest.mark.parametrize("ask", [breakdown, None])
def test_weeks_of_a_grouped_answer_have_their_gaps_and_order(ask: Any) -> None:
    about = question(with_weeks(["2017-01-28", "2017-02-25"]))
    summary = breakdown(about, By.WEEK) if ask else answer_rows(about)
    greys = {r["from"] for r in all_values(chart(summary).specification) if "from" in r}
    assert greys == {"2017-02-04", "2017-02-11", "2017-02-18"}


def test_the_line_breaks_where_there_is_no_report() -> None:
    """In the picture itself: a move of the pen in place of a line over the gap."""
    weeks = ["2017-01-28", "2017-02-04", "2017-02-25", "2017-03-04"]
    svg, _ = picture(trend(question(with_weeks(weeks))), "svg")
    lines = [
        part.get("d") or ""
        for part in ElementTree.fromstring(svg).iter(f"{SVG}path")
        if (part.get("aria-roledescription") or "") == "line mark"
    ]
    assert len(lines) >= 4
    assert all(line.count("M") == 2 for line in lines)


def test_sixty_weeks() -> None:
    conn = empty()
    starts = [f"{2017 + n // 50}-{1 + n % 50 // 4 % 12:02}-{1 + 7 * (n % 4):02}" for n in range(60)]
    for start in sorted(set(starts)):
        add_report(conn, start, [{}], detainers_issued=3000)
    found = chart(trend(question(conn)))
    assert f"{len(set(starts))} weeks" in found.text


def many(count: int) -> sqlite3.Connection:
    conn = empty()
    every = [row for row in table("counties") if not row["until"]][:count]
    places = [county(f"{r['name']} County", r["state"], "Texas", r["fips"]) for r in every]
    add_report(conn, "2017-01-28", [row for n, p in enumerate(places) for row in [p] * (1 + n % 9)])
    return conn


@pytest.mark.parametrize("ask", ["top", "facility"])
def test_five_hundred_rows_are_cut_and_counted(ask: str) -> None:
    """What is left out is told by its number and sum, in the picture and in words."""
    about = question(many(500))
    summary = (
        top_counties(about, CountyBasis.DECLINED, 500)
        if ask == "top"
        else breakdown(about, By.FACILITY)
    )
    found = chart(summary)
    bars = [row for row in all_values(found.specification) if "place" in row]
    assert len(bars) < len(summary.rows) == 500
    known = sum(row["value"] for row in bars)
    rest = f"the other {500 - len(bars)} have {(summary.total or 0) - known:,} together"
    assert any(rest in remark for remark in found.remarks)
    assert f"{summary.total:,} detainers declined in 500 rows" in found.text


@pytest.mark.parametrize("by", [None, *(by for by in By if by is not By.WEEK)])
def test_no_row_is_said_in_the_picture(by: By | None, tmp_path: Path) -> None:
    """A filter that nothing meets: the picture says so, with title, basis and caveats."""
    db = save(with_weeks(["2017-01-28"]), tmp_path / "x.db")
    what = f"breakdown --by {by}" if by else "rows"
    file = tmp_path / "x.svg"
    code, _, _ = in_process(*what.split(), "--state", "CA", "--db", str(db), "--chart", str(file))
    assert code == 0
    assert "No row: there is nothing to draw." in words_of(file.read_bytes())
    assert "DECLINED" in words_of(file.read_bytes())


def test_one_row_and_an_unread_count() -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [{}], [{"detainers_issued": None}])
    found = chart(top_counties(question(conn), CountyBasis.ISSUED, 10))
    (bar,) = [row for row in all_values(found.specification) if "place" in row]
    assert (bar["value"], bar["words"]) == (None, "unread")


def test_ranks_that_the_answer_leaves_out_are_in_the_whole() -> None:
    """`--limit` shows the first; the picture says what all have, and that a count is unread."""
    conn = empty()
    issued = [{**place, "detainers_issued": n} for n, place in zip((9, 5, 2), PLACES, strict=False)]
    add_report(conn, "2017-01-28", [{}], issued)
    found = chart(top_counties(question(conn), CountyBasis.ISSUED, 2))
    assert "All 3 listed: 16 detainers issued." in found.remarks
    assert "14 detainers issued in 2 rows." in found.text
    assert "All 3 listed: 16 detainers issued." in found.text
    issued[-1]["detainers_issued"] = None
    add_report(conn, "2017-01-28", [{}], issued)
    found = chart(top_counties(question(conn), CountyBasis.ISSUED, 9))
    assert "1 row with a count that could not be read, in no sum." in found.text


def test_rows_without_a_day_are_counted_beside_the_chart() -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [{}, {"declined_date": None}, {"declined_date": None}])
    found = chart(answer_rows(question(conn)))
    assert any("not drawn: 2" in remark for remark in found.remarks)


# ---------------------------------------------------------------- hostile text


def hostile() -> sqlite3.Connection:
    conn = empty()
    texts = [*TEXTS.values(), *CONTROLS.values(), "]]></desc><script>alert(2)</script>"]
    texts += ["${alert(3)}", "datum['x']", '{"signal": "1"}', "</SCRIPT ><!--", "\u2028x\u2029"]
    rows = [{"crime": text, "facility": text, "citizenship": text} for text in texts]
    add_report(conn, "2017-01-28", [*rows, *rows[:3]], [{"county": "<b>", "county_fips": None}])
    return conn


@pytest.mark.parametrize("ending", ["svg", "html"])
@pytest.mark.parametrize("by", [By.CRIME, By.FACILITY, By.CITIZENSHIP])
def test_hostile_text_is_shown_harmlessly(by: By, ending: str, tmp_path: Path) -> None:
    db = save(hostile(), tmp_path / "x.db")
    file = tmp_path / f"x.{ending}"
    filters = ["--crime", TEXTS["html"]] if by is By.CRIME else []
    for args in (["split", "--by", by], ["breakdown", "--by", by, *filters]):
        assert in_process(*args, "--db", str(db), "--chart", str(file), "-q")[0] == 0
        text = file.read_text("utf-8")
        assert [char for char in text if is_disguised(char) and char not in "\n\t"] == []
        if ending == "svg":
            root = ElementTree.fromstring(text)
            tags = {part.tag.removeprefix(SVG) for part in root.iter()}
            assert tags <= {"svg", "title", "desc", "g", "path", "rect", "text", "tspan", "line"}
            assert "<script>alert(1)</script>" in words_of(text.encode()) or "…" in text
        else:
            outside = re.sub(r'<script type="module">.*?</script>', "", text, flags=re.DOTALL)
            assert outside.count("<script") == 1
            assert outside.count("</script>") == 1
            assert not re.search(r"<(img|b|a)[ >]", outside)
            names = {row.get("name") for row in all_values(specification_of(text))}
            assert any("<script>alert(1)</script>" in str(name) for name in names)


@pytest.mark.parametrize("name", ["map of counties", "trend"])
def test_a_page_asks_no_other_host(name: str, db: Path, tmp_path: Path) -> None:
    """Its policy forbids it, and lets one script run: that whose hash it has."""
    file = tmp_path / "x.html"
    drawn(db, ANSWERS[name], file)
    page = file.read_text("utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; ")
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    (script,) = re.findall(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    found = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{found}'" in policy
    outside = page.replace(script, "")
    assert not re.search(r"""\b(src|href|action)\s*=|url\(|@import""", outside)
    assert (tmp_path / "x.html").stat().st_size < 2_500_000


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no Chromium here")
@pytest.mark.parametrize("name", ["map of counties", "hostile"])
def test_a_browser_draws_the_page(name: str, db: Path, tmp_path: Path) -> None:
    """From the disk, under its policy: no error, no word to the console, no script of a report."""
    if name == "hostile":
        db = save(hostile(), tmp_path / "x.db")
    file = tmp_path / "x.html"
    answer = ANSWERS.get(name, "split --by crime")
    drawn(db, answer, file)
    run = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
         f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=9000", "--dump-dom",
         file.as_uri()],
        capture_output=True, text=True, check=True, timeout=120, encoding="utf-8",
    )  # fmt: skip
    assert "CONSOLE" not in run.stderr
    (shown,) = re.findall(r'<div id="chart".*?</svg>', run.stdout, re.DOTALL)
    texts = unescape(" ".join(re.findall(r"<text[^>]*>(.*?)</text>", shown, re.DOTALL)))
    assert ("Travis County, Texas" if name != "hostile" else "<script>alert(1)</script>") in texts


# ---------------------------------------------------------------- the option


@pytest.mark.parametrize("library", ["altair", "vl_convert"])
def test_without_the_extra(library: str, db: Path, tmp_path: Path) -> None:
    """Told what to install; nothing is printed or written, and an answer alone is as ever."""
    script = (
        f"import runpy, sys; sys.modules[{library!r}] = None\n"
        "sys.argv = ['detainers', *sys.argv[1:]]\n"
        "runpy.run_module('detainer_cli', run_name='__main__')"
    )
    file = tmp_path / "x.png"
    run = python("-c", script, "split", "--db", db, "--chart", file)
    assert (run.returncode, run.stdout) == (2, "")
    assert "pip install 'detainer-cli[charts]'" in complaint(run)
    assert list(tmp_path.iterdir()) == []
    assert python("-c", script, "split", "--db", db).returncode == 0


def test_an_answer_loads_no_library_of_charts(db: Path) -> None:
    script = (
        "import runpy, sys\nsys.argv = ['detainers', *sys.argv[1:]]\n"
        "try: runpy.run_module('detainer_cli', run_name='__main__')\n"
        "finally: print(*(n for n in ('altair', 'vl_convert', 'jinja2', "
        "'detainer_cli.output.charts') if n in sys.modules), file=sys.stderr)"
    )
    run = python("-c", script, "split", "--db", db)
    assert run.stderr.splitlines()[-1] == ""


@pytest.mark.parametrize("name", ["x.gif", "x", ".svg", "x.svg.txt", ""])
def test_another_ending_is_refused_before_anything_is_asked(name: str, tmp_path: Path) -> None:
    run = detainers("split", "--db", tmp_path / "none.db", "--chart", tmp_path / name, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert ".svg, .png, .html" in complaint(run)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("command", ["split", "cases"])
def test_a_place_that_cannot_be_written_to(
    command: str, ending: str, db: Path, tmp_path: Path
) -> None:
    (tmp_path / f"folder.{ending}").mkdir()
    for place in (tmp_path / "none" / f"x.{ending}", tmp_path / f"folder.{ending}"):
        run = detainers(command, "--db", db, "--chart", place)
        assert (run.returncode, run.stdout) == (2, "")
        assert str(place) in complaint(run)
    assert [path.name for path in tmp_path.rglob("*")] == [f"folder.{ending}"]


def test_a_full_disk_leaves_what_was_there(db: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        file = disk / "x.html"
        file.write_text("before")
        run = detainers("split", "--db", db, "--chart", file)
        assert (run.returncode, run.stdout) == (8, "")
        assert "the chart cannot be written" in complaint(run)
        assert [path.name for path in disk.iterdir()] == ["x.html"]
        assert file.read_text() == "before"


def test_a_chart_replaces_an_earlier_one(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.svg"
    file.write_text("before")
    drawn(db, "split", file)
    assert file.read_text().startswith("<svg ")


def test_stdout_has_the_picture_in_place_of_the_answer(db: Path, tmp_path: Path) -> None:
    run = detainers("split", "--db", db, "--chart", "-", cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert ElementTree.fromstring(run.stdout).tag == f"{SVG}svg"
    drawn(db, "split", tmp_path / "x.svg")
    assert (tmp_path / "x.svg").read_text("utf-8") == run.stdout


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("command", ["split", "cases"])
def test_verbose_tells_what_the_picture_shows(
    command: str, ending: str, db: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"x.{ending}"
    run = detainers(command, "--db", db, "--chart", file, "-v")
    told = run.stderr.splitlines()[-1]
    assert told.startswith(f"{file}: ")
    text = told.removeprefix(f"{file}: ")
    if ending == "png":
        with Image.open(file) as image:
            assert image.text["Description"] == text  # type: ignore[attr-defined]
    else:
        assert text in unescape(file.read_text("utf-8"))


def test_what_is_only_cited_is_not_drawn(db: Path, tmp_path: Path) -> None:
    run = detainers("cite", "split", "--db", db, "--chart", tmp_path / "x.svg")
    assert (run.returncode, run.stdout) == (2, "")
    assert "only cited" in complaint(run)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- maps


def test_the_shapes_are_of_the_time_of_the_reports() -> None:
    """What the program resolves for 2017 has a shape, but for what has none on any map of it."""
    known = codes("counties")
    assert {"46102", "02158", "48453", "09001", "11001"} <= known
    assert not known & {"46113", "02270", "09110", "51515"}
    day = "2017-01-28"
    of_2017 = {
        row["fips"]
        for row in table("counties")
        if row["since"] <= day and (not row["until"] or day < row["until"])
    }
    territories = {fips for fips in of_2017 if fips[:2] in {"60", "66", "69", "72", "78"}}
    assert of_2017 - territories - known == set()
    assert codes("states") == {fips[:2] for fips in known}


def test_a_layer_is_what_the_whole_has() -> None:
    """Every arc that a shape names is there, and the arcs are as they were."""
    for name in ("counties", "states"):
        found = layer(name)
        text = json.dumps([shape["arcs"] for shape in found["objects"][name]["geometries"]])
        used = {n if n >= 0 else ~n for n in map(int, re.findall(r"-?\d+", text))}
        assert used == set(range(len(found["arcs"])))


def test_a_group_of_counties_has_the_code_of_its_name() -> None:
    """Names as groups have them tell counties apart."""
    names = [
        county_name(
            " ".join(filter(None, (r["name"], r["designation"]))), state_names()[r["state"]]
        )
        for r in table("counties")
    ]
    codes_of = {(name, row["fips"]) for name, row in zip(names, table("counties"), strict=True)}
    assert len({name for name, _ in codes_of}) == len(codes_of)
    assert dict(codes_of) == _county_codes()


def test_the_map_of_the_samples(db: Path, tmp_path: Path) -> None:
    """Travis County has the 142 of the first week; every county with a shape is on it."""
    answer = drawn(db, "breakdown --by county --week 2017-01-28", tmp_path / "x.html")
    values = all_values(specification_of((tmp_path / "x.html").read_text("utf-8")))
    on_map = {row["name"]: (row["code"], row["value"]) for row in values if "code" in row}
    assert on_map["Travis County, Texas"] == ("48453", 142)
    assert {name: value for name, (_, value) in on_map.items()} == {
        row["group"]: row["detainers"] for row in answer["rows"] if row["group"] in on_map
    }
    assert len(on_map) == sum(row["group"] in _county_codes() for row in answer["rows"])


def test_what_has_no_shape_is_counted_on_the_map() -> None:
    conn = empty()
    guam = county("Guam", "GU", "Guam", "66010")
    rows: list[dict[str, Any]]
    rows = [TRAVIS, TRAVIS, UNRESOLVED_PLACE, UNRESOLVED_PLACE, UNRESOLVED_PLACE, PLACES[3], guam]
    add_report(conn, "2017-01-28", rows)
    found = chart(breakdown(question(conn), By.COUNTY))
    note = (
        "Not on the map: 5 detainers in 3 groups: 3 of unresolved places, 2 of no single county or"
        " of a territory outside it."
    )
    assert note in found.remarks
    assert note in found.text


def test_places_without_any_shape_have_bars_alone() -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [UNRESOLVED_PLACE])
    text = json.dumps(chart(breakdown(question(conn), By.COUNTY)).specification)
    assert "geoshape" not in text


def test_the_map_as_a_part_of_a_page() -> None:
    """`county_map`, which the site uses: from rows of an answer, with links and marked counties."""
    rows: list[dict[str, object]] = [
        {"county_fips": "48453", "county": "Travis", "detainers": 142, "href": "/county/48453/"},
        {"county_fips": None, "county": "(unresolved)", "detainers": 3, "href": ""},
        {"county_fips": "41067", "county": "Washington", "detainers": None, "href": ""},
    ]
    made = county_map(rows, basis="issued", marked=["17031"], marked_text="Broken line: a policy.")
    text = json.dumps(made)
    assert made == county_map(
        rows, basis="issued", marked=["17031"], marked_text="Broken line: a policy."
    )
    assert made["title"]["text"] == [
        "Not on the map: 3 detainers in 1 group: 3 of unresolved places.",
        "Not on the map: 1 with a count that could not be read.",
        "Broken line: a policy.",
    ]
    assert '"/county/48453/"' in text
    assert "unknown, not zero" in text
    assert '"17031"' in text
    off = off_the_map("counties", [Place("48453", "x", 2), Place(None, "y", 3)])
    assert (off.places, off.value, off.unresolved) == (1, 3, 0)


@given(st.integers(1, 10_000_000))
def test_classes_hold_every_count_once(largest: int) -> None:
    found = classes(largest)
    bounds = [least for least, _ in found]
    assert bounds[0] == 1
    assert bounds == sorted(set(bounds))
    assert bounds[-1] <= largest
    assert len(found) <= 5
    assert len({text for _, text in found}) == len(found)


# ---------------------------------------------------------------- words


@example(f"::<<<<@@{chr(0x300) * 24}")
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=400))
def test_a_name_is_broken_to_its_room_and_nothing_is_lost(text: str) -> None:
    lines = broken(text, style.TEXT, style.LABELS)
    assert "".join("".join(lines).split(" ")) == "".join(text.split(" "))
    # a number is never broken
    breakable = [line for line in lines if len(line) > 8 and not re.search(r"\d\S{7}", line)]
    assert all(pixels(line, style.TEXT) <= style.LABELS for line in breakable)


def test_png_of_every_kind_is_a_whole_picture(loaded_db: Path) -> None:
    with closing(sqlite3.connect(loaded_db)) as conn:
        made, _ = picture(trend(question(conn)), "png")
    with Image.open(BytesIO(made)) as image:
        image.verify()
