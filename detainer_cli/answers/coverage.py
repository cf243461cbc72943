"""`coverage`: declined detainers in jurisdictions with and without a listed policy."""

from __future__ import annotations

from detainer_cli.answers.caveats import Own
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.answers.shares import shares
from detainer_cli.model.summary import Summary


def coverage(question: Question) -> Summary:
    """Declined detainers in jurisdictions with and without a policy that section III lists."""
    counted = "count(*), coalesce(sum(r.has_policy = 1), 0), coalesce(sum(r.has_policy = 0), 0)"
    ((rows, having, lacking),) = question.select("declined_row", counted)
    sizes = [("with policy", having), ("without policy", lacking)]
    if rows > having + lacking:
        sizes.append((UNRESOLVED, rows - having - lacking))
    what = "Detainers DECLINED in jurisdictions with and without a listed policy"
    return shares(question, what, sizes, own=[Own.COVERAGE])
