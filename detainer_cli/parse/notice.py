"""The words by which a file says that it is no publication of the agency."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detainer_cli.kinds.wording import wording

_PAGE_NUMBER = re.compile(
    r"\s*\|?\s*page\s+\d+.*$|(?<=[.!?])\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$", re.I
)
"""`... | Page 3 of 8`, or the number behind the sentence, alone or with that of all pages."""


def sample_notice(lines: Iterable[str]) -> str | None:
    """The first line that says so, without the number of its page; None if none does."""
    notice = next((t for t in lines if re.search(wording().sample_notice, t, re.I)), None)
    return _PAGE_NUMBER.sub("", notice) if notice else None
