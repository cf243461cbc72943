"""The title of a narrative report, the period that it names, and which documents are such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from detainer_cli.errors import NotAReportError
from detainer_cli.model.periods import Period
from detainer_cli.parse.narrative.periods import is_about_period, period_in
from detainer_cli.parse.narrative.telling import introduces_person, pattern, tells_of

_MOST_TITLE_WORDS = 18
_LINES_AT_THE_TOP = 40
_TITLE_LINES = 3
_LEAST_PERSONS = 2
_WINDOW = 12  # words


def is_title(text: str) -> bool:
    """True if a line says of detainers that they were declined, and that this is told."""
    if len(text.split()) > _MOST_TITLE_WORDS or re.search(r"\.$", text.strip()):
        return False
    return not tells_of(text, "weekly", "press") and all(
        tells_of(text, group) for group in ("title_detainers", "title_declined", "title_told")
    )


def is_narrative(texts: Iterable[str]) -> bool:
    """True for the text, page after page, of a report that tells cases of declined detainers.

    It bears a title that says so before it names any other report, and tells of several persons, or
    of one within a period that it names. A press release about one case is none.
    """
    pages = list(texts)
    at = _title_at(pages)
    if at is None:
        return False
    whole = "\n".join(pages)
    weekly = pattern("weekly").search(whole)
    if weekly and weekly.start() < at:
        return False
    persons = sum(map(_tells_case, _paragraphs(whole)))
    is_report = persons >= _LEAST_PERSONS and not tells_of(whole[: at + 200], "press")
    return is_report or (persons > 0 and not tells_of(whole, "press") and _names_period(pages[:2]))


def _title_at(pages: Sequence[str]) -> int | None:
    """Where the lines of a title stand in the text of all pages."""
    at = 0
    for page in pages[:3]:
        lines = page.splitlines()
        for n, line in enumerate(lines[:_LINES_AT_THE_TOP]):
            several = (" ".join(lines[n : n + k]) for k in range(1, _TITLE_LINES + 1))
            if line.strip() and any(map(is_title, several)):
                return at
            at += len(line) + 1
        at = at + sum(len(line) + 1 for line in lines[_LINES_AT_THE_TOP:])
    return None


def narrative_title(texts: Sequence[str]) -> str:
    """The title of a report on declined detainers; empty if none stands there before a weekly's."""
    at = _title_at(texts)
    whole = "\n".join(texts)
    if at is None or pattern("weekly").search(whole) or tells_of(whole, "press"):
        return ""
    lines = whole[at:].splitlines()[:_TITLE_LINES]
    upto = range(1, len(lines) + 1)
    several = (" ".join(lines[n:k]).strip() for k in upto for n in reversed(range(k)))
    return next(filter(is_title, several), "")


def _paragraphs(text: str) -> Iterator[str]:
    """Pieces of a text by its sentences, some of which are one where lines end."""
    yield from re.split(r"[.!?]\s+", re.sub(r"\s+", " ", text))


def _tells_case(text: str) -> bool:
    return introduces_person(text)


def _names_period(pages: Sequence[str]) -> bool:
    return any(period_in(line) for page in pages for line in page.splitlines()[:_LINES_AT_THE_TOP])


def read_title(blocks: Sequence[Sequence[str]]) -> str | None:
    """The title: the first block or lines that say so, without a line that names the period."""
    for block in blocks:
        text = " ".join(line for line in block if len(block) == 1 or not period_in(line))
        if is_title(text):
            return text
    lines = [line for block in blocks for line in block]
    for n in range(len(lines)):
        for k in range(1, _TITLE_LINES + 1):
            text = " ".join(lines[n : n + k])
            if n + k <= len(lines) and is_title(text):
                return text
    for line in lines:
        if all(tells_of(line, group) for group in ("title_detainers", "title_declined")):
            return line
    return None


def read_period(headings: Sequence[str], sentences: Sequence[str]) -> tuple[str, Period] | None:
    """The words that name the period (a heading, or some of the introduction), and the period.

    Raises NotAReportError for a heading that names one in words of which no rule is known.
    """
    for line in headings:
        if tells_of(line, "published"):
            continue
        if found := period_in(line):
            return _words_of(line, found) if is_title(line) else line, found
        if is_about_period(line):
            raise NotAReportError(
                f"the period “{line[:80]}” cannot be told.",
                "Expected one quarter, month or year, or first and last day: “Fiscal Year 2018,"
                " Second Quarter”, “January 1 to March 31, 2018”.",
            )
    for sentence in sentences:
        if not tells_of(sentence, "published") and (found := period_in(sentence)):
            return _words_of(sentence, found), found
    return None


def _words_of(text: str, period: Period) -> str:
    """The fewest words of a text that name the period."""
    words = text.split()
    for count in range(1, _WINDOW + 1):
        for at in range(len(words) - count + 1):
            part = " ".join(words[at : at + count]).strip(".,;:()–— ")
            if period_in(part) == period:
                return part
    return text
