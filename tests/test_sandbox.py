"""Reading in a child process: the same result, its errors, its limits."""

from __future__ import annotations

import os
import pickle
import struct
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from factory import LAYOUTS, build_report, make_content

from detainer_cli.errors import CheckError, NotAReportError, UnreadableError
from detainer_cli.model import Box
from detainer_cli.reading import read_report
from detainer_cli.sandbox import Limits, _receive, _Unpickler, read_in_child


def test_the_child_reads_the_same(small_report: Path) -> None:
    content = small_report.read_bytes()
    steps: list[tuple[int, int]] = []
    found = read_in_child(content, "small.pdf", progress=lambda *step: steps.append(step))
    assert found == read_report(content, "small.pdf")
    assert sum(done for done, _ in steps) == len(found[0].pages)


def test_an_error_of_the_child_is_its_own(small_report: Path) -> None:
    with pytest.raises(UnreadableError, match="is not a PDF") as caught:
        read_in_child(b"Dear reader,", "letter.pdf")
    assert caught.value.hint
    with pytest.raises(UnreadableError, match="at most 1"):
        read_in_child(small_report.read_bytes(), "small.pdf", limits=Limits(pages=1))


def test_the_place_of_an_error_is_kept(tmp_path: Path) -> None:
    layout = LAYOUTS["week_one"]
    other = (*layout.declined[:4], ("crime", "Gender"))
    path = tmp_path / "other.pdf"
    build_report(
        make_content(1, 3, 2, layout.week), type(layout)("other", "", declined=other), path
    )
    with pytest.raises(NotAReportError, match="Gender") as caught:
        read_in_child(path.read_bytes(), path.name)
    assert caught.value.page is not None
    assert not isinstance(caught.value, CheckError)


def test_a_deadline_is_kept(small_report: Path) -> None:
    with pytest.raises(UnreadableError, match="seconds and was stopped") as caught:
        read_in_child(small_report.read_bytes(), "small.pdf", limits=Limits(seconds=0.01))
    assert "--timeout" in caught.value.hint


def test_longer_files_have_more_time() -> None:
    assert Limits().allowed_seconds(1000) > Limits().allowed_seconds(30) > 20
    assert Limits(seconds=5).allowed_seconds(1000) == 5


class _Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo harm",)


@pytest.mark.parametrize("value", [_Harm(), os.getcwd, Path("x"), BytesIO()])
def test_only_our_own_values_are_unpickled(value: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="no value of this program"):
        _Unpickler(BytesIO(pickle.dumps(value))).load()


@pytest.mark.parametrize("value", [Box(0, 0, 1, 1), date(2017, 1, 28), ("progress", 1, 2), None])
def test_our_own_values_are_unpickled(value: object) -> None:
    assert _Unpickler(BytesIO(pickle.dumps(value))).load() == value


@pytest.mark.parametrize("cut", [0, 5, 12])
def test_a_child_that_dies_gives_no_answer(cut: int) -> None:
    """Its last message is cut off: what came before is kept, then None says that it is gone."""
    import queue

    body = pickle.dumps(("progress", 1, 2))
    whole = struct.pack("!Q", len(body)) + body
    messages: queue.Queue[object] = queue.Queue()
    _receive(BytesIO(whole + whole[:cut]), messages)
    assert messages.get_nowait() == ("progress", 1, 2)
    assert messages.get_nowait() is None
