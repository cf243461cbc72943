"""Places: a state, a county with its FIPS code, or a city; or openly unresolved, with candidates.

Names are compared whole, by keys that ignore case, accents, spaces and punctuation but no letter;
every decision has a name that `RULES` explains. Pure: only the reference tables are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice

from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import Candidate, JurisdictionResolution
from detainer_cli.normalize.places_data import (
    BY_NAME,
    City,
    Entry,
    consolidated_cities,
    counties,
    known_cities,
    known_facilities,
    namesake_cities,
    state_names,
)
from detainer_cli.normalize.places_doubts import (
    city_of_that_name,
    facility_of_another_county,
    state_again,
    two_places,
)
from detainer_cli.normalize.places_location import Place, Role, take_apart
from detainer_cli.normalize.places_lookup import (
    anywhere,
    county_candidate,
    entries,
    gone,
    kinds_named,
    named_at_start,
    near,
    near_states,
    readings,
    state_of,
)
from detainer_cli.normalize.places_results import (
    city_result,
    consolidated_result,
    county_result,
    covering_counties,
    jurisdiction_of_code,
    state_result,
    unresolved,
)
from detainer_cli.normalize.places_text import (
    is_facility,
    name_key,
    plain_key,
    split_aor,
    tokens,
)

__all__ = [
    "RULES",
    "Role",
    "covering_counties",
    "jurisdiction_of_code",
    "names_cities",
    "normalize_jurisdiction",
    "split_aor",
]

DEFAULT_DAY = date(2017, 1, 28)  # the first day of the first report

RULES = {
    BY_NAME: "the name of a county or its equivalent, and the state that has it",
    "state name": "the name, USPS code or short form of a state, without a county",
    "county alias": "another name of the county, from county_aliases.csv",
    "renamed county": "an older name of the county, from county_aliases.csv",
    "later name of the county": "a name that the county took after the day asked for",
    "merged into its county": "an independent city that became part of this county",
    "independent city by its words": "the word City marks the city where a county has its name",
    "county by its words": "the word County marks the county where a city has its name",
    "decided by the facility's words": "the facility's name says which of city and county is meant",
    "decided by a known facility": "the facility is listed in known_facilities.csv",
    "county named by the facility": "the facility's name begins with the name of a county",
    "consolidated city": "city and county are one, from consolidated_cities.csv",
    "borough of New York City": "New York City, with one of its boroughs named before it",
    "city with its county": "a city, and the county that the text gives for it",
    "city of the state": "a populated place of the state, from cities.csv; no county is given",
    "the state's only county": "D.C. and Guam are one county each",
    "ambiguous: city or county": "an independent city and a county of the state have this name",
    "ambiguous: county or city elsewhere": "a city of this name lies in another county",
    "ambiguous: county or the state": "the state's own name, in the place of a county",
    "ambiguous: facility of another county": "the facility names another county than the text",
    "ambiguous: the report names cities": "the report has cities in the place of the counties, and"
    " a city of this name lies in another county",
    "ambiguous: two places": "the text is the end of one place and the start of another",
    "ambiguous: several counties": "the text names more than one county",
    "city without its county": "a populated place of the state; the text does not say its county",
    "no such county in state": "the state has no county of this name",
    "no such county on that day": "the state had, or will have, such a county; not on that day",
    "no state given": "a name without a state",
    "no such state": "the text after the last comma is no state",
    "no text": "nothing to read",
}

_CITY_WORDS = {"city", "city and county", "city or county"}
_DAYS = 4  # whose places are remembered: a report is read as of one day, the next of another
_PLACES = 16384  # remembered of a day: `explain` asks for thousands
_SEVERAL = 2  # rows of a report that hold only a city where the county should stand


def normalize_jurisdiction(
    location: LocationText, on: date | None = None, role: Role = "location"
) -> JurisdictionResolution:
    """The place that a location text means on a day (None: at the first report).

    `role` says which column the text is from: `location` reads FACILITY, COUNTY, STATE, `city` the
    same of a report that has cities in the counties' place (see `names_cities`), `issued` a county
    and its state, `policy` a jurisdiction, where a name without `County` is a city's.
    Never raises on any text: what cannot be resolved says why and shows candidates.
    """
    return _of_day(on or DEFAULT_DAY)(location, role)


def names_cities(locations: Iterable[LocationText], on: date | None = None) -> bool:
    """Whether a report has cities in the place of counties: several rows hold only a city there.

    Then every name that is a county's and a city's of another county is read with role `city`.
    """
    only = (_holds_only_a_city(location, on or DEFAULT_DAY) for location in locations)
    return sum(islice(filter(None, only), _SEVERAL)) == _SEVERAL


def _holds_only_a_city(location: LocationText, on: date) -> bool:
    place = take_apart(location, on, "location")
    if not place.state or place.county is None or not place.facility or is_facility(place.county):
        return False
    found = False
    for key, words in readings(place.county):
        place_key = (place.state, key)
        if entries(place.state, key, words, on) or place_key in consolidated_cities():
            return False
        is_city = key in known_cities(place.state)
        found = found or (is_city and words in (None, "city", "borough"))
    return found


@lru_cache(_DAYS)
def _of_day(on: date) -> Callable[[LocationText, Role], JurisdictionResolution]:
    """Resolves places as of a day; what it resolved is forgotten with the day."""

    @lru_cache(_PLACES)
    def resolve(location: LocationText, role: Role) -> JurisdictionResolution:
        return _normalize(location, on, role)

    return resolve


def _normalize(location: LocationText, on: date, role: Role) -> JurisdictionResolution:
    place = take_apart(location, on, role)
    if not place.state:
        return _without_state(place)
    if place.county is None and not place.facility:
        only = _only_county(place)
        if only:
            return replace(only, rule="state name", policy_kind="state")
        return state_result(place)
    for step in (
        two_places,
        _only_county,
        state_again,
        _by_name,
        _by_facility,
        _former,
        _city_alone,
    ):
        found = step(place)
        if found is not None:
            return found
    if _is_county_alone(location):
        return replace(unresolved(place, "no state given", _near(place)), state=None)
    return unresolved(place, "no such county in state", _near(place))


def _is_county_alone(location: LocationText) -> bool:
    """True if `Washington` stands in the county's column, and no state beside it."""
    county = location.county or ""
    return bool(county) and "," not in county and not location.state and location.whole is None


