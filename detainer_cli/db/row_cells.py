"""The cells of a stored row: what the report prints in each, and what it was read as."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from detainer_cli.db.stored_records import Row
from detainer_cli.kinds.descriptor import RAW_PLACE, Field, FieldType, Section

PLACE = "jurisdiction"
COVERED = "listed policy in force"

_PLACE_VALUES = (
    "location_whole",
    "location_facility",
    "location_county",
    "location_state",
    "jurisdiction",
    "state",
    "county",
    "county_fips",
)
_NAMES: dict[FieldType, tuple[str, ...]] = {
    "crime": ("crime", "ncic_code", "crime_category"),
    "citizenship": ("citizenship", "country_alpha_3", "region"),
}
_ELSEWHERE: dict[FieldType, str] = {"disposition": "crime", "area": "place"}
"""Where a value stands that has no column of its own in a report: in the cell of this type."""


@dataclass(frozen=True)
class Cell:
    """A cell: its `text` with white space folded, and its values by their columns.

    `items` are those of a list. A cell that is not `printed` holds what follows from others.
    """

    name: str
    text: str
    values: dict[str, object]
    items: tuple[str, ...] = ()
    is_printed: bool = True


@dataclass
class _Draft:
    text: str
    values: dict[str, object] = field(default_factory=dict)
    items: tuple[str, ...] = ()


def weights_of(section: Section) -> tuple[int, ...]:
    """How much each printed cell says about which row it is: the place twice as much as another."""
    return (2, *(1 for _ in section.fields))


def cells_of(section: Section, row: Row) -> tuple[Cell, ...]:
    """The cells of a row, that of the place first; what is not printed at the end."""
    drafts = {PLACE: _Draft(_folded(row[RAW_PLACE]), _place_values(section, row))}
    for known in section.fields:
        drafts[known.title] = _draft(known, row)
    for known in section.fields:
        _move(section, known, drafts)
    if section.dates:
        last = section.field(section.dates.last).title
        drafts[last].values[section.dates.days] = row[section.dates.days]
    cells = [Cell(name, d.text, d.values, d.items) for name, d in drafts.items()]
    return (*cells, *_derived(section, row))


def _place_values(section: Section, row: Row) -> dict[str, object]:
    found = {name: row[name] for name in (*_PLACE_VALUES, *section.place_columns)}
    if "counties" in found:
        found["counties"] = tuple(json.loads(row["counties"]))
    return found


def _draft(known: Field, row: Row) -> _Draft:
    if known.type == "text":
        return _Draft(_folded(row[known.value]))
    text = _folded(row[f"raw_{known.name}"])
    if known.type == "list":
        items = tuple(json.loads(row[known.value]))
        return _Draft(text, {known.value: items}, items)
    names = _NAMES.get(known.type, ())
    if known.type != "citizenship":  # of which nothing is stored but what it was resolved to
        names = (*names, known.value)
    return _Draft(text, {name: row[name] for name in names})


def _move(section: Section, known: Field, drafts: dict[str, _Draft]) -> None:
    """Where a report has no column for a value, it is read from another cell, and goes with it."""
    own = drafts[known.title]
    kind = _ELSEWHERE.get(known.type)
    if kind is None or own.text:
        return
    host = next((f.title for f in section.fields if f.type == kind), PLACE)
    drafts[host].values |= own.values
    own.values = {}


def _derived(section: Section, row: Row) -> Iterator[Cell]:
    if section.covered_by:
        covered = row[section.covered_column]
        known = {None: None, 0: "no", 1: "yes"}
        yield Cell(COVERED, "", {section.covered_column: known[covered]}, is_printed=False)


def _folded(text: str | None) -> str:
    return " ".join((text or "").split())
