"""The folder of a site: what changed is written, and readers never see half of it.

A run puts what it would write into a hidden folder within the site. Until all of it is there the
site is as it was, whatever happens. Then the files are moved into their places one by one, each at
once: first what is new, then what changed, the front page and the feed last, so that no page that
readers find leads to one that is not there. A run that is killed while it moves has left a list of
what is to be done; the next run finishes that first.

`detainers-site.json` names the files that are ours, with their SHA-256. Others are never touched.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from detainer_cli.errors import DetainersError, OutputError, UsageError
from detainer_cli.files import output_error, read_json, write_json
from detainer_cli.output.site.addresses import FEED, INDEX
from detainer_cli.text import printable

MANIFEST = "detainers-site.json"
_STAGE = ".detainers-staging"
_READY = "ready.json"
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*", re.ASCII)
_LINK = re.compile(r'href="([A-Za-z0-9_./-]+\.html)(?:#[^"]*)?"', re.ASCII)
"""A link of a page of ours to another one; addresses need no quoting (`addresses.py`)."""
_STAYS = ("week/", "cases/", "report/")
"""What earlier runs made and this one did not stays there: permanent addresses of what was read."""


class Folder:
    """A site that is being written, as a context: what was put appears if it ends well.

    Raises UsageError if the folder holds other files where ours would stand, or is none of ours
    and not empty; OutputError if it cannot be written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written = 0
        self.removed: list[str] = []
        self._stage = root / _STAGE
        self._files: dict[str, str] = {}
        self._old: dict[str, str] = {}
        self._lock = -1

    @property
    def files(self) -> dict[str, str]:
        """The SHA-256 of every file that this run has made or found unchanged."""
        return self._files

    @property
    def stayed(self) -> list[str]:
        """Files of earlier runs that this one did not make, and which stay."""
        return sorted(
            path
            for path in self._old
            if path not in self._files and path.startswith(_STAYS) and path.count("/") > 1
        )

    def __enter__(self) -> Folder:
        with self._errors():
            self._require_ours()
            self._lock = _locked(self.root)
            self._recover()
            self._old = dict(_manifest(self.root) or {})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                with self._errors():
                    self._finish()
        finally:
            shutil.rmtree(self._stage, ignore_errors=True)
            if self._lock >= 0:
                os.close(self._lock)

    # ------------------------------------------------------------ putting files

    def put(self, address: str, content: bytes) -> None:
        """A file of the site; written if what stands there is anything else."""
        if address in self._files:
            raise ValueError(f"two files for {address}")
        digest = hashlib.sha256(content).hexdigest()
        with self._errors():
            if not self._is_there(address, digest):
                self._to_stage(address).write_bytes(content)
                self.written += 1
        self._files[address] = digest

    def put_file(self, address: str, made: Path) -> None:
        """Like `put`, of a file that was made under `scratch`; it is moved away from there."""
        digest = _digest(made)
        with self._errors():
            if self._is_there(address, digest):
                made.unlink()
            else:
                made.replace(self._to_stage(address))
                self.written += 1
        self._files[address] = digest

    def left_behind(self) -> list[str]:
        """Pages that files which stay lead to, and that nothing makes now: `put` may make them.

        What stands in their places and is not ours is not among them.
        """
        kept = {path for path in self.stayed if path.endswith(".html")}
        found: set[str] = set()
        with self._errors():
            for path in kept:
                if (self.root / path).is_file():
                    found |= _linked(path, (self.root / path).read_text("utf-8", "replace"))
        there = self._files.keys() | kept
        return sorted(
            path
            for path in found - there
            if _is_plain(path) and (path in self._old or not (self.root / path).exists())
        )

    def keep(self, address: str) -> bool:
        """Leaves a file as an earlier run made it; False if it is not there, or not as made."""
        known = self._old.get(address)
        with self._errors():
            if known is None or not self._is_there(address, known):
                return False
        self._files[address] = known
        return True

    @contextmanager
    def scratch(self, name: str) -> Iterator[Path]:
        """A place for a file while it is made."""
        with self._errors():
            path = self._stage / "scratch" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            yield path
            path.unlink(missing_ok=True)

    def _is_there(self, address: str, digest: str) -> bool:
        path = self.root / address
        return path.is_file() and not path.is_symlink() and _digest(path) == digest

    def _to_stage(self, address: str) -> Path:
        """The place of a file until all is there. Raises UsageError if it is another's."""
        target = self.root / address
        if (target.exists() or target.is_symlink()) and address not in self._old:
            raise _others(self.root, [address])
        above = [p for p in target.parents if self.root in p.parents]
        wrong = [p for p in above if p.is_symlink() or (p.exists() and not p.is_dir())]
        if wrong or target.is_dir():
            there = wrong[-1].relative_to(self.root).as_posix() if wrong else address
            raise _others(self.root, [there])
        staged = self._stage / "files" / address
        staged.parent.mkdir(parents=True, exist_ok=True)
        return staged

    # ------------------------------------------------------------ bringing them to readers

    def _finish(self) -> None:
        """Moves what was put into its place, and removes what is no longer made."""
        keep = {path: self._old[path] for path in self.stayed}
        self.removed = sorted(self._old.keys() - self._files.keys() - keep.keys())
        after = {**self._files, **keep}
        if not self.written and not self.removed and after == self._old:
            return
        self._stage.mkdir(parents=True, exist_ok=True)
        if hasattr(os, "sync"):
            os.sync()
        write_json(self._stage / _READY, {"files": after, "remove": self.removed})
        _carry_out(self.root, self._stage)

    def _recover(self) -> None:
        """Ends what a killed run began: carries it out if all of it was there, else drops it."""
        if isinstance(read_json(self._stage / _READY, {}).get("files"), dict):
            _carry_out(self.root, self._stage)
        shutil.rmtree(self._stage, ignore_errors=True)

    # ------------------------------------------------------------ whose folder it is

    def _require_ours(self) -> None:
        if self.root.exists() and not self.root.is_dir():
            raise UsageError("that is a file.", "Name a folder.", file=printable(self.root))
        self.root.mkdir(exist_ok=True)
        found = sorted(path.name for path in self.root.iterdir())
        if (others := [n for n in found if n != _STAGE]) and _manifest(self.root) is None:
            raise _others(self.root, others)
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise OutputError(
                "the site cannot be written: the folder is read-only.",
                "Look at its rights.",
                file=printable(self.root),
            )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise output_error("the site cannot be written", self.root, error) from None