# ---------------------------------------------------------------- the steps, in order


def _only_county(place: Place) -> JurisdictionResolution | None:
    """The District of Columbia and Guam, whose only county has the state's name."""
    if place.state not in ("DC", "GU"):
        return None
    entry = entries(place.state, plain_key(state_names()[place.state]), None, place.on)[0]
    if place.county is not None and state_of(place.county) == place.state:
        return county_result(place, entry, BY_NAME)
    if place.county is None or is_facility(place.county):
        return county_result(place.facility_only(), entry, "the state's only county")
    return None


def _by_name(place: Place) -> JurisdictionResolution | None:
    """The county or consolidated city that the county's text names."""
    if place.county is None:
        return None
    for key, words in readings(place.county):
        found = entries(place.state, key, words, place.on)
        city = None
        if words is None or words in _CITY_WORDS:
            city = consolidated_cities().get((place.state, key))
        if place.role == "policy" and words is None:
            named = _policy_city(place, key, found, city)
            if named:
                return named
        if found or city:
            return _decide(place, key, words, found, city)
    return None


def _policy_city(
    place: Place, key: str, found: list[Entry], city: City | None
) -> JurisdictionResolution | None:
    """In section III a county is called County, so that a bare name is a city's."""
    if place.facility or any(e.rule != BY_NAME or e.county.is_city for e in found):
        return None
    if city:
        return consolidated_result(place, city)
    name = known_cities(place.state).get(key)
    return city_result(place, name, "city of the state") if name else None


