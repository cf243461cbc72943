"""Rows of a section's tables -> whole rows: headers set aside, rows cut by a page break joined.

Every extracted row ends as a header, a record, a continuation or rejected.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detainer_cli.errors import CheckError
from detainer_cli.kinds.descriptor import PLACE_FIELDS, Field, Section
from detainer_cli.kinds.wording import wording
from detainer_cli.model.pages import Cell, Line, Table, TableRow
from detainer_cli.model.records import Accounting, HeaderRow, RejectedRow, Source
from detainer_cli.parse.headers import HeaderMatch, is_spanning, row_texts
from detainer_cli.parse.merged_cells import fill_merged, merging_fields, say_once
from detainer_cli.parse.page_breaks import grouped
from detainer_cli.parse.row_pieces import READERS, Join, Piece, WholeRow, texts_of
from detainer_cli.parse.sections import SectionTable
from detainer_cli.parse.text import join_lines, lower_words, read_count


@dataclass(frozen=True)
class SectionRows:
    """All rows of a section, each accounted for."""

    rows: tuple[WholeRow, ...]
    rejected: tuple[RejectedRow, ...]
    headers: tuple[HeaderRow, ...]
    accounting: Accounting
    notes: tuple[str, ...] = ()


def section_rows(section: Section, entries: Sequence[SectionTable], join: Join) -> SectionRows:
    """Reads all tables of a section.

    Raises CheckError if a page's columns do not continue those of the page before, or if text
    stands in a column without a header.
    """
    seen = 0
    rejected: list[RejectedRow] = []
    headers: list[HeaderRow] = []
    pieces: list[list[Piece]] = []
    columns: Sequence[str | None] = ()
    header: HeaderMatch | None = None
    for before, entry in zip([None, *entries], entries, strict=False):
        seen += len(entry.table.rows)
        if entry.header is not None:
            _require_same_fields(entry, header)
            header, columns = entry.header, entry.header.fields
        else:
            _require_same_columns(entry, before)
        assert header is not None  # the first table of a section has one
        headers += _header_rows(entry, header, columns)
        pieces.append(_table_pieces(entry, header, columns, rejected, join))
    filled = [mine for mine in pieces if mine]
    groups = grouped(section, filled)
    merging = merging_fields(filled)
    say_once(groups, merging)
    fill_merged(filled, merging)
    rows = tuple(WholeRow(texts_of(group), tuple(group)) for group in groups)
    _require_no_orphans(section, rows)
    _require_places(section, rows, merging)
    continuations = sum(len(group) - 1 for group in groups)
    account = Accounting(seen, len(headers), len(rows), continuations, len(rejected))
    notes = (*_alike(rows), *_told(section, merging))
    return SectionRows(rows, tuple(rejected), tuple(headers), account, notes)


def _require_same_fields(entry: SectionTable, before: HeaderMatch | None) -> None:
    """A repeated header may have its columns in another order, but not others."""
    assert entry.header is not None
    now = set(entry.header.fields)
    if before is None or now == set(before.fields):
        return
    names = sorted(str(name).replace("_", " ") for name in now ^ set(before.fields) if name)
    raise CheckError(
        f"a table of {entry.section.title} has other columns than those before it"
        f" ({', '.join(names) or 'one without a header'}).",
        "Nothing was loaded. Look at the page: a rule between two columns may be missing.",
        page=entry.table.page,
        row=entry.header.first + 1,
    )


def _require_same_columns(entry: SectionTable, before: SectionTable | None) -> None:
    assert before is not None  # sections.py gives a first table without a header no section
    now, then = entry.table, before.table
    if len(now.columns) == len(then.columns):
        return
    raise CheckError(
        f"the table of {entry.section.title} goes on without a header and with"
        f" {len(now.columns)} columns, where page {then.page} has {len(then.columns)}.",
        "Nothing was loaded. Look at the page: rules may be missing.",
        page=now.page,
        row=1,
    )


def _require_no_orphans(section: Section, rows: Sequence[WholeRow]) -> None:
    """Refuses the rest of a row that was cut on a page that is not there.

    Such a row has nothing in any column of dates or counts, and lacks another that it needs.
    """
    for row in rows:
        lacks = [name for name in section.required if not row.texts[name]]
        if set(section.anchors) < set(lacks):
            raise CheckError(
                f"a row of {section.title} has no {lacks[0].replace('_', ' ')} and no"
                f" {lacks[-1].replace('_', ' ')}: it is the rest of one on another page.",
                "Nothing was loaded. Get the whole document, each page once and in order.",
                page=row.sources[0].page,
                row=row.sources[0].row,
            )


def _require_places(section: Section, rows: Sequence[WholeRow], merging: set[str]) -> None:
    """Refuses a place that is blank where cells are merged: a rule may run through such a cell."""
    for name in merging.intersection(PLACE_FIELDS):
        for above, row in itertools.pairwise(rows):
            if not row.texts[name] and above.texts[name]:
                raise CheckError(
                    f"a row of {section.title} has no {name}, in a column whose cells are"
                    f" merged: “{join_lines(above.texts[name])[:60]}” above may be meant, or not.",
                    "Nothing was loaded. Look at the page: a rule may run through a merged cell.",
                    page=row.sources[0].page,
                    row=row.sources[0].row,
                )


def _told(section: Section, merging: set[str]) -> Iterator[str]:
    """What was decided about whole rows and may be meant otherwise."""
    if section.merged_note and merging.intersection(section.anchors):
        yield section.merged_note


def _alike(rows: Sequence[WholeRow]) -> Iterator[str]:
    """The last row of a page and the first of the next that say the same: both may be right."""
    for above, below in itertools.pairwise(rows):
        before, after = above.sources[-1], below.sources[0]
        texts = [{name: join_lines(t) for name, t in row.texts.items()} for row in (above, below)]
        if before.page < after.page and texts[0] == texts[1]:
            said = ", ".join(text for text in texts[0].values() if text)
            yield (
                f"page {after.page}: its first row says the same as the last row of page"
                f" {before.page} (“{said[:80]}”); both were read as rows of their own"
            )


def _header_rows(
    entry: SectionTable, header: HeaderMatch, columns: Sequence[str | None]
) -> Iterator[HeaderRow]:
    """The rows of a table that are its header, or repeat the words of one that is known."""
    table = entry.table
    numbers = [0, *(row.number for row in table.rows)]
    for index, row in enumerate(table.rows):
        if not _is_header(entry, header, index):
            continue
        source = Source(table.page, table.number, row.number, row.box)
        shares = index + 1 < len(table.rows) and table.rows[index + 1].number == row.number
        texts = tuple(join_lines(cell.lines) for cell in row.cells)
        taken = tuple(range(numbers[index] + 1, row.number + 1))
        yield HeaderRow(entry.section.name, source, taken, tuple(columns), texts, shares)


def _is_header(entry: SectionTable, header: HeaderMatch, index: int) -> bool:
    own, row = entry.header, entry.table.rows[index]
    if own is not None and own.first <= index < own.last:
        return True
    return not row.is_blank and row_texts(row) in header.texts


def _table_pieces(
    entry: SectionTable,
    header: HeaderMatch,
    columns: Sequence[str | None],
    rejected: list[RejectedRow],
    join: Join,
) -> list[Piece]:
    """The data rows of one table; the others are headers or put into `rejected`."""
    table, own = entry.table, entry.header
    pieces: list[Piece] = []
    for index, row in enumerate(table.rows):
        if _is_header(entry, header, index):
            continue
        source = Source(table.page, table.number, row.number, row.box)
        if own and index >= own.last and any(c.lines and c.row < own.last for c in row.cells):
            raise CheckError(
                f"a header of {entry.section.title} runs on into the row below it.",
                "Nothing was loaded. Look at the page: the rule under the header is missing.",
                page=source.page,
                row=source.row,
            )
        reason = _reason_to_reject(row)
        if reason:
            cells = dict.fromkeys(row.cells)
            text = " | ".join(join_lines(cell.lines) for cell in cells if cell.lines)
            rejected.append(RejectedRow(entry.section.name, source, text, reason))
            if pieces and row.is_blank:
                pieces[-1].is_last = False
        else:
            _require_own_columns(entry.section, table, row)
            pieces.append(_piece(entry.section, row, source, columns, join))
            above = table.rows[index - 1] if index else row
            if above is not row and above.number == row.number:
                heads = [line for cell in dict.fromkeys(above.cells) for line in cell.lines]
                pieces[-1].leave_out(heads, "column heads that no rule parts from the row")
            _require_one_row(entry.section, pieces[-1])
    return pieces


def _require_own_columns(section: Section, table: Table, row: TableRow) -> None:
    """Refuses a cell merged over columns whose words all stand in another than its first."""
    for cell in dict.fromkeys(row.cells):
        words = [word for line in cell.lines for word in line.words]
        if cell.column_span > 1 and words:
            edge = table.columns[cell.column][1]
            if min((word.box.x0 + word.box.x1) / 2 for word in words) > edge and not is_spanning(
                row
            ):
                raise CheckError(
                    f"it cannot be told in which column of {section.title}"
                    f" “{join_lines(cell.lines)[:80]}” stands.",
                    "Nothing was loaded. Look at the page: a rule between two columns may be"
                    " missing.",
                    page=table.page,
                    row=row.number,
                )


def _require_one_row(section: Section, piece: Piece) -> None:
    """Refuses a row whose dates or counts are those of several rows: a rule is missing."""
    values = [_count_values(section.field(name), piece.texts[name]) for name in section.anchors]
    if min(values) > 1:
        found = " | ".join(join_lines(piece.texts[name]) for name in section.anchors)
        raise CheckError(
            f"a row of {section.title} holds the values of several: “{found[:120]}”.",
            "Nothing was loaded. Look at the page: a rule between two rows may be missing.",
            page=piece.source.page,
            row=piece.source.row,
        )


def _count_values(field: Field, lines: tuple[Line, ...]) -> int:
    """How many values the lines hold one below the other; 0 if any line is none or part of none."""
    count, start = 0, 0
    for end in range(1, len(lines) + 1):
        if READERS[field.type](join_lines(lines[start:end])) is not None:
            count, start = count + 1, end
    return count if start == len(lines) else 0


def _reason_to_reject(row: TableRow) -> str:
    if row.is_blank:
        return "blank"
    if is_spanning(row):
        return "a note across the table"
    first = next(join_lines(cell.lines) for cell in row.cells if cell.lines)
    used = wording()
    words = [word for word in lower_words(first).split() if not word.isdigit()]
    is_total = set(words) & used.total_words and set(words) <= used.total_words | used.total_more
    place = " ".join(word for word in words if word not in used.total_words)
    return "a total" if is_total or place in used.total_places else ""


def _piece(
    section: Section,
    row: TableRow,
    source: Source,
    columns: Sequence[str | None],
    join: Join,
) -> Piece:
    cells: dict[str, list[Cell]] = {name: [] for name in columns if name is not None}
    numbers: list[Line] = []
    for name, cell in zip(columns, row.cells, strict=True):
        if any(cell in others for others in cells.values()):
            continue  # merged over several columns: its text belongs to the first
        if name is not None:
            cells[name].append(cell)
        elif cell.lines and not _is_row_number(cell):
            raise CheckError(
                f"the text “{join_lines(cell.lines)}” stands in a column without a header in"
                f" {section.title}.",
                "Nothing was loaded. Look at the page: the header may be cut.",
                page=source.page,
                row=source.row,
            )
        else:
            numbers += cell.lines
    piece = Piece(source, cells, {name: _lines(parts) for name, parts in cells.items()}, join)
    own = {*PLACE_FIELDS, *(field.name for field in section.fields)}
    numbers += [line for name, lines in piece.texts.items() if name not in own for line in lines]
    piece.leave_out(numbers, "the number of the row")
    return piece


def _is_row_number(cell: Cell) -> bool:
    """True for a number in a first column without a header."""
    return cell.column == 0 and read_count(join_lines(cell.lines).rstrip(".")) is not None


def _lines(cells: Sequence[Cell]) -> tuple[Line, ...]:
    return tuple(line for cell in cells for line in cell.lines)
