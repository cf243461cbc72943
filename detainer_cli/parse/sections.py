"""Tells which section each table and line of a report belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.kinds.descriptor import Kind, Section
from detainer_cli.model.pages import Extraction, Table, TextLine
from detainer_cli.model.records import OtherTable
from detainer_cli.parse.header_in_cell import apart_from_header
from detainer_cli.parse.headers import HeaderMatch, HeaderMiss, cut_header, read_header
from detainer_cli.parse.text import join_lines, lower_words

Spot = tuple[int, float]
"""A spot in reading order: page, distance from its top edge in points."""

_NUMERAL = re.compile(r"^\W*section\s+(iv|v?i{1,3}|v|[1-9])\b\s*(?P<rest>.*)$", re.I)
_NEXT_LINES = 2


@dataclass(frozen=True)
class Heading:
    """A line that reads like the heading of a section (also in a table of contents)."""

    place: Spot
    section: str
    text: str


@dataclass(frozen=True)
class SectionTable:
    """A table with its section; `header` is None where the table goes on from the page before."""

    place: Spot
    table: Table
    section: Section
    header: HeaderMatch | None


@dataclass
class Outline:
    """The report in reading order: where each section starts, and its tables."""

    kind: Kind
    lines: list[tuple[Spot, TextLine]]
    headings: list[Heading]
    starts: dict[str, Spot] = field(default_factory=dict)
    tables: dict[str, list[SectionTable]] = field(default_factory=dict)
    others: list[OtherTable] = field(default_factory=list)

    def end_of(self, section: str) -> Spot:
        """Where the section after `section` starts."""
        start = self.starts[section]
        later = [place for place in self.starts.values() if place > start]
        return min(later, default=(10**9, 0.0))


def outline(kind: Kind, extraction: Extraction) -> Outline:
    """Reads the headings and headers of a report of this kind.

    Raises NotAReportError if a header is unknown, or a section is missing altogether.
    """
    lines = [
        ((page.number, page.height - line.box.y1), line)
        for page in extraction.pages
        for line in page.lines
    ]
    result = Outline(kind, lines, list(_headings(kind, lines)))
    placed = _placed_tables(extraction)
    result.tables = _assign_tables(kind, placed, result.headings)
    result.others = list(_other_tables(placed, result.tables))
    result.starts = _starts(result)
    _require_sections(result, extraction.page_count)
    return result


def _require_sections(found: Outline, pages: int) -> None:
    kind = found.kind
    has_all = all(name in found.starts for name in kind.names)
    if has_all and found.headings and kind.closing and kind.closing.name not in found.starts:
        raise CheckError(
            f"the report ends without {kind.closing.title}: pages may be missing at its end.",
            "Nothing was loaded. Get the whole document.",
            page=pages,
        )
    missing = [section.title for section in kind.sections if section.name not in found.starts]
    if missing:
        raise NotAReportError(
            f"the report has no {' and no '.join(missing)}: neither its heading nor its table"
            " was found.",
            f"Only the {kind.name} reports with all their sections can be loaded.",
        )


def _headings(kind: Kind, lines: Sequence[tuple[Spot, TextLine]]) -> Iterator[Heading]:
    for i, (place, line) in enumerate(lines):
        following = [other for _, other in lines[i + 1 : i + 1 + _NEXT_LINES]]
        section = _heading_of(kind, line, following)
        if section is not None:
            yield Heading(place, section, join_lines([line, *following]))


def _heading_of(kind: Kind, line: TextLine, following: list[TextLine]) -> str | None:
    """The section whose heading begins with this line, or None."""
    match = _NUMERAL.match(line.text)
    rest = match["rest"] if match else line.text
    joined = lower_words(join_lines([replace(line, text=rest), *following]))
    starts = next((s.name for s in kind.outlined if joined.startswith(s.headings)), None)
    if match is None:
        return starts
    if starts is None and rest and rest[0] not in ":.-–—)|":
        return None  # a sentence such as `Section II of this report lists …`
    numeral = match[1].casefold()
    return next((s.name for s in kind.outlined if numeral in s.numerals), None)


def _placed_tables(extraction: Extraction) -> list[tuple[Spot, Table]]:
    return [
        ((page.number, page.height - table.box.y1), table)
        for page in extraction.pages
        for table in page.tables
    ]


def _assign_tables(
    kind: Kind, placed: Sequence[tuple[Spot, Table]], headings: Sequence[Heading]
) -> dict[str, list[SectionTable]]:
    tables: dict[str, list[SectionTable]] = {name: [] for name in kind.names}
    current: str | None = None
    previous: Spot = (0, 0.0)
    cut: HeaderMatch | None = None  # a header whose other half stands on the page before
    for number, (place, whole) in enumerate(placed, start=1):
        between = [h.section for h in headings if previous < h.place < place]
        named = between[-1] if between else None
        prefer = next((s for s in kind.sections if s.name == (named or current)), None)
        known = _known_header(tables, prefer)
        table = apart_from_header(whole, known)
        header = cut or read_header(kind, table, prefer, known)
        cut = None
        is_first = prefer is not None and not tables[prefer.name]
        if is_first and not isinstance(header, HeaderMatch) and number < len(placed):
            cut = cut_header(table, placed[number][1], prefer)
            header = cut or header
        if isinstance(header, HeaderMatch):
            _require_order(kind, tables, header.section, table)
            current = header.section.name
        section = _section_of(kind, tables, table, header, prefer)
        if section is not None:
            match = header if isinstance(header, HeaderMatch) else None
            tables[section.name].append(SectionTable(place, table, section, match))
        previous = place
        if kind.closing and named == kind.closing.name:
            current = None
    return tables


def _section_of(
    kind: Kind,
    tables: dict[str, list[SectionTable]],
    table: Table,
    header: HeaderMatch | HeaderMiss | None,
    prefer: Section | None,
) -> Section | None:
    """The section that a table belongs to, if any. Raises NotAReportError."""
    if isinstance(header, HeaderMatch):
        return header.section
    if isinstance(header, HeaderMiss):
        if prefer is not None or any(tables.values()):  # before them all: a cover's figures
            raise _unknown_header(kind, table, header)
        return None
    if prefer is not None and not tables[prefer.name]:
        raise _no_header(kind, table, prefer)
    return prefer


def _require_order(
    kind: Kind, tables: dict[str, list[SectionTable]], section: Section, table: Table
) -> None:
    """Sections follow each other: a table of an earlier one is of another report, or astray."""
    behind = kind.sections[kind.sections.index(section) + 1 :]
    later = [other for other in behind if tables[other.name]]
    if later:
        raise CheckError(
            f"a table of {section.title} stands behind one of {later[0].title}:"
            " pages are out of order, or of another report.",
            "Nothing was loaded. Get the whole document, each page once and in order.",
            page=table.page,
        )


def _other_tables(
    placed: Sequence[tuple[Spot, Table]], tables: dict[str, list[SectionTable]]
) -> Iterator[OtherTable]:
    """The tables that no section has taken, such as figures on a cover."""
    taken = {(e.table.page, e.table.number) for entries in tables.values() for e in entries}
    for _, table in placed:
        if (table.page, table.number) not in taken:
            cells = dict.fromkeys(cell for row in table.rows for cell in row.cells)
            text = " | ".join(join_lines(cell.lines) for cell in cells if cell.lines)
            yield OtherTable(table.page, table.number, len(table.rows), text[:200])


def _known_header(
    tables: dict[str, list[SectionTable]], section: Section | None
) -> HeaderMatch | None:
    """The header that the section's tables have had last."""
    entries = tables[section.name] if section else []
    return next((entry.header for entry in reversed(entries) if entry.header), None)


