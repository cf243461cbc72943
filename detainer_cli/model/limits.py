"""What one file may use, and how long a load waits: each limit is said here and nowhere else."""

from __future__ import annotations

from typing import NamedTuple

MIB = 1024 * 1024

DEFAULT_WAIT = 30.0
"""Seconds that a second writer to a database waits for the first."""

SECONDS_A_FILE = 20.0
SECONDS_A_PAGE = 0.5
"""The time to read a file, where the user sets none."""


MOST_TEXT = 16 * MIB
"""Bytes of a file of errata or decisions, and of texts on stdin: some hundred thousand lines."""


class Limits(NamedTuple):
    """What one file may use; the defaults pass a report of 1,000 pages.

    `memory` and `unpacked` are in MiB, `seconds` is wall time. Without it, the time allowed grows
    with the number of pages. `accept_ocr` takes text that was recognized in pictures of pages.
    """

    memory: int = 1024
    unpacked: int = 256
    pages: int = 2000
    seconds: float | None = None
    accept_ocr: bool = False

    def allowed_seconds(self, pages: int) -> float:
        """Wall time for a file of `pages` pages (0 while that is not known yet)."""
        if self.seconds is not None:
            return self.seconds
        return SECONDS_A_FILE + SECONDS_A_PAGE * pages


DEFAULT_LIMITS = Limits()
