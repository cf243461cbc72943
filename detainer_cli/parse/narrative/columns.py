"""The order in which the lines of pages are read: down one column, then down the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from detainer_cli.model.pages import Box, Table
from detainer_cli.parse.narrative.printed import Item, Printed

_CLEAR = 4.0  # points on both sides of the middle of a gutter; a space is 3 wide
_LEAST_SHARE = 0.25  # of the width of the text: a column that is narrower is no column of prose
_LEAST_LINES = 6  # of both columns
_DENSE = 0.5  # share of the lines that a column of prose has, of those that it has room for
_LEADING = 16.0  # points: lines of prose are closer
_GUTTER = 8.0  # points: what is narrower may be a space of stretched text
_HEADING_LINES = 3
_EVEN = 0.3  # points: gaps of lines that are equally far from each other differ so much
_SMALL = 0.93  # of the size of the columns: notes are set at most so large
_WIDER = 1.6  # times the gaps between the words of a line: a gap between columns is wider


def _box(item: Item) -> Box:
    return item.box


@dataclass(frozen=True, slots=True)
class Gutter:
    """Where two columns of a page stand beside each other, in points.

    `left` is where the left one starts; `x` parts them; `width` is the least that is clear.
    """

    left: float
    x: float
    width: float


Gutters = Sequence[Gutter]


def in_order(pages: Sequence[Sequence[Item]]) -> list[list[list[Item]]]:
    """The lines and tables of each page in columns, one after the other.

    Columns of a page may be too short to be known as such: they stand as those of another do.
    """
    ordered = [sorted(items, key=_from_above) for items in pages]
    known: list[Gutter] = []
    found = [list(_parts(items, (), known)) for items in ordered]
    if known:
        found = [list(_parts(items, known, [])) for items in ordered]
    return [[list(part) for part in parts if part] for parts in found]


def _from_above(item: Item) -> float:
    if isinstance(item, Table):
        return -item.box.y1
    return -item.baseline - 0.5 * item.size


def _parts(items: Sequence[Item], known: Gutters, found: list[Gutter]) -> Iterator[Sequence[Item]]:
    """The columns of a page, and what stands above and below them; `found` gets their gutters."""
    band = _band(items, known)
    if band is None:
        yield items
        return
    first, last, x = band
    inside = items[first:last]
    found.append(Gutter(min(_box(item).x0 for item in inside), x, min(_widths(inside, x))))
    for part in _split(items, band):
        yield from _parts(part, known, found)


def _split(items: Sequence[Item], band: tuple[int, int, float]) -> Iterator[Sequence[Item]]:
    """What stands above two columns, the columns, and what stands below them."""
    first, last, x = band
    inside = items[first:last]
    yield items[:first]
    yield [part for item in inside if (part := _side(item, x, is_left=True))]
    yield [part for item in inside if (part := _side(item, x, is_left=False))]
    yield items[last:]


def _side(item: Item, x: float, *, is_left: bool) -> Item | None:
    """The part of an item that stands on one side of a gutter."""
    if isinstance(item, Table):
        return item if (item.box.x1 <= x) == is_left else None
    words = tuple(word for word in item.words if (word.box.x1 <= x) == is_left)
    keeps_mark = item.drawn and words[:1] == item.words[:1]
    return replace(item, words=words, drawn=keeps_mark) if words else None


def _band(items: Sequence[Item], known: Gutters) -> tuple[int, int, float] | None:
    """The longest run of items that stand in two columns: first, behind the last, the gutter."""
    lines = [item for item in items if isinstance(item, Printed)]
    if len(lines) < _LEAST_LINES // 2:
        return _short_band(items, known)
    width = Box.around(map(_box, items))
    best: tuple[int, int, float] | None = None
    for x in _gutters(lines, width):
        for first, last in _runs(items, x):
            if best and last - first <= best[1] - best[0]:
                continue
            trimmed = _trimmed(items, first, last, x)
            if trimmed and _are_columns(items[trimmed[0] : trimmed[1]], x, width.x1 - width.x0):
                best = (*trimmed, x)
    return best or _short_band(items, known)


def _short_band(items: Sequence[Item], known: Gutters) -> tuple[int, int, float] | None:
    """A run of few items in two columns that stand where those of another page do.

    What is on the left above the right column is in the left one if it has room there: it is read
    before the right column either way.
    """
    for gutter in known:
        for run in _runs(items, gutter.x):
            if trimmed := _trimmed(items, *run, gutter.x):
                for start in (run[0], trimmed[0]):
                    if _stand_there(items[start : trimmed[1]], gutter):
                        return start, trimmed[1], gutter.x
    return None


def _stand_there(items: Sequence[Item], gutter: Gutter) -> bool:
    """True if both sides start where the columns do, and are as far from each other."""
    if any(isinstance(item, Table) for item in items) or gutter.width < _GUTTER:
        return False
    sides = [
        [part for item in items if (part := _side(item, gutter.x, is_left=is_left))]
        for is_left in (True, False)
    ]
    if not all(sides):
        return False
    starts = (min(_box(part).x0 for part in side) for side in sides)
    is_there = (
        abs(start - there) < _CLEAR
        for start, there in zip(starts, (gutter.left, gutter.x + _CLEAR), strict=True)
    )
    return all(is_there) and min(_widths(items, gutter.x)) > gutter.width - 1


def _widths(items: Sequence[Item], x: float) -> Iterator[float]:
    """What each item leaves clear before the right column, in points."""
    lefts = [part for item in items if (part := _side(item, x, is_left=True))]
    start = min(_box(part).x0 for item in items if (part := _side(item, x, is_left=False)))
    return (start - _box(part).x1 for part in lefts)


def _gutters(lines: Sequence[Printed], box: Box) -> list[float]:
    found: set[float] = set()
    for line in lines:
        for one, two in pairwise(line.words):
            if two.box.x0 - one.box.x1 > 2 * _CLEAR:
                found.add(two.box.x0 - _CLEAR)
        found.add(line.start - _CLEAR)
    least = _LEAST_SHARE * (box.x1 - box.x0)
    return sorted(x for x in found if box.x0 + least < x < box.x1 - least)


def _runs(items: Sequence[Item], x: float) -> Iterator[tuple[int, int]]:
    """Runs of items that leave the gutter clear."""
    first = 0
    for at, item in enumerate(items):
        if _covers(item, x):
            if at > first:
                yield first, at
            first = at + 1
    if len(items) > first:
        yield first, len(items)


def _covers(item: Item, x: float) -> bool:
    boxes = [item.box] if isinstance(item, Table) else [word.box for word in item.words]
    return any(box.x0 < x and box.x1 > x - _CLEAR for box in boxes)


def _trimmed(items: Sequence[Item], first: int, last: int, x: float) -> tuple[int, int] | None:
    """Without what stands on the left above the right column: it may be above both.

    A line of a middle column that begins a line higher is above none.
    """
    right = [i for i in range(first, last) if _side(items[i], x, is_left=False)]
    left = [i for i in range(first, last) if _side(items[i], x, is_left=True)]
    if not right or not left:
        return None
    start = min(right)
    top, edge = _box(items[start]).y1, min(_box(item).x0 for item in items[first:last])
    while start > first:
        above = _box(items[start - 1])
        is_within = above.x0 > edge + _CLEAR
        if above.y1 > top + (_LEADING if is_within else 6):
            break
        start -= 1
    return start, _end(items, left, right, last)


def _end(items: Sequence[Item], left: Sequence[int], right: Sequence[int], last: int) -> int:
    """Where two columns end that stand above text over both, whose heading is in neither of them.

    The heading is on the left, below the right column, and nearer to its text than to what is
    above it, unless its letters are large. Notes are no such text: a left column may reach down to
    them.
    """
    if last == len(items) or _is_smaller(items[last], [items[i] for i in right]):
        return last
    below = [i for i in left if i > max(right)][-_HEADING_LINES:]
    above = [i for i in left if i not in below]
    if not below or not above:
        return last
    gaps = [_gap(items[one], items[two]) for one, two in pairwise([above[-1], *below, last])]
    widest = max(gaps[:-1])
    start = below[gaps.index(widest)]
    is_large = all(_is_smaller(items[above[-1]], [items[i]]) for i in range(start, last))
    return start if widest > gaps[-1] * (0.5 if is_large else 1) + _EVEN else last


def _gap(above: Item, below: Item) -> float:
    return _box(above).y0 - _box(below).y1


def _is_smaller(item: Item, others: Sequence[Item]) -> bool:
    """True for a line in smaller letters than most others are set in."""
    sizes = [other.size for other in others if isinstance(other, Printed)]
    return isinstance(item, Printed) and bool(sizes) and item.size < _SMALL * median(sizes)


def _are_columns(items: Sequence[Item], x: float, width: float) -> bool:
    """True if two columns of prose stand beside each other, not a table without rules."""
    left = [part for item in items if (part := _side(item, x, is_left=True))]
    right = [part for item in items if (part := _side(item, x, is_left=False))]
    if len(left) < 2 or len(right) < 2 or len(left) + len(right) < _LEAST_LINES:
        return False
    if _is_stretched(items, x):
        return False
    return all(_is_column(side, width) for side in (left, right))


def _is_stretched(items: Sequence[Item], x: float) -> bool:
    """True if the gutter is a gap between words, as wide as the others of most of its lines.

    In a narrow justified column such gaps stand below each other in a few lines by chance.
    """
    is_even: list[bool] = []
    for line in items:
        if isinstance(line, Table):
            continue
        gaps = [
            (one.box.x1 <= x < two.box.x1, two.box.x0 - one.box.x1)
            for one, two in pairwise(line.words)
        ]
        at = [gap for is_gutter, gap in gaps if is_gutter]
        others = [gap for is_gutter, gap in gaps if not is_gutter]
        if at and others:
            is_even.append(at[0] < _WIDER * median(others))
    return sum(is_even) * 2 > len(is_even)


def _is_column(side: Sequence[Item], width: float) -> bool:
    box = Box.around(map(_box, side))
    if any(isinstance(item, Table) for item in side):
        return box.x1 - box.x0 >= _LEAST_SHARE * width
    is_dense = len(side) * _LEADING >= _DENSE * (box.y1 - box.y0)
    return is_dense and box.x1 - box.x0 >= _LEAST_SHARE * width
