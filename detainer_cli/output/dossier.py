"""A dossier as a page, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Mapping

from detainer_cli.answers.dossier import Dossier
from detainer_cli.output.pages import page


def as_markdown(dossier: Dossier, pictures: Mapping[str, str]) -> str:
    """The page in Markdown; `pictures` are the addresses of those of rows, by their references."""
    return _page("dossier.md.j2", dossier, pictures)


def as_html(dossier: Dossier, pictures: Mapping[str, str]) -> str:
    """The page in HTML; every text of a report is escaped."""
    return _page("dossier.html.j2", dossier, pictures)


def _page(name: str, dossier: Dossier, pictures: Mapping[str, str]) -> str:
    return page(name, dossier=dossier, pictures=pictures, has_pictures=bool(pictures))
