"""Pages from templates: every text of a report is escaped, and written out where it would hide.

A page is made of its template, its address, and what the module of its kind says of it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from detainer_cli.answers.citations import PROGRAM
from detainer_cli.output.pages import environment
from detainer_cli.output.site import addresses
from detainer_cli.output.site.source import county_code, county_label
from detainer_cli.text import visible

_NO_CHARACTER = re.compile("[\ufffe\uffff]")
"""What XML has no place for, beside what `visible` writes out."""


def page(template: str, address: str, **known: Any) -> tuple[str, bytes]:
    """The address of a page, and the page."""
    made = _environment().get_template(template)
    text = made.render(address=address, root=addresses.root_from(address), **known)
    return address, text.encode("utf-8", "backslashreplace")


def _shown(value: object) -> object:
    """Text without control characters; what the template itself has made stays."""
    return _NO_CHARACTER.sub("�", visible(value)) if type(value) is str else value


def _number(value: object) -> str:
    """A count with its thousands told apart; a dash where there is none."""
    return f"{value:,}" if isinstance(value, int) else "–"


def _share(value: object) -> str:
    return f"{value:.1%}" if isinstance(value, float) else "–"


def _signed(value: object) -> str:
    """A change, with a minus sign that reads as one."""
    return f"{value:+,}".replace("-", "−") if value else "0"


def _quartile(value: object) -> str:
    """A number of days, with half a day where quartiles fall between two."""
    return "–" if value is None else f"{value:,g}"


def _lines(text: str) -> Markup:
    """A text of several lines, each shown as one."""
    return Markup("<br>").join(visible(line) for line in text.splitlines())


def _count(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@cache
def _environment() -> Environment:
    made = environment(Path(__file__).with_name("templates"), _shown, is_html=True)
    made.filters |= {"number": _number, "share": _share, "signed": _signed, "count": _count}
    made.filters |= {"quartile": _quartile, "lines": _lines}
    made.globals |= {"at": addresses, "program": PROGRAM}
    made.globals |= {"label_of": county_label, "fips_of": county_code}
    return made
