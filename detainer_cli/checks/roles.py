"""What each row of a table was taken for: a header, a record, the rest of one, or no record."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from detainer_cli.checks.words import letters
from detainer_cli.kinds.descriptor import Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.kinds.wording import wording
from detainer_cli.model.pages import Cell, Extraction, Table, TableRow
from detainer_cli.model.records import HeaderRow, ParsedReport, RejectedRow, Source

RowKey = tuple[int, int, int]
"""Page, table on it, row of its grid, each from 1."""

_NEAR = 2.0  # points: the columns of a table that goes on stand so close below each other
_ENDINGS = re.compile(r"['’]s\b|\(s\)", re.I)  # `Alien's`, `Detainer(s)`


def key_of(source: Source) -> RowKey:
    return source.page, source.table, source.row


def role_problems(
    extraction: Extraction, rows: dict[RowKey, TableRow], report: ParsedReport
) -> Iterator[tuple[RowKey, str]]:
    """Every row that was taken for what it is not."""
    for section in kind_of(report.kind).sections:
        headers = [header for header in report.headers if header.section == section.name]
        yield from _headers(section, headers)
        yield from _order(report, section)
        yield from _headers_as_records(rows, report, headers)
    shared = {key_of(header.source) for header in report.headers if header.shares_row}
    for rejected in report.rejected:
        row = rows.get(key_of(rejected.source))
        if row is not None and key_of(rejected.source) not in shared:
            yield from _rejection(rejected, row)
    yield from _others(extraction, report)


# ------------------------------------------------------------------ headers


def _headers(section: Section, headers: list[HeaderRow]) -> Iterator[tuple[RowKey, str]]:
    """The words of a header are those of the fields that its columns are taken for."""
    said: dict[tuple[str | None, ...], list[set[str]]] = {}
    for header in headers:
        columns = said.setdefault(header.fields, [set() for _ in header.fields])
        for name, text, words in zip(header.fields, header.texts, columns, strict=True):
            mine = _words(text)
            words |= mine
            if not mine <= _allowed(section, name):
                problem = f"the words “{text[:80]}” are no header of the column's {name}."
                yield key_of(header.source), problem
    for header in headers:
        for name, words in zip(header.fields, said[header.fields], strict=True):
            if name is not None and not _names(section, name, words):
                yield key_of(header.source), f"no word of the header says {name}."


def _headers_as_records(
    rows: dict[RowKey, TableRow], report: ParsedReport, headers: list[HeaderRow]
) -> Iterator[tuple[RowKey, str]]:
    """A row that says the same as a header of its section is no record."""
    known = {tuple(map(letters, header.texts)) for header in headers}
    for record in (record for records in report.sections.values() for record in records):
        for source in record.sources:
            row = rows.get(key_of(source))
            said = tuple(_text(cell) for cell in row.cells) if row is not None else ()
            if said in known:
                yield key_of(source), "the row is a header, and was taken for a record."


def _text(cell: Cell) -> str:
    return letters(" ".join(line.text for line in cell.lines))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+|#", _ENDINGS.sub("", text).casefold()))


def _allowed(section: Section, name: str | None) -> set[str]:
    found: set[str] = set()
    for field in section.all_fields:
        if field.name == name:
            found = found.union(*(header.allowed for header in field.headers))
    return found


def _names(section: Section, name: str, words: set[str]) -> bool:
    return any(
        all(words & group for group in header.groups)
        for field in section.all_fields
        if field.name == name
        for header in field.headers
    )


# ------------------------------------------------------------------ records and their rests


def _order(report: ParsedReport, section: Section) -> Iterator[tuple[RowKey, str]]:
    """Records follow their rows: a page break alone divides the rows of one."""
    last: RowKey = (0, 0, 0)
    for number, record in enumerate(report.sections[section.name], start=1):
        for source in record.sources:
            if key_of(source) <= last:
                yield key_of(source), "the row's record is out of order."
            last = key_of(source)
        pages = [source.page for source in record.sources]
        if any(other <= one for one, other in itertools.pairwise(pages)):
            yield last, "two rows of one page were made one record."
        if record.position != number:
            yield last, f"the record has the number {record.position}, not {number}."


# ------------------------------------------------------------------ rows and tables without one


def _rejection(rejected: RejectedRow, row: TableRow) -> Iterator[tuple[RowKey, str]]:
    """A rejected row is what its reason says, and its text is kept."""
    filled = list({id(cell): cell for cell in row.cells if cell.lines}.values())
    texts = [" ".join(line.text for line in cell.lines) for cell in filled]
    is_right = {
        "blank": not filled,
        "a note across the table": any(c.column_span == len(row.cells) for c in row.cells),
        "a total": bool(texts) and _adds_up(_words(texts[0])),
    }
    key = key_of(rejected.source)
    if not is_right.get(rejected.reason, False):
        yield key, f"the row “{' | '.join(texts)[:80]}” was rejected as {rejected.reason}."
    if letters(rejected.text) != letters("".join(texts)):
        yield key, f"the text of the rejected row “{rejected.text[:80]}” is not the row's."


def _adds_up(words: set[str]) -> bool:
    used = wording()
    return bool(words & used.total_words) or any(words >= set(p.split()) for p in used.total_places)


def _others(extraction: Extraction, report: ParsedReport) -> Iterator[tuple[RowKey, str]]:
    """A table that was set aside does not go on with the columns of one that was read."""
    tables = {(t.page, t.number): t for page in extraction.pages for t in page.tables}
    aside = {(other.page, other.table) for other in report.others}
    read = [table for key, table in tables.items() if key not in aside]
    first = min((table.page for table in read), default=0)
    for key in sorted(aside & tables.keys()):
        if key[0] >= first and any(_alike(tables[key], table) for table in read):
            yield (*key, 1), "the table looks like those of a section, and was set aside."


def _alike(one: Table, other: Table) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs(a - b) <= _NEAR
        for mine, its in zip(one.columns, other.columns, strict=True)
        for a, b in zip(mine, its, strict=True)
    )
