"""`errata`: what is known against the loaded reports, and which rows it touches."""

from __future__ import annotations

from collections.abc import Iterator

from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.corrections import TABLES, touching
from detainer_cli.answers.question import Question
from detainer_cli.db.errata import Touched
from detainer_cli.db.overlay import see_corrections
from detainer_cli.db.row_reference import row_on_page
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.errata import PROGRAM, REPORT, Erratum
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat, Summary

COLUMNS = [
    Column("id", ColumnKind.CODE),
    Column("week_start", ColumnKind.DATE),
    Column("section", ColumnKind.NAME),
    Column("jurisdiction", ColumnKind.PLACE),
    Column("effect", ColumnKind.NAME),
    Column("state", ColumnKind.NAME),
    Column("rows", ColumnKind.COUNT),
    Column("rows_stated", ColumnKind.COUNT),
    Column("before", ColumnKind.COUNT),
    Column("after", ColumnKind.COUNT),
    Column("field", ColumnKind.NAME),
    Column("printed", ColumnKind.TEXT),
    Column("corrected", ColumnKind.TEXT),
    Column("conditions", ColumnKind.TEXT),
    Column("statement", ColumnKind.TEXT),
    Column("authority", ColumnKind.NAME),
    Column("citation", ColumnKind.TEXT),
    Column("date", ColumnKind.TEXT),
    Column("origin", ColumnKind.TEXT),
    Column("refs", ColumnKind.LIST),
]
FIGURES = Caveat(
    "before and after are the figure of the jurisdiction (without one: of the rows) in the section"
    " of that week, as published and with every correction applied: detainers ISSUED in section I,"
    " rows in the others. A jurisdiction whose entry in section I is withdrawn has none there.",
    "The jurisdiction's figure, before and after.",
    "corrections",
)
NOT_LOADED = "week not loaded"
_SECTIONS = frozenset({*(basis.value for basis in Basis), REPORT})


def errata(question: Question, every: bool = False) -> Summary:
    """The errata of the question's weeks, and those of weeks that are not loaded if `every`."""
    found = list(touching(question, _SECTIONS))
    see_corrections(question.conn, question.known_errata(), question.weeks)
    rows = [_row(question.within(week), week, touched) for week, touched in found]
    shown = {touched.erratum.id for _, touched in found}
    rows += [
        _known(erratum, NOT_LOADED)
        for erratum in question.known_errata()
        if erratum.id not in shown and (every or _is_missing(question, erratum))
    ]
    return Summary(
        question.title("Corrections and disputes of the reports"),
        question.week_starts,
        COLUMNS,
        rows,
        len(rows),
        [*([FIGURES] if rows else []), *_of_weeks(question, found)],
    )


def _is_missing(question: Question, erratum: Erratum) -> bool:
    """True for one of a user whose week no loaded report has: a day may be mistyped."""
    loaded = "SELECT 1 FROM main.report_file WHERE period_start = ?"
    is_loaded = question.conn.execute(loaded, [erratum.week_start]).fetchone()
    return erratum.origin != PROGRAM and not is_loaded


def _row(question: Question, week: Period, touched: Touched) -> dict[str, object]:
    erratum = touched.erratum
    row = _known(erratum, touched.state) | {"rows": len(touched.rows)}
    if erratum.section == REPORT:
        return row | {"before": _total(question, "main."), "after": _total(question, "")}
    before, after = (_figure(question, touched, schema) for schema in ("main.", ""))
    return row | {"before": before, "after": after, "refs": _references(question, week, touched)}


def _known(erratum: Erratum, state: str) -> dict[str, object]:
    """What is known of an erratum without a report."""
    known = {c.name: getattr(erratum, c.name, None) for c in COLUMNS}
    return known | {"state": state, "jurisdiction": erratum.jurisdiction or None, "refs": []}


def _figure(question: Question, touched: Touched, schema: str) -> int | None:
    """What the section has of the jurisdiction, printed or (without a schema) as corrected."""
    erratum, table = touched.erratum, TABLES[touched.erratum.section]
    counted = "sum(r.detainers_issued)" if table == "issued_row" else "count(*)"
    where, bound = f"r.id IN ({', '.join(map(str, touched.rows))})", []
    if erratum.county_fips:
        where, bound = "r.county_fips = ?", [erratum.county_fips]
    elif erratum.jurisdiction:
        where, bound = "r.jurisdiction = ?", [erratum.jurisdiction]
    sql = f"SELECT {counted} FROM {schema}{table} r WHERE r.report_id = ? AND {where}"  # noqa: S608
    found: int | None = question.conn.execute(sql, [touched.report_id, *bound]).fetchone()[0]
    return found


def _total(question: Question, schema: str) -> int | None:
    sql = f"SELECT detainers_issued FROM {schema}weekly_report WHERE week_start = ? AND is_current"  # noqa: S608
    found: int | None = question.conn.execute(sql, question.bounds[:1]).fetchone()[0]
    return found


def _references(question: Question, week: Period, touched: Touched) -> list[str]:
    ids = ", ".join(map(str, touched.rows))
    sql = (
        f"SELECT r.page, {row_on_page('r')} FROM main.{TABLES[touched.erratum.section]} r"  # noqa: S608
        f" WHERE r.id IN ({ids}) ORDER BY r.position"
    )
    return [question.reference(week, *place) for place in question.conn.execute(sql)]


def _of_weeks(question: Question, found: list[tuple[Period, Touched]]) -> Iterator[Caveat]:
    """The declined detainers of each week whose rows are corrected, before and after."""
    declined = Basis.DECLINED.value
    weeks = {w: None for w, t in found if t.applies and t.erratum.section == declined}
    for week in weeks:
        of_week = question.within(week)
        before, after = of_week.as_printed().count("declined_row"), of_week.count("declined_row")
        yield Caveat(
            f"Declined in the week of {week.start}: {before:,} rows as published, {after:,} as"
            " corrected.",
            section="corrections",
        )
