"""What goes to stderr: notes, warnings and errors; never a control character from a file."""

from __future__ import annotations

import sys
import unicodedata


def harmless(text: str) -> str:
    """`text` with control, bidirectional and other format characters made visible."""
    return "".join(
        f"\\u{ord(char):04x}" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char
        for char in text
    )


def say(text: str) -> None:
    """A line on stderr."""
    print(harmless(text), file=sys.stderr)  # noqa: T201
