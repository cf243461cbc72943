"""What goes to stderr: notes, warnings and errors; never a control character from a file."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from detainer_cli.errors import OutputError
from detainer_cli.output.encodings import LENIENT
from detainer_cli.text import visible


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


class ClosedOutput(io.TextIOWrapper):
    """In place of a standard output that the caller has closed: what is written there is lost."""

    def write(self, text: str, /) -> int:
        """Raises OutputError for any text."""
        if text:
            raise OutputError(
                "the answer could not be written to standard output: it is closed.",
                "Send it to a file, or to the null device if it is not wanted.",
            )
        return 0


def open_streams() -> None:
    """Makes the standard streams such that reading or writing any text is no error of coding.

    The null device takes the place of those that the caller has closed, so that no file that is
    opened later gets their numbers. Bytes on stdin that cannot be decoded are kept (`is_text`).
    """
    made = {
        "stdin": ("r", io.TextIOWrapper),
        "stdout": ("w", ClosedOutput),
        "stderr": ("w", io.TextIOWrapper),
    }
    for name, (mode, kind) in made.items():
        if getattr(sys, name) is None:
            setattr(sys, name, kind(os.fdopen(os.open(os.devnull, os.O_RDWR), f"{mode}b")))
    for stream, errors in (
        (sys.stdin, "surrogateescape"),
        (sys.stdout, LENIENT),
        (sys.stderr, LENIENT),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def say(text: str) -> None:
    """A line on stderr; where that takes no more, the exit code alone must tell."""
    with suppress(OSError):
        print(visible(text), file=sys.stderr, flush=True)  # noqa: T201
