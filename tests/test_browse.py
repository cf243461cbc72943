"""`browse`: the real Datasette on a port of this machine, asked as a browser asks it."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import escape
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from databases import store
from datasette.utils import tilde_encode
from hypothesis import given
from hypothesis import strategies as st
from running import environment, small_disk, start
from samples import SAMPLES

from detainer_cli.cli.app import COMMANDS
from detainer_cli.db.views import VIEWS
from detainer_cli.kinds.caveats import caveats_of
from detainer_cli.kinds.columns import columns
from detainer_cli.output.browse.metadata import PLUGINS, metadata, questions_file, tilde_encoded

QUESTIONS = questions_file()["questions"]
BIDI = "\u202e"


class Answer:
    """What a server answers: status, headers, body."""

    def __init__(self, url: str, data: bytes | None = None) -> None:
        request = urllib.request.Request(url, data=data)
        try:
            with urllib.request.urlopen(request) as found:
                self.status, self.headers = found.status, found.headers
                self.body: bytes = found.read()
        except urllib.error.HTTPError as error:
            self.status, self.headers, self.body = error.code, error.headers, error.read()

    @property
    def text(self) -> str:
        return str(self.body, "utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """A running `detainers browse`."""

    def __init__(self, process: subprocess.Popen[str], db: Path) -> None:
        assert process.stdout is not None
        self.process, self.db = process, db
        self.address = process.stdout.readline().strip()

    def post(self, path: str, **params: str) -> Answer:
        return Answer(f"{self.address}{path}", urllib.parse.urlencode(params).encode())

    def get(self, path: str, **params: str) -> Answer:
        query = f"?{urllib.parse.urlencode(params)}" if params else ""
        return Answer(f"{self.address}{path}{query}")

    def rows(self, path: str, **params: str) -> list[dict[str, Any]]:
        answer = self.get(f"{path}.json", **params, _shape="array")
        assert answer.status == 200, answer.text
        found: list[dict[str, Any]] = answer.json
        return found

    def sql(self, sql: str) -> Answer:
        return self.get(f"{self.db.stem}.json", sql=sql, _shape="array")

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(how)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


@contextmanager
def served(db: Path, *args: object) -> Iterator[Server]:
    process = start("browse", "--port", "0", "--db", db, *args)
    try:
        yield Server(process, db)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def copied(db: Path, target: Path) -> Path:
    with closing(sqlite3.connect(db)) as conn, closing(sqlite3.connect(target)) as mine:
        conn.backup(mine)
    return target


@pytest.fixture(scope="module")
def server(mixed_db: Path) -> Iterator[Server]:
    """One server for those who only read."""
    with served(mixed_db) as running:
        yield running


# ------------------------------------------------------------------ what is shown


def test_views_are_first_and_what_is_private_is_not_shown(server: Server) -> None:
    found = server.get("mixed.json").json
    assert {view["name"] for view in found["views"]} == set(VIEWS)
    assert found["tables"] == []
    page = server.get("mixed").text
    places = [page.index(f'<a href="mixed/{view}">{view}</a>') for view in ("declined", "issued")]
    assert places == sorted(places)
    assert places[-1] < page.index("Queries") < page.index('id="views"')
    for private in (
        "current_report",
        "weekly_report",
        "row_place",
        "corrected_declined_row",
        "declined_row",
        "report_pdf",
        "report_file",
        "unread_value",
    ):
        assert f">{private}<" not in page
        assert server.get(f"mixed/{private}").status == 403


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_described_column_by_column(server: Server, view: str) -> None:
    answer = server.get(f"mixed/{view}")
    assert answer.status == 200
    descriptions = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", answer.text)
    assert [name for name, _ in descriptions] == [column.column for column in columns()[view]]
    assert all(text.endswith(".") for _, text in descriptions)
    assert "individuals are invented" in answer.text
    wanted = questions_file()["facets"].get(view.removesuffix("_corrected"), [])
    assert set(server.get(f"mixed/{view}.json").json["facet_results"]) == set(wanted)


def test_what_is_told_of_it_is_of_it() -> None:
    """No facet of a column that is none, no caveat and no command that is none."""
    known = {name: {column.column for column in of} for name, of in columns().items()}
    for view, facets in questions_file()["facets"].items():
        assert set(facets) <= known[view]
    caveats = {*caveats_of("weekly"), *caveats_of("narrative")}
    for question in QUESTIONS.values():
        assert set(question["caveats"]) <= caveats
        program, command, *_ = question["command"].split()
        assert program == "detainers"
        assert command in COMMANDS


def test_every_page_says_that_individuals_are_invented(server: Server) -> None:
    for path in ("", "mixed", *(f"mixed/{name}" for name in QUESTIONS)):
        answer = server.get(path)
        assert (answer.status, "individuals are invented" in answer.text) == (200, True), path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r'(src|href)="https?://(?!127\.0\.0\.1|www\.usa\.gov|datasette\.io)', (
            answer.text
        ))  # fmt: skip


def test_caveats_stand_with_the_numbers(server: Server) -> None:
    issued = server.get("mixed/top_counties_issued").text
    assert "Issued is not declined" in issued
    assert "detainers top-counties --week WEEK" in issued
    assert "never added" in server.get("mixed/cases_by_arrests").text


# ------------------------------------------------------------------ the questions of the press


COMPARED = {
    "top_counties_issued": ("top-counties", "--limit", "1000"),
    "top_counties_declined": ("top-counties", "--basis", "declined", "--limit", "1000"),
    "split_by_crime": ("split", "--by", "crime"),
    "breakdown_by_region": ("breakdown", "--by", "region"),
    "breakdown_by_citizenship": ("breakdown", "--by", "citizenship"),
    "trend": ("trend",),
    "coverage": ("coverage",),
    "lag": ("lag",),
    "policies": ("policies",),
}


def answered(detainers: Run, db: Path, *args: str) -> list[dict[str, Any]]:
    done = detainers(*args, "--format", "json", "--db", db)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    rows: list[dict[str, Any]] = found if isinstance(found, list) else found["rows"]
    return rows


def same(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    """Equal in all that the command tells, in its order; lists are text in SQL."""
    assert len(ours) == len(theirs)
    for mine, known in zip(ours, theirs, strict=True):
        for name, value in known.items():
            found = mine[name]
            if isinstance(value, list):
                found = json.loads(found)
            assert found == (pytest.approx(value) if isinstance(value, float) else value), name


@pytest.mark.parametrize("week", ["", "latest", "2017-02-01", "2017-02-05"])
@pytest.mark.parametrize("name", COMPARED)
def test_a_question_gives_the_numbers_of_its_command(
    detainers: Run, server: Server, name: str, week: str
) -> None:
    command = COMPARED[name]
    theirs = answered(detainers, server.db, *command, *(["--week", week] if week else []))
    ours = server.rows(f"mixed/{name}", week=week)
    assert theirs
    same(ours, theirs)
    assert QUESTIONS[name]["command"].startswith(f"detainers {command[0]}")


def test_the_other_questions(detainers: Run, server: Server) -> None:
    db = server.db
    compared = answered(detainers, db, "compare", "2017-01-28", "2017-02-05", "--by", "county")
    same(server.rows("mixed/compare_counties", first="2017-01-30", second="2017-02-05"), compared)
    assert server.rows("mixed/compare_counties", first="2017-01-30", second="2016-02-05") == []
    ten = answered(detainers, db, "cases", "--min-arrests", "10")
    assert len(ten) == 1
    same(server.rows("mixed/cases_by_arrests"), ten)
    same(
        server.rows("mixed/cases_by_arrests", arrests="2"),
        answered(detainers, db, "cases", "--min-arrests", "2"),
    )
    same(server.rows("mixed/unresolved_texts"), answered(detainers, db, "review"))
    errata = {row["id"]: row for row in answered(detainers, db, "errata") if row["rows"]}
    ours = server.rows("mixed/corrections")
    assert {row["id"] for row in ours} == set(errata)
    for row in ours:
        known = errata[row["id"]]
        assert (row["rows"], json.loads(row["refs"])) == (known["rows"], known["refs"])
    assert set(QUESTIONS) == {
        *COMPARED, "compare_counties", "cases_by_arrests", "unresolved_texts", "corrections"
    }  # fmt: skip


def test_a_week_that_is_not_loaded_is_no_zero(server: Server) -> None:
    for name in COMPARED:
        assert server.rows(f"mixed/{name}", week="2016-01-01") == []


@pytest.mark.parametrize(
    "week",
    [
        "2017",
        "2017-02",
        "2017-02-1",
        "2017-01-28..2017-02-10",
        "2017-02-01x",
        "2017-02-31",
        "now",
        "x",
    ],
)
def test_what_is_no_day_names_no_week(loaded_db: Path, week: str) -> None:
    """Texts that sort between the days of a week are no day of it."""
    for name in COMPARED:
        assert asked(loaded_db, name, week=week) == [], name
    assert asked(loaded_db, "compare_counties", first=week, second="2017-02-04") == []
    assert asked(loaded_db, "compare_counties", first="2017-01-28", second=week) == []


def test_what_is_no_number_asks_for_no_cases(server: Server) -> None:
    for arrests in ("x", "2x", "-1", "1.5"):
        assert server.rows("mixed/cases_by_arrests", arrests=arrests) == []


def test_pages_say_what_is_taken_and_which_command_gives_the_same(server: Server) -> None:
    for name in (*COMPARED, "compare_counties"):
        text = server.get(f"mixed/{name}").text
        assert escape(QUESTIONS[name]["command"]) in text
        assert "no rows come back" in text


def asked(db: Path, name: str, **params: str) -> list[dict[str, Any]]:
    """The rows of a question, without a server."""
    with closing(sqlite3.connect(db)) as conn:
        conn.row_factory = sqlite3.Row
        sql = metadata(conn, "x")["databases"]["x"]["queries"][name]["sql"]
        known = {"week": "", "first": "", "second": "", "arrests": ""} | params
        return [dict(row) for row in conn.execute(sql, known)]


@pytest.fixture(scope="module")
def odd_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weeks with a gap, unread counts, unresolved names, rows without dates or disposition."""
    db = tmp_path_factory.mktemp("odd") / "odd.db"
    for week in (0, 1, 5):
        store(db, week)
    with closing(sqlite3.connect(db)) as conn:
        for statement in (
            "UPDATE issued_row SET detainers_issued = NULL WHERE report_id = 2 AND position = 1",
            "UPDATE declined_row SET crime = NULL, region = NULL, citizenship = NULL,"
            " disposition = NULL, days_to_decline = NULL, has_policy = NULL WHERE id = 1",
            "UPDATE declined_row SET jurisdiction = NULL, county = NULL, county_fips = NULL,"
            " jurisdiction_resolved = 0 WHERE id = 3",
            "UPDATE policy_row SET jurisdiction = NULL WHERE report_id = 3 AND position = 1",
        ):
            conn.execute(statement)
        conn.commit()
    return db


