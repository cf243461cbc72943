"""Every answering command from outside: exit code, stdout, stderr."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from conftest import Run
from made_up import add_report, empty, save
from running import command, environment, python

from detainer_cli.answers.rows import COLUMNS as OF_ROWS
from detainer_cli.cli.app import COMMANDS, with_values

KEYS = {
    "top-counties": ["rank", "county", "state", "county_fips", "detainers", "weeks_listed"],
    "top-counties --basis declined": ["rank", "county", "state", "county_fips", "detainers"],
    "split": ["group", "convicted", "charged", "total", "convicted_share"],
    "split --by crime": ["group", "convicted", "charged", "total", "convicted_share"],
    "breakdown --by region": ["group", "detainers", "share"],
    "trend": ["week_start", "week_end", "issued", "declined", "convicted", "charged"],
    "coverage": ["group", "detainers", "share"],
    "compare 2017-01-28 latest --by state": ["group", "first", "second", "change"],
    "lag --by category": [
        "group",
        "detainers",
        "minimum",
        "first_quartile",
        "median",
        "third_quartile",
        "maximum",
        "over_a_year_share",
        "missing",
    ],
    "policies --state CA": [
        "jurisdiction",
        "kind",
        "state",
        "county",
        "county_fips",
        "aor",
        "date_enacted",
        "policy",
        "criteria",
        "ref",
    ],
    "rows --state TX": [column.name for column in OF_ROWS],
    "reports": [
        "week_start",
        "week_end",
        "revision",
        "is_current",
        "detainers_issued",
        "declined",
        "issued_counties",
        "policies",
        "unresolved",
        "pages",
        "source_name",
        "ingested_at",
    ],
}


@pytest.mark.parametrize("command", KEYS)
def test_an_answer_is_all_there_is_on_stdout(command: str, detainers: Run, loaded_db: Path) -> None:
    done = detainers(*command.split(), "--format", "json", db=loaded_db)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert list(answer) == ["title", "weeks", "columns", "rows", "total", "caveats"]
    assert answer["columns"] == KEYS[command]
    assert all(list(row) == KEYS[command] for row in answer["rows"])
    assert answer["rows"]
    assert answer["caveats"]


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "markdown"])
def test_every_format_says_the_same(form: str, detainers: Run, loaded_db: Path) -> None:
    done = detainers("split", "--by", "state", "-f", form, db=loaded_db)
    assert (done.returncode, done.stderr) == (0, "")
    (texas,) = [line for line in done.stdout.splitlines() if re.match(r"(\| )?TX\b", line)]
    assert re.findall(r"\d+", texas)[:3] == ["74", "88", "162"]


def test_output_off_a_terminal_is_whole_at_any_width(detainers: Run, loaded_db: Path) -> None:
    outputs = {
        detainers("policies", db=loaded_db, COLUMNS=width, **env).stdout
        for width, env in [("20", {}), ("300", {"NO_COLOR": "1"}), ("80", {"FORCE_COLOR": "1"})]
    }
    (text,) = outputs
    assert "\x1b" not in text
    assert "…" not in text
    assert "Willing to accept requests when the subject is charged with or convicted of" in text


def test_csv_with_caveats_begins_with_them(detainers: Run, loaded_db: Path) -> None:
    done = detainers("coverage", "-f", "csv", "--caveats", "--week", db=loaded_db)
    lines = done.stdout.splitlines()
    comments = [line for line in lines if line.startswith("# ")]
    assert lines[: len(comments)] == comments
    assert comments[0].endswith("11 to 17 February 2017")
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[len(comments) :]))))
    assert [row["group"] for row in rows] == ["with policy", "without policy"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["split", "--week", "2018-01-01"], "Loaded: 2017-01-28 to 2017-02-03, 2017-02-04"),
        (["split", "--week", "someday"], "latest, all, a day (2017-02-01) or a range"),
        (["split", "--crime", "Asault"], "Did you mean Assault"),
        (["top-counties", "--crime", "Assault"], "Use --basis declined"),
        (["compare", "2017-01-28", "all"], "names 3 weeks where one is needed"),
        (["compare", "2017-01-28", "2017-01-28"], "compared with itself. Name a day of another"),
        (["compare", "2017-02-17", "latest", "--by", "week"], "2017-02-17 is compared with itself"),
        (["breakdown"], "Missing option '--by'"),
        (["splt"], "Did you mean 'split'"),
        (["split", "--wek", "latest"], "--week"),
        (["split", "--by", "colour"], "'citizenship'"),
        (["top-counties", "--limit", "0"], "--limit"),
    ],
)
def test_a_mistake_is_told_on_stderr_with_exit_code_2(
    args: list[str], message: str, detainers: Run, loaded_db: Path
) -> None:
    done = detainers(*args, db=loaded_db)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("args", "name"),
    [
        (["split", "--week", ""], "--week"),
        (["trend", "--week="], "--week"),
        (["cases", "--week", " "], "--week"),
        (["compare", "", "latest"], "WEEK"),
        (["compare", "latest", " "], "WEEK"),
        (["diff", ""], "WEEK"),
        (["top-counties", "--county", ""], "--county"),
        (["rows", "--crime", "Assault", "--crime", "\u00a0"], "--crime"),
        (["dossier", ""], "COUNTY"),
        (["ingest", ""], "PATH…"),
        (["review", "accept", "crime", "", "1399"], "RAW_TEXT"),
        (["review", "accept", "jurisdiction", " \t", "48453"], "RAW_TEXT"),
        (["review", "accept", "citizenship", "\u00a0", "MEX"], "RAW_TEXT"),
    ],
)
def test_an_empty_value_is_refused_by_its_name(
    args: list[str], name: str, detainers: Run, loaded_db: Path
) -> None:
    """As the value of a shell's variable that is not set."""
    done = detainers(*args, db=loaded_db)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"detainers: {name} is empty" in done.stderr


