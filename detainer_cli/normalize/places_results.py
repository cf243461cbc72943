"""The results: how a county, a city or nothing at all is put into a resolution. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from detainer_cli.model.resolutions import Candidate, JurisdictionResolution
from detainer_cli.normalize.places_data import (
    City,
    Entry,
    consolidated_cities,
    counties,
    known_cities,
    state_names,
    unique_cities,
)
from detainer_cli.normalize.places_location import Place
from detainer_cli.normalize.places_text import is_facility, name_key, plain_key, tokens


def state_result(place: Place) -> JurisdictionResolution:
    """A whole state: it has no county FIPS code, its USPS code is in `state`."""
    return JurisdictionResolution(
        "jurisdiction",
        place.text,
        True,
        state_names()[place.state],
        None,
        "state name",
        state=place.state,
        policy_kind="state",
    )


def county_result(place: Place, entry: Entry, rule: str) -> JurisdictionResolution:
    """A county, or a city with its county where the text has a city in front of it."""
    county = entry.county
    city = _city_before(place, entry)
    return JurisdictionResolution(
        "jurisdiction",
        place.text,
        True,
        f"{city}, {county.value}" if city else county.value,
        county.fips,
        "city with its county" if city else rule,
        state=county.state,
        county=county.full_name,
        county_fips=county.fips,
        counties=(county.fips,),
        city=city or (county.name if county.is_city else None),
        facility=None if city else place.facility_text,
        policy_kind="city" if city or county.is_city else "county",
    )


def _city_before(place: Place, entry: Entry) -> str | None:
    """The city of `Iowa City, Johnson County, Iowa`.

    In section III any name before a county; elsewhere only a known city before a county that is
    called one, as the reports' own order is FACILITY, COUNTY, STATE.
    """
    if len(place.facility) != 1 or place.county is None or entry.county.is_city:
        return None
    if plain_key(place.county) in unique_cities():
        return None
    written = place.facility[0]
    name = known_cities(entry.county.state).get(name_key(tokens(written)))
    if place.role == "policy":
        return None if is_facility(written) and not name else name or written
    return name if name and place.designated and not is_facility(written) else None


def consolidated_result(place: Place, city: City) -> JurisdictionResolution:
    """A city that is one with its county, or with five."""
    fips = city.counties[0] if len(city.counties) == 1 else None
    state = state_names()[city.state]
    return JurisdictionResolution(
        "jurisdiction",
        place.text,
        True,
        state if city.state == "DC" else f"{city.name}, {state}",
        fips,
        "consolidated city",
        state=city.state,
        county=counties()[fips].full_name if fips else None,
        county_fips=fips,
        counties=city.counties,
        city=city.name,
        facility=place.facility_text,
        policy_kind="city",
    )


def city_result(place: Place, name: str, rule: str) -> JurisdictionResolution:
    """A city whose county is not given: its own identity, but no code."""
    return JurisdictionResolution(
        "jurisdiction",
        place.text,
        True,
        f"{name}, {state_names()[place.state]}",
        None,
        rule,
        state=place.state,
        city=name,
        policy_kind="city",
    )


def unresolved(
    place: Place, rule: str, candidates: tuple[Candidate, ...] = ()
) -> JurisdictionResolution:
    """Openly nothing: why, and what it might be. The state is kept where it is set apart."""
    return JurisdictionResolution(
        "jurisdiction",
        place.text,
        False,
        None,
        None,
        rule,
        tuple(dict.fromkeys(candidates)),
        state=(place.state or None) if place.sure else None,
        facility=place.facility_text,
    )


def jurisdiction_of_code(text: str, code: str, rule: str) -> JurisdictionResolution | None:
    """The place of a county's FIPS code or a state's USPS code, for a text that a person decided.

    None if there is no such code. `rule` is the name of the rule to record.
    """
    code = code.strip().upper()
    if code in state_names():
        place = Place(text, (), None, code, False, True, date.min, "location")
        return replace(state_result(place), rule=rule)
    county = counties().get(code)
    if county is None:
        return None
    place = Place(text, (), None, county.state, False, True, date.min, "location")
    return county_result(place, Entry(county, county.designation, rule), rule)


def covering_counties(resolution: JurisdictionResolution) -> tuple[str, ...]:
    """The counties that a policy of this jurisdiction covers wholly.

    Those of a county, an independent city, or a city that is one with its county; none for a
    state, which covers all of them, and none for a city that is a part of its county.
    """
    if not resolution.resolved or resolution.policy_kind == "state":
        return ()
    if resolution.policy_kind != "city":
        return resolution.counties
    if any(counties()[fips].is_city for fips in resolution.counties):
        return resolution.counties
    city = consolidated_cities().get(
        (resolution.state or "", name_key(tokens(resolution.city or "")))
    )
    return resolution.counties if city and city.counties == resolution.counties else ()
