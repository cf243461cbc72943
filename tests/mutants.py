"""Copies of reports with something changed: in their bytes, or in their objects.

A mutant that fails can be made again from its number. What is changed in the objects leaves a
trace in the file: a value of another type, a key that is gone, a reference to something else, a
stream that is not packed as it says. What makes another sound file is left out: see `OPTIONAL`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from factory import LAYOUTS, build_report, make_content
from truths import REPORTS

from detainer_cli.extract.shapes import SHAPES


@cache
def originals() -> tuple[bytes, ...]:
    """Two samples, and two small reports of another producer, which are read faster."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        small = []
        for layout in (LAYOUTS["week_one"], LAYOUTS["places_apart"]):
            build_report(make_content(1, 6, 3, layout.week), layout, path)
            small.append(path.read_bytes())
    return (*(sample.read_bytes() for sample in REPORTS[1:]), *small, *small)


# ---------------------------------------------------------------- bytes


def byte_mutant(number: int) -> tuple[int, bytes]:
    """The index of an original and its copy, changed in one of seven ways."""
    rng = Random(number)
    which = rng.randrange(len(originals()))
    content = bytearray(originals()[which])
    change = (_flip, _flip_many, _truncate, _splice, _swap, _renumber, _miscount)[number % 7]
    change(content, rng)
    return which, bytes(content)


def _flip(content: bytearray, rng: Random) -> None:
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def _flip_many(content: bytearray, rng: Random) -> None:
    for _ in range(rng.choice((5, 50, 500))):
        content[rng.randrange(len(content))] = rng.randrange(256)


def _truncate(content: bytearray, rng: Random) -> None:
    del content[rng.randrange(len(content)) :]


def _splice(content: bytearray, rng: Random) -> None:
    """A piece of another report, or of this one, in place of a piece of this one."""
    other = rng.choice(originals())
    start, at, size = rng.randrange(len(other)), rng.randrange(len(content)), rng.randrange(5000)
    content[at : at + rng.randrange(5000)] = other[start : start + size]


def _swap(content: bytearray, rng: Random) -> None:
    """Two objects with their numbers exchanged."""
    found = list(re.finditer(rb"(?m)^(\d+) 0 obj\b", content))
    one, two = sorted(rng.sample(range(len(found)), 2))
    for here, there in ((two, one), (one, two)):
        content[slice(*found[here].span(1))] = found[there][1]


def _renumber(content: bytearray, rng: Random) -> None:
    """A number inside an object, often a reference, a length or a size, replaced by another."""
    found = list(re.finditer(rb"(?<= )\d+(?= )", content))
    value = rng.choice((b"0", b"1", b"-1", b"7", b"65536", b"2147483648", b"99999999999999999999"))
    content[slice(*rng.choice(found).span())] = value


def _miscount(content: bytearray, rng: Random) -> None:
    """A page tree that says it has another number of pages (of as many digits)."""
    found = rng.choice(list(re.finditer(rb"/Count (\d+)", content)))
    others = set(range(10 ** len(found[1]))) - {int(found[1])}
    content[slice(*found.span(1))] = b"%0*d" % (len(found[1]), rng.choice(sorted(others)))


# ---------------------------------------------------------------- objects


@dataclass(frozen=True)
class Place:
    """A key of a dictionary or stream, or an index of an array, and what its value is there for.

    `role` is the key, or that of the list or of the kind of resources around it.
    """

    holder: Any
    key: Any
    role: str

    @property
    def value(self) -> Any:
        return self.holder[self.key]

    def put(self, value: Any) -> None:
        self.holder[self.key] = value

    def __str__(self) -> str:
        return f"{_number(self.holder)} {self.key}"


OPTIONAL = {
    "/BaseEncoding", "/CIDToGIDMap", "/Contents", "/CropBox", "/DW", "/Differences", "/Encoding",
    "/FontMatrix", "/Mask", "/Matrix", "/MissingWidth", "/OC", "/OCProperties",
    "/Resources", "/Rotate", "/SMask", "/ToUnicode", "/W",
}  # fmt: skip
"""What a file may do without and still be sound: its pages show something else then, or nothing.

A mutant without one of them is another sound file, of which no reader could tell what it was made.
So is one in which a reference, a number or a name was replaced by another that may stand there as
well (a page's contents by another page's, a font by another font, a width by another width). These
are not made here: that pages are whole and in order is for the page numbers to tell.
"""