@pytest.mark.parametrize("week", ["", "latest", "2017-03-05", "2017-03-12"])
@pytest.mark.parametrize("name", COMPARED)
def test_what_is_unread_or_missing_is_told_as_the_command_does(
    detainers: Run, odd_db: Path, name: str, week: str
) -> None:
    theirs = answered(detainers, odd_db, *COMPARED[name], *(["--week", week] if week else []))
    ours = asked(odd_db, name, week=week)
    if name.startswith("top"):  # equal counts have no order in the command's answer but by name
        assert [row["detainers"] for row in ours] == [row["detainers"] for row in theirs]
    same(ours, theirs)


# ------------------------------------------------------------------ nobody writes


WRITES = [
    "DELETE FROM declined_row",
    "INSERT INTO unread_value SELECT * FROM unread_value",
    "UPDATE report_file SET title = 'x'",
    "WITH x AS (SELECT 1) DELETE FROM declined_row",
    "WITH x AS (SELECT 1) UPDATE report_file SET title = 'x'",
    "WITH x AS (SELECT 1) INSERT INTO erratum SELECT * FROM erratum",
    "DROP TABLE declined_row",
    "CREATE TABLE x (y)",
    "PRAGMA user_version = 99",
    "PRAGMA query_only = 0",
    "ATTACH 'other.db' AS other",
    "VACUUM INTO 'copy.db'",
    "SELECT 1; DELETE FROM declined_row",
    "SELECT load_extension('x')",
    "EXPLAIN DELETE FROM declined_row; DELETE FROM declined_row",
]


