"""`trend`: issued, declined, convicted and charged, a row a week."""

from __future__ import annotations

from itertools import zip_longest

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.choices import By
from detainer_cli.answers.groups import Count, tally
from detainer_cli.answers.question import Question
from detainer_cli.db.periods import gap_after
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat, Summary

COLUMNS = [
    Column("week_start", ColumnKind.DATE),
    Column("week_end", ColumnKind.DATE),
    Column("issued", ColumnKind.COUNT),
    Column("declined", ColumnKind.COUNT),
    Column("convicted", ColumnKind.COUNT),
    Column("charged", ColumnKind.COUNT),
]
FILTERED = Caveat(
    "The total of detainers issued is not known for a part of them, so with a filter it is blank.",
    "With a filter the total issued is not known, so blank.",
    "issued",
)


def trend(question: Question) -> Summary:
    """A row a week; weeks between loaded ones that are not loaded are rows without numbers."""
    counts = tally(question, By.WEEK)
    issued: dict[str, int | None] = {}
    if not question.conditions:
        issued = dict(question.reports("f.week_start, f.detainers_issued"))
    rows: list[dict[str, object]] = []
    for week, following in zip_longest(question.weeks, question.weeks[1:]):
        start = week.start.isoformat()
        rows.append(_row(week, counts[start], issued.get(start)))
        if following:
            rows += [_row(gap, None, None) for gap in gap_after(week, following)]
    whole = sum(counts.values(), Count())
    notes = caveats(question, {Basis.ISSUED, Basis.DECLINED}, has_county_list=False)
    return Summary(
        question.title("Detainers ISSUED and detainers DECLINED, week by week"),
        question.week_starts,
        COLUMNS,
        rows,
        whole.detainers,
        [*notes, *([FILTERED] if question.conditions else [])],
        _totals(whole, issued),
        "both",
    )


def _row(week: Period, count: Count | None, issued: int | None) -> dict[str, object]:
    return {
        "week_start": week.start.isoformat(),
        "week_end": week.end.isoformat(),
        "issued": issued,
        "declined": count.detainers if count else None,
        "convicted": count.convicted if count else None,
        "charged": count.charged if count else None,
    }


def _totals(whole: Count, issued: dict[str, int | None]) -> dict[str, object]:
    known = [count for count in issued.values() if count is not None]
    totals: dict[str, object] = {"week_start": "Total", "declined": whole.detainers}
    totals |= {"convicted": whole.convicted, "charged": whole.charged}
    return totals | ({"issued": sum(known)} if issued and len(known) == len(issued) else {})