MENDED = {"/Length", "/Count", "/Kids", "/Kids[]"}
"""What pikepdf sets right as it writes: a change there makes no mutant."""

_AS_IT_IS = pikepdf.StreamDecodeLevel.none


def object_mutant(number: int) -> tuple[int, bytes, str]:
    """The index of an original, its copy with one thing changed, and what that was."""
    rng = Random(number)
    which = rng.randrange(len(originals()))
    change = _CHANGES[number % len(_CHANGES)]
    while True:  # some changes leave nothing that could be written as a file
        with pikepdf.open(io.BytesIO(originals()[which])) as pdf, suppress(pikepdf.PdfError):
            what = change(pdf, rng)
            out = io.BytesIO()
            pdf.save(out, compress_streams=False, stream_decode_level=_AS_IT_IS)
            return which, out.getvalue(), f"{change.__name__} {what}"


def _places(pdf: pikepdf.Pdf) -> list[Place]:
    """Every key and index of what the file holds, each object once."""
    found: list[Place] = []
    left: list[tuple[Any, str]] = [(pdf.Root, "/Root")]
    others: list[Any] = list(pdf.objects)
    seen = set()
    while left or others:
        item, role = left.pop(0) if left else (others.pop(0), "")
        if not isinstance(item, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)):
            continue
        if item.is_indirect and item.objgen in seen:
            continue
        seen.add(item.objgen)
        is_list = isinstance(item, pikepdf.Array)
        for key in range(len(item)) if is_list else sorted(item.keys()):
            is_named = is_list or role in SHAPES["resources"] or role == "/CharProcs"
            place = Place(item, key, f"{role}[]" if is_named else str(key))
            left.append((place.value, role if is_list else str(key)))
            if key not in MENDED and place.role not in MENDED:
                found.append(place)
    return found


def _by_role(places: Iterable[Place]) -> dict[str, list[Place]]:
    roles: dict[str, list[Place]] = {}
    for place in places:
        roles.setdefault(place.role, []).append(place)
    return roles


def _pick(pdf: pikepdf.Pdf, rng: Random, fits: Callable[[Place], bool]) -> Place:
    """A place that fits, of a rare role as often as of a frequent one."""
    roles = _by_role(filter(fits, _places(pdf)))
    return rng.choice(roles[rng.choice(sorted(roles))])


def _type(value: Any) -> str:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return "number"
    return type(value).__name__ if not isinstance(value, pikepdf.Object) else value._type_name


def _may_stand(role: str, value: Any) -> bool:
    """True if a page, a font and the like may have such a value there, too."""
    return any(check(value) for shape in SHAPES.values() for check in shape.get(role, ()))


def _retype(pdf: pikepdf.Pdf, rng: Random) -> str:
    """A value of another type."""
    place = _pick(pdf, rng, lambda place: True)
    values: list[Any] = [
        0, -1, 45, 10**9, 0.5, True, pikepdf.Name("/None"), pikepdf.String("text"),
        pikepdf.Array([]), pikepdf.Array([1, 2, 3]), pikepdf.Dictionary(),
        pikepdf.Dictionary(Type=pikepdf.Name("/None")),
    ]  # fmt: skip
    old = place.value
    others = [value for value in values if _type(value) != _type(old)]
    value = rng.choice([value for value in others if not _may_stand(place.role, value)])
    place.put(value)
    return f"{place}: {_short(old)} -> {_short(value)}"


def _delete(pdf: pikepdf.Pdf, rng: Random) -> str:
    """A key that is gone, or an item of a list."""
    place = _pick(pdf, rng, lambda place: place.role.removesuffix("[]") not in OPTIONAL)
    what = f"{place}: {_short(place.value)}"
    del place.holder[place.key]
    return what


