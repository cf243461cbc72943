"""A brief as a page, Markdown or HTML."""

from __future__ import annotations

from detainer_cli.answers.brief import Brief
from detainer_cli.output.pages import page


def as_markdown(brief: Brief) -> str:
    """The page in Markdown, to paste."""
    return page("brief.md.j2", brief=brief)


def as_html(brief: Brief) -> str:
    """The page in HTML, to mail; every text of a report is escaped."""
    return page("brief.html.j2", brief=brief)
