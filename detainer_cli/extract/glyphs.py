"""Reads the glyphs of each page with their places, and tells which of them a reader sees.

One pass of pdfium over a page gives what it paints (`painted.py`), the glyphs, and the number of
glyphs, which is counted apart from them for the ledger.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from detainer_cli.errors import UnreadableError
from detainer_cli.extract.painted import address, read_painting
from detainer_cli.extract.painting import Painting, TextState
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.extract.visible import UNSEEN, Verdict, look
from detainer_cli.model.pages import Box

_NO_WIDTH = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_WHITES = frozenset(map(ord, " \n\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"))
_WHITES |= frozenset(range(0x2000, 0x200B))  # spaces of all widths
_SIGNS = frozenset(range(0x20)) - {0x02, 0x0A, 0x0D}  # control characters: no font means them
_INK = 0.05  # points: what is smaller is nothing
_LINE_END_HYPHEN = 0x02  # pdfium's mark for a hyphen at the end of a line
_HYPHENS = frozenset({0x02, 0xAD, 0x2010, 0x2011})  # each is shown as a hyphen
_MINUS = re.compile(r"(?<=[^\W\d])\u2212(?=[^\W\d])")  # between letters it is a hyphen, too
_FIRST_TWIN = 0x340  # from here on there are signs that are others: U+037E is a semicolon
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}

TURNED = "slanted, as a stamp across the page"
SIDEWAYS = "sideways, across the page's text"
_EM = 1.15  # of the font size: ascent and descent of common fonts together
_STRAIGHT = 1.0  # degrees: text that slants less is straight (rounded matrices)


Point = tuple[float, float]


@dataclass
class Run:
    """Glyphs that follow each other without a gap; `edges` are each glyph's (left, right).

    `verdict` says how far a reader sees them: None if whole, CUT if in part, else why not.
    `closed` and `opened` say that white space stands behind or before it in the file. `size` is
    its font's in points, 0 if that cannot be relied on.
    """

    texts: list[str] = field(default_factory=list)
    edges: list[tuple[float, float]] = field(default_factory=list)
    x0: float = math.inf
    x1: float = -math.inf
    y0: float = math.inf
    y1: float = -math.inf
    baseline: float = 0.0
    verdict: Verdict = None
    opened: bool = False
    closed: bool = False
    size: float = 0.0

    def add(self, text: str, left: float, right: float, bottom: float, top: float) -> None:
        """Appends a glyph with its box."""
        self.texts.append(text)
        self.edges.append((left, right))
        if left < self.x0:
            self.x0 = left
        if right > self.x1:
            self.x1 = right
        if bottom < self.y0:
            self.y0 = bottom
        if top > self.y1:
            self.y1 = top

    @property
    def text(self) -> str:
        """The letters; a hyphen is a hyphen, whichever sign the font gives for it."""
        text = "".join(self.texts)
        return _MINUS.sub("-", text) if "\u2212" in text else text

    @property
    def height(self) -> float:
        """An em in points: what ascent and descent of the font come to."""
        return _EM * self.size if self.size else max(self.y1 - self.y0, 1.0)

    @property
    def middle(self) -> float:
        """The y position that decides which row the run is in: half the height of small letters."""
        return self.baseline + 0.22 * self.height

    @property
    def box(self) -> Box:
        return Box(self.x0, self.y0, self.x1, self.y1)

    def picked(self, keep: list[bool]) -> Run:
        """The glyphs for which `keep` is true, as a run."""
        part = Run(baseline=self.baseline, verdict=self.verdict, size=self.size)
        part.opened, part.closed = self.opened and keep[0], self.closed and keep[-1]
        for text, (left, right), is_kept in zip(self.texts, self.edges, keep, strict=True):
            if is_kept:
                part.add(text, left, right, self.y0, self.y1)
        return part

    def split(self, at: int) -> tuple[Run, Run]:
        """The glyphs before and from `at`."""
        before = [i < at for i in range(len(self.texts))]
        return self.picked(before), self.picked([not is_first for is_first in before])


@dataclass(frozen=True)
class PageGlyphs:
    """One page as it is painted.

    `runs` are in the order in which the file draws them, seen or not; `painted` is the number of
    glyphs, counted apart. `angle` is the direction in which most of the text runs, in degrees
    counter-clockwise, None without text.
    """

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    painted: int
    painting: Painting
    angle: int | None


def read_glyphs(
    data: bytes, has_layers: bool = False, numbers: Sequence[int] | None = None
) -> Iterator[PageGlyphs]:
    """The pages `numbers` (from 1; all without it) of a PDF, one by one.

    `has_layers` says that the file has optional content: then what is seen is told by the pixels.
    Raises UnreadableError if pdfium cannot read the file.
    """
    for number, page in _pages(data, numbers):
        yield _read_page(page, number, has_layers)


def text_angles(data: bytes) -> dict[int, int]:
    """For each page with text, the direction of most of it, in degrees counter-clockwise."""
    return {page.number: page.angle for page in read_glyphs(data) if page.angle is not None}


def plain_text(data: bytes) -> Iterator[str]:
    """The text of page after page, without places and seen or not: enough to know what it is."""
    for _, page in _pages(data):
        yield page.get_textpage().get_text_range()


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


def _read_page(page: pdfium.PdfPage, number: int, has_layers: bool) -> PageGlyphs:
    width, height = page.get_size()
    text = page.get_textpage()
    painting = read_painting(page.raw, width, height)
    angle = _main_angle(painting.texts)
    sight = look(page, painting, has_layers)
    turned = _turned(painting.texts, angle)
    sizes = {t.key: t.size for t in painting.texts}
    runs = tuple(_runs(text.raw, text.count_chars(), _Judges(sight.judges, turned, sizes)))
    _distrust_odd_sizes(runs)
    for run in runs:
        if run.verdict is None and not sight.shows(run.box):
            run.verdict = UNSEEN
    painting.rules = [r for r in dict.fromkeys(painting.rules) if sight.shows_rule(r)]
    painted = _count_painted(text)
    return PageGlyphs(number, width, height, runs, painted, painting, angle)


def _main_angle(texts: list[TextState]) -> int | None:
    """The direction of most text, as a multiple of 90 degrees, each text by its length."""
    votes: Counter[int] = Counter()
    for text in texts:
        length = max(text.box.x1 - text.box.x0, text.box.y1 - text.box.y0)
        votes[round(text.angle / 90) * 90 % 360] += max(1, round(length))
    return votes.most_common(1)[0][0] if votes else None


def _turned(texts: list[TextState], main: int | None) -> dict[int, str]:
    """The texts that run in another direction than most of the page's."""
    off = {text.key: (text.angle - (main or 0)) % 360 for text in texts}
    return {
        key: SIDEWAYS if abs(angle - round(angle / 90) * 90) <= _STRAIGHT else TURNED
        for key, angle in off.items()
        if min(angle, 360 - angle) > _STRAIGHT
    }


