"""A damaged file is told: which object, on which page; a sound one never is."""

from __future__ import annotations

import base64
import io
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bad_files import pdf_of, stream_of
from databases import ask
from factory import LAYOUTS, build_report, make_content
from reportlab.pdfbase.ttfonts import TTFont
from running import detainers
from truths import REPORTS

from detainer_cli.errors import UnreadableError
from detainer_cli.extract.opening import open_pdf, set_upright

DAMAGED = sorted((Path(__file__).parent / "reports" / "damaged").glob("*.pdf"))
MIB = 2**20


def notes(content: bytes) -> tuple[str, ...]:
    """What is noted of a file that is read. Raises UnreadableError."""
    return open_pdf(content, None, 256 * MIB).notes


def fault(content: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError, match="the PDF is damaged") as caught:
        notes(content)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("path", DAMAGED, ids=lambda path: path.stem)
def test_a_copy_with_a_few_bytes_changed_is_refused(path: Path) -> None:
    error = fault(path.read_bytes())
    assert re.search(r"object \d+ \(", error.message)
    assert error.page is not None


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_sample_is_whole(path: Path) -> None:
    assert notes(path.read_bytes()) == ()


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_report_of_another_producer_is_whole(name: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    build_report(make_content(1, 6, 3, layout.week), layout, tmp_path / "report.pdf")
    assert notes((tmp_path / "report.pdf").read_bytes()) == ()


# ---------------------------------------------------------------- the same report written anew

REWRITTEN: dict[str, dict[str, Any]] = {
    "linearized": {"linearize": True},
    "object streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    "not packed": {
        "compress_streams": False,
        "stream_decode_level": pikepdf.StreamDecodeLevel.generalized,
    },
    "packed anew": {"recompress_flate": True},
    "readable": {"qdf": True},
    "encrypted, AES": {"encryption": pikepdf.Encryption(user="", owner="x", R=6)},
    "encrypted, RC4": {
        "encryption": pikepdf.Encryption(user="", owner="x", R=3, aes=False, metadata=False)
    },
}


@pytest.mark.parametrize("how", REWRITTEN)
@pytest.mark.parametrize("path", REPORTS[1:2], ids=lambda path: path.stem)
def test_however_a_sound_report_is_written_it_is_whole(path: Path, how: str) -> None:
    out = io.BytesIO()
    with pikepdf.open(path) as pdf:
        pdf.save(out, **REWRITTEN[how])
    assert notes(out.getvalue()) == ()


# ---------------------------------------------------------------- streams

TEXT = b"BT /F1 8 Tf 20 20 Td (word) Tj ET\n"
FONTS = b"/Resources << /Font << /F1 5 0 R >> >> "
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def page_of(content: bytes, entries: bytes = b"", more: bytes = b"", **objects: bytes) -> bytes:
    """A file of one page with this content stream; `objects` are called `o6` and so on."""
    return pdf_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" %b >>" % (more if b"/Resources" in more else FONTS + more),
            4: stream_of(content, entries),
            5: FONT,
        }
        | {int(name[1:]): body for name, body in objects.items()}
    )


def predicted(columns: int, tag: int = 2) -> bytes:
    """The text as rows with a PNG filter before each; `tag` 0 is the filter that does nothing."""
    rows = [TEXT[i : i + columns].ljust(columns) for i in range(0, len(TEXT), columns)]
    return zlib.compress(b"".join(bytes([tag]) + row for row in rows))


FLATE = b"/Filter /FlateDecode"
PACKED = zlib.compress(TEXT * 9)
ASCII85 = base64.a85encode(PACKED) + b"~>"

