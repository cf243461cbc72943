"""datapackage.json: what the files of an export are, by the Data Package standard.

A view is one resource, with one file of data; the same view in other formats stands beside it under
`alternatives`. Only CSV is declared a table, since that is what every tool of the standard reads.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from detainer_cli.db.views import TITLES, View, foreign_keys, is_code, primary_key
from detainer_cli.output.spreadsheets import keeps_zeros

NAME = "datapackage.json"
PUBLISHER = "U.S. Immigration and Customs Enforcement, Enforcement and Removal Operations"


@dataclass(frozen=True)
class File:
    """A file of the export, `size` in bytes; `view` is set if it holds one, the rest if data."""

    name: str
    size: int
    sha256: str
    view: str = ""
    rows: int | None = None
    media_type: str = ""

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2]


def datapackage(data: Sequence[File], views: Sequence[View], raw: bool) -> bytes:
    """The description of the files of data, as JSON."""
    by_view = {view.name: [file for file in data if file.view == view.name] for view in views}
    whole = [file for file in data if not file.view]
    package: dict[str, object] = {
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
        "resources": [
            *(_resource(files, view, raw) for view in views if (files := by_view[view.name])),
            *(_whole(file) for file in whole),
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(files: Sequence[File], view: View, raw: bool) -> dict[str, object]:
    main, *others = files
    description = TITLES[view.name]
    if main.ending == "csv" and not raw:
        description += ". Text that begins like a formula has an apostrophe before it"
    resource: dict[str, object] = {
        "name": view.name,
        "title": TITLES[view.name],
        "description": f"{description}.",
        "type": "table" if main.ending == "csv" else "file",
        **_file(main),
        "encoding": "utf-8",
        "schema": _schema(view, main.ending),
    }
    if others:
        resource["alternatives"] = [_file(file) for file in others]
    return resource


_WHOLE = {
    "xlsx": (
        "workbook",
        "All of it as a workbook: a sheet a view, the dictionary and the caveats",
    ),
    "db": ("database", "All of it as a SQLite database: a table a view"),
}
"""The name and the title of a file that holds all views, by its ending."""


def _whole(file: File) -> dict[str, object]:
    name, title = _WHOLE[file.ending]
    return {"name": name, "title": title, "type": "file", **_file(file)}


def _file(file: File) -> dict[str, object]:
    return {
        "path": file.name,
        "format": file.ending,
        "mediatype": file.media_type,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _schema(view: View, form: str) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(entry, form) for entry in view.entries()],
        "missingValues": [""],
    }
    if key := primary_key(view):
        schema["primaryKey"] = key
    if keys := foreign_keys(view):
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [theirs]}}
            for column, other, theirs in keys
        ]
    return schema


def _field(entry: dict[str, str], form: str) -> dict[str, object]:
    is_text_list = entry["type"] == "array" and form == "parquet"
    field: dict[str, object] = {
        "name": entry["column"],
        "type": "string" if is_text_list else entry["type"],
        "description": _description(entry),
    }
    extra = {"codes": entry["codes"], "source": entry["source"]}
    return field | {name: text for name, text in extra.items() if text}


def _description(entry: dict[str, str]) -> str:
    zeros = f". {keeps_zeros(entry['column'])}" if is_code(entry) else ""
    return f"{entry['description']}{zeros}."
