"""What describes a kind of report: what tells it, its sections, their fields and their words.

A descriptor is read from `kinds/<kind>/kind.toml` and held against these types: a key that is
unknown, missing or of another type is an error that names it. The stages go over the sections and
fields of a kind; none of them knows a section by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

import msgspec

FieldType = Literal[
    "place",  # where: the place of a row, in one column or in several
    "citizenship",
    "crime",  # an offense, with its disposition behind it or in a field of its own
    "disposition",  # convicted or charged
    "date",  # a day
    "month",
    "count",  # a whole number
    "area",  # an area of responsibility; it may stand behind the place, in parentheses
    "text",
    "list",  # items, with or without marks
    "ordinal",  # the number of the row: no part of the record
]
"""What a field holds: by it each stage knows how to read, check, resolve, store and show it."""

PeriodName = Literal["week", "month", "quarter", "fiscal quarter", "year", "fiscal year", "any"]

NameKind = Literal["jurisdiction", "crime", "citizenship"]
"""What a name can be that has a code."""

RAW_PLACE = "raw_location"
"""The column of a place's verbatim text."""

Role = Literal["issued", "location", "policy"]
"""How the places of a section are to be read: see `normalize/jurisdictions.py`."""

PLACE_FIELDS = ("location", "facility", "county", "state")
READ_TYPES: tuple[FieldType, ...] = ("count", "month", "date", "disposition")
"""Types whose text must be one that can be read; one that cannot is told as unread."""

_NUMBER = r"(?P<number>\d{1,3}(?:,\s?\d{3})+|\d+)"


class _Described(msgspec.Struct, frozen=True, dict=True, forbid_unknown_fields=True):
    """A part of a descriptor: what it does not know, it does not take."""


class HeaderWords(_Described, frozen=True):
    """Words of a column's header: one of each group in `needs`, others only from `may`."""

    needs: tuple[str, ...]
    may: str = ""

    @cached_property
    def groups(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(group.split("|")) for group in self.needs)

    @cached_property
    def allowed(self) -> frozenset[str]:
        return frozenset(self.may.split()).union(*self.groups)

    def matches(self, words: list[str]) -> bool:
        """True if the (folded) words are a header of this wording."""
        used = set(words)
        return bool(used) and used <= self.allowed and all(used & group for group in self.groups)


class Field(_Described, frozen=True):
    """What a column of a section's tables holds.

    `required`: a table without it is not of the section. `anchor`: its values show that a row is
    whole, not the rest of one that a page break cuts. `must_read`: one that cannot be read refuses
    the report. `column` is that of its value in the database, if not its name; `label` what people
    read for it. `derived` is the rule of a value that is printed nowhere, as a count of others is.
    """

    name: str
    type: FieldType
    headers: tuple[HeaderWords, ...]
    required: bool = False
    anchor: bool = False
    must_read: bool = False
    column: str = ""
    label: str = ""
    derived: str = ""

    @property
    def value(self) -> str:
        """The name of its value, in a record and in the database."""
        return self.column or self.name

    @property
    def title(self) -> str:
        return self.label or self.name.replace("_", " ")


class Dates(_Described, frozen=True):
    """The fields of two days that follow each other, the last within the report's period.

    `days` is the column of the days between them; `happened` says what happened on each.
    """

    first: str
    last: str
    days: str
    happened: tuple[str, str]


class Empty(_Described, frozen=True):
    """That a section may have no row: `says` are patterns of the sentence that tells so.

    Under its heading, which is made of `heading_words`, nothing may stand then but that sentence.
    `note` is what the load tells.
    """

    note: str
    says: tuple[str, ...]
    heading_words: frozenset[str]


class Closing(_Described, frozen=True):
    """A last section that has no table."""

    name: str
    title: str
    numerals: tuple[str, ...]
    headings: tuple[str, ...]


