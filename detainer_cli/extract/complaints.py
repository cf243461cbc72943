"""What qpdf says of a file in which it had to guess what was meant, and how much that matters."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FILE = re.compile(r"^stream <[^>]*>[:,]? *")  # how pikepdf names a file in memory
_PARTS = re.compile(
    r"\(?(?:page )?(?:object (?P<number>\d+) (?P<generation>\d+))?"
    r"(?:[^:]*offset (?P<offset>\d+)\)?)?[:)]* *(?P<text>.*)",
    re.DOTALL,
)
_KID = re.compile(r"kid \d+ \(from 0\) (\w+) is ([^;]*);.*")  # of a page
_TABLE = re.compile(
    r"xref|startxref|cross-reference|file is damaged|expected \d+ \d+ obj|number of objects"
)
_HARMLESS = re.compile(
    r"stream length|/Length key|expected endstream|stream keyword|expected endobj|offset 0"
    r"|Resources is missing or invalid"
)
_AMBIGUOUS = re.compile("duplicated key|Annots has duplicate entry")
_ELSEWHERE = re.compile(r"expected \d+ \d+ obj")
_HEADER = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj")


@dataclass(frozen=True)
class Complaint:
    """A warning: of which object (number and generation, 0 if of none), where, and what."""

    identity: tuple[int, int]
    offset: int
    text: str

    @property
    def is_of_missing(self) -> bool:
        """True if the object is not there at all."""
        return "not found in file" in self.text

    @property
    def is_of_table(self) -> bool:
        """True if the table of where the objects stand had to be made anew."""
        return bool(_TABLE.search(self.text)) and not self.is_of_missing

    @property
    def is_harmless(self) -> bool:
        """True of a wrong length, of a slip in what stands around an object, and of a page without
        resources: whether the stream decodes, and what the page names, is looked at all the same.
        """
        return bool(_HARMLESS.search(self.text))

    @property
    def is_ambiguous(self) -> bool:
        """True if a key stands twice: all readers take the last one."""
        return bool(_AMBIGUOUS.search(self.text))

    def object_there(self, data: bytes) -> int | None:
        """The number of the object that stands in `data` where the table has this one."""
        header = _HEADER.match(data, self.offset) if _ELSEWHERE.match(self.text) else None
        number = int(header[1]) if header else None
        return None if number == self.identity[0] else number


def understood(warning: str) -> Complaint:
    """A warning of pikepdf, without the name by which it knows a file in memory."""
    found = _PARTS.match(_FILE.sub("", warning))
    assert found is not None
    number, generation, offset = (
        int(found[name] or 0) for name in ("number", "generation", "offset")
    )
    text = _KID.sub(r"its /\1 is \2", " ".join(found["text"].split()))
    return Complaint((number, generation), offset, text[:200])
