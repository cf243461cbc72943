"""Every layout of the factory is read exactly; what goes beyond is never read wrongly."""

from __future__ import annotations

import io
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from factory import BEYOND, LAYOUTS, build_report, content_for, make_content
from truths import differences

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.ingest.reading import read_pages
from detainer_cli.model.pages import Extraction
from detainer_cli.model.records import ParsedReport

# a row cut over three pages whose middle piece stands alone on its page, without a header: where
# nothing tells whose rest it is, refusing it is right
MAY_BE_REFUSED = {("cut_twice_no_header", 3)}


def read(name: str, seed: int, folder: Path) -> tuple[Extraction, ParsedReport, list[str]]:
    """A report of the layout `name`, as read, with its differences from the truth."""
    layout = (LAYOUTS | BEYOND)[name]
    truth = content_for(layout, seed)
    path = folder / f"{name}.pdf"
    build_report(truth, layout, path)
    extraction, report = read_pages(path.read_bytes(), path.name)
    return extraction, report, differences(report, truth, layout)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_layout_is_read_exactly(name: str, seed: int, tmp_path: Path) -> None:
    extraction, report, found = read(name, seed, tmp_path)
    assert found == [], LAYOUTS[name].proves
    assert sum(a.seen for a in report.accounting.values()) == sum(
        len(table.rows) for page in extraction.pages for table in page.tables
    )


@pytest.mark.parametrize("name", BEYOND)
def test_beyond_is_read_exactly_or_refused(name: str, tmp_path: Path) -> None:
    with suppress(NotAReportError, CheckError):
        found = read(name, 1, tmp_path)[2]
        assert found == [], BEYOND[name].proves


@pytest.mark.parametrize("seed", range(3, 7))
@pytest.mark.parametrize("name", ["cut_twice_no_header", "cut_cells_places_apart"])
def test_rows_cut_anywhere_are_never_read_wrongly(name: str, seed: int, tmp_path: Path) -> None:
    with suppress(CheckError) if (name, seed) in MAY_BE_REFUSED else nullcontext():
        assert read(name, seed, tmp_path)[2] == []


def without(content: bytes, number: int, stroke: int) -> bytes:
    """The same report with one line less on page `number`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        page = document.pages[number - 1]
        steps = list(pikepdf.parse_content_stream(page))
        strokes = [i for i, step in enumerate(steps) if str(step.operator) == "S"]
        steps[strokes[stroke]] = pikepdf.ContentStreamInstruction([], pikepdf.Operator("n"))
        page.Contents = document.make_stream(pikepdf.unparse_content_stream(steps))
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["week_one", "places_apart"])
def test_a_missing_rule_is_never_read_wrongly(name: str, tmp_path: Path) -> None:
    """Whichever line of a page is gone: the report is read exactly, or refused."""
    layout = replace(LAYOUTS[name], cut="never")
    truth = make_content(1, 8, 3, layout.week)
    path = tmp_path / "report.pdf"
    build_report(truth, layout, path)
    content, wrong, refused = path.read_bytes(), [], 0
    for stroke in range(9 + len(layout.declined)):
        try:
            _, report = read_pages(without(content, 3, stroke), "report.pdf")
        except (NotAReportError, CheckError):
            refused += 1
        else:
            wrong += differences(report, truth, layout)
    assert wrong == []
    assert refused > 5
