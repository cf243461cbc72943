"""ParsedReport -> Normalized: a code for each name, or openly none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from detainer_cli.model import (
    CitizenshipResolution,
    CrimeResolution,
    DeclinedRecord,
    DeclinedResolution,
    JurisdictionResolution,
    Kind,
    LocationText,
    Normalized,
    ParsedReport,
    Resolution,
)
from detainer_cli.normalize.citizenship import citizenship_of_code, normalize_citizenship
from detainer_cli.normalize.coverage import has_policy
from detainer_cli.normalize.crimes import crime_of_code, normalize_crime
from detainer_cli.normalize.jurisdictions import (
    Role,
    jurisdiction_of_code,
    names_cities,
    normalize_jurisdiction,
    split_aor,
)

__all__ = [
    "Decisions",
    "decision_key",
    "has_policy",
    "load_reference",
    "location_role",
    "normalize",
    "resolution_of_code",
    "resolve_citizenship",
    "resolve_crime",
    "resolve_place",
]

Decisions = Mapping[tuple[str, str], Resolution]
"""What the user has decided: (kind, folded raw text) -> the resolution that decision gives."""

AnyResolution = TypeVar("AnyResolution", bound=Resolution)


def normalize(report: ParsedReport, decisions: Decisions | None = None) -> Normalized:
    """Resolves every place, crime and citizenship of the report.

    `decisions` are applied where the rules leave a text unresolved, never against a rule.
    """
    made = decisions or {}
    on = report.week_start
    role = location_role((record.location for record in report.declined), on)
    declined = tuple(_declined(record, on, role, made) for record in report.declined)
    policies = tuple(resolve_place(p.location, on, "policy", made) for p in report.policies)
    listed = [(p, r.date_enacted) for p, r in zip(policies, report.policies, strict=True)]
    return Normalized(
        report=report,
        issued=tuple(resolve_place(i.location, on, "issued", made) for i in report.issued),
        declined=declined,
        policies=policies,
        covered=tuple(
            has_policy(found.jurisdiction, record.declined_date, listed)
            for found, record in zip(declined, report.declined, strict=True)
        ),
        aors=tuple(_aor(p.raw_aor, p.location) for p in report.policies),
    )


def location_role(locations: Iterable[LocationText], on: date) -> Role:
    """How the locations of a report's section II are to be read: with counties or with cities."""
    return "city" if names_cities(locations, on) else "location"


def _declined(
    record: DeclinedRecord, on: date, role: Role, decisions: Decisions
) -> DeclinedResolution:
    return DeclinedResolution(
        resolve_place(record.location, on, role, decisions),
        resolve_crime(record.crime_text, decisions),
        resolve_citizenship(record.raw_citizenship, decisions),
    )


def resolve_place(
    location: LocationText, on: date, role: Role, decisions: Decisions
) -> JurisdictionResolution:
    """The place of a row on a day, with the user's decision if the rules give none."""
    return _decided(normalize_jurisdiction(location, on, role), location.raw, decisions)


def resolve_crime(text: str, decisions: Decisions) -> CrimeResolution:
    """The crime of a text without its disposition, with the user's decision if need be."""
    return _decided(normalize_crime(text), text, decisions)


def resolve_citizenship(text: str, decisions: Decisions) -> CitizenshipResolution:
    """The citizenship of a text, with the user's decision if the rules give none."""
    return _decided(normalize_citizenship(text), text, decisions)


def _decided(found: AnyResolution, raw: str, decisions: Decisions) -> AnyResolution:
    if found.resolved:
        return found
    decision = decisions.get((found.kind, decision_key(raw)))
    return decision if isinstance(decision, type(found)) else found


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


def _aor(raw_aor: str, location: LocationText) -> str | None:
    """The area of responsibility: its own column, or the parentheses behind the jurisdiction."""
    if raw_aor:
        return raw_aor
    return split_aor(location.whole or "")[1] or None
