"""Where a row stands and what was decided about its words, as JSON in two columns, and back.

`sources` is a list of pieces: page, table, row and box, and since version 6 `cells`, the box of
each field's text by its name. `printed` has the lines of a cell where the raw text does not have
them; `elsewhere` the cells that stand on a page on which the row has no piece.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from detainer_cli.model.pages import Box
from detainer_cli.model.records import CellText, Evidence, LocationText, Record, Source


def sources_json(record: Record) -> str:
    """The column `sources` of a record."""
    texts = _texts(record.raw, record.location)
    return _json([_piece(source, texts) for source in record.sources])


def _piece(source: Source, texts: Mapping[str, str]) -> dict[str, Any]:
    own = [cell for cell in source.cells if cell.page == source.page]
    others = [cell for cell in source.cells if cell.page != source.page]
    box = source.box
    found: dict[str, Any] = {
        "page": source.page,
        "table": source.table,
        "row": source.row,
        "box": [round(v, 1) for v in (box.x0, box.y0, box.x1, box.y1)],
    }
    if source.cells:
        found["cells"] = {cell.field: outward(cell.box) for cell in own}
    printed = {c.field: list(c.lines) for c in own if list(c.lines) != _lines(texts, c.field)}
    if printed:
        found["printed"] = printed
    if others:
        found["elsewhere"] = [
            {"field": c.field, "page": c.page, "box": outward(c.box), "printed": list(c.lines)}
            for c in others
        ]
    return found


def outward(box: Box) -> list[float]:
    """A box in tenths of a point that holds all that the box does."""
    low = (math.floor(round(v * 10, 3)) / 10 for v in (box.x0, box.y0))
    return [*low, *(math.ceil(round(v * 10, 3)) / 10 for v in (box.x1, box.y1))]


def _texts(raw: Mapping[str, str], location: LocationText) -> dict[str, str]:
    """The raw text of each cell by the name of its field."""
    parts = {
        "location": location.whole,
        "facility": location.facility,
        "county": location.county,
        "state": location.state,
    }
    return {**raw, **{name: text for name, text in parts.items() if text is not None}}


def _lines(texts: Mapping[str, str], field: str) -> list[str]:
    """What a cell prints if its raw text says so itself: one line, or a list with its lines."""
    text = texts.get(field, "")
    return text.split("\n") if text else []


def sources_of(text: str, raw: Mapping[str, str], location: LocationText) -> tuple[Source, ...]:
    """The pieces of a record with the column `sources`; without cells if a row is older."""
    texts = _texts(raw, location)
    return tuple(
        Source(
            piece["page"],
            piece["table"],
            piece["row"],
            Box(*piece["box"]),
            tuple(_cells(piece, texts)),
        )
        for piece in json.loads(text)
    )


def _cells(piece: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[CellText]:
    printed = piece.get("printed", {})
    for field, box in piece.get("cells", {}).items():
        lines = printed.get(field, _lines(texts, field))
        yield CellText(field, piece["page"], Box(*box), tuple(lines))
    for other in piece.get("elsewhere", ()):
        box, lines = Box(*other["box"]), tuple(other["printed"])
        yield CellText(other["field"], other["page"], box, lines)


def evidence_json(record: Record) -> str:
    """The column `evidence` of a record."""
    return _json([_entry(entry) for entry in record.evidence])


def _entry(entry: Evidence) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": entry.kind,
        "field": entry.field,
        "printed": entry.printed,
        "became": entry.became,
        "why": entry.why,
        "decided": entry.decided,
        "page": entry.page,
    }
    return found if entry.box is None else found | {"box": outward(entry.box)}


def evidence_of(text: str) -> tuple[Evidence, ...]:
    """What was decided about a record with the column `evidence`."""
    return tuple(
        Evidence(**(entry | ({"box": Box(*entry["box"])} if "box" in entry else {})))
        for entry in json.loads(text)
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
