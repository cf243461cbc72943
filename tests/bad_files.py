"""Files that are no report, or mean harm: built here, one of each kind."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas
from truths import REPORTS

MIB = 2**20


@dataclass(frozen=True)
class BadFile:
    """How it is made, the exit code it must give, and words that its message must hold."""

    make: Callable[[], bytes]
    code: int
    words: str


def _sample() -> bytes:
    return REPORTS[1].read_bytes()


def _truncated() -> bytes:
    content = _sample()
    return content[: len(content) // 2]


def pdf_of(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF with these objects, its cross-reference table and trailer."""
    out, offsets = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, offset in offsets.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, offset))
    size = max(objects) + 1
    out.write(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n" % (size, root, start))
    out.write(b"%%EOF\n")
    return out.getvalue()


def stream_of(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


@cache
def _packed(size: int) -> bytes:
    """`size` bytes of spaces, deflated: the same block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + block * (size // MIB) + b"\x03\x00"


def _pages(kids: bytes, count: int) -> bytes:
    return b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>"


def bomb_in_content(size: int = 2048 * MIB, filters: int = 1) -> bytes:
    """A page whose content unpacks to 2 GiB; with two filters, it is packed twice."""
    packed = _packed(size)
    for _ in range(filters - 1):
        packed = zlib.compress(packed, 9)
    names = b"/Filter [%s]" % (b" /FlateDecode" * filters)
    objects = {1: _CATALOG, 2: _pages(b"3 0 R", 1), 3: _PAGE, 4: stream_of(packed, names)}
    return pdf_of(objects)


def bomb_in_object_stream(size: int = 2048 * MIB) -> bytes:
    """A file whose catalog lies in an object stream that unpacks to 2 GiB."""
    body = stream_of(_packed(size), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    head = b"%PDF-1.7\n"
    first = b"1 0 obj\n" + body + b"\nendobj\n"
    at = len(head) + len(first)
    rows = [(0, 0, 65535), (1, len(head), 0), (2, 1, 0), (1, at, 0)]
    table = b"".join(a.to_bytes(1, "big") + b.to_bytes(4, "big") + c.to_bytes(2, "big")
                     for a, b, c in rows)  # fmt: skip
    entries = b"/Type /XRef /W [1 4 2] /Size 4 /Root 2 0 R"
    xref = b"3 0 obj\n" + stream_of(table, entries) + b"\nendobj\n"
    return head + first + xref + b"startxref\n%d\n%%%%EOF\n" % at


def bomb_in_image() -> bytes:
    """A page with a picture that says it is 60,000 pixels wide and high."""
    image = stream_of(
        _packed(512 * MIB),
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Filter /FlateDecode",
    )
    page = _PAGE.replace(b"/Contents", b"/Resources << /XObject << /I 5 0 R >> >> /Contents")
    objects = {1: _CATALOG, 2: _pages(b"3 0 R", 1), 3: page, 4: stream_of(b"/I Do"), 5: image}
    return pdf_of(objects)


def looping_pages() -> bytes:
    """A page tree whose second node has the first as its child."""
    child = b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 4 0 R] /Count 2 >>"
    page = b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 612 792] >>"
    return pdf_of({1: _CATALOG, 2: _pages(b"3 0 R", 2), 3: child, 4: page})


def looping_form() -> bytes:
    """A page whose content draws a form that draws itself."""
    form = stream_of(
        b"/F Do /F Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>",
    )
    page = _PAGE.replace(b"/Contents", b"/Resources << /XObject << /F 5 0 R >> >> /Contents")
    return pdf_of({1: _CATALOG, 2: _pages(b"3 0 R", 1), 3: page, 4: stream_of(b"/F Do"), 5: form})


def nested_arrays(depth: int = 200_000) -> bytes:
    """A page whose content, and whose own dictionary, hold arrays in arrays in arrays."""
    nest = b"[" * depth + b"]" * depth
    page = _PAGE.replace(b"/Contents", b"/Nest 5 0 R /Contents")
    return pdf_of({1: _CATALOG, 2: _pages(b"3 0 R", 1), 3: page, 4: stream_of(nest), 5: nest})


def claims_pages(count: int = 20_000) -> bytes:
    """A page tree that says it has 20,000 pages and has one."""
    return pdf_of({1: _CATALOG, 2: _pages(b"3 0 R", count), 3: _PAGE, 4: stream_of(b"")})


def many_pages(count: int = 20_000) -> bytes:
    """As many real pages, each with nothing on it."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"
    return pdf_of({1: _CATALOG, 2: _pages(kids, count)} | dict.fromkeys(range(3, count + 3), page))


def many_rules(count: int = 60_000) -> bytes:
    """A page crossed by so many lines that every crossing is a cell."""
    side = int(count**0.5)
    lines = [f"{x * 600 / side:.2f} 0 m {x * 600 / side:.2f} 792 l S" for x in range(side)]
    lines += [f"0 {y * 792 / side:.2f} m 612 {y * 792 / side:.2f} l S" for y in range(side)]
    text = "BT /F1 8 Tf 20 20 Td (word) Tj ET"
    page = _PAGE.replace(
        b"/Contents",
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        b" /Contents",
    )
    content = "\n".join([*lines, text]).encode()
    return pdf_of({1: _CATALOG, 2: _pages(b"3 0 R", 1), 3: page, 4: stream_of(content)})


def many_words(count: int = 3_000) -> bytes:
    """A page on which the same word stands 3,000 times, in the same few places."""
    words = b"\n".join(b"1 0 0 1 %d %d Tm (w) Tj" % (n % 600, n % 780) for n in range(count))
    page = _PAGE.replace(
        b"/Contents",
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        b" /Contents",
    )
    content = b"BT /F1 8 Tf\n" + words + b"\nET"
    packed = stream_of(zlib.compress(content), b"/Filter /FlateDecode")
    return pdf_of({1: _CATALOG, 2: _pages(b"3 0 R", 1), 3: page, 4: packed})


def huge_page() -> bytes:
    """A page of two million points, with a line of text."""
    return many_rules(16).replace(b"[0 0 612 792]", b"[0 0 2000000 2000000]")


def scan() -> bytes:
    """Two pages that are pictures."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    picture = _grey_picture()
    for _ in range(2):
        canvas.drawImage(picture, 0, 0, *letter)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _grey_picture() -> object:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    return ImageReader(Image.new("L", (85, 110), 200))


def with_password() -> bytes:
    """A sample that asks for a password before it opens."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_sample())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    return out.getvalue()


def with_page(key: str, value: object) -> bytes:
    """A sample with another value in the dictionary of its second page."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_sample())) as pdf:
        pdf.pages[1].obj[key] = value
        pdf.save(out)
    return out.getvalue()


def _damaged(name: str) -> bytes:
    return (Path(__file__).parent / "reports" / "damaged" / name).read_bytes()


def unrelated() -> bytes:
    """A letter that speaks of something else."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    for number, line in enumerate(("Minutes of the garden club", "Present: six members.")):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    return out.getvalue()


BAD_FILES = {
    "truncated": BadFile(_truncated, 3, "damaged"),
    "empty": BadFile(lambda: b"", 3, "is empty"),
    "no-pdf": BadFile(lambda: b"<html><body>Not found</body></html>", 3, "is not a PDF"),
    "garbage": BadFile(lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400, 3, "damaged"),
    "bomb-content": BadFile(bomb_in_content, 3, "MiB"),
    "bomb-packed-twice": BadFile(lambda: bomb_in_content(filters=2), 3, ""),
    "bomb-object-stream": BadFile(bomb_in_object_stream, 3, ""),
    "bomb-image": BadFile(bomb_in_image, 3, ""),
    "looping-pages": BadFile(looping_pages, 3, ""),
    "looping-form": BadFile(looping_form, 3, ""),
    "nested-arrays": BadFile(nested_arrays, 3, ""),
    "claims-pages": BadFile(claims_pages, 3, ""),
    "many-pages": BadFile(many_pages, 3, "20,000 pages"),
    "many-rules": BadFile(many_rules, 4, ""),
    "many-words": BadFile(many_words, 4, ""),
    "huge-page": BadFile(huge_page, 4, ""),
    "scan": BadFile(scan, 3, "OCRmyPDF"),
    "password": BadFile(with_password, 3, "--password"),
    "rotated-by-text": BadFile(lambda: with_page("/Rotate", pikepdf.String("90")), 3, "page 2"),
    "box-of-names": BadFile(
        lambda: with_page("/MediaBox", pikepdf.Array([pikepdf.Name("/A")] * 4)), 3, "/MediaBox"
    ),
    "contents-number": BadFile(lambda: with_page("/Contents", 7), 3, "/Contents"),
    "mutant-34": BadFile(lambda: _damaged("mutant_34.pdf"), 3, "checksum"),
    "mutant-47": BadFile(lambda: _damaged("mutant_47.pdf"), 3, "checksum"),
    "mutant-169": BadFile(lambda: _damaged("mutant_169.pdf"), 3, "checksum"),
    "mutant-188": BadFile(lambda: _damaged("mutant_188.pdf"), 3, "damaged: object"),
    "unrelated": BadFile(unrelated, 4, "is no Weekly"),
}
