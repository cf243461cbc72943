"""The words by which a file says that it is no publication of the agency."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detainer_cli.kinds.wording import wording


def sample_notice(lines: Iterable[str]) -> str | None:
    """The first line that says so, without the number of its page; None if none does."""
    notice = next((t for t in lines if re.search(wording().sample_notice, t, re.I)), None)
    return re.sub(r"\s*\|?\s*page\s+\d+.*$", "", notice, flags=re.I) if notice else None
