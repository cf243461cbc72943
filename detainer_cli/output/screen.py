"""Where an answer is shown, and in what manner it is written."""

from __future__ import annotations

from typing import NamedTuple

from detainer_cli.model.summary import Caveat, Caveats, Summary
from detainer_cli.output.encodings import is_utf8, writable


class Screen(NamedTuple):
    """Where a table will be shown: `width` is None off a terminal, where nothing is wrapped.

    `encoding` is what it can write. `is_styled` says whether it takes bold and dim text.
    """

    width: int | None = None
    encoding: str = "utf-8"
    is_styled: bool = False

    @property
    def is_utf8(self) -> bool:
        return is_utf8(self.encoding)

    def writable(self, text: str) -> str:
        """`text` in letters that the screen has: drawing in ASCII, other letters as escapes."""
        return writable(text, self.encoding)


class Manner(NamedTuple):
    """How a format writes: for which screen, with how much of the caveats, for whom.

    `is_safe` keeps a spreadsheet from running text as a formula, `bom` tells it of UTF-8; both are
    for text with separators.
    """

    screen: Screen = Screen()
    caveats: Caveats = Caveats.FULL
    is_safe: bool = False
    bom: bool = False


def caveats_of(summary: Summary, how: Caveats) -> list[tuple[Caveat, str]]:
    """The caveats of an answer, each with its text in the wanted length."""
    if how is Caveats.NONE:
        return []
    made = [c if isinstance(c, Caveat) else Caveat(c) for c in summary.caveats]
    return [(c, c.brief if how is Caveats.SHORT else str(c)) for c in made]


def told(summary: Summary, how: Caveats) -> list[str]:
    """The caveats in the wanted length, each with the place where more stands."""
    return [
        f"{text} ({caveat.link})" if caveat.link else text
        for caveat, text in caveats_of(summary, how)
    ]
