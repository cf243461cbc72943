"""Tells whether a PDF is whole: what its pages need is there, decodes, and is what it should be.

Readers of PDFs mend what they can and say nothing, so that a damaged report loads with rows missing
or words altered. Here every packed stream is unpacked to its checksum, every content must parse
without a warning and name only fonts and forms that are there, and what a page needs must be of the
type that ISO 32000 gives it. Damage to what no page needs is a note, as is a cross-reference table
that had to be rebuilt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, NoReturn

import pikepdf

from detainer_cli.errors import UnreadableError
from detainer_cli.extract.streams import Unpacker

Id = tuple[int, int]
"""An object's number and generation; (0, 0) for one that stands inside another."""

_HINT = "Download it again; nothing of it was read."
_MOST_DEPTH = 60  # page tree, forms in forms: sound files have a handful

_FILE = re.compile(r"^stream <[^>]*>[:,]? *")  # how pikepdf names a file in memory
_WARNING = re.compile(
    r"\(?(?:page )?(?:object (?P<number>\d+) (?P<generation>\d+))?"
    r"(?:[^:]*offset (?P<offset>\d+)\)?)?[:)]* *(?P<text>.*)",
    re.DOTALL,
)
_REBUILT = re.compile(
    r"xref|startxref|cross-reference|file is damaged|expected \d+ \d+ obj|number of objects"
)
_HARMLESS = re.compile(
    r"stream length|/Length key|expected endstream|Resources is missing or invalid"
)
"""A wrong length where the stream decodes whole; a page whose content names no resource."""
_HEADER = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj")


# ------------------------------------------------------------------ what things should be


def _is_whole_number(value: Any) -> bool:
    return type(value) is int


def _is_number(value: Any) -> bool:
    return type(value) in (int, float, Decimal)


def _is_name(value: Any) -> bool:
    return isinstance(value, pikepdf.Name)


def _is_array(value: Any) -> bool:
    return isinstance(value, pikepdf.Array)


def _is_dictionary(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary)


def _is_stream(value: Any) -> bool:
    return isinstance(value, pikepdf.Stream)


def _is_numbers(value: Any) -> bool:
    return _is_array(value) and all(map(_is_number, value))


def _is_streams(value: Any) -> bool:
    return _is_array(value) and all(map(_is_stream, value))


def _is_box(value: Any) -> bool:
    return _is_numbers(value) and len(value) == 4 and value[0] != value[2] and value[1] != value[3]


def _is_matrix(value: Any) -> bool:
    return _is_numbers(value) and len(value) == 6


def _is_quarter_turn(value: Any) -> bool:
    return _is_number(value) and value % 90 == 0


Check = Callable[[Any], bool]
Shape = dict[str, tuple[Check, ...]]

_PAGE: Shape = {
    "/MediaBox": (_is_box,),
    "/CropBox": (_is_box,),
    "/Rotate": (_is_quarter_turn,),
    "/UserUnit": (_is_number,),
    "/Contents": (_is_stream, _is_streams),
    "/Resources": (_is_dictionary,),
    "/Annots": (_is_array,),
}
_RESOURCES: Shape = dict.fromkeys(
    ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"),
    (_is_dictionary,),
)
_FONT: Shape = {
    "/Subtype": (_is_name,),
    "/BaseFont": (_is_name,),
    "/FirstChar": (_is_whole_number,),
    "/LastChar": (_is_whole_number,),
    "/Widths": (_is_numbers,),
    "/FontDescriptor": (_is_dictionary,),
    "/Encoding": (_is_name, _is_dictionary, _is_stream),
    "/ToUnicode": (_is_stream, _is_name),
    "/DescendantFonts": (_is_array,),
    "/CIDSystemInfo": (_is_dictionary,),
    "/CIDToGIDMap": (_is_stream, _is_name),
    "/DW": (_is_number,),
    "/W": (_is_array,),
    "/FontMatrix": (_is_matrix,),
    "/CharProcs": (_is_dictionary,),
    "/Resources": (_is_dictionary,),
}
_ENCODING: Shape = {"/BaseEncoding": (_is_name,), "/Differences": (_is_array,)}
_DESCRIPTOR: Shape = {
    "/Flags": (_is_whole_number,),
    "/FontFile": (_is_stream,),
    "/FontFile2": (_is_stream,),
    "/FontFile3": (_is_stream,),
}
_FORM: Shape = {
    "/Subtype": (_is_name,),
    "/BBox": (_is_box,),
    "/Matrix": (_is_matrix,),
    "/Resources": (_is_dictionary,),
}
_REQUIRED: dict[str, tuple[str, ...]] = {
    "/Type0": ("/BaseFont", "/Encoding", "/DescendantFonts"),
    "/Type1": ("/BaseFont",),
    "/MMType1": ("/BaseFont",),
    "/TrueType": ("/BaseFont",),
    "/Type3": ("/FontMatrix", "/CharProcs", "/Encoding", "/FirstChar", "/LastChar", "/Widths"),
    "/CIDFontType0": ("/BaseFont", "/CIDSystemInfo"),
    "/CIDFontType2": ("/BaseFont", "/CIDSystemInfo"),
    "/Form": ("/BBox",),
    "/Image": ("/Width", "/Height"),
}
"""What a font, form or picture cannot be without, by its /Subtype."""