@pytest.mark.parametrize("sql", WRITES)
def test_no_sql_writes(server: Server, sql: str) -> None:
    def state() -> tuple[str, str]:
        with closing(sqlite3.connect(server.db)) as conn:
            dump = hashlib.sha256("\n".join(conn.iterdump()).encode()).hexdigest()
            return dump, str(conn.execute("PRAGMA user_version").fetchone())

    before = state()
    assert server.sql(sql).status == 400
    assert state() == before
    for path in ("mixed", "mixed/declined", "mixed/split_by_crime"):
        assert server.post(path, sql=sql).status >= 400
    assert state() == before


def test_a_question_without_an_end_is_stopped(server: Server) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    answer = server.sql(endless)
    assert answer.status == 400
    assert "time limit" in answer.text
    assert server.sql("SELECT 1 AS x").json == [{"x": 1}]


def test_reports_are_loaded_meanwhile(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    """Neither waits for the other, and what is loaded is seen without a new start."""
    db = tmp_path / "growing.db"
    first, *others = sorted(SAMPLES.glob("*.pdf"))
    assert detainers("ingest", first, "--db", db).returncode == 0
    with served(db) as running:
        count = "SELECT count(*) AS n FROM report"
        assert running.sql(count).json == [{"n": 1}]
        loading = start("ingest", *others, "--db", db)
        seen = []
        while loading.poll() is None:
            answer = running.sql(count)
            assert answer.status == 200, answer.text
            seen.append(answer.json[0]["n"])
        _, errors = loading.communicate()
        assert (loading.returncode, "another process" in errors) == (0, False)
        assert seen == sorted(seen)
        assert set(seen) <= {1, 2, 3}
        assert running.sql(count).json == [{"n": 3}]
        assert len(running.rows("growing/trend")) == 3
        ended = running.end()
    assert ended[0] == 0
    assert sorted(path.name for path in tmp_path.glob("growing.db*")) == ["growing.db"]


# ------------------------------------------------------------------ pictures


@pytest.mark.parametrize("reference", ["2017-01-28/p3/r2", "2017-01-28/p2/r5", "2018-01-01/p2/c1"])
def test_a_reference_leads_to_the_picture_of_its_row(
    detainers: Run, server: Server, tmp_path: Path, reference: str
) -> None:
    view = {"r2": "declined", "r5": "issued", "c1": "cases"}[reference.rpartition("/")[2]]
    page = server.get(f"mixed/{view}", ref=reference).text
    assert f'<a href="/-/detainers/row/{reference}.png"' in page
    picture = server.get(f"-/detainers/row/{reference}.png")
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")
    shown = detainers("show", reference, "--image", "row.png", "--db", server.db)
    assert shown.returncode == 0
    assert picture.body == (tmp_path / "row.png").read_bytes()


def test_references_of_a_list_are_links(server: Server) -> None:
    refs = json.loads(server.rows("mixed/corrections")[0]["refs"])
    page = server.get("mixed/corrections").text
    assert all(f'href="/-/detainers/row/{ref}.png"' in page for ref in refs)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("2017-01-28/p3/r999", "no row stands at"),
        ("nonsense", "no reference to a row"),
        ("2016-01-02/p1/r1", "no report of the week"),
        ("%3Cscript%3E", "no reference to a row"),
    ],
)
def test_a_row_that_is_not_there_has_no_picture(server: Server, reference: str, said: str) -> None:
    answer = server.get(f"-/detainers/row/{reference}.png")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert said in answer.text