class Section(_Described, frozen=True):
    """A section of tables: how it is told, its fields, and where its rows are kept.

    `headings` are how its heading begins (folded, without its number), `numerals` its number.
    `table` and `view` are those of the database. `place_columns` are stored beside a place's own.
    `names_period`: the heading must name the report's period, since its rows have no date.
    `numbers_run`: rows that are numbered run on. `total_counts_rows`: a total row counts them, and
    so does the pattern `stated_count`. `covered_by` names the section of the policies that may be
    in force for its rows, and `covered_column` where that is stored. `join` is SQL that its view
    needs beside the table `r` and the report `f`. `optional_names`: a name that is not told is none
    that is unresolved. `mark` stands before the number of a row in its reference.
    """

    name: str
    title: str
    numerals: tuple[str, ...]
    headings: tuple[str, ...]
    expected: str
    table: str
    view: str
    view_title: str
    role: Role
    fields: tuple[Field, ...]
    place_columns: tuple[Literal["facility", "kind", "counties"], ...] = ()
    names_period: bool = False
    numbers_run: bool = False
    total_counts_rows: bool = False
    stated_count: str = ""
    merged_note: str = ""
    dates: Dates | None = None
    covered_by: str = ""
    covered_column: str = "has_policy"
    empty: Empty | None = None
    join: str = ""
    optional_names: bool = False
    mark: str = "r"
    shared: tuple[Field, ...] = ()  # from wording.toml, for the sections of every kind

    @property
    def short(self) -> str:
        """Its title without what stands in parentheses: `section II`."""
        return self.title.partition(" (")[0]

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        """All fields that its columns may be: of the place first, its own, the row's number."""
        shared = self.shared
        places = tuple(found for found in shared if found.type == "place")
        return (*places, *self.fields, *(f for f in shared if f.type != "place"))

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        return tuple(found.name for found in self.fields if found.anchor)

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(found.name for found in self.fields if found.required)

    def field(self, name: str) -> Field:
        """The field of a name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {found.name: found for found in self.all_fields}

    def of_type(self, *types: FieldType) -> Iterator[Field]:
        """Its own fields of these types."""
        return (found for found in self.fields if found.type in types)

    @cached_property
    def names(self) -> tuple[tuple[NameKind, str], ...]:
        """What is resolved in its rows, each with the column of the text that it is resolved of."""
        found: list[tuple[NameKind, str]] = [("jurisdiction", RAW_PLACE)]
        found += [("citizenship", f"raw_{field.name}") for field in self.of_type("citizenship")]
        found += [("crime", field.value) for field in self.of_type("crime")]
        return tuple(found)

    def has(self, kind: FieldType) -> bool:
        return next(self.of_type(kind), None) is not None


class Kind(_Described, frozen=True):
    """A kind of report.

    `titles` are phrases (folded) of which one stands on its first pages, `title` its name for
    people. `period` is what it covers, `usual_days` the weekdays that it runs over as a rule,
    `period_example` a line that names it. `total` are the patterns of the sentence that gives the
    number `total_name` of the whole country. `prose`: it has cases told in sentences, not tables.
    `counts` are the sections whose rows are told when a report is loaded, the most important first,
    with what the rows are called.
    """

    name: str
    title: str
    titles: tuple[str, ...]
    period: PeriodName
    sections: tuple[Section, ...]
    usual_days: str = ""
    period_example: str = ""
    total_name: str = ""
    total: tuple[str, ...] = ()
    closing: Closing | None = None
    prose: bool = False
    counts: dict[str, str] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its sections, in the order of the report."""
        return tuple(section.name for section in self.sections)

    def section(self, name: str) -> Section:
        """The section of a name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Section]:
        return {section.name: section for section in self.sections}

    @cached_property
    def header_words(self) -> frozenset[str]:
        """All words that the headers of its tables are made of."""
        fields = (found for section in self.sections for found in section.all_fields)
        return frozenset(word for found in fields for h in found.headers for word in h.allowed)

    @cached_property
    def outlined(self) -> tuple[Section | Closing, ...]:
        """Its sections in order, with the one that closes it."""
        return (*self.sections, *([self.closing] if self.closing else []))

    @cached_property
    def total_patterns(self) -> tuple[str, ...]:
        return tuple(pattern.replace("{number}", _NUMBER) for pattern in self.total)
