"""Whole rows -> records: verbatim texts, dates, dispositions, counts, lists."""

from __future__ import annotations

from collections.abc import Iterable

from detainer_cli.model.records import (
    DeclinedRecord,
    Disposition,
    IssuedRecord,
    LocationText,
    PolicyRecord,
    Unread,
)
from detainer_cli.parse.rows import WholeRow
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


def issued_records(rows: Iterable[WholeRow]) -> list[IssuedRecord]:
    """Section I: a jurisdiction and its number of detainers ISSUED."""
    return [
        IssuedRecord(
            position,
            _location(row),
            row.text("detainers") or "",
            read_count(row.text("detainers") or ""),
            row.sources,
        )
        for position, row in enumerate(rows, start=1)
    ]


def declined_records(rows: Iterable[WholeRow]) -> list[DeclinedRecord]:
    """Section II: one detainer recorded as DECLINED a row."""
    return [_declined(position, row) for position, row in enumerate(rows, start=1)]


def policy_records(rows: Iterable[WholeRow]) -> list[PolicyRecord]:
    """Section III: a jurisdiction, its policy, and its criteria as a list."""
    every = list(rows)
    hangs = any(hanging_starts(row.texts["criteria"]) for row in every)
    lists = [row.texts["criteria"] for row in every]
    counts = any(map(has_bare_numbers, lists)) or (
        len(lists) > 1 and all(map(starts_with_one, lists))
    )
    return [
        PolicyRecord(
            position,
            _location(row),
            row.text("aor") or "",
            row.text("date_enacted") or "",
            read_month(row.text("date_enacted") or ""),
            row.text("policy") or "",
            "\n".join(line.text for line in row.texts["criteria"]),
            split_list(row.texts["criteria"], hangs, counts),
            row.sources,
        )
        for position, row in enumerate(every, start=1)
    ]


def _location(row: WholeRow) -> LocationText:
    """The place: a lone facility column holds the whole of it, beside others only the facility."""
    whole, facility = row.text("location"), row.text("facility")
    county, state = row.text("county"), row.text("state")
    if whole is None and county is None and state is None:
        return LocationText(whole=facility)
    if whole is not None and facility is None and county is not None and state is not None:
        return LocationText(facility=whole, county=county, state=state)
    return LocationText(whole, facility, county, state)


def _declined(position: int, row: WholeRow) -> DeclinedRecord:
    raw_crime = row.text("crime") or ""
    crime, disposition = _crime(raw_crime, row.text("disposition"))
    return DeclinedRecord(
        position=position,
        location=_location(row),
        raw_citizenship=row.text("citizenship") or "",
        raw_issued_date=row.text("issued_date") or "",
        raw_declined_date=row.text("declined_date") or "",
        raw_crime=raw_crime,
        raw_disposition=row.text("disposition") or "",
        crime_text=crime,
        disposition=disposition,
        issued_date=read_date(row.text("issued_date") or ""),
        declined_date=read_date(row.text("declined_date") or ""),
        sources=row.sources,
    )


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
        Unread("line_break", join_lines(lines), row.sources[0].page, row.sources[0].row)
        for row in section_rows
        for lines in row.texts.values()
        if any(line.in_doubt for line in lines)
    ]


def unread_values(
    issued: Iterable[IssuedRecord],
    declined: Iterable[DeclinedRecord],
    policies: Iterable[PolicyRecord],
) -> list[Unread]:
    """Every value that is missing or cannot be read, with its place."""
    found: list[Unread] = []

    def note(kind: str, raw: str, record: IssuedRecord | DeclinedRecord | PolicyRecord) -> None:
        source = record.sources[0]
        found.append(Unread(kind, raw, source.page, source.row))

    for i in issued:
        if i.detainers is None:
            note("detainers_issued", i.raw_detainers, i)
    for d in declined:
        if d.issued_date is None:
            note("issued_date", d.raw_issued_date, d)
        if d.declined_date is None:
            note("declined_date", d.raw_declined_date, d)
        if d.disposition is None:
            note("disposition", f"{d.raw_crime} {d.raw_disposition}".strip(), d)
    for p in policies:
        if p.date_enacted is None:
            note("date_enacted", p.raw_date_enacted, p)
    return found
