"""Pictures of rows: cut from their report, kept or given, under their column heads."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detainer_cli.db.periods import describe_period
from detainer_cli.errors import UnreadableError, UsageError
from detainer_cli.files import (
    is_there,
    output_error,
    read_up_to,
    require_place,
    write_atomically,
)
from detainer_cli.model.limits import DEFAULT_LIMITS, MIB
from detainer_cli.text import visible

if TYPE_CHECKING:
    from detainer_cli.answers.evidence import Shown
    from detainer_cli.extract.pictures import Frame, PictureBook, Piece

_UNWRITTEN = "the picture cannot be written"

Place = tuple[int, int]
"""A page and one of its tables, from 1."""


@dataclass(frozen=True)
class Wanted:
    """What picture to write: `pdf` is the report's file (None: the one that the database keeps),
    `cell` the field that a frame marks.
    """

    path: Path
    password: str | None = None
    pdf: Path | None = None
    cell: str | None = None


def write_picture(conn: sqlite3.Connection, shown: Shown, wanted: Wanted) -> bool:
    """Writes a row as it stands in its report, as PNG: each piece under its column heads.

    Week, page and row stand under it, and the notice of a sample. False if the heads of a piece
    were not found again. Raises UsageError for a name that is none, a cell that the row does not
    have, or a report that is not at hand or another one; OutputError if the file cannot be
    written, UnreadableError if the report needs a password.
    """
    path = wanted.path
    _require_picture_name(path)
    drawn, has_heads = picture_of(conn, shown, wanted)
    try:
        write_atomically(path, drawn)
    except OSError as error:
        raise output_error(_UNWRITTEN, path, error) from None
    return has_heads


def picture_of(
    conn: sqlite3.Connection, shown: Shown, wanted: Wanted | None = None
) -> tuple[bytes, bool]:
    """A row as PNG, as `write_picture` writes it, and whether its heads were found again."""
    from detainer_cli.extract.pictures import picture

    how = wanted or Wanted(Path())
    frames = _frames(shown, how.cell) or _frames_of_events(conn, shown)
    content = _content(conn, shown, how.pdf)
    (notice,) = conn.execute(
        "SELECT sample_notice FROM report_file WHERE id = ?", [shown.report_id]
    ).fetchone()
    pieces = _pieces(conn, shown)
    under = [visible(line) for line in (*caption(shown), notice) if line]
    whole = picture(content, pieces, under, how.password, frames)
    drawn = BytesIO()
    whole.image.save(drawn, format="PNG")
    return drawn.getvalue(), whole.has_heads or shown.section.mark != "r"  # prose has no heads


def _frames_of_events(conn: sqlite3.Connection, shown: Shown) -> list[Frame]:
    """The lines that tell the events of a case."""
    if not shown.timeline:
        return []
    rows = conn.execute(
        "SELECT e.sources FROM main.case_event_row e JOIN main.case_row c"
        " ON c.report_id = e.report_id AND c.position = e.case_position WHERE c.id = ?",
        [shown.id],
    )
    places = {
        (piece["page"], tuple(piece["box"])) for (text,) in rows for piece in json.loads(text)
    }
    return sorted(places)


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


def _content(conn: sqlite3.Connection, shown: Shown, pdf: Path | None) -> bytes:
    """The PDF of the report: the file, if it is that report's, else what the database keeps."""
    name, sha256 = shown.report["source_name"], shown.report["sha256"]
    if pdf is None:
        kept = conn.execute(
            "SELECT content FROM report_pdf WHERE report_id = ?", [shown.report_id]
        ).fetchone()
        if kept is None:
            raise UsageError(
                f"the database does not keep the PDF of {visible(name)} (SHA-256 {sha256}).",
                "Name the file with --pdf FILE; its SHA-256 is compared.",
            )
        return bytes(kept[0])
    try:
        content = read_up_to(pdf, DEFAULT_LIMITS.unpacked * MIB)
    except OSError as error:
        raise UsageError(
            f"the file cannot be read ({error.strerror}).", "Check the path.", file=str(pdf)
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise UsageError(
            f"it is not the report {visible(name)}: its SHA-256 is {found}, that of the report"
            f" {sha256}.",
            "Name the file that was loaded.",
            file=str(pdf),
        )
    return content


def _frames(shown: Shown, cell: str | None) -> list[Frame]:
    """The boxes of a cell, named by its field or as `show` names the field."""
    if cell is None:
        return []
    if shown.cells is None:
        raise UsageError(
            "the database does not say where the words of this row stand: an earlier version read"
            " its report.",
            "Leave --cell out, or read the report again with: detainers reparse",
        )
    name = cell.replace("_", " ").casefold()
    named = {field.replace("_", " "): cells for field, cells in shown.cells.items()}
    named |= {value["field"].replace("_", " "): value["cells"] for value in shown.values}
    if not named.get(name):
        placed = ", ".join(sorted(field for field, cells in named.items() if cells))
        has = "stands nowhere on the page" if name in named else "is none of it"
        raise UsageError(f"the row has no cell “{cell}”: it {has}.", f"It has: {placed}.")
    return [(piece["page"], tuple(piece["box"])) for piece in named[name] if piece["printed"]]


def _require_picture_name(path: Path) -> None:
    """Refuses a name that is no picture's, or that of a file which is none."""
    if path.suffix.lower() != ".png":
        raise UsageError(f"{path} is no name of a picture.", "Name a file that ends in .png.")
    require_place(_UNWRITTEN, path)
    if is_there(path) and not _begins_with(path, b"\x89PNG"):
        raise UsageError(f"{path} is there already and is no picture.", "Name another file.")


def _begins_with(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError as error:
        raise output_error(_UNWRITTEN, path, error) from None


def caption(shown: Shown) -> list[str]:
    """What stands under a picture: week, page and row, and the name of the file."""
    of = shown.week.name.capitalize()
    week = f"{of} of {describe_period((shown.week,))}, {shown.places}"
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
