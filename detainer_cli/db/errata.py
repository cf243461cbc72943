"""The errata that are known for a database, and the rows of its reports that each touches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from detainer_cli.errors import UsageError
from detainer_cli.model.errata import PROGRAM, REPORT, Erratum
from detainer_cli.reference import table

WOULD_BE = "would_be_"
"""Stands before the names of tables whose rows are as errata would have them (`overlay.py`)."""

_COLUMNS = ", ".join(field.name for field in fields(Erratum))


@dataclass(frozen=True)
class Touched:
    """What an erratum touches in one report: the ids of rows, none if it matches none.

    `applies` is False for one that corrects nothing, and for one that matches more rows than it
    states: which of them it means cannot be told. `against` is the id of an erratum that says
    otherwise of one of its rows: neither is applied then.
    """

    erratum: Erratum
    report_id: int
    rows: tuple[int, ...]
    against: str = ""

    @property
    def is_too_many(self) -> bool:
        stated = self.erratum.rows_stated
        return stated is not None and len(self.rows) > stated

    @property
    def applies(self) -> bool:
        is_sound = bool(self.rows) and not self.is_too_many and not self.against
        return is_sound and self.erratum.effect != "note"

    @property
    def is_left(self) -> bool:
        """True for one that would correct rows and is not applied."""
        return bool(self.rows) and not self.applies and self.erratum.effect != "note"

    @property
    def state(self) -> str:
        """In a word or a few what becomes of it."""
        stated = self.erratum.rows_stated
        if not self.rows:
            return "matches no row"
        if self.against:
            return f"contradicts the erratum “{self.against}”"
        if self.is_too_many:
            return f"matches more rows than the {stated} that it states"
        if stated is not None and len(self.rows) < stated:
            return f"matches fewer rows than the {stated} that it states"
        return "told only" if self.erratum.effect == "note" else "applies"


# ------------------------------------------------------------------ which are known


def known_errata(conn: sqlite3.Connection, file: Path | None = None) -> tuple[Erratum, ...]:
    """The errata of the program, those kept in the database, and those of a user's file.

    One of the file takes the place of one with the same id that is kept. Raises UsageError for a
    file with a fault.
    """
    found = {erratum.id: erratum for erratum in kept_errata(conn)}
    if file is not None:
        found |= {erratum.id: erratum for erratum in errata_of_user(conn, file)}
    return (*program_errata(), *found.values())


def errata_of_user(conn: sqlite3.Connection, file: Path) -> tuple[Erratum, ...]:
    """The errata of a file for this database. Raises UsageError for a file with a fault."""
    from detainer_cli.db.errata_file import read_errata  # reads the kinds

    found = read_errata(file)
    wrong = [text for erratum in found for text in _not_a_first_day(conn, erratum)]
    if wrong:
        raise UsageError(
            "the errata name days that no report begins on.",
            "week_start is the first day of the reporting week.",
            file=str(file),
            details=tuple(wrong),
        )
    return found


def _not_a_first_day(conn: sqlite3.Connection, erratum: Erratum) -> Iterator[str]:
    """That its day lies within the period of a loaded report, and begins none."""
    day = erratum.week_start
    for (start,) in conn.execute(
        "SELECT DISTINCT period_start FROM main.report_file WHERE ? BETWEEN period_start AND"
        " period_end AND NOT EXISTS (SELECT 1 FROM main.report_file WHERE period_start = ?)",
        [day, day],
    ):
        yield f"{erratum.id}: {day} is a day of the report that begins on {start}"


def program_errata() -> tuple[Erratum, ...]:
    """The errata that the program carries."""
    return tuple(Erratum.of(row) for row in table("errata"))


def kept_errata(conn: sqlite3.Connection) -> tuple[Erratum, ...]:
    """The errata of users that the database keeps."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM main.erratum WHERE origin <> ? ORDER BY rowid",  # noqa: S608
        [PROGRAM],
    )
    return tuple(Erratum(*row) for row in rows)


def put_errata(conn: sqlite3.Connection, errata: Iterable[Erratum]) -> None:
    """Writes errata, over those with the same ids, so that what belongs to these stays."""
    names = [field.name for field in fields(Erratum)]
    marks = ", ".join("?" for _ in names)
    new = ", ".join(f"{name} = excluded.{name}" for name in names)
    conn.executemany(
        f"INSERT INTO erratum ({_COLUMNS}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {new}",  # noqa: S608
        [astuple(erratum) for erratum in errata],
    )


# ------------------------------------------------------------------ what they touch


def touched_in(
    conn: sqlite3.Connection,
    errata: Iterable[Erratum],
    report_id: int,
    tables: Mapping[str, str] | None = None,
) -> list[Touched]:
    """What errata of its period touch in a report, told apart where they contradict each other.

    `tables` are those of the rows of sections, if they are known.
    """
    every = [touched_by(conn, e, report_id, (tables or {}).get(e.section, "")) for e in errata]
    found = list(_not_withdrawn(every))
    claims: dict[tuple[str, int, str], Touched] = {}
    against: dict[str, str] = {}
    for touched in found:
        if touched.erratum.effect != "replace" or not touched.applies:
            continue
        for row_id in touched.rows:
            place = (touched.erratum.section, row_id, touched.erratum.field)
            first = claims.setdefault(place, touched)
            if first.erratum.corrected != touched.erratum.corrected:
                against[touched.erratum.id] = first.erratum.id
                against[first.erratum.id] = touched.erratum.id
    return [replace(t, against=against.get(t.erratum.id, t.against)) for t in found]


def _not_withdrawn(found: list[Touched]) -> Iterator[Touched]:
    """The same, but that a row which is withdrawn is not replaced, too."""
    gone = {
        (t.erratum.section, row_id): t.erratum.id
        for t in found
        if t.applies and t.erratum.effect == "withdraw"
        for row_id in t.rows
    }
    for touched in found:
        section = touched.erratum.section
        kept = tuple(row_id for row_id in touched.rows if (section, row_id) not in gone)
        if touched.erratum.effect != "replace" or kept == touched.rows:
            yield touched
        elif kept:
            yield replace(touched, rows=kept)
        else:
            yield replace(touched, against=gone[section, touched.rows[0]])


def touched_by(
    conn: sqlite3.Connection, erratum: Erratum, report_id: int, table: str = ""
) -> Touched:
    """The rows of a report that an erratum is about, as the report was printed.

    `table` is the one of the section's rows, if it is known.
    """
    found = Touched(erratum, report_id, ())
    if erratum.section == REPORT:
        return replace(found, rows=_of_report(conn, erratum, report_id))
    if erratum.is_plain and table:
        sql = (
            f"SELECT id FROM main.{table} WHERE county_fips = ? AND report_id = ? ORDER BY position"  # noqa: S608
        )
        rows = conn.execute(sql, [erratum.county_fips, report_id]).fetchall()
        return replace(found, rows=tuple(row_id for (row_id,) in rows))
    from detainer_cli.db.errata_rows import rows_of

    return replace(found, rows=rows_of(conn, erratum, report_id))


def _of_report(conn: sqlite3.Connection, erratum: Erratum, report_id: int) -> tuple[int, ...]:
    """The report itself, if it says what the erratum has as printed."""
    (said,) = conn.execute(
        "SELECT detainers_issued FROM main.report_file WHERE id = ?", [report_id]
    ).fetchone()
    printed = erratum.printed.replace(",", "")
    return (report_id,) if not printed or printed == str(said) else ()
