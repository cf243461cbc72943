"""Finds the cases of a narrative report, and what every other line of it is; reads their facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detainer_cli.errors import NotAReportError
from detainer_cli.kinds import grammar
from detainer_cli.model.pages import Extraction, Joint, TextLine
from detainer_cli.model.periods import Period
from detainer_cli.parse.cuts import Joiner, Words
from detainer_cli.parse.narrative.blocks import Block
from detainer_cli.parse.narrative.case_text import JointOf, case_text
from detainer_cli.parse.narrative.cases import find_parts
from detainer_cli.parse.narrative.facts import read_case as read_case
from detainer_cli.parse.narrative.flow import Flow, flow
from detainer_cli.parse.narrative.found import Parts
from detainer_cli.parse.narrative.ledger import require_placed, require_readable
from detainer_cli.parse.narrative.printed import Printed
from detainer_cli.parse.narrative.result import NarrativeText, placed
from detainer_cli.parse.narrative.set_aside import doubts_of_rest
from detainer_cli.parse.narrative.title import read_period, read_title
from detainer_cli.parse.word_pieces import is_at_sign, is_hyphenated
from detainer_cli.reference import words

_PAGES_OF_THE_TITLE = 2


def find_cases(
    extraction: Extraction, running: frozenset[str], reference_words: Words = words
) -> NarrativeText:
    """The cases of a narrative report, whole and verbatim. Pure.

    `running` are the lines (numbers as #) that stand on most pages, `reference_words` gives the
    words that are known to be words. Raises NotAReportError if title, period or cases are missing,
    CheckError for words that belong to no part of the report.
    """
    found = flow(extraction, running)
    parts = find_parts(found.blocks, found.body)
    title, period_text, period = _title(parts, found)
    joint_of = _joints(extraction, found, reference_words)
    result = NarrativeText(
        title=title,
        period_text=period_text,
        period=period,
        cases=tuple(case_text(case, n, joint_of) for n, case in enumerate(parts.cases, start=1)),
        introduction=placed([*_lines(parts.introduction), *found.asides]),
        headings=placed(_lines(parts.headings)),
        footnotes=placed([*found.footnotes, *_lines(parts.footnotes)]),
        tables=placed(found.tables),
        furniture=placed(found.furniture),
        marks=tuple(found.marks),
        doubts=(*parts.doubts, *doubts_of_rest(found, parts)),
    )
    require_placed(extraction, result)
    require_readable(result.cases)
    if not result.cases:
        raise NotAReportError(
            "no case was found in the report.",
            "Expected prose that tells of single persons, by age or citizenship.",
        )
    return result


def _lines(blocks: Sequence[Block]) -> list[Printed]:
    return [line for block in blocks for line in block.lines]


def _joints(extraction: Extraction, found: Flow, reference_words: Words) -> JointOf:
    """What the end of a line stands for: a space, nothing, or a hyphen of the typesetter.

    Lines are told of as they are read: one of a page may go through several columns.
    """
    tables = [table for page in extraction.pages for table in page.tables]
    read = [line for block in found.blocks for line in block.lines]
    lines = [TextLine(x.text, x.box, len(x.text), (x.text,)) for x in read]
    joiner = Joiner(reference_words, _narrative_words(), tables, lines)

    def joint_of(before: str, after: str) -> Joint:
        if is_hyphenated(before):
            return joiner.hyphen_between(before, after)
        last, first = before.split()[-1], after.split()[0]
        return "" if is_at_sign(last, first) and last[-1] == "/" else " "

    return joint_of


def _narrative_words() -> frozenset[str]:
    """Words that such reports are told with, whatever pieces a typesetter cuts them in.

    `rear-⏎rested` is `rearrested`, though both pieces are words.
    """
    words = grammar.lexicon()
    return words.anew | words.offense_stops | words.offense_heads | words.offense_words


def _title(parts: Parts, found: Flow) -> tuple[str, str, Period]:
    """Title and period, as printed on the first pages. Raises NotAReportError without them."""
    first = [block for block in parts.headings if block.lines[0].page <= _PAGES_OF_THE_TITLE]
    around = [x for x in found.footnotes + found.furniture if x.page <= _PAGES_OF_THE_TITLE]
    headings = [line.text for line in _lines(first)]
    telling = [block.text for block in parts.introduction]
    title = read_title([[x.text for x in block.lines] for block in [*first, *parts.introduction]])
    if title is None:
        raise NotAReportError(
            "the title of a report on declined detainers was not found.",
            "Expected a title such as “Declined Detainer Report”.",
        )
    named = read_period([*headings, *(x.text for x in around)], _sentences(telling))
    if named is None:
        raise NotAReportError(
            f"the period of “{title}” was not found.",
            "Expected a quarter, a month or a year beside the title, or first and last day.",
        )
    return title, *named


def _sentences(texts: Sequence[str]) -> list[str]:
    return [sentence for text in texts for sentence in re.split(r"(?<=[a-z)\d]\.)\s+", text)]
