"""What travels between the program and the child that reads a PDF: frames, validated on arrival.

A frame is a byte that names its kind, the length of its body and the body: JSON, or the content of
a PDF as it is. JSON carries values and no code, and every value is held against its declared type,
so that a file that took over the child can say something wrong and do nothing.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Protocol, get_args

import msgspec

from detainer_cli.errors import CheckError, DetainersError, NotAReportError, UnreadableError
from detainer_cli.kinds.descriptor import PLACE_FIELDS, FieldType, Section
from detainer_cli.kinds.registry import kinds
from detainer_cli.kinds.wording import Disposition
from detainer_cli.model.pages import Box, Document
from detainer_cli.model.records import ParsedReport, Record, Value

HEAD = struct.Struct("!cQ")
LARGEST_WHOLE = 2**53  # SQLite and JSON hold larger ones differently, and no report counts so far
_PIECE = 2**20  # bytes read at a time: a length that is a lie reserves no memory
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

Count = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_WHOLE)]


class Reader(Protocol):
    """What frames are read from: a pipe."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; fewer only at the end."""


class WireError(Exception):
    """A frame that is too long, of no known kind, or holds what it must not."""


# ------------------------------------------------------------------ the messages


@dataclass(frozen=True)
class Request:
    """What to read and how: `memory` and `unpacked` in MiB, `size` of the content in bytes.

    `accept_ocr` takes the text recognized in pictures of pages. The content follows in a frame of
    its own.
    """

    name: str
    password: bytes | None
    memory: Count
    unpacked: Count
    pages: Count
    size: Count
    accept_ocr: bool = False

    @staticmethod
    def of(
        name: str,
        password: str | None,
        memory: int,
        unpacked: int,
        pages: int,
        content: bytes,
        accept_ocr: bool = False,
    ) -> Request:
        """The request for `content`."""
        secret = None if password is None else password.encode(errors="surrogateescape")
        return Request(as_text(name), secret, memory, unpacked, pages, len(content), accept_ocr)

    def password_text(self) -> str | None:
        """The password as a text."""
        return None if self.password is None else self.password.decode(errors="replace")


@dataclass(frozen=True)
class Ready:
    """The child has loaded all that it needs."""


@dataclass(frozen=True)
class Step:
    """So many pages more are done, of so many."""

    done: Count
    total: Count


@dataclass(frozen=True)
class Answer:
    """What was read."""

    document: Document
    report: ParsedReport


@dataclass(frozen=True)
class Refusal:
    """Why the file was refused: a DetainersError without its file, `code` being its exit code."""

    code: Count
    message: str
    hint: str
    page: Count | None
    row: Count | None

    @staticmethod
    def of(error: DetainersError) -> Refusal:
        """What to send for `error`."""
        texts = (as_text(error.message), as_text(error.hint))
        return Refusal(int(error.exit_code), *texts, error.page, error.row)

    def error(self) -> DetainersError:
        """The error to raise. Raises WireError if it is none that a file can cause."""
        kind = _CAUSED_BY_A_FILE.get(self.code)
        if kind is None:
            raise WireError(f"{self.code} is no exit code that a file can cause")
        return kind(self.message, self.hint, page=self.page, row=self.row)


Message = Request | Ready | Step | Answer | Refusal

_CAUSED_BY_A_FILE: dict[int, type[DetainersError]] = {
    int(kind.exit_code): kind for kind in (UnreadableError, NotAReportError, CheckError)
}
_KINDS: dict[bytes, type[Message]] = {
    b"Q": Request,
    b"G": Ready,
    b"S": Step,
    b"A": Answer,
    b"R": Refusal,
}
_DECODERS = {letter: msgspec.json.Decoder(kind) for letter, kind in _KINDS.items()}
"""Made here, while one thread imports this: see `kinds/once.py`."""
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}
_CONTENT = b"C"


# ------------------------------------------------------------------ writing


def as_text(given: str) -> str:
    """`given` without the lone surrogates that stand for bytes of another encoding."""
    return given.encode(errors="replace").decode()


def packed(message: Message) -> bytes:
    """The frame of a message."""
    body = msgspec.json.encode(message)
    return HEAD.pack(_LETTERS[type(message)], len(body)) + body


def packed_request(request: Request, content: bytes) -> Iterator[bytes]:
    """The frames of a request, the content not copied."""
    yield packed(request)
    yield HEAD.pack(_CONTENT, len(content))
    yield content


