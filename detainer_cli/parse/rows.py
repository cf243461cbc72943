"""Rows of a section's tables -> whole rows: headers set aside, rows cut by a page break joined.

Every extracted row ends as a header, a record, a continuation or rejected.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from detainer_cli.errors import CheckError
from detainer_cli.kinds.layouts import (
    ANCHORS,
    PLACE_FIELDS,
    REQUIRED,
    SECTION_TITLES,
    TOTAL_ROW_MORE,
    TOTAL_ROW_PLACES,
    TOTAL_ROW_WORDS,
    Field,
)
from detainer_cli.model.pages import Cell, Line, Table, TableRow
from detainer_cli.model.records import Accounting, HeaderRow, RejectedRow, SectionName, Source
from detainer_cli.parse.headers import HeaderMatch, is_spanning, row_texts
from detainer_cli.parse.sections import SectionTable
from detainer_cli.parse.text import (
    fold,
    join_lines,
    read_count,
    read_date,
    read_disposition,
    read_month,
    split_disposition,
    starts_item,
)

Texts = dict[Field, tuple[Line, ...]]
"""The lines of each field of a row."""

Join = Callable[[Sequence[Line]], tuple[Line, ...]]
"""Decides what the line breaks between pieces of a cut row stand for."""


@dataclass(frozen=True)
class WholeRow:
    """A row of the report, put together from its pieces; `texts` has every field of the header."""

    texts: Texts
    sources: tuple[Source, ...]

    def text(self, field: Field) -> str | None:
        """The field as one text; None if the report has no such column."""
        lines = self.texts.get(field)
        return None if lines is None else join_lines(lines).strip()


@dataclass
class _Piece:
    """A data row of one page, before joining; `cells` are by field."""

    source: Source
    cells: dict[Field, list[Cell]]
    texts: Texts
    join: Join
    is_rest: bool = False
    is_last: bool = True  # no ruled row without text stands below it on its page


@dataclass(frozen=True)
class SectionRows:
    """All rows of a section, each accounted for."""

    rows: tuple[WholeRow, ...]
    rejected: tuple[RejectedRow, ...]
    headers: tuple[HeaderRow, ...]
    accounting: Accounting
    notes: tuple[str, ...] = ()


def section_rows(section: SectionName, entries: Sequence[SectionTable], join: Join) -> SectionRows:
    """Reads all tables of a section.

    Raises CheckError if a page's columns do not continue those of the page before, or if text
    stands in a column without a header.
    """
    seen = 0
    rejected: list[RejectedRow] = []
    headers: list[HeaderRow] = []
    pieces: list[list[_Piece]] = []
    columns: Sequence[Field | None] = ()
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
    groups = _grouped(section, filled)
    merging = _merging(filled)
    _say_once(groups, merging)
    _fill_merged(filled, merging)
    rows = tuple(WholeRow(_texts(group), tuple(p.source for p in group)) for group in groups)
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
        f"a table of {SECTION_TITLES[entry.section]} has other columns than those before it"
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
        f"the table of {SECTION_TITLES[entry.section]} goes on without a header and with"
        f" {len(now.columns)} columns, where page {then.page} has {len(then.columns)}.",
        "Nothing was loaded. Look at the page: rules may be missing.",
        page=now.page,
        row=1,
    )


def _require_no_orphans(section: SectionName, rows: Sequence[WholeRow]) -> None:
    """Refuses the rest of a row that was cut on a page that is not there.

    Such a row has nothing in any column of dates or counts, and lacks another that it needs.
    """
    for row in rows:
        lacks = [name for name in REQUIRED[section] if not row.texts[name]]
        if set(ANCHORS[section]) < set(lacks):
            raise CheckError(
                f"a row of {SECTION_TITLES[section]} has no {lacks[0].replace('_', ' ')} and no"
                f" {lacks[-1].replace('_', ' ')}: it is the rest of one on another page.",
                "Nothing was loaded. Get the whole document, each page once and in order.",
                page=row.sources[0].page,
                row=row.sources[0].row,
            )


def _require_places(section: SectionName, rows: Sequence[WholeRow], merging: set[Field]) -> None:
    """Refuses a place that is blank where cells are merged: a rule may run through such a cell."""
    for name in merging.intersection(PLACE_FIELDS):
        for above, row in itertools.pairwise(rows):
            if not row.texts[name] and above.texts[name]:
                raise CheckError(
                    f"a row of {SECTION_TITLES[section]} has no {name}, in a column whose cells are"
                    f" merged: “{join_lines(above.texts[name])[:60]}” above may be meant, or not.",
                    "Nothing was loaded. Look at the page: a rule may run through a merged cell.",
                    page=row.sources[0].page,
                    row=row.sources[0].row,
                )


def _told(section: SectionName, merging: set[Field]) -> Iterator[str]:
    """What was decided about whole rows and may be meant otherwise."""
    if section == "declined" and merging.intersection(ANCHORS[section]):
        yield (
            "cells with dates are merged over several rows of section II: each ruled row was read"
            " as a detainer; the report may mean one with several crimes"
        )


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
    entry: SectionTable, header: HeaderMatch, columns: Sequence[Field | None]
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
        yield HeaderRow(entry.section, source, taken, tuple(columns), texts, shares)


def _is_header(entry: SectionTable, header: HeaderMatch, index: int) -> bool:
    own, row = entry.header, entry.table.rows[index]
    if own is not None and own.first <= index < own.last:
        return True
    return not row.is_blank and row_texts(row) in header.texts


def _table_pieces(
    entry: SectionTable,
    header: HeaderMatch,
    columns: Sequence[Field | None],
    rejected: list[RejectedRow],
    join: Join,
) -> list[_Piece]:
    """The data rows of one table; the others are headers or put into `rejected`."""
    table, own = entry.table, entry.header
    pieces: list[_Piece] = []
    for index, row in enumerate(table.rows):
        if _is_header(entry, header, index):
            continue
        source = Source(table.page, table.number, row.number, row.box)
        if own and index >= own.last and any(c.lines and c.row < own.last for c in row.cells):
            raise CheckError(
                f"a header of {SECTION_TITLES[entry.section]} runs on into the row below it.",
                "Nothing was loaded. Look at the page: the rule under the header is missing.",
                page=source.page,
                row=source.row,
            )
        reason = _reason_to_reject(row)
        if reason:
            cells = dict.fromkeys(row.cells)
            text = " | ".join(join_lines(cell.lines) for cell in cells if cell.lines)
            rejected.append(RejectedRow(entry.section, source, text, reason))
            if pieces and row.is_blank:
                pieces[-1].is_last = False
        else:
            _require_own_columns(entry.section, table, row)
            pieces.append(_piece(entry.section, row, source, columns, join))
            _require_one_row(entry.section, pieces[-1])
    return pieces


def _require_own_columns(section: SectionName, table: Table, row: TableRow) -> None:
    """Refuses a cell merged over columns whose words all stand in another than its first."""
    for cell in dict.fromkeys(row.cells):
        words = [word for line in cell.lines for word in line.words]
        if cell.column_span > 1 and words:
            edge = table.columns[cell.column][1]
            if min((word.box.x0 + word.box.x1) / 2 for word in words) > edge and not is_spanning(
                row
            ):
                raise CheckError(
                    f"it cannot be told in which column of {SECTION_TITLES[section]}"
                    f" “{join_lines(cell.lines)[:80]}” stands.",
                    "Nothing was loaded. Look at the page: a rule between two columns may be"
                    " missing.",
                    page=table.page,
                    row=row.number,
                )


def _require_one_row(section: SectionName, piece: _Piece) -> None:
    """Refuses a row whose dates or counts are those of several rows: a rule is missing."""
    values = [_count_values(name, piece.texts[name]) for name in ANCHORS[section]]
    if min(values) > 1:
        found = " | ".join(join_lines(piece.texts[name]) for name in ANCHORS[section])
        raise CheckError(
            f"a row of {SECTION_TITLES[section]} holds the values of several: “{found[:120]}”.",
            "Nothing was loaded. Look at the page: a rule between two rows may be missing.",
            page=piece.source.page,
            row=piece.source.row,
        )


def _count_values(name: Field, lines: tuple[Line, ...]) -> int:
    """How many values the lines hold one below the other; 0 if any line is none or part of none."""
    count, start = 0, 0
    for end in range(1, len(lines) + 1):
        if _READERS[name](join_lines(lines[start:end])) is not None:
            count, start = count + 1, end
    return count if start == len(lines) else 0


def _reason_to_reject(row: TableRow) -> str:
    if row.is_blank:
        return "blank"
    if is_spanning(row):
        return "a note across the table"
    first = next(join_lines(cell.lines) for cell in row.cells if cell.lines)
    words = [word for word in fold(first).split() if not word.isdigit()]
    is_total = set(words) & TOTAL_ROW_WORDS and set(words) <= TOTAL_ROW_WORDS | TOTAL_ROW_MORE
    place = " ".join(word for word in words if word not in TOTAL_ROW_WORDS)
    return "a total" if is_total or place in TOTAL_ROW_PLACES else ""


def _piece(
    section: SectionName,
    row: TableRow,
    source: Source,
    columns: Sequence[Field | None],
    join: Join,
) -> _Piece:
    cells: dict[Field, list[Cell]] = {name: [] for name in columns if name is not None}
    for name, cell in zip(columns, row.cells, strict=True):
        if any(cell in others for others in cells.values()):
            continue  # merged over several columns: its text belongs to the first
        if name is not None:
            cells[name].append(cell)
        elif cell.lines and not _is_row_number(cell):
            raise CheckError(
                f"the text “{join_lines(cell.lines)}” stands in a column without a header in"
                f" {SECTION_TITLES[section]}.",
                "Nothing was loaded. Look at the page: the header may be cut.",
                page=source.page,
                row=source.row,
            )
    return _Piece(source, cells, {name: _lines(parts) for name, parts in cells.items()}, join)


def _is_row_number(cell: Cell) -> bool:
    """True for a number in a first column without a header."""
    return cell.column == 0 and read_count(join_lines(cell.lines).rstrip(".")) is not None


def _lines(cells: Sequence[Cell]) -> tuple[Line, ...]:
    return tuple(line for cell in cells for line in cell.lines)


# ------------------------------------------------------------------ page breaks


def _grouped(section: SectionName, tables: Sequence[list[_Piece]]) -> list[list[_Piece]]:
    """The pieces of each whole row: more than one where a page break cut it."""
    groups: list[list[_Piece]] = []
    usual = _usual(section, tables)
    for number, pieces in enumerate(tables):
        beyond = _beyond(tables[number:])
        for index, piece in enumerate(pieces):
            if (
                index == 0
                and groups
                and _goes_on(section, groups[-1], piece, usual)
                and not _is_start(section, groups[-1], piece, beyond)
            ):
                piece.is_rest = True
                groups[-1].append(piece)
            else:
                groups.append([piece])
    return groups


def _usual(section: SectionName, tables: Sequence[list[_Piece]]) -> frozenset[Field]:
    """The columns besides dates and counts that no row leaves blank which no page break can cut."""
    inner = [piece for pieces in tables for piece in pieces[1:-1]]
    if len(inner) < _ENOUGH_ROWS:
        return frozenset()
    names = set(inner[0].texts) - set(ANCHORS[section])
    return frozenset(name for name in names if all(piece.texts[name] for piece in inner))


_ENOUGH_ROWS = 3  # of fewer, one more may well leave blank what they do not


def _goes_on(
    section: SectionName, group: list[_Piece], piece: _Piece, usual: frozenset[Field]
) -> bool:
    """True if `piece`, the first row of its page, is the rest of the row cut on the page before.

    Never where joining would spoil a value that can be read (two dates, two dispositions) or put
    two texts into a date that are none, nor where both are whole rows: a row that lacks only its
    dates is a row. One that lacks those, and a column that no other row leaves blank, is not.
    """
    if piece.source.page <= group[-1].source.page or not group[-1].is_last:
        return False
    before, after = _texts(group), piece.texts
    both = _texts([*group, piece])
    for name in ANCHORS[section]:
        has_value = (before[name] and after[name]) or _reads(name, before) or _reads(name, after)
        if has_value and not _reads(name, both):
            return False
    stated = _disposition(before), _disposition(after)
    if all(stated) or (any(stated) and not _disposition(both)):
        return False
    has_anchor = any(_reads(name, after) for name in ANCHORS[section])
    if not has_anchor and any(before[name] and not after[name] for name in usual):
        return True
    return not (_is_whole(section, before) and _is_whole(section, after))


def _beyond(tables: Sequence[list[_Piece]]) -> list[_Piece]:
    """The first rows of the next pages, as far as a row alone on its page may reach."""
    reach: list[_Piece] = []
    for pieces, following in itertools.pairwise(tables):
        if len(pieces) > 1:
            break
        reach.append(following[0])
    return reach


def _is_start(
    section: SectionName, group: list[_Piece], piece: _Piece, beyond: list[_Piece]
) -> bool:
    """True if `piece`, alone on its page, is rather the start of a row that ends in `beyond`.

    So it is where the row before is complete, and the rows beyond are so only with `piece`.
    """
    if not _is_complete(section, _texts(group)):
        return False
    for end in range(1, len(beyond) + 1):
        if any(_is_complete(section, _texts(beyond[start:end])) for start in range(end)):
            return False
        if _is_complete(section, _texts([piece, *beyond[:end]])):
            return True
    return False


def _is_complete(section: SectionName, texts: Texts) -> bool:
    return _is_whole(section, texts) and all(_reads(name, texts) for name in ANCHORS[section])


def _texts(group: Sequence[_Piece]) -> Texts:
    """The lines of all pieces, piece after piece; a word may be cut by the page break, too."""
    first, *rest = group
    if not rest:
        return first.texts
    return {
        name: first.join([line for piece in group for line in piece.texts[name]])
        for name in first.texts
    }


_READERS: dict[Field, Callable[[str], object]] = {
    "issued_date": read_date,
    "declined_date": read_date,
    "date_enacted": read_month,
    "detainers": read_count,
}


def _reads(name: Field, texts: Texts) -> bool:
    return _READERS[name](join_lines(texts[name])) is not None


def _disposition(texts: Texts) -> bool:
    own = texts.get("disposition")
    if own is not None:
        return read_disposition(join_lines(own)) is not None
    return split_disposition(join_lines(texts.get("crime", ())))[1] is not None


def _is_whole(section: SectionName, texts: Texts) -> bool:
    """True if nothing but the anchors (dates, counts) can be missing from these texts."""
    needed = [name for name in REQUIRED[section] if name not in ANCHORS[section]]
    if not all(texts[name] for name in needed):
        return False
    places = [join_lines(texts[name]) for name in PLACE_FIELDS if name in texts]
    if not any(places) or any(_is_cut_text(place) for place in places):
        return False
    if section == "declined":
        return _disposition(texts)
    return section != "policy" or starts_item(texts["criteria"][0])


def _is_cut_text(text: str) -> bool:
    return (
        text.endswith((",", "-", "(")) or text[:1] in "(),-" or text.count("(") != text.count(")")
    )


def _merging(tables: Sequence[list[_Piece]]) -> set[Field]:
    """The columns in which the section merges cells of several rows."""
    return {
        name
        for pieces in tables
        for piece in pieces
        for name, cells in piece.cells.items()
        if any(cell.row_span > 1 for cell in cells)
    }


def _say_once(groups: Sequence[list[_Piece]], merging: set[Field]) -> None:
    """A merged cell may say its text again on each page: both pieces of a cut row then have it."""
    for first, *rest in groups:
        for piece in rest:
            for name in merging:
                if join_lines(piece.texts[name]) == join_lines(first.texts[name]):
                    piece.texts[name] = ()


def _fill_merged(tables: Sequence[list[_Piece]], merging: set[Field]) -> None:
    """A merged cell that a page break cut has its text on one page only: it counts on both.

    Only in columns where the section merges cells at all; elsewhere a blank cell stays blank.
    """
    for before, after in itertools.pairwise(tables):
        for name in merging:
            if not _fill_cut(before, after, name):
                _fill_whole(before, after, name)


def _fill_cut(before: list[_Piece], after: list[_Piece], name: Field) -> bool:
    """A page break that cuts a row and the text of its merged cell: all its rows get the whole."""
    above, rest = before[-1], after[0]
    if not rest.is_rest or above.is_rest or not (above.texts[name] and rest.texts[name]):
        return False
    whole = above.join([*above.texts[name], *rest.texts[name]])
    _spread(before, name, above.cells[name], whole)
    _spread(after, name, rest.cells[name], whole)
    rest.texts[name] = ()
    return True


def _fill_whole(before: list[_Piece], after: list[_Piece], name: Field) -> None:
    above = before[-1]
    below = next((piece for piece in after if not piece.is_rest), None)
    if below is None:
        return
    whole = _word_over_pages(above, below, name)
    if whole:
        _spread(before, name, above.cells[name], whole)
        _spread(after, name, below.cells[name], whole)
    elif below.texts[name] and not above.texts[name]:
        _spread(before, name, above.cells[name], below.texts[name])
    elif above.texts[name] and not below.texts[name]:
        _spread(after, name, below.cells[name], above.texts[name])


def _word_over_pages(above: _Piece, below: _Piece, name: Field) -> tuple[Line, ...]:
    """The text of a merged cell that a page break cuts in the middle of a word; else nothing."""
    first, rest = above.texts[name], below.texts[name]
    if not first or not rest or not first[-1].text.endswith("-"):
        return ()
    lines = above.join([*first, *rest])
    return lines if lines[len(first) - 1].joint != " " else ()


def _spread(pieces: list[_Piece], name: Field, cells: list[Cell], lines: tuple[Line, ...]) -> None:
    for piece in pieces:
        if piece.cells[name] == cells and not piece.is_rest:
            piece.texts[name] = lines
