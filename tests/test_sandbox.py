"""Reading in a child process: the same result, its errors, its limits, and what it cannot do."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from databases import store
from factory import LAYOUTS, build_report, make_content
from hypothesis import given
from hypothesis import strategies as st
from running import detainers, environment, python
from samples import ROOT
from sheets import report
from truths import REPORTS

from detainer_cli.errors import CheckError, DatabaseError, NotAReportError, UnreadableError
from detainer_cli.ingest import launch, wire
from detainer_cli.ingest.reading import document_of, read_report
from detainer_cli.ingest.sandbox import read_in_child
from detainer_cli.model.limits import Limits
from detainer_cli.parse import parse


def test_the_child_reads_the_same(small_report: Path) -> None:
    content = small_report.read_bytes()
    steps: list[tuple[int, int]] = []
    found = read_in_child(content, "small.pdf", progress=lambda *step: steps.append(step))
    assert found == read_report(content, "small.pdf")
    assert sum(done for done, _ in steps) == found[0].page_count


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


@pytest.mark.parametrize("name", ["r\udcffport.pdf", "报告.pdf", "a\nb.pdf"])
def test_any_name_of_a_file_reaches_the_child(name: str) -> None:
    with pytest.raises(UnreadableError, match="is not a PDF"):
        read_in_child(b"Dear reader,", name, "p\udcffss")


def test_a_deadline_is_kept(small_report: Path) -> None:
    with pytest.raises(UnreadableError, match="seconds and was stopped") as caught:
        read_in_child(small_report.read_bytes(), "small.pdf", limits=Limits(seconds=0.01))
    assert "--timeout" in caught.value.hint


def test_longer_files_have_more_time() -> None:
    assert Limits().allowed_seconds(1000) > Limits().allowed_seconds(30) > 20
    assert Limits(seconds=5).allowed_seconds(1000) == 5


# ---------------------------------------------------------------- a child that was taken over

HARM = "harm.txt"
READY = wire.packed(wire.Ready())


class _Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"echo harm > {HARM}",)


def frame(letter: bytes, body: bytes) -> bytes:
    return wire.HEAD.pack(letter, len(body)) + body


def sound_answer() -> dict[str, dict[str, Any]]:
    """An answer as JSON has it, to be made wrong in one place."""
    made = report()
    packed = wire.packed(wire.Answer(document_of(made), parse(made)))
    found: dict[str, dict[str, Any]] = json.loads(packed[wire.HEAD.size :])
    return found


def answer(part: str, **changes: object) -> bytes:
    whole = sound_answer()
    whole[part] |= changes
    return frame(b"A", json.dumps(whole).encode())


def record(section: str, **changes: object) -> bytes:
    whole = sound_answer()
    given = whole["report"]["sections"][section][0]
    values = {name: value for name, value in changes.items() if name in given["values"]}
    given |= {"values": given["values"] | values} if values else changes
    return frame(b"A", json.dumps(whole).encode())


DAYS = {"start": "2017-01-28", "end": "2017-02-03", "name": "week"}


def placed(**cell: object) -> dict[str, object]:
    """A piece of a record with one cell, of which something is other than it should be."""
    box = {"x0": 0.0, "y0": 0.0, "x1": 9.0, "y1": 9.0}
    sound = {"field": "crime", "page": 1, "box": box, "lines": ["Assault"]}
    return {"page": 1, "table": 1, "row": 1, "box": box, "cells": [sound | cell]}


TAKEN_OVER: dict[str, Callable[[], bytes]] = {
    "pickle": lambda: frame(b"A", pickle.dumps(_Harm())),
    "pickle without a frame": lambda: pickle.dumps(_Harm()),
    "unknown kind": lambda: frame(b"!", b"{}"),
    "a request": lambda: wire.packed(wire.Request.of("x", None, 1, 1, 1, b"")),
    "no JSON": lambda: frame(b"A", b"harm"),
    "no UTF-8": lambda: frame(b"R", b'{"code":3,"message":"\xff","hint":"","page":1,"row":1}'),
    "empty": lambda: frame(b"A", b""),
    "deep": lambda: frame(b"A", b"[" * 100_000),
    "no object": lambda: frame(b"A", b"[]"),
    "without a report": lambda: frame(b"A", b'{"document": {}}'),
    "giant": lambda: wire.HEAD.pack(b"A", 2**63) + b"x",
    "larger than allowed": lambda: wire.HEAD.pack(b"A", 1024 * 2**20 + 1) + b"x",
    "text for a number": lambda: answer("document", page_count="29"),
    "list for a text": lambda: answer("document", source_name=["x"]),
    "no date": lambda: answer("report", period=DAYS | {"start": "2017-02-30"}),
    "week that ends first": lambda: answer("report", period=DAYS | {"start": "2017-12-30"}),
    "unknown section": lambda: answer("report", accounting={"harm": {}}),
    "unknown disposition": lambda: record("declined", disposition="acquitted"),
    "number without end": lambda: record("issued", detainers_issued=10**400),
    "number too large": lambda: record("issued", detainers_issued=10**30),
    "number below nothing": lambda: record("issued", detainers_issued=-1),
    "record from nowhere": lambda: record("declined", sources=[]),
    "cell of no field": lambda: record("declined", sources=[placed(field="harm")]),
    "cell on no page": lambda: record("declined", sources=[placed(page=-1)]),
    "box of no number": lambda: record("declined", sources=[placed(box={"x0": "a"})]),
    "evidence of no kind": lambda: record("declined", evidence=[{"kind": "harm"}]),
    "month that is none": lambda: record("policy", date_enacted="2017-13"),
    "pages beyond the limit": lambda: wire.packed(wire.Step(1, 10**9)),
    "error of ours": lambda: frame(
        b"R", b'{"code":6,"message":"x","hint":"","page":null,"row":null}'
    ),
    "error that is none": lambda: frame(
        b"R", b'{"code":0,"message":"x","hint":"","page":null,"row":null}'
    ),
    "ready twice": lambda: READY,
}


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[bytes, str], None]:
    """Makes the next child one that says `sent` and then does what its last line says."""
    monkeypatch.chdir(tmp_path)

    def replace(sent: bytes, then: str = "sys.stdin.read()") -> None:
        script = tmp_path / "child.py"
        (tmp_path / "sent").write_bytes(sent)
        script.write_text(
            "import sys, time\n"
            f"sys.stdout.buffer.write(open({str(tmp_path / 'sent')!r}, 'rb').read())\n"
            f"sys.stdout.buffer.flush()\n{then}\n"
        )
        monkeypatch.setattr(launch, "take", lambda: launch.Child((str(script),)))

    return replace


@pytest.mark.parametrize("name", TAKEN_OVER)
def test_what_is_no_answer_is_refused_and_runs_nothing(
    name: str, taken_over: Callable[[bytes], None], tmp_path: Path
) -> None:
    taken_over(READY + TAKEN_OVER[name]())
    with pytest.raises(UnreadableError, match="damaged, or made to do harm") as caught:
        read_in_child(b"%PDF-", "x.pdf")
    assert caught.value.hint
    assert not (tmp_path / HARM).exists()
    assert threading.active_count() == 1


def test_a_sound_answer_passes(taken_over: Callable[[bytes], None]) -> None:
    """The answers above are refused for their one fault."""
    taken_over(READY + answer("document"))
    document, found = read_in_child(b"%PDF-", "x.pdf")
    assert (document.page_count, len(found.sections["declined"])) == (5, 2)


def test_a_sound_cell_passes(taken_over: Callable[[bytes], None]) -> None:
    taken_over(READY + record("declined", sources=[placed()]))
    _, found = read_in_child(b"%PDF-", "x.pdf")
    assert found.sections["declined"][0].sources[0].cells[0].lines == ("Assault",)


@pytest.mark.parametrize("cut", [0, 1, 5, 40])
def test_an_answer_that_is_cut_off_is_none(cut: int, taken_over: Callable[..., None]) -> None:
    whole = answer("document")
    taken_over(READY + whole[:cut], "sys.exit(3)")
    with pytest.raises(UnreadableError, match="damaged and cannot be read"):
        read_in_child(b"%PDF-", "x.pdf")


def test_a_child_that_sends_without_end_is_stopped(taken_over: Callable[..., None]) -> None:
    taken_over(READY, "while True: sys.stdout.buffer.write(" + repr(wire.packed(_step())) + ")")
    with pytest.raises(UnreadableError, match="seconds and was stopped"):
        read_in_child(b"%PDF-", "x.pdf", limits=Limits(seconds=0.5))


def _step() -> wire.Step:
    return wire.Step(1, 2)


def test_a_child_that_takes_no_request_is_stopped(taken_over: Callable[..., None]) -> None:
    """Its pipe is full, and it neither reads nor answers."""
    taken_over(READY, "time.sleep(60)")
    with pytest.raises(UnreadableError, match="seconds and was stopped"):
        read_in_child(bytes(2**20), "x.pdf", limits=Limits(seconds=0.2))
    assert threading.active_count() == 1


@given(st.binary(max_size=200))
def test_no_bytes_are_more_than_refused(sent: bytes) -> None:
    stream = BytesIO(sent)
    with suppress(EOFError, wire.WireError):
        while True:
            wire.read_message(stream, 1000)


@given(st.sampled_from([b"Q", b"G", b"S", b"A", b"R"]), st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
))  # fmt: skip
def test_no_values_are_more_than_refused(letter: bytes, value: object) -> None:
    with suppress(wire.WireError):
        wire.read_message(BytesIO(frame(letter, json.dumps(value).encode())), 10**6)


# ---------------------------------------------------------------- the machine's faults


RACE = """
import io, pathlib, sys, threading
from detainer_cli.ingest import wire
frame = pathlib.Path(sys.argv[1]).read_bytes()
sys.setswitchinterval(1e-6)
start, found = threading.Barrier(4), []
def read():
    start.wait()
    found.append(wire.read_message(io.BytesIO(frame), 2**30))
