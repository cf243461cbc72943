"""`reparse`: the kept PDFs read again with today's program, in one transaction or not at all."""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from databases import ask, change, is_whole, old_database
from factory import LAYOUTS, build_report, make_content
from houses import House
from running import as_written, complaint, environment, python, quick_ingest, small_disk, start
from test_database import read_only, without_privilege
from test_old_databases import ANSWERS, VERSIONS

from detainer_cli import __version__
from detainer_cli.model.edition import READING

LAYOUT = LAYOUTS["week_one"]
WEEK, LATER = "2017-01-28", date(2017, 6, 3)
KEPT = "id, sha256, source_name, revision, is_current, dated_at, dated_by, ingested_at"
SETTLED = ("corrected_row", "correction", "erratum", "revision_choice")

PLACE = "Main Jail, Baltimore, Maryland"
NO_LEDGER = ("ingest/reading.py", "    check_rows(extraction, report)\n", "")
"""Takes away the check that a record says what its row does, by which a fault is refused."""
WRONG_TEXT = (
    "parse/records.py",
    'return row.text(field.name) or ""\n',
    'return (row.text(field.name) or "").replace("Mex", "Mox")\n',
)


def dump(db: Path) -> list[str]:
    """All that a database holds, as statements; not by whom it was read."""
    with closing(sqlite3.connect(db)) as conn:
        return list(conn.iterdump())


def built(folder: Path, seed: int = 1, week: date = LAYOUT.week, **layout: Any) -> Path:
    """A report of six declined rows."""
    path = folder / f"{week}-{seed}.pdf"
    build_report(make_content(seed, 6, 4, week), replace(LAYOUT, week=week, **layout), path)
    return path


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A copy of the program, with a report of a week and one of another in its database."""
    made = House(tmp_path / "house")
    assert made.run("ingest", built(tmp_path), built(tmp_path, 2, LATER)).returncode == 0
    return made


def db_of(house: House) -> Path:
    return house.folder / "x.db"


def lines(run: subprocess.CompletedProcess[str], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(line[name] for name in names) for line in json.loads(run.stdout)["rows"]]


# ---------------------------------------------------------------- databases of earlier versions


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_database_gives_the_same_answers(
    version: int, tmp_path: Path, detainers: Run
) -> None:
    db = old_database(version, tmp_path)
    before = [detainers(*args, "-f", "json", "--db", db).stdout for args in ANSWERS]
    kept, ids = ask(db, f"SELECT {KEPT} FROM report_file"), ask(db, "SELECT id, ref FROM declined")  # noqa: S608
    settled = [ask(db, f"SELECT * FROM {table} ORDER BY 1, 2") for table in SETTLED]  # noqa: S608
    rehearsal = detainers("reparse", "--dry-run", "--db", db)
    run = detainers("reparse", "--db", db)
    assert (run.returncode, run.stderr) == (rehearsal.returncode, rehearsal.stderr) == (0, "")
    assert run.stdout.splitlines()[1:] == rehearsal.stdout.splitlines()[1:]
    assert [detainers(*args, "-f", "json", "--db", db).stdout for args in ANSWERS] == before
    assert ask(db, f"SELECT {KEPT} FROM report_file") == kept  # noqa: S608
    assert ask(db, "SELECT id, ref FROM declined") == ids
    assert [ask(db, f"SELECT * FROM {table} ORDER BY 1, 2") for table in SETTLED] == settled  # noqa: S608
    assert ask(db, "SELECT DISTINCT reading, tool_version FROM report_file") == [
        (READING, __version__)
    ]
    assert is_whole(db)
    assert detainers("check", "--quiet", "--db", db).returncode == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_a_dry_run_leaves_an_old_database_as_it_is(
    version: int, tmp_path: Path, detainers: Run
) -> None:
    db = old_database(version, tmp_path)
    before = db.read_bytes()
    assert detainers("reparse", "--dry-run", "--db", db).returncode == 0
    assert db.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [db.name]


# ---------------------------------------------------------------- what changes, and what stays


def test_the_second_run_changes_nothing_and_writes_nothing(house: House) -> None:
    before = db_of(house).read_bytes()
    run = house.run("reparse")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "2 reports were read again: nothing changes.\n"
    assert db_of(house).read_bytes() == before
    assert json.loads(house.run("reparse", "--format", "json").stdout)["rows"] == []


def test_a_reader_that_reads_otherwise_is_shown_and_then_written(house: House) -> None:
    """The fault is not of this program's ledgers, which would refuse it; see the next test."""
    sound = dump(db_of(house))
    house.edit(*NO_LEDGER)
    house.edit(*WRONG_TEXT)
    mexican = ask(db_of(house), "SELECT week_start, ref FROM declined WHERE citizenship = 'Mexico'")
    names = ("week", "ref_before", "ref_after", "change", "field", "before", "after")
    rehearsal = house.run("reparse", "--dry-run", "--format", "json")
    assert rehearsal.returncode == 0
    told = [line for line in lines(rehearsal, *names) if line[4] == "citizenship"]
    assert sorted(told) == sorted(
        (week, ref, ref, "changed", "citizenship", "Mexico", "Moxico") for week, ref in mexican
    )
    assert dump(db_of(house)) == sound
    run = house.run("reparse", "--format", "json")
    assert lines(run, *names) == lines(rehearsal, *names)
    assert ask(db_of(house), "SELECT count(*) FROM declined WHERE raw_citizenship = 'Moxico'") == [
        (len(mexican),)
    ]
    house.edit(WRONG_TEXT[0], WRONG_TEXT[2], WRONG_TEXT[1])
    assert house.run("reparse").returncode == 0
    assert dump(db_of(house)) == sound  # with the ids of its rows


