"""Shell completion from the database: it offers what is loaded, and never fails."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from detainer_cli.errors import DetainersError

if TYPE_CHECKING:
    from detainer_cli.weeks import Week

UNUSABLE = (DetainersError, sqlite3.Error, OSError, ValueError)
"""What a database that cannot be read may raise: then there is nothing to offer."""


def complete_week(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The forms of `--week`, and the first day of every loaded week."""
    from detainer_cli.weeks import describe_period, loaded_weeks

    offers = [("latest", "the newest loaded week"), ("all", "all loaded weeks together")]
    try:
        with closing(_open(ctx)) as conn:
            weeks = loaded_weeks(conn)
    except UNUSABLE:
        weeks = ()
    named = _number_of_week if "W" in incomplete.upper() else _first_day
    offers += [(named(week), describe_period((week,))) for week in reversed(weeks)]
    return [offer for offer in offers if offer[0].startswith(incomplete)]


def _first_day(week: Week) -> str:
    return week.start.isoformat()


def _number_of_week(week: Week) -> str:
    """`2017-W05` for the reporting week that holds its Monday."""
    monday = week.start + timedelta(days=-week.start.weekday() % 7)
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


def complete_state(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The states of the loaded rows by their codes."""
    from detainer_cli.summaries.groups import state_names

    try:
        with closing(_open(ctx)) as conn:
            rows = conn.execute(
                "SELECT state FROM declined_row UNION SELECT state FROM issued_row"
            ).fetchall()
    except UNUSABLE:
        return []
    names = state_names()
    codes = sorted(code for (code,) in rows if code)
    return [(c, names.get(c, c)) for c in codes if c.startswith(incomplete.upper())]


def _open(ctx: typer.Context) -> sqlite3.Connection:
    from detainer_cli.cli.options import DEFAULT_DB
    from detainer_cli.database import open_for_reading

    given = ctx.params.get("db") or os.environ.get("DETAINERS_DB") or DEFAULT_DB
    return open_for_reading(Path(str(given)))
