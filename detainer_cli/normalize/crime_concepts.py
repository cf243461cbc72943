"""What people call an offense, and all the terms that the reports may have for it.

A concept of `crime_concepts.csv` is a group: the words that people type for it (`DUI`, `drunk
driving`), and what belongs to it: NCIC codes, categories, and terms without a code. It is for
asking and explaining only; no text of a report is ever resolved by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from detainer_cli.model.resolutions import CrimeResolution
from detainer_cli.normalize.crime_text import crime_key
from detainer_cli.normalize.crimes import crime_categories
from detainer_cli.reference import table


@dataclass(frozen=True)
class Concept:
    """A group of words of one meaning, and the offenses that it covers.

    `codes` are NCIC codes, `terms` canonical names of crimes, `categories` names of categories.
    """

    name: str
    words: tuple[str, ...]
    codes: tuple[str, ...]
    terms: tuple[str, ...]
    categories: tuple[str, ...]

    def covers(self, crime: CrimeResolution) -> bool:
        """Whether a resolved crime belongs to it."""
        return (
            crime.code in self.codes
            or crime.value in self.terms
            or crime.category in self.categories
        )


@cache
def concepts() -> Mapping[str, Concept]:
    """All concepts by their names."""
    parts: dict[str, dict[str, list[str]]] = {}
    for row in table("crime_concepts"):
        kinds = parts.setdefault(row["concept"], {})
        kinds.setdefault(row["kind"], []).append(row["text"])
    names = crime_categories()
    return {
        name: Concept(
            name,
            tuple(kinds.get("word", ())),
            tuple(kinds.get("code", ())),
            tuple(kinds.get("term", ())),
            tuple(names[code] for code in kinds.get("category", ())),
        )
        for name, kinds in parts.items()
    }


@cache
def _by_word() -> Mapping[str, Concept]:
    found = {crime_key(word): concept for concept in concepts().values() for word in concept.words}
    return {crime_key(name): concept for name, concept in concepts().items()} | found


def concept_of(text: str) -> Concept | None:
    """The concept that a word stands for, or that has this name."""
    return _by_word().get(crime_key(text))


def concepts_of(text: str, crime: CrimeResolution) -> tuple[Concept, ...]:
    """The concepts that a text stands for or, resolved, belongs to; the narrowest first."""
    own = concept_of(text)
    found = [c for c in concepts().values() if crime.resolved and c.covers(crime) and c is not own]
    found.sort(key=lambda c: (len(c.categories), len(c.codes) + len(c.terms), c.name))
    return ((own,) if own else ()) + tuple(found)
