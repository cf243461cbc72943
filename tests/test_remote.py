"""`ingest` of URLs: from stores and web servers of the tests' own, over real connections."""

from __future__ import annotations

import email.utils
import json
import logging
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest
from databases import ask
from running import command, complaint, detainers, environment, python
from samples import SAMPLES
from test_fetch import Server, moved, page, pdf, server, status
from test_jobs import dump, hears_interrupts, report

from detainer_cli.errors import UsageError
from detainer_cli.fetch.urls import checked, shown

__all__ = ["server"]  # a fixture

SECRET = "wJalrXUtnFEMI"
WEEK_ONE = SAMPLES / "ddor2017_01-28to02-03.pdf"


def settings(endpoint: str, **more: str) -> dict[str, str]:
    """The environment of a user of S3, whose store is here."""
    known = {k: v for k, v in environment().items() if not k.startswith("AWS_")}
    return known | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        **more,
    }


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a store that speaks S3, with an empty bucket `reports`."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    httpx.put(f"{address}/reports").raise_for_status()
    yield address
    running.stop()


@pytest.fixture(scope="module")
def archive(s3: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, of which `s3://reports/archive/` is a copy with the times of its files."""
    folder = tmp_path_factory.mktemp("given") / "archive"
    (folder / "2017").mkdir(parents=True)
    report(folder / "2017" / "b.pdf", 2, 3)
    report(folder / "a long name.PDF", 1, 30)
    report(folder / "c.pdf", 3, 2, week=1)
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 bad")
    (folder / "empty.pdf").write_bytes(b"")
    (folder / ".hidden.pdf").write_bytes(b"another program's")
    (folder / "notes.txt").write_bytes(b"no report")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        key = path.relative_to(folder.parent)
        url, public = f"{s3}/reports/{key}", {"x-amz-acl": "public-read"}
        httpx.put(url, content=path.read_bytes(), headers=public).raise_for_status()
        written = httpx.head(url).headers["last-modified"]
        when = email.utils.parsedate_to_datetime(written).timestamp()
        os.utime(path, (when, when))
    return folder


def told(run: subprocess.CompletedProcess[str], *places: str) -> object:
    """What a run said and printed, whatever place it read."""
    text = run.stderr + run.stdout
    for place in places:
        text = text.replace(place, "PLACE/")
    return run.returncode, text


# ---------------------------------------------------------------- object stores


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_place_in_a_store_is_read_as_a_folder(
    s3: str, archive: Path, tmp_path: Path, jobs: int
) -> None:
    """The same reports, numbers, messages, and the same said again of what failed."""
    ours, theirs = tmp_path / "ours.db", tmp_path / "theirs.db"
    place = "s3://reports/archive/"
    for _ in range(2):
        more: list[object] = ["--format", "json", "--jobs", jobs]
        here = detainers("ingest", archive, *more, "--db", ours)
        there = detainers("ingest", place, *more, "--db", theirs, env=settings(s3))
        assert told(there, place) == told(here, f"{archive}/")
    assert dump(ours) == dump(theirs)
    named = ask(theirs, "SELECT source_name, dated_by FROM report_file ORDER BY id")
    assert named == [("b.pdf", "file"), ("a long name.PDF", "file"), ("c.pdf", "file")]


def test_an_object_by_its_name(s3: str, archive: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    run = detainers(
        "ingest", "s3://reports/archive/c.pdf", "--db", db, "--verbose", env=settings(s3)
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr.startswith("s3://reports/archive/c.pdf: loaded: ")
    again = detainers("ingest", archive / "c.pdf", "--db", db, "--format", "json")
    assert json.loads(again.stdout)[0]["status"] == "already loaded"


def test_what_failed_is_told_again_by_its_name(s3: str, archive: Path, tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    first, second = (
        detainers("ingest", "s3://reports/archive", "--db", db, env=settings(s3)) for _ in range(2)
    )
    failed = [line for line in first.stderr.splitlines() if "note" not in line]
    assert [line.split(": ")[1] for line in failed] == [
        "s3://reports/archive/bad.pdf",
        "s3://reports/archive/empty.pdf",
    ]
    assert (first.returncode, second.returncode, second.stderr) == (3, 0, "")
    named = detainers("ingest", "s3://reports/archive/bad.pdf", "--db", db, env=settings(s3))
    assert named.returncode == 3
    assert complaint(named).startswith("detainers: s3://reports/archive/bad.pdf: ")


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("s3://reports/archive/none.pdf", 2, "there is no such object"),
        ("s3://reports/nothing/", 2, "there is no such object"),
        ("s3://no-such-bucket/a.pdf", 2, "there is no such object"),
        ("s3://no-such-bucket", 2, "there is no such object"),
        ("s3://Not!A!Bucket/a.pdf", 3, "cannot be read (ParamValidationError)"),
        ("s3://reports/archive/notes.txt", 3, "not a PDF"),
    ],
)
def test_what_is_not_in_a_store(
    s3: str, archive: Path, tmp_path: Path, path: str, code: int, words: str
) -> None:
    for _ in range(2):
        run = detainers("ingest", path, "--db", tmp_path / "x.db", env=settings(s3))
        assert (run.returncode, run.stdout) == (code, "")
        assert complaint(run).startswith(f"detainers: {path}: ")
        assert words in complaint(run)


def test_an_object_that_is_too_large_is_not_downloaded(s3: str, tmp_path: Path) -> None:
    httpx.put(f"{s3}/reports/large.pdf", content=b"x" * (2**20 + 1)).raise_for_status()
    run = detainers(
        "ingest", "s3://reports/large.pdf", "--max-unpacked", 1, "--db", tmp_path / "x.db",
        env=settings(s3),
    )  # fmt: skip
    assert run.returncode == 3
    assert "the object has more than 1 MiB" in complaint(run)
    assert "--max-unpacked" in complaint(run)


def test_without_credentials(s3: str, tmp_path: Path) -> None:
    env = settings(s3, HOME=str(tmp_path))
    del env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]
    run = detainers("ingest", "s3://reports/a.pdf", "--db", tmp_path / "x.db", env=env)
    assert run.returncode == 3
    assert "NoCredentialsError" in complaint(run)
    assert "Credentials are read from the environment" in complaint(run)


class _Refusing(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_HEAD()

    def log_message(self, *_: object) -> None:
        """Silent."""


def test_a_store_that_refuses(server: Server, tmp_path: Path) -> None:
    server.RequestHandlerClass = _Refusing
    for path in ("s3://reports/a.pdf", "s3://reports/"):
        address = f"http://127.0.0.1:{server.server_port}"
        run = detainers("ingest", path, "--db", tmp_path / "x.db", env=settings(address))
        assert run.returncode == 3
        assert "the store refuses it to these credentials" in complaint(run)
        assert SECRET not in run.stderr


def test_google_cloud_storage(tmp_path: Path) -> None:
    from gcp_storage_emulator.server import create_server

    logging.getLogger("gcp_storage_emulator").setLevel(logging.ERROR)
    running = create_server("127.0.0.1", 0, in_memory=True, default_bucket="reports")
    running.start()
    try:
        address = f"http://127.0.0.1:{running._api._httpd.server_address[1]}"
        env = environment(
            STORAGE_EMULATOR_HOST=address,
            FSSPEC_GS_TOKEN="anon",
            GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT="false",  # the emulator has no gRPC
        )
        where = f"{address}/upload/storage/v1/b/reports/o"
        sent = WEEK_ONE.read_bytes()
        asked = {"uploadType": "media", "name": "2017/one.pdf"}
        httpx.post(where, params=asked, content=sent).raise_for_status()
        db = tmp_path / "x.db"
        run = detainers("ingest", "gs://reports/", "--db", db, env=env)
        assert run.returncode == 0, run.stderr
        missing = detainers("ingest", "gs://reports/2017/two.pdf", "--db", db, env=env)
    finally:
        running.stop()
    assert missing.returncode == 2
    assert "there is no such object" in complaint(missing)
    assert ask(db, "SELECT source_name, declined FROM report") == [("one.pdf", 206)]


@pytest.mark.parametrize(("scheme", "package"), [("s3", "s3fs"), ("gs", "gcsfs")])
@pytest.mark.parametrize("gone", ["driver", "fsspec"])
def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, scheme: str, package: str, gone: str
) -> None:
    module = package if gone == "driver" else "fsspec"
    script = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from detainer_cli.cli import main\n"
        f"sys.argv = ['detainers', 'ingest', '{scheme}://reports/', {str(WEEK_ONE)!r}, '--db',"
        f" {str(tmp_path / 'x.db')!r}]\nmain()"
    )
    run = python("-c", script)
    assert run.returncode == 2
    assert f"{scheme}:// needs the package {package}." in complaint(run)
    assert f"pip install 'detainer-cli[{scheme}]'" in complaint(run)
    assert ask(tmp_path / "x.db", "SELECT count(*) FROM report") == [(1,)]


# ---------------------------------------------------------------- the web


def test_a_file_of_the_web(server: Server, tmp_path: Path) -> None:
    """As fetched now; what its query holds is told nowhere."""
    url = server.on(f"/get/one.pdf?X-Amz-Signature={SECRET}", pdf(WEEK_ONE.read_bytes()))
    db, log = tmp_path / "x.db", tmp_path / "log"
    run = detainers("ingest", url, "--db", db, "-v", "--log", log, "--format", "json")
    assert run.returncode == 0, run.stderr
    plain = url.partition("?")[0]
    assert json.loads(run.stdout)[0]["path"] == plain
    assert run.stderr.startswith(f"{plain}: loaded: ")
    assert ask(db, "SELECT source_name, dated_by FROM report_file") == [("one.pdf", "fetched")]
    assert SECRET not in run.stdout + run.stderr + log.read_text()
    assert SECRET.encode() not in db.read_bytes()
    again = detainers("ingest", WEEK_ONE, "--db", db, "--format", "json")
    assert json.loads(again.stdout)[0]["status"] == "already loaded"


def test_what_the_web_does_not_give(server: Server, tmp_path: Path) -> None:
    wrong = {
        server.on("/none.pdf", status(404)): "the server answers 404 Not Found.",
        server.on("/list", page('<a href="a.pdf">a</a>')): "it is a web page, not a PDF.",
        server.on("/letter.pdf", pdf(b"Dear reader,")): "it is not a PDF",
        server.on("/large.pdf", pdf(b"%PDF-" + b" " * 2**20)): "it has more than 1 MiB.",
        server.on("/a.pdf", moved("http://example.org/a.pdf")): "which is not encrypted",
    }
    good = server.on("/one.pdf", pdf(WEEK_ONE.read_bytes()))
    more = ("--max-unpacked", 1, "--db", tmp_path / "x.db", "--jobs", 3)
    run = detainers("ingest", *wrong, good, *more)
    assert run.returncode == 3
    for line, (url, words) in zip(run.stderr.splitlines(), wrong.items(), strict=True):
        assert line.startswith(f"detainers: {url}: ")
        assert words in line
        assert "see --" not in line  # these are options of another command
    assert ask(tmp_path / "x.db", "SELECT source_name FROM report") == [("one.pdf",)]


def test_ctrl_c_does_not_wait_for_a_server(server: Server, tmp_path: Path) -> None:
    asked = threading.Event()

    def silent(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        server.finish.wait()

    url = server.on("/a.pdf", silent)
    shutil.copy(WEEK_ONE, tmp_path / "one.pdf")
    run = command("ingest", tmp_path / "one.pdf", url, "--db", tmp_path / "x.db")
    with subprocess.Popen(
        run, stderr=subprocess.PIPE, text=True, env=environment(), preexec_fn=hears_interrupts
    ) as process:
        assert asked.wait(60)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read().splitlines()
    assert not server.finish.is_set()  # it has not answered yet
    assert process.returncode == 130
    assert said[-1].startswith("detainers: interrupted.")
    assert detainers("ingest", tmp_path / "one.pdf", "--db", tmp_path / "x.db").returncode == 0


# ---------------------------------------------------------------- what is no URL to read


REFUSED = {
    f"https://user:{SECRET}@example.org/a.pdf": "https://example.org/a.pdf",
    f"https://user:pass/{SECRET}@example.org/a.pdf": "https://…",
    f"s3://AKIA:{SECRET}@reports/a.pdf": "s3://reports/a.pdf",
    f"s3://AKIA:x/{SECRET}@reports/a.pdf": "s3://…",
    f"ftp://user:{SECRET}@example.org/a.pdf?{SECRET}": "ftp://example.org/a.pdf",
    f"http://example.org/a.pdf?{SECRET}": "http://example.org/a.pdf",
    f"https:///a.pdf#{SECRET}": "https://…",
    "file:///etc/passwd": "file://…",
    "simplecache::s3://reports/a.pdf": None,
    "memory://a.pdf": "memory://a.pdf",
}


@pytest.mark.parametrize("url", REFUSED)
def test_other_urls_are_wrong_usage_and_secrets_are_not_told(url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    run = detainers("ingest", url, "--db", tmp_path / "x.db", "--log", log, "--format", "json")
    assert run.returncode == 2
    assert complaint(run).startswith(f"detainers: {REFUSED[url] or url}: ")
    assert SECRET not in run.stdout + run.stderr + log.read_text()
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize(
    "url",
    ["https://example.org/a.pdf", "https://example.org:8443", "HTTPS://example.org/a.pdf",
     "http://127.0.0.1:80/a.pdf", "http://[::1]/a.pdf", "http://localhost/a@b:c.pdf",
     "s3://reports", "gs://a_b.c/d@e/f?g#h.pdf"],
)  # fmt: skip
def test_urls_that_are_read_are_shown_as_they_are(url: str) -> None:
    assert checked(url) in {"https", "http", "s3", "gs"}
    assert shown(url).lower() == url.lower()


@pytest.mark.parametrize("path", ["a.pdf", "/tmp/a.pdf", "-", "s3:/a.pdf", "C:\\a.pdf", "c://a"])
def test_paths_are_no_urls(path: str) -> None:
    assert shown(path) == path
    with pytest.raises(UsageError):
        checked(path)


def test_a_url_cannot_be_set_aside(tmp_path: Path) -> None:
    run = detainers("ingest", "s3://reports/", "--set-aside", "--db", tmp_path / "x.db")
    assert run.returncode == 2
    assert "--set-aside moves files of this machine" in complaint(run)


def test_files_load_nothing_of_it(tmp_path: Path) -> None:
    script = (
        "import sys; from detainer_cli.cli import main\n"
        f"sys.argv = ['detainers', 'ingest', {str(WEEK_ONE)!r}, '--db',"
        f" {str(tmp_path / 'x.db')!r}]\n"
        "known = ('httpx', 'fsspec', 's3fs', 'tenacity')\n"
        "try: main()\nfinally: print(*(name for name in known if name in sys.modules))"
    )
    assert python("-c", script).stdout.strip() == ""
