"""What Datasette is told of a database: its views column by column, questions, caveats.

A report's own words (the notice of a sample) are escaped here, since descriptions are HTML.
"""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

from detainer_cli.db.views import TITLES, VIEWS
from detainer_cli.kinds.caveats import CaveatText, caveats_of
from detainer_cli.kinds.columns import CORRECTED, Column, columns
from detainer_cli.kinds.registry import kinds
from detainer_cli.output.datapackage import PUBLISHER
from detainer_cli.text import visible

PLUGINS = Path(__file__).with_name("plugins")
"""The folder whose plugin gives each row its picture, as `datasette --plugins-dir` takes it."""

SETTINGS = {
    "sql_time_limit_ms": 3000,  # a question over ten years of weeks takes a fraction of it
    "facet_time_limit_ms": 1000,
    "suggest_facets": False,  # those that make sense are named
}
"""What is set other than Datasette does by itself."""

PLUGIN = "detainers"
"""The name under which the plugin is told its database."""

TITLE = "ICE's declined detainer reports, as read by detainers"
_FIRST = ("declined", "issued", "policy", "cases", "case_events", "report", "unresolved", "errata")
_PLAIN = frozenset(ascii_letters + digits + "_-")


def metadata(conn: sqlite3.Connection, name: str) -> dict[str, Any]:
    """The metadata of Datasette for the database that it calls `name` (the file's, no ending)."""
    notices = tuple(_notices(conn))
    return {
        "title": TITLE,
        "description_html": _html(notices, *_of_all()),
        "license": "Public domain: a work of the US government (17 U.S.C. 105)",
        "license_url": "https://www.usa.gov/government-works",
        "source": PUBLISHER,
        "plugins": {PLUGIN: {"database": name}},
        "databases": {
            name: {
                "description_html": _html(notices) + _list_of_views(name),
                "tables": _tables(conn, notices),
                "queries": _questions(notices),
            }
        },
    }


def file_name(path: Path) -> str:
    """What Datasette calls a database file."""
    return path.stem


# ------------------------------------------------------------------ tables and views


def _tables(conn: sqlite3.Connection, notices: Iterable[str]) -> dict[str, Any]:
    """What is told of each view for readers; what else there is is hidden and has no page."""
    sql = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    others = (name for (name,) in conn.execute(sql) if name not in VIEWS)
    found = {view: _view(view, notices) for view in shown_views()}
    return found | {name: {"hidden": True, "allow": False} for name in others}


def shown_views() -> list[str]:
    """The public views, those that are asked first before the others."""
    others = [view for view in VIEWS if view not in _FIRST]
    return [*(view for view in _FIRST if view in VIEWS), *others]


def _view(view: str, notices: Iterable[str]) -> dict[str, Any]:
    facets = questions_file()["facets"].get(view.removesuffix(CORRECTED), [])
    return {
        "title": view,
        "description_html": _html(notices, f"{TITLES[view]}.", *_of_view(view)),
        "columns": {column.column: _described(column) for column in columns()[view]},
        "facets": facets,
    }


def _described(column: Column) -> str:
    """A column in a sentence: what it is, in which codes, and where it comes from."""
    parts = [column.description]
    parts += [f"Codes: {column.codes}"] if column.codes else []
    parts += ["In days"] if column.column.startswith("days") else []
    parts += [f"From: {column.source}"] if column.source else []
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _of_view(view: str) -> Iterator[str]:
    """The caveats of the section that a view shows."""
    for kind in kinds():
        for section in kind.sections:
            if view in (section.view, section.view + CORRECTED):
                known = caveats_of(kind.name).values()
                yield from (c.text for c in known if c.section in (section.name, ""))
    if view.endswith(CORRECTED):
        yield "Corrections that are known are applied: withdrawn rows are not here."
    elif view + CORRECTED in VIEWS:
        yield f"As published; {view}{CORRECTED} has the known corrections applied."


def _of_all() -> list[str]:
    """What goes with all of it: the caveats that are of no one section."""
    return [
        "Detainers ISSUED (section I) and detainers DECLINED (section II) are different counts;"
        " cases of narrative reports are a third thing. An empty value is unknown, unread or"
        " unresolved; it is never zero.",
        *(c.text for kind in kinds() for c in caveats_of(kind.name).values() if not c.section),
    ]


def _list_of_views(name: str) -> str:
    """The views for readers, with what they are; above what Datasette lists by itself."""
    items = "".join(
        f'<li><a href="{tilde_encoded(name)}/{view}">{view}</a>: {escape(TITLES[view])}</li>'
        for view in shown_views()
    )
    return f"<h2>What to read</h2><ul>{items}</ul>"


def tilde_encoded(name: str) -> str:
    """A name as Datasette writes it into an address (`datasette.utils.tilde_encode`)."""
    return "".join(
        chr(byte) if chr(byte) in _PLAIN else "+" if byte == 0x20 else f"~{byte:02X}"
        for byte in name.encode("utf-8", "surrogateescape")
    )


# ------------------------------------------------------------------ questions


@cache
def questions_file() -> Mapping[str, Any]:
    """`questions.toml`."""
    return tomllib.loads(Path(__file__).with_name("questions.toml").read_text("utf-8"))


def _questions(notices: Iterable[str]) -> dict[str, Any]:
    """The questions as Datasette's canned queries."""
    file = questions_file()
    return {
        name: {
            "title": question["title"],
            "description_html": _html(notices, *_told(question, file["weeks_help"])),
            "sql": question["sql"].strip().replace("{weeks}", file["weeks"].strip()),
        }
        for name, question in file["questions"].items()
    }


def _told(question: Mapping[str, Any], weeks_help: str) -> Iterator[str]:
    yield f"The SQL behind: {question['command']}"
    if "{weeks}" in question["sql"]:
        yield f"{weeks_help} Figures are as published, without --corrected."
    if "help" in question:
        yield question["help"]
    texts: dict[str, CaveatText] = {}
    for kind in kinds():
        texts |= caveats_of(kind.name)
    yield from (texts[name].text for name in question["caveats"])


# ------------------------------------------------------------------ words


def _notices(conn: sqlite3.Connection) -> Iterator[str]:
    found = conn.execute(
        "SELECT DISTINCT sample_notice FROM report_file WHERE sample_notice IS NOT NULL ORDER BY 1"
    )
    for (notice,) in found:
        yield (
            "Loaded from a sample or reconstruction, not from ICE's own file, which says:"
            f" “{notice}”"
        )


def _html(notices: Iterable[str], *texts: str) -> str:
    """Paragraphs, the notices of samples in bold before all else."""
    said = "".join(f"<p><strong>{escape(visible(text))}</strong></p>" for text in notices)
    return said + "".join(f"<p>{escape(visible(text))}</p>" for text in texts)
