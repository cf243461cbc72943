"""Bullets of small letters that stand on a line of their own beside the line that they mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detainer_cli.model.pages import Word
from detainer_cli.parse.narrative.blocks import is_bullet
from detainer_cli.parse.narrative.printed import Printed

_NEAR = 3.0  # times the size of the text: so near behind its bullet a line begins


def with_bullets(lines: Sequence[Printed]) -> list[Printed]:
    """The lines of a page or cell, each with its bullet, whose baseline may be another.

    Without it a list would be told apart from its second lines by nothing.
    """
    alone = [word for line in lines if _are_bullets(line) for word in line.words]
    if not alone:
        return list(lines)
    texts = [line for line in lines if not _are_bullets(line)]
    used: set[int] = set()
    found = {id(line): _marked(line, alone, used) for line in texts}
    rest = (
        replace(line, words=words)
        for line in lines
        if _are_bullets(line) and (words := tuple(x for x in line.words if id(x) not in used))
    )
    return [*(found[id(line)] for line in texts), *rest]


def _are_bullets(line: Printed) -> bool:
    return all(is_bullet(word.text) for word in line.words)


def _marked(line: Printed, bullets: Sequence[Word], used: set[int]) -> Printed:
    """The line with the bullets that stand before it, or before its part in a column."""
    words: list[Word] = []
    for word in line.words:
        start = words[-1].box.x1 if words else float("-inf")
        for bullet in bullets:
            if id(bullet) not in used and _is_before(bullet, word, start):
                used.add(id(bullet))
                words.append(bullet)
        words.append(word)
    return line if len(words) == len(line.words) else replace(line, words=tuple(words))


def _is_before(bullet: Word, word: Word, start: float) -> bool:
    """True for a bullet at the height of a word, with nothing between them."""
    middle = (bullet.box.y0 + bullet.box.y1) / 2
    gap = word.box.x0 - bullet.box.x1
    is_beside = word.box.y0 < middle < word.box.y1
    return is_beside and start <= bullet.box.x0 and 0 <= gap <= _NEAR * word.size
