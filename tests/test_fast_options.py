"""Options that do not go through pydantic mean what they mean through it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from detainer_cli.cli.command import DetainersCommand
from detainer_cli.cli.options import Format


def echo(
    path: Annotated[Path, typer.Argument()],
    count: Annotated[int, typer.Option(min=1, max=9)] = 3,
    wait: Annotated[float, typer.Option(min=0)] = 30.0,
    limit: Annotated[float | None, typer.Option(min=1)] = None,
    format: Annotated[Format, typer.Option()] = Format.TABLE,
    words: Annotated[list[str] | None, typer.Option("--word")] = None,
    loud: Annotated[bool, typer.Option("--loud")] = False,
    text: Annotated[str | None, typer.Option()] = None,
) -> None:
    typer.echo(repr((path, count, wait, limit, format, words, loud, text)))


def run(args: list[str], *, fast: bool) -> tuple[int, str]:
    app = typer.Typer(rich_markup_mode=None)
    app.command(cls=DetainersCommand if fast else None)(echo)
    result = CliRunner().invoke(app, args)
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["a.db"],
        ["a.db", "--count", "9", "--format", "json", "--loud"],
        ["a.db", "--word", "x", "--word", "y", "--text", "ü"],
        ["a.db", "--count", "0"],
        ["a.db", "--count", "10"],
        ["a.db", "--count", "two"],
        ["a.db", "--count", "1.5"],
        ["a.db", "--count", " 2 "],
        *(["a.db", "--wait", value] for value in ("5", "0", "0.25", "1e3", "-1", "inf", "x", "")),
        *(["a.db", "--limit", value] for value in ("5", "0.5", "1", "2.50", ".5", "٣", "1_0")),
        ["a.db", "--format", "JSON"],
        ["a.db", "--format", "xml"],
        ["a.db", "--text", " a "],
        ["a.db", "--nothing"],
    ],
)
def test_fast_parameters_answer_as_typers_own(args: list[str]) -> None:
    assert run(args, fast=True) == run(args, fast=False)
