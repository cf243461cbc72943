"""Two ledgers that can fail: of the glyphs of each page, and of the rows of each table.

What was counted before anything was made of it (glyphs painted, pages of the file, rows of the
grids) is compared with what was made of it. Nothing here is taken from the code that it checks:
the ledgers look at places on the page and at letters, not at decisions.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from detainer_cli.checks.prose import check_cases
from detainer_cli.checks.roles import RowKey, key_of, role_problems
from detainer_cli.checks.values import total_problem, value_problems
from detainer_cli.checks.whole import whole_document
from detainer_cli.checks.words import letters, word_problems
from detainer_cli.errors import CheckError
from detainer_cli.kinds.descriptor import PLACE_FIELDS
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.pages import Cell, Extraction, Page, Table, TableRow, Word
from detainer_cli.model.records import HeaderRow, ParsedReport, Record, Source

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
    for number, problem in word_problems(extraction.pages):
        raise CheckError(problem, _HINT, page=number)
    whole_document(extraction, ignored)


def check_rows(extraction: Extraction, report: ParsedReport) -> None:
    """The ledger of rows: each is cited once, as what it is, and its text is found again.

    Raises CheckError. Of a report in prose the ledger is that of its words (`checks/prose.py`).
    """
    if kind_of(report.kind).prose:
        check_cases(extraction, report)
        return
    rows = {
        (page.number, table.number, row.number): row
        for page in extraction.pages
        for table in page.tables
        for row in table.rows
    }
    problems = itertools.chain(
        _cited_once(rows, report),
        role_problems(extraction, rows, report),
        _found_again(rows, report),
        _values(report),
    )
    for (page, _, row), problem in problems:
        raise CheckError(problem, _HINT, page=page, row=row)
    for problem in (*_accounts(report), *total_problem(extraction, report)):
        raise CheckError(problem, _HINT)


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
    cited = Counter(key_of(source) for record in _records(report) for source in record.sources)
    cited += Counter(key_of(row.source) for row in report.rejected)
    headers: set[RowKey] = set()
    shared: set[RowKey] = set()
    for header in report.headers:
        mine = {(header.source.page, header.source.table, row) for row in header.rows}
        headers |= mine
        shared |= {key_of(header.source)} if header.shares_row else set()
    for key in rows:
        is_other = (key[0], key[1]) in others
        expected = int(key not in headers or key in shared) if not is_other else 0
        if cited[key] != expected:
            what = "no record, header or rejection" if not cited[key] else f"{cited[key]} records"
            yield key, f"the row belongs to {what}."
    for key in cited.keys() - rows.keys():
        yield key, "a record was made of a row that is not there."


def _records(report: ParsedReport) -> Iterator[Record]:
    for records in report.sections.values():
        yield from records


def _values(report: ParsedReport) -> Iterator[tuple[RowKey, str]]:
    """Every value that the texts of its record do not say."""
    kind = kind_of(report.kind)
    for name, records in report.sections.items():
        for record in records:
            for problem in value_problems(kind.section(name), record):
                yield key_of(record.sources[0]), problem


def _accounts(report: ParsedReport) -> Iterator[str]:
    """The accounting is what the records, headers and rejections come to when counted again."""
    kind = kind_of(report.kind)
    for section, account in report.accounting.items():
        mine = report.sections[section]
        counted = (
            sum(header.section == section for header in report.headers),
            len(mine),
            sum(len(record.sources) - 1 for record in mine),
            sum(row.section == section for row in report.rejected),
        )
        said = (account.header, account.record, account.continuation, account.rejected)
        if counted != said:
            yield f"the accounting {said} of {kind.section(section).title} is not {counted}."


def _found_again(
    rows: dict[RowKey, TableRow], report: ParsedReport
) -> Iterator[tuple[RowKey, str]]:
    """The letters of its cells are those of the record's fields, and no others."""
    fields = _fields_by_table(report)
    heads = [header for header in report.headers if header.shares_row]
    merged = _merged(rows, fields)
    for record in _records(report):
        found: dict[str, list[str]] = {}
        for source in record.sources:
            names, row = fields.get((source.page, source.table)), rows.get(key_of(source))
            if row is not None and names is not None:
                for name, text in _by_field(row, names, _heads(heads, source)):
                    found.setdefault(name, []).append(text)
        said = _raw_fields(record)
        for name, parts in found.items():
            if not _is_said(parts, said.get(name, ()), merged.get(name, frozenset())):
                text = " ".join(parts)[:80]
                problem = f"the text of the record's {name.replace('_', ' ')} is not “{text}”."
                yield key_of(record.sources[0]), problem


