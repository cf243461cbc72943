"""Datasette on one database of this program: read-only, with what it is told of it."""

from __future__ import annotations

import signal
import socket
import sqlite3
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import uvicorn
from datasette.app import Datasette
from datasette.database import Database

from detainer_cli.db.connection import checkpoint, connect_read_only
from detainer_cli.output.browse.metadata import PLUGINS, SETTINGS, file_name


class ReadOnly(Database):
    """A database that nobody can write to by this server, while others load into it.

    Not Datasette's `immutable`: that tells SQLite that the file never changes, so that it looks
    neither for locks nor for changes, and what is loaded meanwhile gives wrong answers.
    """

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection for one of Datasette's threads."""
        if write:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        conn = connect_read_only(Path(self.path))
        self._all_file_connections.append(conn)
        return conn


def serve(path: Path, metadata: Mapping[str, Any], listening: socket.socket) -> None:
    """Answers on a socket until it is interrupted (Ctrl-C) or told to end (SIGTERM)."""
    datasette = Datasette(
        [], metadata=metadata, settings=SETTINGS, plugins_dir=str(PLUGINS), memory=True
    )
    datasette.remove_database("_memory")  # which it makes where it is given no file
    database = ReadOnly(datasette, path=str(path), is_mutable=True)
    datasette.add_database(database, name=file_name(path))
    _keep_errors_off_stdout()
    app = datasette.app()
    if is_local(listening.getsockname()[0]):
        app = _asked_here_alone(app)
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:  # uvicorn has ended in order, and says by what
        pass
    finally:
        database.close()
        checkpoint(path)  # readers of a log leave it behind


def is_local(host: str) -> bool:
    """True for a name or an address that means this machine, whoever says it."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _asked_here_alone(app: Any) -> Any:
    """Refuses what is asked under another name than this machine's own.

    A page of somebody else's can have its name lead here, and would then read what is answered.
    """

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        named = dict(scope.get("headers", ())).get(b"host", b"localhost").decode("latin-1")
        if scope["type"] != "http" or is_local(_host(named)):
            await app(scope, receive, send)
            return
        said = b"This answers on this machine alone: ask by its address, or start it with --host.\n"
        plain = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": 421, "headers": plain})
        await send({"type": "http.response.body", "body": said})

    return answering


def _host(named: str) -> str:
    """The host of a `Host` header, without its port; empty if it is none."""
    try:
        return urlsplit(f"//{named}").hostname or ""
    except ValueError:
        return ""


def _keep_errors_off_stdout() -> None:
    """Where rich is at hand, Datasette prints every mistake of a visitor with all local values."""
    from datasette import handle_exception  # here: before `datasette.app` it would not register

    handle_exception.rich = None


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
