"""Text over text: the same word painted twice is one word, two different ones cannot be told apart.

Producers without a bold font paint a word twice, a hair apart; an overflowing cell runs over the
one below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from detainer_cli.extract.glyphs import Run
from detainer_cli.extract.settings import SETTINGS
from detainer_cli.model.pages import PAINTED_TWICE, Box


@dataclass(frozen=True)
class Clash:
    """Two words that stand on each other: their texts and the place of the lower one."""

    one: str
    other: str
    box: Box


def apart(runs: Sequence[Run]) -> tuple[list[Run], list[Run], list[Clash]]:
    """The runs without what was painted again on the same place; that; and words that clash."""
    kept = list(runs)
    again: list[Run] = []
    pairs = list(_overlaps(kept))
    for _ in range(_MOST_LAYERS):
        doubles = _doubles(kept, pairs)
        if not doubles:
            break
        kept, dropped = _without(kept, doubles)
        again += dropped
        pairs = list(_overlaps(kept))
    clashes = [
        Clash(kept[i].text, kept[j].text, kept[j].box)
        for i, j in pairs
        if not _is_accent(kept[i], kept[j])
    ]
    return kept, again, clashes


_MOST_LAYERS = 4  # a word painted more often than this is none that a reader sees as one


def _overlaps(runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """Pairs of runs (in the order of the file) that stand on each other."""
    places = sorted(((-run.baseline, run.x0, run.x1, run.height, i) for i, run in enumerate(runs)))
    for at, (y, left, right, height, i) in enumerate(places):
        reach = y + SETTINGS.over * height
        for lower, x0, x1, other, j in islice(places, at + 1, None):
            if lower >= reach:
                break
            if x0 < right and left < x1:
                least = min(height, other)
                shared = min(right, x1) - max(left, x0)
                if lower - y < SETTINGS.over * least and shared > SETTINGS.overlap * least:
                    yield (i, j) if i < j else (j, i)


def _doubles(runs: Sequence[Run], pairs: Sequence[tuple[int, int]]) -> dict[int, set[int]]:
    """For each run the glyphs that an earlier run has painted on the same place already.

    Glyphs of one run are compared with each other, too: some producers paint each letter twice.
    """
    found: dict[int, set[int]] = {}
    for i, j in pairs:
        near = SETTINGS.same_place * min(runs[i].height, runs[j].height)
        if abs(runs[i].baseline - runs[j].baseline) > near:
            continue
        first = list(zip(runs[i].texts, runs[i].edges, strict=True))
        for at, (text, (left, _)) in enumerate(zip(runs[j].texts, runs[j].edges, strict=True)):
            if any(text == other and abs(left - x) <= near for other, (x, _) in first):
                found.setdefault(j, set()).add(at)
    for i, run in enumerate(runs):
        own = _own_doubles(run)
        if own:
            found.setdefault(i, set()).update(own)
    return found


def _own_doubles(run: Run) -> set[int]:
    """The glyphs of a run that repeat the one before on its place.

    The letters of a ligature share their place exactly and are not repeated: only where every
    letter of the run comes twice are they painted twice.
    """
    near = SETTINGS.behind * run.height
    edges, texts = run.edges, run.texts
    again = {
        i
        for i in range(1, len(texts))
        if texts[i] == texts[i - 1] and abs(edges[i][0] - edges[i - 1][0]) <= near
    }
    exact = {i for i in again if edges[i] == edges[i - 1]}
    is_double = 2 * len(again) >= len(texts)
    return again if is_double else again - exact


def _without(runs: list[Run], doubles: dict[int, set[int]]) -> tuple[list[Run], list[Run]]:
    kept, dropped = [], []
    for i, run in enumerate(runs):
        mine = doubles.get(i)
        if not mine:
            kept.append(run)
            continue
        keep = [at not in mine for at in range(len(run.texts))]
        if any(keep):
            kept.append(run.picked(keep))
        dropped.append(run.picked([not is_kept for is_kept in keep]))
        dropped[-1].verdict = PAINTED_TWICE
    return kept, dropped


def _is_accent(one: Run, other: Run) -> bool:
    """True if one of them is an accent that is painted over a letter of the other."""
    return any(len(run.text) == 1 and run.text in _ACCENTS for run in (one, other))


_ACCENTS = frozenset("´`ˆ^˜~¨ˇ˘¯˙˚¸˝˛\u0300\u0301\u0302\u0303\u0308\u030a\u0327")
