"""How a text would be normalized: the code path of ingest, for one text at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date

from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import CrimeResolution, Kind, Resolution
from detainer_cli.normalize.crime_concepts import concepts_of
from detainer_cli.normalize.jurisdictions import Role
from detainer_cli.normalize.names import (
    Decisions,
    resolve_citizenship,
    resolve_crime,
    resolve_place,
)
from detainer_cli.parse.text import split_disposition


def explain_all(
    kind: Kind, texts: Iterable[str], on: date, role: Role, decisions: Decisions
) -> Iterator[tuple[str, Resolution]]:
    """Each text with its resolution, as a report of the day `on` would have it.

    A crime may carry its disposition, as in the reports: `Assault (Charged)`. `role` is the
    section in which a place stands.
    """
    for text in texts:
        if kind == "jurisdiction":
            yield text, resolve_place(LocationText(whole=text), on, role, decisions)
        elif kind == "crime":
            yield text, resolve_crime(split_disposition(text)[0], decisions)
        else:
            yield text, resolve_citizenship(text, decisions)


def as_json(text: str, found: Resolution) -> dict[str, object]:
    """The object that `explain --format json` prints; scripts rely on its keys.

    A crime has its category, and the groups of words that people ask with to which it belongs.
    """
    return {
        "kind": found.kind,
        "text": text,
        "resolved": found.resolved,
        "value": found.value,
        "code": found.code,
        "rule": found.rule,
        "candidates": [asdict(candidate) for candidate in found.candidates],
        **(_of_crime(text, found) if isinstance(found, CrimeResolution) else {}),
    }


def _of_crime(text: str, found: CrimeResolution) -> dict[str, object]:
    groups = concepts_of(split_disposition(text)[0], found)
    return {
        "category": found.category,
        "synonyms": [{"concept": group.name, "words": list(group.words)} for group in groups],
    }
