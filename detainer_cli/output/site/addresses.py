"""Where each page of the site stands. Addresses are permanent: what is here is never changed.

All are paths from the root of the site, in characters that need no quoting. A link names the file,
`week/2017-01-28/index.html`, so that it works from the disk; a server shows the same page at
`/week/2017-01-28/`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 80
INDEX = "index.html"
FEED = "feed.xml"


def home() -> str:
    """The front page."""
    return INDEX


def page(name: str) -> str:
    """A page there is one of: `weeks`, `counties`, `search`."""
    return f"{name}/{INDEX}"


def week(start: str) -> str:
    """A reporting week, by its first day."""
    return f"week/{start}/{INDEX}"


def week_rows(start: str) -> str:
    """The rows of section II of a week."""
    return f"week/{start}/rows/{INDEX}"


def week_page(start: str, number: int) -> str:
    """A page of the report of a week."""
    return f"week/{start}/page/{number}/{INDEX}"


def county(fips: str) -> str:
    """A county, by its FIPS code."""
    return f"county/{fips}/{INDEX}"


def county_rows(fips: str, year: str) -> str:
    """The rows of a county whose weeks began in a year."""
    return f"county/{fips}/{year}/{INDEX}"


def policy(name: str) -> str:
    """What section III lists of a jurisdiction."""
    return f"policy/{slug(name)}/{INDEX}"


def crime(name: str) -> str:
    """A term of “notable criminal activity”."""
    return f"crime/{slug(name)}/{INDEX}"


def cases(start: str, end: str) -> str:
    """The cases of a narrative report, by the period that it covers."""
    return f"cases/{start}_{end}/{INDEX}"


def cases_page(start: str, end: str, number: int) -> str:
    """A page of a narrative report."""
    return f"cases/{start}_{end}/page/{number}/{INDEX}"


def picture(sha256: str, number: int) -> str:
    """The picture of a page, by the file that it is of."""
    return f"report/{sha256}/p{number}.png"


def slug(name: str) -> str:
    """A name as a part of an address; the same for the same name, another for another.

    What is lost of the name by that, but for case, spaces and commas, is kept as a short hash.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = _OTHER.sub("-", plain).strip("-")[:_LONGEST].rstrip("-")
    if made and _kept(name) == made.replace("-", " "):
        return made
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{made}-{digest}" if made else digest


def _kept(name: str) -> str:
    return " ".join(name.lower().replace(",", " ").split())


def anchor(kind: str, name: str) -> str:
    """The mark of a group of rows on a page of rows: `crime-assault`."""
    return f"{kind}-{slug(name)}"


def row_anchor(ref: str) -> str:
    """The mark of a row: `2017-01-28/p7/r12` as `2017-01-28-p7-r12`."""
    return ref.replace("/", "-")


def root_from(address: str) -> str:
    """What leads from a page to the root: `../../` from `week/2017-01-28/index.html`."""
    return "../" * address.count("/")
