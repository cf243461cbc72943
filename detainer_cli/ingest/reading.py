"""A file's content -> Document and ParsedReport: the work of the child that reads the PDF."""

from __future__ import annotations

from detainer_cli.checks.ledgers import check_pages, check_rows
from detainer_cli.extract import (
    DEFAULT_MAX_PAGES,
    DEFAULT_MAX_UNPACKED,
    extract,
    require_no_scan,
    running_lines,
)
from detainer_cli.model.pages import Document, Extraction, PageProgress
from detainer_cli.model.records import ParsedReport
from detainer_cli.parse import parse
from detainer_cli.parse.kind import require_kind
from detainer_cli.reference import words


def read_report(
    content: bytes,
    name: str,
    password: str | None = None,
    progress: PageProgress = lambda done, total: None,
    max_pages: int = DEFAULT_MAX_PAGES,
    max_unpacked: int = DEFAULT_MAX_UNPACKED,
    accept_ocr: bool = False,
) -> tuple[Document, ParsedReport]:
    """Reads a report. Raises UnreadableError, NotAReportError or CheckError.

    `max_unpacked` is in bytes; `accept_ocr` reads text that was recognized in pictures of pages.
    The pages are checked here and not passed on.
    """
    extraction, report = read_pages(
        content, name, password, progress, max_pages, max_unpacked, accept_ocr
    )
    return document_of(extraction), report


def read_pages(
    content: bytes,
    name: str,
    password: str | None = None,
    progress: PageProgress = lambda done, total: None,
    max_pages: int = DEFAULT_MAX_PAGES,
    max_unpacked: int = DEFAULT_MAX_UNPACKED,
    accept_ocr: bool = False,
) -> tuple[Extraction, ParsedReport]:
    """The same with every page, its tables and their cells."""
    extraction = extract(
        content, name, password, progress, max_pages, max_unpacked, require_kind, accept_ocr
    )
    if not accept_ocr:
        require_no_scan(extraction.pages)
    ignored = running_lines(extraction.pages)
    check_pages(extraction, ignored)
    report = parse(extraction, ignored, words)
    check_rows(extraction, report)
    return extraction, report


def document_of(extraction: Extraction) -> Document:
    """What is kept of the PDF besides its report."""
    return Document(
        extraction.sha256,
        extraction.source_name,
        page_count=len(extraction.pages),
        words=sum(page.words for page in extraction.pages),
        restricted=extraction.restricted,
        producer=extraction.producer,
        notes=extraction.notes,
        accepted_ocr=extraction.accepted_ocr,
    )