def _manifest(root: Path) -> dict[str, str] | None:
    """The files of the site that stands there; None if none does."""
    files = read_json(root / MANIFEST, {}).get("files")
    if not isinstance(files, dict):
        return None
    return {name: str(digest) for name, digest in files.items() if _is_plain(name)}


def _linked(address: str, text: str) -> set[str]:
    """The pages of the site that a page of ours leads to, by their addresses."""
    folder = posixpath.dirname(address)
    return {posixpath.normpath(posixpath.join(folder, link)) for link in _LINK.findall(text)}


def _is_plain(name: str) -> bool:
    """Whether a name may be one of ours: it leads to nothing outside of the site."""
    return bool(_PLAIN.fullmatch(name)) and ".." not in name.split("/")


def _carry_out(root: Path, stage: Path) -> None:
    """Moves every staged file into its place; done again, it does what is left."""
    plan = read_json(stage / _READY, {})
    after, remove = plan["files"], plan["remove"]
    before = _manifest(root) or {}
    if before != after:  # what is ours is known before it appears
        write_json(root / MANIFEST, {"site": "detainers publish", "files": {**before, **after}})
    files = stage / "files"
    staged = (path.relative_to(files) for path in files.rglob("*") if path.is_file())
    for name in sorted(staged, key=lambda name: _order(root, name)):
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (files / name).replace(target)
    for name in filter(_is_plain, remove):
        _remove(root, root / name)
    write_json(root / MANIFEST, {"site": "detainers publish", "files": after})


def _order(root: Path, name: Path) -> tuple[int, str]:
    """What is new before what changes, which may lead to it; the front page and the feed last."""
    is_last = name.as_posix() in (INDEX, FEED)
    return 2 if is_last else int((root / name).exists()), name.as_posix()


def _remove(root: Path, path: Path) -> None:
    """Removes a file of ours, and the folders that it leaves empty."""
    if any(folder.is_symlink() for folder in path.parents if root in folder.parents):
        return
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root:
            return
        with suppress(OSError):  # something else is in it
            folder.rmdir()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _locked(root: Path) -> int:
    """A lock on the folder, as an open file. Raises OutputError if another run holds it.

    Where the system has no such locks, two runs at once are the user's to prevent.
    """
    try:
        import fcntl
    except ImportError:
        return -1
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise OutputError(
            "another run is writing this site.", "Try again later.", file=printable(root)
        ) from None
    except OSError:  # a file system without locks
        os.close(handle)
        return -1
    return handle


def _others(root: Path, names: list[str]) -> DetainersError:
    return UsageError(
        f"it holds other files ({', '.join(printable(name) for name in names[:3])}), which are left"
        " alone.",
        "Name a new folder, or one that holds a site of this program.",
        file=printable(root),
    )
