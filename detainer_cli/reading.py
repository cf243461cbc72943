"""A file's content -> Extraction and ParsedReport: the part of the work that reads the PDF."""

from __future__ import annotations

from detainer_cli.extract import (
    DEFAULT_MAX_PAGES,
    DEFAULT_MAX_UNPACKED,
    Progress,
    extract,
    furniture,
    require_no_scan,
)
from detainer_cli.model import Extraction, ParsedReport
from detainer_cli.parse import parse, require_kind
from detainer_cli.reference import words


def read_report(
    content: bytes,
    name: str,
    password: str | None = None,
    progress: Progress = lambda done, total: None,
    max_pages: int = DEFAULT_MAX_PAGES,
    max_unpacked: int = DEFAULT_MAX_UNPACKED,
    accept_ocr: bool = False,
) -> tuple[Extraction, ParsedReport]:
    """Reads a report. Raises UnreadableError, NotAReportError or CheckError.

    `max_unpacked` is in bytes.
    """
    extraction = extract(
        content, name, password, progress, max_pages, max_unpacked, require_kind, accept_ocr
    )
    if not accept_ocr:
        require_no_scan(extraction.pages)
    return extraction, parse(extraction, furniture(extraction.pages), words)
