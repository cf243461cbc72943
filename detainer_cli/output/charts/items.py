"""What a chart draws of an answer: a name and numbers an item, each as the answer has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from detainer_cli.answers.groups import county_name
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary
from detainer_cli.output.cells import shown
from detainer_cli.output.charts.kinds import Kind
from detainer_cli.output.charts.letters import broken
from detainer_cli.output.charts.shapes import state_codes
from detainer_cli.output.charts.style import GAP, LABELS, TEXT
from detainer_cli.output.text_table import width_of
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names
from detainer_cli.text import visible

MOST_BARS = 30
"""Bars of a chart; what is left out is counted below it."""
MOST_LETTERS = 150
"""Columns of a name; a longer one is cut, with an ellipsis for the rest."""
NOT_TOLD = "(not told)"

Number = int | float | None


@dataclass(frozen=True)
class Item:
    """A row of a chart: its name, its numbers (None: unread or unknown) and these as words.

    `code` is the FIPS code of the place, if it is one.
    """

    name: str
    values: tuple[Number, ...]
    words: tuple[str, ...]
    code: str | None = None

    @property
    def lines(self) -> list[str]:
        """The name in lines that stand beside a bar."""
        return broken(self.name, TEXT, LABELS - GAP)


def items(summary: Summary, kind: Kind) -> list[Item]:
    """An item a row, in the answer's order."""
    columns = {column.name: column for column in summary.columns}
    used = [columns[name] for name in kind.values if name in columns]
    label = [columns[name] for name in kind.label if name in columns]
    rows = [row for row in summary.rows if not kind.only or row[kind.only]]
    return [
        Item(
            _name(row, label),
            tuple(_number(row[column.name]) for column in used),
            tuple(_words(row, column, columns.get(kind.share)) for column in used),
            _code(row, columns, kind),
        )
        for row in rows
    ]


def counted(summary: Summary, kind: Kind) -> list[Item]:
    """An item a value of the column that is counted, the most frequent first."""
    counts = Counter(_name(row, [_column(summary, kind.count)]) for row in summary.rows)
    ordered = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return [Item(name, (count,), (f"{count:,}",)) for name, count in ordered]


def by_day(summary: Summary, kind: Kind) -> list[Item]:
    """An item a day that rows have, the earliest first, then those without one."""
    return sorted(counted(summary, kind), key=lambda item: (item.name == NOT_TOLD, item.name))


def _column(summary: Summary, name: str) -> Column:
    return next(column for column in summary.columns if column.name == name)


def _name(row: dict[str, object], columns: Sequence[Column]) -> str:
    """The name of a row: the values of its columns, a rank with its point before the others."""
    parts = [(column, row[column.name]) for column in columns if row[column.name] is not None]
    ranks = [f"{value}. " for column, value in parts if column.name == "rank"]
    others = [visible(str(value)) for column, value in parts if column.name != "rank"]
    return shortened("".join(ranks) + (", ".join(others) or NOT_TOLD))


def shortened(text: str, most: int = MOST_LETTERS) -> str:
    """A text of at most so many columns; an ellipsis stands for what is cut."""
    if width_of(text) <= most:
        return text
    while width_of(text) >= most:
        text = text[: max(1, len(text) - max(1, (width_of(text) - most) // 2 + 1))]
    return f"{text.rstrip()}…"


def _number(value: object) -> Number:
    return value if isinstance(value, (int, float)) else None


def _words(row: dict[str, object], column: Column, share: Column | None) -> str:
    words = shown(row[column.name], column)
    known = share is not None and row[share.name] is not None
    return f"{words} ({shown(row[share.name], share)})" if share is not None and known else words


def _code(row: dict[str, object], columns: dict[str, Column], kind: Kind) -> str | None:
    """The FIPS code of a row's place: its own column, or what the name of its group stands for."""
    if not kind.code or (value := row[kind.code]) is None:
        return None
    if kind.code != "group":
        return str(value)
    is_state = columns["group"].kind is ColumnKind.CODE
    return state_codes().get(str(value)) if is_state else _county_codes().get(str(value))


@cache
def _county_codes() -> dict[str, str]:
    """The FIPS codes of counties by the names that groups have: `Travis County, Texas`."""
    return dict(_county_names())


def _county_names() -> Iterator[tuple[str, str]]:
    for row in table("counties"):
        name = " ".join(filter(None, (row["name"], row["designation"])))
        yield county_name(name, state_names()[row["state"]]), row["fips"]


def total_of(items: Sequence[Item], place: int = 0) -> Any:
    """The known numbers of items added up."""
    return sum(value for item in items if (value := item.values[place]) is not None)
