"""What is different of a report as a whole when it is read again, in lines to show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from detainer_cli.db.row_changes import REPORT, Line
from detainer_cli.db.stored_records import Row
from detainer_cli.kinds.descriptor import Kind

_OF_THE_PROGRAM = frozenset({"tool_version", "reading"})
"""What says by which program a report was read, and nothing of the report."""

_LISTS: dict[str, Callable[[object], str]] = {
    "notes": str,
    "warnings": lambda found: _warning(found) if isinstance(found, dict) else str(found),
}


def lines_of_report(kind: Kind, before: Row, changed: Row) -> Iterator[Line]:
    """Of the columns of a report those that change; of its notes each that is new or gone."""
    for name, value in changed.items():
        if name in _OF_THE_PROGRAM:
            continue
        if name in _LISTS:
            texts = ([_LISTS[name](x) for x in json.loads(text)] for text in (before[name], value))
            yield from _items(REPORT, name.removesuffix("s"), *texts)
        else:
            label = kind.total_name if name == "detainers_issued" else name.replace("_", " ")
            yield Line(REPORT, "changed", None, None, label, _text(before[name]), _text(value))


def _warning(found: Row) -> str:
    places = [f"{what} {found[what]}" for what in ("page", "row") if found.get(what) is not None]
    where = f" ({', '.join(places)})" if places else ""
    return f"{found['severity']}, {found['check']}{where}: {found['message']}"


def lines_beside(table: str, before: Sequence[Row], after: Sequence[Row]) -> Iterator[Line]:
    """Of what is stored beside the records, what changes."""
    yield from _BESIDE[table](before, after)


def _accounting(before: Sequence[Row], after: Sequence[Row]) -> Iterator[Line]:
    sides = [{row["section"]: _counts(row) for row in rows} for rows in (before, after)]
    for section in dict.fromkeys((*sides[0], *sides[1])):
        mine, theirs = (side.get(section) for side in sides)
        if mine != theirs:
            yield Line(section, "changed", None, None, "rows accounted for", mine, theirs)


def _counts(row: Row) -> str:
    names = ("seen", "header", "record", "continuation", "rejected")
    return ", ".join(f"{name} {row[name]}" for name in names)


def _rejected(before: Sequence[Row], after: Sequence[Row]) -> Iterator[Line]:
    def text(row: Row) -> str:
        return f"page {row['page']}, row {row['row']}: {row['reason']}: “{row['text']}”"

    for section in dict.fromkeys(row["section"] for row in (*before, *after)):
        sides = ([text(r) for r in rows if r["section"] == section] for rows in (before, after))
        yield from _items(section, "row without a record", *sides)


def _unread(before: Sequence[Row], after: Sequence[Row]) -> Iterator[Line]:
    def text(row: Row) -> str:
        return f"page {row['page']}, row {row['row']}: {row['kind']}: “{row['raw_text']}”"

    yield from _items(
        REPORT, "unread value", *([text(r) for r in rows] for rows in (before, after))
    )


_BESIDE: dict[str, Callable[[Sequence[Row], Sequence[Row]], Iterator[Line]]] = {
    "section_accounting": _accounting,
    "rejected_row": _rejected,
    "unread_value": _unread,
}


def _items(section: str, name: str, before: list[str], after: list[str]) -> Iterator[Line]:
    for text in (Counter(before) - Counter(after)).elements():
        yield Line(section, "removed", None, None, name, text, None)
    for text in (Counter(after) - Counter(before)).elements():
        yield Line(section, "added", None, None, name, None, text)


def _text(value: object) -> str | None:
    return f"{value:,}" if isinstance(value, int) else value if value is None else str(value)
