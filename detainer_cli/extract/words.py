"""Reads the words of each page with their places, through pdfium."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from detainer_cli.errors import UnreadableError
from detainer_cli.model import Box

_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")  # of no width
_LINE_END_HYPHEN = 0x02  # pdfium's mark for a hyphen at the end of a line
_GAP = 0.17  # a gap wider than this share of the text height ends a word even without a space
_ANGLE_SAMPLE = 400


@dataclass
class Run:
    """Glyphs that follow each other without a gap; `edges` are each glyph's (left, right)."""

    text: str = ""
    edges: list[tuple[float, float]] = field(default_factory=list)
    x0: float = math.inf
    x1: float = -math.inf
    y0: float = math.inf
    y1: float = -math.inf
    baseline: float = 0.0

    def add(self, char: str, left: float, right: float, bottom: float, top: float) -> None:
        """Appends a glyph with its box."""
        self.text += char
        self.edges.append((left, right))
        self.x0, self.x1 = min(self.x0, left), max(self.x1, right)
        self.y0, self.y1 = min(self.y0, bottom), max(self.y1, top)

    @property
    def height(self) -> float:
        return max(self.y1 - self.y0, 1.0)

    @property
    def middle(self) -> float:
        """The y position that decides which row the run is in: half the height of small letters."""
        return self.baseline + 0.22 * self.height

    @property
    def box(self) -> Box:
        return Box(self.x0, self.y0, self.x1, self.y1)

    def split(self, at: int) -> tuple[Run, Run]:
        """The glyphs before and from `at`."""
        first, rest = Run(baseline=self.baseline), Run(baseline=self.baseline)
        for i, (char, (left, right)) in enumerate(zip(self.text, self.edges, strict=True)):
            (first if i < at else rest).add(char, left, right, self.y0, self.y1)
        return first, rest


@dataclass(frozen=True)
class PageWords:
    """The runs of one page in the order in which the file draws them."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    images: int


def text_angles(data: bytes) -> dict[int, int]:
    """For each page with text, the direction most of it runs in, in degrees counter-clockwise.

    One of 0, 90, 180, 270; pdfium itself counts clockwise.
    """
    angles = {}
    for number, page in _pages(data):
        text = page.get_textpage()
        count = text.count_chars()
        step = max(1, count // _ANGLE_SAMPLE)
        votes = Counter(
            -round(math.degrees(pdfium_c.FPDFText_GetCharAngle(text, i)) / 90) * 90 % 360
            for i in range(0, count, step)
            if not pdfium_c.FPDFText_IsGenerated(text, i)
        )
        if votes:
            angles[number] = votes.most_common(1)[0][0]
    return angles


def read_words(data: bytes, numbers: Sequence[int]) -> Iterator[PageWords]:
    """The words of some pages (from 1) of an upright PDF. Raises UnreadableError if damaged."""
    for number, page in _pages(data, numbers):
        text = page.get_textpage()
        runs = tuple(_runs(text.raw, text.count_chars()))
        images = sum(1 for _ in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        width, height = page.get_size()
        yield PageWords(number, width, height, runs, images)


def _pages(
    data: bytes, numbers: Sequence[int] | None = None
) -> Iterator[tuple[int, pdfium.PdfPage]]:
    try:
        with pdfium.PdfDocument(data) as document:
            for number in numbers or range(1, len(document) + 1):
                page = document[number - 1]
                yield number, page
                page.close()
    except pdfium.PdfiumError as error:
        raise UnreadableError(
            f"the PDF is damaged and cannot be read ({error}).", "Download it again."
        ) from None


def _runs(text: ctypes.c_void_p, count: int) -> Iterator[Run]:
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    run = Run()
    for i in range(count):
        char = _character(pdfium_c.FPDFText_GetUnicode(text, i))
        if char in _INVISIBLE:
            continue
        if not char.strip() and char.isspace():
            if run.text:
                yield run
            run = Run()
            continue
        pdfium_c.FPDFText_GetLooseCharBox(text, i, box)
        pdfium_c.FPDFText_GetCharOrigin(text, i, x, y)
        if run.text and not _follows(run, box, y.value):
            yield run
            run = Run()
        run.add(char, box.left, box.right, box.bottom, box.top)
        run.baseline = y.value
    if run.text:
        yield run


def _character(code: int) -> str:
    if code == _LINE_END_HYPHEN:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _follows(run: Run, box: pdfium_c.FS_RECTF, baseline: float) -> bool:
    """True if a glyph at `box` stands right behind `run` on the same line.

    The letters of a ligature come one by one, all with the place of the whole.
    """
    height = run.height
    left, right = run.edges[-1]
    behind = box.left > left - 0.1 * height and box.left - right < _GAP * height
    return behind and abs(baseline - run.baseline) < 0.3 * height
