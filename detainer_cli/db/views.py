"""The public views: built from the definitions of today, and read with what is known of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from detainer_cli.kinds.columns import CORRECTED, Column, columns
from detainer_cli.kinds.descriptor import Section
from detainer_cli.kinds.registry import kinds
from detainer_cli.reference import table

VIEWS = tuple(columns())
"""The names of the public views, sorted."""

TITLES = {
    "report": "The reports that are loaded, all revisions",
    "unresolved": "Texts that could not be resolved or read",
    "errata": "Corrections and disputes of loaded reports, and the rows that they touch",
} | {
    name: title
    for kind in kinds()
    for section in kind.sections
    for name, title in (
        (section.view, section.view_title),
        (section.view + CORRECTED, f"{section.view_title}, as corrected"),
    )
}

_OF_THE_LOAD = frozenset({("report", "ingested_at")})
"""What tells of one load of the reports, not of the reports: the same reports export the same."""


# ------------------------------------------------------------------ building them


def make_views(conn: sqlite3.Connection) -> None:
    """Makes the views of today in a database that has none."""
    tables = {s.table: s.name for kind in kinds() for s in kind.sections}
    corrected = {_corrected(table): corrected_rows(conn, table, s) for table, s in tables.items()}
    for name, select in (*_private().items(), *corrected.items(), *definitions().items()):
        conn.execute(f'CREATE VIEW "{name}" AS {select}')


def _private() -> dict[str, str]:
    """The views by which this program reads reports: which are current is said here alone.

    Those of one kind name its periods as the kind does (`week_start`), and are what its answers
    read, so that no answer counts reports of two kinds together.
    """
    found = {"current_report": "SELECT * FROM report_file WHERE is_current = 1"}
    for kind in kinds():
        own = kind.period.replace(" ", "_")
        named = f", period_start AS {own}_start, period_end AS {own}_end" if own != "any" else ""
        found[f"{kind.name}_report"] = (
            f"SELECT *{named} FROM report_file WHERE kind = '{kind.name}'"  # noqa: S608
        )
        found[f"current_{kind.name}_report"] = found[f"{kind.name}_report"] + " AND is_current = 1"
    places = "\nUNION ALL ".join(
        f"SELECT '{section.name}' AS section, r.id AS row_id, r.report_id,"  # noqa: S608
        f" f.period_start || '/p' || r.page || '/{section.mark}' || r.row_on_page AS ref"
        f" FROM {section.table} r JOIN report_file f ON f.id = r.report_id"
        for kind in kinds()
        for section in kind.sections
    )
    return found | {"row_place": places}


def definitions() -> dict[str, str]:
    """The SELECT of each public view."""
    sections = {section.view: section for kind in kinds() for section in kind.sections}
    found = {name: _of_section(section) for name, section in sections.items()}
    found |= {name + CORRECTED: _as_corrected(section) for name, section in sections.items()}
    others = {"report": _of_reports(), "unresolved": _of_unresolved(), "errata": _of_errata()}
    return found | others


def _of_section(section: Section) -> str:
    return f"""
{_columns(section.view)}
FROM {section.table} r JOIN current_report f ON f.id = r.report_id
{section.join}
ORDER BY f.period_start, r.position"""


def _as_corrected(section: Section) -> str:
    """The same over the rows as errata correct them, with the errata of each row."""
    rows = _corrected(section.table)
    return f"""
{_columns(section.view + CORRECTED).replace("{section}", section.name)}
FROM {rows} r JOIN current_report f ON f.id = r.report_id
{section.join.replace(section.table, rows)}
ORDER BY f.period_start, r.position"""


def _corrected(table: str) -> str:
    return f"corrected_{table}"


def corrected_rows(conn: sqlite3.Connection, table: str, section: str, schema: str = "") -> str:
    """The SELECT of a table's rows as `corrected_row` has them: without those withdrawn.

    `schema` is written before the table where the view is to stand in the place of the table.
    """
    names = sorted(row[1] for row in conn.execute(f"PRAGMA main.table_info({table})"))
    kept = ", ".join(f"r.{name}" for name in names)
    changed = ", ".join(
        f"iif(json_type(c.changed, '$.{name}') IS NULL, r.{name},"
        f" json_extract(c.changed, '$.{name}')) AS {name}"
        for name in names
    )
    return (
        f"SELECT {kept} FROM {schema}{table} r WHERE r.id NOT IN"  # noqa: S608
        f" (SELECT row_id FROM corrected_row WHERE section = '{section}')"
        f" UNION ALL SELECT {changed} FROM {schema}{table} r JOIN corrected_row c"
        f" ON c.section = '{section}' AND c.row_id = r.id AND c.withdrawn = 0"
    )


def _of_errata() -> str:
    return f"""
{_columns("errata")}
FROM erratum r JOIN current_report f
  ON f.id IN (SELECT c.report_id FROM correction c WHERE c.erratum_id = r.id)
