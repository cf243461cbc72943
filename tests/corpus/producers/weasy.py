"""WeasyPrint: HTML by a Python library (needs the Pango of the system)."""

from __future__ import annotations

from pathlib import Path

from ..document import Document
from ..traits import CUTTING, DRAWN, GLYPHS, Abilities
from . import html
from .base import Producer


class WeasyPrint(Producer):
    name = "weasyprint"
    module = "weasyprint"
    package = "pip: weasyprint; apt: libpango-1.0-0 libpangoft2-1.0-0 fonts-liberation"
    cuts = True
    can = Abilities(
        fonts=("sans", "serif", "mono"),
        bullets=(*GLYPHS, *DRAWN, "hanging"),
        hyphens=True,
        breaking=CUTTING,
        merges=("whole",),
        overflow=0.05,
        contents_pages=True,
    )

    def missing(self) -> str:
        try:
            import weasyprint  # noqa: F401
        except (ImportError, OSError) as error:  # OSError: no Pango
            return f"{str(error).splitlines()[0]} ({self.package})"
        return ""

    def build(self, document: Document, path: Path, folder: Path) -> None:
        import weasyprint

        text = html.page(document, html.Dialect(counters=True, drawn_by="box"))
        weasyprint.HTML(string=text).write_pdf(path)
