"""The command that makes a static site of all that is loaded."""

from __future__ import annotations

from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from detainer_cli.cli.answers_app import open_question
from detainer_cli.cli.command import CommandApp
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Panel, Quiet
from detainer_cli.db.connection import database_errors
from detainer_cli.errors import UsageError

if TYPE_CHECKING:
    from detainer_cli.output.site.publish import Published

app = CommandApp()

_NEEDS = ("pyarrow", "xlsxwriter")
"""What writes the downloads, by the names of the modules."""


@app.command(rich_help_panel=Panel.ANSWERS)
def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new or empty folder, or one with such a site.")
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
    written, and weeks that were published stay. Needs the extra: pip install 'detainer-cli[site]'.
    """
    _require_extra()
    address = _address(url)
    from detainer_cli.cli.progress_bars import step_by_step
    from detainer_cli.output.site.publish import publish as made

    with database_errors(db):
        question = open_question(db, None, {})
        with closing(question.conn), step_by_step(quiet) as step:
            done = made(question.conn, folder, address, step)
    if not quiet:
        _tell(folder, done)


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
