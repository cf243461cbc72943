"""States of the country by their names, codes and short forms."""

from __future__ import annotations

from functools import cache

from detainer_cli.parse.narrative.tokens import folded
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names


@cache
def _state_codes() -> dict[str, str]:
    named = {folded(name): code for code, name in state_names().items()}
    aliases = {folded(row["alias"]).rstrip("."): row["usps"] for row in table("state_aliases")}
    return aliases | named | {code.lower(): code for code in state_names()}


def state_code(text: str) -> str | None:
    """The code of a state by its name, code or short form."""
    return _state_codes().get(folded(text).strip().rstrip("."))