def test_a_refused_report_stops_all(house: House) -> None:
    """By the ledger that every load has: what a record says is what its row shows."""
    change(db_of(house), "UPDATE report_file SET tool_version = '0.0.1'")
    before = dump(db_of(house))
    house.edit(*WRONG_TEXT)
    for args in (["reparse"], ["reparse", "--dry-run"]):
        run = house.run(*args)
        assert run.returncode == 5
        assert "-1.pdf (week of 2017-01-28, revision 1), page 3" in run.stderr
        assert "citizenship is not" in run.stderr
        assert "--week" in run.stderr.splitlines()[-1]
        assert dump(db_of(house)) == before


def test_a_report_that_is_refused_today_among_sound_ones(house: House, tmp_path: Path) -> None:
    """A header word that is no longer known: exit code 4, and --week does the others."""
    word = ("kinds/weekly/kind.toml", '{ needs = ["coc"] },', '{ needs = ["coc|passport"] },')
    declined = tuple((f, "Passport" if f == "citizenship" else w) for f, w in LAYOUT.declined)
    house.edit(*word)
    assert (
        house.run("ingest", built(tmp_path, 3, date(2017, 7, 1), declined=declined)).returncode == 0
    )
    house.edit(word[0], word[2], word[1])
    change(db_of(house), "UPDATE report_file SET tool_version = '0.0.1'")
    before = dump(db_of(house))
    run = house.run("reparse")
    assert (run.returncode, run.stdout) == (4, "")
    refusal, advice = run.stderr.splitlines()
    assert "2017-07-01-3.pdf (week of 2017-07-01, revision 1)" in refusal
    assert "Passport" in refusal
    assert "nothing was written" in advice
    assert dump(db_of(house)) == before
    assert house.run("reparse", "--week", "2017-01-28..2017-06-09").returncode == 0
    versions = "SELECT tool_version = '0.0.1' FROM report_file ORDER BY period_start"
    assert ask(db_of(house), versions) == [(0,), (0,), (1,)]


def test_rows_that_pair_keep_their_ids_and_no_id_is_given_twice(house: House) -> None:
    db = db_of(house)
    before = ask(db, "SELECT id, ref FROM declined")
    last = before[-1][0]
    change(
        db,
        "UPDATE declined_row SET raw_crime = 'Nothing', crime_text = 'Nothing' WHERE id = 2",
        "DELETE FROM declined_row WHERE id = 3",
        "INSERT INTO declined_row SELECT * FROM declined_row WHERE 0",
    )
    columns = [name for _, name, *_ in ask(db, "PRAGMA table_info(declined_row)") if name != "id"]
    texts = {"raw_location": "'Elsewhere'", "raw_citizenship": "'Nowhere'", "raw_crime": "'None'",
             "raw_issued_date": "'1/1/2001'"}  # fmt: skip
    values = ", ".join(texts.get(str(name), str(name)) for name in columns)
    change(
        db,
        f"INSERT INTO declined_row ({', '.join(map(str, columns))})"  # noqa: S608
        f" SELECT {values} FROM declined_row WHERE id = 1",
    )
    run = house.run("reparse", "--format", "json")
    assert run.returncode == 0
    assert lines(run, "change", "field", "after") == [
        ("removed", "row", None),
        ("changed", "crime", ask(db, "SELECT raw_crime FROM declined WHERE id = 2")[0][0]),
        ("added", "row", json.loads(run.stdout)["rows"][2]["after"]),
    ]
    found = {ref: row_id for row_id, ref in ask(db, "SELECT id, ref FROM declined")}
    new = next(ref for row_id, ref in before if row_id == 3)
    assert found.pop(new) == int(str(last)) + 2  # not that of the row which is gone
    assert found == {ref: row_id for row_id, ref in before if row_id != 3}
    assert is_whole(db)


