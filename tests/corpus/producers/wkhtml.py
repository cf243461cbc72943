"""wkhtmltopdf, as Debian builds it: an old WebKit that prints no lines of its own on a page."""

from __future__ import annotations

from pathlib import Path

from ..document import Document
from ..traits import PAPERS, Abilities
from . import html
from .base import Producer, run, stamp

SCALE = 1.3  # a point of this engine is 0.77 of one on paper


class WkHtmlToPdf(Producer):
    name = "wkhtmltopdf"
    command = "wkhtmltopdf"
    package = "apt: wkhtmltopdf fonts-liberation"
    cuts = True
    can = Abilities(
        fonts=("sans", "serif", "mono"),
        aligns=("left", "left", "center"),
        breaking=("normal", "normal", "anywhere"),
        header_repeated=False,
        whole_rows=False,
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        source = folder / "report.html"
        dialect = html.Dialect(hyphens_by="soft", margin_boxes=False, scale=SCALE)
        source.write_text(html.page(document, dialect), encoding="utf-8")
        traits = document.traits
        width, height = (f"{side * 25.4 / 72:.2f}mm" for side in PAPERS[traits.paper])
        beside, above = (f"{m * 25.4 / 72:.2f}mm" for m in (traits.margin, max(36, traits.margin)))
        command = [
            "wkhtmltopdf", "--quiet", "--page-width", width, "--page-height", height, "-T", above,
            "-B", above, "-L", beside, "-R", beside, str(source), str(path),
        ]  # fmt: skip
        run(command, folder)
        stamp(path, document)
