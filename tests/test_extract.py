"""From the PDF to cells and lines: every word counted once, whatever way the page lies."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from drawing import ALL, XS, YS, Draw, each, filled, grid, pdf, texts
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from detainer_cli.errors import UnreadableError
from detainer_cli.extract import extract, running_lines
from detainer_cli.model.pages import Page


def page(draw: Draw) -> Page:
    return extract(pdf(draw), "test.pdf").pages[0]


def test_cells_and_lines() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 750, "A heading above")
        filled(canvas)
        canvas.drawString(100, 580, "and a note below")

    found = page(draw)
    assert texts(found) == ALL
    assert [line.text for line in found.lines] == ["A heading above", "and a note below"]
    assert found.words == 3 + 18 + 4
    assert found.tables[0].glyphs == 36
    assert found.problems == ()


def test_wrapped_text_keeps_its_lines() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, XS, YS)
        canvas.drawString(104, 690, "Travis County")
        canvas.drawString(104, 678, "Jail")

    assert texts(page(draw))[0][0] == "Travis County / Jail"


def test_words_at_both_sides_of_a_rule_are_two() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, XS, YS)
        canvas.drawRightString(218, 690, "left")
        canvas.drawString(222, 690, "right")

    found = page(draw)
    assert texts(found)[0] == ["left", "right", ""]
    assert found.words == 2


def test_word_across_a_rule_is_a_problem() -> None:
    """Never a guess: what stands half in one cell and half in the next is reported."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.drawCentredString(220, 660, "supercalifragilistic")

    assert any("supercalifragilistic" in problem for problem in page(draw).problems)


def test_merged_cell_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        for x in XS[1:]:
            canvas.line(x, YS[0], x, YS[-1])
        canvas.line(XS[0], YS[0], XS[0], YS[-1])
        for y in YS:
            canvas.line(XS[1] if y in YS[1:-1] else XS[0], y, XS[-1], y)
        canvas.drawString(104, 650, "Texas")
        for y in YS[:-1]:
            canvas.drawString(224, y - 14, "Travis")

    rows = page(draw).tables[0].rows
    assert [row.cells[0].lines[0].text for row in rows] == ["Texas"] * 3
    assert len({row.cells[0] for row in rows}) == 1
    assert rows[0].cells[0].row_span == 3


def test_text_where_an_inner_rule_is_missing_is_a_problem() -> None:
    """Two cells that look like one: their words stand a column's width apart."""

    def draw(canvas: Canvas) -> None:
        grid(canvas, XS, YS)
        canvas.setStrokeGray(1)
        canvas.setFillGray(1)
        canvas.rect(219, 671, 2, 28, stroke=0, fill=1)
        canvas.setFillGray(0)

    assert page(each(filled, draw)).words == 18  # a white patch is no rule gone

    def gone(canvas: Canvas) -> None:
        canvas.line(XS[0], YS[0], XS[0], YS[-1])
        canvas.line(XS[3], YS[0], XS[3], YS[-1])
        canvas.line(XS[2], YS[0], XS[2], YS[-1])
        canvas.line(XS[1], YS[1], XS[1], YS[-1])
        for y in YS:
            canvas.line(XS[0], y, XS[-1], y)
        for r, y in enumerate(YS[:-1]):
            for c, x in enumerate(XS[:-1]):
                canvas.drawString(x + 4, y - 14, f"r{r} c{c}")

    assert any("r0 c0 r0 c1" in problem for problem in page(gone).problems)


def test_text_where_a_rule_between_columns_is_missing_is_a_problem() -> None:
    """Every cell of the column holds two texts, far apart at the same place."""

    def draw(canvas: Canvas) -> None:
        grid(canvas, [XS[0], XS[2], XS[3]], YS)
        for r, y in enumerate(YS[:-1]):
            for c, x in enumerate(XS[:-1]):
                canvas.drawString(x + 4, y - 14, f"r{r} c{c}")

    assert any("r0 c0 | r0 c1" in problem for problem in page(draw).problems)


def test_text_where_a_rule_between_rows_is_missing_is_a_problem() -> None:
    """In one column only: each row has its own text there, and a gap between them."""

    def draw(canvas: Canvas) -> None:
        for x in XS:
            canvas.line(x, YS[0], x, YS[-1])
        for y in YS:
            canvas.line(XS[1] if y == YS[1] else XS[0], y, XS[-1], y)
        for r, y in enumerate(YS[:-1]):
            for c, x in enumerate(XS[:-1]):
                canvas.drawString(x + 4, y - 10, f"r{r} c{c}")
        canvas.drawString(XS[0] + 4, YS[0] - 21, "goes on")

    assert any("r0 c0 goes on r1 c0" in problem for problem in page(draw).problems)


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_turned_pages(angle: int) -> None:
    """Drawn sideways, and shown upright by /Rotate."""
    size = (612.0, 792.0)

    def draw(canvas: Canvas) -> None:
        width, height = size
        canvas.setPageRotation(angle)
        matrices = {
            90: (0, 1, -1, 0, height, 0),
            180: (-1, 0, 0, -1, width, height),
            270: (0, -1, 1, 0, 0, width),
        }
        if angle:
            canvas.transform(*matrices[angle])
        filled(canvas)

    found = extract(pdf(draw, size=size), "test.pdf").pages[0]
    assert texts(found) == ALL
    assert (round(found.width), round(found.height)) == (612, 792)


