"""Downloads report PDFs: once, whole, from where they were asked for, or not at all.

A URL of a web page stands for the PDFs that it links to. Nothing that exists is overwritten.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal

import httpx
import tenacity

from detainer_cli import __version__
from detainer_cli.errors import ExitCode, UsageError
from detainer_cli.fetch.inbox import Inbox, safe_name
from detainer_cli.fetch.links import find_links
from detainer_cli.files import part_path
from detainer_cli.model.limits import MIB
from detainer_cli.text import printable

Status = Literal["downloaded", "not modified", "already there", "failed"]


_MAX_REDIRECTS = 10
_MAX_PAGE = 8 * MIB
_BUSY = frozenset({429, 500, 502, 503, 504})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADER_WITHIN = 1024  # readers of PDF look for the header and the end mark near the ends
_END_WITHIN = 2048


@dataclass(frozen=True)
class FetchOptions:
    """How to fetch: see `detainers fetch --help`. Times in seconds, `max_size` in bytes.

    A page is refused without `follow_pages`; errors name options of `fetch` with `names_options`.
    `timeout` is for connecting and for each wait for data, `deadline` for a URL with all its
    retries. The waits between retries are 1, 2, 4… seconds and at most `max_wait`.
    """

    into: Path
    match: str = "*.pdf"
    allow_http: bool = False
    max_size: int = 64 * MIB
    timeout: float = 30.0
    deadline: float = 600.0
    retries: int = 4
    max_wait: float = 60.0
    follow_pages: bool = True
    names_options: bool = True


@dataclass(frozen=True)
class Fetched:
    """What became of a URL; `path` is the file that holds its content.

    `code` is the exit code of a failure: by the server or the network, or for want of space.
    """

    url: str
    path: str | None
    status: Status
    error: str | None = None
    code: ExitCode = ExitCode.UNREADABLE

    @property
    def exit_code(self) -> ExitCode:
        return self.code if self.status == "failed" else ExitCode.OK

    def as_json(self) -> dict[str, object]:
        """The object that `fetch --format json` prints for this URL."""
        path = printable(self.path) if self.path else None
        return {"url": self.url, "path": path, "status": self.status, "error": self.error}


class FetchError(Exception):
    """Why a URL could not be fetched, in words; it becomes the `error` of its `Fetched`."""


class _BusyError(FetchError):
    """The server asks to come back; `after` is in seconds, if it said."""

    def __init__(self, message: str, after: float | None) -> None:
        super().__init__(message)
        self.after = after


def fetch_all(
    urls: Sequence[str], options: FetchOptions, transport: httpx.BaseTransport | None = None
) -> Iterator[Fetched]:
    """Fetches every URL, and the PDFs linked from those that are web pages.

    `transport` replaces the network. Raises UsageError for a malformed URL, before any request.
    """
    wanted = dict.fromkeys(str(checked_url(url, options.allow_http)) for url in urls)
    inbox = Inbox(options.into)
    with _client(options, transport) as client:
        for url in wanted:
            yield from _Fetcher(client, inbox, options).fetch(url, options.follow_pages)


def checked_url(text: str, allow_http: bool) -> httpx.URL:
    """`text` as a URL that may be fetched. Raises UsageError."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise UsageError(f"“{text}” is no URL ({error}).", "It starts with https://") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise UsageError(f"“{text}” is no URL of the web.", "It starts with https://")
    if not _is_allowed(url, allow_http):
        raise UsageError(
            f"“{text}” is not encrypted: what arrives may not be what was sent.",
            "Use https://, or accept the risk with --allow-http.",
        )
    return url


def _is_allowed(url: httpx.URL, allow_http: bool) -> bool:
    return url.scheme == "https" or (url.scheme == "http" and (allow_http or url.host in _LOOPBACK))


def _client(options: FetchOptions, transport: httpx.BaseTransport | None) -> httpx.Client:
    def check_redirect(response: httpx.Response) -> None:
        """Never from https down to http, however the user thinks of http."""
        if response.has_redirect_location:
            target = response.url.join(response.headers["location"])
            is_downgrade = response.url.scheme == "https" and target.scheme != "https"
            if is_downgrade or not _is_allowed(target, options.allow_http):
                raise FetchError(f"it redirects to {target}, which is not encrypted")

    return httpx.Client(
        headers={
            "User-Agent": f"detainers/{__version__}",
            "Accept": "application/pdf, text/html;q=0.9, */*;q=0.5",
            "Accept-Encoding": "identity",
        },
        timeout=options.timeout,
        follow_redirects=True,
        max_redirects=_MAX_REDIRECTS,
        transport=transport,
        event_hooks={"response": [check_redirect]},
    )


