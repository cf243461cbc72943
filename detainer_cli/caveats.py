"""The caveats that travel with an answer: their words, and which of them apply. Pure.

A caveat says what a number does not say. Words that are ICE's own stand in quotes.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from detainer_cli.reference import table
from detainer_cli.weeks import Week, describe_period, gap_after


class Basis(str, Enum):
    """What an answer counts: the section of the reports that it rests on."""

    ISSUED = "issued"
    DECLINED = "declined"
    POLICY = "policy"


ISSUED = (
    "Issued is not declined: these detainers were ISSUED in the reporting week; what became of"
    " them was not known when the report was made, and is not part of this count."
)
ISSUED_TOTAL = (
    "Issued is not declined: what became of the detainers issued in a week was not known when the"
    " report was made."
)
ISSUED_LIST = (
    "Section I lists the jurisdictions with the “highest volume” only: a county that a week's list"
    " leaves out is unknown in that week, not zero."
)
ISSUED_SUM = (
    "A sum over several weeks holds only the weeks in whose list the county stood; weeks_listed"
    " says how many of the weeks these are."
)
DECLINED = (
    "Section II selects by the day on which a decline was recorded, whatever the day on which the"
    " detainer was issued: some were issued years earlier."
)
LEARNED_OF = (
    "Only declines that ICE learned of are recorded: agencies do not generally tell ICE when they"
    " decline a detainer."
)
CRIMES = (
    "Crimes are the “notable criminal activity” that ICE's records had; its report says that they"
    " may be “temporarily under-reported”. Charged is not convicted."
)
BOTH = (
    "The detainers declined in a week are not a part of those issued in that week: the two counts"
    " cannot be set against each other as a rate."
)
POLICY = (
    "Section III is ICE's own list and summary of local policies at the time of the report, not"
    " the text of any policy."
)
UNRESOLVED = (
    "(unresolved) holds rows whose value the report leaves out, or which this program could not"
    " tell from the report's words and does not guess; they are part of every total."
)
UNREAD = "A count that could not be read is shown as unread, not as zero, and is in no total."


@dataclass(frozen=True)
class About:
    """What decides which caveats an answer carries.

    `issued_total` is the whole country's number of detainers issued in the weeks, where known;
    `sample_notices` are the words by which a loaded file says that it is no publication.
    """

    bases: frozenset[Basis]
    weeks: tuple[Week, ...]
    sample_notices: tuple[str, ...] = ()
    issued_total: int | None = None
    has_county_list: bool = True
    has_unresolved: bool = False
    has_unread: bool = False
    notes: tuple[str, ...] = ()


def applicable(about: About) -> list[str]:
    """The caveats that apply, the ones about the file itself first."""
    texts = [
        *_of_samples(about.sample_notices),
        *_of_issued(about),
        *_of_declined(about),
        *([POLICY] if Basis.POLICY in about.bases else []),
        *_of_errata(about),
        *_of_gaps(about.weeks),
        *([UNRESOLVED] if about.has_unresolved else []),
        *([UNREAD] if about.has_unread else []),
        *about.notes,
    ]
    return list(dict.fromkeys(texts))


def _of_samples(notices: tuple[str, ...]) -> Iterator[str]:
    for notice in notices:
        yield (
            "Loaded from a sample or reconstruction, not from ICE's own file, which says:"
            f" “{notice}”"
        )


def _of_issued(about: About) -> Iterator[str]:
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
        yield f"In the whole country ICE issued {about.issued_total:,} detainers in {weeks}."


def _of_declined(about: About) -> Iterator[str]:
    if Basis.DECLINED in about.bases:
        yield DECLINED
        yield LEARNED_OF
        yield CRIMES
        if Basis.ISSUED in about.bases:
            yield BOTH


def _of_errata(about: About) -> Iterator[str]:
    """One caveat for each week and status: who is meant, and what was said of them."""
    starts = {week.start.isoformat(): week for week in about.weeks}
    sections = {basis.value for basis in about.bases}
    said: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in table("errata"):
        if row["week_start"] in starts and row["section"] in sections:
            key = row["week_start"], row["status"]
            said[key][row["statement"]].append(row["jurisdiction"])
    for (start, status), statements in said.items():
        told = ". ".join(f"{'; '.join(who)} – {what}" for what, who in statements.items())
        yield _ERRATA[status].format(week=describe_period((starts[start],)), told=told)


_ERRATA = {
    "corrected": "ICE corrected its report of {week} later; the figures here are as first"
    " published, without the correction: {told}.",
    "disputed": "Disputed in the report of {week}: {told}.",
}


def _of_gaps(weeks: tuple[Week, ...]) -> Iterator[str]:
    gaps = [gap for week, after in itertools.pairwise(weeks) for gap in gap_after(week, after)]
    if gaps:
        named = ", ".join(str(gap) for gap in gaps[:6])
        more = f" and {len(gaps) - 6} more" if len(gaps) > 6 else ""
        yield f"Within this period no report is loaded for: {named}{more}."
