"""The program as a whole: its table of commands, and how its arguments are read."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from detainer_cli import __version__
from detainer_cli.cli.command import CommandApp, DetainersCommand, DetainersGroup

COMMANDS = {
    "reports": "answers",
    "top-counties": "answers",
    "split": "answers",
    "breakdown": "answers",
    "coverage": "answers",
    "rows": "answers",
    "policies": "answers",
    "trend": "answers",
    "lag": "answers",
    "cases": "cases",
    "compare": "answers",
    "export": "export",
    "publish": "publish",
    "explain": "explain",
    "renormalize": "renormalize",
    "review": "review",
    "ingest": "ingest",
    "reparse": "reparse",
    "fetch": "fetch",
    "show": "show",
    "diff": "diff",
    "errata": "errata",
    "cite": "cite",
    "dossier": "dossier",
    "brief": "brief",
    "browse": "browse",
    "status": "status",
    "check": "check",
    "backup": "backup",
}
"""Every command, in the order of the help, with the module of `cli` whose `app` has it."""

OPTIONAL_VALUES = {"--week": "latest", "--caveats": "full"}
"""What these options mean without a value: typer has no option with an optional value."""


class LazyCommands(Mapping[str, Any]):
    """The table as typer wants it: a command's module is imported when the command is asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module = import_module(f"detainer_cli.cli.{COMMANDS[name]}")
            self._made[name] = module.app.made(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS


class ListedCommands(LazyCommands):
    """The table for the list of commands, which needs a line of each and no module of any.

    `short_helps.py` has the lines; a command that it does not know is made.
    """

    def __getitem__(self, name: str) -> Any:
        from detainer_cli.cli.short_helps import SHORT_HELPS  # no command needs it

        if name not in SHORT_HELPS:
            return super().__getitem__(name)
        panel, text = SHORT_HELPS[name]
        return DetainersCommand(name=name, short_help=text, rich_help_panel=panel)


class Detainers(DetainersGroup):
    """The group of all commands, which knows the bare options `--week` and `--caveats`."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**{**named, "commands": LazyCommands()})

    def list_commands(self, ctx: Any) -> list[str]:
        """Called by typer for the names alone."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Called by typer for the one command that runs, or for each that the help shows."""
        if cmd_name not in COMMANDS:  # not `get`, which would hide a KeyError of a module
            return None
        return self.commands[cmd_name]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Called by typer for the help of the program, behind which the process ends."""
        listed: Any = ListedCommands()
        self.commands = listed
        super().format_help(ctx, formatter)

    def main(self, args: Sequence[str] | None = None, *more: Any, **named: Any) -> Any:
        """Runs the program with `args`, a bare `--week` read as `--week latest`."""
        given = list(sys.argv[1:] if args is None else args)
        named.setdefault("prog_name", "detainers")
        return super().main(with_values(given), *more, **named)


def with_values(args: list[str]) -> list[str]:
    """The options that may stand bare get their value where they are at the end or before another.

    What follows `--` is no option.
    """
    filled = []
    options = args.index("--") if "--" in args else len(args)
    for at, (arg, following) in enumerate(zip(args, [*args[1:], "-"], strict=False)):
        is_bare = arg in OPTIONAL_VALUES and following.startswith("-") and at < options
        filled.append(f"{arg}={OPTIONAL_VALUES[arg]}" if is_bare else arg)
    return filled


app = CommandApp(
    cls=Detainers,
    no_args_is_help=True,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"detainers {__version__}")
        raise typer.Exit


@app.callback()
def detainers(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """ICE's Weekly Declined Detainer Outcome Reports: from the PDF to numbers to print.

    Examples:

        detainers ingest report.pdf

        detainers top-counties --week

        detainers split --by crime --week 2017-02-01 --format csv
    """
