"""A row with its evidence as tables: for people three of them, for programs a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detainer_cli.answers.timeline import EVENTS
from detainer_cli.db.periods import describe_period
from detainer_cli.model.columns import Column, ColumnKind
from detainer_cli.model.summary import Summary

if TYPE_CHECKING:
    from detainer_cli.answers.evidence import Shown

VALUES = [
    Column("field", ColumnKind.NAME),
    Column("raw_text", ColumnKind.TEXT),
    Column("value", ColumnKind.ANY),
    Column("code", ColumnKind.CODE),
    Column("rule", ColumnKind.NAME),
]
_PLACES = [
    Column("field", ColumnKind.NAME),
    Column("reference", ColumnKind.TEXT),
    Column("place", ColumnKind.TEXT),
]
_DECISIONS = [
    Column("field", ColumnKind.NAME),
    Column("printed", ColumnKind.TEXT),
    Column("became", ColumnKind.TEXT),
    Column("why", ColumnKind.TEXT),
    Column("place", ColumnKind.TEXT),
]
_KINDS = {
    "rejoined": "words rejoined",
    "kept_apart": "words kept apart",
    "left_out": "words left out",
    "page_break": "cut by a page break",
    "merged_cell": "merged cell",
}


def tables_for_people(shown: Shown) -> list[Summary]:
    """The values of a row; what they rest on, and where; what was decided about its words.

    Lines of a cell of the report stand behind each other. The caveats go with the last table.
    """
    weeks = [shown.report["week_start"]]
    tables = [
        Summary(_title(shown), weeks, VALUES, [*_values(shown, " "), *_known(shown)], None),
        Summary("What it rests on, and where it stands", weeks, _PLACES, _places(shown), None),
    ]
    if shown.timeline:
        events = [event | {"offenses": "; ".join(event["offenses"])} for event in shown.timeline]
        tables.insert(
            1, Summary("What happened, in the order of the text", weeks, EVENTS, events, None)
        )
    if shown.evidence:
        title = "What was decided about its words"
        rows = [_decision(entry) for entry in shown.evidence]
        tables.append(Summary(title, weeks, _DECISIONS, rows, None))
    tables[-1].caveats.extend(shown.caveats)
    return tables


def table_for_programs(shown: Shown) -> Summary:
    """All of it as one table; decisions have the printed words as raw text, and why as rule."""
    columns = [*VALUES, *_PLACES[1:]]
    rows = [
        line | {"reference": value["reference"], "place": _stands(value["cells"])}
        for line, value in zip(_values(shown, "\n"), shown.values, strict=True)
    ]
    rows += [*_known(shown), *_report(shown)]
    for entry in shown.evidence or ():
        told = _decision(entry)
        words = {"raw_text": told["printed"], "value": told["became"], "rule": told["why"]}
        rows.append({"field": told["field"], "place": told["place"]} | words)
    names = [column.name for column in columns]
    whole: list[dict[str, object]] = [{name: row.get(name) for name in names} for row in rows]
    return Summary(_title(shown), [shown.report["week_start"]], columns, whole, None, shown.caveats)


def _title(shown: Shown) -> str:
    report = shown.report
    superseded = "" if report["is_current"] else " (a revision that is no longer current)"
    section = shown.section.name
    number = f" {shown.id}" if section == "declined" else ""
    what = f"{section.capitalize()} row{number}" if _is_row(shown) else "Case"
    return (
        f"{what}, {shown.ref}: {report['source_name']}{superseded}, {shown.places},"
        f" {describe_period((shown.week,))}"
    )


def _is_row(shown: Shown) -> bool:
    """True for a row of a table, not for what is told in prose."""
    return shown.section.mark == "r"


def _values(shown: Shown, line_break: str) -> list[dict[str, Any]]:
    names = [column.name for column in VALUES]
    return [
        {name: value[name] for name in names}
        | {"raw_text": value["raw_text"].replace("\n", line_break)}
        for value in shown.values
    ]


def _known(shown: Shown) -> list[dict[str, Any]]:
    """What is known of the row beside its own words."""
    known: dict[str, str | None] = {
        "reporting week" if _is_row(shown) else "period": str(shown.week)
    }
    if shown.section.covered_by:
        words = {None: None, True: "yes", False: "no"}
        known["listed policy in force"] = words[shown.has_policy]
    empty = dict.fromkeys(column.name for column in VALUES)
    return [empty | {"field": field, "value": value} for field, value in known.items()]


def _places(shown: Shown) -> list[dict[str, Any]]:
    rows = [
        {
            "field": value["field"],
            "reference": value["reference"],
            "place": _stands(value["cells"]),
        }
        for value in shown.values
    ]
    return [*rows, *({"place": None} | row for row in _report(shown))]


def _report(shown: Shown) -> list[dict[str, Any]]:
    """The report by its checksum, and the pieces of the row on its pages."""
    report, what = shown.report, "row" if _is_row(shown) else "case"
    kept = "" if report["pdf_kept"] else "; the database does not keep the PDF"
    read = f"{report['source_name']}, {report['pages']} pages, read by version"
    return [
        {"field": "report", "reference": f"{read} {report['tool_version']}{kept}"},
        {"field": "SHA-256", "reference": report["sha256"]},
        *(
            {
                "field": f"{what}, piece {number}" if len(shown.sources) > 1 else what,
                "reference": f"table {piece['table']}, row {piece['row']}"
                if _is_row(shown)
                else f"case {shown.row} of those that begin on page {shown.pages[0]}",
                "place": _place(piece["page"], piece["box"]),
            }
            for number, piece in enumerate(shown.sources, start=1)
        ),
    ]


def _decision(entry: dict[str, Any]) -> dict[str, Any]:
    """What was decided about words of the row, and what showed it."""
    field = f" ({entry['field'].replace('_', ' ')})" if entry["field"] else ""
    doubt = "" if entry["decided"] else "in doubt: "
    box = entry.get("box")
    return {
        "field": _KINDS[entry["kind"]] + field,
        "printed": entry["printed"].replace("\n", " / ") or None,
        "became": entry["became"] or None,
        "why": doubt + entry["why"],
        "place": _place(entry["page"], box) if box else f"page {entry['page']}",
    }


def _stands(cells: list[dict[str, Any]] | None) -> str | None:
    """Where cells stand: `page 3: 36.0 56.6 168.8 65.2`."""
    if cells is None:
        return "unknown"
    return "; ".join(_place(cell["page"], cell["box"]) for cell in cells) or None


def _place(page: int, box: list[float]) -> str:
    return f"page {page}: {' '.join(f'{edge:.1f}' for edge in box)}"
