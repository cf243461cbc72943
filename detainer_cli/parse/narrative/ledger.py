"""Every word that is painted on the pages belongs to a case or to another part of the report.

Nothing here is taken from the code that finds the parts: words are counted as they stand on the
pages, and again as they stand in the result.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from detainer_cli.errors import CheckError
from detainer_cli.model.cases import CaseFacts, CaseText, Span
from detainer_cli.model.pages import Extraction, Page
from detainer_cli.parse.narrative.result import NarrativeText

_HINT = "Nothing was loaded. This is a fault of the program: please report it with the file."


_BEHIND_WORD = r"(?<=[a-z]{3})|(?<=[A-Za-z)”][.,;:])|(?<=[.,]”)|(?<=20\d\d[.,;:])"
_GLUED_NUMBER = re.compile(rf"(?:{_BEHIND_WORD})(\d{{1,2}})(?!\S)")


def require_placed(extraction: Extraction, found: NarrativeText) -> None:
    """Raises CheckError for a word that was left out, put in two places, or made up."""
    for case in found.cases:
        _require_covered(case.text, [x.span for x in case.lines], "lines")
    placed = _placed(found)
    for page in extraction.pages:
        painted = Counter(_words(_texts(page)))
        missing = painted - placed.get(page.number, Counter())
        if missing:
            raise _error("belongs to no case and to no other part of the report", missing, page)
        surplus = placed.get(page.number, Counter()) - painted
        if surplus:
            raise _error("was put into more than one part of the report", surplus, page)
    strange = placed.keys() - {page.number for page in extraction.pages}
    if strange:
        raise CheckError("words were placed on a page that is none.", _HINT, page=min(strange))


def require_told(case: CaseText, facts: CaseFacts) -> None:
    """Raises CheckError for words of a case in no sentence that was read or is listed as unread."""
    spans = sorted([*facts.read, *facts.unread], key=lambda span: span.start)
    _require_covered(case.text, spans, "sentences")


def require_readable(cases: Sequence[CaseText]) -> None:
    """Raises CheckError for a case with characters that stand for no letter.

    Some producers of PDF leave out which letters their glyphs are (`Su?olk` for “Suffolk”).
    """
    for case in cases:
        for line in case.lines:
            text = case.text[line.span.start : line.span.end]
            if found := next(filter(is_no_letter, text), ""):
                shown = legible(text)
                raise CheckError(
                    f"“{shown[:100]}” has a character that cannot be read (U+{ord(found):04X}).",
                    "Nothing was loaded. The file does not tell which letters some of its glyphs"
                    " are; another copy of the report, printed otherwise, may.",
                    page=line.page,
                )


def is_no_letter(character: str) -> bool:
    """True for a character that stands for no letter and no sign."""
    return unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs")


def legible(text: str) -> str:
    """A text with `?` for what is no letter, as messages quote it."""
    return "".join("?" if is_no_letter(c) else c for c in text)


def _error(what: str, words: Counter[str], page: Page) -> CheckError:
    first = next(
        (t for t in _texts(page) if any(word in words for word in _words([t]))), next(iter(words))
    )
    return CheckError(
        f"“{' '.join(words)[:80]}” in “{first[:80]}” {what}.", _HINT, page=page.number
    )


def _require_covered(text: str, spans: Sequence[Span], what: str) -> None:
    """The lines or sentences of a case cover its text: between them stands white space alone."""
    at = 0
    for span in [*spans, Span(len(text), len(text))]:
        if span.start < at or text[at : span.start].strip():
            raise CheckError(
                f"the {what} of a case do not cover “{text[at : span.start][:80]}”.", _HINT
            )
        at = span.end


def _texts(page: Page) -> list[str]:
    cells = {id(cell): cell for table in page.tables for row in table.rows for cell in row.cells}
    inside = [line.text for cell in cells.values() for line in cell.lines]
    return [*(line.text for line in page.lines), *inside]


def _words(texts: list[str]) -> Iterator[str]:
    """The words by their letters and digits: signs alone (bullets, dashes) are none.

    The number of an item is a word of its own, with or without a gap behind it (`10.The`), and so
    are the letters behind a number, raised or not (`4th`), and a number behind a word (`report.2`).
    """
    for text in texts:
        text = re.sub(r"(?<=\d)(?=(?:st|nd|rd|th)\b)", " ", text)
        text = _GLUED_NUMBER.sub(r" \1", text)
        apart = re.sub(r"(?<![^\s(])(\d{1,3}[.)])(?=[A-Z“])", r"\1 ", text)
        yield from filter(None, (re.sub(r"[\W_]+", "", word) for word in apart.split()))


def _placed(found: NarrativeText) -> dict[int, Counter[str]]:
    words: dict[int, Counter[str]] = {}
    for case in found.cases:
        for line in case.lines:
            part = case.text[line.span.start : line.span.end]
            words.setdefault(line.page, Counter()).update(_words([part]))
    others = (
        found.introduction, found.headings, found.footnotes, found.tables, found.furniture,
        found.marks,
    )  # fmt: skip
    for other in (one for lines in others for one in lines):
        words.setdefault(other.page, Counter()).update(_words([other.text]))
    return words
