"""What is unresolved in a report: the one definition, of which the view of that name is the SQL."""

from __future__ import annotations

from collections.abc import Iterator

from detainer_cli.kinds.descriptor import RAW_PLACE, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.records import Record
from detainer_cli.model.resolutions import Normalized, Resolution, Resolved


def unresolved_names(
    normalized: Normalized,
) -> Iterator[tuple[Section, Record, Resolution, str]]:
    """Every name of a record that is unresolved: its section, the record, why, and its text."""
    kind = kind_of(normalized.report.kind)
    for name, record, resolved in normalized.pairs():
        section = kind.section(name)
        for what, column in section.names:
            value = resolution_of(resolved, what)
            if value is not None and not value.resolved:
                yield section, record, value, text_of(record, column)


def resolution_of(resolved: Resolved, what: str) -> Resolution | None:
    """What a record's jurisdiction, crime or citizenship was resolved to."""
    found: Resolution | None = getattr(resolved, what)
    return found


def text_of(record: Record, column: str) -> str:
    """The text of a column of `Section.names`."""
    if column == RAW_PLACE:
        return record.location.raw
    raw = record.raw.get(column.removeprefix("raw_")) if column.startswith("raw_") else None
    return raw if raw is not None else str(record.values[column])


def unresolved_texts(normalized: Normalized) -> set[tuple[str, str]]:
    """The kinds and texts that the view `unresolved` lists for the report."""
    found = {(value.kind, text) for _, _, value, text in unresolved_names(normalized)}
    return found | {(unread.kind, unread.raw_text) for unread in normalized.report.unread}
