"""`--help`: the examples first; off a terminal plain text that is never cut to a width.

The same plain text is the README's command reference.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from typing import Any

from detainer_cli.output.encodings import writable

NAMES_WIDTH = 30
EXAMPLES = "Examples:"


def examples_first(text: str) -> str:
    """The help of a command with its examples right behind the first paragraph."""
    text = inspect.cleandoc(text)
    before, found, examples = text.partition(EXAMPLES)
    first, _, rest = before.partition("\n\n")
    parts = [first, (found + examples).strip(), rest]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def plain_help(command: Any, ctx: Any) -> str:
    """The help of a command or a group as text, every entry on one line of any length."""
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    blocks = [f"Usage: {usage}", command.help or ""]
    params = [(param, param.get_help_record(ctx)) for param in command.get_params(ctx)]
    for name in ("argument", "option"):
        shown = [(p, r) for p, r in params if r is not None and p.param_type_name == name]
        for panel, records in _panels(shown, f"{name.title()}s").items():
            blocks.append(_section(panel, records))
    commands = [
        (c, (name, c.get_short_help_str(limit=1000)))
        for name, c in getattr(command, "commands", {}).items()
        if not c.hidden
    ]
    blocks += [_section(panel, records) for panel, records in _panels(commands, "Commands").items()]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _panels(
    entries: Iterable[tuple[Any, tuple[str, str]]], default: str
) -> dict[str, list[tuple[str, str]]]:
    """The entries under the headings that they ask for."""
    panels: dict[str, list[tuple[str, str]]] = {}
    for item, record in entries:
        panel = getattr(item, "rich_help_panel", None) or default
        panels.setdefault(panel, []).append(record)
    return panels


def _section(heading: str, records: list[tuple[str, str]]) -> str:
    width = min(max(len(name) for name, _ in records), NAMES_WIDTH)
    lines = []
    for name, text in records:
        text = " ".join(text.split())
        if len(name) > width:
            lines += [f"  {name}", f"  {'':{width}}  {text}"]
        else:
            lines.append(f"  {name:{width}}  {text}")
    return "\n".join([f"{heading}:", *(line.rstrip() for line in lines)])


class ExamplesFirst:
    """Prints the help of a command or group: as typer does on a terminal, else as plain text."""

    help: str | None

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.help = examples_first(self.help) if self.help else self.help

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Called by typer with the formatter whose text it prints."""
        if sys.stdout.isatty():
            super().format_help(ctx, formatter)  # type: ignore[misc]
        else:
            formatter.write(writable(plain_help(self, ctx), sys.stdout.encoding or "utf-8"))
