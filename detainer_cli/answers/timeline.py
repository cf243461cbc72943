"""The events of a narrative case, in the order in which its text tells them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from detainer_cli.db.named_rows import named_rows
from detainer_cli.model.columns import Column, ColumnKind

CASE = "c"
"""What stands before the number of a case in its reference."""

EVENTS = [
    Column("date", ColumnKind.TEXT),
    Column("type", ColumnKind.NAME),
    Column("agency", ColumnKind.NAME),
    Column("place", ColumnKind.PLACE),
    Column("state", ColumnKind.CODE),
    Column("county_fips", ColumnKind.CODE),
    Column("offenses", ColumnKind.TEXT),
    Column("quote", ColumnKind.TEXT),
]
_SELECT = """
SELECT nullif(date, '') AS date, type, nullif(agency, '') AS agency, nullif(place, '') AS place,
  state, county_fips, offenses, quote
FROM main.case_event_row WHERE report_id = ? AND case_position = ? ORDER BY position
"""


def timeline(conn: sqlite3.Connection, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The events of a stored case, each with the words that tell it."""
    rows = named_rows(conn.execute(_SELECT, [case["report_id"], case["position"]]))
    return [row | {"offenses": json.loads(row["offenses"])} for row in rows]
