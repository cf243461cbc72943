"""The command that makes a static site of all that is loaded."""

from __future__ import annotations

from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from detainer_cli.answers.other_kinds import has_reports
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Panel, Quiet, tell_unused_errata
from detainer_cli.db.connection import database_errors, nothing_loaded
from detainer_cli.db.opening import open_for_reading
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.errors import UsageError
from detainer_cli.text import printable

if TYPE_CHECKING:
    import sqlite3

    from detainer_cli.output.site.publish import Published

app = CommandApp()

_NEEDS = ("pyarrow", "xlsxwriter")
"""What writes the downloads, by the names of the modules."""


@app.command(rich_help_panel=Panel.ANSWERS)
def publish(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="A new or empty folder, or one with such a site."),
    ],
    url: Annotated[
        str,
        typer.Option(
            "--url",
            metavar="URL",
            help="The address that DIR will have, for the feed and for canonical addresses:"
            " https://example.org/detainers/.",
        ),
    ] = "",
    db: Db = DEFAULT_DB,
    quiet: Quiet = False,
) -> None:
    """A static site of all that is loaded: open DIR/index.html, or copy DIR to a web server.

    Examples:

        detainers publish site/

        detainers ingest inbox/ && detainers publish /srv/www

        detainers publish site/ --url https://example.org/detainers/

    A page a week, a county, a policy, a crime and a page of each report, at addresses that stay;
    every figure leads to its rows and every row to its page. No page asks another host for
    anything. Run again, it writes only what changed; readers never see a page that is half
    written, and weeks that were published stay. Corrections are those of the program and those that
    the database keeps (detainers errata --keep). Needs the extra: pip install 'detainer-cli[site]'.
    """
    if str(folder) == "-":
        raise UsageError(
            "a site is many files, and stdout takes none of them.",
            "Name a folder: detainers publish site/",
        )
    _require_extra()
    address = _address(url)
    from detainer_cli.cli.progress_bars import step_by_step
    from detainer_cli.output.site.publish import publish as made

    if not quiet:
        tell_unused_errata("A site")
    with database_errors(db), closing(open_for_reading(db)) as conn:
        _require_weeks(conn, db)
        with step_by_step(quiet) as step:
            done = made(conn, folder, address, step)
    if not quiet:
        _tell(folder, done)


def _require_weeks(conn: sqlite3.Connection, db: Path) -> None:
    """Raises UsageError if no week is loaded: the newest one is the front page."""
    if loaded_weeks(conn):
        return
    if not has_reports(conn):
        raise nothing_loaded(db)
    raise UsageError(
        "no weekly report is loaded, and the front page of a site is a week.",
        "Load one: detainers ingest report.pdf. The cases that are loaded: detainers browse shows"
        " them, detainers export DIR writes them to files.",
        file=printable(db),
    )


def _require_extra() -> None:
    missing = [name for name in _NEEDS if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"a site needs {' and '.join(missing)} for its downloads, which"
            f" {'is' if len(missing) == 1 else 'are'} not installed.",
            "Get it with: pip install 'detainer-cli[site]'",
        )


def _address(url: str) -> str:
    """The address of the site, with a slash at its end. Raises UsageError if it is none."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query):
        raise UsageError(
            f"--url “{url}” is no address of a site.", "Write https://example.org/detainers/."
        )
    return url if not url or url.endswith("/") else f"{url}/"


def _tell(folder: Path, done: Published) -> None:
    if not done.written and not done.removed:
        say(f"{folder}: nothing changed ({done.files:,} files)")
    else:
        removed = f", {done.removed:,} removed" if done.removed else ""
        say(f"{folder}: {done.written:,} of {done.files:,} files written{removed}")
    if done.stayed:
        say(f"{done.stayed:,} files of periods that the database does not have stay as they were")
    if done.without_pdf:
        named = ", ".join(done.without_pdf[:3])
        more = f" and {len(done.without_pdf) - 3:,} more" if len(done.without_pdf) > 3 else ""
        say(f"no pictures of {named}{more}: the PDF is not kept, or it needs a password")
