"""Pages -> blocks in reading order, and what stands around and between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from detainer_cli.errors import CheckError
from detainer_cli.model.pages import Box, Cell, Extraction, Table, Word
from detainer_cli.parse.narrative.asides import beside, without_asides
from detainer_cli.parse.narrative.blocks import (
    Block,
    Leading,
    Marks,
    blocks_of,
    ends_sentence,
    goes_on,
    is_below_gap,
    is_full,
)
from detainer_cli.parse.narrative.bullets import with_bullets
from detainer_cli.parse.narrative.captions import captions
from detainer_cli.parse.narrative.columns import in_order
from detainer_cli.parse.narrative.forms import text_of
from detainer_cli.parse.narrative.furniture import (
    Notes,
    body_size,
    footnotes_from,
    furniture,
    glued_number,
    is_reference,
    is_reference_of,
    list_signs,
    note_signs,
    numbered_notes,
)
from detainer_cli.parse.narrative.narrow import narrow_edges
from detainer_cli.parse.narrative.ordinals import with_ordinals
from detainer_cli.parse.narrative.printed import Item, Printed, cut_word, printed
from detainer_cli.parse.narrative.result import Placed, PlacedText
from detainer_cli.parse.narrative.tables import Rows, case_rows
from detainer_cli.parse.narrative.telling import tells_of
from detainer_cli.parse.narrative.tokens import is_cut_at_abbreviation
from detainer_cli.parse.narrative.unruled import with_tables

_DROPS = 1.7  # times the size of the letters behind it: a letter set over two lines and more
_LARGE = 1.06  # times the size of the body: letters of a heading
_EVEN = 0.5  # points: stretched lines end so near to each other, and their gaps do not
_SEVERAL = 4  # lines
_NARROW = 0.75  # of its column: a running head is no full line, at whichever end it stands
_EDGE = 10.0  # points: columns of one place start so near to each other


@dataclass
class Flow:
    """The blocks of a report in reading order; `body` is the size of most of its letters.

    `rows` are page and text of the rows of `tables`, `named` the tables (by `id`) with a caption,
    `asides` the lines of boxes beside the text.
    """

    blocks: list[Block]
    body: float
    footnotes: list[Printed] = field(default_factory=list)
    furniture: list[Printed] = field(default_factory=list)
    tables: list[Printed] = field(default_factory=list)
    marks: list[PlacedText] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)
    named: set[int] = field(default_factory=set)
    asides: list[Printed] = field(default_factory=list)


def flow(extraction: Extraction, running: frozenset[str]) -> Flow:
    """The text of a report without what stands around it."""
    found = Flow([], 0.0)
    around = furniture(extraction.pages, running)
    pages: list[list[Item]] = []
    beside_boxes: list[tuple[int, Box]] = []
    for page in extraction.pages:
        text = [printed(x, page.number) for x in page.lines if id(x) not in around]
        found.furniture += [printed(x, page.number) for x in page.lines if id(x) in around]
        text, boxes = without_asides(page, text, found.asides)
        beside_boxes += [(page.number, box) for box in boxes]
        pages.append([*page.tables, *_without_references(text, found.marks)])
    parts = [with_tables(part) for columns in in_order(pages) for part in columns]
    parts = _noted(_without_captions(parts, found), found.marks)
    lines = [item for part in parts for item in part if isinstance(item, Printed)]
    cells = [line for part in parts for item in part if isinstance(item, Table)
             for cell in _cells(item) for line in cell_lines(item, cell, 0)]  # fmt: skip
    _require_no_drop_caps(lines)
    found.body = body_size(lines if len(lines) > len(cells) else [*lines, *cells])
    signs = list_signs(lines)
    numbered = [_with_edges(part, n, parts, found.body) for n, part in enumerate(parts, start=1)]
    numbered = [list(beside(part, beside_boxes)) for part in numbered]
    texts = [_take_footnotes(part, numbered, found, signs) for part in numbered]
    leading = Leading([[x for x in part if isinstance(x, Printed)] for part in texts])
    blocks = list(_without_heads(list(_blocks(texts, leading, found)), leading, found))
    found.blocks = list(_joined(blocks))
    found.marks += [
        PlacedText(word.text, page, word.box)
        for block in found.blocks
        for page, word in block.marks
    ]
    return found


def _without_captions(parts: Sequence[list[Item]], found: Flow) -> list[list[Item]]:
    """The parts without what their tables are called, which may stand within a sentence."""
    taken = [one for part in parts for one in captions(part)]
    found.tables += [line for _, lines in taken for line in lines]
    found.named |= {id(table) for table, _ in taken}
    lines = {id(line) for _, lines in taken for line in lines}
    return [[item for item in part if id(item) not in lines] for part in parts]


def _require_no_drop_caps(lines: Sequence[Printed]) -> None:
    """Raises CheckError for a letter set over several lines, whose word is not plain."""
    for line in lines:
        first = line.words[0]
        rest = body_size([replace(line, words=line.words[1:])]) if line.words[1:] else 0.0
        if len(first.text) == 1 and first.text.isalpha() and first.size > _DROPS * rest > 0:
            raise CheckError(
                f"a large letter “{first.text}” is set over several lines, before"
                f" “{' '.join(word.text for word in line.words[1:])[:60]}”.",
                "Expected text in letters of one size. Nothing was loaded, since the text would"
                " lack that letter. Please report it with the file.",
                page=line.page,
            )


def _without_references(lines: Sequence[Printed], marks: list[PlacedText]) -> list[Printed]:
    """The lines without the numbers and signs that refer to footnotes; `4th` is one word."""
    found: list[Printed] = []
    lines = with_ordinals(with_bullets(lines))
    for line in lines:
        refers = {
            at
            for at, word in enumerate(line.words)
            if is_reference(line, at) or is_reference_of(word, lines)
        }
        marks += [PlacedText(line.words[at].text, line.page, line.words[at].box) for at in refers]
        if words := tuple(w for at, w in enumerate(line.words) if at not in refers):
            found.append(replace(line, words=words) if refers else line)
    return found


def _noted(parts: Sequence[list[Item]], marks: list[PlacedText]) -> list[list[Item]]:
    """The parts without the signs and numbers in their text that refer to the notes in them."""
    lines = [item for part in parts for item in part if isinstance(item, Printed)]
    signs, notes = note_signs(lines), numbered_notes(lines)
    return [
        [_without_signs(x, signs, notes, marks) if isinstance(x, Printed) else x for x in part]
        for part in parts
    ]


def _without_signs(
    line: Printed, signs: frozenset[str], notes: Notes, marks: list[PlacedText]
) -> Printed:
    """The line without signs at words (`2019.*`), where a note begins with them."""
    words: list[Word] = []
    for word in line.words:
        text, every = word.text, "".join(signs)
        first = len(text) - len(text.lstrip(every)) if line.text[0] not in every else 0
        last = max(first, len(text.rstrip(every)) - glued_number(word, line.page, notes))
        cut = [x for x in (cut_word(word, 0, first), cut_word(word, last, len(text))) if x.text]
        if not cut or last == 0:
            words.append(word)
            continue
        marks += [PlacedText(mark.text, line.page, mark.box) for mark in cut]
        if first < last:
            words.append(cut_word(word, first, last))
    return replace(line, words=tuple(words))


def _with_edges(
    part: list[Item], number: int, parts: Sequence[list[Item]], body: float
) -> list[Item]:
    """The lines of a column with its edges; those of a few lines are as wide as others are.

    Of several that start as they do, those are like them that have just room for them.

    A title in large letters may be wider than the column below it, and is no measure of it.
    """
    lines = [item for item in part if isinstance(item, Printed)]
    if not lines:
        return part
    left, right = min(x.start for x in lines), max(x.end for x in lines)
    if len(lines) < 4:
        near = [[x for x in other if isinstance(x, Printed)] for other in parts]
        same = [x for x in near if x and abs(min(y.start for y in x) - left) < _EDGE]
        widest = max([right, *(y.end for x in same for y in x)])
        ends = [max(y.end for y in x) for x in same if len(x) >= _SEVERAL]
        right = min((end for end in ends if end >= right), default=widest)
        prose = right
    else:
        prose = max((x.end for x in lines if x.size <= _LARGE * body), default=right)
    edges = {id(x): prose if x.size <= _LARGE * body else right for x in lines}
    edges |= narrow_edges(lines, left, prose)
    edges |= {id(x): x.end for x in _stretched(lines)}
    return [
        replace(item, left=left, right=edges[id(item)], region=number)
        if isinstance(item, Printed)
        else item
        for item in part
    ]


def _stretched(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The lines that are stretched to one edge, which are full though others are wider.

    Lines of a list may end at one place, too, but the gaps between their words are the same.
    """
    gaps = {
        id(line): median(two.box.x0 - one.box.x1 for one, two in pairwise(line.words))
        for line in lines
        if len(line.words) > 3
    }
    for line in lines:
        same = [gaps[id(x)] for x in lines if id(x) in gaps and abs(x.end - line.end) < _EVEN]
        if id(line) in gaps and len(same) >= _SEVERAL and max(same) - min(same) > _EVEN:
            yield line


