"""Finds out which caveats apply to the answer of a question."""

from __future__ import annotations

from collections.abc import Iterable

from detainer_cli.caveats import About, Basis, applicable
from detainer_cli.summaries.question import UNRESOLVED, Question, Table

_REPORTS = """
SELECT sample_notice, detainers_issued FROM report_file
WHERE is_current = 1 AND week_start BETWEEN ? AND ?
"""


def caveats(
    question: Question,
    bases: set[Basis],
    groups: Iterable[str] = (),
    unread: bool = False,
    has_county_list: bool = True,
) -> list[str]:
    """The caveats of an answer on `bases` whose groups have these names."""
    reports = question.conn.execute(_REPORTS, question.bounds).fetchall()
    issued = [count for _, count in reports]
    return applicable(
        About(
            bases=frozenset(bases),
            weeks=question.weeks,
            sample_notices=tuple(dict.fromkeys(notice for notice, _ in reports if notice)),
            issued_total=None if None in issued else sum(issued),
            has_county_list=has_county_list,
            has_unresolved=UNRESOLVED in set(groups),
            has_unread=unread,
            notes=on_filters(question, bases),
        )
    )


_TABLES: dict[Basis, Table] = {
    Basis.DECLINED: "declined_row",
    Basis.ISSUED: "issued_row",
    Basis.POLICY: "policy_row",
}
"""The rows that the filters of an answer are about; of several bases, those of the first."""


def on_filters(question: Question, bases: set[Basis]) -> tuple[str, ...]:
    """What is to be said of the filters of a question on these bases."""
    if not question.conditions:
        return ()
    from detainer_cli.summaries.told import told

    table = next(table for basis, table in _TABLES.items() if basis in bases)
    return (*(c.note for c in question.conditions if c.note), *told(question, table))
