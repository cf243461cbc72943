"""A word cut at a line end is one word again: what each line break inside a cell stands for.

A break is a space, nothing (a word too long for its column), or a hyphen that the typesetter put
in. It is decided by what the page shows and by known words; what stays undecided is kept as it is
printed and told. `Child-Fondling`, `I-247N` and `Miami-Dade` keep their hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, zip_longest

from detainer_cli.kinds.layouts import HEADERS
from detainer_cli.model.pages import Cell, Extraction, Joint, Line, Page, Table, TextLine

Words = Callable[[], frozenset[str]]
"""Gives the words of the reference data in lower case, hyphenated ones with their hyphens."""

_MOST_PIECES = 6  # lines that one word may be cut over: 30 letters in a column of five
_ROOM = 2.2  # of the average letter: with less room left, the next letter would not have fitted
_HEADER_WORDS = frozenset(
    word
    for headers in HEADERS.values()
    for header in headers
    for group in (*header.needs, header.may)
    for word in group
)

_COMPOUNDING = frozenset(["anti", "multi", "non", "quasi", "self", "semi"])
"""First parts of words that are written with a hyphen or without one: `non-violent`."""

_LINKING = re.compile("and|as|at|by|for|from|in|into|of|on|or|other|than|the|to|with")
"""Words that go on in small letters behind a capitalized one."""

_AFFIXED = re.compile(
    "(?:counter|inter|over|post|pre|re|sub|super|trans|under)-.*|.*-(?:like|man|men|ship|wide)"
)
"""Words that are as often written with a hyphen as without: `inter-governmental`."""

_NAME_PARTS = re.compile("De|Du|Fitz|La|Le|Mac|Mc|Van")
"""First parts of names of one word that goes on with a capital: `McMullen`."""

_NUMERIC = re.compile(r"[\d/.,-]*\d[\d/.,-]*")
_INITIALS = re.compile(r"\W*(?:[A-Z]\.){2,}\W*")  # `U.` + `S.`
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Cut:
    """A line break that stands inside a word, and what shows it; `decided` is False in doubt."""

    before: str
    after: str
    joint: Joint
    why: str
    decided: bool = True


@dataclass
class Joiner:
    """Decides line breaks for one report; `cuts` is what it found besides plain spaces."""

    reference: Words
    tables: Sequence[Table]
    lines: Sequence[TextLine]
    cuts: dict[tuple[str, str], Cut] = field(default_factory=dict)

    @cached_property
    def printed(self) -> frozenset[str]:
        """The words that the report prints uncut somewhere, in lower case."""
        found: set[str] = set()
        for table in self.tables:
            for cell in _cells(table):
                texts = [line.text for line in cell.lines]
                for i, text in enumerate(texts):
                    tokens = _TOKEN.findall(text.casefold())
                    first, last = int(i > 0), len(tokens) - int(i < len(texts) - 1)
                    found.update(tokens[first:last])
        for line in self.lines:
            found.update(_TOKEN.findall(line.text.casefold())[1:-1])
        return frozenset(found)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of words that the report prints beside each other on a line."""
        texts = [line.text for table in self.tables for c in _cells(table) for line in c.lines]
        texts += [line.text for line in self.lines]
        tokens = (_TOKEN.findall(text.casefold()) for text in texts)
        return frozenset(f"{one} {two}" for words in tokens for one, two in pairwise(words))

    @cached_property
    def _reference(self) -> frozenset[str]:
        return self.reference() | _HEADER_WORDS

    @cached_property
    def hyphenates(self) -> bool:
        """True if the typesetter cuts words with hyphens: one such cut is plain beyond doubt."""
        groups: list[Sequence[Line | TextLine]] = [self.lines]
        groups += [cell.lines for table in self.tables for cell in _cells(table)]
        return any(
            _is_hyphenated(before.text) and self._is_plain_hyphen(before.text, after.text)
            for lines in groups
            for before, after in pairwise(lines)
        )

    def _is_plain_hyphen(self, before: str, after: str) -> bool:
        stem, tail = _part(_stem(_last(before)[:-1])), _head(_start(_first(after)))
        if not stem or not tail or self.knows(f"{stem}-{tail}"):
            return False
        return self.knows(stem + tail) and not (self.knows(stem) and self.knows(tail))

    @cached_property
    def breaks_words(self) -> bool:
        """True if the report cuts words without a hyphen: one such cut is plain beyond doubt."""
        return any(True for _ in self._plain_cuts())

    @cached_property
    def breaks_anywhere(self) -> bool:
        """True if it cuts not only words that are too long, but at the end of any line.

        Two such cuts, since two words that are one by chance would make one.
        """
        lines = (before.text for before in self._plain_cuts() if len(before.text.split()) > 1)
        return len({_last(text) for text in lines}) > 1

    def _plain_cuts(self) -> Iterator[Line]:
        """The lines whose last word goes on below beyond doubt."""
        for table in self.tables:
            for cell in _cells(table):
                for i, (before, after) in enumerate(pairwise(cell.lines)):
                    if _is_full(before, after) and self._is_plain_cut(cell.lines, i):
                        yield before

    def knows(self, word: str) -> bool:
        """True if the word is printed uncut in the report, or stands in the reference data."""
        low = word.casefold()
        if low.endswith(("'s", "’s")) and len(low) > 3:
            low = low[:-2]
        if len(low) < 3 and low not in self._reference:
            return False  # a piece of a cut word may well stand alone on its line
        return low in self.printed or low in self._reference

    def joined(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines of a cell (or of all pieces of a cut row), each with its joint."""
        result = list(lines)
        i = 0
        while i < len(lines) - 1:
            for cut in self._breaks(lines, i, _carried(result[:i])):
                if cut is not None:
                    result[i] = replace(lines[i], joint=cut.joint, in_doubt=not cut.decided)
                i += 1
        return tuple(result)

    def joined_text(self, lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
        """Lines outside tables: only a hyphen at a line's end is asked about."""
        result = list(lines)
        for i in range(len(lines) - 1):
            if _is_hyphenated(lines[i].text):
                cut = self._hyphen(_last(lines[i].text), _first(lines[i + 1].text))
                result[i] = replace(result[i], joint=cut.joint if cut else " ")
        return tuple(result)

    # -------------------------------------------------------------- one break

    def _breaks(self, lines: Sequence[Line], i: int, carried: str) -> list[Cut | None]:
        """The break behind line `i`, and those that the same word runs over; None is a space.

        `carried` is the part of the word that the lines above have, if line `i` is a piece of it.
        """
        before, after = lines[i], lines[i + 1]
        last, first = _last(before.text), _first(after.text)
        if not last or not first:
            return [None]
        carried = carried if len(before.text.split()) == 1 else ""
        if _is_hyphenated(last):
            return [self._hyphen(last, first, carried, _pieces(lines[i + 1 :]))]
        if _is_at_sign(last, first) or (_is_possessive(last, first) and _is_full(before, after)):
            return [Cut(last, first, "", "no space goes with the sign")]
        is_full = _is_full(before, after)
        if is_full and self.breaks_anywhere and _INITIALS.fullmatch(last + first):
            return [self._told(last, first, "", "initials where lines break anywhere")]
        if not _TOKEN.search(first) or not (is_full or self._is_certain(lines, i)):
            return [None]
        if first[0] == "-" and len(first) > 1 and self.breaks_words:
            return [self._told(last, first, "", "a hyphen that did not fit on the line")]
        if carried:
            lines = [*lines[:i], replace(before, text=carried + before.text), *lines[i + 1 :]]
        return self._cut(lines, i)

    def _cut(self, lines: Sequence[Line], i: int) -> list[Cut | None]:
        """A full line: does its last word go on in the lines below?"""
        last, first = _last(lines[i].text), _first(lines[i + 1].text)
        if _is_number(last, first.rstrip("*†‡")) and (last[-1] != "," or _is_count(lines)):
            return [self._told(last, first, "", "a number that fills its column")]
        reach = self._reach_of_known(lines, i)
        is_alone = len(lines[i].text.split()) == 1
        if reach == 1 and not self._is_plain_cut(lines, i):
            return [self._word_or_two(last, first, is_alone)]
        if reach:
            return [
                self._told(_last(lines[at].text), _first(lines[at + 1].text), "", "a known word")
                for at in range(i, i + reach)
            ]
        if not (self.breaks_anywhere or (self.breaks_words and is_alone)):
            return [self._unknown_pieces(last, first)]
        head, tail = _stem(last), _start(first)
        if not head or not tail or (self.knows(head) and self.knows(tail)):
            return [None]
        if head[-1].isdigit() != tail[0].isdigit():
            token = _stem(last, whole=True) + _start(first, whole=True)
            if token.casefold() in self.printed:
                return [self._told(last, first, "", "printed uncut elsewhere")]
            in_doubt = head[-1].isdigit()  # `Nov` + `2015` are two
            return [self._told(last, first, " ", "a number or two", False) if in_doubt else None]
        if not self.knows(tail) and (tail[0].islower() or not self.knows(head)):
            return [self._told(last, first, "", "pieces that are no words")]
        if tail[0].isupper() and not head.isupper():
            return [None]
        return [self._told(last, first, " ", "neither one word nor two that are known", False)]

    def _word_or_two(self, last: str, first: str, is_alone: bool) -> Cut | None:
        """Two words that are one known word, too (`in` + `decent`): as the report prints them."""
        head, tail = _stem(last), _start(first)
        if f"{head} {tail}".casefold() in self.pairs:
            return None
        as_one = (head + tail).casefold() in self.printed | _HEADER_WORDS
        if self.breaks_anywhere or (self.breaks_words and is_alone):
            is_name = tail[0].isupper() and not head.isupper()  # `De` + `Kalb`, or `DeKalb`
            if not is_name and head.casefold() != "a" and (as_one or self.breaks_anywhere):
                return self._told(last, first, "", "a known word where lines break anywhere")
            return self._told(last, first, " ", "one known word or two", False)
        # `William` + `son` may be the only word that is too long, `Washing` + `ton` behind a dash
        goes_on = as_one or (
            head[0].isupper() and tail[0].islower() and not _LINKING.fullmatch(tail)
        )
        if goes_on and len(head) > 1 and (is_alone or self.breaks_words):
            return self._told(last, first, " ", "one word or two", False)
        return None

    def _unknown_pieces(self, last: str, first: str) -> Cut | None:
        """Where nothing else is cut: `Intergovernmen` + `tal` are no words of their own."""
        head, tail = _stem(last), _start(first)
        if not head or not tail or not tail.isalpha() or not tail.islower():
            return None
        if self.knows(head) or self.knows(tail) or _LINKING.fullmatch(tail):
            return None
        return self._told(last, first, " ", "pieces that are no words", False)

    def _reach_of_known(self, lines: Sequence[Line], i: int) -> int:
        """Over how many breaks a known word runs from the end of line `i`; 0 if it is none."""
        head, best = _stem(_last(lines[i].text)), 0
        if not head:
            return 0
        word = head
        for at in range(i + 1, min(i + 1 + _MOST_PIECES, len(lines))):
            piece = _start(_first(lines[at].text))
            if not piece or _are_two(word, piece):
                break
            word += piece
            if self.knows(word):
                best = at - i
            is_middle = len(lines[at].text.split()) == 1 and at + 1 < len(lines)
            if not is_middle or not _is_full(lines[at], lines[at + 1]):
                break
        return best

    def _is_plain_cut(self, lines: Sequence[Line], i: int) -> bool:
        """True if the two pieces are one known word and not both words of their own."""
        head, tail = _stem(_last(lines[i].text)), _start(_first(lines[i + 1].text))
        if not head or not tail or _are_two(head, tail) or not self.knows(head + tail):
            return False
        return not (self.knows(head) and self.knows(tail))

    def _is_certain(self, lines: Sequence[Line], i: int) -> bool:
        """True if neither piece is a word, both are a known one, and it would not have fitted."""
        head, tail = _stem(_last(lines[i].text)), _start(_first(lines[i + 1].text))
        if not lines[i + 1].words or not head or not tail:
            return False
        box = lines[i + 1].words[0].box
        fitted = lines[i].room > box.x1 - box.x0
        return not (fitted or self.knows(head) or self.knows(tail)) and self.knows(head + tail)

    def _hyphen(
        self, last: str, first: str, carried: str = "", pieces: Sequence[str] = ()
    ) -> Cut | None:
        """A hyphen at a line's end: of the word itself, or put in where the word was cut.

        `pieces` are those that the word is made of if it is cut again and again.
        """
        stem, tail = _stem(carried + last[:-1], whole=True), _start(first, whole=True)
        if not tail:
            return None
        if not stem:
            return Cut(last, first, "", "a hyphen behind a sign")
        if _is_compound(stem, tail) and not _NAME_PARTS.fullmatch(stem):
            return self._told(last, first, "", "a name or number with a hyphen")
        own = {f"{stem}-{tail}".casefold(), f"{_part(stem)}-{_head(tail)}".casefold()}
        one = {f"{stem}{tail}".casefold(), f"{_part(stem)}{_head(tail)}".casefold()}
        one |= {word[:-2] for word in one if word.endswith(("'s", "’s"))}
        one |= {f"{_part(stem)}{''.join(pieces[:n])}".casefold() for n in range(2, len(pieces) + 1)}
        is_pair = self.knows(_part(stem)) and self.knows(_head(tail))
        if bool(own & self.printed) != bool(one & self.printed):
            joint: Joint = "" if own & self.printed else "-"
            return self._told(last, first, joint, "printed uncut elsewhere")
        if bool(own & self._reference) != bool(one & self._reference):
            if own & self._reference:
                return self._told(last, first, "", "a known word")
            may_be_two = is_pair and not self.hyphenates and not one & _HEADER_WORDS
            if may_be_two == (stem.casefold() in _COMPOUNDING):
                return self._told(last, first, "" if may_be_two else "-", "a known word")
            return self._told(last, first, "", "a word that may have a hyphen of its own", False)
        if is_pair:
            may_be_one = self.hyphenates and _may_be_affixed(stem, tail)
            return self._told(last, first, "", "two words with a hyphen", not may_be_one)
        return self._told(last, first, "", "no known word with or without the hyphen", False)

    def _told(self, before: str, after: str, joint: Joint, why: str, decided: bool = True) -> Cut:
        cut = self.cuts[before, after] = Cut(before, after, joint, why, decided)
        return cut


# ------------------------------------------------------------------ pieces of words


def _is_hyphenated(text: str) -> bool:
    """True if the text ends with a hyphen that touches its word."""
    return len(text) > 1 and text[-1] == "-" and text[-2].isalnum()


def _last(text: str) -> str:
    return text.rsplit(None, 1)[-1] if text.strip() else ""


def _first(text: str) -> str:
    return text.split(None, 1)[0] if text.strip() else ""


def _stem(word: str, *, whole: bool = False) -> str:
    """The letters at the end of a word, back to a bracket or slash (or hyphen, unless `whole`)."""
    allowed = r"[^\W_]+(?:['’-][^\W_]+)*$" if whole else r"[^\W_]+(?:['’][^\W_]+)*$"
    found = re.search(allowed, word)
    return found[0] if found else ""


def _start(word: str, *, whole: bool = False) -> str:
    """The letters at the start of a word, up to punctuation."""
    allowed = r"[^\W_]+(?:['’-][^\W_]+)*" if whole else r"[^\W_]+(?:['’][^\W_]+)*"
    found = re.match(allowed, word)
    return found[0] if found else ""


def _part(word: str) -> str:
    return word.rsplit("-", 1)[-1]


def _head(word: str) -> str:
    return word.split("-", 1)[0]


def _may_be_affixed(stem: str, tail: str) -> bool:
    return _AFFIXED.fullmatch(f"{_part(stem)}-{_head(tail)}".casefold()) is not None


def _is_at_sign(last: str, first: str) -> bool:
    """True if the break stands before or behind a sign that no space goes with."""
    return last[-1] in "(#" or (last[-1] == "/" and len(last) > 1) or first[0] in "),.;:"


def _is_possessive(last: str, first: str) -> bool:
    """True for `Sheriff'` + `s` and for `Sheriff` + `'s`."""
    if last[-1] in "'’":
        return re.match(r"s\b", first, re.I) is not None
    return re.match(r"['’]s\b", first, re.I) is not None


def _pieces(below: Sequence[Line]) -> list[str]:
    """The pieces of a word that goes on over the lines below, as long as hyphens or room say so."""
    found = []
    for line, after in zip_longest(below[:_MOST_PIECES], below[1:_MOST_PIECES]):
        found.append(_head(_start(_first(line.text), whole=True)))
        goes_on = _is_hyphenated(line.text) or (after is not None and _is_full(line, after))
        if len(line.text.split()) > 1 or not goes_on:
            break
    return found


def _carried(above: Sequence[Line]) -> str:
    """The piece of a word that ends the lines above, without a hyphen that is not its own."""
    if not above or above[-1].joint == " ":
        return ""
    text = above[-1].text[:-1] if above[-1].joint == "-" else above[-1].text
    is_alone = len(text.split()) == 1
    return (_carried(above[:-1]) if is_alone else "") + _last(text)


def _are_two(head: str, tail: str) -> bool:
    """True for `du` + `Lac`: a capital stands at the start of a word, or behind another capital."""
    return head[0].islower() and tail[0].isupper()


def _is_number(last: str, first: str) -> bool:
    """True if the two are the parts of a date in figures, or of a count."""
    if not (_NUMERIC.fullmatch(last) and _NUMERIC.fullmatch(first)):
        return False
    return last[-1] != "," or re.fullmatch(r"\d{3}", first) is not None


def _is_count(lines: Sequence[Line]) -> bool:
    """True for a cell with a number and nothing else: `1,` + `234`, but not `Oct 1,` + `201`."""
    return not re.search(r"[^\d,\s*†‡]", " ".join(line.text for line in lines))


def _is_compound(stem: str, tail: str) -> bool:
    """True if the hyphen can only be the word's own: before a capital, or beside a number."""
    starts_name = tail[0].isupper() and not (stem.isupper() and len(stem) > 1)
    return starts_name or any(char.isdigit() for char in stem + tail)


def _is_full(before: Line, after: Line) -> bool:
    """True if not even the next letter would have fitted on the line."""
    if not after.words or not before.words:
        return False
    word = after.words[0]
    letter = (word.box.x1 - word.box.x0) / max(1, word.glyphs)
    return before.room < _ROOM * letter


def _cells(table: Table) -> Iterable[Cell]:
    return {(c.row, c.column): c for row in table.rows for c in row.cells}.values()


# ------------------------------------------------------------------ a whole report


def make_joiner(extraction: Extraction, reference: Words) -> Joiner:
    """A joiner that knows the words of the report."""
    tables = [table for page in extraction.pages for table in page.tables]
    return Joiner(reference, tables, [line for page in extraction.pages for line in page.lines])


def mend(extraction: Extraction, joiner: Joiner) -> Extraction:
    """The extraction with the joint of every line."""
    return replace(extraction, pages=tuple(_mended(extraction.pages, joiner)))


def _mended(pages: Iterable[Page], joiner: Joiner) -> Iterator[Page]:
    for page in pages:
        tables = tuple(_mended_table(table, joiner) for table in page.tables)
        yield replace(page, tables=tables, lines=joiner.joined_text(page.lines))


def _mended_table(table: Table, joiner: Joiner) -> Table:
    new = {
        (cell.row, cell.column): replace(cell, lines=joiner.joined(cell.lines))
        if len(cell.lines) > 1
        else cell
        for cell in _cells(table)
    }
    rows = (
        replace(row, cells=tuple(new[cell.row, cell.column] for cell in row.cells))
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))
