"""A week: its totals, its counties on both bases, its map, what changed; and its rows.

The front page is the page of the newest week.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.compare import compare
from detainer_cli.answers.coverage import coverage
from detainer_cli.answers.lag import lag
from detainer_cli.answers.policies import policies
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.db.periods import gap_after
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Summary
from detainer_cli.output.site import addresses
from detainer_cli.output.site.map import CLASSES, Map, map_of
from detainer_cli.output.site.page_pictures import PagePicture
from detainer_cli.output.site.rows import GROUPED, Listed, by_place, by_value, listed
from detainer_cli.output.site.source import Report, Said, Site, declined_rows, said
from detainer_cli.output.site.templating import page

_TOP = 10
_MOST_CHANGES = 12
_ALL = 10**6


@dataclass(frozen=True)
class Change:
    """What is other than in the week loaded before: `before` it, by county, and the policies."""

    before: Period
    is_next: bool
    counties: Summary
    appeared: int
    vanished: int
    policies_added: list[str]
    policies_gone: list[str]


@dataclass(frozen=True)
class Week:
    """All that the page of a week says."""

    period: Period
    report: Report
    issued_total: int | None
    whole: dict[str, object]
    issued: Summary
    declined: Summary
    crimes: Summary
    categories: Summary
    citizenships: Summary
    coverage: Summary
    lag: dict[str, object]
    policies: list[dict[str, Any]]
    issued_rows: list[dict[str, Any]]
    map: Map
    change: Change | None
    said: Said

    @property
    def start(self) -> str:
        return self.period.start.isoformat()


def week_of(site: Site, place: int) -> Week:
    """The week at a place of the site's weeks."""
    period = site.weeks[place]
    question = site.of_week(period)
    every = top_counties(question, CountyBasis.DECLINED, _ALL)
    issued = top_counties(question, CountyBasis.ISSUED, _TOP)
    listed_policies = _policies(question)
    whole, crimes = split(question), split(question, By.CRIME)
    days, covered = lag(question), coverage(question)
    ((total,),) = question.reports("f.detainers_issued")
    told = (issued, every, crimes, policies(question), covered, days)
    return Week(
        period,
        site.reports[period.start.isoformat()],
        total,
        whole.rows[0],
        issued,
        _first(every, _TOP),
        crimes,
        split(question, By.CATEGORY),
        split(question, By.CITIZENSHIP),
        covered,
        days.rows[0],
        listed_policies,
        _issued_rows(question),
        map_of(every.rows, listed_policies),
        _change(site, place, listed_policies) if place else None,
        said(*(answer.caveats for answer in told)),
    )


def week_pages(
    site: Site, week: Week, place: int, pictures: Mapping[int, PagePicture]
) -> Iterator[tuple[str, bytes]]:
    """The page of a week, that of its rows, and the front page if it is the newest."""
    known: dict[str, Any] = {
        "site": site,
        "week": week,
        "before": site.weeks[place - 1] if place else None,
        "behind": site.weeks[place + 1] if place + 1 < len(site.weeks) else None,
        "has_pictures": bool(pictures),
        "classes": CLASSES,
        "most": _MOST_CHANGES,
        "notices": site.notices([week.start]),
    }
    yield page("week.html.j2", addresses.week(week.start), is_front=False, **known)
    if week.period == site.newest:
        yield page("week.html.j2", addresses.home(), is_front=True, **known)
    rows = [listed(row, pictures) for row in declined_rows(site.of_week(week.period))]
    yield page(
        "week_rows.html.j2",
        addresses.week_rows(week.start),
        places=by_place(rows),
        groups=groups_of(rows),
        rows=rows,
        **known,
    )


def groups_of(rows: list[Listed]) -> list[tuple[str, list[Any]]]:
    """The rows of a page by all that figures are given by."""
    return [(column.replace("_", " "), by_value(rows, column)) for column in GROUPED]


def _first(every: Summary, limit: int) -> Summary:
    """The rows of an answer down to a rank; a tie there is not cut."""
    kept = [row for row in every.rows if row["rank"] is None or int(str(row["rank"])) <= limit]
    return replace(every, rows=kept)


def _policies(question: Question) -> list[dict[str, Any]]:
    """The stored policies of a week, in the report's order."""
    rows = question.select(
        "policy_row",
        "r.page, r.row_on_page, r.raw_location, r.jurisdiction, r.kind, r.state, r.county_fips,"
        " r.counties, r.aor, r.date_enacted, r.policy, r.criteria",
        "ORDER BY r.position",
    )
    names = "page row raw_location jurisdiction kind state county_fips counties aor date_enacted"
    found = [dict(zip([*names.split(), "policy", "criteria"], row, strict=True)) for row in rows]
    for each in found:
        each["criteria"] = json.loads(each["criteria"])
        each["name"] = each["jurisdiction"] or f"{UNRESOLVED} {each['raw_location']}"
        each["ref"] = question.reference(question.weeks[0], each["page"], each["row"])
    return found


def _issued_rows(question: Question) -> list[dict[str, Any]]:
    """The entries of section I in the report's order, with their references."""
    whole = top_counties(question, CountyBasis.ISSUED, _ALL)
    ranks = {row["county_fips"] or row["county"]: row["rank"] for row in whole.rows}
    rows = question.select(
        "issued_row",
        "r.page, r.row_on_page, r.raw_location, r.jurisdiction, r.county_fips, r.detainers_issued",
        "ORDER BY r.position",
    )
    (week,) = question.weeks
    return [
        {
            "page": number,
            "row": row,
            "name": name or f"{UNRESOLVED} {raw}",
            "fips": fips,
            "detainers": count,
            "rank": ranks.get(fips or name or f"{UNRESOLVED} {raw}"),
            "ref": question.reference(week, number, row),
        }
        for number, row, raw, name, fips, count in rows
    ]


def _change(site: Site, place: int, listed_now: list[dict[str, Any]]) -> Change:
    before, now = site.weeks[place - 1], site.weeks[place]
    counties = compare(site.question.within(before, now), before, now, By.COUNTY)
    then = {each["name"] for each in _policies(site.of_week(before))}
    names = {each["name"] for each in listed_now}
    return Change(
        before,
        not gap_after(before, now),
        replace(counties, rows=[row for row in counties.rows if row["change"]]),
        sum(not row["first"] for row in counties.rows),
        sum(not row["second"] for row in counties.rows),
        sorted(names - then),
        sorted(then - names),
    )
