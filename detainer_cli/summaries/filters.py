"""The filters: a word of the user -> a condition on rows. Nothing is guessed.

A filter accepts the normalized name, its code or the report's own term, in any case. A name that
the reference data knows is accepted even if no row has it; any other is a UsageError with the
closest names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from detainer_cli.errors import UsageError
from detainer_cli.reference import table
from detainer_cli.summaries.question import UNRESOLVED, Condition


@dataclass(frozen=True)
class Match:
    """What one value of a filter stands for."""

    sql: str
    values: tuple[str, ...]
    text: str
    note: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """A filter: how it reads a value (None if it is unknown), and all names, to suggest from."""

    read: Callable[[sqlite3.Connection, str], Match | None]
    names: Callable[[sqlite3.Connection], Iterable[str]]
    column: str = field(default="")


def conditions(conn: sqlite3.Connection, wanted: Mapping[str, list[str]]) -> tuple[Condition, ...]:
    """The conditions for all filters that have values. Raises UsageError for an unknown value."""
    return tuple(_condition(conn, name, texts) for name, texts in wanted.items() if texts)


def _condition(conn: sqlite3.Connection, name: str, texts: list[str]) -> Condition:
    matches = [_match(conn, name, " ".join(text.split())) for text in texts]
    return Condition(
        name,
        " OR ".join(f"({match.sql})" for match in matches),
        tuple(value for match in matches for value in match.values),
        f"{name} {' or '.join(match.text for match in matches)}",
        " ".join(match.note for match in matches if match.note),
        tuple(code for match in matches for code in match.codes),
    )


def _match(conn: sqlite3.Connection, name: str, text: str) -> Match:
    vocabulary = vocabularies()[name]
    if text == UNRESOLVED:
        return Match(f"{vocabulary.column} IS NULL", (), UNRESOLVED)
    found = vocabulary.read(conn, text)
    if found is not None:
        return found
    names = sorted(set(vocabulary.names(conn)))
    close = _closest(text, names)
    known = names if len(names) <= 3 else []
    hint = f"Did you mean {'; '.join(close or known)}?" if close or known else ""
    raise UsageError(f"--{name} “{text}” is not known.", hint)


def _closest(text: str, names: list[str]) -> list[str]:
    """Up to three names like `text`, or whose first words are."""
    words = len(text.split())
    by_key: dict[str, list[str]] = {}
    for name in names:
        for key in {name.casefold(), " ".join(name.casefold().split()[:words]).rstrip(",")}:
            by_key.setdefault(key, []).append(name)
    close = get_close_matches(text.casefold(), by_key, n=3, cutoff=0.7)
    found = [name for key in close for name in by_key[key]]
    return list(dict.fromkeys(found))[:3]


def vocabularies() -> Mapping[str, Vocabulary]:
    """The filters by name."""
    from detainer_cli.summaries.filters_county import county_names, read_county

    return {
        "state": Vocabulary(_read_state, lambda conn: _state_names().values(), "r.state"),
        "county": Vocabulary(read_county, county_names, "r.county_fips"),
        "crime": Vocabulary(_read_crime, _crime_names, "r.crime"),
        "category": Vocabulary(
            _read_category, lambda conn: _categories().values(), "r.crime_category"
        ),
        "citizenship": Vocabulary(_read_citizenship, _country_names, "r.citizenship"),
        "disposition": Vocabulary(
            _read_disposition, lambda conn: ["convicted", "charged"], "r.disposition"
        ),
    }


def marks(values: Iterable[object]) -> str:
    """As many SQL placeholders as there are values."""
    return ", ".join("?" for _ in values)


# ---------------------------------------------------------------- state, category, disposition


def _state_names() -> dict[str, str]:
    return {row["usps"]: row["name"] for row in table("states")}


def _read_state(conn: sqlite3.Connection, text: str) -> Match | None:
    usps = state_code(text)
    return Match("r.state = ?", (usps,), _state_names()[usps]) if usps else None


def state_code(text: str) -> str | None:
    """The USPS code of a state by its code, its name or a usual abbreviation, in any case."""
    key = text.casefold().rstrip(".")
    for usps, name in _state_names().items():
        if key in (usps.casefold(), name.casefold()):
            return usps
    return next(
        (r["usps"] for r in table("state_aliases") if r["alias"].casefold().rstrip(".") == key),
        None,
    )


def _categories() -> dict[str, str]:
    return {row["category"]: row["name"] for row in table("crime_categories")}


def _read_category(conn: sqlite3.Connection, text: str) -> Match | None:
    for code, name in _categories().items():
        if text.casefold() in (code, name.casefold()):
            return Match("r.crime_category = ?", (name,), name)
    return None


def _read_disposition(conn: sqlite3.Connection, text: str) -> Match | None:
    from detainer_cli.layouts import DISPOSITIONS

    name = DISPOSITIONS.get(text.casefold().strip("()[]:.- "))
    return Match("r.disposition = ?", (name,), name) if name else None


# ---------------------------------------------------------------- crime, citizenship


def _read_crime(conn: sqlite3.Connection, text: str) -> Match | None:
    return _loaded(conn, text, "crime", "ncic_code", "crime_text") or _known_crime(text)


def _known_crime(text: str) -> Match | None:
    from detainer_cli.normalize.crimes import normalize_crime

    if any(row["code"] == text for row in table("ncic_offenses")):
        return Match("r.ncic_code = ?", (text,), text)
    found = normalize_crime(text)
    if not found.value:
        return None
    if found.code:  # the report may have the offense under another of its names
        return Match("(r.crime = ? OR r.ncic_code = ?)", (found.value, found.code), found.value)
    return Match("r.crime = ?", (found.value,), found.value)


def _crime_names(conn: sqlite3.Connection) -> Iterable[str]:
    yield from _distinct(conn, "crime")
    yield from _distinct(conn, "crime_text")
    yield from (row["term"] for row in table("crime_descriptions"))
    yield from (row["term"] for row in table("crime_terms"))


def _read_citizenship(conn: sqlite3.Connection, text: str) -> Match | None:
    loaded = _loaded(conn, text, "citizenship", "country_alpha_3", "raw_citizenship")
    return loaded or _known_country(text)


def _known_country(text: str) -> Match | None:
    from detainer_cli.normalize.citizenship import normalize_citizenship

    for writing in (text, text.upper()):
        found = normalize_citizenship(writing)
        if found.value:
            return Match("r.citizenship = ?", (found.value,), found.value)
    return None


def _country_names(conn: sqlite3.Connection) -> Iterable[str]:
    yield from _distinct(conn, "citizenship")
    yield from _distinct(conn, "raw_citizenship")
    yield from (row["name"] for row in table("countries"))


def _loaded(conn: sqlite3.Connection, text: str, column: str, code: str, own: str) -> Match | None:
    """The values of the loaded rows that have this name, code or own term.

    A row without a value, which is unresolved, is found by its own term.
    """
    found = conn.execute(
        f"SELECT DISTINCT {column} FROM declined_row"  # noqa: S608
        f" WHERE {column} = :text COLLATE NOCASE OR {code} = :text COLLATE NOCASE"
        f" OR {own} = :text COLLATE NOCASE",
        {"text": text},
    ).fetchall()
    values = sorted(value for (value,) in found if value is not None)
    parts = [f"r.{column} IN ({marks(values)})"] if values else []
    if (None,) in found:
        parts.append(f"r.{column} IS NULL AND r.{own} = ? COLLATE NOCASE")
    bound = (*values, text) if (None,) in found else tuple(values)
    return Match(" OR ".join(parts), bound, " or ".join(values) or text) if parts else None


def _distinct(conn: sqlite3.Connection, column: str) -> list[str]:
    rows = conn.execute(f"SELECT DISTINCT {column} FROM declined_row")  # noqa: S608
    return [value for (value,) in rows if value]
