"""Reads the words of a page apart from the program, and compares them with a row's evidence.

pdfium is asked for each glyph and its box; nothing of the program's own reading is used.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

Box = Sequence[float]
Turn = Callable[[float, float], tuple[float, float]]

_HYPHENS = {"\x02", "\xad", "\u2010", "\u2011"}


@dataclass(frozen=True)
class Glyph:
    """A letter that stands for something, with the middle of its box on the upright page."""

    text: str
    x: float
    y: float
    level: float
    height: float

    def repeats(self, other: Glyph) -> bool:
        """True if the same letter stands on the same place, a hair apart."""
        near = abs(self.x - other.x) < 0.5 and abs(self.y - other.y) < 0.5
        return near and self.text == other.text


class Pages:
    """The pages of a PDF as pdfium reads them."""

    def __init__(self, pdf: Path) -> None:
        self._document = pypdfium2.PdfDocument(pdf)
        self._known: dict[int, list[Glyph]] = {}

    def glyphs(self, number: int) -> list[Glyph]:
        """The glyphs of a page (from 1)."""
        if number not in self._known:
            self._known[number] = list(_glyphs(self._document[number - 1]))
        return self._known[number]

    def inside(self, number: int, box: Box) -> list[Glyph]:
        """The glyphs whose middle lies in a box."""
        x0, y0, x1, y1 = box
        return [g for g in self.glyphs(number) if x0 <= g.x <= x1 and y0 <= g.y <= y1]


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    text = page.get_textpage()
    turn = _upright(page)
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for i in range(text.count_chars()):
        letters = _letters(pdfium_c.FPDFText_GetUnicode(text.raw, i))
        if not letters:
            continue
        pdfium_c.FPDFText_GetLooseCharBox(text.raw, i, box)
        pdfium_c.FPDFText_GetCharOrigin(text.raw, i, x, y)
        one, other = turn(box.left, box.bottom), turn(box.right, box.top)
        middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
        yield Glyph(letters, *middle, turn(x.value, y.value)[1], abs(one[1] - other[1]))


def _upright(page: pypdfium2.PdfPage) -> Turn:
    """From the file's points to those of the page as a viewer shows it."""
    media, crop = page.get_mediabox(), page.get_cropbox()
    left, bottom = (max(media[n], crop[n]) for n in (0, 1))
    right, top = (min(media[n], crop[n]) for n in (2, 3))
    turns: dict[int, Turn] = {
        0: lambda x, y: (x - left, y - bottom),
        90: lambda x, y: (y - bottom, right - x),
        180: lambda x, y: (right - x, top - y),
        270: lambda x, y: (top - y, x - left),
    }
    return turns[page.get_rotation()]


def _letters(code: int) -> str:
    letter = chr(code)
    if letter in _HYPHENS:
        return "-"
    return "" if letter.isspace() or code < 0x20 or code == 0x200B else _folded(letter)


def _folded(text: str) -> str:
    """Text without white space, ligatures as their letters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _in_lines(glyphs: Sequence[Glyph]) -> str:
    """The letters line by line from the top, each line from the left."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.level):
        if lines and lines[-1][0].level - glyph.level < 0.4 * glyph.height:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return "".join(g.text for line in lines for g in sorted(line, key=lambda g: g.x))


@dataclass(frozen=True)
class Traced:
    """A row as `show --format json` prints it, beside the pages of its report."""

    shown: dict[str, Any]
    pages: Pages

    @cached_property
    def _hidden(self) -> list[dict[str, Any]]:
        return [e for e in self.shown["evidence"] if e["kind"] == "left_out"]

    def differences(self) -> Iterator[str]:
        """Every way in which the pages do not say what the row says; none if they do."""
        for value in self.shown["values"]:
            yield from self.of_value(value)

    def of_value(self, value: dict[str, Any]) -> Iterator[str]:
        """The same of one value: its cells on the pages, and its raw text beside them."""
        name = f"{self.shown['ref']} {value['field']}"
        for cell in value["cells"]:
            found, printed = self._painted(cell), _folded(cell["printed"])
            if found != printed:
                yield f"{name}: page {cell['page']} paints “{found}”, not “{printed}”"
        whole = _folded("".join(cell["printed"] for cell in value["cells"]))
        if not isinstance(value["value"], list):  # the raw text of a list has its line breaks
            whole = self._rejoined(whole, {cell["name"] for cell in value["cells"]})
        raw = _folded(value["raw_text"])
        if len({cell["name"] for cell in value["cells"]}) > 1:  # put together with commas
            whole, raw = ("".join(sorted(text.replace(",", ""))) for text in (whole, raw))
        if whole != raw:
            yield f"{name}: its cells print “{whole}”, its raw text is “{raw}”"

    def _rejoined(self, printed: str, names: set[str]) -> str:
        """A printed text with its cut words as the evidence says that they were rejoined."""
        for entry in self.shown["evidence"]:
            if entry["kind"] == "rejoined" and entry["field"] in names:
                printed = printed.replace(_folded(entry["printed"]), _folded(entry["became"]), 1)
        return printed

    def _painted(self, cell: dict[str, Any]) -> str:
        """What the page paints in the box of a cell, without what was left out of it."""
        glyphs = self.pages.inside(cell["page"], cell["box"])
        for words in self._hidden:
            if words["page"] == cell["page"] and "box" in words:
                glyphs = _without(glyphs, words, self.pages)
        return _in_lines(glyphs)


def _without(glyphs: list[Glyph], words: dict[str, Any], pages: Pages) -> list[Glyph]:
    """Glyphs without those of words that were left out, letter by letter in their box."""
    if words["why"].startswith("painted twice"):
        return [g for i, g in enumerate(glyphs) if not any(g.repeats(o) for o in glyphs[:i])]
    left = Counter(_folded(words["printed"]))
    inside = set(map(id, pages.inside(words["page"], words["box"])))
    kept = []
    for glyph in glyphs:
        if id(glyph) in inside and all(left[letter] for letter in glyph.text):
            left.subtract(glyph.text)
        else:
            kept.append(glyph)
    return kept
