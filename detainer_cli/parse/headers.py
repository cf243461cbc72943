"""Finds what each column of a table holds by its header words, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from detainer_cli.kinds.descriptor import PLACE_FIELDS, Kind, Section
from detainer_cli.model.pages import Line, Table, TableRow
from detainer_cli.parse.text import join_lines, lower_words, read_disposition

_MOST_HEADER_ROWS = 3
_FIGURES = re.compile(r"[\d,./-]*\d[\d,./-]*")


@dataclass(frozen=True)
class HeaderMatch:
    """A header that was understood: rows `first` to `last` (excluded), a field for each column.

    A column whose header is empty has no field. `titles` are the folded texts of the columns,
    `texts` those of the header's rows, by which a repetition is known.
    """

    section: Section
    first: int
    last: int
    fields: tuple[str | None, ...]
    titles: tuple[str, ...]
    texts: frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class HeaderMiss:
    """A row that looks like a header of `section` but has columns that are not known.

    `alike` are the headers that could be given the same meaning only.
    """

    section: Section
    row: int
    unknown: tuple[str, ...]
    alike: tuple[str, ...]
    missing: tuple[str, ...]
    known: int


def read_header(
    kind: Kind, table: Table, prefer: Section | None, known: HeaderMatch | None
) -> HeaderMatch | HeaderMiss | None:
    """The header at the top of `table`; None if its first row does not look like one.

    `prefer` is the section under whose heading the table stands: it wins where two sections fit.
    `known` is the header that this section already has: a repetition has the same rows, so that
    the rest of a cut row below it (`Jail`, `(Charged)`) is never taken for more header words.
    """
    first = titles_above(table)
    if known is not None:
        last = first
        while last < len(table.rows) and row_texts(table.rows[last]) in known.texts:
            last += 1
        if last > first and len(table.columns) == len(known.fields):
            return replace(known, first=first, last=last)
    sections = sorted(kind.sections, key=lambda s: s != prefer)
    rows = _MOST_HEADER_ROWS if known is None else 1
    matches = [m for s in sections for m in [_match(table, first, s, rows)] if m is not None]
    if matches:
        return matches[0]
    misses = [m for s in sections for m in [_miss(table, first, s)] if m is not None]
    return max(misses, key=lambda m: (m.section == prefer, m.known), default=None)


def cut_header(table: Table, following: Table, prefer: Section | None) -> HeaderMatch | None:
    """The header that a page break cuts: one row here, the other half on top of the next page.

    It is the first row of both tables.
    """
    is_half = len(table.rows) == 1 and following.page == table.page + 1
    if prefer is None or not is_half or len(table.columns) != len(following.columns):
        return None
    both = replace(table, rows=(table.rows[0], following.rows[0]))
    match = _match(both, 0, prefer, 2)
    return replace(match, last=1) if match is not None and match.last == 2 else None


def is_spanning(row: TableRow) -> bool:
    """True if one cell stretches over the whole row."""
    return row.cells[0].column_span == len(row.cells) > 1


def row_texts(row: TableRow) -> tuple[str, ...]:
    """The folded text of each column, for comparing header rows."""
    return tuple(lower_words(join_lines(cell.lines)) for cell in row.cells)


def titles_above(table: Table) -> int:
    """How many rows at the top are titles across the whole table."""
    count = 0
    while count < len(table.rows) - 1 and is_spanning(table.rows[count]):
        count += 1
    return count


def _header_texts(table: Table, first: int, last: int) -> list[str]:
    """For each column the texts of its header cells, a merged cell once."""
    columns = range(len(table.columns))
    return [join_lines(column_lines(table, first, last, column)) for column in columns]


def column_lines(table: Table, first: int, last: int, column: int) -> tuple[Line, ...]:
    """The lines of a column in rows `first` to `last` (excluded), a merged cell once."""
    cells = dict.fromkeys(row.cells[column] for row in table.rows[first:last])
    return tuple(line for cell in cells for line in cell.lines)


def _match(table: Table, first: int, section: Section, most: int) -> HeaderMatch | None:
    """The header at `first`, of at most `most` rows, that is understood in full."""
    found: HeaderMatch | None = None
    for last in range(first + 1, min(first + most, len(table.rows)) + 1):
        if found is not None and not _goes_on(table.rows[last - 2], table.rows[last - 1], found):
            break
        choices = _assignments(_header_texts(table, first, last), table.rows[first], section)
        if choices:
            fields = max(choices, key=lambda fields: _dispositions(table.rows[last:], fields))
            titles = tuple(lower_words(text) for text in _header_texts(table, first, last))
            texts = frozenset(row_texts(row) for row in table.rows[first:last]) | {titles}
            found = HeaderMatch(section, first, last, fields, titles, texts)
    return found


def _goes_on(above: TableRow, row: TableRow, header: HeaderMatch) -> bool:
    """True if a header that is complete with `above` still has `row`.

    So it is where a cell is merged down, where one above stands over several columns, or where a
    column of dates or counts has words. Otherwise `row` may hold the start of a cut record, whose
    words can be those of a header (`Jail`, `Ordinance`).
    """
    anchors = header.section.anchors
    return (
        any(cell in above.cells for cell in row.cells)
        or any(cell.column_span > 1 for cell in above.cells)
        or any(
            name in anchors and cell.lines
            for name, cell in zip(header.fields, row.cells, strict=True)
        )
    )


def _assignments(texts: list[str], top: TableRow, section: Section) -> list[tuple[str | None, ...]]:
    """All ways to give each column a different field, so that all required ones are there."""
    options = [_options(text, section) for text in texts]
    return [
        fields
        for fields in product(*options)
        if _is_complete(fields, section) and _is_distinct(fields, top)
    ]


def _dispositions(rows: Sequence[TableRow], fields: tuple[str | None, ...]) -> int:
    """How many values of the disposition's column are one; `Charge` may head either column."""
    if "disposition" not in fields:
        return 0
    at = fields.index("disposition")
    return sum(read_disposition(join_lines(row.cells[at].lines)) is not None for row in rows)


