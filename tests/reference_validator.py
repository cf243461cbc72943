"""The validator of the reference data: lists every defect, not the first.

What holds for every file (encoding, one way of writing CSV, no line twice) is checked for all
`*.csv` of the folder. What a column may hold and how a file is sorted is declared in
`reference_shapes.toml`, and which names may not meet in `NAMES`. How names are compared belongs
to the normalizers, so the caller passes their keys.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Row = dict[str, str]
REFERENCE = Path(__file__).parents[1] / "detainer_cli" / "reference"
Fold = Callable[[str], str]

REGIONS = frozenset(
    {"Antarctica", "Australia and New Zealand", "Central Asia", "Eastern Asia", "Eastern Europe"}
    | {"Latin America and the Caribbean", "Melanesia", "Micronesia", "Northern Africa"}
    | {"Northern America", "Northern Europe", "Polynesia", "South-eastern Asia", "Southern Asia"}
    | {"Southern Europe", "Sub-Saharan Africa", "Western Asia", "Western Europe"}
)


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """Something wrong in a reference file; `line` counts from 1, the header being line 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class File:
    """What a file must be: its columns, the columns that tell its rows apart, their contents.

    `known` maps a column to the `file.column` that must have its value, or its values with `;`
    between them; `blank` columns may be empty; `pattern` maps a column to the expression that its
    whole text matches. `order` are the columns by which the rows are sorted, all of them if it is
    None.
    """

    columns: tuple[str, ...]
    unique: tuple[str, ...]
    known: Mapping[str, str] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()
    pattern: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Writings:
    """A column of names, and the columns that say what a name stands for (the first not empty)."""

    file: str
    name: str
    target: tuple[str, ...]
    canonical: bool = False


def _shapes() -> Mapping[str, File]:
    """The declared shape of each file, of `reference/` and of `kinds/`."""
    text = Path(__file__).with_name("reference_shapes.toml").read_text(encoding="utf-8")
    return {
        name: File(
            tuple(shape["columns"]),
            tuple(shape["unique"]),
            shape.get("known", {}),
            frozenset(shape.get("blank", ())),
            shape.get("pattern", {}),
            tuple(shape["order"]) if "order" in shape else None,
        )
        for name, shape in tomllib.loads(text).items()
    }


SHAPES = _shapes()
FILES = {name: shape for name, shape in SHAPES.items() if "/" not in name}

NAMES: Mapping[str, tuple[Writings, ...]] = {
    "country": (
        Writings("countries", "name", ("code",), canonical=True),
        Writings("country_names", "name", ("code",)),
        Writings("country_aliases", "alias", ("code",)),
        Writings("demonyms", "demonym", ("code",)),
        Writings("country_none", "name", ("value",)),
    ),
    "crime": (
        Writings("crime_descriptions", "term", ("code",), canonical=True),
        Writings("crime_terms", "term", ("value", "term")),
    ),
    "state": (
        Writings("states", "name", ("usps",), canonical=True),
        Writings("states", "usps", ("usps",), canonical=True),
        Writings("state_aliases", "alias", ("usps",)),
    ),
}


@dataclass(frozen=True, slots=True)
class Folder:
    """The files as text by their names, and as rows those with the columns they must have."""

    text: Mapping[str, str]
    rows: dict[str, list[Row]]

    def column(self, name: str) -> set[str]:
        """The values of `file.column`; empty if there is no such file."""
        file, _, column = name.partition(".")
        return {row[column] for row in self.rows.get(file, [])}


def plain_key(text: str) -> str:
    """The key of names for which the caller gives no other: without case and extra space."""
    return " ".join(text.casefold().split())


def validate(directory: Path | None = None, keys: Mapping[str, Fold] | None = None) -> list[Defect]:
    """Every defect of the reference files of `directory` (the program's own by default).

    `keys` gives, for a group of `NAMES`, how its names are compared. Raises OSError if the folder
    cannot be read; what is wrong inside a file is a defect and never an exception.
    """
    folder, found = read(directory or REFERENCE, FILES)
    for group, writings in NAMES.items():
        found += _check_names(folder, writings, (keys or {}).get(group, plain_key))
    found += _check_crimes(folder)
    found += _check_countries(folder)
    found += _check_ambiguous(folder, (keys or {}).get("country", plain_key))
    return sorted(set(found))


