"""Counties by detainers, on either basis, which are never mixed: issued and declined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.choices import CountyBasis
from detainer_cli.answers.corrections import corrections
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.errors import UsageError
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveat, Summary

COLUMNS = [
    Column("rank", ColumnKind.NUMBER, blank=""),
    Column("county", ColumnKind.PLACE),
    Column("state", ColumnKind.CODE),
    Column("county_fips", ColumnKind.CODE),
    Column("detainers", ColumnKind.COUNT, blank="unread"),
]
WEEKS_LISTED = Column("weeks_listed", ColumnKind.COUNT)
PLACE_FILTERS = frozenset({"state", "county"})

_PLACE = "r.county_fips, r.county, r.state, r.jurisdiction"
_TEXT = "CASE WHEN r.jurisdiction IS NULL THEN r.raw_location END"


@dataclass
class _County:
    """A county, and its detainers in each of the weeks that have any; None is an unread count.

    One that is not `ranked` may have more detainers or fewer than a county with an unread count.
    """

    county: str
    state: str | None
    county_fips: str | None
    ranked: bool = True
    counts: list[int | None] = field(default_factory=list)
    weeks: set[int] = field(default_factory=set)

    @property
    def detainers(self) -> int | None:
        """The sum; None if one of the counts could not be read."""
        known = [count for count in self.counts if count is not None]
        return sum(known) if len(known) == len(self.counts) else None

    @property
    def sort_key(self) -> tuple[float, str, str, str]:
        size = float("inf") if self.detainers is None else -self.detainers
        return size, self.county, self.state or "", self.county_fips or ""


def top_counties(question: Question, basis: CountyBasis, limit: int) -> Summary:
    """The counties with most detainers; a tie at the limit is not cut.

    Raises UsageError for a filter that section I knows nothing of.
    """
    issued = basis is CountyBasis.ISSUED
    if issued:
        _require_places(question)
    counties = sorted(
        _issued(question) if issued else _declined(question), key=lambda c: c.sort_key
    )
    if issued and question.corrected:
        _unrank_below_the_list(question, counties)
    rows = _ranked(counties, limit)
    several = issued and len(question.weeks) > 1
    total = sum(count for c in counties for count in c.counts if count is not None)
    columns = [*COLUMNS, WEEKS_LISTED] if several else COLUMNS
    return Summary(
        question.title(f"Detainers {basis.value.upper()}"),
        question.week_starts,
        columns,
        [{column.name: row[column.name] for column in columns} for row in rows],
        total,
        [
            *(_withdrawn(question, len(counties)) if issued else ()),
            *caveats(
                question,
                {Basis.ISSUED if issued else Basis.DECLINED},
                [UNRESOLVED for c in counties if c.county.startswith(UNRESOLVED)],
                unread=any(c.detainers is None for c in counties),
            ),
        ],
        _totals(len(rows), len(counties), total, issued),
        basis.value,
    )


def _unrank_below_the_list(question: Question, counties: list[_County]) -> None:
    """Takes the rank of counts below the list's printed end: others may stand between."""
    ends = question.as_printed().select(
        "issued_row", "min(r.detainers_issued)", "GROUP BY r.report_id"
    )
    least = max((end for (end,) in ends if end is not None), default=0)
    for county in counties:
        if len(ends) == 1 and county.detainers is not None and county.detainers < least:
            county.ranked = False


def _withdrawn(question: Question, listed: int) -> Iterator[Caveat]:
    """That entries of the list are gone, and that the report does not have those behind it."""
    applied = [c for c in corrections(question, {Basis.ISSUED}) if c.applied]
    if any(c.erratum.effect == "replace" for c in applied):
        yield Caveat(
            "Counts of the list were corrected. A jurisdiction that the list leaves out may have"
            " more than one with a corrected count below the list's printed end: that has no rank.",
            "Below the list's printed end there is no rank.",
            "corrections",
        )
    gone = sum(len(c.rows) for c in applied if c.erratum.effect == "withdraw")
    if gone:
        entries = "1 entry was" if gone == 1 else f"{gone} entries were"
        yield Caveat(
            f"{entries} withdrawn from the list by corrections. The report names no jurisdiction"
            " that would take such a place: the places below those listed here are unknown to it,"
            " and so is where the detainers of the withdrawn entries belong. Ranks are among the"
            f" {listed} that remain.",
            f"{entries} withdrawn; the places below are unknown.",
            "corrections",
        )


