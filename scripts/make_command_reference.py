"""Writes the help of every command into docs/commands.md, a line of each into short_helps.py.

`make_command_reference.py` writes the files; `--check` only says, by its exit code, whether they
are true.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from detainer_cli.cli.app import app
from detainer_cli.cli.help_text import plain_help

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "commands.md"
LINES = ROOT / "detainer_cli" / "cli" / "short_helps.py"
HEAD = """# Commands

This is what `--help` prints, command by command. (Made by `make docs`.)
"""
SHORT_HELPS_HEAD = '''"""What the list of commands says of each of them. Made by `make docs`."""

# ruff: noqa: E501
# fmt: off
SHORT_HELPS: dict[str, tuple[str, str]] = {
'''


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


def short_helps() -> str:
    """The module with the heading and the line of each command in the list of them all."""
    commands = getattr(typer.main.get_command(app), "commands", {})
    lines = [
        f"    {_quoted(name)}: (\n        {_quoted(command.rich_help_panel)},\n"
        f"        {_quoted(command.get_short_help_str(limit=1000))},\n    ),\n"
        for name, command in commands.items()
    ]
    return f"{SHORT_HELPS_HEAD}{''.join(lines)}}}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main() -> None:
    """Writes the files, or checks them."""
    for path, new in ((PAGE, reference()), (LINES, short_helps())):
        if "--check" not in sys.argv:
            path.write_text(new, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != new:
            sys.exit(f"{path.relative_to(ROOT).as_posix()} is out of date: make docs")


if __name__ == "__main__":
    main()
