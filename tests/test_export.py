"""`export`: every view, described, whole or not at all, the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from conftest import Run
from factory import LAYOUTS, build_report, make_content
from made_up import add_report, empty, save
from running import complaint, small_disk
from running import detainers as detainers_run
from samples import ROOT

from detainer_cli.db.views import VIEWS, View
from detainer_cli.errors import OutputError, UsageError
from detainer_cli.kinds.columns import Column, columns
from detainer_cli.output import view_files
from detainer_cli.output.export import export
from detainer_cli.output.formats import exported
from detainer_cli.output.spreadsheets import without_formula
from detainer_cli.output.workbook import MOST_LETTERS

sys.path.append(str(ROOT / "bench"))

import large_database

WORKBOOK = "detainers.xlsx"
ALL = ("csv", "json", "parquet")
EVERY = (*ALL, "xlsx")


def every_column() -> list[Column]:
    """The columns of all views, as the data dictionary has them."""
    return [column for view in columns().values() for column in view]


@pytest.fixture
def conn() -> sqlite3.Connection:
    conn = empty()
    formula = {"crime": '=HYPERLINK("x")', "raw_crime": "@SUM(A1)", "county_fips": "01003"}
    add_report(conn, "2017-01-28", [formula, {"crime": None}], [{}], [{}], sample_notice="INVENTED")
    return conn


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_view_is_there_in_every_format(conn: sqlite3.Connection, tmp_path: Path) -> None:
    import pyarrow.parquet

    folder = tmp_path / "out"
    export(conn, folder, ALL)
    for view in VIEWS:
        cursor = conn.execute(f'SELECT * FROM "{view}"')  # noqa: S608
        names = [column[0] for column in cursor.description]
        expected = [dict(zip(names, row, strict=True)) for row in cursor]
        if view == "report":
            expected = [row | {"ingested_at": None} for row in expected]
        assert [list(row) for row in rows_of(folder / f"{view}.csv")] == [names] * len(expected)
        as_json = json.loads((folder / f"{view}.json").read_text("utf-8"))
        lists = [column.column for column in columns()[view] if column.type == "array"]
        expected = [row | {name: json.loads(row[name]) for name in lists} for row in expected]
        assert as_json == expected
        arrow = pyarrow.parquet.read_table(folder / f"{view}.parquet")
        assert arrow.column_names == names
        plain = [
            {k: v.isoformat() if isinstance(v, date) else v for k, v in r.items()}
            for r in arrow.to_pylist()
        ]
        assert [r | {name: json.loads(r[name]) for name in lists} for r in plain] == expected


def test_the_data_package_describes_every_column_and_file(
    conn: sqlite3.Connection, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    export(conn, folder, EVERY)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    *views, book = package["resources"]
    assert [r["path"] for r in (*views, book)] == [*(f"{v}.csv" for v in VIEWS), WORKBOOK]
    assert [r["name"] for r in views] == list(VIEWS)
    for resource in views:
        assert [other["format"] for other in resource["alternatives"]] == ["json", "parquet"]
        header = next(csv.reader(io.StringIO((folder / resource["path"]).read_text("utf-8"))))
        assert [f["name"] for f in resource["schema"]["fields"]] == header
        assert all(f["type"] and f["description"] for f in resource["schema"]["fields"])
    for file in (*views, book, *(other for r in views for other in r["alternatives"])):
        content = (folder / file["path"]).read_bytes()
        assert file["bytes"] == len(content)
        assert file["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    fips = {f["name"]: f for f in package["resources"][0]["schema"]["fields"]}["county_fips"]
    assert fips["codes"] == "Census FIPS code, five digits"


def test_the_dictionary_has_exactly_the_columns_of_the_views(conn: sqlite3.Connection) -> None:
    described = {(c.view, c.column) for c in every_column()}
    existing = {
        (view, column[0])
        for view in VIEWS
        for column in conn.execute(f'SELECT * FROM "{view}"').description  # noqa: S608
    }
    assert described == existing


def test_formulas_are_neutralized_in_csv_only(conn: sqlite3.Connection, tmp_path: Path) -> None:
    export(conn, tmp_path / "safe", ALL)
    export(conn, tmp_path / "raw", ALL, raw=True)
    safe, raw = (rows_of(tmp_path / name / "declined.csv")[0] for name in ("safe", "raw"))
    assert (safe["crime"], safe["raw_crime"]) == ('\'=HYPERLINK("x")', "'@SUM(A1)")
    assert (raw["crime"], raw["raw_crime"]) == ('=HYPERLINK("x")', "@SUM(A1)")
    assert safe["county_fips"] == "01003"
    as_json = json.loads((tmp_path / "safe" / "declined.json").read_text("utf-8"))
    assert as_json[0]["crime"] == '=HYPERLINK("x")'
    assert "apostrophe" in (tmp_path / "safe" / "CAVEATS.md").read_text("utf-8")
    assert "apostrophe" not in (tmp_path / "raw" / "CAVEATS.md").read_text("utf-8")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_each_start_of_a_formula(text: str) -> None:
    assert without_formula(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Assault", "", None, -1, 3.5, "2017-01-28"])
def test_what_is_no_formula_stays(value: object) -> None:
    assert without_formula(value) == value


def test_the_same_content_is_the_same_bytes(conn: sqlite3.Connection, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export(conn, tmp_path / name, EVERY)
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_an_earlier_export_is_replaced_whole(conn: sqlite3.Connection, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export(conn, folder, ALL)
    export(conn, folder, ("csv",))
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{view}.csv" for view in VIEWS} | {"datapackage.json", "CAVEATS.md"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_files_is_left_alone(conn: sqlite3.Connection, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        export(conn, tmp_path, ALL)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_failing_export_leaves_nothing(
    conn: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    export(conn, folder, ("csv",))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    part: list[list[str]] = []

    def full(view: View, out: BinaryIO) -> None:
        part.append([path.name for path in Path(out.name).parent.iterdir()])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(view_files, "put_json", full)
    with pytest.raises(OutputError, match="No space left on device"):
        export(conn, folder, ALL)
    monkeypatch.undo()
    (names,) = part
    assert "declined.csv" in names  # it was in the middle
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_caveats_say_that_individuals_are_invented(
    conn: sqlite3.Connection, tmp_path: Path
) -> None:
    export(conn, tmp_path / "out", ("csv",))
    text = (tmp_path / "out" / "CAVEATS.md").read_text("utf-8")
    assert "its individuals are invented" in text
    assert "“INVENTED”" in text
    assert "Issued is not declined" in text
    assert "28 January to 3 February 2017" in text


def test_export_from_outside(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    done = detainers("export", "out", "-f", "csv", db=loaded_db)
    assert (done.returncode, done.stderr) == (0, "")
    listed = {Path(row["file"]).name: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert listed.keys() == {path.name for path in (tmp_path / "out").iterdir()}
    assert listed["declined.csv"]["rows"] == "306"
    assert len(rows_of(tmp_path / "out" / "policy.csv")) == 340


def test_without_pyarrow_the_rest_is_written(
    detainers: Run, tmp_path: Path, conn: sqlite3.Connection
) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError('not here')")
    db = save(conn, tmp_path / "made-up.db")
    path = f"{tmp_path}:{ROOT}"
    done = detainers("export", "out", "-q", db=db, PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "pip install 'detainer-cli[parquet]'" in done.stderr
    assert not list((tmp_path / "out").glob("*.parquet"))
    assert (tmp_path / "out" / "declined.csv").exists()
    done = detainers("export", "out2", "--only", "parquet", db=db, PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'detainer-cli[parquet]'" in done.stderr
    assert not (tmp_path / "out2").exists()


def test_an_empty_database_is_explained(detainers: Run, tmp_path: Path) -> None:
    done = detainers("export", "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no report is loaded yet" in done.stderr
    assert "detainers ingest report.pdf" in done.stderr
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------- the data package, for its users


def validated(package: Path) -> dict[str, Any]:
    """What `frictionless validate` says of a package, as a user runs it."""
    script = Path(sys.executable).with_name("frictionless")
    done = subprocess.run(
        [script, "validate", package.name, "--json"],
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == report["valid"]
    return report


@pytest.mark.parametrize("only", [[], ["json"], ["parquet"], ["xlsx"], ["csv", "xlsx"]])
def test_the_package_is_valid(
    detainers: Run, loaded_db: Path, tmp_path: Path, only: list[str]
) -> None:
    options = [word for form in only for word in ("--only", form)]
    assert detainers("export", "out", "-q", *options, db=loaded_db).returncode == 0
    report = validated(tmp_path / "out" / "datapackage.json")
    assert report["valid"], report
    is_table = not only or "csv" in only
    tables = [task["name"] for task in report["tasks"] if task["type"] == "table"]
    assert tables == (list(VIEWS) if is_table else [])


def test_the_package_has_keys_that_are_checked(conn: sqlite3.Connection, tmp_path: Path) -> None:
    """A doubled row, or a row of no report, makes the package invalid."""
    folder = tmp_path / "out"
    export(conn, folder, ["csv"])
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"]}
    assert schemas["declined"]["primaryKey"] == ["id"]
    assert schemas["report"]["primaryKey"] == ["sha256"]
    of_report = {"resource": "report", "fields": ["sha256"]}
    for name in ("declined", "issued", "policy", "unresolved"):
        (key,) = schemas[name]["foreignKeys"]
        assert key == {"fields": ["report_sha256"], "reference": of_report}
    for resource in package["resources"]:  # the content is changed on purpose
        del resource["bytes"], resource["hash"]
    (folder / "datapackage.json").write_text(json.dumps(package))
    assert validated(folder / "datapackage.json")["valid"]
    path = folder / "declined.csv"
    whole = path.read_text("utf-8")
    path.write_text(whole + whole.splitlines()[1] + "\n")
    assert _errors(validated(folder / "datapackage.json")) == {"primary-key"}
    path.write_text(whole)
    report = folder / "report.csv"
    report.write_text(report.read_text("utf-8").splitlines()[0] + "\n")
    assert "foreign-key" in _errors(validated(folder / "datapackage.json"))


def _errors(report: dict[str, Any]) -> set[str]:
    return {error["type"] for task in report["tasks"] for error in task["errors"]}


def test_every_key_is_one_of_the_views(conn: sqlite3.Connection) -> None:
    assert set(columns()) == set(VIEWS)
    for view in VIEWS:
        assert any(column.is_primary for column in columns()[view])
    for view, column in (column.names for column in every_column() if column.names):
        assert column in {other.column for other in columns()[view]}


# ---------------------------------------------------------------- the same reports, the same bytes


def test_the_same_reports_export_the_same_bytes(detainers: Run, tmp_path: Path) -> None:
    """Loaded at another time, by another number of readers, in another place."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("week_one", "week_two"):
        layout = LAYOUTS[name]
        build_report(make_content(3, 5, 3, layout.week), layout, inbox / f"{name}.pdf")
    again = inbox / "again.pdf"
    build_report(make_content(4, 5, 3, layout.week), layout, again)
    os.utime(again, (1_490_000_000, 1_490_000_000))
    for place, jobs in (("a", "1"), ("b", "3")):
        (tmp_path / place).mkdir()
        db = tmp_path / place / "x.db"
        assert detainers("ingest", "inbox", "--jobs", jobs, db=db).returncode == 0
        if place == "b":  # another second
            with closing(sqlite3.connect(db)) as changed:
                changed.execute("UPDATE report_file SET ingested_at = '2030-01-01T00:00:00+00:00'")
                changed.commit()
        options = [word for form in EVERY for word in ("--only", form)]
        assert detainers("export", f"{place}/out", "-q", *options, db=db).returncode == 0
    files = sorted((tmp_path / "a" / "out").iterdir())
    assert len(files) == 3 * len(VIEWS) + 3
    for path in files:
        assert path.read_bytes() == (tmp_path / "b" / "out" / path.name).read_bytes(), path.name


