"""Which cases of narrative reports meet the filters: by any event, and by any offense of one.

Each value is told where no case has it, where it stands for a group, and what is near it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from detainer_cli.answers.filter_crime import category_named, described, read_crime
from detainer_cli.answers.filter_values import Hint, plain_key
from detainer_cli.answers.filters import VOCABULARIES
from detainer_cli.answers.near_misses import similar
from detainer_cli.errors import UsageError
from detainer_cli.model.summary import Note

if TYPE_CHECKING:
    from detainer_cli.model.resolutions import CrimeResolution
    from detainer_cli.normalize.crime_concepts import Concept

Ids = frozenset[int]
_MOST = 8
_OF_EVENTS = """
SELECT {columns}, c.id FROM case_event_row r
JOIN case_row c ON c.report_id = r.report_id AND c.position = r.case_position WHERE {sql}
"""
_OF_CASES = "SELECT {columns}, r.id FROM case_row r WHERE {sql}"
_LISTED = {
    "state": (_OF_EVENTS, "r.state"),
    "county": (_OF_EVENTS, "r.jurisdiction"),
    "citizenship": (_OF_CASES, "r.citizenship"),
}
"""Where the values of a filter stand that is no matter of offenses."""


@dataclass(frozen=True)
class _Meant:
    """What a value stands for: the cases that have it, and what is to be said of it."""

    asked: str
    ids: Ids
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Offense:
    case: int
    words: str
    crime: CrimeResolution


def narrowed(
    conn: sqlite3.Connection, wanted: Mapping[str, Sequence[str]], scope: Ids
) -> tuple[Ids, list[Note]]:
    """The cases of `scope` that meet every filter by one of its values, and the notes on these.

    Raises UsageError for a value that nobody knows, with what is near it.
    """
    left, notes, alone = scope, [], {}
    for name, texts in wanted.items():
        meant = [_meant(conn, name, " ".join(text.split()), scope) for text in texts]
        if meant:
            ids = frozenset[int]().union(*(value.ids for value in meant))
            alone[f"{name} {' or '.join(value.asked for value in meant)}"] = ids
            left &= ids
            notes += [note for value in meant for note in value.notes]
    if not left and len(alone) > 1 and all(alone.values()):
        each = "; ".join(f"{text} {_cases(len(ids))}" for text, ids in alone.items())
        notes.append(f"No case meets all filters together; of each alone: {each}.")
    return left, [Note(text) for text in dict.fromkeys(notes)]


def every_case(conn: sqlite3.Connection) -> Ids:
    """The cases of all current narrative reports."""
    sql = "SELECT id FROM case_row WHERE report_id IN (SELECT id FROM current_narrative_report)"
    return frozenset(case for (case,) in conn.execute(sql))


def _cases(count: int) -> str:
    return f"{count:,} case{'' if count == 1 else 's'}" if count else "no case"


def _meant(conn: sqlite3.Connection, name: str, text: str, scope: Ids) -> _Meant:
    readers: dict[str, Callable[..., _Meant | None]] = {"crime": _crime, "category": _category}
    read = readers.get(name)
    known = bool(plain_key(text))
    meant = (
        (read(conn, text, scope) if read else _named(conn, name, text, scope)) if known else None
    )
    if meant is None:
        near = _near(conn, name, text, scope)
        raise UsageError(f"--{name} “{text}” is not known.", near)
    if meant.ids:
        return meant
    said = f"No case has the {name} {meant.asked}. {_near(conn, name, text, scope, is_known=True)}"
    return replace(meant, notes=(said, *meant.notes))


# ------------------------------------------------------------------ places and citizenships


def _named(conn: sqlite3.Connection, name: str, text: str, scope: Ids) -> _Meant | None:
    match = VOCABULARIES[name].read(conn, text)
    if match is None:
        return None
    source, _ = _LISTED[name]

    def found(sql: str, values: Sequence[str], column: str = "1") -> list[tuple[str, int]]:
        rows = conn.execute(source.format(columns=column, sql=sql), values)
        return [(value, case) for value, case in rows if case in scope]

    ids = frozenset(case for _, case in found(match.sql, match.values))
    notes = [match.note] if match.note else []
    notes += _hinted(match.hints, found) if name == "county" else []
    said = match.text if plain_key(match.text) == plain_key(text) else f"{match.text} (“{text}”)"
    return _Meant(said, ids, tuple(notes))


def _hinted(
    hints: Iterable[Hint], found: Callable[[str, Sequence[str], str], list[tuple[str, int]]]
) -> Iterator[str]:
    """What else a name stands for, with the cases that have it."""
    for hint in hints:
        pairs = set(found(hint.sql, hint.values, hint.by or "1"))
        if pairs and hint.by:
            names = _counted(Counter(name for name, _ in pairs))
            yield hint.says.format(names=names).replace("rows have", "cases have")
        elif pairs:
            yield hint.says.format(rows=_cases(len(pairs)))


# ------------------------------------------------------------------ crimes


def _crime(conn: sqlite3.Connection, text: str, scope: Ids) -> _Meant | None:
    """The cases told with these words, or with an offense that is the same or of their group."""
    from detainer_cli.normalize.crime_concepts import concept_of

    concept = concept_of(text.removeprefix("any "))
    told = _pattern((concept.name, *concept.words) if concept else (text,))
    ids = frozenset(
        offense.case
        for offense in _offenses(conn, scope)
        if told.search(offense.words) or _is_it(offense.crime, text, concept)
    )
    if not ids and concept is None and read_crime(conn, text) is None:
        return None
    group = f"“{text}” stands for the group {described(concept)}." if concept else ""
    return _Meant(text, ids, (group,) if group and ids else ())


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds one of the words where a word begins: `assault` in `assaulting`, too."""
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}" for word in words), re.IGNORECASE)


