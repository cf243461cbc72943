"""Text in Markdown that is no mark-up."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~])")


def escaped(text: str) -> str:
    """`text` with what Markdown would take for mark-up escaped."""
    return _MARKUP.sub(r"\\\1", text)
