"""Opens a PDF whatever its protection and sets every page upright, through pikepdf.

The libraries that read words and rules each treat /Rotate, /CropBox and sideways text in their
own way. Pages are therefore rewritten first: text runs left to right, the visible area starts at
(0, 0), nothing is turned. Both readers then speak of the same points.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf

from detainer_cli.errors import UnreadableError
from detainer_cli.extract.damage import require_whole

_NOISE = re.compile(r"^stream <[^>]*>(?=[: ])[: ]*")  # how a message names a file in memory

_TURNS = {  # degrees to turn the content clockwise -> matrix and whether width and height swap
    0: ("1 0 0 1 {l} {b}", False),
    90: ("0 -1 1 0 {b} {r}", True),
    180: ("-1 0 0 -1 {r} {t}", False),
    270: ("0 1 -1 0 {t} {l}", True),
}


@dataclass(frozen=True)
class OpenedPdf:
    """A PDF without protection: `restricted` says that its owner had limited copying.

    `notes` are on damage that does not matter to its pages.
    """

    data: bytes
    page_count: int
    restricted: bool
    producer: str
    notes: tuple[str, ...] = ()


def open_pdf(data: bytes, password: str | None, max_unpacked: int) -> OpenedPdf:
    """Decrypts `data` where needed.

    Raises UnreadableError for a file that is no PDF, is damaged, needs a password, or whose
    streams unpack to more than `max_unpacked` bytes.
    """
    if b"%PDF-" not in data[:1024]:
        what = "is empty" if not data else "is not a PDF (it does not start with %PDF)"
        raise UnreadableError(f"the file {what}.", "Download it again, or check its name.")
    try:
        with pikepdf.open(io.BytesIO(data), password=password or "") as pdf:
            notes = require_whole(pdf, data, max_unpacked)
            restricted = pdf.is_encrypted and not pdf.allow.extract
            producer = str(pdf.docinfo.get("/Producer", "")) if pdf.trailer.get("/Info") else ""
            plain = _rewritten(pdf) if pdf.is_encrypted else data
            return OpenedPdf(plain, len(pdf.pages), restricted, producer, notes)
    except pikepdf.PasswordError:
        wrong = "the password does not open it." if password else "it needs a password to open."
        raise UnreadableError(wrong, "Give the right one with --password.") from None
    except (pikepdf.PdfError, ValueError, RecursionError, OverflowError) as error:
        reason = _NOISE.sub("", " ".join(str(error).split()))[:200]
        raise UnreadableError(
            f"the PDF is damaged and cannot be read ({reason}).", "Download it again."
        ) from None


def set_upright(data: bytes, text_angles: dict[int, int]) -> bytes:
    """`data` with every page upright; the same bytes if nothing has to change.

    `text_angles` gives for each page (from 1) the direction in which most of its text runs, in
    degrees counter-clockwise (0, 90, 180, 270); a page without text follows its /Rotate.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        changed = False
        for number, page in enumerate(pdf.pages, start=1):
            rotation = _rotation(page)
            turn = text_angles.get(number, rotation)
            if turn or rotation or not _starts_at_origin(page):
                _turn(pdf, page, turn)
                changed = True
        return _rewritten(pdf) if changed else data


def _rotation(page: pikepdf.Page) -> int:
    """The page's /Rotate in degrees clockwise, its own or inherited from a parent node."""
    node: pikepdf.Object | None = page.obj
    for _ in range(50):  # a page tree may loop
        if node is None:
            break
        if "/Rotate" in node:
            return int(node["/Rotate"]) // 90 * 90 % 360
        node = node.get("/Parent")
    return 0


def _starts_at_origin(page: pikepdf.Page) -> bool:
    boxes = ([float(v) for v in box] for box in (page.mediabox, page.cropbox))
    media, crop = boxes
    return media == crop and media[:2] == [0.0, 0.0]


def _turn(pdf: pikepdf.Pdf, page: pikepdf.Page, clockwise: int) -> None:
    x0, y0, x1, y1 = (float(v) for v in page.cropbox)
    left, right, bottom, top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    template, swapped = _TURNS[clockwise]
    signs = {"l": -left, "r": right, "b": -bottom, "t": top}
    matrix = template.format(**{k: f"{v:.4f}" for k, v in signs.items()})
    page.contents_coalesce()
    page.contents_add(pdf.make_stream(f"q {matrix} cm\n".encode()), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ"))
    width, height = right - left, top - bottom
    size = (height, width) if swapped else (width, height)
    page.mediabox = pikepdf.Array([0, 0, *size])
    page.cropbox = page.mediabox
    for key in ("/Rotate", "/TrimBox", "/BleedBox", "/ArtBox"):
        if key in page.obj:
            del page.obj[key]
    page.obj["/Rotate"] = 0  # an inherited rotation no longer applies


def _rewritten(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, encryption=False)
    return out.getvalue()
