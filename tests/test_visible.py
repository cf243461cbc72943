"""What the page shows, and only that: what no viewer shows is left out and told, all else is read.

Each case draws on the same small table. Its cells are read exactly, and the glyphs add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pytest
from drawing import ALL, XS, YS, Draw, changed, each, filled, grid, pdf, texts
from factory import LAYOUTS, make_content
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from truths import differences

from detainer_cli.checks.ledgers import check_pages
from detainer_cli.errors import CheckError, ExitCode, UnreadableError
from detainer_cli.extract import extract
from detainer_cli.extract.visible import UNSEEN
from detainer_cli.ingest.reading import read_pages, read_report
from detainer_cli.model.pages import PAINTED_TWICE, READ_ELSEWHERE, Extraction

X, Y = 150.0, 656.0
"""Where the words in question stand: in the first cell of the second row, behind `r1 c0`."""

SHOWN = [row[:] for row in ALL]
SHOWN[1][0] = "r1 c0 shown"


def read(content: bytes) -> Extraction:
    """The page, its ledger checked."""
    found = extract(content, "test.pdf")
    check_pages(found, frozenset())
    return found


def left_out(found: Extraction) -> list[tuple[str, str]]:
    return [(words.text, words.reason) for words in found.pages[0].left_out]


@contextmanager
def state(canvas: Canvas) -> Iterator[None]:
    canvas.saveState()
    yield
    canvas.restoreState()


def raw(canvas: Canvas, operators: str) -> None:
    """Operators of the page's content, as they are."""
    canvas._code.append(operators)


def box(canvas: Canvas, gray: float = 0.0, alpha: float = 1.0) -> None:
    """A filled area around the place of the words."""
    with state(canvas):
        canvas.setFillGray(gray, alpha)
        canvas.rect(X - 4, Y - 5, 60, 18, stroke=0, fill=1)


def picture(canvas: Canvas, gray: int = 255) -> None:
    image = ImageReader(Image.new("L", (8, 8), gray))
    canvas.drawImage(image, X - 4, Y - 5, 60, 18)


# ---------------------------------------------------------------- what no viewer shows


def mode(number: int) -> Draw:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        text = canvas.beginText(X, Y)
        text.setTextRenderMode(number)
        text.textOut("hidden")
        text.setTextRenderMode(0)
        canvas.drawText(text)

    return draw


def written(
    *,
    gray: float = 0.0,
    alpha: float = 1.0,
    under: Draw | None = None,
    over: Draw | None = None,
    word: str = "hidden",
    size: float = 10,
) -> Draw:
    """A word in a shade of gray, with something under it, or over it."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        if under is not None:
            under(canvas)
        with state(canvas):
            canvas.setFont("Helvetica", size)
            canvas.setFillGray(gray, alpha)
            canvas.drawString(X, Y, word)
        if over is not None:
            over(canvas)

    return draw


def coloured(canvas: Canvas) -> None:
    """A word on an area of its own colour."""
    filled(canvas)
    with state(canvas):
        canvas.setFillColorRGB(0.2, 0.5, 0.7)
        canvas.rect(X - 4, Y - 5, 60, 18, stroke=0, fill=1)
        canvas.drawString(X, Y, "hidden")


def clipped(x: float, word: str) -> Draw:
    """A word drawn with a clip of 40 points from `x` on."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        with state(canvas):
            path = canvas.beginPath()
            path.rect(x, Y - 6, 40, 20)
            canvas.clipPath(path, stroke=0)
            canvas.drawString(X, Y, word)

    return draw


def scaled(canvas: Canvas) -> None:
    """A font of 10 points, made small by a matrix."""
    filled(canvas)
    with state(canvas):
        canvas.translate(X, Y)
        canvas.scale(0.08, 0.08)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(0, 0, "hidden")


def white_outlines(canvas: Canvas) -> None:
    """Letters that are drawn as outlines only, in white; the fill would be black."""
    filled(canvas)
    with state(canvas):
        canvas.setStrokeGray(1)
        text = canvas.beginText(X, Y)
        text.setTextRenderMode(1)
        text.textOut("hidden")
        text.setTextRenderMode(0)
        canvas.drawText(text)


