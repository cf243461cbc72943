"""Makes the site: goes over all pages, one at a time, and puts each into the folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from detainer_cli.answers.question import UNRESOLVED
from detainer_cli.output.site import about, cases
from detainer_cli.output.site.folder import Folder
from detainer_cli.output.site.gathered import Gathered
from detainer_cli.output.site.page_pictures import PagePicture, page_pictures
from detainer_cli.output.site.places import (
    county_codes,
    county_pages,
    crime_names,
    crime_page,
    policy_pages,
)
from detainer_cli.output.site.report_pages import report_pages
from detainer_cli.output.site.shapes import base_map
from detainer_cli.output.site.source import Site, site_of
from detainer_cli.output.site.weeks import week_of, week_pages

_ASSETS = Path(__file__).with_name("assets")
Pages = Iterable[tuple[str, bytes]]
Step = Callable[[str, int, int], None]
"""Told how far the making is: of what, how many are done, of how many."""


@dataclass(frozen=True)
class Published:
    """What a run did: the files of the site, and how many of them were written or removed.

    `stayed` are files of earlier runs that this one did not make and that stay; `without_pdf` the
    reports whose pages have no pictures.
    """

    files: int
    written: int
    removed: int
    stayed: int
    without_pdf: tuple[str, ...]


def publish(
    conn: sqlite3.Connection, root: Path, url: str = "", step: Step = lambda *_: None
) -> Published:
    """Writes the site of all that is loaded to a folder, and of what is there only what changed.

    `url` is the address that the site will have, if it is known. Raises UsageError if the folder
    holds what is not ours, OutputError if it cannot be written; it is as it was then.
    """
    conn.execute("BEGIN")
    try:
        with Folder(root) as folder:
            site = site_of(conn, url)
            without = _put_all(site, folder, step)
    finally:
        conn.execute("ROLLBACK")
    return Published(
        len(folder.files), folder.written, len(folder.removed), len(folder.stayed), without
    )


def _put_all(site: Site, folder: Folder, step: Step) -> tuple[str, ...]:
    """Puts every file of the site; the reports without pictures."""
    gathered = Gathered()
    pictures = _Pictures(site, folder)
    _put(folder, _assets())
    for place, _ in enumerate(site.weeks):
        step("weeks", place, len(site.weeks))
        week = week_of(site, place)
        gathered.take(week)
        of_week = pictures.of(week.start)
        _put(folder, week_pages(site, week, place, of_week))
        _put(folder, report_pages(site, week.report, of_week))
    codes = county_codes(site, gathered)
    for place, fips in enumerate(codes):
        step("counties", place, len(codes))
        _put(folder, county_pages(site, fips, gathered, pictures))
    crimes = [(name, name or UNRESOLVED) for name in crime_names(site)]
    _put(folder, policy_pages(site, gathered))
    _put(folder, (crime_page(site, name, shown) for name, shown in crimes))
    for report in site.narratives:
        of_report = page_pictures(site.conn, report, folder)
        _put(folder, [cases.cases_page(site, report, of_report)])
        _put(folder, report_pages(site, report, of_report))
        pictures.note(report.source_name, of_report)
    from detainer_cli.output.site.downloads import downloads

    step("data", 0, 1)
    files = downloads(site.conn, folder)
    kept = _kept(folder, "week"), _kept(folder, "cases")
    _put(folder, about.list_pages(site, gathered, *kept))
    _put(folder, [cases.list_page(site, kept[1])] if site.narratives or kept[1] else [])
    _put(folder, [about.methods_page(site), about.data_page(site, files)])
    _put(folder, about.search_files(site, codes, gathered, [shown for _, shown in crimes]))
    made, errata = about.corrections_page(site)
    _put(folder, [made, about.feed(site, errata)])
    _put(folder, [about.gone_page(site, address, *kept) for address in folder.left_behind()])
    return tuple(pictures.without)


def _put(folder: Folder, pages: Pages) -> None:
    for address, content in pages:
        folder.put(address, content)


def _assets() -> Iterator[tuple[str, bytes]]:
    """What all pages share."""
    for path in sorted(_ASSETS.iterdir()):
        yield f"assets/{path.name}", path.read_bytes()
    yield "assets/counties.svg", base_map().encode("ascii")


def _kept(folder: Folder, kind: str) -> list[str]:
    """The periods of a kind of page that earlier runs published and the database does not have."""
    return sorted(
        path.split("/")[1]
        for path in folder.stayed
        if path.startswith(f"{kind}/") and path.count("/") == 2
    )


class _Pictures(Mapping[str, Mapping[int, PagePicture]]):
    """The pictures of the pages of weeks, by the week's first day, made when they are asked for."""

    def __init__(self, site: Site, folder: Folder) -> None:
        self.without: list[str] = []
        self._site, self._folder = site, folder
        self._known: dict[str, dict[int, PagePicture]] = {}

    def of(self, start: str) -> dict[int, PagePicture]:
        """Those of a week; none if its PDF is not kept."""
        if start not in self._known:
            report = self._site.reports[start]
            self._known[start] = page_pictures(self._site.conn, report, self._folder)
            self.note(report.source_name, self._known[start])
        return self._known[start]

    def note(self, name: str, pictures: Mapping[int, PagePicture]) -> None:
        """Remembers that a report has none."""
        if not pictures:
            self.without.append(name)

    def __getitem__(self, start: str) -> Mapping[int, PagePicture]:
        return self.of(start)

    def __iter__(self) -> Iterator[str]:
        return iter(self._site.reports)

    def __len__(self) -> int:
        return len(self._site.reports)
