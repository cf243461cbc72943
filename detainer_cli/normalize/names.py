"""The names of a report -> codes: by exact rules, or the user's decision, or openly none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar

from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import (
    Candidate,
    CitizenshipResolution,
    CrimeResolution,
    JurisdictionResolution,
    Kind,
    Resolution,
)
from detainer_cli.normalize.citizenship import citizenship_of_code, normalize_citizenship
from detainer_cli.normalize.crimes import crime_of_code, normalize_crime
from detainer_cli.normalize.jurisdictions import (
    Role,
    jurisdiction_of_code,
    names_cities,
    normalize_jurisdiction,
)

Decisions = Mapping[tuple[str, str], Resolution]
"""What the user has decided: (kind, folded raw text) -> the resolution that decision gives."""

Doubts = frozenset[str]
"""Texts of a report of which a line break is in doubt (see `parse/cuts.py`)."""

IN_DOUBT = "a line break is in doubt"

AnyResolution = TypeVar("AnyResolution", bound=Resolution)


def location_role(locations: Iterable[LocationText], on: date) -> Role:
    """How the locations of a report's section are to be read: with counties or with cities."""
    return "city" if names_cities(locations, on) else "location"


def resolve_place(
    location: LocationText,
    on: date,
    role: Role,
    decisions: Decisions,
    doubts: Doubts = frozenset(),
) -> JurisdictionResolution:
    """The place of a row on a day, with the user's decision if the rules give none.

    A text in `doubts` is unresolved whatever it reads like, as in the other two functions.
    """
    parts = (location.whole, location.facility, location.county, location.state)
    found = normalize_jurisdiction(location, on, role)
    in_doubt = not doubts.isdisjoint(part for part in parts if part)
    return _decided(found, location.raw, decisions, in_doubt)


def resolve_crime(text: str, decisions: Decisions, in_doubt: bool = False) -> CrimeResolution:
    """The crime of a text without its disposition, with the user's decision if need be."""
    return _decided(normalize_crime(text), text, decisions, in_doubt)


def resolve_citizenship(
    text: str, decisions: Decisions, doubts: Doubts = frozenset()
) -> CitizenshipResolution:
    """The citizenship of a text, with the user's decision if the rules give none."""
    return _decided(normalize_citizenship(text), text, decisions, text in doubts)


def _decided(found: AnyResolution, raw: str, decisions: Decisions, in_doubt: bool) -> AnyResolution:
    if found.resolved and not in_doubt:
        return found
    decision = decisions.get((found.kind, decision_key(raw)))
    if isinstance(decision, type(found)):
        return decision
    return _held_back(found) if found.resolved else found


def _held_back(found: AnyResolution) -> AnyResolution:
    """The resolution as a mere candidate: it is in doubt what the report says."""
    candidate = Candidate(found.value or "", found.code)
    kept = {"kind", "text", "facility", "policy_kind"}
    empty: dict[str, Any] = {f.name: f.default for f in fields(found) if f.name not in kept}
    needed = {"resolved": False, "value": None, "code": None, "rule": IN_DOUBT}
    return replace(found, **(empty | needed | {"candidates": (candidate,)}))


def decision_key(raw: str) -> str:
    """The form of a raw text by which a decision finds it: white space does not matter."""
    return " ".join(raw.split())


def load_reference() -> None:
    """Reads the reference tables now, so that the first report need not wait for them."""
    place = LocationText(whole="Austin, Travis County, Texas")
    resolve_place(place, date(2017, 1, 28), "location", {})
    resolve_crime("Assault", {})
    resolve_citizenship("Mexico", {})


def resolution_of_code(kind: Kind, text: str, code: str, rule: str) -> Resolution | None:
    """What a code stands for, for a text that a person decided; None if there is no such code.

    A jurisdiction's code is a county FIPS or, for a whole state, a USPS code; a crime's an NCIC
    code; a citizenship's an ISO alpha-3 code.
    """
    return _OF_CODE[kind](text, code, rule)


_OF_CODE: dict[Kind, Callable[[str, str, str], Resolution | None]] = {
    "jurisdiction": jurisdiction_of_code,
    "crime": crime_of_code,
    "citizenship": citizenship_of_code,
}
