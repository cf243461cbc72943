"""The grids made of the rules that pdfium reads: as camelot's engine has them, and others."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from drawing import ALL, XS, YS, Draw, grid, pdf, say, texts
from factory import BEYOND, LAYOUTS, build_report, make_content
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from detainer_cli.extract import extract
from detainer_cli.extract.glyphs import read_glyphs, text_angles
from detainer_cli.extract.grids import ENGINES, Engine, Grid, find_grids, grids_of
from detainer_cli.extract.opening import open_pdf, set_upright
from detainer_cli.model.pages import Page

FIRST = ENGINES[0]
VECTOR = Engine("camelot's own", "vector")
NEAR = 1.5  # points
RULED = {name: layout for name, layout in (LAYOUTS | BEYOND).items() if layout.rules != "none"}


def read(draw: Draw, engine: str = FIRST.name) -> Page:
    """The page; camelot's own engines had no need to look at it."""
    page = extract(pdf(draw), "test.pdf").pages[0]
    assert page.engine == engine
    return page


def grids(draw: Draw) -> list[Grid]:
    (page,) = read_glyphs(pdf(draw))
    return grids_of(page.painting.rules, FIRST)


# ---------------------------------------------------------------- beside camelot's own engine


@pytest.mark.parametrize("name", RULED)
def test_the_grid_is_that_of_camelots_own_engine(name: str, tmp_path: Path) -> None:
    """Wherever camelot finds one: its rows and columns, on every page of the layout."""
    layout = RULED[name]
    path = tmp_path / "report.pdf"
    build_report(make_content(1, min(layout.rows, 14), 4, layout.week), layout, path)
    opened = open_pdf(path.read_bytes(), None, 2**28)
    data = set_upright(opened, text_angles(opened.data))
    theirs = find_grids(data, range(1, opened.page_count + 1), VECTOR)
    for page in read_glyphs(data):
        ours = grids_of(page.painting.rules, FIRST)
        for grid_of_camelot in theirs.get(page.number, []):
            assert any(same(mine, grid_of_camelot) for mine in ours), page.number
    assert layout.rules == "rows" or theirs


def same(one: Grid, other: Grid) -> bool:
    return close(one.rows, other.rows) and close(one.columns, other.columns)


def close(some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]) -> bool:
    return len(some) == len(others) and all(
        abs(a - b) <= NEAR
        for one, other in zip(some, others, strict=True)
        for a, b in zip(one, other, strict=True)
    )


# ---------------------------------------------------------------- ways to draw a rule

Rule = Callable[[Canvas, float, float, float, float], None]


