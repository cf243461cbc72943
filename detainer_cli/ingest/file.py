"""A file to load: read once, hashed once, and passed along as a value."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from detainer_cli.db.revisions import FileTime
from detainer_cli.errors import UnreadableError, UsageError
from detainer_cli.fetch.inbox import fetched_at
from detainer_cli.fetch.urls import is_url, shown
from detainer_cli.model.limits import MIB
from detainer_cli.text import printable

STDIN = "-"


@dataclass(frozen=True)
class File:
    """`path` as it was given, and what is in the file: nothing if it could not be read.

    `dated` is the time of what is behind a URL.
    """

    path: str
    content: bytes = b""
    dated: FileTime | None = None

    @cached_property
    def sha256(self) -> str:
        """The checksum of the content, by which a report is known."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """What to call the file in messages."""
        return "stdin" if self.path == STDIN else printable(shown(self.path))


def read_file(path: str, most: int) -> File:
    """The file at `path`, of at most `most` MiB. Raises UsageError or UnreadableError."""
    if is_url(path):
        return _download(path, most)
    if path != STDIN and os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113
        raise UnreadableError("it is no regular file.", "Pipe it to standard input: ingest -")
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as stream:
            content = stream.read(most * MIB + 1)
    except FileNotFoundError:
        raise UsageError("there is no such file or folder.", "Check the path.") from None
    except OSError as error:
        raise UnreadableError(f"the file cannot be read ({error.strerror}).") from None
    if len(content) > most * MIB:
        raise UnreadableError(
            f"the file has more than {most} MiB.",
            "A weekly report has some 0.1 MiB. If the file is sound, allow more with"
            " --max-unpacked.",
        )
    return File(path, content)


def _download(url: str, most: int) -> File:
    from detainer_cli.fetch.remote import read_url  # and httpx

    remote = read_url(url, most)
    if remote.at is None:
        return File(url, remote.content)
    if remote.is_fetched:
        return File(url, remote.content, FileTime(remote.at, "fetched"))
    return File(url, remote.content, FileTime.modified(remote.at.timestamp()))


def time_of(file: File) -> FileTime | None:
    """When the file was fetched or, failing that, modified; None for what comes through a pipe."""
    if is_url(file.path):
        return file.dated
    is_piped = file.path == STDIN
    if not is_piped and (fetched := fetched_at(Path(file.path).parent, file.sha256)):
        return FileTime(fetched, "fetched")
    try:
        status = os.fstat(sys.stdin.fileno()) if is_piped else Path(file.path).stat()
    except (OSError, ValueError):
        return None
    return FileTime.modified(status.st_mtime) if stat.S_ISREG(status.st_mode) else None
