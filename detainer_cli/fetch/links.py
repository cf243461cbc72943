"""The links of a web page that name a file."""

from __future__ import annotations

from fnmatch import fnmatchcase
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit


class _Links(HTMLParser):
    """Collects what `a` and `area` point to, and the first `base`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base: str | None = None
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if target is None:
            return
        if tag == "base" and self.base is None:
            self.base = target.strip()
        elif tag in {"a", "area"}:
            self.targets.append(target.strip())


def find_links(html: str, page_url: str, pattern: str) -> list[str]:
    """The absolute URLs, each once and in the page's order, whose file name matches `pattern`.

    The pattern is a shell's (`ddor*.pdf`), compared without case.
    """
    page = _Links()
    page.feed(html)
    page.close()
    found: list[str] = []
    for target in page.targets:
        try:
            url = urldefrag(urljoin(urljoin(page_url, page.base or ""), target)).url
            parts = urlsplit(url)
        except ValueError:  # such as an unclosed bracket in the host
            continue
        name = unquote(parts.path).rpartition("/")[2]
        if parts.scheme in {"http", "https"} and fnmatchcase(name.lower(), pattern.lower()):
            found.append(url)
    return list(dict.fromkeys(found))
