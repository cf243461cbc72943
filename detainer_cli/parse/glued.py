"""Takes a repeated header apart from the rest of a cut row that stands in the same cells.

Some producers draw no rule between the header that they repeat on a page and the rest of a row
that the page break cut: only the header's shading tells the two apart.
"""

from __future__ import annotations

from dataclasses import replace

from detainer_cli.model import Box, Cell, Table, TableRow
from detainer_cli.parse.headers import HeaderMatch, column_lines, titles_above
from detainer_cli.parse.text import fold, join_lines


def apart_from_header(table: Table, known: HeaderMatch | None) -> Table:
    """`table`, its first row made two if it begins with the words of the `known` header."""
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
        if any(len(mine) > end for mine, end in zip(lines, ends, strict=True)):
            return _split(table, first, last, lines, ends)
    return table


def _length(lines: tuple[str, ...], title: str) -> int | None:
    """How many of the first lines make the title of the column; None if none do."""
    for end in range(len(lines) + 1):
        if fold(join_lines(lines[:end])) == title:
            return end
    return None


def _split(
    table: Table, first: int, last: int, lines: list[tuple[str, ...]], ends: list[int]
) -> Table:
    rows = table.rows[first:last]
    box = Box.around(row.box for row in rows)
    header, data = (
        TableRow(
            rows[-1].number,
            box,
            tuple(
                Cell(text, box, row, column)
                for column, text in enumerate(
                    mine[:end] if row == first else mine[end:]
                    for mine, end in zip(lines, ends, strict=True)
                )
            ),
        )
        for row in (first, first + 1)
    )
    return replace(table, rows=(*table.rows[:first], header, data, *table.rows[last:]))
