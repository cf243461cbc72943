"""Other libraries, each in a process of its own that only extracts: `peers.py NAME PDF [ROWS]`.

With ROWS, the rows of all tables that it found are written there as JSON. A library finds tables;
none of them joins rows over pages, tells sections apart or knows what a cell means.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Rows = Iterator[list[Any]]


def pdfium_floor(path: str) -> Rows:
    """The text of each page and the box of each character, without which nothing can be read."""
    import ctypes

    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    box = [ctypes.c_double() for _ in range(4)]
    for page in pdfium.PdfDocument(path):
        text = page.get_textpage()
        for at in range(text.count_chars()):
            raw.FPDFText_GetUnicode(text, at)
            raw.FPDFText_GetCharBox(text, at, *box)
    yield from ()


def camelot_default(path: str) -> Rows:
    """`camelot.read_pdf` as it comes."""
    from camelot.io import read_pdf

    for found in read_pdf(path, pages="all"):
        yield from found.df.values.tolist()


def camelot_vector(path: str) -> Rows:
    """`camelot.read_pdf` with the engine that takes the file's own lines."""
    from camelot.io import read_pdf

    for found in read_pdf(path, pages="all", flavor="lattice", engine="vector"):
        yield from found.df.values.tolist()


def pdfplumber_tables(path: str) -> Rows:
    """`page.extract_tables()` of every page."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            for found in page.extract_tables():
                yield from found
            page.close()


def pymupdf_tables(path: str) -> Rows:
    """`page.find_tables()` of every page."""
    import pymupdf

    with pymupdf.open(path) as document:
        for page in document.pages():
            for found in page.find_tables().tables:
                yield from found.extract()


def tabula_tables(path: str) -> Rows:
    """`tabula.read_pdf` for ruled tables; the first row of a table is a row like the others."""
    from tabula.io import read_pdf

    options = {"header": None, "dtype": str}
    found: Any
    for found in read_pdf(path, pages="all", lattice=True, pandas_options=options):
        yield from found.fillna("").values.tolist()


PEERS: dict[str, Callable[[str], Rows]] = {
    "pdfium, text and boxes (floor)": pdfium_floor,
    "camelot, as it comes": camelot_default,
    "camelot, vector engine": camelot_vector,
    "pdfplumber extract_tables": pdfplumber_tables,
    "PyMuPDF find_tables": pymupdf_tables,
    "tabula-py, lattice": tabula_tables,
}
FLOOR = next(iter(PEERS))


def command(name: str, *paths: Path) -> list[str]:
    """What starts a library by its name in `PEERS`."""
    return [sys.executable, __file__, name, *map(str, paths)]


def main(name: str, path: str, *out: str) -> None:
    """Extracts; the rows are written where they are asked for."""
    rows = [[str(cell or "") for cell in row] for row in PEERS[name](path)]
    for file in out:
        Path(file).write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
