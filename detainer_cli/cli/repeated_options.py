"""An option given twice where one value counts: the last one does, and that is said."""

from __future__ import annotations

from collections import Counter
from typing import Any

from detainer_cli.cli.messages import say


class TellsRepeated:
    """Tells of options of a command that are given more often than they count."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Called by typer with the arguments behind the command's name."""
        if not ctx.resilient_parsing:  # the shell is not asking for completions
            self._tell(ctx, list(args))
        rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        return rest

    def _tell(self, ctx: Any, args: list[str]) -> None:
        values, _, order = self.make_parser(ctx).parse_args(args=args)  # type: ignore[attr-defined]
        given = Counter(param for param in order if _counts_once(param))
        for param, times in given.items():
            if times > 1 and not values.get("quiet"):
                name = max(param.opts, key=len)
                often = "twice" if times == 2 else f"{times} times"
                say(
                    f"detainers: note: {name} is given {often}; only the last value counts:"
                    f" {values[param.name]}."
                )


def _counts_once(param: Any) -> bool:
    """Whether a parameter is an option whose last value takes the place of those before it."""
    is_option = param.param_type_name == "option"
    return is_option and not param.multiple and not param.is_flag and not param.count
