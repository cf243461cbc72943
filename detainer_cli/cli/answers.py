"""Commands that answer questions about what is loaded."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from detainer_cli.cli.questions import PLACES, ROWS, answering
from detainer_cli.model import Summary
from detainer_cli.summaries.counties import CountyBasis
from detainer_cli.summaries.groups import By
from detainer_cli.summaries.question import Question

GroupBy = Annotated[By, typer.Option("--by", help="What to group by.")]
MaybeGroupBy = Annotated[
    Optional[By],  # noqa: UP045 - typer reads this at run time, also on Python 3.10
    typer.Option("--by", help="What to group by; without it, one row for all."),
]


@answering([])
def reports(question: Question) -> Summary:
    """What is loaded: weeks, revisions, counts, sources.

    Examples:

        detainers reports
        detainers reports --week latest --format json
    """
    from detainer_cli.summaries.reports import reports

    return reports(question)


@answering([*PLACES, *ROWS])
def top_counties(
    question: Question,
    basis: Annotated[
        CountyBasis, typer.Option("--basis", help="Detainers issued (section I) or declined (II).")
    ] = CountyBasis.ISSUED,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many ranks to show.")] = 10,
) -> Summary:
    """Counties by detainers, issued or declined.

    Examples:

        detainers top-counties --week latest
        detainers top-counties --basis declined --state TX
    """
    from detainer_cli.summaries.counties import top_counties

    return top_counties(question, basis, limit)


@answering([*PLACES, *ROWS])
def split(question: Question, by: MaybeGroupBy = None) -> Summary:
    """Convicted against charged.

    Examples:

        detainers split --week 2017-02-01
        detainers split --by crime --state Texas
    """
    from detainer_cli.summaries.declined import split

    return split(question, by)


@answering([*PLACES, *ROWS])
def breakdown(question: Question, by: GroupBy) -> Summary:
    """Declined detainers and their shares, largest group first.

    Examples:

        detainers breakdown --by citizenship
        detainers breakdown --by county --disposition convicted
    """
    from detainer_cli.summaries.declined import breakdown

    return breakdown(question, by)


@answering([*PLACES, *ROWS])
def coverage(question: Question) -> Summary:
    """Declined in jurisdictions with and without a listed policy.

    Examples:

        detainers coverage
        detainers coverage --week latest --format csv --caveats
    """
    from detainer_cli.summaries.declined import coverage

    return coverage(question)