# ---------------------------------------------------------------- the workbook


def book_of(folder: Path) -> Any:
    import openpyxl

    return openpyxl.load_workbook(folder / WORKBOOK)


def test_the_workbook_has_a_sheet_a_view(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    done = detainers("export", "out", "--format", "xlsx", db=loaded_db)
    assert (done.returncode, done.stderr) == (0, "")
    assert WORKBOOK in done.stdout
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "CAVEATS.md", "datapackage.json", WORKBOOK,
    ]  # fmt: skip
    book = book_of(tmp_path / "out")
    assert book.sheetnames == ["caveats", *VIEWS, "dictionary"]
    sheet = book["declined"]
    assert (sheet.max_row, sheet.freeze_panes) == (307, "A2")
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(307, sheet.max_column).coordinate}"
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2, values_only=True):
        values = dict(zip(heads, row, strict=True))
        assert isinstance(values["week_start"], datetime)
        for code in ("county_fips", "ncic_code", "report_sha256"):
            assert values[code] is None or isinstance(values[code], str)
        assert isinstance(values["days_to_decline"], int)
    assert sheet.cell(2, heads.index("week_start") + 1).number_format == "yyyy-mm-dd"
    told = [cell.value for cell in book["caveats"]["A"]]
    assert told[0] == "Read this before the numbers"
    assert any("Issued is not declined" in text for text in told)
    assert any("individuals are invented" in text for text in told)
    described = {(r[0], r[1]) for r in book["dictionary"].iter_rows(min_row=2, values_only=True)}
    assert {(c.view, c.column) for c in every_column()} <= described