def read(directory: Path, shapes: Mapping[str, File]) -> tuple[Folder, list[Defect]]:
    """The folder, and what is wrong with each file of it, held against its shape."""
    texts, found = _texts(directory)
    folder = Folder(texts, {})
    for name, text in texts.items():
        reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
        columns = tuple(reader.fieldnames or ())
        expected = shapes[name].columns if name in shapes else columns
        if columns == expected:
            folder.rows[name] = [{column: row[column] for column in columns} for row in reader]
        else:
            message = f"has the columns {', '.join(columns)}, not {', '.join(expected)}"
            found.append(Defect(f"{name}.csv", 1, message))
    present = {_name(path, directory) for path in directory.rglob("*.csv")}
    found += [Defect(f"{name}.csv", 1, "is missing") for name in shapes.keys() - present]
    found += [Defect(f"{name}.csv", 1, "has no declared shape") for name in present - shapes.keys()]
    for name in sorted(texts):
        order = shapes[name].order if name in shapes else None
        found += _check_writing(f"{name}.csv", texts[name], order)
    for name in sorted(shapes.keys() & folder.rows.keys()):
        found += _check_contents(folder, name, shapes[name])
    return folder, found


def _name(path: Path, directory: Path) -> str:
    """`weekly/columns` of the file `weekly/columns.csv` in the folder."""
    return path.relative_to(directory).with_suffix("").as_posix()


def _texts(directory: Path) -> tuple[dict[str, str], list[Defect]]:
    """The text of each file by its name, and the files that have none."""
    texts: dict[str, str] = {}
    found: list[Defect] = []
    for path in sorted(directory.rglob("*.csv")):
        data = path.read_bytes()
        try:
            texts[_name(path, directory)] = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            found.append(Defect(f"{_name(path, directory)}.csv", line, "is not UTF-8"))
    return texts, found


def _check_writing(file: str, text: str, order: tuple[str, ...] | None) -> Iterator[Defect]:
    """Encoding, line ends, quoting, width, order: a file that is written back is the same bytes."""
    table = list(csv.reader(io.StringIO(text, newline="")))
    if not table:
        yield Defect(file, 1, "is empty")
        return
    if text.startswith("\ufeff"):
        yield Defect(file, 1, "starts with a byte order mark")
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(table)
    if written.getvalue() != text:
        pairs = zip(written.getvalue().split("\n"), text.split("\n"), strict=False)
        line = next((n for n, (a, b) in enumerate(pairs, 1) if a != b), text.count("\n") + 1)
        yield Defect(file, line, "is not written back byte for byte")
    yield from _check_lines(file, table)
    yield from _check_order(file, table, order)


def _check_lines(file: str, table: list[list[str]]) -> Iterator[Defect]:
    for line, row in enumerate(table[1:], 2):
        if len(row) != len(table[0]):
            yield Defect(file, line, f"has {len(row)} columns, the header {len(table[0])}")
        if any(cell != " ".join(cell.split()) for cell in row):
            yield Defect(file, line, "has white space that shows nowhere")


def _check_order(
    file: str, table: list[list[str]], order: tuple[str, ...] | None
) -> Iterator[Defect]:
    """By the columns of `order`, by whole rows where it is None; no row follows its like."""
    names = table[0] if order is None else order
    places = [table[0].index(name) for name in names if name in table[0]]
    for line, (before, row) in enumerate(itertools.pairwise(table[1:]), 3):
        keys = [[cells[n] for n in places if n < len(cells)] for cells in (before, row)]
        if row == before:
            yield Defect(file, line, "is the line before it once more")
        elif keys[1] < keys[0]:
            yield Defect(file, line, "is not sorted")


def _check_contents(folder: Folder, name: str, file: File) -> Iterator[Defect]:
    seen: dict[tuple[str, ...], int] = {}
    known = {
        column: folder.column(where)
        for column, where in file.known.items()
        if where.partition(".")[0] in folder.rows
    }
    for line, row in enumerate(folder.rows[name], 2):
        identity = tuple(row[column] for column in file.unique)
        if identity in seen:
            which = ", ".join(identity)
            yield Defect(f"{name}.csv", line, f"{which} is already in line {seen[identity]}")
        seen.setdefault(identity, line)
        for message in _cell_messages(row, file, known):
            yield Defect(f"{name}.csv", line, message)


