"""What ICE or others said against rows of a report: which rows of an answer it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from detainer_cli.answers.caveats import Basis, Correction
from detainer_cli.answers.question import Condition, Question, Table
from detainer_cli.db.errata import Touched, touched_in
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
    """The known corrections that touch rows which the question is about, applied or not.

    Rows that a correction brings to the question are among them.
    """
    counted_in = {basis.value: _ROWS[basis] for basis in bases if basis in _ROWS}
    found = list(touching(question, counted_in))
    if not question.corrected and any(
        t.applies and t.erratum.effect == "replace" for _, t in found
    ):
        _see_beside(question)
    for week, touched in found:
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
                touched.is_left,
            )


def corrections_of_total(question: Question) -> Iterator[Correction]:
    """Those of the number of detainers that the reports give for the whole country."""
    for week, touched in touching(question, {REPORT}):
        if touched.rows:
            applied = question.corrected and touched.applies
            yield Correction(touched.erratum, week, (), None, applied, touched.is_left)


def corrections_of_policies(question: Question) -> Iterator[Correction]:
    """Those of policies that may be in force for declined rows of the question: of their states."""
    places = question.select("declined_row", "DISTINCT r.state")
    states = {state for (state,) in places if state}
    for correction in corrections(replace(question, conditions=()), {Basis.POLICY}):
        of_states = Condition(
            "", "r.state IN (SELECT value FROM json_each(?))", (_json(states),), ""
        )
        among = replace(question.within(correction.week), conditions=(of_states,)).as_printed()
        refs = among.select("policy_row", f"r.page, {row_on_page('r')}")
        known = {question.reference(correction.week, *place) for place in refs}
        if known & set(correction.rows):
            yield correction


def _json(values: Iterable[str]) -> str:
    import json

    return json.dumps(sorted(values))


def touching(question: Question, sections: Collection[str]) -> Iterator[tuple[Period, Touched]]:
    """What each erratum of the question's weeks touches in the report that speaks for its week."""
    weeks = {week.start.isoformat(): week for week in question.weeks}
    wanted: dict[str, list[Erratum]] = defaultdict(list)
    for erratum in question.known_errata():
        if erratum.week_start in weeks and erratum.section in sections:
            wanted[erratum.week_start].append(erratum)
    if not wanted:
        return
    ids = {start: report_id for report_id, start in question.week_of_report().items()}
    for start, errata in wanted.items():
        for touched in touched_in(question.conn, errata, ids[start], TABLES):
            yield weeks[start], touched


def _see_beside(question: Question) -> None:
    """Makes the rows of its weeks as they would be corrected, beside those that are printed."""
    from detainer_cli.db.overlay import see_corrections

    see_corrections(question.conn, question.known_errata(), question.weeks, beside=True)


def _rows_of(question: Question, touched: Touched, table: Table, counted: str) -> list[Any]:
    """The rows of a question that an erratum touches: as printed, and as corrected."""
    if not touched.rows:
        return []
    ids = ", ".join(str(row_id) for row_id in touched.rows)
    among = Condition("erratum", f"r.id IN ({ids})", (), "")
    within = replace(question, conditions=(*question.conditions, among))
    columns = f"r.id, r.page, {row_on_page('r')}, {counted}"
    found = within.as_printed().select(table, columns, "ORDER BY r.position")
    if touched.erratum.effect == "replace" and touched.applies:
        after = within if question.corrected else within.as_would_be()
        known = {row[0] for row in found}
        found += [row for row in after.select(table, columns) if row[0] not in known]
    return found


def troubles(question: Question, bases: Iterable[Basis]) -> Iterator[tuple[Erratum, str]]:
    """The errata that are not what their sources say, and those that say other things."""
    sections = {basis.value for basis in bases} | {REPORT}
    for week, touched in touching(question, sections):
        if touched.is_left or touched.state.startswith("matches"):
            yield touched.erratum, touched.state
        elif touched.applies and touched.erratum.section == Basis.DECLINED.value:
            yield from _wrong_days(question.within(week), touched)


def _wrong_days(question: Question, touched: Touched) -> Iterator[tuple[Erratum, str]]:
    """That a day as corrected is before the other one of its row, or out of the week."""
    if touched.erratum.effect != "replace" or not question.corrected:
        return
    (week,) = question.weeks
    ids = ", ".join(str(row_id) for row_id in touched.rows)
    wrong = Condition(
        "erratum",
        f"r.id IN ({ids}) AND (r.days_to_decline < 0 OR r.declined_date NOT BETWEEN ? AND ?)",
        (week.start.isoformat(), week.end.isoformat()),
        "",
    )
    if count := replace(question, conditions=(wrong,)).count("declined_row"):
        rows = "a row" if count == 1 else f"{count:,} rows"
        yield touched.erratum, f"leaves {rows} declined before issued, or out of the week"
