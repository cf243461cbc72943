"""The states, territories and D.C. by the codes of the Postal Service."""

from __future__ import annotations

from functools import cache

from detainer_cli.reference import table


@cache
def state_names() -> dict[str, str]:
    """The names of the states by their USPS codes."""
    return {row["usps"]: row["name"] for row in table("states")}
