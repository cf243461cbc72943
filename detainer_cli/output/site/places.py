"""The pages of counties, of policies and of crimes: what all weeks together say of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis, Own
from detainer_cli.answers.choices import By
from detainer_cli.answers.filters import narrowed
from detainer_cli.answers.groups import largest_first, tally
from detainer_cli.answers.question import Condition, Question
from detainer_cli.answers.split import split
from detainer_cli.model.summary import Summary
from detainer_cli.output.site import addresses
from detainer_cli.output.site.gathered import Gathered, Version
from detainer_cli.output.site.page_pictures import PagePicture
from detainer_cli.output.site.rows import GROUPED, Listed, group_name, listed, value_anchor
from detainer_cli.output.site.source import Said, Site, county_label, declined_rows, said
from detainer_cli.output.site.templating import page
from detainer_cli.output.site.weeks import groups_of

MOST_ROWS = 200
"""Rows that stand on the page of a county itself; where there are more, they have a page a year."""

Pictures = Mapping[str, Mapping[int, PagePicture]]
"""The pictures of pages, by the first day of the week."""


@dataclass(frozen=True)
class County:
    """All that the page of a county says."""

    fips: str
    name: str
    whole: dict[str, object]
    crimes: Summary
    categories: Summary
    citizenships: Summary
    weeks: list[dict[str, Any]]
    policies: list[Version]
    said: Said
    years: list[str]
    newest: dict[str, str]
    rows: list[Listed]
    groups: list[tuple[str, list[Any]]]

    def rows_page(self, anchor: str) -> str:
        """Where its rows with a mark stand; of several years, the newest that has one."""
        if not self.years:
            return f"{addresses.county(self.fips)}#{anchor}"
        year = self.newest.get(anchor, self.years[-1])
        return f"{addresses.county_rows(self.fips, year)}#{anchor}"


def county_codes(site: Site, gathered: Gathered) -> list[str]:
    """The counties that any row of the current reports is about, or a policy covers."""
    found = {fips for (fips,) in site.question.select("declined_row", "DISTINCT r.county_fips")}
    listed_in = {fips for fips, names in gathered.covering.items() if _is_named(gathered, names)}
    return sorted((found | gathered.issued.keys() | listed_in) - {None})


def _is_named(gathered: Gathered, names: Iterable[str]) -> bool:
    """True if a policy is the county's, or its city's: not that of its whole state alone."""
    versions = (version for name in names for version in gathered.policies[name])
    return any(version.entry["kind"] != "state" for version in versions)


def county_pages(
    site: Site, fips: str, gathered: Gathered, pictures: Pictures
) -> Iterator[tuple[str, bytes]]:
    """The page of a county, and those of its rows if it has many."""
    question = narrowed(site.question, {"county": [fips]})
    counts = tally(question, By.WEEK)
    issued = {row["week"]: row for row in gathered.issued.get(fips, [])}
    weeks: list[dict[str, Any]] = [
        {"start": start, "count": counts[start], "issued": issued.get(start)}
        for start in sorted(counts, reverse=True)
        if counts[start].detainers or start in issued
    ]
    whole = split(question)
    has_years = (whole.total or 0) > MOST_ROWS
    years = sorted({week["start"][:4] for week in weeks if week["count"].detainers})
    rows = [] if has_years else _listed(declined_rows(question), pictures)
    found = County(
        fips,
        county_label(fips),
        whole.rows[0],
        split(question, By.CRIME),
        split(question, By.CATEGORY),
        split(question, By.CITIZENSHIP),
        weeks,
        [v for name in gathered.covering.get(fips, {}) for v in gathered.policies[name]],
        said(caveats(question, set(Basis), own=[Own.CATEGORY, Own.COVERAGE])),
        years if has_years else [],
        _newest(question) if has_years else {},
        rows,
        groups_of(rows),
    )
    known = {"site": site, "county": found, "notices": site.notices(), "gathered": gathered}
    yield page("county.html.j2", addresses.county(fips), **known)
    for year, of_year in groupby(site.weeks if has_years else (), lambda w: f"{w.start.year}"):
        if year in years:
            rows = _listed(declined_rows(question.within(*of_year)), pictures)
            yield page(
                "county_rows.html.j2",
                addresses.county_rows(fips, year),
                year=year,
                rows=rows,
                groups=groups_of(rows),
                **known,
            )


def _newest(question: Question) -> dict[str, str]:
    """The newest year that has rows of each group, by the group's mark."""
    weeks = question.week_of_report()
    found: dict[str, str] = {}
    for column in GROUPED:
        for name, report in question.select("declined_row", f"DISTINCT r.{column}, r.report_id"):
            mark = value_anchor(column, group_name(column, name))
            found[mark] = max(found.get(mark, ""), weeks[report][:4])
    return found


def _listed(rows: list[Any], pictures: Pictures) -> list[Listed]:
    return [listed(row, pictures.get(row.week, {})) for row in rows]


def policy_pages(site: Site, gathered: Gathered) -> Iterator[tuple[str, bytes]]:
    """A page a jurisdiction of section III, with all that it said in any week."""
    counties: dict[str, list[str]] = {}
    for fips, names in gathered.covering.items():
        for name in names:
            counties.setdefault(name, []).append(fips)
    for name, versions in sorted(gathered.policies.items()):
        is_state = versions[-1].entry["kind"] == "state"
        codes = [] if is_state else sorted(counties.get(name, []))
        yield page(
            "policy.html.j2",
            addresses.policy(name),
            site=site,
            name=name,
            versions=list(reversed(versions)),
            is_listed=name in gathered.newest,
            counties=[(fips, county_label(fips)) for fips in codes],
            notices=site.notices(),
        )


def crime_names(site: Site) -> list[str | None]:
    """The terms of the loaded rows; None for rows whose term is unresolved."""
    found = [name for (name,) in site.question.select("declined_row", "DISTINCT r.crime")]
    return sorted(found, key=lambda name: (name is None, name or ""))


def crime_page(site: Site, name: str | None, shown: str) -> tuple[str, bytes]:
    """The page of a term, by county and by week."""
    question = _of_crime(site.question, name)
    by_week = tally(question, By.WEEK)
    whole = split(question)
    return page(
        "crime.html.j2",
        addresses.crime(shown),
        site=site,
        name=shown,
        whole=whole.rows[0],
        said=said(whole.caveats),
        counties=largest_first(tally(question, By.COUNTY)),
        weeks=[(start, by_week[start]) for start in sorted(by_week, reverse=True)],
        notices=site.notices(),
    )


def _of_crime(question: Question, name: str | None) -> Question:
    """The rows of a term, exactly: a filter that people type accepts more."""
    condition = (
        Condition("crime", "r.crime IS NULL", (), "crime (unresolved)")
        if name is None
        else Condition("crime", "r.crime = ?", (name,), f"crime {name}")
    )
    return Question(question.conn, question.weeks, (condition,))
