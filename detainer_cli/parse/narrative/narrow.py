"""Lines that are set narrower than their column: a picture, or nothing, stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from detainer_cli.parse.narrative.printed import Printed

_OTHER_SIZE = 0.06  # of the size of a font
_SPACE = 0.25  # of it: at least so wide is what parts two words
_NARROW = 0.12  # of the width of a column: what leaves less room behind it is not narrow
_SEVERAL = 3  # lines
_NEAR = 1.0  # points


def narrow_edges(lines: Sequence[Printed], left: float, right: float) -> dict[int, float]:
    """The right edges (by `id`) of lines of a column that do not go on to its own edge.

    That a line goes on below though its next word had room on it tells that its edge is nearer:
    at least where the longest of them ends, and before where the next word of any would.
    """
    reach = [*(_reach(one, two) for one, two in pairwise(lines)), inf]
    most = right - _NARROW * (right - left)
    found: dict[int, float] = {}
    behind = 0
    for at in range(len(lines)):
        if at < behind or reach[at] > most:
            continue
        first, behind, edge = _run(lines, reach, at)
        if sum(x <= most for x in reach[first:behind]) >= _SEVERAL:
            found |= {id(x): edge for x in lines[first:behind] if _is_like(x, lines[at])}
    return found


def _reach(line: Printed, after: Printed) -> float:
    """Where a line would end if the first word of the next, which surely goes on, were on it."""
    if not (after.text[:1].islower() and _is_like(line, after)):
        return inf
    word = after.words[0].box
    return line.end + _SPACE * line.size + word.x1 - word.x0


def _run(lines: Sequence[Printed], reach: Sequence[float], at: int) -> tuple[int, int, float]:
    """The lines around one that may have the same edge: first, behind the last, the edge."""
    edge, end = lines[at].end, reach[at]
    span = [at, at]
    for side, way in enumerate((range(at + 1, len(lines)), range(at - 1, -1, -1))):
        for n in way:
            longest, least = max(edge, lines[n].end), min(end, reach[n])
            if longest > least + _NEAR:
                break
            edge, end = longest, least
            span[1 - side] = n
    return span[0], span[1] + 1, edge


def _is_like(line: Printed, other: Printed) -> bool:
    return abs(line.size - other.size) <= _OTHER_SIZE * line.size
