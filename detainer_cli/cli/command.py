"""What every command is: how its help reads, how its options are checked, and how it is made."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from detainer_cli.cli.fast_options import FastOptions
from detainer_cli.cli.help_text import ExamplesFirst
from detainer_cli.cli.messages import is_terminal
from detainer_cli.cli.repeated_options import TellsRepeated


class CommandInterruptedError(Exception):
    """Ctrl-C: typer would end the program without a word."""


class DetainersCommand(ExamplesFirst, FastOptions, TellsRepeated, TyperCommand):
    """A command that starts fast, whose help is never cut, and that tells of doubled options."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command. Raises CommandCommandInterruptedError for a KeyboardInterrupt."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise CommandInterruptedError from None


class DetainersGroup(ExamplesFirst, FastOptions, TyperGroup):
    """A group of such commands."""


class CommandApp(typer.Typer):
    """The commands of a module, each made when it is asked for (see `cli/app.py`)."""

    def __init__(self, **named: Any) -> None:
        # Boxes and colours are for people at a terminal; elsewhere errors are plain lines.
        is_seen = is_terminal(sys.stdout) and is_terminal(sys.stderr)
        defaults = {
            "add_completion": False,
            "pretty_exceptions_enable": False,
            "rich_markup_mode": "rich" if is_seen else None,
        }
        super().__init__(**{**defaults, **named})

    def command(self, name: str | None = None, **named: Any) -> Callable[[Any], Any]:
        """Like typer's, with our class of commands."""

        register = super().command

        def named_after(function: Callable[..., Any]) -> Callable[..., Any]:
            own = name or function.__name__.replace("_", "-")
            return register(own, **{"cls": DetainersCommand, **named})(function)

        return named_after

    def made(self, name: str) -> Any:
        """The command of this name for typer to run: this application, if it is itself a group."""
        if self.registered_callback is not None:
            return typer.main.get_command(self)
        alone = CommandApp()
        alone.registered_commands = [c for c in self.registered_commands if c.name == name]
        return typer.main.get_command(alone)
