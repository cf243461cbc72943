"""Pages from templates, Markdown or HTML: one file, without a line from another host."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from detainer_cli.answers.citations import PROGRAM
from detainer_cli.output.citations import paragraph
from detainer_cli.output.markdown import escaped
from detainer_cli.text import visible

_BLANKS = re.compile(r"\n{3,}")


def page(name: str, **values: object) -> str:
    """The page that a template (`NAME.md.j2`, `NAME.html.j2`) makes of what it is given.

    Of HTML every text is escaped; in Markdown the texts of a report go through the filter `md`.
    """
    is_html = name.endswith(".html.j2")
    made = _environment(is_html).get_template(name)
    text = made.render(program=PROGRAM, cite=paragraph, **values)
    return text if is_html else _BLANKS.sub("\n\n", text).strip() + "\n"


def _made_visible(value: object) -> object:
    """Text without control characters; what the template itself has made stays."""
    return visible(value) if type(value) is str else value


def environment(
    folder: Path, shown: Callable[[object], object] | None, *, is_html: bool
) -> Environment:
    """Templates of a folder, which refuse a name that is not there.

    Those of HTML escape what they are given; `shown` makes of each value what is written.
    """
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=shown,
        auto_reload=False,
    )


@cache
def _environment(is_html: bool) -> Environment:
    folder = Path(__file__).with_name("templates")
    made = environment(folder, _made_visible if is_html else None, is_html=is_html)
    made.filters["md"] = lambda text: escaped(visible(str(text)))
    return made
