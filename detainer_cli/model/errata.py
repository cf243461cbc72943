"""Errata: what was said against a report after it was published, as data that a program applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Effect = Literal["withdraw", "replace", "note"]
PROGRAM = "program"
"""The origin of an erratum that the program carries."""

REPORT = "report"
"""The section of an erratum about what a report says of the whole country."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction, or a dispute (`note`), of rows of a section in the report of a period.

    The rows are named by what they say: their `jurisdiction` (by `county_fips` where it is a
    county), the `conditions` (`column=text; column=text`, of the section's view), and what is
    `printed` in the `field` that is replaced by `corrected`. `rows_stated` is how many rows the
    source says it is about; None if it does not say. `origin` is PROGRAM or the name of a file.
    `date` is when it was said: a day, a month or a year, as far as known.
    """

    id: str
    week_start: str
    section: str
    jurisdiction: str
    county_fips: str
    conditions: str
    effect: Effect
    field: str
    printed: str
    corrected: str
    rows_stated: int | None
    statement: str
    authority: str
    citation: str
    date: str
    origin: str = PROGRAM

    @classmethod
    def of(cls, row: Mapping[str, str], origin: str = PROGRAM) -> Erratum:
        """The erratum of a line of a file whose values are known to be sound."""
        rows = row["rows_stated"]
        known: dict[str, Any] = {**row, "rows_stated": int(rows) if rows else None}
        return cls(**known, origin=origin)

    @property
    def status(self) -> str:
        """`disputed` for what nobody corrected, else `corrected`."""
        return "disputed" if self.effect == "note" else "corrected"

    @property
    def source(self) -> str:
        """Who said it and where: `ICE (AILA Doc. No. 17032002)`."""
        return f"{self.authority} ({self.citation})" if self.citation else self.authority

    @property
    def is_plain(self) -> bool:
        """Whether its county alone tells its rows."""
        return bool(self.county_fips) and not (self.conditions or self.printed)

    @property
    def named(self) -> str:
        """What it is about, for people: the jurisdiction, or else its rows by what they say."""
        whole = "the whole country" if self.section == REPORT else ""
        return self.jurisdiction or whole or self.conditions or self.field.replace("_", " ")
