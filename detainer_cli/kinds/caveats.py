"""What the numbers of a kind of report do not say: the texts, from the `caveats.csv` of its folder.

`section` names the section whose numbers a text goes with, and is empty where it goes with several;
`readme` is the heading of the README under which more stands, if any does.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

from detainer_cli.kinds import FOLDER


class CaveatText(NamedTuple):
    """A text, and its short form of one line."""

    name: str
    section: str
    text: str
    brief: str
    readme: str


@cache
def caveats_of(kind: str) -> dict[str, CaveatText]:
    """The texts of a kind by their names, in the order of its file; none if it has no file."""
    path = FOLDER / kind / "caveats.csv"
    if not path.exists():
        return {}
    heads, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    found = (CaveatText(**dict(zip(heads, row, strict=True))) for row in rows)
    return {caveat.name: caveat for caveat in found}
