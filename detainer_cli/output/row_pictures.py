"""Pictures of rows: cut from the report that the database keeps, under their column heads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detainer_cli.db.periods import describe_period
from detainer_cli.errors import UnreadableError, UsageError
from detainer_cli.files import output_error, write_atomically
from detainer_cli.text import visible

if TYPE_CHECKING:
    from detainer_cli.answers.evidence import Shown
    from detainer_cli.extract.pictures import PictureBook, Piece

Place = tuple[int, int]
"""A page and one of its tables, from 1."""


def write_picture(
    conn: sqlite3.Connection, shown: Shown, path: Path, password: str | None = None
) -> bool:
    """Writes a row as it stands in the stored report, as PNG: each piece under its column heads.

    Week, page and row stand under it, and the notice of a sample. False if the heads of a piece
    were not found again. Raises UsageError for a name that is none, OutputError if the file cannot
    be written, UnreadableError if the report needs a password.
    """
    from detainer_cli.extract.pictures import picture

    _require_picture_name(path)
    content, notice = conn.execute(
        "SELECT p.content, f.sample_notice FROM report_pdf p"
        " JOIN report_file f ON f.id = p.report_id WHERE f.id = ?",
        [shown.report_id],
    ).fetchone()
    pieces = _pieces(conn, shown)
    under = [visible(line) for line in (*caption(shown), notice) if line]
    whole = picture(content, pieces, under, password)
    drawn = BytesIO()
    whole.image.save(drawn, format="PNG")
    try:
        write_atomically(path, drawn.getvalue())
    except OSError as error:
        raise output_error("the picture cannot be written", path, error) from None
    return whole.has_heads


def pictures_of_rows(
    conn: sqlite3.Connection, references: Iterable[str]
) -> Iterator[tuple[str, bytes | None]]:
    """Each row as PNG, by its reference; None where its report is not kept or cannot be opened.

    Raises UsageError for a reference of no row.
    """
    from detainer_cli.answers.evidence import shown_row

    books: dict[int, PictureBook | None] = {}
    try:
        for reference in references:
            shown = shown_row(conn, reference)
            if shown.report_id not in books:
                books[shown.report_id] = _book(conn, shown.report_id)
            book = books[shown.report_id]
            yield reference, None if book is None else _png(book, conn, shown)
    finally:
        for opened in filter(None, books.values()):
            opened.__exit__()


def _book(conn: sqlite3.Connection, report_id: int) -> PictureBook | None:
    from detainer_cli.extract.pictures import PictureBook

    sql = "SELECT content FROM report_pdf WHERE report_id = ?"
    row = conn.execute(sql, [report_id]).fetchone()
    try:
        return PictureBook(row[0]) if row else None
    except UnreadableError:
        return None


def _png(book: PictureBook, conn: sqlite3.Connection, shown: Shown) -> bytes:
    """The picture of a row without a caption, in grey and small enough for a page of many."""
    drawn = BytesIO()
    book.picture(_pieces(conn, shown), ()).image.convert("L").save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def _require_picture_name(path: Path) -> None:
    """Refuses a name that is no picture's, or that of a file which is none."""
    if path.suffix.lower() != ".png":
        raise UsageError(f"{path} is no name of a picture.", "Name a file that ends in .png.")
    if path.exists() and not path.read_bytes().startswith(b"\x89PNG"):
        raise UsageError(f"{path} is there already and is no picture.", "Name another file.")


def caption(shown: Shown) -> list[str]:
    """What stands under a picture: week, page and row, and the name of the file."""
    week = f"Week of {describe_period((shown.week,))}, {shown.places}"
    return [f"{week} ({shown.ref})", shown.report["source_name"]]


def _pieces(conn: sqlite3.Connection, shown: Shown) -> list[Piece]:
    from detainer_cli.extract.pictures import Piece

    tables, rejected = _tables(conn, shown), _rejected(conn, shown)
    headed = [
        (page, table)
        for (page, table), (_, first) in sorted(tables.items())
        if any((page, row) not in rejected for row in range(1, first))
    ]
    found = []
    for source in shown.sources:
        here = source["page"], source["table"]
        heads = max((place for place in headed if place <= here), default=here)
        found.append(Piece(source["page"], tuple(source["box"]), heads[0], tables[heads][0]))
    return found


def _tables(conn: sqlite3.Connection, shown: Shown) -> dict[Place, tuple[tuple[Any, ...], int]]:
    """Of each table of the row's section the box and the number of its first row with a record.

    Above that row stand the column heads; where it is the table's first, there are none.
    """
    found: dict[Place, tuple[tuple[Any, ...], int]] = {}
    for (text,) in conn.execute(
        f"SELECT sources FROM main.{shown.section.table} WHERE report_id = ?",  # noqa: S608 - a constant
        [shown.report_id],
    ):
        for source in json.loads(text):
            place = source["page"], source["table"]
            if place not in found or source["row"] < found[place][1]:
                found[place] = tuple(source["box"]), source["row"]
    return found


def _rejected(conn: sqlite3.Connection, shown: Shown) -> set[tuple[int, int]]:
    """The page and number of the rows of the section that are neither heads nor records."""
    rows = conn.execute(
        "SELECT page, row FROM rejected_row WHERE report_id = ? AND section = ?",
        [shown.report_id, shown.section.name],
    )
    return set(rows)