def _count_painted(text: pdfium.PdfTextPage) -> int:
    """The glyphs of the page that are no white space, counted from its text as one piece.

    pdfium's text leaves out the glyphs that stand for no letter: as many as it is shorter.
    """
    whole: str = text.get_text_range()
    if not _SIGNS.isdisjoint(map(ord, whole)):
        codes = ((i, pdfium_c.FPDFText_GetUnicode(text.raw, i)) for i in range(text.count_chars()))
        blank = sum(code in _SIGNS and not _has_ink(text.raw, i) for i, code in codes)
    else:
        blank = 0
    letters = sum(1 for char in whole if ord(char) not in _WHITES and char not in _NO_WIDTH)
    return letters - blank + max(0, int(text.count_chars()) - len(whole))


# ------------------------------------------------------------------ glyphs into runs


@dataclass(frozen=True)
class _Judges:
    """What is known of the text objects of a page, by their keys.

    `doubts` judge the glyphs of those of which it is not plain that they are seen, `turned` say
    why others are not read, `sizes` are their fonts' in points.
    """

    doubts: dict[int, Callable[[Box], Verdict]]
    turned: dict[int, str]
    sizes: dict[int, float]

    def verdict(self, text: ctypes.c_void_p, index: int) -> Verdict:
        """How far a reader sees the glyph at `index`."""
        key = address(pdfium_c.FPDFText_GetTextObject(text, index))
        if key in self.turned:
            return self.turned[key]
        judge = self.doubts.get(key)
        return judge(_tight_box(text, index)) if judge is not None else None

    def size(self, text: ctypes.c_void_p, index: int) -> float:
        return self.sizes.get(address(pdfium_c.FPDFText_GetTextObject(text, index)), 0.0)


