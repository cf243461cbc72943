"""What is remembered of the weeks while their pages are made, for the pages of places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detainer_cli.output.site.map import covered
from detainer_cli.output.site.weeks import Week

_SAME = ("policy", "criteria", "date_enacted", "kind", "aor")


@dataclass
class Version:
    """An entry of section III as it stood in some weeks: the same words, from `first` to `last`.

    `entry` is the newest of them.
    """

    entry: dict[str, Any]
    first: str
    last: str
    weeks: int = 1

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(str(self.entry[name]) for name in _SAME)


@dataclass
class Gathered:
    """Entries of section I by county; entries of section III by jurisdiction, and by county.

    It grows with the places and with what is said of them, not with the rows.
    """

    issued: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    policies: dict[str, list[Version]] = field(default_factory=dict)
    covering: dict[str, dict[str, None]] = field(default_factory=dict)
    newest: frozenset[str] = frozenset()

    def take(self, week: Week) -> None:
        """Remembers a week; the newest is taken last."""
        for row in week.issued_rows:
            if row["fips"]:
                self.issued.setdefault(row["fips"], []).append(row | {"week": week.start})
        for entry in week.policies:
            self._version(entry, week.start)
            for fips in covered(entry):
                self.covering.setdefault(fips, {})[entry["name"]] = None
        self.newest = frozenset(entry["name"] for entry in week.policies)

    def _version(self, entry: dict[str, Any], start: str) -> None:
        new = Version(entry, start, start)
        versions = self.policies.setdefault(entry["name"], [])
        for known in versions:
            if known.key == new.key:
                known.weeks += known.last != start
                known.entry, known.last = entry, start
                return
        versions.append(new)
