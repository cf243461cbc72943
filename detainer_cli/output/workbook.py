"""The public views as one Excel workbook: codes as text, dates as dates, a sheet a view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from detainer_cli.db.views import TITLES, View
from detainer_cli.errors import UsageError
from detainer_cli.model.columns import ColumnKind
from detainer_cli.output.view_columns import columns_of

MOST_ROWS = 1_048_576
"""Rows of a sheet, the head among them, by Excel's own limits."""
MOST_LETTERS = 32_767
"""UTF-16 units in a cell, by the same."""

_CREATED = datetime(2017, 1, 1)  # one for all: the same views give the same bytes
_FIRST_DATE = date(1900, 3, 1)  # Excel takes 1900 for a leap year, and knows nothing before it
_WIDTH = 24
_WIDTHS = {
    ColumnKind.NUMBER: 9,
    ColumnKind.FLAG: 9,
    ColumnKind.DATE: 11,
    ColumnKind.MONTH: 9,
    ColumnKind.TIME: 20,
    ColumnKind.LIST: 40,
}
_CUT = " [cut: a cell holds no more]"


def put_workbook(views: Sequence[View], caveats: Sequence[str], out: BinaryIO) -> None:
    """Writes the workbook, row by row: the caveats first, then a sheet a view, the dictionary.

    Raises UsageError if a view has more rows than a sheet.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    if long := next((view.name for view in views if len(view.rows) >= MOST_ROWS), None):
        raise UsageError(
            f"{long} has more rows than the {MOST_ROWS:,} of a sheet.", "Take --only csv."
        )

    try:
        with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
            book.set_properties({"title": "ICE declined detainers", "created": _CREATED})
            _put_caveats(book, caveats)
            for view in views:
                _put_view(book, view)
            _put_dictionary(book, views)
    except FileCreateError as error:  # which has the OSError in it
        raise error.args[0] from None


def _put_caveats(book: Any, caveats: Sequence[str]) -> None:
    sheet = book.add_worksheet("caveats")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 110, wrapped)
    sheet.write_string(0, 0, "Read this before the numbers", book.add_format({"bold": True}))
    for number, text in enumerate(caveats, 1):
        sheet.write_string(number, 0, _fitting(text), wrapped)


def _put_view(book: Any, view: View) -> None:
    kinds = [column.kind for column in columns_of(view)]
    widths = [_WIDTHS.get(kind, _WIDTH) for kind in kinds]
    sheet = _table_sheet(book, view.name, view.columns, widths)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    number = 0
    for number, row in enumerate(view.rows, 1):
        for place, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            _put(sheet, number, place, value, kind, day)
    sheet.autofilter(0, 0, max(1, number), len(view.columns) - 1)


def _put_dictionary(book: Any, views: Sequence[View]) -> None:
    heads = ("sheet", "column", "type", "description", "codes", "source")
    sheet = _table_sheet(book, "dictionary", heads, [12, 20, 10, 70, 40, 40])
    rows: list[tuple[str, ...]] = []
    for view in views:
        rows.append((view.name, "", "", TITLES[view.name], "", ""))
        rows += [(view.name, *(entry[name] for name in heads[1:])) for entry in view.entries()]
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text)
    sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _table_sheet(book: Any, name: str, heads: Sequence[str], widths: Sequence[int]) -> Any:
    """A sheet with its heads in bold, which stay in sight."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(place, place, max(width, len(head) + 3))
        sheet.write_string(0, place, head, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _put(sheet: Any, row: int, place: int, value: Any, kind: ColumnKind, day: Any) -> None:
    """A value in its cell: never as a formula or a link, whatever it begins with."""
    if value is None:
        return
    if isinstance(value, int):
        sheet.write_number(row, place, value)
    elif kind is ColumnKind.DATE and (when := date.fromisoformat(value)) >= _FIRST_DATE:
        sheet.write_datetime(row, place, when, day)
    else:
        sheet.write_string(row, place, _fitting(str(value)))


def _fitting(text: str) -> str:
    """The text as a cell can hold it: long ones are cut, and say so."""
    text = text.encode("utf-8", "backslashreplace").decode()
    size = len(text.encode("utf-16-le")) // 2
    if size <= MOST_LETTERS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MOST_LETTERS - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT
