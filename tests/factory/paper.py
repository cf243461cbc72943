"""The pages of a report: turned, moved, with their furniture; a place for the next line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from .layouts import Layout

NOTICE = "SYNTHETIC SAMPLE for software testing. Not an ICE publication; individuals are invented."
MARGIN = 54.0
FURNITURE = 26.0  # from the edge of the page to its notice
PRIVATE_BULLET = "\uf0b7"  # where word processors put the bullet of a symbol font
BOLD = {
    "Helvetica": "Helvetica-Bold",
    "Times-Roman": "Times-Bold",
    "Courier": "Courier-Bold",
    "Vera": "Vera-Bold",
}


def register_fonts() -> None:
    """Vera, which ReportLab brings; the bold one has a bullet that extracts as U+F0B7, too."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    symbol = TTFont("Vera-Bold", "VeraBd.ttf")
    for table in (symbol.face.charToGlyph, symbol.face.charWidths):
        table[ord(PRIVATE_BULLET)] = table[ord("•")]
    pdfmetrics.registerFont(symbol)


def wrap(text: str, width: float, font: str, size: float) -> list[str]:
    """Lines no wider than `width`, broken at spaces, after hyphens in words and at line feeds."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in pieces(paragraph):
            if line and pdfmetrics.stringWidth((line + piece).rstrip(), font, size) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece
        lines.append(line.rstrip())
    return lines


def pieces(text: str) -> list[str]:
    """What may not be broken: `form I-` and `247N` may, `Hillsboro - Washington` at its spaces."""
    return re.findall(r"\S+?(?:(?<=\w)-(?=\w)|\s+|$)", text)


class Paper:
    """Pages of one report; `y` is where the next thing goes, `bottom` where the page ends."""

    def __init__(self, target: Path | BinaryIO, layout: Layout) -> None:
        register_fonts()
        self.canvas = Canvas(target if not isinstance(target, Path) else str(target), invariant=1)
        self.layout = layout
        self.number = 0
        self.short = 0
        self.section = 0
        self.starts: dict[int, int] = {}  # section -> its first page

    def turn(self, *, table: bool = False) -> None:
        """Starts the next page; one that only carries a table on can be made shorter."""
        if self.number:
            self.canvas.showPage()
        self.number += 1
        self.width, self.height = self.layout.page
        if self.section in self.layout.turned:
            self.width, self.height = self.height, self.width
        self._set_upright(self.layout.rotate[(self.number - 1) % len(self.layout.rotate)])
        self.y, self.bottom = self.height - MARGIN, MARGIN
        if table and self.layout.depths:
            self.bottom = self.y - self.layout.depths[self.short % len(self.layout.depths)]
            self.short += 1
        self._furnish()

    def deepen(self, height: float) -> None:
        """Gives a shortened page room for what is not a row of a table."""
        self.bottom = max(MARGIN, self.bottom - height)

    def finish(self) -> None:
        self.canvas.save()

    @property
    def room(self) -> float:
        return self.y - self.bottom

    @property
    def text_width(self) -> float:
        return self.width - 2 * MARGIN

    def write(
        self, text: str, size: float = 10, *, bold: bool = False, center: bool = False,
        indent: float = 0, width: float = 1.0, after: float = 6,
    ) -> None:  # fmt: skip
        """A paragraph, onto the next page where this one is full."""
        plain = self.layout.font
        font = BOLD[plain] if bold else plain
        text = text.upper() if self.layout.upper else text
        for line in wrap(text, self.text_width * width - indent, font, size):
            if self.room < 1.25 * size:
                self.turn()
            self.y -= 1.25 * size
            self.canvas.setFont(font, size)
            if center:
                self.canvas.drawCentredString(self.width / 2, self.y, line)
            else:
                self.canvas.drawString(MARGIN + indent, self.y, line)
        self.y -= after

    def _set_upright(self, angle: int) -> None:
        """Draws sideways, so that a viewer that obeys /Rotate shows the page upright."""
        width, height = self.width, self.height
        self.canvas.setPageSize((width, height))
        self.canvas.setPageRotation(angle)  # exchanges the sides of the paper where it must
        matrices = {
            90: (0, 1, -1, 0, height, 0),
            180: (-1, 0, 0, -1, width, height),
            270: (0, -1, 1, 0, 0, width),
        }
        if angle:
            self.canvas.transform(*matrices[angle])

    def _furnish(self) -> None:
        """The notice and the page number at one end, the running line at the other."""
        number = self.layout.page_number.format(notice=NOTICE, page=self.number)
        low, high = FURNITURE, self.height - FURNITURE - 6
        here, there = (low, high) if self.layout.furniture == "bottom" else (high, low)
        self.canvas.setFont("Helvetica", 7.5)
        if NOTICE in number:
            self.canvas.drawString(MARGIN, here, number)
        else:
            self.canvas.drawString(MARGIN, here, NOTICE)
            self.canvas.drawRightString(self.width - MARGIN, here, number)
        self.canvas.drawString(MARGIN, there, self.layout.running)


def move_origin(path: Path, origin: tuple[float, float]) -> None:
    """Gives every page a MediaBox that starts at `origin`, with the same picture in it."""
    across, up = origin
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = (float(number) for number in page.MediaBox)
            page.MediaBox = [x0 + across, y0 + up, x1 + across, y1 + up]
            page.contents_add(f"q 1 0 0 1 {across} {up} cm\n".encode(), prepend=True)
            page.contents_add(b"\nQ")
        pdf.save(path)
