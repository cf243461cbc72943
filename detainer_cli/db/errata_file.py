"""Errata as a CSV: the file that the program carries, and the one that a user adds.

A line is an erratum (see `model/errata.py`); both files have the same columns. All that is wrong
with a user's file is told at once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import get_args

from detainer_cli.errors import UsageError
from detainer_cli.files import read_up_to
from detainer_cli.kinds.columns import columns
from detainer_cli.kinds.descriptor import Field, Section
from detainer_cli.kinds.registry import kinds
from detainer_cli.model.errata import REPORT, Effect, Erratum
from detainer_cli.model.limits import MOST_TEXT
from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import JurisdictionResolution
from detainer_cli.normalize.citizenship import normalize_citizenship
from detainer_cli.normalize.crimes import normalize_crime
from detainer_cli.normalize.jurisdictions import Role, jurisdiction_of_code, normalize_jurisdiction
from detainer_cli.parse.text import (
    read_count,
    read_date,
    read_disposition,
    read_month,
    split_disposition,
)
from detainer_cli.reference import table

COLUMNS = tuple(f.name for f in fields(Erratum) if f.name != "origin")
NEEDED = ("id", "week_start", "section", "effect", "statement", "authority", "citation")
PLACE = "jurisdiction"
_BEYOND = "(more)"
MOST_FAULTS = 200
"""Faults of a file that are told."""

TOTAL = "detainers_issued"
"""What an erratum of the section `report` can replace."""

_CONDITION = re.compile(r"\s*([a-z_0-9]+)\s*=\s*(.*?)\s*(?:;(?=\s*[a-z_0-9]+\s*=)|$)", re.DOTALL)
_SAID = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_errata(path: Path) -> tuple[Erratum, ...]:
    """The errata of a user's file. Raises UsageError with everything that is wrong with it."""
    rows = _rows(path)
    wrong: list[str] = []
    found: list[Erratum] = []
    lines: dict[str, int] = {}
    for number, row in rows:
        faults = list(_faults(row))
        if (first := lines.setdefault(row["id"], number)) != number:
            faults.append(f"the id “{row['id']}” stands in line {first}, too")
        wrong += [f"line {number}: {fault}" for fault in faults]
        if not faults:
            known = {name: row[name] for name in COLUMNS}
            found.append(_resolved(Erratum.of(known, path.name)))
    taken = {row["id"] for row in table("errata")} & lines.keys()
    wrong += [f"line {lines[id_]}: the program has an erratum “{id_}”" for id_ in sorted(taken)]
    if wrong:
        more = [f"and {len(wrong) - MOST_FAULTS:,} more"] if len(wrong) > MOST_FAULTS else []
        raise UsageError(
            f"the errata have {'1 fault' if len(wrong) == 1 else f'{len(wrong):,} faults'}.",
            "docs/corrections.md tells what each column takes.",
            file=str(path),
            details=(*wrong[:MOST_FAULTS], *more),
        )
    return tuple(found)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The lines of a file by their numbers, each with every column."""
    try:
        text = io.StringIO(read_up_to(path, MOST_TEXT).decode("utf-8-sig"), newline="")
        reader = csv.DictReader(text, restkey=_BEYOND, strict=True)
        heads = list(reader.fieldnames or ())
        rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "Expected a CSV in UTF-8; check --errata and $DETAINERS_ERRATA."
        raise UsageError(f"the errata cannot be read ({reason}).", hint, file=str(path)) from None
    unknown = [head for head in heads if head not in COLUMNS]
    missing = [name for name in NEEDED if name not in heads]
    if unknown or missing:
        told = [f"unknown columns: {', '.join(unknown)}"] if unknown else []
        told += [f"missing columns: {', '.join(missing)}"] if missing else []
        hint = f"Its first line names columns of these: {','.join(COLUMNS)}."
        raise UsageError(f"the errata have {'; '.join(told)}.", hint, file=str(path))
    return [
        (number, {name: str(row.get(name) or "").strip() for name in (*COLUMNS, _BEYOND)})
        for number, row in rows
        if any(value for value in row.values() if not isinstance(value, str) or value.strip())
    ]


# ------------------------------------------------------------------ what a line must say


def _faults(row: dict[str, str]) -> Iterator[str]:
    """Everything that is wrong with a line."""
    yield from (f"{name} is empty" for name in NEEDED if not row[name])
    if row[_BEYOND]:
        yield "it has more cells than the first line has columns"
    if row["week_start"] and not _is_day(row["week_start"]):
        yield f"week_start “{row['week_start']}” is no day (expected 2017-01-28)"
    if row["date"] and not (_SAID.fullmatch(row["date"]) and _is_day(_whole(row["date"]))):
        yield f"date “{row['date']}” is none (expected 2017-03-20, 2017-03 or 2017)"
    effects = get_args(Effect)
    if row["effect"] and row["effect"] not in effects:
        yield f"effect “{row['effect']}” is none of {', '.join(effects)}"
    if row["rows_stated"] and not (row["rows_stated"].isdecimal() and int(row["rows_stated"])):
        yield f"rows_stated “{row['rows_stated']}” is no number of rows"
    known = sections()
    if row["section"] == REPORT:
        yield from _faults_of_report(row)
    elif row["section"] in known:
        yield from _faults_of_rows(known[row["section"]], row)
    elif row["section"] in (s.name for kind in kinds() if kind.prose for s in kind.sections):
        weekly = ", ".join([*known, REPORT])
        yield f"section “{row['section']}” is of narrative reports; errata are for {weekly}"
    elif row["section"]:
        yield f"section “{row['section']}” is none of {', '.join([*known, REPORT])}"


def sections() -> dict[str, Section]:
    """The sections of all kinds of reports in rows, by name: cases are told in prose."""
    weekly = (kind for kind in kinds() if not kind.prose)
    return {section.name: section for kind in weekly for section in kind.sections}


def _faults_of_report(row: dict[str, str]) -> Iterator[str]:
    if row["effect"] == "withdraw":
        yield "a whole report cannot be withdrawn (replace a value, or note)"
    if row[PLACE] or row["county_fips"] or row["conditions"]:
        yield "the section report has no rows that a jurisdiction or conditions could name"
    if row["effect"] == "replace" and row["field"] != TOTAL:
        yield f"of the section report only the field {TOTAL} can be replaced"
    elif row["effect"] == "replace" and read_count(row["corrected"]) is None:
        yield f"corrected “{row['corrected']}” is no count"


def _faults_of_rows(section: Section, row: dict[str, str]) -> Iterator[str]:
    yield from _faults_of_place(section, row)
    yield from _faults_of_conditions(section, row["conditions"])
    if not (row[PLACE] or row["county_fips"] or row["conditions"] or row["printed"]):
        yield "nothing says which rows it is about (jurisdiction, conditions or printed)"
    if row["effect"] == "replace":
        yield from _faults_of_replacement(section, row)
    elif row["field"] or row["printed"] or row["corrected"]:
        yield "field, printed and corrected are for the effect replace alone"


def _faults_of_place(section: Section, row: dict[str, str]) -> Iterator[str]:
    if row["county_fips"] and not jurisdiction_of_code("", row["county_fips"], ""):
        yield f"county_fips “{row['county_fips']}” is no county"
        return
    if not row[PLACE]:
        return
    found = place_of(section, row[PLACE])
    if not found.resolved:
        names = "; ".join(candidate.value for candidate in found.candidates)
        yield f"jurisdiction “{row[PLACE]}” is unresolved{f' (candidates: {names})' * bool(names)}"
    elif row["county_fips"] and found.county_fips != row["county_fips"]:
        yield f"jurisdiction “{row[PLACE]}” is {found.code or found.value}, not the county_fips"


def _faults_of_conditions(section: Section, text: str) -> Iterator[str]:
    known = [column.column for column in columns()[section.view]]
    found = list(conditions_of(text))
    if "".join(text.split()) != "".join("".join(f"{n}={v};" for n, v in found).split())[:-1]:
        yield f"conditions “{text}” are not of the form column=text; column=text"
    for name, _ in found:
        if name not in known:
            yield f"conditions: “{name}” is none of the columns {', '.join(known)}"


def conditions_of(text: str) -> Iterator[tuple[str, str]]:
    """The columns and what each must say: of `crime=Assault; declined_date=2017-02-01`."""
    at = 0
    while found := _CONDITION.match(text, at):
        if found.end() == at:
            return
        yield found[1], found[2]
        at = found.end()


def _faults_of_replacement(section: Section, row: dict[str, str]) -> Iterator[str]:
    fields_ = replaceable(section)
    if row["field"] not in fields_:
        yield f"field “{row['field']}” is none that can be replaced ({', '.join(fields_)})"
    elif not row["corrected"]:
        yield "corrected is empty"
    else:
        field = fields_[row["field"]]
        kind = field.type if field else "place"
        if not _READABLE.get(kind, _any)(section, row["corrected"]):
            yield f"corrected “{row['corrected']}” cannot be read as a {kind}"


def replaceable(section: Section) -> dict[str, Field | None]:
    """The fields that an erratum can replace, by their columns; None for the place."""
    named = {
        (f.name if f.type in ("crime", "citizenship") else f.value): f
        for f in section.fields
        if f.type not in ("list", "ordinal")
    }
    return {PLACE: None, **named}


def place_of(section: Section, text: str) -> JurisdictionResolution:
    """What a place means that an erratum names: by its name or by its code."""
    by_code = jurisdiction_of_code(text, text.upper(), "code")
    if by_code is not None and " " not in text:
        return by_code
    role: Role = "policy" if section.role == "policy" else "issued"
    return normalize_jurisdiction(LocationText(whole=text), None, role)


def _is_crime(section: Section, text: str) -> bool:
    return normalize_crime(split_disposition(text)[0]).resolved


def _any(section: Section, text: str) -> bool:
    return True


_READABLE: dict[str, Callable[[Section, str], bool]] = {
    "place": lambda section, text: place_of(section, text).resolved,
    "crime": _is_crime,
    "citizenship": lambda section, text: normalize_citizenship(text).resolved,
    "date": lambda section, text: read_date(text) is not None,
    "month": lambda section, text: read_month(text) is not None,
    "count": lambda section, text: read_count(text) is not None,
    "disposition": lambda section, text: read_disposition(text) is not None,
}


def _resolved(erratum: Erratum) -> Erratum:
    """With the canonical name of its jurisdiction and, where that is enough, the county's code.

    Of policies a county and its cities have their own: their names tell them apart.
    """
    if erratum.section == REPORT or not (erratum.jurisdiction or erratum.county_fips):
        return erratum
    section = sections()[erratum.section]
    found = place_of(section, erratum.jurisdiction or erratum.county_fips)
    fips = "" if section.role == "policy" else found.county_fips or ""
    return replace(erratum, jurisdiction=found.value or "", county_fips=fips)


def _whole(said: str) -> str:
    return said + "-01-01"[len(said) - 4 :]


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False
