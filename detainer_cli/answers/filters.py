"""The filters: a word of the user -> a condition on rows. Nothing is guessed.

A filter accepts the normalized name, its code or the report's own term, in any case. A name that
the reference data knows is accepted even if no row has it, and then told (`told`); any other is a
UsageError with the nearest names and their rows.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detainer_cli.answers.filter_county import city_hints, county_names, read_county
from detainer_cli.answers.filter_crime import (
    categories,
    crime_names,
    read_category,
    read_crime,
)
from detainer_cli.answers.filter_values import (
    Match,
    any_of,
    loaded_names,
    marks,
    option,
    plain_key,
    same_key,
)
from detainer_cli.answers.question import UNRESOLVED, Condition, Question, Table, condition_of
from detainer_cli.errors import UsageError
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names

if TYPE_CHECKING:
    from detainer_cli.model.resolutions import CitizenshipResolution

__all__ = ["VOCABULARIES", "Vocabulary", "marks", "narrowed"]

_LIST = re.compile(r"\s*(?:[,;/|]|\bor\b|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Vocabulary:
    """A filter: how it reads a value (None if it is unknown), and all names, to suggest from.

    `column` of a row holds the names of its values.
    """

    column: str
    read: Callable[[sqlite3.Connection, str], Match | None]
    names: Callable[[sqlite3.Connection], Iterable[str]]


def narrowed(question: Question, wanted: Mapping[str, list[str]]) -> Question:
    """The question of those rows only that meet all filters.

    Raises UsageError for an unknown value.
    """
    found = tuple(_condition(question, name, texts) for name, texts in wanted.items() if texts)
    return replace(question, conditions=found)


def _condition(question: Question, name: str, texts: list[str]) -> Condition:
    return condition_of(
        name, tuple(_match(question, name, " ".join(text.split())) for text in texts)
    )


def _match(question: Question, name: str, text: str) -> Match:
    vocabulary = VOCABULARIES[name]
    if text.casefold().strip("()") == UNRESOLVED.strip("()"):
        return Match(f"{vocabulary.column} IS NULL", (), UNRESOLVED, asked=text)
    found = vocabulary.read(question.conn, text) if text else None
    if found is None:
        raise _unknown(question, name, text)
    return replace(found, asked=text)


def _unknown(question: Question, name: str, text: str) -> UsageError:
    """Says what is near: another option's value, several values in one, similar names."""
    from detainer_cli.answers.near_misses import nearest

    hints = [*_several(question.conn, name, text), *of_another(question, name, text)]
    if name == "county" and not hints:
        hints += city_hints(question, text)
    near = nearest(question, name, text, VOCABULARIES[name].names(question.conn))
    if near and text and not hints:
        hints.append(f"Did you mean {'; '.join(near)}?")
    elif not hints:
        hints.append(f"`detainers breakdown --by {name}` lists what is loaded.")
    return UsageError(f"--{name} “{text}” is not known.", " ".join(hints))


def _several(conn: sqlite3.Connection, name: str, text: str) -> Iterable[str]:
    """`TX, CA` in one option."""
    parts = [part for part in _LIST.split(text) if part]
    if len(parts) > 1 and all(VOCABULARIES[name].read(conn, part) for part in parts):
        given = " ".join(
            f"--{name} “{part}”" if " " in part else f"--{name} {part}" for part in parts
        )
        yield f"Give the option once for each value: {given}."


def of_another(
    question: Question, name: str, text: str, table: Table | None = None
) -> Iterable[str]:
    """The filters to which a text is a value, too, with the rows that it has there.

    Without a section, those of section II; a state, a category or a region also without a row.
    """
    from detainer_cli.answers.near_misses import count_of, rows

    of_places = ("state", "county")
    for other, vocabulary in VOCABULARIES.items():
        if other == name or (table not in (None, "declined_row") and other not in of_places):
            continue
        if match := vocabulary.read(question.conn, text):
            count = count_of(question, match, table or "declined_row")
            if count or (table is None and other not in ("county", "crime")):
                yield f"“{text}” is a {other}: {option(other, text)} has {rows(count)}."


# ---------------------------------------------------------------- the vocabularies


def _read_state(conn: sqlite3.Connection, text: str) -> Match | None:
    from detainer_cli.normalize.places_lookup import state_of

    usps = state_of(text.replace("-", " "))
    if usps is None:
        return None
    within = frozenset({("state", usps)})
    return Match("r.state = ?", (usps,), state_names()[usps], within=within)


def _read_disposition(conn: sqlite3.Connection, text: str) -> Match | None:
    from detainer_cli.kinds.wording import wording

    name = wording().dispositions.get(text.casefold().strip("()[]:.- "))
    return Match("r.disposition = ?", (name,), name) if name else None


