"""The words of a page against its glyphs and places: none altered, moved, or lost.

Nothing here is taken from the code that makes the words.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from detainer_cli.model.pages import (
    PAINTED_TWICE,
    READ_ELSEWHERE,
    SHOWN_BEFORE,
    Box,
    Cell,
    LeftOut,
    Line,
    Page,
    Word,
)

_MOST_LETTERS = 2  # more than its one glyph has a ligature: `ffi`
_LEVEL = 1.0  # points: by which the middles of two lines may differ from the order of the lines
_SAME_X = 2.0  # points: two copies of a word stand so close below each other
_EDGE = 0.3  # share of the page's height: letters that its end cuts stand so near to it


def letters(text: str) -> str:
    """Letters and digits alone: what no line break, hyphen or bullet changes."""
    return re.sub(r"[\W_]+", "", text.casefold())


def word_problems(pages: Sequence[Page]) -> Iterator[tuple[int, str]]:
    """Every word that is not what its glyphs and places say, with its page."""
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        problems = (*_altered(page), *_disordered(page), *_lost(page, before, after))
        yield from ((page.number, problem) for problem in problems)


def _altered(page: Page) -> Iterator[str]:
    """A glyph stands for a letter at least, and for more only if it is a ligature."""
    for line in page.lines:
        if not _can_be(line.text, line.glyphs):
            yield f"the line “{line.text[:80]}” is not what its {line.glyphs} glyphs say."
    for cell in _cells(page):
        for word in (word for line in cell.lines for word in line.words):
            if not _can_be(word.text, word.glyphs):
                yield f"the word “{word.text[:80]}” is not what its {word.glyphs} glyphs say."


def _can_be(text: str, glyphs: int) -> bool:
    signs = text.replace(" ", "")
    more = _MOST_LETTERS * signs.count("f") + signs.count("st")
    return glyphs <= len(signs) and (len(signs) <= glyphs + more or not signs.isascii())


def _disordered(page: Page) -> Iterator[str]:
    """The words of a line go to the right, the lines of a cell down."""
    for cell in _cells(page):
        for line in cell.lines:
            if any(a.box.x0 > b.box.x0 for a, b in itertools.pairwise(line.words)):
                yield f"the words “{line.text[:80]}” are out of order."
        for above, below in itertools.pairwise(line for line in cell.lines if line.words):
            if _middle(below) > _middle(above) + _LEVEL:
                yield f"the lines “{above.text[:40]}”, “{below.text[:40]}” are out of order."


def _middle(line: Line) -> float:
    box = Box.around(word.box for word in line.words)
    return (box.y0 + box.y1) / 2


def _cells(page: Page) -> list[Cell]:
    every = (cell for table in page.tables for row in table.rows for cell in row.cells)
    return list({id(cell): cell for cell in every}.values())


# ------------------------------------------------------------------ what is read elsewhere


def _lost(page: Page, before: Page | None, after: Page | None) -> Iterator[str]:
    """Words in a table that are left out because they are read elsewhere stand there."""
    for words in page.left_out:
        if not words.in_table or words.reason not in READ_ELSEWHERE:
            continue
        if words.reason == PAINTED_TWICE:
            is_there = _is_under(words, page)
        elif words.reason == SHOWN_BEFORE:
            is_there = before is not None and _is_over_the_edge(words, page, before, at_top=True)
        else:
            is_there = after is not None and _is_over_the_edge(words, page, after, at_top=False)
        if not is_there:
            yield f"“{words.text[:80]}” was left out as {words.reason}, and is not there."


def _is_under(words: LeftOut, page: Page) -> bool:
    """True if the words that were read on the same place hold the letters."""
    near = "".join(letters(text) for text, box in _read(page) if _touch(box, words.box))
    return all(letters(part) in near for part in words.text.split())


def _is_over_the_edge(words: LeftOut, page: Page, other: Page, *, at_top: bool) -> bool:
    """True if letters at the top (or the end) of `page` are read at the end (top) of the other.

    They stand as far left there.
    """
    edge = [(letters(text), box) for text, box in _read(other) if _is_at(box, other, not at_top)]
    whole = "".join(text for text, _ in edge)
    first, *_ = [letters(part) for part in words.text.split()]
    starts = any(abs(box.x0 - words.box.x0) <= _SAME_X and first in text for text, box in edge)
    is_said = starts and all(letters(part) in whole for part in words.text.split())
    return is_said and _is_at(words.box, page, at_top)


def _is_at(box: Box, page: Page, at_top: bool) -> bool:
    """True if the box reaches into the top (or the end) of the page."""
    if at_top:
        return box.y1 >= (1 - _EDGE) * page.height
    return box.y0 <= _EDGE * page.height


def _read(page: Page) -> Iterator[tuple[str, Box]]:
    for cell in _cells(page):
        words: Iterator[Word] = (word for line in cell.lines for word in line.words)
        yield from ((word.text, word.box) for word in words)
    yield from ((line.text, line.box) for line in page.lines)


def _touch(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1
