"""Captions of tables: they belong to the table, not to the text that stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from detainer_cli.model.pages import Table
from detainer_cli.parse.narrative.printed import Item, Printed
from detainer_cli.parse.narrative.telling import is_caption

_MOST_LINES = 3
_CLOSE = 0.6  # of the size of the letters: lines of one caption are closer
_NEAR = 2.5  # of it: a caption stands so near to its table


def captions(part: Sequence[Item]) -> list[tuple[Table, list[Printed]]]:
    """The tables of a column that have a caption, above or below, with its lines."""
    found: list[tuple[Table, list[Printed]]] = []
    taken: set[int] = set()
    for at, item in enumerate(part):
        if isinstance(item, Table):
            lines = _below(part, at) or _above(part, at)
            if lines and not taken & {id(line) for line in lines}:
                taken |= {id(line) for line in lines}
                found.append((item, lines))
    return found


def _below(part: Sequence[Item], at: int) -> list[Printed]:
    first = part[at + 1] if at + 1 < len(part) else None
    if not isinstance(first, Printed) or not is_caption(first.text):
        return []
    return _run(first, part[at + 2 :]) if _is_close(part[at], first, _NEAR) else []


def _above(part: Sequence[Item], at: int) -> list[Printed]:
    for start in range(max(0, at - _MOST_LINES), at):
        first = part[start]
        if isinstance(first, Printed) and is_caption(first.text):
            lines = _run(first, part[start + 1 : at])
            is_whole = len(lines) == at - start and _is_close(lines[-1], part[at], _NEAR)
            return lines if is_whole else []
    return []


def _run(first: Printed, others: Sequence[Item]) -> list[Printed]:
    """A line and those that go on with it."""
    lines = [first]
    for item in others[: _MOST_LINES - 1]:
        if not isinstance(item, Printed) or not _is_close(lines[-1], item, _CLOSE):
            break
        lines.append(item)
    return lines


def _is_close(above: Item, below: Item, most: float) -> bool:
    line = above if isinstance(above, Printed) else below
    size = line.size if isinstance(line, Printed) else 0.0
    return above.box.y0 - below.box.y1 < most * size