# ------------------------------------------------------------------ reading


def read_request(stream: Reader) -> tuple[Request, bytes] | None:
    """The request with the content of its PDF; None if the stream ends before it does."""
    try:
        request = read_message(stream, _PIECE)
        if not isinstance(request, Request):
            return None
        kind, content = _frame(stream, request.size)
    except (EOFError, WireError):
        return None
    return (request, content) if kind == _CONTENT else None


def read_message(stream: Reader, most: int) -> Message:
    """The next message, of at most `most` bytes.

    Raises EOFError where the stream ends, and WireError for anything that is no message.
    """
    letter, body = _frame(stream, most)
    if letter not in _DECODERS:
        raise WireError(f"there is no message of kind {letter!r}")
    try:
        message = _DECODERS[letter].decode(body)
    except (ValueError, RecursionError) as error:
        raise WireError(str(error)) from None
    if isinstance(message, Answer):
        _require_plausible(message.report)
    return message


def _frame(stream: Reader, most: int) -> tuple[bytes, bytes]:
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    letter, size = HEAD.unpack(head)
    if size > most:
        raise WireError(f"a frame says that it has {size} bytes; at most {most} are taken")
    pieces = []
    while size > 0:
        piece = stream.read(min(size, _PIECE))
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return letter, b"".join(pieces)


def _require_plausible(report: ParsedReport) -> None:
    """What the types do not say and the program relies on. Raises WireError."""
    kind = {kind.name: kind for kind in kinds()}.get(report.kind)
    if kind is None or tuple(report.sections) != kind.names:
        raise WireError(f"{report.kind!r} with its sections is no kind of report")
    if kind.names != tuple(report.accounting):
        raise WireError("the accounting is of other sections")
    if report.period.start > report.period.end:
        raise WireError(f"the {kind.period} ends before it starts")
    for section in kind.sections:
        for record in report.sections[section.name]:
            _require_record(section, record)
    numbers = [report.total]
    numbers += [n for r in report.rejected for n in (r.source.page, r.source.row)]
    numbers += [n for u in report.unread for n in (u.page, u.row)]
    for account in report.accounting.values():
        numbers += [account.seen, account.header, account.record]
        numbers += [account.continuation, account.rejected]
    _require_range(numbers)


def _require_record(section: Section, record: Record) -> None:
    """A record has the fields of its section, each with a value of its type."""
    if not record.sources:
        raise WireError("a record does not say where it stands")
    if set(record.raw) != {field.name for field in section.fields}:
        raise WireError(f"a record of {section.title} has other fields")
    values = {f.value: f for f in section.fields if f.type in _FORMS}
    if set(record.values) != set(values):
        raise WireError(f"a record of {section.title} has other values")
    for name, value in record.values.items():
        if value is not None and not _FORMS[values[name].type](value):
            raise WireError(f"{value!r} is no {values[name].type}")
    _require_range([record.position])
    _require_range([n for s in record.sources for n in (s.page, s.table, s.row)])
    cells = [cell for source in record.sources for cell in source.cells]
    if not {cell.field for cell in cells} <= {*record.raw, *PLACE_FIELDS}:
        raise WireError(f"a record of {section.title} has cells of other fields")
    _require_range([*(cell.page for cell in cells), *(e.page for e in record.evidence)])
    _require_finite([cell.box for cell in cells] + [e.box for e in record.evidence if e.box])
    _require_finite([source.box for source in record.sources])


def _require_range(numbers: list[int | None]) -> None:
    if not all(number is None or 0 <= number <= LARGEST_WHOLE for number in numbers):
        raise WireError("a number is out of range")


def _require_finite(boxes: list[Box]) -> None:
    edges = (edge for box in boxes for edge in (box.x0, box.y0, box.x1, box.y1))
    if not all(math.isfinite(edge) for edge in edges):
        raise WireError("a box has no end")


def _is_day(value: Value) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


_FORMS: dict[FieldType, Callable[[Value], bool]] = {
    "count": lambda value: isinstance(value, int) and 0 <= value <= LARGEST_WHOLE,
    "date": _is_day,
    "month": lambda value: isinstance(value, str) and _MONTH.fullmatch(value) is not None,
    "disposition": lambda value: value in get_args(Disposition),
    "crime": _is_text,
    "text": _is_text,
    "list": lambda value: isinstance(value, tuple),
}
"""What the values of a field must be."""
