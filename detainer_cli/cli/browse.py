"""The command that shows the database in a browser."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detainer_cli.answers.other_kinds import has_reports
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Panel, Quiet
from detainer_cli.cli.stdout import write_stdout
from detainer_cli.db.connection import connect_read_only, database_errors, nothing_loaded
from detainer_cli.db.opening import open_for_reading
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.errors import DatabaseError, UsageError
from detainer_cli.files import output_error, write_atomically
from detainer_cli.text import json_text, printable

if TYPE_CHECKING:
    from collections.abc import Callable

app = CommandApp()

PORT = 8001
"""The port where none is named: Datasette's."""


@app.command(rich_help_panel=Panel.ANSWERS)
def browse(
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADDRESS", help="Where to answer; by default here alone."),
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            min=0,
            max=65535,
            help=f"0 for any that is free. Without it, {PORT}, or a free one if that is taken.",
        ),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser of this machine.")
    ] = False,
    write_metadata: Annotated[
        Path | None,
        typer.Option(
            "--write-metadata",
            metavar="FILE",
            help="Write what Datasette is told of the database (- for stdout), and end.",
        ),
    ] = None,
    db: Db = DEFAULT_DB,
    quiet: Quiet = False,
) -> None:
    """The database in a browser: views column by column, questions with their SQL, rows' pictures.

    Examples:

        detainers browse

        detainers browse --port 8010 --open

        detainers browse --write-metadata metadata.json

    Datasette shows it, read-only and on this machine alone unless --host says otherwise, until
    Ctrl-C. Reports can be loaded meanwhile. The address is printed on stdout. It needs Datasette:
    pip install 'detainer-cli[browse]'
    """
    if write_metadata is not None:
        if open_browser or port is not None:
            raise UsageError("--write-metadata serves nothing.", "Leave --open and --port out.")
        _write(write_metadata, _metadata(db), db, quiet)
        return
    serve = _server()
    metadata = _metadata(db)
    _require_readable(db)
    with _listening(host, port) as listening:
        address = _address(listening)
        if not quiet:
            _tell(db, listening)
        write_stdout(f"{address}\n")
        if open_browser:
            _open(address)
        serve(db, metadata, listening)


def _metadata(db: Path) -> dict[str, Any]:
    """What Datasette is told. Raises UsageError if nothing is loaded, DatabaseError."""
    from detainer_cli.output.browse.metadata import file_name, metadata

    with database_errors(db), closing(open_for_reading(db)) as conn:
        if not loaded_weeks(conn) and not has_reports(conn):
            raise nothing_loaded(db)
        return metadata(conn, file_name(db))


def _require_readable(db: Path) -> None:
    """Tries what the server will do. Raises DatabaseError where it cannot."""
    try:
        connect_read_only(db).close()
    except sqlite3.OperationalError as error:
        raise DatabaseError(
            f"{printable(db)} cannot be read while others may load into it ({error}): SQLite keeps"
            " its notes on that in the folder, which cannot be written.",
            "Copy it to another folder (detainers backup FILE), and browse the copy.",
        ) from None


def _server() -> Callable[..., None]:
    """Raises UsageError if Datasette is not installed."""
    try:
        from detainer_cli.output.browse.server import serve
    except ImportError as error:
        raise UsageError(
            f"browse needs Datasette, which is not installed ({error.name or error}).",
            "Get it with: pip install 'detainer-cli[browse]'",
        ) from None
    return serve


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket that listens there. Raises UsageError if it cannot."""
    try:
        return _bound(host, PORT if port is None else port)
    except OSError as error:
        if port is None and not isinstance(error, socket.gaierror):
            try:
                return _bound(host, 0)
            except OSError:  # what was wrong is the address, then
                pass
        raise UsageError(
            f"{host}, port {PORT if port is None else port}: {error.strerror or error}.",
            "Name another with --host or --port; --port 0 takes any that is free.",
        ) from None


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, *_, address = found[0]
    return socket.create_server(address[:2], family=family)


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _tell(db: Path, listening: socket.socket) -> None:
    host, port = listening.getsockname()[:2]
    say(f"{printable(db)}, read-only; Ctrl-C ends it")
    if not ip_address(host.partition("%")[0]).is_loopback:
        say(
            f"detainers: note: whoever can reach this machine on port {port} can read all of the"
            " database, the kept PDFs too."
        )


def _open(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        say("no browser was found; open the address in one")


def _write(target: Path, metadata: dict[str, Any], db: Path, quiet: bool) -> None:
    text = json_text(metadata) + "\n"
    if str(target) == "-":
        write_stdout(text)
        return
    try:
        write_atomically(target, text.encode("utf-8"))
    except OSError as error:
        raise output_error("the metadata cannot be written", target, error) from None
    if not quiet:
        from detainer_cli.output.browse.metadata import PLUGINS

        say(f"wrote {target}")
        say(
            f"use it with: datasette {printable(db)} --metadata {target} --plugins-dir {PLUGINS}"
            " (the plugin gives the rows their pictures)"
        )
