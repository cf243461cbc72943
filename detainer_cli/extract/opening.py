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
from detainer_cli.extract.actual_text import take_out
from detainer_cli.extract.damage import examine
from detainer_cli.model.pages import Box

_ANY_NUMBER = 2**31
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

    `poses` say how its pages lie, `notes` are on damage that does not matter to them, `has_layers`
    says that it has optional content, which may be off. `literal` is the same file without the text
    that it holds in place of what it shows, if it holds any.
    """

    data: bytes
    poses: tuple[Pose, ...]
    restricted: bool
    producer: str
    notes: tuple[str, ...] = ()
    has_layers: bool = False
    literal: bytes | None = None

    @property
    def page_count(self) -> int:
        return len(self.poses)


@dataclass(frozen=True)
class Pose:
    """How a page lies: by how many degrees clockwise viewers turn it, and the area they show.

    `is_upright` if every reader sees it the same: not turned, and shown whole, from (0, 0).
    """

    rotation: int
    shown: Box
    is_upright: bool


def open_pdf(
    data: bytes, password: str | None, max_unpacked: int, max_pages: int = _ANY_NUMBER
) -> OpenedPdf:
    """Decrypts `data` where needed, and writes it anew: what was examined is what is read.

    Readers of PDFs differ in what they make of a slip, were it a single odd space.

    Raises UnreadableError for a file that is no PDF, is damaged, needs a password, has more than
    `max_pages` pages, or whose streams unpack to more than `max_unpacked` bytes.
    """
    if b"%PDF-" not in data[:1024]:
        what = "is empty" if not data else "is not a PDF (it does not start with %PDF)"
        raise UnreadableError(f"the file {what}.", "Download it again, or check its name.")
    try:
        with pikepdf.open(io.BytesIO(data), password=password or "") as pdf:
            _require_few(len(pdf.pages), max_pages)
            notes = examine(pdf, data, max_unpacked)
            restricted = pdf.is_encrypted and not pdf.allow.extract
            poses = tuple(_pose(number, page) for number, page in enumerate(pdf.pages, start=1))
            has_layers = "/OCProperties" in pdf.Root
            producer, plain = _producer(pdf), _rewritten(pdf)
            literal = _rewritten(pdf) if take_out(pdf) else None
            return OpenedPdf(plain, poses, restricted, producer, notes, has_layers, literal)
    except pikepdf.PasswordError:
        wrong = "the password does not open it." if password else "it needs a password to open."
        raise UnreadableError(wrong, "Give the right one with --password.") from None
    except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError) as error:
        reason = _NOISE.sub("", " ".join(str(error).split()))[:200]
        raise UnreadableError(
            f"the PDF is damaged and cannot be read ({reason}).", "Download it again."
        ) from None


def _require_few(pages: int, most: int) -> None:
    if pages > most:
        raise UnreadableError(
            f"the PDF has {pages:,} pages; at most {most:,} are read.",
            "A weekly report has some 35. Allow more with --max-pages.",
        )


def _producer(pdf: pikepdf.Pdf) -> str:
    info = pdf.trailer.get("/Info")
    producer = info.get("/Producer") if isinstance(info, pikepdf.Dictionary) else None
    text = str(producer) if isinstance(producer, pikepdf.String) else ""
    return text.encode(errors="replace").decode()


def _pose(number: int, page: pikepdf.Page) -> Pose:
    """How a page that `damage` found sound lies; what it inherits, pikepdf has given to it."""
    rotation = int(page.obj.get("/Rotate", 0)) % 360
    media, crop = _corners(page.mediabox), _corners(page.cropbox)
    x, y = (sorted(media[n::2]) for n in (0, 1))
    crop_x, crop_y = (sorted(crop[n::2]) for n in (0, 1))
    left, right = max(x[0], crop_x[0]), min(x[1], crop_x[1])
    bottom, top = max(y[0], crop_y[0]), min(y[1], crop_y[1])
    if left >= right or bottom >= top:
        message = "the PDF is damaged: nothing of the page lies within its /CropBox."
        raise UnreadableError(message, "Download it again.", page=number)
    is_upright = rotation == 0 and [0.0, 0.0, right, top] == media == crop
    return Pose(rotation, Box(left, bottom, right, top), is_upright)


def _corners(box: pikepdf.Object) -> list[float]:
    """Any two opposite corners: which ones they are, a file may choose."""
    return [float(v) for v in box]


def set_upright(opened: OpenedPdf, text_angles: dict[int, int]) -> bytes:
    """Its data with every page upright; the same bytes if nothing has to change.

    `text_angles` gives for each page (from 1) the direction in which most of its text runs, in
    degrees counter-clockwise (0, 90, 180, 270); a page without text follows its /Rotate.
    """
    turns = [text_angles.get(n, pose.rotation) for n, pose in enumerate(opened.poses, start=1)]
    lying = list(zip(opened.poses, turns, strict=True))
    if all(pose.is_upright and not turn for pose, turn in lying):
        return opened.data
    with pikepdf.open(io.BytesIO(opened.data)) as pdf:
        for page, (pose, turn) in zip(pdf.pages, lying, strict=True):
            if turn or not pose.is_upright:
                _turn(pdf, page, pose, turn)
        return _rewritten(pdf)


def _turn(pdf: pikepdf.Pdf, page: pikepdf.Page, pose: Pose, clockwise: int) -> None:
    template, swapped = _TURNS[clockwise]
    box = pose.shown
    signs = {"l": -box.x0, "r": box.x1, "b": -box.y0, "t": box.y1}
    matrix = template.format(**{k: f"{v:.4f}" for k, v in signs.items()})
    page.contents_coalesce()
    page.contents_add(pdf.make_stream(f"q {matrix} cm\n".encode()), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ"))
    width, height = box.x1 - box.x0, box.y1 - box.y0
    size = (height, width) if swapped else (width, height)
    page.mediabox = pikepdf.Array([0, 0, *size])
    page.cropbox = page.mediabox
    for key in ("/Rotate", "/TrimBox", "/BleedBox", "/ArtBox"):
        if key in page.obj:
            del page.obj[key]
    page.obj["/Rotate"] = 0  # an inherited rotation no longer applies


def _rewritten(pdf: pikepdf.Pdf) -> bytes:
    """The file as qpdf understands it, without protection, its streams as they are."""
    out = io.BytesIO()
    pdf.save(
        out,
        encryption=False,
        preserve_pdfa=False,
        fix_metadata_version=False,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return out.getvalue()
