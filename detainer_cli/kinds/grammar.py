"""The rules and words of narrative reports: `narrative/grammar.toml`, `narrative/lexicon.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from detainer_cli.kinds import FOLDER


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words; `lexicon.toml` says of each list what it is for."""

    agency_ends: tuple[str, ...]
    facility_ends: tuple[str, ...]
    inside_names: frozenset[str]
    no_name: frozenset[str]
    common_in_names: frozenset[str]
    ice_names: tuple[str, ...]
    open_nationalities: tuple[str, ...]
    abbreviations: frozenset[str]
    fate_words: tuple[str, ...]
    ice_fate_words: tuple[str, ...]
    label_words: frozenset[str]
    agency_labels: frozenset[str]
    first_person: dict[str, str]
    behind_first_person: dict[str, str]
    speech: frozenset[str]
    agency_names: frozenset[str]
    stay_words: tuple[str, ...]
    anew: frozenset[str]
    of_agency: frozenset[str]
    detainer_words: tuple[str, ...]
    weekdays: frozenset[str]
    going_on: tuple[str, ...]
    times_told: str
    each_told: str
    of_several: str
    plain_words: frozenset[str]
    before_others: frozenset[str]
    of_the_person: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]
    months: dict[str, int]
    numbers: dict[str, int]
    whole_offenses: tuple[str, ...]
    offense_heads: frozenset[str]
    offense_stops: frozenset[str]
    offense_small: frozenset[str]
    offense_words: frozenset[str]


def read_words(name: str) -> dict[str, Any]:
    """A file of words or rules of narrative reports."""
    return tomllib.loads((FOLDER / "narrative" / name).read_text(encoding="utf-8"))


@cache
def grammar_rules() -> dict[str, tuple[str, ...]]:
    """The ways to write each rule, by its name."""
    return {name: tuple(ways) for name, ways in read_words("grammar.toml")["rules"].items()}


_OFFENSES = {
    "whole_offenses": "whole",
    "offense_heads": "heads",
    "offense_stops": "stops",
    "offense_small": "small",
    "offense_words": "more_words",
}
"""The lists of the table `offenses` by their fields."""

_AS: dict[str, Callable[[Any], Any]] = {"frozenset[str]": frozenset, "tuple[str, ...]": tuple}


@cache
def lexicon() -> Lexicon:
    """The words that the rules in capitals are made of."""
    words = read_words("lexicon.toml")
    offenses = words["offenses"]
    lists = words | {name: offenses[key] for name, key in _OFFENSES.items()}
    known = {field.name: _AS.get(str(field.type), _as_it_is) for field in fields(Lexicon)}
    return Lexicon(**{name: cast(lists[name]) for name, cast in known.items()})


def _as_it_is(value: Any) -> Any:
    return value
