"""Tables whose cells tell cases: which cells of a row are told, and which stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from detainer_cli.model.pages import Cell, Table, TableRow
from detainer_cli.parse.narrative.blocks import ends_sentence
from detainer_cli.parse.narrative.forms import is_form, is_head, text_of
from detainer_cli.parse.narrative.headings import is_place
from detainer_cli.parse.narrative.mentions import happening, is_dated
from detainer_cli.parse.narrative.telling import introduces_person, is_label_alone, tells_of

_PROSE = 12  # words: a cell with fewer tells no case


@dataclass
class Rows:
    """What is known of the tables before: their columns, their header, the last case's key.

    `is_cut` says that the last case does not end as a sentence does, `field` is the label that
    begins the cases of the last form.
    """

    columns: int = 0
    page: int = 0
    header: str = ""
    key: int = 0
    ends: bool = True
    is_cut: bool = False
    field: str = ""


@dataclass
class Row:
    """A row: the cells whose text is told (all of one case if `is_one`), and the others.

    `goes_on` says that it is the rest of the row before it, `is_days` that it tells what happened
    on a day, `is_field` that it is a label with its value, `is_head` that it heads those below.
    """

    key: int
    texts: list[Cell] = field(default_factory=list)
    others: list[Cell] = field(default_factory=list)
    place: str | None = None
    is_one: bool = True
    goes_on: bool = False
    is_days: bool = False
    is_field: bool = False
    is_head: bool = False


def case_rows(table: Table, before: Rows) -> Iterator[Row]:
    """The rows of a table; without a case, all cells stand among the `others`."""
    rows = [_cells_at(row) for row in table.rows]
    if is_form(rows, len(table.columns), is_behind=bool(before.field)):
        yield from _fields(rows, before)
        return
    continues = (
        len(table.columns) == before.columns and table.page == before.page + 1 and not before.ends
    )
    if not any(_tells_case(" ".join(map(text_of, cells))) for cells in rows) and _tells_days(rows):
        yield from (Row(0, texts=c, is_days=True) if _is_day(c) else Row(0, others=c) for c in rows)
        return
    if not continues and not any(_tells_case(" ".join(map(text_of, cells))) for cells in rows):
        yield Row(0, others=[cell for cells in rows for cell in cells])
        before.columns = 0
        return
    for at, cells in enumerate(rows):
        whole = " ".join(map(text_of, cells))
        is_header = not tells_of(whole, "event") or len(whole.split()) < _PROSE
        if at == 0 and ((is_header and not continues) or (whole and whole == before.header)):
            before.header = whole
            yield Row(0, others=cells)
            continue
        is_rest = continues and not _starts(cells, before)
        row = _row(cells, before, is_rest=is_rest)
        if at == len(rows) - 1 and not row.texts:
            _take_beginning(row, cells)
        yield row
        before.is_cut = bool(row.texts) and not ends_sentence(text_of(row.texts[-1]))
        before.ends, continues = not row.texts, continues and not row.texts
    before.columns, before.page = len(table.columns), table.page
    before.ends = False


def _fields(rows: Sequence[list[Cell]], before: Rows) -> Iterator[Row]:
    """The rows of a form; the label that begins it begins each of its cases."""
    last: Row | None = None
    is_open = bool(before.field)
    for cells in rows:
        label = text_of(cells[0]) if len(cells) > 1 else ""
        if last is not None and last.is_field and not label and len(cells) > 1:
            last.texts += [cell for cell in cells if cell.lines]
            continue
        if last is not None:
            yield last
        if is_head(cells):
            last, is_open = Row(0, texts=cells, is_head=True), False
            continue
        if not is_open or label == before.field:
            before.key, is_open, before.field = before.key + 1, True, label
        goes_on = last is None and not label
        filled = [cell for cell in cells if cell.lines]
        last = Row(before.key, texts=filled, is_field=bool(filled), goes_on=goes_on)
    if last is not None:
        yield last
    before.columns = 0


def _cells_at(row: TableRow) -> list[Cell]:
    """The cells that begin in a row, from the left."""
    own = {(c.row, c.column): c for c in row.cells if c.row == row.number - 1}
    return [own[key] for key in sorted(own)]


def _tells_case(text: str, *, is_among: bool = False) -> bool:
    """True for prose that tells of a person; `is_among` that other cells of its table do."""
    if len(text.split()) < _PROSE or not tells_of(text, "event"):
        return False
    return introduces_person(text) or (is_among and is_dated(text) and bool(happening(text)))


_DAY = re.compile(r"\d{1,4}[/.-]\d{1,2}|[A-Z][a-z]{2,8}\.?\s+(?:\d{1,2},?\s+)?\d{4}\b")


def _is_day(cells: list[Cell]) -> bool:
    filled = [cell for cell in cells if cell.lines]
    return len(filled) > 1 and _DAY.match(text_of(filled[0])) is not None


def _tells_days(rows: Sequence[list[Cell]]) -> bool:
    """True if most rows begin with a day: what happened to a person told of above."""
    days = sum(map(_is_day, rows))
    whole = " ".join(text_of(cell) for cells in rows for cell in cells)
    return days > 0 and days >= len(rows) - 2 and tells_of(whole, "event")


def _starts(cells: list[Cell], before: Rows) -> bool:
    if any(_is_beside(text_of(cell)) for cell in cells):
        return True
    return not before.is_cut and any(introduces_person(text_of(cell)) for cell in cells)


def _take_beginning(row: Row, cells: list[Cell]) -> None:
    """A row that the end of a page cuts may begin with a few words of its case."""
    told = [cell for cell in cells if cell.lines and not _is_beside(text_of(cell))]
    if told and told[-1] is cells[-1] and not ends_sentence(text_of(told[-1])):
        row.texts, row.others = told[-1:], [cell for cell in cells if cell is not told[-1]]


def _is_beside(text: str) -> bool:
    """True for a cell that only numbers or places its row."""
    is_number = re.fullmatch(r"\W*(?:no\.?\s*)?\d{1,3}\W*", text, re.I) is not None
    return is_number or is_label_alone(text) or (bool(text) and is_place(text))


def _row(cells: list[Cell], before: Rows, *, is_rest: bool) -> Row:
    filled = [cell for cell in cells if cell.lines]
    told = [cell for cell in filled if _tells_case(text_of(cell), is_among=True)]
    if not is_rest:
        before.key += len(cells) + 1
    row = Row(before.key, goes_on=is_rest)
    if len(told) > 1:
        row.texts, row.is_one = told, False
    elif told:
        row.texts = told
    elif is_rest or _tells_case(" ".join(map(text_of, filled)), is_among=True):
        row.texts = [cell for cell in filled if not _is_beside(text_of(cell))]
    row.others = [cell for cell in cells if cell not in row.texts]
    places = [text_of(cell) for cell in row.others if cell.lines and is_place(text_of(cell))]
    row.place = places[0] if places else None
    return row
