"""The rows that an erratum names by what they say: compared as words, not as SQL."""

from __future__ import annotations

import sqlite3
from typing import Any

from detainer_cli.db.errata_file import conditions_of, replaceable
from detainer_cli.db.named_rows import named_rows
from detainer_cli.kinds.columns import columns
from detainer_cli.kinds.descriptor import RAW_PLACE, Field, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.errata import Erratum
from detainer_cli.parse.records import READ


def rows_of(conn: sqlite3.Connection, erratum: Erratum, report_id: int) -> tuple[int, ...]:
    """The ids of the rows of a report, in its order; none if its kind has no such section."""
    (kind,) = conn.execute("SELECT kind FROM main.report_file WHERE id = ?", [report_id]).fetchone()
    section = next((s for s in kind_of(kind).sections if s.name == erratum.section), None)
    if section is None:
        return ()
    wanted = [(name, _folded(text)) for name, text in conditions_of(erratum.conditions)]
    field = replaceable(section).get(erratum.field)
    said = _printed_columns(section, field, erratum.field)
    printed = {_folded(erratum.printed)}
    if field and field.type in READ:
        printed.add(_folded(READ[field.type](erratum.printed)))
    return tuple(
        row["_id"]
        for row in _rows(conn, section, erratum, report_id)
        if all(_folded(row[name]) == text for name, text in wanted)
        and (not erratum.printed or printed & {_folded(row[name]) for name in said})
    )


def _rows(
    conn: sqlite3.Connection, section: Section, erratum: Erratum, report_id: int
) -> list[dict[str, Any]]:
    """The rows of the erratum's jurisdiction, or all if it names none, with the view's columns."""
    place, bound = "TRUE", list[object]([report_id])
    if erratum.county_fips:
        place, bound = "r.county_fips = ?", [report_id, erratum.county_fips]
    elif erratum.jurisdiction:
        place, bound = "r.jurisdiction = ?", [report_id, erratum.jurisdiction]
    shown = ", ".join(f'{c.sql} AS "{c.column}"' for c in columns()[section.view])
    cursor = conn.execute(
        f"SELECT r.id AS _id, r.*, {shown} FROM main.{section.table} r"  # noqa: S608
        f" JOIN main.report_file f ON f.id = r.report_id {section.join}"
        f" WHERE r.report_id = ? AND {place} ORDER BY r.position",
        bound,
    )
    return list(named_rows(cursor))


def _printed_columns(section: Section, field: Field | None, name: str) -> tuple[str, ...]:
    """Where what is printed of a field stands: verbatim, or as it was read."""
    if not name:
        return ()
    if field is None:
        return (RAW_PLACE, "jurisdiction")
    raw = (f"raw_{field.name}",) if field.type != "text" else ()
    more = (field.name,) if field.type in ("crime", "citizenship") else ()
    value = () if field.type == "citizenship" else (field.value,)
    return (*raw, *value, *more)


def _folded(value: object) -> str:
    """A value as text in which case and white space do not matter."""
    return " ".join(str("" if value is None else value).split()).casefold()
