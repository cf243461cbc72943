"""A report that was read again: what is different from what is stored, and the writing of it.

Rows that pair keep their ids, so that what names them goes on doing so.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from detainer_cli.db.connection import database_errors, writing
from detainer_cli.db.corrected_rows import settle_corrections
from detainer_cli.db.kept_reports import KeptReport
from detainer_cli.db.named_rows import named_rows
from detainer_cli.db.reread_report import lines_beside, lines_of_report
from detainer_cli.db.row_cells import cells_of
from detainer_cli.db.row_changes import Line, SectionChanges, changes_of_rows
from detainer_cli.db.row_columns import columns_of_rows
from detainer_cli.db.row_reference import Reference
from detainer_cli.db.store import columns_of_reading, insert_rows, rows_beside
from detainer_cli.db.stored_records import Row, stored_report
from detainer_cli.errors import DatabaseError
from detainer_cli.kinds.descriptor import RAW_PLACE, Section
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.findings import Finding
from detainer_cli.model.pages import Document
from detainer_cli.model.resolutions import Normalized

_PLACE = ("page", "row_on_page")
_ORDER = ("position",)


@dataclass(frozen=True)
class Reread:
    """A loaded report as today's program reads it."""

    kept: KeptReport
    document: Document
    normalized: Normalized
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Rows:
    """What to do with the rows of a section: `changed` are columns by the ids of stored rows."""

    section: Section
    changed: dict[int, Row]
    new: list[Row]
    gone: list[int]

    @property
    def is_nothing(self) -> bool:
        return not (self.changed or self.new or self.gone)


@dataclass(frozen=True)
class Difference:
    """What reading a report again makes different: the lines to show, and what is to be written."""

    kept: KeptReport
    lines: tuple[Line, ...]
    sections: tuple[SectionChanges, ...]
    columns: Row
    beside: dict[str, list[Row]]
    rows: tuple[_Rows, ...]
    notices: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        """Nothing is to be written, not even that another version has read it."""
        return not (self.columns or self.beside) and all(rows.is_nothing for rows in self.rows)


def differences(conn: sqlite3.Connection, reread: Sequence[Reread]) -> list[Difference]:
    """What is different of each report. Raises DatabaseError if one is no longer there."""
    return [_difference(conn, report) for report in reread]


def write_reread(
    conn: sqlite3.Connection, path: Path, reread: Sequence[Reread]
) -> list[Difference]:
    """Writes all reports as they are read today, in one transaction; what was different.

    Nothing is written where nothing is different. Raises DatabaseError.
    """
    with database_errors(path):
        found = differences(conn, reread)
        if all(report.is_nothing for report in found):
            return found
        with writing(conn):
            found = differences(conn, reread)  # another process may have written meanwhile
            for report in found:
                _write(conn, report)
            settle_corrections(conn)
    return found


# ------------------------------------------------------------------ what is different


def _difference(conn: sqlite3.Connection, reread: Reread) -> Difference:
    kept = reread.kept
    file = _one(conn, kept)
    columns = columns_of_reading(reread.document, reread.normalized, reread.findings)
    other = {name: value for name, value in columns.items() if file[name] != value}
    beside = {
        table: rows
        for table, rows in rows_beside(kept.id, reread.normalized).items()
        if not _same_in_any_order(stored_beside(conn, table, kept.id), rows)
    }
    kind = kind_of(kept.kind)
    lines = list(lines_of_report(kind, file, other))
    for table, rows in beside.items():
        lines += lines_beside(table, stored_beside(conn, table, kept.id), rows)
    sections, rows_to_write = [], []
    stored = stored_report(conn, kept.id).rows
    for section, after in columns_of_rows(reread.normalized):
        found, plan, more = _of_section(kept, section, stored[section.name], after)
        sections.append(found)
        rows_to_write.append(plan)
        lines += [*found.lines, *more]
    notices = [n for n in (file["sample_notice"], columns["sample_notice"]) if n]
    return Difference(
        kept, tuple(lines), tuple(sections), other, beside, tuple(rows_to_write),
        tuple(dict.fromkeys(map(str, notices))),
    )  # fmt: skip


def _one(conn: sqlite3.Connection, kept: KeptReport) -> Row:
    cursor = conn.execute(
        "SELECT * FROM main.report_file WHERE id = ? AND sha256 = ?", [kept.id, kept.sha256]
    )
    found = next(named_rows(cursor), None)
    if found is None:
        raise DatabaseError(
            f"{kept.title} was removed while it was read again; nothing was written.",
            "Run it again.",
        )
    return found


