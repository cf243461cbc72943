"""Tells which section each table and line of a report belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.kinds.layouts import EXPECTED, HEADINGS, NUMERALS, SECTION_TITLES
from detainer_cli.model.pages import Extraction, Table, TextLine
from detainer_cli.model.records import OtherTable, SectionName
from detainer_cli.parse.header_in_cell import apart_from_header
from detainer_cli.parse.headers import HeaderMatch, HeaderMiss, cut_header, read_header
from detainer_cli.parse.text import fold, join_lines

Place = tuple[int, float]
"""A place in reading order: page, distance from its top edge in points."""

ORDER: tuple[SectionName, ...] = ("issued", "declined", "policy")
_NUMERAL = re.compile(r"^\W*section\s+(iv|i{1,3}|[1-4])\b\s*(?P<rest>.*)$", re.I)
_NEXT_LINES = 2


@dataclass(frozen=True)
class Heading:
    """A line that reads like the heading of a section (also in a table of contents)."""

    place: Place
    section: str
    text: str


@dataclass(frozen=True)
class SectionTable:
    """A table with its section; `header` is None where the table goes on from the page before."""

    place: Place
    table: Table
    section: SectionName
    header: HeaderMatch | None


@dataclass
class Outline:
    """The report in reading order: where each section starts, and its tables."""

    lines: list[tuple[Place, TextLine]]
    headings: list[Heading]
    starts: dict[str, Place] = field(default_factory=dict)
    tables: dict[SectionName, list[SectionTable]] = field(default_factory=dict)
    others: list[OtherTable] = field(default_factory=list)

    def end_of(self, section: str) -> Place:
        """Where the section after `section` starts."""
        start = self.starts[section]
        later = [place for place in self.starts.values() if place > start]
        return min(later, default=(10**9, 0.0))


def outline(extraction: Extraction) -> Outline:
    """Reads headings and headers.

    Raises NotAReportError if a header is unknown, or a section is missing altogether.
    """
    lines = [
        ((page.number, page.height - line.box.y1), line)
        for page in extraction.pages
        for line in page.lines
    ]
    result = Outline(lines, list(_headings(lines)))
    placed = _placed_tables(extraction)
    result.tables = _assign_tables(placed, result.headings)
    result.others = list(_other_tables(placed, result.tables))
    result.starts = _starts(result)
    has_all = all(name in result.starts for name in ORDER)
    if has_all and result.headings and "scope" not in result.starts:
        raise CheckError(
            "the report ends without section IV (report scope): pages may be missing at its end.",
            "Nothing was loaded. Get the whole document.",
            page=extraction.page_count,
        )
    missing = [SECTION_TITLES[name] for name in ORDER if name not in result.starts]
    if missing:
        raise NotAReportError(
            f"the report has no {' and no '.join(missing)}: neither its heading nor its table"
            " was found.",
            "Only the weekly reports with all their sections can be loaded.",
        )
    return result


def _headings(lines: Sequence[tuple[Place, TextLine]]) -> Iterator[Heading]:
    for i, (place, line) in enumerate(lines):
        following = [other for _, other in lines[i + 1 : i + 1 + _NEXT_LINES]]
        section = _heading_of(line, following)
        if section is not None:
            yield Heading(place, section, join_lines([line, *following]))


def _heading_of(line: TextLine, following: list[TextLine]) -> str | None:
    """The section whose heading begins with this line, or None."""
    match = _NUMERAL.match(line.text)
    rest = match["rest"] if match else line.text
    joined = fold(join_lines([replace(line, text=rest), *following]))
    starts = next((name for name, phrases in HEADINGS.items() if joined.startswith(phrases)), None)
    if match is None:
        return starts
    if starts is None and rest and rest[0] not in ":.-–—)|":
        return None  # a sentence such as `Section II of this report lists …`
    return NUMERALS[match[1].casefold()]


def _placed_tables(extraction: Extraction) -> list[tuple[Place, Table]]:
    return [
        ((page.number, page.height - table.box.y1), table)
        for page in extraction.pages
        for table in page.tables
    ]


def _assign_tables(
    placed: Sequence[tuple[Place, Table]], headings: Sequence[Heading]
) -> dict[SectionName, list[SectionTable]]:
    tables: dict[SectionName, list[SectionTable]] = {name: [] for name in ORDER}
    current: SectionName | None = None
    previous: Place = (0, 0.0)
    cut: HeaderMatch | None = None  # a header whose other half stands on the page before
    for number, (place, whole) in enumerate(placed, start=1):
        between = [h.section for h in headings if previous < h.place < place]
        named = between[-1] if between else None
        prefer = next((name for name in ORDER if name == (named or current)), None)
        known = _known_header(tables, prefer)
        table = apart_from_header(whole, known)
        header = cut or read_header(table, prefer, known)
        cut = None
        is_first = prefer is not None and not tables[prefer]
        if is_first and not isinstance(header, HeaderMatch) and number < len(placed):
            cut = cut_header(table, placed[number][1], prefer)
            header = cut or header
        if isinstance(header, HeaderMatch):
            _require_order(tables, header.section, table)
            current = header.section
            tables[current].append(SectionTable(place, table, current, header))
        elif isinstance(header, HeaderMiss):
            if prefer is not None or any(tables.values()):  # before them all: a cover's figures
                raise _unknown_header(table, header)
        elif prefer is not None and not tables[prefer]:
            raise _no_header(table, prefer)
        elif prefer is not None:
            tables[prefer].append(SectionTable(place, table, prefer, None))
        previous = place
        if named == "scope":
            current = None
    return tables


def _require_order(
    tables: dict[SectionName, list[SectionTable]], section: SectionName, table: Table
) -> None:
    """Sections follow each other: a table of an earlier one is of another report, or astray."""
    later = [name for name in ORDER[ORDER.index(section) + 1 :] if tables[name]]
    if later:
        raise CheckError(
            f"a table of {SECTION_TITLES[section]} stands behind one of {SECTION_TITLES[later[0]]}:"
            " pages are out of order, or of another report.",
            "Nothing was loaded. Get the whole document, each page once and in order.",
            page=table.page,
        )


def _other_tables(
    placed: Sequence[tuple[Place, Table]], tables: dict[SectionName, list[SectionTable]]
) -> Iterator[OtherTable]:
    """The tables that no section has taken, such as figures on a cover."""
    taken = {(e.table.page, e.table.number) for entries in tables.values() for e in entries}
    for _, table in placed:
        if (table.page, table.number) not in taken:
            cells = dict.fromkeys(cell for row in table.rows for cell in row.cells)
            text = " | ".join(join_lines(cell.lines) for cell in cells if cell.lines)
            yield OtherTable(table.page, table.number, len(table.rows), text[:200])


def _known_header(
    tables: dict[SectionName, list[SectionTable]], section: SectionName | None
) -> HeaderMatch | None:
    """The header that the section's tables have had last."""
    entries = tables[section] if section else []
    return next((entry.header for entry in reversed(entries) if entry.header), None)