HIDDEN: dict[str, tuple[Draw, str]] = {
    "render mode 3": (mode(3), "without ink"),
    "render mode 7": (mode(7), "without ink"),
    "fully transparent": (written(alpha=0), "without ink"),
    "nearly transparent": (written(alpha=0.03), "not visible"),
    "white on white": (written(gray=1), "not visible"),
    "nearly white on white": (written(gray=0.95), "not visible"),
    "white outlines": (white_outlines, "not visible"),
    "black on black": (written(under=box), "not visible"),
    "in the colour of what lies under it": (coloured, "not visible"),
    "white on a white picture": (written(gray=1, under=picture), "not visible"),
    "under a white area": (written(over=lambda c: box(c, 1)), "not visible"),
    "under a picture": (written(over=picture), "not visible"),
    "outside its clip path": (clipped(105, "hidden"), "outside"),
    "half a point high": (written(size=0.5), "too small"),
    "made small by a matrix": (scaled, "too small"),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_what_no_viewer_shows_is_left_out_and_told(case: str) -> None:
    draw, reason = HIDDEN[case]
    found = read(pdf(draw))
    assert texts(found.pages[0]) == ALL
    ((word, why),) = left_out(found)
    assert word == "hidden"
    assert reason in why
    (note,) = found.notes
    assert note.startswith("page 1: “hidden” stands in the file inside a table")
    assert note.endswith(why)


def test_text_outside_the_page_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawString(-80, Y, "hidden")
        canvas.drawString(X, 900, "hidden")

    found = read(pdf(draw))
    assert texts(found.pages[0]) == ALL
    assert [why for _, why in left_out(found)] == ["outside the page or its clip path"] * 2
    assert found.notes == ()  # nothing in a table: nothing that a reader could miss


def test_text_outside_the_crop_box_is_left_out() -> None:
    def crop(document: pikepdf.Pdf) -> None:
        document.pages[0].CropBox = [80, 500, 500, 740]

    content = changed(pdf(each(filled, lambda c: c.drawString(X, 400, "hidden"))), crop)
    found = read(content)
    assert texts(found.pages[0]) == ALL
    assert [word for word, _ in left_out(found)] == ["hidden"]


# ---------------------------------------------------------------- optional content


def layered(operators: str, on: bool, kind: str = "OCG", policy: str | None = None) -> bytes:
    """The table and `operators`, in which /L names a layer, or a membership of it."""

    def change(document: pikepdf.Pdf) -> None:
        layer = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("layer"))
        )
        document.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([layer]),
            D=pikepdf.Dictionary({"/ON" if on else "/OFF": pikepdf.Array([layer])}),
        )
        named = layer
        if kind == "OCMD":
            named = pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=pikepdf.Array([layer]))
            if policy is not None:
                named.P = pikepdf.Name(policy)
            named = document.make_indirect(named)
        (page,) = document.pages
        fonts = page.Resources.Font
        form = document.make_stream(
            b"BT /F1 10 Tf 0 0 Td (layer) Tj ET",
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[-10, -10, 60, 20],
            Matrix=[1, 0, 0, 1, X, Y], Resources=pikepdf.Dictionary(Font=fonts), OC=named,
        )  # fmt: skip
        page.Resources.Properties = pikepdf.Dictionary(L=named)
        page.Resources.XObject = pikepdf.Dictionary(Form=form)
        page.contents_add(operators.encode())

    return changed(pdf(filled), change)


WORD = f"BT /F1 10 Tf {X} {Y} Td (layer) Tj ET"
LAYERS = {
    "marked content": f"/OC /L BDC {WORD} EMC",
    "marked content in marked content": f"/OC /L BDC /Span BMC {WORD} EMC EMC",
    "a form": "/Form Do",
}


@pytest.mark.parametrize("kind", ["OCG", "OCMD"])
@pytest.mark.parametrize("case", LAYERS)
def test_text_of_a_layer_that_is_off_is_left_out(case: str, kind: str) -> None:
    found = read(layered(LAYERS[case], on=False, kind=kind))
    assert texts(found.pages[0]) == ALL
    assert [word for word, _ in left_out(found)] == ["layer"]
    assert len(found.notes) == 1


@pytest.mark.parametrize("kind", ["OCG", "OCMD"])
@pytest.mark.parametrize("case", LAYERS)
def test_text_of_a_layer_that_is_on_is_read(case: str, kind: str) -> None:
    found = read(layered(LAYERS[case], on=True, kind=kind))
    assert texts(found.pages[0])[1][0] == "r1 c0 layer"
    assert (left_out(found), found.notes) == ([], ())


