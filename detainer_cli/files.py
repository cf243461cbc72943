"""Files that appear whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from detainer_cli.errors import DatabaseError, DetainersError, OutputError, UsageError
from detainer_cli.text import printable

_WRONG_PLACES = (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileExistsError)


class NoRegularFileError(OSError):
    """What stands at a place is a device, a FIFO or a socket: a file would take its place."""


def is_there(path: Path) -> bool:
    """True if something is at `path`. Raises OSError where that cannot be known."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def place_of(path: Path) -> Path:
    """Where the file `path` is written: what a symlink leads to, so that the link stays.

    Raises OSError where no file can be put: what is there is no regular file, no folder is.
    """
    if is_there(path):
        _require_regular(path.stat().st_mode)
    place = Path(os.path.realpath(path)) if path.is_symlink() else path
    if not (is_there(place.parent) and place.parent.is_dir()):
        raise FileNotFoundError(errno.ENOENT, "there is no such folder")
    return place


def _require_regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        kinds = {stat.S_IFIFO: "FIFO", stat.S_IFSOCK: "socket"}
        what = kinds.get(stat.S_IFMT(mode), "device")
        raise NoRegularFileError(errno.EINVAL, f"it is a {what}, no regular file")


def part_path(path: Path) -> Path:
    """Where `path` is written until it is whole: a hidden file of this process, in its folder."""
    return path.parent / f".{path.name}.{os.getpid()}.part"


def put_in_place(part: Path, path: Path) -> None:
    """Moves a file that is written to `place_of(path)`; a power cut leaves the old or the new."""
    place = place_of(path)
    _sync(part)
    part.replace(place)
    _sync_folder(place)


def put_in_new_place(part: Path, path: Path) -> None:
    """Like put_in_place, but never onto what is there. Raises FileExistsError then."""
    _sync(part)
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        part.replace(path)
    part.unlink(missing_ok=True)
    _sync_folder(path)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    with suppress(OSError):  # not every system can open a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_atomically(path: Path, content: bytes) -> None:
    """Writes `path` through a hidden file beside it. Raises OSError; nothing is left then."""
    place = place_of(path)
    part = part_path(place)
    try:
        part.write_bytes(content)
        put_in_place(part, place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def output_error(what: str, path: Path, error: OSError) -> DetainersError:
    """The error to raise for what could not be written to `path`: `what` says it, as a sentence.

    A place that cannot be one is wrong usage; a full disk or a lacking right is not.
    """
    message, file = f"{what} ({error.strerror}).", printable(path)
    if isinstance(error, NoRegularFileError):
        return OutputError(message, "Name a file, or a place where nothing is yet.", file=file)
    if isinstance(error, _WRONG_PLACES):
        return UsageError(message, "Name another place, in a folder that exists.", file=file)
    if error.errno == errno.ENAMETOOLONG:
        return OutputError(message, "Give it a shorter name.", file=file)
    return OutputError(message, "Look at the free space and at the rights.", file=file)


def require_place(what: str, path: Path) -> None:
    """Tells before the work is done that no file can be put at `path`: see `output_error`."""
    try:
        place_of(path)
    except OSError as error:
        raise output_error(what, path, error) from None


def read_up_to(path: Path, most: int) -> bytes:
    """The content of a file, device or pipe that ends. Raises OSError, also beyond `most` bytes."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it has more than {most // 2**20} MiB")
    return content


def read_json(path: Path, default: Any) -> Any:
    """The JSON of a small file of this program; `default` if there is none or it is damaged.

    What is kept so only saves work: losing it costs time, never data.
    """
    import json  # an answer starts without it

    try:
        value = json.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
    except (OSError, ValueError):
        return default
    return value if isinstance(value, type(default)) else default


def write_json(path: Path, value: object) -> None:
    """Writes a small JSON file atomically. Raises OSError."""
    import json

    text = json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
    write_atomically(path, text.encode("utf-8", "surrogateescape") + b"\n")


def beside(path: Path, suffix: str) -> Path:
    """The file that goes with `path`: `detainers.db` and `.writer` give `detainers.db.writer`."""
    return path.with_name(path.name + suffix)


def is_database_there(db: Path) -> bool:
    """True if something is at `db`. Raises DatabaseError where that cannot be known."""
    try:
        return is_there(db)
    except OSError as error:
        raise database_error(db, error) from None


def database_error(db: Path, error: OSError) -> DatabaseError:
    """The error to raise where the system does not let a database be reached or made at `db`."""
    return DatabaseError(
        f"{printable(db)} cannot be reached ({error.strerror}).",
        "Look at its name and at the rights of its folders, or name another file with --db.",
    )


def log_beside(db: Path) -> bool:
    """True if a log or journal beside a database has more to say than the database."""
    logs = (beside(db, suffix) for suffix in ("-wal", "-journal"))
    with suppress(OSError):  # what cannot have such a name, or not be looked at, has none
        return any(is_there(log) and log.stat().st_size for log in logs)
    return False


def require_writable(db: Path) -> None:
    """Raises DatabaseError if a database could not be created or written at `db`."""
    exists = is_database_there(db)
    folder = db.absolute().parent
    if not folder.is_dir():
        raise DatabaseError(f"the folder {folder} does not exist.", "Create it, or see --db.")
    if not os.access(folder, os.W_OK | os.X_OK) or (exists and not os.access(db, os.W_OK)):
        raise DatabaseError(
            f"{db} cannot be written to: it or its folder is read-only.",
            "Look at the rights of the file and its folder, or name another with --db.",
        )
