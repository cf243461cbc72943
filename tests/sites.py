"""What the tests of the site share: a database of every kind of report, pages as they are read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from samples import ROOT

from detainer_cli.db.opening import open_for_reading
from detainer_cli.ingest.file import File
from detainer_cli.ingest.reading import read_report
from detainer_cli.ingest.report import Options, ingest_file
from detainer_cli.output.site.publish import Published, publish

NARRATIVE = ROOT / "tests" / "narrative" / "n1.pdf"


def with_cases(weeks: Path, folder: Path) -> Path:
    """A copy of a database with a narrative report, too."""
    path = folder / "site.db"
    shutil.copyfile(weeks, path)
    content = NARRATIVE.read_bytes()
    outcome = ingest_file(File(NARRATIVE.name, content), Options(db=path), read_report)
    assert outcome.error is None
    return path


def published(db: Path, folder: Path, url: str = "") -> Published:
    """Publishes a database within this process."""
    with closing(open_for_reading(db)) as conn:
        return publish(conn, folder, url)


def tree(folder: Path) -> dict[str, bytes]:
    """The files of a folder that readers see, by their paths in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".detainers-staging" not in path.parts
    }


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Of each file and folder when it was last changed, and which one it is."""
    every = (folder, *sorted(folder.rglob("*")))
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in every}


@dataclass
class Seen(HTMLParser):
    """A page as a browser takes it apart: its elements, ids, links and words."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def ids(self) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get("id"))]

    def links(self) -> Iterator[str]:
        """Where the page leads, or what it loads."""
        for tag, attributes in self.elements:
            for name in ("href", "src"):
                if (value := attributes.get(name)) and attributes.get("rel") != "canonical":
                    yield value
                assert tag != "base"


def seen(path: Path) -> Seen:
    """A page of a site."""
    page = Seen()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page


def target(path: Path, link: str) -> tuple[Path, str]:
    """The file that a link of a page leads to from the disk, and the mark in it."""
    parts = urlsplit(link)
    assert not parts.scheme, link
    assert not parts.netloc, link
    place = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
    return place, unquote(parts.fragment)
