"""Writes the help of every command into docs/commands.md.

`make_command_reference.py` writes the file; `--check` only says, by its exit code, whether it is
true.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from detainer_cli.cli.app import app
from detainer_cli.cli.help_text import plain_help

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
HEAD = """# Commands

This is what `--help` prints, command by command. (Made by `make docs`.)
"""


def reference() -> str:
    """The command reference as Markdown."""
    blocks = _blocks("detainers", typer.main.get_command(app), None)
    return "\n".join([HEAD, *blocks])


def _blocks(name: str, command: Any, parent: Any) -> Iterator[str]:
    """The help of a command, then of the commands in it."""
    ctx = command.make_context(name, [], parent=parent, resilient_parsing=True)
    yield _block(ctx.command_path, plain_help(command, ctx))
    for below, child in sorted(getattr(command, "commands", {}).items()):
        yield from _blocks(below, child, ctx)


def _block(title: str, text: str) -> str:
    return f"## `{title}`\n\n```text\n{text.rstrip()}\n```\n"


def main() -> None:
    """Writes the page, or checks it."""
    new = reference()
    if "--check" in sys.argv:
        is_true = PAGE.exists() and PAGE.read_text("utf-8") == new
        sys.exit(0 if is_true else "docs/commands.md is out of date: make docs")
    PAGE.write_text(new, "utf-8")


if __name__ == "__main__":
    main()