def _decide(
    place: Place, key: str, words: str | None, found: list[Entry], city: City | None
) -> JurisdictionResolution:
    """One of the readings of a name, if the text leaves only one."""
    own = [entry.county for entry in found] + [
        counties()[f] for f in (city.counties if city else ())
    ]
    if other := facility_of_another_county(place, key, own):
        return other
    if city and (words in _CITY_WORDS or not found):
        return _borough(place, city) or consolidated_result(place, city)
    if len(found) > 1:
        return _city_or_county(place, found)
    entry = found[0]
    if words is None and (other := city_of_that_name(place, key, entry)):
        return other
    return county_result(place, entry, _rule(place, entry, key, words))


def _rule(place: Place, entry: Entry, key: str, words: str | None) -> str:
    """The rule's name for a single entry: its own, or that the designation decided."""
    if words is None or entry.rule != BY_NAME:
        return entry.rule
    if len(entries(place.state, key, None, place.on)) < 2:
        return BY_NAME
    return "independent city by its words" if entry.county.is_city else "county by its words"


def _city_or_county(place: Place, found: list[Entry]) -> JurisdictionResolution:
    """A name that an independent city and a county share: the facility decides, or nobody."""
    facility = place.facility_text or ""
    kinds = kinds_named(found[0].county.name, facility)
    wanted = [e for e in found if ("city" if e.county.is_city else "county") in kinds]
    if len(wanted) == 1:
        return county_result(place, wanted[0], "decided by the facility's words")
    known = known_facilities().get((place.state, name_key(tokens(facility))))
    wanted = [e for e in found if e.county.fips == known]
    if wanted:
        return county_result(place, wanted[0], "decided by a known facility")
    every = tuple(county_candidate(entry.county) for entry in found)
    return unresolved(place, "ambiguous: city or county", every)


def _borough(place: Place, city: City) -> JurisdictionResolution | None:
    """New York City after the name of one of its boroughs is that borough's county."""
    if len(city.counties) < 2 or not place.facility:
        return None
    for key, words in readings(place.facility[-1]):
        if words is None and (city.state, key) in namesake_cities():
            continue  # `New York, New York City`
        for entry in entries(city.state, key, words, place.on):
            if entry.county.fips in city.counties:
                return county_result(place, entry, "borough of New York City")
    return None


def _by_facility(place: Place) -> JurisdictionResolution | None:
    """A county named at the start of the facility, where the text gives no county of its own.

    `Travis County Jail, Texas`, and `Cook County Jail, Chicago, Illinois`, as Chicago is a city.
    """
    facility = place
    if place.county is not None:
        city = name_key(tokens(place.county))
        if is_facility(place.county):
            facility = place.facility_only()
        elif not place.facility or city not in known_cities(place.state):
            return None
    text = facility.facility_text
    named = named_at_start(place.state, text, place.on) if text else []
    if len(named) == 1:
        return county_result(facility, named[0], "county named by the facility")
    if named:
        every = tuple(county_candidate(entry.county) for entry in named)
        return unresolved(place, "ambiguous: several counties", every)
    return None


def _former(place: Place) -> JurisdictionResolution | None:
    """Unresolved: a county that the state had, or will have, but not on this day."""
    successors = gone(place.state, place.county, place.on) if place.county else ()
    return unresolved(place, "no such county on that day", successors) if successors else None


def _city_alone(place: Place) -> JurisdictionResolution | None:
    """A city of the state whose county is not given: a whole answer only in section III."""
    if place.county is None:
        return None
    for key, words in readings(place.county):
        name = known_cities(place.state).get(key)
        if name and words in (None, "city", "borough", "town"):
            if place.role == "policy" and not place.facility:
                return city_result(place, name, "city of the state")
            city = Candidate(f"{name}, {state_names()[place.state]}")
            return unresolved(place, "city without its county", (city, *_near(place)))
    return None


# ---------------------------------------------------------------- no answer


def _near(place: Place) -> tuple[Candidate, ...]:
    text = place.county or place.facility_text
    return near(place.state, text, place.on) if text and place.state else ()


def _without_state(place: Place) -> JurisdictionResolution:
    """A name without a state is never resolved, even where only one state has it."""
    if place.county is None:
        return unresolved(place, "no text")
    if place.facility:
        return unresolved(place, "no such state", near_states(plain_key(place.county)))
    found = anywhere(place.county, place.on) or near_states(plain_key(place.county))
    return unresolved(place, "no state given", found)
