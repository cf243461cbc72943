"""What a synthetic report says: invented individuals in real places, the same for the same seed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

PLACES = (
    ("Anchorage Correctional Complex", "Anchorage", "Alaska"),
    ("Santa Rita Jail", "Alameda", "California"),
    ("Los Angeles Inmate Reception Ctr", "Los Angeles", "California"),
    ("Santa Ana City Jail", "Orange", "California"),
    ("San Francisco County Jail #2", "San Francisco", "California"),
    ("Denver County Jail", "Denver", "Colorado"),
    ("D.C. Jail", "District of Columbia", "District of Columbia"),
    ("Turner Guilford Knight Corr. Center (TGK)", "Miami-Dade", "Florida"),
    ("DeKalb County Jail", "De Kalb", "Georgia"),
    ("Cook County Jail, Division 5", "Cook", "Illinois"),
    ("LaSalle County Jail", "La Salle", "Illinois"),
    ("O'Brien County Jail", "O'Brien", "Iowa"),
    ("Orleans Parish Sheriff", "Orleans Parish", "Louisiana"),
    ("Baltimore City Detention Center", "Baltimore City", "Maryland"),
    ("Prince George's County Det. Center", "Prince George's", "Maryland"),
    ("Hennepin County Jail", "Hennepin", "Minnesota"),
    ("Saint Louis County Justice Ctr", "Saint Louis", "Missouri"),
    ("Clark County Detention Center", "Clark", "Nevada"),
    ("Dona Ana County Detention", "Dona Ana", "New Mexico"),
    ("Rikers Island, Queens", "Queens", "New York"),
    ("Richmond County Jail", "Richmond", "North Carolina"),
    ("Hillsboro - Washington County Jail", "Washington", "Oregon"),
    ("Philadelphia Prison System", "Philadelphia", "Pennsylvania"),
    ("Bastrop County Jail", "Bastrop", "Texas"),
    ("Travis County Jail", "Travis", "Texas"),
    ("Travis County Jail", "Travis", "Texas"),
    ("Alexandria Adult Detention Center", "Alexandria City", "Virginia"),
    ("King County Correctional Facility", "King", "Washington"),
)
CRIMES = (
    "Assault", "Driving Under Influence Liquor", "Domestic Violence", "Drug Possession",
    "Burglary", "Larceny", "Robbery", "Sex Assault", "Sex Offense Against Child-Fondling",
    "Flight To Avoid (prosecution, confinement, etc.)", "Obscene Material - Possession",
    "Hit and Run", "Violation of a Court Order", "Possession Of Weapon", "Homicide",
    "Carrying Prohibited Weapon", "Cruelty Toward Wife", "Identity Theft",
)  # fmt: skip
CITIZENSHIPS = (
    "Mexico", "Mexico", "Mexico", "Mexico", "Honduras", "El Salvador", "Guatemala", "Cuba",
    "Korea, South", "Micronesia, Federated States Of", "Dominican Republic", "Vietnam",
    "Guinea-Bissau", "Burma", "Niger", "Nigeria", "Congo, Democratic Republic Of The",
)  # fmt: skip
POLICY_PLACES = (
    ("Ithaca, New York", "Buffalo"), ("Travis County, Texas", "San Antonio"),
    ("Iowa City, Johnson County, Iowa", "Saint Paul"), ("Boulder County, Colorado", "Denver"),
    ("Orleans Parish, Louisiana", "New Orleans"), ("New York City, New York", "New York"),
    ("Washington, District of Columbia", "Washington"), ("Connecticut", "Boston"),
    ("Prince George's County, Maryland", "Baltimore"), ("Boston, Massachusetts", "Boston"),
    ("San Miguel County, New Mexico", "El Paso"), ("Washoe County, Nevada", "Salt Lake City"),
    ("Miami-Dade County, Florida", "Miami"), ("Baltimore, Maryland", "Baltimore"),
    ("Contra Costa County, California", "San Francisco"), ("Lynn, Massachusetts", "Boston"),
    ("Philadelphia, Pennsylvania", "Philadelphia"), ("Cook County, Illinois", "Chicago"),
    ("King County, Washington", "Seattle"), ("San Juan County, Washington", "Seattle"),
    ("Milwaukee County, Wisconsin", "Chicago"), ("Clayton County, Georgia", "Atlanta"),
    ("Camden County, New Jersey", "Newark"), ("Chesterfield County, Virginia", "Washington"),
)  # fmt: skip
POLICIES = (
    "Sheriff's Office Policy on Cooperation with U.S. Immigration and Customs Enforcement",
    "Resolution Reaffirming the Public Safety Function of Local Law Enforcement",
    "Municipal Code Title 12, Chapter 12-5", "State Law (TRUST Act)", "Executive Order",
    "City Council Ordinance 2013-17", "Sheriff's Directive", "Municipal Code Change",
)  # fmt: skip
CRITERIA = (
    "Will not honor any ICE detainer",
    "Will only honor ICE detainers accompanied by a judicial warrant",
    "Will provide notification of release only when requested on form I-247N",
    "Willing to accept only some requests for notification (I-247N form)",
    "Willing to accept requests when the subject is charged with or convicted of Capital Murder, "
    "First Degree Murder, Aggravated Sexual Assault, or Continuous Smuggling of Persons",
    "Will honor detainers for individuals with prior convictions for violent felonies, per the "
    "jurisdiction's own criteria",
    "Will hold no longer than 48 hours",
)
TOP = (
    ("Clark", "Nevada"), ("Nassau", "New York"), ("Cook", "Illinois"), ("Snohomish", "Washington"),
    ("Montgomery", "Iowa"), ("Franklin", "New York"), ("Orleans Parish", "Louisiana"),
    ("Baltimore City", "Maryland"), ("Prince George's", "Maryland"), ("Miami-Dade", "Florida"),
    ("Alachua", "Florida"), ("Kern", "California"), ("O'Brien", "Iowa"), ("Dona Ana", "New Mexico"),
)  # fmt: skip


@dataclass
class Truth:
    """What a parser must find, with the keys of the sample reports' JSON.

    `enacted` is a month such as `2017-02`, every other date is ISO.
    """

    start: str
    end: str
    issued_total: int
    top: list[tuple[str, str, int]]
    declined: list[dict[str, str]]
    policies: list[dict[str, Any]]

    def upper(self) -> Truth:
        """The same as an upper case report prints it; the two dispositions stay as they are."""
        keep = {"status"}
        rows = [{k: v if k in keep else v.upper() for k, v in r.items()} for r in self.declined]
        policies = [
            {k: v.upper() if isinstance(v, str) else [i.upper() for i in v] for k, v in p.items()}
            for p in self.policies
        ]
        top = [(county.upper(), state.upper(), n) for county, state, n in self.top]
        return replace(self, top=top, declined=rows, policies=policies)

    @staticmethod
    def load(path: Path) -> Truth:
        """The truth beside a report; a month in words (as in the samples) becomes `YYYY-MM`."""
        data = json.loads(path.read_text(encoding="utf-8"))
        for policy in data["policies"]:
            if not policy["enacted"][0].isdigit():
                policy["enacted"] = f"{datetime.strptime(policy['enacted'], '%B %Y'):%Y-%m}"
        data["top"] = [tuple(row) for row in data["top"]]
        names = ("start", "end", "issued_total", "top", "declined", "policies")
        return Truth(**{name: data[name] for name in names})


def make_content(seed: int, rows: int, policies: int, week_start: date) -> Truth:
    """A week's content: `rows` declined detainers, in the order of state, county and facility."""
    rng = Random(seed)
    return Truth(
        start=week_start.isoformat(),
        end=(week_start + timedelta(days=6)).isoformat(),
        issued_total=rng.randint(2001, 3999),
        top=_top(rng),
        declined=_declined(rng, rows, week_start),
        policies=_policies(rng, policies, week_start),
    )


