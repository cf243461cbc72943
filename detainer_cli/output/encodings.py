"""Text for outputs that are not UTF-8: drawing and quotes in ASCII, other letters as escapes."""

from __future__ import annotations

import codecs

_LOOKALIKES = dict(zip("─█░–—•“”‘’\u00a0", "-#.--*\"\"'' ", strict=True)) | {"…": "..."}
LENIENT = "detainers-lenient"
"""Name of the error handler that open streams have: writing a letter is never an error."""


def is_utf8(encoding: str) -> bool:
    """True if an encoding, by any of its names, is UTF-8."""
    return codecs.lookup(encoding).name == "utf-8"


def writable(text: str, encoding: str) -> str:
    """`text` in letters that the encoding has, drawn in ASCII if it is not UTF-8."""
    if is_utf8(encoding):
        return text
    plain = text.translate({ord(char): ascii for char, ascii in _LOOKALIKES.items()})
    return plain.encode(encoding, LENIENT).decode(encoding)


def _lenient(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_LOOKALIKES.get(char) or _escape(char) for char in lacking), error.end


def _escape(char: str) -> str:
    return char.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error(LENIENT, _lenient)
