"""Raised letters of dates: `4` and a small raised `th` are one word, as it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from detainer_cli.model.pages import Box, Word
from detainer_cli.parse.narrative.furniture import is_raised
from detainer_cli.parse.narrative.printed import Printed

_LETTERS = re.compile(r"(?:st|nd|rd|th)[,.;:)]*")
_NEAR = 0.2  # of the letters' size: no space stands between


def with_ordinals(lines: Sequence[Printed]) -> list[Printed]:
    """The lines of a page with raised letters joined to their numbers.

    Highly raised letters are a line of their own in the page, or in one with another column's.
    """
    small = [x for line in lines for x in line.words if _LETTERS.fullmatch(x.text)]
    if not small:
        return list(lines)
    found: list[Printed] = []
    used: set[int] = set()
    for line in lines:
        words = _joined(line.words, small, used)
        found.append(line if words == line.words else replace(line, words=words))
    rest = ((line, tuple(word for word in line.words if id(word) not in used)) for line in found)
    return [replace(line, words=words) for line, words in rest if words]


def _joined(words: Sequence[Word], small: Sequence[Word], used: set[int]) -> tuple[Word, ...]:
    """The words of a line, each number with its letters and the signs behind them."""
    found: list[Word] = []
    for word in words:
        last = found[-1] if found else None
        if id(word) in used:
            continue
        if last is not None and last.text[-1:].isalpha() and _is_sign_behind(last, word):
            found[-1] = _one(last, word)
            continue
        raised = next((x for x in small if _belongs(x, word)), None)
        if raised is not None:
            used.add(id(raised))
            word = _one(word, raised)
        found.append(word)
    return tuple(found)


def _belongs(raised: Word, word: Word) -> bool:
    """True for the letters of this number: raised, small and right behind it."""
    is_number = word.text[-1:].isdigit() and is_raised(raised, word)
    return is_number and abs(raised.box.x0 - word.box.x1) <= _NEAR * word.size


def _is_sign_behind(last: Word, word: Word) -> bool:
    """True for the comma behind the letters of a number."""
    is_ordinal = re.search(r"\d(?:st|nd|rd|th)$", last.text) is not None
    is_sign = re.fullmatch(r"[,.;:)]+", word.text) is not None
    return is_ordinal and is_sign and abs(word.box.x0 - last.box.x1) <= _NEAR * word.size


def _one(first: Word, second: Word) -> Word:
    box = Box.around((first.box, second.box))
    return replace(
        first, text=first.text + second.text, box=box, glyphs=first.glyphs + second.glyphs
    )
