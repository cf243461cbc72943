"""The validator of the reference data: lists every defect, not the first.

What holds for every file (encoding, one way of writing CSV, sorted, no line twice) is checked for
all `*.csv` of the folder. What a column may hold is declared in `reference_shapes.toml`, and which
names may not meet in `NAMES`. How names are compared belongs to the normalizers, so the caller
passes their keys.
"""

from __future__ import annotations

import csv
import io
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
    whole text matches.
    """

    columns: tuple[str, ...]
    unique: tuple[str, ...]
    known: Mapping[str, str] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()
    pattern: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Writings:
    """A column of names, and the columns that say what a name stands for (the first not empty)."""

    file: str
    name: str
    target: tuple[str, ...]
    canonical: bool = False


def _shapes() -> Mapping[str, File]:
    """The declared shape of each file."""
    text = Path(__file__).with_name("reference_shapes.toml").read_text(encoding="utf-8")
    return {
        name: File(
            tuple(shape["columns"]),
            tuple(shape["unique"]),
            shape.get("known", {}),
            frozenset(shape.get("blank", ())),
            shape.get("pattern", {}),
        )
        for name, shape in tomllib.loads(text).items()
    }


FILES = _shapes()

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
class _Folder:
    """The files as text, and as rows those that have the columns they must have."""

    text: Mapping[str, str]
    rows: Mapping[str, list[Row]]

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
    folder, found = _read(directory or REFERENCE)
    for name in sorted(folder.text):
        found += _check_writing(f"{name}.csv", folder.text[name])
    for name in sorted(FILES.keys() & folder.rows.keys()):
        found += _check_contents(folder, name, FILES[name])
    for group, writings in NAMES.items():
        found += _check_names(folder, writings, (keys or {}).get(group, plain_key))
    found += _check_crimes(folder)
    found += _check_countries(folder)
    found += _check_ambiguous(folder, (keys or {}).get("country", plain_key))
    return sorted(set(found))


def _read(directory: Path) -> tuple[_Folder, list[Defect]]:
    """The folder, and what is wrong with files that cannot be read as what they must be."""
    texts: dict[str, str] = {}
    rows: dict[str, list[Row]] = {}
    found: list[Defect] = []
    for path in sorted(directory.glob("*.csv")):
        data = path.read_bytes()
        try:
            texts[path.stem] = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            found.append(Defect(path.name, line, "is not UTF-8"))
    for name, text in texts.items():
        reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
        columns = tuple(reader.fieldnames or ())
        expected = FILES[name].columns if name in FILES else columns
        if columns == expected:
            rows[name] = [{column: row[column] for column in columns} for row in reader]
        else:
            message = f"has the columns {', '.join(columns)}, not {', '.join(expected)}"
            found.append(Defect(f"{name}.csv", 1, message))
    present = {path.stem for path in directory.glob("*.csv")}
    found += [Defect(f"{name}.csv", 1, "is missing") for name in FILES.keys() - present]
    found += [Defect(f"{name}.csv", 1, "has no declared shape") for name in present - FILES.keys()]
    return _Folder(texts, rows), found


def _check_writing(file: str, text: str) -> Iterator[Defect]:
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


def _check_lines(file: str, table: list[list[str]]) -> Iterator[Defect]:
    for line, row in enumerate(table[1:], 2):
        if len(row) != len(table[0]):
            yield Defect(file, line, f"has {len(row)} columns, the header {len(table[0])}")
        if any(cell != " ".join(cell.split()) for cell in row):
            yield Defect(file, line, "has white space that shows nowhere")
    previous: list[str] = []
    for line, row in enumerate(table[1:], 2):
        if row == previous:
            yield Defect(file, line, "is the line before it once more")
        elif row < previous:
            yield Defect(file, line, "is not sorted")
        previous = row


def _check_contents(folder: _Folder, name: str, file: File) -> Iterator[Defect]:
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


def _check_names(folder: _Folder, group: tuple[Writings, ...], key: Fold) -> Iterator[Defect]:
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


def _check_crimes(folder: _Folder) -> Iterator[Defect]:
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


def _check_countries(folder: _Folder) -> Iterator[Defect]:
    """Every country has a region, and the region is one of M49."""
    placed = folder.column("country_regions.code")
    for line, row in enumerate(folder.rows.get("countries", []), 2):
        if row["code"] not in placed:
            yield Defect("countries.csv", line, f"{row['code']} has no region")
    for line, row in enumerate(folder.rows.get("country_regions", []), 2):
        if row["region"] not in REGIONS:
            yield Defect("country_regions.csv", line, f"{row['region']} is no region of M49")


def _check_ambiguous(folder: _Folder, key: Fold) -> Iterator[Defect]:
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
