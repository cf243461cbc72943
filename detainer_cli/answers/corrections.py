"""What ICE or a jurisdiction said against rows of a report: which rows of an answer it touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from detainer_cli.answers.caveats import Basis, Correction
from detainer_cli.answers.question import Condition, Question, Table
from detainer_cli.db.row_reference import Reference, row_on_page
from detainer_cli.model.periods import Period
from detainer_cli.reference import table

_ROWS: dict[Basis, tuple[Table, str]] = {
    Basis.ISSUED: ("issued_row", "r.detainers_issued"),
    Basis.DECLINED: ("declined_row", "NULL"),
}
"""Where the rows of a section stand, and how many detainers a row is, if not one."""


def errata(
    weeks: Iterable[Period], sections: Collection[str]
) -> Iterator[tuple[dict[str, str], Period]]:
    """What is known against sections of weeks, a county each, with its week."""
    starts = {week.start.isoformat(): week for week in weeks}
    for erratum in table("errata"):
        if erratum["week_start"] in starts and erratum["section"] in sections:
            yield erratum, starts[erratum["week_start"]]


def corrections(question: Question, bases: Iterable[Basis]) -> Iterator[Correction]:
    """The known corrections that touch rows which the question is about."""
    counted_in = {basis.value: _ROWS[basis] for basis in bases if basis in _ROWS}
    for erratum, week in errata(question.weeks, counted_in):
        source, counted = counted_in[erratum["section"]]
        place = Condition("county", "r.county_fips = ?", (erratum["county_fips"],), "")
        within = replace(question, weeks=(week,), conditions=(*question.conditions, place))
        rows = within.select(
            source, f"r.page, {row_on_page('r')}, {counted}", "ORDER BY r.position"
        )
        if rows:
            counts = [count for *_, count in rows if count is not None]
            start = erratum["week_start"]
            references = [str(Reference(start, page, row)) for page, row, _ in rows]
            yield Correction.of(erratum, week, references, sum(counts) if counts else None)
