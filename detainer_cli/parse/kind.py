"""Tells of which kind a report is, by the title that it bears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from detainer_cli.errors import NotAReportError
from detainer_cli.kinds.descriptor import Kind
from detainer_cli.kinds.registry import kinds
from detainer_cli.model.pages import Extraction
from detainer_cli.parse.narrative.title import is_narrative, narrative_title
from detainer_cli.parse.text import lower_words


def require_kind(texts: Iterable[str]) -> None:
    """Raises NotAReportError if no page's text has the title of a report, wherever it breaks.

    A document without any text passes: it may be a scan, which is told elsewhere.
    """
    pages: list[str] = []
    for text in texts:
        if _kinds_in(_letters(text)):
            return
        pages.append(text)
    if any(map(_letters, pages)) and not (_in_prose() and is_narrative(pages)):
        raise _no_report(pages)


def recognize(extraction: Extraction) -> Kind:
    """The kind whose title stands first in the document, or else the one that is told in prose.

    Raises NotAReportError.
    """
    for page in extraction.pages:
        lines = " ".join(line.text for line in page.lines)
        for text in (lines, *_cells(extraction, page.number)):
            if found := _kinds_in(_letters(text)):
                return found[0]
    every = " ".join(line.text for page in extraction.pages for line in page.lines)
    if found := _kinds_in(_letters(every)):  # a title over the end of a page
        return found[0]
    pages = [
        "\n".join([*(line.text for line in page.lines), *_cells(extraction, page.number)])
        for page in extraction.pages
    ]
    told = _in_prose()
    if told and is_narrative(pages):
        return told[0]
    raise _no_report(pages)


def _in_prose() -> list[Kind]:
    """The kinds that have no title of their own: they are told by what they say."""
    return [kind for kind in kinds() if kind.prose]


def _cells(extraction: Extraction, page: int) -> Iterator[str]:
    for table in extraction.pages[page - 1].tables:
        for row in table.rows:
            yield from (" ".join(line.text for line in cell.lines) for cell in row.cells)


def _letters(text: str) -> str:
    return "".join(lower_words(text).split())


def _kinds_in(letters: str) -> list[Kind]:
    """The kinds that have a title in a text of letters alone, by where it stands."""
    spots = {
        kind.name: min(at)
        for kind in kinds()
        if (at := [n for title in kind.titles if (n := letters.find(_letters(title))) >= 0])
    }
    return sorted((k for k in kinds() if k.name in spots), key=lambda k: spots[k.name])


def _no_report(pages: Sequence[str]) -> NotAReportError:
    """What is missing: the title of any report, or the cases below that of a narrative one."""
    if _in_prose() and (title := narrative_title(pages)):
        return NotAReportError(
            f"no case was found below the title “{title}”.",
            "Expected prose that tells of single persons, by age or citizenship, and a period.",
        )
    titles = " or ".join(kind.title for kind in kinds() if kind.titles)
    words = " or ".join(f"“{kind.title}”" for kind in kinds() if kind.titles)
    told = ", or cases of declined detainers told in prose" if _in_prose() else ""
    return NotAReportError(
        f"the PDF is no {titles}: its title was not found.", f"Expected the words {words}{told}."
    )
