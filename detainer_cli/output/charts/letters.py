"""How wide a text is in a chart, about, and how it is broken to fit."""

from __future__ import annotations

from detainer_cli.output.text_table import width_of, wrapped

_NARROW, _WIDE = frozenset("iljtfrI.,;:'|!()[]{}/\\- "), frozenset("mwMWQOG@%&…—")
_EM = {"narrow": 0.31, "wide": 0.86, "capital": 0.72, "plain": 0.56, "full": 1.0, "mark": 0.0}
"""Widths of the letters of the font in parts of its size, by kinds of letters."""


def pixels(text: str, size: float) -> float:
    """About how wide a text is at a size of type."""
    return size * sum(_EM[_kind(char)] for char in text)


def _kind(char: str) -> str:
    if char in _NARROW or char in _WIDE:
        return "narrow" if char in _NARROW else "wide"
    if width_of(char) == 0:
        return "mark"  # an accent above the letter before it
    if width_of(char) > 1:
        return "full"
    return "capital" if char.isupper() or not char.isascii() else "plain"


def broken(text: str, size: float, room: float) -> list[str]:
    """A text in lines that fit into `room` pixels at a size of type."""
    columns = max(8, int(room / (0.5 * size)))
    lines = wrapped(text, columns)
    while columns > 8 and max(pixels(line, size) for line in lines) > room:
        columns -= 1
        lines = wrapped(text, columns)
    return lines
