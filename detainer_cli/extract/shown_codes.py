"""Which codes of its fonts a PDF's contents show.

A font says of glyphs that no page shows what its producer likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

Id = tuple[int, int]
Codes = dict[Id, set[int]]

_OPERATORS = "q Q Tf gs Tj TJ ' \""
_DIRECT = (0, 0)
_TWO_BYTES = ("/Identity-H", "/Identity-V")


def shown_codes(contents: Iterable[tuple[Any, Any]]) -> Codes | None:
    """The codes by the number of the font, and of its descendant, in `contents` with resources.

    None if that cannot be told: a text is in a font that is set outside, or that has no number, or
    whose codes are of other sizes. The contents parse, and the fonts that they name are there.
    """
    found: Codes = {}
    for content, resources in contents:
        for font, text in _texts(content, resources):
            codes = _codes_of(font, text)
            if codes is None:
                return None
            for part in (font, *font.get("/DescendantFonts", ())):
                found.setdefault(part.objgen, set()).update(codes)
    return None if _DIRECT in found else found


def _texts(content: Any, resources: Any) -> Iterator[tuple[Any, bytes]]:
    """Each string that is shown, with its font; None for one that is not set by its name here."""
    font: Any = None
    kept: list[Any] = []
    for step in pikepdf.parse_content_stream(content, _OPERATORS):
        operator, operands = str(step.operator), list(step.operands)
        if operator == "q":
            kept.append(font)
        elif operator == "Q":
            font = kept.pop() if kept else font
        elif operator == "Tf":
            font = resources["/Font"][str(operands[0])] if operands else None
        elif operator == "gs":
            font = None if _sets_font(resources, operands) else font
        else:
            yield from ((font, text) for text in _strings(operands))


def _sets_font(resources: Any, operands: list[Any]) -> bool:
    state = resources["/ExtGState"][str(operands[0])] if operands else None
    return not isinstance(state, pikepdf.Dictionary) or "/Font" in state


def _strings(operands: list[Any]) -> Iterator[bytes]:
    for operand in operands:
        pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
        yield from (bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))


def _codes_of(font: Any, text: bytes) -> set[int] | None:
    if font is None:
        return None
    if font.get("/Subtype") != "/Type0":
        return set(text)
    if font.get("/Encoding") not in _TWO_BYTES:
        return None
    return {high << 8 | low for high, low in zip(text[::2], text[1::2], strict=False)}
