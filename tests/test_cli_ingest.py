"""`detainers ingest` from outside: exit code, standard output, standard error."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pikepdf
import pytest
from factory import LAYOUTS, Layout, build_report, make_content
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Run = Callable[..., CompletedProcess[str]]

KEYS = ["path", "status", "week_start", "week_end", "declined", "issued_counties", "policies",
        "unresolved", "accounting", "error",
        "kind", "period_start", "period_end", "rows"]  # fmt: skip
ACCOUNTING = ["rows_seen", "header", "record", "continuation", "rejected"]
PLAIN = LAYOUTS["week_one"]


def build(path: Path, layout: Layout = PLAIN, rows: int = 6, seed: int = 1) -> Path:
    build_report(make_content(seed, rows, 4, layout.week), layout, path)
    return path


def outcomes(run: CompletedProcess[str]) -> list[dict[str, Any]]:
    """What `--format json` printed; nothing but the product reaches standard output."""
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def rows(db: Path, query: str) -> list[tuple[object, ...]]:
    conn = sqlite3.connect(db)
    try:
        return conn.execute(query).fetchall()
    finally:
        conn.close()


def content(db: Path) -> list[str]:
    """All that is in a database, as SQL."""
    conn = sqlite3.connect(db)
    try:
        return list(conn.iterdump())
    finally:
        conn.close()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "detainers.db"


# ---------------------------------------------------------------- what is loaded


def test_a_file(detainers: Run, small_report: Path, db: Path) -> None:
    run = detainers("ingest", small_report)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert rows(db, "SELECT count(*) FROM declined") == [(6,)]


def test_json_has_the_keys_of_the_contract(detainers: Run, small_report: Path) -> None:
    run = detainers("ingest", small_report, "--format", "json")
    (found,) = outcomes(run)
    assert list(found) == KEYS
    assert list(found["accounting"]) == ACCOUNTING
    assert (found["path"], found["status"], found["error"]) == (
        str(small_report), "loaded", None,
    )  # fmt: skip
    assert (found["week_start"], found["week_end"]) == ("2017-01-28", "2017-02-03")
    assert (found["declined"], found["issued_counties"], found["policies"]) == (6, 10, 4)


def test_verbose_says_a_line_a_report(detainers: Run, small_report: Path) -> None:
    run = detainers("ingest", small_report, "--verbose")
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"{small_report}: loaded: week 2017-01-28 to 2017-02-03, 6 declined,")
    assert "\x1b" not in run.stderr


def test_a_folder_with_other_files(detainers: Run, small_report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "2017"
    folder.mkdir(parents=True)
    shutil.copy(small_report, folder / "B.PDF")
    build(folder.parent / "a.pdf", LAYOUTS["week_two"])
    (folder / "notes.txt").write_text("no report")
    run = detainers("ingest", folder.parent, "--format", "json")
    assert run.returncode == 0
    assert [Path(str(o["path"])).name for o in outcomes(run)] == ["B.PDF", "a.pdf"]


def test_standard_input(detainers: Run, small_report: Path, db: Path) -> None:
    run = detainers("ingest", "-", "--format", "json", stdin=small_report)
    assert (run.returncode, run.stderr) == (0, "")
    assert outcomes(run)[0]["status"] == "loaded"
    assert rows(db, "SELECT source_name FROM report") == [("stdin",)]


def test_the_database_may_be_named(detainers: Run, small_report: Path, tmp_path: Path) -> None:
    assert detainers("ingest", small_report, "--db", "one.db").returncode == 0
    assert detainers("ingest", small_report, db=tmp_path / "two.db").returncode == 0
    for name in ("one.db", "two.db"):
        assert rows(tmp_path / name, "SELECT count(*) FROM report") == [(1,)]
    assert not (tmp_path / "detainers.db").exists()


# ---------------------------------------------------------------- again, and revised


def test_the_same_content_again(
    detainers: Run, small_report: Path, db: Path, tmp_path: Path
) -> None:
    """Under whatever name: exit code 0, and not one byte of content changes."""
    detainers("ingest", small_report)
    before = content(db), db.read_bytes()
    other = shutil.copy(small_report, tmp_path / "other name.pdf")
    run = detainers("ingest", small_report, other, "--format", "json")
    assert (run.returncode, run.stderr) == (0, "")
    assert [o["status"] for o in outcomes(run)] == ["already loaded"] * 2
    assert [list(o) for o in outcomes(run)] == [KEYS] * 2
    assert outcomes(run)[0]["declined"] == 6
    assert (content(db), db.read_bytes()) == before


def test_another_file_for_the_week(
    detainers: Run, small_report: Path, db: Path, tmp_path: Path
) -> None:
    detainers("ingest", small_report)
    run = detainers("ingest", build(tmp_path / "again.pdf", rows=3), "--format", "json")
    assert run.returncode == 0
    assert outcomes(run)[0]["status"] == "revised"
    assert rows(db, "SELECT revision, is_current, declined FROM report") == [(1, 0, 6), (2, 1, 3)]
    assert rows(db, "SELECT count(*) FROM declined") == [(3,)]


# ---------------------------------------------------------------- nothing is written


def test_dry_run_writes_nothing(detainers: Run, small_report: Path, db: Path) -> None:
    """Not even a schema, nor a file beside."""
    run = detainers("ingest", small_report, "--dry-run", "--format", "json")
    assert run.returncode == 0
    assert outcomes(run)[0]["status"] == "loaded"
    assert list(db.parent.glob("detainers*")) == []
    db.touch()
    detainers("ingest", small_report, "--dry-run")
    assert db.read_bytes() == b""


def test_dry_run_on_a_loaded_database(
    detainers: Run, small_report: Path, db: Path, tmp_path: Path
) -> None:
    detainers("ingest", small_report)
    before = db.read_bytes()
    other = build(tmp_path / "again.pdf", rows=3)
    run = detainers("ingest", other, small_report, "--dry-run", "--format", "json")
    assert [o["status"] for o in outcomes(run)] == ["revised", "already loaded"]
    assert db.read_bytes() == before
    bad = tmp_path / "bad.pdf"
    bad.write_text("no")
    assert detainers("ingest", bad, "--dry-run").returncode == 3


def test_strict_refuses_what_is_unresolved(detainers: Run, tmp_path: Path, db: Path) -> None:
    truth = make_content(1, 3, 4, PLAIN.week)
    truth.declined[1]["citizenship"] = "Atlantis"
    build_report(truth, PLAIN, tmp_path / "odd.pdf")
    run = detainers("ingest", "odd.pdf", "--strict")
    assert (run.returncode, run.stdout) == (5, "")
    assert "“Atlantis” is unresolved" in run.stderr
    assert not db.exists()
    run = detainers("ingest", "odd.pdf", "--format", "json")
    assert run.returncode == 0
    assert outcomes(run)[0]["unresolved"] == 1
    assert rows(db, "SELECT kind, raw_text FROM unresolved") == [("citizenship", "Atlantis")]


def test_strict_passes_what_is_resolved(detainers: Run, small_report: Path) -> None:
    assert detainers("ingest", small_report, "--strict").returncode == 0


# ---------------------------------------------------------------- files that are refused


def refused(run: CompletedProcess[str], code: int, *words: str) -> None:
    """The exit code, one line on stderr that says so, nothing on stdout, no traceback."""
    assert (run.returncode, run.stdout) == (code, "")
    (line,) = run.stderr.splitlines()
    assert line.startswith("detainers: ")
    for word in words:
        assert word in line


def test_missing_file(detainers: Run) -> None:
    refused(detainers("ingest", "none.pdf"), 2, "none.pdf", "no such file")


@pytest.mark.parametrize("text", ["", "Dear reader,", "<html>Not found</html>"])
def test_no_pdf(detainers: Run, tmp_path: Path, db: Path, text: str) -> None:
    (tmp_path / "letter.pdf").write_text(text)
    refused(detainers("ingest", "letter.pdf"), 3, "letter.pdf")
    assert not db.exists()


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_truncated_pdf(detainers: Run, small_report: Path, tmp_path: Path, share: float) -> None:
    whole = small_report.read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[: int(len(whole) * share)])
    refused(detainers("ingest", "cut.pdf"), 3, "cut.pdf")


def test_scan(detainers: Run, tmp_path: Path) -> None:
    from PIL import Image

    canvas = Canvas(str(tmp_path / "scan.pdf"))
    canvas.drawImage(ImageReader(Image.new("L", (85, 110), 200)), 0, 0, 595, 842)
    canvas.save()
    refused(detainers("ingest", "scan.pdf"), 3, "scan", "OCR")


def protected(path: Path, target: Path, encryption: pikepdf.Encryption) -> Path:
    with pikepdf.open(path) as document:
        document.save(target, encryption=encryption)
    return target


def test_password(detainers: Run, small_report: Path, tmp_path: Path) -> None:
    protected(small_report, tmp_path / "locked.pdf", pikepdf.Encryption("owner", "secret"))
    refused(detainers("ingest", "locked.pdf"), 3, "needs a password", "--password")
    refused(detainers("ingest", "locked.pdf", "--password", "wrong"), 3, "does not open")
    run = detainers("ingest", "locked.pdf", "--password", "secret")
    assert (run.returncode, run.stderr) == (0, "")


def test_owner_restriction(detainers: Run, small_report: Path, tmp_path: Path, db: Path) -> None:
    allow = pikepdf.Permissions(extract=False)
    protected(small_report, tmp_path / "r.pdf", pikepdf.Encryption("owner", allow=allow))
    run = detainers("ingest", "r.pdf")
    assert (run.returncode, run.stdout) == (0, "")
    assert "note: the file carries its owner's restriction on copying" in run.stderr
    assert rows(db, "SELECT restricted FROM report_file") == [(1,)]
    assert rows(db, "SELECT count(*) FROM declined") == [(6,)]


def letter() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(100, 700, "Minutes of the meeting of 1 February 2017")
    canvas.save()
    return out.getvalue()


def test_unrelated_pdf(detainers: Run, tmp_path: Path, db: Path) -> None:
    (tmp_path / "minutes.pdf").write_bytes(letter())
    refused(detainers("ingest", "minutes.pdf"), 4, "minutes.pdf", "Weekly Declined Detainer")
    assert not db.exists()


def test_unknown_header(detainers: Run, small_report: Path, tmp_path: Path, db: Path) -> None:
    """It is named, with its page and what was expected; what was loaded stays as it was."""
    detainers("ingest", small_report)
    before = content(db)
    columns = (*PLAIN.declined[:4], ("crime", "Gender"))
    build(tmp_path / "gender.pdf", replace(PLAIN, declined=columns))
    refused(
        detainers("ingest", "gender.pdf"), 4,
        "gender.pdf", "page 3", "row 1", "“Gender”", "Notable Criminal Activity",
    )  # fmt: skip
    assert content(db) == before


def without_rules(source: Path, target: Path, number: int) -> None:
    """The same report with no lines on one page."""
    with pikepdf.open(source) as document:
        page = document.pages[number - 1]
        kept = [
            step
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) not in {"S", "s", "f", "f*", "B", "re", "l", "m"}
        ]
        page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
        document.save(target)


def test_page_without_rules(detainers: Run, tmp_path: Path, db: Path) -> None:
    build(tmp_path / "whole.pdf", rows=70)
    without_rules(tmp_path / "whole.pdf", tmp_path / "bare.pdf", 4)
    refused(detainers("ingest", "bare.pdf"), 5, "bare.pdf", "page 4", "Nothing was loaded")
    assert not db.exists()
    assert detainers("ingest", "whole.pdf").returncode == 0


def test_several_files_are_all_tried(detainers: Run, small_report: Path, tmp_path: Path) -> None:
    """The largest code is returned; what can be loaded is."""
    (tmp_path / "minutes.pdf").write_bytes(letter())
    (tmp_path / "text.pdf").write_text("no")
    run = detainers(
        "ingest", "none.pdf", "minutes.pdf", small_report, "text.pdf", "--format", "json"
    )
    assert run.returncode == 4
    found = outcomes(run)
    assert [o["status"] for o in found] == ["rejected", "rejected", "loaded", "rejected"]
    assert [list(o) for o in found] == [KEYS] * 4
    assert [bool(o["error"]) for o in found] == [True, True, False, True]
    assert len(run.stderr.splitlines()) == 3


def test_two_at_a_time(detainers: Run, small_report: Path, tmp_path: Path, db: Path) -> None:
    other = build(tmp_path / "other.pdf", LAYOUTS["week_two"])
    run = detainers("ingest", small_report, other, "--jobs", "2", "--format", "json")
    assert run.returncode == 0
    assert [o["status"] for o in outcomes(run)] == ["loaded", "loaded"]
    assert rows(db, "SELECT count(*) FROM report") == [(2,)]


def test_database_of_another_program(detainers: Run, small_report: Path, db: Path) -> None:
    conn = sqlite3.connect(db)
    conn.execute("CREATE TABLE notes (text)")
    conn.close()
    before = db.read_bytes()
    refused(detainers("ingest", small_report), 6, "another program")
    assert db.read_bytes() == before


@pytest.mark.parametrize("arguments", [[], ["--no-such-option"], ["x.pdf", "--format", "xml"]])
def test_wrong_usage(detainers: Run, arguments: list[str]) -> None:
    run = detainers("ingest", *arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert "Traceback" not in run.stderr


def test_quiet(detainers: Run, small_report: Path, tmp_path: Path) -> None:
    allow = pikepdf.Permissions(extract=False)
    protected(small_report, tmp_path / "r.pdf", pikepdf.Encryption("owner", allow=allow))
    run = detainers("ingest", "r.pdf", "--quiet")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert detainers("ingest", "none.pdf", "--quiet").stderr != ""


def test_rows_that_are_no_record_are_told(detainers: Run, tmp_path: Path) -> None:
    build(tmp_path / "total.pdf", replace(PLAIN, total_row=True))
    run = detainers("ingest", "total.pdf")
    assert run.returncode == 0
    assert "note: page 2: a total, not a record: “Total | " in run.stderr
