"""Commands that answer questions about what is loaded."""

from __future__ import annotations

from typing import Annotated

import typer

from detainer_cli.answers.choices import By, CountyBasis
from detainer_cli.answers.question import Question
from detainer_cli.cli.answers_app import PLACES, ROWS, AnswersApp
from detainer_cli.model.summary import Summary

app = AnswersApp()

GroupBy = Annotated[By, typer.Option("--by", help="What to group by.")]
MaybeGroupBy = Annotated[
    By | None,
    typer.Option("--by", help="What to group by; without it, one row for all."),
]


@app.answer([])
def reports(
    question: Question,
    make_current: Annotated[
        int | None,
        typer.Option(
            "--make-current", metavar="N", min=1, help="Let revision N speak for the --week."
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every revision, also those that are not current.")
    ] = False,
) -> Summary:
    """What is loaded: weeks, revisions, counts, sources.

    Of several reports for one week, answers are from the newest, by the time at which it was
    fetched or modified. --make-current chooses another, whatever is loaded later; to choose the
    newest one ends that.

    Examples:

        detainers reports
        detainers reports --all --week latest --format json
        detainers reports --week 2017-02-01 --make-current 1
    """
    from detainer_cli.answers.reports import reports

    if make_current is not None:
        from detainer_cli.cli.make_current import choose_revision

        choose_revision(question, make_current)
    return reports(question, every)


@app.answer([*PLACES, *ROWS])
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
    from detainer_cli.answers.top_counties import top_counties

    return top_counties(question, basis, limit)


@app.answer([*PLACES, *ROWS])
def split(question: Question, by: MaybeGroupBy = None) -> Summary:
    """Convicted against charged.

    Examples:

        detainers split --week 2017-02-01
        detainers split --by crime --state Texas
    """
    from detainer_cli.answers.split import split

    return split(question, by)


@app.answer([*PLACES, *ROWS])
def breakdown(question: Question, by: GroupBy) -> Summary:
    """Declined detainers and their shares, largest group first.

    Examples:

        detainers breakdown --by citizenship
        detainers breakdown --by county --disposition convicted
    """
    from detainer_cli.answers.breakdown import breakdown

    return breakdown(question, by)


@app.answer([*PLACES, *ROWS])
def coverage(question: Question) -> Summary:
    """Declined in jurisdictions with and without a listed policy.

    Examples:

        detainers coverage
        detainers coverage --week latest --format csv --caveats
    """
    from detainer_cli.answers.coverage import coverage

    return coverage(question)


@app.answer([*PLACES, *ROWS])
def rows(question: Question) -> Summary:
    """The individuals' rows that an answer counts, each with a reference that lasts.

    Examples:

        detainers rows --week 2017-02-01 --county "Travis County, Texas"
        detainers rows --crime Assault --disposition convicted --format csv --bom

    `detainers show` takes the reference and shows the row with its evidence. Cases of narrative
    reports are no rows of a week: `detainers cases` lists them.
    """
    from detainer_cli.answers.rows import rows

    return rows(question)


@app.answer(PLACES)
def policies(question: Question) -> Summary:
    """Section III: jurisdictions with a policy, from the newest week asked.

    Examples:

        detainers policies --state CA
        detainers policies --county "Travis County, Texas" --week 2017-02-01
    """
    from detainer_cli.answers.policies import policies

    return policies(question)


@app.answer([*PLACES, *ROWS])
def trend(question: Question) -> Summary:
    """A row a week: issued, declined, convicted, charged; gaps stay visible.

    Examples:

        detainers trend
        detainers trend --week 2017-01-28..2017-03-31 --format csv
    """
    from detainer_cli.answers.trend import trend

    return trend(question)


@app.answer([*PLACES, *ROWS])
def lag(question: Question, by: MaybeGroupBy = None) -> Summary:
    """Days from issued to declined: quartiles, and the share over a year.

    Examples:

        detainers lag
        detainers lag --by state --disposition convicted
    """
    from detainer_cli.answers.lag import lag

    return lag(question, by)


@app.answer([*PLACES, *ROWS], without="week")
def compare(
    question: Question,
    first: Annotated[str, typer.Argument(metavar="WEEK", help="A day of a week, or latest.")],
    second: Annotated[str, typer.Argument(metavar="WEEK", help="A day of another, or latest.")],
    by: MaybeGroupBy = None,
) -> Summary:
    """What changed from one week to another.

    Examples:

        detainers compare 2017-01-28 2017-02-04
        detainers compare 2017-01-28 latest --by county
    """
    from detainer_cli.answers.compare import compare
    from detainer_cli.db.periods import choose_week

    loaded = question.weeks
    return compare(question, choose_week(loaded, first), choose_week(loaded, second), by)
