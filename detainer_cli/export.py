"""The public views as files with a data dictionary, written whole or not at all.

The same content of the database gives the same bytes, whatever the day and the folder.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detainer_cli.caveats import About, Basis, Own, applicable
from detainer_cli.errors import UsageError
from detainer_cli.reference import table
from detainer_cli.spreadsheets import BOM, keeps_zeros, reading_codes, without_formula
from detainer_cli.summaries.attached import corrections
from detainer_cli.summaries.question import Question
from detainer_cli.weeks import Week, describe_period, loaded_weeks

VIEWS = ("declined", "issued", "policy", "report", "unresolved")
FORMATS = ("csv", "json", "parquet")
CAVEATS = "CAVEATS.md"
DATAPACKAGE = "datapackage.json"
NO_PARQUET = (
    "Parquet is left out: it needs pyarrow, which is not installed. Get it with:"
    " pip install 'detainer-cli[parquet]'"
)
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
PUBLISHER = "U.S. Immigration and Customs Enforcement, Enforcement and Removal Operations"
TITLES = {
    "declined": "Detainers recorded as DECLINED, a row each (section II)",
    "issued": "Jurisdictions with the most detainers ISSUED in a week (section I)",
    "policy": "Jurisdictions with a policy, as each report lists them (section III)",
    "report": "The reports that are loaded, all revisions",
    "unresolved": "Texts that could not be resolved or read",
}


@dataclass(frozen=True)
class View:
    """A public view: its columns in order and its rows in order."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class File:
    """A file of the export; `view` and `rows` are set for data."""

    name: str
    content: bytes
    view: str = ""
    rows: int | None = None


def export(
    conn: sqlite3.Connection,
    folder: Path,
    formats: Iterable[str],
    raw: bool = False,
    bom: bool = False,
) -> list[File]:
    """Writes the public views to a folder, which is new or holds an earlier export only.

    `raw` leaves text in CSV that a spreadsheet would run as a formula; with `bom` CSV begins with
    a byte order mark. Raises UsageError if the
    folder holds anything else; then, and if writing fails, the folder is as it was.
    """
    _require_ours(folder)
    conn.execute("BEGIN")
    try:
        views = [_read(conn, name) for name in VIEWS]
        caveats = _caveats(conn, raw)
    finally:
        conn.execute("ROLLBACK")
    data = [
        File(f"{view.name}.{form}", _encode(view, form, raw), view.name, len(view.rows))
        for form in formats
        for view in views
    ]
    if bom:
        data = [_marked(file) if file.name.endswith(".csv") else file for file in data]
    files = [*data, File(DATAPACKAGE, _datapackage(data, views, raw)), File(CAVEATS, caveats)]
    _put(folder, files)
    return files


