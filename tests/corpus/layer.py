"""Whether the text in a file is the text that its pages show, as far as letters go, and all of it.

Some programs that write a file anew lose or mistake letters (a ligature becomes another sign, or
nothing): the page is right, the text behind it is not. Without recognizing pictures no program can
know what such a page shows. It may be refused, but not be read wrongly; such a report counts with
the unreadable ones. White space, hyphens and apostrophes are not looked at: what is wrong with
those can be mended.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from .document import Document

LETTERS = re.compile(r"[A-Za-z0-9]")
# what may stand between two letters: ASCII, hyphens, quotation marks, bullets, ligatures, and what
# pdfium gives for a hyphen at the end of a line
_USUAL = r"\x20-\x7e\s\u00ad\u2010-\u2022\u25a0-\u25ff\ue000-\uf8ff\ufb00-\ufb06\x02\ufffe\uffff"
FOREIGN = re.compile(rf"[A-Za-z]([^{_USUAL}])[A-Za-z]")


def deviation(path: Path, document: Document) -> str:
    """What is wrong with the letters of the file; empty if nothing is."""
    if beyond := _beyond_the_page(path):
        return beyond
    texts = list(_texts(path))
    if foreign := FOREIGN.search("\n".join(texts)):
        return f"a letter is U+{ord(foreign[1]):04X} in the file ({foreign[0]!a})"
    notice = _only_letters(document.notice)
    for number, text in enumerate(texts, 1):
        if missing := Counter(notice) - Counter(_only_letters(text)):
            return f"letters of page {number} are missing in the file: {_some(missing)}"
    known = [document.notice] * len(texts) + list(_printed(document))
    if missing := Counter(_only_letters("".join(known))) - Counter(_only_letters("".join(texts))):
        return f"letters are missing in the file: {_some(missing)}"
    return ""


def _beyond_the_page(path: Path) -> str:
    """Words that the edge of a page cuts off; empty if there are none."""
    pdf = pdfium.PdfDocument(path)
    try:
        for number, page in enumerate(pdf, 1):
            words = page.get_textpage()
            for i in range(words.count_chars()):
                left, _, right, _ = words.get_charbox(i)
                middle = (left + right) / 2
                if right > left and not -1 <= middle <= page.get_width() + 1:
                    return f"words run off page {number}"
    finally:
        pdf.close()
    return ""


def _texts(path: Path) -> Iterator[str]:
    pdf = pdfium.PdfDocument(path)
    try:
        for page in pdf:
            yield page.get_textpage().get_text_range()
    finally:
        pdf.close()


def _printed(document: Document) -> Iterator[str]:
    """What is printed at least once; header words may come more often."""
    yield from document.titles
    for section in document.sections:
        yield from (section.heading, *section.paragraphs)
        if section.table:
            covered = section.table.covered()
            yield from (column.header for column in section.table.columns)
            for r, row in enumerate(section.table.rows):
                for c, cell in enumerate(row):
                    if (r, c) not in covered:
                        yield "".join(cell)


def _only_letters(text: str) -> str:
    """Letters and digits; ligatures count as their letters."""
    for number, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st")):
        text = text.replace(chr(0xFB00 + number), letters)
    return "".join(LETTERS.findall(text))


def _some(missing: Counter[str]) -> str:
    return ", ".join(f"{letter} ({n})" for letter, n in missing.most_common(5))
