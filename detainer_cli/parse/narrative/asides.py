"""Boxes drawn around a few lines that explain something: they stand beside the text, not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from detainer_cli.model.pages import Box, Page, Table
from detainer_cli.parse.narrative.blocks import ends_sentence
from detainer_cli.parse.narrative.mentions import is_dated, is_entry, is_statement
from detainer_cli.parse.narrative.periods import is_about_period
from detainer_cli.parse.narrative.printed import Item, Printed
from detainer_cli.parse.narrative.telling import (
    introduces_person,
    line_start,
    sentences_of,
    tells_of,
)
from detainer_cli.parse.narrative.title import is_title

_LEAST_WORDS, _LEAST_LINES = 12, 2  # of prose; a heading or a row of a list may be shaded
_MOST = 0.5  # of the words of its page: what holds more is the page itself
_BESIDE = 1.5  # lines above and below a box that text still runs around


def without_asides(
    page: Page, lines: Sequence[Printed], found: list[Printed]
) -> tuple[list[Printed], list[Box]]:
    """The lines of a page without those in drawn boxes that tell of nobody, and these boxes."""
    boxes: list[Box] = []
    for box in page.boxes:
        inside = [part for line in lines if (part := _part(line, box, is_inside=True))]
        if _is_aside(inside, lines):
            boxes.append(box)
            found += inside
            lines = [part for line in lines if (part := _part(line, box, is_inside=False))]
    return list(lines), boxes


def _part(line: Printed, box: Box, *, is_inside: bool) -> Printed | None:
    """The words of a line that stand in a box, or those that do not."""
    words = tuple(word for word in line.words if _holds(box, word.box) == is_inside)
    return replace(line, words=words) if words else None


def _holds(box: Box, inner: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _is_aside(inside: Sequence[Printed], lines: Sequence[Printed]) -> bool:
    """True for whole sentences of what is always so, in which nobody and no day is told of."""
    text = " ".join(line.text for line in inside)
    words = len(text.split())
    if words < _LEAST_WORDS or len(inside) < _LEAST_LINES or not ends_sentence(text):
        return False
    if words > _MOST * sum(len(line.words) for line in lines) or not text[:1].isupper():
        return False
    if any(is_title(x.text) or is_about_period(x.text) or line_start(x.text) for x in inside):
        return False
    if introduces_person(text) or is_dated(text) or tells_of(text, "himself", "known_subject"):
        return False
    told = [x for x in sentences_of(text) if x[-1] != "?" and tells_of(x, "event", "pointer")]
    return all(is_statement(x) and not is_entry(x) for x in told)


def beside(items: Sequence[Item], boxes: Sequence[tuple[int, Box]]) -> Iterator[Item]:
    """The lines that run around such a box end where it begins: they are full before its edge."""
    for line in items:
        if isinstance(line, Table):
            yield line
            continue
        near = [
            box.x0
            for page, box in boxes
            if page == line.page
            and line.end <= box.x0 < line.right
            and line.box.y0 < box.y1 + _BESIDE * line.size
            and line.box.y1 > box.y0 - _BESIDE * line.size
        ]
        yield replace(line, right=min(near)) if near else line
