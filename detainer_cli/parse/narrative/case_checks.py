"""What is no case of its own after all, and what of a report makes its cases doubtful."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from detainer_cli.errors import CheckError
from detainer_cli.parse.narrative.blocks import Block
from detainer_cli.parse.narrative.found import Found, Parts
from detainer_cli.parse.narrative.headings import place_label
from detainer_cli.parse.narrative.mentions import other_of_case, second_person
from detainer_cli.parse.narrative.places import heading_of
from detainer_cli.parse.narrative.telling import introduces_person, label_of, line_start
from detainer_cli.parse.narrative.whom import apposed_within


def require_one(case: Found, parts: Parts) -> None:
    """Raises CheckError for a case of two persons: what happened to whom is not plain."""
    if sentence := apposed_within(case.text):
        raise unclear(next((b for b in case.blocks if sentence in b.text), case.head), sentence)
    _require_one_form(case)
    for block in case.blocks:
        if sentence := second_person(block.text):
            raise unclear(block, sentence)
        if sentence := other_of_case(block.text):
            parts.doubts.append(
                f"page {block.lines[0].page}: the case tells of somebody else, too:"
                f" “{sentence[:80]}”"
            )


def _require_one_form(case: Found) -> None:
    """Raises CheckError if a form tells who its person is twice, by one label (`Citizenship:`)."""
    labels: set[str] = set()
    for block in (x for x in case.blocks if x.form and introduces_person(x.text)):
        label = block.lines[0].words[0].text
        if label in labels:
            raise unclear(block, block.text)
        labels.add(label)


def unclear(block: Block, text: str) -> CheckError:
    return CheckError(
        f"it is not plain of whom this tells: “{text[:120]}”.",
        "Expected one person a paragraph: introduced by age, citizenship or as “a man”, or the one"
        " above (“he”, “the individual”). Nothing was loaded, since events could be counted for"
        " another person. Look at the page, and report the wording with the file.",
        page=block.lines[0].page,
    )


def require_starts(parts: Parts) -> None:
    """Raises CheckError for text that goes on with something, and nobody knows with what."""
    for block in parts.introduction:
        if re.match(r"[a-z]{2,}", block.text) and not block.of_days:
            raise no_start(block)


def no_start(block: Block) -> CheckError:
    return CheckError(
        f"it cannot be told which text goes on with “{block.text[:80]}”.",
        "Nothing was loaded. Look at the page: the order of its columns, or the text around it, may"
        " be unusual.",
        page=block.lines[0].page,
    )


def doubt_other_places(parts: Parts) -> None:
    """A line below a case that names another place than its heading may head the next one.

    Among lines with labels it is one of the case.
    """
    for case in parts.cases:
        *told, block = case.blocks
        is_alone = bool(told) and bool(place_label(block.text))
        if not is_alone or any(line_start(x.text) for x in told):
            continue
        if _is_other(case.place, block.text):
            parts.doubts.append(
                f"page {block.lines[0].page}: the case stands under “{case.place}”, and a line"
                f" below it names another place: “{block.text[:80]}”"
            )


def _is_other(place: str | None, line: str) -> bool:
    here, there = heading_of(place), heading_of(line)
    return here is not None and there is not None and here.casefold() != there.casefold()


def give_back(parts: Parts, case: Found) -> None:
    parts.cases.remove(case)
    parts.introduction += case.blocks


_OTHERS = 3


def give_back_summaries(parts: Parts) -> None:
    """An introduction may tell of a case beforehand: what stands before all cases, unlike them."""
    while len(parts.cases) > _OTHERS:
        first, *rest = parts.cases
        if first.head.cell is not None or not any(_lacks(first, rest, how) for how in _SHAPES):
            return
        give_back(parts, first)
        parts.doubts.append(_told_beside(first))


def give_back_parts(parts: Parts) -> None:
    """`Background` or `Conclusion` may tell of a case once more, if the cases stand elsewhere.

    Raises CheckError if more stand there than elsewhere: then it is not plain where the cases are.
    """
    beside = [case for case in parts.cases if case.in_section]
    if 2 * len(beside) > len(parts.cases) > len(beside):
        raise _more_beside(beside[0])
    if len(beside) < len(parts.cases):
        for case in beside:
            give_back(parts, case)
            parts.doubts.append(_told_beside(case))


def _more_beside(case: Found) -> CheckError:
    return CheckError(
        f"more persons are told of in parts that should have no cases (“{case.text[:80]}”) than"
        " elsewhere.",
        "Expected the cases under headings of places or of their own, not under such as"
        " “Background”. Nothing was loaded, since cases would be lost. Please report it with the"
        " file.",
        page=case.head.lines[0].page,
    )


def _told_beside(case: Found) -> str:
    where = f"page {case.head.lines[0].page}: a part of the report that has no cases of its own"
    return f"{where} tells of a person, which is not counted: “{case.text[:80]}”"


_SHAPES: tuple[Callable[[Found], bool], ...] = (
    lambda case: case.head.is_item,
    lambda case: case.place is not None,
    lambda case: case.label is not None or bool(label_of(case.text)),
    lambda case: case.head.cell is not None,
)


def _lacks(first: Found, rest: Sequence[Found], shape: Callable[[Found], bool]) -> bool:
    return all(map(shape, rest)) and not shape(first)
