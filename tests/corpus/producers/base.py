"""What every producer offers."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import pikepdf

from ..document import Document
from ..traits import Abilities

SECONDS = 180  # the longest that a producer may take


class Producer(ABC):
    """A program that makes PDFs; `command` or `module` is what it needs on the machine."""

    name: str
    can: Abilities
    command: str = ""
    module: str = ""
    package: str = ""  # what installs it, for the message
    cuts: bool = False  # cuts a word that is too long for its column

    def missing(self) -> str:
        """Why it cannot work here; empty if it can."""
        if self.command and not shutil.which(self.command):
            return f"no command {self.command} ({self.package})"
        if self.module and importlib.util.find_spec(self.module) is None:
            return f"no module {self.module} ({self.package})"
        return ""

    @abstractmethod
    def build(self, document: Document, path: Path, folder: Path) -> None:
        """Writes the PDF to `path`; `folder` is for what is needed on the way."""


def run(command: list[str], folder: Path, **named: Any) -> None:
    """Runs a producer's program; an error says what it said."""
    done: subprocess.CompletedProcess[bytes] = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, timeout=SECONDS, **named
    )
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise RuntimeError(f"{command[0]} failed ({done.returncode}): {said[:900]}")


def stamp(path: Path, document: Document) -> None:
    """Writes the notice and the page number onto every page, for producers without such lines."""
    traits = document.traits
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica, Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )  # fmt: skip
        for number, page in enumerate(pdf.pages, 1):
            x0, y0, x1, y1 = (float(edge) for edge in page.mediabox)
            y = y0 + 16 if traits.furniture == "bottom" else y1 - 22
            form = traits.page_number.format(page=number, pages=len(pdf.pages))
            name = page.add_resource(font, pikepdf.Name.Font)
            shown = [(x0 + 30, document.notice), (x1 - 90, form)]
            texts = [f"1 0 0 1 {x:.2f} {y:.2f} Tm ({_escaped(t)}) Tj" for x, t in shown if t]
            stream = f"q 0 g BT {name} 7.5 Tf {' '.join(texts)} ET Q\n"
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(f"\nQ\n{stream}".encode("ascii"))
        pdf.save(path)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
