"""Pictures of parts of a report's pages, through pdfium."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium

from detainer_cli.extract.glyphs import text_angles
from detainer_cli.extract.opening import open_pdf, set_upright

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE = 200 / 72  # 200 dots an inch
MARGIN = 6.0  # points around a row
_CAPTION_SIZE = 20  # dots
_MOST_UNPACKED = 2**30


def crop(
    content: bytes,
    pieces: Sequence[tuple[int, tuple[Any, ...]]],
    caption: Sequence[str],
    password: str | None = None,
) -> Image:
    """The `pieces` (page from 1, box in points of the upright page) below each other.

    The lines of `caption` stand under them. Raises UnreadableError if the password is missing.
    """
    from PIL import Image

    opened = open_pdf(content, password, _MOST_UNPACKED)
    with pdfium.PdfDocument(set_upright(opened, text_angles(opened.data))) as document:
        parts = [_piece(document[number - 1], box) for number, box in pieces]
    parts += [_line(text) for text in caption]
    size = (max(part.width for part in parts), sum(part.height for part in parts))
    whole = Image.new("RGB", size, "white")
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole


def _line(text: str) -> Image:
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(_CAPTION_SIZE)
    picture = Image.new("RGB", (int(font.getlength(text)) + 40, 2 * _CAPTION_SIZE), "white")
    ImageDraw.Draw(picture).text((20, _CAPTION_SIZE // 2), text, fill="black", font=font)
    return picture


def _piece(page: pdfium.PdfPage, box: tuple[Any, ...]) -> Image:
    x0, y0, x1, y1 = (float(v) for v in box)
    width, height = page.get_size()
    margins = (
        max(0.0, x0 - MARGIN),
        max(0.0, y0 - MARGIN),
        max(0.0, width - x1 - MARGIN),
        max(0.0, height - y1 - MARGIN),
    )
    picture: Image = page.render(scale=SCALE, crop=margins).to_pil()
    return picture
