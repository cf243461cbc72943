"""Finds references of a PDF to objects that are not in it.

qpdf, like most readers, takes such a reference for a key that is not there: a page whose contents
are lost is an empty page then. Only the text of the file shows the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

_SPACE = rb"[\0\t\n\f\r ]"
_HEADER = re.compile(rb"(?<![^\0\t\n\f\r >])(\d{1,10})%b+\d{1,5}%b+obj\b" % (_SPACE, _SPACE))
_END = re.compile(rb"\bendobj\b|\bstream\r?\n")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,10})%b+(\d{1,5})%b+R(?![A-Za-z0-9])" % (_SPACE, _SPACE))
_KEY = re.compile(rb"/([^\0\t\n\f\r /<>\[\]()%]+)[^/]*$")
_KEY_DISTANCE = 4000  # bytes: a list of the pages of a long document stands behind one key
_NO_MATTER = {
    "A", "AA", "Annots", "B", "D", "Dest", "Length", "Metadata", "P", "PieceInfo", "StructParents",
    "Thumb",
}  # fmt: skip
"""Keys of what pages can be shown without."""


@dataclass(frozen=True)
class Missing:
    """An object that another refers to with `key`, and that is not in the file."""

    object: int
    key: str
    target: int


def missing(pdf: pikepdf.Pdf, data: bytes) -> Iterator[Missing]:
    """What the objects of `pdf`, whose bytes are `data`, refer to and is not there."""
    known: dict[tuple[int, int], bool] = {}
    for number, text in _texts(pdf, data).items():
        for found in _REFERENCE.finditer(text):
            target = (int(found[1]), int(found[2]))
            if target not in known:
                known[target] = target[0] < 2**31 and pdf.get_object(target) is not None
            if not known[target]:
                key = _KEY.search(text, max(0, found.start() - _KEY_DISTANCE), found.start())
                name = key[1].decode("latin-1") if key else ""
                if name not in _NO_MATTER:
                    yield Missing(number, name, target[0])


def _texts(pdf: pikepdf.Pdf, data: bytes) -> dict[int, bytes]:
    """The text of each object without its stream: of several with one number, the last one."""
    texts: dict[int, bytes] = {}
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Type") == "/ObjStm":
            texts |= _packed_texts(item)
    start = 0
    while header := _HEADER.search(data, start):
        end = _END.search(data, header.end())
        start = end.start() if end else len(data)
        texts[int(header[1])] = data[header.end() : start]
    return texts


def _packed_texts(stream: pikepdf.Stream) -> dict[int, bytes]:
    """The same of the objects in an object stream, which begins with their numbers and places."""
    text, first = stream.read_bytes(), int(stream.get("/First", 0))
    heads = [int(n) for n in text[:first].split() if n.isdigit()]
    places = [*heads[1::2], len(text)]
    return {
        number: text[first + start : first + end]
        for number, start, end in zip(heads[0::2], places, places[1:], strict=False)
    }
