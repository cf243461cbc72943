"""ParsedReport -> Normalized: a code for each name, or openly none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from detainer_cli.kinds.descriptor import Field, FieldType, Kind, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.records import LINE_BREAK, LocationText, ParsedReport, Record
from detainer_cli.model.resolutions import (
    Candidate,
    CitizenshipResolution,
    CrimeResolution,
    JurisdictionResolution,
    Normalized,
    Resolution,
    Resolved,
)
from detainer_cli.model.resolutions import Kind as NameKind
from detainer_cli.normalize.citizenship import citizenship_of_code, normalize_citizenship
from detainer_cli.normalize.crimes import crime_of_code, normalize_crime
from detainer_cli.normalize.jurisdictions import (
    Role,
    jurisdiction_of_code,
    names_cities,
    normalize_jurisdiction,
    split_aor,
)
from detainer_cli.normalize.policy_in_force import Policy, has_policy

__all__ = [
    "Decisions",
    "Doubts",
    "decision_key",
    "has_policy",
    "load_reference",
    "location_role",
    "normalize",
    "normalize_citizenship",
    "normalize_jurisdiction",
    "resolution_of_code",
    "resolve_citizenship",
    "resolve_crime",
    "resolve_place",
]

Decisions = Mapping[tuple[str, str], Resolution]
"""What the user has decided: (kind, folded raw text) -> the resolution that decision gives."""

Doubts = frozenset[str]
"""Texts of a report of which a line break is in doubt (see `parse/cuts.py`)."""

IN_DOUBT = "a line break is in doubt"

AnyResolution = TypeVar("AnyResolution", bound=Resolution)


def normalize(report: ParsedReport, decisions: Decisions | None = None) -> Normalized:
    """Resolves every place, crime and citizenship of the report.

    `decisions` are applied where the rules leave a text unresolved, never against a rule.
    """
    kind = kind_of(report.kind)
    doubts = frozenset(u.raw_text for u in report.unread if u.kind == LINE_BREAK)
    found: dict[str, tuple[Resolved, ...]] = {}
    for section in kind.sections:
        records = report.sections[section.name]
        resolve = Resolver(section, records, report.period.start, decisions or {}, doubts)
        found[section.name] = tuple(resolve(record) for record in records)
    for section in kind.sections:
        if section.covered_by:
            found[section.name] = _covered(section, report, found)
    return Normalized(report, found)


@dataclass
class Resolver:
    """Resolves the records of a section, of a report whose period begins on the day `on`."""

    section: Section
    records: Sequence[Record]
    on: date
    decisions: Decisions
    doubts: Doubts

    def __post_init__(self) -> None:
        places = (record.location for record in self.records)
        self.role = location_role(places, self.on) if self.section.role == "location" else None

    def __call__(self, record: Record) -> Resolved:
        """What the record's texts mean, but for the policies that cover it."""
        role = self.role or self.section.role
        place = resolve_place(record.location, self.on, role, self.decisions, self.doubts)
        crime, citizenship = self._of("crime"), self._of("citizenship")
        area = self._of("area")
        return Resolved(
            place,
            self._crime(record, crime) if crime else None,
            self._citizenship(record, citizenship) if citizenship else None,
            area=_aor(record.raw[area.name], record.location) if area else None,
        )

    def _of(self, kind: FieldType) -> Field | None:
        return next(self.section.of_type(kind), None)

    def _crime(self, record: Record, field: Field) -> CrimeResolution:
        in_doubt = record.raw[field.name] in self.doubts
        return resolve_crime(str(record.values[field.value]), self.decisions, in_doubt)

    def _citizenship(self, record: Record, field: Field) -> CitizenshipResolution:
        return resolve_citizenship(record.raw[field.name], self.decisions, self.doubts)


def location_role(locations: Iterable[LocationText], on: date) -> Role:
    """How the locations of a report's section are to be read: with counties or with cities."""
    return "city" if names_cities(locations, on) else "location"


def _covered(
    section: Section, report: ParsedReport, found: Mapping[str, Sequence[Resolved]]
) -> tuple[Resolved, ...]:
    """The rows of a section with whether a policy that the report lists was in force for them."""
    listed = policies_of(kind_of(report.kind), section, report, found)
    return tuple(
        replace(resolved, covered=has_policy(resolved.jurisdiction, _day(section, record), listed))
        for record, resolved in zip(report.sections[section.name], found[section.name], strict=True)
    )


def policies_of(
    kind: Kind, section: Section, report: ParsedReport, found: Mapping[str, Sequence[Resolved]]
) -> list[Policy]:
    """The policies that may be in force for the rows of a section, with the months they are of."""
    listing = kind.section(section.covered_by)
    month = next(listing.of_type("month"), None)
    return [
        (resolved.jurisdiction, str(value) if value else None)
        for record, resolved in zip(report.sections[listing.name], found[listing.name], strict=True)
        for value in [record.values[month.value] if month else None]
    ]


def _day(section: Section, record: Record) -> date | None:
    return record.day(section.dates.last) if section.dates else None


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


def resolution_of_code(kind: NameKind, text: str, code: str, rule: str) -> Resolution | None:
    """What a code stands for, for a text that a person decided; None if there is no such code.

    A jurisdiction's code is a county FIPS or, for a whole state, a USPS code; a crime's an NCIC
    code; a citizenship's an ISO alpha-3 code.
    """
    return _OF_CODE[kind](text, code, rule)


_OF_CODE: dict[NameKind, Callable[[str, str, str], Resolution | None]] = {
    "jurisdiction": jurisdiction_of_code,
    "crime": crime_of_code,
    "citizenship": citizenship_of_code,
}


def _aor(raw_aor: str, location: LocationText) -> str | None:
    """The area of responsibility: its own column, or the parentheses behind the jurisdiction."""
    if raw_aor:
        return raw_aor
    return split_aor(location.whole or "")[1] or None
