"""Moves a file that cannot be loaded out of its folder, with the reason beside it."""

from __future__ import annotations

import errno
import shutil
from datetime import UTC, datetime
from pathlib import Path

from detainer_cli import __version__
from detainer_cli.errors import DetainersError
from detainer_cli.files import output_error, part_path, put_in_place, write_atomically
from detainer_cli.ingest.file import File
from detainer_cli.text import printable

SUFFIX = "-set-aside"
"""Files of the folder `inbox` go to `inbox-set-aside` beside it, which no load of `inbox` sees."""
REASON = ".reason.txt"


def set_aside(file: File, folder: Path, error: DetainersError) -> Path | None:
    """Moves a file of a folder beside it; where it is now, or None if it is another file by now.

    Nothing is overwritten: another file of the same name gets its checksum into its own. Raises
    UsageError or OutputError if the file cannot be moved; it stays where it is then.
    """
    aside = folder.absolute()
    aside = aside.with_name(aside.name + SUFFIX)
    path = Path(file.path)
    try:
        if path.is_symlink() or path.read_bytes() != file.content:  # still being written, perhaps
            return None
        aside.mkdir(exist_ok=True)
        target = _free(aside / path.name, file)
        reason = target.with_name(target.name + REASON)
        write_atomically(reason, _reason(file, error))
        try:
            _move(path, target)
        except OSError:
            reason.unlink(missing_ok=True)
            raise
    except OSError as trouble:
        raise output_error("the file cannot be set aside", path, trouble) from None
    return target


def _free(target: Path, file: File) -> Path:
    if not target.exists() or target.read_bytes() == file.content:
        return target
    return target.with_stem(f"{target.stem}-{file.sha256[:8]}")


def _move(file: Path, target: Path) -> None:
    """Moves a file; to another file system as a copy that is whole before the old one goes."""
    try:
        file.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = part_path(target)
        try:
            shutil.copy2(file, part)
            put_in_place(part, target)
            file.unlink()
        finally:
            part.unlink(missing_ok=True)


def _reason(file: File, error: DetainersError) -> bytes:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    text = f"""\
{error}

File: {printable(Path(file.path).absolute())}
SHA-256: {file.sha256}
Set aside: {now} by detainers {__version__} (exit code {int(error.exit_code)})

Once the reason is gone, load the file by its name: detainers ingest FILE
"""
    return text.encode("utf-8", "backslashreplace")
