"""Blocks -> cases: each tells of one person, and of what happened to that person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from detainer_cli.parse.narrative.blocks import (
    Block,
    ends_sentence,
    is_full,
    kind_of_mark,
    left_of,
    set_in,
)
from detainer_cli.parse.narrative.case_checks import (
    doubt_other_places,
    give_back,
    give_back_parts,
    give_back_summaries,
    no_start,
    require_one,
    require_starts,
    unclear,
)
from detainer_cli.parse.narrative.found import Found, Parts
from detainer_cli.parse.narrative.headings import (
    behind_label,
    heading_name,
    is_head_of_person,
    is_numbered,
    is_part_of_case,
    is_place,
    names_place,
    place_label,
    without_number,
)
from detainer_cli.parse.narrative.ledger import is_no_letter, legible
from detainer_cli.parse.narrative.mentions import is_entry
from detainer_cli.parse.narrative.periods import is_about_period
from detainer_cli.parse.narrative.places import heading_of
from detainer_cli.parse.narrative.telling import (
    introduces_person,
    is_day,
    is_label_alone,
    is_note,
    is_section,
    label_of,
    line_start,
    may_be_of_case,
    tells_of,
)
from detainer_cli.parse.narrative.title import is_title
from detainer_cli.parse.narrative.whom import Whom, whom_first, whom_next

_NESTED = 6.0  # points: so much farther in stand the items of a case's own list
_MOST_HEADING_WORDS, _MOST_HEADING_LINES = 16, 3
_LARGER = 1.04  # than the text: a heading's font
_SAME_START = 2.0  # points: lines of one list
_SAME_SIZE = 0.3  # points: headings of one rank
_COUNTED = re.compile(r"\W*(?:1|[aA]\W)")  # kinds of marks
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Z])[.)]")  # a mark that headings bear, too
_DAY = re.compile(r"^\W*\d{1,4}[/.-]\d{1,2}\b")


class Finder:
    """Goes through the blocks in reading order, with the case and the place that are open."""

    def __init__(self, body: float, blocks: Sequence[Block]) -> None:
        self.parts = Parts()
        self._body = body
        self._often = Counter(block.text for block in blocks)
        self._place: str | None = None
        self._place_before: str | None = None
        self._place_size = 0.0
        self._place_labels: set[str] = set()
        self._is_section = False
        self._label: Block | None = None
        self._open: Found | None = None
        self._cell: int | None = None
        self._place_in_cell: str | None = None
        self._last: Block | None = None
        self._run: list[Block] = []
        self._form = 0

    def take(self, block: Block) -> None:
        if block.of_days:
            self._take_days(block)
            return
        if block.form:
            self._take_field(block)
            return
        if block.cell != self._cell:
            self._cell, self._open, self._label = block.cell, None, None
            self._place_in_cell = None
        if self._is_heading(block):
            self._take_heading(block)
        else:
            self._take_text(block)
        self._last = block
        self._run = [*self._run, block] if block.close else [block]

    def _take_days(self, block: Block) -> None:
        """A row of a table of days belongs to the case above, or to the label above."""
        if self._label is not None:
            self._open, self._label = Found(self._place, [block], self._label), None
            self.parts.cases.append(self._open)
        elif self._open is not None:
            self._open.blocks.append(block)
        else:
            self.parts.introduction.append(block)

    def _take_field(self, block: Block) -> None:
        """A label with its value begins the case of its form, or goes on with it."""
        if block.form != self._form:
            self._form = block.form
            self._open, self._label = Found(self._place, [block], self._label), None
            self.parts.cases.append(self._open)
        elif self._open is None or self._open.head.form != block.form:
            raise no_start(block)
        else:
            self._open.blocks.append(block)
        self._cell, self._last = None, block

    def _take_text(self, block: Block) -> None:
        whom = self._whom(block)
        if whom is Whom.NEW:
            in_cell = self._place_in_cell if block.cell is not None else None
            if self._is_section and self._is_beside_heading(block):
                self._is_section, self._place = False, self._place_before
            place = in_cell or block.place or self._place
            is_beside = self._is_section and self._label is None
            above = self._lines_above(block)
            self._open = Found(place, [*above, block], self._label, is_beside)
            self._label = None
            self.parts.cases.append(self._open)
        elif is_note(block.text) and not self._is_own_note(block, whom):
            self.parts.footnotes.append(block)
        elif whom is Whom.UNCLEAR:
            raise unclear(block, block.text)
        elif self._open is not None and (whom is Whom.KNOWN or is_note(block.text)):
            if _may_be_head(block):
                self._doubt(block, "this begins a page, and is taken for a line of the case above")
            self._open.blocks.append(block)
        else:
            self._require_no_rest(block)
            if whom is Whom.NOT_PLAIN:
                self._doubt(block, "this tells of what happened, but not to whom, and is no case")
            elif self._open is not None and may_be_of_case(block.text):
                self._doubt(block, "this stands below a case, and does not tell of its person")
            self.parts.introduction.append(block)

    def _is_beside_heading(self, block: Block) -> bool:
        """True at the top of a column, if a heading ends the column before: it heads no part of it.

        Below cards of two columns it may head what is as wide as both.
        """
        last = self._last
        if last is None or last is not self.parts.headings[-1] or not self.parts.cases:
            return False
        one, other = last.lines[-1], block.lines[0]
        return block.loose and one.page == other.page and other.baseline > one.baseline

    def _is_own_note(self, block: Block, whom: Whom) -> bool:
        """True for `Note: …` among the items or lines of the open case, or in its cell."""
        if block.is_item or (block.cell is not None and self._open is not None):
            return True
        is_below = self._is_line_of_case(block) or self._is_next_to_days(block)
        return whom is not Whom.UNCLEAR and is_below

    def _is_next_to_days(self, block: Block) -> bool:
        """True for a line below the days of the open case, as far as these are apart."""
        last = self._last
        if self._open is None or last is None or last is not self._open.blocks[-1]:
            return False
        days = [x for x in pairwise(self._open.blocks) if is_day(x[1].text)]
        if not days or abs(block.lines[0].start - days[-1][1].lines[0].start) > _SAME_START:
            return False
        gap = last.lines[-1].baseline - block.lines[0].baseline
        above, below = days[-1]
        return 0 < gap < above.lines[-1].baseline - below.lines[0].baseline + 1

    def _lines_above(self, block: Block) -> list[Block]:
        """The labelled lines directly above the one that tells of a new person: `County: …`.

        They begin its case if a gap parts them from what is before, and are taken from there.
        """
        run = self._run if block.close else []
        head = self._open.head if self._open is not None else None
        if any(x is head or not line_start(x.text) or is_place(x.text) for x in run):
            return []
        owned = [self.parts.introduction, self.parts.headings]
        for blocks in [*owned, self._open.blocks] if self._open is not None else owned:
            blocks[:] = [x for x in blocks if not any(x is one for one in run)]
        return run

    def _doubt(self, block: Block, what: str) -> None:
        text = legible(block.text[:80])
        self.parts.doubts.append(f"page {block.lines[0].page}: {what}: “{text}”")

    def _require_no_rest(self, block: Block) -> None:
        """Raises CheckError for text on another page or column if the case before it has no end."""
        last = self._last
        if last is None or self._open is None or not block.loose:
            return
        if ends_sentence(last.text, block.text):
            return
        is_prose = len(last.text.split()) > _MOST_HEADING_WORDS
        if last is self._open.blocks[-1] and (is_prose or is_full(last.lines[-1])):
            raise no_start(block)

    # -------------------------------------------------------------- headings

    def _is_heading(self, block: Block) -> bool:
        text = block.text
        is_long = len(text.split()) > _MOST_HEADING_WORDS or len(block.lines) > _MOST_HEADING_LINES
        if is_long or is_head_of_person(text):
            return False
        if self._is_numbered_heading(block):
            return True
        if self._is_nested(block) or _DAY.match(text):
            return False
        if block.names or is_label_alone(text) or self._is_of_place(text):
            return True
        if block.is_item or block.ends or is_note(text):
            return False
        if self._open is not None and line_start(text):
            return False
        if self._is_large(block):
            return True
        if self._often[text] > 1 and is_part_of_case(text):
            return True
        if self._open is not None and (tells_of(text, "pointer") or re.search(r"\d", text)):
            return False
        last = block.lines[-1]
        return last.room > 0.15 * (last.right - last.left) and text[:1].isupper()

    def _is_of_place(self, text: str) -> bool:
        return names_place(text) or place_label(text) in self._place_labels

    def _is_large(self, block: Block) -> bool:
        return block.size > _LARGER * self._body > 0

    def _is_numbered_heading(self, block: Block) -> bool:
        """True for `3. Ohio` or `C. About this report`, which may look like an item of a case.

        It is set in larger letters, or names a place or part and stands as far out as the case.
        """
        text = without_number(block.text)
        is_counted = bool(block.mark) and _NUMBER.fullmatch(block.mark[0].text) is not None
        if not (is_counted or text != block.text) or block.cell is not None:
            return False
        if self._is_large(block):
            return not (block.ends or line_start(text) or _DAY.match(text))
        if not (is_counted or is_numbered(block.text)):
            return False
        head = self._open.head if self._open is not None else None
        if head is not None and is_counted and left_of(block) > left_of(head) + _SAME_START:
            return False
        return is_place(text) or (head is not None and not head.is_item and is_section(text))

    def _take_heading(self, block: Block) -> None:
        text = block.text
        self.parts.headings.append(block)
        if is_title(text) and not self.parts.cases and block.size > self._place_size:
            self._place, self._place_size = None, 0.0  # what stands above a title heads no case
        if any(map(is_no_letter, text)) and self._may_be_place(block):
            self._take_unreadable(block)
        elif is_place(without_number(text)) or is_place(behind_label(text)):
            self._open, self._is_section = None, False
            self._take_place(block)
        elif label_of(text):
            self._open, self._label = None, block
        elif block.cell is None and heading_of(text):
            self._take_named(block)
        elif block.cell is None and self._often[text] == 1:
            self._take_part(block)
        if label_of(text) or (block.names and not is_place(text)):
            self._open, self._label = None, block

    def _may_be_place(self, block: Block) -> bool:
        text = block.text
        is_other = label_of(text) or self._often[text] > 1 or is_about_period(text)
        return names_place(text) or not is_other

    def _take_unreadable(self, block: Block) -> None:
        """A heading with letters that cannot be read may be of a place: no other one holds on."""
        self._open, self._place, self._place_in_cell = None, None, None
        self._doubt(block, "a heading cannot be read in whole, and is no place of the cases below")

    def _take_place(self, block: Block) -> None:
        name = heading_name(block.text)
        if block.cell is not None:
            self._place_in_cell = name
            return
        self._place, self._place_size = name, block.size

    def _take_named(self, block: Block) -> None:
        """A place among other words: `Jurisdiction: Kent County, Michigan`.

        Lines with a label of places are headings if one stood above the first case so.
        """
        if self._open is None and (label := place_label(block.text)):
            self._place_labels.add(label)
        self._open, self._is_section = None, False
        self._take_place(block)

    def _take_part(self, block: Block) -> None:
        """A heading that stands once: of a part of the report, or of a place that no rule knows.

        One that stands under several cases heads a part of each.
        """
        is_large = self._is_large(block)
        self._is_section = is_section(heading_name(block.text))
        if self._is_section:
            self._place_before = self._place
            self._open, self._place = None, None
        elif is_large and abs(block.size - self._place_size) < _SAME_SIZE:
            self._open = None
            self._take_place(block)
        elif is_large:
            self._open = None

    # -------------------------------------------------------------- cases

    def _whom(self, block: Block) -> Whom:
        text = block.text
        if self._is_nested(block):
            return Whom.KNOWN
        if self._label is not None:
            return Whom.NEW
        if label := label_of(text):
            is_same = self._open is not None and label == label_of(self._open.head.text)
            return Whom.KNOWN if is_same else Whom.NEW
        is_part = block.is_item or block.cell is not None
        if self._open is None:
            is_placed = self._place is not None or is_part
            return whom_first(text, is_placed=is_placed, is_behind=bool(self.parts.cases))
        is_like = self._is_like_head(block)
        has_nested = any(set_in(x, self._open.head) > _NESTED for x in self._open.blocks[1:])
        if is_like and has_nested and not is_entry(text):
            return Whom.NEW
        is_counted = is_like and _COUNTED.match(kind_of_mark(block)) is not None
        whom = whom_next(
            text, self._open.text, is_part=is_part, is_like=is_like, is_counted=is_counted
        )
        is_own = is_part or self._is_line_of_case(block)
        return Whom.KNOWN if whom is Whom.NOBODY and is_own else whom

    def _is_line_of_case(self, block: Block) -> bool:
        """True for a line under the open case by its date or label, or directly below such lines.

        It belongs to the case whatever it tells (`File sent to the district attorney.`).
        """
        if line_start(block.text):
            return True
        last = self._last
        if self._open is None or last is None or last is not self._open.blocks[-1]:
            return False
        is_below = abs(block.lines[0].start - last.lines[0].start) < _SAME_START
        return block.close and is_below and any(line_start(x.text) for x in self._open.blocks[1:])

    def _is_nested(self, block: Block) -> bool:
        """True for an item of the list of the open case, set in farther than where it begins."""
        if self._open is None or not block.is_item:
            return False
        if not self._open.is_listed and introduces_person(block.text):
            return False
        return set_in(block, self._open.head) > _NESTED

    def _is_like_head(self, block: Block) -> bool:
        """True for an item of the list in which the open case is one."""
        if self._open is None or not (block.is_item and self._open.head.is_item):
            return False
        return kind_of_mark(block) == kind_of_mark(self._open.head)


def _may_be_head(block: Block) -> bool:
    """True for a line that begins a page and names no day: it may be a running head."""
    is_line = block.loose and len(block.lines) == 1 and not block.is_item and not block.ends
    return is_line and not tells_of(block.text, "day")


def find_parts(blocks: Sequence[Block], body: float) -> Parts:
    """What each block is. What tells of no happening is no case."""
    finder = Finder(body, blocks)
    for block in blocks:
        finder.take(block)
    parts = finder.parts
    require_starts(parts)
    for case in [case for case in parts.cases if not tells_of(case.text, "event")]:
        give_back(parts, case)
    give_back_summaries(parts)
    give_back_parts(parts)
    doubt_other_places(parts)
    for case in parts.cases:
        require_one(case, parts)
    return parts