def _is_it(crime: CrimeResolution, text: str, concept: Concept | None) -> bool:
    if concept is not None:
        return concept.covers(crime)
    return crime.resolved and (crime.code == text or crime.value == _resolved(text).value)


def _category(conn: sqlite3.Connection, text: str, scope: Ids) -> _Meant | None:
    match = VOCABULARIES["category"].read(conn, text)
    if match is None:
        return None
    of_it = (o.case for o in _offenses(conn, scope) if o.crime.category == match.text)
    return _Meant(match.text, frozenset(of_it))


@cache
def _resolved(text: str) -> CrimeResolution:
    from detainer_cli.normalize.crimes import normalize_crime

    return normalize_crime(text)


def _offenses(conn: sqlite3.Connection, scope: Ids) -> Iterator[_Offense]:
    """Every offense of every event; the first as it is stored, by decisions of the user, too."""
    columns = "r.offenses, r.crime, r.ncic_code, r.crime_category, r.crime_resolved"
    for listed, value, code, category, resolved, case in conn.execute(
        _OF_EVENTS.format(columns=columns, sql="TRUE")
    ):
        for number, words in enumerate(json.loads(listed) if case in scope else ()):
            crime = _resolved(words)
            if number == 0 and resolved:
                crime = replace(crime, value=value, code=code, category=category, resolved=True)
            yield _Offense(case, words, crime)


# ------------------------------------------------------------------ what is near


def _near(
    conn: sqlite3.Connection, name: str, text: str, scope: Ids, is_known: bool = False
) -> str:
    """Names like a text, those of cases first, others if it is not known; else what cases have."""
    counted = _values(conn, name, scope)
    near = similar(text, counted) if plain_key(text) else []
    named = [f"{value} ({_cases(counted[value])})" for value in near]
    if plain_key(text) and not (near or is_known):
        known = (n for n in VOCABULARIES[name].names(conn) if n not in counted)
        named += [f"{value} ({_cases(0)})" for value in similar(text, known)]
    is_category = name == "crime" and category_named(text)
    hint = f" “{text}” is a category, too: --category." if is_category else ""
    if named:
        return f"Near it: {'; '.join(named)}.{hint}"
    return f"Cases have: {_counted(counted)}.{hint}" if counted else "No case has any."


def _values(conn: sqlite3.Connection, name: str, scope: Ids) -> Counter[str]:
    """The values of a filter that cases have, with the number of these."""
    if name in _LISTED:
        source, column = _LISTED[name]
        rows = conn.execute(source.format(columns=column, sql=f"{column} IS NOT NULL"))
        return Counter(_label(name, v) for v, case in set(rows) if case in scope)
    pairs = {
        (offense.words if name == "crime" else offense.crime.category, offense.case)
        for offense in _offenses(conn, scope)
    }
    return Counter(value for value, _ in pairs if value)


def _label(name: str, value: str) -> str:
    from detainer_cli.reference.states import state_names

    return state_names().get(value, value) if name == "state" else value


def _counted(counted: Counter[str]) -> str:
    listed = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0] or ""))
    more = f" and {len(listed) - _MOST} more" if listed[_MOST:] else ""
    return ", ".join(f"{value} ({_cases(n)})" for value, n in listed[:_MOST]) + more
