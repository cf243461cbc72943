"""The cells of an answer as people read them, each written by what its column holds."""

from __future__ import annotations

from collections.abc import Callable

from detainer_cli.model.columns import MISSING, Column, ColumnKind
from detainer_cli.model.summary import Summary
from detainer_cli.text import visible

BAR_WIDTH = 10


def heads(summary: Summary) -> list[str]:
    """What stands above the columns."""
    return [visible(column.heading) for column in summary.columns]


def cells(summary: Summary, row: dict[str, object], bar: bool) -> list[str]:
    """The cells of a row; shares have a small bar before them if it is wanted."""
    return [shown(row[column.name], column, bar) for column in summary.columns]


def last_line(summary: Summary, bar: bool) -> list[str]:
    """The cells of the line of totals: empty where it says nothing."""
    columns = (column._replace(blank=MISSING) for column in summary.columns)
    return [
        shown(summary.totals[c.name], c, bar) if c.name in summary.totals else "" for c in columns
    ]


def to_right(summary: Summary) -> list[bool]:
    """For each column whether it stands to the right, as numbers do."""
    return [column.kind.is_number or _are_numbers(summary, column) for column in summary.columns]


def _are_numbers(summary: Summary, column: Column) -> bool:
    """Whether a column that declares nothing has numbers only."""
    values = [row[column.name] for row in summary.rows if column.kind is ColumnKind.ANY]
    known = [value for value in values if value is not None]
    return bool(known) and all(isinstance(value, (int, float)) for value in known)


def shown(value: object, column: Column, bar: bool = False) -> str:
    """A value as people read it."""
    if value is None:
        return column.blank
    if bar and column.kind is ColumnKind.SHARE:
        return f"{_bar(float(str(value)))} {_percent(value):>6}"
    return _SHOWN.get(column.kind, _text)(value)


def _text(value: object) -> str:
    return visible(str(value))


def _whole(value: object) -> str:
    return f"{value:,}"


def _flag(value: object) -> str:
    return str(int(bool(value)))


def _decimal(value: object) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else _whole(value)


def _percent(value: object) -> str:
    return f"{value:.1%}"


def _list(value: object) -> str:
    return "; ".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _any(value: object) -> str:
    return _decimal(value) if isinstance(value, (int, float)) else _list(value)


_SHOWN: dict[ColumnKind, Callable[[object], str]] = {
    ColumnKind.COUNT: _whole,
    ColumnKind.NUMBER: _whole,
    ColumnKind.SHARE: _percent,
    ColumnKind.DAYS: _decimal,
    ColumnKind.FLAG: _flag,
    ColumnKind.LIST: _list,
    ColumnKind.ANY: _any,
}
"""How the values of a kind are written; all others as their text."""


def _bar(value: float) -> str:
    filled = round(max(0.0, min(1.0, value)) * BAR_WIDTH)
    return "█" * filled + "░" * (BAR_WIDTH - filled)
