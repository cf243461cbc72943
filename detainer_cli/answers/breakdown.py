"""`breakdown`: declined detainers by group, with the share of each."""

from __future__ import annotations

from detainer_cli.answers.choices import By
from detainer_cli.answers.groups import grouped_by, largest_first, tally
from detainer_cli.answers.question import Question
from detainer_cli.answers.shares import shares
from detainer_cli.model.summary import Summary


def breakdown(question: Question, by: By) -> Summary:
    """Declined detainers and their shares, largest group first."""
    counts = tally(question, by)
    sizes = [(name, count.detainers) for name, count in largest_first(counts)]
    return shares(question, "Detainers DECLINED" + grouped_by(by), sizes, by)
