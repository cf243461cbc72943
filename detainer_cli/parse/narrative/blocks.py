"""Lines become blocks: headings, paragraphs, items of lists."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from detainer_cli.kinds.wording import wording
from detainer_cli.model.pages import Word
from detainer_cli.parse.narrative.headings import is_place
from detainer_cli.parse.narrative.printed import Printed, cut_word
from detainer_cli.parse.narrative.telling import (
    introduces_person,
    is_day,
    is_headline,
    is_label_alone,
    label_of,
    line_start,
)
from detainer_cli.parse.narrative.tokens import is_cut_at_abbreviation

_WIDE = 1.22  # of the usual distance of two lines: wider ones part paragraphs
_LEADING = 1.2  # of the font size, where nothing else tells
_INDENT = 6.0  # points
_SHORT = 0.25  # of the column: so much room behind a line is left only at a paragraph's end
_SAME_START = 2.0  # points
_OTHER_SIZE = 0.06  # of the font size
_ENDS = re.compile(r"[.!?:;][)\]”’\"']*$")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)]")
_GLUED_MARK = re.compile(r"\(?\d{1,3}[.)](?=[A-Z“])")
_LETTER = re.compile(r"\(?([a-z]|[ivx]{1,5})[.)]")
_CAPITAL = re.compile(r"\(?([A-Z])[.)]")


@dataclass
class Block:
    """Lines that belong together; `mark` is that of a list's item, `start` where its text begins.

    `cell` tells the cells of tables apart, None outside; `place` is the place that another cell of
    its row names; `loose` that it begins a page or column and may go on with what is before it;
    `of_days` that it is a row of a table of days; `close` that no gap parts it from what is above;
    `form` tells the cases of forms apart; `names` that it is the row that names the case of a form.
    """

    lines: list[Printed]
    mark: tuple[Word, ...] = ()
    drawn: bool = False
    start: float = 0.0
    cell: int | None = None
    place: str | None = None
    loose: bool = False
    of_days: bool = False
    close: bool = False
    names: bool = False
    form: int = 0
    marks: list[tuple[int, Word]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def is_item(self) -> bool:
        return bool(self.mark) or self.drawn

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def ends(self) -> bool:
        """True if it ends as a sentence does."""
        return ends_sentence(self.text)


def ends_sentence(text: str, behind: str = "") -> bool:
    """True if a text ends as a sentence does, and not with an abbreviation before `behind`."""
    if is_cut_at_abbreviation(text, behind) and not introduces_person(behind):
        return False
    return _ENDS.search(text) is not None


class Leading:
    """The usual distances of lines, by the size of the font: those of lines that surely go on."""

    def __init__(self, regions: Sequence[Sequence[Printed]]) -> None:
        sure: dict[float, Counter[float]] = {}
        every: dict[float, Counter[float]] = {}
        for lines in regions:
            for above, below in pairwise(lines):
                gap = round(above.baseline - below.baseline, 1)
                size = round(above.size, 1)
                if gap > 0 and abs(below.size - above.size) < _OTHER_SIZE * size:
                    every.setdefault(size, Counter())[gap] += 1
                    if below.text[:1].islower():
                        sure.setdefault(size, Counter())[gap] += 1
        self._usual = {
            size: min(gaps, key=lambda gap: (-gaps[gap], gap))
            for size, gaps in {**every, **sure}.items()
        }

    def of(self, line: Printed) -> float:
        usual = self._usual.get(round(line.size, 1), 0.0)
        return usual if line.size <= usual <= 2.5 * line.size else _LEADING * line.size


class Marks:
    """Tells the marks of lists; numbers and capitals count only where they count on."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._letters: dict[int, int] = {}

    def of(self, line: Printed, block: Block | None, *, is_apart: bool) -> bool:
        """True if the first word of a line is the mark of an item."""
        if len(line.words) < 2:
            return False
        first = line.words[0].text
        is_set_off = is_apart or block is None or abs(line.start - block.start) > 1.5
        is_like = block is not None and bool(block.mark) and block.mark[0].text == first
        if is_bullet(first):
            return True
        if not (is_set_off or is_like):
            return False
        if len(first) == 1 and (first in wording().dashes or first in wording().mark_letters):
            return not (first == "§" and line.words[1].text[:1].isdigit())
        return self._counts_on(first, line)

    def _counts_on(self, first: str, line: Printed) -> bool:
        counts, number = self._counts, 0
        if found := _NUMBER.fullmatch(first):
            number = int(found[1])
        elif capital := _CAPITAL.fullmatch(first):
            counts, number = self._letters, ord(capital[1]) - ord("A") + 1
        if not number:
            return _LETTER.fullmatch(first) is not None
        level = round(line.words[1].box.x0 / (2 * _INDENT))
        near = {counts.get(level + by) for by in (-1, 0, 1)}
        if number != 1 and number - 1 not in near:
            return False
        for by in (-1, 0, 1):
            counts.pop(level + by, None)
        counts[level] = number
        return True


