"""What a report counts itself must come out: row numbers, total rows, ruled rows without a word.

Only such counts show that a page is missing, or was printed in part, where no page is numbered.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from detainer_cli.errors import CheckError
from detainer_cli.kinds.descriptor import Section
from detainer_cli.model.pages import TableRow
from detainer_cli.parse.row_pieces import WholeRow
from detainer_cli.parse.rows import SectionRows
from detainer_cli.parse.sections import Outline, SectionTable
from detainer_cli.parse.text import read_count

_HINT = "Nothing was loaded. Get the whole document, each page once, whole and in order."


def require_counted(
    found: Outline, rows: Mapping[str, SectionRows], running: frozenset[str]
) -> None:
    """Raises CheckError if rows that the report counts are not there.

    `running` are the lines (numbers as #) that stand on most pages.
    """
    for section in found.kind.sections:
        if section.numbers_run:
            _require_numbers(section, rows[section.name].rows)
    _require_no_blank_end(found, running)
    for section in found.kind.sections:
        if section.total_counts_rows:
            _require_total(section, rows[section.name])
        if section.stated_count:
            _require_stated(section, found, len(rows[section.name].rows))


def _require_numbers(section: Section, rows: Sequence[WholeRow]) -> None:
    """Rows that are numbered from 1 run on; the numbers may start anew (in each state, say)."""
    numbers = [read_count((row.text("ordinal") or "").rstrip(".)")) for row in rows]
    if not numbers or numbers[0] != 1 or None in numbers:
        return
    for (before, after), row in zip(itertools.pairwise(numbers), rows[1:], strict=True):
        assert before is not None
        if after not in (before + 1, 1):
            raise CheckError(
                f"the rows of {section.title} are numbered, and {after} follows {before}:"
                " rows are missing or out of order.",
                _HINT,
                page=row.sources[0].page,
                row=row.sources[0].row,
            )


def _require_total(section: Section, rows: SectionRows) -> None:
    """A total row counts the rows of its section; of several, one must."""
    totals = [r for r in rows.rejected if r.reason == "a total"]
    counts = [read_count(number) for r in totals for number in re.findall(r"\d[\d,]*", r.text)]
    if counts and len(rows.rows) not in counts:
        raise CheckError(
            f"the row “{totals[-1].text[:80]}” of {section.title} does not count its"
            f" {len(rows.rows)} rows.",
            _HINT,
            page=totals[-1].source.page,
            row=totals[-1].source.row,
        )


def _require_stated(section: Section, found: Outline, count: int) -> None:
    """A sentence of a section that counts what its rows are counts the rows."""
    start, end = found.starts[section.name], found.end_of(section.name)
    for place, line in found.lines:
        stated = re.search(section.stated_count, line.text, re.I) if start <= place < end else None
        if stated and read_count(stated[1]) != count:
            raise CheckError(
                f"{section.short} says “{stated[0]}”, and has {count} rows.", _HINT, page=place[0]
            )


def blank_ends(found: Outline) -> Iterator[str]:
    """Notes on ruled rows without a word at the end of a page's table."""
    for entry, blank in _blank_ends(found):
        rows = f"{len(blank)} ruled rows" if len(blank) > 1 else "a ruled row"
        yield f"page {entry.table.page}: {rows} at the end of the table without text"


def _require_no_blank_end(found: Outline, running: frozenset[str]) -> None:
    """Ruled rows without a word where the section goes on, or where a page lacks its foot.

    The text of such a page breaks off. One row may be there for space; others at a section's end.
    """
    short = _pages_without_usual_lines(found, running)
    for entry, blank in _blank_ends(found):
        goes_on = entry is not found.tables[entry.section.name][-1] and len(blank) > _SPACE
        if goes_on or entry.table.page in short:
            raise CheckError(
                f"ruled rows at the end of the page ({len(blank)}) have no text: the page may not"
                " be printed whole.",
                _HINT,
                page=entry.table.page,
                row=blank[-1].number,
            )


_SPACE = 1


def _blank_ends(found: Outline) -> Iterator[tuple[SectionTable, list[TableRow]]]:
    for entry in itertools.chain.from_iterable(found.tables.values()):
        rows = reversed(entry.table.rows)
        blank = list(itertools.takewhile(lambda row: row.is_blank, rows))
        if blank:
            yield entry, blank


def _pages_without_usual_lines(found: Outline, running: frozenset[str]) -> set[int]:
    """The pages that lack a running line which all other pages with tables have."""
    pages = {e.table.page for entries in found.tables.values() for e in entries}
    lines: dict[str, set[int]] = {key: set() for key in running}
    for (page, _), line in found.lines:
        if line.key in lines:
            lines[line.key].add(page)
    return {page for on in lines.values() for page in pages - on if pages - on == {page}}
