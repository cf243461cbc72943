"""ParsedReport -> Normalized: what each record of a report means. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from detainer_cli.kinds.descriptor import Field, FieldType, Kind, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.records import LINE_BREAK, LocationText, ParsedReport, Record
from detainer_cli.model.resolutions import (
    CitizenshipResolution,
    CrimeResolution,
    Normalized,
    Resolved,
)
from detainer_cli.normalize.jurisdictions import split_aor
from detainer_cli.normalize.names import (
    Decisions,
    Doubts,
    location_role,
    resolve_citizenship,
    resolve_crime,
    resolve_place,
)
from detainer_cli.normalize.policy_in_force import Policy, has_policy

NOT_TOLD = "not told"
"""The rule of a name that a report need not give and does not."""


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
        if self.section.optional_names and not record.location.raw:
            place = replace(place, resolved=True, rule=NOT_TOLD)
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
        if self.section.optional_names and not record.raw[field.name]:
            return CrimeResolution("crime", "", True, None, None, NOT_TOLD)
        return resolve_crime(str(record.values[field.value]), self.decisions, in_doubt)

    def _citizenship(self, record: Record, field: Field) -> CitizenshipResolution:
        if self.section.optional_names and not record.raw[field.name]:
            return CitizenshipResolution("citizenship", "", True, None, None, NOT_TOLD)
        return resolve_citizenship(record.raw[field.name], self.decisions, self.doubts)


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


def _aor(raw_aor: str, location: LocationText) -> str | None:
    """The area of responsibility: its own column, or the parentheses behind the jurisdiction."""
    if raw_aor:
        return raw_aor
    return split_aor(location.whole or "")[1] or None
