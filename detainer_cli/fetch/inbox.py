"""The folder that downloads go to: safe names, nothing overwritten, what servers said of a file."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from detainer_cli.files import output_error, put_in_place, read_json, write_json

MEMORY = ".detainers-fetch.json"

_LONGEST = 180  # bytes, so that a suffix and the hidden name still fit in what systems allow
_FORBIDDEN = frozenset('<>:"|?*\\/')
_HEADERS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


def safe_name(path: str) -> str:
    """The last part of a decoded URL path as a file name, always ending in `.pdf`."""
    last = path.replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = (c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    name = "".join("_" if char in _FORBIDDEN else char for char in kept)
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    stem = stem.encode()[:_LONGEST].decode(errors="ignore").strip(". ")
    return f"{stem or 'report'}.pdf"


class Inbox:
    """A folder of downloaded files, and the memory of their ETag and Last-Modified."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder if need be. Raises UsageError or OutputError."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error("the folder cannot be made", folder, error) from None
        self._memory = _read_memory(folder)

    def conditions(self, url: str) -> dict[str, str]:
        """The request headers that ask for `url` only if it changed since it was stored here."""
        entry = self._memory["urls"].get(url)
        if not isinstance(entry, dict):
            return {}
        path = self.stored_path(url)
        if path is None or not path.is_file() or _sha256(path) != entry.get("sha256"):
            return {}
        return {header: str(entry[name]) for name, header in _HEADERS.items() if entry.get(name)}

    def stored_path(self, url: str) -> Path | None:
        """Where the content of `url` was put, if it was."""
        entry = self._memory["urls"].get(url)
        name = entry.get("file") if isinstance(entry, dict) else None
        return self.folder / Path(name).name if isinstance(name, str) and name else None

    def add(self, part: Path, name: str) -> tuple[Path, bool]:
        """Gives a downloaded file its name; the path, and whether it is new.

        The same content under this name is left alone. Other content is another issue of the
        report and evidence of its own: the new file gets a name with its checksum.
        """
        sha256 = _sha256(part)
        path = self.folder / name
        if path.exists() and _sha256(path) != sha256:
            path = path.with_stem(f"{path.stem}-{sha256[:8]}")
        if path.exists():
            part.unlink()
            return path, False
        put_in_place(part, path)
        return path, True

    def remember(self, url: str, path: Path, headers: Mapping[str, str], is_new: bool) -> None:
        """Keeps what the server said of a file, and when a new one came.

        Losing it costs one more download.
        """
        said = {name: headers[name] for name in _HEADERS if name in headers}
        sha256 = _sha256(path)
        self._memory = _read_memory(self.folder)
        self._memory["urls"][url] = said | {"file": path.name, "sha256": sha256}
        if is_new:
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            self._memory["files"].setdefault(sha256, {"file": path.name, "fetched_at": now})
        with suppress(OSError):
            write_json(self.folder / MEMORY, self._memory)


def fetched_at(folder: Path, sha256: str) -> datetime | None:
    """When the content of this checksum was first put into a folder; None if it is not known."""
    entry = _read_memory(folder)["files"].get(sha256)
    try:
        when = datetime.fromisoformat(_dict(entry).get("fetched_at", ""))
    except (TypeError, ValueError):
        return None
    return when if when.tzinfo else None


def _read_memory(folder: Path) -> dict[str, dict[str, Any]]:
    """What is known of URLs and of files; the first version of this program kept URLs alone."""
    found = read_json(folder / MEMORY, {})
    parts = found if isinstance(found.get("urls"), dict) else {"urls": found}
    return {name: _dict(parts.get(name)) for name in ("urls", "files")}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
