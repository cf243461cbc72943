"""Chromium, printing without a window."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..document import Document
from ..traits import CUTTING, Abilities
from . import html
from .base import Producer, run


class Chromium(Producer):
    name = "chromium"
    command = "chromium"
    package = "apt: chromium fonts-liberation"
    cuts = True
    can = Abilities(
        fonts=("sans", "serif", "mono"),
        hyphens=True,
        breaking=CUTTING,
        merges=("whole",),
        overflow=0.05,
    )

    def build(self, document: Document, path: Path, folder: Path) -> None:
        source = folder / "report.html"
        source.write_text(html.page(document, html.Dialect(hyphens_by="soft")), encoding="utf-8")
        command = [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer",
            f"--print-to-pdf={path}", source.as_uri(),
        ]  # fmt: skip
        run(command, folder)
        shutil.rmtree(folder / "profile", ignore_errors=True)
