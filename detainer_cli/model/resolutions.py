"""What the texts of a report mean: a code for each name, or openly none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detainer_cli.model.records import ParsedReport

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
class Normalized:
    """A parsed report with the resolutions of its records, in the order of the records.

    `covered` says for each declined row whether a listed policy was in force for its jurisdiction
    (None: not known); `aors` is the area of responsibility of each policy.
    """

    report: ParsedReport
    issued: tuple[JurisdictionResolution, ...]
    declined: tuple[DeclinedResolution, ...]
    policies: tuple[JurisdictionResolution, ...]
    covered: tuple[bool | None, ...]
    aors: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class DeclinedResolution:
    """The three resolutions of a declined row."""

    jurisdiction: JurisdictionResolution
    crime: CrimeResolution
    citizenship: CitizenshipResolution
