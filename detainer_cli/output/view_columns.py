"""The columns of a view by the kinds that answers have, from what the data dictionary says."""

from __future__ import annotations

from detainer_cli.db.views import View, is_code
from detainer_cli.model.columns import Column, ColumnKind

_KINDS = {
    "integer": ColumnKind.NUMBER,
    "date": ColumnKind.DATE,
    "datetime": ColumnKind.TIME,
    "yearmonth": ColumnKind.MONTH,
    "array": ColumnKind.LIST,
    "string": ColumnKind.TEXT,
}


def columns_of(view: View) -> list[Column]:
    """The columns of a view, in their order."""
    return [Column(entry["column"], _kind(entry)) for entry in view.entries()]


def _kind(entry: dict[str, str]) -> ColumnKind:
    if entry["type"] == "integer" and entry["codes"] == "0 or 1":
        return ColumnKind.FLAG
    return ColumnKind.CODE if is_code(entry) else _KINDS[entry["type"]]