def test_a_report_that_is_not_kept_has_no_picture(tmp_path: Path, loaded_db: Path) -> None:
    db = copied(loaded_db, tmp_path / "lean.db")
    with closing(sqlite3.connect(db)) as conn:
        conn.execute("DELETE FROM report_pdf")
        conn.commit()
    with served(db) as running:
        answer = running.get("-/detainers/row/2017-01-28/p3/r2.png")
    assert answer.status == 404
    assert "does not keep the PDF" in answer.text


# ------------------------------------------------------------------ text of others


def test_what_a_report_says_is_no_markup(loaded_db: Path, tmp_path: Path) -> None:
    db = copied(loaded_db, tmp_path / "my bad #1 100% é.db")
    bad = f'"><script>alert(1)</script>{BIDI}<img src=x onerror=alert(1)>\x1b[31m'
    with closing(sqlite3.connect(db)) as conn:
        conn.execute(
            "UPDATE declined_row SET facility = ?, crime = ?, citizenship = ?, region = ?,"
            " raw_crime = ?, county = ?, jurisdiction = ?, state = ?",
            [bad] * 8,
        )
        conn.execute("UPDATE report_file SET sample_notice = ?, source_name = ?", [bad, bad])
        conn.execute("UPDATE policy_row SET policy = ?, criteria = ?", [bad, json.dumps([bad])])
        conn.commit()
    with served(db) as running:
        name = tilde_encode(db.stem)
        paths = ["", name, *(f"{name}/{view}" for view in VIEWS)]
        paths += [f"{name}/{question}" for question in QUESTIONS]
        pages = {path: running.get(path) for path in paths}
        assert running.rows(f"{name}/declined")[0]["facility"] == bad  # data is as it is
    seen = 0
    for path, answer in pages.items():
        assert answer.status == 200, path
        assert "<script>alert" not in answer.text, path
        assert "<img src=x" not in answer.text, path
        assert "\x1b" not in answer.text, path
        seen += "&lt;script&gt;alert" in answer.text
    assert seen == len(pages)  # in the notice at least
    assert BIDI not in pages[name].text
    table = pages[f"{name}/declined"].text.partition('class="rows-and-columns"')[2]
    assert "&lt;script&gt;" in table
    assert BIDI not in table
    assert "\\u202e" in table


