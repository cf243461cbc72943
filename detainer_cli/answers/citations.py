"""What is cited: a report, a row of one, or an answer with the reports that it rests on."""

from __future__ import annotations

import hashlib
import shlex
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from detainer_cli import __version__
from detainer_cli.answers.caveats import Basis, told
from detainer_cli.answers.corrections import corrections, corrections_of_total
from detainer_cli.answers.evidence import shown_row
from detainer_cli.answers.other_kinds import periods_named
from detainer_cli.answers.question import Question
from detainer_cli.db.named_rows import named_rows
from detainer_cli.db.periods import describe_period
from detainer_cli.errors import UsageError
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Summary

PUBLISHER = "U.S. Immigration and Customs Enforcement, Enforcement and Removal Operations"
PROGRAM = f"detainers {__version__}"


@dataclass(frozen=True)
class Citation:
    """A source as it is cited on the day `accessed`.

    `kind` is report, row or answer, `author` who made it. Of a report (or a row of it) its
    `source_name`, `sha256`, `revision` and `pages` are known, of a row also `reference` and `place`
    (`page 7, row 12`). `command` is what gave an answer. `corrected` tells what was corrected,
    `notice` is what a file says that is no publication of the agency.
    """

    kind: str
    key: str
    author: str
    title: str
    accessed: date
    source_name: str = ""
    sha256: str = ""
    revision: int | None = None
    pages: int | None = None
    page: int | None = None
    reference: str = ""
    place: str = ""
    command: str = ""
    corrected: tuple[str, ...] = ()
    notice: str = ""

    @property
    def program(self) -> str:
        """The program that read the report or gave the answer, with its version."""
        return PROGRAM


def cited_reports(question: Question, today: date) -> list[Citation]:
    """The reports that speak for the weeks of a question."""
    found = _reports(question)
    if not question.corrected:
        return [_of_report(row, today) for row in found]
    known = [*corrections(question, Basis), *corrections_of_total(question)]
    return [
        replace(_of_report(row, today), corrected=tuple(told(of_week)))
        for row in found
        for of_week in [[c for c in known if c.week.start.isoformat() == row["period_start"]]]
    ]


def cited_others(conn: sqlite3.Connection, text: str | None, today: date) -> list[Citation]:
    """The reports of other kinds of whose period `text` names a day; without it, all of them."""
    starts = {period.start.isoformat() for period in periods_named(conn, text)}
    every = _select(conn, "f.is_current = 1 AND f.kind <> 'weekly'", [])
    return [_of_report(row, today) for row in every if row["period_start"] in starts]


def cited_row(conn: sqlite3.Connection, wanted: str, today: date, corrected: bool) -> Citation:
    """A row, by its reference or id. Raises UsageError if there is none."""
    shown = shown_row(conn, wanted)
    row = _select(conn, "f.id = ?", [shown.report_id])[0]
    of_report = _of_report(row, today)
    known = [c._replace(applied=c.erratum.effect != "note") for c in shown.corrections]
    return replace(
        of_report,
        kind="row",
        key=f"detainers-{shown.ref.replace('/', '-')}",
        page=int(shown.sources[0]["page"]),
        reference=shown.ref,
        place=f"{shown.section.short}, {shown.places}",
        corrected=tuple(told(known)) if corrected else (),
    )


def cited_answer(
    summary: Summary, question: Question, name: str, args: Sequence[str], today: date
) -> list[Citation]:
    """An answer, and then the reports that it rests on."""
    pinned = _pinned(question, args, takes_week=name != "compare")
    words = [name, *pinned]
    command = f"detainers {shlex.join(words)}"
    said = tuple(str(c) for c in summary.caveats if c.startswith("As corrected"))
    key = _key(name, question.week_starts, command)
    answer = Citation(
        "answer", key, PROGRAM, summary.title, today, command=command, corrected=said
    )  # fmt: skip
    weeks = set(summary.weeks)
    reports = [row for row in _reports(question) if row["period_start"] in weeks]
    return [answer, *(_of_report(row, today) for row in reports)]


def cited_answer_of_cases(
    summary: Summary, conn: sqlite3.Connection, args: Sequence[str], today: date
) -> list[Citation]:
    """An answer about cases, and then the narrative reports that it is asked of."""
    every = _select(conn, "f.is_current = 1 AND f.kind = 'narrative'", [])
    reports = [row for row in every if row["period_start"] in summary.weeks]
    command = f"detainers {shlex.join(['cases', *args])}"
    key = _key("cases", summary.weeks, command)
    answer = Citation("answer", key, PROGRAM, summary.title, today, command=command)
    return [answer, *(_of_report(row, today) for row in reports)]


def _key(name: str, weeks: Sequence[str], command: str) -> str:
    """A key that no other command has: of two answers to one question with other options, too."""
    short = hashlib.sha256(command.encode()).hexdigest()[:8]
    return "-".join(["detainers", name, *weeks[:1], short])


def _pinned(question: Question, args: Sequence[str], takes_week: bool) -> list[str]:
    """The options of an answer with its weeks by their days, which later loads do not change."""
    weeks = question.week_starts
    if not takes_week:
        return [weeks[-1] if word.lower() == "latest" else word for word in args]
    named = weeks[0] if len(weeks) == 1 else f"{weeks[0]}..{weeks[-1]}"
    return [*args, "--week", named]


_COLUMNS = """f.kind, f.period, f.period_start, f.period_end, f.source_name, f.sha256, f.revision,
  f.pages, f.sample_notice, f.title"""


def _reports(question: Question) -> list[dict[str, Any]]:
    ids = ", ".join(str(report_id) for report_id in question.week_of_report())
    return _select(question.conn, f"f.id IN ({ids})", [])


def _select(conn: sqlite3.Connection, where: str, bound: Iterable[int]) -> list[dict[str, Any]]:
    sql = f"SELECT {_COLUMNS} FROM main.report_file f WHERE {where} ORDER BY f.period_start"  # noqa: S608
    return list(named_rows(conn.execute(sql, [*bound])))


def _of_report(row: dict[str, Any], today: date) -> Citation:
    first, last = (date.fromisoformat(row[name]) for name in ("period_start", "period_end"))
    period = describe_period((Period(first, last, row["period"]),))
    return Citation(
        kind="report",
        key=f"detainers-{row['kind']}-{first}-rev{row['revision']}",
        author=PUBLISHER,
        title=f"{row['title'] or kind_of(row['kind']).title}, {period}",
        accessed=today,
        source_name=row["source_name"],
        sha256=row["sha256"],
        revision=row["revision"],
        pages=row["pages"],
        notice=row["sample_notice"] or "",
    )


def nothing_to_cite(name: str, commands: Iterable[str]) -> UsageError:
    """What to raise for what is neither a reference, an id, a week nor an answer."""
    return UsageError(
        f"“{name}” is nothing that can be cited.",
        "Give a week (2017-01-28), a reference (2017-01-28/p7/r12), an id, or an answer:"
        f" {', '.join(commands)}.",
    )
