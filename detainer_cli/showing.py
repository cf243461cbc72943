"""One declined row with its evidence: raw text, value, rule, and the place in the PDF."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from detainer_cli.errors import UsageError
from detainer_cli.files import output_error, write_atomically

FIELDS = (  # field, raw column, value column, code column, rule column
    ("jurisdiction", "raw_location", "jurisdiction", "county_fips", "jurisdiction_rule"),
    ("facility", "raw_location", "facility", None, None),
    ("citizenship", "raw_citizenship", "citizenship", "country_alpha_3", "citizenship_rule"),
    ("region", "raw_citizenship", "region", None, None),
    ("crime", "raw_crime", "crime", "ncic_code", "crime_rule"),
    ("crime category", "raw_crime", "crime_category", None, None),
    ("disposition", "raw_disposition", "disposition", None, None),
    ("detainer issued", "raw_issued_date", "issued_date", None, None),
    ("detainer declined", "raw_declined_date", "declined_date", None, None),
)

_QUERY = """
SELECT d.*, f.week_start, f.week_end, f.source_name, f.sha256, f.revision, f.is_current
FROM declined_row d JOIN report_file f ON f.id = d.report_id WHERE d.id = ?
"""


@dataclass(frozen=True)
class Shown:
    """A row of section II: `values` have field, raw text, value, code and rule.

    `sources` are its pieces: page, table, row and box (points, from the lower left of the upright
    page), more than one where a page break cut the row.
    """

    id: int
    report: dict[str, Any]
    sources: list[dict[str, Any]]
    values: list[dict[str, Any]]
    has_policy: bool | None


def declined_row(conn: sqlite3.Connection, row_id: int) -> Shown:
    """The declined row with this id. Raises UsageError if there is none."""
    cursor = conn.execute(_QUERY, [row_id])
    found = cursor.fetchone()
    if found is None:
        raise UsageError(
            f"there is no declined row {row_id}.", "Ids are in the column id of the view declined."
        )
    row = dict(zip([column[0] for column in cursor.description], found, strict=True))
    names = ("source_name", "sha256", "week_start", "week_end", "revision", "is_current")
    return Shown(
        row_id,
        {name: row[name] for name in names},
        json.loads(row["sources"]),
        [_value(row, *names) for names in FIELDS],
        None if row["has_policy"] is None else bool(row["has_policy"]),
    )


def _value(
    row: dict[str, Any], field: str, raw: str, value: str, code: str | None, rule: str | None
) -> dict[str, Any]:
    text = row[raw] or (row["raw_crime"] if field == "disposition" else "")
    return {
        "field": field,
        "raw_text": text,
        "value": row[value],
        "code": row[code] if code else None,
        "rule": row[rule] if rule else None,
    }


def _require_picture_name(path: Path) -> None:
    """Refuses a name that is no picture's, or that of a file which is none."""
    if path.suffix.lower() != ".png":
        raise UsageError(f"{path} is no name of a picture.", "Name a file that ends in .png.")
    if path.exists() and not path.read_bytes().startswith(b"\x89PNG"):
        raise UsageError(f"{path} is there already and is no picture.", "Name another file.")


def write_picture(
    conn: sqlite3.Connection, shown: Shown, path: Path, password: str | None = None
) -> None:
    """Writes the row's pieces as they stand in the stored report, one below the other, as PNG.

    Where they come from stands under them, and the notice of a sample. Raises UsageError or
    OutputError if the file cannot be written, UnreadableError if the report needs a password.
    """
    from detainer_cli.extract.pictures import crop

    _require_picture_name(path)
    content, notice = conn.execute(
        "SELECT p.content, f.sample_notice FROM report_pdf p"
        " JOIN report_file f ON f.id = p.report_id WHERE f.sha256 = ?",
        [shown.report["sha256"]],
    ).fetchone()
    pieces = [(source["page"], tuple(source["box"])) for source in shown.sources]
    pages = " and ".join(f"page {page}" for page, _ in pieces)
    caption = [f"{shown.report['source_name']}, {pages}", *([notice] if notice else [])]
    picture = crop(content, pieces, caption, password)
    drawn = BytesIO()
    picture.save(drawn, format="PNG")
    try:
        write_atomically(path, drawn.getvalue())
    except OSError as error:
        raise output_error("the picture cannot be written", path, error) from None
