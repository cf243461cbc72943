"""The reader is broken on purpose, in many ways; the ledgers catch each of them.

A check that cannot fail is worth nothing. Each fault here is put into the functions that read a
sample week; none of them is known to the ledgers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from truths import REPORTS

import detainer_cli.extract as extraction_module
from detainer_cli.checks import check
from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.ingest import reading
from detainer_cli.model.pages import (
    PAINTED_TWICE,
    SHOWN_BEFORE,
    SHOWN_OVERLEAF,
    Box,
    Cell,
    Extraction,
    LeftOut,
    Line,
    Page,
    Table,
    TableRow,
    Word,
)
from detainer_cli.normalize.report import normalize

assembling = import_module("detainer_cli.extract.assemble")
glyphs = import_module("detainer_cli.extract.glyphs")
painted = import_module("detainer_cli.extract.painted")
parsing = import_module("detainer_cli.parse")
parse_headers = import_module("detainer_cli.parse.headers")
parse_rows = import_module("detainer_cli.parse.rows")
parse_breaks = import_module("detainer_cli.parse.page_breaks")
parse_sections = import_module("detainer_cli.parse.sections")

WEEK_1, _, WEEK_3 = REPORTS
Patch = pytest.MonkeyPatch
Break = Callable[[Patch], None]


def wrap(patch: Patch, module: Any, name: str, around: Callable[..., Any]) -> None:
    """Puts `around(real, *args)` in the place of a function of the reader."""
    real = getattr(module, name)
    patch.setattr(module, name, lambda *args, **named: around(real, *args, **named))


# ---------------------------------------------------------------- faults of reading pages


def pages(change: Callable[[Page], Page]) -> Break:
    """A fault of `assemble`: it gives another page than it should."""
    return lambda patch: wrap(
        patch, extraction_module, "assemble", lambda real, *a: change(real(*a))
    )


def tables(change: Callable[[list[TableRow]], list[TableRow]]) -> Break:
    """A fault in the rows of each table."""

    def broken(page: Page) -> Page:
        return replace(page, tables=tuple(_with_rows(t, change(list(t.rows))) for t in page.tables))

    return pages(broken)


def _with_rows(table: Table, rows: list[TableRow]) -> Table:
    return replace(table, rows=tuple(rows))


def renumbered(rows: list[TableRow]) -> list[TableRow]:
    return [replace(row, number=n) for n, row in enumerate(rows, start=1)]


def without_every_seventh(rows: list[TableRow]) -> list[TableRow]:
    return [row for row in rows if row.number % 7]


def with_every_seventh_twice(rows: list[TableRow]) -> list[TableRow]:
    return [row for row in rows for _ in range(1 if row.number % 7 else 2)]


def cells(change: Callable[[tuple[Cell, ...]], tuple[Cell, ...]]) -> Break:
    """A fault in the cells of every fifth row."""
    return tables(lambda rows: [r if r.number % 5 else _with_cells(r, change) for r in rows])


def _with_cells(row: TableRow, change: Callable[[tuple[Cell, ...]], tuple[Cell, ...]]) -> TableRow:
    return replace(row, cells=change(row.cells))


def lines(change: Callable[[tuple[Line, ...]], tuple[Line, ...]]) -> Break:
    """A fault in the lines of the cells that have several."""
    return cells(
        lambda row: tuple(replace(c, lines=change(c.lines)) if len(c.lines) > 1 else c for c in row)
    )


def words(change: Callable[[list[Any]], list[Any]]) -> Break:
    """A fault where runs of glyphs become the words of a line."""
    return lambda patch: wrap(
        patch, assembling, "words_of", lambda real, line: iter(change(list(real(line))))
    )


def runs(change: Callable[[Any], Iterator[Any]]) -> Break:
    """A fault where glyphs become runs: every thirtieth is changed."""

    def broken(real: Any, *args: Any) -> Iterator[Any]:
        for number, run in enumerate(real(*args)):
            yield from change(run) if number % 30 == 29 else [run]

    return lambda patch: wrap(patch, glyphs, "_runs", broken)


def document(change: Callable[[list[Page]], list[Page]]) -> Break:
    """A fault in the pages that are passed on."""

    def broken(real: Any, *args: Any) -> list[Page]:
        given: list[Page] = real(*args)
        return change(given) if len(given) > 6 else given  # few are read again, in doubt

    return lambda patch: wrap(patch, extraction_module, "_read_pages", broken)


def a_glyph_less(run: Any) -> Iterator[Any]:
    if len(run.texts) > 1:
        yield run.picked([True] * (len(run.texts) - 1) + [False])


def a_glyph_more(run: Any) -> Iterator[Any]:
    run.add(run.texts[-1], run.x1 + 1, run.x1 + 2, run.y0, run.y1)
    yield run


def exchanged(pair: Sequence[Any], one: int, other: int) -> list[Any]:
    result = list(pair)
    result[one], result[other] = result[other], result[one]
    return result


def pages_exchanged(given: list[Page]) -> list[Page]:
    """Pages 5 and 6 with each other's content."""
    mixed = exchanged(given, 4, 5)
    return [replace(page, number=n) for n, page in enumerate(mixed, start=1)]