threads = [threading.Thread(target=read) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(found), all(message == found[0] for message in found))
"""


def test_first_answers_may_arrive_at_once(small_report: Path, tmp_path: Path) -> None:
    """In a process that has read none yet; msgspec crashes if two threads learn a type at once."""
    sent = tmp_path / "frame"
    sent.write_bytes(wire.packed(wire.Answer(*read_report(small_report.read_bytes(), "a.pdf"))))
    for _ in range(3):
        run = python("-c", RACE, sent)
        assert (run.returncode, run.stdout) == (0, "4 True\n"), run.stderr


def test_what_the_system_refuses_is_not_the_files_fault(taken_over: Callable[..., None]) -> None:
    taken_over(READY, "raise OSError(28, 'No space left on device')")
    with pytest.raises(DatabaseError, match="no space for temporary files"):
        read_in_child(b"%PDF-", "x.pdf")
    taken_over(READY, "raise PermissionError(13, 'Permission denied')")
    with pytest.raises(DatabaseError, match="Permission denied"):
        read_in_child(b"%PDF-", "x.pdf")
    taken_over(READY, "sys.stderr.close(); sys.exit(1)")
    with pytest.raises(DatabaseError, match="no space for temporary files"):
        read_in_child(b"%PDF-", "x.pdf")


@pytest.mark.parametrize(
    ("then", "kind", "words"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", DatabaseError, "from outside"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", UnreadableError, "SIGSEGV"),
        ("import os; os.abort()", UnreadableError, "SIGABRT"),
        ("raise MemoryError", UnreadableError, "--max-memory"),
        ("raise ValueError('a library gave up')", UnreadableError, "a library gave up"),
    ],
)
def test_how_a_child_dies_says_whose_fault_it_is(
    then: str, kind: type[Exception], words: str, taken_over: Callable[..., None]
) -> None:
    taken_over(READY, then)
    with pytest.raises(kind, match=words):
        read_in_child(b"%PDF-", "x.pdf")


@pytest.mark.parametrize("then", ["import no_such_library", "sys.exit(1)", "raise MemoryError"])
def test_a_child_that_never_gets_ready_is_not_the_files_fault(
    then: str, taken_over: Callable[..., None]
) -> None:
    taken_over(b"", then)
    with pytest.raises(DatabaseError, match="could not be started") as caught:
        read_in_child(b"%PDF-", "x.pdf")
    assert "No file is at fault" in caught.value.hint


# ---------------------------------------------------------------- started early, ended in time


def children_of(pid: int) -> list[int]:
    """The processes that any thread of a process has started."""
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (["ingest", "a.pdf"], True),
        (["ingest", "--db", "x.db", "A.PDF"], True),
        (["ingest", "-"], True),
        (["ingest", "--db", "x.db", "inbox"], False),
        (["ingest"], False),
        (["ingest", "a.pdf", "--help"], False),
        (["top-counties", "--week"], False),
        (["--version"], False),
        ([], False),
    ],
)
def test_a_child_is_started_early_where_pdfs_are_read(args: list[str], wanted: bool) -> None:
    assert launch.is_wanted(args) is wanted


def test_a_child_that_has_answered_ends_by_itself(tmp_path: Path) -> None:
    """It waits for no thread of its own, though its parent still holds the other end."""
    child = launch.Child()
    stdin, stdout = child.process.stdin, child.process.stdout
    assert stdin is not None
    assert stdout is not None
    content = b"Dear reader,"
    request = wire.Request.of("letter.pdf", None, 1024, 256, 2000, content)
    stdin.writelines(wire.packed_request(request, content))
    stdin.flush()
    assert isinstance(wire.read_message(stdout, 1000), wire.Ready)
    assert isinstance(wire.read_message(stdout, 1000), wire.Refusal)
    assert (child.process.wait(), child.log()) == (0, "")
    child.end()


def test_a_child_that_waits_is_taken_and_another_is_ended() -> None:
    launch.start_early()
    launch.start_early()
    first = launch.take()
    launch.start_early()
    with pytest.raises(UnreadableError, match="is not a PDF"):
        read_in_child(b"Dear reader,", "letter.pdf", more=True)
    launch.end_early()
    first.end()
    assert first.process.returncode == -9
    assert not os.path.exists(first._folder)  # noqa: PTH110
    if Path("/proc/self").exists():
        assert children_of(os.getpid()) == []


@pytest.mark.parametrize(
    "args", [["--nope"], ["nothing.pdf"], ["--db", ".", "x.pdf"], ["-", "--jobs", "0"]]
)
def test_a_run_that_needs_no_child_leaves_no_trace(args: list[str], tmp_path: Path) -> None:
    run = detainers("ingest", *args, cwd=tmp_path, env=environment(TMPDIR=str(tmp_path)))
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_run_over_what_is_loaded_leaves_no_trace(tmp_path: Path) -> None:
    content, temporary = b"of which the content is known", tmp_path / "temporary"
    db = store(tmp_path / "x.db", content=content)
    (tmp_path / "loaded.pdf").write_bytes(content)
    temporary.mkdir()
    known = environment(TMPDIR=str(temporary))
    run = detainers("ingest", tmp_path / "loaded.pdf", "--db", db, env=known)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.2, 0.6])
def test_a_child_whose_parent_was_killed_leaves_no_trace(wait: float, tmp_path: Path) -> None:
    """Killed with its parent not there to clean up: while it loads, or while it reads."""
    script = (
        "import sys, time; from detainer_cli.ingest import launch; launch.start_early();"
        "from detainer_cli.ingest.sandbox import read_in_child; print(flush=True);"
        "read_in_child(open(sys.argv[1], 'rb').read(), 'x.pdf')"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(REPORTS[0])],
        env=environment(TMPDIR=str(tmp_path)),
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    child = children_of(parent.pid)
    with suppress(subprocess.TimeoutExpired):
        parent.wait(wait)
    parent.kill()
    parent.communicate()
    for pid in child:
        while Path(f"/proc/{pid}").exists():  # it notices when it reads from its parent
            os.sched_yield()
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- poor environments


def test_it_runs_without_an_environment(tmp_path: Path) -> None:
    """As a service manager or `env -i` starts it: no PATH, no HOME, no locale."""
    bare = {"PYTHONPATH": str(ROOT)}
    run = detainers("ingest", REPORTS[1], "--db", tmp_path / "x.db", env=bare)
    assert (run.returncode, run.stderr) == (0, "")


def limited(**limits: int) -> Callable[[], None]:
    """Sets limits of the system in a new process."""
    import resource

    def limit() -> None:
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))

    return limit


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"AS": 300 * 2**20}, "memory"),
        ({"NOFILE": 6}, "Too many open files"),
        ({"NPROC": 1}, "processes|thread"),
    ],
    ids=["memory", "files", "processes"],
)
def test_what_the_machine_does_not_give_is_no_files_fault(
    limits: dict[str, int], words: str, tmp_path: Path
) -> None:
    if "NPROC" in limits and os.getuid() == 0:
        pytest.skip("a superuser may start as many processes as he likes")
    run = detainers(
        *("ingest", REPORTS[1], "--db", tmp_path / "x.db"),
        env=environment(TMPDIR=str(tmp_path)),
        preexec_fn=limited(**limits),
    )
    (line,) = run.stderr.splitlines()
    assert (run.returncode, line.startswith("detainers: ")) == (6, True), run.stderr
    assert re.search(words, line)
    assert "damaged" not in line
    assert list(tmp_path.iterdir()) == []