def _top(rng: Random) -> list[tuple[str, str, int]]:
    counts = sorted((rng.randint(5, 60) for _ in range(9)), reverse=True)
    counts.insert(4, counts[3])  # two counties share a rank
    return [(*place, n) for place, n in zip(rng.sample(TOP, 10), counts, strict=True)]


def _declined(rng: Random, count: int, week_start: date) -> list[dict[str, str]]:
    places = sorted(rng.choices(PLACES, k=count), key=lambda place: (place[2], place[1], place[0]))
    found: list[dict[str, str]] = []
    for index, place in enumerate(places):
        twin = index % 7 == 6 and found[-1]["facility"] == place[0]
        found.append(dict(found[-1]) if twin else _individual(rng, place, week_start))
    return found


def _individual(rng: Random, place: tuple[str, str, str], week_start: date) -> dict[str, str]:
    declined = week_start + timedelta(days=rng.randint(0, 6))
    issued = declined - timedelta(days=rng.choice((0, 1, 3, 9, 30, 75, 400, 960)))
    return {
        "facility": place[0],
        "county": place[1],
        "state": place[2],
        "issued": issued.isoformat(),
        "declined": declined.isoformat(),
        "citizenship": rng.choice(CITIZENSHIPS),
        "crime": rng.choice(CRIMES),
        "status": rng.choice(("Convicted", "Charged")),
    }


def _policies(rng: Random, count: int, week_start: date) -> list[dict[str, Any]]:
    chosen = rng.sample(POLICY_PLACES, min(count, len(POLICY_PLACES)))
    found, month = [], week_start
    for jurisdiction, aor in chosen:
        found.append(
            {
                "jurisdiction": jurisdiction,
                "aor": aor,
                "enacted": f"{month:%Y-%m}",
                "policy": rng.choice(POLICIES),
                "criteria": rng.sample(CRITERIA, rng.choice((1, 1, 2, 3, 4))),
            }
        )
        month -= timedelta(days=rng.choice((0, 20, 45)))
    return found
