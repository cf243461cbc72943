"""A plugin of Datasette: references lead to the picture of their row, and text is safe to show.

`/-/detainers/row/2017-01-28/p3/r2.png` is the row as it is printed, cut from the kept PDF as by
`detainers show REF --image`. The metadata names the database (`plugins: detainers: database`).
"""

from __future__ import annotations

import asyncio
import codecs
import json
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette import Response, hookimpl
from markupsafe import Markup, escape

from detainer_cli.answers.evidence import shown_row
from detainer_cli.db.connection import DEFAULT_WAIT, connect, database_errors
from detainer_cli.db.row_reference import parse_reference
from detainer_cli.errors import DatabaseError, DetainersError
from detainer_cli.output.row_pictures import picture_of
from detainer_cli.text import visible

_ROUTE = "/-/detainers/row/"
_ONE_AT_A_TIME = threading.Lock()
"""pdfium, which draws the pictures, has no threads."""

_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
    " script-src 'self' 'unsafe-inline'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing is loaded from another host. Datasette's own pages have scripts and styles in them."""
_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """The address of a row's picture."""
    return [(rf"{_ROUTE}(?P<reference>[^.]+)\.png$", row_picture)]


async def row_picture(request: Any, datasette: Any) -> Any:
    """The picture of a row, or in words why there is none."""
    database = datasette.get_database(_database(datasette))
    try:
        drawn = await asyncio.to_thread(_drawn, Path(database.path), request.url_vars["reference"])
    except DetainersError as error:
        status = 503 if isinstance(error, DatabaseError) else 404
        return Response.text(f"{visible(str(error))}\n", status=status)
    return Response(drawn, content_type="image/png")


def _drawn(path: Path, reference: str) -> bytes:
    with _ONE_AT_A_TIME, database_errors(path), closing(connect(path, "ro", DEFAULT_WAIT)) as conn:
        return picture_of(conn, shown_row(conn, reference))[0]


@hookimpl
def render_cell(value: Any, column: str, database: str, datasette: Any) -> Any:
    """References as links to their pictures; the lines of a text as lines."""
    if not isinstance(value, str) or database != _database(datasette):
        return None
    if column == "ref":
        return _linked(datasette, value)
    if column == "refs":
        return Markup(", ").join(_linked(datasette, ref) for ref in _listed(value))
    if "\n" not in value:
        return None  # as Datasette shows it
    return Markup("<br>").join(escape(line) for line in value.split("\n"))


def _linked(datasette: Any, reference: str) -> Markup:
    if parse_reference(reference) is None:
        return escape(visible(reference))
    address = datasette.urls.path(f"{_ROUTE}{reference}.png")
    title = "The row as it is printed"
    return Markup('<a href="{}" title="{}">{}</a>').format(address, title, reference)


def _listed(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except ValueError:
        return [text]
    return [str(part) for part in found] if isinstance(found, list) else [text]


def _database(datasette: Any) -> str | None:
    """The database that the metadata names; without it, Datasette's first."""
    named: str | None = (datasette.plugin_config("detainers") or {}).get("database")
    return named


@hookimpl
def asgi_wrapper() -> Callable[[Any], Any]:
    """Pages show what acts on text as an escape, and load nothing from elsewhere."""
    return _made_safe


def _made_safe(app: Any) -> Any:
    async def answering(scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, _Safe(send) if scope["type"] == "http" else send)

    return answering


class _Safe:
    """Sends an answer on; a page of HTML with its control and direction characters written out."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self._decoder: codecs.IncrementalDecoder | None = None

    async def __call__(self, event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            headers = dict(event.get("headers", ()))
            if headers.get(b"content-type", b"").startswith(b"text/html"):
                self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
                headers.pop(b"content-length", None)
            cookies = [pair for pair in event.get("headers", ()) if pair[0] == b"set-cookie"]
            headers.pop(b"set-cookie", None)
            event = {**event, "headers": [*(headers | _HEADERS).items(), *cookies]}
        elif self._decoder is not None:
            is_last = not event.get("more_body")
            text = self._decoder.decode(event.get("body", b""), final=is_last)
            event = {**event, "body": "\n".join(map(_shown, text.split("\n"))).encode()}
        await self._send(event)


def _shown(line: str) -> str:
    return "\t".join(map(visible, line.rstrip("\r").split("\t")))
