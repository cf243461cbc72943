"""The tolerances of reading a page: none makes no sense, and each decides where it says it does.

For most there is a page just on either side of the value. The pages are made from the value itself,
so that a changed tolerance moves them along; that the value is right, other reports show.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from drawing import ALL, XS, YS, each, filled, grid, pdf, say, texts
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from detainer_cli.extract import extract
from detainer_cli.extract.grids import ENGINES, grids_of
from detainer_cli.extract.settings import SETTINGS, Settings
from detainer_cli.model.pages import Extraction, Page

SIZE = 10.0
EM = 1.15 * SIZE
"""Points: an `em` of the settings, for the font of these pages."""

# ---------------------------------------------------------------- nonsense


NUMBERS = [field.name for field in fields(Settings)]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf])
def test_a_setting_that_is_no_amount_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        replace(Settings(), **{name: value})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hidden_share": 0.9}, "hidden_share"),
        ({"shown_share": 0.05}, "hidden_share"),
        ({"shown_share": 1.0}, "shown_share is a share"),
        ({"covered": 1.2}, "covered is a share"),
        ({"overhang": 3.0}, "overhang is a share"),
        ({"scan_share": 60.0}, "scan_share is a share"),
        ({"contrast": 35.0}, "contrast is a share"),
        ({"hinted_gap": 0.2}, "hinted_gap must be below word_gap"),
        ({"struck_low": 0.5}, "struck_low must be below struck_high"),
        ({"over": 0.4}, "same_line"),
        ({"same_line": 0.6}, "same_line"),
        ({"same_place": 0.7}, "same_place"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**changes)


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        SETTINGS.word_gap = 1.0  # type: ignore[misc]
    assert replace(SETTINGS, word_gap=0.2).word_gap == 0.2
    assert Settings() == SETTINGS


# ---------------------------------------------------------------- pages at a tolerance


def whole(draw: Callable[[Canvas], None]) -> Extraction:
    return extract(pdf(draw), "test.pdf")


def read(draw: Callable[[Canvas], None]) -> Page:
    return whole(draw).pages[0]


def width(text: str) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, "Helvetica", SIZE))


def written(*words: tuple[float, float, str]) -> Page:
    """The table, with these words at their places."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        for x, y, text in words:
            canvas.drawString(x, y, text)

    return read(draw)


X, Y = 150.0, 656.0
"""In the first cell of the second row, behind its words."""


def cell(page: Page) -> str:
    return texts(page)[1][0].removeprefix("r1 c0 ")


JUST = pytest.mark.parametrize(("factor", "beyond"), [(0.85, False), (1.15, True)])
"""A little less than the tolerance, and a little more."""


@JUST
def test_kerned_gap(factor: float, beyond: bool) -> None:
    """Pieces with another cell's words between them in the file: pdfium sees no space there."""
    gap = factor * SETTINGS.kerned_gap * EM
    page = written(
        (X + width("Travis") + gap, Y, "ty"), (XS[2] + 50, YS[0] - 14, "word"), (X, Y, "Travis")
    )
    assert cell(page) == ("Travis ty" if beyond else "Travisty")


@pytest.mark.parametrize(("factor", "beyond"), [(0.7, False), (1.3, True)])
def test_hinted_gap(factor: float, beyond: bool) -> None:
    """A narrower gap that pdfium, too, takes for a space."""
    gap = factor * SETTINGS.hinted_gap * EM
    assert gap < SETTINGS.word_gap * EM
    page = written((X, Y, "Travis"), (X + width("Travis") + gap, Y, "ty"))
    assert cell(page) == ("Travis ty" if beyond else "Travisty")


@JUST
def test_space_before(factor: float, beyond: bool) -> None:
    """A space drawn so far before the second half of a word, whose halves the file parts."""
    gap = factor * SETTINGS.space_before * EM

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(X, Y, "Travis")
        canvas.drawString(XS[2] + 50, YS[0] - 14, "word")
        text = canvas.beginText(X + width("Travis") - gap - width(" "), Y)
        text._code.append(f"[( ) {-1000 * gap / SIZE} (ty)] TJ")
        canvas.drawText(text)

    assert cell(read(draw)) == ("Travisty" if beyond else "Travis ty")


