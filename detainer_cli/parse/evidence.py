"""Where the texts of a whole row stand, and what was decided about its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from detainer_cli.kinds.descriptor import PLACE_FIELDS, Section
from detainer_cli.model.pages import Box, LeftOut, Line, Page
from detainer_cli.model.records import CellText, Evidence, Source
from detainer_cli.parse.row_pieces import Piece, WholeRow
from detainer_cli.parse.text import join_lines
from detainer_cli.parse.word_pieces import first_word, last_word

Parts = Mapping[str, str]
"""The columns of a row that its record has, and the field or part of the place that each holds."""


def parts_of(section: Section, row: WholeRow) -> Parts:
    """What the columns of a row hold, but for its number: a lone facility column the whole place.

    A text beside columns for county and state is the facility alone.
    """
    places = [name for name in PLACE_FIELDS if name in row.texts]
    found = {name: name for name in (*places, *(f.name for f in section.fields))}
    if places == ["facility"]:
        found["facility"] = "location"
    elif places == ["location", "county", "state"]:
        found["location"] = "facility"
    return {name: field for name, field in found.items() if name in row.texts}


# ------------------------------------------------------------------ the boxes of the cells


def sources_of(row: WholeRow, parts: Parts) -> tuple[Source, ...]:
    """The pieces of a row, each with its cells; those of other pages go with the first."""
    cells = list(_cells(row, parts))
    pages = {piece.source.page for piece in row.pieces}
    found = []
    for number, piece in enumerate(row.pieces):
        page = piece.source.page
        mine = (c for c in cells if c.page == page or (number == 0 and c.page not in pages))
        source = piece.source
        found.append(Source(page, source.table, source.row, source.box, tuple(mine)))
    return tuple(found)


def _cells(row: WholeRow, parts: Parts) -> Iterator[CellText]:
    for name, field in parts.items():
        lines, filled = row.texts[name], set()
        for page, mine in _by_page(lines):
            filled.add(page)
            box = Box.around(word.box for line in mine for word in line.words)
            yield CellText(field, page, box, tuple(line.text for line in mine))
        for piece in row.pieces:
            cells = piece.cells[name]
            if piece.source.page not in filled and cells and not any(c.lines for c in cells):
                yield CellText(field, piece.source.page, Box.around(c.box for c in cells), ())


def _by_page(lines: Sequence[Line]) -> Iterator[tuple[int, list[Line]]]:
    """The lines of each page; a line without words stands on none."""
    placed = (line for line in lines if line.page and line.words)
    for page, mine in groupby(placed, key=lambda line: line.page):
        yield page, list(mine)


# ------------------------------------------------------------------ what was decided


def evidence_of(row: WholeRow, parts: Parts, pages: Mapping[int, Page]) -> tuple[Evidence, ...]:
    """What was decided about the words of a row: joined, joined again, left out."""
    found = [*_joined_rows(row.pieces), *_left_out(row, parts, pages)]
    for name, field in parts.items():
        lines = row.texts[name]
        if any(line.why for line in lines):
            found += _breaks(field, lines)
        found += _merged(row, name, field)
    return tuple(found)


def _joined_rows(pieces: Sequence[Piece]) -> Iterator[Evidence]:
    for piece in pieces:
        if piece.joined_by:
            yield Evidence("page_break", "", "", "", piece.joined_by, True, piece.source.page)


def _breaks(field: str, lines: Sequence[Line]) -> Iterator[Evidence]:
    """The words that a line break cuts, or may cut; a word may be cut several times."""
    start = 0
    while start < len(lines) - 1:
        end = start + 1
        if lines[start].why:
            while end < len(lines) - 1 and lines[end].why and " " not in lines[end].text:
                end += 1
            yield _break(field, lines[start : end + 1])
        start = end


def _break(field: str, lines: Sequence[Line]) -> Evidence:
    first, *rest = lines
    pieces = [last_word(first.text), *(line.text for line in rest[:-1]), first_word(rest[-1].text)]
    became = pieces[0]
    for line, piece in zip(lines, pieces[1:], strict=False):
        became = became.removesuffix("-") if line.joint == "-" else became
        became += piece if line.joint != " " else f" {piece}"
    cuts = lines[:-1]
    is_apart = all(line.joint == " " for line in cuts)
    return Evidence(
        "kept_apart" if is_apart else "rejoined",
        field,
        "\n".join(pieces),
        became,
        "; ".join(dict.fromkeys(line.why for line in cuts)),
        not any(line.in_doubt for line in cuts),
        first.page,
    )


def _merged(row: WholeRow, name: str, field: str) -> Iterator[Evidence]:
    """A text of a cell that covers several rows, or that a page break parted from this row."""
    lines = row.texts[name]
    spans = [cell.row_span for piece in row.pieces for cell in piece.cells[name] if cell.lines]
    elsewhere = {line.page for line in lines if line.page} - {s.page for s in row.sources}
    if not lines or (max(spans, default=1) == 1 and not elsewhere):
        return
    why = f"a cell merged over {max(spans, default=1)} rows: its text is that of each"
    if elsewhere:
        why = "a cell merged over rows of two pages: its text is that of each row"
    text = join_lines(lines)
    printed = "\n".join(line.text for line in lines)
    yield Evidence("merged_cell", field, printed, text, why, True, lines[0].page)


# ------------------------------------------------------------------ what was left out


def _left_out(row: WholeRow, parts: Parts, pages: Mapping[int, Page]) -> Iterator[Evidence]:
    """Words within the row that no reader sees, or that belong to no column of it."""
    for piece in row.pieces:
        page = pages.get(piece.source.page)
        found = [] if page is None else [*page.left_out, *_beside(page, piece)]
        for words in (*piece.left_out, *(w for w in found if _is_within(w.box, piece.source.box))):
            field = parts.get(_field_at(piece, words.box), "")
            yield Evidence(
                "left_out",
                field,
                words.text,
                "",
                words.reason,
                True,
                piece.source.page,
                words.box,
            )


def _beside(page: Page, piece: Piece) -> Iterator[LeftOut]:
    """Lines of the page that stand in no cell."""
    for line in page.lines:
        if _is_within(line.box, piece.source.box):
            yield LeftOut(line.text, "a line of the page, in no cell", line.box, line.glyphs)


def _is_within(words: Box, row: Box) -> bool:
    """True if the middle of a line of words lies between the upper and lower side of a row."""
    middle = (words.y0 + words.y1) / 2
    return row.y0 <= middle < row.y1 and words.x0 < row.x1 and row.x0 < words.x1


def _field_at(piece: Piece, words: Box) -> str:
    """The column that holds some words; "" if they stand in several, or in none."""
    for name, cells in piece.cells.items():
        if any(c.box.x0 <= words.x1 and words.x0 <= c.box.x1 for c in cells):
            is_one = any(c.box.x0 <= words.x0 and words.x1 <= c.box.x1 for c in cells)
            return name if is_one else ""
    return ""