def test_revisions_choices_and_what_is_known_of_a_file_stay(house: House, tmp_path: Path) -> None:
    db = db_of(house)
    assert house.run("ingest", built(tmp_path, 5)).returncode == 0
    assert house.run("reports", "--week", WEEK, "--make-current", 1).returncode == 0
    change(db, "UPDATE declined_row SET raw_crime = 'x'", "UPDATE report_file SET words = 1")
    kept = ask(db, f"SELECT {KEPT} FROM report_file ORDER BY id")  # noqa: S608
    choices = ask(db, "SELECT * FROM revision_choice")
    run = house.run("reparse", "--format", "json")
    assert {line[:2] for line in lines(run, "week", "revision")} == {
        (WEEK, 1), (WEEK, 2), (LATER.isoformat(), 1),
    }  # fmt: skip
    assert ask(db, f"SELECT {KEPT} FROM report_file ORDER BY id") == kept  # noqa: S608
    assert ask(db, "SELECT * FROM revision_choice") == choices
    assert ask(db, "SELECT count(*) FROM declined_row WHERE raw_crime = 'x'") == [(0,)]
    refs = [ref for (ref,) in lines(run, "ref_before") if ref]
    assert {ref.endswith("/rev2") for ref in refs} == {True, False}


def test_what_stands_beside_the_rows_is_brought_up_to_date(house: House) -> None:
    db = db_of(house)
    sound = dump(db)
    change(
        db,
        "UPDATE section_accounting SET seen = seen + 1, header = header + 1"
        " WHERE section = 'issued'",
        "INSERT INTO rejected_row VALUES (999, 1, 'declined', 3, 9, 'Total', 'a total')",
        "INSERT INTO unread_value VALUES (999, 1, 'issued_date', '2/30/2017', 3, 9)",
        "UPDATE report_file SET notes = '[\"Odd.\"]', detainers_issued = 1 WHERE id = 1",
        "UPDATE declined_row SET row_on_page = 99 WHERE id = 1",
        "UPDATE declined_row SET sources = replace(sources, '1', '2') WHERE id IN (2, 3)",
    )
    run = house.run("reparse", "--format", "json")
    told = {(line[0], line[1], line[2]) for line in lines(run, "section", "change", "field")}
    assert told >= {
        ("issued", "changed", "rows accounted for"),
        ("declined", "removed", "row without a record"),
        ("report", "removed", "unread value"),
        ("report", "removed", "note"),
        ("report", "changed", "detainers issued"),
        ("declined", "changed", "place in the report"),
        ("declined", "changed", "sources"),
    }
    assert dump(db) == sound


# ---------------------------------------------------------------- what a report was loaded with


@pytest.mark.parametrize("way", ["unread", "scan"])
def test_what_was_accepted_is_accepted_again(way: str, tmp_path: Path, detainers: Run) -> None:
    from scans import scanned

    db = tmp_path / "x.db"
    if way == "unread":
        truth = make_content(3, 6, 4, LATER)
        top = [(*place, "1l" if n == 3 else count) for n, (*place, count) in enumerate(truth.top)]
        path = tmp_path / "report.pdf"
        build_report(replace(truth, top=top), replace(LAYOUT, week=LATER), path)  # type: ignore[arg-type]
    else:
        path = built(tmp_path, 3, LATER)
        path.write_bytes(scanned(path.read_bytes()))
    option = "--accept-unread" if way == "unread" else "--accept-ocr"
    assert detainers("ingest", path, option, "--db", db).returncode == 0
    change(
        db, "UPDATE report_file SET tool_version = '0.0.1'", "UPDATE declined_row SET crime = 'x'"
    )
    warnings = ask(db, "SELECT warnings FROM report_file")
    assert detainers("reparse", "--db", db).returncode == 0
    assert ask(db, "SELECT warnings FROM report_file") == warnings
    assert ask(db, "SELECT count(*) FROM declined WHERE crime = 'x'") == [(0,)]


