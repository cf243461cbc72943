"""Objects of a store (S3, Google Cloud Storage), by fsspec: the extras `s3` and `gs`.

Credentials, regions and endpoints are the environment's and those of the drivers' own files. What a
driver says of an error is not passed on: it may hold what is to stay secret.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

from detainer_cli.errors import DetainersError, UnreadableError, UsageError
from detainer_cli.fetch.urls import STORES, checked
from detainer_cli.model.limits import MIB

_DEADLINE = 600.0  # seconds for an object
_TIMES = ("LastModified", "mtime")  # as s3fs and gcsfs call them
_CREDENTIALS = "Credentials are read from the environment, as by the store's own tools."

_lock = threading.Lock()
_systems: dict[str, Any] = {}


def objects(url: str) -> list[str]:
    """The URLs of a place: of every object below it, or of the one that it is.

    Raises UsageError if there is none such, or UnreadableError.
    """
    scheme = checked(url)
    system = _system(scheme)
    place = url.partition("://")[2]
    if _answer(system._info(place))["type"] == "file":
        return [url]
    return [f"{scheme}://{name}" for name in sorted(_answer(system._find(place)))]


def read_object(url: str, most: int) -> tuple[bytes, datetime | None]:
    """The content of an object of at most `most` MiB, and when it was written.

    Raises UsageError if there is none such, or UnreadableError.
    """
    system = _system(checked(url))
    place = url.partition("://")[2]
    known = _answer(system._info(place))
    if known["type"] != "file":
        raise UsageError("it is no object, but a place that holds some.", "End it with a slash.")
    if known["size"] > most * MIB:
        raise UnreadableError(
            f"the object has more than {most} MiB.",
            "If it is sound, allow more with --max-unpacked.",
        )
    when = next((known[name] for name in _TIMES if known.get(name)), None)
    if not known["size"]:  # no part of it can be asked for
        return b"", when
    content: bytes = _answer(system._cat_file(place, end=most * MIB + 1))
    return content, when


def _system(scheme: str) -> Any:
    """The driver of a scheme, one for all threads: making one takes longer than reading a file."""
    try:
        import fsspec

        driver = fsspec.get_filesystem_class(scheme)
    except ImportError:
        raise UsageError(
            f"{scheme}:// needs the package {STORES[scheme]}.",
            f"Install it: pip install 'detainer-cli[{scheme}]'",
        ) from None

    async def made() -> Any:
        return driver()

    with _lock:
        if scheme not in _systems:
            _systems[scheme] = _answer(made())
        return _systems[scheme]


def _answer(question: Coroutine[Any, Any, Any]) -> Any:
    """What a driver answers, on fsspec's own thread. Raises DetainersError for what it raises.

    Drivers raise whatever the libraries below them do: it is looked at, not caught.
    """
    from fsspec.asyn import get_loop

    asked = asyncio.run_coroutine_threadsafe(question, get_loop())
    try:
        error = asked.exception(_DEADLINE)
    except TimeoutError as late:
        asked.cancel()
        error = late
    if error is not None:
        raise _in_words(error) from None
    return asked.result()


def _in_words(error: BaseException) -> DetainersError:
    if isinstance(error, FileNotFoundError):
        return UsageError("there is no such object or place.", "Check the URL.")
    if isinstance(error, PermissionError):
        return UnreadableError("the store refuses it to these credentials.", _CREDENTIALS)
    if isinstance(error, TimeoutError):
        return UnreadableError("the store does not answer in time.", "Try again later.")
    name = type(error).__name__
    return UnreadableError(f"the store cannot be read ({name}).", _CREDENTIALS)
