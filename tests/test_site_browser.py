"""The published samples in a real browser, from the disk and from a server: Debian's Chromium."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import Run
from playwright.sync_api import Browser, Page, Request, sync_playwright
from samples import ROOT
from sites import published, with_cases

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
WEEK = "week/2017-01-28"
AXE = ROOT / "tests" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = {
    "front": "index.html",
    "week": f"{WEEK}/index.html",
    "rows of a week": f"{WEEK}/rows/index.html",
    "page of a report": f"{WEEK}/page/3/index.html",
    "county": "county/48453/index.html",
    "county of few rows": "county/36005/index.html",
    "policy": "policy/travis-county-texas/index.html",
    "policies": "policy/index.html",
    "crime": "crime/assault/index.html",
    "crimes": "crime/index.html",
    "weeks": "weeks/index.html",
    "counties": "counties/index.html",
    "narratives": "cases/index.html",
    "cases": "cases/2018-01-01_2018-03-31/index.html",
    "corrections": "corrections/index.html",
    "methods": "methods/index.html",
    "data": "data/index.html",
    "search": "search/index.html",
}
"""A page of each kind."""


@pytest.fixture(scope="module")
def db(loaded_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_cases(loaded_db, tmp_path_factory.mktemp("browsed_db"))


@pytest.fixture(scope="module")
def site(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed") / "www"
    published(db, folder)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "no chromium: apt-get install chromium"
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A web server on this machine; its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.fixture(scope="module", params=["disk", "server"])
def base(site: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the site, from the disk and from a server."""
    if request.param == "disk":
        yield site.as_uri()
    else:
        with server(site) as address:
            yield address


