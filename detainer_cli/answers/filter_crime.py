"""The filters by crime and by category.

A crime is named by the report's own term or by its code. A word that no loaded row has stands for
its concept (`DUI`, `theft`); `any DUI` does so always. What else a word may be meant as, the
category of that name or other terms of the concept, is told with its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from detainer_cli.answers.filter_values import Hint, Match, any_of, loaded_names, option, plain_key
from detainer_cli.reference import table

if TYPE_CHECKING:
    import sqlite3

    from detainer_cli.normalize.crime_concepts import Concept

CRIME = "r.crime"
_ANY = re.compile(r"(?:any|all)[ -]+(.+)", re.IGNORECASE)


@cache
def _with_disposition() -> re.Pattern[str]:
    """`Assault (Charged)`: a crime with a word for its disposition."""
    from detainer_cli.kinds.wording import wording

    words = "|".join(wording().dispositions)
    return re.compile(
        rf"(?P<crime>.*\w.*?)\s*(?:[(\[]\s*(?P<inside>{words})\s*[)\]]"
        rf"|[,;:/–—-]\s*(?P<behind>{words}))\.?",
        re.IGNORECASE,
    )


def read_crime(conn: sqlite3.Connection, text: str) -> Match | None:
    """The crime, or the concept, that a text names."""
    if both := _with_disposition().fullmatch(text):
        crime = read_crime(conn, both["crime"])
        return crime and replace(crime, hints=(_of_both(crime, both), *crime.hints))
    whole = _ANY.fullmatch(text)
    if whole and (concept := _concept(whole[1])):
        return of_concept(concept, text)
    if any(row["code"] == text for row in table("ncic_offenses")):
        return _coded(text)
    found = _loaded(conn, text)
    if found is not None:
        return replace(found, hints=(*_other_terms(found, text), *_category_of_name(text)))
    if concept := _concept(text):
        return of_concept(concept, text)
    return _known(text)


def _of_both(match: Match, both: re.Match[str]) -> Hint:
    """That `Assault (Charged)` is asked for by two filters: a crime is of any disposition."""
    from detainer_cli.kinds.wording import wording

    disposition = wording().dispositions[(both["inside"] or both["behind"]).casefold()]
    says = (
        f"“{both[0]}”: the crime alone is looked for, {{names}}; for the {disposition} alone add"
        f" {option('disposition', disposition)}."
    )
    return Hint(match.sql, match.values, says, "coalesce(r.disposition, 'no disposition')")


def _coded(code: str) -> Match:
    (name,) = (row["term"] for row in table("crime_descriptions") if row["code"] == code)
    return Match("r.ncic_code = ?", (code,), f"{name} ({code})", within=_category(code[:2]))


def _loaded(conn: sqlite3.Connection, text: str) -> Match | None:
    """The crimes of the loaded rows that have this name or own term, or that mean it.

    A row without a value, which is unresolved, is found by its own term.
    """
    from detainer_cli.normalize.crimes import normalize_crime

    meant = [normalize_crime(text).value, *loaded_names(conn, "crime", text)]
    where = f"{any_of('crime', meant)} OR crime_text = ? COLLATE NOCASE"
    rows = conn.execute(
        f"SELECT DISTINCT crime, crime_category FROM declined_row WHERE {where}",  # noqa: S608
        [*meant, text],
    ).fetchall()
    named = sorted({value for value, _ in rows if value is not None})
    parts = [any_of(CRIME, named)] if named else []
    bound = list(named)
    if any(value is None for value, _ in rows):
        parts.append("r.crime IS NULL AND r.crime_text = ? COLLATE NOCASE")
        bound.append(text)
    within = frozenset(("category", category) for _, category in rows if category)
    said = " or ".join(named) or text
    return Match(" OR ".join(parts), tuple(bound), said, within=within) if parts else None


def _known(text: str) -> Match | None:
    """A crime that the reference data knows and no row has; by its code, under any name."""
    from detainer_cli.normalize.crimes import normalize_crime

    found = normalize_crime(text)
    if not found.value:
        return None
    within = frozenset({("category", found.category)} if found.category else ())
    hints = tuple(_category_of_name(text))
    if found.code:
        sql = "(r.crime = ? OR r.ncic_code = ?)"
        return Match(sql, (found.value, found.code), found.value, hints=hints, within=within)
    return Match("r.crime = ?", (found.value,), found.value, hints=hints, within=within)


# ---------------------------------------------------------------- concepts


def _concept(text: str) -> Concept | None:
    from detainer_cli.normalize.crime_concepts import concept_of

    return concept_of(text)


def of_concept(concept: Concept, text: str) -> Match:
    """All that belongs to a concept, asked for by one of its words."""
    sql, values = _rows_of(concept)
    says = f"“{text}” stands for the group {described(concept)}: {{names}}."
    hint = Hint(sql, values, says, CRIME)
    within = frozenset(("category", name) for name in _categories_of(concept))
    named = f"{concept.name} (“{text}”)" if plain_key(concept.name) != plain_key(text) else text
    return Match(sql, values, named, hints=(hint,), within=within, is_group=True)


def described(concept: Concept, most: int = 4) -> str:
    """A group with its first words: `“drunk driving” (DUI, DWI, …)`."""
    words = [word for word in concept.words if plain_key(word) != plain_key(concept.name)]
    more = ", …" if words[most:] else ""
    return f"“{concept.name}”" + (f" ({', '.join(words[:most])}{more})" if words else "")


def _rows_of(concept: Concept) -> tuple[str, tuple[str, ...]]:
    columns = {
        "r.ncic_code": concept.codes,
        CRIME: concept.terms,
        "r.crime_category": concept.categories,
    }
    parts = [any_of(column, values) for column, values in columns.items() if values]
    return " OR ".join(parts), tuple(value for values in columns.values() for value in values)


def _categories_of(concept: Concept) -> set[str]:
    from detainer_cli.normalize.crimes import normalize_crime

    found = {categories()[code[:2]] for code in concept.codes} | set(concept.categories)
    return found | {name for t in concept.terms if (name := normalize_crime(t).category)}


def _other_terms(match: Match, text: str) -> Iterable[Hint]:
    """What else belongs to the concept that the text is a word of."""
    concept = _concept(text)
    if concept is not None:
        sql, values = _rows_of(concept)
        says = (
            f"“{text}” is the report's own term; {concept.name} has other terms, too: {{names}}"
            f" (all of them: {option('crime', f'any {text}')})."
        )
        yield Hint(f"({sql}) AND NOT ({match.sql})", (*values, *match.values), says, CRIME)


# ---------------------------------------------------------------- categories


def categories() -> dict[str, str]:
    """The names of the categories by their two digits."""
    return {row["category"]: row["name"] for row in table("crime_categories")}


def _category(code: str) -> frozenset[tuple[str, str]]:
    return frozenset({("category", categories()[code])})


def read_category(conn: sqlite3.Connection, text: str) -> Match | None:
    """The category of this name or number, or of the concept that is all of it."""
    name = category_named(text)
    concept = _concept(text)
    if name is None and concept and not concept.codes and not concept.terms:
        (name,) = concept.categories if len(concept.categories) == 1 else (None,)
    if name is None:
        return None
    return Match("r.crime_category = ?", (name,), name, within=frozenset({("category", name)}))


def category_named(text: str) -> str | None:
    """The name of the category that has this name, in one number or the other, or these digits."""
    from detainer_cli.normalize.crime_text import crime_key

    for code, name in categories().items():
        if text == code or crime_key(text) == crime_key(name):
            return name
    return None


def _category_of_name(text: str) -> Iterable[Hint]:
    name = category_named(text)
    if name is not None and not text.isdigit():
        says = f"“{text}” is a category, too: {name} has {{rows}} ({option('category', name)})."
        yield Hint("r.crime_category = ?", (name,), says)


# ---------------------------------------------------------------- names to suggest


def crime_names(conn: sqlite3.Connection) -> Iterable[str]:
    """All names of crimes: the loaded ones and those of the reference data."""
    from detainer_cli.normalize.crime_concepts import concepts

    for column in ("crime", "crime_text"):
        rows = conn.execute(f"SELECT DISTINCT {column} FROM declined_row")  # noqa: S608
        yield from (value for (value,) in rows if value)
    yield from (row["term"] for row in table("crime_descriptions"))
    yield from (row["term"] for row in table("crime_terms"))
    yield from (word for concept in concepts().values() for word in concept.words)