@pytest.mark.parametrize("given", ["--format xlsx --only csv", "--only csv --only xlsx -q"])
def test_the_workbook_stands_beside_other_formats(
    detainers: Run, loaded_db: Path, tmp_path: Path, given: str
) -> None:
    """`--format xlsx` is one more `--only`, as its help says."""
    done = detainers("export", "out", *given.split(), db=loaded_db)
    assert (done.returncode, done.stderr) == (0, "")
    endings = {p.suffix for p in (tmp_path / "out").iterdir()}
    assert endings == {".csv", ".xlsx", ".json", ".md"}
    assert [p.name for p in (tmp_path / "out").glob("*.json")] == ["datapackage.json"]


def test_the_workbook_has_the_values_of_the_views(conn: sqlite3.Connection, tmp_path: Path) -> None:
    export(conn, tmp_path / "out", EVERY)
    book = book_of(tmp_path / "out")
    for view in VIEWS:
        rows = list(book[view].iter_rows(values_only=True))
        as_json = json.loads((tmp_path / "out" / f"{view}.json").read_text("utf-8"))
        found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        assert [{k: _plain(v) for k, v in row.items()} for row in found] == [
            {k: json.dumps(v) if isinstance(v, list) else v for k, v in row.items()}
            for row in as_json
        ]
    assert book["declined"]["L2"].data_type == "s"
    assert book["declined"]["L2"].value == '=HYPERLINK("x")'


