"""The rules and words of narrative reports: `narrative/grammar.toml`, `narrative/lexicon.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
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


@cache
def lexicon() -> Lexicon:
    """The words that the rules in capitals are made of."""
    words = read_words("lexicon.toml")
    offenses = words["offenses"]
    return Lexicon(
        agency_ends=tuple(words["agency_ends"]),
        facility_ends=tuple(words["facility_ends"]),
        inside_names=frozenset(words["inside_names"]),
        no_name=frozenset(words["no_name"]),
        common_in_names=frozenset(words["common_in_names"]),
        ice_names=tuple(words["ice_names"]),
        open_nationalities=tuple(words["open_nationalities"]),
        abbreviations=frozenset(words["abbreviations"]),
        fate_words=tuple(words["fate_words"]),
        ice_fate_words=tuple(words["ice_fate_words"]),
        label_words=frozenset(words["label_words"]),
        agency_labels=frozenset(words["agency_labels"]),
        first_person=dict(words["first_person"]),
        behind_first_person=dict(words["behind_first_person"]),
        speech=frozenset(words["speech"]),
        agency_names=frozenset(words["agency_names"]),
        stay_words=tuple(words["stay_words"]),
        anew=frozenset(words["anew"]),
        of_agency=frozenset(words["of_agency"]),
        detainer_words=tuple(words["detainer_words"]),
        weekdays=frozenset(words["weekdays"]),
        going_on=tuple(words["going_on"]),
        times_told=words["times_told"],
        each_told=words["each_told"],
        of_several=words["of_several"],
        plain_words=frozenset(words["plain_words"]),
        before_others=frozenset(words["before_others"]),
        of_the_person=frozenset(words["of_the_person"]),
        women=frozenset(words["women"]),
        men=frozenset(words["men"]),
        months=dict(words["months"]),
        numbers=dict(words["numbers"]),
        whole_offenses=tuple(offenses["whole"]),
        offense_heads=frozenset(offenses["heads"]),
        offense_stops=frozenset(offenses["stops"]),
        offense_small=frozenset(offenses["small"]),
        offense_words=frozenset(offenses["more_words"]),
    )
