"""Column widths, and a size of type at which no text runs out of its cell.

Widths are measured in the Helvetica, Times and Courier that every machine has (ReportLab knows
them), and made a little wider for the fonts that a producer takes instead.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from random import Random

from reportlab.pdfbase.pdfmetrics import stringWidth

from .document import Document, Table
from .traits import PAPERS, Traits

FONTS = {"sans": "Helvetica-Bold", "serif": "Times-Bold", "mono": "Courier-Bold"}
SAFETY = 1.06
LEAST_SIZE = 6.0
INDENT = 12.0  # of the items of a list, in points
KEPT_WIDE = ("criteria", "ordinal")


def fit(document: Document, cuts: bool) -> None:
    """Sets the widths of all tables, and makes type or margins smaller where they must be.

    `cuts` says that the producer can cut a word that is too long for its column; only then are
    columns squeezed below their longest word.
    """
    traits = document.traits
    while not all(_fits(table, traits) for table in document.tables):
        traits = _tighter(traits)
    document.traits = traits
    for table in document.tables:
        table.widths = _widths(table, traits, cuts, document.seed)


def text_width(traits: Traits) -> float:
    """From margin to margin."""
    return PAPERS[traits.paper][0] - 2 * traits.margin


def measure(text: str, traits: Traits) -> float:
    return _measured(text, FONTS.get(traits.font, "Helvetica-Bold"), traits.size) * SAFETY


@lru_cache(maxsize=65536)
def _measured(text: str, font: str, size: float) -> float:
    return float(stringWidth(text, font, size))


def _tighter(traits: Traits) -> Traits:
    if traits.size > LEAST_SIZE:
        return replace(traits, size=max(LEAST_SIZE, traits.size - 0.5))
    if traits.margin > 30 or traits.width < 1:
        return replace(traits, margin=30.0, width=1.0)
    if traits.paper in ("letter", "legal", "a4"):
        return replace(traits, paper=f"{traits.paper} wide")
    return replace(traits, padding=traits.padding - 0.5)


def _fits(table: Table, traits: Traits) -> bool:
    return sum(_least(table, traits)) <= text_width(traits) * traits.width


def _texts(table: Table, column: int) -> list[str]:
    cells = [row[column] for row in table.rows]
    texts = [text for cell in cells for text in ([cell] if isinstance(cell, str) else cell)]
    return [table.columns[column].header, *texts]


def _least(table: Table, traits: Traits) -> list[float]:
    """For each column the width of its longest word."""
    extra = 2 * traits.padding + 2 * traits.rule_width + 1
    least = []
    for number, column in enumerate(table.columns):
        words = (word for text in _texts(table, number) for word in text.split())
        widest = max((measure(word, traits) for word in words), default=0.0)
        least.append(widest + extra + (INDENT if column.field == "criteria" else 0))
    return least


def _widths(table: Table, traits: Traits, cuts: bool, seed: str) -> list[float]:
    """The least, and of what is left most for the columns with most to say."""
    rng = Random(f"{seed}/{table.section}")
    least = _least(table, traits)
    squeezed = _squeezed(table, traits, rng) if cuts and traits.squeeze else None
    if squeezed is not None:
        least[squeezed] *= traits.squeeze
    room = text_width(traits) * traits.width - sum(least)
    wanted = []
    for number, width in enumerate(least):
        longest = max(measure(text, traits) for text in _texts(table, number))
        more = max(0.0, min(longest, 3.2 * width) - width) * rng.uniform(0.5, 1.5) + 1
        wanted.append(0.0 if number == squeezed else more)
    share = room / sum(wanted)
    share = min(1.0, share) if rng.random() < 0.3 else share
    return [width + more * share for width, more in zip(least, wanted, strict=True)]


def _squeezed(table: Table, traits: Traits, rng: Random) -> int | None:
    """The column that is made narrower than its longest word."""
    if table.section == 1:
        return None
    texts = [i for i, column in enumerate(table.columns) if column.field not in KEPT_WIDE]
    return rng.choice(texts)
