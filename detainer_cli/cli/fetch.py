"""The command that downloads reports: fetch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import Format, OutputFormat, Panel, Quiet, Verbose
from detainer_cli.cli.stdout import print_rows
from detainer_cli.errors import ExitCode

app = CommandApp()

_COLUMNS = ["url", "path", "status", "error"]


@app.command(rich_help_panel=Panel.LOADING)
def fetch(
    urls: Annotated[list[str], typer.Argument(metavar="URL…", help="PDFs, or pages with links.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder for the files.")],
    match: Annotated[
        str, typer.Option("--match", metavar="PATTERN", help="Links of a page to follow.")
    ] = "*.pdf",
    allow_http: Annotated[
        bool, typer.Option("--allow-http", help="Also without encryption, at your risk.")
    ] = False,
    max_size: Annotated[float, typer.Option("--max-size", min=0, help="MiB a file.")] = 64,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.01, help="Seconds to connect, and between data.")
    ] = 30,
    deadline: Annotated[
        float, typer.Option("--deadline", min=0.01, help="Seconds for a URL with all its retries.")
    ] = 600,
    retries: Annotated[int, typer.Option("--retries", min=0, help="Further tries a URL.")] = 4,
    max_wait: Annotated[
        float, typer.Option("--max-wait", min=0, help="Seconds between tries, at most.")
    ] = 60,
    format: OutputFormat = Format.TABLE,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Download report PDFs, or every PDF that a page links to.

    Examples:

        detainers fetch https://www.example.gov/ddor2017_01-28to02-03.pdf --into inbox

        detainers fetch https://www.example.gov/reports --match 'ddor*.pdf' --into inbox

    A file is asked for again only if the server says that it changed. Nothing is overwritten: other
    content under a known name is another issue and gets a name with its checksum. Exit code 3 if
    anything could not be fetched, 8 if it could not be written; all URLs are tried.
    """
    from detainer_cli.fetch.client import FetchOptions, fetch_all
    from detainer_cli.model.limits import MIB

    options = FetchOptions(
        into, match, allow_http, int(max_size * MIB), timeout, deadline, retries, max_wait
    )
    talkative = (sys.stderr.isatty() or verbose) and not quiet
    done = []
    for fetched in fetch_all(urls, options):
        if fetched.status == "failed":
            say(f"detainers: {fetched.url}: {fetched.error}.")
        elif talkative:
            say(f"{fetched.path}: {fetched.status} ({fetched.url})")
        done.append(fetched)
    if format is not Format.TABLE:
        print_rows([fetched.as_json() for fetched in done], _COLUMNS, "Downloads", format)
    raise typer.Exit(max((fetched.exit_code for fetched in done), default=ExitCode.OK))
