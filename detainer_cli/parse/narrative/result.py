"""What is found in a narrative report: every line of it as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detainer_cli.model.cases import CaseText
from detainer_cli.model.pages import Box
from detainer_cli.model.periods import Period
from detainer_cli.parse.narrative.printed import Printed


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A line (or a mark) of a report that belongs to no case."""

    text: str
    page: int
    box: Box


Placed = tuple[PlacedText, ...]


@dataclass(frozen=True, slots=True)
class NarrativeText:
    """A narrative report: its cases, and every other line by what it is.

    `title` and `period_text` are verbatim. `introduction` has every paragraph that tells of no
    case, those behind the cases, too; `furniture` the running heads, notices and page numbers;
    `marks` those of lists and of references to footnotes. `doubts` are for the user to look at.
    """

    title: str
    period_text: str
    period: Period
    cases: tuple[CaseText, ...]
    introduction: Placed
    headings: Placed
    footnotes: Placed
    tables: Placed
    furniture: Placed = ()
    marks: Placed = ()
    doubts: tuple[str, ...] = ()


def placed(lines: Sequence[Printed]) -> Placed:
    return tuple(PlacedText(line.text, line.page, line.box) for line in lines)