def _unknown_header(kind: Kind, table: Table, miss: HeaderMiss) -> NotAReportError:
    names = ", ".join(f"“{text}”" for text in miss.unknown)
    if miss.unknown:
        problem = f"unknown column header {names} in {miss.section.title}."
    elif miss.alike:
        names = " and ".join(f"“{text}”" for text in miss.alike)
        problem = f"the column headers {names} of {miss.section.title} mean the same."
    else:
        columns = ", ".join(name.replace("_", " ") for name in miss.missing) or "a place"
        problem = f"the table of {miss.section.title} has no column for {columns}."
    return NotAReportError(
        problem + f" Expected: {miss.section.expected}.",
        "If the report words its columns in a new way, the words are to be added to"
        f" kinds/{kind.name}/kind.toml; please report it.",
        page=table.page,
        row=miss.row,
    )


def _no_header(kind: Kind, table: Table, section: Section) -> NotAReportError:
    cells = ", ".join(f"“{join_lines(cell.lines)}”" for cell in table.rows[0].cells)
    return NotAReportError(
        f"the first row under the heading of {section.title} is not a known header:"
        f" {cells}. Expected: {section.expected}.",
        "If the report words its columns in a new way, the words are to be added to"
        f" kinds/{kind.name}/kind.toml; please report it.",
        page=table.page,
        row=1,
    )


def _starts(found: Outline) -> dict[str, Spot]:
    """For each section the heading that its tables stand under; not its line in a contents list.

    That is the last heading before its first table, where a header alone at the end of a page (or
    above the heading) is none. A section without a table starts at its first heading behind the
    tables of the sections before it.
    """
    starts: dict[str, Spot] = {}
    floor: Spot = (0, 0.0)
    closing = found.kind.closing.name if found.kind.closing else ""
    for name in _outlined(found):
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
                starts[name] = inside[-1] if name != closing else inside[0]
                floor = starts[name]
    return starts


def _has_rows(entry: SectionTable) -> bool:
    return entry.header is None or len(entry.table.rows) > entry.header.last


def _own_tables(found: Outline, name: str) -> list[SectionTable]:
    return found.tables.get(name, [])


def _next_table(found: Outline, name: str) -> Spot:
    names = _outlined(found)
    later = names[names.index(name) + 1 :]
    spots = [entry.place for other in later for entry in _own_tables(found, other)]
    return min(spots, default=(10**9, 0.0))


def _outlined(found: Outline) -> list[str]:
    return [section.name for section in found.kind.outlined]