def test_decisions_are_kept_with_their_file_or_without(house: House) -> None:
    db = db_of(house)
    """Every place is one that the rules leave open."""
    for line in ("return LocationText(whole, facility, county, state)\n",
                 "return LocationText(whole=facility)\n"):  # fmt: skip
        house.edit("parse/records.py", line, f'return LocationText("{PLACE}")\n')
    house.edit(*NO_LEDGER)
    assert house.run("reparse").returncode == 0
    assert ask(db, "SELECT DISTINCT raw_text FROM unresolved WHERE kind = 'jurisdiction'") == [
        (PLACE,)
    ]
    assert house.run("review", "accept", "jurisdiction", PLACE, "24510").returncode == 0
    decided = ask(db, "SELECT id, county_fips, jurisdiction FROM declined")
    assert {code for _, code, _ in decided} >= {"24510"}
    for file in ("kept", "gone"):
        if file == "gone":
            (house.folder / "detainers-decisions.csv").unlink()
        change(db, "UPDATE declined_row SET crime = 'x'")
        assert house.run("reparse").returncode == 0
        assert ask(db, "SELECT id, county_fips, jurisdiction FROM declined") == decided


def test_a_report_without_its_pdf_is_left_and_told(house: House) -> None:
    db = db_of(house)
    change(
        db, "DELETE FROM report_pdf WHERE report_id = 1", "UPDATE declined_row SET raw_crime = 'x'"
    )
    run = house.run("reparse", "--format", "json")
    assert run.returncode == 0
    said = f"No PDF is kept of {LAYOUT.week}-1.pdf (week of {WEEK}, revision 1): not read again"
    assert said in run.stderr
    assert any(said in text for text in json.loads(run.stdout)["caveats"])
    left = "SELECT DISTINCT report_id FROM declined_row WHERE raw_crime = 'x'"
    assert ask(db, left) == [(1,)]
    assert house.run("reparse", "--quiet").stderr == ""


@pytest.mark.parametrize(
    ("statement", "words", "code"),
    [
        ("UPDATE report_file SET period_start = '2017-02-18', period_end = '2017-02-24'"
         " WHERE id = 1", "it is read as a weekly report of 2017-01-28", 5),
        ("UPDATE report_pdf SET content = CAST(content || 'x' AS BLOB) WHERE report_id = 1",
         "the kept PDF is not the one that was loaded", 5),
    ],
)  # fmt: skip
def test_what_is_not_the_report_that_was_loaded(
    house: House, statement: str, words: str, code: int
) -> None:
    change(db_of(house), statement, "UPDATE report_file SET tool_version = '0.0.1'")
    before = dump(db_of(house))
    run = house.run("reparse")
    assert (run.returncode, run.stdout) == (code, "")
    assert words in run.stderr
    assert dump(db_of(house)) == before


def test_a_password_opens_the_kept_files(tmp_path: Path, detainers: Run) -> None:
    import pikepdf

    path, db = built(tmp_path, 3, LATER), tmp_path / "x.db"
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(encryption=pikepdf.Encryption(owner="o", user="u"))
    assert detainers("ingest", path, "--password", "u", "--db", db).returncode == 0
    assert detainers("reparse", "--db", db).returncode == 3
    assert detainers("reparse", "--password", "u", "--db", db).returncode == 0


def test_a_database_without_a_report(tmp_path: Path, detainers: Run) -> None:
    for args in (["reparse"], ["reparse", "--dry-run"]):
        run = detainers(*args, "--db", tmp_path / "x.db")
        assert run.returncode == 2
        assert "no report is loaded yet" in complaint(run)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- kills, full disks, other writers

