"""Finds out which caveats apply to the answer of a question."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date

from detainer_cli.answers.caveats import About, Accepted, Basis, Correction, Own, applicable
from detainer_cli.answers.choices import By
from detainer_cli.answers.corrections import (
    corrections,
    corrections_of_policies,
    corrections_of_total,
    troubles,
)
from detainer_cli.answers.question import UNRESOLVED, Question, Table
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat, Note

NONE_KNOWN = Caveat(
    "No correction that is known applies to these figures: they are as published.",
    "No correction applies here: as published.",
    "corrections",
)
MOST_TROUBLES = 10
"""Errata with a trouble that an answer names one by one."""

_FINDINGS = "f.period_start, f.period_end, f.warnings"


def caveats(
    question: Question,
    bases: set[Basis],
    groups: Iterable[str] = (),
    unread: bool = False,
    has_county_list: bool = True,
    by: By | None = None,
    own: Iterable[Own] = (),
    with_notes: bool = True,
    touched: set[Basis] | None = None,
) -> list[Caveat]:
    """The caveats of an answer on `bases` whose groups, made `by` a column, have these names.

    `own` are the groupings that it shows beside; `with_notes` adds those `on_filters`; `touched`
    are the sections whose corrections count, if not `bases`.
    """
    own = frozenset({*own, *_groupings(question, by)})
    reports = question.reports("f.sample_notice, f.detainers_issued")
    issued = [count for _, count in reports]
    if touched is None:
        touched = bases if has_county_list else bases - {Basis.ISSUED}
    known = _corrections(question, touched, bases | touched, Own.COVERAGE in own)
    return applicable(
        About(
            bases=frozenset(bases),
            weeks=question.weeks,
            sample_notices=tuple(dict.fromkeys(notice for notice, _ in reports if notice)),
            issued_total=None if None in issued else sum(issued),
            has_county_list=has_county_list,
            has_unresolved=UNRESOLVED in set(groups),
            has_unread=unread,
            corrections=known,
            own=own,
            notes=(
                *(on_filters(question, bases) if with_notes else ()),
                *_of_errata(question, bases | touched, known),
            ),
            accepted=accepted(question),
        )
    )


def caveats_of_page(question: Question) -> list[Caveat]:
    """Those of all three sections, for a page that tells corrections, samples and totals itself."""
    return [
        caveat
        for caveat in caveats(question, set(Basis), own=[Own.COVERAGE])
        if caveat.section not in ("corrections", "samples")
        and not caveat.brief.startswith("In the whole country")
    ]


def _corrections(
    question: Question, touched: set[Basis], bases: set[Basis], shows_coverage: bool
) -> tuple[Correction, ...]:
    """Those of the rows in the sections `touched`, and of the total issued where it is shown.

    Where an answer shows which rows come from a place with a policy, those of policies, too.
    """
    total = corrections_of_total(question) if Basis.ISSUED in bases else ()
    has_policies = shows_coverage and Basis.POLICY not in touched
    of_policies = corrections_of_policies(question) if has_policies else ()
    return (*corrections(question, touched), *total, *of_policies)


def _of_errata(
    question: Question, bases: set[Basis], known: Iterable[Correction]
) -> Iterator[Caveat]:
    """What must be said of errata as such where they were to be applied."""
    if not question.corrected:
        return
    if not any(correction.applied for correction in known):
        yield NONE_KNOWN
    found = list(troubles(question, bases))
    for erratum, state in found[:MOST_TROUBLES]:
        left = " It is not applied." if "more" in state or "contradicts" in state else ""
        yield Note(
            f"The erratum “{erratum.id}” on {erratum.named} ({erratum.source}), of the week of"
            f" {erratum.week_start}: it {state}.{left}",
            section="corrections",
        )
    if more := len(found) - MOST_TROUBLES if len(found) > MOST_TROUBLES else 0:
        yield Note(f"{more:,} errata more are not what they state (detainers errata).")


def accepted(question: Question) -> tuple[Accepted, ...]:
    """What the current reports of the weeks were accepted with."""
    return _accepted(question.reports(_FINDINGS))


def accepted_in(conn: sqlite3.Connection, report_id: int) -> tuple[Accepted, ...]:
    """What one report was accepted with, whether it is the current one or not."""
    sql = f"SELECT {_FINDINGS} FROM report_file f WHERE f.id = ?"  # noqa: S608
    return _accepted(conn.execute(sql, [report_id]))


def _accepted(reports: Iterable[tuple[str, str, str]]) -> tuple[Accepted, ...]:
    some = [report for report in reports if "accepted" in report[-1]]
    if not some:  # as a rule
        return ()
    import json

    return tuple(
        Accepted(Period(date.fromisoformat(start), date.fromisoformat(end)), finding["message"])
        for start, end, findings in some
        for finding in json.loads(findings)
        if finding["severity"] == "accepted"
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