def _plain(value: object) -> object:
    return value.date().isoformat() if isinstance(value, datetime) else value


def test_the_workbook_takes_what_reports_may_hold(tmp_path: Path) -> None:
    """Links, control characters, days before Excel's calendar, texts longer than a cell."""
    conn = empty()
    odd = {
        "raw_crime": "x" * (MOST_LETTERS + 1),
        "crime": "https://example.org/x",
        "facility": "a\x00b\x1b c",
        "issued_date": "1899-12-31",
        "raw_citizenship": "{=1+1}",
    }
    add_report(conn, "2017-01-28", [odd], [{}], [{}])
    export(conn, tmp_path / "out", ["xlsx"])
    sheet = book_of(tmp_path / "out")["declined"]
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    assert row["raw_crime"].endswith("[cut: a cell holds no more]")
    assert len(row["raw_crime"]) == MOST_LETTERS
    assert (row["crime"], row["issued_date"]) == ("https://example.org/x", "1899-12-31")
    assert row["raw_citizenship"] == "{=1+1}"
    assert row["facility"] == "a_x0000_b_x001B_ c"  # as Excel writes what XML cannot hold
    assert sheet.cell(2, heads.index("crime") + 1).hyperlink is None


def test_without_xlsxwriter(detainers: Run, tmp_path: Path, conn: sqlite3.Connection) -> None:
    (tmp_path / "xlsxwriter.py").write_text("raise ImportError('not here')")
    db = save(conn, tmp_path / "made-up.db")
    path = f"{tmp_path}:{ROOT}"
    done = detainers("export", "out", "--format", "xlsx", db=db, PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'detainer-cli[xlsx]'" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_workbook_is_a_file_in_a_folder(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    done = detainers("export", "data.xlsx", db=loaded_db)
    assert (done.returncode, done.stdout) == (2, "")
    assert "detainers export data --format xlsx" in done.stderr
    assert not list(tmp_path.glob("data*"))


def test_an_export_to_a_full_disk(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "100k") as disk:
        done = detainers("export", disk / "out", db=loaded_db)
        assert (done.returncode, done.stdout) == (8, "")
        assert "No space left on device" in complaint(done)
        assert list(disk.iterdir()) == []


def test_a_workbook_that_has_no_room(loaded_db: Path, tmp_path: Path) -> None:
    """XlsxWriter says it in an exception of its own."""
    with small_disk(tmp_path / "disk", "20k") as disk:
        done = detainers_run("export", disk / "out", "--only", "xlsx", "--db", loaded_db)
        assert (done.returncode, done.stdout) == (8, "")
        assert "No space left on device" in complaint(done)
        assert list(disk.iterdir()) == []


# ---------------------------------------------------------------- memory


def peak_of_export(folder: Path, weeks: int) -> int:
    """The most bytes of Python's objects while so many weeks were exported in all formats."""
    large_database.make(folder / f"{weeks}.db", weeks)
    with closing(sqlite3.connect(folder / f"{weeks}.db")) as conn:
        tracemalloc.start()
        files = export(conn, folder / str(weeks), [known.name for known in exported()])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert next(file.rows for file in files if file.name == "declined.csv") == weeks * 206
    return peak


def test_an_export_takes_no_more_memory_for_more_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_files, "MOST_AT_ONCE", 100)
    peak_of_export(tmp_path, 1)  # what is loaded once
    few, many = peak_of_export(tmp_path, 3), peak_of_export(tmp_path, 12)
    assert many < 1.5 * few
