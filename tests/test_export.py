"""`export`: every view, described, whole or not at all, the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from conftest import Run
from made_up import add_report, empty, save

from detainer_cli.errors import UsageError
from detainer_cli.export import VIEWS, export, without_formula
from detainer_cli.reference import table

ALL = ("csv", "json", "parquet")


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
        assert [list(row) for row in rows_of(folder / f"{view}.csv")] == [names] * len(expected)
        as_json = json.loads((folder / f"{view}.json").read_text("utf-8"))
        lists = ("criteria", "candidates")
        assert [
            {**r, **{k: json.dumps(r[k]) for k in lists if k in r}} for r in as_json
        ] == expected
        arrow = pyarrow.parquet.read_table(folder / f"{view}.parquet")
        assert arrow.column_names == names
        plain = [
            {k: v.isoformat() if isinstance(v, date) else v for k, v in r.items()}
            for r in arrow.to_pylist()
        ]
        assert plain == expected


def test_the_data_package_describes_every_column_and_file(
    conn: sqlite3.Connection, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    export(conn, folder, ALL)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [r["path"] for r in package["resources"]] == [f"{v}.{f}" for f in ALL for v in VIEWS]
    assert len({r["name"] for r in package["resources"]}) == len(package["resources"])
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert all(f["type"] and f["description"] for f in resource["schema"]["fields"])
        if resource["format"] == "csv":
            header = next(csv.reader(io.StringIO(content.decode())))
            assert [f["name"] for f in resource["schema"]["fields"]] == header
    fips = {f["name"]: f for f in package["resources"][0]["schema"]["fields"]}["county_fips"]
    assert fips["codes"] == "Census FIPS code, five digits"


def test_the_dictionary_has_exactly_the_columns_of_the_views(conn: sqlite3.Connection) -> None:
    described = {(row["view"], row["column"]) for row in table("columns")}
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
        export(conn, tmp_path / name, ALL)
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
    written: list[Path] = []

    def full(path: Path, content: bytes) -> int:
        written.append(path)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match="No space left on device"):
        export(conn, folder, ALL)
    monkeypatch.undo()
    assert len(written) == 1
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
    path = f"{tmp_path}:{Path(__file__).parent.parent}"
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
    assert "no report is loaded yet: detainers ingest report.pdf" in done.stderr
    assert not (tmp_path / "out").exists()