def test_a_membership_may_show_what_is_there_while_its_layer_is_off() -> None:
    found = read(layered(LAYERS["marked content"], on=False, kind="OCMD", policy="/AllOff"))
    assert texts(found.pages[0])[1][0] == "r1 c0 layer"


# ---------------------------------------------------------------- what is visible


def stroked(canvas: Canvas) -> None:
    """Letters that are drawn as outlines only, in black; the fill would be white."""
    filled(canvas)
    with state(canvas):
        canvas.setFillGray(1)
        canvas.setLineWidth(0.4)
        text = canvas.beginText(X, Y)
        text.setTextRenderMode(1)
        text.textOut("shown")
        text.setTextRenderMode(0)
        canvas.drawText(text)


def in_form(canvas: Canvas) -> None:
    filled(canvas)
    canvas.beginForm("words", 0, 0, 100, 100)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(10, 10, "shown")
    canvas.endForm()
    with state(canvas):
        canvas.translate(X - 10, Y - 10)
        canvas.doForm("words")


def in_nested_forms(canvas: Canvas) -> None:
    """A form that is drawn at half its size by another one, which is doubled and moved."""
    filled(canvas)
    canvas.beginForm("inner", 0, 0, 200, 200)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(20, 20, "shown")
    canvas.endForm()
    canvas.beginForm("outer", 0, 0, 200, 200)
    canvas.scale(0.25, 0.25)
    canvas.doForm("inner")
    canvas.endForm()
    with state(canvas):
        canvas.translate(X - 10, Y - 10)
        canvas.scale(2, 2)
        canvas.doForm("outer")