def stored_beside(conn: sqlite3.Connection, table: str, report_id: int) -> list[Row]:
    """What is stored of a report in a table beside its records, without ids of rows."""
    sql = f"SELECT * FROM main.{table} WHERE report_id = ?"  # noqa: S608
    rows = named_rows(conn.execute(sql, [report_id]))
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def _same_in_any_order(one: Sequence[Row], other: Sequence[Mapping[str, object]]) -> bool:
    def counted(rows: Sequence[Mapping[str, object]]) -> Counter[tuple[tuple[str, object], ...]]:
        return Counter(tuple(sorted(row.items())) for row in rows)

    return counted(one) == counted(other)


def _of_section(
    kept: KeptReport, section: Section, before: list[Row], after: Sequence[Row]
) -> tuple[SectionChanges, _Rows, Iterator[Line]]:
    """What is different of a section, what to write of it, and what its cells do not show."""

    def ref(row: Row) -> str:
        start = kept.period.start.isoformat()
        place = row["page"], row["row_on_page"]
        return str(Reference(start, *place, kept.reference_revision, section.mark))

    found = changes_of_rows(section, before, after, (ref, ref))
    plan = _Rows(section, {}, [], [])
    pairs: list[tuple[Row, Row, Set[str]]] = []
    for match in found.matches:
        if match.before is None and match.after is not None:
            plan.new.append(after[match.after])
        elif match.after is None and match.before is not None:
            plan.gone.append(before[match.before]["id"])
        elif match.before is not None and match.after is not None:
            row, new = before[match.before], after[match.after]
            changed = {name: value for name, value in new.items() if row[name] != value}
            if changed:
                plan.changed[row["id"]] = changed
                pairs.append((row, new, changed.keys() if match.is_equal else set()))
    return found, plan, _unseen(section, pairs, ref)


def _unseen(
    section: Section, pairs: list[tuple[Row, Row, Set[str]]], ref: Callable[[Row], str]
) -> Iterator[Line]:
    """What changes of rows that their cells do not show: where they stand, how they were read.

    A pair has the columns that change where no other line tells of the row.
    """
    unseen: Counter[str] = Counter()
    for row, new, changed in pairs:
        if ref(row) != ref(new):
            places = (f"page {r['page']}, row {r['row_on_page']}" for r in (row, new))
            yield Line(section.name, "changed", ref(row), ref(new), "place in the report", *places)
        shown = {name for cell in cells_of(section, row) for name in cell.values}
        shown |= {*_PLACE, *_ORDER, *_texts_that_differ(section, row, new)}
        unseen.update(changed - shown)
    for name, number in sorted(unseen.items()):
        rows = "1 row" if number == 1 else f"{number:,} rows"
        note = f"{rows}: how they were read is kept otherwise, what they say is the same"
        yield Line(section.name, "changed", field=name.replace("_", " "), note=note)


def _texts_that_differ(section: Section, row: Row, new: Row) -> set[str]:
    """The columns of texts that a line of their cell shows."""
    texts = [RAW_PLACE, *(f.value if f.type == "text" else f"raw_{f.name}" for f in section.fields)]
    return {name for name in texts if (row[name] or "").split() != str(new[name]).split()}


# ------------------------------------------------------------------ the writing


def _write(conn: sqlite3.Connection, found: Difference) -> None:
    """To be called in a transaction. New rows first, so that none gets the id of one that goes."""
    if found.columns:
        _update(conn, "report_file", found.kept.id, found.columns)
    for table, rows in found.beside.items():
        conn.execute(f"DELETE FROM {table} WHERE report_id = ?", [found.kept.id])  # noqa: S608
        insert_rows(conn, table, rows)
    for plan in found.rows:
        table = plan.section.table
        insert_rows(conn, table, [{"report_id": found.kept.id} | row for row in plan.new])
        for row_id, changed in plan.changed.items():
            _update(conn, table, row_id, changed)
        conn.executemany(
            f"DELETE FROM {table} WHERE id = ?",  # noqa: S608
            [(row_id,) for row_id in plan.gone],
        )


def _update(conn: sqlite3.Connection, table: str, row_id: int, changed: Row) -> None:
    marks = ", ".join(f"{name} = :{name}" for name in changed)
    conn.execute(
        f"UPDATE {table} SET {marks} WHERE id = :id",  # noqa: S608
        {**changed, "id": row_id},
    )
