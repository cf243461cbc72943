"""Reports as a scanner with text recognition makes them: pictures over text that nobody sees."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2 as pdfium
from PIL import Image


def scanned(pdf: bytes, dots: int = 60) -> bytes:
    """The report with a picture of each page, so many dots an inch, over its own text.

    The text is there in render mode 3, as the layer of an OCR program is; the rules of the tables
    are drawn, as programs do that recognize tables, too.
    """
    with pdfium.PdfDocument(pdf) as drawn, pikepdf.open(io.BytesIO(pdf)) as made:
        for seen, page in zip(drawn, made.pages, strict=True):
            picture = seen.render(scale=dots / 72).to_pil().convert("RGB")
            page.contents_coalesce()
            text = page.Contents.read_bytes()
            page.Contents = made.make_stream(re.sub(rb"\bBT\b", b"BT 3 Tr", text))
            name = page.add_resource(_image(made, picture), pikepdf.Name.XObject)
            width, height = seen.get_size()
            page.contents_add(f"q {width} 0 0 {height} 0 0 cm {name} Do Q".encode())
        out = io.BytesIO()
        made.save(out)
    return out.getvalue()


def _image(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    image = pdf.make_stream(picture.tobytes())
    width, height = picture.size
    image.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": width,
            "/Height": height,
            "/ColorSpace": pikepdf.Name.DeviceRGB,
            "/BitsPerComponent": 8,
        }
    )
    return image
