"""From the text of a case to its facts."""

from detainer_cli.parse.narrative.facts import read_case

__all__ = ["read_case"]
