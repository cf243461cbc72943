"""Text that a PDF holds in place of what its pages show (/ActualText).

It is meant for ligatures and for hyphens at line ends; what reads text takes it for what is there,
whatever it says. Where it has other letters than the page, nobody can know which ones are meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

import pikepdf

from detainer_cli.errors import CheckError

_KEY = "ActualText"
_NAME = re.compile(b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (c, c) for c in _KEY.encode()))
"""The name as it may be written in a page's contents: any letter by its code."""

_OTHER_NAME = b"/NoText"


def take_out(pdf: pikepdf.Pdf) -> bool:
    """Takes every /ActualText out of the contents of an open PDF; False if there was none."""
    found = False
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
            for properties in list(_with_properties(item)):
                if f"/{_KEY}" in properties:
                    del properties[f"/{_KEY}"]
                    found = True
        if isinstance(item, pikepdf.Stream) and _is_content(item):
            found |= _take_out_of(item)
    return found


def _with_properties(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """An object, and the property lists that stand in its resources, or in it if it is such."""
    yield item
    resources = item.get("/Resources", item)
    lists = resources.get("/Properties") if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(lists, pikepdf.Dictionary):
        yield from (value for _, value in lists.items() if isinstance(value, pikepdf.Dictionary))


def _is_content(stream: pikepdf.Stream) -> bool:
    """True for what may be the contents of a page, a form or a pattern."""
    is_typed = stream.get("/Type") not in (None, pikepdf.Name.XObject, pikepdf.Name.Pattern)
    is_picture = stream.get("/Subtype") not in (None, pikepdf.Name.Form)
    return not (is_typed or is_picture or "/Length1" in stream)


def _take_out_of(stream: pikepdf.Stream) -> bool:
    data = stream.read_bytes(pikepdf.StreamDecodeLevel.all)
    if not _NAME.search(data):
        return False
    stream.write(_NAME.sub(_OTHER_NAME, data))
    return True


def require_shown(said: Iterator[str], shown: Iterator[str]) -> None:
    """The text of each page must have the letters that it has without /ActualText.

    Raises CheckError with the first word that differs.
    """
    for number, (with_it, without) in enumerate(zip(said, shown, strict=True), start=1):
        if _letters(with_it) != _letters(without):
            one, other = _first_difference(with_it.split(), without.split())
            raise CheckError(
                f"the file says “{one}” where the page shows “{other}” (/ActualText).",
                "Nothing was loaded. Look at the page, and get another copy if there is one.",
                page=number,
            )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def _first_difference(said: list[str], shown: list[str]) -> tuple[str, str]:
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, said, shown, autojunk=False).get_opcodes():
        one, other = " ".join(said[a0:a1]), " ".join(shown[b0:b1])
        if tag != "equal" and _letters(one) != _letters(other):
            return one[:60], other[:60]
    return "", ""
