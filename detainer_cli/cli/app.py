"""The application object, and how its arguments are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup


class DetainersGroup(TyperGroup):
    """A group whose commands know a bare `--week`: typer has no option with an optional value."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **named: Any) -> Any:
        """Runs the program with `args`, a bare `--week` read as `--week latest`."""
        import sys

        given = list(sys.argv[1:] if args is None else args)
        return super().main(with_week_values(given), *more, **named)


def with_week_values(args: list[str]) -> list[str]:
    """`--week` without a value, that is at the end or before another option, means `latest`."""
    filled = []
    for arg, following in zip(args, [*args[1:], "-"], strict=True):
        filled.append("--week=latest" if arg == "--week" and following.startswith("-") else arg)
    return filled


app = typer.Typer(
    cls=DetainersGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