def _read_citizenship(conn: sqlite3.Connection, text: str) -> Match | None:
    loaded = _loaded_country(conn, text)
    if loaded is not None:
        return loaded
    found = _named_country(text)
    if found is None or found.value is None:
        return None
    within = frozenset({("region", found.region)} if found.region else ())
    return Match("r.citizenship = ?", (found.value,), found.value, within=within)


def _named_country(text: str) -> CitizenshipResolution | None:
    """The country of a name or code in any case, or of the plural of a nationality: `Mexicans`."""
    from detainer_cli.normalize.citizenship import DEMONYM, normalize_citizenship

    for found in map(normalize_citizenship, (text, text.upper())):
        if found.resolved:
            return found
    singular = normalize_citizenship(text[:-1] if text.lower().endswith("s") else "")
    return singular if singular.rule == DEMONYM else None


def _loaded_country(conn: sqlite3.Connection, text: str) -> Match | None:
    """The citizenships of the loaded rows that have this name, code or own term.

    A row without a value, which is unresolved, is found by its own term.
    """
    meant = loaded_names(conn, "citizenship", text)
    where = (
        f"{any_of('citizenship', meant)} OR country_alpha_3 = ? COLLATE NOCASE"
        " OR raw_citizenship = ? COLLATE NOCASE"
    )
    rows = conn.execute(
        f"SELECT DISTINCT citizenship, region FROM declined_row WHERE {where}",  # noqa: S608
        [*meant, text, text],
    ).fetchall()
    named = sorted({value for value, _ in rows if value is not None})
    parts, bound = ([any_of("r.citizenship", named)], list(named)) if named else ([], [])
    if any(value is None for value, _ in rows):
        parts.append("r.citizenship IS NULL AND r.raw_citizenship = ? COLLATE NOCASE")
        bound.append(text)
    within = frozenset(("region", region) for _, region in rows if region)
    said = " or ".join(named) or text
    return Match(" OR ".join(parts), tuple(bound), said, within=within) if parts else None


def _country_names(conn: sqlite3.Connection) -> Iterable[str]:
    yield from _distinct(conn, "citizenship")
    yield from _distinct(conn, "raw_citizenship")
    yield from (row["name"] for row in table("countries"))


def _regions(conn: sqlite3.Connection) -> list[str]:
    return sorted({row["region"] for row in table("country_regions")})


def _read_region(conn: sqlite3.Connection, text: str) -> Match | None:
    name = next((name for name in _regions(conn) if same_key(name, text)), None)
    if name is None:
        return None
    return Match("r.region = ?", (name,), name, within=frozenset({("region", name)}))


def _read_facility(conn: sqlite3.Connection, text: str) -> Match | None:
    """A facility of the loaded rows by its name, whole or up to a comma, or by it and its place.

    Any other part of a name is a hint only.
    """
    key = plain_key(text)
    named = loaded_names(conn, "facility", text) or [
        name for name in _distinct(conn, "facility") if plain_key(name.split(",")[0]) == key
    ]
    if named and key:
        return Match(any_of("r.facility", named), tuple(named), " or ".join(sorted(named)))
    pairs = conn.execute("SELECT DISTINCT facility, jurisdiction FROM declined_row").fetchall()
    for facility, place in pairs:
        if facility and plain_key(facility + (place or UNRESOLVED)) == key:
            sql = f"r.facility = ? AND r.jurisdiction {'= ?' if place else 'IS NULL'}"
            bound = (facility, place) if place else (facility,)
            return Match(sql, bound, f"{facility}, {place or UNRESOLVED}")
    return None


def _distinct(conn: sqlite3.Connection, column: str) -> list[str]:
    rows = conn.execute(f"SELECT DISTINCT {column} FROM declined_row")  # noqa: S608
    return [value for (value,) in rows if value]


VOCABULARIES: Mapping[str, Vocabulary] = {
    "state": Vocabulary("r.state", _read_state, lambda conn: state_names().values()),
    "county": Vocabulary("r.county_fips", read_county, county_names),
    "facility": Vocabulary("r.facility", _read_facility, lambda conn: _distinct(conn, "facility")),
    "crime": Vocabulary("r.crime", read_crime, crime_names),
    "category": Vocabulary("r.crime_category", read_category, lambda conn: categories().values()),
    "citizenship": Vocabulary("r.citizenship", _read_citizenship, _country_names),
    "region": Vocabulary("r.region", _read_region, _regions),
    "disposition": Vocabulary(
        "r.disposition", _read_disposition, lambda conn: ["convicted", "charged"]
    ),
}
"""The filters by name."""
