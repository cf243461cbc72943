"""Every sample report against its truth, row for row, and week 1 against what was published."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from factory import Truth
from truths import REPORTS, differences

from detainer_cli.checks import check
from detainer_cli.ingest.reading import document_of, read_pages
from detainer_cli.model.pages import Extraction
from detainer_cli.model.records import Accounting, ParsedReport
from detainer_cli.normalize.report import normalize

WEEK_1, WEEK_2, WEEK_3 = REPORTS
ROWS = {
    WEEK_1.name: {"issued": 10, "declined": 206, "policy": 118},
    WEEK_2.name: {"issued": 10, "declined": 47, "policy": 110},
    WEEK_3.name: {"issued": 10, "declined": 53, "policy": 112},
}
SEEN = {WEEK_1.name: 376, WEEK_2.name: 193, WEEK_3.name: 191}
TOP_TEN = [
    ("Clark County, Nevada", 51),
    ("Nassau County, New York", 38),
    ("Cook County, Illinois", 13),
    ("Montgomery County, Iowa", 12),
    ("Snohomish County, Washington", 12),
    ("Franklin County, New York", 9),
    ("Washington County, Oregon", 7),
    ("Alachua County, Florida", 5),
    ("Franklin County, Iowa", 5),
    ("Franklin County, Pennsylvania", 5),
]


@pytest.fixture(scope="module", params=REPORTS, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> tuple[Path, Extraction, ParsedReport]:
    path: Path = request.param
    return (path, *read_pages(path.read_bytes(), path.name))


def test_sample_is_read_row_for_row(sample: tuple[Path, Extraction, ParsedReport]) -> None:
    path, _, report = sample
    assert differences(report, Truth.load(path.with_suffix(".json"))) == []


def test_sample_adds_up(sample: tuple[Path, Extraction, ParsedReport]) -> None:
    path, _, report = sample
    assert {name: a.record for name, a in report.accounting.items()} == ROWS[path.name]
    assert sum(a.seen for a in report.accounting.values()) == SEEN[path.name]
    assert report.rejected == ()
    assert report.warnings == ()


def test_sample_carries_its_notice(sample: tuple[Path, Extraction, ParsedReport]) -> None:
    """Whoever prints an answer from a sample must be able to see that it is one."""
    _, _, report = sample
    assert report.sample_notice is not None
    assert "invented" in report.sample_notice
    assert "Page" not in report.sample_notice
    assert len(report.notes) > 1


def test_sample_passes_every_check_strictly(
    sample: tuple[Path, Extraction, ParsedReport],
) -> None:
    _, extraction, report = sample
    assert check(document_of(extraction), normalize(report, {}), strict=True) == []


@pytest.fixture(scope="module")
def week_1() -> ParsedReport:
    return read_pages(WEEK_1.read_bytes(), WEEK_1.name)[1]


def test_week_1_has_the_published_totals(week_1: ParsedReport) -> None:
    assert str(week_1.period.start) == "2017-01-28"
    assert str(week_1.period.end) == "2017-02-03"
    assert week_1.total == 3083
    dispositions = Counter(row.values["disposition"] for row in week_1.sections["declined"])
    assert dispositions == {"convicted": 90, "charged": 116}
    assert len(week_1.sections["declined"]) == 206
    assert len(week_1.sections["policy"]) == 118


def test_week_1_has_the_published_top_ten(week_1: ParsedReport) -> None:
    assert [
        (row.location.raw, row.values["detainers_issued"]) for row in week_1.sections["issued"]
    ] == TOP_TEN


def test_week_1_has_the_published_counties_of_texas(week_1: ParsedReport) -> None:
    places = [row.location.raw for row in week_1.sections["declined"]]
    counted = {
        county: sum(place.endswith(f", {county}, Texas") for place in places)
        for county in ("Travis", "Williamson", "Bastrop")
    }
    assert counted == {"Travis": 142, "Williamson": 4, "Bastrop": 3}
    assert sum(place.endswith(", Texas") for place in places) == 149


def test_week_1_counts_its_rows(week_1: ParsedReport) -> None:
    """376 rows were extracted: 27 headers, 334 records, and 15 rows cut by a page break."""
    total = [
        sum(getattr(account, name) for account in week_1.accounting.values())
        for name in ("seen", "header", "record", "continuation", "rejected")
    ]
    assert Accounting(*total) == Accounting(376, 27, 334, 15, 0)


def test_rows_say_where_they_were_read(week_1: ParsedReport) -> None:
    cut = [row for row in week_1.sections["policy"] if len(row.sources) > 1]
    assert cut
    for row in cut:
        pages = [source.page for source in row.sources]
        assert pages == list(range(pages[0], pages[0] + len(pages)))
    assert (
        len({(s.page, s.table, s.row) for r in week_1.sections["declined"] for s in r.sources})
        >= 206
    )
