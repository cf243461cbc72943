"""Shell completion from the database: it offers what is loaded, and never fails."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from detainer_cli.errors import DetainersError

if TYPE_CHECKING:
    from detainer_cli.model.periods import Period

Complete = Callable[[typer.Context, str], "list[tuple[str, str]]"]

UNUSABLE = (DetainersError, sqlite3.Error, OSError, ValueError)
"""What a database that cannot be read may raise: then there is nothing to offer."""


def complete_week(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The forms of `--week`, and the first day of every loaded week."""
    from detainer_cli.db.periods import describe_period, loaded_weeks

    offers = [("latest", "the newest loaded week"), ("all", "all loaded weeks together")]
    try:
        with closing(_open(ctx)) as conn:
            weeks = loaded_weeks(conn)
    except UNUSABLE:
        weeks = ()
    named = _number_of_week if "W" in incomplete.upper() else _first_day
    offers += [(named(week), describe_period((week,))) for week in reversed(weeks)]
    return [offer for offer in offers if offer[0].startswith(incomplete)]


def _first_day(week: Period) -> str:
    return week.start.isoformat()


def _number_of_week(week: Period) -> str:
    """`2017-W05` for the reporting week that holds its Monday."""
    monday = week.start + timedelta(days=-week.start.weekday() % 7)
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


def complete_state(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The states of the loaded rows by their codes."""
    from detainer_cli.reference.states import state_names

    names = state_names()
    codes = sorted(code for (code,) in _rows(ctx, _STATES))
    return [(c, names.get(c, c)) for c in codes if c.startswith(incomplete.upper())]


def completer_of(name: str) -> Complete:
    """Offers the loaded values of a filter as words that need no quotes, with their rows."""

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        from detainer_cli.answers.filter_values import slug

        begun = slug(incomplete)
        counted: dict[str, list[tuple[str, int]]] = {}
        listed = _counties(ctx) if name == "county" else _rows(ctx, _values_of(name))
        for value, count in listed:
            if (word := slug(value)).startswith(begun) and word:
                counted.setdefault(word, []).append((value, count))
        return [
            (word, f"{named[0][0]}: {sum(count for _, count in named):,}")
            for word, named in sorted(counted.items())
        ]

    return complete


_STATES = (
    "SELECT state FROM declined WHERE state IS NOT NULL"
    " UNION SELECT state FROM issued WHERE state IS NOT NULL"
)
_COUNTIES = (
    "SELECT county, state, sum(n) FROM ("
    "SELECT county, state, county_fips, count(*) AS n FROM declined GROUP BY 3"
    " UNION ALL SELECT county, state, county_fips, 0 FROM issued GROUP BY 3)"
    " WHERE county_fips IS NOT NULL GROUP BY county_fips"
)


def _counties(ctx: typer.Context) -> list[tuple[str, int]]:
    from detainer_cli.answers.groups import place_name

    return [(place_name("-", county, state, None), n) for county, state, n in _rows(ctx, _COUNTIES)]


def _values_of(name: str) -> str:
    column = {"category": "crime_category"}.get(name, name)
    return (
        f"SELECT {column}, count(*) FROM declined"  # noqa: S608 - the name of a filter
        f" WHERE {column} IS NOT NULL GROUP BY 1"
    )


def _rows(ctx: typer.Context, query: str) -> list[Any]:
    try:
        with closing(_open(ctx)) as conn:
            return conn.execute(query).fetchall()
    except UNUSABLE:
        return []


def _open(ctx: typer.Context) -> sqlite3.Connection:
    from detainer_cli.db.connection import DEFAULT_DB
    from detainer_cli.db.opening import open_for_reading

    given = ctx.params.get("db") or os.environ.get("DETAINERS_DB") or DEFAULT_DB
    return open_for_reading(Path(str(given)))
