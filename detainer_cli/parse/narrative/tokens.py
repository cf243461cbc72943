"""The words of a case's text, and where its sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.model.cases import Span

_TOKEN = re.compile(
    r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}(?!\d)"  # 10/03/2018
    r"|(?<![\d/])(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?![\d/])"  # 06/2013
    r"|\$\d+(?:,\d{3})*(?:\.\d\d)?"
    r"|\w+(?:[-'’]\w+|(?<=\d),(?=\d{3}\b)\d{3})*(?:(?<=s)['’](?=\s))?"  # 23-year-old, County’s
    r"|--|[^\w\s]"
)
_DATE_ALONE = re.compile(
    r"\s*(?:\d{1,2}[-/. ]\w{2,9}[-/., ]{1,2}\d{2,4}|\w{3,9}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)"
)
_INITIALS = re.compile(r"(?:\b[A-Z]\.){1,}$")
_BEGINS = re.compile(r"(?:He|She|They|The|On|ICE|ERO|In|To|A|An)\b")
_END = re.compile(r"[.!?](?:[\"”’')\]]*)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark: as it is printed, folded for comparison, and where it stands."""

    text: str
    folded: str
    span: Span


_BARS = str.maketrans("’|¦·→―‒", "'––––––")
"""What stands between a day and what is told of it, in any writing, is a dash."""


def folded(text: str) -> str:
    """Lower case, one apostrophe and one dash; lengths stay as they are for Latin letters."""
    return text.lower().translate(_BARS)


def tokens(text: str, sentence: Span) -> tuple[Token, ...]:
    """The words and marks of a sentence; spans are those of the whole text."""
    found = _TOKEN.finditer(text, sentence.start, sentence.end)
    return tuple(Token(m[0], folded(m[0]), Span(m.start(), m.end())) for m in found)


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, without space around them; the end of a line of a list ends one."""
    return tuple(_trimmed(text, span) for span in _cut(text) if text[span.start : span.end].strip())


def _trimmed(text: str, span: Span) -> Span:
    part = text[span.start : span.end]
    start = span.start + len(part) - len(part.lstrip())
    return Span(start, start + len(part.strip()))


def _cut(text: str) -> Iterator[Span]:
    offset = 0
    for line in text.split("\n"):
        start = offset
        for match in _END.finditer(line):
            before = line[start - offset : match.start()]
            if _ends_sentence(line, match) and not _is_of_each(before, line[match.end() :]):
                yield Span(start, offset + match.end())
                start = offset + match.end()
        yield Span(start, offset + len(line))
        offset += len(line) + 1


def _is_of_each(before: str, behind: str) -> bool:
    """`He was arrested twice more. A detainer was lodged each time.`: read as one sentence."""
    if not re.search(lexicon().times_told, before, re.IGNORECASE):
        return False
    mark = _END.search(behind)
    next_one = behind[: mark.start()] if mark else behind
    return bool(re.search(lexicon().each_told, next_one, re.IGNORECASE))


def _ends_sentence(line: str, mark: re.Match[str]) -> bool:
    """Whether a period (or another mark) ends a sentence, and no abbreviation."""
    if line[mark.start()] != ".":
        return True
    before, behind = line[: mark.start()], line[mark.end() :].lstrip()
    if behind and _DATE_ALONE.fullmatch(before):  # `14-May-2018. Booking at ...`
        return False
    if behind.startswith((*lexicon().going_on, "—", "–", "- ")):  # `FULTON COUNTY, Ga. — Officers`
        return bool(re.match(lexicon().of_several, behind))
    word = re.search(r"[\w]+$", before)
    if word and word[0] in lexicon().abbreviations:
        return not behind
    if word and word[0] in ("No", "no"):
        return not re.match(r"\d", behind)
    if _INITIALS.search(before + "."):
        # `from the U.S. He ...` ends a sentence only before a capital; `the U.S. on May 4` does not
        return not behind or bool(_BEGINS.match(behind))
    return not behind or not behind[0].islower()


def is_cut_at_abbreviation(before: str, behind: str) -> bool:
    """True if a text ends with an abbreviation, and what stands behind it goes on: `On Dec.⏎31`.

    A month goes on with its day; `St.` and `U.S.` may end a sentence, as the next one's start says.
    """
    word = re.search(r"(\w+)\.$", before)
    if word is None or not behind:
        return False
    if word[1] == "No" or word[1].lower() in lexicon().months:
        return behind[0].isdigit()
    is_short = word[1] in lexicon().abbreviations or _INITIALS.search(before) is not None
    return is_short and not _BEGINS.match(behind)
