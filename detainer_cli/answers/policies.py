"""Section III: the jurisdictions that ICE lists with a policy."""

from __future__ import annotations

import json
from dataclasses import replace

from detainer_cli.answers.applicable_caveats import caveats
from detainer_cli.answers.caveats import Basis
from detainer_cli.answers.filter_values import Match, any_of
from detainer_cli.answers.question import UNRESOLVED, Condition, Question, condition_of
from detainer_cli.db.row_reference import row_on_page
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Caveat, Summary

COLUMNS = [
    Column("jurisdiction", ColumnKind.PLACE),
    Column("kind", ColumnKind.NAME),
    Column("state", ColumnKind.CODE),
    Column("county", ColumnKind.PLACE),
    Column("county_fips", ColumnKind.CODE),
    Column("aor", ColumnKind.NAME),
    Column("date_enacted", ColumnKind.MONTH),
    Column("policy", ColumnKind.TEXT),
    Column("criteria", ColumnKind.LIST),
    Column("ref", ColumnKind.CODE),
]
_STORED = [column.name for column in COLUMNS[:-1]]
OF_STATES = Caveat(
    "Policies of a whole state are listed with --state, not with --county, though they hold in"
    " its counties.",
    "Policies of a whole state are listed with --state.",
    "policies",
)
NEWEST = Caveat(
    "Each report lists all policies anew; this is the list of the newest of the weeks asked.",
    "The list of the newest of the weeks asked.",
    "policies",
)


def policies(question: Question) -> Summary:
    """The policies that the newest of the weeks lists, in the report's order."""
    newest = question.within(question.weeks[-1])
    newest = replace(newest, conditions=tuple(_reaching(c) for c in newest.conditions))
    found = newest.select(
        "policy_row",
        f"r.page, {row_on_page('r')}, r.raw_location, {', '.join(f'r.{c}' for c in _STORED)}",
        "ORDER BY r.position",
    )
    week = newest.weeks[0]
    rows = [
        _row(raw, values) | {"ref": newest.reference(week, page, row)}
        for page, row, raw, *values in found
    ]
    notes = caveats(newest, {Basis.POLICY}, _groups(rows))
    by_county = any(condition.name == "county" for condition in newest.conditions)
    return Summary(
        newest.title("Jurisdictions with a policy that section III lists"),
        newest.week_starts,
        COLUMNS,
        rows,
        len(rows),
        [
            *([NEWEST] if len(question.weeks) > 1 else []),
            *notes,
            *([OF_STATES] if by_county else []),
        ],
        basis=Basis.POLICY.value,
    )


def _reaching(condition: Condition) -> Condition:
    """A filter by county also finds the policies of cities that lie in the county."""
    return condition_of(condition.name, tuple(_reaching_match(m) for m in condition.matches))


def _reaching_match(match: Match) -> Match:
    if not match.codes:
        return match
    listed = f"json_each(r.counties) WHERE {any_of('value', match.codes)}"
    lies_in = f"EXISTS (SELECT 1 FROM {listed})"  # noqa: S608 - of fixed parts only
    sql = f"({match.sql}) OR {lies_in}"
    return replace(match, sql=sql, values=(*match.values, *match.codes))


def _row(raw: str, values: list[object]) -> dict[str, object]:
    row = dict(zip(_STORED, values, strict=True))
    row["jurisdiction"] = row["jurisdiction"] or f"{UNRESOLVED} {raw}"
    row["criteria"] = json.loads(str(row["criteria"]))
    return row


def _groups(rows: list[dict[str, object]]) -> list[str]:
    return [UNRESOLVED for row in rows if str(row["jurisdiction"]).startswith(UNRESOLVED)]
