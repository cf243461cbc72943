"""Programs that write another producer's file anew: the pages look the same, the file does not."""

from __future__ import annotations

from pathlib import Path

from ..document import Document
from .base import Producer, run

# What is done to a file; the first is the usual way.
WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "ghostscript": (
        ("gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", "-o", "{out}", "{in}"),
        ("gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite",
         "-dPDFSETTINGS=/prepress", "-dCompatibilityLevel=1.4", "-o", "{out}", "{in}"),
    ),
    "qpdf": (
        ("qpdf", "--linearize", "--object-streams=generate", "{in}", "{out}"),
        ("qpdf", "--encrypt", "", "owner", "256", "--extract=n", "--modify=none", "--", "{in}",
         "{out}"),
        ("qpdf", "--qdf", "--object-streams=disable", "{in}", "{out}"),
    ),
    "mutool": (
        ("mutool", "convert", "-F", "pdf", "-o", "{out}", "{in}"),
        ("mutool", "clean", "-gggg", "-z", "-s", "{in}", "{out}"),
    ),
    "cairo": (("pdftocairo", "-pdf", "{in}", "{out}"),),
}  # fmt: skip
PACKAGES = {
    "ghostscript": "apt: ghostscript",
    "qpdf": "apt: qpdf",
    "mutool": "apt: mupdf-tools",
    "cairo": "apt: poppler-utils",
}


class Rewriter(Producer):
    """The file of `base`, rewritten; `turn` chooses the way."""

    def __init__(self, tool: str, base: Producer, turn: int = 0) -> None:
        self.tool, self.base = tool, base
        self.way = WAYS[tool][turn % len(WAYS[tool])]
        self.name = f"{tool}({base.name})"
        self.command, self.package = self.way[0], PACKAGES[tool]
        self.can, self.cuts = base.can, base.cuts

    def missing(self) -> str:
        return super().missing() or self.base.missing()

    def build(self, document: Document, path: Path, folder: Path) -> None:
        first = folder / "first.pdf"
        self.base.build(document, first, folder)
        places = {"{in}": str(first), "{out}": str(path)}
        run([places.get(part, part) for part in self.way], folder)
