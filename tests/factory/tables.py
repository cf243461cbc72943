"""A report's content as tables: columns, header words and the text of every cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .content import Truth
from .layouts import Columns, Layout

CellText = str | list[str]  # a list is printed with bullets

ENDINGS = (" Parish", " City", " Borough", "District of Columbia")


@dataclass(frozen=True)
class Table:
    columns: Columns
    rows: list[list[CellText]]


def issued_table(truth: Truth, layout: Layout) -> Table:
    records: list[dict[str, CellText]] = [
        {
            "jurisdiction": f"{in_full(county)}, {state}",
            "county": county,
            "state": state,
            "count": str(count),
        }
        for county, state, count in truth.top
    ]
    if layout.total_row:
        first = next(field for field, _ in layout.issued if field != "count")
        records.append({first: "Total", "count": f"{sum(n for _, _, n in truth.top):,}"})
    return _table(layout.issued, records, layout)


def declined_table(truth: Truth, layout: Layout) -> Table:
    return _table(layout.declined, (_declined(row, layout) for row in truth.declined), layout)


def policy_table(truth: Truth, layout: Layout) -> Table:
    apart = any(field == "aor" for field, _ in layout.policy)
    records = (
        {
            **row,
            "jurisdiction": row["jurisdiction"] + ("" if apart else f" ({row['aor']})"),
            "enacted": f"{date.fromisoformat(row['enacted'] + '-01'):%B %Y}",
        }
        for row in truth.policies
    )
    return _table(layout.policy, records, layout)


def in_full(county: str) -> str:
    return county if county.endswith(ENDINGS) else f"{county} County"


def _declined(row: dict[str, str], layout: Layout) -> dict[str, CellText]:
    disposition = layout.convicted if row["status"] == "Convicted" else layout.charged
    return {
        **row,
        "location": f"{row['facility']}, {row['county']}, {row['state']}",
        "issued": layout.dates.format(date.fromisoformat(row["issued"])),
        "declined": layout.dates.format(date.fromisoformat(row["declined"])),
        "crime": disposition.format(row["crime"]) if "{}" in disposition else row["crime"],
        "disposition": disposition,
    }


def _table(columns: Columns, records: Iterable[dict[str, Any]], layout: Layout) -> Table:
    rows = [[record.get(field, "") for field, _ in columns] for record in records]
    if layout.upper:
        columns = tuple((field, words.upper()) for field, words in columns)
        rows = [[_upper(cell) for cell in row] for row in rows]
    return Table(columns, rows)


def _upper(cell: CellText) -> CellText:
    return cell.upper() if isinstance(cell, str) else [item.upper() for item in cell]