def _failed(request: Request) -> list[str]:
    """That a request failed; not if the page was left before it was answered."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.failure}: {request.url}"]


@contextmanager
def watched(browser: Browser, base: str, **context: Any) -> Iterator[Page]:
    """A page that may say nothing on the console, fail at nothing, and ask no other host."""
    opened = browser.new_context(**context)
    page = opened.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("requestfailed", lambda request: troubles.extend(_failed(request)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    opened.close()
    here = urlsplit(base)
    others = [u for u in asked if urlsplit(u)[:2] != (here.scheme, here.netloc)]
    assert (troubles, others) == ([], [])


def test_no_page_has_an_error_or_asks_another_host(browser: Browser, base: str) -> None:
    with watched(browser, base) as page:
        for place in KINDS.values():
            response = page.goto(f"{base}/{place}")
            assert response is None or response.status in (0, 200)
            assert page.locator("h1").count() == 1
            loaded = page.evaluate(
                "[...document.styleSheets].length === 1 && document.styleSheets[0].href !== null"
            )
            assert loaded, place


def test_permanent_addresses_on_a_server(browser: Browser, site: Path) -> None:
    with server(site) as base, watched(browser, base) as page:
        for place in ("", "week/2017-01-28/", "county/48453/", "policy/travis-county-texas/"):
            response = page.goto(f"{base}/{place}")
            assert response is not None
            assert response.status == 200


def test_the_map_shows_travis_county_and_a_click_opens_it(browser: Browser, base: str) -> None:
    with watched(browser, base) as page:
        page.goto(f"{base}/{WEEK}/index.html")
        county = page.get_by_role("link", name="Travis County, Texas: 142 declined detainers")
        assert county.count() == 1
        box = county.locator("path").first.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 5
        colour = county.locator("path").first.evaluate("e => getComputedStyle(e).fill")
        assert colour == "rgb(10, 58, 112)"
        base_map = page.locator("svg.us > image").bounding_box()
        assert base_map is not None
        assert base_map["width"] > 500
        county.locator("path").first.click()
        assert page.url.endswith("county/48453/index.html")
        assert page.locator("h1").inner_text() == "Travis County, Texas"


def test_keyboard_alone_reaches_travis_county(browser: Browser, base: str) -> None:
    with watched(browser, base) as page:
        page.goto(f"{base}/{WEEK}/index.html")
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.getAttribute('aria-label')") or ""
            if focused.startswith("Travis County, Texas: 142 declined"):
                break
        else:
            pytest.fail("Travis County was not reached")
        width = page.evaluate(
            "getComputedStyle(document.activeElement.querySelector('path')).strokeWidth"
        )
        assert width == "4px"  # it is seen where the focus is
        page.keyboard.press("Enter")
        page.wait_for_url("**/county/48453/index.html")


def test_the_links_of_the_map_can_be_skipped(browser: Browser, base: str) -> None:
    with watched(browser, base) as page:
        page.goto(f"{base}/{WEEK}/index.html")
        page.get_by_role("link", name="Skip to the content").focus()
        page.keyboard.press("Enter")
        page.locator(".skipmap a").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('svg.us') === null")
        assert page.evaluate("document.activeElement.closest('#behind-map') !== null")


def test_the_crime_table_of_a_county_is_that_of_split(
    browser: Browser, base: str, detainers: Run, db: Path
) -> None:
    run = detainers("split", "--by", "crime", "--county", "48453", "--format", "json", db=db)
    answer = json.loads(run.stdout)
    with watched(browser, base) as page:
        page.goto(f"{base}/county/48453/index.html")
        table = page.locator("#crimes table")
        heads = table.locator("thead th").all_inner_texts()
        rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    assert heads == ["crime", "convicted", "charged", "total", "convicted share"]
    assert rows == [
        [
            row["group"],
            *(str(row[name]) for name in ("convicted", "charged", "total")),
            "–" if row["convicted_share"] is None else f"{row['convicted_share']:.1%}",
        ]
        for row in answer["rows"]
    ]


def test_a_row_leads_to_its_page_where_it_is_marked(browser: Browser, base: str) -> None:
    with watched(browser, base) as page:
        page.goto(f"{base}/county/48453/index.html")
        strip = page.locator("tr.strips svg").first
        image = strip.locator("image")
        shown = image.evaluate(
            "async e => { const i = new Image(); i.src = e.href.baseVal; await i.decode();"
            " return [i.naturalWidth, e.width.baseVal.value] }"
        )
        assert shown[0] == pytest.approx(shown[1] * 1.5, abs=2)
        link = page.locator("table.rows tbody th a").first
        row = link.inner_text().rpartition("/")[2]
        link.click()
        mark = page.locator(f"rect#{row}")
        assert mark.evaluate("e => getComputedStyle(e).strokeWidth") == "1.5px"
        assert mark.evaluate("e => e.matches(':target')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, site: Path, scheme: str) -> None:
    """All rules in light; in dark those of colour, the others do not know the difference."""
    base = site.as_uri()
    rules = RULES if scheme == "light" else ["color-contrast"]
    found = {}
    with watched(browser, base, color_scheme=scheme) as page:
        for kind, place in KINDS.items():
            page.goto(f"{base}/{place}")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            options = {"runOnly": rules, "preload": False}
            result = page.evaluate("options => axe.run(document, options)", options)
            assert result["passes"], kind
            found[kind] = [
                (v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"])
                for v in result["violations"]
            ]
    assert {kind: faults for kind, faults in found.items() if faults} == {}


def test_axe_is_not_blind(browser: Browser, site: Path) -> None:
    """What it is trusted with is found when it is broken."""
    with watched(browser, site.as_uri()) as page:
        page.goto(f"{site.as_uri()}/index.html")
        page.evaluate(
            "document.querySelector('svg.us a').removeAttribute('aria-label');"
            "document.querySelector('svg.us a title').remove();"
            "document.documentElement.removeAttribute('lang')"
        )
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run(document, {preload: false})")
    assert {"html-has-lang"} <= {fault["id"] for fault in result["violations"]}


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_scrolls_sideways(browser: Browser, site: Path, width: int) -> None:
    base = site.as_uri()
    with watched(browser, base, viewport={"width": width, "height": 800}) as page:
        for kind, place in KINDS.items():
            page.goto(f"{base}/{place}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_pages_are_dark_where_that_is_wanted(browser: Browser, site: Path) -> None:
    colours = []
    for scheme in ("light", "dark"):
        with watched(browser, site.as_uri(), color_scheme=scheme) as page:
            page.goto(f"{site.as_uri()}/index.html")
            colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert colours == ["rgb(255, 255, 255)", "rgb(20, 23, 27)"]


def test_search(browser: Browser, base: str) -> None:
    with watched(browser, base) as page:
        page.goto(f"{base}/search/index.html")
        box = page.get_by_role("searchbox")
        box.fill("travis")
        results = page.locator("#results li")
        assert results.first.inner_text() == "Travis County, Texas (county: 145 declined)"
        assert "Travis County, Texas (policy)" in results.all_inner_texts()
        box.fill("assaul")
        assert any("(crime:" in text for text in results.all_inner_texts())
        assert page.get_by_role("status").inner_text().endswith("found")
        box.fill("<img src=x onerror=alert(1)> nothing")
        assert page.get_by_role("status").inner_text() == "0 found"
        box.fill("travis")
        results.first.get_by_role("link").click()
        assert page.locator("h1").inner_text() == "Travis County, Texas"


def test_the_policy_against_other_scripts_holds(browser: Browser, base: str) -> None:
    """What a page would run if a text became markup after all is not run."""
    opened = browser.new_context()
    page = opened.new_page()
    page.goto(f"{base}/index.html")
    ran = page.evaluate(
        "() => new Promise(done => {"
        " const s = document.createElement('script'); s.textContent = 'window.ran = true';"
        " document.body.append(s);"
        " document.body.insertAdjacentHTML('beforeend',"
        ' \'<img src=x onerror="window.ran = true"><p id=styled style="color: red">x</p>\');'
        " setTimeout(() => done([window.ran === true,"
        " getComputedStyle(document.getElementById('styled')).color]), 0) })"
    )
    opened.close()
    assert ran == [False, "rgb(22, 25, 29)"]


def test_pages_can_be_printed(browser: Browser, site: Path, tmp_path: Path) -> None:
    with watched(browser, site.as_uri()) as page:
        page.goto(f"{site.as_uri()}/county/48453/index.html")
        page.emulate_media(media="print")
        assert not page.locator("header nav").is_visible()
        assert page.locator(".notice").is_visible()
        printed = page.pdf(format="Letter")
    assert printed.startswith(b"%PDF")
