"""What reading the kept PDFs again changes, as an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detainer_cli.answers.caveats import About, applicable
from detainer_cli.answers.diff import COLUMNS as OF_A_DIFF
from detainer_cli.answers.diff import NO_IDENTIFIER
from detainer_cli.db.kept_reports import KeptReport
from detainer_cli.db.reread import Difference
from detainer_cli.db.row_changes import CHANGES
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveat, Summary

COLUMNS = [
    Column("week", ColumnKind.DATE),
    Column("revision", ColumnKind.NUMBER),
    *OF_A_DIFF,
]


def reparsed(
    found: Sequence[Difference], without_pdf: Sequence[KeptReport], is_done: bool
) -> Summary:
    """The lines of every report that changes, with its week (the first day) and its revision."""
    rows = [
        {"week": of.kept.period.start.isoformat(), "revision": of.kept.revision, **line.as_row()}
        for of in found
        for line in of.lines
    ]
    return Summary(
        "What reading again changed" if is_done else "What reading again would change",
        sorted({of.kept.period.start.isoformat() for of in found}),
        COLUMNS,
        rows,
        len(rows),
        list(_caveats(found, without_pdf)),
    )


def _caveats(found: Sequence[Difference], without_pdf: Sequence[KeptReport]) -> Iterator[Caveat]:
    notices = (notice for of in found for notice in of.notices)
    yield from applicable(
        About(frozenset(), weeks=(), sample_notices=tuple(dict.fromkeys(notices)))
    )
    for of in found:
        counts = {c: sum(part.rows(c) for part in of.sections) for c in CHANGES}
        if any(counts.values()):
            told = ", ".join(f"{number:,} {change}" for change, number in counts.items())
            yield Caveat(f"Rows of {of.kept.title}: {told}.")
    if any(part.rows("changed") for of in found for part in of.sections):
        yield NO_IDENTIFIER
    if without_pdf:
        yield Caveat(told_without(without_pdf))


def told_without(reports: Sequence[KeptReport]) -> str:
    """That some reports cannot be read again, in a sentence."""
    named = ", ".join(report.title for report in reports[:6])
    more = f" and {len(reports) - 6} more" if len(reports) > 6 else ""
    return f"No PDF is kept of {named}{more}: not read again, and as before."
