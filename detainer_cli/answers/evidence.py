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
from detainer_cli.answers.other_kinds import periods_named
from detainer_cli.answers.provenance import Cells, cells_of, cells_read, evidence_in
from detainer_cli.answers.references import reference_of
from detainer_cli.answers.timeline import CASE, timeline
from detainer_cli.db.errata import known_errata, touched_by
from detainer_cli.db.named_rows import named_rows
from detainer_cli.db.periods import describe_loaded, loaded_weeks
from detainer_cli.db.row_reference import FORM, Reference, parse_reference
from detainer_cli.errors import UsageError
from detainer_cli.kinds.caveats import caveats_of
from detainer_cli.kinds.descriptor import RAW_PLACE, Field, FieldType, Kind, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat

Line = tuple[str, str, str, str | None, str | None]
"""What is shown of a field: its name, and the columns of its raw text, value, code and rule."""

_ORDER: tuple[FieldType, ...] = (
    "citizenship",
    "crime",
    "disposition",
    "date",
    "count",
    "area",
    "month",
    "text",
    "list",
)


SPANS = "spans"
"""The field that says where facts stand in a text: for programs, in JSON of its own."""


def _lines(section: Section) -> Iterator[Line]:
    """The lines of a section's rows: of the place first, then of its fields by their types."""
    if not section.optional_names:
        yield ("jurisdiction", RAW_PLACE, "jurisdiction", "county_fips", "jurisdiction_rule")
    for name in section.place_columns:
        if name != "counties":
            yield (name, RAW_PLACE, name, None, None)
    for field in sorted(section.fields, key=lambda field: _ORDER.index(field.type)):
        if field.name != SPANS:
            yield from _lines_of(field)


def _lines_of(field: Field) -> Iterator[Line]:
    raw = field.value if field.type == "text" else f"raw_{field.name}"
    if field.type == "crime":
        yield ("crime", raw, "crime", "ncic_code", "crime_rule")
        yield ("crime category", raw, "crime_category", None, None)
    elif field.type == "citizenship":
        yield ("citizenship", raw, "citizenship", "country_alpha_3", "citizenship_rule")
        yield ("region", raw, "region", None, None)
    else:
        yield (field.title, raw, field.value, None, None)


def _within(section: Section) -> dict[str, str]:
    """Where a value stands in a report that has no column of its own for it."""
    crimes = (f"raw_{field.name}" for field in section.of_type("crime"))
    behind = {"disposition": next(crimes, RAW_PLACE), "area": RAW_PLACE}
    return {f.title: behind[f.type] for f in section.of_type("disposition", "area")}


def _own(section: Section) -> frozenset[Own]:
    """The groupings of this program that its rows have."""
    is_shown = {
        Own.CATEGORY: section.has("crime"),
        Own.REGION: section.has("citizenship"),
        Own.COVERAGE: bool(section.covered_by),
    }
    return frozenset(own for own, shown in is_shown.items() if shown)


_FIND = """
SELECT r.*, f.kind AS report_kind, f.period, f.period_start AS week_start,
  f.period_end AS week_end, f.source_name, f.sha256, f.revision, f.is_current, f.sample_notice,
  f.pages, f.ingested_at, f.tool_version,
  EXISTS (SELECT 1 FROM report_pdf p WHERE p.report_id = f.id) AS pdf_kept
FROM main.{table} r JOIN main.report_file f ON f.id = r.report_id WHERE {condition}
"""
_REPORT = (
    *("source_name", "sha256", "week_start", "week_end", "revision", "is_current"),
    *("pages", "ingested_at", "tool_version"),
)


