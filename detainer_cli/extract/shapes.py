"""What a page, its resources and its fonts must be like in a PDF (ISO 32000-1), as data.

Only what readers rely on to show text is looked at. Readers put a default in the place of a value
that is of a wrong type, and say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pikepdf

Check = Callable[[Any], bool]
Shape = dict[str, tuple[Check, ...]]
"""For each key, the checks of which a value must pass one."""

_SUBSET = re.compile(r"/[A-Z]{6}\+")  # so a font's name begins if only the glyphs used are there
_SHORTEST_KEY = 5  # with its slash: shorter ones differ in one letter by themselves
_FIRST_LETTER = 32  # codes below are no letters in any encoding
_SIMPLE = ("/Type1", "/MMType1", "/TrueType")
_ENCODINGS = {f"/{name}Encoding" for name in (
    "Standard", "WinAnsi", "MacRoman", "MacExpert", "PDFDoc", "Symbol", "ZapfDingbats",
)}  # fmt: skip
_CODE_MAP = re.compile(r"/([A-Za-z0-9-]+-)?[HV]")  # Identity-H, UniJIS-UTF16-V, H
_STANDARD_FONT = re.compile(  # those that readers have, under the names that they know them by
    r"/(Helvetica|Courier|CourierNew|Times|TimesNewRoman|Arial|Symbol|ZapfDingbats)"
    r"(PS)?(MT)?([,-]?(Roman|Bold|Italic|Oblique|MT|PS)*)"
)
_IDENTITY = ("/Identity-H", "/Identity-V")


def is_whole_number(value: Any) -> bool:
    return type(value) is int


def is_number(value: Any) -> bool:
    return type(value) in (int, float, Decimal)


def is_name(value: Any) -> bool:
    return isinstance(value, pikepdf.Name)


def is_array(value: Any) -> bool:
    return isinstance(value, pikepdf.Array)


def is_dictionary(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary)


def is_stream(value: Any) -> bool:
    return isinstance(value, pikepdf.Stream)


def _is_numbers(value: Any) -> bool:
    return is_array(value) and all(map(is_number, value))


def _is_streams(value: Any) -> bool:
    return is_array(value) and all(map(is_stream, value))


def _is_four_numbers(value: Any) -> bool:
    return _is_numbers(value) and len(value) == 4


def _is_box(value: Any) -> bool:
    return _is_four_numbers(value) and value[0] != value[2] and value[1] != value[3]


def _is_matrix(value: Any) -> bool:
    return _is_numbers(value) and len(value) == 6


def _is_quarter_turn(value: Any) -> bool:
    return is_number(value) and value % 90 == 0


def _is_one_dictionary(value: Any) -> bool:
    return is_array(value) and len(value) == 1 and is_dictionary(value[0])


def _one_of(*names: str) -> tuple[Check]:
    return (lambda value: is_name(value) and str(value) in names,)


_FONT: Shape = {
    "/Type": _one_of("/Font"),
    "/BaseFont": (is_name,),
    "/FirstChar": (is_whole_number,),
    "/LastChar": (is_whole_number,),
    "/Widths": (_is_numbers,),
    "/FontDescriptor": (is_dictionary,),
    "/Encoding": (is_name, is_dictionary, is_stream),
    "/ToUnicode": (is_stream, *_one_of(*_IDENTITY)),
    "/DescendantFonts": (_is_one_dictionary,),
    "/FontMatrix": (_is_matrix,),
    "/CharProcs": (is_dictionary,),
    "/Resources": (is_dictionary,),
}

SHAPES: dict[str, Shape] = {
    "page": {
        "/Type": _one_of("/Page"),
        "/MediaBox": (_is_box,),
        "/CropBox": (_is_box,),
        "/Rotate": (_is_quarter_turn,),
        "/UserUnit": (is_number,),
        "/Contents": (is_stream, _is_streams),
        "/Resources": (is_dictionary,),
        "/Annots": (is_array,),
    },
    "resources": dict.fromkeys(
        ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"),
        (is_dictionary,),
    ),
    "font": _FONT | {"/Subtype": _one_of("/Type0", "/Type1", "/MMType1", "/TrueType", "/Type3")},
    "descendant font": {
        "/Type": _one_of("/Font"),
        "/Subtype": _one_of("/CIDFontType0", "/CIDFontType2"),
        "/BaseFont": (is_name,),
        "/CIDSystemInfo": (is_dictionary,),
        "/FontDescriptor": (is_dictionary,),
        "/CIDToGIDMap": (is_stream, is_name),
        "/DW": (is_number,),
        "/W": (is_array,),
    },
    "font descriptor": {
        "/Type": _one_of("/FontDescriptor"),
        "/FontName": (is_name,),
        "/Flags": (is_whole_number,),
        "/FontBBox": (_is_four_numbers,),
        "/Ascent": (is_number,),
        "/Descent": (is_number,),
        "/FontFile": (is_stream,),
        "/FontFile2": (is_stream,),
        "/FontFile3": (is_stream,),
    },
    "encoding": {
        "/Type": _one_of("/Encoding"),
        "/BaseEncoding": (is_name,),
        "/Differences": (is_array,),
    },
    "graphics state": {
        "/Type": _one_of("/ExtGState"),
        "/ca": (is_number,),
        "/CA": (is_number,),
        "/SMask": (is_name, is_dictionary),
        "/Font": (is_array,),
    },
    "form or picture": {
        "/Type": _one_of("/XObject"),
        "/Subtype": _one_of("/Form", "/Image", "/PS"),
        "/BBox": (_is_box,),
        "/Matrix": (_is_matrix,),
        "/Resources": (is_dictionary,),
    },
    "pattern": {
        "/Type": _one_of("/Pattern"),
        "/BBox": (_is_box,),
        "/Matrix": (_is_matrix,),
        "/Resources": (is_dictionary,),
    },
}

_REQUIRED: dict[str, tuple[str, ...]] = {
    "page": ("/MediaBox",),
    "font": ("/Subtype",),
    "descendant font": ("/Subtype", "/BaseFont", "/CIDSystemInfo"),
    "font descriptor": ("/FontName", "/Flags"),
    "form or picture": ("/Subtype",),
    "/Type0": ("/BaseFont", "/Encoding", "/DescendantFonts"),
    "/Type1": ("/BaseFont",),
    "/MMType1": ("/BaseFont",),
    "/TrueType": ("/BaseFont",),
    "/Type3": ("/FontMatrix", "/CharProcs", "/Encoding", "/FirstChar", "/LastChar", "/Widths"),
    "/Form": ("/BBox",),
    "/Image": ("/Width", "/Height"),
}
"""What cannot be missing, by what a thing is and by its /Subtype."""

PROGRAMS: dict[str, tuple[bytes, ...]] = {
    "/FontFile": (b"%!", b"\x80\x01"),
    "/FontFile2": (b"\0\1\0\0", b"true", b"ttcf", b"OTTO"),
    "/FontFile3": (b"\1\0", b"OTTO", b"\0\1\0\0", b"true"),
}
"""How an embedded font program begins: Type 1, TrueType, CFF or OpenType."""


def faults(item: Any, kind: str) -> Iterator[str]:
    """What is wrong with a dictionary or stream that is used as a `kind` of `SHAPES`."""
    for key, checks in SHAPES[kind].items():
        value = item.get(key)
        if value is not None and not any(check(value) for check in checks):
            yield f"its {key} is none ({' '.join(str(value).split())[:40]})"
    subtype = str(item.get("/Subtype"))
    for key in (*_REQUIRED.get(kind, ()), *_REQUIRED.get(subtype, ())):
        if item.get(key) is None:
            yield f"it has no {key}"
    for key in set(item.keys()) - SHAPES[kind].keys():
        meant = [known for known in SHAPES[kind] if _is_misspelt(key, known)]
        if meant:
            yield f"it has a {key} that must be {meant[0]}"
    if kind in ("font", "descendant font"):
        yield from _font_faults(item)


def _is_misspelt(key: str, known: str) -> bool:
    """True if one letter was changed: readers pass over keys that they do not know."""
    if len(key) != len(known) or len(key) < _SHORTEST_KEY:
        return False
    return sum(a != b for a, b in zip(key, known, strict=True)) == 1


def _font_faults(font: Any) -> Iterator[str]:
    widths, encoding = font.get("/Widths"), font.get("/Encoding")
    is_simple = font.get("/Subtype") in _SIMPLE
    if is_simple and widths is None and not _is_standard(font):
        yield "it has no /Widths"
    if is_name(encoding) and not _is_known(str(encoding), is_simple):
        yield f"its /Encoding is none ({encoding})"
    if is_array(widths):
        first, last = font.get("/FirstChar"), font.get("/LastChar")
        if not is_whole_number(first) or not is_whole_number(last):
            yield "its /Widths are of no known glyphs"
        elif len(widths) != last - first + 1:
            yield f"it has {len(widths)} /Widths for {last - first + 1} glyphs"
    if _SUBSET.match(str(font.get("/BaseFont"))) and font.get("/Subtype") not in (
        "/Type0",
        "/Type3",
    ):
        descriptor = font.get("/FontDescriptor")
        if not is_dictionary(descriptor) or not any(key in descriptor for key in PROGRAMS):
            yield "the glyphs that its name says it has are missing"


def _is_standard(font: Any) -> bool:
    name = _STANDARD_FONT.fullmatch(str(font.get("/BaseFont")))
    return name is not None and "/FontDescriptor" not in font


def _is_known(encoding: str, is_simple: bool) -> bool:
    return encoding in _ENCODINGS if is_simple else bool(_CODE_MAP.fullmatch(encoding))


def has_no_meaning(font: Any) -> bool:
    """True if nothing tells which characters the codes of a font that passed stand for.

    Readers then take a code for the character of that number, or a glyph's number for its code.
    """
    if "/ToUnicode" in font:
        return False
    if font.get("/Subtype") == "/TrueType":
        return "/Encoding" not in font and int(font.get("/FirstChar", 255)) < _FIRST_LETTER
    if font.get("/Subtype") == "/Type0":
        system = font["/DescendantFonts"][0].get("/CIDSystemInfo", {})
        return font.get("/Encoding") in _IDENTITY and str(system.get("/Ordering")) == "Identity"
    return False
