"""fetch, against a real server on this machine that does all that servers do."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from running import complaint, detainers, small_disk

from detainer_cli import __version__
from detainer_cli.errors import UsageError
from detainer_cli.fetch.client import Fetched, FetchOptions, fetch_all
from detainer_cli.fetch.inbox import MEMORY, fetched_at, safe_name
from detainer_cli.fetch.links import find_links

PDF = b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 200 + b"%%EOF\n"
OTHER = PDF.replace(b"<< >>", b"<<  >>")

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    """Answers each path as told; `requests` are those that came, with their headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, list[Answer]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.finish = threading.Event()

    def on(self, path: str, *answers: Answer) -> str:
        """The URL of `path`, which gives `answers` in turn and then the last one."""
        self.answers[path] = list(answers)
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, *_: object) -> None:
        """A client that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append((self.path, headers))
        answers = self.server.answers.get(self.path) or [status(404)]
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *_: object) -> None:
        """Silent."""


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(body))} | named).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def pdf(body: bytes = PDF, **headers: str) -> Answer:
    return status(200, body, Content_Type="application/pdf", **headers)


def page(html: str, kind: str = "text/html; charset=utf-8") -> Answer:
    return status(200, html.encode(), Content_Type=kind)


def moved(to: str, code: int = 302) -> Answer:
    return status(code, Location=to)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield running
        running.finish.set()
        running.shutdown()


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


def run(into: Path, *urls: str, **changes: Any) -> list[Fetched]:
    options = replace(FetchOptions(into, max_wait=0.0), **changes)
    return list(fetch_all(urls, options))


def one(into: Path, url: str, **changes: Any) -> Fetched:
    (fetched,) = run(into, url, **changes)
    return fetched


def refused(into: Path, url: str, **changes: Any) -> str:
    """Why one URL failed; nothing of it is left."""
    fetched = one(into, url, **changes)
    assert (fetched.status, fetched.path) == ("failed", None)
    assert list(into.iterdir()) == []
    return fetched.error or ""


# ---------------------------------------------------------------- files


def test_a_file_arrives_whole_under_its_own_name(server: Server, into: Path) -> None:
    url = server.on("/reports/ddor2017_01-28to02-03.pdf?v=1", pdf())
    fetched = one(into, url)
    assert fetched == Fetched(url, str(into / "ddor2017_01-28to02-03.pdf"), "downloaded")
    assert (into / "ddor2017_01-28to02-03.pdf").read_bytes() == PDF
    assert sorted(p.name for p in into.iterdir()) == [MEMORY, "ddor2017_01-28to02-03.pdf"]
    assert server.requests[0][1]["user-agent"] == f"detainers/{__version__}"


def test_what_did_not_change_is_not_sent_again(server: Server, into: Path) -> None:
    when = "Mon, 20 Mar 2017 12:00:00 GMT"
    url = server.on("/a.pdf", pdf(ETag='"one"', Last_Modified=when), status(304))
    path = Path(one(into, url).path or "")
    before = path.stat().st_mtime_ns
    assert one(into, url) == Fetched(url, str(path), "not modified")
    assert path.stat().st_mtime_ns == before
    assert server.requests[1][1]["if-none-match"] == '"one"'
    assert server.requests[1][1]["if-modified-since"] == when


def test_a_file_that_was_removed_or_changed_here_is_asked_for_again(
    server: Server, into: Path
) -> None:
    url = server.on("/a.pdf", pdf(ETag='"one"'))
    path = Path(one(into, url).path or "")
    path.unlink()
    assert one(into, url).status == "downloaded"
    path.write_bytes(b"changed")
    assert one(into, url).status == "downloaded"
    assert all("if-none-match" not in headers for _, headers in server.requests)


def test_304_to_a_question_that_was_not_asked(server: Server, into: Path) -> None:
    assert "304" in refused(into, server.on("/a.pdf", status(304)))


def test_the_same_content_again_is_left_alone(server: Server, into: Path) -> None:
    url = server.on("/a.pdf", pdf())
    path = Path(one(into, url).path or "")
    os.utime(path, (1, 1))
    assert one(into, url) == Fetched(url, str(path), "already there")
    assert path.stat().st_mtime == 1


def test_a_reissue_is_kept_beside_the_first(server: Server, into: Path) -> None:
    url = server.on("/a.pdf", pdf(ETag='"1"'), pdf(OTHER, ETag='"2"'), status(304))
    one(into, url)
    second = one(into, url)
    assert second.status == "downloaded"
    assert (into / "a.pdf").read_bytes() == PDF
    path = Path(second.path or "")
    assert path.name.startswith("a-")
    assert len(path.name) == len("a-1a2b3c4d.pdf")
    assert path.read_bytes() == OTHER
    assert one(into, url) == Fetched(url, str(path), "not modified")
    assert server.requests[2][1]["if-none-match"] == '"2"'


def test_a_damaged_memory_only_costs_a_download(server: Server, into: Path) -> None:
    url = server.on("/a.pdf", pdf(ETag='"1"'))
    one(into, url)
    for text in ("{", "[]", '{"' + url + '": 5}', '{"' + url + '": {"file": "../../x"}}', "\ud800"):
        (into / MEMORY).write_bytes(text.encode(errors="surrogatepass"))
        assert one(into, url).status == "already there"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/a/b.pdf", "b.pdf"),
        ("/a/b.PDF", "b.pdf"),
        ("/", "report.pdf"),
        ("/..", "report.pdf"),
        ("/a/../../.hidden.pdf", "hidden.pdf"),
        ("/a\\..\\evil.pdf", "evil.pdf"),
        ("/a:b*c?.pdf", "a_b_c_.pdf"),
        ("/a\x00b\x1b[31m\u202efdp.pdf", "ab[31mfdp.pdf"),
        ("/get/", "get.pdf"),
        ("/" + "x" * 300 + ".pdf", "x" * 180 + ".pdf"),
        ("/week 1 é.pdf", "week 1 é.pdf"),
    ],
)
def test_names_are_safe(path: str, name: str) -> None:
    assert safe_name(path) == name


def test_an_encoded_path_stays_in_the_folder(server: Server, into: Path) -> None:
    url = server.on("/%2e%2e%2f..%2f.evil%0a.pdf", pdf())
    assert Path(one(into, url).path or "") == into / "evil.pdf"


# ---------------------------------------------------------------- what is no report


def test_missing_file(server: Server, into: Path) -> None:
    assert "404" in refused(into, server.on("/a.pdf", status(404)))
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b"", b"Not a PDF", b"x" * 5000, b"\x89PNG" * 1000])
def test_what_is_no_pdf(server: Server, into: Path, body: bytes) -> None:
    error = refused(into, server.on("/a.pdf", pdf(body)))
    assert "is empty" in error or "is not a PDF" in error


def test_huge_body_is_stopped_whatever_its_length_says(server: Server, into: Path) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(PDF)
        while not server.finish.is_set():
            handler.wfile.write(b" " * 65536)

    assert "more than 1 MiB" in refused(into, server.on("/a.pdf", endless), max_size=2**20)
    told = pdf(PDF * 300)
    assert "more than 1 MiB" in refused(into, server.on("/b.pdf", told), max_size=2**20)


def test_body_shorter_than_its_length(server: Server, into: Path) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        pdf(PDF, Content_Length=str(len(PDF) + 1))(handler)
        handler.close_connection = True

    assert "cut off" in refused(into, server.on("/a.pdf", cut))
    assert len(server.requests) == 5


def test_body_longer_than_its_length(server: Server, into: Path) -> None:
    """What HTTP delivers is a part of the file: its end mark is missing."""
    short = pdf(PDF, Content_Length=str(len(PDF) - 100), Connection="close")
    assert "cut off" in refused(into, server.on("/a.pdf", short))


def test_connection_that_breaks_and_then_holds(server: Server, into: Path) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        handler.wfile.write(PDF[:100])
        handler.close_connection = True

    assert one(into, server.on("/a.pdf", broken, broken, pdf())).status == "downloaded"
    assert (into / "a.pdf").read_bytes() == PDF


def test_slow_server(server: Server, into: Path) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        server.finish.wait()

    error = refused(into, server.on("/a.pdf", slow), timeout=0.05, retries=1)
    assert "in time" in error
    assert len(server.requests) == 2


def test_dripping_server_meets_the_deadline(server: Server, into: Path) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(PDF[:20])
        while not server.finish.wait(0.01):
            handler.wfile.write(b" ")

    error = refused(into, server.on("/a.pdf", drip), deadline=0.1)
    assert "more than 0.1 seconds" in error


def test_no_server(server: Server, into: Path) -> None:
    url = server.on("/a.pdf", pdf())
    server.shutdown()
    server.server_close()
    assert "connection failed" in refused(into, url)


# ---------------------------------------------------------------- once more


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(server: Server, into: Path, code: int) -> None:
    url = server.on("/a.pdf", status(code), status(code, Retry_After="1"), pdf())
    assert one(into, url).status == "downloaded"
    assert len(server.requests) == 3


def test_in_the_end_it_gives_up(server: Server, into: Path) -> None:
    assert "500" in refused(into, server.on("/a.pdf", status(500)), retries=2)
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("retry_after", "pauses"),
    [
        ("", [1.0, 2.0, 4.0, 5.0]),
        ("3", [3.0] * 4),
        ("4000", [5.0] * 4),
        ("soon", [1.0, 2.0, 4.0, 5.0]),
        ("Sat, 28 Jan 2017 00:00:00 +0000", [0.0] * 4),
        ("Sat, 28 Jan 2617 00:00:00 +0000", [5.0] * 4),
    ],
)
def test_pauses_double_or_are_what_the_server_asks(
    server: Server,
    into: Path,
    monkeypatch: pytest.MonkeyPatch,
    retry_after: str,
    pauses: list[float],
) -> None:
    taken: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", taken.append)
    headers: dict[str, Any] = {"Retry_After": retry_after} if retry_after else {}
    refused(into, server.on("/a.pdf", status(503, **headers)), max_wait=5.0)
    assert taken == pauses


def test_no_pause_goes_beyond_the_deadline(server: Server, into: Path) -> None:
    busy = status(503, Retry_After="60")
    assert "503" in refused(into, server.on("/a.pdf", busy), max_wait=60.0, deadline=5.0)
    assert len(server.requests) == 1


# ---------------------------------------------------------------- elsewhere


def test_redirects_are_followed(server: Server, into: Path) -> None:
    server.on("/files/real.pdf", pdf())
    url = server.on("/download", moved("/middle", 301))
    server.on("/middle", moved("/files/real.pdf", 307))
    assert one(into, url) == Fetched(url, str(into / "real.pdf"), "downloaded")
    named = server.on("/named.pdf", moved("/files/real.pdf"))
    assert one(into, named).path == str(into / "named.pdf")


def test_redirects_that_never_end(server: Server, into: Path) -> None:
    assert "more than 10 times" in refused(into, server.on("/a.pdf", moved("/a.pdf")))


@pytest.mark.parametrize("target", ["http://example.org/a.pdf", "ftp://example.org/a.pdf"])
def test_never_to_a_place_without_encryption(server: Server, into: Path, target: str) -> None:
    assert "not encrypted" in refused(into, server.on("/a.pdf", moved(target)))


@pytest.mark.parametrize("allow_http", [False, True])
def test_never_from_https_down_to_http(into: Path, allow_http: bool) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://127.0.0.1/a.pdf"})

    options = FetchOptions(into, allow_http=allow_http, max_wait=0.0)
    transport = httpx.MockTransport(answer)
    (fetched,) = fetch_all(["https://example.org/a.pdf"], options, transport)
    assert "not encrypted" in (fetched.error or "")
    assert asked == ["https://example.org/a.pdf"]


@pytest.mark.parametrize(
    "url",
    ["", "a.pdf", "/tmp/a.pdf", "file:///etc/passwd", "ftp://example.org/a.pdf", "https://",
     "https://[::1/a.pdf", "https://example.org:port/a.pdf", "http://example.org/a.pdf",
     "http://127.0.0.1.example.org/a.pdf"],
)  # fmt: skip
def test_malformed_and_unsafe_urls_are_wrong_usage(into: Path, url: str) -> None:
    with pytest.raises(UsageError):
        run(into, url)
    assert not into.exists()


# ---------------------------------------------------------------- web pages


HTML = """
<html><head><base href="/docs/"></head><body>
<a href="ddor1.pdf">one</a> <a href="ddor1.pdf#page=2">one again</a>
<A HREF=' ../docs/DDOR2.PDF '>two</A> <a href="other.pdf">other</a> <a name="x">no link</a>
<a href="ddor3%2epdf">three</a> <a href="mailto:a@example.org?ddor.pdf">mail</a>
<a href="http://[broken/ddor.pdf">broken</a> <area href="map/ddor4.pdf?x=1&amp;y=2">
<!-- <a href="ddor9.pdf">hidden</a> --> <script>'<a href="ddor8.pdf">'</script>
"""


def test_links_of_a_page() -> None:
    base = "https://example.org/docs/"
    assert find_links(HTML, "https://example.org/deep/page.html", "ddor*.pdf") == [
        base + "ddor1.pdf",
        base + "DDOR2.PDF",
        base + "ddor3%2epdf",
        base + "map/ddor4.pdf?x=1&y=2",
    ]


def test_a_page_stands_for_its_files(server: Server, into: Path) -> None:
    url = server.on("/list.html", page(HTML))
    for number, path in enumerate(
        ("ddor1.pdf", "DDOR2.PDF", "ddor3%2epdf", "map/ddor4.pdf?x=1&y=2")
    ):
        server.on(f"/docs/{path}", pdf(PDF + b"\n" * number))
    found = run(into, url, match="ddor*.pdf")
    assert [f.status for f in found] == ["downloaded"] * 4
    names = ["ddor1.pdf", "DDOR2.pdf", "ddor3.pdf", "ddor4.pdf"]
    assert [Path(f.path or "").name for f in found] == names


def test_a_page_without_a_fitting_link(server: Server, into: Path) -> None:
    assert "no link" in refused(into, server.on("/list", page("<a href=x.html>x</a>")))


def test_pages_are_not_followed_to_other_pages(server: Server, into: Path) -> None:
    url = server.on("/list", page('<a href="a.pdf">a</a><a href="b.pdf">b</a>'))
    server.on("/a.pdf", page('<a href="c.pdf">c</a>'))
    server.on("/b.pdf", pdf())
    first, second = run(into, url)
    assert (first.status, first.error) == ("failed", "it is a web page, not a PDF")
    assert second.status == "downloaded"


def test_links_without_encryption_are_refused(server: Server, into: Path) -> None:
    url = server.on("/list", page('<a href="http://example.org/a.pdf">a</a>'))
    assert "without encryption" in (one(into, url).error or "")


def test_a_page_in_an_unknown_encoding(server: Server, into: Path) -> None:
    url = server.on("/list", page('<a href="a.pdf">é</a>', "text/html; charset=klingon"))
    server.on("/a.pdf", pdf())
    assert one(into, url).status == "downloaded"


# ---------------------------------------------------------------- the command


def test_command_tries_all_and_is_silent_about_success(server: Server, into: Path) -> None:
    good, bad = server.on("/good.pdf", pdf()), server.on("/bad.pdf", status(404))
    done = detainers("fetch", good, "--into", into)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = detainers("fetch", bad, good, "--into", into, "--format", "json")
    assert done.returncode == 3
    assert complaint(done) == f"detainers: {bad}: the server answers 404 Not Found."
    assert json.loads(done.stdout) == [
        {"url": bad, "path": None, "status": "failed", "error": "the server answers 404 Not Found"},
        {"url": good, "path": str(into / "good.pdf"), "status": "already there", "error": None},
    ]


def test_command_with_a_malformed_url(server: Server, into: Path) -> None:
    good = server.on("/good.pdf", pdf())
    done = detainers("fetch", good, "nonsense", "--into", into)
    assert done.returncode == 2
    assert "nonsense" in complaint(done)
    assert server.requests == []


# ---------------------------------------------------------------- when, and where to


def test_when_a_file_came_is_kept_with_its_content(server: Server, into: Path) -> None:
    """For every issue of a URL, whatever the file is named later."""
    before = datetime.now(UTC)
    url = server.on("/a.pdf", pdf(), pdf(OTHER), pdf())
    for status_ in ("downloaded", "downloaded", "already there"):
        assert one(into, url).status == status_
    (into / "a.pdf").rename(into / "z.pdf")
    first, second = fetched_at(into, sha256(PDF)), fetched_at(into, sha256(OTHER))
    assert first is not None
    assert second is not None
    assert before <= first < second <= datetime.now(UTC)
    assert fetched_at(into, sha256(PDF + b"!")) is None
    assert fetched_at(into.parent, sha256(PDF)) is None


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_memory_of_the_first_version_is_read(server: Server, into: Path) -> None:
    url = server.on("/a.pdf", pdf(ETag='"1"'), status(304))
    one(into, url)
    memory = json.loads((into / MEMORY).read_text())
    (into / MEMORY).write_text(json.dumps(memory["urls"]))
    assert one(into, url).status == "not modified"


def test_a_download_to_a_full_disk(server: Server, tmp_path: Path) -> None:
    url = server.on("/a.pdf", pdf(PDF + b" " * 8192))
    with small_disk(tmp_path / "disk", "4k") as disk:
        done = detainers("fetch", url, "--into", disk / "in")
        assert done.returncode == 8
        assert "No space left on device" in complaint(done)
        assert not (disk / "in").exists() or list((disk / "in").iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    url = "https://127.0.0.1:9/a.pdf"
    run_ = detainers("fetch", url, "--into", tmp_path / "file")
    assert (run_.returncode, run_.stdout) == (2, "")
    assert "the folder cannot be made" in complaint(run_)