def _options(text: str, section: Section) -> list[str | None]:
    words = _words(text)
    if not words:
        return [None]
    fields: list[str | None] = []
    fields += [f.name for f in section.all_fields if any(h.matches(words) for h in f.headers)]
    return fields


def _words(text: str) -> list[str]:
    """Header words without the endings of `Alien's` and `Detainer(s)`."""
    return lower_words(re.sub(r"['’]s\b|\(s\)", "", text, flags=re.I)).split()


def _is_complete(fields: tuple[str | None, ...], section: Section) -> bool:
    has_place = any(field in PLACE_FIELDS for field in fields)
    return has_place and all(field in fields for field in section.required)


def _is_distinct(fields: tuple[str | None, ...], top: TableRow) -> bool:
    """Two columns may share a field only if one header cell stands over both."""
    seen: dict[str, int] = {}
    for column, field in enumerate(fields):
        if field is None:
            continue
        if field in seen and top.cells[column] != top.cells[seen[field]]:
            return False
        seen[field] = column
    return True


def _miss(table: Table, first: int, section: Section) -> HeaderMiss | None:
    """How near the first row (or the first two) comes to being a header of `section`."""
    misses = list(_misses(table, first, section))
    return max(misses, key=lambda m: (m.known, -len(m.unknown)), default=None)


def _misses(table: Table, first: int, section: Section) -> Iterator[HeaderMiss]:
    for last in range(first + 1, min(first + 2, len(table.rows)) + 1):
        texts = _header_texts(table, first, last)
        filled = [text for text in texts if text]
        if any(_FIGURES.fullmatch(text) for text in filled):
            continue  # a row of values, such as a total alone on its page
        unknown = tuple(text for text in filled if not _options(text, section))
        known = len(filled) - len(unknown)
        if known * 2 >= len(texts):
            found = {option for text in filled for option in _options(text, section)}
            missing = tuple(field for field in section.required if field not in found)
            yield HeaderMiss(section, first + 1, unknown, _alike(filled, section), missing, known)


def _alike(texts: list[str], section: Section) -> tuple[str, ...]:
    """The headers whose only meaning another column has, too."""
    options = [_options(text, section) for text in texts]
    return tuple(
        text
        for text, mine in zip(texts, options, strict=True)
        if mine and sum(other == mine for other in options) > len(mine)
    )
