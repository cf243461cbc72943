"""PDF -> Extraction: every page with its tables, its lines and the place of each on the page."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from detainer_cli.errors import UnreadableError
from detainer_cli.extract.assemble import assemble
from detainer_cli.extract.grids import ENGINES, Engine, find_grids
from detainer_cli.extract.opening import open_pdf, set_upright
from detainer_cli.extract.words import read_words, text_angles
from detainer_cli.model import Extraction, Page, TextLine

DEFAULT_MAX_PAGES = 2000
DEFAULT_MAX_UNPACKED = 256 * 1024 * 1024

_PAGES_A_STEP = 8  # few enough for a moving progress bar, many enough to open rarely
_SEVERAL = 3  # pages
_THIN = 6.0  # points: no column of words is narrower

Progress = Callable[[int, int], None]
"""Called with (pages done in this step, pages in all)."""


def extract(
    data: bytes,
    source_name: str,
    password: str | None = None,
    progress: Progress = lambda done, total: None,
    max_pages: int = DEFAULT_MAX_PAGES,
    max_unpacked: int = DEFAULT_MAX_UNPACKED,
) -> Extraction:
    """Reads the PDF `data`.

    Raises UnreadableError if it is no PDF, is damaged, needs a password, has more than `max_pages`
    pages, unpacks to more than `max_unpacked` bytes, or has no text at all (a scan).
    """
    opened = open_pdf(data, password, max_unpacked, max_pages)
    total = opened.page_count
    upright = set_upright(opened, text_angles(opened.data))
    pages = _read_pages(upright, range(1, total + 1), ENGINES[0], progress)
    if not any(page.words for page in pages):
        raise _no_text(any(page.images for page in pages))
    for engine in ENGINES[1:]:
        ignored = furniture(pages)
        doubtful = [page.number for page in pages if any(_doubts(page, ignored))]
        for other in _read_pages(upright, doubtful, engine):
            first = pages[other.number - 1]
            pages[other.number - 1] = min(first, other, key=lambda p: _doubts(p, ignored))
    return Extraction(
        hashlib.sha256(data).hexdigest(),
        source_name,
        tuple(pages),
        opened.restricted,
        opened.producer,
        opened.notes,
    )


def _read_pages(
    data: bytes,
    numbers: Sequence[int],
    engine: Engine,
    progress: Progress = lambda done, total: None,
) -> list[Page]:
    """The pages `numbers` with their tables, some at a time so that memory stays small."""
    pages: list[Page] = []
    progress(0, len(numbers))
    for start in range(0, len(numbers), _PAGES_A_STEP):
        some = numbers[start : start + _PAGES_A_STEP]
        grids = find_grids(data, some, engine)
        pages += (
            assemble(page, grids.get(page.number, []), engine.name)
            for page in read_words(data, some)
        )
        progress(len(some), len(numbers))
    return pages


def _no_text(is_scan: bool) -> UnreadableError:
    if is_scan:
        return UnreadableError(
            "the PDF holds pictures of pages and no text (a scan).",
            "Add a text layer first, for example with OCRmyPDF: ocrmypdf scan.pdf report.pdf. "
            "Then check the numbers against the pages by eye.",
        )
    return UnreadableError("the PDF has no text.", "Check that it is the right file.")


def furniture(pages: Iterable[Page]) -> frozenset[str]:
    """The lines (numbers as #) that are running heads, notices or page numbers.

    They stand on most pages, or on several with a number that grows with the page's.
    """
    every = list(pages)
    counts = Counter(key for page in every for key in {line.key for line in page.lines})
    numbered = Counter(
        mark
        for page in every
        for mark in {(line.key, n) for line in page.lines for n in _offsets(line, page)}
    )
    least = max(_SEVERAL, len(every) // 2)
    often = {key for key, count in counts.items() if count >= least}
    return frozenset(often | {key for (key, _), n in numbered.items() if n >= _SEVERAL})


def _offsets(line: TextLine, page: Page) -> Iterable[int]:
    """What the last number of `line` has ahead of its page: the same for a page number."""
    numbers: list[str] = re.findall(r"\d{1,5}", line.text)
    return [int(number) - page.number for number in numbers[-1:]]


def _doubts(page: Page, ignored: frozenset[str]) -> tuple[int, int, int]:
    """What speaks against the tables found on `page`: the less, the better.

    Words on a rule, words outside the tables that look like rows, and columns too thin for words
    (the gaps between cells that have borders of their own).
    """
    rows = [line for line in page.lines if line.is_tabular and line.key not in ignored]
    words = sum(line.words for line in rows) if page.tables or len(rows) > 1 else 0
    thin = sum(right - left < _THIN for table in page.tables for left, right in table.columns)
    return len(page.problems), words, thin