SOUND = {
    "plain": (TEXT, b""),
    "packed": (PACKED, FLATE),
    "a line end behind": (PACKED + b"\r\n", FLATE),
    "zeros behind": (PACKED + bytes(20), FLATE),
    "packed twice": (zlib.compress(PACKED), b"/Filter [/FlateDecode /FlateDecode]"),
    "as text": (ASCII85, b"/Filter [/ASCII85Decode /FlateDecode]"),
    "as lines of text": (
        b"\n".join(ASCII85[i : i + 20] for i in range(0, len(ASCII85), 20)) + b"\n",
        b"/Filter [/ASCII85Decode /FlateDecode]",
    ),
    "hexadecimal": (TEXT.hex().encode() + b">", b"/Filter /ASCIIHexDecode"),
    "run lengths": (bytes([len(TEXT) - 1]) + TEXT + b"\x80", b"/Filter /RunLengthDecode"),
    "predicted": (predicted(5, 0), FLATE + b" /DecodeParms << /Predictor 15 /Columns 5 >>"),
    "parameters that are none": (PACKED, FLATE + b" /DecodeParms null"),
    "parameters of the default": (PACKED, FLATE + b" /DecodeParms << /Predictor 1 >>"),
    "list of parameters": (
        ASCII85,
        b"/Filter [/ASCII85Decode /FlateDecode] /DecodeParms [null << /Predictor 1 >>]",
    ),
    "nothing": (b"", FLATE),
    "an empty one": (zlib.compress(b""), FLATE),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_stream_is_whole(name: str) -> None:
    assert notes(page_of(*SOUND[name])) == ()


def flipped(at: int, data: bytes = PACKED) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 4
    return bytes(changed)


TWICE = b"/Filter [/FlateDecode /FlateDecode]"
AS_TEXT = b"/Filter [/ASCII85Decode /FlateDecode]"

BROKEN = {
    "checksum": (flipped(-1), FLATE, "its checksum is wrong"),
    "data": (flipped(12), FLATE, "damaged|checksum"),
    "no checksum": (PACKED[:-4], FLATE, "its packed data is cut off"),
    "half": (PACKED[: len(PACKED) // 2], FLATE, "its packed data is cut off"),
    "head": (b"\0" + PACKED, FLATE, "its packed data is damaged"),
    "inner of two": (zlib.compress(flipped(-1)), TWICE, "checksum"),
    "text cut off": (ASCII85[:-2], AS_TEXT, "cut off"),
    "text with another end": (ASCII85[:-1] + b"=", AS_TEXT, "cut off"),
    "text with a letter": (b"y" + ASCII85, AS_TEXT, "its data is damaged"),
    "text that unpacks wrongly": (b"5" + ASCII85, AS_TEXT, "damaged"),
    "hexadecimal": (TEXT.hex().encode(), b"/Filter /ASCIIHexDecode", "cut off"),
    "unknown filter": (PACKED, b"/Filter /FlateDecoda", "not known"),
    "number for a filter": (PACKED, b"/Filter 7", "not known"),
    "filter of pictures": (PACKED, b"/Filter /DCTDecode", "for pictures"),
    "elsewhere": (PACKED, FLATE + b" /F (other.bin)", "another file"),
    "no filter": (PACKED, b"", "does not parse"),
    "rows of another width": (
        predicted(5, 0), FLATE + b" /DecodeParms << /Predictor 15 /Columns 6 >>", "rows|row",
    ),
    "row cut off": (
        zlib.compress(b"\0abcde\0ab"), FLATE + b" /DecodeParms << /Predictor 12 /Columns 5 >>",
        "last row",
    ),
    "predictor": (PACKED, FLATE + b" /DecodeParms << /Predictor 9 >>", "parameters"),
    "columns": (PACKED, FLATE + b" /DecodeParms << /Predictor 12 /Columns -5 >>", "parameters"),
    "number for parameters": (PACKED, FLATE + b" /DecodeParms 5", "parameters"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_stream_is_refused(name: str) -> None:
    content, entries, words = BROKEN[name]
    error = fault(page_of(content, entries))
    assert re.search(words, error.message)
    assert "object 4 (" in error.message
    assert error.page == 1


@pytest.mark.parametrize(
    "content",
    [
        b"BT (word Tj ET",
        b"BT ET 1 0 0",
        b"BT <12 Tj >> ET",
        b"q ] Q",
        b"/F1 8 Tf << /A Tj",
        b"BT <6x> Tj ET",
    ],
)
def test_a_content_that_does_not_parse_is_refused(content: bytes) -> None:
    assert "does not parse" in fault(page_of(content)).message


@pytest.mark.parametrize(
    "content", [b"BT /F2 8 Tf ET", b"/Fm Do", b"/G gs", b"/S sh", b"BT /F1 8 Tf /F2 8 Tf ET"]
)
def test_a_content_that_names_what_is_missing_is_refused(content: bytes) -> None:
    assert "that is missing" in fault(page_of(content)).message


def test_streams_that_no_page_needs_are_noted() -> None:
    (note,) = notes(page_of(TEXT, o6=stream_of(flipped(-1), FLATE)))
    assert note == "object 6, which no page needs, is damaged: its checksum is wrong"


@pytest.mark.parametrize(
    "needed",
    [
        b"/XObject << /X 6 0 R >>",
        b"/Pattern << /P 6 0 R >>",
        b"/Pattern << /P << /PatternType 2 /Shading << /Function 6 0 R >> >> >>",
        b"/Shading << /S << /Function 6 0 R >> >>",
        b"/ColorSpace << /C [/ICCBased 6 0 R] >>",
        b"/ExtGState << /G << /SMask << /G 6 0 R >> >> >>",
        b"/Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >> >>",
        b"/Font << /F1 << /Subtype /Type1 /BaseFont /X /FontDescriptor"
        b" << /FontName /X /Flags 4 /FontFile 6 0 R >> /FirstChar 0 /LastChar 0 /Widths [9] >> >>",
    ],
)
def test_every_stream_that_a_page_needs_is_checked(needed: bytes) -> None:
    broken = stream_of(flipped(-1), FLATE + b" /Subtype /Form /BBox [0 0 9 9]")
    error = fault(page_of(b"", more=b"/Resources << %b >>" % needed, o6=broken))
    assert (error.page, "object 6 (" in error.message) == (1, True)
    assert "checksum" in error.message


def test_what_is_drawn_by_an_annotation_is_checked() -> None:
    annotation = b"/Annots [<< /AP << /N 6 0 R >> >>]"
    assert fault(page_of(TEXT, more=annotation, o6=stream_of(flipped(-1), FLATE))).page == 1


def test_a_broken_object_stream_is_refused() -> None:
    out = io.BytesIO()
    with pikepdf.open(REPORTS[1]) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    content = bytearray(out.getvalue())
    start = content.index(b"stream", content.index(b"/ObjStm")) + 8
    end = content.index(b"endstream", start)
    content[end - 6] ^= 1  # its checksum, which qpdf does not look at
    assert "on which all pages depend" in fault(bytes(content)).message


# ---------------------------------------------------------------- the file around them


def test_a_lost_table_is_a_note() -> None:
    content = REPORTS[1].read_bytes()
    at = content.rindex(b"startxref")
    (note,) = notes(content[:at])
    assert "rebuilt" in note
    with pikepdf.open(io.BytesIO(open_pdf(content[:at], None, 256 * MIB).data)) as pdf:
        assert pdf.get_warnings() == []  # what is read on is what was checked


def test_a_note_on_the_file_is_told_and_stored(tmp_path: Path) -> None:
    content, path, db = REPORTS[1].read_bytes(), tmp_path / "report.pdf", tmp_path / "x.db"
    path.write_bytes(content[: content.rindex(b"startxref")])
    run = detainers("ingest", path, "--db", db)
    words = "its cross-reference table is damaged and was rebuilt; all pages are whole"
    assert (run.returncode, run.stderr) == (0, f"detainers: {path}: note: reading: {words}\n")
    ((warnings,),) = ask(db, "SELECT warnings FROM report_file")
    assert [warning["message"] for warning in json.loads(str(warnings))] == [words]


def test_a_wrong_length_is_no_damage() -> None:
    """As of a file whose line ends were changed by a transfer, or by hand."""
    whole = page_of(PACKED, FLATE)
    for size in (len(PACKED) + 1, len(PACKED) - 1, 99999):
        wrong = whole.replace(b"/Length %d " % len(PACKED), b"/Length %d " % size)
        assert [note for note in notes(wrong) if "rebuilt" not in note] == []


def test_a_page_whose_contents_are_missing_is_refused() -> None:
    error = fault(REPORTS[1].read_bytes().replace(b"/Contents 29 0 R", b"/Contents 97 0 R"))
    assert "its /Contents is object 97, which is missing" in error.message
    assert error.page == 10


def test_a_page_whose_contents_have_no_end_is_refused() -> None:
    content = REPORTS[1].read_bytes()
    start = content.index(b"stream", content.index(b"\n14 0 obj"))
    rest = content[start:].replace(b"endstream", b"endstroma")
    error = fault(content[: start - 30] + b"\n14 0 obj\n<<>>\n" + rest)
    assert error.page == 5


def test_two_objects_that_changed_places_are_refused() -> None:
    content = REPORTS[1].read_bytes()
    for old, new in ((b"\n20 0 obj", b"\nXX 0 obj"), (b"\n23 0 obj", b"\n20 0 obj")):
        content = content.replace(old, new)
    message = fault(content.replace(b"\nXX 0 obj", b"\n23 0 obj")).message
    assert "stands where its cross-reference table has object" in message


@pytest.mark.parametrize("count", [b"/Count 17", b"/Count 19", b"/Count 99"])
def test_a_wrong_number_of_pages_is_refused(count: bytes) -> None:
    content = REPORTS[1].read_bytes()
    assert content.count(b"/Count 18") == 1
    assert "says that it has" in fault(content.replace(b"/Count 18", count)).message


def test_a_key_that_stands_twice_is_noted() -> None:
    (note,) = notes(page_of(TEXT, more=b"/Tabs /S /Tabs /S"))
    assert "duplicated key" in note


# ---------------------------------------------------------------- pages


def with_page(change: Callable[[Any], None]) -> bytes:
    """A sample whose third page was changed."""
    out = io.BytesIO()
    with pikepdf.open(REPORTS[1]) as pdf:
        change(pdf.pages[2].obj)
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("/Rotate", pikepdf.String("90")),
        ("/Rotate", 45),
        ("/Rotate", pikepdf.Name("/Left")),
        ("/MediaBox", pikepdf.Array([0, 0, 612])),
        ("/MediaBox", pikepdf.Array([0, 0, pikepdf.String("612"), 792])),
        ("/MediaBox", pikepdf.Array([0, 0, 0, 792])),
        ("/MediaBox", 612),
        ("/CropBox", pikepdf.Array([900, 900, 990, 990])),
        ("/CropBox", pikepdf.Name("/All")),
        ("/Contents", 5),
        ("/Contents", pikepdf.Array([5])),
        ("/Contents", pikepdf.Dictionary()),
        ("/Resources", pikepdf.Array([])),
        ("/Resources", pikepdf.Dictionary(Font=5)),
        ("/Resources", pikepdf.Dictionary()),
        ("/Annots", 5),
    ],
)
def test_a_page_that_is_none_is_refused(key: str, value: Any) -> None:
    assert fault(with_page(lambda page: page.__setitem__(key, value))).page == 3


def test_a_page_without_a_size_is_refused() -> None:
    fault(with_page(lambda page: page.__delitem__("/MediaBox")))


def test_boxes_are_read_however_they_are_written() -> None:
    """From any two corners, inherited, or larger than the page."""

    def reverse(page: Any) -> None:
        page["/MediaBox"] = pikepdf.Array([792, 612, 0, 0])
        page["/CropBox"] = pikepdf.Array([900, -9, 100, 500])

    opened = open_pdf(with_page(reverse), None, 256 * MIB)
    box = opened.poses[2].shown
    assert (box.x0, box.y0, box.x1, box.y1) == (100, 0, 792, 500)
    with pikepdf.open(io.BytesIO(set_upright(opened, {}))) as pdf:
        assert [float(v) for v in pdf.pages[2].mediabox] == [0, 0, 692, 500]

    def inherit(page: Any) -> None:
        page["/Parent"]["/MediaBox"] = page["/MediaBox"]
        page["/Parent"]["/Rotate"] = 90
        del page["/MediaBox"]

    opened = open_pdf(with_page(inherit), None, 256 * MIB)
    assert opened.poses[2].rotation == 90
    assert opened.notes == ()


# ---------------------------------------------------------------- fonts


def with_font(change: Callable[[Any], None]) -> bytes:
    """A sample whose first font, a TrueType font of which only a part is embedded, was changed."""
    out = io.BytesIO()
    with pikepdf.open(REPORTS[1]) as pdf:
        change(pdf.pages[0].obj["/Resources"]["/Font"]["/F1"])
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/Subtype", None),
        ("/Subtype", pikepdf.Name("/Type9")),
        ("/Type", pikepdf.Name("/Page")),
        ("/BaseFont", None),
        ("/Widths", None),
        ("/Widths", 5),
        ("/Widths", pikepdf.Array([100, 200])),
        ("/FirstChar", None),
        ("/LastChar", pikepdf.Name("/Last")),
        ("/FontDescriptor", None),
        ("/FontDescriptor", pikepdf.Dictionary()),
        ("/FontDescriptor/FontFile2", None),
        ("/FontDescriptor/FontFile2", 5),
        ("/FontDescriptor/Flags", None),
        ("/Encoding", pikepdf.Dictionary(Differences=5)),
        ("/ToUnicode", 5),
    ],
)
def test_a_font_that_is_none_is_refused(path: str, value: Any) -> None:
    def change(font: Any) -> None:
        *inner, key = path.strip("/").split("/")
        for name in inner:
            font = font[f"/{name}"]
        if value is None:
            del font[f"/{key}"]
        else:
            font[f"/{key}"] = value

    assert fault(with_font(change)).page == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/ToUnicode", b"/ToUnicodf"),
        (b"/FontDescriptor", b"/FontDescriptos"),
        (b"/Widths", b"/Vidths"),
        (b"/Contents", b"/Cmntents"),
        (b"/Resources", b"/ResourceS"),
        (b"/FontFile2", b"/FontFile:"),
        (b"/TrueType", b"/TrueTyqe"),
        (b"/MediaBox[0", b"/MediaBoy[0"),
    ],
)
def test_a_key_or_a_name_of_which_a_letter_was_changed_is_told(old: bytes, new: bytes) -> None:
    content = REPORTS[1].read_bytes()
    assert old in content
    fault(content.replace(old, new, 1))


