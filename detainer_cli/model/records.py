"""What a report says, verbatim and as read, before any code is given to a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from detainer_cli.model.pages import Box
from detainer_cli.model.periods import Period

Value = int | str | tuple[str, ...] | None
"""What was read of a field."""


LINE_BREAK = "line_break"
"""The kind of an unread text of which it could not be told what a line break stands for."""


@dataclass(frozen=True, slots=True)
class CellText:
    """Where the raw text of a field stands, or the part of it that is on one page.

    `field` is a field of the section or of the place; `box` holds the words of that text and no
    others; `lines` are as they are printed, none for a cell without text.
    """

    field: str
    page: int
    box: Box
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record was read: one per piece, more than one if a page break cut the row.

    `cells` are those of the piece; one of another page is a cell merged over several rows, whose
    text a page break parted from this row.
    """

    page: int
    table: int
    row: int
    box: Box
    cells: tuple[CellText, ...] = ()


EvidenceKind = Literal["rejoined", "kept_apart", "left_out", "page_break", "merged_cell"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the reading decided about the words of a record, and by what.

    `printed` are the words as they are printed, `became` what was made of them (nothing, if they
    were left out); `decided` is False where it is in doubt. `field` is empty where it concerns no
    field, `box` says where words stand that were left out.
    """

    kind: EvidenceKind
    field: str
    printed: str
    became: str
    why: str
    decided: bool
    page: int
    box: Box | None = None


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
class Record:
    """A row of a section, whole; its fields are those that the section's kind describes.

    `raw` has the verbatim text of each field beside the place (empty for a column that the report
    does not have), `values` what was read of them: counts as numbers, days as `YYYY-MM-DD`, months
    as `YYYY-MM`, dispositions, the items of lists, texts; None for what cannot be read. A crime's
    value is its text without the disposition.
    """

    position: int
    location: LocationText
    raw: dict[str, str]
    values: dict[str, Value]
    sources: tuple[Source, ...]
    evidence: tuple[Evidence, ...] = ()

    def day(self, name: str) -> date | None:
        """The day that a field holds."""
        text = self.values.get(name)
        return date.fromisoformat(text) if isinstance(text, str) else None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is no record: blank, a total, or a note across the table."""

    section: str
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

    section: str
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
    """A report as it is written, before any code is given to a name.

    `kind` names its kind, `sections` has the records of each of its sections; `total` is the
    number that the report gives for the whole country, where it gives one. `title` is its own,
    verbatim, where its kind has several.
    """

    kind: str
    period: Period
    total: int | None
    sections: dict[str, tuple[Record, ...]]
    rejected: tuple[RejectedRow, ...]
    accounting: dict[str, Accounting]
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    sample_notice: str | None = None
    warnings: tuple[str, ...] = ()
    headers: tuple[HeaderRow, ...] = ()
    others: tuple[OtherTable, ...] = ()
    title: str = ""
