"""How many of the declined rows other libraries alone find whole, with their default settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from .truth import plain

Cells = tuple[str, ...]


def pdfplumber_rows(path: Path) -> Iterator[list[str | None]]:
    """`page.extract_tables()` of every page."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for table in page.extract_tables():
                yield from table
            page.close()


def camelot_rows(path: Path) -> Iterator[list[str | None]]:
    """`camelot.read_pdf` with the vector engine."""
    from camelot.io import read_pdf

    tables = read_pdf(str(path), pages="all", flavor="lattice", engine="vector")
    for table in tables:
        yield from table.df.values.tolist()


def _whole(rows: Callable[[Path], Iterator[list[str | None]]]) -> Callable[..., int]:
    def count(path: Path, printed: list[list[str]]) -> int:
        """The rows of `printed` that are found with all their cells, each once."""
        try:
            found = Counter(_cells(row) for row in rows(path))
        except Exception:  # noqa: BLE001 - what a peer cannot read, it does not find
            return 0
        return sum((Counter(_cells(row) for row in printed) & found).values())

    return count


def _cells(row: list[str] | list[str | None]) -> Cells:
    return tuple(plain(cell or "") for cell in row)


PEERS: dict[str, Callable[..., int]] = {
    "pdfplumber": _whole(pdfplumber_rows),
    "camelot": _whole(camelot_rows),
}
