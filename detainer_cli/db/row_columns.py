"""What the columns of a stored row hold: by the types of its section's fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from detainer_cli.db.stored_sources import evidence_json, sources_json
from detainer_cli.kinds.descriptor import Dates, Field, FieldType, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.records import ParsedReport, Record
from detainer_cli.model.resolutions import (
    CitizenshipResolution,
    CrimeResolution,
    JurisdictionResolution,
    Normalized,
    Resolution,
    Resolved,
)

Columns = dict[str, object]


def columns_of_rows(normalized: Normalized) -> Iterator[tuple[Section, list[Columns]]]:
    """The rows of each section as they are stored, without the id of their report."""
    report = normalized.report
    above = _rows_above(report)
    for section in kind_of(report.kind).sections:
        records, found = report.sections[section.name], normalized.sections[section.name]
        yield (
            section,
            [
                _of_place(record, above)
                | _of_texts(section, record)
                | columns_of_names(section, record, resolved)
                for record, resolved in zip(records, found, strict=True)
            ],
        )


def _of_place(record: Record, above: dict[tuple[int, int], int]) -> Columns:
    """Where a row stands."""
    first = record.sources[0]
    return {
        "position": record.position,
        "page": first.page,
        "row_on_page": first.row + above[first.page, first.table],
        "sources": sources_json(record),
        "evidence": evidence_json(record),
    }


def _rows_above(report: ParsedReport) -> dict[tuple[int, int], int]:
    """For each table (page, number) the rows of the tables before it on its page.

    The reader numbers the rows of each table from 1; on a page with two, those of the second go on
    from the last row of the first that a record has, so that no two records share a number.
    """
    last: dict[tuple[int, int], int] = {}
    for records in report.sections.values():
        for source in (source for record in records for source in record.sources):
            key = source.page, source.table
            last[key] = max(last.get(key, 0), source.row)
    return {
        (page, table): sum(rows for (p, t), rows in last.items() if p == page and t < table)
        for page, table in last
    }


# ------------------------------------------------------------------ the texts and their values


def _of_texts(section: Section, record: Record) -> Columns:
    """The verbatim texts, and what was read of them."""
    place = record.location
    found: Columns = {
        "raw_location": place.raw,
        "location_whole": place.whole,
        "location_facility": place.facility,
        "location_county": place.county,
        "location_state": place.state,
    }
    for field in section.fields:
        found |= raw_columns(field, record)
        if field.value in record.values:
            value = record.values[field.value]
            found[field.value] = _json(value) if isinstance(value, tuple) else value
    if section.dates:
        found[section.dates.days] = days_between(section.dates, record)
    return found


def raw_columns(field: Field, record: Record) -> Columns:
    """The column of a field's verbatim text; of a plain text that is its value."""
    return {} if field.type == "text" else {f"raw_{field.name}": record.raw[field.name]}


def days_between(dates: Dates, record: Record) -> int | None:
    """The days from the first to the last day, where both are known."""
    first, last = record.day(dates.first), record.day(dates.last)
    return (last - first).days if first and last else None


# ------------------------------------------------------------------ what they mean


def columns_of_names(section: Section, record: Record, resolved: Resolved) -> Columns:
    """What the names of a row were resolved to: all that other rules may change."""
    place = resolved.jurisdiction
    found: Columns = {
        "jurisdiction": place.value,
        "state": place.state,
        "county": place.county,
        "county_fips": place.county_fips,
        **_how("jurisdiction", place),
    }
    found |= {name: _BESIDE_PLACE[name](place) for name in section.place_columns}
    for field in section.fields:
        if field.type in _NAMES:
            found |= _NAMES[field.type](field, resolved)
    if section.covered_by:
        covered = resolved.covered
        found[section.covered_column] = None if covered is None else int(covered)
    return found


_BESIDE_PLACE: dict[str, Callable[[JurisdictionResolution], object]] = {
    "facility": lambda place: place.facility,
    "kind": lambda place: place.policy_kind,
    "counties": lambda place: _json(place.counties),
}


def _crime(field: Field, resolved: Resolved) -> Columns:
    found: CrimeResolution | None = resolved.crime
    assert found is not None  # a section with such a field resolves it
    return {
        "crime": found.value,
        "ncic_code": found.code,
        "crime_category": found.category,
        **_how("crime", found),
    }


def _citizenship(field: Field, resolved: Resolved) -> Columns:
    found: CitizenshipResolution | None = resolved.citizenship
    assert found is not None
    return {
        "citizenship": found.value,
        "country_alpha_3": found.code,
        "region": found.region,
        **_how("citizenship", found),
    }


def _area(field: Field, resolved: Resolved) -> Columns:
    return {field.value: resolved.area}


_NAMES: dict[FieldType, Callable[[Field, Resolved], Columns]] = {
    "crime": _crime,
    "citizenship": _citizenship,
    "area": _area,
}


def _how(kind: str, found: Resolution) -> Columns:
    return {
        f"{kind}_rule": found.rule,
        f"{kind}_resolved": int(found.resolved),
        f"{kind}_candidates": _json([asdict(candidate) for candidate in found.candidates]),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
