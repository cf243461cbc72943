"""Makes countries.csv, country_names.csv and country_regions.csv from packaged sources.

Run: python scripts/make_countries.py M49.csv
M49.csv is the table of countries that hdx-python-country (MIT) carries; it is not needed at run
time. ISO names and codes come from the installed pycountry. The hand-written files beside the
three are read, never written. See detainer_cli/reference/SOURCES.md.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pycountry

from detainer_cli.normalize.citizenship import country_key

REFERENCE = Path(__file__).parent.parent / "detainer_cli" / "reference"
# Names of ISO 3166-3 that US agencies still use for a state of today (see country_aliases.csv).
STILL_IN_USE = {"East Timor"}
USER_ASSIGNED = {"XKX": "Kosovo"}


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(name: str, header: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    with (REFERENCE / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(set(rows)))


def canonical_names() -> dict[str, str]:
    names = {c.alpha_3: getattr(c, "common_name", c.name) for c in pycountry.countries}
    for country in pycountry.historic_countries:
        names.setdefault(country.alpha_3, country.name)
    names.update(USER_ASSIGNED)
    names.update({row["code"]: row["name"] for row in read("country_overrides")})
    return names


def turned(name: str) -> Iterator[str]:
    """`Korea, Republic of` also as `Republic of Korea`, and the other way round."""
    name = name.removeprefix("the ")
    head, comma, tail = name.partition(", ")
    if comma and (tail.endswith((" of", " of the")) or tail == "British"):
        yield f"{tail} {head}"
    match = re.fullmatch(r"((?:[A-Z][\w'’-]+ )+of)(?: the)? (.+)", name)
    if match:
        yield f"{match[2]}, {match[1]}"


def iso_names(canonical: dict[str, str], skipped: set[str]) -> Iterator[tuple[str, str, str]]:
    """The names of ISO, then their turned forms, each key once."""
    seen = {country_key(name) for name in skipped | set(canonical.values())}
    countries = [*pycountry.countries, *pycountry.historic_countries]
    names = [
        (getattr(country, field), country.alpha_3)
        for country in countries
        for field in ("name", "common_name", "official_name")
        if hasattr(country, field)
    ]
    named = [(name, code, "ISO name") for name, code in names]
    named += [(form, code, "ISO name, words turned") for n, code in names for form in turned(n)]
    for name, code, rule in named:
        if country_key(name) not in seen:
            seen.add(country_key(name))
            yield name, code, rule


def main(m49: Path) -> None:
    names = canonical_names()
    letters = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    write(
        "countries",
        ["code", "name", "alpha_2"],
        [(code, name, letters.get(code, "")) for code, name in names.items()],
    )
    skipped = {row["name"] for row in read("country_ambiguous")}
    skipped |= STILL_IN_USE
    write(
        "country_names",
        ["name", "code", "rule"],
        list(iso_names(names, skipped)),
    )
    with m49.open(encoding="utf-8-sig", newline="") as handle:
        regions = {
            row["ISO 3166-1 Alpha 3-Codes"]: row["Sub-region Name"]
            for row in csv.DictReader(handle)
        }
    decided = {row["code"]: row for row in read("country_regions_decided")}
    rows = [(c.alpha_3, regions[c.alpha_3], "M49") for c in pycountry.countries]
    kept = [row for row in rows if row[0] not in decided]
    kept += [(code, row["region"], row["basis"]) for code, row in decided.items()]
    write("country_regions", ["code", "region", "basis"], kept)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