def test_any_text_may_be_empty(detainers: Run, loaded_db: Path) -> None:
    """A text to explain, and a password: help calls both TEXT."""
    assert detainers("explain", "crime", "").returncode == 0
    done = detainers("show", "1", "--password", "", db=loaded_db)
    assert (done.returncode, done.stderr) == (0, "")


def test_some_options_may_stand_bare() -> None:
    assert with_values(["split", "--week", "--caveats"]) == [
        "split",
        "--week=latest",
        "--caveats=full",
    ]
    valued = ["coverage", "--caveats", "short", "--week", "all", "-f", "csv"]
    assert with_values(valued) == valued
    assert with_values(["explain", "crime", "--", "--week"])[-1] == "--week"
    assert with_values([]) == []


def test_an_empty_database_is_explained(detainers: Run, tmp_path: Path) -> None:
    nothing = "no report is loaded yet: detainers ingest report.pdf"
    done = detainers("split")
    assert (done.returncode, done.stdout) == (2, "")
    assert nothing in done.stderr
    assert not (tmp_path / "detainers.db").exists()
    done = detainers("reports", "--db", save(empty(), tmp_path / "empty.db"))
    assert (done.returncode, done.stdout) == (2, "")
    assert nothing in done.stderr


def test_what_is_no_database_of_ours_is_exit_code_6(detainers: Run, tmp_path: Path) -> None:
    (tmp_path / "detainers.db").write_text("Not a database at all, but long enough to be read." * 9)
    done = detainers("split")
    assert (done.returncode, done.stdout) == (6, "")
    assert "it is not a SQLite database" in done.stderr


def test_text_of_a_report_cannot_steer_the_terminal(detainers: Run, tmp_path: Path) -> None:
    conn = empty()
    add_report(conn, "2017-01-28", [{"crime": "[red]\x1b]0;x\x07Assault\u202e"}])
    db = save(conn, tmp_path / "nasty.db")
    for form in ("table", "markdown", "json"):
        done = detainers("breakdown", "--by", "crime", "-f", form, db=db)
        assert done.returncode == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)
    assert json.loads(done.stdout)["rows"][0]["group"] == "[red]\x1b]0;x\x07Assault\u202e"


def test_the_reader_of_the_output_may_leave(loaded_db: Path) -> None:
    asked, pipe = command("policies", "--db", loaded_db), subprocess.PIPE
    with subprocess.Popen(asked, stdout=pipe, stderr=pipe, env=environment()) as p:
        assert p.stdout is not None
        assert p.stderr is not None
        p.stdout.close()
        assert p.stderr.read() == b""
        assert p.wait() == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_examples_first_and_is_never_cut(name: str, detainers: Run) -> None:
    narrow = detainers(name, "--help", COLUMNS="30")
    assert (narrow.returncode, narrow.stderr) == (0, "")
    usage, _, first, _, heading, *_ = narrow.stdout.splitlines()
    assert usage.startswith(f"Usage: detainers {name} ")
    assert first
    assert heading == "Examples:"
    assert f"    detainers {name}" in narrow.stdout
    assert "│" not in narrow.stdout


def test_commands_are_listed_in_groups(detainers: Run) -> None:
    done = detainers("--help", COLUMNS="30")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nAnswers:\n" in done.stdout
    assert "\nLoading:\n" in done.stdout
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S", done.stdout, re.MULTILINE)


def test_answers_load_nothing_heavy(loaded_db: Path) -> None:
    script = (
        "import sys; from detainer_cli.cli import main\n"
        "sys.argv = ['detainers', 'top-counties', '--db', sys.argv[1]]\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = python("-c", script, loaded_db)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "detainer_cli" in loaded
    heavy = {"camelot", "cv2", "httpx", "numpy", "pandas", "pikepdf", "pyarrow", "pycountry"}
    assert not (heavy | {"pydantic", "pypdfium2", "rich", "sqlite_utils"}) & loaded


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("detainers split --week ", ["latest", "all", "2017-02-11", "2017-02-04", "2017-01-28"]),
        ("detainers split --week 2017-01", ["2017-01-28"]),
        ("detainers split --state T", ["TX"]),
        ("detainers top-c", ["top-counties"]),
    ],
)
def test_the_shell_completes_weeks_and_states(
    line: str, offered: list[str], detainers: Run, loaded_db: Path
) -> None:
    words = line.split(" ")
    env = {
        "_DETAINERS_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    done = detainers(db=loaded_db, **env)
    assert done.stdout.split() == offered


def test_completion_never_fails(detainers: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"\0" * 5000)
    env = {"_DETAINERS_COMPLETE": "complete_bash", "COMP_CWORD": "3"}
    done = detainers(db=tmp_path / "broken.db", COMP_WORDS="detainers split --week ", **env)
    assert (done.stdout.split(), done.stderr) == (["latest", "all"], "")
    done = detainers(db=tmp_path / "broken.db", COMP_WORDS="detainers split --state ", **env)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_verbose_says_what_was_read(detainers: Run, loaded_db: Path) -> None:
    done = detainers("split", "--week", "-v", db=loaded_db)
    assert done.returncode == 0
    assert "2017-02-11 to 2017-02-17" in done.stderr
    assert "2017-02-11" not in done.stdout
