"""Headings within a case (`Second encounter – Davis County, Utah`), and the places they name."""

from __future__ import annotations

from dataclasses import dataclass, field

from detainer_cli.parse.narrative.places import county_in, heading_of, with_comma
from detainer_cli.parse.narrative.sentence import Sentence


@dataclass(slots=True)
class Parts:
    """The headings behind the first event, each by its sentence, with its county if it has one."""

    places: list[tuple[int, str | None]] = field(default_factory=list)

    def read(self, sentence: Sentence, number: int) -> None:
        """A heading with a county begins a part of the case; one without ends it."""
        for node in sentence.tree.find("place_line", "head_line", "part_line"):
            named = (heading_of(with_comma(x.text)) for x in sentence.names(node, "TOWN"))
            place = next((x for x in named if x and county_in(x)), None)
            if place or self.places:
                self.places.append((number, place))

    def of(self, first: int, last: int) -> tuple[bool, str | None]:
        """Whether sentence `last` is in a part, and its county, if `first` is in the same part."""
        behind = [place for number, place in self.places if number < last]
        before = [place for number, place in self.places if number < first]
        return bool(behind), behind[-1] if behind and behind == before else None
