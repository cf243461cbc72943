"""The filter by county: `Travis`, `Travis County`, `Travis County, Texas`, `Travis, TX`, `48453`.

A name that several counties have stands for all of them, and the answer says so.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable
from functools import cache

from detainer_cli.reference import table
from detainer_cli.summaries.filters import Match, marks, state_code
from detainer_cli.summaries.groups import county_name

TABLES = ("declined_row", "issued_row", "policy_row")


@cache
def _counties() -> tuple[tuple[str, str, str, str, str], ...]:
    """FIPS, state, key of the name, key of the name with its designation, full name."""
    states = {row["usps"]: row["name"] for row in table("states")}
    found = []
    for row in table("counties"):
        full = f"{row['name']} {row['designation']}".strip()
        label = county_name(full, states.get(row["state"], row["state"]))
        found.append((row["fips"], row["state"], _key(row["name"]), _key(full), label))
    return tuple(found)


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


def county_names(conn: sqlite3.Connection) -> Iterable[str]:
    """The full names of all counties, with their states."""
    return (label for *_, label in _counties())


def read_county(conn: sqlite3.Connection, text: str) -> Match | None:
    """The counties that a text names, or the places of the loaded rows that it names."""
    found = _by_name(text)
    if not found:
        return _loaded(conn, text) or _by_rules(text)
    labels = list(found.values())
    note = ""
    if len(labels) > 1:
        named = "; ".join(labels[:8]) + (f" and {len(labels) - 8} more" if labels[8:] else "")
        note = f"“{text}” stands for every county of that name: {named}."
    return _of_counties(tuple(found), labels[0] if len(labels) == 1 else text, note)


def _of_counties(codes: tuple[str, ...], text: str, note: str = "") -> Match:
    return Match(f"r.county_fips IN ({marks(codes)})", codes, text, note, codes)


def _by_name(text: str) -> dict[str, str]:
    """The counties with this code or name, in the state behind the comma if there is one."""
    name, comma, state = text.rpartition(",")
    usps = state_code(state.strip()) if comma else None
    key = _key(name if usps else text)
    return {
        fips: label
        for fips, in_state, bare, full, label in _counties()
        if fips == text or (key in (bare, full) and usps in (None, in_state))
    }


def _loaded(conn: sqlite3.Connection, text: str) -> Match | None:
    """The places of loaded rows whose jurisdiction or own text is this one."""
    union = " UNION ".join(
        f"SELECT county_fips, jurisdiction FROM {name}"  # noqa: S608
        " WHERE jurisdiction = :text COLLATE NOCASE OR raw_location = :text COLLATE NOCASE"
        " OR location_county = :text COLLATE NOCASE"
        for name in TABLES
    )
    found = conn.execute(union, {"text": text}).fetchall()
    codes = sorted({fips for fips, _ in found if fips})
    places = sorted({place for fips, place in found if place and not fips})
    parts = [f"r.county_fips IN ({marks(codes)})"] if codes else []
    if places:
        parts.append(f"r.county_fips IS NULL AND r.jurisdiction IN ({marks(places)})")
    own = (None, None) in found
    if own:
        parts.append("r.jurisdiction IS NULL AND r.raw_location = ? COLLATE NOCASE")
    bound = (*codes, *places, *([text] if own else []))
    return Match(" OR ".join(parts), bound, text, "", tuple(codes)) if parts else None


def _by_rules(text: str) -> Match | None:
    """The county that the rules of the loader give to the text, such as an older name."""
    from datetime import date

    from detainer_cli.model import LocationText
    from detainer_cli.normalize.jurisdictions import normalize_jurisdiction

    found = normalize_jurisdiction(LocationText(whole=text), date(2017, 2, 1), "issued")
    if found.resolved and found.county_fips:
        return _of_counties((found.county_fips,), found.value or text)
    return None
