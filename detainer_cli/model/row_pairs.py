"""Which rows of one list are which of another, where no row has an identifier. Pure.

Rows are told by their texts: rows that are equal first, then rows that agree in most of their
texts, those that agree in more before those that agree in less. Texts are looked up, never held
against each other one by one: twice the rows take twice the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby
from operator import itemgetter

MOST_CHANGED = 4
"""A row of which more texts differ is another row, however many it has."""

Key = Callable[["Row"], Hashable]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is told from others: its texts, and all else that makes two rows equal."""

    texts: tuple[str, ...]
    reading: Hashable = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A row of either side with that of the other, or with none; the numbers are their places.

    `identical` is how many rows are the same as this one, of which it cannot be told which stayed;
    `alike` how many rows of each side could as well be paired with each other. 1 is no doubt.
    """

    before: int | None
    after: int | None
    is_equal: bool = False
    identical: int = 1
    alike: tuple[int, int] = (1, 1)


@dataclass
class _Side:
    """The rows of a side that are not paired yet, in order, with what is known of their doubts."""

    rows: Sequence[Row]
    left: dict[int, None] = field(default_factory=dict)
    identical: dict[int, int] = field(default_factory=dict)
    alike: dict[int, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = dict.fromkeys(range(len(self.rows)))

    def by(self, key: Key) -> dict[Hashable, list[int]]:
        found = defaultdict(list)
        for number in self.left:
            found[key(self.rows[number])].append(number)
        return found


def pair_rows(
    before: Sequence[Row], after: Sequence[Row], weights: Sequence[int]
) -> tuple[Match, ...]:
    """Every row of both sides once, each with the row of the other side that it is, or with none.

    A row is another if the texts in which they agree weigh no more than half. `weights` are those
    of the texts; one that is blank in every row weighs nothing. Neither side plays a part that the
    other does not: with the sides exchanged, so is the result.
    """
    sides = _Side(before), _Side(after)
    found = list(_equal(*sides))
    for level in _levels(_used((*before, *after), weights)):
        if not (sides[0].left and sides[1].left):
            break
        found += _alike(*sides, level)
    return (*found, *_alone(*sides))


def _equal(before: _Side, after: _Side) -> Iterator[Match]:
    """Rows that are the same; of n and m of them the smaller number is paired, the first ones."""

    def whole(row: Row) -> Hashable:
        return row.texts, row.reading

    others = after.by(whole)
    for key, mine in before.by(whole).items():
        theirs = others.get(key, [])
        for one, other in zip(mine, theirs, strict=False):
            del before.left[one], after.left[other]
            yield Match(one, other, is_equal=True)
        if mine and theirs:
            many = max(len(mine), len(theirs))
            before.identical |= dict.fromkeys(mine[len(theirs) :], many)
            after.identical |= dict.fromkeys(theirs[len(mine) :], many)


# ------------------------------------------------------------------ rows that agree in most


def _used(rows: Iterable[Row], weights: Sequence[int]) -> dict[int, int]:
    """The places of texts that some row has, with their weights."""
    has_text = [False] * len(weights)
    for row in rows:
        has_text = [had or bool(text) for had, text in zip(has_text, row.texts, strict=True)]
    return {place: weights[place] for place, used in enumerate(has_text) if used}


def _levels(weights: dict[int, int]) -> Iterator[list[Key]]:
    """What rows may agree in: sets of texts that weigh over half, those of one weight together."""
    total = sum(weights.values())
    sets = []
    for count in range(min(MOST_CHANGED, len(weights)) + 1):
        for changed in combinations(weights, count):
            weight = total - sum(weights[place] for place in changed)
            if 2 * weight > total:
                sets.append((weight, tuple(place for place in weights if place not in changed)))
    sets.sort(key=lambda found: -found[0])
    for _, level in groupby(sets, key=itemgetter(0)):
        yield [_key(places) for _, places in level]


def _key(places: tuple[int, ...]) -> Key:
    pick = itemgetter(*places)
    return lambda row: pick(row.texts)


def _alike(before: _Side, after: _Side, level: list[Key]) -> Iterator[Match]:
    """Pairs of a level. Rows that only one row agrees with are its pair; else the order decides."""
    groups = [group for key in level for group in _groups(before, after, key)]
    sizes = _sizes(groups)
    for mine, theirs in groups:
        ours = [number for number in mine if number in before.left]
        others = [number for number in theirs if number in after.left]
        for one, other in zip(ours, others, strict=False):
            del before.left[one], after.left[other]
            doubts = [d for d in (before.alike.get(one), after.alike.get(other)) if d]
            identical = max(before.identical.get(one, 1), after.identical.get(other, 1))
            yield Match(one, other, False, identical, _most(doubts or [sizes[0, one]]))
    for (side, number), size in sizes.items():
        if number in (who := (before, after)[side]).left:
            who.alike.setdefault(number, size)


def _most(doubts: list[tuple[int, int]]) -> tuple[int, int]:
    """Of the levels at which two rows might have had other pairs, the most of each side."""
    return max(mine for mine, _ in doubts), max(theirs for _, theirs in doubts)


def _groups(before: _Side, after: _Side, key: Key) -> Iterator[tuple[list[int], list[int]]]:
    """The rows of both sides that agree by a key."""
    others = after.by(key)
    for found, mine in before.by(key).items():
        if found in others:
            yield mine, others[found]


def _sizes(
    groups: list[tuple[list[int], list[int]]],
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each row (side, number) how many rows of each side hang together with it."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for mine, theirs in groups:
        first = root((0, mine[0]))
        for node in (*((0, n) for n in mine), *((1, n) for n in theirs)):
            parent[root(node)] = first
    counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for node in parent:
        counts[root(node)][node[0]] += 1
    return {node: (counts[root(node)][0], counts[root(node)][1]) for node in parent}


def _alone(before: _Side, after: _Side) -> Iterator[Match]:
    for n in before.left:
        yield Match(n, None, False, before.identical.get(n, 1), before.alike.get(n, (1, 1)))
    for n in after.left:
        yield Match(None, n, False, after.identical.get(n, 1), after.alike.get(n, (1, 1)))
