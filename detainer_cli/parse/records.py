"""Whole rows -> records: verbatim texts, and what is read of them by the types of their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from detainer_cli.kinds.descriptor import READ_TYPES, Field, FieldType, Section
from detainer_cli.kinds.wording import Disposition
from detainer_cli.model.pages import Line, Page
from detainer_cli.model.records import LINE_BREAK, LocationText, Record, Unread, Value
from detainer_cli.parse.evidence import evidence_of, parts_of, sources_of
from detainer_cli.parse.row_pieces import WholeRow
from detainer_cli.parse.text import (
    hanging_starts,
    has_bare_numbers,
    join_lines,
    read_count,
    read_date,
    read_disposition,
    read_month,
    split_disposition,
    split_list,
    starts_with_one,
)

Lists = Mapping[str, tuple[bool, bool]]
"""For each list whether the lists of its column hang, and whether they count their items."""


def records_of(
    section: Section, rows: Iterable[WholeRow], pages: Iterable[Page] = ()
) -> tuple[Record, ...]:
    """The records of a section's rows, in their order; `pages` are those on which they stand."""
    every = list(rows)
    lists = {
        f.name: _how([row.texts.get(f.name, ()) for row in every]) for f in section.of_type("list")
    }
    on = {page.number: page for page in pages}
    return tuple(_record(section, number, row, lists, on) for number, row in enumerate(every, 1))


def _how(lists: Sequence[Sequence[Line]]) -> tuple[bool, bool]:
    """How the lists of a column mark their items, which one alone may not show."""
    counts = any(map(has_bare_numbers, lists)) or (
        len(lists) > 1 and all(map(starts_with_one, lists))
    )
    return any(hanging_starts(lines) for lines in lists), counts


def _record(
    section: Section, position: int, row: WholeRow, lists: Lists, pages: Mapping[int, Page]
) -> Record:
    raw = {field.name: _raw(field, row) for field in section.fields}
    values = {f.value: READ[f.type](raw[f.name]) for f in section.fields if f.type in READ}
    for field in section.of_type("list"):
        values[field.value] = split_list(row.texts.get(field.name, ()), *lists[field.name])
    own = next(section.of_type("disposition"), None)
    for field in section.of_type("crime"):
        crime, disposition = _crime(raw[field.name], row.text(own.name) if own else None)
        values |= {field.value: crime} | ({own.value: disposition} if own else {})
    parts = parts_of(section, row)
    sources, evidence = sources_of(row, parts), evidence_of(row, parts, pages)
    return Record(position, _location(row), raw, values, sources, evidence)


def with_text(section: Section, record: Record, field: Field | None, text: str) -> Record:
    """The record as if a field, or its place (None), had this text.

    Not for lists. A crime without a disposition leaves that as it is; a text that cannot be read
    gives None, as in a report.
    """
    if field is None:
        return replace(record, location=LocationText(whole=text))
    raw, values = record.raw | {field.name: text}, dict(record.values)
    if field.type == "crime":
        own = next(section.of_type("disposition"), None)
        crime, disposition = split_disposition(text)
        values[field.value] = crime
        if own and disposition:
            values[own.value] = disposition
    elif field.type in READ:
        values[field.value] = READ[field.type](text)
    return replace(record, raw=raw, values=values)


def _raw(field: Field, row: WholeRow) -> str:
    """The text as it is printed; of a list with its lines."""
    if field.type == "list":
        return "\n".join(line.text for line in row.texts.get(field.name, ()))
    return row.text(field.name) or ""


READ: dict[FieldType, Callable[[str], Value]] = {
    "count": read_count,
    "month": read_month,
    "date": lambda text: None if (day := read_date(text)) is None else day.isoformat(),
    "disposition": read_disposition,
    "text": str,
}
"""What is read of a field's text alone."""


def _location(row: WholeRow) -> LocationText:
    """The place: a lone facility column holds the whole of it, beside others only the facility."""
    whole, facility = row.text("location"), row.text("facility")
    county, state = row.text("county"), row.text("state")
    if whole is None and county is None and state is None:
        return LocationText(whole=facility)
    if whole is not None and facility is None and county is not None and state is not None:
        return LocationText(facility=whole, county=county, state=state)
    return LocationText(whole, facility, county, state)


def _crime(raw_crime: str, raw_disposition: str | None) -> tuple[str, Disposition | None]:
    """The crime without its disposition; a column of its own decides, unless the two differ."""
    crime, inside = split_disposition(raw_crime)
    if raw_disposition is None:
        return crime, inside
    own = read_disposition(raw_disposition)
    if inside is None:
        return raw_crime, own
    if own is None:
        return crime, None if raw_disposition else inside
    return crime, own if own == inside else None


def doubtful_breaks(section_rows: Iterable[WholeRow]) -> list[Unread]:
    """Fields in which it could not be told what a line break stands for: kept as printed."""
    return [
        Unread(LINE_BREAK, join_lines(lines), row.sources[0].page, row.sources[0].row)
        for row in section_rows
        for lines in row.texts.values()
        if any(line.in_doubt for line in lines)
    ]


def unread_values(section: Section, records: Iterable[Record]) -> list[Unread]:
    """Every value that is missing or cannot be read, with its place."""
    return [
        Unread(
            field.value,
            _told(section, field, record),
            record.sources[0].page,
            record.sources[0].row,
        )
        for record in records
        for source in record.sources[:1]
        for field in section.of_type(*READ_TYPES)
        if record.values[field.value] is None
    ]


def _told(section: Section, field: Field, record: Record) -> str:
    """The text that could not be read; a disposition may stand behind the crime."""
    if field.type != "disposition":
        return record.raw[field.name]
    crimes = (record.raw[crime.name] for crime in section.of_type("crime"))
    return " ".join([*crimes, record.raw[field.name]]).strip()