@dataclass(frozen=True)
class Shown:
    """A row of a report: `values` have field, raw text, value, code, rule, reference and cells.

    `sources` are its pieces: page, table, row and box (points, from the lower left of the upright
    page), more than one where a page break cut the row. `cells` are where its texts stand, and
    `evidence` what was decided about its words; both are None of a row that was read by a version
    which did not keep them. `row` is its number on the page, which the reference has. `timeline`
    are the events of a case. `has_policy` is None for a row that is none of section II, too.
    """

    id: int
    ref: str
    section: Section
    report: dict[str, Any]
    report_id: int
    row: int
    week: Period
    sources: list[dict[str, Any]]
    values: list[dict[str, Any]]
    cells: Cells | None
    evidence: list[dict[str, Any]] | None
    has_policy: bool | None
    corrections: list[Correction]
    caveats: list[Caveat]
    timeline: list[dict[str, Any]]

    @property
    def places(self) -> str:
        """Where it stands: `page 3, row 2`, and where the rest of a cut row is."""
        first, *rest = self.sources
        what = {"r": "row", CASE: "case"}.get(self.section.mark, "event")
        others = [f" and page {piece['page']}, {what} {piece['row']}" for piece in rest]
        if self.section.mark != "r":
            others = [f" and page {page}" for page in dict.fromkeys(self.pages[1:])]
        return f"page {first['page']}, {what} {self.row}{''.join(others)}"

    @property
    def pages(self) -> list[int]:
        """The pages on which it stands: two or more where a page break cut it."""
        return [piece["page"] for piece in self.sources]

    def as_json(self, caveats: list[str]) -> dict[str, Any]:
        """The object that `show --format json` prints."""
        names = (
            "status",
            "jurisdiction",
            "statement",
            "source",
            "id",
            "effect",
            "citation",
            "date",
        )
        return {
            "id": self.id,
            "report": self.report,
            "sources": self.sources,
            "values": self.values,
            "has_policy": self.has_policy,
            "ref": self.ref,
            "section": self.section.name,
            "corrections": [
                {name: getattr(c.erratum, name) for name in names} for c in self.corrections
            ],
            "caveats": caveats,
            "pages": self.pages,
            "evidence": self.evidence,
            **({"timeline": self.timeline} if self.timeline else {}),
        }


def shown_row(conn: sqlite3.Connection, wanted: str) -> Shown:
    """The row that an id of the view `declined` names, or a reference.

    Raises UsageError if there is none.
    """
    if wanted.isascii() and wanted.isdecimal():
        section = kind_of("weekly").section("declined")
        row = next(_rows(conn, section, "r.id = ?", int(wanted)), None)
        if row is None:
            hint = f"Ids are in the column id of the view declined; a reference is {FORM}."
            raise UsageError(f"there is no declined row {wanted}.", hint)
        return _shown(conn, section, row)
    reference = parse_reference(wanted)
    if reference is None:
        raise UsageError(f"“{wanted}” is no reference to a row.", f"Write {FORM}, or an id.")
    reports = _reports_of(conn, reference)
    found = [f for report, kind in reports if (f := _referred(conn, reference, report, kind))]
    if len(found) == 1:
        return _shown(conn, *found[0])
    if found:
        names = " and ".join(row["source_name"] for _, row in found)
        raise UsageError(f"{reference} stands in {names}.", "Look in the views for the one meant.")
    raise _no_row(conn, reference, reports)


def _reports_of(conn: sqlite3.Connection, reference: Reference) -> list[tuple[int, Kind]]:
    """The reports that a reference may name: of one period, and of one kind as a rule."""
    found = conn.execute(
        "SELECT id, kind FROM report_file WHERE period_start = ?"
        " AND CASE WHEN ? IS NULL THEN is_current ELSE revision = ? END ORDER BY id",
        [reference.week_start, reference.revision, reference.revision],
    ).fetchall()
    if not found:
        number = reference.revision
        of = "period" if reference.mark == CASE else "week"
        which = f"the {of} that begins on {reference.week_start}"
        raise UsageError(
            f"no {'report' if number is None else f'revision {number}'} of {which} is loaded.",
            f"Loaded: {_loaded(conn)}.",
        )
    return [(report, kind_of(kind)) for report, kind in found]


def _loaded(conn: sqlite3.Connection) -> str:
    """The weeks, and the periods of reports of other kinds."""
    of = {"": loaded_weeks(conn), "narrative reports ": periods_named(conn, None)}
    return "; ".join(f"{what}{describe_loaded(loaded)}" for what, loaded in of.items() if loaded)


def _on_page(
    conn: sqlite3.Connection, reference: Reference, report_id: int, kind: Kind
) -> list[tuple[Section, dict[str, Any]]]:
    """The rows of a report of which a piece stands on the page of a reference."""
    on_page = (
        "r.report_id = ? AND EXISTS"
        " (SELECT 1 FROM json_each(r.sources) WHERE json_extract(value, '$.page') = ?)"
    )
    return [
        (section, row)
        for section in kind.sections
        if section.mark == reference.mark
        for row in _rows(conn, section, on_page, report_id, reference.page)
    ]


