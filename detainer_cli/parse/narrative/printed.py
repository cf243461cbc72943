"""A line of text as it is printed: its words, and where it stands in its column."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detainer_cli.model.pages import Box, Joint, Table, TextLine, Word


@dataclass(frozen=True, slots=True)
class Printed:
    """A line in one column or cell, whose edges are `left` and `right`.

    `region` tells columns and cells apart; `drawn` says that a bullet is drawn before it.
    """

    page: int
    words: tuple[Word, ...]
    drawn: bool = False
    left: float = 0.0
    right: float = 0.0
    region: int = 0
    joint: Joint = " "

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return Box.around(word.box for word in self.words)

    @property
    def start(self) -> float:
        return self.words[0].box.x0

    @property
    def end(self) -> float:
        return self.words[-1].box.x1

    @property
    def _longest(self) -> Word:
        return max(self.words, key=lambda word: word.glyphs)

    @property
    def size(self) -> float:
        """The size of most of its letters, in points."""
        word = self._longest
        return word.size or word.box.y1 - word.box.y0

    @property
    def baseline(self) -> float:
        word = self._longest
        return word.baseline or word.box.y0

    @property
    def room(self) -> float:
        """What is left behind it, in points."""
        return self.right - self.end


Item = Printed | Table


def printed(line: TextLine, page: int) -> Printed:
    """A line of running text. Without words (as tests make lines) its text is one word."""
    words = line.words or (Word(line.text, line.box, line.glyphs),)
    first = min(word.box.x0 for word in words)
    return Printed(page, words, any(mark.x0 < first for mark in line.marks))


def cut_word(word: Word, first: int, last: int) -> Word:
    """The letters of a word from one to another, where they stand if all are as wide."""
    box, text = word.box, word.text[first:last]
    step = (box.x1 - box.x0) / len(word.text)
    part = replace(box, x0=box.x0 + step * first, x1=box.x0 + step * last)
    return replace(word, text=text, box=part, glyphs=len(text))
