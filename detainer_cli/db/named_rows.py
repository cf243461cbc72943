"""Rows of a query by the names of their columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any


def named_rows(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    """The rows that a cursor still has, each as a dict."""
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)
