"""PDF -> Extraction: every page with its tables, its lines and the place of each on the page."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from detainer_cli.errors import UnreadableError
from detainer_cli.extract.actual_text import require_shown
from detainer_cli.extract.assemble import assemble, pictured
from detainer_cli.extract.glyphs import PageGlyphs, plain_text, read_glyphs, text_angles
from detainer_cli.extract.grids import ENGINES, Engine, Grid, find_grids, grids_of
from detainer_cli.extract.opening import OpenedPdf, open_pdf, set_upright
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.extract.slices import join_slices
from detainer_cli.extract.visible import NO_INK, UNSEEN
from detainer_cli.model.limits import DEFAULT_LIMITS, MIB
from detainer_cli.model.pages import READ_ELSEWHERE, Extraction, Page, PageProgress, TextLine

DEFAULT_MAX_PAGES = DEFAULT_LIMITS.pages
DEFAULT_MAX_UNPACKED = DEFAULT_LIMITS.unpacked * MIB

_PAGES_A_STEP = 8  # of camelot's own engines: few enough for memory, many enough to open rarely
_SEVERAL = 3  # pages

Recognize = Callable[[Iterator[str]], None]
"""Given the plain text of page after page, raises NotAReportError if no kind of report is there."""


def extract(
    data: bytes,
    source_name: str,
    password: str | None = None,
    progress: PageProgress = lambda done, total: None,
    max_pages: int = DEFAULT_MAX_PAGES,
    max_unpacked: int = DEFAULT_MAX_UNPACKED,
    recognize: Recognize = lambda texts: None,
    accept_ocr: bool = False,
) -> Extraction:
    """Reads the PDF `data`.

    `recognize` may refuse it by its text before a table is looked for. With `accept_ocr`, text
    that was recognized in the picture of a page is read. Raises UnreadableError if it is no PDF,
    is damaged, needs a password, has more than `max_pages` pages, unpacks to more than
    `max_unpacked` bytes, or is a scan; CheckError if its text is not what its pages show.
    """
    opened = open_pdf(data, password, max_unpacked, max_pages)
    total = opened.page_count
    recognize(plain_text(opened.data))
    if opened.literal is not None:
        require_shown(plain_text(opened.data), plain_text(opened.literal))
        opened = replace(opened, data=opened.literal)
    upright, pages = _first_reading(opened, total, accept_ocr, progress)
    if not any(page.glyphs for page in pages):
        raise _no_text(pages)
    for engine in ENGINES[1:]:
        ignored = running_lines(pages)
        doubtful = [page.number for page in pages if any(_doubts(page, ignored))]
        for other in _read_pages(upright, doubtful, engine, accept_ocr):
            first = pages[other.number - 1]
            pages[other.number - 1] = min(first, other, key=lambda p: _doubts(p, ignored))
    return Extraction(
        hashlib.sha256(data).hexdigest(),
        source_name,
        tuple(pages),
        total,
        opened.restricted,
        opened.producer,
        (*opened.notes, *_notes(pages)),
        accepted_ocr=accept_ocr and any(_is_scan(page) for page in pages),
    )


class _SidewaysError(Exception):
    """The text of a page runs sideways: the PDF is rewritten first."""


def _first_reading(
    opened: OpenedPdf, total: int, accept_ocr: bool, progress: PageProgress
) -> tuple[OpenedPdf, list[Page]]:
    """Every page with the grid of its own rules, and the PDF with its pages upright."""
    numbers, engine = range(1, total + 1), ENGINES[0]
    if all(pose.is_upright for pose in opened.poses):
        with suppress(_SidewaysError):
            return opened, _read_pages(opened, numbers, engine, accept_ocr, progress)
    upright = replace(opened, data=set_upright(opened, text_angles(opened.data)))
    return upright, _read_pages(upright, numbers, engine, accept_ocr, progress)


def _read_pages(
    pdf: OpenedPdf,
    numbers: Sequence[int],
    engine: Engine,
    accept_ocr: bool,
    progress: PageProgress = lambda done, total: None,
) -> list[Page]:
    """The pages `numbers` with their tables, one by one so that memory stays small."""
    pages: list[Page] = []
    grids: dict[int, list[Grid]] = {}
    progress(0, len(numbers))
    for page in _glyph_pages(pdf, numbers):
        mine = _accepted(page) if accept_ocr else page
        if engine.lattice and page.number not in grids:
            ahead = [n for n in numbers if n >= page.number][:_PAGES_A_STEP]
            grids = {n: [] for n in ahead} | find_grids(pdf.data, ahead, engine)
        found = grids[page.number] if engine.lattice else grids_of(page.painting.rules, engine)
        pages.append(assemble(mine, found, engine.name))
        progress(1, len(numbers))
    return pages


def _glyph_pages(pdf: OpenedPdf, numbers: Sequence[int]) -> Iterator[PageGlyphs]:
    """The pages, with lines that a page's end cuts through read with their other half."""
    wanted = set(numbers)
    around = {n + by for n in wanted for by in (-1, 0, 1)}
    near = sorted(n for n in around if 1 <= n <= pdf.page_count)
    pages = _not_sideways(read_glyphs(pdf.data, pdf.has_layers, near)) if near else iter(())
    yield from (page for page in join_slices(pages) if page.number in wanted)


