"""The pieces of the rows of a section: what stands of a row in one table of one page."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detainer_cli.kinds.descriptor import Field, FieldType, Section
from detainer_cli.model.pages import Box, Cell, LeftOut, Line
from detainer_cli.model.records import Source
from detainer_cli.parse.text import (
    join_lines,
    read_count,
    read_date,
    read_disposition,
    read_month,
    split_disposition,
)

Texts = dict[str, tuple[Line, ...]]
"""The lines of each field of a row."""

Join = Callable[[Sequence[Line]], tuple[Line, ...]]
"""Decides what the line breaks between pieces of a cut row stand for."""


@dataclass(frozen=True)
class WholeRow:
    """A row of the report, put together from its pieces; `texts` has every field of the header."""

    texts: Texts
    pieces: tuple[Piece, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where its pieces stand."""
        return tuple(piece.source for piece in self.pieces)

    def text(self, name: str) -> str | None:
        """The field as one text; None if the report has no such column."""
        lines = self.texts.get(name)
        return None if lines is None else join_lines(lines).strip()


@dataclass
class Piece:
    """A data row of one page, before joining; `cells` are by field.

    `joined_by` says by what it was joined to the page before, `left_out` are its words that belong
    to no field.
    """

    source: Source
    cells: dict[str, list[Cell]]
    texts: Texts
    join: Join
    is_rest: bool = False
    is_last: bool = True  # no ruled row without text stands below it on its page
    joined_by: str = ""
    left_out: list[LeftOut] = dataclasses.field(default_factory=list)

    def leave_out(self, lines: Sequence[Line], reason: str) -> None:
        """Records words of the row that belong to no field, if they are on a page."""
        words = [word for line in lines for word in line.words]
        if words:
            box, glyphs = Box.around(word.box for word in words), sum(w.glyphs for w in words)
            self.left_out.append(LeftOut(join_lines(lines), reason, box, glyphs, in_table=True))


def texts_of(group: Sequence[Piece]) -> Texts:
    """The lines of all pieces, piece after piece; a word may be cut by the page break, too."""
    first, *rest = group
    if not rest:
        return first.texts
    return {
        name: first.join([line for piece in group for line in piece.texts[name]])
        for name in first.texts
    }


READERS: dict[FieldType, Callable[[str], object]] = {
    "date": read_date,
    "month": read_month,
    "count": read_count,
}


def reads(field: Field, texts: Texts) -> bool:
    """True if the text of a date, month or count is one."""
    return READERS[field.type](join_lines(texts[field.name])) is not None


def has_disposition(section: Section, texts: Texts) -> bool:
    """True if the row says whether convicted or charged, in its own column or behind the crime."""
    for field in section.of_type("disposition"):
        if field.name in texts:
            return read_disposition(join_lines(texts[field.name])) is not None
    crimes = (join_lines(texts.get(field.name, ())) for field in section.of_type("crime"))
    return any(split_disposition(crime)[1] is not None for crime in crimes)
