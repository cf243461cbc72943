"""The tolerances of reading a page: what each tells apart, its unit, and where it comes from.

`em` is 1.15 times the font size: what ascent and descent of a common font come to. Where a value
was measured, it was over the layouts of the test suite and a corpus of reports by some fifteen
producers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Settings:
    """All numbers that extraction decides by; every one is positive, shares are below 1."""

    # ---- glyphs into words and lines
    word_gap: float = 0.17
    """em: a wider gap between two glyphs ends a word, whatever pdfium takes it for. The widest gap
    found inside a word is 0.08 (before a hyphen); letter-spaced headings have up to 0.15."""

    kerned_gap: float = 0.115
    """em: so wide a gap ends a word whose letters touch otherwise, also where pdfium takes it for
    none. Browsers kern the space before `A` to 0.122; letters of spaced headings do not touch."""

    letters_touch: float = 0.05
    """em: letters closer than this touch; kerning leaves up to 0.03 between them."""

    raised: float = 0.12
    """em: a glyph whose baseline is further off is a mark beside the word. Footnote marks are
    raised by 0.2 and more, letters of one word by rounding only."""

    hinted_gap: float = 0.1
    """em: so wide a gap ends a word where pdfium, too, takes it for a space. TeX and kerning shrink
    spaces to 0.12; glyphs that pdfium parts though they touch are less than 0.05 apart."""

    space_gap: float = 0.03
    """em: a space that is in the file, too, parts two words only if a gap is left by it. Spaces at
    which a word may break are there without one; the narrowest real one has 0.1."""

    space_before: float = 0.3
    """em: a space that ends further from a glyph than this stands before another one. Where the
    words of a line are drawn out of order, it may be from any place of the page; kerning moves the
    next letter by up to 0.12."""

    behind: float = 0.1
    """em: a glyph may start this far left of the one before and still follow it (kerning,
    ligatures, whose letters all come with the place of the whole)."""

    same_line: float = 0.45
    """em: baselines closer than this are one line. Bullets of other fonts and footnote marks lie
    up to 0.35 off, the closest lines of a paragraph 0.8 apart."""

    segment_gap: float = 1.5
    """em: a wider gap in a line outside tables separates columns. Justified text has gaps of up to
    1.2, columns without rules 2 and more."""

    # ---- what a reader sees
    least_text: float = 2.0
    """points: smaller letters cannot be read. Footnotes go down to 5, hidden text is at 1 or so."""

    visible: int = 26
    """levels of 255: text that changes no pixel by as much is not seen (10 % of the range)."""

    contrast: float = 0.35
    """share of the range of brightness: text that differs less from what lies under it is looked
    at in pixels. Dark grey on white has 0.7, white on a shaded header 0.5."""

    zoom: float = 2.0
    """pixels a point when looking at pixels: the stems of 6-point letters are a pixel wide."""

    shown_share: float = 0.85
    """share of a letter's height that must lie inside the page and its clip for it to be shown
    whole; descenders of letters that touch an edge stay above 0.9."""

    hidden_share: float = 0.1
    """share of a letter's height below which nothing of it is shown."""

    same_place: float = 0.2
    """em: the same word painted again closer than this is one word (bold by double strike)."""

    over: float = 0.6
    """em: baselines closer than this, with the words on each other, are text over text. Lines of
    one cell are at least 0.8 apart, a footnote mark stands beside its word."""

    overlap: float = 0.25
    """em: words may share this much of the line (kerned or slanted letters) before one is over
    the other."""

    scan_share: float = 0.6
    """share of the page that pictures must cover for text that is not seen to be that of a scan.
    Scans cover 0.9 and more, letterheads and seals less than 0.3."""

    # ---- rules, marks
    thickest_rule: float = 3.0
    """points: a filled shape that is thinner is a rule, a thicker one an area. Table borders go up
    to 2.25, the thinnest shaded rows have 6."""

    shortest_rule: float = 4.0
    """points: shorter strokes are no rules (dots of dotted lines are put together first)."""

    slant: float = 0.5
    """points: a stroke that leaves its axis by more is no rule (camelot's own tolerance)."""

    cut_line: float = 12.0
    """points: how far rules are followed beyond the edge of a clip that cuts through a line of
    letters, so that the line is still in its cell. Lines of 10-point letters are 12 apart."""

    largest_mark: float = 1.1
    """em: a drawn shape that is larger in any direction is no bullet."""

    farthest_mark: float = 4.0
    """em: a bullet that is drawn farther before a line of running text belongs to other text."""

    least_mark: float = 0.8
    """points: smaller shapes are dots of a dotted line or dirt."""

    # ---- words into the grid
    edge: float = 2.0
    """points: text may start this far outside the outermost rules (rules have a width)."""

    cell_gap: float = 0.1
    """em: glyphs on both sides of a rule that are further apart are two words."""

    overhang: float = 0.3
    """share of a word's glyphs that may stand beyond the rule of its cell: in narrow columns a
    letter or two does, half a word is in the wrong cell."""

    struck_low: float = 0.04
    struck_high: float = 0.4
    """em above the baseline: a rule between rows there runs through small letters, so that the word
    stands in two rows. Text that touches its rules has them below 0 and above 0.7."""

    strike_low: float = 0.12
    """em above the baseline, up to `struck_high`: a line there strikes words out. Underlines lie
    below 0."""

    wide_space: float = 0.6
    """em: wider than the space between two words of a line; justified cells have up to 0.5."""

    spread: float = 0.5
    """em: justified lines end this close to the right edge of their column. Up to 0.42 was found
    (padding that differs between left and right); a ragged line ends there by chance only."""

    line_pitch: float = 1.4
    """em: lines further apart than this are not lines of one paragraph (single spacing is 1.0 to
    1.2, rows of a table 1.5 and more)."""

    # ---- rules into the grid
    covered: float = 0.6
    """share of a cell's side that rules must cover for it to be ruled: an underlined word covers
    less, a rule that is drawn cell by cell 0.95 and more."""

    reach: float = 3.0
    """points: rules that run on no further than this beyond the last crossing end there. Strokes
    with square caps run on by up to 1.5, a row that is open at the page's end has 8 and more."""

    thin_column: float = 6.0
    """points: no column of words is narrower; the gap between two cells with borders is."""

    def __post_init__(self) -> None:
        """Raises ValueError for a setting that makes no sense."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 < value < math.inf:
                raise ValueError(f"{field.name} must be more than 0, and finite")
            if field.name in _SHARES and not value < 1:
                raise ValueError(f"{field.name} is a share and must be below 1")
        if not self.hidden_share < self.shown_share:
            raise ValueError("hidden_share must be below shown_share")
        if not self.hinted_gap < self.word_gap:
            raise ValueError("hinted_gap must be below word_gap")
        if not self.struck_low < self.struck_high:
            raise ValueError("struck_low must be below struck_high")
        if self.over <= self.same_line or self.same_place >= self.over:
            raise ValueError("over must be more than same_line and same_place")


_SHARES = frozenset(
    ["contrast", "shown_share", "hidden_share", "scan_share", "overhang", "covered"]
)

SETTINGS = Settings()
