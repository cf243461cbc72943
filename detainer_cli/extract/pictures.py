"""Pictures of rows of a report's tables with their column heads, through pdfium."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium

from detainer_cli.errors import DetainersError
from detainer_cli.extract import extract
from detainer_cli.extract.glyphs import text_angles
from detainer_cli.extract.opening import open_pdf, set_upright
from detainer_cli.model.pages import Box

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE = 200 / 72  # 200 dots an inch
SIDE = 6.0  # points to the left and right of a row
RULE = 1.0  # points above and below, for the rules around it
_CAPTION_SIZE = 20  # dots
_FRAME = "red"
_MOST_UNPACKED = 2**30


@dataclass(frozen=True)
class Piece:
    """A row, or the part of a cut row, on one page (from 1); `box` in points of the upright page.

    `head_page` is the page on which the heads of its columns stand, above the row `head_row`: the
    first of that table with a record.
    """

    page: int
    box: tuple[float, ...]
    head_page: int
    head_row: tuple[float, ...]


Frame = tuple[int, tuple[float, ...]]
"""A page (from 1) and the box on it that a thin frame marks."""


@dataclass(frozen=True)
class Picture:
    """A picture; `has_heads` is False if the heads of a piece were not found."""

    image: Image
    has_heads: bool


def picture(
    content: bytes,
    pieces: Sequence[Piece],
    caption: Sequence[str],
    password: str | None = None,
    frames: Sequence[Frame] = (),
) -> Picture:
    """The pieces below each other, each under the heads of its columns, then the caption's lines.

    Heads that stand over several pieces come once; `frames` mark cells. Raises UnreadableError if
    the password is missing.
    """
    with PictureBook(content, password) as book:
        return book.picture(pieces, caption, frames)


class PictureBook:
    """The pictures of rows of one report, which is opened once. Raises UnreadableError."""

    def __init__(self, content: bytes, password: str | None = None) -> None:
        opened = open_pdf(content, password, _MOST_UNPACKED)
        self._upright = set_upright(opened, text_angles(opened.data))
        self._document = pdfium.PdfDocument(self._upright)
        self._known: dict[Head, Box | None] = {}

    def __enter__(self) -> PictureBook:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def picture(
        self, pieces: Sequence[Piece], caption: Sequence[str], frames: Sequence[Frame] = ()
    ) -> Picture:
        """The pieces under their heads, with frames in them, and the lines of the caption."""
        heads = {place: self._heads_at(place) for place in {_place(piece) for piece in pieces}}
        parts = [
            _rendered(
                self._document[page - 1], box, [Box(*frame) for on, frame in frames if on == page]
            )
            for page, box in _boxes(pieces, heads)
        ]
        parts += [_line(text) for text in caption]
        return Picture(_below_each_other(parts), None not in heads.values())

    def page(self, number: int, scale: float) -> Image:
        """A whole page (from 1), upright and in grey; `scale` is in dots a point."""
        shown: Image = self._document[number - 1].render(scale=scale, grayscale=True).to_pil()
        return shown

    def _heads_at(self, place: Head) -> Box | None:
        """The heads of a table, for which its page is read again once."""
        if place not in self._known:
            self._known[place] = _heads(self._upright, *place)
        return self._known[place]


Head = tuple[int, tuple[float, ...]]


def _place(piece: Piece) -> Head:
    return piece.head_page, piece.head_row


def _boxes(pieces: Sequence[Piece], heads: dict[Head, Box | None]) -> Iterator[tuple[int, Box]]:
    """The parts of pages to show; a row right below its heads is one part with them."""
    before: Box | None = None
    for piece in pieces:
        row, head = Box(*piece.box), heads[_place(piece)]
        if head is None or head == before:
            yield piece.page, row
        elif piece.page == piece.head_page and abs(row.y1 - head.y0) <= RULE:
            yield piece.page, Box.around([head, row])
        else:
            yield piece.head_page, head
            yield piece.page, row
        before = head


def _heads(upright: bytes, page: int, row: tuple[float, ...]) -> Box | None:
    """The part of a table above its first row with a record, found by reading the page again."""
    first = Box(*row)
    try:
        (read,) = extract(_one_page(upright, page), f"page {page}", accept_ocr=True).pages
    except DetainersError:
        return None
    x, y = (first.x0 + first.x1) / 2, (first.y0 + first.y1) / 2
    for table in read.tables:
        box = table.box
        if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 and box.y1 - first.y1 > RULE:
            return Box(box.x0, first.y1, box.x1, box.y1)
    return None


def _one_page(data: bytes, number: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf, pikepdf.new() as alone:
        alone.pages.append(pdf.pages[number - 1])
        alone.save(out)
    return out.getvalue()


def _rendered(page: pdfium.PdfPage, box: Box, frames: Sequence[Box]) -> Image:
    width, height = page.get_size()
    margins = (
        max(0.0, box.x0 - SIDE),
        max(0.0, box.y0 - RULE),
        max(0.0, width - box.x1 - SIDE),
        max(0.0, height - box.y1 - RULE),
    )
    picture: Image = page.render(scale=SCALE, crop=margins).to_pil()
    if frames:
        from PIL import ImageDraw

        picture = picture.convert("RGB")
        left, top = margins[0], height - margins[3]
        for frame in frames:
            low, high = (frame.x0 - 1 - left, top - frame.y1 - 1), (frame.x1 + 1, frame.y0 - 1)
            corners = (*low, high[0] - left, top - high[1])
            ImageDraw.Draw(picture).rectangle([v * SCALE for v in corners], outline=_FRAME, width=2)
    return picture


def _line(text: str) -> Image:
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(_CAPTION_SIZE)
    picture = Image.new("RGB", (int(font.getlength(text)) + 40, 2 * _CAPTION_SIZE), "white")
    ImageDraw.Draw(picture).text((20, _CAPTION_SIZE // 2), text, fill="black", font=font)
    return picture


def _below_each_other(parts: Sequence[Image]) -> Image:
    from PIL import Image

    size = (max(part.width for part in parts), sum(part.height for part in parts))
    whole = Image.new("RGB", size, "white")
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole
