"""A view as the bytes of a file: CSV, JSON or Parquet. The same view gives the same bytes."""

from __future__ import annotations

import csv
import io
import json

from detainer_cli.db.views import View
from detainer_cli.output.spreadsheets import BOM, without_formula


def encode(view: View, form: str, raw: bool = False, bom: bool = False) -> bytes:
    """The view in one of the formats csv, json, parquet.

    `raw` leaves text in CSV that a spreadsheet would run as a formula; with `bom` CSV begins with
    a byte order mark.
    """
    if form == "csv":
        return (BOM.encode() if bom else b"") + _csv(view, raw)
    return _json(view) if form == "json" else _parquet(view)


def _csv(view: View, raw: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(view.columns)
    for row in view.rows:
        writer.writerow(row if raw else [without_formula(value) for value in row])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _json(view: View) -> bytes:
    types = view.types()
    rows = [
        {
            column: json.loads(value) if kind == "array" and value else value
            for column, kind, value in zip(view.columns, types, row, strict=True)
        }
        for row in view.rows
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n".encode("utf-8", "backslashreplace")


def _parquet(view: View) -> bytes:
    """Parquet with a declared type for every column, so that an empty one has its type too."""
    import pyarrow
    import pyarrow.parquet

    text, kinds = pyarrow.string(), {"integer": pyarrow.int64(), "date": pyarrow.date32()}
    types = view.types()
    schema = pyarrow.schema(
        [(column, kinds.get(kind, text)) for column, kind in zip(view.columns, types, strict=True)]
    )
    columns = zip(*view.rows, strict=True) if view.rows else [()] * len(view.columns)
    arrays = [
        pyarrow.array(values, kinds["integer"] if kind == "integer" else text).cast(field.type)
        for values, kind, field in zip(columns, types, schema, strict=True)
    ]
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()