# ------------------------------------------------------------------ starting and ending


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order(loaded_db: Path, tmp_path: Path, how: signal.Signals) -> None:
    db = copied(loaded_db, tmp_path / "ends.db")
    with served(db) as running:
        assert running.get("").status == 200
        code, errors = running.end(how)
    assert code == 0
    assert errors.splitlines() == [f"{db}, read-only; Ctrl-C ends it"]
    assert [path.name for path in tmp_path.iterdir()] == ["ends.db"]


def test_a_port_that_is_taken(detainers: Run, loaded_db: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = detainers("browse", "--port", port, "--db", loaded_db)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"127.0.0.1, port {port}: " in done.stderr
    assert "--port 0 takes any that is free" in done.stderr


def test_without_a_port_a_free_one_is_taken(loaded_db: Path) -> None:
    other = socket.socket()
    try:
        other.bind(("127.0.0.1", 8001))
        other.listen()
    except OSError:
        pass  # taken already, which is as well
    process = start("browse", "--quiet", "--db", loaded_db)
    try:
        running = Server(process, loaded_db)
        assert running.address != "http://127.0.0.1:8001/"
        assert running.get("").status == 200
        assert running.end() == (0, "")
    finally:
        other.close()
        process.kill()
        process.communicate()


def test_it_answers_on_this_machine_unless_told(loaded_db: Path) -> None:
    with served(loaded_db) as running:
        assert urllib.parse.urlsplit(running.address).hostname == "127.0.0.1"
    with served(loaded_db, "--host", "0.0.0.0") as running:
        port = urllib.parse.urlsplit(running.address).port
        _, errors = running.end()
    assert f"whoever can reach this machine on port {port} can read all of the database" in errors


@pytest.mark.parametrize(
    ("name", "status"),
    [("localhost", 200), ("127.0.0.1:1", 200), ("[::1]:80", 200), ("x.localhost", 200),
     ("evil.example", 421), ("127.0.0.1.evil.example:8001", 421), ("[", 421), ("", 421)],
)  # fmt: skip
def test_it_is_asked_by_its_own_name_alone(server: Server, name: str, status: int) -> None:
    """A page elsewhere whose name leads to this machine reads nothing."""
    port = urllib.parse.urlsplit(server.address).port
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.putrequest("GET", "/mixed.json", skip_host=True)
        connection.putheader("Host", name)
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, b"declined" in answer.read()) == (status, status == 200)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--host", "no.such.host.invalid"), "no.such.host.invalid, port 8001"),
        (("--port", "99999"), "65535"),
        (("--write-metadata", "-", "--open"), "serves nothing"),
        (("--write-metadata", "no/such/folder/m.json"), "cannot be written"),
    ],
)
def test_what_cannot_be_served(
    detainers: Run, loaded_db: Path, args: tuple[str, ...], said: str
) -> None:
    done = detainers("browse", *args, "--db", loaded_db)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    """There SQLite cannot see what others load: it is refused, with the way out."""
    with small_disk(tmp_path / "disk", "20m") as disk:
        db = copied(loaded_db, disk / "x.db")
        with closing(sqlite3.connect(db)) as conn:
            conn.execute("PRAGMA journal_mode = WAL")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        done = detainers("browse", "--db", db)
        assert (done.returncode, done.stdout) == (6, "")
        assert "detainers backup FILE" in done.stderr
        assert detainers("backup", "copy.db", "--db", db).returncode == 0
    with served(tmp_path / "copy.db") as running:
        assert running.get("").status == 200


