"""Two ledgers that can fail: of the glyphs of each page, and of the rows of each table.

What was counted before anything was made of it (glyphs painted, pages of the file, rows of the
grids) is compared with what was made of it. Nothing here is taken from the code that it checks:
the ledgers look at places on the page and at letters, not at decisions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from detainer_cli.checks.whole import whole_document
from detainer_cli.errors import CheckError
from detainer_cli.model import (
    Cell,
    DeclinedRecord,
    Extraction,
    HeaderRow,
    IssuedRecord,
    LocationText,
    Page,
    ParsedReport,
    PolicyRecord,
    Source,
    Table,
    TableRow,
    Word,
)

Record = IssuedRecord | DeclinedRecord | PolicyRecord
RowKey = tuple[int, int, int]
"""Page, table on it, row of its grid, each from 1."""

_SLACK = 2.0  # points: a word may stand this far over the middle of its cell's edge (rules' width)
_HINT = "Nothing was loaded. This is a fault of the program: please report it with the file."


def check_pages(extraction: Extraction, ignored: frozenset[str]) -> None:
    """The ledger of glyphs, the places of words, and the document as a whole.

    `ignored` are the lines (numbers as #) that stand on most pages. Raises CheckError.
    """
    numbers = [page.number for page in extraction.pages]
    if numbers != list(range(1, extraction.page_count + 1)):
        raise CheckError(f"{len(numbers)} of {extraction.page_count} pages were read.", _HINT)
    for page in extraction.pages:
        for problem in (*_glyphs(page), *_places(page)):
            raise CheckError(problem, _HINT, page=page.number)
    whole_document(extraction, ignored)


def check_rows(extraction: Extraction, report: ParsedReport) -> None:
    """The ledger of rows: each is cited once, and its text is found again. Raises CheckError."""
    rows = {
        (page.number, table.number, row.number): row
        for page in extraction.pages
        for table in page.tables
        for row in table.rows
    }
    for (page, _, row), problem in (*_cited_once(rows, report), *_found_again(rows, report)):
        raise CheckError(problem, _HINT, page=page, row=row)


# ------------------------------------------------------------------ glyphs and places


def _glyphs(page: Page) -> Iterator[str]:
    """Every glyph that is painted is in a cell, in a line, or left out with a reason."""
    placed = page.glyphs + sum(words.glyphs for words in page.left_out)
    if placed != page.painted:
        yield f"{page.painted:,} glyphs are painted on the page, {placed:,} were placed."
    for text, words in _texts(page):
        if text != " ".join(word.text for word in words):
            yield f"the text “{text[:80]}” is not what its words say."


def _texts(page: Page) -> Iterator[tuple[str, Sequence[Word]]]:
    for table in page.tables:
        for cell in _cells(table):
            yield from ((line.text, line.words) for line in cell.lines)


def _places(page: Page) -> Iterator[str]:
    """Every word stands in its cell, every cell in its row and column, each row below the last."""
    for table in page.tables:
        before = [None, *table.rows]
        for number, (row, above) in enumerate(zip(table.rows, before, strict=False), 1):
            if row.number != number or (above and row.box.y1 > above.box.y0 + _SLACK):
                yield f"row {row.number} of table {table.number} is not where it should be."
            yield from _places_of_cells(table, row)


def _places_of_cells(table: Table, row: TableRow) -> Iterator[str]:
    if len(row.cells) != len(table.columns):
        yield f"row {row.number} has {len(row.cells)} cells for {len(table.columns)} columns."
    for cell, (left, right) in zip(row.cells, table.columns, strict=False):
        covers = cell.box.x0 <= left + _SLACK and right <= cell.box.x1 + _SLACK
        covers &= cell.box.y0 <= row.box.y0 + _SLACK and row.box.y1 <= cell.box.y1 + _SLACK
        if not covers:
            yield f"a cell of row {row.number} does not stand in its column."
        for line in cell.lines:
            yield from (
                f"the word “{word.text}” in row {row.number} stands outside its cell."
                for word in line.words
                if not _is_inside(word, cell)
            )


def _is_inside(word: Word, cell: Cell) -> bool:
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
    slack = _SLACK + (word.box.y1 - word.box.y0) / 2  # the middle of the letters is not the box's
    return (
        cell.box.x0 - _SLACK <= x <= cell.box.x1 + _SLACK
        and cell.box.y0 - slack <= y <= cell.box.y1 + slack
    )


def _cells(table: Table) -> list[Cell]:
    """Each cell once; two cells at one place would be two."""
    seen: dict[int, Cell] = {}
    for row in table.rows:
        for cell in row.cells:
            seen.setdefault(id(cell), cell)
    return list(seen.values())


# ------------------------------------------------------------------ rows


def _cited_once(rows: dict[RowKey, TableRow], report: ParsedReport) -> Iterator[tuple[RowKey, str]]:
    """Every row of a grid is cited by one record (or its rest), header or rejection."""
    others = {(other.page, other.table) for other in report.others}
    cited = Counter(_key(source) for record in _records(report) for source in record.sources)
    cited += Counter(_key(row.source) for row in report.rejected)
    headers: set[RowKey] = set()
    shared: set[RowKey] = set()
    for header in report.headers:
        mine = {(header.source.page, header.source.table, row) for row in header.rows}
        headers |= mine
        shared |= {_key(header.source)} if header.shares_row else set()
    for key in rows:
        is_other = (key[0], key[1]) in others
        expected = int(key not in headers or key in shared) if not is_other else 0
        if cited[key] != expected:
            what = "no record, header or rejection" if not cited[key] else f"{cited[key]} records"
            yield key, f"the row belongs to {what}."
    for key in cited.keys() - rows.keys():
        yield key, "a record was made of a row that is not there."


def _key(source: Source) -> RowKey:
    return source.page, source.table, source.row


def _records(report: ParsedReport) -> Iterator[Record]:
    yield from report.issued
    yield from report.declined
    yield from report.policies


def _found_again(
    rows: dict[RowKey, TableRow], report: ParsedReport
) -> Iterator[tuple[RowKey, str]]:
    """The letters of each cell stand in the field of the record that its column's header names."""
    fields = _fields_by_table(report)
    heads = {
        (header.source.page, header.source.table, row): header.texts
        for header in report.headers
        for row in header.rows
        if header.shares_row
    }
    for record in _records(report):
        texts = _raw_fields(record)
        for source in record.sources:
            names = fields.get((source.page, source.table))
            row = rows.get(_key(source))
            if row is None or names is None:
                continue
            above = heads.get(_key(source), ("",) * len(row.cells))
            for cell, name, head in zip(row.cells, names, above, strict=False):
                letters = _letters(" ".join(line.text for line in cell.lines))
                if not _is_in(letters.removeprefix(_letters(head)), name, texts):
                    yield (
                        _key(source),
                        f"the text “{_shown(cell)}” is not in the record made of it.",
                    )


def _is_in(letters: str, name: str | None, texts: dict[str, str]) -> bool:
    """True if a cell's letters are those of the field."""
    if name in (None, "ordinal"):
        return True  # a row's number is no part of the record; other text there was refused
    return letters in texts[name or ""]


def _fields_by_table(report: ParsedReport) -> dict[tuple[int, int], tuple[str | None, ...]]:
    """What the columns of each table hold: by its own header, or the last one before it."""
    found: dict[tuple[int, int], tuple[str | None, ...]] = {}
    for section in ("issued", "declined", "policy"):
        headers = sorted(
            (h for h in report.headers if h.section == section),
            key=lambda h: (h.source.page, h.source.table, h.source.row),
        )
        spots = {(h.source.page, h.source.table): h for h in reversed(headers)}
        records = (r for r in _records(report) if _section_of(r) == section)
        tables = sorted({(s.page, s.table) for r in records for s in r.sources} | set(spots))
        current: HeaderRow | None = None
        for spot in tables:
            current = spots.get(spot, current)
            if current is not None:
                found[spot] = current.fields
    return found


def _section_of(record: Record) -> str:
    if isinstance(record, IssuedRecord):
        return "issued"
    return "declined" if isinstance(record, DeclinedRecord) else "policy"


def _raw_fields(record: Record) -> dict[str, str]:
    """The verbatim letters of each field of a record."""
    texts = _place_fields(record.location)
    if isinstance(record, IssuedRecord):
        texts["detainers"] = record.raw_detainers
    elif isinstance(record, DeclinedRecord):
        texts |= {
            "citizenship": record.raw_citizenship,
            "issued_date": record.raw_issued_date,
            "declined_date": record.raw_declined_date,
            "crime": record.raw_crime,
            "disposition": record.raw_disposition,
        }
    else:
        texts |= {
            "aor": record.raw_aor,
            "date_enacted": record.raw_date_enacted,
            "policy": record.policy,
            "criteria": record.raw_criteria,
        }
    return {name: _letters(text) for name, text in texts.items()}


def _place_fields(place: LocationText) -> dict[str, str]:
    """The columns of a place; a facility's column may hold the whole of it, or the reverse."""
    whole, facility = place.whole or "", place.facility or ""
    return {
        "location": whole or facility,
        "facility": facility or whole,
        "county": place.county or "",
        "state": place.state or "",
    }


def _letters(text: str) -> str:
    """Letters and digits alone: what no line break, hyphen or bullet changes."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _shown(cell: Cell) -> str:
    return " ".join(line.text for line in cell.lines)[:80]
