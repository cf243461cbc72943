"""Tables of two columns that are forms: labels beside values, whose rows tell of one person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detainer_cli.model.pages import Cell
from detainer_cli.parse.narrative.headings import is_place
from detainer_cli.parse.narrative.telling import (
    introduces_person,
    is_label_alone,
    pattern,
    tells_of,
)

_COLUMNS = 2
_MOST_PROSE = 12  # words: a cell with so many that tells of a person is a case alone
_LEAST_ROWS = 3
_MOST_REFERENCE_WORDS = 4
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def is_form(rows: Sequence[Sequence[Cell]], columns: int, *, is_behind: bool) -> bool:
    """True if the rows are labels with values that tell of a person, and of what happened.

    `is_behind` says that a form stands before: its rest tells of days, and of no person.
    """
    pairs = [pair for cells in rows if (pair := _pair(cells)) is not None]
    heads = [cells for cells in rows if _pair(cells) is None]
    if columns != _COLUMNS or len(rows) < _LEAST_ROWS or not all(map(is_head, heads)):
        return is_behind and columns == _COLUMNS and _is_rest(rows)
    whole = " ".join(f"{label} {value}" for label, value in pairs)
    is_told = any(introduces_person(f"{label} {value}") for label, value in pairs)
    return (
        _has_labels(pairs) and tells_of(whole, "event") and (is_told or _is_dated(rows, is_behind))
    )


def _is_rest(rows: Sequence[Sequence[Cell]]) -> bool:
    """True for the last row or two of a form, or the first ones, below the row that names it."""
    begun = rows[1:] if len(rows) > 1 and is_head(rows[0]) else rows
    pairs = [_pair(cells) for cells in begun]
    return None not in pairs and _has_labels([pair for pair in pairs if pair])


def _is_dated(rows: Sequence[Sequence[Cell]], is_behind: bool) -> bool:
    texts = [text_of(cell) for cells in rows for cell in cells]
    return is_behind and any(tells_of(x, "day") or _YEAR.search(x) for x in texts)


def _has_labels(pairs: Sequence[tuple[str, str]]) -> bool:
    """True if most left cells are labels, and no right cell is a case alone."""
    labels = [label for label, _ in pairs if label]
    known = [x for x in labels if pattern("form_field").fullmatch(bare(x))]
    is_prose = any(len(v.split()) >= _MOST_PROSE and introduces_person(v) for _, v in pairs)
    return not is_prose and 2 * len(known) > len(labels)


def bare(label: str) -> str:
    """A label without its number and colon."""
    return re.sub(r"[\W\d]+$", "", label).strip()


def _pair(cells: Sequence[Cell]) -> tuple[str, str] | None:
    """Label and value of a row; None if it is one cell, or names the case below."""
    if len(cells) != _COLUMNS or is_head(cells):
        return None
    return text_of(cells[0]), text_of(cells[1])


def is_head(cells: Sequence[Cell]) -> bool:
    """True for a row of one cell that names the case or place of the rows below.

    A second cell that is empty makes no difference.
    """
    filled = [cell for cell in cells if cell.lines]
    if len(filled) != 1 or filled[0] is not cells[0]:
        return False
    text = text_of(filled[0])
    return is_place(text) or is_label_alone(text) or _is_reference(text)


def _is_reference(text: str) -> bool:
    """True for the number under which a form is filed, whatever it is called: `Ref. 002`, `001`."""
    is_short = len(text.split()) <= _MOST_REFERENCE_WORDS and re.search(r"\d", text) is not None
    is_field = pattern("form_field").fullmatch(bare(text)) is not None
    return (
        is_short
        and not is_field
        and not introduces_person(text)
        and not tells_of(text, "event", "day")
    )


def text_of(cell: Cell) -> str:
    return " ".join(line.text for line in cell.lines)
