"""A dossier as a page, Markdown or HTML: one file, without a line from another host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from detainer_cli.answers.citations import PROGRAM
from detainer_cli.answers.dossier import Dossier
from detainer_cli.output.citations import paragraph
from detainer_cli.output.markdown import escaped
from detainer_cli.text import visible

_BLANKS = re.compile(r"\n{3,}")


def as_markdown(dossier: Dossier, pictures: Mapping[str, str]) -> str:
    """The page in Markdown; `pictures` are the addresses of those of rows, by their references."""
    return _BLANKS.sub("\n\n", _page("dossier.md.j2", dossier, pictures)).strip() + "\n"


def as_html(dossier: Dossier, pictures: Mapping[str, str]) -> str:
    """The page in HTML; every text of a report is escaped."""
    return _page("dossier.html.j2", dossier, pictures)


def _page(name: str, dossier: Dossier, pictures: Mapping[str, str]) -> str:
    template = _environment(name.endswith(".html.j2")).get_template(name)
    return template.render(
        dossier=dossier,
        pictures=pictures,
        has_pictures=bool(pictures),
        program=PROGRAM,
        cite=paragraph,
    )


def _made_visible(value: object) -> object:
    """Text without control characters; what the template itself has made stays."""
    return visible(value) if type(value) is str else value


@cache
def _environment(is_html: bool) -> Environment:
    """Templates that refuse a name that is not there; those of HTML escape what they are given.

    In Markdown the texts of a report go through the filter `md`, by name.
    """
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_made_visible if is_html else None,
    )
    made.filters["md"] = lambda text: escaped(visible(str(text)))
    return made
