"""What a report of the corpus says: invented individuals in real places, fresh from the seed."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

REFERENCE = Path(__file__).parents[2] / "detainer_cli" / "reference"

NOTICE = "SYNTHETIC SAMPLE for software testing. Not an ICE publication; individuals are invented."

SHORT_CRIMES = (
    "Assault", "Battery", "Robbery", "Larceny", "Burglary", "Homicide", "Arson", "Forgery",
    "Driving Under Influence Liquor", "Domestic Violence", "Drug Possession", "Drug Trafficking",
    "Sex Assault", "Sex Offense", "Sex Offense Against Child-Fondling", "Hit and Run",
    "Flight To Avoid (prosecution, confinement, etc.)", "Obscene Material - Possession",
    "Violation of a Court Order", "Possession Of Weapon", "Carrying Prohibited Weapon",
    "Identity Theft", "Public Order Crimes", "Resisting Officer", "Failure To Appear",
    "Vehicle Theft", "Traffic Offense", "Illegal Entry", "Aggravated Assault - Non-family",
)  # fmt: skip
CITIZENSHIPS = (
    "Mexico", "Mexico", "Mexico", "Mexico", "Mexico", "Mexico", "Honduras", "Honduras",
    "El Salvador", "El Salvador", "Guatemala", "Guatemala", "Cuba", "Dominican Republic",
    "Nicaragua", "Ecuador", "Brazil", "Vietnam", "Jamaica", "Colombia", "Peru", "Haiti",
    "Korea, South", "Micronesia, Federated States Of", "Guinea-Bissau", "Burma", "Nigeria",
    "Congo, Democratic Republic Of The", "Trinidad And Tobago", "Bosnia-Herzegovina",
)  # fmt: skip
FACILITIES = (
    "{} County Jail", "{} County Jail", "{} County Sheriff", "{} County Detention Center",
    "{} County Correctional Facility", "{} Co. Main Jail", "{} County Jail #2",
    "{} County Justice Ctr", "{} County Adult Det. Center", "{} County Jail, Division 5",
    "{} County Sheriff's Office", "{} County Det. Center (Annex)", "{} County Prison",
)  # fmt: skip
KNOWN_FACILITIES = (
    ("Anchorage Correctional Complex", "Anchorage", "Alaska"),
    ("Santa Rita Jail", "Alameda", "California"),
    ("Los Angeles Inmate Reception Ctr", "Los Angeles", "California"),
    ("San Francisco County Jail #2", "San Francisco", "California"),
    ("D.C. Jail", "District of Columbia", "District of Columbia"),
    ("Turner Guilford Knight Corr. Center (TGK)", "Miami-Dade", "Florida"),
    ("DeKalb County Jail", "De Kalb", "Georgia"),
    ("Cook County Jail, Division 5", "Cook", "Illinois"),
    ("O'Brien County Jail", "O'Brien", "Iowa"),
    ("Orleans Parish Sheriff", "Orleans Parish", "Louisiana"),
    ("Baltimore City Detention Center", "Baltimore City", "Maryland"),
    ("Prince George's County Det. Center", "Prince George's", "Maryland"),
    ("Rikers Island, Queens", "Queens", "New York"),
    ("Hillsboro - Washington County Jail", "Washington", "Oregon"),
    ("Travis County Jail", "Travis", "Texas"),
    ("Alexandria Adult Detention Center", "Alexandria City", "Virginia"),
)
POLICIES = (
    "Sheriff's Office Policy on Cooperation with U.S. Immigration and Customs Enforcement",
    "Resolution Reaffirming the Public Safety Function of Local Law Enforcement",
    "{} Municipal Code Title 12, Chapter 12-5", "{} State Law (TRUST Act)", "Executive Order",
    "{} City Council Ordinance 2013-17", "{} Sheriff's Directive", "Municipal Code Change",
    "{} Sheriff's Office Policy", "{} County Board Resolution 2014-0231", "{} Executive Order 41",
    "Welcoming City Ordinance", "Detention Center Policy Statement No. 12",
)  # fmt: skip
CRITERIA = (
    "Will not honor any ICE detainer",
    "Will only honor ICE detainers accompanied by a judicial warrant",
    "Will only honor an ICE detainer with a judicial order or criminal warrant",
    "Will provide notification of release only when requested on form I-247N",
    "Willing to accept only some requests for notification (I-247N form)",
    "Willing to accept requests accompanied by a court order",
    "Willing to accept requests when the subject is charged with or convicted of Capital Murder, "
    "First Degree Murder, Aggravated Sexual Assault, or Continuous Smuggling of Persons",
    "Will honor detainers for individuals with prior convictions for violent felonies, per the "
    "jurisdiction's own criteria",
    "Will not honor ICE detainers unless ICE has an arrest warrant for the individual",
    "Will only honor detainer requests under limited, specified circumstances such as violent or "
    "serious crimes or terrorist activities",
    "Will hold an individual no longer than 48 hours beyond the scheduled release",
    "Individual must be in the agency's custody, not on bond; a non-violent misdemeanor does not "
    "suffice",
    "Requires reimbursement of all costs in advance (three-day hold)",
)  # fmt: skip
AORS = (
    "Atlanta", "Baltimore", "Boston", "Buffalo", "Chicago", "Dallas", "Denver", "Detroit",
    "El Paso", "Houston", "Los Angeles", "Miami", "New Orleans", "New York", "Newark",
    "Philadelphia", "Phoenix", "Saint Paul", "Salt Lake City", "San Antonio", "San Diego",
    "San Francisco", "Seattle", "Washington",
)  # fmt: skip
CITIES_WITH_POLICIES = (
    "Ithaca, New York", "Iowa City, Johnson County, Iowa", "New York City, New York",
    "Washington, District of Columbia", "Connecticut", "Boston, Massachusetts",
    "Baltimore, Maryland", "Lynn, Massachusetts", "Philadelphia, Pennsylvania",
    "East Haven, Connecticut", "Providence, Rhode Island", "Berkeley, California",
)  # fmt: skip
LAGS = (0, 1, 1, 2, 3, 5, 9, 14, 30, 45, 75, 120, 400, 960)


@dataclass(frozen=True)
class County:
    """A county or equivalent as the reports write it: `Travis`, `Orleans Parish`."""

    name: str
    state: str

    @property
    def full(self) -> str:
        """`Travis County`; other designations are part of the name."""
        whole = self.name.endswith((" Parish", " City", " Borough")) or " of " in self.name
        return self.name if whole else f"{self.name} County"

    def named(self, facility: str) -> str:
        """The name of a facility here: `Travis County Jail`, `Acadia Parish Jail`."""
        words = facility.format(self.name)
        return words.replace("Parish County", "Parish").replace("Parish Co.", "Parish")


@dataclass(frozen=True)
class Individual:
    """A row of section II; `disposition` is `convicted` or `charged`."""

    facility: str
    county: County
    citizenship: str
    issued: date
    declined: date
    crime: str
    disposition: str


@dataclass(frozen=True)
class Policy:
    """A row of section III; `enacted` is the first day of the month."""

    jurisdiction: str
    aor: str
    enacted: date
    policy: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    start: date
    total: int
    issued: list[tuple[County, int]] = field(default_factory=list)
    declined: list[Individual] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)

    @property
    def end(self) -> date:
        return self.start + timedelta(days=6)


def make_content(rng: Random) -> Content:
    """The content of one report, in the order in which it is printed."""
    start = date(2016, 12, 31) + timedelta(weeks=rng.randrange(0, 53))
    counties = rng.sample(_counties(), rng.randrange(8, 18))
    total = rng.randrange(1400, 3800)
    return Content(
        start,
        total,
        _issued(rng, counties),
        _declined(rng, counties, rng.randrange(14, 56), start),
        _policies(rng, rng.randrange(6, 24), start),
    )


@cache
def _states() -> dict[str, str]:
    return {row["usps"]: row["name"] for row in _reference("states.csv")}


@cache
def _counties() -> list[County]:
    """Counties and parishes, in the words of the reports; nothing that a report may not print."""
    found = []
    for row in _reference("counties.csv"):
        if row["since"] or row["until"] or not row["name"].isascii():
            continue
        if row["designation"] in ("County", "Parish"):
            parish = " Parish" if row["designation"] == "Parish" else ""
            found.append(County(row["name"] + parish, _states()[row["state"]]))
    return found


@cache
def _crimes() -> list[str]:
    """Descriptions that hold no word which could be taken for a disposition."""
    rows = _reference("crime_descriptions.csv")
    doubtful = ("convict", "charg", "pending", "dismiss", "prior", "former")
    return [
        row["term"]
        for row in rows
        if row["term"].isascii() and not any(word in row["term"].lower() for word in doubtful)
    ]


def _reference(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _issued(rng: Random, counties: list[County]) -> list[tuple[County, int]]:
    chosen = rng.sample(_counties(), rng.randrange(3, 8)) + counties[: rng.randrange(3, 8)]
    chosen = list(dict.fromkeys(chosen))
    counts = sorted((rng.randrange(5, 90) for _ in chosen), reverse=True)
    return list(zip(chosen, counts, strict=True))


def _declined(rng: Random, counties: list[County], number: int, start: date) -> list[Individual]:
    places = [(c.named(rng.choice(FACILITIES)), c) for c in counties]
    known = rng.sample(KNOWN_FACILITIES, rng.randrange(2, 7))
    places += [(facility, County(county, state)) for facility, county, state in known]
    chosen = rng.choices(places, k=number)
    chosen.sort(key=lambda place: (place[1].state, place[1].name, place[0]))
    found: list[Individual] = []
    for facility, county in chosen:
        twin = found and found[-1].facility == facility and rng.random() < 0.12
        found.append(found[-1] if twin else _individual(rng, facility, county, start))
    return found


def _individual(rng: Random, facility: str, county: County, start: date) -> Individual:
    declined = start + timedelta(days=rng.randrange(7))
    return Individual(
        facility,
        county,
        rng.choice(CITIZENSHIPS),
        declined - timedelta(days=rng.choice(LAGS)),
        declined,
        rng.choice(SHORT_CRIMES) if rng.random() < 0.6 else rng.choice(_crimes()),
        rng.choice(("convicted", "charged")),
    )


def _policies(rng: Random, number: int, start: date) -> list[Policy]:
    places = rng.sample(CITIES_WITH_POLICIES, min(4, number // 3))
    places += [f"{c.full}, {c.state}" for c in rng.sample(_counties(), number - len(places))]
    rng.shuffle(places)
    found, month = [], start
    for place in places:
        name = rng.choice(POLICIES).format(place.partition(",")[0])
        criteria = tuple(rng.sample(CRITERIA, rng.choice((1, 1, 2, 2, 3, 4))))
        found.append(Policy(place, rng.choice(AORS), month.replace(day=1), name, criteria))
        month -= timedelta(days=rng.choice((0, 20, 45, 90)))
    return found