def _cell_messages(row: Row, file: File, known: Mapping[str, set[str]]) -> Iterator[str]:
    for column in file.columns:
        value = row[column]
        if not value:
            if column not in file.blank:
                yield f"{column} is empty"
            continue
        if column in known and not known[column].issuperset(value.split(";")):
            yield f"{column} {value} is not in {file.known[column]}"
        if not re.fullmatch(file.pattern.get(column, ".*"), value):
            yield f"{column} {value} is not {file.pattern[column]}"


def _check_names(folder: Folder, group: tuple[Writings, ...], key: Fold) -> Iterator[Defect]:
    """No two writings of a group have one key: neither two targets nor one fact twice."""
    holders: dict[str, tuple[str, str, str, bool]] = {}
    for writings in group:
        for line, row in enumerate(folder.rows.get(writings.file, []), 2):
            name = row[writings.name]
            target = next((row[c] for c in writings.target if row[c]), "")
            here = f"{writings.file}.csv"
            if not key(name):
                yield Defect(here, line, f"{name} has no word to compare")
                continue
            if key(name) not in holders:
                where = f"{name} ({here}:{line})"
                holders[key(name)] = (where, target, writings.file, writings.canonical)
                continue
            other, aim, file, canonical = holders[key(name)]
            if writings.canonical and file == writings.file and aim == target:
                continue
            if aim != target:
                yield Defect(here, line, f"{name} means {target}, and {other} means {aim}")
            elif canonical:
                yield Defect(here, line, f"{name} is the canonical name {other}")
            else:
                yield Defect(here, line, f"{name} says the same as {other}")


def _check_crimes(folder: Folder) -> Iterator[Defect]:
    """Codes, categories and canonical terms agree with each other."""
    categories = folder.column("crime_categories.category")
    terms = {row["term"]: row["code"] for row in folder.rows.get("crime_descriptions", [])}
    described = set(terms.values())
    for line, row in enumerate(folder.rows.get("ncic_offenses", []), 2):
        if row["code"] not in described:
            yield Defect("ncic_offenses.csv", line, f"{row['code']} has no canonical term")
        if row["code"][:2] not in categories:
            yield Defect("ncic_offenses.csv", line, f"{row['code']} has no category")
    rows = folder.rows.get("crime_terms", [])
    terms.update({row["term"]: row["code"] for row in rows if not row["value"]})
    for line, row in enumerate(rows, 2):
        code, value = row["code"], row["value"]
        if code and code[:2] != row["category"]:
            yield Defect("crime_terms.csv", line, f"{code} is not of category {row['category']}")
        if not (value or row["category"] or row["note"]):
            yield Defect("crime_terms.csv", line, f"{row['term']} has no category, and no note why")
        if value and terms.get(value) != code:
            yield Defect("crime_terms.csv", line, f"{value}, code {code or 'none'}, is no term")


def _check_countries(folder: Folder) -> Iterator[Defect]:
    """Every country has a region, and the region is one of M49."""
    placed = folder.column("country_regions.code")
    for line, row in enumerate(folder.rows.get("countries", []), 2):
        if row["code"] not in placed:
            yield Defect("countries.csv", line, f"{row['code']} has no region")
    for line, row in enumerate(folder.rows.get("country_regions", []), 2):
        if row["region"] not in REGIONS:
            yield Defect("country_regions.csv", line, f"{row['region']} is no region of M49")


def _check_ambiguous(folder: Folder, key: Fold) -> Iterator[Defect]:
    """What is ambiguous has two readings or more, and is not listed as one country as well."""
    listed = {
        key(row[writings.name])
        for writings in NAMES["country"]
        for row in folder.rows.get(writings.file, [])
    }
    rows = folder.rows.get("country_ambiguous", [])
    readings = Counter(row["name"] for row in rows)
    for line, row in enumerate(rows, 2):
        if key(row["name"]) in listed:
            yield Defect("country_ambiguous.csv", line, f"{row['name']} is listed as one country")
        if readings[row["name"]] < 2:
            yield Defect("country_ambiguous.csv", line, f"{row['name']} has one reading only")
