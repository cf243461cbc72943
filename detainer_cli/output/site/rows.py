"""Lists of rows on a page: each with its evidence, in groups that figures lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detainer_cli.answers.question import UNRESOLVED
from detainer_cli.output.site import addresses
from detainer_cli.output.site.page_pictures import PagePicture
from detainer_cli.output.site.source import Row

Pictures = Mapping[int, PagePicture]
"""The pictures of the pages of a report, by their numbers."""

GROUPED = ("crime", "crime_category", "citizenship", "disposition", "has_policy")
"""The columns of a row by which figures are given."""


@dataclass(frozen=True)
class Window:
    """A part of a page: the address of its picture, its size, and which part of it is shown."""

    picture: PagePicture
    window: str


@dataclass(frozen=True)
class Listed:
    """A row as a list shows it; `page` is the page of the site with the picture of its page."""

    row: Row
    anchor: str
    page: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Group:
    """Rows with the same value: what it is, its mark, and their references and marks."""

    name: str
    anchor: str
    rows: tuple[Listed, ...]


def listed(row: Row, pictures: Pictures) -> Listed:
    """A row with its picture, if its report has any."""
    windows = tuple(
        Window(pictures[piece.page], pictures[piece.page].window(piece.box))
        for piece in row.pieces
        if piece.page in pictures
    )
    mark = f"#r{row.number}"
    page = addresses.week_page(row.week, row.page) + mark if row.page in pictures else ""
    return Listed(row, addresses.row_anchor(row.ref), page, windows)


def place_anchor(name: str, fips: object) -> str:
    """The mark of the rows of a place."""
    return f"c{fips}" if fips else addresses.anchor("place", name)


def by_place(rows: Iterable[Listed]) -> list[Group]:
    """The rows by place, the largest first, equal ones by name."""
    found: dict[tuple[str, str], list[Listed]] = defaultdict(list)
    for each in rows:
        name = _place(each.row)
        found[name, place_anchor(name, each.row.fips)].append(each)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Group(name, anchor, tuple(of)) for (name, anchor), of in ordered]


def _place(row: Row) -> str:
    """Its place; one that is unresolved by its own words, as `top-counties` has it."""
    return str(row.values["jurisdiction"]) if row.place == UNRESOLVED else row.place


def by_value(rows: Iterable[Listed], column: str) -> list[Group]:
    """The rows by the value of a column, the largest group first."""
    found: dict[str, list[Listed]] = defaultdict(list)
    for each in rows:
        found[group_name(column, each.row.values[column])].append(each)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Group(name, value_anchor(column, name), tuple(of)) for name, of in ordered]


_COVERED = {0: "without policy", 1: "with policy"}


def group_name(column: str, value: object) -> str:
    """The value of a column as answers name its group: those without one are one group."""
    if column == "has_policy":
        return _COVERED.get(int(str(value)), UNRESOLVED) if value is not None else UNRESOLVED
    is_unresolved = value is None or str(value).startswith(UNRESOLVED)
    return UNRESOLVED if is_unresolved else str(value)


def value_anchor(column: str, name: object) -> str:
    """The mark of the rows of a value: `crime-assault`."""
    return addresses.anchor(column.removeprefix("crime_"), str(name))
