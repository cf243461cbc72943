"""The pages about the site: lists, methods and caveats, corrections, data, search, the feed."""

from __future__ import annotations

import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.errata import errata
from detainer_cli.answers.groups import largest_first, tally
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.answers.trend import trend
from detainer_cli.db.named_rows import named_rows
from detainer_cli.db.views import TITLES
from detainer_cli.kinds.caveats import CaveatText, caveats_of
from detainer_cli.kinds.columns import columns
from detainer_cli.model.summary import Summary
from detainer_cli.output.site import addresses
from detainer_cli.output.site.downloads import Download
from detainer_cli.output.site.gathered import Gathered
from detainer_cli.output.site.source import Site, county_label
from detainer_cli.output.site.templating import page

_ALL = 10**6
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOST_ENTRIES = 100
"""Entries of the feed, the newest."""
_FEED_SPACE = uuid.UUID("6e8f2c7a-6b0e-5d0c-9a55-3c1e6f0a2b11")
"""What the ids of the feed's entries are made within: the same entry has the same id everywhere."""


def list_pages(
    site: Site, gathered: Gathered, kept: Sequence[str], kept_cases: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """The lists: of weeks, counties, policies, crimes.

    `kept` are the weeks that earlier runs alone published, `kept_cases` the periods of cases.
    """
    known: dict[str, Any] = {"site": site, "notices": site.notices()}
    yield page(
        "weeks.html.j2",
        addresses.page("weeks"),
        trend=trend(site.question),
        kept=kept,
        kept_cases=kept_cases,
        **known,
    )
    declined = top_counties(site.question, CountyBasis.DECLINED, _ALL)
    names = {fips for row in declined.rows if (fips := row["county_fips"])}
    others = sorted(gathered.issued.keys() - names)
    yield page(
        "counties.html.j2",
        addresses.page("counties"),
        declined=declined,
        others=[(fips, county_label(fips)) for fips in others],
        **known,
    )
    yield page("policies.html.j2", addresses.page("policy"), gathered=gathered, **known)
    crimes = largest_first(tally(site.question, By.CRIME))
    yield page("crimes.html.j2", addresses.page("crime"), crimes=crimes, **known)


def gone_page(
    site: Site, address: str, kept: Sequence[str], kept_cases: Sequence[str]
) -> tuple[str, bytes]:
    """A page for one that pages of earlier runs lead to, and that nothing loaded is about."""
    return page(
        "gone.html.j2",
        address,
        site=site,
        kept=kept,
        kept_cases=kept_cases,
        notices=site.notices(),
    )


def methods_page(site: Site) -> tuple[str, bytes]:
    """How the numbers came about, what they do not say, and what each column of the data is."""
    caveats: dict[str, list[CaveatText]] = defaultdict(list)
    for kind in ("weekly", "narrative"):
        for caveat in caveats_of(kind).values():
            caveats[caveat.readme].append(caveat)
    dictionary = [(view, TITLES[view], known) for view, known in columns().items()]
    return page(
        "methods.html.j2",
        addresses.page("methods"),
        site=site,
        caveats=caveats,
        dictionary=dictionary,
        notices=site.notices(),
    )


def data_page(site: Site, files: Sequence[Download]) -> tuple[str, bytes]:
    """The files to download."""
    return page(
        "data.html.j2",
        addresses.page("data"),
        site=site,
        files=files,
        titles=TITLES,
        notices=site.notices(),
    )


def corrections_page(site: Site) -> tuple[tuple[str, bytes], Summary]:
    """What was said against the loaded reports; the connection sees rows as corrected after it."""
    found = errata(site.question)
    made = page(
        "corrections.html.j2",
        addresses.page("corrections"),
        site=site,
        errata=found,
        notices=site.notices(),
    )
    return made, found


# ---------------------------------------------------------------- search


def search_files(
    site: Site, codes: Iterable[str], gathered: Gathered, crimes: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """The page that searches, and what it looks in: a script, so that it works from the disk."""
    counts = {
        row["county_fips"]: row["detainers"]
        for row in top_counties(site.question, CountyBasis.DECLINED, _ALL).rows
    }
    found = [
        ["County", county_label(fips), addresses.county(fips), counts.get(fips, 0)]
        for fips in codes
    ]
    found += [["Policy", name, addresses.policy(name), None] for name in sorted(gathered.policies)]
    of_crimes = tally(site.question, By.CRIME)
    found += [["Crime", name, addresses.crime(name), of_crimes[name].detainers] for name in crimes]
    text = json.dumps(found, ensure_ascii=True, separators=(",", ":"))
    yield "assets/search-index.js", f"window.detainersIndex = {text};\n".encode("ascii")
    yield page(
        "search.html.j2", addresses.page("search"), site=site, found=found, notices=site.notices()
    )


# ---------------------------------------------------------------- the feed


def feed(site: Site, errata: Summary) -> tuple[str, bytes]:
    """An Atom feed of weeks, their revisions, other reports and corrections, the newest first.

    Counts are as published, though the connection may see rows as corrected by then.
    """
    entries = [*_of_reports(site), *_of_errata(errata)]
    entries.sort(key=lambda entry: (entry["updated"], entry["id"]), reverse=True)
    updated = entries[0]["updated"]
    return page(
        "feed.xml.j2",
        addresses.FEED,
        site=site,
        entries=entries[:MOST_ENTRIES],
        updated=updated,
        feed_id=_id("feed", site.url),
        notices=site.notices(),
    )


def _of_reports(site: Site) -> Iterator[dict[str, str]]:
    rows = named_rows(
        site.conn.execute(
            "SELECT kind, period_start, period_end, revision, is_current, source_name, sha256,"
            " title, sample_notice, ingested_at, (SELECT count(*) FROM main.declined_row r"
            " WHERE r.report_id = f.id) AS declined FROM report_file f ORDER BY id"
        )
    )
    for row in list(rows):
        start, end = row["period_start"], row["period_end"]
        is_week = row["kind"] == "weekly"
        again = f", revision {row['revision']}" if row["revision"] > 1 else ""
        what = f"Week of {start} to {end}" if is_week else f"{row['title']}, {start} to {end}"
        place = addresses.week(start) if is_week else addresses.cases(start, end)
        rows_told = f"{row['declined']:,} rows of detainers declined" if is_week else "Cases"
        current = "" if row["is_current"] else " Another revision speaks for this period."
        notice = f" {row['sample_notice']}" if row["sample_notice"] else ""
        yield {
            "id": _id("report", row["sha256"]),
            "title": what + again,
            "updated": _time(row["ingested_at"]),
            "address": place,
            "text": f"{rows_told}, from {row['source_name']}.{current}{notice}",
        }


def _of_errata(errata: Summary) -> Iterator[dict[str, str]]:
    for row in errata.rows:
        day = str(row["date"] or "")
        place = f"{row['jurisdiction']}: " if row["jurisdiction"] else ""
        if row["rows"] or row["state"] != "week not loaded":
            yield {
                "id": _id("erratum", str(row["id"])),
                "title": f"Correction of the week of {row['week_start']}: {place}{row['state']}",
                "updated": f"{_day(day, str(row['week_start']))}T00:00:00Z",
                "address": f"{addresses.page('corrections')}#e-{addresses.slug(str(row['id']))}",
                "text": f"{row['statement']} ({row['authority']})",
            }


def _day(said: str, week: str) -> str:
    """The day of a correction: the first of the month or year that it gives, else of its week."""
    found = f"{said}-01-01"[:10]
    return found if _DAY.fullmatch(found) else week


def _time(text: str) -> str:
    """A stored time (UTC) as Atom has it, to the second."""
    return f"{text[:19]}Z"


def _id(kind: str, name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_FEED_SPACE, f'{kind} {name}')}"