def _take_footnotes(
    part: list[Item], parts: Sequence[list[Item]], found: Flow, signs: frozenset[str]
) -> list[Item]:
    """The part without the footnotes at its end, if it stands at the foot of its page.

    A table that has a caption may stand below them.
    """
    if part and id(part[-1]) in found.named:
        return [*_take_footnotes(part[:-1], parts, found, signs), part[-1]]
    behind = next((n for n, x in enumerate(reversed(part)) if isinstance(x, Table)), len(part))
    lines = [x for x in part[len(part) - behind :] if isinstance(x, Printed)]
    if not lines:
        return part
    at = footnotes_from(lines, found.body, signs)
    notes = lines[at:]
    others = [[item for item in x if id(item) not in found.named] for x in parts]
    if not notes or _is_anything_below(notes[0], others):
        return part
    found.footnotes += notes
    return part[: len(part) - len(notes)]


def _is_anything_below(note: Printed, parts: Sequence[list[Item]]) -> bool:
    """True if text of another column or a table stands below a line, where it is wide."""
    for part in parts:
        for item in part:
            page = item.page
            region = item.region if isinstance(item, Printed) else -1
            box = item.box
            is_below = page == note.page and region != note.region and box.y1 < note.box.y0
            if is_below and box.x0 < note.box.x1 and note.box.x0 < box.x1:
                return True
    return False


