"""Questions about weeks and days: trend, compare, lag."""

from __future__ import annotations

import json
from bisect import bisect_right
from itertools import chain, zip_longest

from detainer_cli.answers.applicable_caveats import caveats, on_filters
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.choices import By
from detainer_cli.answers.groups import Count, grouped, share, tally
from detainer_cli.answers.question import Question
from detainer_cli.db.periods import describe_period, gap_after
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat, Summary

TREND = ["week_start", "week_end", "issued", "declined", "convicted", "charged"]
YEAR = 365
DAYS = "r.days_to_decline"

LAG_METHOD = Caveat(
    "Days from the date the detainer was issued to the date its decline was recorded. Quartiles"
    " are interpolated between the two nearest values, as spreadsheets do (QUARTILE.INC); over a"
    f" year is more than {YEAR} days.",
    "Days from the date issued to the date of the decline.",
    "days",
)
LAG_MISSING = Caveat(
    "A row in which the report gives no readable date for one of the two is counted as missing;"
    " it is in the total and in no other figure.",
    "A row without both dates is missing, and in the total only.",
    "days",
)
TREND_FILTERED = Caveat(
    "The total of detainers issued is not known for a part of them, so with a filter it is blank.",
    "With a filter the total issued is not known, so blank.",
    "issued",
)


def trend(question: Question) -> Summary:
    """A row a week; weeks between loaded ones that are not loaded are rows without numbers."""
    counts = tally(question, By.WEEK)
    issued = {} if question.conditions else _issued_totals(question)
    rows: list[dict[str, object]] = []
    for week, following in zip_longest(question.weeks, question.weeks[1:]):
        start = week.start.isoformat()
        rows.append(_trend_row(week, counts[start], issued.get(start)))
        if following:
            rows += [_trend_row(gap, None, None) for gap in gap_after(week, following)]
    whole = sum(counts.values(), Count())
    notes = caveats(question, {Basis.ISSUED, Basis.DECLINED}, has_county_list=False)
    return Summary(
        question.title("Detainers ISSUED and detainers DECLINED, week by week"),
        question.week_starts,
        TREND,
        rows,
        whole.detainers,
        [*notes, *([TREND_FILTERED] if question.conditions else [])],
        _trend_totals(whole, issued),
    )


def _issued_totals(question: Question) -> dict[str, int | None]:
    rows = question.conn.execute(
        "SELECT week_start, detainers_issued FROM weekly_report"
        " WHERE is_current = 1 AND week_start BETWEEN ? AND ?",
        question.bounds,
    )
    return dict(rows.fetchall())


def _trend_row(week: Period, count: Count | None, issued: int | None) -> dict[str, object]:
    return {
        "week_start": week.start.isoformat(),
        "week_end": week.end.isoformat(),
        "issued": issued,
        "declined": count.detainers if count else None,
        "convicted": count.convicted if count else None,
        "charged": count.charged if count else None,
    }


def _trend_totals(whole: Count, issued: dict[str, int | None]) -> dict[str, object]:
    known = [count for count in issued.values() if count is not None]
    totals: dict[str, object] = {"week_start": "Total", "declined": whole.detainers}
    totals |= {"convicted": whole.convicted, "charged": whole.charged}
    return totals | ({"issued": sum(known)} if issued and len(known) == len(issued) else {})


def compare(question: Question, first: Period, second: Period, by: By | None = None) -> Summary:
    """Declined detainers of each group in one week and in another, largest change first."""
    before, after = tally(question.within(first), by), tally(question.within(second), by)
    if by is By.WEEK:
        before, after = _as_one(before), _as_one(after)
    rows = [
        _change(name, before.get(name, Count()).detainers, after.get(name, Count()).detainers)
        for name in {**before, **after}
    ]
    rows.sort(key=lambda row: (-abs(int(str(row["change"]))), str(row["group"])))
    then, now = (sum(c.values(), Count()).detainers for c in (before, after))
    both = question.within(*sorted({first, second}, key=lambda week: week.start))
    what = "Detainers DECLINED" + (f" by {by.value}" if by else "")
    periods = f"{describe_period((second,))} against {describe_period((first,))}"
    return Summary(
        question.title(what, periods),
        [first.start.isoformat(), second.start.isoformat()],
        ["group", "first", "second", "change"],
        rows,
        then + now,
        _without_gaps(both, [str(row["group"]) for row in rows], by),
        _change("Total", then, now) if by else {},
        heads={"first": f"week of {first.start}", "second": f"week of {second.start}"},
    )


def _without_gaps(question: Question, groups: list[str], by: By | None) -> list[Caveat]:
    """The caveats of each week, once: what lies between the two is not part of the answer."""
    texts = [
        text
        for week in question.weeks
        for text in caveats(
            question.within(week), {Basis.DECLINED}, groups, by=by, with_notes=False
        )
    ]
    return list(dict.fromkeys([*texts, *on_filters(question, {Basis.DECLINED})]))


def _as_one(counts: dict[str, Count]) -> dict[str, Count]:
    return {"all": sum(counts.values(), Count())}


def _change(group: str, first: int, second: int) -> dict[str, object]:
    return {"group": group, "first": first, "second": second, "change": second - first}


LAG = [
    "group",
    "detainers",
    "minimum",
    "first_quartile",
    "median",
    "third_quartile",
    "maximum",
    "over_a_year_share",
    "missing",
]


def lag(question: Question, by: By | None = None) -> Summary:
    """Days from issued to declined, for each group, largest first, or in one row for all."""
    sizes: dict[str, int] = {}
    days: dict[str, list[int]] = {}
    for label, (rows, listed) in grouped(question, by, f"count(*), group_concat({DAYS})"):
        sizes[label] = sizes.get(label, 0) + rows
        days.setdefault(label, []).extend(json.loads(f"[{listed or ''}]"))
    ordered = sorted(sizes, key=lambda label: (-sizes[label], label))
    answer = [_lag_row(label, sizes[label], days[label]) for label in ordered]
    notes = [LAG_METHOD]
    if any(row["missing"] for row in answer):
        notes.append(LAG_MISSING)
    total = sum(sizes.values())
    return Summary(
        question.title("Detainers DECLINED, days from issued to declined" + _by(by)),
        question.week_starts,
        LAG,
        answer,
        total,
        [*notes, *caveats(question, {Basis.DECLINED}, sizes, by=by)],
        _lag_row("All", total, [*chain.from_iterable(days.values())]) if by else {},
    )


def _by(by: By | None) -> str:
    return f", by {by.value}" if by else ""


def _lag_row(name: str, rows: int, days: list[int]) -> dict[str, object]:
    days.sort()
    quartiles = [quantile(days, part / 4) for part in range(5)]
    return {
        "group": name,
        "detainers": rows,
        "minimum": quartiles[0],
        "first_quartile": quartiles[1],
        "median": quartiles[2],
        "third_quartile": quartiles[3],
        "maximum": quartiles[4],
        "over_a_year_share": share(len(days) - bisect_right(days, YEAR), len(days)),
        "missing": rows - len(days),
    }


def quantile(ordered: list[int], part: float) -> float | None:
    """The value below which `part` of the ordered numbers lie, interpolated linearly."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * part
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    value = ordered[below] + (ordered[above] - ordered[below]) * (place - below)
    return int(value) if value == int(value) else value
