"""Names that are also something else: a city's, the state's, or not the facility's own county's.

What is in doubt is unresolved, with all that it may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from detainer_cli.model.resolutions import Candidate, JurisdictionResolution
from detainer_cli.normalize.places_data import (
    City,
    County,
    Entry,
    cities_elsewhere,
    counties,
    known_cities,
    namesake_cities,
)
from detainer_cli.normalize.places_location import Place
from detainer_cli.normalize.places_lookup import (
    city_candidate,
    county_candidate,
    entries,
    kinds_named,
    named_at_start,
    state_of,
)
from detainer_cli.normalize.places_results import county_result, unresolved
from detainer_cli.normalize.places_text import name_key, standard, tokens

_OF_A_CITY = {"police", "pd", "municipal", "nyc"}


def two_places(place: Place) -> JurisdictionResolution | None:
    """The end of one place and the start of another, as where two rows were read as one.

    `Santa Rita Jail, Alameda, California Cook County Jail, Cook, Illinois`: a state's name begins
    a part, and a county of that state stands before it.
    """
    for before, part in pairwise(place.facility):
        words = part.split()
        for count in range(1, min(3, len(words) - 1) + 1):
            state = state_of(" ".join(words[:count]))
            own = entries(state, name_key(tokens(before)), None, place.on) if state else ()
            if own:
                every = tuple(county_candidate(entry.county) for entry in own)
                return unresolved(place, "ambiguous: two places", every)
    return None


def state_again(place: Place) -> JurisdictionResolution | None:
    """The state's name behind a facility is no county, unless the facility says that it is.

    `Shelby County Jail, Iowa, Iowa` is in Shelby County. `New York, New York` is left to what
    reads the counties' names, as Manhattan's county has no other name.
    """
    name = place.county
    if name is None or not place.facility or place.in_column or place.designated:
        return None
    own = entries(place.state, name_key(tokens(name)), None, place.on)
    if state_of(name) != place.state or not own or place.role == "policy":
        return None
    jail = replace(place, county=None)
    named = named_at_start(place.state, place.facility_text or "", place.on)
    if own[0] in named:
        return None
    if len(named) == 1:
        return county_result(jail, named[0], "county named by the facility")
    if (place.state, name_key(tokens(name))) in namesake_cities():
        return None
    every = tuple(county_candidate(entry.county) for entry in (*own, *named))
    return unresolved(place, "ambiguous: county or the state", every)


def facility_of_another_county(
    place: Place, key: str, own: Sequence[County]
) -> JurisdictionResolution | None:
    """`Albany County Jail, Kings, New York` contradicts itself: all counties are candidates.

    `own` are those that the text gives. A city and a county of one name do not contradict: they
    are told apart by the facility's words, or by their designation.
    """
    facility = place.facility_text
    if not facility or place.role == "policy":
        return None
    named = [e.county for e in named_at_start(place.state, facility, place.on)]
    if (place.state, key) in namesake_cities() and len(place.facility) == 1:
        bare = entries(place.state, name_key(tokens(facility)), None, place.on)
        named += [e.county for e in bare]  # `Queens, New York, New York`
    if not named or {county.name for county in named} & {county.name for county in own}:
        return None
    every = tuple(county_candidate(county) for county in (*named, *own))
    return unresolved(place, "ambiguous: facility of another county", every)


def city_of_that_name(place: Place, key: str, entry: Entry) -> JurisdictionResolution | None:
    """`Houston, Texas` may be Houston County or the city in Harris County.

    In a column of counties it is the county, and so it is behind a facility, as the reports write
    FACILITY, COUNTY, STATE; unless the facility's own words point to the city, or the report is
    known to name cities.
    """
    facility = place.facility_text
    large = namesake_cities().get((place.state, key))
    cities = (*([large] if large else []), *cities_elsewhere().get((place.state, key), ()))
    if not facility:
        cities = (large,) if large and not place.in_column else ()
    elif place.role == "city":
        is_county = "county" in kinds_named(entry.county.name, facility)
        cities = () if is_county else tuple(c for c in cities if c.name == entry.county.name)
    else:
        cities = tuple(c for c in cities if _points_to(c, large, place, entry))
    if not cities:
        return None
    every = (county_candidate(entry.county), *(c for city in cities for c in _of_city(city)))
    rule = "the report names cities" if place.role == "city" else "county or city elsewhere"
    return unresolved(place, f"ambiguous: {rule}", tuple(dict.fromkeys(every)))


def _points_to(city: City, large: City | None, place: Place, entry: Entry) -> bool:
    """Whether a facility's words point to a city: its name without `County`, or a city's office.

    `Houston Contract Detention Facility`, `Houston Police`, `Jefferson City Jail`. New York City,
    whose name is that of a county of its own, is pointed to by its offices alone.
    """
    facility = place.facility_text or ""
    if "county" in kinds_named(entry.county.name, facility):
        return False
    has_its_name = city is large or city.name == entry.county.name
    if has_its_name and _is_of_city(entry.county.name, facility, place.state):
        return True
    if city is large and len(city.counties) > 1:
        return False
    words, name = standard(tokens(facility)), standard(tokens(city.name))
    return any(words[at : at + len(name)] == name for at in range(len(words)))


def _is_of_city(name: str, facility: str, state: str) -> bool:
    """Whether a facility is the city's own: `City Jail`, `New York City Jail`, `Police Dept`.

    `Wichita Police` is another city's.
    """
    words = standard(tokens(facility))
    others = {name_key(words[:size]) for size in (1, 2, 3)} - {name_key(tokens(name))}
    of_another = any(key in known_cities(state) for key in others)
    of_a_city = not _OF_A_CITY.isdisjoint(words) and not of_another
    return of_a_city or "city" in kinds_named(name, facility)


def _of_city(city: City) -> tuple[Candidate, ...]:
    """A city as candidates, one for each county that may hold it."""
    if city.name == "New York City" or not city.counties[0]:
        return (city_candidate(city),)
    held = [counties()[fips] for fips in city.counties]
    return tuple(Candidate(f"{city.name}, {county.value}", county.fips) for county in held)
