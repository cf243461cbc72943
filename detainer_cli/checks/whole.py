"""The document is whole: its printed page numbers run on, and no page is printed twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detainer_cli.errors import CheckError
from detainer_cli.model.pages import Extraction, Page, TextLine

_HINT = "Nothing was loaded. Get the whole document, each page once and in order."
_NUMBER = re.compile(r"\d{1,5}")
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b")  # of lines that list days
_PAGE_OF = re.compile(r"\bpage\s*(\d{1,5})(?:\s*(?:of|/)\s*(\d{1,5}))?", re.I)
_OF = re.compile(r"^\W*(\d{1,5})\s*(?:of|/)\s*(\d{1,5})\W*$", re.I)
_REFERENCE = re.compile(r"\b(?:see|on|at|from|to|cf\.?|and|also|through)\s*$", re.I)
_LONE = re.compile(r"^\W*(\d{1,5})\W*$")
_FULL = 100  # words: some ten rows of section II; pages with fewer may be alike by chance
_LEVEL = 6.0  # points: page numbers of a report stand at the same height on each page


@dataclass(frozen=True, slots=True)
class Printed:
    """A number printed on a page that may be the page's; `of` is the total beside it."""

    page: int
    number: int
    of: int | None
    says_page: bool


def whole_document(extraction: Extraction, ignored: frozenset[str]) -> None:
    """Raises CheckError for a page that is repeated, missing or out of order.

    `ignored` are the lines (numbers as #) that stand on most pages.
    """
    _require_different(extraction.pages)
    numberings = [s for s in _series(extraction.pages, ignored) if _is_numbering(s)]
    for series in numberings:
        _require_running(series, extraction.pages)
    if ignored and not numberings:
        _require_no_blank(extraction.pages)


def _require_no_blank(pages: Sequence[Page]) -> None:
    """A page with nothing on it between tables, where other pages have a running head."""
    tables = [page.number for page in pages if page.tables]
    for page in pages:
        is_inside = bool(tables) and tables[0] < page.number < tables[-1]
        if is_inside and not page.tables and not page.lines:
            raise _blank(page.number)


def _blank(number: int) -> CheckError:
    return CheckError("nothing is on the page, though the report counts it.", _HINT, page=number)


# ------------------------------------------------------------------ pages that are alike


def _require_different(pages: Sequence[Page]) -> None:
    """Two pages with tables that are alike, glyph for glyph, are one printed twice.

    So are two whose tables are alike and full, whatever number was stamped on them later. Pages
    with a line or two may be alike by chance; their numbers then differ.
    """
    seen: dict[object, int] = {}
    for page in pages:
        looks = _looks(page)
        if not looks:
            continue
        around = tuple((line.text, round(line.box.y0)) for line in page.lines)
        for key in (looks, around), looks if len(looks) >= _FULL else page.number:
            if seen.setdefault(key, page.number) != page.number:
                raise CheckError(
                    f"the page is the same as page {seen[key]}, glyph for glyph: it is printed"
                    " twice.",
                    _HINT,
                    page=page.number,
                )


def _looks(page: Page) -> tuple[tuple[str, int, int], ...]:
    """The words of the tables with their places, to the point."""
    return tuple(
        (word.text, round(word.box.x0), round(word.box.y0))
        for table in page.tables
        for row in table.rows
        for cell in row.cells
        for line in cell.lines
        for word in line.words
    )


# ------------------------------------------------------------------ printed page numbers


def _series(pages: Sequence[Page], ignored: frozenset[str]) -> Iterator[list[Printed]]:
    """Numbers that belong together: of the same wording, or alone at the same height."""
    found: dict[object, list[Printed]] = {}
    for page in pages:
        taken: set[object] = set()
        for line in page.lines:
            for key, printed in _numbers(page, line, ignored):
                if key not in taken:
                    taken.add(key)
                    found.setdefault(key, []).append(printed)
    yield from found.values()


def _numbers(
    page: Page, line: TextLine, ignored: frozenset[str]
) -> Iterator[tuple[object, Printed]]:
    """The numbers of a line that may be its page's, with what tells them from others."""
    found = _PAGE_OF.search(line.text) or _OF.search(line.text)
    if found and (line.key in ignored or (_is_short(line) and not _refers(line, found))):
        total = int(found[2]) if found[2] else None
        yield "page", Printed(page.number, int(found[1]), total, True)
    elif lone := _LONE.match(line.text):
        height = round((line.box.y0 if line.box.y0 < page.height / 2 else line.box.y1) / _LEVEL)
        yield ("lone", height), Printed(page.number, int(lone[1]), None, False)
    elif line.key in ignored:
        for slot, number in enumerate(_NUMBER.findall(_DATE.sub(" ", line.text))):
            yield (line.key, slot), Printed(page.number, int(number), None, False)


def _is_short(line: TextLine) -> bool:
    """True if the line is a page number and little else, not a sentence that speaks of a page."""
    return len(line.text.split()) <= 5


def _refers(line: TextLine, found: re.Match[str]) -> bool:
    """True if the line speaks of another page: `see page 7`."""
    return _REFERENCE.search(line.text[: found.start()]) is not None


def _is_numbering(series: Sequence[Printed]) -> bool:
    """True if the numbers are those of pages: they grow by one from page to page, mostly.

    Where the same number stands on every page (a producer that does not count), or the numbers do
    something else, they say nothing about pages.
    """
    if len({printed.number for printed in series}) < 2 or len(series) < 2:
        return False
    steps = [
        (after.number - before.number) == (after.page - before.page)
        for before, after in itertools.pairwise(series)
    ]
    least = len(steps) / 2
    return sum(steps) >= least or (series[0].says_page and len(series) == 2)


def _require_running(series: Sequence[Printed], every: Sequence[Page]) -> None:
    pages = len(every)
    empty = {page.number for page in every if not page.tables and not page.lines}
    for before, after in itertools.pairwise(series):
        between = set(range(before.page + 1, after.page)) & empty
        expected = before.number + after.page - before.page
        if after.number == expected - len(between):
            continue  # empty pages may have been put in without a number
        if after.number == expected and not between:
            continue
        if after.number == expected:
            raise _blank(min(between))
        if after.number in {printed.number for printed in series if printed.page < after.page}:
            what = f"it bears the number {after.number} again"
        elif after.number > expected:
            what = f"it bears the number {after.number}, not {expected}: pages are missing"
        else:
            what = f"it bears the number {after.number}, not {expected}: they are out of order"
        raise CheckError(f"the page numbers do not run on: {what}.", _HINT, page=after.page)
    last = series[-1]
    if last.of is not None and last.number + pages - last.page < last.of:
        raise CheckError(
            f"the report has {last.of} pages by its own count, and ends with number"
            f" {last.number + pages - last.page}: pages are missing.",
            _HINT,
            page=pages,
        )
