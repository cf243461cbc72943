"""Pictures of the pages of reports: made once of each file, and cut on the pages of the site.

The picture of a row is no file: it is a window on the picture of its page, by the row's box.
"""

from __future__ import annotations

import io
import sqlite3
from dataclasses import dataclass

from PIL import Image

from detainer_cli.errors import UnreadableError
from detainer_cli.output.site.addresses import picture
from detainer_cli.output.site.folder import Folder
from detainer_cli.output.site.source import Box, Report

DOTS_A_POINT = 1.5  # 108 an inch: small print is read, a page is some 40 kB
_GREYS = 16
_STEPS = [round(value * (_GREYS - 1) / 255) for value in range(256)]
_PALETTE = [step * 255 // (_GREYS - 1) for step in range(_GREYS) for _ in "RGB"]
_SIDE, _RULE = 4.0, 1.0  # points around a row: to its sides, and for the rules over and under it


@dataclass(frozen=True)
class PagePicture:
    """The picture of a page, and the page's size in points."""

    address: str
    width: float
    height: float

    def window(self, box: Box) -> str:
        """The `viewBox` that shows the part of the page in a box, whose origin is below."""
        x0, y0, x1, y1 = box
        left, right = max(0.0, x0 - _SIDE), min(self.width, x1 + _SIDE)
        top, bottom = max(0.0, self.height - y1 - _RULE), min(self.height, self.height - y0 + _RULE)
        return f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}"

    def frame(self, box: Box) -> dict[str, str]:
        """The box as attributes of a `rect` on the picture, whose origin is above."""
        x0, y0, x1, y1 = box
        return {
            "x": f"{x0:.1f}",
            "y": f"{self.height - y1:.1f}",
            "width": f"{x1 - x0:.1f}",
            "height": f"{y1 - y0:.1f}",
        }


def page_pictures(
    conn: sqlite3.Connection, report: Report, folder: Folder
) -> dict[int, PagePicture]:
    """The pictures of all pages of a report, by their numbers.

    None where the database does not keep its PDF, or it cannot be opened without a password.
    """
    if not report.is_kept:
        return {}
    numbers = range(1, report.pages + 1)
    missing = [n for n in numbers if not folder.keep(picture(report.sha256, n))]
    sizes = {n: _size_of(folder, report, n) for n in numbers if n not in missing}
    try:
        sizes |= _drawn(conn, report, folder, missing)
    except UnreadableError:
        return {}
    return {
        n: PagePicture(picture(report.sha256, n), *(dots / DOTS_A_POINT for dots in sizes[n]))
        for n in numbers
    }


def _size_of(folder: Folder, report: Report, number: int) -> tuple[int, int]:
    with Image.open(folder.root / picture(report.sha256, number)) as known:
        return known.size


def _drawn(
    conn: sqlite3.Connection, report: Report, folder: Folder, numbers: list[int]
) -> dict[int, tuple[int, int]]:
    """Draws pages, and puts their pictures; their sizes in dots. Raises UnreadableError."""
    if not numbers:
        return {}
    from detainer_cli.extract.pictures import PictureBook

    sql = "SELECT content FROM report_pdf WHERE report_id = ?"
    (content,) = conn.execute(sql, [report.id]).fetchone()
    sizes = {}
    with PictureBook(content) as book:
        for number in numbers:
            shown = book.page(number, DOTS_A_POINT)
            folder.put(picture(report.sha256, number), _png(shown))
            sizes[number] = shown.size
    return sizes


def _png(shown: Image.Image) -> bytes:
    """In sixteen greys: as small as lossless WebP, in a quarter of its time."""
    steps = Image.frombytes("P", shown.size, shown.point(_STEPS).tobytes())
    steps.putpalette(_PALETTE)
    out = io.BytesIO()
    steps.save(out, "PNG", bits=4)
    return out.getvalue()
