"""Tells which text a reader sees: by its graphics state, and where that cannot tell, by pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from detainer_cli.extract.painting import Colour, Painting, Segment, TextState
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.model.pages import Box

Verdict = str | None
"""None: seen whole. CUT, CUT_ASIDE: seen in part. Anything else: why it is not seen."""

CUT = "cut off above or below"
CUT_ASIDE = "cut off at the side"
SEEN = (None, CUT, CUT_ASIDE)
NO_INK = "painted without ink"
OUTSIDE = "outside the page or its clip path"
TOO_SMALL = "too small to be read"
UNSEEN = "not visible against what lies under or over it"

_LEAST_INK = 3.0  # points
_SAMPLES = 8  # places along a rule at which it is looked at
_ACROSS = 2.0  # points on both sides of a rule: rules are up to 3 thick
_FAINT = 6  # levels of 255: a light grey hairline changes half a pixel by so much
_MOST_PIXELS = 24_000_000  # of one picture: a page of 80 by 55 centimetres at the usual zoom
_RIM = 0.05  # share of a glyph's ink on each side: the stem of an L takes up 0.15
_WHITE = Colour(255, 255, 255, 255)


@dataclass(frozen=True)
class Sight:
    """What a reader sees of a page's texts.

    `judges` hold for each text object in doubt, by its key, what judges the ink of a glyph of it;
    `pixels` tell of any place whether a text changes it, None for a page too large to look at.
    """

    judges: dict[int, Callable[[Box], Verdict]]
    pixels: Pixels | None

    def shows(self, box: Box) -> bool:
        """True if some text is seen in the box."""
        return self.pixels is None or self.pixels.show(box)

    def shows_rule(self, rule: Segment) -> bool:
        """True if the rule is seen: not white on white, painted over, or on a layer that is off."""
        return self.pixels is None or self.pixels.show_line(rule)


def look(page: pdfium.PdfPage, painting: Painting, has_layers: bool) -> Sight:
    """Looks at a page: by the state of its texts first, by its pixels where that cannot tell."""
    nowhere = Box(0.0, 0.0, 0.0, 0.0)
    pixels = Pixels.of(page, painting.texts)
    unsure = [t for t in painting.texts if not t.is_hidden and _is_unsure(t, painting, has_layers)]
    keys = {text.key for text in unsure}
    own = Pixels.of(page, unsure)  # what others paint beside them does not count
    found: dict[int, Callable[[Box], Verdict]] = {}
    for text in painting.texts:
        window = text.clip or nowhere
        if text.is_hidden:
            found[text.key] = lambda _: NO_INK
        elif text.size < SETTINGS.least_text:
            found[text.key] = lambda _: TOO_SMALL
        elif text.key in keys or not _holds(window, text.box):
            found[text.key] = _judge(window, own if text.key in keys else pixels)
        elif pixels is not None and not pixels.show(_at_least(text.box), rim=0.0):
            found[text.key] = lambda _: UNSEEN
    return Sight(found, pixels)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x0 <= inner.x0
        and outer.y0 <= inner.y0
        and inner.x1 <= outer.x1
        and inner.y1 <= outer.y1
    )


def _judge(window: Box, pixels: Pixels | None) -> Callable[[Box], Verdict]:
    def judge(ink: Box) -> Verdict:
        across = _share(ink.x0, ink.x1, window.x0, window.x1)
        upright = _share(ink.y0, ink.y1, window.y0, window.y1)
        if min(across, upright) < SETTINGS.hidden_share:
            return OUTSIDE
        if pixels is not None and not pixels.show(_at_least(ink)):
            return UNSEEN
        if upright < SETTINGS.shown_share:
            return CUT
        return CUT_ASIDE if across < SETTINGS.shown_share else None

    return judge


def _at_least(ink: Box) -> Box:
    """The box of a glyph, not smaller than a few pixels: an apostrophe is no wider than one."""
    dx = max(0.0, _LEAST_INK - (ink.x1 - ink.x0)) / 2
    dy = max(0.0, _LEAST_INK - (ink.y1 - ink.y0)) / 2
    return Box(ink.x0 - dx, ink.y0 - dy, ink.x1 + dx, ink.y1 + dy)


def _share(low: float, high: float, least: float, most: float) -> float:
    """How much of low..high lies in least..most; a hairline counts by its place."""
    if high - low < 0.01:
        return 1.0 if least <= low <= most else 0.0
    return max(0.0, min(high, most) - max(low, least)) / (high - low)


# ------------------------------------------------------------------ when the state cannot tell


def _is_unsure(text: TextState, painting: Painting, has_layers: bool) -> bool:
    """True where the graphics state alone does not say whether the text can be seen."""
    if (
        (has_layers and text.in_layer)
        or not text.is_plain
        or text.colour is None
        or text.colour.alpha < 255
    ):
        return True
    under = _WHITE
    for area in painting.areas:
        if not _touch(area.box, text.box):
            continue
        if area.order > text.order or area.colour is None or area.colour.alpha < 255:
            return True
        if _holds(_grown(area.box), text.box):
            under = area.colour
        elif not _differ(text.colour, area.colour):
            return True
    return not _differ(text.colour, under)


def _touch(one: Box, other: Box) -> bool:
    """True if they share more than a line of contact."""
    slack = 0.5
    return (
        one.x0 + slack < other.x1
        and other.x0 + slack < one.x1
        and one.y0 + slack < other.y1
        and other.y0 + slack < one.y1
    )


def _grown(box: Box) -> Box:
    return Box(box.x0 - 1, box.y0 - 1, box.x1 + 1, box.y1 + 1)


def _differ(one: Colour, other: Colour) -> bool:
    return abs(one.brightness - other.brightness) >= SETTINGS.contrast


class Pixels:
    """The pixels of a page that its texts change: drawn once with them and once without."""

    def __init__(self, page: pdfium.PdfPage, texts: Sequence[TextState], zoom: float) -> None:
        from PIL import ImageChops

        self._height, self._zoom = page.get_height(), zoom
        whole = self._drawn(page)
        for text in texts:
            pdfium_c.FPDFPageObj_SetIsActive(text.handle, False)
        without = self._drawn(page)
        for text in texts:
            pdfium_c.FPDFPageObj_SetIsActive(text.handle, True)
        self._size, self._plain = without.size, without.load()
        levels = [255 * (level >= SETTINGS.visible) for level in range(256)]
        self._changed = ImageChops.difference(whole, without).point(levels)

    @staticmethod
    def of(page: pdfium.PdfPage, texts: Sequence[TextState]) -> Pixels | None:
        """The pixels of a page with texts; None if it is too large for its letters to be seen."""
        width, height = page.get_size()
        most = (_MOST_PIXELS / max(1.0, width * height)) ** 0.5
        return Pixels(page, texts, min(SETTINGS.zoom, most)) if texts and most >= 1 else None

    def _drawn(self, page: pdfium.PdfPage) -> Any:
        return page.render(scale=self._zoom, grayscale=True).to_pil()

    def show(self, ink: Box, rim: float = _RIM) -> bool:
        """True if any pixel in the box changes with the texts.

        A `rim` of the box, as a share of its sides, is left out: a neighbour may reach into it.
        """
        zoom, height = self._zoom, self._height
        dx, dy = rim * (ink.x1 - ink.x0), rim * (ink.y1 - ink.y0)
        area = (
            int((ink.x0 + dx) * zoom),
            int((height - ink.y1 + dy) * zoom),
            int((ink.x1 - dx) * zoom) + 1,
            int((height - ink.y0 - dy) * zoom) + 1,
        )
        return self._changed.crop(area).getbbox() is not None

    def show_line(self, rule: Segment) -> bool:
        """True if the pixels across the rule differ, at a fourth of its length or more.

        A rule may go on beyond the edge of what is shown, by a line of letters.
        """
        x0, y0, x1, y1 = (v * self._zoom for v in rule)
        height, (width, rows) = self._height * self._zoom, self._size
        reach, plain = int(_ACROSS * self._zoom) + 1, self._plain
        is_lying = abs(x1 - x0) >= abs(y1 - y0)
        seen = 0
        for step in range(_SAMPLES):
            along = (step + 0.5) / _SAMPLES
            x, y = int(x0 + (x1 - x0) * along), int(height - y0 - (y1 - y0) * along)
            levels = [
                plain[i, j]
                for by in range(-reach, reach + 1)
                for i, j in [(x, y + by) if is_lying else (x + by, y)]
                if 0 <= i < width and 0 <= j < rows
            ]
            seen += bool(levels) and max(levels) - min(levels) >= _FAINT
        return 4 * seen >= _SAMPLES
