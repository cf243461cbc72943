"""The pages of a report, each with its picture and what was read from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from detainer_cli.output.site import addresses
from detainer_cli.output.site.page_pictures import PagePicture
from detainer_cli.output.site.source import Report, Site, pieces_of
from detainer_cli.output.site.templating import page

_ROWS = {
    "declined": ("declined_row", "coalesce(jurisdiction, raw_location)"),
    "issued": ("issued_row", "coalesce(jurisdiction, raw_location)"),
    "policy": ("policy_row", "coalesce(jurisdiction, raw_location)"),
    "cases": ("case_row", "coalesce(nullif(place_heading, ''), 'Case')"),
}
"""Where the rows of each section stand, and what tells of a row."""
_IN = {
    "declined": "section II, declined",
    "issued": "section I, issued",
    "policy": "section III, policies",
    "cases": "case",
}


@dataclass(frozen=True)
class Mark:
    """A row, or a piece of one, on a page: its anchor there, its frame, and where it leads."""

    anchor: str
    name: str
    section: str
    frame: Mapping[str, str]
    link: str
    is_rest: bool


def report_pages(
    site: Site, report: Report, pictures: Mapping[int, PagePicture]
) -> Iterator[tuple[str, bytes]]:
    """A page a page of the report; none without pictures."""
    is_weekly = report.kind == "weekly"
    kinds = ("issued", "declined", "policy") if is_weekly else ("cases",)
    marks: dict[int, list[Mark]] = {number: [] for number in pictures}
    for number, mark in (found for kind in kinds for found in _marks(site, report, kind, pictures)):
        marks[number].append(mark)
    places = [_address(report, number) for number in pictures]
    for place, number in enumerate(pictures):
        yield page(
            "report_page.html.j2",
            places[place],
            site=site,
            report=report,
            number=number,
            picture=pictures[number],
            marks=marks[number],
            before=places[place - 1] if place else "",
            behind=places[place + 1] if place + 1 < len(places) else "",
            up=_up(report),
            notices=[report.notice] if report.notice else [],
        )


def _address(report: Report, number: int) -> str:
    if report.kind == "weekly":
        return addresses.week_page(report.start, number)
    return addresses.cases_page(report.start, report.end, number)


def _up(report: Report) -> str:
    if report.kind == "weekly":
        return addresses.week(report.start)
    return addresses.cases(report.start, report.end)


def _marks(
    site: Site, report: Report, section: str, pictures: Mapping[int, PagePicture]
) -> Iterator[tuple[int, Mark]]:
    """The pieces of the rows of a section, with their pages."""
    table, told = _ROWS[section]
    rows: Iterable[tuple[int, int, str, str]] = site.conn.execute(
        f"SELECT page, row_on_page, {told}, sources FROM {table}"  # noqa: S608 - of fixed parts
        " WHERE report_id = ? ORDER BY position",
        [report.id],
    )
    letter = "c" if section == "cases" else "r"
    for number, row, name, sources in rows:
        link = _link(report, section, number, letter, row)
        for place, piece in enumerate(pieces_of(sources)):
            anchor = f"{letter}{row}" if not place else f"p{number}-{letter}{row}-{place}"
            if piece.page in pictures:
                frame = pictures[piece.page].frame(piece.box)
                yield piece.page, Mark(anchor, name, _IN[section], frame, link, place > 0)


def _link(report: Report, section: str, page_number: int, letter: str, row: int) -> str:
    """Where a row is told of on the site."""
    anchor = f"{report.start}-p{page_number}-{letter}{row}"
    if section == "declined":
        return f"{addresses.week_rows(report.start)}#{anchor}"
    return f"{_up(report)}#{anchor}"
