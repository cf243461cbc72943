"""Writes the help of every command into the README, between two marks.

`make_command_reference.py` rewrites README.md; `--check` only says, by its exit code, whether it
is true. Without the marks the reference is added at the end.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from detainer_cli.cli.app import app
from detainer_cli.cli.help_text import plain_help

README = Path(__file__).parent.parent / "README.md"
START = "<!-- command reference: made by `make docs` -->"
END = "<!-- end of the command reference -->"


def reference() -> str:
    """The command reference as Markdown, with its marks."""
    blocks = _blocks("detainers", typer.main.get_command(app), None)
    return "\n".join([START, "", *blocks, END])


def _blocks(name: str, command: Any, parent: Any) -> Iterator[str]:
    """The help of a command, then of the commands in it."""
    ctx = command.make_context(name, [], parent=parent, resilient_parsing=True)
    yield _block(ctx.command_path, plain_help(command, ctx))
    for below, child in sorted(getattr(command, "commands", {}).items()):
        yield from _blocks(below, child, ctx)


def _block(title: str, text: str) -> str:
    return f"### `{title}`\n\n```text\n{text.rstrip()}\n```\n"


def with_reference(readme: str, text: str) -> str:
    """The README with this reference between its marks."""
    if START in readme:
        marked = re.compile(f"{re.escape(START)}.*?{re.escape(END)}", re.DOTALL)
        return marked.sub(lambda _: text, readme)
    return f"{readme.rstrip()}\n\n## Command reference\n\n{text}\n"


def main() -> None:
    """Rewrites the README, or checks it."""
    old = README.read_text("utf-8")
    new = with_reference(old, reference())
    if "--check" in sys.argv:
        sys.exit(0 if old == new else "README.md is out of date: make docs")
    README.write_text(new, "utf-8")


if __name__ == "__main__":
    main()
