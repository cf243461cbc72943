"""/ActualText may say what a page shows in other signs, and nothing else."""

from __future__ import annotations

import pikepdf
import pytest
from drawing import changed, filled, pdf
from reportlab.pdfgen.canvas import Canvas

from detainer_cli.errors import CheckError
from detainer_cli.extract import extract
from detainer_cli.extract.opening import open_pdf

X, Y = 150.0, 656.0  # in the first cell of the second row
TEXTS = {
    "other word": "Convicted",
    "other digit": "1",
}
SAME = ["Charged", "Char\xadged", "\ufeffCharged", " Charged ", ""]
NAMES = ["/ActualText", "/Actual#54ext", "/#41ctualText"]


def said(text: str, shown: str = "Charged", name: str = "/ActualText") -> bytes:
    """A table with a word that the file says to be `text`."""

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        written = ("\ufeff" + text).encode("utf-16-be").hex()
        canvas._code.append(f"/Span <<{name} <{written}>>> BDC")
        canvas.drawString(X, Y, shown)
        canvas._code.append("EMC")

    return pdf(draw)


def in_properties(text: str, direct: bool) -> bytes:
    """The same in a property list of the page's resources."""

    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        properties = pikepdf.Dictionary(ActualText=pikepdf.String(text))
        entry = properties if direct else document.make_indirect(properties)
        page.Resources.Properties = pikepdf.Dictionary(P0=entry)
        page.contents_coalesce()
        data = page.Contents.read_bytes()
        page.Contents.write(data.replace(b"/Span <</ActualText <feff0041>>> BDC", b"/Span /P0 BDC"))

    return changed(said("A"), change)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_other_letters_than_those_shown_are_refused(text: str, name: str) -> None:
    with pytest.raises(CheckError, match=r"where the page shows “.*Charged") as caught:
        extract(said(text, name=name), "test.pdf")
    assert caught.value.page == 1


@pytest.mark.parametrize("direct", [True, False])
def test_a_property_list_is_looked_into(direct: bool) -> None:
    with pytest.raises(CheckError, match=r"says “.*Convicted.*” where the page shows “.*Charged"):
        extract(in_properties("Convicted", direct), "test.pdf")
    extract(in_properties("Charged", direct), "test.pdf")


@pytest.mark.parametrize("text", SAME)
def test_the_same_letters_are_read_as_they_are_shown(text: str) -> None:
    found = extract(said(text), "test.pdf")
    cell = found.pages[0].tables[0].rows[1].cells[0]
    assert [line.text for line in cell.lines] == ["r1 c0 Charged"]


def test_a_file_without_any_is_read_once() -> None:
    assert open_pdf(pdf(filled), None, 2**20).literal is None
    assert open_pdf(said("Charged"), None, 2**20).literal is not None
