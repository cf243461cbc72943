"""A row of a report with its evidence: raw text, value, rule, and the place in the PDF."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from detainer_cli.answers.applicable_caveats import accepted_in
from detainer_cli.answers.caveats import About, Basis, Correction, Own, applicable
from detainer_cli.db.periods import Week, describe_loaded, loaded_weeks
from detainer_cli.db.row_reference import FORM, Reference, parse_reference, row_on_page
from detainer_cli.errors import UsageError
from detainer_cli.model.summary import Caveat
from detainer_cli.reference import table

Field = tuple[str, str, str, str | None, str | None]
"""A field with the columns of its raw text, value, code and rule."""


@dataclass(frozen=True)
class Section:
    """A section of the reports: the table of its rows, and what is shown of one."""

    basis: Basis
    rows: str
    fields: tuple[Field, ...]
    own: frozenset[Own] = frozenset()


_PLACE: Field = (
    "jurisdiction",
    "raw_location",
    "jurisdiction",
    "county_fips",
    "jurisdiction_rule",
)
SECTIONS = (
    Section(
        Basis.DECLINED,
        "declined_row",
        (
            _PLACE,
            ("facility", "raw_location", "facility", None, None),
            (
                "citizenship",
                "raw_citizenship",
                "citizenship",
                "country_alpha_3",
                "citizenship_rule",
            ),
            ("region", "raw_citizenship", "region", None, None),
            ("crime", "raw_crime", "crime", "ncic_code", "crime_rule"),
            ("crime category", "raw_crime", "crime_category", None, None),
            ("disposition", "raw_disposition", "disposition", None, None),
            ("detainer issued", "raw_issued_date", "issued_date", None, None),
            ("detainer declined", "raw_declined_date", "declined_date", None, None),
        ),
        frozenset(Own),
    ),
    Section(
        Basis.ISSUED,
        "issued_row",
        (_PLACE, ("detainers issued", "raw_detainers", "detainers_issued", None, None)),
    ),
    Section(
        Basis.POLICY,
        "policy_row",
        (
            _PLACE,
            ("kind", "raw_location", "kind", None, None),
            ("area of responsibility", "raw_aor", "aor", None, None),
            ("date enacted", "raw_date_enacted", "date_enacted", None, None),
            ("policy", "policy", "policy", None, None),
            ("criteria", "raw_criteria", "criteria", None, None),
        ),
    ),
)

_WITHIN = {"disposition": "raw_crime", "area of responsibility": "raw_location"}
"""Where a value stands in a report that has no column of its own for it."""

_FIND = """
SELECT r.*, {row_on_page} AS row_on_page, f.week_start, f.week_end, f.source_name, f.sha256,
  f.revision, f.is_current, f.sample_notice
