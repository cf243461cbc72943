"""`compare`: declined detainers in one week and in another."""

from __future__ import annotations

from detainer_cli.answers.applicable_caveats import caveats, on_filters
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.choices import By
from detainer_cli.answers.groups import ALL, Count, group_column, grouped_by, tally
from detainer_cli.answers.question import Question
from detainer_cli.db.periods import describe_loaded, describe_period
from detainer_cli.errors import UsageError
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat, Summary


def compare(question: Question, first: Period, second: Period, by: By | None = None) -> Summary:
    """Declined detainers of each group in one week and in another, largest change first.

    Raises UsageError if both are one week.
    """
    if first == second:
        raise UsageError(
            f"the week {first} is compared with itself.",
            f"Name a day of another. Loaded: {describe_loaded(question.weeks)}.",
        )
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
    what = "Detainers DECLINED" + grouped_by(by)
    periods = f"{describe_period((second,))} against {describe_period((first,))}"
    return Summary(
        question.title(what, periods),
        [first.start.isoformat(), second.start.isoformat()],
        _columns(by, first, second),
        rows,
        then + now,
        _without_gaps(both, [str(row["group"]) for row in rows], by),
        _change("Total", then, now) if by else {},
        Basis.DECLINED.value,
    )


def _columns(by: By | None, first: Period, second: Period) -> list[Column]:
    return [
        group_column(None if by is By.WEEK else by),
        Column("first", ColumnKind.COUNT, f"week of {first.start}"),
        Column("second", ColumnKind.COUNT, f"week of {second.start}"),
        Column("change", ColumnKind.NUMBER),
    ]


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
    return {ALL: sum(counts.values(), Count())}


def _change(group: str, first: int, second: int) -> dict[str, object]:
    return {"group": group, "first": first, "second": second, "change": second - first}
