"""A view as a file: CSV, JSON or Parquet. The same view gives the same bytes."""

from __future__ import annotations

import io
import json

from detainer_cli.db.views import View
from detainer_cli.model.columns import ColumnKind
from detainer_cli.output.data_text import objects, separated
from detainer_cli.output.screen import Manner
from detainer_cli.output.view_columns import columns_of


def view_as_csv(view: View, manner: Manner) -> str:
    """The view with commas."""
    return separated(view.columns, view.rows, ",", manner)


def view_as_json(view: View) -> str:
    """The view as a list of objects, a line each."""
    rows = objects(columns_of(view), view.rows)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n"


def view_as_parquet(view: View) -> bytes:
    """The view with a declared type for every column, so that an empty one has its type, too."""
    import pyarrow
    import pyarrow.parquet

    whole, text = pyarrow.int64(), pyarrow.string()
    columns = columns_of(view)
    stored = [whole if column.kind.is_number else text for column in columns]
    fields = [
        (column.name, pyarrow.date32() if column.kind is ColumnKind.DATE else kept)
        for column, kept in zip(columns, stored, strict=True)
    ]
    schema = pyarrow.schema(fields)
    values = zip(*view.rows, strict=True) if view.rows else [()] * len(columns)
    arrays = [
        pyarrow.array(found, kept).cast(field.type)
        for found, kept, field in zip(values, stored, schema, strict=True)
    ]
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()