ORDER BY f.period_start, r.section, r.id"""  # noqa: S608


def _of_reports() -> str:
    return f"""
{_columns("report")}
FROM report_file f
ORDER BY f.period_start, f.kind, f.revision"""


def _of_unresolved() -> str:
    return f"""
{_columns("unresolved")}
FROM (
  {unresolved_rows()}
) v JOIN report_file f ON f.id = v.report_id
GROUP BY f.sha256, v.kind, v.raw_text
ORDER BY f.period_start, v.kind, count(*) DESC, v.raw_text"""


def unresolved_rows(condition: str = "TRUE") -> str:
    """SQL for what is unresolved in the rows of reports: the definition of the view of that name.

    `condition` narrows it, with the columns that every table of rows has.
    """
    parts = [
        f"SELECT report_id, '{what}' AS kind, {column} AS raw_text,"  # noqa: S608
        f" {what}_candidates AS candidates, page FROM {table}"
        f" WHERE {condition} AND {what}_resolved = 0"
        for what, table, column in sorted(_resolvable(), key=lambda part: _ORDER.index(part[0]))
    ]
    parts.append(
        "SELECT report_id, kind, raw_text, '[]' AS candidates, page"  # noqa: S608
        f" FROM unread_value WHERE {condition}"
    )
    return "\n  UNION ALL ".join(parts)


_ORDER = ("jurisdiction", "citizenship", "crime")


def _resolvable() -> Iterator[tuple[str, str, str]]:
    """What is resolved in each table of rows, and the column of the text that it is resolved of."""
    sections = sorted((s for kind in kinds() for s in kind.sections), key=lambda s: s.table)
    for section in sections:
        yield from ((what, section.table, column) for what, column in section.names)


def _columns(view: str) -> str:
    listed = ",\n  ".join(f'{column.sql} AS "{column.column}"' for column in columns()[view])
    return f"SELECT {listed}".replace("{category_code}", _category_code())


@cache
def _category_code() -> str:
    """SQL for the two digits of a row's category of crime."""
    known = "".join(
        f" WHEN '{row['name'].replace(chr(39), chr(39) * 2)}' THEN '{row['category']}'"
        for row in table("crime_categories")
    )
    return f"CASE r.crime_category{known} END"


# ------------------------------------------------------------------ reading them


@dataclass(frozen=True)
class View:
    """A public view: its columns in order and its rows in order."""

    name: str
    columns: tuple[str, ...]
    rows: Collection[tuple[Any, ...]]

    def entries(self) -> list[dict[str, str]]:
        """What the data dictionary says of each column, in their order."""
        known = {column.column: asdict(column) for column in columns()[self.name]}
        return [known[column] for column in self.columns]


def view_in_place(conn: sqlite3.Connection, name: str) -> View:
    """A view of VIEWS; what tells of the load alone is left empty.

    Its rows are read anew each time that somebody goes over them.
    """
    cursor = conn.execute(f'SELECT * FROM "{name}" LIMIT 0')  # noqa: S608 - a name of VIEWS
    heads = tuple(column[0] for column in cursor.description)
    empty = frozenset(n for n, column in enumerate(heads) if (name, column) in _OF_THE_LOAD)
    return View(name, heads, _Stored(conn, name, empty))


@dataclass(frozen=True)
class _Stored(Collection[tuple[Any, ...]]):
    """The rows of a view where they are; the values of the columns `empty` are None."""

    conn: sqlite3.Connection
    name: str
    empty: frozenset[int]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self.conn.execute(f'SELECT * FROM "{self.name}"'):  # noqa: S608
            if self.empty:
                yield tuple(None if n in self.empty else v for n, v in enumerate(row))
            else:
                yield row

    def __len__(self) -> int:
        sql = f'SELECT count(*) FROM "{self.name}"'  # noqa: S608
        return int(self.conn.execute(sql).fetchone()[0])

    def __contains__(self, row: object) -> bool:
        return any(row == own for own in self)


def is_code(entry: dict[str, str]) -> bool:
    """True for a column of the dictionary whose codes are digits, which must be read as text."""
    return entry["codes"].endswith(" digits")


def codes_of(view: str) -> list[str]:
    """The columns of a view that hold codes made of digits."""
    return [column.column for column in columns()[view] if is_code(asdict(column))]


def primary_key(view: View) -> list[str]:
    """The columns that tell the rows of a view apart; none if the view has no such columns."""
    key = [column.column for column in _of(view) if column.is_primary]
    return key if set(key) <= set(view.columns) else []


def foreign_keys(view: View) -> list[tuple[str, str, str]]:
    """The columns that name a row of another view: column, view, and its column."""
    return [(column.column, *column.names) for column in _of(view) if column.names]


def _of(view: View) -> tuple[Column, ...]:
    return columns()[view.name]