def _runs(text: ctypes.c_void_p, count: int, judges: _Judges) -> Iterator[Run]:
    """The runs of a page: broken at white space, at gaps, and where it changes what is seen."""
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    unicode_of, box_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetLooseCharBox
    origin_of = pdfium_c.FPDFText_GetCharOrigin
    asks = bool(judges.doubts or judges.turned)
    run, hinted = Run(), False
    space: Point | None = None  # where white space of the file ends that stands before the glyph
    for i in range(count):
        code = unicode_of(text, i)
        if code in _WHITES or (code in _SIGNS and not _has_ink(text, i)):
            hinted = True
            if not pdfium_c.FPDFText_IsGenerated(text, i):
                box_of(text, i, box)
                origin_of(text, i, x, y)
                space = (box.right, y.value)
            continue
        letters = _letters(code)
        if letters in _NO_WIDTH:
            continue
        box_of(text, i, box)
        origin_of(text, i, x, y)
        left, right, baseline = box.left, box.right, y.value
        if code == _LINE_END_HYPHEN:
            left = x.value  # its box is that of its ink
        verdict = judges.verdict(text, i) if asks else None
        if run.texts and (verdict != run.verdict or not _follows(run, left, right, baseline)):
            run.closed = space is not None
            yield run
            run = Run()
        elif hinted and run.texts and _leaves_gap(run, left, space is not None):
            run.closed, space = True, (left, baseline)
            yield run
            run = Run()
        if not run.texts:
            run.opened = _stands_before(space, (left, baseline), box.top - box.bottom)
            run.verdict, run.size = verdict, judges.size(text, i)
        hinted, space = False, None
        run.add(letters, left, right, box.bottom, box.top)
        run.baseline = baseline
    if run.texts:
        yield run


def _stands_before(space: Point | None, glyph: Point, height: float) -> bool:
    """True if white space ends where the glyph starts; else it belongs to text elsewhere."""
    near = SETTINGS.space_before * height
    return space is not None and all(abs(a - b) < near for a, b in zip(space, glyph, strict=True))


def _leaves_gap(run: Run, left: float, in_file: bool) -> bool:
    """True if a space, in the file or of pdfium's making, leaves a gap: else it is none."""
    least = SETTINGS.space_gap if in_file else SETTINGS.hinted_gap
    return left - run.x1 > least * run.height


def _distrust_odd_sizes(runs: Sequence[Run]) -> None:
    """Takes the font sizes of a page back where they do not fit its glyphs.

    Fonts that are drawn by programs of their own (Type 3) may say any size.
    """
    ratios = sorted(run.size / max(0.1, run.y1 - run.y0) for run in runs)
    middle = ratios[len(ratios) // 2] if ratios else 1.0
    if not _LEAST_RATIO <= middle <= _MOST_RATIO:
        for run in runs:
            run.size = 0.0


_LEAST_RATIO, _MOST_RATIO = 0.5, 2.5  # font size to glyph height: 0.7 to 1.5 in common fonts


def _has_ink(text: ctypes.c_void_p, index: int) -> bool:
    ink = _tight_box(text, index)
    return ink.x1 - ink.x0 > _INK and ink.y1 - ink.y0 > _INK


def _tight_box(text: ctypes.c_void_p, index: int) -> Box:
    """The box of the ink of a glyph."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return Box(left.value, bottom.value, right.value, top.value)


def _letters(code: int) -> str:
    """What a glyph stands for: a letter, the letters of a ligature, or U+FFFD for none."""
    if code in _HYPHENS:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    if code < _FIRST_TWIN:
        return chr(code)
    return _LIGATURES.get(code) or unicodedata.normalize("NFC", chr(code))


def _follows(run: Run, left: float, right: float, baseline: float) -> bool:
    """True if a glyph stands right behind `run` on the same line.

    The letters of a ligature come one by one, all with the place of the whole.
    """
    height = run.height
    before, end = run.edges[-1]
    gap = left - end
    if abs(baseline - run.baseline) > SETTINGS.raised * height:
        return False  # a footnote mark is no letter of the word before it
    if gap > SETTINGS.kerned_gap * height and len(run.edges) > 1:
        touching = before - run.edges[-2][1] < SETTINGS.letters_touch * height
        if touching or gap > SETTINGS.word_gap * height:
            return False
    behind = left > before - SETTINGS.behind * height and gap < SETTINGS.word_gap * height
    return behind
