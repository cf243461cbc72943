"""How charts look: sizes in pixels, one font, colours that differ in print and for every eye.

Series differ in lightness first, so that they do in black and white; blue and orange are those of
Okabe and Ito. The two bases have scales of their own and never share one.
"""

from __future__ import annotations

from typing import Any

FONT = "Detainers Sans, Liberation Sans, Arial, Helvetica, sans-serif"
"""The first is this program's (`fonts/`), which no system has: it is drawn alike on every machine.
The others are as wide, for those who open an SVG or a page."""

WIDTH = 740
LABELS = 250
"""Room for the names of bars, to the left of them."""
MARGIN = 44
"""Room for the numbers of an axis, to the left of lines."""
EXTENT = {"minExtent": MARGIN - 4, "maxExtent": MARGIN - 4}
GAP = 12
"""Between a name and its bar, and to the left of the name."""
INK, MUTED, RULE, LAND = "#1a1a1a", "#555555", "#bbbbbb", "#f4f4f1"
TITLE, SMALL, TEXT = 14, 10.5, 11.5
LINE = 14

SCALES = {
    "issued": ("#f5c99a", "#e39a52", "#c26a1c", "#8c4200", "#4f2300"),
    "declined": ("#bdd7ec", "#84b3d9", "#4a8bbf", "#1f5f99", "#08305f"),
}
"""Classes of a map from few to many."""
PLAIN = {"issued": "#a85a12", "declined": "#1f5f99"}
"""The one colour of bars and lines on a basis."""
OTHER = "#4d4d4d"
PAIR = ("#0b4a7d", "#f0a63c", "#9c9c9c")
"""Two or three series side by side: dark, light, and what is in neither."""


def colour(basis: str) -> str:
    """The colour of marks on a basis."""
    return PLAIN.get(basis, OTHER)


def scale(basis: str) -> tuple[str, ...]:
    """The colours of a map's classes on a basis."""
    return SCALES.get(basis, SCALES["declined"])


def config() -> dict[str, Any]:
    """What every chart has: its font, and lines that do not compete with marks."""
    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": INK, "titleColor": INK}
    sizes = {"labelFontSize": SMALL, "titleFontSize": SMALL, "titleFontWeight": "normal"}
    return {
        "background": "#ffffff",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {**text, **sizes, "gridColor": "#e3e3e3", "domainColor": RULE, "tickColor": RULE},
        "legend": {**text, **sizes, "labelLimit": 400, "symbolStrokeWidth": 0.6},
        "text": {"font": FONT, "fontSize": TEXT, "color": INK},
        "title": {"font": FONT, "subtitleFont": FONT, "color": INK, "subtitleColor": MUTED},
        "concat": {"spacing": 14},
    }
