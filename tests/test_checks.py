"""What must hold before a report is written, and what is only worth a warning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sheets import DECLINED_HEADER, ISSUED_HEADER, POLICY_HEADER, TOTAL, Item, report

from detainer_cli.checks import check
from detainer_cli.errors import CheckError
from detainer_cli.ingest.reading import document_of
from detainer_cli.model.findings import Finding
from detainer_cli.model.pages import Document
from detainer_cli.model.records import Accounting
from detainer_cli.model.resolutions import Normalized
from detainer_cli.normalize.report import normalize
from detainer_cli.parse import parse

Pages = Sequence[Sequence[Item]]
JAIL = "Travis County Jail, Travis, Texas"


def made(
    *rows: tuple[str, str], issued: Pages = (), policy: Pages = ()
) -> tuple[Document, Normalized]:
    """A report whose declined rows have these days of issue and of decline."""
    table = [DECLINED_HEADER, *[[JAIL, "Mexico", a, b, "Assault (Charged)"] for a, b in rows]]
    extraction = report(issued, [[table]], policy)
    return document_of(extraction), normalize(parse(extraction))


def found(*rows: tuple[str, str]) -> list[Finding]:
    return check(*made(*rows))


IN_WEEK = ("1/3/2017", "2/1/2017")


def test_a_sound_report_has_no_findings() -> None:
    assert found(IN_WEEK, ("1/28/2017", "1/28/2017"), ("1/3/2017", "2/3/2017")) == []


@pytest.mark.parametrize("day", ["1/27/2017", "2/4/2017", "2/1/2016"])
def test_a_decline_outside_the_week_is_a_warning(day: str) -> None:
    (warning,) = [f for f in found(IN_WEEK, ("1/3/2015", day)) if f.check.startswith("date")]
    assert warning.severity == "warning"
    assert (warning.page, warning.row) == (3, 3)


def test_issued_after_it_was_declined_is_a_warning() -> None:
    (warning,) = found(IN_WEEK, ("2/2/2017", "2/1/2017"))
    assert (warning.severity, warning.check) == ("warning", "issued after declined")


def test_most_declines_outside_the_week_are_an_error() -> None:
    """Then the week or the columns were misread."""
    with pytest.raises(CheckError, match="2 of 3 detainers"):
        found(IN_WEEK, ("1/3/2017", "3/1/2017"), ("1/3/2017", "3/1/2017"))
    with pytest.raises(CheckError, match="misread"):
        found(*[(b, a) for a, b in [IN_WEEK, IN_WEEK]])


def test_warnings_of_the_reading_are_passed_on() -> None:
    document, normalized = made(IN_WEEK, issued=[[[ISSUED_HEADER, ["Clark, Nevada", "51"]]]])
    (warning,) = check(document, normalized)
    assert "no sentence gives" in warning.message


@pytest.mark.parametrize("account", [Accounting(3, 1, 1, 0, 0), Accounting(3, 1, 2, 0, 0)])
def test_a_lost_row_is_an_error(account: Accounting) -> None:
    """Also where the sum is right but a record is missing."""
    document, normalized = made(IN_WEEK)
    accounting = normalized.report.accounting | {"declined": account}
    other = replace(normalized, report=replace(normalized.report, accounting=accounting))
    with pytest.raises(CheckError, match="do not add up"):
        check(document, other)


def test_strict_passes_what_is_resolved() -> None:
    assert check(*made(IN_WEEK), strict=True) == []


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ([JAIL, "Atlantis", *IN_WEEK, "Assault (Charged)"], "Atlantis"),
        ([JAIL, "Mexico", *IN_WEEK, "Jaywalking at sea (Charged)"], "Jaywalking at sea"),
        (["Somewhere", "Mexico", *IN_WEEK, "Assault (Charged)"], "Somewhere"),
        ([JAIL, "Mexico", "2/30/2017", "2/1/2017", "Assault (Charged)"], "2/30/2017"),
        ([JAIL, "Mexico", *IN_WEEK, "Assault"], "disposition"),
    ],
)
def test_strict_refuses_what_is_unresolved(row: list[str], named: str) -> None:
    extraction = report(declined=[[[DECLINED_HEADER, row]]])
    document, normalized = document_of(extraction), normalize(parse(extraction))
    check(document, normalized)
    with pytest.raises(CheckError, match=named) as caught:
        check(document, normalized, strict=True)
    assert (caught.value.page, caught.value.row) == (3, 2)


@pytest.mark.parametrize(
    "sections",
    [
        {"issued": [[TOTAL, [ISSUED_HEADER, ["Nowhere County, Nevada", "51"]]]]},
        {"policy": [[[POLICY_HEADER, ["Nowhere (Buffalo)", "January 2017", "Order", "• x"]]]]},
    ],
)
def test_strict_speaks_of_every_section(sections: dict[str, Pages]) -> None:
    with pytest.raises(CheckError, match="Nowhere"):
        check(*made(IN_WEEK, **sections), strict=True)


def test_checks_are_about_the_week_of_the_report() -> None:
    _, normalized = made(IN_WEEK)
    assert normalized.report.period.start == date(2017, 1, 28)


def test_notes_of_the_reading_are_told_and_stored_as_warnings() -> None:
    document, normalized = made(IN_WEEK)
    noted = replace(document, notes=("its cross-reference table had to be rebuilt",))
    assert check(noted, normalized) == [Finding("warning", "reading", noted.notes[0])]
