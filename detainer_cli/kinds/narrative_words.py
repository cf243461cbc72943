"""The words by which a narrative report and its cases are told, from `narrative/finding.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache

from detainer_cli.kinds import FOLDER

Patterns = tuple[str, ...]


@dataclass(frozen=True)
class FindingWords:
    """Regular expressions; `finding.toml` says of each group what it is for."""

    title_detainers: Patterns
    title_declined: Patterns
    title_told: Patterns
    press: Patterns
    weekly: Patterns
    age: Patterns
    origin: Patterns
    known: Patterns
    opening: Patterns
    persons: Patterns
    groups: Patterns
    others: Patterns
    numbers: Patterns
    taken: Patterns
    first: Patterns
    again: Patterns
    handled: Patterns
    things: Patterns
    agency: Patterns
    dated: Patterns
    months: Patterns
    day: Patterns
    elliptic: Patterns
    said: Patterns
    section: Patterns
    case_part: Patterns
    known_subject: Patterns
    titled: Patterns
    federal: Patterns
    form_field: Patterns
    label: Patterns
    event: Patterns
    pointer: Patterns
    of_case: Patterns
    district: Patterns
    place: Patterns
    where: Patterns
    caption: Patterns
    note: Patterns
    published: Patterns
    bystander: Patterns
    modal: Patterns
    himself: Patterns
    several: Patterns


@cache
def finding_words() -> FindingWords:
    """The words. Raises ValueError if a group is missing, unknown, or no list of expressions."""
    path = FOLDER / "narrative" / "finding.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    names = {field.name for field in fields(FindingWords)}
    if found.keys() != names:
        raise ValueError(f"{path}: {', '.join(sorted(found.keys() ^ names))}")
    for name, patterns in found.items():
        for pattern in patterns:
            try:
                re.compile(re.sub(r"\{[a-z]+\}", "x", pattern))
            except re.error as error:
                raise ValueError(f"{path}: {name}: {pattern}: {error}") from None
    return FindingWords(**{name: tuple(patterns) for name, patterns in found.items()})
