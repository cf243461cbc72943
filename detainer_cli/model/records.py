"""What a report says, verbatim and as read, before any code is given to a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from detainer_cli.model.pages import Box

SectionName = Literal["issued", "declined", "policy"]
Disposition = Literal["convicted", "charged"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record was read: one per piece, more than one if a page break cut the row."""

    page: int
    table: int
    row: int
    box: Box


@dataclass(frozen=True, slots=True)
class LocationText:
    """A place as the report writes it: one text, or the texts of separate columns.

    `whole` is a single cell such as `Travis County Jail, Travis, Texas`; the others are set where
    the report has columns of their own for them. Texts are verbatim, line breaks folded to spaces.
    """

    whole: str | None = None
    facility: str | None = None
    county: str | None = None
    state: str | None = None

    @property
    def raw(self) -> str:
        """The verbatim text, columns in the order facility, whole, county, state."""
        parts = (self.facility, self.whole, self.county, self.state)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class IssuedRecord:
    """A line of section I: detainers ISSUED to a jurisdiction."""

    position: int
    location: LocationText
    raw_detainers: str
    detainers: int | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class DeclinedRecord:
    """A row of section II: one detainer recorded as DECLINED, one individual.

    `crime_text` is the crime without the disposition; every `raw_` field is verbatim.
    """

    position: int
    location: LocationText
    raw_citizenship: str
    raw_issued_date: str
    raw_declined_date: str
    raw_crime: str
    raw_disposition: str
    crime_text: str
    disposition: Disposition | None
    issued_date: date | None
    declined_date: date | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """A row of section III: a jurisdiction whose policy limits cooperation.

    `date_enacted` is `YYYY-MM`, as the report gives a month.
    """

    position: int
    location: LocationText
    raw_aor: str
    raw_date_enacted: str
    date_enacted: str | None
    policy: str
    raw_criteria: str
    criteria: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is no record: blank, a total, or a note across the table."""

    section: SectionName
    source: Source
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """A row that was recognized as a header: `fields` are what its columns hold (None for nothing),
    `texts` the words above each.

    `rows` are the grid's rows that it takes up; `shares_row` says that the last of them also holds
    the start of a record, which no rule divides from the header.
    """

    section: SectionName
    source: Source
    rows: tuple[int, ...]
    fields: tuple[str | None, ...]
    texts: tuple[str, ...]
    shares_row: bool = False


@dataclass(frozen=True, slots=True)
class OtherTable:
    """A table that belongs to no section: it is not read, and told."""

    page: int
    table: int
    rows: int
    text: str


@dataclass(frozen=True, slots=True)
class Accounting:
    """What became of every extracted row: `seen` is the sum of the others, or it is refused."""

    seen: int
    header: int
    record: int
    continuation: int
    rejected: int

    @property
    def adds_up(self) -> bool:
        return self.seen == self.header + self.record + self.continuation + self.rejected


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that could not be read from its cell (an impossible date, a missing disposition)."""

    kind: str
    raw_text: str
    page: int
    row: int


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """A report as it is written, before any code is given to a name."""

    week_start: date
    week_end: date
    detainers_issued: int | None
    issued: tuple[IssuedRecord, ...]
    declined: tuple[DeclinedRecord, ...]
    policies: tuple[PolicyRecord, ...]
    rejected: tuple[RejectedRow, ...]
    accounting: dict[SectionName, Accounting]
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    sample_notice: str | None = None
    warnings: tuple[str, ...] = ()
    headers: tuple[HeaderRow, ...] = ()
    others: tuple[OtherTable, ...] = ()