def test_a_width_that_is_not_the_glyphs_is_told() -> None:
    def widen(font: Any) -> None:
        font["/Widths"][5] = int(font["/Widths"][5]) + 40

    assert "it says that a glyph is" in fault(with_font(widen)).message


LETTERS = "abcdefghijlmnopqrstuvwxyz"  # no k


def with_widths(changed: dict[str, int], inside: str = "page") -> bytes:
    """A page of LETTERS in a composite font, whose widths are one run, right but for `changed`.

    The text is `inside` the page, or a form, or a form that sets no font and has the page's.
    """
    face = TTFont("Vera", "Vera.ttf").face
    glyphs = {char: face.charToGlyph[ord(char)] for char in f"{LETTERS}k"}
    widths = {glyph: face.charWidths[ord(char)] for char, glyph in glyphs.items()}
    widths |= {glyphs[char]: width for char, width in changed.items()}
    run = " ".join(str(widths.get(glyph, 0)) for glyph in range(min(widths), max(widths) + 1))
    text = "".join(f"{glyphs[char]:04x}" for char in LETTERS)
    shows = f"BT 1 0 0 1 50 700 Tm [<{text[:8]}> 20 <{text[8:]}>] TJ ET"
    form = shows if inside == "form without a font" else f"/F1 9 Tf {shows}"
    page = f"q /F1 9 Tf q Q {shows if inside == 'page' else '/X1 Do'} Q"
    fonts, program = b"/Font << /F1 5 0 R >>", face._ttf_data
    codes = b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange endcmap"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << %s /XObject << /X1 6 0 R >> >> >>" % fonts,
        4: stream_of(page.encode()),
        5: b"<< /Type /Font /Subtype /Type0 /BaseFont /Vera /Encoding /Identity-H"
        b" /DescendantFonts [7 0 R] /ToUnicode 8 0 R >>",
        6: stream_of(
            form.encode(),
            b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %s >>" % fonts,
        ),
        7: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Vera /FontDescriptor 9 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        b" /CIDToGIDMap /Identity /W [%d [%s]] >>" % (min(widths), run.encode()),
        8: stream_of(codes),
        9: b"<< /Type /FontDescriptor /FontName /Vera /Flags 4 /FontFile2 10 0 R >>",
        10: stream_of(program, b"/Length1 %d" % len(program)),
    }
    return pdf_of(objects)


