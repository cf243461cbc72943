"""Whatever a report says is data: stored verbatim, shown harmlessly, exported safely."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import sqlite3
import sys
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from databases import ask, is_whole, sound_rows, store
from factory import LAYOUTS, Truth, build_report, make_content
from running import detainers

from detainer_cli import cli
from detainer_cli.cli.app import COMMANDS as EVERY_COMMAND
from detainer_cli.db.opening import open_for_reading
from detainer_cli.db.store import find_report

TEXTS = {
    "markup": "[red]Markup[/red] [link=file:///etc/passwd]x[/link] [/] [bold",
    "sql": "Robert'); DROP TABLE declined_row;-- \" OR 1=1",
    "html": "<script>alert(1)</script> &amp; <img src=x onerror=y>",
    "format": "%s %(name)s %n {0} {__class__} ${HOME} $(id) `id`",
    "formula": '=HYPERLINK("http://x";"y") @SUM(1) +1 -1',
    "table": "a|b | c\\d *e* _f_ #g",
}
"""Words that a printed report can hold."""

CONTROLS = {
    "escapes": "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;http://x\x07link\x9b1m",
    "controls": "a\x01b\x08c\x0bd\x7fe\x85f",
    "bidi": "abc\u202egpj.exe\u2066\u2069\u200f",
    "invisible": "zero\u200bwidth\u2060join\ufeffmark",
    "tags": "tag\U000e0041\U000e007f",
    "long": "wide " + "x" * 20_000,
    "letters": "Ünïcödé 縣 \U0001f600 e\u0301",
}
"""Words that only the text layer of a PDF can hold."""


def rows(week: int, disposition: str = "Charged") -> list[list[str]]:
    """A row for each text, in each of its cells that may hold words."""
    sound = sound_rows(week)[0]
    return [
        [f"{text}, Travis, Texas", text, *sound[2:4], f"{text} ({disposition})"]
        for text in (TEXTS | CONTROLS).values()
    ]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = store(tmp_path_factory.mktemp("hostile") / "x.db", 0, rows(0))
    store(path, 0, rows(0, "Conviction"), b"re-issue")
    return store(path, 1, rows(1))


def run(*args: str) -> tuple[int, str, str]:
    """The command inside this process: exit code, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["detainers", *args])
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as end,
        ):
            cli.main()
    return int(end.value.code or 0), out.getvalue(), err.getvalue()


def is_harmless(text: str) -> bool:
    """No character that a terminal obeys, and none that hides or turns others."""
    return not any(
        unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in text.replace("\n", "")
    )


COMMANDS: dict[str, list[str]] = {
    "backup": ["{new}"],
    "breakdown": ["--by", "citizenship"],
    "brief": [],
    "browse": ["--write-metadata", "-"],
    "cases": [],
    "check": [],
    "cite": [],
    "compare": ["2017-03-04", "2017-03-11", "--by", "crime"],
    "coverage": [],
    "diff": ["2017-03-04"],
    "dossier": ["48453"],
    "errata": [],
    "explain": ["crime", *CONTROLS.values()],
    "export": ["{new}"],
    "fetch": ["nonsense\x1b[31m", "--into", "{new}"],
    "ingest": ["no\x1b[31msuch.pdf"],
    "lag": ["--by", "citizenship"],
    "policies": [],
    "publish": ["{new}"],
    "renormalize": ["--dry-run"],
    "reparse": ["--dry-run"],
    "reports": [],
    "review": [],
    "rows": [],
    "show": ["5"],
    "split": ["--by", "facility"],
    "status": ["--today", "2017-03-20"],
    "top-counties": ["--basis", "declined"],
    "trend": [],
}
"""Arguments with which each command shows the most text."""

CODES = {"cases": 2, "ingest": 2, "fetch": 2, "reparse": 3}
"""Where what is asked is refused: the PDFs that these reports were stored with are none."""

FORMATS = ("table", "markdown", "json", "csv", "tsv")
OWN_FORMATS = {
    "brief": ("markdown", "html"),
    "cite": ("text", "bibtex", "csl-json"),
    "dossier": ("markdown", "html"),
}


def test_every_command_is_tried() -> None:
    assert EVERY_COMMAND.keys() <= COMMANDS.keys()


