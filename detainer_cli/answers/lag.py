"""`lag`: days from the issue of a detainer to the record of its decline."""

from __future__ import annotations

import json
from bisect import bisect_right
from itertools import chain

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.choices import By
from detainer_cli.answers.groups import group_column, grouped, grouped_by, share
from detainer_cli.answers.question import Question
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveat, Summary

YEAR = 365
DAYS = "r.days_to_decline"

METHOD = Caveat(
    "Days from the date the detainer was issued to the date its decline was recorded. Quartiles"
    " are interpolated between the two nearest values, as spreadsheets do (QUARTILE.INC); over a"
    f" year is more than {YEAR} days.",
    "Days from the date issued to the date of the decline.",
    "days",
)
WITHOUT_DATES = Caveat(
    "A row in which the report gives no readable date for one of the two is counted as missing;"
    " it is in the total and in no other figure.",
    "A row without both dates is missing, and in the total only.",
    "days",
)

COLUMNS = [
    Column("detainers", ColumnKind.COUNT),
    Column("minimum", ColumnKind.DAYS),
    Column("first_quartile", ColumnKind.DAYS),
    Column("median", ColumnKind.DAYS),
    Column("third_quartile", ColumnKind.DAYS),
    Column("maximum", ColumnKind.DAYS),
    Column("over_a_year_share", ColumnKind.SHARE),
    Column("missing", ColumnKind.COUNT),
]
"""Behind the group."""


def lag(question: Question, by: By | None = None) -> Summary:
    """Days from issued to declined, for each group, largest first, or in one row for all."""
    sizes: dict[str, int] = {}
    days: dict[str, list[int]] = {}
    for label, (rows, listed) in grouped(question, by, f"count(*), group_concat({DAYS})"):
        sizes[label] = sizes.get(label, 0) + rows
        days.setdefault(label, []).extend(json.loads(f"[{listed or ''}]"))
    ordered = sorted(sizes, key=lambda label: (-sizes[label], label))
    answer = [_row(label, sizes[label], days[label]) for label in ordered]
    notes = [METHOD]
    if any(row["missing"] for row in answer):
        notes.append(WITHOUT_DATES)
    total = sum(sizes.values())
    return Summary(
        question.title("Detainers DECLINED, days from issued to declined" + grouped_by(by, ",")),
        question.week_starts,
        [group_column(by), *COLUMNS],
        answer,
        total,
        [*notes, *caveats(question, {Basis.DECLINED}, sizes, by=by)],
        _row("All", total, [*chain.from_iterable(days.values())]) if by else {},
        Basis.DECLINED.value,
    )


def _row(name: str, rows: int, days: list[int]) -> dict[str, object]:
    days.sort()
    first, median, third = quartiles(days)
    return {
        "group": name,
        "detainers": rows,
        "minimum": days[0] if days else None,
        "first_quartile": first,
        "median": median,
        "third_quartile": third,
        "maximum": days[-1] if days else None,
        "over_a_year_share": share(len(days) - bisect_right(days, YEAR), len(days)),
        "missing": rows - len(days),
    }


def quartiles(days: list[int]) -> list[float | None]:
    """The values below which a quarter, half and three quarters lie; whole ones as such."""
    if not days:
        return [None] * 3
    return [_at_quarter(days, quarter) for quarter in (1, 2, 3)]


def _at_quarter(days: list[int], quarter: int) -> float:
    """As `statistics.quantiles` has it, which takes as long to load as the query takes."""
    at, part = divmod((len(days) - 1) * quarter, 4)
    following = days[min(at + 1, len(days) - 1)]
    fourfold = days[at] * (4 - part) + following * part
    return fourfold / 4 if fourfold % 4 else fourfold // 4