def can_write_parquet() -> bool:
    """True if pyarrow is installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        return False
    return True


# ---------------------------------------------------------------- the folder


def _known_names() -> set[str]:
    return {f"{v}.{f}" for v in VIEWS for f in FORMATS} | {DATAPACKAGE, CAVEATS}


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
        raise UsageError(
            f"the export could not be written to {folder}: {error.strerror}.",
            "Nothing was changed there.",
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


# ---------------------------------------------------------------- the views


def _read(conn: sqlite3.Connection, name: str) -> View:
    cursor = conn.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name of VIEWS
    columns = tuple(column[0] for column in cursor.description)
    return View(name, columns, tuple(cursor.fetchall()))


def _encode(view: View, form: str, raw: bool) -> bytes:
    encode = {"csv": _csv, "json": _json, "parquet": _parquet}[form]
    return encode(view, raw)


def _csv(view: View, raw: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(view.columns)
    for row in view.rows:
        writer.writerow(row if raw else [without_formula(value) for value in row])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _marked(file: File) -> File:
    return replace(file, content=BOM.encode() + file.content)


def _json(view: View, raw: bool) -> bytes:
    lists = {column for column, entry in _dictionary(view.name).items() if entry["type"] == "array"}
    rows = [
        {
            column: json.loads(value) if column in lists and value else value
            for column, value in zip(view.columns, row, strict=True)
        }
        for row in view.rows
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n".encode("utf-8", "backslashreplace")


def _parquet(view: View, raw: bool) -> bytes:
    """Parquet with a declared type for every column, so that an empty one has its type too."""
    import pyarrow
    import pyarrow.parquet

    text, kinds = pyarrow.string(), {"integer": pyarrow.int64(), "date": pyarrow.date32()}
    types = {name: entry["type"] for name, entry in _dictionary(view.name).items()}
    schema = pyarrow.schema([(column, kinds.get(types[column], text)) for column in view.columns])
    columns = zip(*view.rows, strict=True) if view.rows else [()] * len(view.columns)
    arrays = [
        pyarrow.array(values, kinds["integer"] if types[field.name] == "integer" else text).cast(
            field.type
        )
        for values, field in zip(columns, schema, strict=True)
    ]
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()


# ---------------------------------------------------------------- what describes them


def _dictionary(view: str) -> dict[str, dict[str, str]]:
    return {row["column"]: row for row in table("columns") if row["view"] == view}


def _datapackage(data: list[File], views: list[View], raw: bool) -> bytes:
    by_name = {view.name: view for view in views}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "ice-declined-detainer-reports",
        "title": "ICE Weekly Declined Detainer Outcome Reports",
        "description": "Read from the reports' PDFs. Read CAVEATS.md first: detainers issued and"
        " detainers declined are different counts.",
        "licenses": [
            {
                "name": "US-Gov-Public-Domain",
                "title": "The reports are a work of the US government (17 U.S.C. 105)",
                "path": "https://www.usa.gov/government-works",
            }
        ],
        "sources": [{"title": PUBLISHER}],
        "resources": [_resource(file, by_name[file.view], raw) for file in data],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(file: File, view: View, raw: bool) -> dict[str, object]:
    form = file.name.rpartition(".")[2]
    name = view.name if form == "csv" else f"{view.name}-{form}"
    description = TITLES[view.name]
    if form == "csv" and not raw:
        description += ". Text that begins like a formula has an apostrophe before it"
    return {
        "name": name,
        "path": file.name,
        "title": TITLES[view.name],
        "description": f"{description}.",
        "type": "table",
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        "encoding": "utf-8",
        "bytes": len(file.content),
        "hash": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
        "schema": {
            "fields": [_field(entry, form) for entry in _entries(view)],
            "missingValues": [""],
        },
    }


def _entries(view: View) -> list[dict[str, str]]:
    known = _dictionary(view.name)
    return [known[column] for column in view.columns]


def _field(entry: dict[str, str], form: str) -> dict[str, object]:
    is_text_list = entry["type"] == "array" and form == "parquet"
    field: dict[str, object] = {
        "name": entry["column"],
        "type": "string" if is_text_list else entry["type"],
        "description": _description(entry),
    }
    extra = {"codes": entry["codes"], "source": entry["source"]}
    return field | {name: text for name, text in extra.items() if text}


def _is_code(entry: dict[str, str]) -> bool:
    """True for a code made of digits, which must be read as text."""
    return entry["codes"].endswith(" digits")


def _description(entry: dict[str, str]) -> str:
    zeros = f". {keeps_zeros(entry['column'])}" if _is_code(entry) else ""
    return f"{entry['description']}{zeros}."


def _codes() -> dict[str, list[str]]:
    """The columns of codes of each view that has any."""
    found = {
        view: [name for name, entry in _dictionary(view).items() if _is_code(entry)]
        for view in VIEWS
    }
    return {view: names for view, names in found.items() if names}


def _caveats(conn: sqlite3.Connection, raw: bool) -> bytes:
    weeks = loaded_weeks(conn)
    notices = conn.execute(
        "SELECT DISTINCT sample_notice FROM report_file"
        " WHERE is_current = 1 AND sample_notice IS NOT NULL ORDER BY 1"
    ).fetchall()
    samples = tuple(notice for (notice,) in notices)
    texts = applicable(_about(conn, weeks, samples)) if weeks else []
    lines = ["# Read this before the numbers", ""]
    if samples:
        lines += [
            "**Not ICE's own publication: at least one report here is a sample or reconstruction,"
            " and its individuals are invented.**",
            "",
        ]
    lines += [f"Reports of {describe_period(weeks)}.", ""] if weeks else []
    lines += [f"- {' '.join(text.split())} ({text.link})" for text in texts]
    if not raw:
        lines.append(
            "- In the CSV files, text that a spreadsheet would run as a formula has an apostrophe"
            " before it; JSON and Parquet have the text as it is."
        )
    lines.append("- An empty value is unknown, unread or unresolved; it is never zero.")
    lines += ["", "README.md is that of the program, detainers.", "", *reading_codes(_codes())]
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def _about(conn: sqlite3.Connection, weeks: tuple[Week, ...], samples: tuple[str, ...]) -> About:
    """What the caveats of everything are about."""
    touched = tuple(corrections(Question(conn, weeks), Basis))
    return About(frozenset(Basis), weeks, samples, corrections=touched, own=frozenset(Own))
