"""`split`: declined detainers, convicted against charged."""

from __future__ import annotations

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.choices import By
from detainer_cli.answers.groups import Count, group_column, grouped_by, largest_first, tally
from detainer_cli.answers.question import Question
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary

COLUMNS = [
    Column("convicted", ColumnKind.COUNT),
    Column("charged", ColumnKind.COUNT),
    Column("not_stated", ColumnKind.COUNT),
    Column("total", ColumnKind.COUNT),
    Column("convicted_share", ColumnKind.SHARE),
]
"""Behind the group; `not_stated` only where a row has no disposition."""


def split(question: Question, by: By | None = None) -> Summary:
    """Convicted against charged, for each group or in one row for all."""
    counts = tally(question, by)
    ordered = sorted(counts.items()) if by is By.WEEK else largest_first(counts)
    whole = sum(counts.values(), Count())
    columns = [c for c in COLUMNS if whole.not_stated or c.name != "not_stated"]
    columns.insert(0, group_column(by))
    rows = [_split_row(name, count, columns) for name, count in ordered]
    return Summary(
        question.title("Detainers DECLINED, convicted and charged" + grouped_by(by)),
        question.week_starts,
        columns,
        rows,
        whole.detainers,
        caveats(question, {Basis.DECLINED}, counts, by=by),
        _split_row("Total", whole, columns) if by else {},
        Basis.DECLINED.value,
    )


def _split_row(name: str, count: Count, columns: list[Column]) -> dict[str, object]:
    values: dict[str, object] = {
        "group": name,
        "convicted": count.convicted,
        "charged": count.charged,
        "not_stated": count.not_stated,
        "total": count.detainers,
        "convicted_share": count.convicted_share,
    }
    return {column.name: values[column.name] for column in columns}
