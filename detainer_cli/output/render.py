"""Summary -> text, in any format of answers."""

from __future__ import annotations

from detainer_cli.model.summary import Caveats, Summary
from detainer_cli.output.formats import FORMATS
from detainer_cli.output.screen import Manner, Screen


def render(
    summary: Summary,
    form: str,
    screen: Screen | None = None,
    caveats: Caveats | None = None,
    bom: bool = False,
) -> str:
    """The summary as text, in one of the formats that answers have.

    Without `caveats` each format has its own: a table on a terminal has them short, CSV and TSV
    have none, every other has them full. With `bom` these two are made for spreadsheets: they begin
    with a byte order mark, and no text in them is run as a formula.
    """
    screen = screen or Screen()
    write = FORMATS[form].answer
    if write is None:
        raise ValueError(f"{form} is no format of an answer")
    return write(summary, Manner(screen, _caveats(form, screen, caveats), bom, bom))


def has_whole(form: str, screen: Screen, caveats: Caveats | None) -> bool:
    """Whether `render` gives every caveat in full."""
    return _caveats(form, screen, caveats) is Caveats.FULL


def _caveats(form: str, screen: Screen, asked: Caveats | None) -> Caveats:
    """How much is said of the caveats: what is asked for, else what is the format's own."""
    known = FORMATS[form]
    on_screen = known.on_screen if screen.width is not None else None
    return asked or on_screen or known.caveats
