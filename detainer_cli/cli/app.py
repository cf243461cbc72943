"""The application object, and how its arguments are read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from detainer_cli import __version__
from detainer_cli.cli.fast_options import Quick
from detainer_cli.cli.help_text import Helping
from detainer_cli.cli.messages import is_terminal
from detainer_cli.cli.repeated_options import Telling


class DetainersCommand(Helping, Quick, Telling, TyperCommand):
    """A command that starts fast, whose help is never cut, and that tells of doubled options."""


OPTIONAL_VALUES = {"--week": "latest", "--caveats": "full"}
"""What these options mean without a value: typer has no option with an optional value."""


class DetainersGroup(Helping, Quick, TyperGroup):
    """A group whose commands know the bare options `--week` and `--caveats`."""

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


class DetainersApp(typer.Typer):
    """An application all of whose commands are of our kind."""

    def command(self, *args: Any, **named: Any) -> Callable[[Any], Any]:
        """Like typer's, with our command class."""
        return super().command(*args, **{"cls": DetainersCommand, **named})


app = DetainersApp(
    cls=DetainersGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    # Boxes and colours are for people at a terminal; elsewhere errors are plain lines.
    rich_markup_mode="rich" if is_terminal(sys.stdout) and is_terminal(sys.stderr) else None,
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
