"""Output in any encoding, and CSV for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from pathlib import Path

import pandas
import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from running import command, environment

from detainer_cli.db.periods import loaded_weeks
from detainer_cli.db.views import VIEWS
from detainer_cli.kinds.columns import columns
from detainer_cli.output.encodings import writable
from detainer_cli.output.export import export

DOÑA_ANA = "Doña Ana County"


def written(encoding: str, *args: object) -> subprocess.CompletedProcess[bytes]:
    """A run of `detainers ARGS` whose standard streams have this encoding."""
    return subprocess.run(
        command(*args), capture_output=True, env=environment(PYTHONIOENCODING=encoding)
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-16-le"])
def test_json_is_ascii_where_the_output_is_not_utf8(encoding: str, loaded_db: Path) -> None:
    args = ("breakdown", "--by", "county", "-f", "json", "--db", loaded_db)
    done = written(encoding, *args)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert text.isascii()
    assert json.loads(text) == json.loads(written("utf-8", *args).stdout)
    assert DOÑA_ANA in str(json.loads(text))


@pytest.mark.parametrize("command", ["show 1 -f json", "explain crime Ärger -f json"])
def test_an_object_or_a_list_is_ascii_too(command: str, loaded_db: Path) -> None:
    done = written("ascii", *command.split(), "--db", loaded_db)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("ascii")) == json.loads(
        written("utf-8", *command.split(), "--db", loaded_db).stdout
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_a_table_is_drawn_in_ascii_where_the_output_is_not_utf8(
    encoding: str, loaded_db: Path
) -> None:
    args = ("breakdown", "--by", "county", "--state", "NM", "--state", "TX", "--db", loaded_db)
    done = written(encoding, *args)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode(encoding).splitlines()
    assert set(lines[2]) == {"-"}
    (line,) = [line for line in lines if "Ana County" in line]
    assert (DOÑA_ANA in line) == (encoding != "ascii")  # latin-1 has the letter
    assert line.startswith("Do\\xf1a" if encoding == "ascii" else "Doña")
    bar, share = re.findall(r"[#.]{10}", line)[0], line.split()[-1]
    assert bar.count("#") == round(float(share.rstrip("%")) / 10)
    ends = {len(line) for line in lines[3 : lines.index("")] if set(line) != {"-"}}
    assert ends == {len(lines[2])}  # it is aligned


def test_markdown_and_help_are_no_error(loaded_db: Path) -> None:
    args = ("breakdown", "--by", "county", "-f", "markdown", "--db", loaded_db)
    assert "Do\\xf1a Ana" in written("ascii", *args).stdout.decode("ascii").replace("\\\\", "\\")
    done = written("ascii", "top-counties", "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    assert 'Travis, "Travis County, Texas" or 48453.' in done.stdout.decode("ascii")
    assert written("ascii", "--help").returncode == 0


def test_csv_that_lacks_a_letter_says_so(loaded_db: Path) -> None:
    args = ("breakdown", "--by", "county", "-f", "csv", "--db", loaded_db)
    done = written("ascii", *args)
    assert done.returncode == 0
    assert b"Do\\xf1a Ana County" in done.stdout
    assert b"lacks some letters" in done.stderr
    done = written("latin-1", *args)
    assert (done.stderr, DOÑA_ANA in done.stdout.decode("latin-1")) == (b"", True)


# ---------------------------------------------------------------- spreadsheets


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_bom_makes_utf8_with_a_mark_whatever_the_output(
    form: str, encoding: str, loaded_db: Path
) -> None:
    args = ("rows", "--state", "NM", "-f", form, "--db", loaded_db)
    done = written(encoding, *args, "--bom")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"\xef\xbb\xbfref")
    assert done.stdout[3:] == written("utf-8", *args).stdout
    read = csv.DictReader(
        io.StringIO(done.stdout.decode("utf-8-sig")), delimiter="," if form == "csv" else "\t"
    )
    assert f"{DOÑA_ANA}, New Mexico" in {row["jurisdiction"] for row in read}


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_bom_is_for_csv_and_tsv(form: str, detainers: Run, loaded_db: Path) -> None:
    done = detainers("split", "--bom", "-f", form, db=loaded_db)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--bom is for CSV and TSV" in done.stderr


def test_export_with_a_mark(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    assert detainers("export", "out", "--only", "csv", "--bom", db=loaded_db).returncode == 0
    for view in VIEWS:
        content = (tmp_path / "out" / f"{view}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\xef\xbb\xbf") == 1
    read = pandas.read_csv(tmp_path / "out" / "declined.csv")
    assert read.columns[0] == "id"


def test_the_lines_for_pandas_keep_leading_zeros(
    detainers: Run, loaded_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines of CAVEATS.md, run as they stand there; without them the zeros are lost."""
    assert detainers("export", "out", "--only", "csv", db=loaded_db).returncode == 0
    text = (tmp_path / "out" / "CAVEATS.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(tmp_path / "out")
    found: dict[str, pandas.DataFrame] = {}
    exec(code, found)
    for view in ("declined", "issued", "policy"):
        assert set(found[view]["county_fips"].dropna().str.len()) == {5}
    assert "02020" in set(found["declined"]["county_fips"])
    assert set(found["declined"]["ncic_code"].dropna().str.len()) == {4}
    assert "02020" not in set(map(str, pandas.read_csv("declined.csv")["county_fips"]))


def test_the_lines_for_r_and_excel_name_every_column_of_codes(
    detainers: Run, loaded_db: Path, tmp_path: Path
) -> None:
    assert detainers("export", "out", "--only", "csv", db=loaded_db).returncode == 0
    text = (tmp_path / "out" / "CAVEATS.md").read_text("utf-8")
    (code,) = re.findall(r"```r\n(.*?)```", text, re.DOTALL)
    (excel,) = [line for line in text.splitlines() if line.startswith("Excel: ")]
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    fields = {
        (resource["name"], field["name"]): field["description"]
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    }
    every = [column for view in columns().values() for column in view]
    codes = [(c.view, c.column) for c in every if c.codes.endswith("digits")]
    assert len(codes) == 13
    for view, column in codes:
        (line,) = [line for line in code.splitlines() if line.startswith(f"{view} <- read.csv(")]
        assert f'{column} = "character"' in line
        assert f"`{column}`" in excel
        for program in (f'dtype={{"{column}": str}}', f'c({column} = "character")', "Excel"):
            assert program in fields[view, column]


def test_export_names_the_corrections_of_what_is_in_it(tmp_path: Path) -> None:
    from made_up import add_report, empty

    conn = empty()
    add_report(conn, "2017-01-28", [{}])
    assert loaded_weeks(conn)
    export(conn, tmp_path / "out", ["csv"])
    text = (tmp_path / "out" / "CAVEATS.md").read_text("utf-8")
    assert "Corrected" not in text
    assert "corrected the report" not in text
    assert "this program's grouping" in text


@given(st.text(), st.sampled_from(["ascii", "latin-1", "cp437", "shift_jis", "utf-16"]))
def test_any_text_can_be_written_in_any_encoding(text: str, encoding: str) -> None:
    assert writable(text, encoding).encode(encoding).decode(encoding) == writable(text, encoding)
    if text.isascii():
        assert writable(text, encoding) == text