_NAMED_BY = {"Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading"}
"""Operators whose first operand is a name, and where its meaning must stand."""

_OPERATORS = " ".join(_NAMED_BY)


# ------------------------------------------------------------------ the examination


def require_whole(pdf: pikepdf.Pdf, data: bytes, most_unpacked: int) -> tuple[str, ...]:
    """Notes on damage that does not matter to the pages of `pdf`, whose bytes are `data`.

    Raises UnreadableError for damage that does, naming the object and the page, and for a file
    whose streams unpack to more than `most_unpacked` bytes.
    """
    return _Examination(pdf, data).run(most_unpacked)


class _Examination:
    """What is known so far: `faulty` streams with their fault, and each object's first page."""

    def __init__(self, pdf: pikepdf.Pdf, data: bytes) -> None:
        self._pdf = pdf
        self._data = data
        self._warnings: list[str] = []
        self._faulty: dict[Id, str] = {}
        self._needed: dict[Id, int | None] = {}

    def run(self, most_unpacked: int) -> tuple[str, ...]:
        self._collect_warnings()
        self._unpack_all(most_unpacked)
        self._needed[_id(self._pdf.Root)] = None
        for number, page in enumerate(self._leaves(), start=1):
            self._page(number, page)
        self._collect_warnings()
        return tuple(dict.fromkeys(self._notes()))

    def _collect_warnings(self) -> None:
        self._warnings += map(str, self._pdf.get_warnings())

    def _unpack_all(self, most: int) -> None:
        unpacker = Unpacker(most)
        for item in self._pdf.objects:
            if isinstance(item, pikepdf.Stream):
                fault = unpacker.fault(item)
                if fault and item.get("/Type") in ("/ObjStm", "/XRef"):
                    self._refuse(None, item, "on which all pages depend", fault)
                if fault:
                    self._faulty[_id(item)] = fault

    # -------------------------------------------------------------- pages

    def _leaves(self) -> list[pikepdf.Dictionary]:
        """The pages, in order; every count and every parent in the tree must be right."""
        found: list[Any] = []
        tree = self._pdf.Root.get("/Pages")
        if not _is_dictionary(tree):
            self._refuse(None, self._pdf.Root, "the catalog", "it has no pages")
        self._node(tree, found, 0)
        return found

    def _node(self, node: Any, found: list[Any], depth: int) -> None:
        self._need(None, node)
        kids, before = node.get("/Kids"), len(found)
        if not _is_array(kids) or depth > _MOST_DEPTH:
            self._refuse(None, node, "of the page tree", "it has no list of pages")
        for kid in kids:
            if not _is_dictionary(kid) or _id(kid) in self._needed:
                self._refuse(None, node, "of the page tree", "it lists something that is no page")
            if _id(kid.get("/Parent")) != _id(node):
                self._refuse(None, kid, "a page", "it stands in a list that is not its own")
            if "/Kids" in kid:
                self._node(kid, found, depth + 1)
            else:
                self._need(None, kid)
                found.append(kid)
        if node.get("/Count") != len(found) - before:
            count = f"it says that it has {node.get('/Count')} pages and has {len(found) - before}"
            self._refuse(None, node, "of the page tree", count)

    def _page(self, number: int, page: Any) -> None:
        self._needed[_id(page)] = number
        self._require(number, page, "the page", _PAGE, ("/MediaBox",))
        resources = page.get("/Resources", pikepdf.Dictionary())
        contents = page.get("/Contents")
        for stream in contents if _is_array(contents) else [contents] if contents else []:
            self._stream(number, stream, "the page's contents")
        self._resources(number, page, resources, 0)
        if contents is not None:
            self._content(number, page, resources, "the page's contents")
        for note in page.get("/Annots", ()):
            if _is_dictionary(note):
                self._streams_in(number, [note.get("/AP")], "an annotation")

    def _content(self, number: int, content: Any, resources: Any, what: str) -> None:
        """The content must parse, and name what is in `resources`."""
        self._collect_warnings()
        try:
            instructions = pikepdf.parse_content_stream(content, _OPERATORS)
        except (pikepdf.PdfError, TypeError, ValueError) as error:
            self._refuse(number, content, what, f"it does not parse ({error})")
        for warning in map(str, self._pdf.get_warnings()):
            _, text = self._understood(warning)
            if not _HARMLESS.search(text):
                self._refuse(number, content, what, f"it does not parse ({text})")
        named = {(str(i.operator), str(i.operands[0])) for i in instructions if i.operands}
        for operator, name in sorted(named):
            if name not in (resources.get(_NAMED_BY[operator]) or ()):
                kind = _NAMED_BY[operator][1:]
                self._refuse(number, content, what, f"it uses a {kind} that is missing ({name})")

    # -------------------------------------------------------------- what pages use

    def _resources(self, number: int, owner: Any, resources: Any, depth: int) -> None:
        if depth > _MOST_DEPTH:
            self._refuse(number, owner, "a form", "it holds forms in forms without end")
        if not self._need(number, resources):
            return
        self._require(number, resources, "resources", _RESOURCES)
        for name, font in _items(resources, "/Font"):
            if not _is_dictionary(font):
                self._refuse(number, resources, "resources", f"its font {name} is none")
            self._font(number, font, depth)
        for drawn in (*_values(resources, "/XObject"), *_values(resources, "/Pattern")):
            self._form(number, drawn, resources, depth)
        for key in ("/ExtGState", "/ColorSpace", "/Shading"):
            self._streams_in(number, _values(resources, key), key[1:])

    def _form(self, number: int, form: Any, outer: Any, depth: int) -> None:
        """A form, a picture or a pattern."""
        if not _is_stream(form):
            self._streams_in(number, [form], "a pattern")
            return
        what = "a picture" if form.get("/Subtype") == "/Image" else "a form"
        if not self._stream(number, form, what):
            return
        self._require(number, form, what, _FORM)
        if form.get("/Subtype") == "/Image":
            self._streams_in(number, (value for _, value in form.items()), what)
        else:
            resources = form.get("/Resources", outer)
            self._resources(number, form, resources, depth + 1)
            self._content(number, form, resources, what)

    def _font(self, number: int, font: Any, depth: int) -> None:
        if not self._need(number, font):
            return
        self._require(number, font, "a font", _FONT, ("/Subtype",))
        for key, shape in (("/FontDescriptor", _DESCRIPTOR), ("/Encoding", _ENCODING)):
            if _is_dictionary(font.get(key)):
                self._need(number, font[key])
                self._require(number, font[key], f"a font's {key[1:]}", shape)
        for inner in font.get("/DescendantFonts", ()):
            if not _is_dictionary(inner):
                self._refuse(number, font, "a font", "its descendant is none")
            self._font(number, inner, depth)
        for key, value in (*font.items(), *_items(font, "/FontDescriptor")):
            if _is_stream(value):
                self._stream(number, value, f"a font's {key[1:]}")
        self._glyphs(number, font, depth)

    def _glyphs(self, number: int, font: Any, depth: int) -> None:
        """The drawn glyphs of a font of Type 3."""
        resources = font.get("/Resources", pikepdf.Dictionary())
        if font.get("/Subtype") == "/Type3":
            self._resources(number, font, resources, depth + 1)
            for glyph in _values(font, "/CharProcs"):
                if self._stream(number, glyph, "a glyph"):
                    self._content(number, glyph, resources, "a glyph")

    def _streams_in(self, number: int, values: Iterable[Any], what: str) -> None:
        """Every stream within `values`, however deep, must decode."""
        left = list(values)
        while left:
            value = left.pop()
            if _is_stream(value):
                is_new = self._stream(number, value, what)
            else:
                is_new = (_is_array(value) or _is_dictionary(value)) and self._need(number, value)
            if is_new:
                left.extend(value if _is_array(value) else (inner for _, inner in value.items()))

    # -------------------------------------------------------------- findings

    def _need(self, number: int | None, item: Any) -> bool:
        """Notes that a page needs `item`; False if another needed it before."""
        identity = _id(item)
        if identity == (0, 0):
            return True
        is_new = identity not in self._needed
        self._needed.setdefault(identity, number)
        return is_new

    def _stream(self, number: int, stream: Any, what: str) -> bool:
        """The same of a stream, which must decode."""
        if not _is_stream(stream):
            self._refuse(number, stream, what, "it is none")
        if _id(stream) in self._faulty:
            self._refuse(number, stream, what, self._faulty[_id(stream)])
        return self._need(number, stream)

    def _require(
        self, number: int, item: Any, what: str, shape: Shape, required: tuple[str, ...] = ()
    ) -> None:
        for key, checks in shape.items():
            value = item.get(key)
            if value is not None and not any(check(value) for check in checks):
                self._refuse(number, item, what, f"its {key} is none ({_shown(value)})")
        subtype = str(item.get("/Subtype"))
        for key in (*required, *_REQUIRED.get(subtype, ())):
            if item.get(key) is None:
                self._refuse(number, item, what, f"it has no {key}")

    def _refuse(self, number: int | None, item: Any, what: str, fault: str) -> NoReturn:
        identity = _id(item)
        name = f"object {identity[0]} ({what})" if identity != (0, 0) else what
        text = " ".join(f"the PDF is damaged: {name}: {fault}.".split())
        raise UnreadableError(text, _HINT, page=number)

    def _notes(self) -> Iterator[str]:
        """What is worth a note. Raises UnreadableError for a warning about what a page needs."""
        for warning in self._warnings:
            identity, text = self._understood(warning)
            if _REBUILT.search(text) and "not found in file" not in text:
                yield "its cross-reference table is damaged and was rebuilt; all pages are whole"
            elif not _HARMLESS.search(text):
                self._weigh(identity, text)
                yield f"object {identity[0]}, which no page needs, is damaged: {text}"
        for identity, fault in self._faulty.items():
            if identity not in self._needed:
                yield f"object {identity[0]}, which no page needs, is damaged: {fault}"

    def _understood(self, warning: str) -> tuple[Id, str]:
        """The object that a warning names, and what it says of it."""
        found = _WARNING.match(_FILE.sub("", warning))
        assert found is not None
        identity = (int(found["number"] or 0), int(found["generation"] or 0))
        if found["text"].startswith("expected") and found["offset"]:
            self._require_no_other(identity, int(found["offset"]))
        return identity, " ".join(found["text"].split())[:200]

    def _weigh(self, identity: Id, text: str) -> None:
        """Refuses what a page needs, and what cannot be told to be of no need."""
        if identity == (0, 0) or "not found in file" in text:
            name = f"object {identity[0]} " if identity[0] else ""
            raise UnreadableError(f"the PDF is damaged: {name}{text}.", _HINT)
        if identity in self._needed:
            text = f"the PDF is damaged: object {identity[0]}: {text}."
            raise UnreadableError(text, _HINT, page=self._needed[identity])

    def _require_no_other(self, identity: Id, offset: int) -> None:
        """Where the table names one object and another stands, which one is right is not known."""
        header = _HEADER.match(self._data, offset)
        if header and int(header[1]) != identity[0]:
            raise UnreadableError(
                f"the PDF is damaged: object {int(header[1])} stands where its cross-reference"
                f" table has object {identity[0]}.",
                _HINT,
            )


def _id(item: Any) -> Id:
    return item.objgen if isinstance(item, pikepdf.Object) else (0, 0)


def _items(holder: Any, key: str) -> list[tuple[str, Any]]:
    inner = holder.get(key)
    return list(inner.items()) if _is_dictionary(inner) else []


def _values(holder: Any, key: str) -> list[Any]:
    return [value for _, value in _items(holder, key)]


def _shown(value: Any) -> str:
    return " ".join(str(value).split())[:40]
