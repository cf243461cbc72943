"""How declined detainers divide: groups with the share that each has of all."""

from __future__ import annotations

from collections.abc import Sequence

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis, Own
from detainer_cli.answers.choices import By
from detainer_cli.answers.groups import group_column, share
from detainer_cli.answers.question import Question
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary


def shares(
    question: Question,
    what: str,
    sizes: list[tuple[str, int]],
    by: By | None = None,
    own: Sequence[Own] = (),
) -> Summary:
    """An answer of the groups of these sizes, in their order."""
    total = sum(size for _, size in sizes)
    return Summary(
        question.title(what),
        question.week_starts,
        [
            group_column(by),
            Column("detainers", ColumnKind.COUNT),
            Column("share", ColumnKind.SHARE),
        ],
        [{"group": name, "detainers": n, "share": share(n, total)} for name, n in sizes],
        total,
        caveats(question, {Basis.DECLINED}, [name for name, _ in sizes], by=by, own=own),
        {"group": "Total", "detainers": total, "share": share(total, total)},
        Basis.DECLINED.value,
    )
