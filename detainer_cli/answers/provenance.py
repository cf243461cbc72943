"""Where the texts of a row stand on its pages, and what was decided about their words."""

from __future__ import annotations

import json
from typing import Any

from detainer_cli.db.stored_records import record_of
from detainer_cli.db.stored_sources import outward
from detainer_cli.kinds.descriptor import PLACE_FIELDS, RAW_PLACE, Section

Cells = dict[str, list[dict[str, Any]]]
"""By the name of a field its texts: `page`, `box` and `printed`, with the report's line breaks."""


def cells_of(section: Section, row: dict[str, Any]) -> Cells | None:
    """The cells of a stored row, each by page; None if the version that read it kept none."""
    found: Cells = {}
    record = record_of(section, row)
    cells = (cell for source in record.sources for cell in source.cells)
    for cell in sorted(cells, key=lambda cell: cell.page):
        found.setdefault(cell.field, []).append(
            {
                "name": cell.field,
                "page": cell.page,
                "box": outward(cell.box),
                "printed": "\n".join(cell.lines),
            }
        )
    return found or None


def cells_read(section: Section, column: str, cells: Cells | None) -> list[dict[str, Any]] | None:
    """The cells whose texts a column of raw text holds; blank ones only where all are."""
    if cells is None:
        return None
    names = PLACE_FIELDS if column == RAW_PLACE else (_field_of(section, column),)
    found = [cell for name in names for cell in cells.get(name, ())]
    return [cell for cell in found if cell["printed"]] or found


def _field_of(section: Section, column: str) -> str:
    """The field whose text a column holds: `raw_crime`, or `policy` of a plain text."""
    plain = (f.name for f in section.of_type("text") if f.value == column)
    return next(plain, column.removeprefix("raw_"))


def evidence_in(row: dict[str, Any], cells: Cells | None) -> list[dict[str, Any]] | None:
    """What was decided about the words of a row; None if the version that read it kept nothing."""
    found: list[dict[str, Any]] = json.loads(row["evidence"])
    return found if found or cells is not None else None