@JUST
def test_same_line(factor: float, beyond: bool) -> None:
    drop = factor * SETTINGS.same_line * EM
    page = written((X, Y, "first"), (X + 40, Y - drop, "second"))
    assert cell(page) == ("first / second" if beyond else "first second")


@JUST
def test_segment_gap(factor: float, beyond: bool) -> None:
    """A line outside the tables."""
    gap = factor * SETTINGS.segment_gap * EM
    page = written((100, 500, "Travis"), (100 + width("Travis") + gap, 500, "Mexico"))
    assert page.lines[0].is_tabular == beyond


@pytest.mark.parametrize(("factor", "seen"), [(0.9, False), (1.1, True)])
def test_least_text(factor: float, seen: bool) -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.setFont("Helvetica", factor * SETTINGS.least_text)
        canvas.drawString(X, Y, "small")

    assert (cell(read(draw)) == "small") == seen


@pytest.mark.parametrize(("levels", "seen"), [(-4, False), (4, True)])
def test_visible(levels: int, seen: bool) -> None:
    """Gray on white, so large that its strokes are whole pixels."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.setFont("Helvetica-Bold", 14)
        canvas.setFillGray(1 - (SETTINGS.visible + levels) / 255)
        canvas.drawString(X, Y - 4, "HIE")

    assert ("HIE" in cell(read(draw))) == seen


@pytest.mark.parametrize(("share", "verdict"), [(-0.15, "cut"), (0.1, "whole")])
def test_shown_share(share: float, verdict: str) -> None:
    """How much of the letters' height a clip shows: capitals of 0.72 of the font's size."""
    height = 0.718 * SIZE
    top = Y + (SETTINGS.shown_share + share) * height
    page = read(clipped(top))
    assert page.tables[0].rows[1].is_cut == (verdict == "cut")
    assert "HIE" in cell(page)


@pytest.mark.parametrize(("share", "seen"), [(-0.06, False), (0.06, True)])
def test_hidden_share(share: float, seen: bool) -> None:
    top = Y + (SETTINGS.hidden_share + share) * 0.718 * SIZE
    assert ("HIE" in cell(read(clipped(top)))) == seen


def clipped(top: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(X - 5, Y - 10, 80, top - Y + 10)
        canvas.clipPath(path, stroke=0)
        canvas.drawString(X, Y, "HIE")
        canvas.restoreState()

    return draw


@pytest.mark.parametrize(("factor", "one"), [(0.8, True), (1.3, False)])
def test_same_place(factor: float, one: bool) -> None:
    """The same word again, further right and in two pieces: pdfium drops no copy by itself."""
    by = factor * SETTINGS.same_place * EM
    page = written((X, Y, "Mexico"), (X + by, Y, "Mex"), (X + by + width("Mex"), Y, "ico"))
    assert (page.overprinted == ()) == one
    assert not one or cell(page) == "Mexico"


@pytest.mark.parametrize(("factor", "clash"), [(0.9, True), (1.1, False)])
def test_over(factor: float, clash: bool) -> None:
    drop = factor * SETTINGS.over * EM
    page = written((X, Y, "Larceny"), (X, Y - drop, "Assault"))
    assert bool(page.overprinted) == clash


@pytest.mark.parametrize(("factor", "clash"), [(0.8, False), (1.2, True)])
def test_overlap(factor: float, clash: bool) -> None:
    shared = factor * SETTINGS.overlap * EM
    page = written((X, Y, "LLL"), (X + width("LLL") - shared, Y - 4, "TTT"))
    assert bool(page.overprinted) == clash


@pytest.mark.parametrize(("by", "scan"), [(-0.05, False), (0.05, True)])
def test_scan_share(by: float, scan: bool) -> None:
    """A picture that covers so much of the page, under text without ink."""
    share = SETTINGS.scan_share + by

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (8, 8), 200)), 0, 0, 612, 792 * share)
        text = canvas.beginText(100, 100)
        text.setTextRenderMode(3)
        text.textOut("recognized")
        text.setTextRenderMode(0)
        canvas.drawText(text)
        canvas.drawString(100, 780, "ink")

    found = extract(pdf(draw), "test.pdf", accept_ocr=True)
    assert found.accepted_ocr == scan
    assert ("recognized" in [line.text for line in found.pages[0].lines]) == scan


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(("by", "rule"), [(-0.2, True), (0.2, False)])
def test_thickest_rule(by: float, rule: bool) -> None:
    """A filled bar across the middle row: a rule makes two rows of it."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        height = SETTINGS.thickest_rule + by
        canvas.rect(XS[0], 648 - height / 2, XS[-1] - XS[0], height, stroke=0, fill=1)

    assert (len(read(draw).tables[0].rows) == 4) == rule