def _blocks(texts: Sequence[list[Item]], leading: Leading, found: Flow) -> Iterator[Block]:
    marks, rows = Marks(), Rows()
    for part in texts:
        lines: list[Printed] = []
        for item in part:
            if isinstance(item, Printed):
                lines.append(item)
                continue
            yield from blocks_of(lines, leading, marks)
            lines = []
            yield from _table(item, leading, found, rows)
        yield from blocks_of(lines, leading, marks)


def _table(table: Table, leading: Leading, found: Flow, rows: Rows) -> Iterator[Block]:
    """The blocks of a table whose cells tell cases; any other is a table and no more."""
    for number, row in enumerate(case_rows(table, rows)):
        for cell in row.others:
            found.tables += cell_lines(table, cell, 0)
        found.rows += _rows_of(table, row.others)
        if row.is_days or row.is_field:
            told = [line for cell in row.texts for line in cell_lines(table, cell, 0)]
            key = row.key if row.is_field else 0
            told = _without_references(told, found.marks)
            yield Block(told, start=told[0].start, of_days=row.is_days, form=key, loose=row.goes_on)
            continue
        for at, cell in enumerate(row.texts):
            key = row.key if row.is_one else row.key + at
            lines = _without_references(cell_lines(table, cell, key), found.marks)
            for block in blocks_of(lines, leading, Marks()):
                block.cell, block.place = None if row.is_head else key, row.place
                block.names = row.is_head
                block.loose = (
                    block.loose and (number == 0 or row.goes_on) and block.lines[0] is lines[0]
                )
                yield block


def _rows_of(table: Table, cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """Page and text of the rows whose cells are no case, for who looks whether they tell of one."""
    for number in sorted({cell.row for cell in cells}):
        yield table.page, " ".join(text_of(cell) for cell in cells if cell.row == number)


def _cells(table: Table) -> list[Cell]:
    return list({(c.row, c.column): c for row in table.rows for c in row.cells}.values())


def cell_lines(table: Table, cell: Cell, region: int) -> list[Printed]:
    """The lines of a cell."""
    found = [line for line in cell.lines if line.words]
    left = min((line.left for line in found), default=cell.box.x0)
    right = max([cell.box.x1 - (left - cell.box.x0), *(x.words[-1].box.x1 for x in found)])
    return [Printed(table.page, line.words, line.mark, left, right, -region) for line in found]


def _without_heads(blocks: Sequence[Block], leading: Leading, found: Flow) -> Iterator[Block]:
    """The blocks without a line that parts a sentence where a page begins: it is a running head."""
    for last, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        if last and after and _is_head(last, block, after) and is_below_gap(block, after, leading):
            found.furniture += block.lines
            after.loose = True
        else:
            yield block


def _is_head(last: Block, block: Block, after: Block) -> bool:
    """True for a short line at the top of a page, where the text above and below it is one."""
    line = block.lines[0]
    is_line = len(block.lines) == 1 and block.loose and block.cell is None and not block.form
    is_between = last.lines[-1].page < line.page == after.lines[0].page
    goes_on_below = after.text[:1].islower() or is_cut_at_abbreviation(last.text, after.text)
    is_cut = is_full(last.lines[-1]) and goes_on_below and not ends_sentence(last.text, after.text)
    is_narrow = line.end - line.start < _NARROW * (line.right - line.left)
    is_plain = line.text[:1].isupper() and is_narrow and not tells_of(line.text, "day")
    return is_line and is_between and is_cut and is_plain and not after.is_item


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks that a page's or column's end cuts are one."""
    last: Block | None = None
    for block in blocks:
        if last is not None and goes_on(last, block):
            last.lines += block.lines
            last.marks += block.marks
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def placed_marks(found: Flow) -> Placed:
    return tuple(found.marks)
