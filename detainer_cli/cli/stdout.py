"""What goes to stdout: answers, lists and objects, in any format and to any encoding."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from detainer_cli.cli.messages import say
from detainer_cli.cli.options import Format
from detainer_cli.errors import ExitCode, UsageError
from detainer_cli.model.summary import Caveats, Summary
from detainer_cli.output.encodings import LENIENT
from detainer_cli.output.render import render
from detainer_cli.output.screen import Screen
from detainer_cli.text import json_text


def screen() -> Screen:
    """Where stdout goes: to a terminal of some width, or not to a terminal."""
    encoding = sys.stdout.encoding or "utf-8"
    if not sys.stdout.isatty():
        return Screen(None, encoding)
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Screen(shutil.get_terminal_size().columns, encoding, not is_plain)


def encode_for_spreadsheets(format: Format) -> None:
    """Makes stdout UTF-8. Raises UsageError if the format is none that a spreadsheet reads."""
    if format not in {Format.CSV, Format.TSV}:
        raise UsageError("--bom is for CSV and TSV.", "Add --format csv, or leave --bom out.")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def write_stdout(text: str) -> None:
    """Writes the answer to stdout; ends quietly if its reader has seen enough.

    A letter that stdout cannot write is written as an escape, and a note on stderr says so.
    """
    encoding = sys.stdout.encoding or "utf-8"
    written = text.encode(encoding, LENIENT).decode(encoding)
    if written != text:
        say(
            f"the encoding of the output ({encoding}) lacks some letters of the answer; they stand"
            " in it as escapes (\\xf1). UTF-8 has them all: PYTHONUTF8=1, or --bom with CSV."
        )
    try:
        sys.stdout.write(written)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(ExitCode.OK) from None


def print_summary(
    summary: Summary, format: Format, caveats: Caveats | None = None, bom: bool = False
) -> None:
    """An answer on stdout."""
    write_stdout(render(summary, format.value, screen(), caveats, bom))


def print_object(value: Mapping[str, object]) -> None:
    """One object on stdout, as JSON."""
    write_stdout(json_text(value, not screen().is_utf8) + "\n")


def print_rows(
    rows: Sequence[Mapping[str, object]], columns: Sequence[str], title: str, format: Format
) -> None:
    """A list that is no answer: a list of objects in JSON, otherwise a table of `columns`."""
    if format is Format.JSON:
        write_stdout(json_text(list(rows), not screen().is_utf8) + "\n")
        return
    from detainer_cli.model.columns import undeclared

    flat = [{name: _plain(row.get(name)) for name in columns} for row in rows]
    print_summary(Summary(title, [], undeclared(columns), flat, None, []), format)


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
