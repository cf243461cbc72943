"""What stands on the pages around the text: running heads, notices, page numbers; footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from detainer_cli.kinds.wording import wording
from detainer_cli.model.pages import Box, Page, TextLine, Word
from detainer_cli.parse.narrative.blocks import ends_sentence
from detainer_cli.parse.narrative.printed import Printed
from detainer_cli.parse.narrative.telling import (
    introduces_person,
    is_day,
    is_note,
    label_of,
    line_start,
    tells_of,
)
from detainer_cli.parse.narrative.title import is_title

_LEVEL = 8.0  # points: a running line stands at the same height on its pages
_PAGE_NUMBER = re.compile(
    r"\W*page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*"
    r"|[^\w,;.]*\d{1,3}(?:\s*(?:of|/)\s*\d{1,4})?[^\w,;.]*",
    re.I,
)  # `2018.` is the last word of a text
_NUMBERED = re.compile(
    r"(?:.*\s)?(?:Page|PAGE)\s*(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[^\w.,;]*"
)  # a running head that ends with the number of its page
_BESIDE_TITLES = re.compile(r"[^\w.,;]*(?:Page|PAGE)?\s*\d{0,3}[^\w.,;]*")
_APART = 0.2  # of the width of a page: a number that stands so far behind a head is a page's
_TOP = 0.8  # of the height of a page: running heads stand higher
_ZONE = 0.13  # of the height of a page: what stands farther in belongs to the text
_MOST_NOTICE_WORDS = 30
_SMALL = 0.93  # of the size of the text: footnotes are set at most so large
_SAME_START = 1.0  # points: so alike are the lines of one list
_SIGNS = ("*", "†", "‡")


def furniture(pages: Sequence[Page], running: frozenset[str]) -> set[int]:
    """The lines (by their `id`) at the edges of pages that are no part of the text."""
    often = _repeated(pages) | _once_a_page(pages, running)
    found: set[int] = set()
    for page in pages:
        lines = sorted(page.lines, key=lambda line: -line.box.y1)
        inner = [table.box for table in page.tables]
        top = max((box.y1 for box in inner), default=0.0)
        bottom = min((box.y0 for box in inner), default=page.height)
        found |= _taken(page, [x for x in lines if x.box.y0 >= top], often, pages)
        found |= _taken(page, [x for x in lines[::-1] if x.box.y1 <= bottom], often, pages)
    return found | {id(line) for page in pages[1:] for line in _heads(page, pages[0], found)}


def _heads(page: Page, first: Page, around: set[int]) -> list[TextLine]:
    """A running head that stands once: above where the text of the first page begins, as this does.

    A first page has no running head, as a rule, so that a report of two pages shows it once.
    """
    printed, boxes = _boxes(first, around), _boxes(page, around)
    if not printed:
        return []
    top = max(printed, key=lambda box: box.y1)
    heads = [x for x in page.lines if id(x) not in around and x.box.y0 >= top.y1]
    begins = max((box.y1 for box in boxes if box.y0 < top.y1), default=0.0)
    if not heads or len(heads) > _MOST_HEADS or abs(begins - top.y1) > _LEVEL:
        return []
    lowest = min((x.box for x in heads), key=lambda box: box.y0)
    is_apart = lowest.y0 - begins > lowest.y1 - lowest.y0
    are_text = (_may_be_text(x.text) or not _is_at_edge(page, x) for x in heads)
    return heads if is_apart and not any(are_text) else []


def _may_be_text(line: str) -> bool:
    """True for a line that ends as a sentence does, or names a day."""
    return ends_sentence(line) or tells_of(line, "day")


def _boxes(page: Page, around: set[int]) -> list[Box]:
    """Where the text of a page stands, and its tables."""
    lines = [line.box for line in page.lines if id(line) not in around]
    return [*lines, *(table.box for table in page.tables)]


_MOST_HEADS = 2  # lines


def _taken(
    page: Page, lines: Sequence[TextLine], often: set[tuple[str, int]], pages: Sequence[Page]
) -> set[int]:
    """The lines from an edge of the page inwards, up to the first that belongs to the text."""
    taken: set[int] = set()
    for line in lines:
        if not _is_furniture(page, line, often, pages):
            break
        taken.add(id(line))
    return taken


def _is_furniture(
    page: Page, line: TextLine, often: set[tuple[str, int]], pages: Sequence[Page]
) -> bool:
    if is_notice(line.text):
        return True
    if not _is_at_edge(page, line):
        return False
    if tells_of(line.text, "known_subject") or introduces_person(line.text):
        return False
    if page.number > 1 and is_title(line.text):
        return True
    if any((line.key, level) in often for level in _levels(line)) or _PAGE_NUMBER.fullmatch(
        line.text
    ):
        return True
    numbered = _NUMBERED.fullmatch(line.text)
    if (numbered and int(numbered[1]) == page.number) or _has_number_apart(page, line):
        return True
    first = [other.text for other in pages[0].lines[:3]]
    is_above = page.number > 1 and line.box.y0 > _TOP * page.height
    return is_above and (line.text in first or _is_of_titles(line.text, first))


def _has_number_apart(page: Page, line: TextLine) -> bool:
    """True for a running head with the number of its page at the other edge, as no text has it."""
    if len(line.words) < 2 or line.words[-1].text != str(page.number):
        return False
    return line.words[-1].box.x0 - line.words[-2].box.x1 > _APART * page.width


def _is_of_titles(text: str, first: Sequence[str]) -> bool:
    """True for a running head that repeats lines of the first page beside each other.

    Signs may part them and a number follow: `Declined Detainer Report | June 2020 | 2`.
    """
    titles = {part for line in first for part in (line, line.partition(" (")[0])}
    rest = text
    for title in sorted(titles, key=len, reverse=True):
        rest = rest.replace(title, " ") if len(title.split()) > 1 else rest
    return rest != text and _BESIDE_TITLES.fullmatch(rest) is not None


def _is_at_edge(page: Page, line: TextLine) -> bool:
    return min(line.box.y0, page.height - line.box.y1) <= _ZONE * page.height


def is_notice(text: str) -> bool:
    """True for the line that says that the file is no publication of the agency."""
    is_said = re.search(wording().sample_notice, text, re.I) is not None
    return is_said and len(text.split()) <= _MOST_NOTICE_WORDS


def _levels(line: TextLine) -> tuple[int, int]:
    """The height of a line, rounded in two ways so that near ones share one of them."""
    return round(line.box.y0 / _LEVEL), round(line.box.y0 / _LEVEL + 0.5)


def _repeated(pages: Sequence[Page]) -> set[tuple[str, int]]:
    """Lines (numbers as #) that stand at one height on several pages, and once on each."""
    counts: Counter[tuple[str, int]] = Counter()
    most: Counter[str] = Counter()
    for page in pages:
        keys = Counter(line.key for line in page.lines)
        most |= keys
        counts.update({(line.key, level) for line in page.lines for level in _levels(line)})
    several = max(2, min(3, len(pages)) - 1)
    return {key for key, n in counts.items() if n >= several and most[key[0]] == 1}


def _once_a_page(pages: Sequence[Page], running: frozenset[str]) -> set[tuple[str, int]]:
    """The running lines that stand once on a page at most, and at the edges of pages alone."""
    most: Counter[str] = Counter()
    inside: set[str] = set()
    for page in pages:
        most |= Counter(line.key for line in page.lines)
        inside |= {line.key for line in page.lines if not _is_at_edge(page, line)}
    return {
        (line.key, level)
        for page in pages
        for line in page.lines
        if line.key in running and most[line.key] == 1 and line.key not in inside
        for level in _levels(line)
    }


# ------------------------------------------------------------------ footnotes


def body_size(lines: Sequence[Printed]) -> float:
    """The size of most letters, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        for word in line.words:
            sizes[round(word.size, 1)] += word.glyphs
    return sizes.most_common(1)[0][0] if sizes else 0.0


def footnotes_from(lines: Sequence[Printed], body: float, signs: frozenset[str]) -> int:
    """The number of the first line of the footnotes at the end of a page's or column's lines.

    They are set smaller, or begin with a sign that is no list's (`signs` are those that are).
    """
    first = len(lines)
    while first > 0 and body and lines[first - 1].size <= _SMALL * body:
        first -= 1
    for at in range(max(0, len(lines) - _MOST_NOTE_LINES), first):
        sign = lines[at].text[:1]
        is_note_here = (sign in _SIGNS and sign not in signs) or _is_plain_note(lines, at)
        if is_note_here and not any(_starts_case(lines, n) for n in range(at + 1, first)):
            return at
    return first


def _starts_case(lines: Sequence[Printed], at: int) -> bool:
    """True if a case or one of its days begins here: then a note above it is not at the foot."""
    text = lines[at].text
    if label_of(text) or (is_day(text) and line_start(text)):
        return True
    is_apart = _is_below_gap(lines, at) and not is_note(text) and text[:1] not in _SIGNS
    return is_apart and introduces_person(" ".join(line.text for line in lines[at : at + 2]))


_MOST_NOTE_LINES = 12


def _is_plain_note(lines: Sequence[Printed], at: int) -> bool:
    """True if a note begins here, a gap above it: `Note. A detainer is …`."""
    line = lines[at]
    if not is_note(line.text) or line.text[:1] in _SIGNS:
        return False
    return at == 0 or (_is_below_gap(lines, at) and not _is_entry(lines, at))


def _is_entry(lines: Sequence[Printed], at: int) -> bool:
    """True for a note below the days of a case, no farther from them than they are apart."""
    days = [n for n in range(1, at) if is_day(lines[n].text) and line_start(lines[n].text)]
    if not days or abs(lines[days[-1]].start - lines[at].start) > _SAME_START:
        return False
    is_even = abs(lines[days[-1]].size - lines[at].size) < _SAME_START
    return is_even and _gap(lines, at) < _gap(lines, days[-1]) + _SAME_START


def _gap(lines: Sequence[Printed], at: int) -> float:
    return lines[at - 1].baseline - lines[at].baseline


def _is_below_gap(lines: Sequence[Printed], at: int) -> bool:
    return _gap(lines, at) > 1.25 * 1.2 * lines[at].size


def list_signs(lines: Sequence[Printed]) -> frozenset[str]:
    """The signs that begin the items of a list: three and more lines start with them."""
    starts = Counter(line.words[0].text for line in lines)
    return frozenset(sign for sign in _SIGNS if starts[sign] >= _ITEMS)


_ITEMS = 3


def note_signs(lines: Sequence[Printed]) -> frozenset[str]:
    """The signs that begin notes: a line starts with them, and no list does."""
    starts = {sign for sign in _SIGNS if any(line.text.startswith(sign) for line in lines)}
    return frozenset(starts - list_signs(lines))


Notes = dict[tuple[int, str], float]
"""The size of the notes that begin with a number, by their page and that number."""

_NUMBERED_NOTE = re.compile(r"(\d{1,2})\s?(?=[A-Z“])")
_GLUED_NUMBER = re.compile(
    r"(?!\W*No\.).*(?:[a-z]{3}|[A-Za-z)”][.,;:]|[.,]”|20\d\d[.,;:])(\d{1,2})"
)


def numbered_notes(lines: Sequence[Printed]) -> Notes:
    """The notes that begin with a number, by their size: that of their mark is any."""
    found = ((line, _NUMBERED_NOTE.match(line.text)) for line in lines)
    return {(line.page, note[1]): line.size for line, note in found if note}


def glued_number(word: Word, page: int, notes: Notes) -> int:
    """How many digits behind a word (`report.2`) refer to a note in smaller letters on its page.

    Some producers set a mark in the size of the text, raised by the shape of its glyph alone.
    """
    found = _GLUED_NUMBER.fullmatch(word.text)
    size = notes.get((page, found[1]), 0.0) if found else 0.0
    return len(found[1]) if found and 0 < size <= _SMALL * word.size else 0


_REFERENCE = re.compile(r"[\[(]?\d{1,2}(?:,\d{1,2})*[\])]?|[*†‡§]{1,3}")
_RAISED = 0.12  # of the letters' size: marks of every producer are raised by 0.2 and more
_HIGHEST = 0.8  # of it: what stands higher belongs to the line above
_REFERS, _SMALLER = 0.87, 0.8  # of it: the size of marks that are raised; of those that are not
_BESIDE = 0.35  # of it: a mark stands so near behind its word


def is_reference(line: Printed, at: int) -> bool:
    """True for a small raised number or sign beside a word: it refers to a footnote.

    Only the nearest word tells: a line of the page may go through columns of several sizes.
    """
    word = line.words[at]
    if not _REFERENCE.fullmatch(word.text):
        return False
    others = [x for x in line.words if not _REFERENCE.fullmatch(x.text)]
    if not others:
        return False
    near = min(others, key=lambda x: max(word.box.x0 - x.box.x1, x.box.x0 - word.box.x1))
    if 0 < word.size <= _SMALLER * near.size:
        return word.baseline >= near.baseline - 0.1
    return is_raised(word, near)


def is_reference_of(mark: Word, lines: Sequence[Printed]) -> bool:
    """True for such a mark that stands behind a word of any of these lines.

    Highly raised marks are a line of their own in the page, or in one with another column's.
    """
    if not _REFERENCE.fullmatch(mark.text):
        return False
    words = (word for line in lines for word in line.words)
    return any(
        is_raised(mark, word) and abs(mark.box.x0 - word.box.x1) <= _BESIDE * word.size
        for word in words
    )


def is_raised(mark: Word, word: Word) -> bool:
    """True for letters that are smaller than those of a word, and stand higher."""
    by = mark.baseline - word.baseline
    return 0 < mark.size <= _REFERS * word.size and (
        _RAISED * word.size <= by <= _HIGHEST * word.size
    )
