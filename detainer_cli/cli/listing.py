"""Prints lists that are no summaries: explanations, unresolved values, outcomes of loads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detainer_cli.cli.options import Format
from detainer_cli.cli.questions import put, screen


def print_rows(
    rows: Sequence[Mapping[str, object]], columns: Sequence[str], title: str, form: Format
) -> None:
    """The rows on stdout: a list of objects in JSON, otherwise a table of `columns`."""
    from detainer_cli.model.columns import undeclared
    from detainer_cli.model.summary import Summary
    from detainer_cli.output.render import render
    from detainer_cli.text import json_text

    if form is Format.JSON:
        put(json_text(list(rows), not screen().is_utf8) + "\n")
        return
    flat = [{name: _plain(row.get(name)) for name in columns} for row in rows]
    summary = Summary(title, [], undeclared(columns), flat, None, [])
    put(render(summary, form.value, screen()))


def print_object(value: Mapping[str, object]) -> None:
    """One object on stdout, as JSON."""
    from detainer_cli.text import json_text

    put(json_text(value, not screen().is_utf8) + "\n")


def _item(item: Mapping[str, Any]) -> str:
    """A candidate with its code, or a group of synonyms with its words."""
    if "words" in item:
        return f"{item['concept']}: {', '.join(item['words'])}"
    return f"{item['value']} ({item['code']})" if item.get("code") else str(item["value"])


def _plain(value: object) -> object:
    """A list of candidates or a nested object as readable text."""
    if isinstance(value, list):
        return "; ".join(_item(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
