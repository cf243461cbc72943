"""What goes to stderr: notes, warnings and errors; never a control character from a file."""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """True if a person reads the stream; a stream that was closed is None."""
    return stream is not None and stream.isatty()


def is_full(error: Exception) -> bool:
    """True if the file or disk behind standard output takes no more."""
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(error, OSError) and error.errno in full and error.filename is None


def is_shortage(error: Exception) -> bool:
    """True if the machine gave no more memory, threads or processes."""
    short = (errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE)
    return (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno in short)
        or (isinstance(error, RuntimeError) and "start new thread" in str(error))
    )


def open_streams() -> None:
    """Puts the null device in the place of standard streams that the caller has closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def harmless(text: str) -> str:
    """`text` with control, bidirectional and other format characters made visible."""
    return "".join(
        f"\\u{ord(char):04x}" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char
        for char in text
    )


def say(text: str) -> None:
    """A line on stderr."""
    print(harmless(text), file=sys.stderr)  # noqa: T201