def lines_exchanged(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Two cells with each other's lines."""
    one, other, *rest = row
    return (replace(one, lines=other.lines), replace(other, lines=one.lines), *rest)


def a_word_moved(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The last word of the first cell put before those of the second."""
    one, other, *rest = row
    if not (one.lines and other.lines and len(one.lines[-1].words) > 1):
        return row
    *kept, moved = one.lines[-1].words
    first, *below = other.lines
    return (
        replace(one, lines=(*one.lines[:-1], line_of(kept))),
        replace(other, lines=(line_of([moved, *first.words]), *below)),
        *rest,
    )


def line_of(given: Sequence[Word]) -> Line:
    return Line(" ".join(word.text for word in given), tuple(given))


def emptied(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return (replace(row[0], lines=()), *row[1:])


def filled_twice(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The second cell holds the lines of the first, too."""
    one, other, *rest = row
    return (one, replace(other, lines=(*one.lines, *other.lines)), *rest)


def rows_with_texts_exchanged(rows: list[TableRow]) -> list[TableRow]:
    """The last two rows with the lines of each other."""
    if len(rows) < 3:
        return rows
    *before, one, other = rows
    pair = zip(one.cells, other.cells, strict=True)
    mixed = [(replace(a, lines=b.lines), replace(b, lines=a.lines)) for a, b in pair]
    return [
        *before,
        replace(one, cells=tuple(a for a, _ in mixed)),
        replace(other, cells=tuple(b for _, b in mixed)),
    ]


def another_text(line: Line) -> Line:
    """A line whose text is no longer that of its words."""
    return replace(line, text=line.text[:-1])


def letters_lost(line: Line) -> Line:
    """A line whose last word has lost a letter, but not its glyph."""
    *kept, last = line.words
    return line_of([*kept, replace(last, text=last.text[:-1])])


def letters_added(line: Line) -> Line:
    """A line whose last word has a letter without a glyph."""
    *kept, last = line.words
    return line_of([*kept, replace(last, text=last.text + "s")])


def words_backwards(line: Line) -> Line:
    return line_of(line.words[::-1])


def each_line(change: Callable[[Line], Line]) -> Callable[[tuple[Line, ...]], tuple[Line, ...]]:
    return lambda given: tuple(change(line) for line in given)


def read_elsewhere(reason: str) -> Callable[[Page], Page]:
    """A line of a cell is left out because it is read elsewhere, which it is not."""

    def broken(page: Page) -> Page:
        if page.number != 6:
            return page
        (table,) = page.tables
        *rows, row = table.rows
        *others, cell = row.cells
        (line, *below) = cell.lines
        box = Box.around(word.box for word in line.words)
        lost = LeftOut(line.text, reason, box, sum(w.glyphs for w in line.words), True)
        cell = replace(cell, lines=tuple(below))
        rows.append(replace(row, cells=(*others, cell)))
        changed = (replace(table, rows=tuple(rows)),)
        return replace(page, tables=changed, left_out=(*page.left_out, lost))

    return broken


def without_tables(page: Page) -> Page:
    return page if page.number != 6 else replace(page, tables=())


def a_heading_less(page: Page) -> Page:
    return replace(page, lines=page.lines[1:])


def heading_altered(page: Page) -> Page:
    """The letters of the lines outside tables are not all there."""
    changed = tuple(replace(line, text=line.text.replace("3", "", 1)) for line in page.lines)
    return replace(page, lines=changed)


def a_rule_in_seven(patch: Patch) -> None:
    """Every seventh rule of a page is not seen."""

    def broken(real: Any, *args: Any) -> Any:
        painting = real(*args)
        painting.rules = [rule for n, rule in enumerate(painting.rules, 1) if n % 7]
        return painting

    wrap(patch, glyphs, "read_painting", broken)


def rows_misplaced(patch: Patch) -> None:
    """Words go to the row below theirs."""

    def broken(real: Any, filling: Any, x: float, y: float) -> Any:
        return real(filling, x, y - 14)

    wrap(patch, assembling, "_span_of", broken)


READING: dict[str, Break] = {
    "every seventh row is dropped": tables(without_every_seventh),
    "every seventh row is dropped, the others numbered anew": tables(
        lambda rows: renumbered(without_every_seventh(rows))
    ),
    "every seventh row comes twice": tables(with_every_seventh_twice),
    "every seventh row comes twice, all numbered anew": tables(
        lambda rows: renumbered(with_every_seventh_twice(rows))
    ),
    "two rows are exchanged": tables(
        lambda rows: exchanged(rows, -1, -2) if len(rows) > 2 else rows
    ),
    "two rows are exchanged and numbered anew": tables(
        lambda rows: renumbered(exchanged(rows, -1, -2)) if len(rows) > 2 else rows
    ),
    "two rows have each other's texts": tables(rows_with_texts_exchanged),
    "a line of a cell is dropped": lines(lambda given: given[1:]),
    "a line of a cell comes twice": lines(lambda given: (given[0], *given)),
    "the lines of a cell are in the wrong order": lines(lambda given: given[::-1]),
    "the words of a line are in the wrong order": lines(each_line(words_backwards)),
    "a line is not what its words say": lines(each_line(another_text)),
    "a word has lost a letter": lines(each_line(letters_lost)),
    "a word has a letter too many": lines(each_line(letters_added)),
    "a word is dropped": words(lambda given: given[:-1] if len(given) > 4 else given),
    "a word comes twice": words(lambda given: [given[0], *given] if len(given) > 4 else given),
    "a run of glyphs is dropped": runs(lambda run: iter(())),
    "a run of glyphs comes twice": runs(lambda run: iter((run, run))),
    "a glyph is dropped": runs(a_glyph_less),
    "a glyph comes twice": runs(a_glyph_more),
    "a cell is emptied": cells(emptied),
    "a cell's text stands in the next cell, too": cells(filled_twice),
    "two columns' cells are exchanged": cells(lambda row: tuple(exchanged(row, 0, 1))),
    "two columns' texts are exchanged": cells(lines_exchanged),
    "a word is in the neighbouring cell": cells(a_word_moved),
    "a cell is missing in a row": cells(lambda row: row[:-1]),
    "words are in the row below theirs": rows_misplaced,
    "a table is dropped": pages(without_tables),
    "a line outside the tables is dropped": pages(a_heading_less),
    "a line outside the tables is not what its glyphs say": pages(heading_altered),
    "every seventh rule is not seen": a_rule_in_seven,
    "text is taken for painted twice": pages(read_elsewhere(PAINTED_TWICE)),
    "text is taken for shown on the page before": pages(read_elsewhere(SHOWN_BEFORE)),
    "text is taken for shown overleaf": pages(read_elsewhere(SHOWN_OVERLEAF)),
    "the last page is dropped": document(lambda given: given[:-1]),
    "a page is dropped": document(lambda given: [*given[:4], *given[5:]]),
    "a page comes twice": document(lambda given: [*given[:5], *given[4:]]),
    "two pages are in the wrong order": document(lambda given: exchanged(given, 4, 5)),
    "two pages have each other's content": document(pages_exchanged),
}


@pytest.mark.parametrize("fault", READING)
def test_a_fault_of_reading_pages_is_caught(fault: str, monkeypatch: Patch) -> None:
    READING[fault](monkeypatch)
    with pytest.raises((CheckError, NotAReportError)):
        reading.read_report(WEEK_3.read_bytes(), WEEK_3.name)


# ---------------------------------------------------------------- faults of making records


@cache
def week_1() -> Extraction:
    """The first sample week, as it is read: 15 of its rows are cut by a page break."""
    return reading.read_pages(WEEK_1.read_bytes(), WEEK_1.name)[0]


def records(section: str, change: Callable[[list[Any]], list[Any]]) -> Break:
    """A fault in the records of a section."""

    def broken(real: Any, described: Any, *args: Any) -> Any:
        found = real(described, *args)
        return tuple(change(list(found))) if described.name == section else found

    return lambda patch: wrap(patch, parsing, "records_of", broken)


def declined(change: Callable[[list[Any]], list[Any]]) -> Break:
    """A fault in the records of section II."""
    return records("declined", change)


def policies(change: Callable[[Any], Any]) -> Break:
    """A fault in each record of section III."""
    return records("policy", lambda given: [change(r) for r in given])


def issued(change: Callable[[Any], Any]) -> Break:
    """A fault in each record of section I."""
    return records("issued", lambda given: [change(r) for r in given])


def with_raw(record: Any, **texts: Any) -> Any:
    """The record with other verbatim texts."""
    return replace(record, raw=record.raw | texts)


def with_values(record: Any, **values: Any) -> Any:
    """The record with other values."""
    return replace(record, values=record.values | values)


def eleventh(change: Callable[[Any], Any]) -> Break:
    """A fault in one record of section II."""
    return declined(lambda given: [*given[:10], change(given[10]), *given[11:]])


def relocated(record: Any, **changes: Any) -> Any:
    return replace(record, location=replace(record.location, **changes))


def different_neighbours(given: list[Any]) -> int:
    """The first record after which a wholly different one stands."""
    return next(
        n
        for n, (one, other) in enumerate(itertools.pairwise(given))
        if one.raw["crime"] != other.raw["crime"] and one.location != other.location
    )


def records_exchanged(given: list[Any]) -> list[Any]:
    at = different_neighbours(given)
    return exchanged(given, at, at + 1)


def texts_exchanged(given: list[Any]) -> list[Any]:
    """Two records cite each other's rows."""
    at = different_neighbours(given)
    one, other = given[at : at + 2]
    mixed = replace(one, sources=other.sources), replace(other, sources=one.sources)
    return [*given[:at], *mixed, *given[at + 2 :]]


def one_field_exchanged(given: list[Any]) -> list[Any]:
    at = different_neighbours(given)
    one, other = given[at : at + 2]
    mixed = (
        with_crime_of(one, other),
        with_crime_of(other, one),
    )
    return [*given[:at], *mixed, *given[at + 2 :]]


def with_crime_of(record: Any, other: Any) -> Any:
    crime = with_raw(record, crime=other.raw["crime"])
    return with_values(crime, crime_text=other.values["crime_text"])


def dates_exchanged(record: Any) -> Any:
    return with_raw(
        record, issued_date=record.raw["declined_date"], declined_date=record.raw["issued_date"]
    )


def rest_to_another(patch: Patch) -> None:
    """The rest of a cut row is joined to the record before the one that it belongs to."""

    def broken(real: Any, *args: Any) -> Any:
        groups = real(*args)
        at = next((n for n, group in enumerate(groups) if len(group) > 1 and n), None)
        if at is not None:
            groups[at - 1].append(groups[at].pop())
        return groups

    wrap(patch, parse_rows, "grouped", broken)


def rows_joined(patch: Patch) -> None:
    """A row is taken for the rest of the row above it on the same page."""

    def broken(real: Any, *args: Any) -> Any:
        groups = real(*args)
        return [groups[0] + groups[1], *groups[2:]]

    wrap(patch, parse_rows, "grouped", broken)


def rest_forgotten(patch: Patch) -> None:
    """The rest of a cut row is joined to nothing."""
    wrap(patch, parse_rows, "grouped", lambda real, *a: [group[:1] for group in real(*a)])


def data_taken_for_header(patch: Patch) -> None:
    def broken(real: Any, entry: Any, header: Any, index: int) -> bool:
        return real(entry, header, index) or index == 4

    wrap(patch, parse_rows, "_is_header", broken)


def header_taken_for_data(patch: Patch) -> None:
    """A header that is repeated on a later page."""

    def broken(real: Any, entry: Any, header: Any, index: int) -> bool:
        return bool(real(entry, header, index)) and entry.table.page != 7

    wrap(patch, parse_rows, "_is_header", broken)


def columns_exchanged(one: str, other: str) -> Break:
    """The header's columns are given each other's meaning: consistently, all the way down."""

    def broken(real: Any, *args: Any) -> Any:
        names = {one: other, other: one}
        choices = real(*args)
        return [tuple(names.get(name, name) for name in fields) for fields in choices]

    return lambda patch: wrap(patch, parse_headers, "_assignments", broken)


def rows_rejected(reason: str) -> Break:
    """Sound rows are rejected."""

    def broken(real: Any, row: TableRow) -> str:
        return reason if row.number == 5 else real(row)

    return lambda patch: wrap(patch, parse_rows, "_reason_to_reject", broken)


def rejected_forgotten(patch: Patch) -> None:
    """Rows are rejected, and not noted."""
    rows_rejected("a total")(patch)

    def broken(real: Any, entry: Any, header: Any, columns: Any, rejected: Any, join: Any) -> Any:
        return real(entry, header, columns, [], join)

    wrap(patch, parse_rows, "_table_pieces", broken)


def a_piece_lost(patch: Patch) -> None:
    """Every seventh row of a table is forgotten where rows are made of it."""
    wrap(
        patch,
        parse_rows,
        "_table_pieces",
        lambda real, *a: [p for n, p in enumerate(real(*a), 1) if n % 7],
    )


def a_piece_twice(patch: Patch) -> None:
    wrap(
        patch,
        parse_rows,
        "_table_pieces",
        lambda real, *a: [p for n, p in enumerate(real(*a), 1) for _ in range(1 + (n == 7))],
    )


def a_table_set_aside(patch: Patch) -> None:
    """The last table of a section is taken for one of no section."""

    def broken(real: Any, *args: Any) -> Any:
        found = real(*args)
        found["declined"].pop()
        return found

    wrap(patch, parse_sections, "_assign_tables", broken)


def a_table_in_the_middle_set_aside(patch: Patch) -> None:
    def broken(real: Any, *args: Any) -> Any:
        found = real(*args)
        found["policy"].pop(3)
        return found

    wrap(patch, parse_sections, "_assign_tables", broken)


def a_field_lost(patch: Patch) -> None:
    """Where the pieces of a row are joined, its last line is lost."""

    def broken(real: Any, group: Any) -> Any:
        return {name: found[:1] for name, found in real(group).items()}

    for module in (parse_rows, parse_breaks):
        wrap(patch, module, "texts_of", broken)


def mending_loses_a_line(patch: Patch) -> None:
    """Where the line breaks of a cell are decided, one of several lines is lost."""

    def broken(real: Any, table: Table, joiner: Any) -> Table:
        return _with_rows(
            real(table, joiner),
            [
                _with_cells(row, lambda row: tuple(replace(c, lines=c.lines[:2]) for c in row))
                for row in real(table, joiner).rows
            ],
        )

    wrap(patch, import_module("detainer_cli.parse.cuts"), "_mended_table", broken)


def total_misread(patch: Patch) -> None:
    def broken(real: Any, found: Any) -> Any:
        total, doubts = real(found)
        return total // 10, doubts

    wrap(patch, parsing, "read_total", broken)


def accounting_altered(patch: Patch) -> None:
    """A record is counted as a continuation: the sum stays right."""

    def broken(real: Any, section: Any, *args: Any) -> Any:
        found = real(section, *args)
        if section.name != "policy":
            return found
        account = found.accounting
        moved = replace(account, header=account.header + 1, continuation=account.continuation - 1)
        return replace(found, accounting=moved)

    wrap(patch, parsing, "section_rows", broken)


def elsewhere(record: Any) -> Any:
    (source,) = record.sources
    return replace(record, sources=(replace(source, row=99),))


MAKING: dict[str, Break] = {
    "a record is dropped": declined(lambda given: [*given[:10], *given[11:]]),
    "the last record is dropped": declined(lambda given: given[:-1]),
    "a record is made twice": declined(lambda given: [*given[:10], *given[9:]]),
    "two records are in the wrong order": declined(records_exchanged),
    "two records have each other's texts": declined(texts_exchanged),
    "two records have each other's crime": declined(one_field_exchanged),
    "a record cites a row that is not there": eleventh(elsewhere),
    "a letter of a place is altered": eleventh(
        lambda r: relocated(r, whole=r.location.whole.replace("a", "e", 1))
    ),
    "the end of a place is lost": eleventh(
        lambda r: relocated(r, whole=r.location.whole.rsplit(" ", 1)[0])
    ),
    "a word is put before a country": eleventh(
        lambda r: with_raw(r, citizenship=f"New {r.raw['citizenship']}")
    ),
    "a crime comes twice": eleventh(
        lambda r: with_raw(r, crime=f"{r.raw['crime']} {r.raw['crime']}")
    ),
    "a crime is not that of its row": eleventh(lambda r: with_values(r, crime_text="Homicide")),
    "a crime has lost a word": eleventh(
        lambda r: with_values(r, crime_text=r.values["crime_text"][:3])
    ),
    "a disposition is not that of its row": eleventh(
        lambda r: with_values(
            r, disposition="charged" if r.values["disposition"] == "convicted" else "convicted"
        )
    ),
    "the dates of a record are exchanged": eleventh(dates_exchanged),
    "a date is another day": eleventh(
        lambda r: with_values(r, declined_date=r.values["declined_date"][:-2] + "17")
    ),
    "a date is of another year": eleventh(
        lambda r: with_values(r, issued_date="2007" + r.values["issued_date"][4:])
    ),
    "a count is another": issued(
        lambda r: with_values(r, detainers_issued=r.values["detainers_issued"] + 1)
    ),
    "a count has lost a digit": issued(lambda r: with_raw(r, detainers=r.raw["detainers"][:1])),
    "a month is another": policies(lambda r: with_values(r, date_enacted="1999-01")),
    "a criterion is lost": policies(lambda r: with_values(r, criteria=r.values["criteria"][:1])),
    "a criterion comes twice": policies(
        lambda r: with_values(r, criteria=(*r.values["criteria"], *r.values["criteria"]))
    ),
    "criteria are in the wrong order": policies(
        lambda r: with_values(r, criteria=r.values["criteria"][::-1])
    ),
    "a policy's name is altered": policies(
        lambda r: with_values(r, policy=r.values["policy"].upper()[1:])
    ),
    "the rest of a cut row is another record's": rest_to_another,
    "the rest of a cut row is forgotten": rest_forgotten,
    "two rows of a page are joined": rows_joined,
    "a row of data is taken for a header": data_taken_for_header,
    "a header is taken for data": header_taken_for_data,
    "the two dates' columns are exchanged": columns_exchanged("issued_date", "declined_date"),
    "country and crime are exchanged": columns_exchanged("citizenship", "crime"),
    "policy and criteria are exchanged": columns_exchanged("policy", "criteria"),
    "a sound row is rejected as blank": rows_rejected("blank"),
    "a sound row is rejected as a total": rows_rejected("a total"),
    "a sound row is rejected as a note": rows_rejected("a note across the table"),
    "a rejected row is forgotten": rejected_forgotten,
    "every seventh row is forgotten": a_piece_lost,
    "a row is taken twice": a_piece_twice,
    "the last table of a section is set aside": a_table_set_aside,
    "a table of a section is set aside": a_table_in_the_middle_set_aside,
    "a line of each field is lost": a_field_lost,
    "lines are lost where line breaks are decided": mending_loses_a_line,
    "the week's total is misread": total_misread,
    "the accounting is altered": accounting_altered,
}


def make_records() -> None:
    """The sample from its pages to the checks before it is written."""
    extraction, report = reading.read_pages(WEEK_1.read_bytes(), WEEK_1.name)
    check(reading.document_of(extraction), normalize(report))


@pytest.mark.parametrize("fault", MAKING)
def test_a_fault_of_making_records_is_caught(fault: str, monkeypatch: Patch) -> None:
    pages_of_it = week_1()
    monkeypatch.setattr(reading, "extract", lambda *args: pages_of_it)
    MAKING[fault](monkeypatch)
    with pytest.raises((CheckError, NotAReportError)):
        make_records()


# ---------------------------------------------------------------- the unbroken reader


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_the_unbroken_reader_passes(path: Any) -> None:
    extraction, report = reading.read_pages(path.read_bytes(), path.name)
    assert check(reading.document_of(extraction), normalize(report)) == []


def test_enough_faults_are_tried() -> None:
    assert len(READING) + len(MAKING) > 60