def white_header(canvas: Canvas) -> None:
    """White words on dark areas that are rectangles of their own, a cell each."""
    filled(canvas)
    with state(canvas):
        for x in (X - 4, X + 12):
            canvas.rect(x, Y - 5, 16, 18, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(X, Y, "shown")


VISIBLE: dict[str, Draw] = {
    "white on a dark area": written(gray=1, under=box, word="shown"),
    "white on several dark areas": white_header,
    "white on a dark picture": written(
        gray=1, under=lambda canvas: picture(canvas, 40), word="shown"
    ),
    "light gray": written(gray=0.7, word="shown"),
    "half transparent": written(alpha=0.5, word="shown"),
    "black on a shade": written(under=lambda c: box(c, 0.8), word="shown"),
    "black on a picture": written(under=picture, word="shown"),
    "under a transparent area": written(over=lambda c: box(c, 1, 0.3), word="shown"),
    "under an area without ink": written(over=lambda c: box(c, 1, 0), word="shown"),
    "within its clip path": clipped(145, "shown"),
    "outlines only": stroked,
    "in a form": in_form,
    "in nested forms": in_nested_forms,
    "five points high": written(size=5, word="shown"),
}


@pytest.mark.parametrize("case", VISIBLE)
def test_what_a_viewer_shows_is_read(case: str) -> None:
    found = read(pdf(VISIBLE[case]))
    assert texts(found.pages[0]) == SHOWN
    assert (left_out(found), found.notes) == ([], ())
    assert not found.pages[0].overprinted
    assert not found.pages[0].problems


def test_a_word_that_its_clip_cuts_is_marked() -> None:
    """Half a letter is shown: what it is, nobody can say."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        with state(canvas):
            path = canvas.beginPath()
            path.rect(X - 5, Y + 3, 60, 20)
            canvas.clipPath(path, stroke=0)
            canvas.drawString(X, Y, "half")

    (row,) = [r for r in read(pdf(draw)).pages[0].tables[0].rows if r.is_cut]
    assert row.number == 2


@pytest.mark.parametrize("drop", [0, 450])
def test_words_that_the_side_of_each_page_cuts_are_not_shown_overleaf(drop: float) -> None:
    """They stand on the next page, too, cut there as well; but no page's end runs through them."""
    xs = [100.0, 320.0, 540.0, 640.0]

    def draw(canvas: Canvas, top: float = 0, word: str = "first") -> None:
        ys = [y + top for y in YS]
        grid(canvas, xs, ys)
        canvas.drawString(104, ys[0] - 14, "STATE")
        canvas.drawString(590, ys[0] - 14, "DISPOSITION")
        canvas.drawString(104, ys[1] - 14, word)

    found = read(pdf(lambda canvas: draw(canvas, -drop), lambda canvas: draw(canvas, 40, "second")))
    for page in found.pages:
        assert page.tables[0].rows[0].is_cut
        assert not [words for words in page.left_out if words.reason in READ_ELSEWHERE]


# ---------------------------------------------------------------- text over text


@pytest.mark.parametrize("dx", [0.0, 0.3, -0.3])
@pytest.mark.parametrize("dy", [0.0, 0.3])
def test_a_word_painted_twice_is_one_word(dx: float, dy: float) -> None:
    """As producers without a bold font do."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawString(X, Y, "Sheriff's Office")
        canvas.drawString(X + dx, Y + dy, "Sheriff's Office")

    found = read(pdf(draw))
    assert texts(found.pages[0])[1][0] == "r1 c0 Sheriff's Office"
    assert (found.notes, found.pages[0].overprinted) == ((), ())


@pytest.mark.parametrize("dx", [0.0, 0.3, 0.5])
def test_a_line_painted_again_in_pieces_is_one_line(dx: float) -> None:
    """Which pdfium, that drops a line painted twice in one piece, does not see."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawString(X, Y, "Sheriff's Off")
        width = canvas.stringWidth("Sheriff's ", "Helvetica", 10)
        canvas.drawString(X + dx, Y, "Sheriff's")
        canvas.drawString(X + width + dx, Y, "Off")

    found = read(pdf(draw))
    assert texts(found.pages[0])[1][0] == "r1 c0 Sheriff's Off"
    assert {why for _, why in left_out(found)} == {PAINTED_TWICE}
    glyphs = sum(words.glyphs for words in found.pages[0].left_out)
    assert len("Sheriff's") <= glyphs <= len("Sheriff'sOff")  # pdfium itself drops a short piece
    assert (found.notes, found.pages[0].overprinted) == ((), ())


@pytest.mark.parametrize("step", [30, 90])
def test_each_letter_painted_twice_is_one_letter(step: int) -> None:
    """In one piece of text: each letter, a step back, the letter again a hair further right."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        widths = {c: canvas.stringWidth(c, "Helvetica", 1000) for c in "Sherif"}
        pieces = " ".join(f"({c}) {widths[c] - step:.0f} ({c}) {step}" for c in "Sheriff")
        raw(canvas, f"BT /F1 10 Tf {X} {Y} Td [{pieces}] TJ ET")

    found = read(pdf(draw))
    assert texts(found.pages[0])[1][0] == "r1 c0 Sheriff"
    assert {why for _, why in left_out(found)} <= {PAINTED_TWICE}  # pdfium drops some itself
    assert found.pages[0].overprinted == ()


def test_the_letters_of_a_ligature_are_all_kept() -> None:
    """One glyph that stands for `ff`: its letters share one place, and none is a repetition."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.setFont("Vera", 10)
        canvas.drawString(X, Y, "Sheri#'s O#ice")

    def ligature(document: pikepdf.Pdf) -> None:
        """Gives the glyph of `#` the meaning `ff`."""
        for font in (font for font in document.objects if isinstance(font, pikepdf.Dictionary)):
            if "/ToUnicode" in font:
                table = font.ToUnicode.read_bytes()
                font.ToUnicode.write(table.replace(b"<0023>", b"<00660066>"))

    content = changed(pdf(draw), ligature)
    found = read(content)
    assert texts(found.pages[0])[1][0] == "r1 c0 Sheriff's Office"
    assert left_out(found) == []


@pytest.mark.parametrize(("dx", "dy"), [(0.0, 0.0), (3.0, 1.5), (10.0, -2.0)])
def test_another_word_on_the_same_place_is_told(dx: float, dy: float) -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawString(X, Y, "Larceny")
        canvas.drawString(X + dx, Y + dy, "Assault")

    (told,) = read(pdf(draw)).pages[0].overprinted
    assert told == "the words “Larceny” and “Assault” are printed over each other"


def test_words_below_each_other_are_not_over_each_other() -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawString(X, Y, "Larceny")
        canvas.drawString(X, Y - 10, "Assault")

    found = read(pdf(draw))
    assert found.pages[0].overprinted == ()
    assert "Larceny / Assault" in texts(found.pages[0])[1][0]


def overlaid(content: bytes, page: int, x: float, y: float, word: str) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        target = document.pages[page - 1]
        name = next(iter(target.Resources.Font))
        target.contents_add(f"q BT {name} 9 Tf 0 g {x} {y} Td ({word}) Tj ET Q".encode())

    return changed(content, change)


def test_text_over_text_in_a_table_refuses_the_report(small_report: Path) -> None:
    content = small_report.read_bytes()
    extraction, _ = read_pages(content, "small.pdf")
    (page,) = [page for page in extraction.pages if page.number == 3]
    word = page.tables[0].rows[2].cells[4].lines[0].words[0]
    with pytest.raises(CheckError, match="printed over each other") as caught:
        read_report(overlaid(content, 3, word.box.x0, word.box.y0 + 2, "Vandal"), "small.pdf")
    assert (caught.value.page, caught.value.exit_code) == (3, ExitCode.CHECK_FAILED)
    assert f"“{word.text}”" in caught.value.message
    assert "“Vandal”" in caught.value.message


# ---------------------------------------------------------------- pictures of pages


def scan(content: bytes, number: int | None = None) -> bytes:
    """The report as a scanner with text recognition makes it: pictures, and a layer without ink.

    With `number`, that page alone.
    """

    def change(document: pikepdf.Pdf) -> None:
        image = Image.new("L", (60, 80), 245)
        for page in document.pages if number is None else [document.pages[number - 1]]:
            steps = []
            for step in pikepdf.parse_content_stream(page):
                steps.append(step)
                if str(step.operator) == "BT":
                    steps.append(pikepdf.ContentStreamInstruction([3], pikepdf.Operator("Tr")))
            width, height = (float(v) for v in page.MediaBox[2:])
            picture = document.make_stream(
                image.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
                Width=60, Height=80, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
            page.Resources.XObject = pikepdf.Dictionary(Scan=picture)
            page.Contents = document.make_stream(
                f"q {width} 0 0 {height} 0 0 cm /Scan Do Q\n".encode()
                + pikepdf.unparse_content_stream(steps)
            )

    return changed(content, change)


@pytest.mark.parametrize("page", [None, 3])
def test_recognized_text_over_a_picture_is_refused_as_a_scan(
    small_report: Path, page: int | None
) -> None:
    """A report of pictures, and one page that is one."""
    with pytest.raises(UnreadableError, match="scan") as caught:
        read_report(scan(small_report.read_bytes(), page), "scan.pdf")
    assert (caught.value.exit_code, caught.value.page) == (ExitCode.UNREADABLE, page)
    assert "--accept-ocr" in caught.value.hint


def test_recognized_text_is_read_where_it_is_accepted(small_report: Path) -> None:
    document, report = read_report(scan(small_report.read_bytes()), "scan.pdf", accept_ocr=True)
    layout = LAYOUTS["week_one"]
    assert differences(report, make_content(1, 6, 4, layout.week), layout) == []
    assert document.accepted_ocr


def test_a_letterhead_is_no_scan() -> None:
    """A picture that covers a part of the page."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawImage(ImageReader(Image.new("L", (8, 8), 90)), 50, 720, 500, 60)
        mode(3)(canvas)

    assert 0 < read(pdf(draw)).pages[0].pictured < 0.2


# ---------------------------------------------------------------- bars over words


def covering(cover: Callable[[Canvas], None]) -> Draw:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawString(X, Y, "hidden")
        cover(canvas)

    return draw


def triangle(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for i, (x, y) in enumerate([(X - 40, Y - 6), (X + 90, Y - 6), (X + 25, Y + 45)]):
        (path.lineTo if i else path.moveTo)(x, y)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


@pytest.mark.parametrize(
    "cover", [box, lambda canvas: picture(canvas, 128), triangle], ids=["bar", "picture", "shape"]
)
def test_a_word_under_a_bar_that_is_seen_is_refused(cover: Callable[[Canvas], None]) -> None:
    """The rest of the cell is not all that it says."""
    page = extract(pdf(covering(cover)), "test.pdf").pages[0]
    assert "“hidden” is covered by a bar or a picture" in (*page.problems, *page.overprinted)


def test_a_word_under_white_or_under_the_ground_of_its_cell_is_left_out() -> None:
    def ground(canvas: Canvas) -> None:
        with state(canvas):
            canvas.setFillGray(0.8)
            canvas.rect(XS[0], YS[2], XS[1] - XS[0], YS[1] - YS[2], stroke=0, fill=1)
        canvas.drawString(X, Y, "shown")

    for cover in (lambda canvas: box(canvas, 1.0), ground):
        found = read(pdf(covering(cover)))
        assert any("hidden" in text and why == UNSEEN for text, why in left_out(found))
        assert not found.pages[0].problems + found.pages[0].overprinted
