"""What is behind a URL, whole and in memory: an object of a store, or a file of the web."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from detainer_cli.errors import UnreadableError
from detainer_cli.fetch.urls import STORES, checked
from detainer_cli.model.limits import MIB


@dataclass(frozen=True)
class Remote:
    """The content, and its time: when it was `is_fetched`, or else when it was written."""

    content: bytes
    at: datetime | None
    is_fetched: bool


def read_url(url: str, most: int) -> Remote:
    """Downloads at most `most` MiB. Raises UsageError or UnreadableError."""
    if checked(url) in STORES:
        from detainer_cli.fetch.stores import read_object

        return Remote(*read_object(url, most), is_fetched=False)
    return _of_the_web(url, most)


def _of_the_web(url: str, most: int) -> Remote:
    """As `detainers fetch` gets it; a page is none of its files."""
    from detainer_cli.fetch.client import FetchOptions, fetch_all
    from detainer_cli.fetch.inbox import fetched_at

    with TemporaryDirectory(prefix="detainers-") as folder:
        into = Path(folder)
        options = FetchOptions(into, max_size=most * MIB, follow_pages=False, names_options=False)
        (fetched,) = fetch_all([url], options)
        if fetched.path is None:
            raise UnreadableError(
                f"{fetched.error}.",
                "For other limits, or a page with links: detainers fetch URL --into DIR",
            )
        content = Path(fetched.path).read_bytes()
        at = fetched_at(into, hashlib.sha256(content).hexdigest())
    return Remote(content, at, is_fetched=True)
