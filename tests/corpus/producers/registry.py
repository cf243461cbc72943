"""All producers in a fixed order: report `number` is made by the producer at its place in it."""

from __future__ import annotations

from .base import Producer
from .chromium import Chromium
from .fpdf import Fpdf2
from .platypus import Platypus
from .weasy import WeasyPrint
from .wkhtml import WkHtmlToPdf

PRODUCERS: tuple[Producer, ...] = (
    WeasyPrint(), Chromium(), WkHtmlToPdf(), Fpdf2(), Platypus(),
)  # fmt: skip


def producer_of(number: int) -> Producer:
    return PRODUCERS[number % len(PRODUCERS)]