def _heads(headers: Sequence[HeaderRow], source: Source) -> list[HeaderRow]:
    return [
        header
        for header in headers
        if (header.source.page, header.source.table) == (source.page, source.table)
    ]


def _by_field(
    row: TableRow, names: Sequence[str | None], heads: Sequence[HeaderRow]
) -> Iterator[tuple[str, str]]:
    """The letters of each cell and the field it is of; one over several columns is the first's."""
    taken: set[int] = set()
    for column, (cell, name) in enumerate(zip(row.cells, names, strict=False)):
        if name is None or id(cell) in taken:
            continue
        taken.add(id(cell))
        text = letters(" ".join(line.text for line in cell.lines))
        for head in heads:  # a header that no rule divides from the cell stands before its text
            if cell.row < max(head.rows) and min(head.rows) <= cell.row + cell.row_span:
                text = text.removeprefix(letters(head.texts[column]))
        yield name, text


def _is_said(parts: list[str], said: Sequence[str], merged: frozenset[str]) -> bool:
    """True if the letters of a record's cells are those of the field.

    `merged` are the texts of a column that merges cells: one that a page break cut may say its
    text on both pages, on the other page only, or in two parts of which each page has one.
    """
    if not said:  # a row's number, which is no part of the record
        return all(len(part) <= _LONGEST_NUMBER for part in parts)
    own = "".join(parts)
    if own in said:
        return True
    once = "".join(dict.fromkeys(parts))
    rests = [text.removeprefix(own) for text in said] + [text.removesuffix(own) for text in said]
    return bool(merged) and (once in said or any(rest in merged for rest in rests))


def _merged(
    rows: dict[RowKey, TableRow], fields: dict[tuple[int, int], tuple[str | None, ...]]
) -> dict[str, frozenset[str]]:
    """For each field whose column merges cells the letters of all its cells."""
    texts: dict[str, set[str]] = {}
    merging: set[str] = set()
    for (page, table, _), row in rows.items():
        for cell, name in zip(row.cells, fields.get((page, table), ()), strict=False):
            if name is not None:
                texts.setdefault(name, set()).add(
                    letters(" ".join(line.text for line in cell.lines))
                )
                if cell.row_span > 1:
                    merging.add(name)
    return {name: frozenset(texts[name]) for name in merging}


_LONGEST_NUMBER = 8  # letters and digits of a row's number


def _fields_by_table(report: ParsedReport) -> dict[tuple[int, int], tuple[str | None, ...]]:
    """What the columns of each table hold: by its own header, or the last one before it."""
    found: dict[tuple[int, int], tuple[str | None, ...]] = {}
    for section, records in report.sections.items():
        headers = sorted(
            (h for h in report.headers if h.section == section),
            key=lambda h: (h.source.page, h.source.table, h.source.row),
        )
        spots = {(h.source.page, h.source.table): h for h in reversed(headers)}
        tables = sorted({(s.page, s.table) for r in records for s in r.sources} | set(spots))
        current: HeaderRow | None = None
        for spot in tables:
            current = spots.get(spot, current)
            if current is not None:
                found[spot] = current.fields
    return found


def _raw_fields(record: Record) -> dict[str, tuple[str, ...]]:
    """The letters of each field of a record; of the place's fields, what may hold them."""
    place = record.location
    whole = (place.whole or "", place.facility or "")
    texts: dict[str, tuple[str, ...]] = dict.fromkeys(PLACE_FIELDS, whole)
    # a facility's column may hold the whole of it, or the reverse; county and state are their own
    texts |= {"county": (place.county or "",), "state": (place.state or "",)}
    texts |= {name: (raw,) for name, raw in record.raw.items()}
    return {name: tuple(map(letters, found)) for name, found in texts.items()}
