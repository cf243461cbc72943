"""Text that is safe to show: what a terminal would obey, or hide, stands as an escape.

Imports nothing of this program.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

_DISGUISED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of what is no sign on a page: controls, formats and directions, halves of letters,
separators of lines and paragraphs."""


def is_disguised(char: str) -> bool:
    """Whether a character acts on what is shown, without being a sign of its own."""
    return not char.isprintable() and unicodedata.category(char) in _DISGUISED


def is_text(value: str) -> bool:
    """False for what stands for bytes that could not be decoded (see `os.fsdecode`)."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def visible(text: str) -> str:
    """`text` on one line, its control, bidirectional and other format characters written out."""
    if text.isprintable():
        return text
    return "".join(f"\\u{ord(char):04x}" if is_disguised(char) else char for char in text)


def json_text(value: object, ascii_only: bool = False) -> str:
    """JSON with readable letters, and every control or format character escaped.

    With `ascii_only` every letter that is not ASCII is escaped.
    """
    import json  # a table needs none

    text = json.dumps(value, ensure_ascii=ascii_only, indent=2)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(
        json.dumps(char)[1:-1] if char != "\n" and is_disguised(char) else char for char in text
    )


def printable(path: str | Path) -> str:
    """The name of a file as text that any stream takes: bytes that are no UTF-8 are written out.

    What else it holds is kept, for programs; `visible` is for what people see of it.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")
