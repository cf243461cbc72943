"""The caveats that travel with an answer: their words, and which of them apply. Pure.

A caveat says what a number does not say. Words that are ICE's own stand in quotes.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from detainer_cli.db.periods import describe_period, gap_after
from detainer_cli.kinds.caveats import caveats_of
from detainer_cli.model.errata import Erratum
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat


class Basis(StrEnum):
    """What an answer counts: the section of the reports that it rests on."""

    ISSUED = "issued"
    DECLINED = "declined"
    POLICY = "policy"


class Own(StrEnum):
    """A grouping that is this program's own and stands in no report."""

    CATEGORY = "category"
    REGION = "region"
    COVERAGE = "coverage"


def _weekly(name: str) -> Caveat:
    """A text of the weekly report, as `kinds/weekly/caveats.csv` has it."""
    found = caveats_of("weekly")[name]
    return Caveat(found.text, found.brief, found.readme)


ISSUED = _weekly("issued")
ISSUED_TOTAL = _weekly("issued_total")
ISSUED_LIST = _weekly("issued_list")
ISSUED_SUM = _weekly("issued_sum")
DECLINED = _weekly("declined")
LEARNED_OF = _weekly("learned_of")
CRIMES = _weekly("crimes")
BOTH = _weekly("both")
POLICY = _weekly("policy")
UNRESOLVED = _weekly("unresolved")
UNREAD = _weekly("unread")
GROUPINGS = {own: _weekly(own.value) for own in Own}

MOST_REFERENCES = 10
"""Rows of a place that a correction names one by one."""


class Correction(NamedTuple):
    """An erratum against rows of an answer: `rows` are their references; none for the total issued.

    `detainers` is the count that the rows stand for, where a row is not one detainer; `applied`
    says that the answer is as it corrects, `is_left` that it is not to be applied at all.
    """

    erratum: Erratum
    week: Period
    rows: tuple[str, ...]
    detainers: int | None = None
    applied: bool = False
    is_left: bool = False

    @property
    def status(self) -> str:
        """How it is told: applied, left, corrected (not applied here) or disputed."""
        if self.applied:
            return "applied"
        return "left" if self.is_left else self.erratum.status

    @property
    def place(self) -> str:
        """What it is about, with the rows of the answer that it has."""
        named = ", ".join(self.rows[:MOST_REFERENCES])
        more = len(self.rows) - MOST_REFERENCES
        rows = f"{self._count}: {named}{f' and {more} more' if more > 0 else ''}"
        return f"{self.erratum.named} ({rows})" if self.rows else self.erratum.named

    @property
    def _count(self) -> str:
        count = _rows(len(self.rows))
        return count if self.detainers is None else f"{self.detainers:,} detainers, {count}"

    @property
    def says(self) -> str:
        """What is wrong, and what it has been replaced by."""
        erratum = self.erratum
        if erratum.effect != "replace":
            return erratum.statement
        printed = f"“{erratum.printed}”" if erratum.printed else "what is printed"
        what = erratum.field.replace("_", " ")
        return f"{what} “{erratum.corrected}” in place of {printed}: {erratum.statement}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


class Accepted(NamedTuple):
    """What a report would be refused for, had its user not accepted it: the text of a check."""

    week: Period
    message: str


@dataclass(frozen=True)
class About:
    """What decides which caveats an answer carries.

    `issued_total` is the whole country's number of detainers issued in the weeks, where known;
    `sample_notices` are the words by which a loaded file says that it is no publication;
    `corrections` those that touch rows of the answer; `own` the groupings it shows or asks by;
    `accepted` what the loaded reports were accepted with.
    """

    bases: frozenset[Basis]
    weeks: tuple[Period, ...]
    sample_notices: tuple[str, ...] = ()
    issued_total: int | None = None
    has_county_list: bool = True
    has_unresolved: bool = False
    has_unread: bool = False
    corrections: tuple[Correction, ...] = ()
    own: frozenset[Own] = frozenset()
    notes: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    tells_of_persons: bool = False


def applicable(about: About) -> list[Caveat]:
    """The caveats that apply, the ones about the file itself first."""
    caveats = [
        *of_samples(about.sample_notices, about.tells_of_persons),
        *_of_accepted(about.accepted),
        *_of_issued(about),
        *_of_declined(about),
        *([POLICY] if Basis.POLICY in about.bases else []),
        *(text for own, text in GROUPINGS.items() if own in about.own),
        *told(about.corrections),
        *_of_gaps(about.weeks),
        *([UNRESOLVED] if about.has_unresolved else []),
        *([UNREAD] if about.has_unread else []),
        *(n if isinstance(n, Caveat) else Caveat(n, section="names") for n in about.notes),
    ]
    return list(dict.fromkeys(caveats))


