"""Finds out which caveats apply to the answer of a question."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from detainer_cli.answers.caveats import About, Accepted, Basis, Correction, Own, applicable
from detainer_cli.answers.choices import By
from detainer_cli.answers.question import UNRESOLVED, Condition, Question, Table
from detainer_cli.db.row_reference import Reference, row_on_page
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat
from detainer_cli.reference import table

_REPORTS = """
SELECT sample_notice, detainers_issued FROM weekly_report
WHERE is_current = 1 AND week_start BETWEEN ? AND ?
"""
_ACCEPTED = """
SELECT f.week_start, f.week_end, json_extract(w.value, '$.message')
FROM weekly_report f, json_each(f.warnings) w
WHERE json_extract(w.value, '$.severity') = 'accepted' AND {which} ORDER BY f.week_start, w.key
"""
_ROWS: dict[Basis, tuple[Table, str]] = {
    Basis.ISSUED: ("issued_row", "r.detainers_issued"),
    Basis.DECLINED: ("declined_row", "NULL"),
}
"""Where the rows of a section stand, and how many detainers a row is, if not one."""


def caveats(
    question: Question,
    bases: set[Basis],
    groups: Iterable[str] = (),
    unread: bool = False,
    has_county_list: bool = True,
    by: By | None = None,
    own: Iterable[Own] = (),
    with_notes: bool = True,
) -> list[Caveat]:
    """The caveats of an answer on `bases` whose groups, made `by` a column, have these names.

    `own` are the groupings that it shows beside; `with_notes` adds those `on_filters`.
    """
    reports = question.conn.execute(_REPORTS, question.bounds).fetchall()
    issued = [count for _, count in reports]
    touched = bases if has_county_list else bases - {Basis.ISSUED}
    return applicable(
        About(
            bases=frozenset(bases),
            weeks=question.weeks,
            sample_notices=tuple(dict.fromkeys(notice for notice, _ in reports if notice)),
            issued_total=None if None in issued else sum(issued),
            has_county_list=has_county_list,
            has_unresolved=UNRESOLVED in set(groups),
            has_unread=unread,
            corrections=tuple(corrections(question, touched)),
            own=frozenset({*own, *_groupings(question, by)}),
            notes=on_filters(question, bases) if with_notes else (),
            accepted=accepted(question),
        )
    )


def accepted(question: Question) -> tuple[Accepted, ...]:
    """What the current reports of the weeks were accepted with."""
    which = "f.is_current = 1 AND f.week_start BETWEEN ? AND ?"
    return _accepted(question.conn, which, question.bounds)


def accepted_in(conn: sqlite3.Connection, report_id: int) -> tuple[Accepted, ...]:
    """What one report was accepted with, whether it is the current one or not."""
    return _accepted(conn, "f.id = ?", (report_id,))


def _accepted(
    conn: sqlite3.Connection, which: str, values: tuple[str | int, ...]
) -> tuple[Accepted, ...]:
    rows = conn.execute(_ACCEPTED.format(which=which), values)
    return tuple(
        Accepted(Period(date.fromisoformat(start), date.fromisoformat(end)), message)
        for start, end, message in rows
    )


_TABLES: dict[Basis, Table] = {
    Basis.DECLINED: "declined_row",
    Basis.ISSUED: "issued_row",
    Basis.POLICY: "policy_row",
}
"""The rows that the filters of an answer are about; of several bases, those of the first."""


def on_filters(question: Question, bases: set[Basis]) -> tuple[Caveat, ...]:
    """What is to be said of the filters of a question on these bases."""
    if not question.conditions:
        return ()
    from detainer_cli.answers.filter_notes import told

    table = next(table for basis, table in _TABLES.items() if basis in bases)
    meant = (Caveat(c.note, section="names") for c in question.conditions if c.note)
    return (*meant, *told(question, table))


def _groupings(question: Question, by: By | None) -> Iterator[Own]:
    """The groupings of this program by which is asked, as a group or as a filter."""
    asked = {condition.name for condition in question.conditions} | {by.value if by else ""}
    return (own for own in Own if own.value in asked)


def corrections(question: Question, bases: Iterable[Basis]) -> Iterator[Correction]:
    """The known corrections that touch rows which the question is about."""
    weeks = {week.start.isoformat(): week for week in question.weeks}
    sections = {basis.value: basis for basis in bases}
    for erratum in table("errata"):
        week, basis = weeks.get(erratum["week_start"]), sections.get(erratum["section"])
        if week is None or basis not in _ROWS:
            continue
        source, counted = _ROWS[basis]
        place = Condition("county", "r.county_fips = ?", (erratum["county_fips"],), "")
        within = replace(question, weeks=(week,), conditions=(*question.conditions, place))
        rows = within.select(
            source, f"r.page, {row_on_page('r')}, {counted}", "ORDER BY r.position"
        )
        if rows:
            counts = [count for *_, count in rows if count is not None]
            start = erratum["week_start"]
            references = [str(Reference(start, page, row)) for page, row, _ in rows]
            yield Correction.of(erratum, week, references, sum(counts) if counts else None)