FROM {table} r JOIN report_file f ON f.id = r.report_id WHERE {condition}
"""
_REPORT = ("source_name", "sha256", "week_start", "week_end", "revision", "is_current")


@dataclass(frozen=True)
class Shown:
    """A row of a report: `values` have field, raw text, value, code and rule.

    `sources` are its pieces: page, table, row and box (points, from the lower left of the upright
    page), more than one where a page break cut the row. `row` is its number on the page, which the
    reference has. `has_policy` is None for a row that is none of section II, too.
    """

    id: int
    ref: str
    section: Section
    report: dict[str, Any]
    report_id: int
    row: int
    week: Week
    sources: list[dict[str, Any]]
    values: list[dict[str, Any]]
    has_policy: bool | None
    corrections: list[Correction]
    caveats: list[Caveat]

    @property
    def places(self) -> str:
        """Where it stands: `page 3, row 2`, and where the rest of a cut row is."""
        first, *rest = self.sources
        others = [f" and page {piece['page']}, row {piece['row']}" for piece in rest]
        return f"page {first['page']}, row {self.row}{''.join(others)}"

    def as_json(self, caveats: list[str]) -> dict[str, Any]:
        """The object that `show --format json` prints."""
        names = ("status", "jurisdiction", "statement", "source")
        return {
            "id": self.id,
            "report": self.report,
            "sources": self.sources,
            "values": self.values,
            "has_policy": self.has_policy,
            "ref": self.ref,
            "section": self.section.basis.value,
            "corrections": [{name: getattr(c, name) for name in names} for c in self.corrections],
            "caveats": caveats,
        }


def shown_row(conn: sqlite3.Connection, wanted: str) -> Shown:
    """The row that an id of the view `declined` names, or a reference.

    Raises UsageError if there is none.
    """
    if wanted.isascii() and wanted.isdecimal():
        row = next(_rows(conn, SECTIONS[0], "r.id = ?", int(wanted)), None)
        if row is None:
            hint = f"Ids are in the column id of the view declined; a reference is {FORM}."
            raise UsageError(f"there is no declined row {wanted}.", hint)
        return _shown(conn, SECTIONS[0], row)
    reference = parse_reference(wanted)
    if reference is None:
        raise UsageError(f"“{wanted}” is no reference to a row.", f"Write {FORM}, or an id.")
    return _referred(conn, reference, _report_of(conn, reference))


def _report_of(conn: sqlite3.Connection, reference: Reference) -> int:
    """The id of the report that a reference names."""
    found = conn.execute(
        "SELECT id FROM report_file WHERE week_start = ? AND CASE WHEN ? IS NULL THEN is_current"
        " ELSE revision = ? END",
        [reference.week_start, reference.revision, reference.revision],
    ).fetchone()
    if found is None:
        number = reference.revision
        which = f"the week that begins on {reference.week_start}"
        raise UsageError(
            f"no {'report' if number is None else f'revision {number}'} of {which} is loaded.",
            f"Loaded: {describe_loaded(loaded_weeks(conn))}.",
        )
    return int(found[0])


def _referred(conn: sqlite3.Connection, reference: Reference, report_id: int) -> Shown:
    """The row that begins there, or of which a piece stands there."""
    on_page = (
        "r.report_id = ? AND EXISTS"
        " (SELECT 1 FROM json_each(r.sources) WHERE json_extract(value, '$.page') = ?)"
    )
    found = [
        (section, row)
        for section in SECTIONS
        for row in _rows(conn, section, on_page, report_id, reference.page)
    ]
    for section, row in found:
        if (row["page"], row["row_on_page"]) == (reference.page, reference.row):
            return _shown(conn, section, row)
    for section, row in found:
        pieces = [(s["page"], s["table"], s["row"]) for s in json.loads(row["sources"])[1:]]
        if (reference.page, 1, reference.row) in pieces:
            return _shown(conn, section, row)
    rows = sorted(row["row_on_page"] for _, row in found if row["page"] == reference.page)
    raise UsageError(
        f"no row stands at {reference}.",
        f"Page {reference.page} has the rows {rows[0]} to {rows[-1]}."
        if rows
        else f"No row begins on page {reference.page} of that report.",
    )


def _rows(
    conn: sqlite3.Connection, section: Section, condition: str, *values: int
) -> Iterator[dict[str, Any]]:
    sql = _FIND.format(row_on_page=row_on_page("r"), table=section.rows, condition=condition)
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, found, strict=True)) for found in cursor)


def _shown(conn: sqlite3.Connection, section: Section, row: dict[str, Any]) -> Shown:
    week = Week(*(date.fromisoformat(row[name]) for name in ("week_start", "week_end")))
    revision = None if row["is_current"] else row["revision"]
    ref = str(Reference(row["week_start"], row["page"], row["row_on_page"], revision))
    known = _corrections(section, row, week, ref)
    notice = row["sample_notice"]
    about = About(
        bases=frozenset({section.basis}),
        weeks=(week,),
        sample_notices=(notice,) if notice else (),
        corrections=tuple(known),
        own=section.own,
        accepted=accepted_in(conn, row["report_id"]),
    )
    return Shown(
        id=row["id"],
        ref=ref,
        section=section,
        report={name: row[name] for name in _REPORT},
        report_id=row["report_id"],
        week=week,
        row=row["row_on_page"],
        sources=json.loads(row["sources"]),
        values=[_value(row, *columns) for columns in section.fields],
        has_policy=None if row.get("has_policy") is None else bool(row["has_policy"]),
        corrections=known,
        caveats=applicable(about),
    )


def _value(
    row: dict[str, Any], field: str, raw: str, value: str, code: str | None, rule: str | None
) -> dict[str, Any]:
    text = row[raw] or row.get(_WITHIN.get(field, ""), "")
    return {
        "field": field,
        "raw_text": text,
        "value": json.loads(row[value]) if field == "criteria" else row[value],
        "code": row[code] if code else None,
        "rule": row[rule] if rule else None,
    }


def _corrections(section: Section, row: dict[str, Any], week: Week, ref: str) -> list[Correction]:
    """What is known against the county of the row in its week and section."""
    key = (row["week_start"], section.basis.value, row["county_fips"])
    return [
        Correction.of(erratum, week, [ref], row.get("detainers_issued"))
        for erratum in table("errata")
        if (erratum["week_start"], erratum["section"], erratum["county_fips"]) == key
    ]