def _referred(
    conn: sqlite3.Connection, reference: Reference, report_id: int, kind: Kind
) -> tuple[Section, dict[str, Any]] | None:
    """The row of a report that begins there, or of which a piece stands there."""
    found = _on_page(conn, reference, report_id, kind)
    for section, row in found:
        if (row["page"], row["row_on_page"]) == (reference.page, reference.row):
            return section, row
    for section, row in found:
        pieces = [(s["page"], s["table"], s["row"]) for s in json.loads(row["sources"])[1:]]
        if (reference.page, 1, reference.row) in pieces:
            return section, row
    return None


def _no_row(
    conn: sqlite3.Connection, reference: Reference, reports: list[tuple[int, Kind]]
) -> UsageError:
    found = (pair for report, kind in reports for pair in _on_page(conn, reference, report, kind))
    rows = sorted(row["row_on_page"] for _, row in found if row["page"] == reference.page)
    what = "case" if reference.mark == CASE else "row"
    return UsageError(
        f"no {what} stands at {reference}.",
        f"Page {reference.page} has the {what}s {rows[0]} to {rows[-1]}."
        if rows
        else f"No {what} begins on page {reference.page} of that report.",
    )


def _rows(
    conn: sqlite3.Connection, section: Section, condition: str, *values: int
) -> Iterator[dict[str, Any]]:
    sql = _FIND.format(table=section.table, condition=condition)
    return named_rows(conn.execute(sql, values))


def _shown(conn: sqlite3.Connection, section: Section, row: dict[str, Any]) -> Shown:
    first, last = (date.fromisoformat(row[name]) for name in ("week_start", "week_end"))
    week = Period(first, last, row["period"])
    revision = None if row["is_current"] else row["revision"]
    place = row["page"], row["row_on_page"]
    ref = str(Reference(row["week_start"], *place, revision, section.mark))
    known = _corrections(conn, section, row, week, ref)
    notice = row["sample_notice"]
    about = About(
        bases=frozenset(basis for basis in Basis if basis.value == section.name),
        weeks=(week,),
        sample_notices=(notice,) if notice else (),
        tells_of_persons=section.mark != "r",
        corrections=tuple(known),
        own=_own(section),
        notes=_notes(row["report_kind"], section),
        accepted=accepted_in(conn, row["report_id"]),
    )
    cells = cells_of(section, row)
    covered = row.get(section.covered_column) if section.covered_by else None
    return Shown(
        id=row["id"],
        ref=ref,
        section=section,
        report={name: row[name] for name in _REPORT} | {"pdf_kept": bool(row["pdf_kept"])},
        report_id=row["report_id"],
        week=week,
        row=row["row_on_page"],
        sources=json.loads(row["sources"]),
        values=list(_values(section, row, cells)),
        cells=cells,
        evidence=evidence_in(row, cells),
        has_policy=None if covered is None else bool(covered),
        corrections=known,
        caveats=applicable(about),
        timeline=timeline(conn, row) if section.mark == CASE else [],
    )


def _notes(kind: str, section: Section) -> tuple[Caveat, ...]:
    """What a kind says of its rows; what the weekly report does, the answers know themselves."""
    if kind == "weekly":
        return ()
    found = (c for c in caveats_of(kind).values() if c.section in ("", section.name))
    return tuple(Caveat(caveat.text, caveat.brief, caveat.readme) for caveat in found)


def _values(section: Section, row: dict[str, Any], cells: Cells | None) -> Iterator[dict[str, Any]]:
    """The lines of the row; a text may stand within another column."""
    within = _within(section)
    lists = frozenset(field.value for field in section.of_type("list"))
    derived = {f.title: f.derived for f in section.fields if f.derived}
    for field, raw, value, code, rule in _lines(section):
        column = raw if row[raw] or field not in within else within[field]
        yield {
            "field": field,
            "raw_text": "" if field in derived else row[column],
            "value": json.loads(row[value]) if value in lists else row[value],
            "code": row[code] if code else None,
            "rule": row[rule] if rule else _derived(derived.get(field), row[value]),
            "reference": reference_of(section, field, row),
            "cells": cells_read(section, column, cells),
        }


def _derived(rule: str | None, value: object) -> str | None:
    return None if value in (None, "") else rule


def _corrections(
    conn: sqlite3.Connection, section: Section, row: dict[str, Any], week: Period, ref: str
) -> list[Correction]:
    """What is known against the row."""
    start = row["week_start"]
    known = (e for e in known_errata(conn) if (e.week_start, e.section) == (start, section.name))
    return [
        Correction(erratum, week, (ref,), row.get("detainers_issued"))
        for erratum in known
        if row["id"] in touched_by(conn, erratum, row["report_id"], section.table).rows
    ]