def _require_places(question: Question) -> None:
    for condition in question.conditions:
        if condition.name not in PLACE_FILTERS:
            raise UsageError(
                f"--{condition.name} cannot be asked of detainers issued: section I lists"
                " jurisdictions, not individuals.",
                "Use --basis declined, or filter by --state or --county.",
            )


def _issued(question: Question) -> list[_County]:
    rows = question.select(
        "issued_row",
        f"{_PLACE}, {_TEXT}, r.detainers_issued, r.report_id",
        "ORDER BY r.report_id, r.position",
    )
    return _by_county(rows, _rankable(question, [row[-2] for row in rows]))


def _rankable(question: Question, counts: list[int | None]) -> int:
    """How many of the counts, in the order of the list, can be ranked.

    None past one that could not be read: the list runs from the largest down, so that one may be
    any that follows. Where it does not, or where weeks are added up, it may be any at all.
    """
    if None not in counts:
        return len(counts)
    known = [count for count in counts if count is not None]
    is_sorted = known == sorted(known, reverse=True)
    return counts.index(None) if is_sorted and len(question.weeks) == 1 else 0


def _declined(question: Question) -> list[_County]:
    """Counted by county; rows whose place is unresolved are counted by their own text."""
    rows = question.select(
        "declined_row",
        f"{_PLACE}, NULL, count(*), NULL",
        "GROUP BY r.county_fips, r.jurisdiction",
    )
    placed = [row for row in rows if row[3] is not None]
    if len(placed) == len(rows):
        return _by_county(placed)
    unresolved = question.select(
        "declined_row",
        f"{_PLACE}, r.raw_location, count(*), NULL",
        f"AND r.jurisdiction IS NULL GROUP BY {_PLACE}, r.raw_location",
    )
    return _by_county(placed + unresolved)


def _by_county(rows: list[Any], rankable: int | None = None) -> list[_County]:
    """One entry a county, a place that is no county, or a text that is unresolved.

    Only the first rows, as many as are `rankable`, can be ranked; without it, all.
    """
    counties: dict[tuple[str | None, ...], _County] = {}
    for place, (fips, county, state, jurisdiction, text, count, week) in enumerate(rows):
        name = county if fips else jurisdiction or f"{UNRESOLVED} {text}"
        key = (fips,) if fips else (name, state)
        entry = counties.setdefault(key, _County(name, state, fips))
        entry.counts.append(count)
        entry.weeks.add(week)
        entry.ranked &= rankable is None or place < rankable
    return list(counties.values())


def _ranked(counties: list[_County], limit: int) -> list[dict[str, object]]:
    """The rows down to the limit, with all that tie there; unread counts stand last, unranked."""
    known = [c for c in counties if c.detainers is not None]
    first_with: dict[int | None, int] = defaultdict(int)
    for place, county in enumerate(known, 1):
        first_with.setdefault(county.detainers, place)
    shown = [c for c in known if first_with[c.detainers] <= limit]
    unread = [c for c in counties if c.detainers is None]
    places = [(c, first_with[c.detainers] if c.ranked else None) for c in shown]
    return [_row(c, rank) for c, rank in (*places, *((c, None) for c in unread))]


def _row(county: _County, rank: int | None) -> dict[str, object]:
    return {
        "rank": rank,
        "county": county.county,
        "state": county.state,
        "county_fips": county.county_fips,
        "detainers": county.detainers,
        "weeks_listed": len(county.weeks),
    }


def _totals(shown: int, known: int, total: int, issued: bool) -> dict[str, object]:
    which = "All" if shown < known else "These"
    return {"county": f"{which} {known} {'listed' if issued else 'together'}", "detainers": total}