def test_nothing_is_loaded(detainers: Run) -> None:
    done = detainers("browse")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no report is loaded yet" in done.stderr


# ------------------------------------------------------------------ for those who run it themselves


def test_without_datasette_the_extra_is_named(
    detainers: Run, loaded_db: Path, tmp_path: Path
) -> None:
    (tmp_path / "datasette.py").write_text("raise ImportError('not here')")
    path = f"{tmp_path}:{environment()['PYTHONPATH']}"
    done = detainers("browse", "--db", loaded_db, PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'detainer-cli[browse]'" in done.stderr
    written = detainers("browse", "--write-metadata", "-", "--db", loaded_db, PYTHONPATH=path)
    assert (written.returncode, written.stderr) == (0, "")
    assert json.loads(written.stdout)["databases"]["samples"]["queries"]


def test_datasette_takes_the_metadata_that_is_written(
    detainers: Run, mixed_db: Path, tmp_path: Path
) -> None:
    done = detainers("browse", "--write-metadata", "metadata.json", "--db", mixed_db)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"--plugins-dir {PLUGINS}" in done.stderr
    to_stdout = detainers("browse", "--write-metadata", "-", "--db", mixed_db)
    assert to_stdout.stdout == (tmp_path / "metadata.json").read_text("utf-8")
    how = ["--metadata", str(tmp_path / "metadata.json"), "--plugins-dir", str(PLUGINS)]
    run = subprocess.run(
        [sys.executable, "-m", "datasette", "serve", mixed_db, *how,
         "--get", "/mixed/top_counties_issued.json?week=latest&_shape=array"],
        capture_output=True, text=True, env=environment(), check=True,
    )  # fmt: skip
    week = answered(detainers, mixed_db, "top-counties", "--week", "latest", "--limit", "1000")
    same(json.loads(run.stdout), week)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_names_are_written_as_datasette_does(name: str) -> None:
    assert tilde_encoded(name) == tilde_encode(name)
