"""What a folder of reports holds: its PDFs, and whether the folder itself is as it should be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from detainer_cli.errors import DetainersError, UnreadableError, UsageError
from detainer_cli.fetch.urls import is_store, is_url, shown
from detainer_cli.ingest.failures import Failures
from detainer_cli.ingest.file import STDIN, File
from detainer_cli.text import printable

_SIDE_FILES = (".", "~$", "~lock")
"""How names begin that programs give to what is theirs: hidden, or the lock of an open document."""
_UNFINISHED = (
    ".part",  # Firefox, wget, KDE
    ".partial",  # Internet Explorer
    ".crdownload",  # Chromium
    ".download",  # Safari: a folder that holds the file
    ".opdownload",  # Opera
    ".filepart",  # WinSCP
    ".aria2",
    ".lock",
)
"""What stands behind the name of a file, on a file beside it, while it is not whole yet."""
_ABANDONED = timedelta(days=1)
"""A download that nobody has written to for so long hides nothing any more."""


@dataclass
class Found:
    """The files to load, in the order of what was given and of their names.

    `folders` has the number of reports in each folder that was given, and `folder_of` the folder in
    which a file was found; `skipped` are side files; `unreadable` says why a folder, or one in it,
    could not be read, and `places` are those that could. `troubles` is what is to be told of all.
    """

    files: list[str] = field(default_factory=list)
    folders: dict[str, int] = field(default_factory=dict)
    folder_of: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    unreadable: dict[str, DetainersError] = field(default_factory=dict)
    troubles: list[DetainersError] = field(default_factory=list)

    @property
    def failed(self) -> list[DetainersError]:
        """What is wrong with folders, each once, whether or not it is to be told."""
        known = list(self.unreadable.values())
        return [*known, *(t for t in self.troubles if not any(t is error for error in known))]


def find_files(paths: Sequence[str]) -> Found:
    """The files that `paths` name: a folder stands for every PDF in it and below.

    Left out are side files of other programs and downloads that are under way.
    """
    found = Found()
    for path in paths:
        if is_store(path) and not path.lower().endswith(".pdf"):
            _find_objects(path, found)
            continue
        if path == STDIN or not os.path.isdir(path):  # noqa: PTH112 - it never raises
            found.files.append(path)
            continue
        _add(path, sorted(_walk(path, found)), found)
    found.files = list(dict.fromkeys(found.files))
    return found


def _add(folder: str, inside: list[str], found: Found) -> None:
    found.folders[folder] = len(inside)
    found.folder_of = dict.fromkeys(inside, folder) | found.folder_of
    found.files += inside


def _find_objects(place: str, found: Found) -> None:
    """Those of a store below a place, which is to it what a folder is here."""
    from detainer_cli.fetch.stores import objects

    try:
        inside = objects(place)
    except DetainersError as error:
        error.file = printable(shown(place))
        found.unreadable[place] = error
        return
    if inside == [place]:  # an object of another name
        found.files.append(place)
        return
    pdfs = [url for url in inside if url.lower().endswith(".pdf")]
    hidden = [url for url in pdfs if _is_hidden(url.removeprefix(place))]
    found.skipped += hidden
    _add(place, [url for url in pdfs if url not in set(hidden)], found)


def _is_hidden(below: str) -> bool:
    return any(part.startswith(_SIDE_FILES) for part in below.split("/"))


def _walk(folder: str, found: Found) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        place = str(error.filename or folder)
        message = f"the folder cannot be read ({error.strerror})."
        found.unreadable[place] = UnreadableError(message, "Look at its rights.", printable(place))

    for place, folders, names in os.walk(folder, onerror=unreadable):
        found.places.append(place)
        here = {*folders, *names}
        folders[:] = [name for name in folders if not _is_side(name)]
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118 - the name as it is given
            if not name.lower().endswith(".pdf"):
                continue
            if name.startswith(_SIDE_FILES) or _is_unfinished(path, name, here):
                found.skipped.append(path)
            else:
                yield path


def _is_side(folder: str) -> bool:
    return folder.startswith(_SIDE_FILES) or folder.lower().endswith(_UNFINISHED)


def _is_unfinished(path: str, name: str, here: set[str]) -> bool:
    return any(name + end in here and not _is_abandoned(path + end) for end in _UNFINISHED)


def _is_abandoned(path: str) -> bool:
    try:
        written = datetime.fromtimestamp(Path(path).stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return True
    return abs(datetime.now(UTC) - written) > _ABANDONED


# ------------------------------------------------------------------ the folder itself


def look_at_folders(found: Found, memory: Failures, db: Path, retry: bool) -> None:
    """Adds to `found.troubles` what is wrong with a folder as a whole, and remembers how it is.

    A folder without a report is told of once, until it has held one; one that cannot be read once
    a week, and one that is no longer mounted each time, as a place in a store. With `retry` none is
    known from before.
    """
    for place in found.places:
        memory.record(File(place), None)
    for place, error in found.unreadable.items():
        if is_url(place) or not memory.record(File(place), error) or retry:
            found.troubles.append(error)
    for path, reports in found.folders.items():
        if path in found.unreadable:
            continue
        known = {} if retry else memory.folder(path)
        mount = known.get("mount")
        if mount and not os.path.ismount(str(mount)):
            found.troubles.append(_not_mounted(path, str(mount)))
            continue
        if not reports and not known.get("empty"):
            found.troubles.append(_empty(path))
        memory.keep_folder(path, not reports, _mount_of(path, db))


def _empty(path: str) -> DetainersError:
    return UsageError(
        "no PDF is in this folder.",
        "Is it the right one, and mounted? It is not said again while it stays empty.",
        printable(path),
    )


def _not_mounted(path: str, mount: str) -> DetainersError:
    return UnreadableError(
        f"{printable(mount)} was mounted when the folder was last read, and is not now.",
        "Mount it; or, if it is to be a folder like any other, run once with --retry.",
        printable(path),
    )


def _mount_of(path: str, db: Path) -> str | None:
    """The mount point that a folder is on, if the database is not on it, too."""
    place = Path(path).absolute()
    try:
        if place.stat().st_dev == db.absolute().parent.stat().st_dev:
            return None
    except OSError:
        return None
    return next((str(p) for p in (place, *place.parents) if os.path.ismount(p)), None)
