"""A word cut at a line end is one word again: what each line break inside a cell stands for.

A break is a space, nothing (a word too long for its column), or a hyphen that the typesetter put
in. It is decided by what the page shows and by known words; what stays undecided is kept as it is
printed and told. `Child-Fondling`, `I-247N` and `Miami-Dade` keep their hyphens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from detainer_cli.kinds.descriptor import Kind
from detainer_cli.model.pages import Cell, Extraction, Joint, Line, Page, Table, TextLine
from detainer_cli.parse.word_pieces import (
    COMPOUNDING,
    INITIALS,
    LINKING,
    MOST_PIECES,
    NAME_PARTS,
    TOKEN,
    are_two,
    carried_over,
    fills_its_line,
    first_word,
    head_of,
    is_at_sign,
    is_compound,
    is_count,
    is_hyphenated,
    is_number,
    is_possessive,
    last_word,
    may_be_affixed,
    part_of,
    pieces_below,
    start_of,
    stem_of,
)

Words = Callable[[], frozenset[str]]
"""Gives the words of the reference data in lower case, hyphenated ones with their hyphens."""


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
    """Decides line breaks for one report.

    `header_words` are those that the headers of its kind are made of.
    """

    reference: Words
    header_words: frozenset[str]
    tables: Sequence[Table]
    lines: Sequence[TextLine]

    @cached_property
    def printed(self) -> frozenset[str]:
        """The words that the report prints uncut somewhere, in lower case."""
        found: set[str] = set()
        for table in self.tables:
            for cell in _cells(table):
                texts = [line.text for line in cell.lines]
                for i, text in enumerate(texts):
                    tokens = TOKEN.findall(text.casefold())
                    first, last = int(i > 0), len(tokens) - int(i < len(texts) - 1)
                    found.update(tokens[first:last])
        for line in self.lines:
            found.update(TOKEN.findall(line.text.casefold())[1:-1])
        return frozenset(found)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of words that the report prints beside each other on a line."""
        texts = [line.text for table in self.tables for c in _cells(table) for line in c.lines]
        texts += [line.text for line in self.lines]
        tokens = (TOKEN.findall(text.casefold()) for text in texts)
        return frozenset(f"{one} {two}" for words in tokens for one, two in pairwise(words))

    @cached_property
    def _reference(self) -> frozenset[str]:
        return self.reference() | self.header_words

    @cached_property
    def hyphenates(self) -> bool:
        """True if the typesetter cuts words with hyphens: one such cut is plain beyond doubt."""
        groups: list[Sequence[Line | TextLine]] = [self.lines]
        groups += [cell.lines for table in self.tables for cell in _cells(table)]
        return any(
            is_hyphenated(before.text) and self._is_plain_hyphen(before.text, after.text)
            for lines in groups
            for before, after in pairwise(lines)
        )

    def _is_plain_hyphen(self, before: str, after: str) -> bool:
        stem, tail = part_of(stem_of(last_word(before)[:-1])), head_of(start_of(first_word(after)))
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
        return len({last_word(text) for text in lines}) > 1

    def _plain_cuts(self) -> Iterator[Line]:
        """The lines whose last word goes on below beyond doubt."""
        for table in self.tables:
            for cell in _cells(table):
                for i, (before, after) in enumerate(pairwise(cell.lines)):
                    if fills_its_line(before, after) and self._is_plain_cut(cell.lines, i):
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
            for cut in self._breaks(lines, i, carried_over(result[:i])):
                if cut is not None:
                    result[i] = replace(
                        lines[i], joint=cut.joint, in_doubt=not cut.decided, why=cut.why
                    )
                i += 1
        return tuple(result)

    def joined_text(self, lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
        """Lines outside tables: only a hyphen at a line's end is asked about."""
        result = list(lines)
        for i in range(len(lines) - 1):
            if is_hyphenated(lines[i].text):
                cut = self._hyphen(last_word(lines[i].text), first_word(lines[i + 1].text))
                result[i] = replace(result[i], joint=cut.joint if cut else " ")
        return tuple(result)

    def hyphen_between(self, before: str, after: str) -> Joint:
        """What a hyphen at the end of a line of prose stands for.

        Where it is in doubt, it is the typesetter's if hyphens cut words here, and these pieces are
        not both words.
        """
        last, first = last_word(before), first_word(after)
        cut = self._hyphen(last, first)
        if cut is None or cut.decided:
            return cut.joint if cut else " "
        both = self.knows(part_of(stem_of(last[:-1]))) and self.knows(head_of(start_of(first)))
        return "-" if self.hyphenates and not both else ""

    # -------------------------------------------------------------- one break

    def _breaks(self, lines: Sequence[Line], i: int, carried: str) -> list[Cut | None]:
        """The break behind line `i`, and those that the same word runs over; None is a space.

        `carried` is the part of the word that the lines above have, if line `i` is a piece of it.
        """
        before, after = lines[i], lines[i + 1]
        last, first = last_word(before.text), first_word(after.text)
        if not last or not first:
            return [None]
        carried = carried if len(before.text.split()) == 1 else ""
        if is_hyphenated(last):
            return [self._hyphen(last, first, carried, pieces_below(lines[i + 1 :]))]
        if is_at_sign(last, first) or (
            is_possessive(last, first) and fills_its_line(before, after)
        ):
            return [Cut(last, first, "", "no space goes with the sign")]
        is_full = fills_its_line(before, after)
        if is_full and self.breaks_anywhere and INITIALS.fullmatch(last + first):
            return [Cut(last, first, "", "initials where lines break anywhere")]
        if not TOKEN.search(first) or not (is_full or self._is_certain(lines, i)):
            return [None]
        if first[0] == "-" and len(first) > 1 and self.breaks_words:
            return [Cut(last, first, "", "a hyphen that did not fit on the line")]
        if carried:
            lines = [*lines[:i], replace(before, text=carried + before.text), *lines[i + 1 :]]
        return self._cut(lines, i)

    def _cut(self, lines: Sequence[Line], i: int) -> list[Cut | None]:
        """A full line: does its last word go on in the lines below?"""
        last, first = last_word(lines[i].text), first_word(lines[i + 1].text)
        if is_number(last, first.rstrip("*†‡")) and (last[-1] != "," or is_count(lines)):
            return [Cut(last, first, "", "a number that fills its column")]
        reach = self._reach_of_known(lines, i)
        is_alone = len(lines[i].text.split()) == 1
        if reach == 1 and not self._is_plain_cut(lines, i):
            return [self._word_or_two(last, first, is_alone)]
        if reach:
            return [
                Cut(last_word(lines[at].text), first_word(lines[at + 1].text), "", "a known word")
                for at in range(i, i + reach)
            ]
        if not (self.breaks_anywhere or (self.breaks_words and is_alone)):
            return [self._unknown_pieces(last, first)]
        head, tail = stem_of(last), start_of(first)
        if not head or not tail or (self.knows(head) and self.knows(tail)):
            return [None]
        if head[-1].isdigit() != tail[0].isdigit():
            token = stem_of(last, whole=True) + start_of(first, whole=True)
            if token.casefold() in self.printed:
                return [Cut(last, first, "", "printed uncut elsewhere")]
            in_doubt = head[-1].isdigit()  # `Nov` + `2015` are two
            return [Cut(last, first, " ", "a number or two", False) if in_doubt else None]
        if not self.knows(tail) and (tail[0].islower() or not self.knows(head)):
            return [Cut(last, first, "", "pieces that are no words")]
        if tail[0].isupper() and not head.isupper():
            return [None]
        return [Cut(last, first, " ", "neither one word nor two that are known", False)]

    def _word_or_two(self, last: str, first: str, is_alone: bool) -> Cut | None:
        """Two words that are one known word, too (`in` + `decent`): as the report prints them."""
        head, tail = stem_of(last), start_of(first)
        if f"{head} {tail}".casefold() in self.pairs:
            return None
        as_one = (head + tail).casefold() in self.printed | self.header_words
        if self.breaks_anywhere or (self.breaks_words and is_alone):
            is_name = tail[0].isupper() and not head.isupper()  # `De` + `Kalb`, or `DeKalb`
            if not is_name and head.casefold() != "a" and (as_one or self.breaks_anywhere):
                return Cut(last, first, "", "a known word where lines break anywhere")
            return Cut(last, first, " ", "one known word or two", False)
        # `William` + `son` may be the only word that is too long, `Washing` + `ton` behind a dash
        goes_on = as_one or (
            head[0].isupper() and tail[0].islower() and not LINKING.fullmatch(tail)
        )
        if goes_on and len(head) > 1 and (is_alone or self.breaks_words):
            return Cut(last, first, " ", "one word or two", False)
        return None

    def _unknown_pieces(self, last: str, first: str) -> Cut | None:
        """Where nothing else is cut: `Intergovernmen` + `tal` are no words of their own."""
        head, tail = stem_of(last), start_of(first)
        if not head or not tail or not tail.isalpha() or not tail.islower():
            return None
        if self.knows(head) or self.knows(tail) or LINKING.fullmatch(tail):
            return None
        return Cut(last, first, " ", "pieces that are no words", False)

    def _reach_of_known(self, lines: Sequence[Line], i: int) -> int:
        """Over how many breaks a known word runs from the end of line `i`; 0 if it is none."""
        head, best = stem_of(last_word(lines[i].text)), 0
        if not head:
            return 0
        word = head
        for at in range(i + 1, min(i + 1 + MOST_PIECES, len(lines))):
            piece = start_of(first_word(lines[at].text))
            if not piece or are_two(word, piece):
                break
            word += piece
            if self.knows(word):
                best = at - i
            is_middle = len(lines[at].text.split()) == 1 and at + 1 < len(lines)
            if not is_middle or not fills_its_line(lines[at], lines[at + 1]):
                break
        return best

    def _is_plain_cut(self, lines: Sequence[Line], i: int) -> bool:
        """True if the two pieces are one known word and not both words of their own."""
        head, tail = stem_of(last_word(lines[i].text)), start_of(first_word(lines[i + 1].text))
        if not head or not tail or are_two(head, tail) or not self.knows(head + tail):
            return False
        return not (self.knows(head) and self.knows(tail))

    def _is_certain(self, lines: Sequence[Line], i: int) -> bool:
        """True if neither piece is a word, both are a known one, and it would not have fitted."""
        head, tail = stem_of(last_word(lines[i].text)), start_of(first_word(lines[i + 1].text))
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
        stem, tail = stem_of(carried + last[:-1], whole=True), start_of(first, whole=True)
        if not tail:
            return None
        if not stem:
            return Cut(last, first, "", "a hyphen behind a sign")
        if is_compound(stem, tail) and not NAME_PARTS.fullmatch(stem):
            return Cut(last, first, "", "a name or number with a hyphen")
        own = {f"{stem}-{tail}".casefold(), f"{part_of(stem)}-{head_of(tail)}".casefold()}
        one = {f"{stem}{tail}".casefold(), f"{part_of(stem)}{head_of(tail)}".casefold()}
        one |= {word[:-2] for word in one if word.endswith(("'s", "’s"))}
        one |= {
            f"{part_of(stem)}{''.join(pieces[:n])}".casefold() for n in range(2, len(pieces) + 1)
        }
        is_pair = self.knows(part_of(stem)) and self.knows(head_of(tail))
        if bool(own & self.printed) != bool(one & self.printed):
            joint: Joint = "" if own & self.printed else "-"
            return Cut(last, first, joint, "printed uncut elsewhere")
        if bool(own & self._reference) != bool(one & self._reference):
            if own & self._reference:
                return Cut(last, first, "", "a known word")
            may_be_two = is_pair and not self.hyphenates and not one & self.header_words
            if may_be_two == (stem.casefold() in COMPOUNDING):
                return Cut(last, first, "" if may_be_two else "-", "a known word")
            return Cut(last, first, "", "a word that may have a hyphen of its own", False)
        if is_pair:
            may_be_one = self.hyphenates and may_be_affixed(stem, tail)
            return Cut(last, first, "", "two words with a hyphen", not may_be_one)
        return Cut(last, first, "", "no known word with or without the hyphen", False)


def _cells(table: Table) -> Iterable[Cell]:
    return {(c.row, c.column): c for row in table.rows for c in row.cells}.values()


# ------------------------------------------------------------------ a whole report


def make_joiner(extraction: Extraction, reference: Words, kind: Kind) -> Joiner:
    """A joiner that knows the words of the report, and of reports of its kind."""
    tables = [table for page in extraction.pages for table in page.tables]
    lines = [line for page in extraction.pages for line in page.lines]
    return Joiner(reference, kind.header_words, tables, lines)


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
