"""The validator of the CSV files of the kinds of reports, held against `reference_shapes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from reference_validator import SHAPES, Defect, Folder, read

KINDS = Path(__file__).parents[1] / "detainer_cli" / "kinds"


def validate_kinds(directory: Path = KINDS) -> list[Defect]:
    """Every defect of the CSV files of `kinds/` and of its folders."""
    shapes = {"columns": SHAPES["kinds/columns"]}
    for path in directory.glob("*/*.csv"):
        if shape := SHAPES.get(f"kinds/KIND/{path.stem}"):
            shapes[f"{path.parent.name}/{path.stem}"] = shape
    folder, found = read(directory, shapes)
    found += _check_keys(folder)
    for path in sorted(directory.glob("*/kind.toml")):
        found += _check_kind(folder, path)
    return sorted(set(found))


def _check_keys(folder: Folder) -> Iterator[Defect]:
    """The column of another view that a column names is there."""
    tables = {name: rows for name, rows in folder.rows.items() if name.endswith("columns")}
    known = {f"{row['view']}.{row['column']}" for rows in tables.values() for row in rows}
    for name, rows in tables.items():
        for line, row in enumerate(rows, 2):
            for key in row["key"].split():
                if key != "primary" and key not in known:
                    yield Defect(f"{name}.csv", line, f"key {key} is no column of a view")


def _check_kind(folder: Folder, path: Path) -> Iterator[Defect]:
    """Views and sections are those that the kind declares."""
    kind, name = tomllib.loads(path.read_text(encoding="utf-8")), path.parent.name
    views = {section["view"] for section in kind["sections"]}
    sections = {section["name"] for section in kind["sections"]}
    for line, row in enumerate(folder.rows.get(f"{name}/columns", []), 2):
        if row["view"] not in views:
            yield Defect(f"{name}/columns.csv", line, f"{row['view']} is no view of {path.name}")
    for line, row in enumerate(folder.rows.get(f"{name}/caveats", []), 2):
        if row["section"] and row["section"] not in sections:
            message = f"{row['section']} is no section of {path.name}"
            yield Defect(f"{name}/caveats.csv", line, message)