def is_bullet(text: str) -> bool:
    if len(text) != 1:
        return False
    return text in wording().bullets or unicodedata.category(text) in {"Co", "So", "Cc"}


def blocks_of(lines: Sequence[Printed], leading: Leading, marks: Marks) -> list[Block]:
    """The blocks of the lines of one column or cell."""
    blocks: list[Block] = []
    for line in lines:
        open_block = blocks[-1] if blocks else None
        is_apart = open_block is None or _parts(open_block, line, leading)
        apart = _with_mark_apart(line)
        if marks.of(apart, open_block, is_apart=is_apart):
            rest, mark = replace(apart, words=apart.words[1:]), apart.words[:1]
            blocks.append(Block([rest], mark, start=rest.start, marks=[(line.page, mark[0])]))
        elif line.drawn:
            blocks.append(Block([line], drawn=True, start=line.start))
        elif is_apart or open_block is None:
            is_close = open_block is not None and not _is_below_gap(open_block, line, leading)
            blocks.append(Block([line], start=line.start, close=is_close))
        else:
            if len(open_block.lines) == 1 and not open_block.is_item:
                open_block.start = line.start
            open_block.lines.append(line)
    if blocks:
        blocks[0].loose = not blocks[0].is_item
    return blocks


def _with_mark_apart(line: Printed) -> Printed:
    """`10.The` as two words: where a number is wide, no gap is left behind it."""
    word = line.words[0]
    found = _GLUED_MARK.match(word.text)
    if found is None:
        return line
    at = found.end()
    mark, rest = cut_word(word, 0, at), cut_word(word, at, len(word.text))
    return replace(line, words=(mark, rest, *line.words[1:]))


def _parts(block: Block, line: Printed, leading: Leading) -> bool:
    """True if a line begins a new block."""
    last = block.lines[-1]
    if _is_below_gap(block, line, leading):
        return True
    if abs(line.size - last.size) > _OTHER_SIZE * last.size:
        return True
    is_first = len(block.lines) == 1
    shift = line.start - block.start
    if shift > _INDENT and not is_first and not _is_centred(line):
        return True
    if (block.is_item and shift < -_INDENT) or _ends_hanging(block, line):
        return True
    ends = ends_sentence(last.text, line.text)
    if ends and (label_of(line.text) or _are_indented(block, line)):
        return True
    starts = line.text[:1].isupper() or line.text[:1].isdigit() or line.text[:1] in '“"'
    first = line.words[0].box
    fitted = last.room > first.x1 - first.x0 + 0.3 * last.size
    if _begins_line(block, line, fitted=fitted):
        return True
    if is_short(last) and starts and (ends or (fitted and not _is_centred(last))):
        return True
    is_name = is_first and (is_place(last.text) or is_label_alone(last.text))
    return is_name and fitted and starts and not is_place(f"{last.text} {line.text}")


def is_below_gap(block: Block, below: Block, leading: Leading) -> bool:
    """True if more than the usual distance of two lines parts a block from the one below."""
    return _is_below_gap(block, below.lines[0], leading)


