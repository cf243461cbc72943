"""All producers in a fixed order: report `number` is made by the producer at its place in it."""

from __future__ import annotations

from .base import Producer
from .chromium import Chromium
from .weasy import WeasyPrint
from .wkhtml import WkHtmlToPdf

PRODUCERS: tuple[Producer, ...] = (WeasyPrint(), Chromium(), WkHtmlToPdf())


def producer_of(number: int) -> Producer:
    return PRODUCERS[number % len(PRODUCERS)]
