"""Tells whether a PDF is whole: what its pages need is there, decodes, and is what it should be.

Readers of PDFs mend what they can and say nothing, so that a damaged report loads with rows missing
or words altered. Here every packed stream is unpacked to its checksum, every content must parse
without a warning and name only fonts and forms that are there, and what a page needs must be of the
type that ISO 32000 gives it. Damage to what no page needs is a note, as is a cross-reference table
that had to be rebuilt.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import Any, NoReturn

import pikepdf

from detainer_cli.errors import UnreadableError
from detainer_cli.extract.complaints import Complaint, understood
from detainer_cli.extract.references import missing
from detainer_cli.extract.shapes import (
    PROGRAMS,
    faults,
    has_no_meaning,
    is_array,
    is_dictionary,
    is_stream,
)
from detainer_cli.extract.shown_codes import Codes, shown_codes
from detainer_cli.extract.streams import Unpacker
from detainer_cli.extract.widths import differing_width

Id = tuple[int, int]
"""An object's number and generation; (0, 0) for one that stands inside another."""

_HINT = "Download it again; nothing of it was read."
_MOST_DEPTH = 60  # page tree, forms in forms: sound files have a handful

_MOST_NOTES = 5
_UNNEEDED = "object {}, which no page needs, is damaged: {}"
_CONTENTS = "contents of the page"
_NAMED_BY = {"Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading"}
"""Operators whose first operand is a name, and where its meaning must stand."""

_OPERATORS = " ".join(_NAMED_BY)


# ------------------------------------------------------------------ the examination


def examine(pdf: pikepdf.Pdf, data: bytes, most_unpacked: int) -> tuple[str, ...]:
    """Notes on damage to `pdf`, whose bytes are `data`, that does not matter to its pages.

    Raises UnreadableError for damage that matters, naming the object and the page, and for a file
    whose streams unpack to more than `most_unpacked` bytes.
    """
    return _Examination(pdf, data).run(most_unpacked)


