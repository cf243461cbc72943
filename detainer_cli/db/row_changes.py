"""What is different between the rows of a section and other rows of it, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from detainer_cli.db.row_cells import Cell, cells_of, weights_of
from detainer_cli.db.stored_records import Row
from detainer_cli.kinds.descriptor import Section
from detainer_cli.model.row_pairs import Match, pair_rows
from detainer_cli.model.row_pairs import Row as Told

Change = Literal["added", "removed", "changed"]
CHANGES: tuple[Change, ...] = ("removed", "added", "changed")
"""In the order in which they are told."""
REPORT = "report"
"""The section of a line that is about the report as a whole."""
WHOLE_ROW = "row"
"""The field of a line that is about a row as a whole."""


@dataclass(frozen=True)
class Line:
    """One thing that is different: a row that is there on one side alone, or a cell of a row."""

    section: str
    change: Change
    ref_before: str | None = None
    ref_after: str | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None
    note: str | None = None

    def as_row(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class SectionChanges:
    """The rows of a section on both sides: how each is paired, and what is different."""

    section: Section
    before: int
    after: int
    matches: tuple[Match, ...]
    lines: tuple[Line, ...]

    def rows(self, change: Change) -> int:
        """How many rows have changed in this way."""
        return sum(_change(match) == change for match in self.matches)


def _change(match: Match) -> Change | None:
    if match.is_equal:
        return None
    if match.after is None:
        return "removed"
    return "added" if match.before is None else "changed"


def changes_of_rows(
    section: Section,
    before: Sequence[Row],
    after: Sequence[Row],
    ref: tuple[Callable[[Row], str], Callable[[Row], str]],
) -> SectionChanges:
    """What is different between two lists of rows; `ref` gives the reference of a row of each."""
    sides = [[cells_of(section, row) for row in rows] for rows in (before, after)]
    told = [[_told(cells) for cells in side] for side in sides]
    matches = pair_rows(told[0], told[1], weights_of(section))
    lines = []
    for match in sorted(matches, key=_in_order):
        if match.is_equal:
            continue
        cells = (_at(sides[0], match.before), _at(sides[1], match.after))
        of = Line(
            section.name,
            "changed",
            None if match.before is None else ref[0](before[match.before]),
            None if match.after is None else ref[1](after[match.after]),
        )
        lines += list(_lines(of, *cells, doubt=_doubt(match)))
    return SectionChanges(section, len(before), len(after), matches, tuple(lines))


def _told(cells: tuple[Cell, ...]) -> Told:
    """A row as it is told from others: what is not printed plays no part in that."""
    reading = tuple((name, value) for cell in cells for name, value in cell.values.items())
    return Told(tuple(cell.text for cell in cells if cell.is_printed), reading)


def _in_order(match: Match) -> tuple[int, int]:
    """What is gone first, then what has changed, then what is new."""
    if match.after is None:
        return 0, match.before or 0
    return (2, match.after) if match.before is None else (1, match.before)


def _at(side: list[tuple[Cell, ...]], number: int | None) -> tuple[Cell, ...] | None:
    return None if number is None else side[number]


# ------------------------------------------------------------------ the lines of a pair


def _lines(
    of: Line, before: tuple[Cell, ...] | None, after: tuple[Cell, ...] | None, doubt: str
) -> Iterator[Line]:
    if before is None or after is None:
        yield replace(
            of,
            change="added" if before is None else "removed",
            field=WHOLE_ROW,
            before=_in_words(before) if before else None,
            after=_in_words(after) if after else None,
            note=doubt or None,
        )
        return
    pairs = list(zip(before, after, strict=True))
    texts_differ = any(one.text != other.text for one, other in pairs)
    for one, other in pairs:
        if one.text != other.text:
            yield _printed(of, one, other, doubt)
        elif one.is_printed or not texts_differ:
            yield from _read(of, one, other, doubt)


def _in_words(cells: tuple[Cell, ...]) -> str:
    return " | ".join(cell.text for cell in cells if cell.text)


def _printed(of: Line, one: Cell, other: Cell, doubt: str) -> Line:
    """A cell that prints something else; of a list the items that only one side has."""
    gone = Counter(one.items) - Counter(other.items)
    new = Counter(other.items) - Counter(one.items)
    if not (one.items and other.items) or not (gone or new):
        return replace(
            of,
            field=one.name,
            before=one.text or None,
            after=other.text or None,
            note=doubt or None,
        )
    same = len(one.items) - gone.total()
    note = f"the items that differ; {same} {'is' if same == 1 else 'are'} the same"
    return replace(
        of,
        field=one.name,
        before=_listed(gone),
        after=_listed(new),
        note="; ".join(filter(None, (note, doubt))),
    )


def _listed(items: Counter[str]) -> str | None:
    return "; ".join(items.elements()) or None


def _read(of: Line, one: Cell, other: Cell, doubt: str) -> Iterator[Line]:
    """The values that differ of a cell that prints the same."""
    same = f"the report prints “{one.text}” in both" if one.text else ""
    if not one.is_printed:
        same = "follows from the policies that the report lists"
    for name in dict.fromkeys((*one.values, *other.values)):
        mine, theirs = one.values.get(name), other.values.get(name)
        if mine != theirs:
            yield replace(
                of,
                field=name.replace("_", " ") if one.is_printed else one.name,
                before=_text(mine),
                after=_text(theirs),
                note="; ".join(filter(None, (same, doubt))) or None,
            )


def _text(value: object) -> str | None:
    if value is None:
        return None
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _doubt(match: Match) -> str:
    """What cannot be told of a pair, or of a row without one."""
    said = []
    if match.identical > 1:
        said.append(f"one of {match.identical} identical rows; which of them cannot be told")
    before, after = match.alike
    if (before, after) != (1, 1):
        rows = f"{before} {_rows(before)} before and {after} {_rows(after)} after"
        if match.before is None or match.after is None:
            said.append(f"{rows} agree as much: it may as well be one that is called changed")
        else:
            said.append(f"{rows} agree as much: paired in the order of the report")
    return "; ".join(said)


def _rows(number: int) -> str:
    return "row" if number == 1 else "rows"