def _unknown_header(table: Table, miss: HeaderMiss) -> NotAReportError:
    names = ", ".join(f"“{text}”" for text in miss.unknown)
    if miss.unknown:
        problem = f"unknown column header {names} in {SECTION_TITLES[miss.section]}."
    elif miss.alike:
        names = " and ".join(f"“{text}”" for text in miss.alike)
        problem = f"the column headers {names} of {SECTION_TITLES[miss.section]} mean the same."
    else:
        columns = ", ".join(name.replace("_", " ") for name in miss.missing) or "a place"
        problem = f"the table of {SECTION_TITLES[miss.section]} has no column for {columns}."
    return NotAReportError(
        problem + f" Expected: {EXPECTED[miss.section]}.",
        "If the report words its columns in a new way, the words are to be added to layouts.py;"
        " please report it.",
        page=table.page,
        row=miss.row,
    )


def _no_header(table: Table, section: SectionName) -> NotAReportError:
    cells = ", ".join(f"“{join_lines(cell.lines)}”" for cell in table.rows[0].cells)
    return NotAReportError(
        f"the first row under the heading of {SECTION_TITLES[section]} is not a known header:"
        f" {cells}. Expected: {EXPECTED[section]}.",
        "If the report words its columns in a new way, the words are to be added to layouts.py;"
        " please report it.",
        page=table.page,
        row=1,
    )


def _starts(found: Outline) -> dict[str, Place]:
    """For each section the heading that its tables stand under; not its line in a contents list.

    That is the last heading before its first table, where a header alone at the end of a page (or
    above the heading) is none. A section without a table starts at its first heading behind the
    tables of the sections before it.
    """
    starts: dict[str, Place] = {}
    floor: Place = (0, 0.0)
    for name in (*ORDER, "scope"):
        own = _own_tables(found, name)
        spots = [entry.place for entry in own if _has_rows(entry)] or [e.place for e in own]
        headings = [h.place for h in found.headings if h.section == name and h.place >= floor]
        if spots:
            above = [place for place in headings if place <= spots[0]]
            starts[name] = above[-1] if above else spots[0]
            floor = spots[-1]
        else:
            ceiling = _next_table(found, name)
            inside = [place for place in headings if place < ceiling]
            if inside:
                starts[name] = inside[-1] if name != "scope" else inside[0]
                floor = starts[name]
    return starts


def _has_rows(entry: SectionTable) -> bool:
    return entry.header is None or len(entry.table.rows) > entry.header.last


def _own_tables(found: Outline, name: str) -> list[SectionTable]:
    return [entry for section in ORDER if section == name for entry in found.tables[section]]


def _next_table(found: Outline, name: str) -> Place:
    names = [*ORDER, "scope"]
    later = names[names.index(name) + 1 :]
    spots = [entry.place for other in later for entry in _own_tables(found, other)]
    return min(spots, default=(10**9, 0.0))