def test_moved_origin() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(filled))) as document:
        first = document.pages[0]
        first.MediaBox = [-50, 300, 562, 1092]
        first.contents_add(b"q 1 0 0 1 -50 300 cm\n", prepend=True)
        first.contents_add(b"\nQ")
        document.save(out)
    found = extract(out.getvalue(), "test.pdf").pages[0]
    assert texts(found) == ALL
    assert found.tables[0].box.x0 == pytest.approx(100, abs=2)


@pytest.mark.parametrize("style", ["lines", "boxes", "fills", "dashes"])
def test_rules_of_every_kind(style: str) -> None:
    def draw(canvas: Canvas) -> None:
        for r, y in enumerate(YS[:-1]):
            for c, x in enumerate(XS[:-1]):
                canvas.drawString(x + 4, y - 14, f"r{r} c{c}")
                if style == "boxes":
                    canvas.rect(x, y - 30, 120, 30)
        if style == "fills":
            for x in XS:
                canvas.rect(x, YS[-1], 0.5, YS[0] - YS[-1], stroke=0, fill=1)
            for y in YS:
                canvas.rect(XS[0], y, XS[-1] - XS[0], 0.5, stroke=0, fill=1)
        elif style != "boxes":
            if style == "dashes":
                canvas.setDash(3, 1)
            grid(canvas, XS, YS)

    assert texts(page(draw)) == ALL


def test_no_break_space_ends_a_word() -> None:
    (line,) = page(lambda canvas: canvas.drawString(100, 700, "Detainer Issued\u00a0Date")).lines
    assert line.text.split(" ") == ["Detainer", "Issued", "Date"]


def test_invisible_characters_are_no_text() -> None:
    """A zero width space inside a word, as typesetters put it where a line may break."""

    def draw(canvas: Canvas) -> None:
        font = TTFont("Invisible", "VeraIt.ttf")
        font.face.charToGlyph[0x200B] = 0
        font.face.charWidths[0x200B] = 0
        pdfmetrics.registerFont(font)
        canvas.setFont("Invisible", 10)
        canvas.drawString(100, 700, "Detainer\u200bs")

    (line,) = page(draw).lines
    assert "\u200b" not in line.text
    assert line.text.replace(" ", "") == "Detainers"


def test_a_line_with_wide_gaps_looks_like_a_row() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "Travis County Jail")
        canvas.drawString(300, 700, "Mexico")
        canvas.drawString(100, 650, "Only a line of running text")
        canvas.drawString(100, 600, "1.")
        canvas.drawString(130, 600, "A note with its number apart")

    lines = page(draw).lines
    assert [line.is_tabular for line in lines] == [True, False, False]
    assert lines[0].columns == ("Travis County Jail", "Mexico")


# ---------------------------------------------------------------- running heads


def heads(*texts: str) -> frozenset[str]:
    draws = [lambda canvas, t=text: canvas.drawString(100, 30, t) for text in texts]
    return running_lines(extract(pdf(*draws), "test.pdf").pages)


def test_running_heads_are_known() -> None:
    assert heads("Page 1", "Page 2", "Page 3", "Other") == {"Page #"}
    assert heads("A 2", "A 3", "A 4", *["x"] * 9) == {"A #", "x"}
    assert heads("ICE", "ICE") == frozenset()
    assert heads("A 7", "A 7", "A 2", "b", "c", "d", "e", "f", "g") == frozenset()


# ---------------------------------------------------------------- files that cannot be read


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"Dear reader,", "is not a PDF"),
        (b"%PDF-1.7\nnothing more", "damaged"),
    ],
)
def test_what_is_no_pdf_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        extract(content, "test.pdf")


def test_no_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no text"):
        extract(pdf(lambda canvas: canvas.rect(10, 10, 50, 50)), "test.pdf")


def test_too_many_pages_are_refused() -> None:
    content = pdf(*[filled] * 3)
    assert len(extract(content, "test.pdf", max_pages=3).pages) == 3
    with pytest.raises(UnreadableError, match="3 pages; at most 2"):
        extract(content, "test.pdf", max_pages=2)


def test_too_much_inside_is_refused(small_report: Path) -> None:
    with pytest.raises(UnreadableError, match="unpacks to more"):
        extract(small_report.read_bytes(), "test.pdf", max_unpacked=1000)


# ---------------------------------------------------------------- protection


def locked(content: bytes, encryption: pikepdf.Encryption) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, encryption=encryption)
    return out.getvalue()


@pytest.mark.parametrize("strength", [2, 3, 4, 6])
def test_owner_restriction_is_read_and_noted(strength: Literal[2, 3, 4, 6]) -> None:
    encryption = pikepdf.Encryption(
        owner="owner", user="", R=strength, aes=strength > 3,
        allow=pikepdf.Permissions(extract=False), metadata=strength > 3,
    )  # fmt: skip
    content = locked(pdf(filled), encryption)
    found = extract(content, "test.pdf")
    assert found.restricted
    assert texts(found.pages[0]) == ALL


def test_password() -> None:
    content = locked(pdf(filled), pikepdf.Encryption(owner="owner", user="secret"))
    with pytest.raises(UnreadableError, match="needs a password"):
        extract(content, "test.pdf")
    with pytest.raises(UnreadableError, match="does not open"):
        extract(content, "test.pdf", password="wrong")
    for password in ("secret", "owner"):
        assert texts(extract(content, "test.pdf", password=password).pages[0]) == ALL


def test_progress_tells_every_page() -> None:
    steps: list[tuple[int, int]] = []
    extract(pdf(*[filled] * 10), "test.pdf", progress=lambda *step: steps.append(step))
    assert {total for _, total in steps} == {10}
    assert sum(done for done, _ in steps) == 10
