"""By what declined detainers are grouped: the group of a row, its column, and its count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from detainer_cli.answers.choices import By
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.reference.states import state_names

ALL = "all"


@dataclass(frozen=True)
class Count:
    """How many detainers a group has, and how many of them with each disposition."""

    detainers: int = 0
    convicted: int = 0
    charged: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.detainers + other.detainers,
            self.convicted + other.convicted,
            self.charged + other.charged,
        )

    @property
    def not_stated(self) -> int:
        return self.detainers - self.convicted - self.charged

    @property
    def convicted_share(self) -> float | None:
        """The share of the convicted among those whose disposition is stated."""
        return share(self.convicted, self.convicted + self.charged)


def share(part: int, whole: int) -> float | None:
    """A fraction of 1; None where there is nothing to have a part of."""
    return part / whole if whole else None


_KEYS = {
    By.COUNTY: "r.county_fips, r.jurisdiction",
    By.FACILITY: "r.facility, r.county_fips, r.jurisdiction",
}
"""What a group is told by, where its columns hold more: the names that go with a county's code."""

_COLUMNS = {
    By.CRIME: "r.crime",
    By.CATEGORY: "r.crime_category",
    By.CITIZENSHIP: "r.citizenship",
    By.REGION: "r.region",
    By.STATE: "r.state",
    By.COUNTY: "r.county_fips, r.county, r.state, r.jurisdiction",
    By.FACILITY: "r.facility, r.county_fips, r.county, r.state, r.jurisdiction",
    By.WEEK: "r.report_id",
}


_KINDS = {
    By.STATE: ColumnKind.CODE,
    By.COUNTY: ColumnKind.PLACE,
    By.WEEK: ColumnKind.DATE,
}


def group_column(by: By | None) -> Column:
    """The column that the labels of the groups stand in."""
    return Column("group", _KINDS.get(by, ColumnKind.NAME) if by else ColumnKind.NAME)


def grouped_by(by: By | None, joint: str = "") -> str:
    """How a title says by what is grouped."""
    return f"{joint} by {by.value}" if by else ""


def tally(question: Question, by: By | None) -> dict[str, Count]:
    """The counts of each group, in no order; one group `all` if `by` is None.

    A group without a value is `(unresolved)`. Weeks without a row are groups of none.
    """
    named = question.week_starts if by is By.WEEK else [] if by else [ALL]
    totals = dict.fromkeys(named, Count())
    counted = "count(*), count(r.disposition), coalesce(sum(r.disposition = 'convicted'), 0)"
    for label, (rows, stated, convicted) in grouped(question, by, counted):
        found = Count(rows, convicted, stated - convicted)
        totals[label] = totals.get(label, Count()) + found
    return totals


def grouped(question: Question, by: By | None, measures: str) -> list[tuple[str, tuple[Any, ...]]]:
    """The label of each group and its measures; groups of one label may come in several rows."""
    columns = _COLUMNS[by] if by else ""
    width = columns.count(",") + 1 if columns else 0
    selected = f"{columns}, {measures}" if columns else measures
    tail = f"GROUP BY {_KEYS.get(by, columns)}" if by else ""
    rows = question.select("declined_row", selected, tail)
    label = _labeller(question, by, [row[:width] for row in rows])
    return [(label(row[:width]), tuple(row[width:])) for row in rows]


def _labeller(
    question: Question, by: By | None, keys: list[tuple[Any, ...]]
) -> Callable[[tuple[Any, ...]], str]:
    if by is None:
        return lambda key: ALL
    if by is By.WEEK:
        weeks = question.week_of_report()
        return lambda key: weeks[key[0]]
    if by is By.COUNTY:
        return lambda key: place_name(*key)
    if by is By.FACILITY:
        places = Counter(name for name, _ in {(key[0], place_name(*key[1:])) for key in keys})
        return lambda key: _facility_name(key, places[key[0]] > 1)
    return lambda key: UNRESOLVED if key[0] is None else str(key[0])


def _facility_name(key: tuple[Any, ...], is_ambiguous: bool) -> str:
    """A facility; with its place where facilities of several places have the same name."""
    if key[0] is None:
        return UNRESOLVED
    return f"{key[0]}, {place_name(*key[1:])}" if is_ambiguous else str(key[0])


def place_name(
    fips: str | None, county: str | None, state: str | None, jurisdiction: str | None
) -> str:
    """`Travis County, Texas`; the jurisdiction where it is no county; else unresolved.

    A county that is a state of its own has one name: `District of Columbia`.
    """
    if fips and county:
        return county_name(county, state_names().get(state or "", state or ""))
    return jurisdiction or UNRESOLVED


def county_name(county: str, state: str) -> str:
    """A county's full name with its state's, once where they are the same."""
    return county if county == state else f"{county}, {state}"


def largest_first(counts: dict[str, Count]) -> list[tuple[str, Count]]:
    """The groups by size; equal ones by name."""
    return sorted(counts.items(), key=lambda item: (-item[1].detainers, item[0]))