DIE = "__import__('os').kill(__import__('os').getpid(), 9)"
MOMENTS: list[Callable[[House], None]] = [
    lambda house: house.edit(
        "ingest/reparse.py", "    _require_same(kept, report)\n", f"    {DIE}\n"
    ),
    lambda house: house.edit(
        "db/reread.py", "            settle_corrections(conn)\n", f"            {DIE}\n"
    ),
    lambda house: house.edit(
        "db/reread.py", "                _write(conn, report)\n",
        f"                _write(conn, report); report.kept.revision == 1 and {DIE}\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize("where", MOMENTS, ids=["reading", "before the end", "after one report"])
def test_killed_in_the_middle(house: House, where: Callable[[House], None]) -> None:
    db = db_of(house)
    change(db, "UPDATE declined_row SET raw_crime = 'x'")
    before = dump(db)
    where(house)
    assert house.run("reparse").returncode == -9
    assert is_whole(db)
    assert dump(db) == before


def test_a_second_writer_is_told(house: House) -> None:
    db = db_of(house)
    change(db, "UPDATE declined_row SET raw_crime = 'x'")
    before = dump(db)
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        run = house.run("reparse", "--wait", 0)
        other.execute("ROLLBACK")
    assert (run.returncode, run.stdout) == (6, "")
    assert "another process is writing to it" in complaint(run)
    assert dump(db) == before


def test_a_read_only_database_is_told_before_a_page_is_read(tmp_path: Path, detainers: Run) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    db = folder / "x.db"
    assert detainers("ingest", built(tmp_path), "--db", db).returncode == 0
    with read_only(folder):
        args = ["reparse", "--db", db]
        run = python("-m", "detainer_cli", *args, preexec_fn=without_privilege)
        assert (run.returncode, run.stdout) == (6, "")
        assert "read-only" in complaint(run)
        rehearsal = python("-m", "detainer_cli", *args, "--dry-run", preexec_fn=without_privilege)
        assert (rehearsal.returncode, rehearsal.stderr) == (0, "")


def test_a_full_disk_leaves_all_as_it_was(tmp_path: Path, detainers: Run) -> None:
    db = tmp_path / "x.db"
    assert detainers("ingest", built(tmp_path), "--db", db).returncode == 0
    change(db, "UPDATE declined_row SET raw_crime = 'x'")
    before = dump(db)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    run = python("-m", "detainer_cli", "reparse", "--db", db, preexec_fn=limit)
    assert (run.returncode, run.stdout) == (6, "")
    complaint(run)
    assert dump(db) == before
    assert is_whole(db)
    assert detainers("reparse", "--db", db).returncode == 0


def test_a_disk_that_is_full_for_real(tmp_path: Path, detainers: Run) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        db = disk / "x.db"
        assert detainers("ingest", built(tmp_path), "--db", db).returncode == 0
        change(db, "UPDATE declined_row SET raw_crime = 'x'")
        before = dump(db)
        filler = disk / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as stream:
            while True:
                stream.write(b"x" * 1024)
        run = detainers("reparse", "--db", db)
        assert (run.returncode, run.stdout) == (6, "")
        assert "full" in complaint(run)
        filler.unlink()
        assert dump(db) == before
        assert detainers("reparse", "--db", db).returncode == 0
        assert dump(db) != before


def test_two_at_once_are_one_after_the_other(house: House) -> None:
    db = db_of(house)
    sound = dump(db)
    change(db, "UPDATE declined_row SET raw_crime = 'x'")
    runs = [start("reparse", "--db", db) for _ in range(2)]
    assert [(run.communicate()[1], run.returncode) for run in runs] == [("", 0)] * 2
    assert dump(db) == sound


# ---------------------------------------------------------------- how it is seen


def test_progress_is_for_a_terminal(house: House) -> None:
    db = db_of(house)
    shown = as_written("reparse", "--db", db, columns=100, with_messages=True)
    assert "pages" in shown
    assert "nothing changes" in shown
    quiet = as_written("reparse", "--db", db, "--quiet", columns=100, with_messages=True)
    assert quiet == ""


def test_several_at_a_time_read_the_same(house: House) -> None:
    change(db_of(house), "UPDATE declined_row SET raw_crime = 'x'")
    one, two = (house.run("reparse", "--dry-run", "--jobs", n, "-f", "csv") for n in (1, 2))
    assert (two.returncode, two.stdout) == (0, one.stdout)


def test_the_notice_of_a_sample_goes_with_the_rows(tmp_path: Path, detainers: Run) -> None:
    db = old_database(VERSIONS[0], tmp_path)
    assert "individuals are invented" in detainers("reparse", "--dry-run", "--db", db).stdout


# ---------------------------------------------------------------- told once


def test_that_a_newer_reading_is_there_is_told_once(tmp_path: Path) -> None:
    inbox, db = tmp_path / "inbox", tmp_path / "x.db"
    inbox.mkdir()
    (inbox / "0.pdf").write_text("0")

    def ingest(*more: str) -> str:
        run = subprocess.run(
            quick_ingest("ingest", inbox, "--db", db, *more),
            capture_output=True, text=True, check=True, env=environment(),
        )  # fmt: skip
        return run.stderr

    assert ingest() == ""
    change(db, "UPDATE report_file SET reading = reading - 1")
    before = db.read_bytes()
    assert ingest("--quiet") == ingest("--dry-run") == ""
    assert db.read_bytes() == before
    assert "`detainers reparse --dry-run` shows what would change" in ingest()
    assert ingest() == ""
    run = python("-m", "detainer_cli", "check", "--db", db, "--format", "json")
    notes = [r["message"] for r in json.loads(run.stdout)["rows"] if r["check"] == "reading"]
    assert notes == [
        "1 report was read by an earlier version of this program (detainers reparse --dry-run)"
    ]