@pytest.mark.parametrize("command", sorted(EVERY_COMMAND.keys() & COMMANDS.keys()))
def test_shown_harmlessly(db: Path, tmp_path: Path, command: str) -> None:
    """People see no control characters; programs get the text as it is, in sound JSON and CSV."""
    code, help_text, _ = run(command, "--help")
    formats = OWN_FORMATS.get(command, FORMATS) if "--format" in help_text else ("",)
    for form in formats:
        args = [
            arg.format(new=tmp_path / (form or "new")) if "{new}" in arg else arg
            for arg in COMMANDS[command]
        ]
        wanted = ["--format", form] if form else []
        database = ["--db", str(db)] if "--db" in help_text else []
        code, out, err = run(command, *args, *database, *wanted)
        assert code == CODES.get(command, 0), err
        assert is_harmless(err)
        assert "Traceback" not in err
        if form not in {"csv", "tsv"}:
            assert is_harmless(out)
        if form in {"json", "csl-json"} and out:
            json.loads(out)
        elif form in {"csv", "tsv"} and out:
            table = list(csv.reader(io.StringIO(out), delimiter="," if form == "csv" else "\t"))
            assert {len(line) for line in table} == {len(table[0])}


def test_stored_verbatim(db: Path) -> None:
    stored = {str(text) for (text,) in ask(db, "SELECT raw_citizenship FROM declined")}
    assert stored == set((TEXTS | CONTROLS).values())
    assert is_whole(db)


def test_a_skipped_file_counts_as_many_unresolved_values_as_the_view(db: Path) -> None:
    with closing(open_for_reading(db)) as conn:
        for (sha256,) in conn.execute("SELECT sha256 FROM report").fetchall():
            query = "SELECT count(*) FROM unresolved WHERE report_sha256 = ?"
            found = find_report(conn, sha256)
            assert found is not None
            assert found.unresolved == conn.execute(query, [sha256]).fetchone()[0] > 10


def test_programs_get_every_character(db: Path) -> None:
    """JSON and CSV of a command bring back what is stored."""
    stored = {str(text) for (text,) in ask(db, "SELECT raw_citizenship FROM declined")}
    _, out, _ = run("review", "--db", str(db), "--format", "json")
    texts = {row["raw_text"] for row in json.loads(out) if row["kind"] == "citizenship"}
    assert texts == stored
    _, out, _ = run("review", "--db", str(db), "--format", "csv")
    table = csv.DictReader(io.StringIO(out, newline=""))
    assert {row["raw_text"] for row in table if row["kind"] == "citizenship"} == stored


def test_exported_safely(db: Path, tmp_path: Path) -> None:
    """Every file of the export reads back to what is stored."""
    code, _, err = run("export", str(tmp_path / "out"), "--db", str(db))
    assert (code, err) == (0, "")
    stored = {str(text) for (text,) in ask(db, "SELECT raw_crime FROM declined")}
    written = {f"'{text}" if text[0] in "=+-@" else text for text in stored}  # no formulas
    (path,) = (tmp_path / "out").rglob("declined.csv")
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        assert {row["raw_crime"] for row in csv.DictReader(lines)} == written
    (path,) = (tmp_path / "out").rglob("declined.json")
    assert {row["raw_crime"] for row in json.loads(path.read_text("utf-8"))} == stored


# ---------------------------------------------------------------- through a PDF


COUNTED = " ".join(f"word {n}," for n in range(600))
"""Longer than a page; no two of its pages are alike."""


def hostile_report() -> Truth:
    truth = make_content(3, len(TEXTS) + 1, 3, LAYOUTS["week_one"].week)
    for row, text in zip(truth.declined, TEXTS.values(), strict=False):
        row["citizenship"] = text
    truth.declined[-1]["crime"] = "Assault " + COUNTED
    truth.policies[0]["policy"] = " ".join(TEXTS.values())
    truth.policies[1]["criteria"] = [" ".join(f"word{n}" for n in range(4_000))]
    return truth


def test_a_printed_report_full_of_them(tmp_path: Path) -> None:
    path, db = tmp_path / "[red]%s{0}.pdf", tmp_path / "x.db"
    build_report(hostile_report(), LAYOUTS["week_one"], path)
    loaded = detainers("ingest", path, "--db", db)
    assert (loaded.returncode, loaded.stdout) == (0, ""), loaded.stderr
    assert is_whole(db)

    def squeezed(text: object) -> str:
        return re.sub(r"\s", "", str(text))

    said = {squeezed(text) for (text,) in ask(db, "SELECT raw_citizenship FROM declined")}
    assert {squeezed(text) for text in TEXTS.values()} <= said
    crimes = {squeezed(text) for (text,) in ask(db, "SELECT raw_crime FROM declined")}
    assert any(squeezed(COUNTED) in text for text in crimes)
    (criteria,) = ask(db, "SELECT max(length(criteria)) FROM policy")
    assert int(str(criteria[0])) >= 19_000
    with closing(sqlite3.connect(db)) as conn:
        assert conn.execute("SELECT source_name FROM report").fetchone() == (path.name,)
