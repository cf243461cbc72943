"""Takes a repeated header apart from what stands in the same cells below it.

Some producers draw no rule between the header that they repeat on a page and the rest of a row,
or of a merged cell, that the page break cut: only the header's shading tells the two apart.
"""

from __future__ import annotations

from dataclasses import replace

from detainer_cli.model.pages import Box, Cell, Line, Table, TableRow
from detainer_cli.parse.headers import HeaderMatch, column_lines, titles_above
from detainer_cli.parse.text import join_lines, lower_words


def apart_from_header(table: Table, known: HeaderMatch | None) -> Table:
    """`table`, the words of the `known` header kept apart from those below them."""
    if known is None or len(known.titles) != len(table.columns):
        return table
    first = titles_above(table)
    most = min(first + known.last - known.first, len(table.rows))
    for last in range(most, first, -1):
        lines = [column_lines(table, first, last, c) for c in range(len(table.columns))]
        lengths = [_length(mine, title) for mine, title in zip(lines, known.titles, strict=True)]
        if None in lengths:
            continue
        ends = [length or 0 for length in lengths]
        rests = [mine[end:] for mine, end in zip(lines, ends, strict=True)]
        if any(rests) or any(_rows_below(cell, last) for cell in table.rows[last - 1].cells):
            titles = [mine[:end] for mine, end in zip(lines, ends, strict=True)]
            return _split(table, first, last, titles, rests)
    return table


def _rows_below(cell: Cell, last: int) -> int:
    """How many rows the cell covers from row `last` (from 0) on."""
    return max(0, cell.row + cell.row_span - last)


def _length(lines: tuple[Line, ...], title: str) -> int | None:
    """How many of the first lines make the title of the column; None if none do."""
    for end in range(len(lines) + 1):
        if lower_words(join_lines(lines[:end])) == title:
            return end
    return None


def _split(
    table: Table,
    first: int,
    last: int,
    titles: list[tuple[Line, ...]],
    rests: list[tuple[Line, ...]],
) -> Table:
    """The header as one row, what else its cells hold as another, and the rows below.

    A cell that goes on below, merged with the header, goes on with its rest only.
    """
    rows = table.rows[first:last]
    number, box = rows[-1].number, Box.around(row.box for row in rows)
    has_rest = int(any(rests))
    header = [Cell(text, box, first, column) for column, text in enumerate(titles)]
    bottom = min((w.box.y0 for mine in titles for t in mine for w in t.words), default=box.y1)
    data = [
        Cell(
            text,
            Box(cell.box.x0, min(cell.box.y0, bottom), cell.box.x1, bottom),
            last,
            column,
            max(1, _rows_below(cell, last) + has_rest),
        )
        for column, (text, cell) in enumerate(zip(rests, rows[-1].cells, strict=True))
    ]
    below = dict(zip(rows[-1].cells, data, strict=True))
    return replace(
        table,
        rows=(
            *table.rows[:first],
            TableRow(number, box, tuple(header)),
            *([TableRow(number, box, tuple(data))] if has_rest else []),
            *(
                replace(row, cells=tuple(below.get(cell, cell) for cell in row.cells))
                for row in table.rows[last:]
            ),
        ),
    )