def stroke(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.line(x0, y0, x1, y1)


def thin_fill(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.rect(x0 - 0.4, y0 - 0.4, x1 - x0 + 0.8, y1 - y0 + 0.8, stroke=0, fill=1)


def dashed(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """By the graphics state: one stroke for pdfium."""
    canvas.setDash(3, 2)
    canvas.line(x0, y0, x1, y1)


def dashes(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """Dashes that are strokes of their own, as converters make them."""
    length = max(x1 - x0, y1 - y0)
    for at in range(0, int(length), 6):
        start, end = at / length, min(at + 5, length) / length
        canvas.line(
            x0 + start * (x1 - x0), y0 + start * (y1 - y0),
            x0 + end * (x1 - x0), y0 + end * (y1 - y0),
        )  # fmt: skip


def picture_of_a_line(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    image = ImageReader(Image.new("L", (4, 4), 0))
    canvas.drawImage(image, x0 - 0.4, y0 - 0.4, x1 - x0 + 0.8, y1 - y0 + 0.8)


def in_pieces(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """Cell by cell, half a point off now and then."""
    if x1 > x0:
        for n, (left, right) in enumerate(itertools.pairwise(XS)):
            canvas.line(left, y0 + 0.4 * (n % 2), right, y0 + 0.4 * (n % 2))
    else:
        for n, (top, bottom) in enumerate(itertools.pairwise(YS)):
            canvas.line(x0 + 0.4 * (n % 2), bottom, x0 + 0.4 * (n % 2), top)


def by(rule: Rule) -> Draw:
    def draw(canvas: Canvas) -> None:
        for x in XS:
            rule(canvas, x, YS[-1], x, YS[0])
        for y in YS:
            rule(canvas, XS[0], y, XS[-1], y)
        say(canvas)

    return draw


def rings(canvas: Canvas) -> None:
    """Each cell's frame is the area between two rectangles, filled."""
    for y1, y0 in itertools.pairwise(YS):
        for x0, x1 in itertools.pairwise(XS):
            path = canvas.beginPath()
            path.rect(x0 - 0.5, y0 - 0.5, x1 - x0 + 1, y1 - y0 + 1)
            path.rect(x0 + 0.5, y0 + 0.5, x1 - x0 - 1, y1 - y0 - 1)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
    say(canvas)


def ring_around(canvas: Canvas) -> None:
    """One frame around the table, and strokes inside it."""
    path = canvas.beginPath()
    path.rect(XS[0] - 1, YS[-1] - 1, XS[-1] - XS[0] + 2, YS[0] - YS[-1] + 2)
    path.rect(XS[0] + 1, YS[-1] + 1, XS[-1] - XS[0] - 2, YS[0] - YS[-1] - 2)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
    for x in XS[1:-1]:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS[1:-1]:
        canvas.line(XS[0], y, XS[-1], y)
    say(canvas)


def own_borders(gap: float) -> Draw:
    """Every cell has four borders of its own, `gap` points from its neighbours'."""

    def draw(canvas: Canvas) -> None:
        for y1, y0 in itertools.pairwise(YS):
            for x0, x1 in itertools.pairwise(XS):
                left, right, low, high = x0 + gap / 2, x1 - gap / 2, y0 + gap / 2, y1 - gap / 2
                canvas.rect(left, low, right - left, high - low)
        say(canvas)

    return draw


def thick(canvas: Canvas) -> None:
    canvas.setLineWidth(2)
    grid(canvas)
    say(canvas)


def small_rects(canvas: Canvas) -> None:
    """Each side of each cell is a thin filled rectangle, as word processors write them."""
    for y1, y0 in itertools.pairwise(YS):
        for x0, x1 in itertools.pairwise(XS):
            for rect in (
                (x0, y1 - 0.5, x1 - x0, 0.5), (x0, y0, x1 - x0, 0.5),
                (x0, y0, 0.5, y1 - y0), (x1 - 0.5, y0, 0.5, y1 - y0),
            ):  # fmt: skip
                canvas.rect(*rect, stroke=0, fill=1)
    say(canvas)


DRAWN: dict[str, Draw] = {
    "strokes": by(stroke),
    "thick strokes": thick,
    "thin filled rectangles": by(thin_fill),
    "a thin filled rectangle for each side": small_rects,
    "a dash pattern": by(dashed),
    "dashes": by(dashes),
    "pictures of lines": by(picture_of_a_line),
    "in pieces, half a point off": by(in_pieces),
    "frames filled as rings": rings,
    "a ring around the table": ring_around,
    "four borders a cell, touching": own_borders(0),
    "four borders a cell, a point apart": own_borders(1),
    "four borders a cell, four points apart": own_borders(4),
}


@pytest.mark.parametrize("case", DRAWN)
def test_rules_are_rules_however_they_are_drawn(case: str) -> None:
    wide = "vector, wide" if case.endswith("four points apart") else FIRST.name
    found = read(DRAWN[case], wide)
    assert texts(found) == ALL
    assert found.problems == ()


# ---------------------------------------------------------------- tables without an outer rule


def inner_rules(xs: Sequence[float], ys: Sequence[float]) -> Draw:
    """Only the rules between cells, each as long as the table."""

    def draw(canvas: Canvas) -> None:
        for x in xs[1:-1]:
            canvas.line(x, ys[0], x, ys[-1])
        for y in ys[1:-1]:
            canvas.line(xs[0], y, xs[-1], y)
        say(canvas, list(xs), list(ys))

    return draw


def test_a_table_without_an_outer_rule() -> None:
    assert texts(read(inner_rules(XS, YS))) == ALL


def test_a_large_table_without_an_outer_rule() -> None:
    """So many crossings that camelot finds it, without its outer rows and columns."""
    xs, ys = [60.0 + 90 * n for n in range(6)], [700.0 - 30 * n for n in range(8)]
    found = read(inner_rules(xs, ys))
    assert texts(found) == [[f"r{r} c{c}" for c in range(5)] for r in range(7)]
    assert (found.tables[0].box.x0, found.tables[0].box.y1) == (xs[0], ys[0])


@pytest.mark.parametrize("columns", [3, 4, 5])
def test_a_header_and_one_row_without_an_outer_rule(columns: int) -> None:
    """One lying rule and a few standing ones: camelot alone takes that for no table."""
    xs = [60.0 + 90 * n for n in range(columns + 1)]
    found = read(inner_rules(xs, YS[:3]))
    assert texts(found) == [[f"r{r} c{c}" for c in range(columns)] for r in range(2)]


def test_a_table_without_a_rule_at_its_sides() -> None:
    def draw(canvas: Canvas) -> None:
        for x in XS[1:-1]:
            canvas.line(x, YS[0], x, YS[-1])
        for y in YS:
            canvas.line(XS[0], y, XS[-1], y)
        say(canvas)

    assert texts(read(draw)) == ALL


def test_a_row_that_is_open_below() -> None:
    """No rule where the page's end cuts it."""

    def draw(canvas: Canvas) -> None:
        for x in XS:
            canvas.line(x, YS[0], x, YS[-1])
        for y in YS[:-1]:
            canvas.line(XS[0], y, XS[-1], y)
        say(canvas)

    assert texts(read(draw)) == ALL


# ---------------------------------------------------------------- merged cells


def merged_l(canvas: Canvas) -> None:
    """The first two cells of row 0 and the first of row 1: no rule between the three."""
    for x in (XS[0], XS[2], XS[3]):
        canvas.line(x, YS[0], x, YS[-1])
    canvas.line(XS[1], YS[1], XS[1], YS[-1])
    for y in (YS[0], YS[2], YS[3]):
        canvas.line(XS[0], y, XS[-1], y)
    canvas.line(XS[1], YS[1], XS[-1], YS[1])
    for text, x, y in (("state", 104, 686), ("county", 224, 686), ("c2", 344, 686)):
        canvas.drawString(x, y, text)
    for r, y in enumerate(YS[1:-1], start=1):
        for c, x in enumerate(XS[1:-1], start=1):
            canvas.drawString(x + 4, y - 14, f"r{r} c{c}")
    canvas.drawString(104, 626, "r2 c0")


def test_merged_cells_that_are_no_rectangle_keep_their_columns() -> None:
    """They are merged downwards only: a word stays in its column."""
    found = read(merged_l)
    assert texts(found) == [
        ["state", "county", "c2"],
        ["state", "r1 c1", "r1 c2"],
        ["r2 c0", "r2 c1", "r2 c2"],
    ]
    first, second = (row.cells[0] for row in found.tables[0].rows[:2])
    assert first is second
    assert (first.row_span, first.column_span) == (2, 1)


def test_merged_cells_that_are_a_rectangle_are_one() -> None:
    def draw(canvas: Canvas) -> None:
        for x in (XS[0], XS[2], XS[3]):
            canvas.line(x, YS[0], x, YS[-1])
        canvas.line(XS[1], YS[2], XS[1], YS[-1])
        for y in (YS[0], YS[2], YS[3]):
            canvas.line(XS[0], y, XS[-1], y)
        canvas.line(XS[2], YS[1], XS[-1], YS[1])
        canvas.drawString(104, 670, "one")

    cells = {id(c): c for row in read(draw).tables[0].rows for c in row.cells if c.lines}
    (cell,) = cells.values()
    assert (cell.row, cell.column, cell.row_span, cell.column_span) == (0, 0, 2, 2)


# ---------------------------------------------------------------- several tables


def test_two_tables_that_share_a_rule_are_two() -> None:
    """The end of one is the start of the next, whose columns are others."""
    below, xs = [610.0, 580.0, 550.0], [100.0, 180.0, 400.0, 460.0]

    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        for x in xs:
            canvas.line(x, below[0], x, below[-1])
        for y in below:
            canvas.line(xs[0], y, xs[-1], y)
        say(canvas, xs, below)

    found = read(draw)
    assert len(found.tables) == 2
    assert texts(found, 0) == ALL
    assert texts(found, 1) == [[f"r{r} c{c}" for c in range(3)] for r in range(2)]


def test_two_tables_that_share_a_rule_and_an_inner_side() -> None:
    """Tables of two and of four columns, centred: only the rule between them is common."""
    below, xs = [610.0, 580.0, 550.0], [70.0, 170.0, 270.0, 390.0, 490.0]

    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        for x in xs:
            canvas.line(x, below[0], x, below[-1])
        for y in below:
            canvas.line(xs[0], y, xs[-1], y)
        say(canvas, xs, below)

    found = read(draw)
    assert [len(table.columns) for table in found.tables] == [3, 4]
    assert texts(found, 0) == ALL
    assert texts(found, 1) == [[f"r{r} c{c}" for c in range(4)] for r in range(2)]


def test_a_box_that_shares_a_rule_with_a_table_is_no_part_of_it() -> None:
    """A note in a frame that is wider than the table under it."""

    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        canvas.rect(80, YS[0], 400, 30)
        canvas.drawString(90, YS[0] + 10, "a note")

    found = read(draw)
    assert texts(found) == ALL
    assert [line.text for line in found.lines] == ["a note"]


def test_two_tables_beside_each_other_are_two() -> None:
    right = [x + 20 for x in (460.0, 510.0, 570.0)]

    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        grid(canvas, right, YS)
        say(canvas, right, YS)

    assert [len(table.columns) for table in read(draw).tables] == [3, 2]


# ---------------------------------------------------------------- what is no rule of the table


def underlined(canvas: Canvas, x: float, y: float, text: str) -> None:
    canvas.drawString(x, y, text)
    canvas.line(x, y - 1.5, x + canvas.stringWidth(text, "Helvetica", 10), y - 1.5)


@pytest.mark.parametrize("word", ["link", "r1 c0 linked text"])
def test_an_underlined_word_makes_no_row(word: str) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        underlined(canvas, 152, YS[1] - 14, word[:4])
        underlined(canvas, 224, YS[2] - 24, "I-247N")

    found = read(draw)
    assert len(found.tables[0].rows) == 3
    assert texts(found)[1][0] == f"r1 c0 {word[:4]}"
    assert texts(found)[2][1] == "r2 c1 / I-247N"


def test_an_underlined_word_that_starts_at_the_rule_makes_no_row() -> None:
    """Its line touches a rule of the table, so that the two cross."""

    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        canvas.line(XS[1], YS[1] - 16, XS[1] + 30, YS[1] - 16)

    assert texts(read(draw)) == ALL


def test_short_strokes_are_no_rules() -> None:
    """Two small boxes beside each other in a cell, to be ticked."""

    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        canvas.rect(200, 690, 3.9, 3.9)
        canvas.rect(203.9, 690, 3.9, 3.9)

    (found,) = grids(draw)
    assert len(found.rows) == len(found.columns) == 3


def test_a_slanted_line_is_no_rule() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        canvas.line(XS[0], YS[0], XS[-1], YS[-1])

    assert texts(read(draw)) == ALL


def test_shading_is_no_rule() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        for y in YS[1::2]:
            canvas.rect(XS[0], y, XS[-1] - XS[0], 30, stroke=0, fill=1)
        canvas.setFillGray(0)
        grid(canvas)
        say(canvas)

    assert texts(read(draw)) == ALL


def test_rules_that_make_no_cell_make_no_grid() -> None:
    assert grids(lambda canvas: canvas.line(100, 700, 400, 700)) == []
    assert grids(lambda canvas: canvas.line(100, 700, 100, 500)) == []
    assert grids(lambda canvas: canvas.drawString(100, 700, "words")) == []


def test_the_rules_are_those_of_the_page_as_it_is_shown() -> None:
    """A rule outside the page, one beyond a clip, one without ink, one in white."""

    def draw(canvas: Canvas) -> None:
        grid(canvas)
        say(canvas)
        canvas.line(-50, 655, -10, 655)
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(XS[0], 660, 360, 5)
        canvas.clipPath(path, stroke=0)
        canvas.line(XS[0], 655, XS[-1], 655)
        canvas.restoreState()
        canvas.saveState()
        canvas.setStrokeAlpha(0)
        canvas.line(XS[0], 625, XS[-1], 625)
        canvas.restoreState()

    assert texts(read(draw)) == ALL