def _is_below_gap(block: Block, line: Printed, leading: Leading) -> bool:
    last = block.lines[-1]
    return last.baseline - line.baseline > _WIDE * leading.of(last)


def _ends_hanging(block: Block, line: Printed) -> bool:
    """True for a line that starts where a block did whose other lines are set in farther."""
    first = block.lines[0]
    is_hanging = len(block.lines) > 1 and block.start - first.start > _INDENT
    return is_hanging and abs(line.start - first.start) < _SAME_START and not _is_centred(line)


def _begins_line(block: Block, line: Printed, *, fitted: bool) -> bool:
    """True for a line of a list without marks: by its date or label, or set in below a headline.

    `fitted` says that its first word had room on the line before, which ends there on purpose.
    """
    above = block.text
    is_set_in = len(block.lines) == 1 and line.start - block.start > _INDENT
    if fitted and is_set_in and line.text[:1].isupper() and is_headline(above):
        return True
    start = line_start(line.text)
    if not start:
        return False
    return fitted or _is_sure(start, above)


def _is_sure(start: str, above: str) -> bool:
    """True if what a line starts with begins a new one though its first word had no room above.

    `The man⏎Custody – ` and `was released on⏎May 4, 2018 – ` may go on with prose, and behind
    a full stop a label may (`Boston Police Department.⏎Offense: robbery`).
    """
    if is_day(start):
        return bool(line_start(above)) or ends_sentence(above) or start[-1] in ":|"
    return start[-1] in ":|" and not ends_sentence(above)


def _are_indented(block: Block, line: Printed) -> bool:
    """True for two paragraphs of a line each, where a paragraph's first line is set in."""
    is_line = len(block.lines) == 1 and not block.is_item
    return is_line and abs(line.start - block.start) < 1 and line.start > line.left + _INDENT


def _is_centred(line: Printed) -> bool:
    return line.room > _INDENT and abs((line.start - line.left) - line.room) < 2 * _INDENT


def is_short(line: Printed) -> bool:
    """True if a line leaves as much room as a paragraph's end does."""
    return line.room > _SHORT * (line.right - line.left)


def is_full(line: Printed) -> bool:
    """True if a line reaches so far that what follows it need not begin a paragraph."""
    return line.room < 2 * _SHORT * (line.right - line.left)


def goes_on(before: Block, after: Block) -> bool:
    """True if a block at the top of a page or column is the rest of the one before it."""
    if before.form or after.form:
        return after.loose and before.form == after.form
    if (
        not after.loose
        or after.is_item
        or abs(before.size - after.size) > _OTHER_SIZE * before.size
    ):
        return False
    is_rest = (
        after.cell is None and abs(before.lines[-1].start - after.lines[0].start) < _SAME_START
    )
    if (before.cell != after.cell and not is_rest) or before.of_days or after.of_days:
        return False
    last, first = before.lines[-1], after.lines[0]
    if first.text[:1].islower():
        return True
    if (start := line_start(first.text)) and _is_sure(start, before.text):
        return False
    is_full = last.room < 2 * _SHORT * (last.right - last.left)
    return (
        is_full
        and not ends_sentence(last.text, first.text)
        and not (len(before.lines) == 1 and is_place(before.text))
    )


def left_of(block: Block) -> float:
    """How far from its column's edge a block begins, with its mark."""
    first = block.mark[0].box.x0 if block.mark else min(line.start for line in block.lines)
    return first - block.lines[0].left


def set_in(block: Block, head: Block) -> float:
    """How much farther in a block starts, on the page or in its column if that is another one."""
    one, other = block.lines[0], head.lines[0]
    if one.start < other.right and other.start < one.right:
        return block.start - head.start
    return (block.start - one.left) - (head.start - other.left)


def kind_of_mark(block: Block) -> str:
    text = block.mark[0].text if block.mark else ""
    return re.sub(r"\d+", "1", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", text)))
