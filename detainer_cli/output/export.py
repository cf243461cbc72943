"""The public views as files with a data dictionary, written whole or not at all.

The same reports give the same bytes, whatever the day, the folder and the database.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from detainer_cli.answers.applicable_caveats import accepted, corrections
from detainer_cli.answers.caveats import About, Basis, Own, applicable
from detainer_cli.answers.question import Question
from detainer_cli.db.periods import describe_period, loaded_weeks
from detainer_cli.db.views import VIEWS, codes_of, read_view
from detainer_cli.errors import UsageError
from detainer_cli.files import output_error
from detainer_cli.model.periods import Period
from detainer_cli.output.datapackage import NAME as DATAPACKAGE
from detainer_cli.output.datapackage import File, datapackage
from detainer_cli.output.spreadsheets import reading_codes
from detainer_cli.output.view_files import encode
from detainer_cli.output.workbook import MOST_ROWS, too_long, workbook

FORMATS = ("csv", "json", "parquet", "xlsx")
DEFAULT_FORMATS = ("csv", "json", "parquet")
CAVEATS = "CAVEATS.md"
WORKBOOK = "detainers.xlsx"


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
    _require_ours(folder)
    conn.execute("BEGIN")
    try:
        views = [read_view(conn, name) for name in VIEWS]
        caveats = _caveats(conn, raw)
    finally:
        conn.execute("ROLLBACK")
    wanted = [form for form in FORMATS if form in set(formats)]
    data = [
        File(f"{view.name}.{form}", encode(view, form, raw, bom), view.name, len(view.rows))
        for form in wanted
        if form != "xlsx"
        for view in views
    ]
    if "xlsx" in wanted:
        if long := too_long(views):
            raise UsageError(
                f"{long} has more rows than the {MOST_ROWS:,} of a sheet.", "Take --only csv."
            )
        rows = sum(len(view.rows) for view in views)
        data.append(File(WORKBOOK, workbook(views, caveats), rows=rows))
    page = File(CAVEATS, _page(caveats).encode("utf-8", "backslashreplace"))
    files = [*data, datapackage(data, views, raw), page]
    _put(folder, files)
    return files


# ---------------------------------------------------------------- the folder


def _known_names() -> set[str]:
    tables = {f"{view}.{form}" for view in VIEWS for form in DEFAULT_FORMATS}
    return tables | {DATAPACKAGE, CAVEATS, WORKBOOK}


def _require_ours(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", "Name a folder.")
    others = sorted(p.name for p in folder.iterdir()) if folder.exists() else []
    others = [name for name in others if name not in _known_names()]
    if others:
        raise UsageError(
            f"{folder} holds other files ({', '.join(others[:3])}), and an export replaces all.",
            "Name a new folder.",
        )


def _put(folder: Path, files: list[File]) -> None:
    """Writes the files to a hidden folder beside, then puts it in the place of the old one."""
    target = folder.absolute()
    part = target.parent / f".{target.name}.{os.getpid()}.part"
    old = target.parent / f".{target.name}.{os.getpid()}.old"
    try:
        part.mkdir(parents=True)
        for file in files:
            (part / file.name).write_bytes(file.content)
        if target.exists():
            target.replace(old)
        part.replace(target)
    except OSError as error:
        if old.exists() and not target.exists():
            old.replace(target)
        what = "the export cannot be written, and nothing was changed there"
        raise output_error(what, folder, error) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


# ---------------------------------------------------------------- the caveats


def _caveats(conn: sqlite3.Connection, raw: bool) -> list[str]:
    """What must be known of these files, a paragraph each."""
    weeks = loaded_weeks(conn)
    notices = conn.execute(
        "SELECT DISTINCT sample_notice FROM report_file"
        " WHERE is_current = 1 AND sample_notice IS NOT NULL ORDER BY 1"
    ).fetchall()
    samples = tuple(notice for (notice,) in notices)
    lines = [_SAMPLES] if samples else []
    lines += [f"Reports of {describe_period(weeks)}."] if weeks else []
    texts = applicable(_about(conn, weeks, samples)) if weeks else []
    lines += [f"{' '.join(text.split())} ({text.link})" for text in texts]
    return [*lines, *([] if raw else [_FORMULAS]), _EMPTY, _README]


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


def _page(caveats: list[str]) -> str:
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
