"""All producers in a fixed order: report `number` is made by the one at its place in it.

So a report is known by its seed and number alone, whatever is installed. New producers go to the
end; that makes other reports of the same numbers.
"""

from __future__ import annotations

from .base import Producer
from .calc import Calc
from .chromium import Chromium
from .fpdf import Fpdf2
from .latex import LaTeX
from .pdfmake import PdfMake
from .platypus import Platypus
from .rewriters import WAYS, Rewriter
from .roff import Groff
from .typesetter import Typst
from .weasy import WeasyPrint
from .wkhtml import WkHtmlToPdf
from .writer import Writer

BASES: tuple[Producer, ...] = (
    WeasyPrint(), Chromium(), WkHtmlToPdf(), Fpdf2(), Platypus(), Typst(), Writer(), Calc(),
    LaTeX(), Groff(), PdfMake(),
)  # fmt: skip
NAMES: tuple[str, ...] = (*(producer.name for producer in BASES), *WAYS)


def name_of(number: int) -> str:
    """The producer's name, without that of a rewriter's base."""
    return NAMES[number % len(NAMES)]


def producer_of(number: int) -> Producer:
    """The producer of report `number`; rewriters take the other producers' files in turn."""
    place, turn = number % len(NAMES), number // len(NAMES)
    if place < len(BASES):
        return BASES[place]
    tool = NAMES[place]
    # each tool begins with another base, and comes to every base
    return Rewriter(tool, BASES[(turn + 3 * place) % len(BASES)], turn // len(BASES) + turn)
