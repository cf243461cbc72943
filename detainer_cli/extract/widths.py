"""Compares the widths that a PDF gives to the glyphs of a font with those of the embedded font.

They say where the next glyph goes, so that one wrong number tears words apart or joins them. A PDF
has them twice: in its own list, often not packed and without a checksum, and in the font program.
Looked at are TrueType programs, whose tables are simple; in some 520 such fonts by a dozen
producers no glyph differed by more than 1.1 thousandths of the font's size. Producers fill a list
with 0 for glyphs that no page shows, some of which the program holds as parts of others: the “fi”
of which an “ffi” is made, the accent of an “é”.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any

import pikepdf

_TOLERANCE = 2.0  # thousandths: widths are rounded, down in some producers
_MOST = 0.5  # share of the glyphs: if more differ, the producer has widths of its own
_MAC, _SYMBOL, _UNICODE = (1, 0), (3, 0), (3, 1)  # platform and encoding of a table of codes

Tables = dict[bytes, bytes]
Codes = dict[int, int]


def differing_width(
    font: Any, program: bytes, shown: Callable[[], Container[int] | None]
) -> str | None:
    """Which width of `font` is not its glyph's in the TrueType `program`, in words.

    `font` is a simple TrueType font or the descendant of a composite one. `shown` tells which of
    its codes the pages show, None if that is not known; it is asked only if a width is 0.
    """
    try:
        tables = _tables(program)
        advances = _advances(tables)
        if font.get("/Subtype") == "/TrueType":
            given = list(_simple_widths(font, _codes(tables)))
        else:
            given = list(_composite_widths(font))
    except (struct.error, KeyError, IndexError, ValueError, TypeError, ZeroDivisionError):
        return None  # a program of another make: nothing to compare with
    both = [
        (code, width, advances[glyph])
        for code, width, glyph in given
        if 0 < glyph < len(advances) and advances[glyph] > 0
    ]
    if any(width == 0 for _, width, _ in both):
        codes = shown()
        both = [one for one in both if one[1] != 0 or codes is None or one[0] in codes]
    differing = [(w, advance) for _, w, advance in both if abs(w - advance) > _TOLERANCE]
    if not differing or len(differing) > _MOST * len(both):
        return None
    return f"it says that a glyph is {differing[0][0]:g} wide and is {differing[0][1]:g}"


def _tables(program: bytes) -> Tables:
    found = {}
    for at in range(12, 12 + 16 * struct.unpack_from(">H", program, 4)[0], 16):
        name, _, start, size = struct.unpack_from(">4sIII", program, at)
        found[name] = program[start : start + size]
    return found


def _advances(tables: Tables) -> list[float]:
    """The width of each glyph in thousandths; the last one stands for all that follow."""
    units = struct.unpack_from(">H", tables[b"head"], 18)[0]
    count = struct.unpack_from(">H", tables[b"hhea"], 34)[0]
    given = struct.unpack_from(">" + "Hh" * count, tables[b"hmtx"])[::2]
    return [advance * 1000 / units for advance in given]


def _simple_widths(
    font: Any, codes: dict[tuple[int, int], Codes]
) -> Iterator[tuple[int, float, int]]:
    """Each code of a font with codes of one byte, its width and its glyph."""
    first, encoding = int(font["/FirstChar"]), font.get("/Encoding")
    for code, width in enumerate(font["/Widths"], start=first):
        if encoding is None:
            symbols = codes.get(_SYMBOL, {})
            glyph = codes.get(_MAC, {}).get(code) or symbols.get(code) or symbols.get(0xF000 + code)
        elif encoding == "/WinAnsiEncoding":
            char = bytes([code]).decode("cp1252", errors="replace")
            glyph = codes.get(_UNICODE, {}).get(ord(char))
        else:
            return
        if glyph is not None:
            yield code, float(width), glyph


def _composite_widths(font: Any) -> Iterator[tuple[int, float, int]]:
    """The same of a composite font: `first [width width …]` or `first last width`.

    Of the latter the ends alone: in between, producers run over glyphs that no text shows, such as
    the accents of which others are made.
    """
    glyphs = font.get("/CIDToGIDMap")
    table = glyphs.read_bytes() if isinstance(glyphs, pikepdf.Stream) else None
    items: Sequence[Any] = list(font.get("/W", ()))
    at = 0
    while at < len(items):
        first, second = int(items[at]), items[at + 1]
        if isinstance(second, pikepdf.Array):
            widths = list(enumerate((float(width) for width in second), start=first))
            at += 2
        else:
            widths = [(code, float(items[at + 2])) for code in {first, int(second)}]
            at += 3
        for code, width in widths:
            glyph = code if table is None else struct.unpack_from(">H", table, 2 * code)[0]
            yield code, width, glyph


def _codes(tables: Tables) -> dict[tuple[int, int], Codes]:
    """For each table of codes that is understood, the glyph of each code."""
    data, found = tables[b"cmap"], {}
    for number in range(struct.unpack_from(">H", data, 2)[0]):
        platform, encoding, start = struct.unpack_from(">HHI", data, 4 + 8 * number)
        read = _FORMATS.get(struct.unpack_from(">H", data, start)[0])
        if read is not None:
            found[platform, encoding] = read(data[start:])
    return found


def _bytes_table(data: bytes) -> Codes:
    return {code: glyph for code, glyph in enumerate(data[6 : 6 + 256]) if glyph}


def _trimmed_table(data: bytes) -> Codes:
    first, count = struct.unpack_from(">HH", data, 6)
    return dict(enumerate(struct.unpack_from(f">{count}H", data, 10), start=first))


def _segments(data: bytes) -> Codes:
    count = struct.unpack_from(">H", data, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, 14)
    starts = struct.unpack_from(f">{count}H", data, 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, 16 + 4 * count)
    offsets = struct.unpack_from(f">{count}H", data, 16 + 6 * count)
    found: Codes = {}
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offsets[number]:
                place = 16 + 6 * count + 2 * number + offsets[number] + 2 * (code - start)
                glyph = struct.unpack_from(">H", data, place)[0]
            if glyph:
                found[code] = (glyph + deltas[number]) & 0xFFFF
    return found


_FORMATS = {0: _bytes_table, 4: _segments, 6: _trimmed_table}
