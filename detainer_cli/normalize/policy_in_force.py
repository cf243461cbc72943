"""Whether a declined detainer comes from a jurisdiction with a listed policy. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from detainer_cli.model.resolutions import JurisdictionResolution
from detainer_cli.normalize.jurisdictions import covering_counties

Policy = tuple[JurisdictionResolution, str | None]
"""A place with a listed policy, and the month of the policy (`YYYY-MM`), if it has one."""


def has_policy(
    declined: JurisdictionResolution,
    declined_on: date | None,
    policies: Sequence[Policy],
) -> bool | None:
    """Whether a policy was in force where and when a detainer was declined.

    A policy counts if it is of the row's state, of its county, or of a city that is one with its
    county (or, as New York City, with several). It is in force from the first day of the month it
    is dated (`YYYY-MM`); one without a readable date is in force, since the report lists it.
    None if the row's place, or the day that would decide, is not known.
    """
    answers = [
        _in_force(enacted, declined_on) for policy, enacted in policies if _covers(policy, declined)
    ]
    if True in answers:
        return True
    if None in answers or (declined.county_fips is None and not declined.counties):
        return None
    return False


def _covers(policy: JurisdictionResolution, declined: JurisdictionResolution) -> bool:
    if not policy.resolved:
        return False
    if policy.policy_kind == "state":
        return policy.state == declined.state
    places = {declined.county_fips} if declined.county_fips else set(declined.counties)
    return bool(places) and places <= set(covering_counties(policy))


def _in_force(enacted: str | None, declined_on: date | None) -> bool | None:
    if not enacted:
        return True
    if declined_on is None:
        return None
    return enacted[:7] <= f"{declined_on:%Y-%m}"