def _not_sideways(pages: Iterable[PageGlyphs]) -> Iterator[PageGlyphs]:
    for page in pages:
        if page.angle:
            raise _SidewaysError
        yield page


def _accepted(page: PageGlyphs) -> PageGlyphs:
    """A scanned page with the text that was recognized in its picture taken for seen."""
    if pictured(page) < SETTINGS.scan_share:
        return page
    runs = [replace(r, verdict=None) if r.verdict in (NO_INK, UNSEEN) else r for r in page.runs]
    return replace(page, runs=tuple(runs))


def _notes(pages: Sequence[Page]) -> Iterator[str]:
    """What stands in the file and is not read, where it stands in a table."""
    for page in pages:
        for words in page.left_out:
            if words.in_table and words.reason not in READ_ELSEWHERE:
                yield (
                    f"page {page.number}: “{words.text[:80]}” stands in the file inside a table and"
                    f" was left out: {words.reason}"
                )


def _is_scan(page: Page) -> bool:
    return page.pictured >= SETTINGS.scan_share


def _is_recognized(page: Page) -> bool:
    """True for the picture of a page with a layer of recognized text."""
    hidden = sum(w.glyphs for w in page.left_out if w.reason in (NO_INK, UNSEEN))
    return _is_scan(page) and hidden > page.glyphs


def require_no_scan(pages: Sequence[Page]) -> None:
    """Raises UnreadableError for the picture of a page with a layer of recognized text."""
    for page in filter(_is_recognized, pages):
        raise UnreadableError(f"the page is {_LAYER}", _BY_EYE, page=page.number)


_LAYER = (
    "a picture (a scan) with a layer of recognized text, which no reader sees and which may be"
    " wrong."
)
_BY_EYE = "Load the original, or check the numbers by eye and use --accept-ocr."


def _no_text(pages: Sequence[Page]) -> UnreadableError:
    if any(map(_is_recognized, pages)):
        return UnreadableError(f"the PDF is {_LAYER}", _BY_EYE)
    if any(page.images for page in pages):
        return UnreadableError(
            "the PDF holds pictures of pages and no text (a scan).",
            "Add a text layer first, for example with OCRmyPDF: ocrmypdf scan.pdf report.pdf. "
            "Then check the numbers against the pages by eye, and load it with --accept-ocr.",
        )
    return UnreadableError("the PDF has no text.", "Check that it is the right file.")


def running_lines(pages: Iterable[Page]) -> frozenset[str]:
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
    several = min(_SEVERAL, max(2, len(every)))
    least = max(_SEVERAL, len(every) // 2)
    often = {key for key, count in counts.items() if count >= least}
    return frozenset(often | {key for (key, _), n in numbered.items() if n >= several})


def _offsets(line: TextLine, page: Page) -> Iterable[tuple[int, int]]:
    """What each number of `line` has ahead of its page, with its position: the page number's stays.

    It may be the last (`Page 3`) or the first (`3 of 29`).
    """
    numbers: list[str] = re.findall(r"\d{1,5}", line.text)
    return [(slot, int(number) - page.number) for slot, number in enumerate(numbers)]


def _doubts(page: Page, ignored: frozenset[str]) -> tuple[int, int, int]:
    """What speaks against the tables found on `page`: the less, the better.

    Words on a rule, words outside the tables that look like rows, and columns too thin for words
    (the gaps between cells that have borders of their own).
    """
    rows = [line for line in page.lines if line.is_tabular and line.key not in ignored]
    words = sum(line.glyphs for line in rows) if page.tables or len(rows) > 1 else 0
    thin = sum(
        right - left < SETTINGS.thin_column
        for table in page.tables
        for left, right in table.columns
    )
    return len(page.problems), words, thin
