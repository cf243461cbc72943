"""All that the loaded reports say of one jurisdiction, week by week, with a reference for each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from detainer_cli.answers.applicable_caveats import caveats_of_page
from detainer_cli.answers.case_filters import every_case
from detainer_cli.answers.case_filters import narrowed as narrowed_cases
from detainer_cli.answers.caveats import ISSUED_SUM, Basis
from detainer_cli.answers.choices import CountyBasis
from detainer_cli.answers.citations import Citation, cited_reports
from detainer_cli.answers.corrections import corrections, corrections_of_total
from detainer_cli.answers.filters import narrowed
from detainer_cli.answers.policies import policies
from detainer_cli.answers.question import Condition, Question
from detainer_cli.answers.rows import rows
from detainer_cli.answers.split import split
from detainer_cli.answers.top_counties import top_counties
from detainer_cli.db.overlay import see_corrections
from detainer_cli.db.row_reference import row_on_page
from detainer_cli.errors import UsageError
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat

Row = dict[str, object]
_ALL_RANKS = 10**6
_NOT_APPLIED = "In doubt, not applied"
_DONE = {"withdraw": "Withdrawn", "replace": "Replaced", "note": "Disputed"}


@dataclass(frozen=True)
class Figures:
    """What the report of a week says of the jurisdiction, as printed or as corrected.

    `issued` are its entries in section I (rank, detainers, ref), none if the list leaves it out;
    `declined` its rows in section II, of which `convicted` and `charged`; `policies` its entries in
    section III, and `state_policies` those of its state. `issued_total` is the number of detainers
    issued in the whole country.
    """

    issued: tuple[Row, ...]
    declined: tuple[Row, ...]
    convicted: int
    charged: int
    policies: tuple[Row, ...]
    state_policies: tuple[Row, ...]
    issued_total: int | None

    @property
    def detainers_issued(self) -> int | None:
        """Together, where every entry is read; None without an entry."""
        counts = [row["detainers"] for row in self.issued]
        known = [int(str(count)) for count in counts if count is not None]
        return sum(known) if counts and len(known) == len(counts) else None

    @property
    def references(self) -> list[str]:
        """The references of all its rows, in the order of the page."""
        every = (*self.issued, *self.declined, *self.policies, *self.state_policies)
        return [str(row["ref"]) for row in every]


@dataclass(frozen=True)
class Week:
    """A week of a jurisdiction: its figures as `printed`, and as `corrected` where they are others.

    `corrections` are the errata against any of these, in words.
    """

    period: Period
    report: Citation
    printed: Figures
    corrected: Figures | None
    corrections: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """The page: of which place (`codes` are FIPS), made when, and what goes with all of it."""

    place: str
    codes: tuple[str, ...]
    made: date
    weeks: tuple[Week, ...]
    caveats: tuple[Caveat, ...]
    notices: tuple[str, ...]

    @property
    def references(self) -> list[str]:
        return [reference for week in self.weeks for reference in week.printed.references]


def dossier(question: Question, county: str, today: date) -> Dossier:
    """What the reports of the question's weeks say of a county.

    Raises UsageError if the name is unknown, or that of several counties.
    """
    asked = narrowed(question, {"county": [county]})
    (place,) = asked.conditions
    if len(place.codes) > 1 and not place.note:
        raise _several(asked, county)
    reports = cited_reports(question, today)
    printed = [_figures(asked.within(week)) for week in question.weeks]
    said = [errata_told(asked.within(week)) for week in question.weeks]
    see_corrections(question.conn, question.known_errata(), question.weeks)
    corrected = [_figures(asked.within(week)) for week in question.weeks]
    weeks = tuple(
        Week(week, report, as_printed, as_corrected if as_corrected != as_printed else None, told)
        for week, report, as_printed, as_corrected, told in zip(
            question.weeks, reports, printed, corrected, said, strict=True
        )
    )
    return Dossier(
        place.text.removeprefix("county "),
        place.codes,
        today,
        weeks,
        (*_caveats(asked), *_cases(question.conn, place)),
        tuple(dict.fromkeys(week.report.notice for week in weeks if week.report.notice)),
    )


def _several(asked: Question, county: str) -> UsageError:
    found = asked.select("declined_row", "r.jurisdiction, count(*)", "GROUP BY 1 ORDER BY 2 DESC")
    named = "; ".join(f"{name} ({count} declined)" for name, count in found[:8])
    return UsageError(
        f"“{county}” names {len(asked.conditions[0].codes)} counties.",
        f"Name one of them with its state{f'; rows have: {named}' if named else ''}.",
    )


def _figures(question: Question) -> Figures:
    """Those of a week, as the connection sees its rows."""
    whole = split(question).rows[0]
    ((total,),) = question.reports("f.detainers_issued")
    return Figures(
        tuple(_issued(question)),
        tuple(rows(question).rows),
        int(str(whole["convicted"])),
        int(str(whole["charged"])),
        tuple(policies(question).rows),
        tuple(_of_state(question)),
        total,
    )


def _issued(question: Question) -> Iterator[Row]:
    """The entries of section I, with the rank that the whole list gives them."""
    (week,) = question.weeks
    whole = top_counties(replace(question, conditions=()), CountyBasis.ISSUED, _ALL_RANKS)
    ranks = {row["county_fips"] or row["county"]: row["rank"] for row in whole.rows}
    found = question.select(
        "issued_row",
        f"r.page, {row_on_page('r')}, r.jurisdiction, r.county_fips, r.detainers_issued",
        "ORDER BY r.position",
    )
    for page, row, name, fips, detainers in found:
        yield {
            "jurisdiction": name,
            "detainers": detainers,
            "rank": ranks.get(fips or name),
            "ref": question.reference(week, page, row),
        }


def _of_state(question: Question) -> Iterable[Row]:
    """The policies of the whole state, which hold in its counties."""
    (place,) = question.conditions
    states = {value for match in place.matches for name, value in match.within if name == "state"}
    if len(states) != 1:
        return ()
    of_state = narrowed(replace(question, conditions=()), {"state": [*states]})
    return (row for row in policies(of_state).rows if row["kind"] == "state")


def errata_told(question: Question) -> tuple[str, ...]:
    """The errata against its rows, and what becomes of them as corrected."""
    kind = kind_of("weekly")
    names = {section.name: section.short for section in kind.sections}
    every = (*corrections(question, Basis), *corrections_of_total(question))
    return tuple(
        f"{_NOT_APPLIED if found.is_left else _DONE[found.erratum.effect]},"
        f" {names.get(found.erratum.section, 'the report')}: {found.place} – {found.says}"
        f" (said by {found.erratum.source})"
        for found in every
    )


def _cases(conn: sqlite3.Connection, place: Condition) -> Iterator[Caveat]:
    """That narrative reports tell of the place, too: their cases stand not on the page."""
    told, _ = narrowed_cases(conn, {"county": list(place.codes)}, every_case(conn))
    if told and place.codes:
        count = f"{len(told):,} case{'' if len(told) == 1 else 's'}"
        asked = " ".join(f"--county {code}" for code in place.codes)
        yield Caveat(
            f"Narrative reports that are loaded tell {count} with an event here, which this page"
            f" leaves out, since cases are no rows of a week: `detainers cases {asked}`.",
            f"Left out: {count} of narrative reports (detainers cases).",
            "narrative",
        )


def _caveats(question: Question) -> list[Caveat]:
    """Those of the page; nothing is added up here."""
    return [caveat for caveat in caveats_of_page(question) if caveat is not ISSUED_SUM]
