"""A damaged file is told: which object, on which page; a sound one never is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from factory import LAYOUTS, build_report, make_content
from truths import SAMPLES

from detainer_cli.errors import UnreadableError
from detainer_cli.extract.opening import open_pdf

DAMAGED = sorted((Path(__file__).parent / "reports" / "damaged").glob("*.pdf"))
MIB = 2**20


def notes(content: bytes) -> tuple[str, ...]:
    """What is noted of a file that is read. Raises UnreadableError."""
    return open_pdf(content, None, 256 * MIB).notes


def fault(content: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError, match="the PDF is damaged") as caught:
        notes(content)
    return caught.value


@pytest.mark.parametrize("path", DAMAGED, ids=lambda path: path.stem)
def test_a_copy_with_a_few_bytes_changed_is_refused(path: Path) -> None:
    error = fault(path.read_bytes())
    assert re.search(r"object \d+ \(", error.message)
    assert error.page is not None


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_whole(path: Path) -> None:
    assert notes(path.read_bytes()) == ()


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_report_of_another_producer_is_whole(name: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    build_report(make_content(1, 6, 3, layout.week), layout, tmp_path / "report.pdf")
    assert notes((tmp_path / "report.pdf").read_bytes()) == ()
