"""Refuses a report some of whose sections' pages were not taken up by tables."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from detainer_cli.errors import CheckError
from detainer_cli.kinds.descriptor import Empty, Section
from detainer_cli.kinds.wording import wording
from detainer_cli.model.pages import Extraction, Page, Table, TextLine
from detainer_cli.parse.rows import SectionRows
from detainer_cli.parse.sections import Outline
from detainer_cli.parse.text import join_lines, lower_words


def require_whole_lines(extraction: Extraction) -> None:
    """No row of a table may lose letters to an edge. Raises CheckError."""
    for page in extraction.pages:
        for row in (row for table in page.tables for row in table.rows):
            if row.is_cut:
                raise CheckError(
                    "a line of text is cut off by the edge of the page, or of what is shown of it.",
                    "Nothing was loaded. Get a copy that shows every line whole.",
                    page=page.number,
                    row=row.number,
                )


def require_tables(extraction: Extraction, found: Outline, ignored: frozenset[str]) -> None:
    """Every page inside a section must yield a table, and no row may stand outside one.

    `ignored` are the lines (numbers as #) that stand on most pages. Raises CheckError.
    """
    tables = (entry.table for entries in found.tables.values() for entry in entries)
    require_no_problems(extraction, {table.page for table in tables})
    for section in found.kind.sections:
        _require_pages(extraction, found, section, ignored)
        for line, page in _rows_without_rules(found, section, ignored):
            raise CheckError(
                f"the words “{' | '.join(line.columns)[:120]}” in {section.title} look"
                " like a row of a table but stand outside its rules.",
                "Nothing was loaded. Look at the page: rules may be missing.",
                page=page,
            )
        _require_no_rest(found, section, ignored)
        for entry in found.tables[section.name]:
            _require_nothing_beyond(found, entry.table, ignored)
        if not found.tables[section.name]:
            _require_reason(extraction, found, section, ignored)


def require_no_problems(extraction: Extraction, pages: Container[int | None]) -> None:
    """Words of tables whose cell could not be told. Raises CheckError."""
    for page in extraction.pages:
        if page.overprinted and page.number in pages:
            raise CheckError(
                f"{page.overprinted[0]}.",
                "Nothing was loaded. Look at the page, and get another copy if there is one.",
                page=page.number,
            )
        if page.problems and page.number in pages:
            raise CheckError(
                f"the words of the table cannot be told apart: {page.problems[0]}.",
                "Nothing was loaded. Look at the page: rules may be missing, or text may run over"
                " the edge of its cell.",
                page=page.number,
            )


def _require_pages(
    extraction: Extraction, found: Outline, section: Section, ignored: frozenset[str]
) -> None:
    tables = found.tables[section.name]
    if not tables:
        return
    first = found.starts[section.name][0]
    last, rest = found.end_of(section.name)
    after = last if rest > 0 and last <= len(extraction.pages) else last + 1
    have = {entry.table.page for entry in tables}
    for page in extraction.pages:
        inside = first < page.number < min(after, _scope_limit(found, extraction))
        if inside and page.number not in have and not _is_empty(page, ignored):
            raise CheckError(
                f"the page lies inside {section.title} but no table was found on it.",
                "Nothing was loaded. Look at the page: rules may be missing, or it is a picture.",
                page=page.number,
            )


def _is_empty(page: Page, ignored: frozenset[str]) -> bool:
    """True if nothing but running heads stands on the page: producers leave such pages.

    The page number may be missing there.
    """
    known = {_without_number(key) for key in ignored}
    return not page.images and all(
        _without_number(line.key) in known or re.search(wording().blank_page, line.text, re.I)
        for line in page.lines
    )


def _without_number(key: str) -> str:
    return re.sub(r"\W*(?:\bpage\b)?[\W#]*$", "", key, flags=re.I)


def _scope_limit(found: Outline, extraction: Extraction) -> int:
    """The page on which the closing section starts; without one, the last with a table."""
    closing = found.kind.closing
    if closing and closing.name in found.starts:
        return found.starts[closing.name][0]
    return max(entry.table.page for entries in found.tables.values() for entry in entries) + 1


def _rows_without_rules(
    found: Outline, section: Section, ignored: frozenset[str]
) -> Iterator[tuple[TextLine, int]]:
    start, end = found.starts[section.name], found.end_of(section.name)
    for place, line in found.lines:
        if start < place < end and line.is_tabular and line.key not in ignored:
            yield line, place[0]


def _require_no_rest(found: Outline, section: Section, ignored: frozenset[str]) -> None:
    """Text on the page behind a section's last table, below a cell of its last row, is its rest."""
    if not found.tables[section.name]:
        return
    table = found.tables[section.name][-1].table
    first, *others = table.rows[-1].cells
    is_cut = join_lines(first.lines).endswith((",", "(", "-"))
    cells = [first, *others] if is_cut else others
    lefts = [line.left for cell in cells for line in cell.lines]
    for place, line in found.lines:
        is_behind = place[0] == table.page + 1 and place < found.end_of(section.name)
        is_below = any(abs(line.box.x0 - left) < _SAME_LEFT for left in lefts)
        if is_behind and is_below and line.key not in ignored:
            raise CheckError(
                f"the words “{line.text[:120]}” stand behind the last table of"
                f" {section.title} and may be the rest of its last row.",
                "Nothing was loaded. Look at the page: rules may be missing.",
                page=place[0],
            )


def _require_nothing_beyond(found: Outline, table: Table, ignored: frozenset[str]) -> None:
    """Text right above or below a table that starts where a column's text does is a row's rest.

    A row that a page break cuts may lack the rule on that side. The first column is not asked:
    notes and headings start there, too.
    """
    for (page, _), line in found.lines:
        gap = max(line.box.y0 - table.box.y1, table.box.y0 - line.box.y1)
        is_near = page == table.page and gap < _NEAR * (line.box.y1 - line.box.y0)
        if is_near and line.key not in ignored and _is_in_column(line, table):
            raise CheckError(
                f"the words “{line.text[:120]}” stand right beside the table, in one of its"
                " columns, and may be the rest of a row.",
                "Nothing was loaded. Look at the page: rules may be missing.",
                page=page,
            )


def _is_in_column(line: TextLine, table: Table) -> bool:
    cells = {cell for row in table.rows for cell in row.cells if cell.column > 0}
    return any(
        abs(line.box.x0 - other.left) < _SAME_LEFT and line.box.x1 < cell.box.x1
        for cell in cells
        for other in cell.lines
    )


_SAME_LEFT = 2.0  # points: lines of one cell start at the same place
_NEAR = 1.5  # heights of a line: text further off is no line of the table


def require_rows(found: Outline, rows: Mapping[str, SectionRows]) -> None:
    """Only a section that may be empty has a table without a row. Raises CheckError."""
    for section in found.kind.sections:
        tables = found.tables[section.name]
        if section.empty is None and tables and not rows[section.name].rows:
            raise CheckError(
                f"the table of {section.title} has a header but no row.",
                "Nothing was loaded. Look at the page: it may not be printed whole.",
                page=found.tables[section.name][0].table.page,
            )


def _require_reason(
    extraction: Extraction, found: Outline, section: Section, ignored: frozenset[str]
) -> None:
    """A section without a table must say that there is nothing to list, or say nothing at all."""
    start, end = found.starts[section.name], found.end_of(section.name)
    text = " ".join(
        line.text for place, line in found.lines if start <= place < end and line.key not in ignored
    )
    last = max(end[0] - 1, start[0])
    pictures = any(page.images for page in extraction.pages[start[0] - 1 : last])
    words = {word for word in lower_words(text).split() if not word.isdigit()}
    if not section.empty or not _may_be_empty(section.empty, text, words, pictures):
        raise CheckError(
            f"{section.title} has a heading but no table was found under it.",
            "Nothing was loaded. Look at the page: rules may be missing.",
            page=start[0],
        )


def _may_be_empty(empty: Empty, text: str, words: set[str], pictures: bool) -> bool:
    """True if the text under a heading says that there is no row, or if nothing stands there."""
    says_so = any(re.search(pattern, text, re.I) for pattern in empty.says)
    return says_so or not (words - empty.heading_words or pictures)
