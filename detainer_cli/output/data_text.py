"""Answers and views as text for programs: CSV, TSV and JSON, in which every value is as it is.

The same answer or view gives the same text. The values of both have declared kinds and are written
by the same two functions, `_separated` and `_objects`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveats, Summary
from detainer_cli.output.screen import Manner, told
from detainer_cli.output.spreadsheets import BOM, without_formula
from detainer_cli.text import json_text

Rows = Iterable[Sequence[object]]


def answer_as_csv(summary: Summary, manner: Manner) -> str:
    """An answer with commas; its caveats, if they are wanted, before the head as `#` comments."""
    return _answer_separated(summary, manner, ",")


def answer_as_tsv(summary: Summary, manner: Manner) -> str:
    """The same with tabs."""
    return _answer_separated(summary, manner, "\t")


def _answer_separated(summary: Summary, manner: Manner, delimiter: str) -> str:
    how = manner.caveats
    notes = [] if how is Caveats.NONE else [summary.title, *told(summary, how)]
    rows = [[row[name] for name in summary.names] for row in summary.rows]
    return separated(summary.names, rows, delimiter, manner, notes)


def separated(
    names: Sequence[str], rows: Rows, delimiter: str, manner: Manner, notes: Iterable[str] = ()
) -> str:
    """Rows below the names of their columns; `notes` stand above these as `#` comments."""
    out = io.StringIO()
    out.write(BOM if manner.bom else "")
    out.writelines(f"# {' '.join(note.split())}\n" for note in notes)
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        cells = [_plain(value) for value in row]
        writer.writerow([without_formula(cell) for cell in cells] if manner.is_safe else cells)
    return out.getvalue()


def _plain(value: object) -> object:
    """A value for a cell of a file: a list as JSON, a flag as 0 or 1, the rest as it is."""
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, list):
        return value
    import json  # a table needs none

    return json.dumps(value, ensure_ascii=False)


def answer_as_json(summary: Summary, manner: Manner) -> str:
    """An answer as the one object that scripts rely on."""
    rows = ([row[name] for name in summary.names] for row in summary.rows)
    value = {
        "title": summary.title,
        "weeks": summary.weeks,
        "columns": summary.names,
        "rows": objects(summary.columns, rows),
        "total": summary.total,
        "caveats": told(summary, manner.caveats),
    }
    return json_text(value, not manner.screen.is_utf8) + "\n"


def objects(columns: Sequence[Column], rows: Rows) -> list[dict[str, object]]:
    """Rows as objects of JSON."""
    return [
        {column.name: _parsed(value, column) for column, value in zip(columns, row, strict=True)}
        for row in rows
    ]


def _parsed(value: object, column: Column) -> object:
    """A list of a view, which is JSON there, as a list."""
    is_stored = column.kind is ColumnKind.LIST and isinstance(value, str) and value
    if not is_stored:
        return value
    import json

    return json.loads(str(value))