class _Examination:
    """What is known so far.

    `faulty` are streams with their fault, `heads` how the others begin unpacked, `needed` every
    object that was seen with the first page that needs it, `seen` as what, `contents` the streams
    that pages show, with their page, `parsed` all contents with their resources, `programs` the
    fonts whose program may be a TrueType one, with their page and kind.
    """

    def __init__(self, pdf: pikepdf.Pdf, data: bytes) -> None:
        self._pdf = pdf
        self._data = data
        self._known: list[Complaint] = []
        self._faulty: dict[Id, str] = {}
        self._heads: dict[Id, bytes] = {}
        self._needed: dict[Id, int | None] = {}
        self._seen: set[tuple[Id, str]] = set()
        self._contents: dict[Id, int] = {}
        self._parsed: list[tuple[Any, Any]] = []
        self._programs: list[tuple[int, Any, str]] = []

    def run(self, most_unpacked: int) -> tuple[str, ...]:
        self._known += self._complaints()
        self._unpack_all(most_unpacked)
        for number, page in enumerate(self._leaves(), start=1):
            self._page(number, page)
        self._require_widths()
        self._require_one_use()
        self._require_nothing_missing()
        self._known += self._complaints()
        notes = list(dict.fromkeys(self._notes()))
        more = [f"{len(notes) - _MOST_NOTES} more of the kind"] if len(notes) > _MOST_NOTES else []
        return (*notes[:_MOST_NOTES], *more)

    def _complaints(self) -> list[Complaint]:
        """What qpdf has complained of since it was last asked."""
        return [understood(str(warning)) for warning in self._pdf.get_warnings()]

    def _unpack_all(self, most: int) -> None:
        unpacker = Unpacker(most)
        for item in self._pdf.objects:
            if isinstance(item, pikepdf.Stream):
                fault = unpacker.fault(item)
                self._heads[_id(item)] = unpacker.head
                if fault and item.get("/Type") in ("/ObjStm", "/XRef"):
                    self._refuse(None, item, "on which all pages depend", fault)
                if fault:
                    self._faulty[_id(item)] = fault

    # -------------------------------------------------------------- pages

    def _leaves(self) -> list[Any]:
        """The pages, in order; every count and every parent in the tree must be right."""
        found: list[Any] = []
        tree = self._pdf.Root.get("/Pages")
        if not is_dictionary(tree):
            self._refuse(None, self._pdf.Root, "the catalog", "it has no pages")
        self._node(tree, found, 0)
        return found

    def _node(self, node: Any, found: list[Any], depth: int) -> None:
        kids, before = node.get("/Kids"), len(found)
        if not self._is_new(None, node, "tree") or not is_array(kids) or depth > _MOST_DEPTH:
            self._refuse(None, node, "of the page tree", "it has no list of pages")
        for kid in kids:
            if not is_dictionary(kid):
                self._refuse(None, node, "of the page tree", "it lists something that is no page")
            if _id(kid.get("/Parent")) != _id(node):
                self._refuse(None, kid, "a page", "it stands in a list that is not its own")
            if "/Kids" in kid:
                self._node(kid, found, depth + 1)
            else:
                found.append(kid)
        if node.get("/Count") != len(found) - before:
            count = f"it says that it has {node.get('/Count')} pages and has {len(found) - before}"
            self._refuse(None, node, "of the page tree", count)

    def _page(self, number: int, page: Any) -> None:
        if not self._is_new(number, page, "page"):
            self._refuse(number, page, "the page", "it is another page, too")
        self._require(number, page, "page")
        resources = page.get("/Resources", pikepdf.Dictionary())
        contents = page.get("/Contents")
        parts = contents if is_array(contents) else [contents]
        for stream in parts if contents is not None else ():
            self._stream(number, stream, _CONTENTS)
            self._contents[_id(stream)] = number
        self._resources(number, resources, 0)
        if contents is not None:
            content = contents if is_stream(contents) else page
            self._content(number, content, resources, _CONTENTS)
        for note in page.get("/Annots", ()):
            if is_dictionary(note):
                self._streams_in(number, [note.get("/AP")], "an annotation")

    def _content(self, number: int, content: Any, resources: Any, what: str) -> None:
        """The content must parse, and name what is in `resources`."""
        self._known += self._complaints()
        try:
            with warnings.catch_warnings():  # pikepdf warns of operands without an operator
                warnings.simplefilter("error", UserWarning)
                instructions = pikepdf.parse_content_stream(content, _OPERATORS)
        except (pikepdf.PdfError, TypeError, ValueError, UserWarning) as error:
            self._refuse(number, content, what, f"it does not parse ({error})")
        for found in self._complaints():
            if not found.is_harmless:
                self._refuse(number, content, what, f"it does not parse ({found.text})")
        self._parsed.append((content, resources))
        named = {(str(i.operator), str(i.operands[0])) for i in instructions if i.operands}
        for operator, name in sorted(named):
            if name not in (resources.get(_NAMED_BY[operator]) or ()):
                kind = _NAMED_BY[operator][1:]
                self._refuse(number, content, what, f"it uses a {kind} that is missing ({name})")

    # -------------------------------------------------------------- what pages use

    def _resources(self, number: int, resources: Any, depth: int) -> None:
        if depth > _MOST_DEPTH:
            self._refuse(number, resources, "resources", "forms hold forms without end")
        if not self._is_new(number, resources, "resources"):
            return
        self._require(number, resources, "resources")
        for kind, check in (("Font", is_dictionary), ("XObject", is_stream)):
            for name, value in _items(resources, f"/{kind}"):
                if not check(value):
                    self._refuse(number, resources, "resources", f"its {kind} {name} is none")
        for font in _values(resources, "/Font"):
            self._font(number, font, depth)
        for key, kind in (("/XObject", "form or picture"), ("/Pattern", "pattern")):
            for drawn in _values(resources, key):
                self._drawn(number, drawn, kind, resources, depth)
        self._colours(number, resources)

    def _colours(self, number: int, resources: Any) -> None:
        for state in filter(is_dictionary, _values(resources, "/ExtGState")):
            self._require(number, state, "graphics state")
        for key in ("/ExtGState", "/ColorSpace", "/Shading"):
            self._streams_in(number, _values(resources, key), key[1:])

    def _drawn(self, number: int, drawn: Any, kind: str, outer: Any, depth: int) -> None:
        """A form, a picture or a pattern."""
        if not is_stream(drawn):
            self._streams_in(number, [drawn], kind)
        elif self._stream(number, drawn, kind):
            self._require(number, drawn, kind)
            if drawn.get("/Subtype") == "/Image":
                self._streams_in(number, (value for _, value in drawn.items()), "picture")
            else:
                resources = drawn.get("/Resources", outer)
                self._resources(number, resources, depth + 1)
                self._content(number, drawn, resources, kind)

    def _font(self, number: int, font: Any, depth: int, kind: str = "font") -> None:
        if not self._is_new(number, font, kind):
            return
        self._require(number, font, kind)
        if kind == "font" and has_no_meaning(font):
            raise UnreadableError(
                "the text of the page cannot be known: nothing in the PDF says which characters"
                f" the codes of a font stand for (object {_id(font)[0]}).",
                "Ask for the report in another form, or add a text layer with OCRmyPDF.",
                page=number,
            )
        for key, part in (("/FontDescriptor", "font descriptor"), ("/Encoding", "encoding")):
            if is_dictionary(font.get(key)):
                self._is_new(number, font[key], part)
                self._require(number, font[key], part)
        for inner in font.get("/DescendantFonts", ()):
            self._font(number, inner, depth, "descendant font")
        for key, value in (*font.items(), *_items(font, "/FontDescriptor")):
            if is_stream(value):
                self._stream(number, value, f"a font's {key[1:]}")
                self._font_stream(number, value, key)
        if "/FontFile2" in font.get("/FontDescriptor", {}):
            self._programs.append((number, font, kind))
        self._glyphs(number, font, depth)

    def _font_stream(self, number: int, stream: Any, key: str) -> None:
        """A font program or a map to Unicode must begin like one."""
        head = self._heads.get(_id(stream), b"")
        if key in PROGRAMS and not head.startswith(PROGRAMS[key]):
            self._refuse(number, stream, f"a font's {key[1:]}", "it is no font program")
        if key == "/ToUnicode":
            text = stream.read_bytes()
            if b"begincmap" not in text or b"endcmap" not in text:
                self._refuse(number, stream, f"a font's {key[1:]}", "it is no map to Unicode")

    def _glyphs(self, number: int, font: Any, depth: int) -> None:
        """The drawn glyphs of a font of Type 3."""
        resources = font.get("/Resources", pikepdf.Dictionary())
        if font.get("/Subtype") == "/Type3":
            self._resources(number, resources, depth + 1)
            for glyph in _values(font, "/CharProcs"):
                if self._stream(number, glyph, "glyph"):
                    self._content(number, glyph, resources, "glyph")

    def _streams_in(self, number: int, values: Iterable[Any], what: str) -> None:
        """Every stream within `values`, however deep, must decode."""
        left = list(values)
        while left:
            value = left.pop()
            if is_stream(value):
                is_new = self._stream(number, value, f"{what}, inside")
            else:
                holds = is_array(value) or is_dictionary(value)
                is_new = holds and self._is_new(number, value, what)
            if is_new:
                left.extend(value if is_array(value) else (inner for _, inner in value.items()))

    # -------------------------------------------------------------- findings

    def _is_new(self, number: int | None, item: Any, kind: str) -> bool:
        """Notes that a page needs `item`; False if it was seen as this `kind` before."""
        identity = _id(item)
        if identity == (0, 0):
            return True
        self._needed[identity] = self._needed.get(identity) or number
        is_new = (identity, kind) not in self._seen
        self._seen.add((identity, kind))
        return is_new

    def _stream(self, number: int, stream: Any, what: str) -> bool:
        """The same of a stream, which must decode."""
        if not is_stream(stream):
            self._refuse(number, stream, what, "it is none")
        if _id(stream) in self._faulty:
            self._refuse(number, stream, what, self._faulty[_id(stream)])
        return self._is_new(number, stream, what)

    def _require(self, number: int, item: Any, kind: str) -> None:
        fault = next(faults(item, kind), None)
        if fault:
            self._refuse(number, item, kind, fault)

    def _refuse(self, number: int | None, item: Any, what: str, fault: str) -> NoReturn:
        identity = _id(item)
        name = f"object {identity[0]} ({what})" if identity != (0, 0) else what
        text = " ".join(f"the PDF is damaged: {name}: {fault}.".split())
        raise UnreadableError(text, _HINT, page=number)

    def _require_widths(self) -> None:
        """Asked when all contents are known: which codes they show matters."""
        for number, font, kind in self._programs:
            program = font["/FontDescriptor"]["/FontFile2"].read_bytes()
            differing = differing_width(font, program, partial(self._shown, font))
            if differing:
                self._refuse(number, font, kind, differing)

    def _shown(self, font: Any) -> set[int] | None:
        return None if self._codes is None else self._codes.get(_id(font), set())

    @cached_property
    def _codes(self) -> Codes | None:
        return shown_codes(self._parsed)

    def _require_one_use(self) -> None:
        """What a page shows is nothing else: a font program, read as contents, shows nothing."""
        for identity, kind in sorted(self._seen):
            if identity in self._contents and kind != _CONTENTS:
                text = f"the PDF is damaged: object {identity[0]} ({_CONTENTS}): it is {kind}, too."
                raise UnreadableError(text, _HINT, page=self._contents[identity])

    def _require_nothing_missing(self) -> None:
        pages = {number: page for (number, _), page in self._needed.items()}
        for lost in missing(self._pdf, self._data):
            if lost.object in pages:
                fault = f"its /{lost.key} is object {lost.target}, which is missing"
                text = f"the PDF is damaged: object {lost.object}: {fault}."
                raise UnreadableError(text, _HINT, page=pages[lost.object])

    def _notes(self) -> Iterator[str]:
        """What is worth a note. Raises UnreadableError for a complaint of what a page needs."""
        for found in self._known:
            self._require_no_other(found)
            if found.is_of_table:
                yield "its cross-reference table is damaged and was rebuilt; all pages are whole"
            elif found.is_ambiguous and found.identity in self._needed:
                yield f"object {found.identity[0]}: {found.text}"
            elif not found.is_harmless:
                self._weigh(found)
                yield _UNNEEDED.format(found.identity[0], found.text)
        for (number, generation), fault in self._faulty.items():
            if (number, generation) not in self._needed:
                yield _UNNEEDED.format(number, fault)

    def _weigh(self, found: Complaint) -> None:
        """Refuses what a page needs, and what cannot be told to be of no need."""
        name = f"object {found.identity[0]}" if found.identity[0] else "the file"
        if found.identity == (0, 0) or found.is_of_missing or found.identity in self._needed:
            text = f"the PDF is damaged: {name}: {found.text}."
            raise UnreadableError(text, _HINT, page=self._needed.get(found.identity))

    def _require_no_other(self, found: Complaint) -> None:
        """Where the table names one object and another stands, which one is right is not known."""
        other = found.object_there(self._data)
        if other is not None:
            raise UnreadableError(
                f"the PDF is damaged: object {other} stands where its cross-reference table has"
                f" object {found.identity[0]}.",
                _HINT,
            )


def _id(item: Any) -> Id:
    return item.objgen if isinstance(item, pikepdf.Object) else (0, 0)


def _items(holder: Any, key: str) -> list[tuple[str, Any]]:
    inner = holder.get(key)
    return list(inner.items()) if is_dictionary(inner) else []


def _values(holder: Any, key: str) -> list[Any]:
    return [value for _, value in _items(holder, key)]
