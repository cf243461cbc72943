"""Unpacks the streams of a PDF to see whether they are whole, and not too large. Keeps nothing.

Flate carries a checksum (Adler-32) that readers of PDFs ignore; ASCII85 and hexadecimal data carry
a mark at their end, JPEG pictures, too. Of LZW and run lengths qpdf tells what is wrong. Fax, JBIG2
and JPEG 2000 pictures are not looked into.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pikepdf

from detainer_cli.errors import UnreadableError

_STEP = 4 * 1024 * 1024  # bytes at a time: what a bomb unpacks to never stands in memory
_HEAD = 8  # bytes: enough to tell a font program by
_SPACE = b"\0\t\n\f\r "
_FLATE = ("/FlateDecode", "/Fl")
_ASCII85 = ("/ASCII85Decode", "/A85")
_HEX = ("/ASCIIHexDecode", "/AHx")
_JPEG = ("/DCTDecode", "/DCT")
_BY_QPDF = ("/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")
_PICTURES = (*_JPEG, "/CCITTFaxDecode", "/CCF", "/JBIG2Decode", "/JPXDecode")
_KNOWN = (*_FLATE, *_ASCII85, *_HEX, *_BY_QPDF, *_PICTURES, "/Crypt")
_PNG = range(10, 16)  # predictors whose rows begin with the number of a PNG filter
_LAST_PNG_FILTER = 4

Pieces = Iterator[bytes]
Filter = tuple[str, Any]
"""A filter's name and its parameters, a dictionary or None."""


class FaultError(Exception):
    """What is wrong with a stream, worded to follow its name."""


class Unpacker:
    """Unpacks streams one after the other, to at most `most` bytes together.

    `head` is how the last one begins when it is unpacked.
    """

    def __init__(self, most: int) -> None:
        self._most = self._left = most
        self.head = b""

    def fault(self, stream: pikepdf.Stream) -> str | None:
        """What is wrong with a stream, if anything.

        Raises UnreadableError where all streams unpack to more than is allowed.
        """
        try:
            chain = filters(stream)
            pieces: Pieces = iter([stream.read_raw_bytes()])
            for name, parameters in takewhile(lambda item: item[0] in _UNPACK, chain):
                pieces = self._counted(_UNPACK[name](pieces))
                if parameters is not None and name in _FLATE:
                    pieces = _whole_rows(pieces, parameters, _is_picture(stream))
            self.head = b""
            for piece in pieces:
                self.head = self.head or piece[:_HEAD]
            if any(name in _BY_QPDF for name, _ in chain):
                stream.read_bytes(pikepdf.StreamDecodeLevel.all)
        except FaultError as error:
            return str(error)
        except pikepdf.PdfError as error:
            return f"it does not decode ({error})"
        return None

    def _counted(self, pieces: Pieces) -> Pieces:
        for piece in pieces:
            self._left -= len(piece)
            if self._left < 0:
                raise UnreadableError(
                    f"the PDF unpacks to more than {self._most // 2**20} MiB.",
                    "A weekly report has some 2 MiB. If the file is sound, allow more with"
                    " --max-unpacked.",
                )
            yield piece


def filters(stream: pikepdf.Stream) -> list[Filter]:
    """The filters of a stream, outermost first. Raises FaultError if they are no such list."""
    if "/F" in stream:
        raise FaultError("its data lies in another file")
    names = _listed(stream, "/Filter")
    parameters = _listed(stream, "/DecodeParms")
    if not all(isinstance(name, pikepdf.Name) and str(name) in _KNOWN for name in names):
        raise FaultError(f"its filters are not known ({', '.join(map(str, names))})"[:100])
    if any(name in _PICTURES for name in map(str, names)) and not _is_picture(stream):
        raise FaultError("its filter is one for pictures")
    if not all(item is None or isinstance(item, pikepdf.Dictionary) for item in parameters):
        raise FaultError("the parameters of its filters are none")
    parameters += [None] * (len(names) - len(parameters))
    return [(str(name), item) for name, item in zip(names, parameters, strict=False)]


def _listed(stream: pikepdf.Stream, key: str) -> list[Any]:
    value = stream.get(key)
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _is_picture(stream: pikepdf.Stream) -> bool:
    return bool(stream.get("/Subtype") == "/Image")


def _inflated(pieces: Pieces) -> Pieces:
    """The unpacked pieces. What follows the checksum, a line end as a rule, does not count."""
    unpacker = zlib.decompressobj()
    is_empty = True
    for piece in pieces:
        rest = piece
        is_empty = is_empty and not piece.strip(_SPACE)
        while rest and not unpacker.eof:
            try:
                yield unpacker.decompress(rest, _STEP)
            except zlib.error as error:
                if "incorrect data check" in str(error):
                    raise FaultError("its checksum is wrong") from None
                raise FaultError("its packed data is damaged") from None
            rest = unpacker.unconsumed_tail
    if not unpacker.eof and not is_empty:
        raise FaultError("its packed data is cut off")


def _from_ascii85(pieces: Pieces) -> Pieces:
    body, _, end = b"".join(pieces).partition(b"~")
    if not end.lstrip(_SPACE).startswith(b">"):
        raise FaultError("its data is cut off")
    try:
        yield base64.a85decode(body, ignorechars=_SPACE)
    except ValueError:
        raise FaultError("its data is damaged") from None


def _from_hex(pieces: Pieces) -> Pieces:
    body, end, _ = b"".join(pieces).translate(None, _SPACE).partition(b">")
    if not end:
        raise FaultError("its data is cut off")
    try:
        yield binascii.unhexlify(body + b"0" * (len(body) % 2))
    except binascii.Error:
        raise FaultError("its data is damaged") from None


def _whole_picture(pieces: Pieces) -> Pieces:
    body = b"".join(pieces)
    if not body.startswith(b"\xff\xd8"):
        raise FaultError("its picture is damaged")
    if b"\xff\xd9" not in body:
        raise FaultError("its picture is cut off")
    yield body


_UNPACK = (
    dict.fromkeys(_FLATE, _inflated)
    | dict.fromkeys(_ASCII85, _from_ascii85)
    | dict.fromkeys(_HEX, _from_hex)
    | dict.fromkeys(_JPEG, _whole_picture)
)


def _whole_rows(pieces: Pieces, parameters: Any, is_picture: bool) -> Pieces:
    """Passes on data that was predicted row by row, as long as its rows can be what they say."""
    predictor = _whole_number(parameters, "/Predictor", 1)
    colors = _whole_number(parameters, "/Colors", 1)
    bits = _whole_number(parameters, "/BitsPerComponent", 8)
    width = (colors * bits * _whole_number(parameters, "/Columns", 1) + 7) // 8
    if predictor not in (1, 2, *_PNG) or bits not in (1, 2, 4, 8, 16):
        raise FaultError("the parameters of its filters are none")
    size = width + 1 if predictor in _PNG else width if predictor == 2 else 1
    done = 0
    for piece in pieces:
        marks = piece[-done % size :: size] if predictor in _PNG else b""
        if max(marks, default=0) > _LAST_PNG_FILTER:
            raise FaultError("its rows of data are not as wide as it says")
        done += len(piece)
        yield piece
    if done % size and not is_picture:
        raise FaultError("its last row of data is cut off")


def _whole_number(parameters: Any, key: str, default: int) -> int:
    value = parameters.get(key, default)
    if type(value) is not int or not 0 < value < 2**31:
        raise FaultError("the parameters of its filters are none")
    return value