def _refer(pdf: pikepdf.Pdf, rng: Random) -> str:
    """A reference to an object that is there for something else."""
    place = _pick(pdf, rng, lambda place: _is_reference(place.value))
    alike = {_number(p.value) for p in _by_role(_places(pdf))[place.role] if _is_reference(p.value)}
    others = [item for item in pdf.objects if _number(item) not in alike]
    old, value = place.value, rng.choice([pdf.Root, *others])
    place.put(value)
    return f"{place}: {_short(old)} -> {_short(value)}"


def _exchange(pdf: pikepdf.Pdf, rng: Random) -> str:
    """The values of two keys of one dictionary."""

    def partners(place: Place) -> list[str]:
        if isinstance(place.key, int) or place.role.endswith("[]"):
            return []
        keys = sorted(set(place.holder.keys()) - {place.key, "/Length"})
        return [key for key in keys if _type(place.holder[key]) != _type(place.value)]

    place = _pick(pdf, rng, lambda place: bool(partners(place)))
    other = Place(place.holder, rng.choice(partners(place)), "")
    one, two = place.value, other.value
    place.put(two)
    other.put(one)
    return f"{place} <-> {other.key}: {_short(one)} <-> {_short(two)}"


def _repack(pdf: pikepdf.Pdf, rng: Random) -> str:
    """A stream that is not packed as its dictionary says, or is cut off."""
    stream = rng.choice([item for item in pdf.objects if isinstance(item, pikepdf.Stream)])
    raw = stream.read_raw_bytes()
    filters: Any = stream.get("/Filter")
    cut = rng.choice((1, 4, len(raw) // 2))
    names = ("FlateDecode", "LZWDecode", "ASCII85Decode", "ASCIIHexDecode", "RunLengthDecode")
    every = (*names, "DCTDecode", "JPXDecode", "CCITTFaxDecode", "None")
    others = [None, *(pikepdf.Name(f"/{n}") for n in every if f"/{n}" not in repr(filters))]
    if rng.random() < 0.5:
        cut, filters = 0, rng.choice(others)
    stream.write(raw[: len(raw) - cut], filter=filters)
    return f"{_number(stream)} {_short(filters)}, {cut} bytes less"


def _predict(pdf: pikepdf.Pdf, rng: Random) -> str:
    """A stream with parameters that it does not have."""
    stream = rng.choice([item for item in pdf.objects if isinstance(item, pikepdf.Stream)])
    predictor, columns = rng.choice((2, 12, 99, -1)), rng.choice((0, 1, 7, 10**9))
    stream["/DecodeParms"] = rng.choice(
        (1, pikepdf.Dictionary(Predictor=predictor, Columns=columns))
    )
    return f"{_number(stream)} {_short(stream['/DecodeParms'])}"


def _misplace(pdf: pikepdf.Pdf, rng: Random) -> str:
    """A page that lies as no page can."""
    page = rng.choice(list(pdf.pages)).obj
    key, value = rng.choice(
        [
            ("/Rotate", rng.choice((45, 1, 0.5, pikepdf.String("90")))),
            ("/MediaBox", pikepdf.Array(rng.choice(([], [0, 0, 612], [0, 0, 0, 0])))),
            ("/CropBox", pikepdf.Array([-9, -9, 0, 0])),
            ("/CropBox", pikepdf.Array([0, 0, pikepdf.String("612"), 792])),
        ]
    )
    page[key] = value
    return f"{_number(page)} {key} {_short(value)}"


_CHANGES: tuple[Callable[[pikepdf.Pdf, Random], str], ...] = (
    _retype,
    _delete,
    _refer,
    _exchange,
    _repack,
    _predict,
    _misplace,
)


def _number(item: Any) -> int:
    return int(item.objgen[0]) if isinstance(item, pikepdf.Object) else 0


def _is_reference(value: Any) -> bool:
    return isinstance(value, pikepdf.Object) and bool(value.is_indirect)


def _short(value: Any) -> str:
    return f"{_number(value)} R" if _is_reference(value) else " ".join(str(value).split())[:40]
