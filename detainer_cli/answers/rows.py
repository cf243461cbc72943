"""The individuals' rows that an answer about declined detainers counts."""

from __future__ import annotations

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis, Own
from detainer_cli.answers.other_kinds import told_beside
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.db.row_reference import row_on_page
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary

COLUMNS = [
    Column("ref", ColumnKind.CODE),
    Column("jurisdiction", ColumnKind.PLACE),
    Column("state", ColumnKind.CODE),
    Column("facility", ColumnKind.NAME),
    Column("citizenship", ColumnKind.NAME),
    Column("region", ColumnKind.NAME),
    Column("crime", ColumnKind.NAME),
    Column("crime_category", ColumnKind.NAME),
    Column("disposition", ColumnKind.NAME),
    Column("issued_date", ColumnKind.DATE),
    Column("declined_date", ColumnKind.DATE),
    Column("days_to_decline", ColumnKind.DAYS),
    Column("has_policy", ColumnKind.FLAG),
]
_STORED = [column.name for column in COLUMNS[1:]]
RAW = {"jurisdiction": "raw_location", "citizenship": "raw_citizenship", "crime": "crime_text"}
"""Where the report's own words for a value stand, which are shown if it is unresolved."""


def rows(question: Question) -> Summary:
    """A row an individual, in the order of the reports, each with its reference."""
    names = [*_STORED, *RAW.values()]
    weeks = question.week_of_report()
    of_day = {week.start.isoformat(): week for week in question.weeks}
    found = question.select(
        "declined_row",
        f"r.report_id, r.page, {row_on_page('r')}, {', '.join(f'r.{name}' for name in names)}",
        "ORDER BY r.report_id, r.position",
    )
    found.sort(key=lambda row: weeks[row[0]])
    answer = [
        {"ref": question.reference(of_day[weeks[report]], page, row), **_named(names, values)}
        for report, page, row, *values in found
    ]
    return Summary(
        question.title("Rows of detainers DECLINED, one an individual"),
        question.week_starts,
        COLUMNS,
        answer,
        len(answer),
        [
            *caveats(
                question,
                {Basis.DECLINED},
                [UNRESOLVED for row in answer if any(_is_unresolved(row[name]) for name in RAW)],
                own=Own,
            ),
            *told_beside(question.conn),
        ],
        basis=Basis.DECLINED.value,
    )


def _named(names: list[str], values: list[object]) -> dict[str, object]:
    """The values of a row by their columns; what is unresolved is said with its own words."""
    row = dict(zip(names, values, strict=True))
    for name, raw in RAW.items():
        row[name] = f"{UNRESOLVED} {row[raw]}" if row[name] is None else row[name]
    return {name: row[name] for name in _STORED}


def _is_unresolved(value: object) -> bool:
    return str(value).startswith(UNRESOLVED)
