"""The days that a report speaks of, which have a name: a week, a quarter, a fiscal year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A range of days, both ends in it; `name` says what such a range is called."""

    start: date
    end: date
    name: str = field(default="week", compare=False)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def overlaps(self, first: date, last: date) -> bool:
        """True if it has one of the days from `first` to `last`."""
        return self.start <= last and first <= self.end

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"
