"""A table of texts as lines: side by side where they fit a screen, else a record a block.

Lines are broken between words. A word wider than the screen is broken behind a mark or between
letters, never inside a number, a date or a time. Nothing is ever left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

GAP = "   "
NARROW_GAP = "  "
RULE = "─"
_MOST_LINES = 3
"""A row of more lines than this is easier to read as a block."""
_LEAST_ROOM = 12
"""Columns that a value needs beside its label in a block; with less, it follows the label."""
_INDENT = "  "

_ATOM = r"(?s)-?\d(?:[\d.,:/-]*\d)?%?|."
_DIGITS = r"(?s)\d+|."
_NARROW = re.compile(r"[\x20-\x7e\xa1-\xac\xae-\u02ff–—‘’“”•…─█░]*")
"""Latin letters and what this program draws with: a column each."""
_MARKS = frozenset("-_/.,:;@&=?+")


class TextTable(NamedTuple):
    """Heads, rows and a last line of totals (empty without any), as they are to be shown.

    `to_right` says for each column whether it stands to the right, as numbers do.
    """

    heads: list[str]
    rows: list[list[str]]
    last: list[str]
    to_right: list[bool]

    @property
    def lines(self) -> list[list[str]]:
        return [*self.rows, *([self.last] if self.last else [])]


def aligned(table: TextTable) -> list[str]:
    """The table as wide as it needs to be."""
    columns = zip(table.heads, *table.lines, strict=True)
    widths = [max(map(width_of, column)) for column in columns]
    return _drawn(table, widths, GAP)


def folded(table: TextTable, width: int) -> list[str] | None:
    """The table with heads and cells broken at words to fit `width`; None if that takes too much.

    A row takes as few lines as it can.
    """
    for most in range(1, _MOST_LINES + 1):
        columns = zip(table.heads, *table.lines, strict=True)
        widths = [_least_width(head, cells, most) for head, *cells in columns]
        if sum(widths) + len(NARROW_GAP) * (len(widths) - 1) <= width:
            return _drawn(table, widths, NARROW_GAP)
    return None


def blocks(table: TextTable, width: int) -> list[str]:
    """A block a row, a line or more a column; below a rule the totals, without empty ones."""
    rule = RULE * min(width, max((width_of(head) for head in table.heads), default=1))
    lines: list[str] = []
    for row in table.rows:
        lines += [*([""] if lines else []), *_block(table.heads, row, width)]
    if table.last:
        told = [(h, cell) for h, cell in zip(table.heads, table.last, strict=True) if cell]
        lines += [rule, *_block([h for h, _ in told], [cell for _, cell in told], width)]
    return lines


def _block(labels: Sequence[str], cells: Sequence[str], width: int) -> Iterator[str]:
    beside = max(map(width_of, labels)) + len(NARROW_GAP)
    room = width - beside
    for label, cell in zip(labels, cells, strict=True):
        if room < max([_LEAST_ROOM, *map(width_of, _words(cell))]):
            yield from wrapped(f"{label}: {cell}", width, _INDENT)
            continue
        first, *rest = wrapped(cell, room)
        yield f"{_padded(label, beside)}{first}".rstrip(" ")
        yield from (f"{' ' * beside}{line}" for line in rest)


def _least_width(head: str, cells: Iterable[str], most: int) -> int:
    """The least width at which the head takes few lines and each cell `most`."""
    width = _width_for(head, 1, _MOST_LINES)
    for cell in cells:
        if width_of(cell) > width:
            width = _width_for(cell, width, most)
    return width


def _width_for(text: str, least: int, most: int) -> int:
    """The least width from `least` on at which `text` takes `most` lines and no word is broken."""
    low = max([least, *(width_of(word) for word in _words(text))])
    high = max(low, width_of(text))
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(wrapped(text, middle)) <= most else (middle + 1, high)
    return low


def _drawn(table: TextTable, widths: list[int], gap: str) -> list[str]:
    rule = RULE * (sum(widths) + len(gap) * (len(widths) - 1))

    def row(cells: list[str], at_bottom: bool = False) -> Iterator[str]:
        folds = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
        most = max(map(len, folds))
        for fold in folds:
            blank = [""] * (most - len(fold))
            fold[:] = [*blank, *fold] if at_bottom else [*fold, *blank]
        for parts in zip(*folds, strict=True):
            columns = zip(parts, widths, table.to_right, strict=True)
            yield gap.join(_padded(*column) for column in columns).rstrip(" ")

    body = [line for cells in table.rows for line in row(cells)]
    return [
        *row(table.heads, at_bottom=True),
        rule,
        *body,
        *([rule, *row(table.last)] if table.last else []),
    ]


def _padded(text: str, width: int, to_right: bool = False) -> str:
    space = " " * (width - width_of(text))
    return space + text if to_right else text + space


# ---------------------------------------------------------------- lines of words


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """`text` in lines of at most `width` columns, those after the first indented if they can be.

    At least one line. Only a number that is wider than the width stands out of it.
    """
    if width_of(text) <= width:
        return [text]
    words = _words(text)
    if any(width - len(indent) < width_of(word) <= width for word in words):
        indent = ""
    lines = [""]
    for word in words:
        room = width - (len(indent) if len(lines) > 1 else 0)
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(joined) <= room:
            lines[-1] = joined
            continue
        parts = _broken(word, width - len(indent))
        lines += parts if lines[-1] else parts[1:]
        if not lines[0]:
            lines[0] = parts[0]
    return [lines[0], *(indent + line for line in lines[1:])]


def _words(text: str) -> list[str]:
    """The words between spaces; a space at which no line ends, or of another width, is a letter."""
    return [word for word in text.split(" ") if word]


def _broken(word: str, width: int) -> list[str]:
    """A word in parts that fit: cut behind a mark where there is one, else between letters."""
    if width_of(word) <= width:
        return [word]
    parts, at = [""], 0
    atoms = [part for atom in re.findall(_ATOM, word) for part in _fitting(atom, width)]
    for atom in atoms:
        while parts[-1] and width_of(parts[-1] + atom) > width:
            rest = parts[-1][at:] if at else ""
            parts[-1] = parts[-1][:at] if at else parts[-1]
            parts.append(rest)
            at = 0
        parts[-1] += atom
        at = len(parts[-1]) if atom in _MARKS else at
    return parts


def _fitting(atom: str, width: int) -> list[str]:
    """A number or date as one, or in runs of digits where it is wider than the width."""
    return [atom] if width_of(atom) <= width else re.findall(_DIGITS, atom)


def width_of(text: str) -> int:
    """How many columns a text takes on a screen."""
    if text.isascii() and text.isprintable():
        return len(text)
    return len(text) if _NARROW.fullmatch(text) else _measured(text)


@lru_cache(maxsize=10_000)
def _measured(text: str) -> int:
    from wcwidth import wcswidth  # here, for its tables take longer to load than most answers

    width = wcswidth(text)
    return width if width >= 0 else len(text)  # it measures no text with a control character
