"""What the commands that write a page have in common: its form, and where it goes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detainer_cli.errors import UsageError

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the page there: .md or .html."),
]
Today = Annotated[
    datetime | None,
    typer.Option("--today", formats=["%Y-%m-%d"], help="The day on the page, if not today."),
]


class Page(StrEnum):
    """What `--format` takes."""

    MARKDOWN = "markdown"
    HTML = "html"


_ENDINGS = {".md": Page.MARKDOWN, ".markdown": Page.MARKDOWN, ".html": Page.HTML, ".htm": Page.HTML}


def form_of(output: Path | None, format: Page | None) -> Page:
    """The form that is asked for, by its name or by the ending of the file. Raises UsageError."""
    by_name = _ENDINGS.get(output.suffix.lower()) if output else None
    if output and by_name is None and format is None:
        raise UsageError(f"{output} says no form.", "Name a file that ends in .md or .html.")
    if by_name and format and by_name is not format:
        raise UsageError(f"{output} is no name of a page in {format.value}.", "Leave --format out.")
    return format or by_name or Page.MARKDOWN
