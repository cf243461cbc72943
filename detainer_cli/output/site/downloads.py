"""The data of the site as files: CSV, Parquet, a workbook, a SQLite database, their description.

They are written from the public views, a part of the rows at a time. What they were made from is
kept beside them as one hash; while that is the same, they are left as they are.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from detainer_cli.answers.citations import PROGRAM
from detainer_cli.db.views import VIEWS, View, view_in_place
from detainer_cli.output.datapackage import NAME as DATAPACKAGE
from detainer_cli.output.datapackage import File, datapackage
from detainer_cli.output.export import CAVEATS, WHOLE, caveat_lines, caveat_page
from detainer_cli.output.formats import FORMATS
from detainer_cli.output.screen import Manner
from detainer_cli.output.site.folder import Folder
from detainer_cli.output.view_files import put_csv, put_parquet
from detainer_cli.output.workbook import put_workbook

FOLDER = "data"
_SOURCE = f"{FOLDER}/source.json"
_LIBRARIES = ("pyarrow", "XlsxWriter")


@dataclass(frozen=True)
class Download(File):
    """A file of the data, with its place in the site."""

    @property
    def address(self) -> str:
        return f"{FOLDER}/{self.name}"


def downloads(conn: sqlite3.Connection, folder: Folder) -> list[Download]:
    """Puts the files of the data; those that are described."""
    views = [view_in_place(conn, name) for name in VIEWS]
    caveats = caveat_lines(conn, raw=False)
    source = _source(views, caveats)
    if (known := _known(folder, source)) is not None:
        return known
    files = [*_of_views(views, folder), *_of_all(views, caveats, folder)]
    described = datapackage(files, views, raw=False)
    page = caveat_page(caveats).encode("utf-8", "backslashreplace")
    folder.put(f"{FOLDER}/{CAVEATS}", page)
    folder.put(f"{FOLDER}/{DATAPACKAGE}", described)
    told = {"source": source, "files": [_as_json(file) for file in files]}
    folder.put(_SOURCE, (json.dumps(told, indent=1) + "\n").encode())
    return files


def _known(folder: Folder, source: str) -> list[Download] | None:
    """The files of an earlier run that were made from the same; None if any is not as made."""
    try:
        told = json.loads((folder.root / _SOURCE).read_text(encoding="utf-8"))
        files = [Download(**file) for file in told["files"]]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    names = [*(file.name for file in files), CAVEATS, DATAPACKAGE]
    is_same = told["source"] == source and all(folder.keep(f"{FOLDER}/{n}") for n in names)
    return files if is_same and folder.keep(_SOURCE) else None


def _source(views: Sequence[View], caveats: Sequence[str]) -> str:
    """A hash of all that goes into the files: rows, caveats, and the programs that write them."""
    made_by = [PROGRAM, *(version(name) for name in _LIBRARIES), sqlite3.sqlite_version]
    digest = hashlib.sha256(repr((made_by, caveats)).encode())
    for view in views:
        digest.update(repr((view.name, view.entries())).encode())
        for row in view.rows:
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _as_json(file: Download) -> dict[str, object]:
    names = ("name", "size", "sha256", "view", "rows", "media_type")
    return {name: getattr(file, name) for name in names}


def _of_views(views: Sequence[View], folder: Folder) -> Iterator[Download]:
    """A file a view, in each of the formats that have one."""
    for view in views:
        name = f"{view.name}.csv"
        with folder.scratch(name) as path:
            with path.open("wb") as out:
                put_csv(view, Manner(is_safe=True), out)
            yield _put(folder, path, name, FORMATS["csv"].media_type, view)
        name = f"{view.name}.parquet"
        with folder.scratch(name) as path:
            with path.open("wb") as out:
                put_parquet(view, out)
            yield _put(folder, path, name, FORMATS["parquet"].media_type, view)


def _of_all(views: Sequence[View], caveats: Sequence[str], folder: Folder) -> Iterator[Download]:
    """The files that hold all views."""
    name = f"{WHOLE}.xlsx"
    with folder.scratch(name) as path:
        with path.open("wb") as out:
            put_workbook(views, caveats, out)
        yield _put(folder, path, name, FORMATS["xlsx"].media_type)
    name = f"{WHOLE}.db"
    with folder.scratch(name) as path:
        _put_database(views, caveats, path)
        yield _put(folder, path, name, "application/vnd.sqlite3")


def _put(
    folder: Folder, path: Path, name: str, media_type: str, view: View | None = None
) -> Download:
    size, address = path.stat().st_size, f"{FOLDER}/{name}"
    folder.put_file(address, path)
    rows = len(view.rows) if view else None
    of = view.name if view else ""
    return Download(name, size, folder.files[address], of, rows, media_type)


def _put_database(views: Sequence[View], caveats: Sequence[str], path: Path) -> None:
    """The public views as the tables of a database of their own: nothing else of ours is in it."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = OFF")
        conn.execute("BEGIN")
        for view in views:
            columns = ", ".join(
                f'"{entry["column"]}" {"INTEGER" if entry["type"] == "integer" else "TEXT"}'
                for entry in view.entries()
            )
            marks = ", ".join("?" for _ in view.columns)
            conn.execute(f'CREATE TABLE "{view.name}" ({columns})')
            conn.executemany(f'INSERT INTO "{view.name}" VALUES ({marks})', view.rows)  # noqa: S608
        conn.execute("CREATE TABLE caveat (text TEXT)")
        conn.executemany("INSERT INTO caveat VALUES (?)", ([text] for text in caveats))
        conn.execute("CREATE TABLE dictionary (view TEXT, column TEXT, description TEXT)")
        known = ((v.name, e["column"], e["description"]) for v in views for e in v.entries())
        conn.executemany("INSERT INTO dictionary VALUES (?, ?, ?)", known)
        conn.execute("COMMIT")