@pytest.mark.parametrize(("factor", "found"), [(0.9, 0), (1.1, 1)])
def test_shortest_rule(factor: float, found: int) -> None:
    """A grid of three by three whose standing rules are that long."""
    height = factor * SETTINGS.shortest_rule
    lying = [(0.0, height * n, 100.0, height * n) for n in (0, 1)]
    standing = [(x, 0.0, x, height) for x in (0.0, 30.0, 60.0, 100.0)]
    assert len(grids_of([*lying, *standing], ENGINES[0])) == found


@pytest.mark.parametrize(("factor", "rule"), [(0.8, True), (1.2, False)])
def test_slant(factor: float, rule: bool) -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.line(XS[0], 648, XS[-1], 648 + factor * SETTINGS.slant)

    assert (len(read(draw).tables[0].rows) == 4) == rule


@pytest.mark.parametrize(("by", "found"), [(-0.1, False), (0.1, True)])
def test_covered(by: float, found: bool) -> None:
    """A rule under a part of each cell of a row."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        for left, right in itertools.pairwise(XS):
            canvas.line(left, 648, left + (SETTINGS.covered + by) * (right - left), 648)

    assert (len(read(draw).tables[0].rows) == 4) == found


@pytest.mark.parametrize(("by", "open_end"), [(-0.5, False), (0.5, True)])
def test_reach(by: float, open_end: bool) -> None:
    """Standing rules that run on below the last lying one: a row that is open, or a slack end."""

    def draw(canvas: Canvas) -> None:
        grid(canvas)
        for x in XS:
            canvas.line(x, YS[0], x, YS[-1] - SETTINGS.reach - by)
        say(canvas)

    assert (len(read(draw).tables[0].rows) == 4) == open_end


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize(("factor", "mark"), [(0.9, True), (1.1, False)])
def test_largest_mark(factor: float, mark: bool) -> None:
    assert marked(factor * SETTINGS.largest_mark * EM) == mark


@pytest.mark.parametrize(("factor", "mark"), [(0.8, False), (1.2, True)])
def test_least_mark(factor: float, mark: bool) -> None:
    assert marked(factor * SETTINGS.least_mark) == mark


@pytest.mark.parametrize(("factor", "mark"), [(0.9, True), (1.1, False)])
def test_farthest_mark(factor: float, mark: bool) -> None:
    """A bullet that is drawn before a line of running text, so far from its first letter."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(200, 400, "Released")
        canvas.rect(200 - factor * SETTINGS.farthest_mark * EM - 4, 401, 4, 4, stroke=0, fill=1)

    (line,) = read(draw).lines
    assert bool(line.marks) == mark
    assert [word.text for word in line.words] == ["Released"]


def marked(size: float) -> bool:
    """True if a disc of that size before a word is taken for its bullet."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.circle(X - 8, Y - 16 + 0.25 * SIZE, size / 2, stroke=0, fill=1)
        canvas.drawString(X, Y - 13.5, "item")

    (line,) = [x for x in read(draw).tables[0].rows[1].cells[0].lines if x.text == "item"]
    return line.mark


# ---------------------------------------------------------------- words into the grid


@pytest.mark.parametrize(("by", "inside"), [(-0.5, True), (0.5, False)])
def test_edge(by: float, inside: bool) -> None:
    """A word whose middle stands left of the table."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawCentredString(XS[0] - SETTINGS.edge - by, Y - 12, "l")

    assert ("l" in texts(read(draw))[1][0]) == inside


