"""Questions about declined detainers (section II): split, breakdown, coverage."""

from __future__ import annotations

from collections.abc import Sequence

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis, Own
from detainer_cli.answers.choices import By
from detainer_cli.answers.groups import (
    Count,
    largest_first,
    share,
    tally,
)
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.model.summary import Summary


def split(question: Question, by: By | None = None) -> Summary:
    """Convicted against charged, for each group or in one row for all."""
    counts = tally(question, by)
    ordered = sorted(counts.items()) if by is By.WEEK else largest_first(counts)
    whole = sum(counts.values(), Count())
    columns = ["group", "convicted", "charged", "total", "convicted_share"]
    if whole.not_stated:
        columns.insert(3, "not_stated")
    rows = [_split_row(name, count, columns) for name, count in ordered]
    return Summary(
        question.title("Detainers DECLINED, convicted and charged" + _by(by)),
        question.week_starts,
        columns,
        rows,
        whole.detainers,
        caveats(question, {Basis.DECLINED}, counts, by=by),
        _split_row("Total", whole, columns) if by else {},
    )


def _split_row(name: str, count: Count, columns: list[str]) -> dict[str, object]:
    values: dict[str, object] = {
        "group": name,
        "convicted": count.convicted,
        "charged": count.charged,
        "not_stated": count.not_stated,
        "total": count.detainers,
        "convicted_share": count.convicted_share,
    }
    return {column: values[column] for column in columns}


def breakdown(question: Question, by: By) -> Summary:
    """Declined detainers and their shares, largest group first."""
    counts = tally(question, by)
    sizes = [(name, count.detainers) for name, count in largest_first(counts)]
    return _shares(question, "Detainers DECLINED" + _by(by), sizes, by)


def coverage(question: Question) -> Summary:
    """Declined detainers in jurisdictions with and without a policy that section III lists."""
    counted = "count(*), coalesce(sum(r.has_policy = 1), 0), coalesce(sum(r.has_policy = 0), 0)"
    ((rows, having, lacking),) = question.select("declined_row", counted)
    sizes = [("with policy", having), ("without policy", lacking)]
    if rows > having + lacking:
        sizes.append((UNRESOLVED, rows - having - lacking))
    what = "Detainers DECLINED in jurisdictions with and without a listed policy"
    return _shares(question, what, sizes, own=[Own.COVERAGE])


def _shares(
    question: Question,
    what: str,
    sizes: list[tuple[str, int]],
    by: By | None = None,
    own: Sequence[Own] = (),
) -> Summary:
    total = sum(size for _, size in sizes)
    return Summary(
        question.title(what),
        question.week_starts,
        ["group", "detainers", "share"],
        [{"group": name, "detainers": n, "share": share(n, total)} for name, n in sizes],
        total,
        caveats(question, {Basis.DECLINED}, [name for name, _ in sizes], by=by, own=own),
        {"group": "Total", "detainers": total, "share": share(total, total)},
    )


def _by(by: By | None) -> str:
    return f" by {by.value}" if by else ""