class _Fetcher:
    """Fetches one URL of the user's: a file, or a page and the files that it links to."""

    def __init__(self, client: httpx.Client, inbox: Inbox, options: FetchOptions) -> None:
        self._client = client
        self._inbox = inbox
        self._options = options
        self._end = 0.0

    def fetch(self, url: str, is_page_allowed: bool) -> Iterator[Fetched]:
        """What became of `url`, or of each file that its page links to."""
        try:
            found = self._with_retries(url, is_page_allowed)
        except FetchError as error:
            found = Fetched(url, None, "failed", str(error))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            found = Fetched(url, None, "failed", self._in_words(error))
        except OSError as error:
            text = f"it cannot be written ({error.strerror})"
            found = Fetched(url, None, "failed", text, ExitCode.OUTPUT)
        if isinstance(found, Fetched):
            yield found
            return
        for link in found:
            yield from self._fetch_link(link, url)

    def _fetch_link(self, link: str, page: str) -> Iterator[Fetched]:
        is_downgrade = page.startswith("https:") and not link.startswith("https:")
        try:
            if is_downgrade or not _is_allowed(httpx.URL(link), self._options.allow_http):
                yield Fetched(link, None, "failed", "the page links to it without encryption")
                return
        except httpx.InvalidURL as error:
            yield Fetched(link, None, "failed", self._in_words(error))
            return
        yield from self.fetch(link, is_page_allowed=False)

    def _with_retries(self, url: str, is_page_allowed: bool) -> Fetched | list[str]:
        """Asks again after what may pass: a busy server, a connection that fails or breaks."""
        self._end = time.monotonic() + self._options.deadline
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_may_pass),
            wait=self._pause,
            stop=tenacity.stop_after_attempt(self._options.retries + 1)
            | tenacity.stop_before_delay(self._options.deadline),
            reraise=True,
        )
        return retrying(self._request, url, is_page_allowed)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        """Seconds to wait: what the server asked for, or 1, 2, 4…; never above the limit."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.after if isinstance(error, _BusyError) else None
        pause = asked if asked is not None else 2.0 ** (state.attempt_number - 1)
        return min(pause, self._options.max_wait)

    def _request(self, url: str, is_page_allowed: bool) -> Fetched | list[str]:
        """One attempt: the file, or the links of the page."""
        asked = self._inbox.conditions(url)
        left = max(0.001, min(self._options.timeout, self._end - time.monotonic()))
        with self._client.stream("GET", url, headers=asked, timeout=left) as response:
            if response.status_code == 304 and asked:
                return Fetched(url, str(self._inbox.stored_path(url)), "not modified")
            _require_success(response)
            if _is_page(response):
                if not is_page_allowed:
                    raise FetchError("it is a web page, not a PDF")
                return self._links(response)
            return self._store(url, response)

    def _links(self, response: httpx.Response) -> list[str]:
        html = b"".join(self._body(response, _MAX_PAGE))
        try:
            text = html.decode(response.charset_encoding or "utf-8", "replace")
        except LookupError:
            text = html.decode("utf-8", "replace")
        links = find_links(text, str(response.url), self._options.match)
        if not links:
            raise FetchError(f"no link on this page matches {self._options.match}")
        return links

    def _store(self, url: str, response: httpx.Response) -> Fetched:
        name = _file_name(httpx.URL(url), response.url)
        part = part_path(self._inbox.folder / name)
        try:
            self._download(response, part)
            path, is_new = self._inbox.add(part, name)
        finally:
            part.unlink(missing_ok=True)
        self._inbox.remember(url, path, response.headers, is_new)
        return Fetched(url, str(path), "downloaded" if is_new else "already there")

    def _download(self, response: httpx.Response, part: Path) -> None:
        """Writes the body; it must begin and end as a PDF does, whatever its length says."""
        head, tail = b"", b""
        with part.open("wb") as file, closing(self._body(response, self._options.max_size)) as body:
            for piece in body:
                file.write(piece)
                if len(head) < _HEADER_WITHIN:
                    head = (head + piece)[:_HEADER_WITHIN]
                    if len(head) == _HEADER_WITHIN:
                        _require_header(head)
                tail = (tail + piece)[-_END_WITHIN:]
        _require_header(head)
        if b"%%EOF" not in tail:
            raise FetchError("the PDF is cut off: it has no end mark")

    def _body(self, response: httpx.Response, most: int) -> Generator[bytes, None, None]:
        """The body piece by piece, as long as it keeps to size and time."""
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > most:
                raise FetchError(f"it has more than {most / MIB:g} MiB{self._see('--max-size')}")
            if time.monotonic() > self._end:
                seconds = self._options.deadline
                raise FetchError(f"it took more than {seconds:g} seconds{self._see('--deadline')}")
            yield piece

    def _in_words(self, error: Exception) -> str:
        if isinstance(error, httpx.TimeoutException):
            return f"the server does not answer in time{self._see('--timeout')}"
        if isinstance(error, httpx.TooManyRedirects):
            return f"it redirects more than {_MAX_REDIRECTS} times"
        if isinstance(error, httpx.RemoteProtocolError):
            return f"the download was cut off ({error})"
        return f"the connection failed ({error})"

    def _see(self, option: str) -> str:
        return f" (see {option})" if self._options.names_options else ""


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, httpx.TransportError):
        return not isinstance(error, httpx.UnsupportedProtocol)
    return isinstance(error, _BusyError)


def _require_success(response: httpx.Response) -> None:
    code = response.status_code
    message = f"the server answers {code} {response.reason_phrase}".rstrip()
    if code in _BUSY:
        raise _BusyError(message, _retry_after(response.headers.get("retry-after", "")))
    if code != 200:
        raise FetchError(message)


def _retry_after(text: str) -> float | None:
    """Seconds from now that a Retry-After header asks for: a number, or a date."""
    if text.strip().isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _is_page(response: httpx.Response) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml"}


def _require_header(head: bytes) -> None:
    if b"%PDF-" not in head:
        what = "it is empty" if not head else "it is not a PDF (it does not start with %PDF)"
        raise FetchError(what)


def _file_name(asked: httpx.URL, final: httpx.URL) -> str:
    """The name in the URL that was asked for, unless only a redirect led to one of a PDF."""
    is_named = asked.path.lower().endswith(".pdf") or not final.path.lower().endswith(".pdf")
    return safe_name((asked if is_named else final).path)