@pytest.mark.parametrize("inside", ["page", "form"])
def test_a_width_of_0_is_no_damage_where_no_page_shows_the_glyph(inside: str) -> None:
    """So a browser fills a run of widths, though the program has the glyph as a part of others."""
    assert notes(with_widths({"k": 0}, inside)) == ()


@pytest.mark.parametrize("inside", ["page", "form", "form without a font"])
@pytest.mark.parametrize("changed", [{"j": 0}, {"k": 0, "j": 0}, {"k": 40}, {"j": 40}], ids="".join)
def test_a_width_of_a_glyph_that_is_shown_or_that_is_no_filling_is_told(
    changed: dict[str, int], inside: str
) -> None:
    message = fault(with_widths(changed, inside)).message
    assert f"it says that a glyph is {changed.get('j', changed.get('k'))} wide" in message


def test_where_the_codes_shown_are_not_known_a_width_of_0_is_told() -> None:
    fault(with_widths({"k": 0}, "form without a font"))


def test_contents_that_are_something_else_are_refused() -> None:
    """The words of a map to Unicode are words to a reader of contents, and show nothing."""

    def change(page: Any) -> None:
        page["/Contents"] = page["/Resources"]["/Font"]["/F1"]["/ToUnicode"]

    error = fault(with_page(change))
    assert (error.page, "it is a font's ToUnicode, too" in error.message) == (3, True)


def test_a_font_program_and_a_map_must_be_what_they_are() -> None:
    def exchange(font: Any) -> None:
        program, codes = font["/FontDescriptor"]["/FontFile2"], font["/ToUnicode"]
        font["/FontDescriptor"]["/FontFile2"], font["/ToUnicode"] = codes, program

    assert "it is no" in fault(with_font(exchange)).message


def test_a_font_whose_codes_stand_for_nothing_is_refused() -> None:
    """The codes of the samples number the glyphs of a font as they came to be used."""
    with pytest.raises(UnreadableError, match="which characters") as caught:
        notes(with_font(lambda font: font.__delitem__("/ToUnicode")))
    assert caught.value.page == 1