@pytest.mark.parametrize(("factor", "apart"), [(0.8, False), (1.2, True)])
def test_cell_gap(factor: float, apart: bool) -> None:
    """Letters on both sides of a rule, as one word would have them, or as two."""
    gap = factor * SETTINGS.cell_gap * EM
    left, right = "iiiiiiii", "iiiiiiiiii"
    page = written((XS[1] - gap / 2 - width(left), Y - 12, left), (XS[1] + gap / 2, Y - 12, right))
    first, second = texts(page)[1][:2]
    assert (left in first and right in second and left + right not in second) == apart


@pytest.mark.parametrize(("letters", "told"), [(2, False), (5, True)])
def test_overhang(letters: int, told: bool) -> None:
    """Of ten equal letters so many stand beyond the rule: three tenths of them may."""
    word = "n" * 10
    assert 2 < SETTINGS.overhang * 10 < 5
    page = written((XS[1] - width("n") * (10 - letters), Y - 12, word))
    assert bool(page.problems) == told


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (SETTINGS.struck_low - 0.04, False),
        (SETTINGS.struck_low + 0.03, True),
        (SETTINGS.struck_high - 0.03, True),
        (SETTINGS.struck_high + 0.03, False),
    ],
)
def test_struck(place: float, told: bool) -> None:
    """A rule between rows, so many em above the baseline of a word."""
    page = written((X, YS[2] - place * EM, "struck"))
    assert bool(page.problems) == told


@pytest.mark.parametrize(("factor", "told"), [(0.85, False), (1.15, True)])
def test_wide_space(factor: float, told: bool) -> None:
    """A cell that stands over two columns of the others, with a gap where their rule is."""
    gap = factor * SETTINGS.wide_space * EM

    def draw(canvas: Canvas) -> None:
        for x in (XS[0], XS[2], XS[3]):
            canvas.line(x, YS[0], x, YS[-1])
        canvas.line(XS[1], YS[1], XS[1], YS[-1])
        for y in YS:
            canvas.line(XS[0], y, XS[-1], y)
        canvas.drawString(XS[1] - gap / 2 - width("left"), YS[0] - 14, "left")
        canvas.drawString(XS[1] + gap / 2, YS[0] - 14, "right")

    assert bool(read(draw).problems) == told


@pytest.mark.parametrize(("factor", "told"), [(0.9, False), (1.1, True)])
def test_line_pitch(factor: float, told: bool) -> None:
    """A cell merged over two rows with a line in each: those of a paragraph, or of two cells."""
    pitch = factor * SETTINGS.line_pitch * EM
    middle = YS[1]

    def draw(canvas: Canvas) -> None:
        for x in XS:
            canvas.line(x, YS[0], x, YS[-1])
        for y in (YS[0], YS[2], YS[3]):
            canvas.line(XS[0], y, XS[-1], y)
        canvas.line(XS[1], YS[1], XS[-1], YS[1])
        canvas.drawString(104, middle + pitch / 2 - 3, "first")
        canvas.drawString(104, middle - pitch / 2 - 3, "second")

    assert bool(read(draw).problems) == told


@pytest.mark.parametrize(("by", "doubt"), [(-1.0, True), (1.0, False)])
def test_thin_column(by: float, doubt: bool) -> None:
    """So thin a column leaves doubt: the wide engine, for which rules 5 points apart are one."""
    thin = SETTINGS.thin_column + by
    xs = [100.0, 220.0, 220 + thin, 340.0, 460.0]

    def draw(canvas: Canvas) -> None:
        grid(canvas, xs, YS)
        canvas.drawString(104, Y, "word")

    found = read(draw)
    assert (found.engine != ENGINES[0].name) == (doubt and thin <= 5)
    assert len(found.tables[0].columns) == (3 if doubt and thin <= 5 else 4)


def test_words_of_this_module_are_read() -> None:
    assert texts(read(each(grid, say))) == ALL
