"""A view as a file: CSV, JSON or Parquet. The same view gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from detainer_cli.db.views import View
from detainer_cli.model.columns import ColumnKind
from detainer_cli.output.data_text import objects, separated
from detainer_cli.output.screen import Manner
from detainer_cli.output.view_columns import columns_of

MOST_AT_ONCE = 10_000
"""Rows that are in memory together where a view is written to a file."""


def put_json(view: View, out: BinaryIO) -> None:
    """Writes the view as a list of objects, a line each, a part of its rows at a time."""
    columns = columns_of(view)
    between = "[\n"
    for rows in batches(view.rows):
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in objects(columns, rows))
        out.write(f"{between}{lines}".encode("utf-8", "backslashreplace"))
        between = ",\n"
    out.write(b"[\n\n]\n" if between == "[\n" else b"\n]\n")


def put_parquet(view: View, out: BinaryIO) -> None:
    """Writes the view as Parquet, so many rows at a time that memory does not grow with it."""
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
    with pyarrow.parquet.ParquetWriter(out, schema) as writer:
        for rows in batches(view.rows):
            values = zip(*rows, strict=True)
            arrays = [
                pyarrow.array(found, kept).cast(field.type)
                for found, kept, field in zip(values, stored, schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def put_csv(view: View, manner: Manner, out: BinaryIO) -> None:
    """Writes the view with commas, a part of its rows at a time."""
    out.write(separated(view.columns, (), ",", manner).encode("utf-8"))
    bare = manner._replace(bom=False)
    for rows in batches(view.rows):
        text = separated(view.columns, rows, ",", bare).partition("\n")[2]
        out.write(text.encode("utf-8", "backslashreplace"))


def batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """Rows in portions of MOST_AT_ONCE."""
    left = iter(rows)
    while portion := tuple(islice(left, MOST_AT_ONCE)):
        yield portion
