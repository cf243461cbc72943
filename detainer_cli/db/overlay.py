"""What a connection sees in place of the reports: another revision, or rows as errata correct them.

Views of the same names as the tables and views that answers read stand before them, on this
connection alone and until it is closed. The database is not written to, and what reads it need not
know. `main.` before a name reaches what was printed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from detainer_cli.db.corrected_rows import corrected_report, put_corrections, touched
from detainer_cli.db.errata import WOULD_BE, Touched
from detainer_cli.db.views import corrected_rows
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.errata import REPORT, Erratum
from detainer_cli.model.periods import Period

_REPORTS = "weekly_report"
_TOTAL = (
    "coalesce((SELECT json_extract(c.changed, '$.detainers_issued') FROM corrected_row c"
    " WHERE c.section = 'report' AND c.row_id = r.id), r.detainers_issued)"
)


def see_revision(conn: sqlite3.Connection, revision: int) -> None:
    """Makes a revision of each week the one that speaks for it; weeks without it have none."""
    with _writing_views(conn):
        _replace_reports(conn, {"is_current": f"iif(r.revision = {int(revision)}, 1, 0)"})


def see_corrections(
    conn: sqlite3.Connection,
    errata: Sequence[Erratum],
    weeks: Iterable[Period],
    beside: bool = False,
) -> list[Touched]:
    """Makes the rows of the weeks' reports those that errata correct; what each touches there.

    `beside`, they stand beside the printed ones, under names of their own (WOULD_BE), in all
    sections.
    """
    starts = {week.start.isoformat() for week in weeks}
    reports = conn.execute(
        "SELECT id, week_start FROM current_weekly_report ORDER BY week_start"
    ).fetchall()
    found: list[Touched] = []
    with _writing_views(conn):
        _make_tables(conn)
        for report_id in (report_id for report_id, start in reports if start in starts):
            of_report = touched(conn, errata, report_id)
            found += of_report
            if not conn.execute("SELECT 1 FROM temp.seen WHERE id = ?", [report_id]).fetchone():
                put_corrections(conn, report_id, corrected_report(conn, of_report), "temp")
                conn.execute("INSERT INTO temp.seen VALUES (?)", [report_id])
        _replace_rows(conn, beside)
    return found


def _make_tables(conn: sqlite3.Connection) -> None:
    """Tables of this connection for what is corrected, and of which reports it is known."""
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY)")
    for name in ("corrected_row", "correction"):
        select = f"SELECT * FROM main.{name} LIMIT 0"  # noqa: S608 - one of these two
        conn.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} AS {select}")
    place = "corrected_row_place ON corrected_row (section, row_id)"
    conn.execute(f"CREATE INDEX IF NOT EXISTS temp.{place}")


def _replace_rows(conn: sqlite3.Connection, beside: bool) -> None:
    """Puts corrected rows in the place of the tables that have any, so that others stay fast."""
    having = {name for (name,) in conn.execute("SELECT DISTINCT section FROM temp.corrected_row")}
    for section in kind_of("weekly").sections:
        if section.name in having or beside:
            select = corrected_rows(conn, section.table, section.name, "main.")
            name = f"{WOULD_BE if beside else ''}{section.table}"
            conn.execute(f"CREATE TEMP VIEW IF NOT EXISTS {name} AS {select}")
    if REPORT in having and not beside:
        _replace_reports(conn, {"detainers_issued": _TOTAL})


def _replace_reports(conn: sqlite3.Connection, columns: dict[str, str]) -> None:
    """Puts other values into columns of the reports, over what stands there already."""
    before = _definition(conn)
    names = [row[1] for row in conn.execute(f"PRAGMA main.table_info({_REPORTS})")]
    shown = ", ".join(f"{columns.get(name, f'r.{name}')} AS {name}" for name in names)
    for name in (f"current_{_REPORTS}", _REPORTS):
        conn.execute(f"DROP VIEW IF EXISTS temp.{name}")
    conn.execute(f"CREATE TEMP VIEW {_REPORTS} AS SELECT {shown} FROM {before} r")  # noqa: S608
    conn.execute(
        f"CREATE TEMP VIEW current_{_REPORTS} AS SELECT * FROM {_REPORTS} WHERE is_current = 1"  # noqa: S608
    )


def _definition(conn: sqlite3.Connection) -> str:
    """What the view of the reports is made of so far."""
    row = conn.execute("SELECT sql FROM sqlite_temp_master WHERE name = ?", [_REPORTS]).fetchone()
    return f"({row[0].partition(' AS ')[2]})" if row else f"main.{_REPORTS}"


@contextmanager
def _writing_views(conn: sqlite3.Connection) -> Iterator[None]:
    """Lets a connection that reads only make what is its own; the database is not open to it."""
    (held,) = conn.execute("PRAGMA query_only").fetchone()
    conn.execute("PRAGMA query_only = 0")
    try:
        yield
    finally:
        conn.execute(f"PRAGMA query_only = {held}")
