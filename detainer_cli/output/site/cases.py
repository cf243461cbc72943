"""The cases of narrative reports: pages of their own, never counted with the weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detainer_cli.answers.timeline import timeline
from detainer_cli.db.named_rows import named_rows
from detainer_cli.kinds.caveats import caveats_of
from detainer_cli.model.summary import Caveat
from detainer_cli.output.site import addresses
from detainer_cli.output.site.page_pictures import PagePicture
from detainer_cli.output.site.rows import Window
from detainer_cli.output.site.source import Report, Site, pieces_of
from detainer_cli.output.site.templating import page


def cases_page(
    site: Site, report: Report, pictures: Mapping[int, PagePicture]
) -> tuple[str, bytes]:
    """The page of a narrative report: its cases, each with its events and its picture."""
    return page(
        "cases.html.j2",
        addresses.cases(report.start, report.end),
        site=site,
        report=report,
        cases=list(_cases(site, report, pictures)),
        caveats=[Caveat(c.text, c.brief, c.readme) for c in caveats_of(report.kind).values()],
        has_pictures=bool(pictures),
        notices=[report.notice] if report.notice else [],
    )


def _cases(
    site: Site, report: Report, pictures: Mapping[int, PagePicture]
) -> Iterator[dict[str, Any]]:
    """The cases in the report's order, as the view `cases` has them."""
    shown = named_rows(
        site.conn.execute(
            "SELECT c.*, r.report_id, r.sources FROM cases c JOIN case_row r ON r.id = c.id"
            " WHERE r.report_id = ? ORDER BY r.position",
            [report.id],
        )
    )
    for case in list(shown):
        number = case["ref"].rpartition("/c")[2]
        place = addresses.cases_page(report.start, report.end, case["page"])
        pieces = [piece for piece in pieces_of(case["sources"]) if piece.page in pictures]
        yield {
            **case,
            "anchor": addresses.row_anchor(case["ref"]),
            "events": timeline(site.conn, case),
            "page_link": f"{place}#c{number}" if case["page"] in pictures else "",
            "windows": [Window(pictures[p.page], pictures[p.page].window(p.box)) for p in pieces],
        }


def list_page(site: Site, kept: Sequence[str]) -> tuple[str, bytes]:
    """The narrative reports that are loaded, and the periods that earlier runs alone published."""
    counts = site.conn.execute("SELECT report_id, count(*) FROM case_row GROUP BY report_id")
    return page(
        "narratives.html.j2",
        addresses.page("cases"),
        site=site,
        counts=dict(counts.fetchall()),
        kept=kept,
        notices=site.notices([]) or site.notices(),
    )
