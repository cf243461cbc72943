"""What is no case and yet tells of a person or of a day is not set aside in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from detainer_cli.parse.narrative.blocks import Block
from detainer_cli.parse.narrative.flow import Flow
from detainer_cli.parse.narrative.found import Parts
from detainer_cli.parse.narrative.ledger import legible
from detainer_cli.parse.narrative.telling import (
    introduces_person,
    names_in,
    pattern,
    sentences_of,
    tells_of,
)


def doubts_of_rest(found: Flow, parts: Parts) -> Iterator[str]:
    """A doubt for each page's tables and footnotes, and for each text behind the first case."""
    for page, rows in groupby(found.rows, key=lambda row: row[0]):
        yield from _doubts(page, "a table", [text for _, text in rows])
    for page, lines in groupby(found.footnotes, key=lambda line: line.page):
        yield from _doubts(page, "a footnote", sentences_of(" ".join(x.text for x in lines)))
    for block in parts.footnotes:
        yield from _doubts(block.lines[0].page, "a note", sentences_of(block.text))
    told = " ".join(parts.doubts)
    for block in _behind_cases(parts):
        if _start_of(block.text) not in told:
            yield from _doubts(block.lines[0].page, "this", sentences_of(block.text))


def _behind_cases(parts: Parts) -> list[Block]:
    if not parts.cases:
        return []
    first = _height(parts.cases[0].head)
    return [block for block in parts.introduction if _height(block) > first]


def _height(block: Block) -> tuple[int, float]:
    """Page, and how far down: what is greater stands below."""
    return block.lines[0].page, -block.lines[0].baseline


def _doubts(page: int, what: str, texts: list[str]) -> Iterator[str]:
    if told := next(filter(_tells, texts), ""):
        yield (
            f"page {page}: {what} that is no case tells of a person or of what happened on a day,"
            f" which is not counted: “{_start_of(told)}”"
        )


def _start_of(text: str) -> str:
    return legible(text[:80])


def _tells(text: str) -> bool:
    """True for a person of some age or country, and for an event on a day that is no policy."""
    if introduces_person(text) and (tells_of(text, "age") or names_in(text)):
        return True
    days = pattern("day").finditer(text)
    is_dated = any(re.search(r"(?<!\d)\d{1,2}(?!\d)", day[0]) for day in days)
    return is_dated and tells_of(text, "event") and not tells_of(text, "said", "several", "modal")
