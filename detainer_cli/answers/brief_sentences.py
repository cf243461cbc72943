"""Sentences with their references: by what there is none, one or many of (`brief.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ONLY = 2
"""The count of a sentence that has but one form, `many`."""

MOST, FEW = 12, 3
"""Names and references that are given one by one, and references where there are more."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, and what it rests on: references of rows, or of a section of a report.

    `level` is 1 for one that belongs to the sentence before it. `then` are references of another
    week that the sentence rests on, too.
    """

    text: str
    refs: tuple[str, ...]
    level: int = 0
    then: tuple[str, ...] = ()

    @property
    def shown_refs(self) -> str:
        """The references, the first of each week if there are many, and how many more there are."""
        if not self.then:
            return _shown(self.refs, MOST)
        return "; ".join(_shown(refs, FEW) for refs in (self.refs, self.then) if refs)


def _shown(refs: Sequence[str], most: int) -> str:
    """All references, or the first few where there are more than `most`."""
    return listed(refs, most=most if len(refs) <= most else FEW)


@cache
def templates() -> dict[str, dict[str, str]]:
    """The sentences of `brief.toml` by their names: none, one and many."""
    text = Path(__file__).with_name("brief.toml").read_text("utf-8")
    found: dict[str, dict[str, str]] = tomllib.loads(text)
    return found


def said(
    name: str, count: int, refs: Sequence[str] = (), level: int = 0, /, **words: object
) -> Sentence:
    """The sentence of a name for so many, with its words filled in."""
    forms = templates()[name]
    form = forms[{0: "none", 1: "one"}.get(count, "many")]
    return Sentence(form.format(count=f"{count:,}", **words), tuple(refs), level)


def counted(count: int, noun: str) -> str:
    """`1 row`, `2,000 rows`, `no row`."""
    number = f"{count:,}" if count else "no"
    return f"{number} {noun}{'' if count < 2 else 's'}"


def listed(parts: Sequence[str], joint: str = ", ", most: int = MOST) -> str:
    """The parts with what joins them, the first of them if there are many."""
    shown = joint.join(parts[:most])
    more = len(parts) - most
    return f"{shown} and {more:,} more" if more > 0 else shown
