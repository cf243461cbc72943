"""What the texts of a report mean: a code for each name, or openly none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # a filter needs none of them
    from detainer_cli.model.records import ParsedReport, Record

Kind = Literal["jurisdiction", "crime", "citizenship"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible reading of an unresolved text: shown, never stored as the answer."""

    value: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text was resolved to, or why it was not.

    `value` is the canonical name, `code` a county FIPS, NCIC or ISO alpha-3 code (None where
    there is none, as for a whole state); `rule` names the rule that decided, resolved or not.
    """

    kind: Kind
    text: str
    resolved: bool
    value: str | None
    code: str | None
    rule: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class JurisdictionResolution(Resolution):
    """A place: a county (or equivalent), a city with or without its county, or a whole state.

    `state` is the USPS code and may be known where the county is not. `county` is the Census name
    (`Travis County`, `Orleans Parish`, `Baltimore city`). `counties` are the FIPS codes of all
    counties of the place: one as a rule, five for New York City, none for a state.
    `policy_kind` is the kind of jurisdiction: state, county, city, other.
    """

    state: str | None = None
    county: str | None = None
    county_fips: str | None = None
    counties: tuple[str, ...] = ()
    city: str | None = None
    facility: str | None = None
    policy_kind: str = "other"


@dataclass(frozen=True, slots=True)
class CrimeResolution(Resolution):
    """A crime: `value` is the report's own term in canonical case, `category` its readable name."""

    category: str | None = None


@dataclass(frozen=True, slots=True)
class CitizenshipResolution(Resolution):
    """A citizenship: `value` the country's name, `region` its UN M49 sub-region."""

    region: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the texts of a record mean; None for a name that its section does not have.

    `covered` says whether a listed policy was in force for its jurisdiction (None: not known, or
    not asked), `area` is the area of responsibility.
    """

    jurisdiction: JurisdictionResolution
    crime: CrimeResolution | None = None
    citizenship: CitizenshipResolution | None = None
    covered: bool | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Normalized:
    """A parsed report with what its records mean: by section, in the order of the records."""

    report: ParsedReport
    sections: dict[str, tuple[Resolved, ...]]

    def pairs(self) -> Iterator[tuple[str, Record, Resolved]]:
        """Every record with its section and its meaning, in the order of the report."""
        for section, records in self.report.sections.items():
            for record, resolved in zip(records, self.sections[section], strict=True):
                yield section, record, resolved
