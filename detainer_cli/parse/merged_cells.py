"""Merged cells that a page break cuts: their text counts for all rows that they cover."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from detainer_cli.model.pages import Cell, Line
from detainer_cli.parse.row_pieces import Piece
from detainer_cli.parse.text import join_lines


def merging_fields(tables: Sequence[list[Piece]]) -> set[str]:
    """The columns in which the section merges cells of several rows."""
    return {
        name
        for pieces in tables
        for piece in pieces
        for name, cells in piece.cells.items()
        if any(cell.row_span > 1 for cell in cells)
    }


def say_once(groups: Sequence[list[Piece]], merging: set[str]) -> None:
    """A merged cell may say its text again on each page: both pieces of a cut row then have it."""
    for first, *rest in groups:
        for piece in rest:
            for name in merging:
                if join_lines(piece.texts[name]) == join_lines(first.texts[name]):
                    piece.leave_out(piece.texts[name], "a merged cell says its text again here")
                    piece.texts[name] = ()


def fill_merged(tables: Sequence[list[Piece]], merging: set[str]) -> None:
    """A merged cell that a page break cut has its text on one page only: it counts on both.

    Only in columns where the section merges cells at all; elsewhere a blank cell stays blank.
    """
    for before, after in itertools.pairwise(tables):
        for name in merging:
            if not _fill_cut(before, after, name):
                _fill_whole(before, after, name)


def _fill_cut(before: list[Piece], after: list[Piece], name: str) -> bool:
    """A page break that cuts a row and the text of its merged cell: all its rows get the whole."""
    above, rest = before[-1], after[0]
    if not rest.is_rest or above.is_rest or not (above.texts[name] and rest.texts[name]):
        return False
    whole = above.join([*above.texts[name], *rest.texts[name]])
    _spread(before, name, above.cells[name], whole)
    _spread(after, name, rest.cells[name], whole)
    rest.texts[name] = ()
    return True


def _fill_whole(before: list[Piece], after: list[Piece], name: str) -> None:
    above = before[-1]
    below = next((piece for piece in after if not piece.is_rest), None)
    if below is None:
        return
    whole = _word_over_pages(above, below, name)
    if whole:
        _spread(before, name, above.cells[name], whole)
        _spread(after, name, below.cells[name], whole)
    elif below.texts[name] and not above.texts[name]:
        _spread(before, name, above.cells[name], below.texts[name])
    elif above.texts[name] and not below.texts[name]:
        _spread(after, name, below.cells[name], above.texts[name])


def _word_over_pages(above: Piece, below: Piece, name: str) -> tuple[Line, ...]:
    """The text of a merged cell that a page break cuts in the middle of a word; else nothing."""
    first, rest = above.texts[name], below.texts[name]
    if not first or not rest or not first[-1].text.endswith("-"):
        return ()
    lines = above.join([*first, *rest])
    return lines if lines[len(first) - 1].joint != " " else ()


def _spread(pieces: list[Piece], name: str, cells: list[Cell], lines: tuple[Line, ...]) -> None:
    for piece in pieces:
        if piece.cells[name] == cells and not piece.is_rest:
            piece.texts[name] = lines