def of_samples(notices: Iterable[str], quotes: bool = False) -> Iterator[Caveat]:
    """That files are no publication; the brief form `quotes` them, too, where persons are told of.

    What such a file says of the persons, as that they are invented, goes wherever these go.
    """
    for notice in notices:
        yield Caveat(
            "Loaded from a sample or reconstruction, not from ICE's own file, which says:"
            f" “{notice}”",
            f"From a sample or reconstruction: “{notice}”"
            if quotes
            else "From a sample or reconstruction, not from ICE's own file.",
            "samples",
        )


def _of_accepted(accepted: Iterable[Accepted]) -> Iterator[Caveat]:
    """One caveat for each text, with the weeks of the reports that it is about."""
    weeks: dict[str, list[Period]] = defaultdict(list)
    for found in accepted:
        weeks[found.message].append(found.week)
    for message, of in weeks.items():
        named = ", ".join(str(week.start) for week in of[:6])
        more = f" and {len(of) - 6} more" if len(of) > 6 else ""
        yield Caveat(
            f"Accepted when the report of the week of {named}{more} was loaded, which would have"
            f" been refused for it: {message} What could not be read is blank, not zero.",
            f"Accepted in the report of {of[0].start}{more and ' and others'}: {message}",
            "accepted",
        )


def _of_issued(about: About) -> Iterator[Caveat]:
    if Basis.ISSUED not in about.bases:
        return
    if not about.has_county_list:
        yield ISSUED_TOTAL
        return
    yield ISSUED
    yield ISSUED_LIST
    if len(about.weeks) > 1:
        yield ISSUED_SUM
    if about.issued_total is not None:
        weeks = "this week" if len(about.weeks) == 1 else "these weeks"
        yield Caveat(
            f"In the whole country ICE issued {about.issued_total:,} detainers in {weeks}.",
            f"In the whole country: {about.issued_total:,} issued in {weeks}.",
            "issued",
        )


def _of_declined(about: About) -> Iterator[Caveat]:
    if Basis.DECLINED in about.bases:
        yield DECLINED
        yield LEARNED_OF
        yield CRIMES
        if Basis.ISSUED in about.bases:
            yield BOTH


def told(corrections: Iterable[Correction]) -> Iterator[Caveat]:
    """One caveat for each week, status and source: who is meant, and what was said of them."""
    said: dict[tuple[Period, str, str, str], list[Correction]] = defaultdict(list)
    for found in corrections:
        done = _DONE[found.erratum.effect] if found.applied else ""
        said[found.week, found.status, done, found.erratum.source].append(found)
    for (week, status, done, source), group in said.items():
        by_statement: dict[str, list[str]] = defaultdict(list)
        for correction in group:
            by_statement[correction.says].append(correction.place)
        said_of = ". ".join(f"{'; '.join(who)} – {what}" for what, who in by_statement.items())
        count = sum(len(correction.rows) for correction in group)
        rows = _rows(count) if count else "the total issued"
        long, short = _CORRECTIONS[status]
        words = {"source": source, "effect": done, "rows": rows}
        words |= {"week": describe_period((week,)), "start": str(week.start)}
        yield Caveat(long.format(told=said_of, **words), short.format(**words), "corrections")


_DONE = {"withdraw": "withdrawn", "replace": "replaced"}
_CORRECTIONS = {
    "applied": (
        "As corrected by {source} after the report of {week} was published, {effect} here: {told}.",
        "As corrected: {rows} of {start} {effect}.",
    ),
    "left": (
        "{source} corrected the report of {week} later; it is in doubt what that means, and it is"
        " not applied (detainers errata): {told}.",
        "As published; in doubt: {rows} of {start}.",
    ),
    "corrected": (
        "{source} corrected the report of {week} later; the figures here are as first published,"
        " without the correction, which answers with --corrected apply: {told}.",
        "As published; --corrected: {rows} of {start}.",
    ),
    "disputed": (
        "Disputed in the report of {week}, not corrected ({source}): {told}.",
        "Disputed, not corrected: {rows} of {start}.",
    ),
}


def _of_gaps(weeks: tuple[Period, ...]) -> Iterator[Caveat]:
    gaps = [gap for week, after in itertools.pairwise(weeks) for gap in gap_after(week, after)]
    if gaps:
        named = ", ".join(str(gap) for gap in gaps[:6])
        more = f" and {len(gaps) - 6} more" if len(gaps) > 6 else ""
        brief = "1 week" if len(gaps) == 1 else f"{len(gaps):,} weeks"
        yield Caveat(
            f"Within this period no report is loaded for: {named}{more}.",
            f"{brief} within this period: no report is loaded.",
            "gaps",
        )
