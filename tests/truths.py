"""Compares what was read from a report with what it is known to say, field by field."""

from __future__ import annotations

from collections.abc import Iterator

from factory import Layout, Truth, printed
from factory.tables import in_full
from samples import SAMPLES

from detainer_cli.model.records import LocationText, ParsedReport

REPORTS = tuple(sorted(SAMPLES.glob("*.pdf")))
SAMPLE_LAYOUT = Layout("samples", "the published wordings", bullet="\uf0b7")

Row = tuple[object, ...]


def differences(report: ParsedReport, truth: Truth, layout: Layout = SAMPLE_LAYOUT) -> list[str]:
    """Every way in which `report` differs from `truth` as `layout` prints it; [] if in none."""
    said = printed(truth, layout)
    return [
        *_differing("week", [_week(report)], [(truth.start, truth.end, truth.issued_total)]),
        *_differing("issued", _issued(report), _true_issued(said, layout)),
        *_differing("declined", _declined(report), _true_declined(said, layout)),
        *_differing("policy", _policies(report), _true_policies(said, layout)),
        *(f"unread: {value}" for value in report.unread),
        *(f"does not add up: {a}" for a in report.accounting.values() if not a.adds_up),
    ]


def _differing(what: str, found: list[Row], true: list[Row]) -> Iterator[str]:
    if len(found) != len(true):
        yield f"{what}: {len(found)} rows, not {len(true)}"
    for number, (mine, its) in enumerate(zip(found, true, strict=False), start=1):
        if mine != its:
            yield f"{what} {number}: {mine} is not {its}"


def _week(report: ParsedReport) -> Row:
    return (str(report.period.start), str(report.period.end), report.total)


def _place(location: LocationText) -> Row:
    return (location.whole, location.facility, location.county, location.state)


def _issued(report: ParsedReport) -> list[Row]:
    return [(*_place(r.location), r.values["detainers_issued"]) for r in report.sections["issued"]]


def _true_issued(truth: Truth, layout: Layout) -> list[Row]:
    if any(field == "county" for field, _ in layout.issued):
        return [(None, None, county, state, n) for county, state, n in truth.top]
    full = _full_upper if layout.upper else in_full
    return [(f"{full(county)}, {state}", None, None, None, n) for county, state, n in truth.top]


def _full_upper(county: str) -> str:
    known = county.endswith((" PARISH", " CITY", " BOROUGH", "DISTRICT OF COLUMBIA"))
    return county if known else f"{county} COUNTY"


def _declined(report: ParsedReport) -> list[Row]:
    return [
        (
            *_place(r.location),
            r.raw["citizenship"],
            str(r.values["issued_date"]),
            str(r.values["declined_date"]),
            r.values["crime_text"],
            r.values["disposition"],
        )
        for r in report.sections["declined"]
    ]


def _true_declined(truth: Truth, layout: Layout) -> list[Row]:
    return [
        (
            *_true_place(row, layout),
            row["citizenship"],
            row["issued"],
            row["declined"],
            row["crime"],
            row["status"].lower(),
        )
        for row in truth.declined
    ]


def _true_place(row: dict[str, str], layout: Layout) -> Row:
    if any(field == "county" for field, _ in layout.declined):
        return (None, row["facility"], row["county"], row["state"])
    return (f"{row['facility']}, {row['county']}, {row['state']}", None, None, None)


def _policies(report: ParsedReport) -> list[Row]:
    return [
        (
            *_place(r.location),
            r.raw["aor"],
            r.values["date_enacted"],
            r.values["policy"],
            r.values["criteria"],
        )
        for r in report.sections["policy"]
    ]


def _true_policies(truth: Truth, layout: Layout) -> list[Row]:
    apart = any(field == "aor" for field, _ in layout.policy)
    return [
        (
            row["jurisdiction"] + ("" if apart else f" ({row['aor']})"),
            None,
            None,
            None,
            row["aor"] if apart else "",
            row["enacted"],
            row["policy"],
            tuple(row["criteria"]),
        )
        for row in truth.policies
    ]
