"""What ICE or others said against rows of a report: which rows of an answer it touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from detainer_cli.answers.caveats import Basis, Correction
from detainer_cli.answers.question import Condition, Question, Table
from detainer_cli.db.errata import Touched, touched_by
from detainer_cli.db.row_reference import row_on_page
from detainer_cli.model.errata import REPORT, Erratum
from detainer_cli.model.periods import Period

_ROWS: dict[Basis, tuple[Table, str]] = {
    Basis.ISSUED: ("issued_row", "r.detainers_issued"),
    Basis.DECLINED: ("declined_row", "NULL"),
    Basis.POLICY: ("policy_row", "NULL"),
}
"""Where the rows of a section stand, and how many detainers a row is, if not one."""

TABLES = {basis.value: rows for basis, (rows, _) in _ROWS.items()}
"""The table of the rows of each section, by the section's name."""


def corrections(question: Question, bases: Iterable[Basis]) -> Iterator[Correction]:
    """The known corrections that touch rows which the question is about, applied or not."""
    counted_in = {basis.value: _ROWS[basis] for basis in bases if basis in _ROWS}
    for week, touched in touching(question, counted_in):
        of_week = question.within(week)
        rows = _rows_of(of_week, touched, *counted_in[touched.erratum.section])
        if rows:
            counts = [count for *_, count in rows if count is not None]
            yield Correction(
                touched.erratum,
                week,
                tuple(question.reference(week, page, row) for _, page, row, _ in rows),
                sum(counts) if counts else None,
                question.corrected and touched.applies,
            )


def corrections_of_total(question: Question) -> Iterator[Correction]:
    """Those of the number of detainers that the reports give for the whole country."""
    for week, touched in touching(question, {REPORT}):
        if touched.rows:
            yield Correction(
                touched.erratum, week, (), None, question.corrected and touched.applies
            )


def touching(question: Question, sections: Collection[str]) -> Iterator[tuple[Period, Touched]]:
    """What each erratum of the question's weeks touches in the report that speaks for its week."""
    weeks = {week.start.isoformat(): week for week in question.weeks}
    wanted = [
        erratum
        for erratum in question.known_errata()
        if erratum.week_start in weeks and erratum.section in sections
    ]
    if not wanted:
        return
    ids = {start: report_id for report_id, start in question.week_of_report().items()}
    for erratum in wanted:
        table = TABLES.get(erratum.section, "")
        found = touched_by(question.conn, erratum, ids[erratum.week_start], table)
        yield weeks[erratum.week_start], found


def _rows_of(question: Question, touched: Touched, table: Table, counted: str) -> list[Any]:
    """The rows of a question that an erratum touches, as printed; as corrected they may be gone."""
    if not touched.rows:
        return []
    ids = ", ".join(str(row_id) for row_id in touched.rows)
    among = Condition("erratum", f"r.id IN ({ids})", (), "")
    within = replace(question, conditions=(*question.conditions, among))
    columns = f"r.id, r.page, {row_on_page('r')}, {counted}"
    found = within.as_printed().select(table, columns, "ORDER BY r.position")
    if question.corrected:
        known = {row[0] for row in found}
        found += [row for row in within.select(table, columns) if row[0] not in known]
    return found


def troubles(question: Question, bases: Iterable[Basis]) -> Iterator[tuple[Erratum, str]]:
    """The errata that match no row, or more or fewer than they state."""
    sections = {basis.value for basis in bases} | {REPORT}
    for _, touched in touching(question, sections):
        if touched.state.startswith("matches"):
            yield touched.erratum, touched.state
