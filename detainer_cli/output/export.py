"""The public views as files with a data dictionary, written whole or not at all.

The same reports give the same bytes, whatever the day, the folder and the database.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from detainer_cli.answers.applicable_caveats import accepted
from detainer_cli.answers.caveats import About, Basis, Own, applicable
from detainer_cli.answers.corrections import corrections
from detainer_cli.answers.question import Question
from detainer_cli.db.periods import describe_period, loaded_weeks
from detainer_cli.db.views import VIEWS, View, codes_of, view_in_place
from detainer_cli.errors import UsageError
from detainer_cli.files import is_there, output_error
from detainer_cli.kinds.caveats import caveats_of
from detainer_cli.model.periods import Period
from detainer_cli.output.datapackage import NAME as DATAPACKAGE
from detainer_cli.output.datapackage import File, datapackage
from detainer_cli.output.formats import Format, exported
from detainer_cli.output.screen import Manner
from detainer_cli.output.spreadsheets import reading_codes

CAVEATS = "CAVEATS.md"
WHOLE = "detainers"
"""The name, without its ending, of a file that holds all views."""


def export(
    conn: sqlite3.Connection,
    folder: Path,
    formats: Iterable[str],
    raw: bool = False,
    bom: bool = False,
) -> list[File]:
    """Writes the public views to a folder, which is new or holds an earlier export only.

    `raw` leaves text in CSV that a spreadsheet would run as a formula; with `bom` CSV begins with
    a byte order mark. Raises UsageError if the folder holds anything else, OutputError if it
    cannot be written; it is as it was then.
    """
    with _errors(folder):
        _require_ours(folder)
    wanted = set(formats)
    conn.execute("BEGIN")
    try:
        views = [view_in_place(conn, name) for name in VIEWS]
        caveats = caveat_lines(conn, raw)
        with _put_in_place(folder) as part:
            data = [
                file
                for known in exported()
                if known.name in wanted
                for file in _files(known, views, caveats, Manner(is_safe=not raw, bom=bom), part)
            ]
            page = caveat_page(caveats).encode("utf-8", "backslashreplace")
            return [
                *data,
                _file(part / DATAPACKAGE, _writes(datapackage(data, views, raw))),
                _file(part / CAVEATS, _writes(page)),
            ]
    finally:
        conn.execute("ROLLBACK")


def _files(
    known: Format, views: Sequence[View], caveats: Sequence[str], manner: Manner, part: Path
) -> Iterator[File]:
    """Writes the files of a format: one a view, or one of all."""
    if known.view:
        for view in views:
            path = part / f"{view.name}.{known.ending}"
            file = _file(path, partial(known.put, view, manner))
            yield replace(file, view=view.name, rows=len(view.rows), media_type=known.media_type)
    if known.views:
        file = _file(part / f"{WHOLE}.{known.ending}", partial(known.views, views, caveats))
        rows = sum(len(view.rows) for view in views)
        yield replace(file, rows=rows, media_type=known.media_type)


def _file(path: Path, put: Callable[[BinaryIO], object]) -> File:
    """A file as something puts it; a part of it is in memory at a time."""
    with path.open("w+b") as out:
        put(out)
        size = out.seek(0, os.SEEK_END)
        out.seek(0)
        return File(path.name, size, hashlib.file_digest(out, "sha256").hexdigest())


def _writes(content: bytes) -> Callable[[BinaryIO], object]:
    return lambda out: out.write(content)


# ---------------------------------------------------------------- the folder


def _known_names() -> set[str]:
    tables = {f"{name}.{known.ending}" for known in exported() for name in _names(known)}
    return tables | {DATAPACKAGE, CAVEATS}


def _names(known: Format) -> Iterator[str]:
    """What the files of a format are called, without their ending."""
    yield from VIEWS if known.view else ()
    yield from [WHOLE] if known.views else ()


def _require_ours(folder: Path) -> None:
    exists = is_there(folder)
    if exists and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", "Name a folder.")
    others = sorted(p.name for p in folder.iterdir()) if exists else []
    others = [name for name in others if name not in _known_names()]
    if others:
        raise UsageError(
            f"{folder} holds other files ({', '.join(others[:3])}), and an export replaces all.",
            "Name a new folder.",
        )


@contextmanager
def _put_in_place(folder: Path) -> Iterator[Path]:
    """A hidden folder beside for the files, which then takes the place of the old one."""
    target = Path(os.path.realpath(folder))  # a link to a folder stays one
    part = target.parent / f".{target.name}.{os.getpid()}.part"
    old = target.parent / f".{target.name}.{os.getpid()}.old"
    try:
        with _errors(folder):
            part.mkdir(parents=True)
            yield part
            _swap(part, target, old)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _swap(part: Path, target: Path, old: Path) -> None:
    """Puts a folder in the place of another; where that cannot be, the other is there again."""
    if is_there(target):
        target.replace(old)
    try:
        part.replace(target)
    except OSError:
        if is_there(old) and not is_there(target):
            old.replace(target)
        raise


@contextmanager
def _errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = "the export cannot be written, and nothing was changed there"
        raise output_error(what, folder, error) from None


# ---------------------------------------------------------------- the caveats


def caveat_lines(conn: sqlite3.Connection, raw: bool) -> list[str]:
    """What must be known of these files, a paragraph each."""
    weeks = loaded_weeks(conn)
    notices = conn.execute(
        "SELECT DISTINCT sample_notice FROM current_report"
        " WHERE sample_notice IS NOT NULL ORDER BY 1"
    ).fetchall()
    samples = tuple(notice for (notice,) in notices)
    lines = [_SAMPLES] if samples else []
    lines += [f"Reports of {describe_period(weeks)}."] if weeks else []
    texts = applicable(_about(conn, weeks, samples)) if weeks else []
    lines += [f"{' '.join(text.split())} ({text.link})" for text in texts]
    lines += _of_kinds(conn)
    return [*lines, *([] if raw else [_FORMULAS]), _EMPTY, _README]


def _of_kinds(conn: sqlite3.Connection) -> list[str]:
    """What the loaded kinds of reports say of themselves and of their sections."""
    names = conn.execute("SELECT DISTINCT kind FROM current_report ORDER BY 1")
    others = (name for (name,) in names if name != "weekly")  # of which `applicable` tells
    return [caveat.text for name in others for caveat in caveats_of(name).values()]


def _about(conn: sqlite3.Connection, weeks: tuple[Period, ...], samples: tuple[str, ...]) -> About:
    """What the caveats of everything are about."""
    question = Question(conn, weeks)
    return About(
        frozenset(Basis),
        weeks,
        samples,
        corrections=tuple(corrections(question, Basis)),
        own=frozenset(Own),
        accepted=accepted(question),
    )


def caveat_page(caveats: list[str]) -> str:
    """CAVEATS.md, which goes with the files of the data."""
    lines = [f"**{text}**\n" if text == _SAMPLES else f"- {text}" for text in caveats]
    codes = {view: names for view in VIEWS if (names := codes_of(view))}
    return "\n".join(["# Read this before the numbers", "", *lines, "", *reading_codes(codes), ""])


_SAMPLES = (
    "Not ICE's own publication: at least one report here is a sample or reconstruction, and its"
    " individuals are invented."
)
_FORMULAS = (
    "In the CSV files, text that a spreadsheet would run as a formula has an apostrophe before it;"
    " JSON, Parquet and the workbook have the text as it is."
)
_EMPTY = (
    "An empty value is unknown, unread or unresolved; it is never zero. (report.ingested_at is left"
    " empty, so that the same reports export the same bytes.)"
)
_README = "README.md is that of the program, detainers."
