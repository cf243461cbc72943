"""The words and frames of sentences in free order: `narrative/free_order.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from detainer_cli.kinds.grammar import read_words


@dataclass(frozen=True, slots=True)
class Frame:
    """What a clause with a verb tells, by the rule of the grammar that tells it elsewhere."""

    tells: str
    needs: frozenset[str]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class FreeOrder:
    """The words and frames; `free_order.toml` says of each list what it is for."""

    words: frozenset[str]
    cuts: frozenset[str]
    before_subjects: frozenset[str]
    auxiliaries: frozenset[str]
    before_actors: frozenset[str]
    before_other_dates: frozenset[str]
    behind_offenses: frozenset[str]
    behind_detainers: frozenset[str]
    bare_detainers: frozenset[str]
    before_detainers: frozenset[str]
    before_places: frozenset[str]
    before_offenses: frozenset[str]
    names_of_offenses: frozenset[str]
    before_targets: frozenset[str]
    before_jails: frozenset[str]
    no_jails: frozenset[str]
    behind_fates: frozenset[str]
    of_another: frozenset[str]
    hearsay: frozenset[str]
    doubts: frozenset[str]
    negations: frozenset[str]
    negated: frozenset[str]
    exceptions: frozenset[str]
    not_each: frozenset[str]
    behind_each: frozenset[str]
    frames: dict[str, Frame]


@cache
def free_order() -> FreeOrder:
    """The file, read once."""
    content = read_words("free_order.toml")
    frames = {
        verb: Frame(frame["tells"], frozenset(frame.get("needs", ())), frozenset(frame["without"]))
        for verb, frame in content.pop("frames").items()
    }
    lists = {name: frozenset(words) for name, words in content.items()}
    return FreeOrder(**lists, frames=frames)
