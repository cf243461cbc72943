"""What the pages are made from: the loaded reports, and their rows with where these stand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.corrections import corrections
from detainer_cli.answers.groups import county_name, place_name
from detainer_cli.answers.question import Question
from detainer_cli.answers.rows import rows
from detainer_cli.db.named_rows import named_rows
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names

Box = tuple[float, float, float, float]
_REPORTS = """
SELECT f.id, f.kind, f.period_start, f.period_end, f.source_name, f.sha256, f.revision, f.pages,
  f.sample_notice, f.title, f.ingested_at,
  EXISTS (SELECT 1 FROM report_pdf p WHERE p.report_id = f.id) AS is_kept,
  (SELECT count(*) FROM report_file o WHERE o.kind = f.kind AND o.period_start = f.period_start
    AND o.period_end = f.period_end) AS revisions
FROM current_report f ORDER BY f.period_start, f.period_end
"""


@dataclass(frozen=True)
class Report:
    """A report that speaks for its period; `notice` is what a sample says of itself."""

    id: int
    kind: str
    start: str
    end: str
    source_name: str
    sha256: str
    revision: int
    pages: int
    notice: str | None
    title: str
    ingested_at: str
    is_kept: bool
    revisions: int


@dataclass(frozen=True)
class Piece:
    """A part of a row on a page (from 1); `box` in points from the page's lower left corner."""

    page: int
    box: Box


@dataclass(frozen=True)
class Against:
    """What was said against a row later: the id of the erratum, and in a few words what it does."""

    id: str
    what: str


@dataclass(frozen=True)
class Row:
    """A row of section II as answers show it (`values`), where it stands, and whose place it is.

    `against` is what errata say of it; the values are as published.
    """

    ref: str
    week: str
    page: int
    number: int
    place: str
    fips: str | None
    pieces: tuple[Piece, ...]
    values: dict[str, object]
    against: tuple[Against, ...] = ()


@dataclass(frozen=True)
class Site:
    """The site that is made: of these weeks and other reports, for this address if it has one.

    `url` ends in a slash, or is empty. Everything is read within one transaction.
    """

    conn: sqlite3.Connection
    question: Question
    reports: dict[str, Report]
    narratives: tuple[Report, ...]
    url: str = ""

    @property
    def weeks(self) -> tuple[Period, ...]:
        return self.question.weeks

    @property
    def newest(self) -> Period:
        return self.weeks[-1]

    def of_week(self, week: Period) -> Question:
        """The question of one week."""
        return self.question.within(week)

    def notices(self, starts: Iterable[str] | None = None) -> list[str]:
        """What the samples among the reports of these weeks say of themselves; without, of all."""
        every = (*self.reports.values(), *self.narratives)
        among = every if starts is None else (self.reports[start] for start in starts)
        return list(dict.fromkeys(report.notice for report in among if report.notice))


def site_of(conn: sqlite3.Connection, url: str) -> Site:
    """The site of what is loaded; at least one week is."""
    named = {"period_start": "start", "period_end": "end", "sample_notice": "notice"}
    found = [
        Report(**{named.get(name, name): value for name, value in row.items()})
        for row in named_rows(conn.execute(_REPORTS))
    ]
    return Site(
        conn,
        Question(conn, loaded_weeks(conn)),
        {report.start: report for report in found if report.kind == "weekly"},
        tuple(report for report in found if report.kind != "weekly"),
        url,
    )


def declined_rows(question: Question) -> list[Row]:
    """The rows that `detainers rows` lists, in the same order, each with its boxes."""
    weeks = question.week_of_report()
    found = question.select(
        "declined_row",
        "r.report_id, r.page, r.row_on_page, r.county_fips, r.county, r.state, r.jurisdiction,"
        " r.sources",
        "ORDER BY r.report_id, r.position",
    )
    found.sort(key=lambda row: weeks[row[0]])
    against = _against(question)
    return [
        Row(
            str(values["ref"]),
            weeks[report],
            page,
            number,
            place_name(*place),
            place[0],
            tuple(pieces_of(sources)),
            values,
            tuple(against.get(str(values["ref"]), ())),
        )
        for values, (report, page, number, *place, sources) in zip(
            rows(question).rows, found, strict=True
        )
    ]


_DOES = {"withdraw": "withdrawn later", "replace": "corrected later", "note": "disputed later"}


def _against(question: Question) -> dict[str, list[Against]]:
    """What is known against the declined rows of a question, by their references."""
    found: dict[str, list[Against]] = {}
    for each in corrections(question, {Basis.DECLINED}):
        does = "named by a correction that is not applied"
        said_of = Against(each.erratum.id, does if each.is_left else _DOES[each.erratum.effect])
        for ref in each.rows:
            found.setdefault(ref, []).append(said_of)
    return found


def pieces_of(sources: str) -> Iterator[Piece]:
    """Where a stored row stands, page by page."""
    for piece in json.loads(sources):
        yield Piece(piece["page"], tuple(piece["box"]))


@cache
def _county_labels() -> dict[str, str]:
    states = state_names()
    return {
        row["fips"]: county_name(
            f"{row['name']} {row['designation']}".strip(), states.get(row["state"], row["state"])
        )
        for row in table("counties")
    }


def county_label(fips: str) -> str:
    """`Travis County, Texas`; the code itself if no county has it."""
    return _county_labels().get(fips, fips)


@cache
def _codes_by_label() -> dict[str, str]:
    return {label: fips for fips, label in _county_labels().items()}


def county_code(label: str) -> str | None:
    """The FIPS code of `Travis County, Texas`; None if that is no county."""
    return _codes_by_label().get(label)


@dataclass(frozen=True)
class Said:
    """The caveats of a page, apart: what was said against its reports, and all others.

    What samples say of themselves stands on top of the page already.
    """

    corrections: list[Caveat]
    others: list[Caveat]


def said(*caveats: Iterable[Caveat]) -> Said:
    """The caveats of several answers on one page, each once."""
    every = list(dict.fromkeys(text for texts in caveats for text in texts))
    told = [c for c in every if c.section == "corrections"]
    return Said(told, [c for c in every if c.section not in ("corrections", "samples")])
